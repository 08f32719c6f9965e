//! How busy every resource of a cell was.

use super::sample::ResourceSample;
use super::tiers::TierNames;

/// The resources of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bound {
    /// Workers of the servers.
    Workers,
    /// Workers of the store.
    Store,
    /// Link to the servers.
    Uplink,
    /// Link to the clients.
    Downlink,
    /// Workers of a service of a graph.
    Service(String),
    /// A link of a graph, in the direction that is busier.
    Link(String),
}

impl Bound {
    /// The resource in words, for a sentence.
    pub fn words(&self) -> String {
        match self {
            Bound::Workers => "the workers of the servers".to_owned(),
            Bound::Store => "the workers of the store".to_owned(),
            Bound::Uplink => "the lines of the link to the servers".to_owned(),
            Bound::Downlink => "the lines of the link to the clients".to_owned(),
            Bound::Service(name) => format!("the workers of {name}"),
            Bound::Link(name) => format!("the lines of {name}"),
        }
    }

    /// The word for it.
    pub fn word(&self) -> &str {
        match self {
            Bound::Workers => "workers",
            Bound::Store => "store",
            Bound::Uplink | Bound::Downlink => "network",
            Bound::Service(name) | Bound::Link(name) => name,
        }
    }
}

/// Busy part of every resource over some samples: of the cell, or of each service and link of a graph.
pub fn utilisations(samples: &[ResourceSample], names: &TierNames) -> Vec<(Bound, f64)> {
    let sum = |of: &dyn Fn(&ResourceSample) -> f64| samples.iter().map(of).sum::<f64>();
    let part = |busy: f64, there: f64| if there.is_finite() && there > 0.0 { busy / there } else { 0.0 };
    let seconds = sum(&|s| s.usage.seconds);
    let there = |of: &dyn Fn(&ResourceSample) -> f64| sum(&|s| of(s) * s.usage.seconds);
    if !names.is_empty() {
        let service = |(number, name): (usize, &String)| {
            let there = there(&|s| s.usage.services[number].there);
            (Bound::Service(name.clone()), part(sum(&|s| s.usage.services[number].busy), there))
        };
        let link = |(number, name): (usize, &String)| {
            let (up, down) = (sum(&|s| s.usage.links[number].up_busy), sum(&|s| s.usage.links[number].down_busy));
            (Bound::Link(name.clone()), part(up.max(down), seconds))
        };
        let services = names.services.iter().enumerate().map(service);
        return services.chain(names.links.iter().enumerate().map(link)).collect();
    }
    vec![
        (Bound::Workers, part(sum(&|s| s.usage.workers), there(&|s| s.usage.workers_there))),
        (Bound::Store, part(sum(&|s| s.usage.store), there(&|s| s.usage.store_there))),
        (Bound::Uplink, part(sum(&|s| s.usage.up_busy), seconds)),
        (Bound::Downlink, part(sum(&|s| s.usage.down_busy), seconds)),
    ]
}
