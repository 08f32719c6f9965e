//! Retry budgets: a client that has failed a lot stops retrying for a while.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::decision::{ErrorKind, Reaction};
use super::memory::{PolicyState, Scope};
use crate::units::{Instant, Rate};

/// What limits the number of retries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Budget {
    /// A bucket of tokens that retries or failures empty and successes fill.
    Tokens(TokenBudget),
    /// Retries in flight may be at most a share of all attempts in flight of the behaviour (Envoy's retry budget).
    Concurrent(ConcurrentBudget),
}

/// A token bucket for retries. All amounts are tokens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TokenBudget {
    /// Whose bucket it is.
    pub scope: Scope,
    /// Size of the bucket, and its content at the start.
    pub capacity: f64,
    /// Taken by every retry; without enough tokens there is no retry.
    pub per_retry: f64,
    /// Taken instead of `per_retry` when the failure was a timeout.
    pub per_timeout: Option<f64>,
    /// Taken by every failure, whether or not a retry follows.
    pub per_failure: f64,
    /// Given back by every success.
    pub per_success: f64,
    /// Given by every first attempt.
    pub per_request: f64,
    /// Given as time passes.
    pub refill: Rate,
    /// Retries only while the bucket holds more than this part of its capacity.
    pub stop_at: f64,
}

impl Default for TokenBudget {
    fn default() -> Self {
        TokenBudget {
            scope: Scope::Client,
            capacity: 10.0,
            per_retry: 1.0,
            per_timeout: None,
            per_failure: 0.0,
            per_success: 0.1,
            per_request: 0.0,
            refill: Rate(0.0),
            stop_at: 0.0,
        }
    }
}

/// Envoy's retry budget: at most `share` of the attempts in flight may be retries, but `at_least` are always allowed. A
/// retry counts from the failure that it follows, while it waits too.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ConcurrentBudget {
    /// Largest part of the attempts in flight that may be retries.
    pub share: f64,
    /// This many retries in flight are always allowed.
    pub at_least: u32,
}

impl Default for ConcurrentBudget {
    fn default() -> Self {
        ConcurrentBudget { share: 0.2, at_least: 3 }
    }
}

impl TokenBudget {
    fn refill(&self, state: &mut PolicyState, now: Instant) {
        let given = self.refill.per_second() * now.since(state.refilled).seconds();
        state.tokens = (state.tokens + given).min(self.capacity);
        state.refilled = now;
    }

    pub(super) fn on_first_attempt(&self, state: &mut PolicyState, now: Instant) {
        self.refill(state, now);
        state.tokens = (state.tokens + self.per_request).min(self.capacity);
    }

    pub(super) fn on_success(&self, state: &mut PolicyState) {
        state.tokens = (state.tokens + self.per_success).min(self.capacity);
    }

    /// Takes what a failure costs, then says whether a retry may follow and takes its cost.
    pub(super) fn on_failure(&self, state: &mut PolicyState, kind: ErrorKind, now: Instant) -> bool {
        self.refill(state, now);
        state.tokens = (state.tokens - self.per_failure).max(0.0);
        let own_cost = self.per_timeout.filter(|_| kind == ErrorKind::NoAnswer);
        let cost = own_cost.unwrap_or(self.per_retry);
        // A sum of tenths misses the whole number by a rounding error; that must not cost a retry.
        let allowed = state.tokens + 1e-9 >= cost && state.tokens > self.stop_at * self.capacity;
        if allowed {
            state.tokens -= cost;
        }
        allowed
    }
}

impl ConcurrentBudget {
    pub(super) fn allows(&self, reaction: &Reaction) -> bool {
        let limit = (self.share * f64::from(reaction.attempts_in_flight)).max(f64::from(self.at_least));
        // This one included; a product that misses the whole number by a rounding error must not cost a retry.
        f64::from(reaction.retries_under_way) + 1.0 <= limit + 1e-9
    }
}
