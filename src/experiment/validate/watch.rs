//! What theory asks for beyond the metric table: waits one by one, levels over time, and two ways to add up the same
//! time. Everything but the two sums begins at the onset, when the warm-up is over.

use crate::model::client::Phase;
use crate::model::observe::{Trace, WishEnd};
use crate::units::{Instant, Span};

/// A number of clients over time: its mean and variance.
#[derive(Debug, Clone, Default)]
pub struct Level {
    clients: u64,
    changed: Instant,
    seconds: f64,
    first: f64,
    second: f64,
}

impl Level {
    fn pass(&mut self, now: Instant, onset: Instant) {
        let passed = now.since(self.changed.max(onset)).seconds();
        let level = self.clients as f64;
        self.changed = now;
        self.seconds += passed;
        self.first += level * passed;
        self.second += level * level * passed;
    }

    /// Mean over time.
    pub fn mean(&self) -> f64 {
        self.first / self.seconds
    }

    /// Variance over time.
    pub fn variance(&self) -> f64 {
        self.second / self.seconds - self.mean().powi(2)
    }
}

/// A trace that adds up what theory speaks about.
#[derive(Debug, Clone)]
pub struct Watch {
    onset: Instant,
    over: Span,
    /// Bytes that divide small transfers from large ones.
    mean_bytes: u64,
    /// Attempts since the onset.
    pub attempts: u64,
    /// Requests that a worker took.
    pub taken: u64,
    /// Requests among them that were first attempts.
    pub taken_first: u64,
    /// Requests that a worker took at once.
    pub at_once: u64,
    /// Requests that waited longer than the time that was asked for.
    pub waited_over: u64,
    /// Clients that wait to try again.
    pub orbit: Level,
    /// Seconds per byte of the transfers of less and of more than the mean size, and how many there were.
    pub pace: [(f64, u64); 2],
    /// Client-seconds with an attempt in flight, added up attempt by attempt, over the whole run.
    pub in_flight_s: f64,
    /// Client-seconds with an open wish, added up wish by wish, over the whole run.
    pub wishes_s: f64,
    /// Wishes that ended, or were still open at the end.
    pub wishes: u64,
}

impl Watch {
    /// A watch for a run with this onset; waits over `over` are counted, transfers divided at `mean_bytes`.
    pub fn new(onset: Instant, over: Span, mean_bytes: u64) -> Watch {
        Watch {
            onset,
            over,
            mean_bytes,
            attempts: 0,
            taken: 0,
            taken_first: 0,
            at_once: 0,
            waited_over: 0,
            orbit: Level::default(),
            pace: [(0.0, 0); 2],
            in_flight_s: 0.0,
            wishes_s: 0.0,
            wishes: 0,
        }
    }
}

impl Trace for Watch {
    fn attempt(&mut self, now: Instant, _class: usize, _client: u32, _wish: u32, _retry: bool) {
        self.attempts += u64::from(now >= self.onset);
    }

    fn taken(&mut self, now: Instant, _class: usize, waited: Span, retry: bool) {
        if now >= self.onset {
            self.taken += 1;
            self.taken_first += u64::from(!retry);
            self.at_once += u64::from(waited == Span::ZERO);
            self.waited_over += u64::from(waited > self.over);
        }
    }

    fn settled(&mut self, now: Instant, _class: usize, sent: Instant, bytes: u64, answered: bool) {
        let took = now.since(sent).seconds();
        self.in_flight_s += took;
        if answered && sent >= self.onset && bytes > 0 {
            let pace = &mut self.pace[usize::from(bytes > self.mean_bytes)];
            pace.0 += took / bytes as f64;
            pace.1 += 1;
        }
    }

    fn phase(&mut self, now: Instant, _class: usize, from: Phase, to: Phase) {
        let (before, after) = (from == Phase::Waiting, to == Phase::Waiting);
        if before != after {
            self.orbit.pass(now, self.onset);
            self.orbit.clients = if after { self.orbit.clients + 1 } else { self.orbit.clients - 1 };
        }
    }

    fn wish_ended(&mut self, now: Instant, _class: usize, _client: u32, began: Instant, _end: WishEnd) {
        self.wishes_s += now.since(began).seconds();
        self.wishes += 1;
    }
}
