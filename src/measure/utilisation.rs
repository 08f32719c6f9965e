//! How busy every resource of a cell was.

use super::sample::ResourceSample;

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
