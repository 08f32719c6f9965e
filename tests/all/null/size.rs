//! Size does not matter: populations and capacities multiplied together leave the curves per client as they were.
//!
//! It holds for many clients. A small cell has fewer workers, so that its requests find all of them busy a little more
//! often at the same load, and its random swings are larger. So two sizes are compared over several seeds: the means
//! may differ by the half-width of their paired 99 % interval, and by an allowance for the pooling of workers.
//! The control multiplies the clients alone and has to leave that band.

use super::{amplification, availability, counts, play};
use crate::world::cells;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use rayon::prelude::*;
use syncstorm::experiment::Outcome;
use syncstorm::measure::{Verdict, mean_interval};
use syncstorm::scenario::{Scenario, catalog};

const SEEDS: u64 = 4;
/// Allowance: this much, and this part of the value.
const ALLOWANCE: (f64, f64) = (0.03, 0.1);
/// Hours by which the time of recovery may differ: two intervals of the shipped scenarios.
const RECOVERY_H: f64 = 2.0 / 12.0;

/// A cell in a size with a seed.
fn cell(text: &str, sets: &[&str], size: f64, seed: u64) -> Outcome {
    let mut sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
    sets.push(format!("run.seed={seed}"));
    let mut fetch = |name: &str| Ok(catalog::find(name).unwrap_or(text).to_string());
    let scenario = Scenario::load("a-cell", &mut fetch, &sets, size);
    play(&scenario.unwrap_or_else(|refused| panic!("{}\n{text}", refused.render(false))))
}

/// The curves of a run per client, in windows of a sixth of it: availability, amplification, answers relative to the
/// healthy attempts.
fn curves(outcome: &Outcome) -> Vec<(String, f64)> {
    let end_h = outcome.series.resources.last().map_or(0.0, |last| last.time_h + last.usage.seconds / 3600.0);
    let mut curves = Vec::new();
    for class in &outcome.series.classes {
        for window in 0..6 {
            let (from, to) = (end_h / 6.0 * f64::from(window), end_h / 6.0 * f64::from(window + 1));
            let (counts, seconds) = counts(outcome, class, from, to);
            let baseline = outcome.summary.class(class).expect("a class").baseline_per_s;
            if counts.availability().is_some() {
                curves.push((format!("{class} {from:.1} h availability"), availability(outcome, class, from, to)));
            }
            curves.push((format!("{class} {from:.1} h amplification"), amplification(outcome, class, from, to)));
            curves.push((format!("{class} {from:.1} h answers"), counts.answered as f64 / seconds / baseline));
        }
    }
    curves
}

/// Runs of one size, one for every seed.
fn runs(text: &str, sets: &[&str], size: f64) -> Vec<Outcome> {
    (1..=SEEDS).into_par_iter().map(|seed| cell(text, sets, size, seed)).collect()
}

/// Where two groups of runs differ by more than the band allows: what, by how much, and how much was allowed.
fn differences(one: &[Outcome], other: &[Outcome]) -> Vec<(String, f64, f64)> {
    let (one, other): (Vec<_>, Vec<_>) = (one.iter().map(curves).collect(), other.iter().map(curves).collect());
    let mut found = Vec::new();
    for (name, _) in &one[0] {
        let value = |curves: &[(String, f64)]| curves.iter().find(|(n, _)| n == name).map(|(_, value)| *value);
        let pairs: Vec<(f64, f64)> = one.iter().zip(&other).filter_map(|(a, b)| Some((value(a)?, value(b)?))).collect();
        let gaps: Vec<f64> = pairs.iter().map(|(a, b)| b - a).collect();
        let Some(interval) = mean_interval(&gaps, 0.99) else { continue };
        let size = pairs.iter().map(|(a, _)| a).sum::<f64>() / pairs.len() as f64;
        let allowed = interval.half_width() + ALLOWANCE.0 + ALLOWANCE.1 * size;
        if interval.estimate.abs() > allowed {
            found.push((format!("{name} ({size:.3})"), interval.estimate, allowed));
        }
    }
    found
}

fn verdicts(runs: &[Outcome]) -> Vec<Verdict> {
    runs.iter().map(|run| run.summary.recovery.verdict).collect()
}

fn recovered_h(runs: &[Outcome]) -> Option<f64> {
    let times: Option<Vec<f64>> = runs.iter().map(|run| run.summary.recovery.recovered_h).collect();
    times.map(|times| times.iter().sum::<f64>() / times.len() as f64)
}

/// A shipped cell in several sizes, and in one of them with its populations doubled for the control.
fn shipped_cell(text: &str, sets: &[&str], sizes: &[f64], twice: &[&str]) {
    let groups: Vec<Vec<Outcome>> = sizes.iter().map(|size| runs(text, sets, *size)).collect();
    let found: Vec<_> = groups.windows(2).flat_map(|pair| differences(&pair[0], &pair[1])).collect();
    let double = differences(&groups[0], &runs(text, &[sets, twice].concat(), sizes[0]));
    let times: Vec<Option<f64>> = groups.iter().map(|runs| recovered_h(runs)).collect();
    println!("{text} {sets:?}: {:?} at {times:?}", groups.iter().map(|runs| verdicts(runs)).collect::<Vec<_>>());
    for (what, gap, allowed) in double.iter().take(3) {
        println!("    twice the clients: {what} differs by {gap:.3}, {allowed:.3} allowed");
    }
    assert!(found.is_empty(), "{text} {sets:?}: {found:?}");
    assert!(groups.iter().all(|runs| verdicts(runs) == verdicts(&groups[0])), "{text} {sets:?}");
    if let (Some(first), Some(Some(last))) = (times[0], times.last()) {
        assert!((first - last).abs() <= RECOVERY_H, "{text}: recovered at {first} h and at {last} h");
    }
    assert!(!double.is_empty(), "{text} {sets:?}: twice the clients for the same capacity make no difference");
}

#[test]
fn the_metastable_cell_behaves_alike_in_every_size() {
    let (text, twice) = ("extends = \"metastable-cell\"", ["classes.phones.population=100000"]);
    let alone = ["timeline.block.enabled=false", "timeline.restore.enabled=false", "run.length=2 h 45 min"];
    shipped_cell(text, &alone, &[0.03125, 0.0625], &twice);
    let fixed = [&alone[..], &["fixes.error_handling.on=true"]].concat();
    shipped_cell(text, &fixed, &[0.03125, 0.0625], &twice);
}

#[test]
fn the_cell_with_the_emptied_cache_behaves_alike_in_every_size() {
    let twice = ["classes.clients.population=120000"];
    shipped_cell("extends = \"slack-2022\"", &["run.length=8 h"], &[0.125, 0.25], &twice);
}

/// Random cells with every kind of fault, fix, gate and network, in six and in twelve times their size.
#[test]
fn random_cells_behave_alike_in_every_size() {
    let mut runner = TestRunner::deterministic();
    let texts: Vec<String> = (0..6).map(|_| cells().new_tree(&mut runner).expect("a cell").current()).collect();
    let results: Vec<_> = texts
        .par_iter()
        .map(|text| {
            let (small, large) = (runs(text, &[], 6.0), runs(text, &[], 12.0));
            let found = differences(&small, &large);
            let double = differences(&small, &runs(&text.replace("population = 120", "population = 480"), &[], 6.0));
            (found, !double.is_empty())
        })
        .collect();
    for (number, (found, double)) in results.iter().enumerate() {
        println!("cell {number}: {} differences, with more clients {double}", found.len());
        for (what, gap, allowed) in found {
            println!("    SIZE: {what} differs by {gap:.3}, {allowed:.3} allowed");
        }
        if !found.is_empty() {
            println!("{}", texts[number]);
        }
    }
    assert!(results.iter().all(|(found, _)| found.is_empty()));
    // Some of these cells have room for any number of clients.
    assert!(results.iter().filter(|(_, double)| *double).count() >= 3, "more clients make a difference somewhere");
}
