//! What is impossible about calls: the part of [`super::validate`] that concerns who asks whom.

use std::collections::BTreeMap;

use super::document::Document;
use super::suggest;
use super::validate::{Check, fault};
use crate::model::graph::{CallPlan, Deadline, ServicePlan, StepPlan};
use crate::model::retry::ErrorKind;
use crate::units::{Limit, Span};

impl Check<'_> {
    /// The service that a call goes to, if both are there.
    pub(super) fn target(&self, call: &str) -> Option<&ServicePlan> {
        let to = self.document.calls.get(call).and_then(|plan| plan.to.as_deref()).unwrap_or(call);
        self.document.services.get(to)
    }

    pub(super) fn known<T>(&mut self, what: &str, at: &[&str], name: &str, all: &BTreeMap<String, T>) {
        if !all.contains_key(name) {
            let known: Vec<&str> = all.keys().map(String::as_str).collect();
            let title = match what {
                "service" => "no such service",
                "link" => "no such link",
                "handler" => "no such handler",
                "host" => "no such host",
                _ => "no such client class",
            };
            let cause = format!("there is no {what} `{name}`");
            self.report(at, fault(title, cause, suggest::remedy(name, &known)));
        }
    }

    /// A call has a table of its own or is named like a service.
    pub(super) fn known_call(&mut self, at: &[&str], name: &str) {
        let document = self.document;
        if document.calls.contains_key(name) || document.services.contains_key(name) {
            return;
        }
        let mut known: Vec<&str> = document.calls.keys().chain(document.services.keys()).map(String::as_str).collect();
        known.sort_unstable();
        known.dedup();
        let cause = format!("there is no [calls.{name}], and no service `{name}`");
        self.report(at, fault("a call without a way", cause, suggest::remedy(name, &known)));
    }

    pub(super) fn call(&mut self, name: &str, call: &CallPlan) {
        let document = self.document;
        let at = |key| ["calls", name, key];
        let to = call.to.as_deref().unwrap_or(name);
        let place = if call.to.is_some() { vec!["calls", name, "to"] } else { vec!["calls", name] };
        self.known("service", &place, to, &document.services);
        if let (Some(handler), Some(service)) = (&call.handler, document.services.get(to)) {
            self.known("handler", &at("handler"), handler, &service.handlers);
        }
        if let Some(link) = &call.link {
            self.known("link", &at("link"), link, &document.links);
        }
        self.distribution(&at("request"), &call.request);
        self.distribution(&at("reply"), &call.reply);
        self.distribution(&at("timeout"), &call.timeout);
        self.require(call.timeout.mean() > 0.0, &at("timeout"), || {
            fault("no time to answer", "the timeout is 0", "write a timeout such as \"1 s\", or \"forever\"")
        });
        let within = matches!(call.deadline, Some(Deadline::Within(Span::ZERO)));
        self.require(!within, &at("deadline"), || {
            fault("no time to answer", "the deadline is 0", "write a time such as \"1 s\", or \"inherit\"")
        });
        if let Some(pool) = &call.pool {
            self.require(pool.connections > 0, &["calls", name, "pool", "connections"], || {
                fault("a pool without connections", "nothing would ever be sent", "write 1 or more")
            });
        }
        self.connection(name, call);
        self.behaviour_of_call(name, call);
    }

    fn behaviour_of_call(&mut self, name: &str, call: &CallPlan) {
        let at = ["calls", name, "behaviour"];
        let behaviour = &call.behaviour;
        for (key, set) in [
            ("share", behaviour.share.is_some()),
            ("contact", behaviour.contact.is_some()),
            ("timeout", behaviour.timeout.is_some()),
        ] {
            self.require(!set, &["calls", name, "behaviour", key], || {
                let remedy = if key == "timeout" { "write `timeout` in the call itself" } else { "remove it" };
                fault("a setting of client classes", "a call has one caller, which is no device", remedy)
            });
        }
        self.policies(&at, behaviour);
        // Errors of an instance that is down, or of a full queue, come without delay where no link takes any.
        let all = behaviour.with_preset();
        let endless = |kind: &ErrorKind| *kind != ErrorKind::NoAnswer && all.tries_for(*kind) == Limit::Unlimited;
        let at_once = ErrorKind::ALL.into_iter().filter(endless).any(|kind| all.policy(kind).ends_in_no_time());
        self.require(!at_once, &at, || {
            let cause = "an instance that is down answers at once, and the next try goes out at once, without end";
            fault("retries that take no time", cause, "write `tries = 3`, or a policy that waits")
        });
    }

    pub(super) fn class_calls(&mut self, name: &str) {
        let Some(class) = self.document.classes.get(name) else { return };
        let Some(call) = &class.calls else {
            let services: Vec<&str> = self.document.services.keys().map(String::as_str).collect();
            let remedy = format!("add calls = \"…\": one of {}, or a call with a table", suggest::list(&services));
            return self.report(&["classes", name], fault("whom do they ask?", "`calls` is missing", remedy));
        };
        let at = ["classes", name, "calls"];
        self.known_call(&at, call);
        let looks_up = self.target(call).is_some_and(ServicePlan::is_cache);
        self.require(!looks_up, &at, || {
            let cause = "a cache is looked into by the steps of another service";
            fault("clients that ask a cache", cause, "let them call a service whose steps call the cache")
        });
        let Some(plan) = self.document.calls.get(call) else { return };
        self.one_price_of_connections(name, call);
        let of_steps = [
            ("timeout", plan.timeout != CallPlan::default().timeout, "the class has its own `timeout`"),
            ("behaviour", plan.behaviour != CallPlan::default().behaviour, "the class has its own `behaviours`"),
            ("pool", plan.pool.is_some(), "clients share no connections; what one costs to open is `connection`"),
            ("request", plan.request != CallPlan::default().request, "the class says how much it sends"),
            ("reply", plan.reply != CallPlan::default().reply, "the class says how much it gets"),
            ("error_reply", plan.error_reply != CallPlan::default().error_reply, "the class has its own"),
            ("retries_elsewhere", plan.retries_elsewhere, "each try of a client is balanced anew"),
        ];
        for (key, set, cause) in of_steps {
            let cause = format!("`{name}` makes this call: {cause}");
            let remedy = "remove it, or give the class a call of its own";
            self.require(!set, &["calls", call, key], || fault("a setting that clients do not have", cause, remedy));
        }
    }

    /// Calls that lead back to where they came from would go round without end.
    pub(super) fn circles(&mut self) {
        let document = self.document;
        let mut told: Vec<Vec<Place>> = Vec::new();
        for (service, plan) in &document.services {
            for handler in std::iter::once(None).chain(plan.handlers.keys().map(|name| Some(name.as_str()))) {
                let start = (service.as_str(), handler);
                let Some(circle) = circle_from(document, &mut vec![start]) else { continue };
                let mut members = circle.clone();
                members.sort_unstable();
                if told.contains(&members) {
                    continue;
                }
                told.push(members);
                let mut words: Vec<&str> = circle.iter().map(|(service, _)| *service).collect();
                words.push(start.0);
                let cause = format!("{}: every request would make another one", words.join(" → "));
                let remedy = "end it with a handler that calls nobody (`handlers`, and `handler` in the call)";
                self.report(&["services", service], fault("a circle of calls", cause, remedy));
            }
        }
    }
}

/// A handler of a service; none for the steps of the service itself.
type Place<'a> = (&'a str, Option<&'a str>);

/// The circle that leads from the end of a path back to its beginning, if there is one.
fn circle_from<'a>(document: &'a Document, path: &mut Vec<Place<'a>>) -> Option<Vec<Place<'a>>> {
    let (service, handler) = *path.last()?;
    for call in document.services.get(service)?.steps_of(handler).iter().flat_map(StepPlan::names) {
        let plan = document.calls.get(call);
        let own = plan.and_then(|plan| plan.to.as_deref()).unwrap_or(call);
        for to in std::iter::once(own).chain(document.fails_over_to(call)) {
            let next = (to, plan.and_then(|plan| plan.handler.as_deref()));
            if next == path[0] {
                return Some(path.clone());
            }
            if path.contains(&next) {
                continue;
            }
            path.push(next);
            if let Some(circle) = circle_from(document, path) {
                return Some(circle);
            }
            path.pop();
        }
    }
    None
}
