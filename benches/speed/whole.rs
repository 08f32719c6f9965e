//! Whole scenarios: loading, a run with all its files, the flood with and without skip-ahead, and many runs at once.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::process::{Command, Stdio};
use std::time::Instant;

use syncstorm::engine::Agenda;
use syncstorm::engine::simulation::{Limits, Model, Simulation, Verdict};
use syncstorm::experiment::{replicate, run};
use syncstorm::measure::{Series, Summary};
use syncstorm::model::Cell;
use syncstorm::model::observe::NoTrace;
use syncstorm::scenario::{Document, Scenario, catalog};
use syncstorm::units::Instant as Tick;

use super::meter::{FINGERPRINT, Job, Meter, Played};

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
    Played { events: 1, skipped: None, nanoseconds, bytes: 0, facts: BTreeMap::new() }
}

/// A run of `outlook-2013` without its files, at so many thousandths of its size.
pub fn phones(job: &Job) -> Played {
    alone("outlook-2013", job)
}

/// The same of three tiers that call each other.
pub fn tiers(job: &Job) -> Played {
    alone("services/three-tiers", job)
}

fn alone(name: &str, job: &Job) -> Played {
    let scenario = scenario(name, job.size as f64 / 1000.0);
    let meter = Meter::start();
    let outcome = run(&scenario.document, &mut |_, _| Verdict::Continue);
    let events = outcome.summary.run.events;
    meter.stop(events, &[("events", events as f64)])
}

/// Phones through flood, block and ramp. Knocks at the closed edge count as events in both builds, since the plain
/// model has them; only the skipping build plays them without the agenda.
pub fn flood(job: &Job) -> Played {
    let scenario = scenario("million-phones", job.size as f64 / PHONES as f64);
    let meter = Meter::start();
    // As `experiment::run` does it, but for the tally.
    let plan = scenario.document.plan();
    let limits = Limits { end: plan.run.end(), events: plan.run.max_events };
    let mut agenda = Agenda::new();
    let mut cell = Cell::new(plan, NoTrace, &mut agenda);
    cell.skip_ahead = job.build == "skipping";
    let mut simulation = Simulation { model: Tally { cell, skipped: 0 }, agenda, events: 0 };
    let stopped = simulation.run(limits, &mut |_, _| Verdict::Continue);
    let (events, Tally { mut cell, skipped }) = (simulation.events, simulation.model);
    cell.close(limits.end);
    let series = Series::of(&cell, &scenario.document.verdict);
    std::hint::black_box(Summary::of(&cell, &series, &scenario.document.verdict, stopped, events));
    let all = cell.seen.counts.iter().flatten();
    let knocks: u64 = all.clone().map(|counts| counts.refused_at_edge).sum();
    let answered: u64 = all.map(|counts| counts.answered).sum();
    let facts = [("knocks", knocks as f64), ("answered", answered as f64), ("events", events as f64)];
    Played { skipped: Some(skipped), ..meter.stop(events, &facts) }
}

/// A cell, and how many of its events never were on the agenda.
struct Tally {
    cell: Cell<NoTrace>,
    skipped: u64,
}

impl Model for Tally {
    type Event = <Cell<NoTrace> as Model>::Event;

    fn happen(&mut self, now: Tick, event: Self::Event, agenda: &mut Agenda<Self::Event>) {
        self.cell.happen(now, event, agenda);
    }

    fn looks_ahead(&self) -> bool {
        self.cell.looks_ahead()
    }

    fn look_ahead(&self, events: impl Iterator<Item = Self::Event>) {
        self.cell.look_ahead(events);
    }

    fn skipped_events(&mut self) -> u64 {
        let skipped = self.cell.skipped_events();
        self.skipped += skipped;
        skipped
    }
}

/// The flood of a tenth of the phones once for every seed, on one thread or two: wall time, and the same bytes.
pub fn replications(job: &Job) -> Played {
    let scenario = scenario("million-phones", 0.1);
    let threads = if job.build == "1-thread" { 1 } else { 2 };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    let meter = Meter::start_wall();
    let one = |document: &Document| run(document, &mut |_, _| Verdict::Continue);
    let outcomes = pool.install(|| replicate(&scenario.document, 1..job.size + 1, one));
    let played = meter.stop(outcomes.iter().map(|outcome| outcome.summary.run.events).sum(), &[]);
    let mut hasher = DefaultHasher::new();
    for outcome in &outcomes {
        format!("{:?} {:?}", outcome.series, outcome.summary).hash(&mut hasher);
    }
    // A floating-point number holds 53 bits exactly.
    let fingerprint = (hasher.finish() >> 11) as f64;
    Played { facts: BTreeMap::from([(FINGERPRINT.to_string(), fingerprint)]), ..played }
}
