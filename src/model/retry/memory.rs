//! What budgets, breakers and throttles remember of clients.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::decision::ErrorKind;
use crate::units::{Instant, Span};

/// Whose failures and successes a guard remembers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Those of each caller for itself: of each client, or (in a call of a service) of each calling instance. A session
    /// that comes once has nothing to remember, so for clients this is for populations.
    #[default]
    Client,
    /// Those of each pair of a calling instance and an instance that it asks; for calls of services.
    Pair,
    /// Those of all callers of the behaviour together, as in a process or proxy that sends for all of them.
    Class,
}

/// What a policy remembers of one client, or of all clients of a behaviour. Only behaviours that need it pay.
#[derive(Debug, Clone)]
pub struct PolicyState {
    pub(super) tokens: f64,
    pub(super) refilled: Instant,
    pub(super) failures_in_a_row: u32,
    pub(super) open_until: Instant,
    /// Of a breaker that lets probes through: whether it is waiting for them, how many are out and since when, and how many
    /// have succeeded.
    pub(super) half_open: bool,
    pub(super) probes_out: u32,
    pub(super) probes_good: u32,
    pub(super) probed: Instant,
    /// Of a breaker that looks at a share: tries and failures in its window, as of a moment.
    pub(super) seen_tries: f64,
    pub(super) seen_failures: f64,
    pub(super) seen_at: Instant,
    pub(super) requests: f64,
    pub(super) accepts: f64,
    pub(super) faded: Instant,
    pub(super) previous_wait: Span,
    /// Failures of the request by kind, where they are counted.
    pub(super) failures: [u16; ErrorKind::ALL.len()],
}

impl PolicyState {
    /// Exchanges with another state the wait before the last try and the failures by kind: they belong to a request,
    /// whoever remembers the rest.
    pub fn swap_request(&mut self, other: &mut PolicyState) {
        std::mem::swap(&mut self.previous_wait, &mut other.previous_wait);
        std::mem::swap(&mut self.failures, &mut other.failures);
    }
}

/// What a behaviour remembers when it decides for a client: each part of it looks at the one of its scope.
pub struct Remembered<'a> {
    /// Of this client.
    pub own: &'a mut PolicyState,
    /// Of all clients of the behaviour.
    pub shared: &'a mut PolicyState,
    /// Of the pair of caller and instance, in a call of a service.
    pub pair: Option<&'a mut PolicyState>,
}

impl Remembered<'_> {
    pub(super) fn of(&mut self, scope: Scope) -> &mut PolicyState {
        match scope {
            Scope::Client => self.own,
            Scope::Class => self.shared,
            Scope::Pair => self.pair.as_deref_mut().expect("a validated class has no pairs"),
        }
    }
}
