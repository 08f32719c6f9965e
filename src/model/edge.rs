//! The edge gate: who is let in to the cell at all.
//!
//! It stands outside the cell's network and answers cheaply, so a refused attempt touches nothing that is shared.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::retry::{ErrorKind, Failure};
use crate::units::{Instant, Rate, Span};

/// The edge as the scenario writes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct EdgePlan {
    /// Time from sending an attempt to reading the refusal.
    pub round_trip: Span,
}

impl Default for EdgePlan {
    fn default() -> Self {
        EdgePlan { round_trip: Span::millis(100) }
    }
}

/// How the edge refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub enum Refusal {
    /// HTTP 403: forbidden.
    #[serde(rename = "403")]
    Forbidden,
    /// HTTP 503: service unavailable.
    #[default]
    #[serde(rename = "503")]
    Unavailable,
    /// The connection is reset.
    #[serde(rename = "reset")]
    Reset,
    /// No answer at all: the client only sees its own timeout.
    #[serde(rename = "drop")]
    Drop,
}

/// A refusal with its parameters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reply {
    /// How.
    pub refusal: Refusal,
    /// A Retry-After value with a 503.
    pub retry_after: Option<Span>,
}

impl Reply {
    /// What the client makes of it.
    #[inline]
    pub fn failure(self) -> Failure {
        let kind = match (self.refusal, self.retry_after) {
            (Refusal::Drop, _) => ErrorKind::NoAnswer,
            (Refusal::Unavailable, Some(_)) => ErrorKind::RetryLater,
            (Refusal::Forbidden | Refusal::Unavailable | Refusal::Reset, _) => ErrorKind::Blocked,
        };
        Failure { kind, retry_after: self.retry_after }
    }
}

/// The gate of one class.
#[derive(Debug, Clone, PartialEq)]
pub enum Gate {
    /// Everybody may pass.
    Open,
    /// Nobody may pass.
    Closed(Reply),
    /// The devices whose stable number is below a share that may grow with time.
    Admit(Admission, Reply),
    /// A limited number of attempts per second.
    Limited(RateLimit, Reply),
}

/// Which share of the devices is admitted, as a function of time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Admission {
    /// Share admitted at `since` (before the first step).
    pub from: f64,
    /// Share admitted at the end.
    pub to: f64,
    /// When it begins.
    pub since: Instant,
    /// How long it takes.
    pub over: Span,
    /// Number of equal steps, the first of them at once; none for a straight line.
    pub steps: Option<u32>,
}

impl Admission {
    /// Always the same share.
    pub fn constant(share: f64) -> Admission {
        Admission { from: share, to: share, since: Instant::START, over: Span::ZERO, steps: None }
    }

    /// Share admitted at `now`.
    pub fn share(&self, now: Instant) -> f64 {
        if now >= self.since + self.over {
            return self.to;
        }
        let part = now.since(self.since).0 as f64 / self.over.0 as f64;
        let part = match self.steps {
            None => part,
            Some(steps) => ((part * f64::from(steps)).floor() + 1.0) / f64::from(steps),
        };
        self.from + (self.to - self.from) * part
    }

    /// When a device with this number is admitted, if the plan goes on as it is; none if it never is.
    fn admits_at(&self, number: f64) -> Option<Instant> {
        if number < self.from.max(self.share(self.since)) {
            return Some(self.since);
        }
        if number >= self.to {
            return None;
        }
        let part = (number - self.from) / (self.to - self.from);
        let part = match self.steps {
            None => part,
            Some(steps) => (part * f64::from(steps)).floor() / f64::from(steps),
        };
        Some(self.since + self.over.scaled(part))
    }
}

/// A token bucket that holds one second's worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RateLimit {
    /// Attempts admitted per second.
    pub rate: Rate,
    /// Tokens left.
    pub tokens: f64,
    /// When they were counted.
    pub counted: Instant,
}

/// What the gate says to an attempt.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Answer {
    /// Come in.
    Pass,
    /// Stay out; and nothing about this device's admission can change before `until` unless the gate itself is changed.
    Refuse {
        /// How.
        reply: Reply,
        /// The earliest time at which the same device could be answered differently.
        until: Instant,
    },
}

impl Gate {
    /// Answers an attempt at `now` of a device with a stable number in [0, 1).
    #[inline]
    pub fn answer(&mut self, now: Instant, number: f64) -> Answer {
        match self {
            Gate::Open => Answer::Pass,
            Gate::Closed(reply) => Answer::Refuse { reply: *reply, until: Instant::NEVER },
            Gate::Admit(admission, _) if number < admission.share(now) => Answer::Pass,
            Gate::Admit(admission, reply) => {
                // Rounding can put the computed moment a nanosecond early; then the next attempt asks again.
                let until = admission.admits_at(number).unwrap_or(Instant::NEVER);
                Answer::Refuse { reply: *reply, until }
            }
            Gate::Limited(limit, reply) => {
                let rate = limit.rate.per_second();
                let given = rate * now.since(limit.counted).seconds();
                limit.tokens = (limit.tokens + given).min(rate.max(1.0));
                limit.counted = now;
                if limit.tokens >= 1.0 {
                    limit.tokens -= 1.0;
                    return Answer::Pass;
                }
                Answer::Refuse { reply: *reply, until: now }
            }
        }
    }

    /// How the gate refuses, for the devices that a ramp or a share leaves outside; an open one would say 503.
    pub fn refusal(&self) -> Reply {
        match self {
            Gate::Open => Reply { refusal: Refusal::Unavailable, retry_after: None },
            Gate::Closed(reply) | Gate::Admit(_, reply) | Gate::Limited(_, reply) => *reply,
        }
    }

    /// Share of the devices that may pass at `now`; a rate limit lets every device try.
    pub fn admitted(&self, now: Instant) -> f64 {
        match self {
            Gate::Open | Gate::Limited(..) => 1.0,
            Gate::Closed(_) => 0.0,
            Gate::Admit(admission, _) => admission.share(now),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPLY: Reply = Reply { refusal: Refusal::Unavailable, retry_after: None };

    fn ramp(steps: Option<u32>) -> Admission {
        Admission { from: 0.0, to: 1.0, since: Instant(1000), over: Span(1000), steps }
    }

    #[test]
    fn a_straight_ramp_admits_each_device_at_its_moment() {
        assert_eq!(ramp(None).share(Instant(1500)), 0.5);
        assert_eq!(ramp(None).admits_at(0.25), Some(Instant(1250)));
        let mut gate = Gate::Admit(ramp(None), REPLY);
        assert_eq!(gate.answer(Instant(1100), 0.05), Answer::Pass);
        assert_eq!(gate.answer(Instant(1100), 0.5), Answer::Refuse { reply: REPLY, until: Instant(1500) });
    }

    #[test]
    fn steps_begin_at_once() {
        let shares: Vec<f64> = [1000, 1099, 1500, 1999, 2000].map(|at| ramp(Some(10)).share(Instant(at))).to_vec();
        assert_eq!(shares, [0.1, 0.1, 0.6, 1.0, 1.0]);
        assert_eq!(ramp(Some(10)).admits_at(0.05), Some(Instant(1000)));
        assert_eq!(ramp(Some(10)).admits_at(0.55), Some(Instant(1500)));
    }

    #[test]
    fn a_rate_limit_passes_its_rate() {
        let limit = RateLimit { rate: Rate(10.0), tokens: 0.0, counted: Instant(0) };
        let mut gate = Gate::Limited(limit, REPLY);
        let passed = (0..100_000u64).filter(|i| gate.answer(Instant(i * 1_000_000), 0.0) == Answer::Pass).count();
        assert!((990..=1010).contains(&passed), "{passed}");
    }
}
