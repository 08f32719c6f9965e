//! What a client sees of a failure, and what it decides about it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{Instant, Span};

/// The kinds of error a client can tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// HTTP 500/503 from the front end, or an in-protocol "server error".
    ServerError,
    /// The server's queue was full, or it shed load.
    Busy,
    /// The edge refused it: 403, 503 or a reset.
    Blocked,
    /// 503 with a Retry-After value.
    RetryLater,
    /// The client's own timeout, or a lost transfer.
    NoAnswer,
}

impl ErrorKind {
    /// Every kind, in the order of the columns of the output.
    pub const ALL: [ErrorKind; 5] =
        [ErrorKind::ServerError, ErrorKind::Busy, ErrorKind::Blocked, ErrorKind::RetryLater, ErrorKind::NoAnswer];

    /// Position in [`ErrorKind::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }

    /// Name in files.
    pub const fn name(self) -> &'static str {
        match self {
            ErrorKind::ServerError => "server_error",
            ErrorKind::Busy => "busy",
            ErrorKind::Blocked => "blocked",
            ErrorKind::RetryLater => "retry_later",
            ErrorKind::NoAnswer => "no_answer",
        }
    }
}

/// An attempt that failed, as the client sees it.
#[derive(Debug, Clone, Copy)]
pub struct Failure {
    /// What went wrong.
    pub kind: ErrorKind,
    /// The Retry-After value, with [`ErrorKind::RetryLater`] always and with [`ErrorKind::Busy`] if the service says so.
    pub retry_after: Option<Span>,
}

/// What the client does about a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Try the same request again after this time.
    RetryAfter(Span),
    /// Give up the wish.
    GiveUp(Reason),
}

/// Why a client gave up a wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The policy for this kind of error does not retry.
    NoRetry,
    /// The last allowed try was used.
    TriesUsedUp,
    /// A person lost interest (`retries_with`).
    LostInterest,
    /// The retry budget was empty.
    BudgetEmpty,
    /// The circuit breaker was open.
    BreakerOpen,
}

impl Reason {
    /// Whether another try was wanted and a guard forbade it.
    pub fn is_denial(self) -> bool {
        match self {
            Reason::BudgetEmpty | Reason::BreakerOpen => true,
            Reason::NoRetry | Reason::TriesUsedUp | Reason::LostInterest => false,
        }
    }
}

impl Decision {
    /// Whether a guard forbade another try.
    pub fn is_denial(&self) -> bool {
        matches!(self, Decision::GiveUp(reason) if reason.is_denial())
    }
}

/// What a client knows when it reacts to a failure.
pub struct Reaction {
    /// The clock.
    pub now: Instant,
    /// What happened.
    pub failure: Failure,
    /// When the wish (of a handler: the request) began.
    pub began: Instant,
    /// Failures of this request so far, this one included.
    pub failures: u32,
    /// Attempts of all clients of this behaviour that are in flight.
    pub attempts_in_flight: u32,
    /// Retries among them, and those that will follow when they have waited.
    pub retries_under_way: u32,
    /// Draw in (0, 1] that decides whether a Retry-After is obeyed, the same for all failures of a client; none for a call
    /// of a handler, for which it is drawn each time.
    pub obeys: Option<f64>,
}
