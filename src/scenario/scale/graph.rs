//! A graph with everything that has a size multiplied.

use super::rounded::{Rounded, stretched};
use super::rounding::Rounding;
use crate::model::graph::{HostPlan, Per, ServicePlan, StepPlan};
use crate::model::timeline::{Action, Entry};
use crate::scenario::Document;
use crate::units::{Limit, Rate};

/// What becomes of the instances of a service.
struct Tier {
    /// So many are left.
    instances: u32,
    /// Each carries this part of what one carried.
    each: f64,
    /// Its workers (and processors).
    workers: Limit,
    cores: Option<u32>,
    /// Its work takes longer by this factor, so that the capacity is multiplied exactly.
    slower: f64,
}

/// Machines that are left, their processors, and by how much work takes longer there so that their capacity is multiplied
/// exactly.
fn machines(host: &HostPlan, factor: f64) -> (u32, u32, f64) {
    let count = (f64::from(host.count) * factor).round().max(1.0);
    let each = f64::from(host.count) * factor / count;
    let cores = (f64::from(host.cores) * each).round().max(1.0);
    (count as u32, cores as u32, cores / (f64::from(host.cores) * each))
}

/// The number of instances comes before that of their workers, as in [`super::choice`].
fn tier(original: &Document, service: &ServicePlan, factor: f64) -> Tier {
    let instances = (f64::from(service.instances) * factor).round().max(1.0);
    let each = f64::from(service.instances) * factor / instances;
    let fewer = |number: u32| match each {
        1.0 => number,
        each => (f64::from(number) * each).round().max(1.0) as u32,
    };
    let workers = match service.workers {
        Limit::AtMost(number) => Limit::AtMost(fewer(number)),
        Limit::Unlimited => Limit::Unlimited,
    };
    let cores = service.processors.map(|shared| fewer(shared.cores));
    let bound =
        cores.zip(service.processors.map(|shared| shared.cores)).or(workers.number().zip(service.workers.number()));
    let host = service.host.as_ref().and_then(|host| original.hosts.get(host));
    let slower = match host {
        Some(host) => machines(host, factor).2,
        None => bound.map_or(1.0, |(now, before)| f64::from(now) / (f64::from(before) * each)),
    };
    Tier { instances: instances as u32, each, workers, cores, slower }
}

pub(super) fn apply(original: &Document, factor: f64) -> (Document, Vec<Rounding>) {
    let mut document = original.clone();
    let mut rounded = Rounded(Vec::new());
    let everybody: f64 = original.classes.values().filter_map(|class| class.population).map(f64::from).sum();
    for (name, class) in &mut document.classes {
        rounded.class(name, class, factor, everybody * factor);
    }
    for host in document.hosts.values_mut() {
        (host.count, host.cores, _) = machines(host, factor);
    }
    for (name, service) in &mut document.services {
        let tier = tier(original, service, factor);
        scale_service(&mut rounded, name, service, &tier);
    }
    for (name, call) in &mut document.calls {
        // What an instance keeps for itself shrinks with what the instance carries.
        let callers = original.services.values().filter(|service| calls(service, name));
        let each = callers.map(|service| tier(original, service, factor).each).fold(f64::NAN, f64::min);
        let each = if each.is_nan() { factor } else { each };
        if let Some(pool) = &mut call.pool {
            pool.connections = rounded.whole(&["calls", name, "pool", "connections"], pool.connections, each);
            pool.waiting = rounded.limit(&["calls", name, "pool", "waiting"], pool.waiting, each);
        }
        let target =
            original.services.get(call.to.as_deref().unwrap_or(name)).map(|service| tier(original, service, factor));
        if let (Some(connection), Some(target)) = (&mut call.connection, target) {
            connection.work = stretched(&connection.work, target.slower);
        }
        rounded.budget_of_call(&["calls", name, "behaviour", "budget"], &mut call.behaviour, (factor, each));
    }
    for link in document.links.values_mut() {
        link.capacity = link.capacity.map(|capacity| capacity.scaled(factor));
    }
    for (name, entry) in &mut document.timeline {
        scale_entry(&mut rounded, original, (name, entry), factor);
    }
    document.number_caches_within();
    (document, rounded.0)
}

fn calls(service: &ServicePlan, name: &str) -> bool {
    service.all_steps().flat_map(StepPlan::names).any(|call| call == name)
}

fn scale_service(rounded: &mut Rounded, name: &str, service: &mut ServicePlan, tier: &Tier) {
    service.instances = tier.instances;
    service.workers = tier.workers;
    if let (Some(shared), Some(cores)) = (&mut service.processors, tier.cores) {
        shared.cores = cores;
    }
    service.queue = rounded.limit(&["services", name, "queue"], service.queue, tier.each);
    for (class, limit) in &mut service.shed_above {
        *limit = rounded.limit(&["services", name, "shed_above", class], *limit, tier.each);
    }
    service.slowdown_per_request /= tier.each;
    for (resource, plan) in &mut service.resources {
        let whole = plan.amount == 1.0 && plan.limit.fract() == 0.0 && plan.limit <= f64::from(u32::MAX);
        if plan.per == Per::Request && whole {
            let path = ["services", name, "resources", resource, "limit"];
            plan.limit = f64::from(rounded.whole(&path, plan.limit as u32, tier.each));
        } else if plan.per == Per::Request {
            plan.limit *= tier.each;
        }
    }
    service.refusal = service.refusal.as_ref().map(|work| stretched(work, tier.slower));
    let steps = service.steps.iter_mut().chain(service.handlers.values_mut().flat_map(|handler| &mut handler.steps));
    for work in steps.filter_map(|step| step.work.as_mut()) {
        *work = stretched(work, tier.slower);
    }
}

fn scale_entry(rounded: &mut Rounded, original: &Document, (name, entry): (&str, &mut Entry), factor: f64) {
    let service = original.services.get(entry.of.as_deref().unwrap_or(crate::model::short_form::FRONT));
    if let Action::Limit { rate, .. } = &mut entry.action {
        *rate = Rate(rate.0 * factor);
    } else if let (Action::SetWorkers { workers, .. }, Some(service)) = (&mut entry.action, service) {
        let tier = tier(original, service, factor);
        let path = ["timeline", name, "do", "set_workers", "workers"];
        *workers = workers.map(|workers| rounded.limit(&path, workers, tier.each * tier.slower));
        rounded.change(name, &mut entry.action, tier.each * tier.slower);
    } else if let (Action::SetInstances { count, .. }, Some(service)) = (&mut entry.action, service) {
        let instances = f64::from(tier(original, service, factor).instances) / f64::from(service.instances.max(1));
        let path = ["timeline", name, "do", "set_instances", "count"];
        *count = count.map(|count| rounded.whole(&path, count, instances));
        rounded.change(name, &mut entry.action, instances);
    }
}
