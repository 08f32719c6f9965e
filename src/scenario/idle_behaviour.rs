//! Settings of behaviours that do nothing where they stand: policies for errors that cannot come, limits on retries that
//! nobody makes.

use super::idle::has_timeout;
use super::validate::{Check, fault};
use crate::engine::Distribution;
use crate::model::cache::FailMode;
use crate::model::class::ClassPlan;
use crate::model::edge::Refusal;
use crate::model::graph::{CallPlan, ServicePlan};
use crate::model::retry::{Behaviour, Breaker, BreakerMode, Budget, Chances, ErrorKind, Jitter, Policy, Scope};
use crate::model::timeline::Action;
use crate::units::{Limit, Share, Span};

/// Whether some error makes these clients wait for another try; `told` if errors say when to come back.
fn has_policy(all: &Behaviour, told: bool) -> bool {
    let obeys = told && all.obeys_retry_after.is_some_and(|share| share > Share::NONE);
    obeys || ErrorKind::ALL.iter().any(|kind| *all.policy(*kind) != Policy::None)
}

fn only_once(all: &Behaviour) -> bool {
    all.tries == Some(Limit::AtMost(1)) || all.retries_with.as_ref().is_some_and(Chances::never)
}

/// Whether clients of a behaviour, with its preset, ever make a second try.
fn tries_again(all: &Behaviour, told: bool) -> bool {
    has_policy(all, told) && !only_once(all)
}

/// Whether answers of a service can carry a Retry-After value.
pub(super) fn tells_to_wait(service: &ServicePlan) -> bool {
    service.refuses.is_some() || says_when_it_fails(service)
}

fn says_when_it_fails(service: &ServicePlan) -> bool {
    service.all_steps().any(|step| step.failing.as_ref().is_some_and(|failing| failing.retry_after.is_some()))
}

/// Whether a service can fail while it is up: by chance, or because a call of it does.
fn can_fail(service: &ServicePlan) -> bool {
    service.failure_probability > Share::NONE || service.all_steps().any(|step| step.names().next().is_some())
}

impl Check<'_> {
    pub(super) fn idle_behaviour(&mut self, (name, class): (&str, &ClassPlan), behaviour: &str, plan: &Behaviour) {
        let at = |key| ["classes", name, "behaviours", behaviour, key];
        let all = plan.with_preset();
        for kind in ErrorKind::ALL {
            let comes = self.can_come(kind, name, class, &all);
            let cause = format!("nothing in this scenario leads to this error for `{name}`");
            self.warn(!comes, &at(kind.name()), &cause, "remove it, or write `any_error` instead");
        }
        let every = ErrorKind::ALL.iter().all(|kind| all.key_for(*kind) != "any_error");
        self.warn(every, &at("any_error"), "every kind of error has a policy of its own", "remove it");
        let told = self.is_told_to_wait(name, class, &all);
        let cause = format!("nothing ever tells `{name}` when to come back");
        let remedy = match self.is_graph() {
            true => "give the service `refuses = { retry_after = \"…\" }`, or a block or limit a `retry_after`",
            false => "give a block, a limit or fixes.error_handling a `retry_after`",
        };
        self.warn(!told, &at("obeys_retry_after"), &cause, remedy);
        let (cause, remedy) = ("these clients never try again", "give a policy such as any_error.after = \"10 s\"");
        let never = !has_policy(&all, told);
        for key in ["tries", "retries_with", "budget"] {
            self.warn(never, &at(key), cause, remedy);
        }
        let once = only_once(&all);
        let (cause, remedy) = ("there is no second try", "allow more `tries`, or remove it");
        for key in ["any_error", "server_error", "busy", "blocked", "retry_later", "no_answer", "budget"] {
            let says_none = self.root_says_none(&at(key));
            self.warn(once && !says_none, &at(key), cause, remedy);
        }
        if let Some(breaker) = &plan.breaker {
            let retries_only = breaker.mode == BreakerMode::RetryOnly;
            self.warn(retries_only && (never || once), &at("breaker"), "there are no retries to stop", remedy);
            let closed = breaker.open_for == Span::ZERO;
            self.warn(closed, &at("breaker"), "it opens for no time", "give `open_for` a time");
            self.idle_breaker((name, class), behaviour, breaker, &all);
        }
        let forgets = plan.throttle.as_ref().is_some_and(|throttle| throttle.window == Span::ZERO);
        self.warn(
            forgets,
            &at("throttle"),
            "its window has no length, so it remembers nothing",
            "give `window` a time",
        );
        let comes = |kind| self.can_come(kind, name, class, &all);
        let comes = ErrorKind::ALL.map(comes);
        self.idle_tries(&["classes", name, "behaviours", behaviour], &all, comes);
        self.tries_at_once((name, class), behaviour, plan);
        self.idle_budget((name, class), behaviour, plan);
        self.idle_backoffs(name, behaviour, plan);
        self.idle_waits(&["classes", name, "behaviours", behaviour], plan);
    }

    /// A device is found to need repair at a try after the first of a wish.
    pub(super) fn idle_repair(&mut self, name: &str, class: &ClassPlan) {
        let retries = |(_, share, behaviour): &(String, f64, Behaviour)| {
            let told = self.is_told_to_wait(name, class, behaviour);
            *share > 0.0 && tries_again(behaviour, told)
        };
        let never = !class.mix().iter().any(retries);
        let cause = "a phone is found to need repair as it tries again, and these never do";
        let remedy = "give a behaviour a policy such as any_error.after = \"10 s\" and more than one of `tries`";
        self.warn(never, &["classes", name, "needs_repair"], cause, remedy);
    }

    /// Behaviours that nobody has. Several of 0 beside one of 1 are a choice, made with `--set`.
    pub(super) fn idle_shares(&mut self, name: &str, class: &ClassPlan) {
        let mix = class.mix();
        let none = mix.iter().filter(|(_, share, _)| *share <= 0.0).count();
        let choice = none > 1 && none + 1 == mix.len();
        for (behaviour, share, _) in mix.iter().filter(|(_, share, _)| *share < 1e-9) {
            let Some(plan) = class.behaviours.get(behaviour) else { continue };
            let at = ["classes", name, "behaviours", behaviour, "share"];
            let cause = "nobody of the class behaves like this: its share is 0";
            self.warn(
                plan.share.is_some() && *share <= 0.0 && !choice,
                &at,
                cause,
                "give a share above 0, or remove it",
            );
            let cause = "nobody of the class behaves like this: the shares of the others leave nothing";
            self.warn(plan.share.is_none(), &at[..4], cause, "give it a share, and the others less, or remove it");
        }
    }

    /// Where neither network nor client takes time, all tries see one and the same server.
    fn tries_at_once(&mut self, (name, class): (&str, &ClassPlan), behaviour: &str, plan: &Behaviour) {
        let all = plan.with_preset();
        let Some(Limit::AtMost(tries @ 2..)) = all.tries else { return };
        if !all.policy(ErrorKind::Busy).takes_no_time() || !self.network_takes_no_time(class) {
            return;
        }
        let servers = &self.document.servers;
        let sheds =
            class.shed_above.unwrap_or(if class.is_activesync() { servers.shed_above } else { Limit::Unlimited });
        let full = servers.queue != Limit::Unlimited && servers.workers != Limit::Unlimited;
        if full || sheds != Limit::Unlimited {
            let cause = format!("a server that refuses answers at once: all {tries} tries find the same full queue");
            let remedy = "give network.delay a time such as \"10 ms\", or write { after = \"1 s\" }";
            let key = plan.key_for(ErrorKind::Busy);
            self.report(
                &["classes", name, "behaviours", behaviour, key],
                fault("tries that cannot help", cause, remedy),
            );
        }
    }

    /// Whether a policy is the word \"none\", which says no more than a lack of tries does.
    fn root_says_none(&self, path: &[&str]) -> bool {
        let path = super::path::KeyPath::from(path.iter().map(|step| (*step).to_string()).collect::<Vec<_>>());
        self.root.find(&path).is_some_and(|node| node.value == super::node::Value::Text("none".to_owned()))
    }

    fn idle_budget(&mut self, (name, class): (&str, &ClassPlan), behaviour: &str, plan: &Behaviour) {
        let Some(Budget::Tokens(budget)) = &plan.budget else { return };
        let at = |key| ["classes", name, "behaviours", behaviour, "budget", "tokens", key];
        let cause = "without a `timeout` no failure is a timeout";
        self.warn(!has_timeout(class), &at("per_timeout"), cause, "give the class a `timeout`");
        let free =
            budget.per_retry == 0.0 && budget.per_failure == 0.0 && budget.per_timeout.is_none_or(|cost| cost == 0.0);
        let path = ["classes", name, "behaviours", behaviour, "budget"];
        let empty = budget.capacity * (1.0 - budget.stop_at) <= 0.0;
        self.warn(
            free && !empty,
            &path,
            "nothing takes a token out of it",
            "give `per_retry` or `per_failure` an amount",
        );
    }

    fn idle_backoffs(&mut self, name: &str, behaviour: &str, plan: &Behaviour) {
        let policies = [
            ("any_error", &plan.any_error),
            (ErrorKind::ServerError.name(), &plan.server_error),
            (ErrorKind::Busy.name(), &plan.busy),
            (ErrorKind::Blocked.name(), &plan.blocked),
            (ErrorKind::RetryLater.name(), &plan.retry_later),
            (ErrorKind::NoAnswer.name(), &plan.no_answer),
        ];
        for (policy, written) in policies {
            let Some(Policy::Exponential(backoff)) = written else { continue };
            let at = |key| ["classes", name, "behaviours", behaviour, policy, "exponential", key];
            let decorrelated = backoff.jitter == Jitter::Decorrelated;
            self.warn(decorrelated, &at("factor"), "decorrelated jitter grows by 3, whatever the factor", "remove it");
            let flat = backoff.cap == backoff.base || backoff.base == Span::ZERO;
            let cause = "the wait begins at its cap, or at 0, and cannot grow";
            self.warn(flat && !decorrelated, &at("factor"), cause, "give a larger `cap`, or a `base` above 0");
            let steady = backoff.factor == 1.0 && !decorrelated && backoff.cap > backoff.base;
            self.warn(steady, &at("cap"), "with a factor of 1 the wait does not grow", "give a factor above 1");
        }
    }

    /// Waits before tries that nobody makes, and a list of waits that says no more than one does.
    pub(super) fn idle_waits(&mut self, at: &[&str], plan: &Behaviour) {
        let retries = match plan.with_preset().tries {
            Some(Limit::AtMost(tries)) => tries.saturating_sub(1) as usize,
            Some(Limit::Unlimited) | None => usize::MAX,
        };
        let kinds = ErrorKind::ALL.map(|kind| (kind.name(), plan.own_policy(kind)));
        for (key, policy) in kinds.into_iter().chain([("any_error", plan.any_error.as_ref())]) {
            let inside = |steps: &[&'static str]| [at, &[key], steps].concat();
            match policy {
                Some(Policy::Waits(waits)) => {
                    let path = inside(&["waits"]);
                    let (longer, alike) = (waits.len() > retries, waits.iter().skip(1).all(|wait| *wait == waits[0]));
                    let cause = format!("there are {} waits, and at most {retries} retries of a request", waits.len());
                    self.warn(longer && retries > 0, &path, &cause, "remove the last ones, or allow more `tries`");
                    let (cause, remedy) = ("every retry waits the same time", "write { after = \"10 s\" }");
                    self.warn(alike && !longer, &path, cause, remedy);
                }
                Some(Policy::Exponential(backoff)) if backoff.first.is_some() && retries == 1 => {
                    for key in ["base", "factor", "cap", "jitter", "plus"] {
                        let cause = "the only retry waits `first`";
                        self.warn(true, &inside(&["exponential", key]), cause, "allow more `tries`, or write `after`");
                    }
                }
                Some(Policy::None | Policy::Immediate | Policy::After(_) | Policy::Exponential(_)) | None => {}
            }
        }
    }

    /// A breaker that waits for more failures than there can be.
    fn idle_breaker(&mut self, (name, class): (&str, &ClassPlan), own: &str, breaker: &Breaker, all: &Behaviour) {
        let (whose, clients) = match breaker.scope {
            Scope::Client => ("one client makes", 1.0),
            Scope::Class => ("all of the class make", class.population.map_or(f64::INFINITY, f64::from)),
            // A class has none; that is reported.
            Scope::Pair => return,
        };
        let most = self.most_tries((name, class), all) * clients;
        let cause = format!(
            "it opens after {} failures in a row, and {whose} at most some {most:.0} tries in the whole run",
            breaker.failures
        );
        let remedy = "write fewer `failures`, allow more `tries`, or remove the breaker";
        let path = ["classes", name, "behaviours", own, "breaker", "failures"];
        self.warn(f64::from(breaker.failures) > most, &path, &cause, remedy);
    }

    /// Tries that one client can make in the whole run, if all of them fail; twice the mean where times are random. Only
    /// what a failed wish costs at least is counted: infinite if nothing says that it costs time.
    fn most_tries(&self, (name, class): (&str, &ClassPlan), behaviour: &Behaviour) -> f64 {
        let told = self.is_told_to_wait(name, class, behaviour);
        let tries = match behaviour.tries {
            _ if !tries_again(behaviour, told) => 1,
            Some(Limit::AtMost(tries)) => tries,
            Some(Limit::Unlimited) | None => return f64::INFINITY,
        };
        let pauses = match (&class.web, &class.activesync) {
            (Some(web), _) => {
                let back = web.back_after.as_ref().map_or(f64::INFINITY, Distribution::mean);
                let next = web.clock.as_ref().map_or(web.think.mean(), |clock| clock.shortest_gap().0 as f64);
                back.min(next) / 1e9
            }
            (None, Some(eas)) => behaviour.contact.as_ref().unwrap_or(&eas.contact).interval().seconds(),
            (None, None) => 0.0,
        };
        // Mail makes a phone ask before its time.
        let mail = class.activesync.as_ref().map_or(0.0, |eas| eas.mail.per_second());
        let run = self.document.run.end().seconds();
        let surge = self.document.timeline.values().filter_map(|entry| entry.action.facts().factor).fold(1.0, f64::max);
        let wishes = 1.0 + run * (1.0 / pauses + mail) * surge;
        2.0 * f64::from(tries) * wishes
    }

    /// Whether a service of a graph answers with errors by itself: at random, or because a call behind it can fail.
    fn something_behind_fails(&self) -> bool {
        let document = self.document;
        let refuses = |service: &ServicePlan| {
            service.failure_probability > Share::NONE
                || service.queue != Limit::Unlimited
                || !service.shed_above.is_empty()
        };
        let gives_up = |call: &CallPlan| {
            let guarded = call.behaviour.breaker.is_some() || call.behaviour.throttle.is_some();
            call.timeout != CallPlan::default().timeout || call.deadline.is_some() || call.pool.is_some() || guarded
        };
        document.services.values().any(refuses) || document.calls.values().any(gives_up)
    }

    /// Whether some error can tell a class when to come back.
    fn is_told_to_wait(&self, name: &str, class: &ClassPlan, behaviour: &Behaviour) -> bool {
        let service = class.calls.as_ref().and_then(|call| self.target(call));
        self.can_come(ErrorKind::RetryLater, name, class, behaviour) || service.is_some_and(tells_to_wait)
    }

    /// Whether this kind of error can come to a class at all.
    fn can_come(&self, kind: ErrorKind, name: &str, class: &ClassPlan, behaviour: &Behaviour) -> bool {
        let document = self.document;
        let fails = (class.uses_cache || self.is_graph())
            && self.any_action(|action| matches!(action, Action::FailCache { mode: FailMode::Error, .. }));
        let gate = |with: &dyn Fn(Refusal, Option<Span>) -> bool| {
            self.any_action(|action| {
                let facts = action.facts();
                let own = facts.class == Some(name);
                facts.refusal.is_some_and(|reply| own && with(reply.refusal, reply.retry_after))
            })
        };
        let service = class.calls.as_ref().and_then(|call| self.target(call));
        match kind {
            ErrorKind::ServerError => {
                let full = document.store.as_ref().is_some_and(|store| store.queue != Limit::Unlimited);
                fails
                    || service.is_some_and(can_fail)
                    || (full && class.uses_cache)
                    || document.servers.failure_probability > Share::NONE
                    || self.something_behind_fails()
                    || self.any_action(|action| match action {
                        Action::FailRequests { probability, .. } => *probability > Share::NONE,
                        other => matches!(other, Action::CrashServers { .. }),
                    })
            }
            ErrorKind::Busy => {
                let guarded = behaviour.breaker.as_ref().is_some_and(|breaker| breaker.mode == BreakerMode::FailFast);
                guarded
                    || behaviour.throttle.is_some()
                    || service.is_some_and(|service| {
                        service.queue != Limit::Unlimited || service.shed_above.contains_key(name)
                    })
                    || document.servers.queue != Limit::Unlimited
                    || class.shed_above(document.servers.shed_above) != Limit::Unlimited
                    || class.calls.as_ref().and_then(|call| self.target(call)).is_some_and(|service| {
                        service.queue != Limit::Unlimited || service.shed_above.contains_key(name)
                    })
            }
            ErrorKind::Blocked => gate(&|reply, wait| reply != Refusal::Drop && wait.is_none()),
            ErrorKind::RetryLater => {
                let fixed = fails && document.fixes.error_handling.retry_after.is_some();
                let failing = service.is_some_and(says_when_it_fails);
                fixed || failing || gate(&|reply, wait| reply == Refusal::Unavailable && wait.is_some())
            }
            ErrorKind::NoAnswer => has_timeout(class),
        }
    }
}
