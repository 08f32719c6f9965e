//! Entries of the timeline that do nothing where they stand, and settings of theirs that nobody looks at.

use super::idle::{has_timeout, holds_a_line};
use super::idle_graph::never_works;
use super::validate::{Check, fault};
use crate::model::cache::FailMode;
use crate::model::class::ClassPlan;
use crate::model::graph::CallPlan;
use crate::model::server::left_of;
use crate::model::short_form::{FRONT, WAN};
use crate::model::timeline::{Action, Condition, CutMessages, Entry, Watched, Which};
use crate::model::timeline_meaning::{Concerns, Facts};
use crate::units::{Limit, Share};

impl Check<'_> {
    pub(super) fn idle_timeline(&mut self) {
        let document = self.document;
        for (name, entry) in &document.timeline {
            if let Some(condition) = &entry.when {
                self.idle_condition(name, condition);
            }
            self.idle_failure(name, entry);
            self.idle_action(name, entry);
            self.idle_end(name, &entry.action);
            self.idle_instances(name, entry);
            self.starved(name, &entry.action);
            self.lost_for_ever(name, entry);
            self.idle_times(name, entry);
            if let Action::FeedbackRamp { watch, .. } = &entry.action {
                let at = ["timeline", name, "do", "feedback_ramp", "watch_class"];
                let whole = !watch.is_of_class();
                self.warn(whole, &at, "`link` and `workers` belong to no class", "remove it");
                let at = ["timeline", name, "do", "feedback_ramp", "watch"];
                self.idle_watch(&at, *watch, None);
            }
            self.idle_scaling(name, entry);
        }
    }

    /// So few workers are left that all of them are reserved for others.
    fn starved(&mut self, name: &str, action: &Action) {
        let Action::SetWorkers { workers: Some(Limit::AtMost(workers @ 1..)), .. } = action else { return };
        let document = self.document;
        let reserved = |class: &ClassPlan| {
            let of_all = if class.is_activesync() { document.servers.reserved_for_others } else { Share::NONE };
            class.reserved_for_others.unwrap_or(of_all)
        };
        let none = |class: &ClassPlan| left_of(Limit::AtMost(*workers), reserved(class)) == Limit::AtMost(0);
        let classes = document.classes.iter().filter(|(_, class)| none(class));
        let classes: Vec<String> = classes.map(|(name, _)| format!("`{name}`")).collect();
        if !classes.is_empty() {
            let cause = format!(
                "what is reserved for others takes all that are left: 0 workers serve {}",
                classes.join(" and ")
            );
            let remedy = "leave more workers, or reserve a smaller part (`reserved_for_others`)";
            self.report(
                &["timeline", name, "do", "set_workers"],
                fault("a bulkhead that leaves no worker", cause, remedy),
            );
        }
    }

    fn idle_condition(&mut self, name: &str, condition: &Condition) {
        let whole = !condition.metric.is_of_class();
        let at = ["timeline", name, "when", "class"];
        let cause = match condition.metric.is_of_service() {
            true => "this metric belongs to a service",
            false => "`link` and `workers` belong to no class",
        };
        self.warn(whole, &at, cause, "remove it");
        let at = ["timeline", name, "when", "service"];
        self.warn(!condition.metric.is_of_service(), &at, "this metric belongs to no service", "remove it");
        self.idle_watch(&["timeline", name, "when", "metric"], condition.metric, condition.service.as_deref());
    }

    fn idle_watch(&mut self, at: &[&str], watched: Watched, service: Option<&str>) {
        let (cause, remedy, idle) = match watched {
            Watched::Link => {
                let idle = !self.clients_links().any(|link| link.capacity.is_some());
                ("a network without `capacity` is never busy", "give network.capacity, or watch `workers`", idle)
            }
            Watched::Workers => {
                let idle = self.workers_of_clients().all(|workers| workers == Limit::Unlimited);
                ("unlimited workers are never busy", "give servers.workers a number, or watch `link`", idle)
            }
            Watched::Utilisation | Watched::Queue => {
                let plan = service.and_then(|name| self.document.services.get(name));
                let idle = plan.is_some_and(|plan| plan.workers == Limit::Unlimited);
                ("unlimited workers are never busy, and nothing waits for them", "give the service `workers`", idle)
            }
            Watched::Backlog => {
                let idle =
                    service.and_then(|name| self.document.services.get(name)).is_some_and(|of| of.durable.is_none());
                ("only durable queues have a backlog", "give the service `durable`, or watch `queue`", idle)
            }
            Watched::InRotation => {
                let idle = service.is_some_and(|name| !self.leaves_rotation(name));
                ("its instances are in rotation all the time", "give it a balancer, or watch `utilisation`", idle)
            }
            Watched::Restarts => {
                let idle = service.is_some_and(|name| !self.restarts(name));
                ("nothing restarts its instances", "give its balancer `restarts`, or watch `utilisation`", idle)
            }
            Watched::Availability | Watched::Amplification => return,
        };
        self.warn(idle, at, cause, remedy);
    }

    /// Actions that change nothing, if nothing was changed before.
    fn idle_action(&mut self, name: &str, entry: &Entry) {
        let action = &entry.action;
        let facts = action.facts();
        let of_kind = |is: &dyn Fn(&Facts) -> bool| {
            self.document.timeline.values().filter(|other| is(&other.action.facts())).count() == 1
        };
        let once = of_kind(&|other| other.key == facts.key);
        let endless = facts.concerns == Concerns::Network && self.capacity_of(entry).is_none();
        let planned = self.planned(entry);
        let as_many = matches!(action, Action::SetWorkers { workers: Some(workers), .. } if planned.is_some_and(|is| is.workers == *workers));
        let as_often = matches!(action, Action::FailRequests { probability, .. }
            if planned.is_some_and(|is| is.failures == *probability));
        let everybody = matches!(action, Action::Admit { share, .. } if share.get() >= 1.0);
        let alone = of_kind(&|other| other.concerns == Concerns::Edge);
        let (cause, remedy) = match facts.factor {
            Some(_) if endless => ("a network without `capacity` has none to multiply", "give network.capacity"),
            Some(1.0) if once => ("a factor of 1 is what there is", "write another factor"),
            _ if as_many && once => ("so many workers are there already", "write another number"),
            _ if as_often && once => ("so many requests fail already", "write another probability"),
            _ if everybody && alone => ("everybody is let in already", "write a share below 1"),
            _ => ("", ""),
        };
        self.warn(!cause.is_empty(), &["timeline", name, "do"], cause, remedy);
        if let Action::FailRequests { .. } = action {
            let of = entry.of.as_deref().unwrap_or(FRONT);
            let idle = self.document.services.get(of).is_some_and(never_works);
            let cause = "a request fails after work, and no step of the service works";
            self.warn(idle, &["timeline", name, "do"], cause, "give it a step with `work`, or name another service");
        }
        let nobody = matches!(facts.servers, Some(Which::Only(servers)) if servers.is_empty());
        self.warn(nobody, &["timeline", name, "do"], "it names no server", "name some, or leave `servers` out for all");
    }

    /// A number of times for which the run is too short.
    fn idle_times(&mut self, name: &str, entry: &Entry) {
        let (Some(every), Some(times)) = (entry.every, entry.times) else { return };
        let left = self.document.run.length.0.saturating_sub(entry.at.unwrap_or(entry.delay).0);
        let fit = left.div_ceil(every.0.max(1));
        let cause = format!("the run ends after time {fit}");
        let remedy = "write fewer, lengthen the run, or remove it";
        self.warn(u64::from(times) > fit, &["timeline", name, "times"], &cause, remedy);
    }

    /// What a cut loses is never answered: who has no timeout waits for it to the end of the run.
    fn lost_for_ever(&mut self, name: &str, entry: &Entry) {
        if !matches!(entry.action, Action::CutNetwork { messages: CutMessages::Lost }) {
            return;
        }
        let document = self.document;
        let link = entry.of.as_deref().unwrap_or(WAN);
        let passes = |call: &String| document.calls.get(call).is_some_and(|plan| plan.link.as_deref() == Some(link));
        let of_classes =
            document.classes.iter().filter(|(_, class)| class.calls.as_ref().is_none_or(passes) && !has_timeout(class));
        let mut patient: Vec<String> = of_classes.map(|(name, _)| format!("the clients of `{name}`")).collect();
        let graph = document.plan().graph;
        let of_steps = document.calls.iter().filter(|(name, call)| {
            let endless = call.timeout == CallPlan::default().timeout && call.deadline.is_none();
            endless && passes(name) && graph.is_made_by_a_step(name)
        });
        patient.extend(of_steps.map(|(name, _)| format!("the callers of `{name}`")));
        if !patient.is_empty() {
            let cause = format!("what is lost is never answered, and {} have no timeout", patient.join(" and "));
            let remedy = "give them a `timeout`, or write messages = \"held\"";
            let at = ["timeline", name, "do", "cut_network", "messages"];
            self.report(&at, fault("callers that wait for ever", cause, remedy));
        }
    }

    fn idle_failure(&mut self, name: &str, entry: &Entry) {
        let Action::FailCache { mode, .. } = &entry.action else { return };
        let document = self.document;
        let classes = document.classes.values();
        let keyed = document.services.values().any(|service| service.keyed.is_some());
        let uses = keyed || classes.clone().any(|class| self.looks_into_cache(class));
        let holds = classes.clone().any(|class| self.looks_into_cache(class) && holds_a_line(class));
        let first = classes.filter_map(|class| class.activesync.as_ref()).any(|eas| eas.first_contact.is_some());
        let at = |key| ["timeline", name, "do", "fail_cache", key];
        let whole = ["timeline", name, "do", "fail_cache"];
        let remedy = match self.is_graph() {
            true => "let a handler that a class asks call it, or remove the entry",
            false => "give a class uses_cache = true",
        };
        self.warn(!uses, &whole, "no class uses the cache", remedy);
        let open = *mode == FailMode::Open;
        let cause = "a cache that fails open answers no errors: requests go past it to the store";
        self.warn(open, &at("error_time"), cause, "remove it");
        self.warn(open || !holds, &at("held_pings"), "no held Ping notices this failure", "remove it");
        let cause = "no class has a `first_contact`, which is where a lost state is noticed";
        self.warn(!first, &at("loses_sync_state"), cause, "give phones an activesync.first_contact");
    }

    /// An end of what never began.
    fn idle_end(&mut self, name: &str, action: &Action) {
        let facts = action.facts();
        // A cache that works is empty after it.
        let empties = matches!(action, Action::RepairCache { warm: false, .. });
        if facts.ends.is_empty() || empties {
            return;
        }
        let began = self.any_action(|other| {
            let other = other.facts();
            facts.ends.contains(&other.key) && other.class == facts.class
        });
        let at = ["timeline", name, "do", facts.key];
        self.warn(!began, &at, "no entry of the timeline begins what it ends", "remove it, or write what comes before");
    }
}
