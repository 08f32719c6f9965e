//! What the conditions of a timeline watch, from the samples of a run. Rules saw what was known as they looked: a window of
//! service that was not met then, and began before, may have become known later.

use std::ops::Range;

use super::sample::sum;
use super::series::Series;
use super::tiers::ServiceUse;
use crate::model::timeline::{Condition, Watched};

/// Intervals in the `held_for` of a condition.
pub fn width(series: &Series, condition: &Condition) -> usize {
    let seconds = series.resources.first().map_or(1.0, |sample| sample.usage.seconds).max(1e-9);
    // A length that is a whole number of intervals must not gain one by rounding.
    ((condition.held_for.seconds() / seconds - 1e-9).ceil() as usize).max(1)
}

/// The metric of a condition over some intervals: a share from 0 to 1, of attempts a multiple of the warm-up, of a queue or backlog its
/// mean length, of restarts their number; none where
/// they are not all there, or where there is no such number.
pub fn watched(series: &Series, condition: &Condition, intervals: Range<usize>) -> Option<f64> {
    let resources = series.resources.get(intervals.clone()).filter(|samples| !samples.is_empty())?;
    let class = condition.class.as_ref().and_then(|name| series.classes.iter().position(|class| class == name));
    let samples = class.and_then(|class| series.by_class[class].get(intervals.clone()));
    let names = &series.tiers.names.services;
    let service = condition.service.as_ref().and_then(|name| names.iter().position(|service| service == name));
    let uses = service.and_then(|service| series.tiers.services[service].get(intervals));
    let per = |some: f64, all: f64| (all > 0.0).then(|| some / all);
    match condition.metric {
        Watched::Availability => sum(samples?.iter().map(|sample| &sample.counts)).windows.availability(),
        Watched::Amplification => {
            let counts = sum(samples?.iter().map(|sample| &sample.counts));
            let seconds: f64 = samples?.iter().map(|sample| sample.seconds).sum();
            let rate = (counts.first_attempts + counts.retries) as f64 / seconds;
            per(rate, samples?.first()?.baseline_per_s)
        }
        Watched::Link => {
            let (busy, all) = resources
                .iter()
                .fold((0.0, 0.0), |(busy, all), sample| (busy + sample.usage.down_busy, all + sample.usage.seconds));
            per(busy, all)
        }
        Watched::Workers => {
            let (busy, all) = resources.iter().fold((0.0, 0.0), |(busy, all), sample| {
                (busy + sample.usage.workers, all + sample.usage.workers_there * sample.usage.seconds)
            });
            per(busy, all)
        }
        Watched::Utilisation => {
            let add = |(busy, all): (f64, f64), used: &ServiceUse| (busy + used.usage.busy, all + used.there);
            let (busy, all) = uses?.iter().fold((0.0, 0.0), add);
            per(busy, all)
        }
        Watched::Queue => mean(uses?, |used| used.usage.waiting),
        Watched::Backlog => mean(uses?, |used| used.usage.backlog),
        Watched::InRotation => {
            let add = |(used, there): (f64, f64), of: &ServiceUse| {
                (used + of.usage.instances.used, there + of.usage.instances.there)
            };
            let (used, there) = uses?.iter().fold((0.0, 0.0), add);
            per(used, there)
        }
        Watched::Restarts => Some(uses?.iter().map(|used| (used.counts.restarts + used.counts.ran_out) as f64).sum()),
    }
}

/// The mean over time of what intervals have as an integral.
fn mean(uses: &[ServiceUse], of: fn(&ServiceUse) -> f64) -> Option<f64> {
    let seconds: f64 = uses.iter().map(|used| used.seconds).sum();
    (seconds > 0.0).then(|| uses.iter().map(of).sum::<f64>() / seconds)
}
