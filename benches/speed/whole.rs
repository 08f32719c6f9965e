//! Whole scenarios: loading, a run with all its files, and the flood with and without skip-ahead.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::time::Instant;

use syncstorm::engine::simulation::Verdict;
use syncstorm::experiment::run::run_traced;
use syncstorm::model::observe::NoTrace;
use syncstorm::scenario::{Scenario, catalog};

use super::meter::{Job, Meter, Played};

const MILLION_PHONES: &str = include_str!("../million-phones.toml");
const LOADS: u64 = 100;
/// Phones of `outlook-2013`, of which the sizes here are multiples.
const PHONES: u64 = 10_000;

fn scenario(name: &str, factor: f64) -> Scenario {
    let mut fetch = |name: &str| match name {
        "million-phones" => Ok(MILLION_PHONES.to_string()),
        name => catalog::find(name).map(str::to_string).ok_or_else(|| "no such scenario".to_string()),
    };
    Scenario::load(name, &mut fetch, &[], factor).unwrap_or_else(|rejected| panic!("{}", rejected.render(false)))
}

/// Loads a shipped scenario: text, types, every check.
pub fn load(_job: &Job) -> Played {
    let meter = Meter::start();
    for _ in 0..LOADS {
        std::hint::black_box(scenario("outlook-2013", 1.0));
    }
    meter.stop(LOADS, &[])
}

/// The shipped historical scenario as a user runs it, with all its files. Wall time, since another process does it.
pub fn outlook_2013(_job: &Job) -> Played {
    let folder = std::env::temp_dir().join(format!("syncstorm-bench-{}", std::process::id()));
    let begun = Instant::now();
    let status = Command::new(env!("CARGO_BIN_EXE_syncstorm"))
        .args(["run", "outlook-2013", "--quiet", "--out"])
        .arg(folder.join("outlook-2013"))
        .stdout(Stdio::null())
        .status()
        .expect("the program starts");
    let nanoseconds = begun.elapsed().as_nanos() as u64;
    assert!(status.success(), "outlook-2013 does not run");
    std::fs::remove_dir_all(&folder).expect("the folder of the run can go");
    Played { events: 1, nanoseconds, bytes: 0, facts: BTreeMap::new() }
}

/// Phones through flood, block and ramp. Knocks at the closed edge count as events in both builds, since the plain
/// model has them; only the skipping build plays them without the agenda.
pub fn flood(job: &Job) -> Played {
    let scenario = scenario("million-phones", job.size as f64 / PHONES as f64);
    let meter = Meter::start();
    let skip_ahead = job.build == "skipping";
    let (outcome, cell) = run_traced(&scenario.document, NoTrace, skip_ahead, &mut |_, _| Verdict::Continue);
    let all = cell.seen.counts.iter().flatten();
    let knocks: u64 = all.clone().map(|counts| counts.refused_at_edge).sum();
    let answered: u64 = all.map(|counts| counts.answered).sum();
    let events = outcome.summary.run.events;
    meter.stop(events, &[("knocks", knocks as f64), ("answered", answered as f64), ("events", events as f64)])
}
