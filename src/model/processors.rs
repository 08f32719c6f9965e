//! Processors that the workers of an instance, or of all that runs on a machine, share equally: processor sharing.
//!
//! With n requests at work on c processors each gets min(1, c / n) of one (Kleinrock 1967, "Time-shared systems"). It is
//! the virtual time of [`super::link_fair`], with nanoseconds of work in the place of bytes.

use super::graph::HostPlan;
use super::link_fair::FairLink;
use crate::units::{Instant, Span};

const WORK_PER_SECOND: f64 = 1e9;

/// The processors of one instance, or of one machine.
#[derive(Clone)]
pub struct Processors {
    shared: FairLink,
    /// When they will be looked at.
    pub armed: Instant,
}

impl Processors {
    /// So many processors without work.
    pub fn new(cores: u32) -> Processors {
        let cores = f64::from(cores);
        let shared = FairLink::new(cores * WORK_PER_SECOND).with_least_sharers(cores);
        Processors { shared, armed: Instant::NEVER }
    }

    /// Those of each machine of a kind.
    pub fn of_machines(host: &HostPlan) -> impl Iterator<Item = Processors> + use<> {
        let cores = host.cores;
        (0..host.count).map(move |_| Processors::new(cores))
    }

    /// Begins work that would take this long alone, and gives the handle that stops it.
    pub fn begin(&mut self, now: Instant, attempt: u32, work: Span) -> u32 {
        self.shared.start(now, attempt, work.0)
    }

    /// Stops work.
    pub fn stop(&mut self, now: Instant, handle: u32) {
        self.shared.stop(now, handle);
    }

    /// When the next work ends, if nothing changes before.
    pub fn next_end(&mut self, now: Instant) -> Instant {
        self.shared.next_end(now)
    }

    /// Takes an attempt whose work has ended by now.
    pub fn take_ended(&mut self, now: Instant) -> Option<u32> {
        self.shared.take_ended(now).map(|ended| ended.attempt)
    }

    /// Forgets the work of whoever is lost.
    pub fn lose(&mut self, now: Instant, is_lost: impl Fn(u32) -> bool) {
        self.shared.lose(now, is_lost);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: two processors and three requests of 2 s, the third from second 1 on. Two work alone for 1 s; then three
    /// get 2/3 each, so the first two need 1.5 s more; the third has 1 s left then and works alone.
    #[test]
    fn more_work_than_processors_takes_longer() {
        let at = |millis| Instant::START + Span::millis(millis);
        let mut processors = Processors::new(2);
        processors.begin(at(0), 1, Span::secs(2));
        processors.begin(at(0), 2, Span::secs(2));
        assert_eq!(processors.next_end(at(0)), at(2000));
        processors.begin(at(1000), 3, Span::secs(2));
        assert_eq!(processors.next_end(at(1000)), at(2500));
        let ended: Vec<u32> = std::iter::from_fn(|| processors.take_ended(at(2500))).collect();
        assert_eq!(ended, [1, 2]);
        assert_eq!(processors.next_end(at(2500)), at(3500));
    }
}
