//! How much memory a run takes, from its plan alone: said and compared with what there is before anything is built.
//!
//! It is an estimate from the sizes of what is kept: per client, what it is, an attempt and its events; per interval, what is
//! written down of it, twice, because it is summed up while it is there. What only the run knows (the sessions of open
//! classes, requests that pile up without limit) is not in it.

use super::attempt::Attempt;
use super::client::Client;
use super::latency;
use super::observe::{Census, Counts};
use super::plan::CellPlan;
use super::usage::{CallCounts, LinkUsage, ServiceCounts, ServiceUsage, Usage};
use crate::units::Bytes;

/// Events that wait for one client, of 8 bytes each: its own, its timeout, its transfer, and room that grows by doubling.
const EVENTS: u64 = 64;
/// One interval as text, per class.
const TEXT: u64 = 1000;
/// A run without clients.
const LEAST: u64 = 8_000_000;

impl CellPlan {
    /// Bytes that a run takes at its peak, roughly; never more than can be written.
    pub fn footprint(&self) -> Bytes {
        let size = |bytes: usize| bytes as u64;
        let clients: u64 = self.classes.values().map(|class| u64::from(class.population.unwrap_or(0))).sum();
        let of_client =
            size(size_of::<Client>() + size_of::<super::activesync::Phone>() + size_of::<Attempt>()) + EVENTS;
        let classes = size(self.classes.len());
        // The short form stands for three services, and each of them for a call and a link.
        let services = size(self.graph.services.len().max(3));
        let calls = size(self.graph.calls.len().max(3));
        let links = size(self.graph.links.len().max(3));
        let of_interval = 2
            * (classes * size(size_of::<Counts>() + size_of::<Census>())
                + services * size(size_of::<ServiceCounts>() + size_of::<ServiceUsage>())
                + calls * size(size_of::<CallCounts>())
                + links * size(size_of::<LinkUsage>())
                + size(size_of::<Usage>()))
            + classes * (latency::MOST_BYTES + TEXT);
        let intervals = self.run.end().0.div_ceil(self.run.sample.0.max(1));
        let of_clients = clients.saturating_mul(of_client);
        Bytes(LEAST.saturating_add(of_clients).saturating_add(intervals.saturating_mul(of_interval)))
    }
}
