//! How a call can end, as its caller sees it: a closed list.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::retry::ErrorKind;

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Answered well.
    Ok,
    /// A cache found the entry.
    Hit,
    /// A cache did not find the entry.
    Miss,
    /// The service answered with an error, or was down.
    Error,
    /// The service refused it: no place to wait, or load is shed.
    Busy,
    /// No answer within the timeout or the deadline.
    Timeout,
    /// It was not sent: a guard or the pool of connections stopped it.
    Open,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Outcome; 7] =
        [Outcome::Ok, Outcome::Hit, Outcome::Miss, Outcome::Error, Outcome::Busy, Outcome::Timeout, Outcome::Open];

    /// Whether the handler that called fails with it, unless a later step takes it over.
    #[inline]
    pub fn fails(self) -> bool {
        match self {
            Outcome::Ok | Outcome::Hit | Outcome::Miss => false,
            Outcome::Error | Outcome::Busy | Outcome::Timeout | Outcome::Open => true,
        }
    }

    /// What a caller makes of a kind of error.
    pub fn of(kind: ErrorKind) -> Outcome {
        match kind {
            ErrorKind::ServerError | ErrorKind::Blocked | ErrorKind::RetryLater => Outcome::Error,
            ErrorKind::Busy => Outcome::Busy,
            ErrorKind::NoAnswer => Outcome::Timeout,
        }
    }
}

/// A set of outcomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcomes(u8);

impl Outcomes {
    /// None.
    pub const NONE: Outcomes = Outcomes(0);

    /// The set of some outcomes.
    pub fn of(outcomes: &[Outcome]) -> Outcomes {
        Outcomes(outcomes.iter().fold(0, |set, outcome| set | 1 << *outcome as u8))
    }

    /// Whether an outcome is in it.
    #[inline]
    pub fn has(self, outcome: Outcome) -> bool {
        self.0 >> (outcome as u8) & 1 == 1
    }

    /// Whether nothing is in it.
    #[inline]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}
