//! What is impossible about balancers, and about entries of the timeline that say which instances are in rotation.

use super::document::Document;
use super::validate::{Check, fault};
use crate::model::class::ClassPlan;
use crate::model::graph::{BalancerPlan, CheckPlan, OutlierPlan, RestartPlan};
use crate::model::laid_out::laid_out;
use crate::model::short_form::FRONT;
use crate::model::timeline::{Action, Entry, Which};
use crate::units::{Share, Span};

/// Checks or errors in a row that anybody would wait for.
const MOST_IN_A_ROW: u32 = 10_000;
/// Where the short form is written as a graph.
const AS_GRAPH: &str = "write [services] instead of [servers]: `syncstorm show --as-graph` prints the scenario so";

impl Document {
    /// The largest number of instances that a service ever has.
    pub(super) fn instances_of(&self, service: &str) -> u32 {
        let planned = self.services.get(service).map_or(0, |service| service.instances);
        let within = self.services.get(service).and_then(|plan| plan.keyed.as_ref()?.within.as_ref());
        laid_out(&self.timeline, within.map_or(service, String::as_str), planned)
    }

    /// Caches within instances are as many as those.
    pub(super) fn number_caches_within(&mut self) {
        let counts = self.services.iter().filter_map(|(name, service)| {
            let within = service.keyed.as_ref()?.within.as_ref()?;
            Some((name.clone(), self.services.get(within)?.instances))
        });
        for (name, instances) in counts.collect::<Vec<_>>() {
            self.services.entry(name).and_modify(|cache| cache.instances = instances);
        }
    }
}

impl Check<'_> {
    /// Servers of the short form are all that there is for their clients.
    pub(super) fn no_balancers(&mut self) {
        let document = self.document;
        let cause = "[servers] has no balancer: every client has its home among the servers";
        for name in document.balancers.keys() {
            self.report(&["balancers", name], fault("a balancer of services", cause, AS_GRAPH));
        }
        for (name, entry) in &document.timeline {
            let kind = entry.action.facts().key;
            let of_services = decides_rotation(&entry.action);
            self.require(!of_services, &["timeline", name, "do", kind], || {
                fault("an action for services", cause, AS_GRAPH)
            });
        }
    }

    pub(super) fn balancers(&mut self) {
        let document = self.document;
        for (name, balancer) in &document.balancers {
            self.known("service", &["balancers", name], name, &document.services);
            let cache = document.services.get(name).is_some_and(|service| service.is_cache());
            self.require(!cache, &["balancers", name], || {
                let cause = "a look-up goes to the instance that its client or its key belongs to, however that is";
                fault("a balancer of a cache", cause, "remove it")
            });
            self.balancer(name, balancer);
        }
        for (name, entry) in &document.timeline {
            self.rotation(name, entry);
        }
    }

    /// The service that a class asks, if its balancer may eject every instance.
    pub(super) fn may_eject_all(&self, class: &ClassPlan) -> Option<&str> {
        let name = self.document.calls.get(class.calls.as_ref()?).and_then(|call| call.to.as_ref());
        let (name, balancer) = self.document.balancers.get_key_value(name.or(class.calls.as_ref())?)?;
        let all = balancer.at_most_ejected == Share::ALL && balancer.panic_below == Share::NONE;
        all.then_some(name.as_str())
    }

    fn balancer(&mut self, name: &str, balancer: &BalancerPlan) {
        let at = |key| ["balancers", name, key];
        self.require(balancer.check.is_some() || balancer.outliers.is_some(), &["balancers", name], || {
            let remedy = "give `check = {}` or `outliers = {}`, or remove the balancer";
            fault("a balancer that looks at nothing", "neither `check` nor `outliers` is given", remedy)
        });
        let ejects = balancer.at_most_ejected > Share::NONE || balancer.restarts.is_some();
        self.require(ejects, &at("at_most_ejected"), || {
            fault("a balancer that ejects nobody", "0 of the instances may be ejected", "write a share above 0")
        });
        self.require(balancer.panic_below < Share::ALL, &at("panic_below"), || {
            let cause = "whenever one instance is ejected, all are used again";
            fault("a panic without end", cause, "write a share below 1")
        });
        if let Some(check) = &balancer.check {
            self.check_of_balancer(name, check);
        }
        if let Some(RestartPlan { fails, .. }) = &balancer.restarts {
            self.in_a_row(&["balancers", name, "restarts", "fails"], *fails);
            self.require(balancer.check.is_some(), &at("restarts"), || {
                let cause = "instances are restarted when their checks fail, and `check` is not given";
                fault("restarts without checks", cause, "give `check = {}`, or remove it")
            });
        }
        if let Some(OutlierPlan { errors_in_a_row, out_for }) = &balancer.outliers {
            self.in_a_row(&["balancers", name, "outliers", "errors_in_a_row"], *errors_in_a_row);
            self.require(*out_for > Span::ZERO, &["balancers", name, "outliers", "out_for"], || {
                fault("out for no time", "the instance would be back at once", "write a time such as \"30 s\"")
            });
        }
    }

    fn check_of_balancer(&mut self, name: &str, check: &CheckPlan) {
        let at = |key| ["balancers", name, "check", key];
        self.require(check.every > Span::ZERO, &at("every"), || {
            fault("checks without a pause", "the clock would stand still", "write a time such as \"5 s\"")
        });
        self.require(check.timeout > Span::ZERO, &at("timeout"), || {
            fault("a check without time", "every check would fail", "write a time such as \"1 s\"")
        });
        let fits = check.timeout < check.every || check.every == Span::ZERO || !check.through_queue;
        self.require(fits, &at("timeout"), || {
            let cause =
                format!("the next check is sent after {}, and this one is waited for {}", check.every, check.timeout);
            fault("checks that overlap", cause, "make `timeout` shorter than `every`")
        });
        self.in_a_row(&at("fails"), check.fails);
        self.in_a_row(&at("passes"), check.passes);
        self.distribution(&at("work"), &check.work);
    }

    fn in_a_row(&mut self, at: &[&str], number: u32) {
        self.require((1..=MOST_IN_A_ROW).contains(&number), at, || {
            fault("an impossible number in a row", format!("{number} in a row"), "write 1 to 10 000")
        });
    }

    /// An entry that says which instances are in rotation leaves some.
    fn rotation(&mut self, name: &str, entry: &Entry) {
        let service = entry.of.as_deref().unwrap_or(FRONT);
        let Some(planned) = self.document.services.get(service).map(|service| service.instances) else { return };
        let at = |kind, key| ["timeline", name, "do", kind, key];
        if let Action::SetInstances { count: Some(count), .. } = &entry.action {
            self.require(*count > 0, &at("set_instances", "count"), || {
                fault("no instances", "nobody would serve anything", "write 1 or more")
            });
        }
        let Action::DrainServers { servers } = &entry.action else { return };
        let all = match servers {
            Which::All => true,
            Which::Only(numbers) => planned > 0 && (0..planned).all(|number| numbers.contains(&number)),
        };
        self.require(!all, &at("drain_servers", "servers"), || {
            let cause = format!("`{service}` has {planned}, and every call to it would fail at once");
            let remedy = "leave some in rotation: servers = { only = [0] } names those to drain";
            fault("draining all instances", cause, remedy)
        });
    }
}

/// Whether an action says which instances are in rotation.
pub(super) fn decides_rotation(action: &Action) -> bool {
    matches!(action, Action::DrainServers { .. } | Action::UndrainServers { .. } | Action::SetInstances { .. })
}
