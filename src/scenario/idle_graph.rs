//! Settings of services, calls and links that do nothing where they stand.

use std::collections::BTreeSet;

use super::idle_behaviour::tells_to_wait;
use super::validate::{Check, fault};
use crate::model::cache::FailMode;
use crate::model::class::ClassPlan;
use crate::model::graph::balance::Balance;
use crate::model::graph::{CallPlan, HandlerPlan, Needs, ServicePlan, StepPlan};
use crate::model::network::NetworkPlan;
use crate::model::retry::Behaviour;
use crate::model::short_form::{CACHE, FRONT, WAN};
use crate::model::timeline::{Action, Entry};
use crate::model::timeline_meaning::Planned;
use crate::units::{Bandwidth, Bytes, Limit, Share};

/// What only a service that works has.
const OF_WORK: [&str; 18] = [
    "workers",
    "processors",
    "host",
    "queue",
    "start",
    "discipline",
    "drop_queued",
    "stop_running",
    "propagate",
    "holds_worker",
    "bulkheads",
    "shed_above",
    "slowdown_per_request",
    "failure_probability",
    "refusal",
    "refuses",
    "durable",
    "resources",
];

impl Check<'_> {
    pub(super) fn idle_graph(&mut self) {
        let document = self.document;
        let reached = self.reached();
        for (name, service) in &document.services {
            let remedy = "let a step or a class call it, or remove it";
            self.warn(!reached.services.contains(name), &["services", name], "nobody calls it", remedy);
            self.idle_service(name, service);
            self.same_copies(&["services", name, "steps"], &service.steps);
            for (handler, HandlerPlan { steps }) in &service.handlers {
                self.same_copies(&["services", name, "handlers", handler, "steps"], steps);
            }
        }
        for (name, call) in &document.calls {
            let remedy = "name it in a step or a class, or remove it";
            self.warn(!reached.calls.contains(name), &["calls", name], "nobody makes this call", remedy);
            self.idle_call(name, call);
        }
        for name in document.links.keys() {
            let passes = document.calls.values().any(|call| call.link.as_ref() == Some(name));
            self.warn(!passes, &["links", name], "no call passes it", "name it in a call, or remove it");
        }
        self.idle_fail_over(&reached.calls);
        self.idle_balancers();
        self.idle_hosts();
        self.flows();
        self.warn(true, &["fixes", "bandwidth"], "it multiplies network.capacity, and here are links", "remove it");
    }

    fn idle_service(&mut self, name: &str, service: &ServicePlan) {
        let at = |key| ["services", name, key];
        if service.is_cache() {
            self.idle_keys(name, service);
            let cause = "a look-up takes no worker, and nothing waits for it";
            for key in OF_WORK {
                self.warn(true, &at(key), cause, "remove it");
            }
            return;
        }
        self.idle_start(name, service);
        let cause = "a request fails after work, and no step of it works";
        self.warn(never_works(service), &at("failure_probability"), cause, "give it a step with `work`, or remove it");
        let changes = |entry: &Entry| {
            matches!(entry.action, Action::SetWorkers { .. } | Action::StopStore {})
                && entry.of.as_deref().unwrap_or(FRONT) == name
        };
        let free = service.workers == Limit::Unlimited && !self.document.timeline.values().any(changes);
        let cause = "with unlimited workers nothing ever waits";
        for key in ["queue", "discipline", "bulkheads", "shed_above", "drop_queued"] {
            self.warn(free, &at(key), cause, "remove it, or give `workers` a number");
        }
        let refuses = !free && (service.queue != Limit::Unlimited || !service.shed_above.is_empty());
        for key in ["refusal", "refuses"] {
            self.warn(!refuses, &at(key), "it never refuses anybody", "remove it, or give `queue` a number");
        }
        let cause = "nobody who calls it obeys a Retry-After value";
        let remedy = "give a behaviour `obeys_retry_after`, or remove it";
        self.warn(refuses && !self.is_obeyed(name), &at("refuses"), cause, remedy);
        let works = service.shares_processors() || service.all_steps().any(|step| step.work.is_some());
        let cause = "a worker would do it before its own work, and has none";
        self.warn(!works, &at("refusal"), cause, "write a step with `work`");
        self.idle_durable(name, service);
        self.idle_resources(name, service);
        let none = service.queue == Limit::AtMost(0);
        self.warn(none, &at("discipline"), "nobody may wait, so nobody is next", "remove it");
        let calls = service
            .all_steps()
            .flat_map(StepPlan::names)
            .any(|call| self.target(call).is_some_and(|target| !target.is_cache()));
        let cause = "its steps wait for no call";
        for key in ["holds_worker", "propagate"] {
            self.warn(!calls, &at(key), cause, "remove it");
        }
        for (number, _) in service.steps.iter().enumerate().filter(|(_, step)| step.times == Some(1)) {
            let path = ["services", name, "steps", &number.to_string(), "times"];
            self.warn(true, &path, "a call is made once anyway", "remove it, or write 2 or more");
        }
        let never = free && !service.shares_processors() && service.slowdown_per_request == 0.0;
        self.warn(never && !calls, &at("stop_running"), "its work uses nothing that could be saved", "remove it");
    }

    /// Room for all keys evicts none, and what does not expire is not renewed.
    fn idle_keys(&mut self, name: &str, service: &ServicePlan) {
        let Some(keyed) = &service.keyed else { return };
        let at = |key| ["services", name, "keyed", key];
        let all = keyed.keys_of_each(service.instances);
        let room = keyed.room.number().unwrap_or(u32::MAX);
        self.warn(room >= all, &at("evicts"), "there is room for every key", "give less `room`, or remove it");
        let enough = room >= all && keyed.room != Limit::Unlimited;
        let cause = format!("an instance is asked for {all} keys, and there is room for all of them");
        self.warn(enough, &at("room"), &cause, "give less, or remove it");
        let for_good = keyed.lives.is_none();
        self.warn(for_good, &at("renews"), "entries do not expire", "give `lives`, or remove it");
        let fails = |entry: &Entry| {
            matches!(entry.action, Action::FailCache { mode: FailMode::Error, error_time: None, .. })
                && entry.of.as_deref().unwrap_or(CACHE) == name
        };
        let never = !self.document.timeline.values().any(fails);
        let cause = "no entry of the timeline makes it fail with it";
        self.warn(never, &at("error_time"), cause, "remove it, or add an entry with do.fail_cache = {}");
        let shared = keyed.of.as_ref().is_none_or(|of| {
            let others = self.document.services.iter().filter(|(other, _)| *other != name);
            others
                .filter_map(|(other, plan)| Some((other, plan.keyed.as_ref()?)))
                .any(|(other, keyed)| keyed.of.as_ref().unwrap_or(other) == of)
        });
        self.warn(
            !shared,
            &at("of"),
            "no other cache is asked for these keys",
            "name the same in another one, or remove it",
        );
    }

    fn idle_call(&mut self, name: &str, call: &CallPlan) {
        let at = |key| ["calls", name, key];
        let to = call.to.as_deref().unwrap_or(name);
        let Some(target) = self.document.services.get(to) else { return };
        if target.is_cache() {
            let cause = match target.keyed {
                None => "a look-up takes no time, goes to the home of the client and does not fail by itself",
                Some(_) => "a look-up takes no time, goes to the instance of its key and does not fail by itself",
            };
            for key in
                ["link", "timeout", "deadline", "behaviour", "pool", "request", "reply", "error_reply", "connection"]
            {
                self.warn(true, &at(key), cause, "remove it");
            }
            self.warn(call.balance != Balance::Home, &at("balance"), cause, "remove it, or write \"home\"");
            return;
        }
        self.idle_tries_of_call(name, call);
        let alone = self.document.instances_of(to) == 1;
        self.warn(alone, &at("balance"), "there is one instance to choose", "remove it, or give more instances");
        self.warn(alone, &at("retries_elsewhere"), "there is no other instance", "remove it, or give more instances");
        self.idle_waits(&["calls", name, "behaviour"], &call.behaviour);
        let tries = call.behaviour.with_preset();
        let told = tells_to_wait(target);
        let cause = "nothing that it asks ever says when to come back";
        let remedy = "give the service `refuses = { retry_after = \"…\" }`, or remove it";
        self.warn(!told, &["calls", name, "behaviour", "obeys_retry_after"], cause, remedy);
        let once = tries.tries == Some(Limit::AtMost(1)) || !tries.tries_again();
        let cause = "no failure of this call is followed by another try";
        self.warn(once && !alone, &at("retries_elsewhere"), cause, "give `behaviour` a policy, or remove it");
        let no_link = call.link.is_none();
        let cause = "without a `link` no byte takes any time";
        for (key, set) in [
            ("request", call.request.mean() > 0.0),
            ("reply", call.reply.mean() > 0.0),
            ("error_reply", call.error_reply > Bytes(0)),
        ] {
            self.warn(no_link && set, &at(key), cause, "name a `link`, or remove it");
        }
        self.idle_connection(name, call);
        if let Some(pool) = &call.pool {
            let waits = ["calls", name, "pool", "waits"];
            self.warn(pool.waiting == Limit::AtMost(0), &waits, "nobody may wait for a connection", "remove it");
            self.pool_is_enough(name, pool.connections);
        }
    }

    /// Whether a class or a call of a step that asks a service obeys its Retry-After value.
    fn is_obeyed(&self, service: &str) -> bool {
        let document = self.document;
        let obeys =
            |behaviour: &Behaviour| behaviour.with_preset().obeys_retry_after.is_some_and(|share| share > Share::NONE);
        let goes_there =
            |call: &str| document.calls.get(call).and_then(|plan| plan.to.as_deref()).unwrap_or(call) == service;
        let mut classes = document.classes.values().filter(|class| class.calls.as_deref().is_some_and(goes_there));
        classes.any(|class| class.behaviours.values().any(obeys))
            || document.calls.iter().any(|(name, call)| goes_there(name) && obeys(&call.behaviour))
    }

    /// Several calls of which some must end well, that may all go to the same instance: then they are no copies.
    fn same_copies(&mut self, at: &[&str], steps: &[StepPlan]) {
        let document = self.document;
        for (number, step) in steps.iter().enumerate() {
            let enough = matches!(step.needs, Some(Needs::Quorum(_) | Needs::First));
            let target =
                |call: &str| document.calls.get(call).and_then(|call| call.to.clone()).unwrap_or(call.to_owned());
            let targets: BTreeSet<String> = step.names().map(target).collect();
            let Some(to) = targets.first().filter(|_| enough && targets.len() == 1) else { continue };
            let several = step.names().count() as u32;
            // Who goes round gives each of them to another one, as far as there are others.
            let apart = |call: &str| {
                let rule = document.calls.get(call).map(|call| call.balance).unwrap_or_default();
                rule == Balance::RoundRobin && several <= document.instances_of(to)
            };
            if several > 1 && document.instances_of(to) > 1 && !step.names().all(apart) {
                let cause = format!(
                    "all {several} calls go to `{to}`, whose instance is chosen anew for each: one may get several of them, and \
                     is then no copy of itself"
                );
                let remedy =
                    "write a service for each copy, or balance = \"round_robin\" with as many instances as calls";
                let number = number.to_string();
                let key = if step.call.is_some() { "call" } else { "calls" };
                self.report(&[at, &[number.as_str(), key]].concat(), fault("copies that may be one", cause, remedy));
            }
        }
    }

    /// A pool with a place for every worker that could ask for one stops nobody.
    fn pool_is_enough(&mut self, name: &str, connections: u32) {
        let document = self.document;
        let callers = document.services.values().filter(|service| {
            service.holds_worker && service.all_steps().flat_map(StepPlan::names).any(|call| call == name)
        });
        let most = callers.filter_map(|service| service.workers.number()).max();
        let loops = document.services.values().any(|service| {
            (!service.holds_worker || service.workers == Limit::Unlimited)
                && service.all_steps().flat_map(StepPlan::names).any(|call| call == name)
        });
        let at_once = document
            .services
            .values()
            .flat_map(ServicePlan::all_steps)
            .any(|step| step.calls.iter().filter(|call| *call == name).count() > 1);
        if let Some(workers) = most.filter(|workers| !loops && !at_once && connections >= *workers) {
            let cause = format!("each caller has {workers} workers, and each of them one connection at a time");
            let remedy = "give fewer connections than workers, or remove it; what one costs to open is `connection`";
            self.warn(true, &["calls", name, "pool"], &cause, remedy);
        }
    }

    /// What somebody calls, from the classes on.
    fn reached(&self) -> Reached {
        let mut reached = Reached::default();
        let mut next: Vec<String> = self.document.classes.values().filter_map(|class| class.calls.clone()).collect();
        while let Some(call) = next.pop() {
            let plan = self.document.calls.get(&call);
            let to = plan.and_then(|plan| plan.to.clone()).unwrap_or_else(|| call.clone());
            if !reached.calls.insert(call.clone()) {
                continue;
            }
            let others = self.document.fails_over_to(&call).map(str::to_owned);
            for to in std::iter::once(to).chain(others) {
                if let Some(service) = self.document.services.get(&to) {
                    let handler = plan.and_then(|plan| plan.handler.as_deref());
                    next.extend(service.steps_of(handler).iter().flat_map(StepPlan::names).map(str::to_owned));
                }
                reached.services.insert(to);
            }
        }
        reached
    }

    /// The links that calls of clients pass.
    pub(super) fn clients_links(&self) -> impl Iterator<Item = &NetworkPlan> {
        let document = self.document;
        document.classes.values().filter_map(move |class| match &class.calls {
            None => Some(&document.network),
            Some(call) => document.calls.get(call).and_then(|call| document.links.get(call.link.as_ref()?)),
        })
    }

    /// The workers of an instance of each service that clients ask.
    pub(super) fn workers_of_clients(&self) -> impl Iterator<Item = Limit> {
        let document = self.document;
        document.classes.values().map(move |class| match &class.calls {
            None => document.servers.workers,
            Some(call) => self.target(call).map_or(Limit::Unlimited, |service| service.workers),
        })
    }

    /// The capacity of the link that an entry concerns.
    pub(super) fn capacity_of(&self, entry: &Entry) -> Option<Bandwidth> {
        match self.is_graph() {
            true => self.document.links.get(entry.of.as_deref().unwrap_or(WAN))?.capacity,
            false => self.document.network.capacity,
        }
    }

    /// What is planned of the instances of the service that an entry concerns.
    pub(super) fn planned(&self, entry: &Entry) -> Option<Planned> {
        let servers = &self.document.servers;
        let (workers, failures) = match self.is_graph() {
            true => {
                let service = self.document.services.get(entry.of.as_deref().unwrap_or(FRONT))?;
                (service.workers, service.failure_probability)
            }
            false => (servers.workers, servers.failure_probability),
        };
        Some(Planned { workers, failures })
    }

    /// Whether the handler that serves a class looks into a cache.
    pub(super) fn looks_into_cache(&self, class: &ClassPlan) -> bool {
        let Some(call) = &class.calls else { return class.uses_cache };
        let plan = self.document.calls.get(call);
        let steps = self.target(call).map(|service| service.steps_of(plan.and_then(|plan| plan.handler.as_deref())));
        let mut names = steps.into_iter().flatten().flat_map(StepPlan::names);
        names.any(|name| self.target(name).is_some_and(ServicePlan::is_cache))
    }
}

/// Whether every handler of a service only calls others.
pub(super) fn never_works(service: &ServicePlan) -> bool {
    // Without any step there is a work of no time.
    let empty = (service.steps.is_empty() && service.handlers.is_empty())
        || service.handlers.values().any(|handler| handler.steps.is_empty());
    !empty && service.all_steps().all(|step| step.work.is_none())
}

/// Calls and services that somebody reaches.
#[derive(Default)]
struct Reached {
    calls: BTreeSet<String>,
    services: BTreeSet<String>,
}
