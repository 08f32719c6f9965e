//! What the healthy cell could serve at most, from what it did before anything broke.
//!
//! The utilisation law (Denning and Buzen 1978): a resource that is busy for a part U of the time at a throughput X
//! can carry X / U of the same mix of work. The resource with the smallest X / U binds first. For workers this is
//! their number divided by the mean time they spend on a request; for the link its bandwidth by the mean size.

use super::series::Series;
pub use super::utilisation::Bound;
use super::utilisation::utilisations;

/// The largest throughput, and what limits it.
#[derive(Debug, Clone, PartialEq)]
pub struct Capacity {
    /// Requests per second.
    pub per_s: f64,
    /// The resource that binds first.
    pub bound: Bound,
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
    let (bound, most) =
        utilisations(samples, &series.tiers.names).into_iter().max_by(|(_, a), (_, b)| a.total_cmp(b))?;
    (most > LEAST_USE).then(|| Capacity { per_s: throughput / most, bound })
}
