//! Published results, reproduced with the shipped scenarios in `scenarios/published`. Oracle: the papers and articles.
//!
//! | source | figure | published | here, and how close it has to be |
//! |---|---|---|---|
//! | Bronson et al., HotOS 2021, 2.1 | sticks at 280/s after a cut of 10 s | 560 attempts/s, goodput 0 | mean of 20 seeds: 99.9 % interval holds 560; no answer in time |
//! | | hidden capacity 300 / 2 | recovers below 150/s | sticks in no run up to 140/s, in every run from 160/s |
//! | | a cut of 1 s | no sticking below 240/s | in no run up to 220/s, below a quarter at 230/s, above a half at 260/s |
//! | | length of the cut at 280/s | 0 for short, 1 for long | half of the runs between 0.7 and 0.95 s |
//! | | queue > capacity × timeout sticks | 300 places | at 240/s: below a quarter of the runs at 0.5 and 0.8 of it, every run at 1.25 and 2 |
//! | Brooker 2015, writes | full ≤ equal < decorrelated < exponential < none | ordering, N ≥ 50 | strict: 99.9 % intervals of paired differences above 0 |
//! | | full against exponential, 100 clients | fewer than half the calls | fewer than half |
//! | Brooker 2015, time | none < decorrelated ≈ full < equal ≪ exponential | ordering, N ≥ 50 | strict for <; ≈ within a factor of 1.5; ≪ at least 5 times |
//! | Brooker 2022, retries | three retries | success 1 − p⁴, load 1 + p + p² + p³ | 99.9 % intervals hold both for p = 0.1, 0.3, 0.5, 0.8 |
//! | | token bucket at p = 0.3 | "near" 1.16 | 1.14 ± 0.01 in the published 10 s, 1.100 ± 0.002 in the long run |
//! | | breaker at p = 0.3 | 1.00 | below 1.05 in the published 10 s, below 1.005 in the long run |
//! | Brooker 2022, backoff | open: backoff changes no load | equal | 99.9 % intervals hold 4 × 100/s with and without |
//! | | closed: backoff reduces it | less | 99.9 % intervals hold 4 N / (pause + waits): 347.8/s and 88.9/s |
//!
//! Every value that is not in the source is marked as an assumption in the scenario's `[evidence]`. Every test has a
//! negative control: a changed parameter for which the published number does not come out.

use rayon::prelude::*;
use syncstorm::engine::StopReason;
use syncstorm::engine::simulation::Verdict as Look;
use syncstorm::experiment::{Outcome, run};
use syncstorm::measure::{ClassSample, Interval, mean_interval};
use syncstorm::scenario::{Document, Scenario, catalog};

mod budgets;
mod contention;
mod jitter;
mod one_retry;
mod populations;

/// How sure the interval of a mean is.
const CONFIDENCE: f64 = 0.999;

/// A shipped scenario with flags `path=value` and a seed.
fn document(name: &str, sets: &[String], seed: u64) -> Document {
    let sets = [sets, &[format!("run.seed={seed}")]].concat();
    let mut shipped = |name: &str| catalog::find(name).map(str::to_string).ok_or_else(|| "no such file".to_string());
    match Scenario::load(name, &mut shipped, &sets, 1.0) {
        Ok(scenario) => scenario.document,
        Err(refused) => panic!("{}", refused.render(false)),
    }
}

/// The outcomes of one scenario with seeds from 1 to `count`, all runs at the same time, each reduced to what is asked.
fn over_seeds<T: Send>(name: &str, sets: &[String], count: u64, of: impl Fn(&Outcome) -> T + Sync) -> Vec<T> {
    let play = |seed: u64| {
        let outcome = run(&document(name, sets, seed), &mut |_, _| Look::Continue);
        assert_eq!(outcome.summary.stopped, StopReason::EndOfTime);
        of(&outcome)
    };
    (1..=count).into_par_iter().map(play).collect()
}

/// The flags as texts of their own.
fn flags(sets: &[&str]) -> Vec<String> {
    sets.iter().map(ToString::to_string).collect()
}

/// Student's interval for the mean over seeds.
fn mean(values: &[f64]) -> Interval {
    mean_interval(values, CONFIDENCE).expect("two seeds or more")
}

/// Sum of a count of a class over the intervals between two times in seconds since the onset, and their length.
fn total(outcome: &Outcome, class: &str, from_s: f64, to_s: f64, of: impl Fn(&ClassSample) -> u64) -> (f64, f64) {
    let index = outcome.series.classes.iter().position(|name| name == class).expect("a class of the scenario");
    let inside = |s: &&ClassSample| s.time_h * 3600.0 > from_s - 1e-6 && s.time_h * 3600.0 + s.seconds < to_s + 1e-6;
    let samples: Vec<&ClassSample> = outcome.series.by_class[index].iter().filter(inside).collect();
    assert!(!samples.is_empty(), "no interval lies between {from_s} s and {to_s} s");
    (samples.iter().map(|s| of(s)).sum::<u64>() as f64, samples.iter().map(|s| s.seconds).sum())
}

/// Attempts of both kinds.
fn attempts(sample: &ClassSample) -> u64 {
    sample.counts.first_attempts + sample.counts.retries
}

/// The interval holds a value.
#[track_caller]
fn holds(interval: Interval, value: f64, what: &str) {
    assert!(interval.contains(value), "{what}: {value} is not in {} … {}", interval.low, interval.high);
}
