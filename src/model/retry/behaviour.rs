//! A behaviour: a share of a client class and everything it does after errors.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::again::{Chances, TriesPerError};
use super::budget::Budget;
use super::decision::{Decision, ErrorKind, Failure, Reaction, Reason};
use super::guard::{Breaker, BreakerMode, Throttle};
use super::memory::{PolicyState, Remembered, Scope};
use super::policy::Policy;
use super::preset::Preset;
use crate::engine::{Distribution, Source};
use crate::model::activesync::Contact;
use crate::units::{Instant, Limit, Share, Span};

/// A behaviour as the scenario writes it. A key that is left out comes from the preset, if there is one.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Behaviour {
    /// Part of the class that behaves like this; the shares of a class sum to 1. Left out: everybody else, equally.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<Share>,
    /// A named behaviour of a real client or library to start from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preset: Option<Preset>,
    /// After every kind of error that has no policy of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub any_error: Option<Policy>,
    /// After HTTP 500/503 from the front end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_error: Option<Policy>,
    /// After a reply that the queue is full.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub busy: Option<Policy>,
    /// After a refusal by the edge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocked: Option<Policy>,
    /// After a 503 with Retry-After that the client does not obey.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_later: Option<Policy>,
    /// After a timeout.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_answer: Option<Policy>,
    /// Tries per request, the first included; then the wish is given up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tries: Option<Limit>,
    /// Tries of one request that may end in one kind of error, by its name: the last of them ends the request, whatever is
    /// left of `tries`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tries_per_error: Option<TriesPerError>,
    /// Time after which a request is given up: no try begins later than this after the wish (of a handler: the request)
    /// began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tries_within: Option<Span>,
    /// Probability that a failure is followed by a retry at all (people lose interest). A list says it for each retry of a
    /// request, the first one first; its last entry goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retries_with: Option<Chances>,
    /// Share of the clients that obey a Retry-After value, whoever sends it: the edge, a failed look-up, or a service that
    /// refuses. It is a property of a client, by a stable draw for each; of a call between services it is the probability
    /// with which a try obeys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub obeys_retry_after: Option<Share>,
    /// Limit on retries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<Budget>,
    /// Circuit breaker.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub breaker: Option<Breaker>,
    /// Client-side adaptive throttling.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub throttle: Option<Throttle>,
    /// How these devices keep in touch, if not like their class.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
    /// How long these clients wait for an answer, if not like their class.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout: Option<Distribution<Span>>,
}

/// Draws for a reaction that come before those for the wait: whether to obey, whether to keep trying.
pub const DRAWS_BEFORE_WAIT: u64 = 2;

impl Behaviour {
    /// The policy that is written for this kind of error alone.
    pub fn own_policy(&self, kind: ErrorKind) -> Option<&Policy> {
        match kind {
            ErrorKind::ServerError => self.server_error.as_ref(),
            ErrorKind::Busy => self.busy.as_ref(),
            ErrorKind::Blocked => self.blocked.as_ref(),
            ErrorKind::RetryLater => self.retry_later.as_ref(),
            ErrorKind::NoAnswer => self.no_answer.as_ref(),
        }
    }

    /// The key under which the policy for a kind of error is written.
    pub fn key_for(&self, kind: ErrorKind) -> &'static str {
        if self.own_policy(kind).is_some() { kind.name() } else { "any_error" }
    }

    /// The policy for a kind of error: its own, else the one for any error, else none.
    #[inline]
    pub fn policy(&self, kind: ErrorKind) -> &Policy {
        self.own_policy(kind).or(self.any_error.as_ref()).unwrap_or(&Policy::None)
    }

    /// The wait after this failure if nothing but one draw decides about it, however often it has failed before: no
    /// number of tries, no loss of interest, nothing to obey and nothing to remember.
    pub fn steady_wait(&self, failure: Failure) -> Option<&Distribution<Span>> {
        let endless = self.tries.is_none() && self.tries_per_error.is_none() && self.tries_within.is_none();
        let steady = failure.retry_after.is_none() && endless && self.retries_with.is_none();
        match self.policy(failure.kind) {
            Policy::After(wait) if steady && !self.remembers() => Some(wait),
            Policy::After(_) | Policy::None | Policy::Immediate | Policy::Exponential(_) | Policy::Waits(_) => None,
        }
    }

    /// Whether clients of this behaviour (or all of them together) have something to remember.
    pub fn remembers(&self) -> bool {
        let waits = ErrorKind::ALL.iter().any(|kind| self.policy(*kind).remembers());
        let counts = self.tries_per_error.is_some_and(|tries| tries.counts());
        waits || counts || self.budget.is_some() || self.breaker.is_some() || self.throttle.is_some()
    }

    /// What may stop a try that is otherwise due, as people call it.
    pub fn guards(&self) -> impl Iterator<Item = &'static str> {
        let budget = self.budget.as_ref().map(|_| "retry budget");
        let breaker = self.breaker.as_ref().map(|_| "circuit breaker");
        [budget, breaker, self.throttle.as_ref().map(|_| "throttle")].into_iter().flatten()
    }

    /// How many tries a request has at most if all of them end in this kind of error.
    pub fn tries_for(&self, kind: ErrorKind) -> Limit {
        let own = self.tries_per_error.and_then(|tries| tries.of(kind)).map_or(u32::MAX, u32::from);
        match self.tries {
            Some(Limit::AtMost(tries)) => Limit::AtMost(tries.min(own)),
            Some(Limit::Unlimited) | None if own == u32::MAX => Limit::Unlimited,
            Some(Limit::Unlimited) | None => Limit::AtMost(own),
        }
    }

    /// Whether any kind of error is followed by another try.
    pub fn tries_again(&self) -> bool {
        ErrorKind::ALL.iter().any(|kind| *self.policy(*kind) != Policy::None) || self.obeys_retry_after.is_some()
    }

    /// Whether a guard remembers pairs of a caller and an instance.
    pub fn looks_at_pairs(&self) -> bool {
        let budget = match &self.budget {
            Some(Budget::Tokens(budget)) => Some(budget.scope),
            Some(Budget::Concurrent(_)) | None => None,
        };
        let breaker = self.breaker.as_ref().map(|breaker| breaker.scope);
        let throttle = self.throttle.as_ref().map(|throttle| throttle.scope);
        [budget, breaker, throttle].contains(&Some(Scope::Pair))
    }

    /// The state before anything has happened.
    pub fn fresh_state(&self) -> PolicyState {
        let tokens = match &self.budget {
            Some(Budget::Tokens(budget)) => budget.capacity,
            Some(Budget::Concurrent(_)) | None => 0.0,
        };
        PolicyState {
            tokens,
            refilled: Instant::START,
            failures_in_a_row: 0,
            open_until: Instant::START,
            half_open: false,
            probes_out: 0,
            probes_good: 0,
            probed: Instant::START,
            seen_tries: 0.0,
            seen_failures: 0.0,
            seen_at: Instant::START,
            requests: 0.0,
            accepts: 0.0,
            faded: Instant::START,
            previous_wait: Span::ZERO,
            failures: [0; ErrorKind::ALL.len()],
        }
    }

    /// Whether an attempt may be sent; a guard that refuses fails it at the client.
    #[inline]
    pub fn may_send(&self, state: Option<Remembered<'_>>, now: Instant, retry: bool, source: &mut Source) -> bool {
        let Some(mut state) = state else { return true };
        if let (Some(Budget::Tokens(budget)), false) = (&self.budget, retry) {
            budget.on_first_attempt(state.of(budget.scope), now);
        }
        let broken = self.breaker.as_ref().is_some_and(|breaker| match breaker.mode {
            BreakerMode::FailFast => breaker.stops(state.of(breaker.scope), now),
            BreakerMode::RetryOnly => false,
        });
        let refuses = |throttle: &Throttle| throttle.refuses(state.of(throttle.scope), now, source);
        !broken && !self.throttle.as_ref().is_some_and(refuses)
    }

    /// Takes note of an answer in time.
    #[inline]
    pub fn after_success(&self, mut state: Remembered<'_>, now: Instant) {
        state.own.previous_wait = Span::ZERO;
        if let Some(breaker) = &self.breaker {
            breaker.on_success(state.of(breaker.scope), now);
        }
        if let Some(Budget::Tokens(budget)) = &self.budget {
            budget.on_success(state.of(budget.scope));
        }
        if let Some(throttle) = &self.throttle {
            throttle.on_accept(state.of(throttle.scope), now);
        }
    }

    /// Decides what follows a failure.
    pub fn after_failure(
        &self,
        mut state: Option<Remembered<'_>>,
        reaction: &Reaction,
        source: &mut Source,
    ) -> Decision {
        // The draws have a fixed order whatever is decided, so that parameters never shift them: the first says whether
        // a call obeys a Retry-After, the second whether the client keeps trying, the others are the wait's.
        let failure = reaction.failure;
        let mut first = source.clone();
        let mut second = source.clone();
        second.skip(1);
        source.skip(DRAWS_BEFORE_WAIT);
        let previous = state.as_ref().map_or(Span::ZERO, |state| state.own.previous_wait);
        let own_wait = self.policy(failure.kind).wait(reaction.failures, previous, source);
        let share = self.obeys_retry_after.unwrap_or(Share::NONE).get();
        let obeyed = failure.retry_after.filter(|_| reaction.obeys.unwrap_or_else(|| first.unit()) <= share);
        let budget_allows = self.note_failure(state.as_mut(), reaction);
        let used_up = self.note_kind(state.as_mut(), reaction);
        let Some(wait) = obeyed.or(own_wait) else { return Decision::GiveUp(Reason::NoRetry) };
        if used_up || self.tries.is_some_and(|tries| tries.reached_by(reaction.failures)) {
            return Decision::GiveUp(Reason::TriesUsedUp);
        }
        if self.tries_within.is_some_and(|limit| reaction.now + wait > reaction.began + limit) {
            return Decision::GiveUp(Reason::TriesUsedUp);
        }
        let chance = self.retries_with.as_ref().map(|chances| chances.of(reaction.failures));
        if chance.is_some_and(|share| second.unit() > share.get()) {
            return Decision::GiveUp(Reason::LostInterest);
        }
        if !budget_allows {
            return Decision::GiveUp(Reason::BudgetEmpty);
        }
        if let (Some(breaker), Some(state)) = (&self.breaker, &mut state)
            && breaker.is_open(state.of(breaker.scope), reaction.now)
            && breaker.mode == BreakerMode::RetryOnly
        {
            return Decision::GiveUp(Reason::BreakerOpen);
        }
        if let Some(state) = state {
            state.own.previous_wait = wait;
        }
        Decision::RetryAfter(wait)
    }

    /// Counts a failure of a request among those of its kind; true if that was the last that may be.
    fn note_kind(&self, state: Option<&mut Remembered<'_>>, reaction: &Reaction) -> bool {
        let Some(tries) = &self.tries_per_error else { return false };
        let kind = reaction.failure.kind;
        // Without a memory every kind that has a number may come once.
        let count = state.map_or(1, |state| {
            let failures = &mut state.own.failures;
            if reaction.failures <= 1 {
                *failures = Default::default();
            }
            let own = &mut failures[kind.index()];
            *own = own.saturating_add(1);
            *own
        });
        tries.of(kind).is_some_and(|most| count >= most)
    }

    /// Tells budget and breaker of a failure; false when the budget allows no retry.
    fn note_failure(&self, state: Option<&mut Remembered<'_>>, reaction: &Reaction) -> bool {
        let Some(state) = state else { return true };
        if let Some(breaker) = &self.breaker {
            breaker.on_failure(state.of(breaker.scope), reaction.failure.kind, reaction.now);
        }
        match &self.budget {
            None => true,
            Some(Budget::Concurrent(budget)) => budget.allows(reaction),
            Some(Budget::Tokens(budget)) => {
                budget.on_failure(state.of(budget.scope), reaction.failure.kind, reaction.now)
            }
        }
    }
}
