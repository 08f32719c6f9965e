//! What is impossible about behaviours: the part of [`super::validate`] that concerns what clients do after errors.

use super::validate::{Check, fault};
use crate::model::cache::FailMode;
use crate::model::class::ClassPlan;
use crate::model::edge::Refusal;
use crate::model::retry::{Behaviour, Breaker, BreakerMode, Budget, ErrorKind, Policy, Scope, Throttle, TokenBudget};
use crate::model::timeline::Action;
use crate::units::{Limit, Share, Span};

impl Check<'_> {
    pub(super) fn behaviours(&mut self, name: &str, class: &ClassPlan) {
        let given: Vec<f64> = class.behaviours.values().filter_map(|b| b.share).map(|share| share.get()).collect();
        let sum: f64 = given.iter().sum();
        let all_given = given.len() == class.behaviours.len() && !given.is_empty();
        self.require(!all_given || (sum - 1.0).abs() < 1e-9, &["classes", name, "behaviours"], || {
            let cause = format!("they sum to {}", (sum * 1e9).round() / 1e9);
            fault("shares that do not sum to 1", cause, "change the shares, or leave one out: it takes the rest")
        });
        self.require(all_given || sum < 1.0 + 1e-9, &["classes", name, "behaviours"], || {
            fault(
                "shares that sum to more than 1",
                format!("they sum to {}", (sum * 1e9).round() / 1e9),
                "make room for the behaviours without a share",
            )
        });
        for (behaviour, plan) in &class.behaviours {
            self.behaviour(name, &["classes", name, "behaviours", behaviour], class, plan);
        }
    }

    /// What is impossible of a behaviour whoever behaves so.
    pub(super) fn policies(&mut self, at: &[&str], plan: &Behaviour) {
        let policies = [
            ("any_error", &plan.any_error),
            (ErrorKind::ServerError.name(), &plan.server_error),
            (ErrorKind::Busy.name(), &plan.busy),
            (ErrorKind::Blocked.name(), &plan.blocked),
            (ErrorKind::RetryLater.name(), &plan.retry_later),
            (ErrorKind::NoAnswer.name(), &plan.no_answer),
        ];
        for (key, policy) in policies {
            let at = [at, &[key]].concat();
            match policy {
                None | Some(Policy::None | Policy::Immediate) => {}
                Some(Policy::After(wait)) => self.distribution(&at, wait),
                Some(Policy::Exponential(backoff)) => {
                    if let Some((cause, remedy)) = backoff.problem() {
                        self.report(&at, fault("an impossible backoff", cause, remedy));
                    }
                }
                Some(Policy::Waits(waits)) => {
                    self.require(!waits.is_empty(), &at, || {
                        let remedy = "write waits such as [\"0 s\", \"10 s\"], or \"none\" for no retry";
                        fault("no wait at all", "the list of waits is empty", remedy)
                    });
                    for wait in waits {
                        self.distribution(&[&at[..], &["waits"]].concat(), wait);
                    }
                }
            }
        }
        if let Some(breaker) = &plan.breaker {
            self.breaker(at, breaker);
        }
        self.require(plan.tries != Some(Limit::AtMost(0)), &[at, &["tries"]].concat(), || {
            fault("no try at all", "tries is 0, and the first attempt counts", "write 1 for no retry")
        });
        for kind in ErrorKind::ALL {
            let tries = plan.tries_per_error.and_then(|tries| tries.of(kind));
            self.require(tries != Some(0), &[at, &["tries_per_error", kind.name()]].concat(), || {
                fault("no try at all", "the try that ends so counts", "write 1 for no retry after it")
            });
        }
        let empty = plan.retries_with.as_ref().is_some_and(|chances| chances.list().is_empty());
        self.require(!empty, &[at, &["retries_with"]].concat(), || {
            fault("a probability of nothing", "the list is empty", "write for example [1.0, 0.5]")
        });
        if let Some(Budget::Tokens(budget)) = &plan.budget {
            let numbers =
                [budget.capacity, budget.per_retry, budget.per_failure, budget.per_success, budget.per_request];
            let good = numbers.iter().all(|number| *number >= 0.0) && (0.0..=1.0).contains(&budget.stop_at);
            self.require(good, &[at, &["budget"]].concat(), || {
                fault(
                    "an impossible budget",
                    "an amount is negative, or stop_at is not a share",
                    "write amounts of 0 or more",
                )
            });
        }
    }

    /// What a breaker says of its window and of being half open has to fit together.
    fn breaker(&mut self, at: &[&str], breaker: &Breaker) {
        let inside = |key| [at, &["breaker", key]].concat();
        self.require(breaker.failures > 0, &inside("failures"), || {
            fault("a breaker that is never closed", "it opens after 0 failures", "write 1 or more")
        });
        self.require(breaker.errors.is_none_or(|share| share > Share::NONE), &inside("errors"), || {
            fault("a breaker that is never closed", "it opens at a share of 0", "write a share above 0")
        });
        self.require(breaker.over.is_none() || breaker.errors.is_some(), &inside("over"), || {
            fault("a window of nothing", "`over` is that of a share of errors", "give `errors`, or remove it")
        });
        let stops_all = breaker.mode == BreakerMode::FailFast;
        self.require(breaker.probes.is_none() || stops_all, &inside("probes"), || {
            let cause = "an open breaker of this mode lets first attempts through anyway";
            fault("probes among first attempts", cause, "write mode = \"fail_fast\"")
        });
        self.require(breaker.probes != Some(0), &inside("probes"), || {
            fault("a breaker that stays open", "no probe ever goes out", "write 1 or more, or remove it")
        });
        self.require(breaker.closes_after.is_none() || breaker.probes.is_some(), &inside("closes_after"), || {
            fault("successes of nobody", "only a breaker with `probes` waits for some", "give `probes`, or remove it")
        });
        self.require(breaker.closes_after != Some(0), &inside("closes_after"), || {
            fault("a breaker that is never half open", "it closes after 0 successes", "write 1 or more, or remove it")
        });
        self.require(breaker.counts.as_ref().is_none_or(|kinds| !kinds.is_empty()), &inside("counts"), || {
            fault("a breaker that cannot open", "no kind of error counts", "name some, or leave it out for all")
        });
    }

    fn behaviour(&mut self, name: &str, at: &[&str], class: &ClassPlan, plan: &Behaviour) {
        self.policies(at, plan);
        self.takes_time(at, (name, class), plan);
        self.guards(at, class, plan);
        self.require(!plan.looks_at_pairs(), at, || {
            let cause = "scope = \"pair\" is that of a calling and a called instance, and clients are no instances";
            fault("pairs of what?", cause, "write scope = \"client\" or \"class\"")
        });
        if let Some(contact) = &plan.contact {
            let at = [at, &["contact"]].concat();
            self.require(class.activesync.is_some(), &at, || {
                fault(
                    "people do not poll",
                    "`contact` is for phones",
                    "remove it, or move it to a class with `activesync`",
                )
            });
            self.contact(&at, contact);
        }
        if let Some(timeout) = &plan.timeout {
            self.distribution(&[at, &["timeout"]].concat(), timeout);
        }
    }

    /// An error that comes at once and a retry that goes out at once are a circle in which the clock stands still.
    fn takes_time(&mut self, at: &[&str], (name, class): (&str, &ClassPlan), plan: &Behaviour) {
        let all = plan.with_preset();
        if all.tries == Some(Limit::AtMost(1)) {
            return;
        }
        let instant = self.network_takes_no_time(class) || self.document.edge.round_trip == Span::ZERO;
        let mut told = Vec::new();
        let stands_still = |policy: &Policy, kind: ErrorKind| match all.tries_for(kind) {
            Limit::Unlimited => policy.ends_in_no_time(),
            Limit::AtMost(_) => policy.takes_no_time(),
        };
        for kind in ErrorKind::ALL.into_iter().filter(|kind| stands_still(all.policy(*kind), *kind)) {
            let tries = all.tries_for(kind);
            if tries == Limit::AtMost(1) {
                continue;
            }
            // A timeout takes its time, and a last try is the last.
            let endless = tries == Limit::Unlimited && kind != ErrorKind::NoAnswer;
            let (cause, time) = match self.answers_at_once(kind, (name, class), &all) {
                Some((loops, time)) => {
                    (format!("{loops}, the next try goes out at once: {} in no time", tries_in_words(tries)), time)
                }
                None if endless && instant => {
                    let cause = "network or edge answer without delay, so the clock would stand still";
                    (cause.to_owned(), "give network.delay and edge.round_trip a time such as \"10 ms\"")
                }
                None => continue,
            };
            let key = plan.key_for(kind);
            if !told.contains(&key) {
                let remedy = format!("{time}, or write {{ after = \"1 s\" }}, or `tries = 1`");
                self.report(&[at, &[key]].concat(), fault("retries that take no time", cause, remedy));
                told.push(key);
            }
        }
    }

    /// Whether request and reply of a class are through as soon as they are sent.
    pub(super) fn network_takes_no_time(&self, class: &ClassPlan) -> bool {
        let document = self.document;
        let link = match &class.calls {
            None => Some(&document.network),
            Some(call) => document.calls.get(call).and_then(|call| document.links.get(call.link.as_ref()?)),
        };
        link.is_none_or(|link| link.capacity.is_none() && link.mean_delay() == Span::ZERO)
    }

    /// What in this scenario is certain to answer with this kind of error in no time at all, and what would give it time.
    fn answers_at_once(
        &self,
        kind: ErrorKind,
        (name, class): (&str, &ClassPlan),
        behaviour: &Behaviour,
    ) -> Option<(String, &'static str)> {
        // A guard ends with the tries; only tries without end would stand still at it.
        let endless = behaviour.tries.is_none_or(|tries| tries == Limit::Unlimited);
        let stops = behaviour.breaker.as_ref().is_some_and(|breaker| breaker.mode == BreakerMode::FailFast);
        let network = "give network.delay a time such as \"10 ms\"";
        match kind {
            ErrorKind::ServerError if self.network_takes_no_time(class) => Some((self.fails_at_once(class)?, network)),
            ErrorKind::Blocked | ErrorKind::RetryLater if self.document.edge.round_trip == Span::ZERO => {
                let refuses = self.refuses(name)?;
                let time = "give edge.round_trip a time such as \"10 ms\"";
                Some((format!("the edge (`timeline.{refuses}`) refuses at once"), time))
            }
            ErrorKind::Busy if endless && (stops || behaviour.throttle.is_some()) => {
                let wait = if stops { "write mode = \"retry_only\" for the breaker" } else { "remove the throttle" };
                Some(("the guard of the client itself refuses at once".to_owned(), wait))
            }
            ErrorKind::ServerError
            | ErrorKind::Busy
            | ErrorKind::Blocked
            | ErrorKind::RetryLater
            | ErrorKind::NoAnswer => None,
        }
    }

    fn first_entry(&self, does: impl Fn(&Action) -> bool) -> Option<&str> {
        let mut entries = self.document.timeline.iter().filter(|(_, entry)| entry.enabled);
        entries.find(|(_, entry)| does(&entry.action)).map(|(name, _)| name.as_str())
    }

    /// The entry that lets the edge refuse clients of this class.
    fn refuses(&self, class: &str) -> Option<&str> {
        self.first_entry(|action| {
            let own = action.class() == Some(class);
            let gates = matches!(action, Action::Admit { .. } | Action::Ramp { .. } | Action::FeedbackRamp { .. });
            let (Action::Block { reply, .. } | Action::Limit { reply, .. }) = action else { return own && gates };
            own && *reply != Refusal::Drop
        })
    }

    /// Which server error takes no time where the network takes none.
    fn fails_at_once(&self, class: &ClassPlan) -> Option<String> {
        if let Some(name) = self.first_entry(|action| matches!(action, Action::CrashServers { .. })) {
            return Some(format!("a crashed server (`timeline.{name}`) answers at once"));
        }
        if let Some(name) = self.may_eject_all(class) {
            return Some(format!("when all instances of `{name}` are ejected, its balancer answers at once"));
        }
        let servers = &self.document.servers;
        if class.service.mean() <= 0.0 {
            let all = |action: &Action| matches!(action, Action::FailRequests { probability: Share::ALL, .. });
            let planned = (servers.failure_probability == Share::ALL).then(|| "servers.failure_probability".to_owned());
            let whose = planned.or_else(|| Some(format!("timeline.{}", self.first_entry(all)?)));
            if let Some(whose) = whose {
                return Some(format!("every request fails (`{whose}`) in a service time of 0"));
            }
        }
        let cache = self.document.cache.as_ref().filter(|_| class.uses_cache)?;
        let fix = &self.document.fixes.error_handling;
        let name = self.first_entry(|action| {
            let Action::FailCache { mode: FailMode::Error, error_time, .. } = action else { return false };
            error_time.as_ref().unwrap_or(&cache.error_time).mean() <= 0.0 || (fix.on && fix.early)
        })?;
        Some(format!("a failed cache (`timeline.{name}`) answers at once"))
    }

    /// A guard that remembers each client for itself remembers nothing of sessions: every one begins anew.
    fn guards(&mut self, at: &[&str], class: &ClassPlan, plan: &Behaviour) {
        if class.arrivals.is_none() || class.population.is_some() {
            return;
        }
        let all = plan.with_preset();
        let budget = match &all.budget {
            Some(Budget::Tokens(budget)) if budget.scope == Scope::Client => Some(budget),
            Some(Budget::Tokens(_) | Budget::Concurrent(_)) | None => None,
        };
        let breaker = all.breaker.as_ref().filter(|breaker| breaker.scope == Scope::Client);
        let throttle = all.throttle.as_ref().filter(|throttle| throttle.scope == Scope::Client);
        let found = [
            budget.map(|budget| {
                let shared = TokenBudget { scope: Scope::Class, ..budget.clone() };
                (plan.budget.is_some(), "budget", inline("budget.tokens", &shared))
            }),
            breaker.map(|breaker| {
                let shared = Breaker { scope: Scope::Class, ..breaker.clone() };
                (plan.breaker.is_some(), "breaker", inline("breaker", &shared))
            }),
            throttle.map(|throttle| {
                let shared = Throttle { scope: Scope::Class, ..throttle.clone() };
                (plan.throttle.is_some(), "throttle", inline("throttle", &shared))
            }),
        ];
        for (own, key, instead) in found.into_iter().flatten() {
            let cause = format!("every session starts with a fresh {key}, which knows nothing of those before it");
            let remedy = format!("let all sessions share it: {instead}");
            let at = [at, &[if own { key } else { "preset" }]].concat();
            self.report(&at, fault("a guard that remembers nothing", cause, remedy));
        }
    }
}

/// A value as TOML in one line.
fn inline(key: &str, value: &impl serde::Serialize) -> String {
    match toml::Value::try_from(value) {
        Ok(value) => format!("{key} = {value}"),
        Err(_) => format!("{key}.scope = \"class\""),
    }
}

fn tries_in_words(tries: Limit) -> String {
    match tries {
        Limit::AtMost(tries) => format!("all {tries} tries"),
        Limit::Unlimited => "tries without end".to_owned(),
    }
}
