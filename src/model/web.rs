//! People (and textbook customers) who ask for something and get a reply.
//!
//! A wish is one or more requests in a row (sharing a file by mail needs two). After a failure the person tries again
//! as the behaviour says ("reloads"); after giving up, a closed client goes back to thinking and an open one leaves,
//! perhaps to come back later.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::clock::ClockPlan;
use crate::engine::Distribution;
use crate::units::{Bytes, Share, Span};

/// What a person does and how much it moves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Web {
    /// Time between the end of one wish and the next, for a closed population.
    pub think: Distribution<Span>,
    /// Requests of one wish, one after another; each must succeed before the next.
    pub requests: u32,
    /// Size of a request.
    pub request: Distribution<Bytes>,
    /// Size of the reply.
    pub reply: Distribution<Bytes>,
    /// Wishes begin by the clock, in place of `think`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock: Option<ClockPlan>,
    /// Time until a closed client that gave up starts a new wish. Left out: it thinks as after a success, or comes at the
    /// next time of its clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub back_after: Option<Distribution<Span>>,
    /// Whether an open client that gave up comes back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comes_back: Option<ComesBack>,
}

impl Default for Web {
    fn default() -> Self {
        Web {
            think: Distribution::Fixed(Span::minutes(1)),
            clock: None,
            requests: 1,
            request: Distribution::Fixed(Bytes(0)),
            reply: Distribution::Fixed(Bytes(0)),
            back_after: None,
            comes_back: None,
        }
    }
}

impl Web {
    /// Mean time from the end of a wish that was met at once to the next, in nanoseconds.
    pub fn mean_wait(&self) -> f64 {
        self.clock.as_ref().map_or_else(|| self.think.mean(), ClockPlan::mean_wait)
    }
}

/// The return of an open client that gave up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ComesBack {
    /// Probability of coming back.
    pub share: Share,
    /// Time until then.
    pub after: Distribution<Span>,
}
