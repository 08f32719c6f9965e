//! Guards that look before an attempt is sent: circuit breaker and client-side adaptive throttling.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::decision::ErrorKind;
use super::memory::{PolicyState, Scope};
use crate::engine::Source;
use crate::units::{Instant, Share, Span};

/// A circuit breaker: after some failures in a row, or when too large a share of the tries fails, it stays open for a while.
/// Then all attempts go out again, and the first that fails opens it anew; or (`probes`) it is half open, and lets a few
/// through until enough of them have succeeded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Breaker {
    /// Failures in a row that open it; where `errors` is given, tries that it must have seen before it opens at all.
    pub failures: u32,
    /// It opens when this share of the tries fails, instead of after `failures` in a row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub errors: Option<Share>,
    /// Time constant of the window over which that share is taken: counts fade exponentially.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub over: Option<Span>,
    /// Tries that it lets through at the same time when it has been open for `open_for`, until it closes: half open. Left
    /// out: it lets all of them through. A probe of which nothing is heard for `open_for` is lost, and another one goes out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probes: Option<u32>,
    /// Successes after which it closes when it is half open. Left out: 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closes_after: Option<u32>,
    /// Kinds of error that count as failures. Left out: all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counts: Option<Vec<ErrorKind>>,
    /// How long it stays open.
    pub open_for: Span,
    /// What it stops while it is open.
    pub mode: BreakerMode,
    /// Whose failures it counts.
    pub scope: Scope,
}

impl Default for Breaker {
    fn default() -> Self {
        Breaker {
            failures: 5,
            errors: None,
            over: None,
            probes: None,
            closes_after: None,
            counts: None,
            open_for: Span::secs(30),
            mode: BreakerMode::RetryOnly,
            scope: Scope::Client,
        }
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

/// Time constant of a breaker's window that none is written for.
const WINDOW: Span = Span::secs(10);

impl Breaker {
    pub(super) fn is_open(&self, state: &PolicyState, now: Instant) -> bool {
        now < state.open_until
    }

    /// Whether it stops an attempt that would go out now; one that it lets through when it is half open is a probe.
    pub(super) fn stops(&self, state: &mut PolicyState, now: Instant) -> bool {
        if self.is_open(state, now) {
            return true;
        }
        let Some(probes) = self.probes.filter(|_| state.half_open) else { return false };
        if state.probes_out >= probes {
            if now < state.probed + self.open_for {
                return true;
            }
            state.probes_out = 0;
        }
        state.probes_out += 1;
        state.probed = now;
        false
    }

    pub(super) fn on_success(&self, state: &mut PolicyState, now: Instant) {
        state.failures_in_a_row = 0;
        self.count(state, now, 0.0);
        if !state.half_open || self.is_open(state, now) {
            return;
        }
        state.probes_out = state.probes_out.saturating_sub(1);
        state.probes_good += 1;
        if state.probes_good >= self.closes_after.unwrap_or(1) {
            state.half_open = false;
            (state.seen_tries, state.seen_failures) = (0.0, 0.0);
        }
    }

    pub(super) fn on_failure(&self, state: &mut PolicyState, kind: ErrorKind, now: Instant) {
        match self.mode {
            // What it stops itself, or what comes late, must not keep it open for ever.
            BreakerMode::FailFast if self.is_open(state, now) => return,
            BreakerMode::FailFast | BreakerMode::RetryOnly => {}
        }
        if self.counts.as_ref().is_some_and(|counts| !counts.contains(&kind)) {
            return;
        }
        self.count(state, now, 1.0);
        state.failures_in_a_row = state.failures_in_a_row.saturating_add(1);
        let trips = match self.errors {
            // The count stays: the first attempt after the pause opens the breaker again if it fails too.
            None => state.failures_in_a_row >= self.failures,
            Some(share) => {
                state.seen_tries >= f64::from(self.failures)
                    && state.seen_failures >= share.get() * state.seen_tries - 1e-9
            }
        };
        if trips || state.half_open {
            state.open_until = now + self.open_for;
            state.half_open = self.probes.is_some();
            (state.probes_out, state.probes_good) = (0, 0);
            (state.seen_tries, state.seen_failures) = (0.0, 0.0);
        }
    }

    /// Enters a try in the window of the share of errors.
    fn count(&self, state: &mut PolicyState, now: Instant, failures: f64) {
        if self.errors.is_none() {
            return;
        }
        let window = self.over.unwrap_or(WINDOW).seconds().max(1e-9);
        let fade = libm::exp(-now.since(state.seen_at).seconds() / window);
        state.seen_tries = state.seen_tries * fade + 1.0;
        state.seen_failures = state.seen_failures * fade + failures;
        state.seen_at = now;
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
            breaker.on_failure(&mut state, ErrorKind::Busy, at(second));
        }
        assert!(breaker.is_open(&state, at(31)) && !breaker.is_open(&state, at(32)));
        breaker.on_failure(&mut state, ErrorKind::Busy, at(40));
        assert!(breaker.is_open(&state, at(69)) && !breaker.is_open(&state, at(70)));
    }

    /// Half open it lets one probe through; a failure of it opens it anew, and so many successes close it. A probe of which
    /// nothing is heard is lost, and the next one goes out.
    #[test]
    fn a_half_open_breaker_lets_probes_through() {
        let breaker = Breaker {
            failures: 1,
            probes: Some(1),
            closes_after: Some(2),
            mode: BreakerMode::FailFast,
            ..Breaker::default()
        };
        let mut state = Behaviour::default().fresh_state();
        let at = |seconds| Instant::START + Span::secs(seconds);
        breaker.on_failure(&mut state, ErrorKind::NoAnswer, at(0));
        assert!(breaker.stops(&mut state, at(29)), "open");
        assert!(!breaker.stops(&mut state, at(30)), "the probe");
        assert!(breaker.stops(&mut state, at(31)), "one at a time");
        breaker.on_failure(&mut state, ErrorKind::NoAnswer, at(35));
        assert!(breaker.stops(&mut state, at(64)) && !breaker.stops(&mut state, at(65)), "open for as long again");
        assert!(breaker.stops(&mut state, at(94)) && !breaker.stops(&mut state, at(95)), "the probe was lost");
        breaker.on_success(&mut state, at(96));
        assert!(!breaker.stops(&mut state, at(97)) && breaker.stops(&mut state, at(97)), "one of two successes");
        breaker.on_success(&mut state, at(98));
        assert!(!breaker.stops(&mut state, at(99)) && !breaker.stops(&mut state, at(99)), "closed");
    }

    /// By hand: with ten tries in no time, four failures are 40 %.
    #[test]
    fn a_share_of_errors_opens_it_once_it_has_seen_enough() {
        let share = |share| Share::new(share).expect("a share");
        let breaker = Breaker { failures: 10, errors: Some(share(0.4)), ..Breaker::default() };
        let at = Instant::START + Span::secs(1);
        let mut state = Behaviour::default().fresh_state();
        (0..3).for_each(|_| breaker.on_failure(&mut state, ErrorKind::Busy, at));
        (0..6).for_each(|_| breaker.on_success(&mut state, at));
        assert!(!breaker.is_open(&state, at), "nine tries are too few");
        breaker.on_failure(&mut state, ErrorKind::Busy, at);
        assert!(breaker.is_open(&state, at));
        let picky = Breaker { counts: Some(vec![ErrorKind::NoAnswer]), failures: 1, ..Breaker::default() };
        let mut state = Behaviour::default().fresh_state();
        picky.on_failure(&mut state, ErrorKind::Busy, at);
        assert!(!picky.is_open(&state, at), "what does not count");
        picky.on_failure(&mut state, ErrorKind::NoAnswer, at);
        assert!(picky.is_open(&state, at));
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
