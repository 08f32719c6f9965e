//! Counted resources of an instance, as a scenario writes them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Something of which an instance has only so much, such as memory or threads, and what happens where that is not enough. It
/// is looked at when a request comes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResourcePlan {
    /// What takes some of it.
    pub per: Per,
    /// How much each takes.
    #[serde(default = "one")]
    pub amount: f64,
    /// How much there is.
    pub limit: f64,
    /// What happens when a request comes and more would be taken than there is.
    pub consequence: Consequence,
}

fn one() -> f64 {
    1.0
}

/// What takes some of a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// Every request in the instance, from its arrival to its answer: it waits, is worked on, or waits for calls.
    Request,
    /// Every other instance of the service that is there.
    Peer,
}

/// What happens where a resource is not enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Consequence {
    /// The request is refused.
    Refuse,
    /// The instance restarts at once: what it has is lost, and its connections break.
    Restart,
}

impl ResourcePlan {
    /// Whether so many take more than there is.
    pub fn is_exceeded_by(&self, number: u32) -> bool {
        self.amount * f64::from(number) > self.limit
    }
}
