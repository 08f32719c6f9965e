//! One answer at every scale that is accepted. Oracle: the same scenario at full size, and what the users found
//! (`cases/scale.toml`: at a tenth, 152 connections of the database were enough; at full size 200 were not).

use std::path::Path;

use syncstorm::engine::simulation::Verdict as Look;
use syncstorm::experiment::{Outcome, run};
use syncstorm::measure::Verdict;
use syncstorm::scenario::{Scenario, catalog};

fn load(name: &str, sets: &[&str], factor: f64) -> Scenario {
    let mut fetch = |name: &str| match catalog::find(name) {
        Some(text) => Ok(text.to_owned()),
        None => {
            std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).map_err(|why| why.to_string())
        }
    };
    let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
    match Scenario::load(name, &mut fetch, &sets, factor) {
        Ok(scenario) => scenario,
        Err(rejected) => panic!("{}", rejected.render(false)),
    }
}

fn outcome(name: &str, sets: &[&str], factor: f64) -> Outcome {
    run(&load(name, sets, factor).document, &mut |_, _| Look::Continue)
}

fn verdicts(name: &str, sets: &[&str], factors: &[f64]) -> Vec<Verdict> {
    factors.iter().map(|factor| outcome(name, sets, *factor).summary.recovery.verdict).collect()
}

#[test]
fn two_hundred_servers_before_one_database_have_one_answer() {
    let case = "tests/cases/scale.toml";
    assert_eq!(verdicts(case, &["store.workers=152"], &[0.05, 0.1, 0.2]), [Verdict::Stuck; 3]);
    assert_eq!(verdicts(case, &["store.workers=200"], &[0.05, 0.1, 1.0]), [Verdict::Stuck; 3]);
    assert_eq!(verdicts(case, &["store.workers=260"], &[0.05, 0.2]), [Verdict::Recovered; 2]);
    // Why it was another one: a tenth of each server instead of a tenth of the servers. Three workers and 13 places refuse
    // early, and so keep the database out of the storm.
    let small = ["store.workers=15", "servers.workers=3", "servers.queue=13", "classes.api.arrivals.rate=300 /s"];
    assert_eq!(verdicts(case, &small, &[1.0]), [Verdict::Recovered]);
}

/// The outage of every class, in hours, is the same at every scale: within 2 %, or three minutes of luck.
#[track_caller]
fn same_effects(name: &str, factors: &[f64], verdict: Verdict) {
    let whole = outcome(name, &[], factors[0]).summary;
    assert_eq!(whole.recovery.verdict, verdict, "{name}");
    for factor in &factors[1..] {
        let part = outcome(name, &[], *factor).summary;
        assert_eq!(part.recovery.verdict, verdict, "{name} at {factor}");
        for (one, other) in whole.classes.iter().zip(&part.classes) {
            let (one_h, other_h) = (one.outage_h, other.outage_h);
            assert!((one_h - other_h).abs() <= (0.02 * one_h).max(0.05), "{name} at {factor}: {one_h} h, {other_h} h");
        }
    }
}

#[test]
fn shipped_scenarios_have_the_same_effects_at_every_scale() {
    same_effects("ios-6.1", &[0.5, 0.2], Verdict::Recovered);
    same_effects("slack-2022", &[0.2, 0.1, 0.05], Verdict::Recovered);
    same_effects("published/one-retry", &[1.0, 0.5, 0.2], Verdict::Stuck);
    same_effects("metastable-cell", &[0.05, 0.02], Verdict::Stuck);
}
