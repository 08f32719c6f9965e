//! A client class as the scenario writes it: a population with one protocol and one set of parameters.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::activesync::ActiveSync;
use super::profile::RateStep;
use super::retry::Behaviour;
use super::web::Web;
use crate::engine::Distribution;
use crate::units::{Bytes, Limit, Rate, Share, Span};

/// A population with one protocol and one set of parameters.
///
/// Exactly one of `population` (closed) and `arrivals` (open), and exactly one of `activesync` and `web`, is given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ClassPlan {
    /// Number of clients of a closed population: the same ones come back for ever.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub population: Option<u32>,
    /// Where a closed population is at the start of the run: each client somewhere in its wait, as after a long healthy
    /// time, or all of them at the beginning of one.
    pub start: Start,
    /// Sessions that arrive from outside: an open population without end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arrivals: Option<Arrivals>,
    /// The clients are phones on Exchange ActiveSync.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activesync: Option<ActiveSync>,
    /// The clients ask and get a reply: web mail, file sharing, customers of a textbook queue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub web: Option<Web>,
    /// The call with which the clients ask a service, in a scenario with `[services]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calls: Option<String>,
    /// Time a worker spends on one request (on a cache hit, where the class uses the cache).
    pub service: Distribution<Span>,
    /// Whether a request needs the cache node of its server.
    pub uses_cache: bool,
    /// Part of the workers (and of the queue) of each server that this class may not use: a bulkhead. Left out: for
    /// ActiveSync what `[servers]` says, for others nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reserved_for_others: Option<Share>,
    /// Requests of this class are refused while this many requests (of all classes) wait at their server, or more:
    /// load shedding. Left out: for ActiveSync what `[servers]` says, for others never.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shed_above: Option<Limit>,
    /// How long a client waits for an answer to one attempt before it gives that attempt up.
    pub timeout: Distribution<Span>,
    /// Whether the timeout is drawn anew for every attempt, or once for each client.
    pub timeout_drawn_per: DrawnPer,
    /// Until when a client can lose patience with an attempt.
    pub gives_up: GivesUp,
    /// A wish counts as met if it succeeds within this time of its start (each request of a phone: of the answer before
    /// it). Left out: the timeout of the wish's first attempt, or 30 s where that is `"forever"` too. `"unlimited"` keeps
    /// the class out of the definition of well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patience: Option<Span>,
    /// Size of a reply that carries an error.
    pub error_reply: Bytes,
    /// Bytes of setting up a new connection.
    pub new_connection: NewConnection,
    /// Some devices never come back by themselves after a long silence; somebody has to repair them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needs_repair: Option<NeedsRepair>,
    /// What the clients do after errors, by name.
    pub behaviours: BTreeMap<String, Behaviour>,
}

impl Default for ClassPlan {
    fn default() -> Self {
        ClassPlan {
            population: None,
            start: Start::Spread,
            arrivals: None,
            activesync: None,
            web: None,
            calls: None,
            service: Distribution::Fixed(Span::millis(20)),
            uses_cache: false,
            reserved_for_others: None,
            shed_above: None,
            timeout: Distribution::Fixed(Span::FOREVER),
            timeout_drawn_per: DrawnPer::Attempt,
            gives_up: GivesUp::AnyTime,
            patience: None,
            error_reply: Bytes(0),
            new_connection: NewConnection::default(),
            needs_repair: None,
            behaviours: BTreeMap::new(),
        }
    }
}

/// Patience of a class that says neither how patient its clients are nor how long they wait for an answer.
pub const PATIENCE_UNSAID: Span = Span::secs(30);

impl ClassPlan {
    /// How long a client waits for a wish whose first attempt has this timeout.
    #[inline]
    pub fn patience_for(&self, first_timeout: Span) -> Span {
        match self.patience {
            Some(patience) => patience,
            None if first_timeout == Span::FOREVER => PATIENCE_UNSAID,
            None => first_timeout,
        }
    }

    /// Whether wishes of the class can be unmet without being given up.
    pub fn has_limited_patience(&self) -> bool {
        self.patience != Some(Span::FOREVER)
    }

    /// The name of its call; that of its short form, if it says none.
    pub fn call(&self, class: &str) -> String {
        self.calls.clone().unwrap_or_else(|| format!("front_{class}"))
    }

    /// Whether the clients are phones.
    #[inline]
    pub fn is_activesync(&self) -> bool {
        self.activesync.is_some()
    }

    /// From how many waiting requests on those of this class are refused; `phones` is what `[servers]` says of phones.
    pub fn shed_above(&self, phones: Limit) -> Limit {
        match (self.shed_above, self.is_activesync()) {
            (Some(own), _) => own,
            (None, true) => phones,
            (None, false) => Limit::Unlimited,
        }
    }

    /// The behaviours with their presets filled in and shares that sum to 1; one plain behaviour if there is none.
    pub fn mix(&self) -> Vec<(String, f64, Behaviour)> {
        if self.behaviours.is_empty() {
            return vec![("all".to_string(), 1.0, Behaviour::default())];
        }
        let given: f64 = self.behaviours.values().filter_map(|b| b.share).map(Share::get).sum();
        let open = self.behaviours.values().filter(|b| b.share.is_none()).count();
        let rest = (1.0 - given).max(0.0) / open.max(1) as f64;
        self.behaviours
            .iter()
            .map(|(name, b)| (name.clone(), b.share.map_or(rest, Share::get), b.with_preset()))
            .collect()
    }
}

/// Where the clients of a closed population are at the start of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Start {
    /// In the equilibrium of what they wait for, as after a long healthy time: first contacts come at the steady rate.
    #[default]
    Spread,
    /// All begin to wait at the start, as after a release of tickets or a common power cut: first contacts come as a
    /// herd, which only the randomness of the wait itself spreads out.
    Together,
}

/// How sessions arrive.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Arrivals {
    /// Mean number of sessions per time.
    pub rate: Rate,
    /// Whether the gaps are exponential or all equal.
    #[serde(default)]
    pub spacing: Spacing,
    /// Factors on the rate over time, in steps; before the first of them it is 1.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub profile: Vec<RateStep>,
    /// Time after which the steps of the profile come again: a daily curve has "1 d".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile_every: Option<Span>,
}

/// Gaps between arrivals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Spacing {
    /// Exponential gaps: a Poisson process.
    #[default]
    Poisson,
    /// Equal gaps.
    Even,
}

/// How often a random quantity is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DrawnPer {
    /// For every attempt.
    Attempt,
    /// Once for each client: a property of the device.
    Client,
}

/// Until when a client can give up an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GivesUp {
    /// Until the answer is there.
    AnyTime,
    /// Until a worker begins with it, as in the Erlang A queue.
    BeforeService,
}

/// Bytes of the handshake of a new connection, and which attempts need one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NewConnection {
    /// Which attempts open a new connection.
    pub when: ConnectionWhen,
    /// Handshake bytes from client to server.
    pub up: Bytes,
    /// Handshake bytes from server to client.
    pub down: Bytes,
}

impl Default for NewConnection {
    fn default() -> Self {
        NewConnection { when: ConnectionWhen::AfterError, up: Bytes(0), down: Bytes(0) }
    }
}

/// Which attempts open a new connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionWhen {
    /// None: connections are never lost.
    Never,
    /// Every retry: a client drops its connection after an error.
    AfterError,
    /// Every attempt.
    Always,
}

/// Devices that stay broken after an outage until somebody repairs them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NeedsRepair {
    /// Part of the devices, by a stable draw for each.
    pub share: Share,
    /// Time from its first attempt after more than two contact intervals of silence until it is repaired.
    pub after: Distribution<Span>,
}
