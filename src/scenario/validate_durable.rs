//! What is impossible, or without effect, about durable queues.

use super::validate::{Check, fault};
use crate::model::graph::ServicePlan;
use crate::model::short_form::FRONT;
use crate::model::timeline::Action;
use crate::units::{Limit, Share};

impl Check<'_> {
    pub(super) fn durable(&mut self, name: &str, service: &ServicePlan) {
        let Some(durable) = &service.durable else { return };
        let at = |key| ["services", name, "durable", key];
        self.distribution(&at("accept"), &durable.accept);
        self.distribution(&at("redeliver_after"), &durable.redeliver_after);
        let endless = durable.redeliver == Limit::Unlimited && durable.redeliver_after.mean() == 0.0;
        self.require(!endless, &at("redeliver_after"), || {
            let cause = "a message that always fails would be delivered again in the same moment, without end";
            fault("deliveries that take no time", cause, "write a time such as \"10 s\", or `redeliver = 3`")
        });
        let calls =
            |class: &str| self.document.calls.get(class).and_then(|call| call.to.as_deref()).unwrap_or(class) == name;
        let phones = self
            .document
            .classes
            .iter()
            .find(|(_, class)| class.is_activesync() && class.calls.as_deref().is_some_and(calls));
        if let Some((class, _)) = phones {
            let cause =
                format!("the phones of `{class}` need what the work gives, and a durable queue answers before it");
            let remedy = "remove `durable`, or let the phones call another service";
            self.report(&["services", name, "durable"], fault("an answer without content", cause, remedy));
        }
    }

    pub(super) fn idle_durable(&mut self, name: &str, service: &ServicePlan) {
        let Some(durable) = &service.durable else { return };
        let cause = "nobody waits for the work of a durable queue, so nobody gives it up";
        for key in ["drop_queued", "stop_running", "propagate"] {
            self.warn(true, &["services", name, key], cause, "remove it");
        }
        let at = |key| ["services", name, "durable", key];
        let never = durable.redeliver == Limit::AtMost(0);
        let remedy = "remove it, or write redeliver = 1 or more";
        self.warn(never, &at("redeliver_after"), "no message is delivered again", remedy);
        let made_to_fail = self.document.timeline.values().any(|entry| {
            matches!(entry.action, Action::FailRequests { .. }) && entry.of.as_deref().unwrap_or(FRONT) == name
        });
        let calls = service.all_steps().any(|step| step.names().next().is_some());
        let fails = made_to_fail || calls || service.failure_probability > Share::NONE;
        let cause = "its handlers call nobody and never fail";
        for key in ["redeliver", "redeliver_after"] {
            self.warn(!fails && !never, &at(key), cause, "remove it, or give it `failure_probability`");
        }
    }
}
