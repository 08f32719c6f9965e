//! What is impossible, or without effect, about numbers that change from what they are, and about rules that look at one
//! service.

use super::validate::{Check, fault};
use crate::model::short_form::FRONT;
use crate::model::timeline::{Action, Condition, Entry};
use crate::units::Limit;

impl Check<'_> {
    /// One number, or one way to change it, with a limit on the side to which it goes.
    pub(super) fn scaling(&mut self, at: &[&str], action: &Action) {
        let (Action::SetWorkers { factor, add, at_least, at_most, .. }
        | Action::SetInstances { factor, add, at_least, at_most, .. }) = action
        else {
            return;
        };
        let (factor, add, at_least, at_most) = (*factor, *add, *at_least, *at_most);
        let (given, what) = if let Action::SetInstances { count, .. } = action {
            (count.is_some(), "count")
        } else {
            (matches!(action, Action::SetWorkers { workers: Some(_), .. }), "workers")
        };
        let inside = |key| [at, &[key]].concat();
        let ways = usize::from(given) + usize::from(factor.is_some()) + usize::from(add.is_some());
        self.require(ways == 1 || (ways == 0 && what == "count"), at, || {
            let cause = format!("exactly one of `{what}`, `factor` and `add` says it");
            fault("how many?", cause, format!("write for example {what} = 4, or add = 2"))
        });
        let possible = factor.is_none_or(|factor| factor > 0.0 && factor <= 1e6 && factor != 1.0);
        self.require(possible, &inside("factor"), || {
            let cause = "a factor must be above 0 and at most 1 000 000, and 1 changes nothing";
            fault("an impossible factor", cause, "write for example factor = 1.5")
        });
        self.require(add != Some(0), &inside("add"), || {
            fault("nothing is added", "0 more is as many as there are", "write for example add = 2, or add = -2")
        });
        self.require(at_least != Some(0), &inside("at_least"), || {
            fault("down to nothing", "nothing would ever be served", "write 1 or more")
        });
        let Some(change) = action.change() else {
            for (key, limit) in [("at_least", at_least), ("at_most", at_most)] {
                self.require(limit.is_none(), &inside(key), || {
                    fault("a limit of what does not change", "neither `factor` nor `add` is given", "remove it")
                });
            }
            return;
        };
        let (key, limit) = if change.grows() { ("at_least", at_least) } else { ("at_most", at_most) };
        self.require(limit.is_none(), &inside(key), || {
            let goes = if change.grows() { "larger" } else { "smaller" };
            fault("a limit on the other side", format!("the number only becomes {goes}"), "remove it")
        });
        self.require(!change.grows() || at_most.is_some(), at, || {
            fault("growth without end", "it is not said how far it goes", "add for example at_most = 12")
        });
    }

    /// A number that is beyond its limit from the start, or that is not there.
    pub(super) fn idle_scaling(&mut self, name: &str, entry: &Entry) {
        let Some(change) = entry.action.change() else { return };
        let key = entry.action.facts().key;
        let at = ["timeline", name, "do", key];
        let of = entry.of.as_deref().unwrap_or(FRONT);
        let planned = if let Action::SetInstances { .. } = &entry.action {
            Limit::AtMost(self.document.services.get(of).map_or(0, |plan| plan.instances))
        } else {
            self.planned(entry).map_or(Limit::AtMost(0), |planned| planned.workers)
        };
        self.warn(planned == Limit::Unlimited, &at, "an unlimited number does not change", "give `workers` a number");
        let others = self
            .document
            .timeline
            .values()
            .filter(|other| other.action.facts().key == key && other.of.as_deref().unwrap_or(FRONT) == of);
        let alone = others.count() == 1;
        let stays = planned.number().is_some_and(|planned| planned > 0 && change.of(planned) == planned);
        let (limit, remedy) = match change.grows() {
            true => ("at_most", "write a larger `at_most`"),
            false => ("at_least", "write a smaller `at_least`"),
        };
        let cause = "as many are planned, and nothing else changes that";
        let written = ["timeline", name, "do", key, limit];
        let place = if limit == "at_least" && change.at_least.is_none() { &at[..] } else { &written[..] };
        self.warn(alone && stays, place, cause, remedy);
    }

    /// A metric of one service names a service that works.
    pub(super) fn watches_service(&mut self, name: &str, condition: &Condition) {
        if !condition.metric.is_of_service() {
            return;
        }
        let (at, document) = (["timeline", name, "when", "service"], self.document);
        let Some(service) = &condition.service else {
            let fault = fault("of which service?", "this metric belongs to one service", "add service = \"…\"");
            return self.report(&at[..3], fault);
        };
        if !self.is_graph() {
            let cause = "the scenario has no [services] to choose from";
            return self.report(&at, fault("a choice of nothing", cause, "watch `workers`, and remove it"));
        }
        self.known("service", &at, service, &document.services);
        let cache = document.services.get(service).is_some_and(|plan| plan.is_cache());
        self.require(!cache, &at, || {
            let cause = format!("`{service}` is a cache, which has neither workers nor a queue");
            fault("a look at a cache", cause, "name a service that works")
        });
    }
}
