//! What is impossible, or without effect, about calls that fail over to another service.

use std::collections::BTreeSet;

use super::document::Document;
use super::validate::{Check, fault};
use crate::model::graph::ServicePlan;
use crate::model::timeline::{Action, Entry};
use crate::units::Share;

impl Document {
    /// The services to which the timeline lets a call fail over, entries that are switched off included.
    pub(super) fn fails_over_to<'a>(&'a self, call: &'a str) -> impl Iterator<Item = &'a str> {
        self.timeline.values().filter_map(move |entry| {
            let Action::FailOver { call: of, to, .. } = &entry.action else { return None };
            (of == call).then_some(to.as_str())
        })
    }
}

impl Check<'_> {
    /// In the short form there are no calls to choose from.
    pub(super) fn no_fail_over(&mut self) {
        for (name, entry) in &self.document.timeline {
            let fails_over = matches!(entry.action, Action::FailOver { .. });
            self.require(!fails_over, &["timeline", name, "do"], || {
                let remedy = "write [services] and [calls] instead of [servers]; `syncstorm show --as-graph` does so";
                fault("a fail-over to nobody", "the scenario has one service and no [calls]", remedy)
            });
        }
    }

    /// Whom a call can fail over to: another service, with the handler that the call names, that is no cache.
    pub(super) fn fails_over(&mut self, name: &str, entry: &Entry) {
        let Action::FailOver { call, to, share } = &entry.action else { return };
        let document = self.document;
        let at = |key| ["timeline", name, "do", "fail_over", key];
        self.known_call(&at("call"), call);
        self.known("service", &at("to"), to, &document.services);
        self.require(*share > Share::NONE, &at("share"), || {
            fault("a fail-over of nothing", "the share is 0", "write a share above 0, or remove the entry")
        });
        let plan = document.calls.get(call);
        let own = plan.and_then(|plan| plan.to.as_deref()).unwrap_or(call);
        self.require(own != to, &at("to"), || {
            let cause = format!("`{call}` goes to `{to}` anyway");
            fault("a fail-over to the same service", cause, "name another service")
        });
        let looks_up = document.services.get(own).is_some_and(ServicePlan::is_cache);
        self.require(!looks_up, &at("call"), || {
            let cause = format!("`{own}` is a cache: a call to it is a look-up, which goes nowhere else");
            fault("a look-up that fails over", cause, "name a call to a service that works")
        });
        let Some(other) = document.services.get(to) else { return };
        self.require(!other.is_cache(), &at("to"), || {
            let cause = format!("`{to}` is a cache, which serves nobody");
            fault("a fail-over to a cache", cause, "name a service that works")
        });
        if let Some(handler) = plan.and_then(|plan| plan.handler.as_deref()) {
            self.require(other.handlers.contains_key(handler), &at("to"), || {
                let cause = format!("`{call}` is served by the handler `{handler}`, and `{to}` has none of that name");
                fault("a fail-over to another handler", cause, format!("give `{to}` a handler `{handler}`"))
            });
        }
        let phones =
            document.classes.iter().find(|(_, class)| class.calls.as_ref() == Some(call) && class.is_activesync());
        if let Some((class, _)) = phones {
            let cause = format!("the phones of `{class}` hold a line with the service that they call");
            let fault =
                fault("a fail-over of held lines", cause, "let a class with `web` fail over, or a call of a step");
            self.report(&at("call"), fault);
        }
    }

    pub(super) fn idle_fail_over(&mut self, made: &BTreeSet<String>) {
        for (name, entry) in &self.document.timeline {
            let Action::FailOver { call, .. } = &entry.action else { continue };
            let at = ["timeline", name, "do", "fail_over", "call"];
            self.warn(!made.contains(call), &at, "nobody makes this call", "name a call that somebody makes");
        }
    }
}
