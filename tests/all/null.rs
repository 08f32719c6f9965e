//! The null tests of the claims: what must hold in every world, whatever its parameters, each with the control that
//! shows that it can fail. Oracle: invariants.
//!
//! A world is a cell with random parameters from stated ranges. Its dice are named streams, so that the list of worlds
//! is always the same and a new parameter leaves the old ones as they were.

mod block;
mod cell;
mod heartbeat;
mod queue;
mod retrial;
mod size;
mod waste;

use rayon::prelude::*;
use syncstorm::engine::StopReason;
use syncstorm::engine::simulation::Verdict as Look;
use syncstorm::experiment::{Outcome, run};
use syncstorm::measure::ClassSample;
use syncstorm::measure::series::sum;
use syncstorm::model::observe::Counts;
use syncstorm::scenario::Scenario;

/// The dice of one world of one test.
#[derive(Clone, Copy)]
struct Dice {
    test: &'static str,
    world: u64,
}

impl Dice {
    fn source(self, what: &str) -> syncstorm::engine::Source {
        syncstorm::engine::StreamFamily::new(self.world, self.test, what).stream(0).at(0)
    }

    /// One of the options.
    fn pick<T: Copy>(self, what: &str, options: &[T]) -> T {
        options[self.source(what).below(options.len())]
    }

    /// Between two values, every order of magnitude equally likely.
    fn between(self, what: &str, low: f64, high: f64) -> f64 {
        low * (high / low).powf(self.source(what).unit())
    }
}

/// Does something in each of the worlds of a test, side by side, and gives the results in order.
fn in_worlds<T: Send>(test: &'static str, count: u64, act: impl Fn(Dice) -> T + Sync) -> Vec<T> {
    (0..count).into_par_iter().map(|world| act(Dice { test, world })).collect()
}

fn play(scenario: &Scenario) -> Outcome {
    let outcome = run(&scenario.document, &mut |_, _| Look::Continue);
    assert_eq!(outcome.summary.stopped, StopReason::EndOfTime);
    outcome
}

/// The samples of a class from one time to another, in hours since the onset.
fn samples<'a>(outcome: &'a Outcome, class: &str, from_h: f64, to_h: f64) -> Vec<&'a ClassSample> {
    let class = outcome.series.classes.iter().position(|name| name == class).expect("a class of the world");
    let inside = |sample: &&ClassSample| sample.time_h >= from_h - 1e-9 && sample.time_h < to_h - 1e-9;
    outcome.series.by_class[class].iter().filter(inside).collect()
}

/// What a class did from one time to another, and in how many seconds.
fn counts(outcome: &Outcome, class: &str, from_h: f64, to_h: f64) -> (Counts, f64) {
    let samples = samples(outcome, class, from_h, to_h);
    (sum(samples.iter().map(|sample| &sample.counts)), samples.iter().map(|sample| sample.seconds).sum())
}

/// Attempts per second from one time to another, relative to the warm-up.
fn amplification(outcome: &Outcome, class: &str, from_h: f64, to_h: f64) -> f64 {
    let baseline = samples(outcome, class, from_h, to_h)[0].baseline_per_s;
    let (counts, seconds) = counts(outcome, class, from_h, to_h);
    (counts.first_attempts + counts.retries) as f64 / seconds / baseline
}

/// Share of the wishes begun from one time to another that were met in time.
fn availability(outcome: &Outcome, class: &str, from_h: f64, to_h: f64) -> f64 {
    counts(outcome, class, from_h, to_h).0.availability().expect("wishes that were decided")
}
