//! What is impossible about hosts, and what does nothing where it stands.

use super::document::Document;
use super::validate::{Check, fault};
use crate::model::graph::ServicePlan;
use crate::units::Limit;

/// Machines of all hosts together.
const MOST_MACHINES: u64 = 60_000;

impl Check<'_> {
    /// Servers of the short form have machines of their own.
    pub(super) fn no_hosts(&mut self) {
        for name in self.document.hosts.keys() {
            let cause = "[servers] has workers, and nothing that runs beside them";
            let remedy = "write [services] instead of [servers]: `syncstorm show --as-graph` prints the scenario so";
            self.report(&["hosts", name], fault("a host of services", cause, remedy));
        }
    }

    pub(super) fn hosts(&mut self) {
        let document = self.document;
        for (name, host) in &document.hosts {
            let at = |key| ["hosts", name.as_str(), key];
            self.require(host.cores > 0, &at("cores"), || {
                fault("no processors", "no work would ever end", "write cores = 1 or more")
            });
            self.require(host.count > 0, &at("count"), || {
                fault("no machines", "nobody could run anywhere", "write 1 or more")
            });
        }
        let machines: u64 = document.hosts.values().map(|host| u64::from(host.count)).sum();
        self.require(machines <= MOST_MACHINES, &["hosts"], || {
            fault("too many machines", format!("{machines} machines"), "one run takes up to 60 000 in all")
        });
        for (name, service) in &document.services {
            let Some(host) = &service.host else { continue };
            let at = ["services", name, "host"];
            self.known("host", &at, host, &document.hosts);
            self.require(service.processors.is_none(), &at, || {
                let cause = "`processors` are those of each instance, `host` has them for all that runs there";
                fault("processors of two kinds", cause, "remove one of them")
            });
        }
    }

    pub(super) fn idle_hosts(&mut self) {
        let document = self.document;
        for (name, host) in &document.hosts {
            let here: Vec<(&String, &ServicePlan)> = document.services_on(name).collect();
            self.warn(here.is_empty(), &["hosts", name], "no service runs on it", "name it in a service, or remove it");
            let most = here.iter().map(|(service, _)| document.instances_of(service)).max().unwrap_or(host.count);
            let cause = format!("no service that runs there has more than {most} instances, one on each machine");
            let remedy = "give fewer machines, or more instances";
            self.warn(most < host.count, &["hosts", name, "count"], &cause, remedy);
            // Whoever has no more workers than there are processors never waits for one.
            let workers = |service: &ServicePlan| match service.workers {
                Limit::AtMost(workers) => u64::from(workers) * u64::from(service.instances.div_ceil(host.count.max(1))),
                Limit::Unlimited => u64::MAX,
            };
            let all = here.iter().fold(0, |all: u64, (_, service)| all.saturating_add(workers(service)));
            let beside = here.iter().any(|(_, service)| service.start.is_some() || service.refusal.is_some());
            let changes = here.iter().any(|(service, _)| self.changes_workers(service));
            let cause = format!("a machine has {} processors, and the workers on it are {all} at most", host.cores);
            let remedy = "give fewer processors, or remove the host";
            let idle = !here.is_empty() && all <= u64::from(host.cores) && !beside && !changes;
            self.warn(idle, &["hosts", name, "cores"], &cause, remedy);
        }
    }
}

impl Document {
    fn services_on<'a>(&'a self, host: &'a str) -> impl Iterator<Item = (&'a String, &'a ServicePlan)> {
        self.services.iter().filter(move |(_, service)| service.host.as_deref() == Some(host))
    }
}
