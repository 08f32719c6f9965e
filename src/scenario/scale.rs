//! A scenario with its populations and capacities multiplied together, which leaves what happens to each client as it
//! was (up to the luck of larger or smaller numbers).
//!
//! Populations, arrival rates, workers, queues, store workers, network capacity, rate limits and the retry budgets that
//! many clients share are multiplied; the slow-down per request in a server is divided, since more are in it.
//! Where a number of workers does not stay whole, the nearest whole number of workers works a little slower or faster,
//! so that the capacity is multiplied exactly.

use super::document::Document;
use crate::engine::Distribution;
use crate::engine::distribution::{Part, Quantity, Shape};
use crate::model::retry::{Behaviour, Budget, Scope};
use crate::model::timeline::Action;
use crate::units::{Limit, Rate, Span};

/// The scenario with everything that has a size multiplied by `factor`.
pub fn scaled(document: &Document, factor: f64) -> Document {
    let mut document = document.clone();
    let (workers, slower) = whole(document.servers.workers, factor);
    document.servers.workers = workers;
    document.servers.queue = rounded(document.servers.queue, factor);
    document.servers.shed_above = rounded(document.servers.shed_above, factor);
    document.servers.slowdown_per_request /= factor;
    for class in document.classes.values_mut() {
        class.population = class.population.map(|count| ((f64::from(count) * factor).round() as u32).max(1));
        if let Some(arrivals) = &mut class.arrivals {
            arrivals.rate = Rate(arrivals.rate.0 * factor);
        }
        class.shed_above = class.shed_above.map(|limit| rounded(limit, factor));
        class.service = stretched(&class.service, slower);
        class.behaviours.values_mut().for_each(|behaviour| share_among(behaviour, factor));
    }
    if let Some(cache) = &mut document.cache {
        cache.error_time = stretched(&cache.error_time, slower);
    }
    if let Some(store) = &mut document.store {
        let (workers, slower) = whole(store.workers, factor);
        store.workers = workers;
        store.queue = rounded(store.queue, factor);
        store.service = stretched(&store.service, slower);
    }
    document.network.capacity = document.network.capacity.map(|capacity| capacity.scaled(factor));
    for entry in document.timeline.values_mut() {
        match &mut entry.action {
            Action::Limit { rate, .. } => *rate = Rate(rate.0 * factor),
            Action::SetWorkers { workers, .. } => *workers = rounded(*workers, factor),
            Action::FailCache { error_time: Some(time), .. } => *time = stretched(time, slower),
            Action::FailCache { error_time: None, .. }
            | Action::RepairCache { .. }
            | Action::CrashServers { .. }
            | Action::RestartServers { .. }
            | Action::SlowServers { .. }
            | Action::SlowStore { .. }
            | Action::StopStore {}
            | Action::StartStore {}
            | Action::CutNetwork { .. }
            | Action::JoinNetwork {}
            | Action::ScaleNetwork { .. }
            | Action::Surge { .. }
            | Action::Block { .. }
            | Action::Open { .. }
            | Action::Admit { .. }
            | Action::Ramp { .. }
            | Action::FeedbackRamp { .. } => {}
        }
    }
    document
}

/// Multiplies a retry budget that all clients of a behaviour share; one that each client has for itself stays as it is.
fn share_among(behaviour: &mut Behaviour, factor: f64) {
    match behaviour.with_preset().budget {
        Some(Budget::Tokens(mut budget)) if budget.scope == Scope::Class => {
            budget.capacity *= factor;
            budget.refill = Rate(budget.refill.0 * factor);
            behaviour.budget = Some(Budget::Tokens(budget));
        }
        Some(Budget::Concurrent(mut budget)) => {
            budget.at_least = (f64::from(budget.at_least) * factor).round() as u32;
            behaviour.budget = Some(Budget::Concurrent(budget));
        }
        Some(Budget::Tokens(_)) | None => {}
    }
}

/// A whole number of workers near `factor` times as many, and how much longer each takes so that the capacity fits.
fn whole(workers: Limit, factor: f64) -> (Limit, f64) {
    match workers {
        Limit::Unlimited => (Limit::Unlimited, 1.0),
        Limit::AtMost(count) => {
            let wanted = f64::from(count) * factor;
            let count = wanted.round().max(1.0);
            (Limit::AtMost(count as u32), count / wanted)
        }
    }
}

fn rounded(limit: Limit, factor: f64) -> Limit {
    match limit {
        Limit::Unlimited => Limit::Unlimited,
        Limit::AtMost(count) => Limit::AtMost((f64::from(count) * factor).round() as u32),
    }
}

fn stretched(time: &Distribution<Span>, factor: f64) -> Distribution<Span> {
    if factor == 1.0 {
        return time.clone();
    }
    let longer = |span: &Span| Span::nearest(span.value() * factor);
    match time {
        Distribution::Fixed(span) => Distribution::Fixed(longer(span)),
        Distribution::Shaped(shape) => Distribution::Shaped(match shape {
            Shape::Exponential(mean) => Shape::Exponential(longer(mean)),
            Shape::Uniform(from, to) => Shape::Uniform(longer(from), longer(to)),
            Shape::LogUniform(from, to) => Shape::LogUniform(longer(from), longer(to)),
            Shape::Spread { around, by } => Shape::Spread { around: longer(around), by: *by },
            Shape::Erlang { mean, stages } => Shape::Erlang { mean: longer(mean), stages: *stages },
            Shape::Lognormal { mean, sigma } => Shape::Lognormal { mean: longer(mean), sigma: *sigma },
            Shape::Hyperexponential { mean, cv2 } => Shape::Hyperexponential { mean: longer(mean), cv2: *cv2 },
            Shape::Shifted { by, of } => Shape::Shifted { by: longer(by), of: Box::new(stretched(of, factor)) },
            Shape::Normal { mean, deviation } => Shape::Normal { mean: longer(mean), deviation: longer(deviation) },
            Shape::Mixture(parts) => {
                let parts = parts.iter().map(|part| Part { share: part.share, of: stretched(&part.of, factor) });
                Shape::Mixture(parts.collect())
            }
        }),
    }
}
