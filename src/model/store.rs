//! The mailbox store behind all servers: its own workers and queue. A front-end worker waits for it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::engine::Distribution;
use crate::units::{Limit, Span};

/// The store as the scenario writes it. Left out: a cache miss costs nothing extra.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct StorePlan {
    /// Requests it serves at the same time.
    pub workers: Limit,
    /// Requests that may wait; one that finds the queue full ends in a server error.
    pub queue: Limit,
    /// Time for one request.
    pub service: Distribution<Span>,
}

impl Default for StorePlan {
    fn default() -> Self {
        StorePlan {
            workers: Limit::AtMost(4),
            queue: Limit::Unlimited,
            service: Distribution::Fixed(Span::millis(100)),
        }
    }
}
