//! The loop that keeps a flood alive: failed tries cause tries, and these fail again.
//!
//! Of `a` tries in a part of a run, the share `f` fails and `r` are retries. A failed try causes g = r / (f a) tries, the
//! *retry gain*; each of them fails with f, so that it causes L = g f failed tries, the *loop gain*. A failure dies out after
//! 1 / (1 − L) tries on average (the sum of the geometric series): at L = 1 it does not. How often a client asks while it
//! fails (the amplification) is an input, its wait against its heartbeat; how near to 1 the loop is, and how much of the work
//! is wasted in it, is found.

use super::file::LoopPlan;
use super::plan::LOOP;
use super::study::{PlayedWorld, Study};
use crate::measure::window::InWindow;

/// A loop in one world.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gain {
    /// Tries that a failed try causes.
    pub retry: f64,
    /// Failed tries that a failed try causes.
    pub round: f64,
    /// Part of the worker time that was spent for clients that had left, and of the bytes.
    pub wasted: [Option<f64>; 2],
}

/// From this loop gain on a failure takes twenty tries to die out: it feeds itself for as long as the run looks.
pub const FEEDS_ITSELF: f64 = 0.95;

/// The loop in one world; none if nothing failed there.
pub fn gain(study: &Study, world: &PlayedWorld, plan: &LoopPlan) -> Option<Gain> {
    let number = |name: &str| match study.value(world, &plan.run, &plan.measure(name)) {
        InWindow::Value(value) => Some(value),
        InWindow::Missing | InWindow::Empty => None,
    };
    let [attempts, retries, failing, work, bytes] = LOOP.map(number);
    of(attempts?, retries?, failing?).map(|(retry, round)| Gain { retry, round, wasted: [work, bytes] })
}

fn of(attempts: f64, retries: f64, failing: f64) -> Option<(f64, f64)> {
    let failed = attempts * failing;
    (failed > 0.0).then(|| (retries / failed, retries / failed * failing))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Oracle: every try fails with one chance and every failed one is tried again with another; counted.
    #[test]
    fn a_failure_dies_out_after_as_many_tries_as_the_loop_gain_says() {
        let (fails, again) = (0.8, 0.75);
        let stream = crate::engine::StreamFamily::new(3, "gain", "test").stream(0);
        let (mut tries, mut retries, mut failed, mut begun) = (0u32, 0u32, 0u32, 0u32);
        for number in 0..20_000u64 {
            let mut source = stream.at(number);
            begun += 1;
            tries += 1;
            while source.unit() < fails {
                failed += 1;
                if source.unit() >= again {
                    break;
                }
                tries += 1;
                retries += 1;
            }
        }
        let (retry, round) =
            of(f64::from(tries), f64::from(retries), f64::from(failed) / f64::from(tries)).expect("failures");
        assert!((retry - again).abs() < 0.01 && (round - fails * again).abs() < 0.01, "{retry} {round}");
        assert!((1.0 / (1.0 - round) - f64::from(tries) / f64::from(begun)).abs() < 0.05);
        assert_eq!(of(10.0, 0.0, 0.0), None);
    }
}
