//! What each service, call and link did in an interval, per second or as a mean: numbers of [`crate::measure::tiers`].

use super::{Call, Graph};
use crate::experiment::Outcome;
use crate::model::observe::LinkUsage;

/// A service in an interval.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ServiceNow {
    /// Workers in use.
    pub busy: f64,
    /// Workers that are there; none if they are not limited.
    pub there: Option<f64>,
    /// Requests that wait.
    pub waiting: f64,
    /// Look-ups per second, if it is a cache.
    pub look_ups: f64,
    /// Part of them that found its entry; none if there were none.
    pub found: Option<f64>,
    /// Mean number of instances that its calls are spread over, and of all that there are.
    pub rotation: (f64, f64),
}

/// A call in an interval, each per second.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CallNow {
    /// First tries; those that the edge refused are left out, for they reach nothing.
    pub first: f64,
    /// Tries after the first, of the same kind.
    pub again: f64,
    /// Tries that failed, those that the edge refused among them.
    pub failed: f64,
}

/// A link in an interval: the busy part of both of its ways.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LinkNow {
    /// Towards the service.
    pub up: f64,
    /// Towards the caller.
    pub down: f64,
}

/// A service in an interval; nothing where the run has none.
#[must_use]
pub fn service(outcome: &Outcome, number: usize, interval: usize) -> ServiceNow {
    let tiers = &outcome.series.tiers;
    let Some(used) = tiers.services.get(number).and_then(|all| all.get(interval)) else { return ServiceNow::default() };
    let seconds = used.seconds.max(1e-9);
    let look_ups = used.counts.hits + used.counts.misses;
    ServiceNow {
        busy: used.usage.busy / seconds,
        there: Some(used.there / seconds).filter(|there| there.is_finite()),
        waiting: used.usage.waiting / seconds,
        look_ups: look_ups as f64 / seconds,
        rotation: (used.usage.instances.used / seconds, used.usage.instances.there / seconds),
        found: (look_ups > 0).then(|| used.counts.hits as f64 / look_ups as f64),
    }
}

/// A call in an interval. Look-ups are no tries; they are counted by cache and not by call.
#[must_use]
pub fn call(outcome: &Outcome, graph: &Graph, number: usize, interval: usize) -> CallNow {
    let Some(call) = graph.calls.get(number) else { return CallNow::default() };
    let tiers = &outcome.series.tiers;
    let place = tiers.names.calls.iter().position(|name| *name == call.name);
    let used = place.and_then(|place| tiers.calls[place].get(interval));
    let Some(used) = used else { return CallNow::default() };
    let seconds = used.seconds.max(1e-9);
    let (first, again) = refused(outcome, call, interval);
    CallNow {
        first: (used.counts.first_attempts as f64 - first).max(0.0) / seconds,
        again: (used.counts.retries as f64 - again).max(0.0) / seconds,
        failed: used.counts.failures.iter().sum::<u64>() as f64 / seconds,
    }
}

/// First tries and retries of a call that the edge refused.
fn refused(outcome: &Outcome, call: &Call, interval: usize) -> (f64, f64) {
    let samples = call.classes.iter().filter_map(|class| outcome.series.by_class.get(*class)?.get(interval));
    samples.fold((0.0, 0.0), |(first, again), sample| {
        let part = 1.0 - sample.reaching();
        (first + sample.counts.first_attempts as f64 * part, again + sample.counts.retries as f64 * part)
    })
}

/// A link in an interval.
#[must_use]
pub fn link(outcome: &Outcome, number: usize, interval: usize) -> LinkNow {
    let used = outcome.series.tiers.links.get(number).and_then(|all| all.get(interval));
    used.map_or(LinkNow::default(), |used| {
        let LinkUsage { up_busy, down_busy, .. } = used.usage;
        let seconds = used.seconds.max(1e-9);
        LinkNow { up: up_busy / seconds, down: down_busy / seconds }
    })
}

/// How long each service worked in all runs: what says which of them are the busiest.
#[must_use]
pub fn busy(graph: &Graph, outcomes: &[&Outcome]) -> Vec<f64> {
    let of = |service: usize| {
        let all = outcomes.iter().filter_map(|outcome| outcome.series.tiers.services.get(service));
        all.flatten().map(|used| used.usage.busy).sum()
    };
    (0..graph.services.len()).map(of).collect()
}
