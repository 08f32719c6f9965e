//! The graph that the short form stands for: `[servers] [cache] [store] [network]` and what the classes say of service.
//! It is translated here and nowhere else; the cell knows graphs only.

use super::class::ClassPlan;
use super::discipline::Discipline;
use super::fixes::ErrorHandling;
use super::graph::balance::Balance;
use super::graph::{Bulkhead, CallPlan, Entries, Failing, GraphPlan, HandlerPlan, Outcome, ServicePlan, StepPlan};
use super::network::NetworkPlan;
use super::plan::CellPlan;
use crate::units::{Limit, Share};

/// The service that the clients of the short form call.
pub const FRONT: &str = "front";
/// The service that stands for `[cache]`.
pub const CACHE: &str = "cache";
/// The service that stands for `[store]`.
pub const STORE: &str = "store";
/// The link that stands for `[network]`.
pub const WAN: &str = "wan";

/// The graph of a plan: what it writes, or what its short form stands for.
pub fn graph_of(plan: &CellPlan) -> GraphPlan {
    if !plan.graph.is_empty() {
        return plan.graph.clone();
    }
    let mut graph = GraphPlan::default();
    graph.services.insert(FRONT.to_owned(), front(plan));
    if let Some(cache) = &plan.cache {
        let entries = Entries {
            hit_ratio: cache.hit_ratio,
            warm_at_start: cache.warm_at_start,
            error_time: cache.error_time.clone(),
        };
        let service = ServicePlan {
            instances: plan.servers.count,
            workers: Limit::Unlimited,
            entries: Some(entries),
            ..ServicePlan::default()
        };
        graph.services.insert(CACHE.to_owned(), service);
        graph.calls.insert(CACHE.to_owned(), CallPlan { balance: Balance::Home, ..CallPlan::default() });
    }
    if let Some(store) = &plan.store {
        let service = ServicePlan {
            workers: store.workers,
            queue: store.queue,
            drop_queued: plan.servers.cancel,
            steps: vec![StepPlan { work: Some(store.service.clone()), ..StepPlan::default() }],
            ..ServicePlan::default()
        };
        graph.services.insert(STORE.to_owned(), service);
    }
    for (class, of_class) in &plan.classes {
        let call = CallPlan {
            to: Some(FRONT.to_owned()),
            handler: Some(class.clone()),
            link: Some(WAN.to_owned()),
            balance: Balance::Home,
            ..CallPlan::default()
        };
        graph.calls.insert(of_class.call(class), call);
    }
    graph.links.insert(WAN.to_owned(), widened(plan));
    graph
}

/// The network, with more bandwidth if that fix is on.
fn widened(plan: &CellPlan) -> NetworkPlan {
    let fix = &plan.fixes.bandwidth;
    let factor = if fix.on { fix.factor } else { 1.0 };
    NetworkPlan { capacity: plan.network.capacity.map(|capacity| capacity.scaled(factor)), ..plan.network.clone() }
}

fn front(plan: &CellPlan) -> ServicePlan {
    let servers = &plan.servers;
    let limit = |class: &ClassPlan| class.shed_above(servers.shed_above);
    let shed = plan.classes.iter().filter(|(_, class)| limit(class) != Limit::Unlimited);
    ServicePlan {
        instances: servers.count,
        workers: servers.workers,
        queue: servers.queue,
        discipline: servers.discipline,
        drop_queued: servers.cancel,
        stop_running: servers.cancel,
        propagate: servers.cancel,
        bulkheads: bulkheads(plan),
        shed_above: shed.map(|(name, class)| (name.clone(), limit(class))).collect(),
        slowdown_per_request: servers.slowdown_per_request,
        failure_probability: servers.failure_probability,
        handlers: plan.classes.iter().map(|(name, class)| (name.clone(), handler(plan, class))).collect(),
        ..ServicePlan::default()
    }
}

/// One bulkhead for all phones together, and one for every class that has one of its own.
fn bulkheads(plan: &CellPlan) -> Vec<Bulkhead> {
    let together = |class: &ClassPlan| class.is_activesync() && class.reserved_for_others.is_none();
    let of = |is: &dyn Fn(&ClassPlan) -> bool| -> Vec<String> {
        plan.classes.iter().filter(|(_, class)| is(class)).map(|(name, _)| name.clone()).collect()
    };
    let (phones, all) = (of(&together), of(&|_| true));
    let reserved = plan.servers.reserved_for_others;
    // Who is taken next at random is drawn first among lanes and then within one.
    let drawn = plan.servers.discipline == Discipline::Random && phones.len() < all.len();
    let mut bulkheads = Vec::new();
    if !phones.is_empty() && (reserved > Share::NONE || drawn) {
        bulkheads.push(Bulkhead { classes: phones, leaves: reserved });
    }
    for (name, class) in &plan.classes {
        let own = class.reserved_for_others.map(|leaves| Bulkhead { classes: vec![name.clone()], leaves });
        bulkheads.extend(own);
    }
    bulkheads
}

fn handler(plan: &CellPlan, class: &ClassPlan) -> HandlerPlan {
    let work = StepPlan { work: Some(class.service.clone()), ..StepPlan::default() };
    if plan.cache.is_none() || !class.uses_cache {
        return HandlerPlan { steps: vec![work] };
    }
    let look_up =
        StepPlan { call: Some(CACHE.to_owned()), failing: failing(&plan.fixes.error_handling), ..StepPlan::default() };
    let fetch = StepPlan { on: vec![Outcome::Miss], call: Some(STORE.to_owned()), ..StepPlan::default() };
    let mut steps = vec![look_up, work];
    steps.extend(plan.store.is_some().then_some(fetch));
    HandlerPlan { steps }
}

/// What the fix makes of the errors of a failed cache.
fn failing(fix: &ErrorHandling) -> Option<Failing> {
    let failing = Failing { retry_after: fix.retry_after, hold: fix.hold, early: fix.early };
    Some(failing).filter(|failing| fix.on && *failing != Failing::default())
}
