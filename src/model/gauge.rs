//! Numbers that change now and then, and their integrals over time.

use super::client::Phase;
use crate::units::Instant;

/// A number that changes now and then, and its integral over time.
#[derive(Debug, Clone, Default)]
pub struct Gauge {
    level: u64,
    changed: Instant,
    /// Level × nanoseconds up to `changed`.
    area: u128,
}

impl Gauge {
    /// Sets the level.
    #[inline]
    pub fn set(&mut self, now: Instant, level: u64) {
        self.area += u128::from(self.level) * u128::from(now.since(self.changed).0);
        self.changed = now;
        self.level = level;
    }

    /// Level now.
    pub fn level(&self) -> u64 {
        self.level
    }

    /// The integral up to `now` in level × seconds.
    pub fn area(&self, now: Instant) -> f64 {
        (self.area + u128::from(self.level) * u128::from(now.since(self.changed).0)) as f64 / 1e9
    }
}

/// Clients per counted phase, and the time they have spent there.
#[derive(Debug, Clone, Default)]
pub struct Headcount {
    /// By [`Phase`], with a place for those that are gone that nobody reads.
    phases: [Stay; 6],
}

/// The clients of one phase.
#[derive(Debug, Clone, Copy, Default)]
struct Stay {
    clients: i64,
    /// Moments of leaving minus moments of entering, in nanoseconds: with the clients that are still there, at any
    /// time, this is the time spent.
    passed: i128,
}

impl Headcount {
    /// A client enters a phase.
    #[inline]
    pub fn enter(&mut self, now: Instant, phase: Phase) {
        let stay = &mut self.phases[phase as usize];
        stay.clients += 1;
        stay.passed -= i128::from(now.0);
    }

    /// A client leaves a phase.
    #[inline]
    pub fn leave(&mut self, now: Instant, phase: Phase) {
        let stay = &mut self.phases[phase as usize];
        stay.clients -= 1;
        stay.passed += i128::from(now.0);
    }

    /// A client goes from one phase to another; nothing changes if they are the same.
    #[inline]
    pub fn pass(&mut self, now: Instant, from: Phase, to: Phase) {
        if from != to {
            self.leave(now, from);
            self.enter(now, to);
        }
    }

    /// Clients per phase.
    pub fn clients(&self) -> [u64; 5] {
        std::array::from_fn(|place| self.phases[place].clients as u64)
    }

    /// Client-seconds per phase from the start to `now`.
    pub fn client_seconds(&self, now: Instant) -> [f64; 5] {
        let spent = |stay: &Stay| stay.passed + i128::from(stay.clients) * i128::from(now.0);
        std::array::from_fn(|place| spent(&self.phases[place]) as f64 / 1e9)
    }
}
