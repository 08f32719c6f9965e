//! What budgets, breakers and throttles remember of clients.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{Instant, Span};

/// Whose failures and successes a guard remembers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Those of each client for itself. A session that comes once has nothing to remember, so this is for populations.
    #[default]
    Client,
    /// Those of all clients of the behaviour together, as in a process or proxy that sends for all of them.
    Class,
}

/// What a policy remembers of one client, or of all clients of a behaviour. Only behaviours that need it pay.
#[derive(Debug, Clone)]
pub struct PolicyState {
    pub(super) tokens: f64,
    pub(super) refilled: Instant,
    pub(super) failures_in_a_row: u32,
    pub(super) open_until: Instant,
    pub(super) requests: f64,
    pub(super) accepts: f64,
    pub(super) faded: Instant,
    pub(super) previous_wait: Span,
}

/// What a behaviour remembers when it decides for a client: each part of it looks at the one of its scope.
pub struct Remembered<'a> {
    /// Of this client.
    pub own: &'a mut PolicyState,
    /// Of all clients of the behaviour.
    pub shared: &'a mut PolicyState,
}

impl Remembered<'_> {
    pub(super) fn of(&mut self, scope: Scope) -> &mut PolicyState {
        match scope {
            Scope::Client => self.own,
            Scope::Class => self.shared,
        }
    }
}
