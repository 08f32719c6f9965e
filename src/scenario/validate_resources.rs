//! What is impossible, or without effect, about counted resources.

use super::validate::{Check, fault};
use crate::model::graph::{Per, ServicePlan};
use crate::model::timeline::Action;
use crate::units::Limit;

impl Check<'_> {
    pub(super) fn resources(&mut self, name: &str, service: &ServicePlan) {
        for (resource, plan) in &service.resources {
            let at = |key| ["services", name, "resources", resource, key];
            let amount = plan.amount > 0.0 && plan.amount.is_finite();
            self.require(amount, &at("amount"), || {
                fault("an impossible amount", format!("each takes {}", plan.amount), "write a number above 0")
            });
            self.require(plan.limit > 0.0 && plan.limit.is_finite(), &at("limit"), || {
                fault("an impossible limit", format!("there is {}", plan.limit), "write a number above 0")
            });
            let (number, what) = match plan.per {
                Per::Request => (1, "one request takes"),
                Per::Peer => (service.instances.saturating_sub(1), "the other instances take"),
            };
            self.require(!amount || !plan.is_exceeded_by(number), &at("limit"), || {
                let taken = plan.amount * f64::from(number);
                let cause = format!("{what} {taken}, and there is {}: nothing would ever be served", plan.limit);
                fault("a resource that is never enough", cause, "write a larger `limit`")
            });
        }
    }

    pub(super) fn idle_resources(&mut self, name: &str, service: &ServicePlan) {
        let changes = self
            .document
            .timeline
            .values()
            .any(|entry| matches!(entry.action, Action::SetWorkers { .. }) && entry.of.as_deref() == Some(name));
        let most = match (service.workers, service.queue) {
            // Behind held workers and a full queue there is no room for more.
            (Limit::AtMost(workers), Limit::AtMost(queue)) if service.holds_worker && !changes => {
                workers.checked_add(queue)
            }
            (Limit::AtMost(_) | Limit::Unlimited, Limit::AtMost(_) | Limit::Unlimited) => None,
        };
        let peers = self.document.instances_of(name).saturating_sub(1);
        for (resource, plan) in &service.resources {
            let (most, what) = match plan.per {
                Per::Request => (most, "requests are in an instance at most"),
                Per::Peer => (Some(peers), "other instances are there at most"),
            };
            let Some(most) = most.filter(|most| !plan.is_exceeded_by(*most)) else { continue };
            let cause = format!("{most} {what}, and there is enough for them");
            let at = ["services", name, "resources", resource, "limit"];
            self.warn(true, &at, &cause, "write a smaller `limit`, or remove the resource");
        }
    }
}
