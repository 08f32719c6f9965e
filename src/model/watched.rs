//! What rules and closed loops of a timeline look at, as the scenario writes it.

use std::ops::RangeInclusive;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::Span;

/// A condition on what the monitoring shows. It is looked at once per sampling interval.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// What is watched.
    pub metric: Watched,
    /// Of which class (for the metrics of a class).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// Of which service (for the metrics of a service).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// True at this value or above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<f64>,
    /// True at this value or below.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<f64>,
    /// The time over which the metric is taken: its mean over the last `held_for` is looked at, so that one very bad sample
    /// can be enough.
    pub held_for: Span,
}

/// What a condition or a closed-loop ramp can watch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Watched {
    /// Share of the wishes of a class that were met in time.
    Availability,
    /// Attempts per second of a class, relative to the warm-up.
    Amplification,
    /// Busy part of the link from the cell to the clients.
    Link,
    /// Busy part of the workers.
    Workers,
    /// Busy part of the workers of one service that are there.
    Utilisation,
    /// Requests that wait at one service, at all its instances together.
    Queue,
    /// Messages that the durable queues of one service have accepted and that are not done yet.
    Backlog,
    /// Part of the instances of one service that calls are spread over.
    InRotation,
    /// Restarts of instances of one service within `held_for`, by its balancer or for want of a resource.
    Restarts,
}

impl Condition {
    /// The class or the service that it is about, if it is about one.
    pub fn of(&self) -> Option<&str> {
        let of = if self.metric.is_of_service() { &self.service } else { &self.class };
        of.as_deref()
    }

    /// Whether a value of its metric meets it.
    pub fn is_met_by(&self, value: f64) -> bool {
        self.at_least.is_none_or(|least| value >= least) && self.at_most.is_none_or(|most| value <= most)
    }
}

impl Watched {
    /// The values that it can have, and that in words.
    pub fn range(self) -> (RangeInclusive<f64>, &'static str) {
        match self {
            Watched::Availability => (0.0..=1.0, "availability is a share, from 0 to 1"),
            Watched::Amplification => (0.0..=f64::INFINITY, "amplification is a multiple, 0 or more"),
            Watched::Link | Watched::Workers | Watched::Utilisation => {
                (0.0..=1.0, "the busy part is a share, from 0 to 1")
            }
            Watched::Queue => (0.0..=f64::INFINITY, "a queue is a number of requests, 0 or more"),
            Watched::Backlog => (0.0..=f64::INFINITY, "a backlog is a number of messages, 0 or more"),
            Watched::InRotation => (0.0..=1.0, "what is in rotation is a share, from 0 to 1"),
            Watched::Restarts => (0.0..=f64::INFINITY, "restarts are counted, 0 or more"),
        }
    }

    /// Whether it belongs to a class.
    pub fn is_of_class(self) -> bool {
        match self {
            Watched::Availability | Watched::Amplification => true,
            Watched::Link | Watched::Workers => false,
            Watched::Utilisation | Watched::Queue | Watched::Backlog | Watched::InRotation | Watched::Restarts => false,
        }
    }

    /// Whether it belongs to one service.
    pub fn is_of_service(self) -> bool {
        match self {
            Watched::Utilisation | Watched::Queue | Watched::Backlog | Watched::InRotation | Watched::Restarts => true,
            Watched::Availability | Watched::Amplification | Watched::Link | Watched::Workers => false,
        }
    }

    /// Whether more of it is better.
    pub fn is_good(self) -> bool {
        match self {
            Watched::Availability | Watched::InRotation => true,
            Watched::Amplification | Watched::Link | Watched::Workers => false,
            Watched::Utilisation | Watched::Queue | Watched::Backlog | Watched::Restarts => false,
        }
    }
}
