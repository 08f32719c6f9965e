//! Guards that look before an attempt is sent: circuit breaker and client-side adaptive throttling.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::memory::{PolicyState, Scope};
use crate::engine::Source;
use crate::units::{Instant, Span};

/// A circuit breaker: after some failures in a row it stays open for a while; then attempts go out again, and the first
/// that fails opens it anew.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Breaker {
    /// Failures in a row that open it.
    pub failures: u32,
    /// How long it stays open.
    pub open_for: Span,
    /// What it stops while it is open.
    pub mode: BreakerMode,
    /// Whose failures it counts.
    pub scope: Scope,
}

impl Default for Breaker {
    fn default() -> Self {
        Breaker { failures: 5, open_for: Span::secs(30), mode: BreakerMode::RetryOnly, scope: Scope::Client }
    }
}

/// What an open breaker stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BreakerMode {
    /// Retries only: first attempts still go out.
    RetryOnly,
    /// Every attempt fails at the client without being sent.
    FailFast,
}

/// Client-side adaptive throttling: an attempt is refused at the client with probability
/// max(0, (requests − k × accepts) / (requests + 1)) over a sliding window (Beyer et al., "Site Reliability
/// Engineering", 2016, chapter 21). The window is exponential: counts fade with the time constant `window`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Throttle {
    /// Requests per accepted request that are let through; 2 in the book.
    pub k: f64,
    /// Time constant of the window; 2 min in the book.
    pub window: Span,
    /// Whose requests it counts.
    pub scope: Scope,
}

impl Default for Throttle {
    fn default() -> Self {
        Throttle { k: 2.0, window: Span::minutes(2), scope: Scope::Client }
    }
}

impl Breaker {
    pub(super) fn is_open(&self, state: &PolicyState, now: Instant) -> bool {
        now < state.open_until
    }

    pub(super) fn on_failure(&self, state: &mut PolicyState, now: Instant) {
        match self.mode {
            // What it stops itself, or what comes late, must not keep it open for ever.
            BreakerMode::FailFast if self.is_open(state, now) => return,
            BreakerMode::FailFast | BreakerMode::RetryOnly => {}
        }
        state.failures_in_a_row = state.failures_in_a_row.saturating_add(1);
        if state.failures_in_a_row >= self.failures {
            // The count stays: the first attempt after the pause opens the breaker again if it fails too.
            state.open_until = now + self.open_for;
        }
    }
}

impl Throttle {
    fn fade(&self, state: &mut PolicyState, now: Instant) {
        let fade = libm::exp(-now.since(state.faded).seconds() / self.window.seconds().max(1e-9));
        state.requests *= fade;
        state.accepts *= fade;
        state.faded = now;
    }

    /// Whether this attempt is refused at the client. Every attempt counts as a request, also a refused one.
    pub(super) fn refuses(&self, state: &mut PolicyState, now: Instant, source: &mut Source) -> bool {
        self.fade(state, now);
        let probability = (state.requests - self.k * state.accepts) / (state.requests + 1.0);
        state.requests += 1.0;
        source.unit() <= probability
    }

    pub(super) fn on_accept(&self, state: &mut PolicyState, now: Instant) {
        self.fade(state, now);
        state.accepts += 1.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::StreamFamily;
    use crate::model::retry::Behaviour;

    /// What a breaker stops itself is no failure of what it guards: it closes in time, however many ask meanwhile.
    #[test]
    fn attempts_that_a_breaker_stops_do_not_keep_it_open() {
        let breaker = Breaker { failures: 2, mode: BreakerMode::FailFast, ..Breaker::default() };
        let mut state = Behaviour::default().fresh_state();
        let at = |seconds| Instant::START + Span::secs(seconds);
        for second in [1, 2, 10, 31] {
            breaker.on_failure(&mut state, at(second));
        }
        assert!(breaker.is_open(&state, at(31)) && !breaker.is_open(&state, at(32)));
        breaker.on_failure(&mut state, at(40));
        assert!(breaker.is_open(&state, at(69)) && !breaker.is_open(&state, at(70)));
    }

    /// The formula of the book, and what it counts: every request, also a refused one, and every success; both fade.
    #[test]
    fn a_throttle_refuses_as_often_as_the_book_says() {
        let throttle = Throttle { k: 2.0, window: Span::secs(60), ..Throttle::default() };
        let stream = StreamFamily::new(1, "throttle", "test").stream(0);
        let at = |seconds| Instant::START + Span::secs(seconds);
        let mut state = Behaviour::default().fresh_state();
        for draw in 0..30 {
            throttle.refuses(&mut state, at(0), &mut stream.at(draw));
        }
        (0..10).for_each(|_| throttle.on_accept(&mut state, at(0)));
        let refused = |state: &PolicyState, now| {
            let refused = |draw| throttle.refuses(&mut state.clone(), now, &mut stream.at(draw));
            (0..100_000).filter(|draw| refused(*draw)).count() as f64 / 100_000.0
        };
        let faded = libm::exp(-1.0);
        for (now, expected) in [(at(0), 10.0 / 31.0), (at(60), 10.0 * faded / (30.0 * faded + 1.0))] {
            // Four standard deviations of a share of 100 000 draws.
            let found = refused(&state, now);
            assert!((found - expected).abs() < 0.006, "{found} instead of {expected} at {now:?}");
        }
        (0..5).for_each(|_| throttle.on_accept(&mut state, at(0)));
        assert_eq!(refused(&state, at(0)), 0.0, "half of them were accepted");
    }
}
