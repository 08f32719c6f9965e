//! Everything that has to be known to build a cell and let it run.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::cache::CachePlan;
use super::class::ClassPlan;
use super::edge::EdgePlan;
use super::fixes::Fixes;
use super::graph::GraphPlan;
use super::network::NetworkPlan;
use super::server::ServersPlan;
use super::store::StorePlan;
use super::timeline::Entry;
use crate::units::{Instant, Span, TimeOfDay};

/// A cell with its clients and what happens to it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CellPlan {
    /// Length, sampling and seed.
    pub run: RunPlan,
    /// Client classes by name.
    pub classes: BTreeMap<String, ClassPlan>,
    /// Services, calls and links; empty in a scenario of the short form, for which `servers`, `cache`, `store` and
    /// `network` speak.
    pub graph: GraphPlan,
    /// Front-end servers.
    pub servers: ServersPlan,
    /// Cache nodes; none if nothing is cached.
    pub cache: Option<CachePlan>,
    /// Mailbox store; none if a miss costs nothing extra.
    pub store: Option<StorePlan>,
    /// Network between clients and servers.
    pub network: NetworkPlan,
    /// Edge gate.
    pub edge: EdgePlan,
    /// Faults and operator actions by name.
    pub timeline: BTreeMap<String, Entry>,
    /// The two changes made afterwards.
    pub fixes: Fixes,
}

/// Length, sampling and seed of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RunPlan {
    /// Simulated time after the onset.
    pub length: Span,
    /// Healthy time before the onset; its second half is the baseline that amplification refers to.
    pub warm_up: Span,
    /// Time of day of the onset, for clients that come by the clock and rates that change over a day.
    #[serde(skip_serializing_if = "TimeOfDay::is_midnight")]
    pub onset_at: TimeOfDay,
    /// Width of a sampling interval.
    pub sample: Span,
    /// Seed of all random numbers.
    pub seed: u64,
    /// A run that reaches this many events stops, and says so.
    pub max_events: u64,
}

impl Default for RunPlan {
    fn default() -> Self {
        RunPlan {
            length: Span::hours(8),
            warm_up: Span::hours(1),
            onset_at: TimeOfDay::MIDNIGHT,
            sample: Span::minutes(5),
            seed: 1,
            max_events: 20_000_000_000,
        }
    }
}

impl RunPlan {
    /// The onset: time 0 of the timeline and of every chart.
    pub fn onset(&self) -> Instant {
        Instant::START + self.warm_up
    }

    /// The end of the run.
    pub fn end(&self) -> Instant {
        self.onset() + self.length
    }

    /// Number of sampling intervals, the last one possibly short.
    pub fn intervals(&self) -> usize {
        self.end().0.div_ceil(self.sample.0.max(1)) as usize
    }
}
