//! What the healthy cell could serve at most, from what it did before anything broke.
//!
//! The utilisation law (Denning and Buzen 1978): a resource that is busy for a part U of the time at a throughput X
//! can carry X / U of the same mix of work. The resource with the smallest X / U binds first. For workers this is
//! their number divided by the mean time they spend on a request; for the link its bandwidth by the mean size.

use super::series::{ResourceSample, Series};

/// The largest throughput, and what limits it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Capacity {
    /// Requests per second.
    pub per_s: f64,
    /// The resource that binds first.
    pub bound: Bound,
}

/// The resources of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// Workers of the servers.
    Workers,
    /// Workers of the store.
    Store,
    /// Link to the servers.
    Uplink,
    /// Link to the clients.
    Downlink,
}

impl Bound {
    /// The resource in words, for a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Bound::Workers => "the workers of the servers",
            Bound::Store => "the workers of the store",
            Bound::Uplink => "the lines of the link to the servers",
            Bound::Downlink => "the lines of the link to the clients",
        }
    }

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Bound::Workers => "workers",
            Bound::Store => "store",
            Bound::Uplink | Bound::Downlink => "network",
        }
    }
}

/// A resource less busy than this says nothing about its limit.
const LEAST_USE: f64 = 0.001;

/// The capacity for the mix of work of the second half of the warm-up; none if nothing was served or used in it.
pub fn healthy(series: &Series) -> Option<Capacity> {
    let samples = series.resources.get(series.onset / 2..series.onset)?;
    let seconds: f64 = samples.iter().map(|sample| sample.usage.seconds).sum();
    let answered: u64 = samples.iter().map(|sample| sample.total.answered).sum();
    if seconds <= 0.0 || answered == 0 {
        return None;
    }
    let throughput = answered as f64 / seconds;
    let (bound, most) = utilisations(samples).into_iter().max_by(|(_, a), (_, b)| a.total_cmp(b))?;
    (most > LEAST_USE).then(|| Capacity { per_s: throughput / most, bound })
}

/// Busy part of every resource over some samples.
pub fn utilisations(samples: &[ResourceSample]) -> [(Bound, f64); 4] {
    let sum = |of: &dyn Fn(&ResourceSample) -> f64| samples.iter().map(of).sum::<f64>();
    let part = |busy: f64, there: f64| if there.is_finite() && there > 0.0 { busy / there } else { 0.0 };
    let seconds = sum(&|s| s.usage.seconds);
    let there = |of: &dyn Fn(&ResourceSample) -> f64| sum(&|s| of(s) * s.usage.seconds);
    [
        (Bound::Workers, part(sum(&|s| s.usage.workers), there(&|s| s.usage.workers_there))),
        (Bound::Store, part(sum(&|s| s.usage.store), there(&|s| s.usage.store_there))),
        (Bound::Uplink, part(sum(&|s| s.usage.up_busy), seconds)),
        (Bound::Downlink, part(sum(&|s| s.usage.down_busy), seconds)),
    ]
}
