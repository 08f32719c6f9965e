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
        None => std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).map_err(|why| why.to_string()),
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
    for workers in ["store.workers=152", "store.workers=200"] {
        for factor in [0.02, 0.05, 0.1, 0.2] {
            let o = outcome("tests/cases/scale.toml", &[workers], factor);
            eprintln!("{workers} {factor}: {:?} {:?} events {}", o.summary.recovery.verdict, o.summary.recovery.recovered_h, o.summary.run.events);
        }
    }
}
