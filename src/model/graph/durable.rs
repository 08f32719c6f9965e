//! A durable queue as a scenario writes it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::engine::Distribution;
use crate::units::{Limit, Span};

/// A service that keeps what it is asked in durable queues, one for each instance: a request is answered well as soon as it is
/// written down, and its work is done when its turn comes (asynchronous messaging; at-least-once delivery).
///
/// The queue survives crashes and restarts of its instance, which accepts nothing while it is down. Work that a crash has
/// stopped is done again from its beginning. A message whose handler fails is delivered again `redeliver_after` later, with
/// new random numbers, behind those that wait then; after `redeliver` times it is a dead letter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DurablePlan {
    /// Time until a request is written down and acknowledged. It takes no worker.
    pub accept: Distribution<Span>,
    /// How often a message whose handler fails is delivered again.
    pub redeliver: Limit,
    /// Time between the failure of a message and its next delivery.
    pub redeliver_after: Distribution<Span>,
}

impl Default for DurablePlan {
    fn default() -> Self {
        DurablePlan {
            accept: Distribution::Fixed(Span::ZERO),
            redeliver: Limit::AtMost(3),
            redeliver_after: Distribution::Fixed(Span::secs(10)),
        }
    }
}
