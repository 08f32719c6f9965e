//! Shared processors against a slow twin that adds up what is left of every request at every happening. Oracle: twin.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use syncstorm::model::processors::Processors;
use syncstorm::units::{Instant, Span};

/// When each request ends: at every arrival and end, everybody's rest shrinks by what it has got since.
fn slow(cores: u32, requests: &[(u64, u64)]) -> Vec<f64> {
    let (mut left, mut ends) = (vec![None; requests.len()], vec![0.0; requests.len()]);
    let (mut now, mut next) = (0.0, 0);
    loop {
        let there = left.iter().flatten().count() as f64;
        let pace = (f64::from(cores) / there.max(1.0)).min(1.0);
        let first = left.iter().flatten().fold(f64::INFINITY, |least: f64, rest: &f64| least.min(*rest));
        let arrives = requests.get(next).map_or(f64::INFINITY, |(at, _)| *at as f64);
        let ends_at = now + first / pace;
        if arrives.is_infinite() && ends_at.is_infinite() {
            return ends;
        }
        let then = arrives.min(ends_at);
        for (place, rest) in left.iter_mut().enumerate() {
            let Some(work) = rest else { continue };
            *work -= (then - now) * pace;
            if ends_at <= arrives && *work <= 1e-6 {
                ends[place] = then;
                *rest = None;
            }
        }
        now = then;
        if arrives < ends_at {
            left[next] = Some(requests[next].1 as f64);
            next += 1;
        }
    }
}

fn fast(cores: u32, requests: &[(u64, u64)]) -> Vec<f64> {
    let (mut processors, mut ends, mut next) = (Processors::new(cores), vec![0.0; requests.len()], 0);
    let mut now = Instant::START;
    loop {
        let due = processors.next_end(now);
        let arrives = requests.get(next).map_or(Instant::NEVER, |(at, _)| Instant(*at));
        if due == Instant::NEVER && arrives == Instant::NEVER {
            return ends;
        }
        now = due.min(arrives);
        while let Some(ended) = processors.take_ended(now) {
            ends[ended as usize] = now.0 as f64;
        }
        if arrives <= due {
            processors.begin(now, next as u32, Span(requests[next].1));
            next += 1;
        }
    }
}

#[test]
fn shared_processors_end_work_when_their_slow_twin_does() {
    let request = (0..2_000_000_000u64, 1_000..500_000_000u64);
    let mut runner = TestRunner::new(Config { cases: 200, failure_persistence: None, ..Config::default() });
    let same = runner.run(&(1..6u32, prop::collection::vec(request, 1..40)), |(cores, mut requests)| {
        requests.sort_unstable();
        let (fast, slow) = (fast(cores, &requests), slow(cores, &requests));
        for (fast, slow) in fast.iter().zip(&slow) {
            // Ends are rounded up to whole nanoseconds, and each end moves those after it.
            prop_assert!((fast - slow).abs() < 1e3, "{} and {} for {} processors: {:?}", fast, slow, cores, requests);
        }
        Ok(())
    });
    same.unwrap_or_else(|failed| panic!("{failed}"));
}
