//! What must never be lost or made up, whatever the cell. Oracle: invariants.

use std::cell::Cell as Counter;
use std::collections::BTreeMap;

use crate::world::{Record, cells, load, play};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use syncstorm::engine::Distribution;
use syncstorm::experiment::run::Outcome;
use syncstorm::measure::series::sum;
use syncstorm::measure::{ClassSample, Verdict};
use syncstorm::model::Cell;
use syncstorm::model::class::GivesUp;
use syncstorm::model::observe::{Counts, WishEnd};

fn whole_run(samples: &[ClassSample]) -> Counts {
    sum(samples.iter().map(|sample| &sample.counts))
}

/// Every wish has one beginning and one end; a client has one wish at a time.
fn wishes_end_once(outcome: &Outcome, record: &Record) {
    let mut seen = BTreeMap::new();
    for (at, class, client, began, end) in &record.ends {
        assert!(began <= at, "a wish ended before it began");
        assert!(seen.insert((*class, *client, *began), *end).is_none(), "a wish ended twice: {class} {client} {began}");
    }
    for (class, samples) in outcome.series.by_class.iter().enumerate() {
        let counts = whole_run(samples);
        let ended = |end: WishEnd| seen.iter().filter(|((c, ..), e)| *c == class && **e == end).count() as u64;
        let open = ended(WishEnd::Open);
        assert_eq!((counts.succeeded, counts.abandoned), (ended(WishEnd::Success), ended(WishEnd::Abandoned)));
        assert_eq!(counts.wishes, counts.succeeded + counts.abandoned + open);
        let timed: u64 = samples.iter().map(|sample| sample.latency.count()).sum();
        assert_eq!(timed, counts.wishes, "every wish has a latency");
    }
}

/// An attempt that left its client is answered, fails, or is in flight at the horizon; a refusal that the client has
/// not read by then leaves it blocked. Attempts that a guard held back never left and are in none of these counts.
fn attempts_are_accounted_for(outcome: &Outcome, record: &Record) {
    for (class, samples) in outcome.series.by_class.iter().enumerate() {
        let counts = whole_run(samples);
        let sent = counts.first_attempts + counts.retries;
        let traced = |retry: bool| record.attempts.iter().filter(|a| a.1 == class && a.4 == retry).count() as u64;
        assert_eq!((counts.first_attempts, counts.retries), (traced(false), traced(true)));
        let known = counts.answered + counts.failures.iter().sum::<u64>();
        let [_, in_flight, _, blocked, _] = samples.last().and_then(|s| s.census.clone()).expect("a census").phases;
        assert!(known + in_flight <= sent, "{known} + {in_flight} of {sent}: {counts:?}");
        assert!(sent <= known + in_flight + blocked, "{sent} of {known} + {in_flight} + {blocked}: {counts:?}");
        assert!(counts.refused_at_edge <= sent);
    }
}

/// Nobody waits beyond a timeout. (Where a fix holds errors back, the connection is kept alive; and a client that can
/// only lose patience in the queue stays while it is served.)
fn nobody_waits_too_long(cell: &Cell<Record>) {
    let plan = cell.plan();
    for (class, name) in cell.class_names().iter().enumerate() {
        let part = &plan.classes[name];
        let held = part.is_activesync() && plan.fixes.error_handling.on && plan.fixes.error_handling.hold;
        if let (Distribution::Fixed(timeout), GivesUp::AnyTime, false) = (&part.timeout, part.gives_up, held) {
            assert!(cell.trace.longest[class] <= timeout.0, "{name} waited {} ns", cell.trace.longest[class]);
        }
    }
}

/// Little's law, exactly: the number in flight, added up over time, is the time in flight, added up over attempts.
fn littles_law_holds(outcome: &Outcome, record: &Record) {
    for (class, samples) in outcome.series.by_class.iter().enumerate() {
        let over_time: f64 = samples.iter().map(|sample| sample.client_seconds[1]).sum();
        let one_by_one = record.in_flight[class] as f64 / 1e9;
        assert!((over_time - one_by_one).abs() <= 1e-9 * over_time.max(1.0), "{over_time} and {one_by_one} seconds");
    }
}

fn clients_are_conserved(outcome: &Outcome) {
    for samples in &outcome.series.by_class {
        for sample in samples {
            let census = sample.census.as_ref().expect("a census of every interval");
            if let Some(population) = sample.population {
                assert_eq!(census.phases.iter().sum::<u64>(), u64::from(population), "{census:?}");
                let all = 0..=i64::from(population);
                assert!(all.contains(&sample.without_end), "without service: {}", sample.without_end);
                assert!(all.contains(&sample.catching_up_end), "catching up: {}", sample.catching_up_end);
                assert!(all.contains(&(sample.without_end + sample.catching_up_end)), "nobody is both");
            }
            assert!((0.0..=1.0).contains(&census.admitted));
            assert!(sample.availability().is_none_or(|a| (0.0..=1.0).contains(&a)));
            let backlog = [sample.backlog_messages, sample.backlog_syncs, sample.backlog_resyncs];
            assert!(backlog.iter().all(|part| *part >= 0), "{backlog:?} at {} h", sample.time_h);
        }
    }
}

/// Worker time and bytes are booked as useful or wasted once, when the attempt is over. Returns whether nothing was
/// left in the cell, so that the accounts had to be equal.
fn work_and_bytes_are_booked_once(outcome: &Outcome, cell: &Cell<Record>) -> bool {
    let total = sum(outcome.series.resources.iter().map(|sample| &sample.total));
    let usage = |of: fn(&syncstorm::model::observe::Usage) -> f64| -> f64 {
        outcome.series.resources.iter().map(|sample| of(&sample.usage)).sum()
    };
    let (busy, booked) = (usage(|u| u.workers), (total.useful_work + total.wasted_work) as f64 / 1e9);
    let empty = cell.attempts_alive() == 0;
    assert!(booked <= busy + 1e-3, "{booked} worker-seconds were booked, {busy} worked");
    assert!(!empty || (busy - booked).abs() < 1e-3, "{booked} worker-seconds were booked, {busy} worked");
    for sample in &outcome.series.resources {
        let usage = &sample.usage;
        assert!(usage.up_busy <= usage.seconds + 1e-6 && usage.down_busy <= usage.seconds + 1e-6);
    }
    let plan = cell.plan();
    if let Some(workers) = plan.servers.workers.number() {
        let there = f64::from(workers * plan.servers.count);
        let most = outcome.series.resources.iter().map(|s| s.usage.workers / s.usage.seconds).fold(0.0, f64::max);
        assert!(most <= there + 1e-6, "{most} busy of {there}");
    }
    if let Some(capacity) = plan.network.capacity {
        let factor = if plan.fixes.bandwidth.on { plan.fixes.bandwidth.factor } else { 1.0 };
        let moved = (usage(|u| u.up_busy) + usage(|u| u.down_busy)) * capacity.bytes_per_second() * factor;
        let booked = (total.useful_bytes + total.wasted_bytes) as f64;
        // Every transfer may be off by the byte and the nanosecond to which it is rounded.
        let slack = 2.0 * (total.first_attempts + total.retries) as f64 + 1.0;
        assert!(booked <= moved + slack, "{booked} bytes were booked, {moved} moved");
        assert!(!empty || (moved - booked).abs() <= slack, "{booked} bytes were booked, {moved} moved");
    }
    empty
}

fn phases_tile_the_run(outcome: &Outcome, cell: &Cell<Record>) {
    let phases = &outcome.summary.recovery.phases;
    let run = &cell.plan().run;
    let ends = phases.first().map(|p| p.from_h).zip(phases.last().map(|p| p.to_h)).expect("phases");
    assert!((ends.0 + run.warm_up.as_hours()).abs() < 1e-9 && (ends.1 - run.length.as_hours()).abs() < 1e-9);
    assert!(phases.windows(2).all(|pair| pair[0].to_h == pair[1].from_h && pair[0].phase != pair[1].phase));
    assert!(phases.iter().all(|phase| phase.from_h < phase.to_h));
}

#[test]
fn nothing_is_lost_and_nothing_made_up() {
    let (empty, all) = (Counter::new(0), Counter::new(0));
    let config = Config { cases: 60, max_shrink_iters: 40, failure_persistence: None, ..Config::default() };
    let result = TestRunner::new(config).run(&(cells(), any::<bool>()), |(text, skip_ahead)| {
        let (outcome, cell) = play(&load(&text, &[]), skip_ahead);
        if !skip_ahead {
            assert!(cell.trace.attempts.is_sorted_by_key(|attempt| attempt.0), "the clock went back");
        }
        wishes_end_once(&outcome, &cell.trace);
        attempts_are_accounted_for(&outcome, &cell.trace);
        nobody_waits_too_long(&cell);
        littles_law_holds(&outcome, &cell.trace);
        clients_are_conserved(&outcome);
        crate::book::is_kept(&outcome, &cell);
        phases_tile_the_run(&outcome, &cell);
        empty.set(empty.get() + u32::from(work_and_bytes_are_booked_once(&outcome, &cell)));
        all.set(all.get() + 1);
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
    assert!(2 * empty.get() > all.get(), "only {} of {} runs ended empty", empty.get(), all.get());
}

/// A short fault of a cell with room to spare leaves no backlog and nobody cut off, however its clients behave.
#[test]
fn a_recovered_cell_owes_nothing() {
    let mut recovered = 0;
    for seed in 1..=12 {
        let window = if seed % 2 == 0 { "\"unlimited\"" } else { "2" };
        let scenario = load(
            &format!(
                "[run]\nwarm_up = \"30 min\"\nlength = \"3 h\"\nseed = {seed}\n[classes.phones]\npopulation = 200\n\
                 uses_cache = true\ntimeout = \"30 s\"\npatience = \"5 min\"\n[classes.phones.activesync]\nmail = \"12 /h\"\nwindow = {window}\n\
                 contact.long_poll.heartbeat = \"5 min\"\nfirst_contact = {{ resync = 0.3, resync_requests = 5 }}\n\
                 [classes.phones.behaviours.all]\nany_error.after.spread = {{ around = \"20 s\", by = 0.5 }}\ntries = 6\n\
                 [servers]\ncount = 2\nworkers = 8\nfailure_probability = 0.15\n[cache]\n[timeline.fault]\nat = \"0 s\"\n\
                 lasts = \"40 min\"\ndo.fail_cache = {{}}\n"
            ),
            &[],
        );
        let (outcome, _) = play(&scenario, true);
        let samples = &outcome.series.by_class[0];
        assert!(samples.iter().any(|s| s.without_end > 100), "the fault cut nobody off");
        clients_are_conserved(&outcome);
        recovered += u32::from(outcome.summary.recovery.verdict == Verdict::Recovered);
        let last = samples.last().expect("samples");
        let left = [last.without_end, last.backlog_messages, last.backlog_syncs, last.backlog_resyncs];
        assert_eq!(last.catching_up_end, 0, "seed {seed}: still catching up");
        assert_eq!(left, [0; 4], "seed {seed}: cut off, messages, syncs, resyncs");
    }
    assert_eq!(recovered, 12);
}
