//! One call as a scenario writes it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::balance::Balance;
use super::outcome::Outcome;
use crate::engine::Distribution;
use crate::model::retry::Behaviour;
use crate::units::{Bytes, Limit, Span};

/// A named edge from a caller (a client class or a step of a handler) to a service.
///
/// A class says itself how long its clients wait, what they do after errors and how much they send: a call of a class takes
/// only `to`, `handler`, `link`, `balance`, `deadline` and `connection` from here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CallPlan {
    /// The service that is asked. Left out: the one with the name of the call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Which of its handlers serves the request. Left out: its `steps`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handler: Option<String>,
    /// The link that request and reply pass. Left out: none, and they take no time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Size of a request.
    pub request: Distribution<Bytes>,
    /// Size of a reply.
    pub reply: Distribution<Bytes>,
    /// Size of a reply with an error.
    pub error_reply: Bytes,
    /// How long the caller waits for the answer to one attempt.
    pub timeout: Distribution<Span>,
    /// When the caller must have its answer, of however many attempts; a request that is late is not begun any more.
    /// Left out: nobody is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Deadline>,
    /// Which instance is asked.
    pub balance: Balance,
    /// Whether a retry goes to another instance than the try before it, where there is one.
    pub retries_elsewhere: bool,
    /// What the caller does after errors.
    pub behaviour: Behaviour,
    /// Connections to the service that each calling instance shares among its requests. Left out: as many as it likes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pool: Option<PoolPlan>,
    /// What it costs to open a connection to an instance, and how long one is kept. Left out: connections cost nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection: Option<ConnectionPlan>,
}

impl Default for CallPlan {
    fn default() -> Self {
        CallPlan {
            to: None,
            handler: None,
            link: None,
            request: Distribution::Fixed(Bytes(0)),
            reply: Distribution::Fixed(Bytes(0)),
            error_reply: Bytes(0),
            timeout: Distribution::Fixed(Span::FOREVER),
            deadline: None,
            balance: Balance::default(),
            retries_elsewhere: false,
            behaviour: Behaviour::default(),
            pool: None,
            connection: None,
        }
    }
}

/// When a caller must have its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Deadline {
    /// When whoever called it must have its own: a call of a class passes on how long the client waits.
    Inherit,
    /// So long after the call began, and not later than what it inherits.
    Within(Span),
}

/// Connections that the requests of one calling instance share.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PoolPlan {
    /// Requests that may be under way at the same time.
    pub connections: u32,
    /// Requests that may wait for a connection; one more is not sent.
    pub waiting: Limit,
    /// How long one waits at most.
    pub waits: Span,
}

impl Default for PoolPlan {
    fn default() -> Self {
        PoolPlan { connections: 10, waiting: Limit::Unlimited, waits: Span::FOREVER }
    }
}

/// Connections that cost to open. A try to an instance with which its caller has no open connection opens one first.
///
/// A client keeps `keeps` of them, the last used; a calling instance keeps one to each instance that it calls, which all its
/// requests share (HTTP/2). A request that finds none open does not wait for one that another request is just opening: it
/// opens one too, of which one is kept. A connection breaks when its instance crashes, when its link is cut so that messages
/// are lost, and after the outcomes in `breaks_on`; what else is under way on it goes on. A `pool` limits how many requests
/// are under way, whatever connections there are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ConnectionPlan {
    /// Round trips over the link before the request is sent; the first carries the bytes. 0: the handshake comes with the
    /// request.
    pub round_trips: u32,
    /// Handshake bytes to the instance.
    pub request: Bytes,
    /// Handshake bytes to the caller.
    pub reply: Bytes,
    /// Work of the instance on the handshake: by the worker that takes the first request, before all other work; if that is
    /// refused or dropped, as the work of a refusal is done.
    pub work: Distribution<Span>,
    /// Outcomes of a try after which its caller closes the connection: `error`, `busy` or `timeout`.
    pub breaks_on: Vec<Outcome>,
    /// Connections that a client keeps, up to 4. 0: none is kept, by calling instances neither. Left out: 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keeps: Option<u8>,
}

impl ConnectionPlan {
    /// Connections that one client can keep.
    pub const MOST_KEPT: usize = 4;

    /// Connections that a client keeps.
    pub fn kept_by_client(&self) -> usize {
        self.keeps.map_or(1, usize::from)
    }

    /// Whether none is kept.
    pub fn is_for_one_try(&self) -> bool {
        self.keeps == Some(0)
    }
}

impl Default for ConnectionPlan {
    fn default() -> Self {
        ConnectionPlan {
            round_trips: 1,
            request: Bytes(0),
            reply: Bytes(0),
            work: Distribution::Fixed(Span::ZERO),
            breaks_on: vec![Outcome::Timeout],
            keeps: None,
        }
    }
}
