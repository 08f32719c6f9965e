//! A scenario that is taken can be played, and what came of it are numbers. Only what is small is played, so that each takes
//! milliseconds.
#![no_main]

use libfuzzer_sys::fuzz_target;
use syncstorm::engine::simulation::Verdict;
use syncstorm::experiment::run;
use syncstorm::measure::numbers;
use syncstorm::scenario::{Scenario, catalog};

/// Clients, intervals, nodes and services that are played at most.
const MOST: u64 = 3_000;

fuzz_target!(|text: &str| {
    let mut fetch = |name: &str| match name.strip_suffix(".toml") {
        Some("fuzz") => Ok(text.to_owned()),
        Some(base) => catalog::find(base).map(str::to_owned).ok_or_else(|| "no such file".to_owned()),
        None => Err("no such file".to_owned()),
    };
    let sets = ["run.max_events=5000".to_owned()];
    let Ok(scenario) = Scenario::load("fuzz.toml", &mut fetch, &sets, 1.0) else { return };
    let document = &scenario.document;
    let clients: u64 = document.classes.values().filter_map(|class| class.population).map(u64::from).sum();
    if clients > MOST || document.run.intervals() as u64 > MOST || u64::from(document.servers.count) > MOST {
        return;
    }
    let outcome = run(document, &mut |_, _| Verdict::Continue);
    let numbers = numbers(&outcome.summary);
    assert!(!numbers.is_empty() && numbers.iter().flatten().all(|number| !number.is_nan()));
});
