//! The same seed gives the same run, and a change changes only what it causes. Oracle: invariants.

use std::collections::{BTreeMap, BTreeSet};

use crate::world::{Record, counts, load, play};
use syncstorm::engine::simulation::Verdict;
use syncstorm::experiment::replicate;
use syncstorm::experiment::run::run;
use syncstorm::scenario::Document;

const FLOOD: &str = r#"
[run]
warm_up = "20 min"
length = "1 h 30 min"
[classes.phones]
population = 150
uses_cache = true
timeout = "20 s"
service = { exponential = "20 ms" }
[classes.phones.activesync]
contact.poll.every = { exponential = "3 min" }
mail = "6 /h"
[classes.phones.behaviours.all]
any_error.after.spread = { around = "5 s", by = 0.5 }
[classes.visitors]
arrivals = { rate = "0.5 /s" }
web = { reply = "10 kB" }
timeout = "20 s"
[classes.visitors.behaviours.all]
any_error.after = "3 s"
tries = 3
[servers]
workers = 4
[cache]
error_time = "100 ms"
[network]
capacity = "2 Mbit/s"
[timeline.failure]
at = "10 min"
lasts = "20 min"
do.fail_cache = {}
[timeline.block]
at = "40 min"
do.block = { class = "phones" }
[timeline.ramp]
at = "60 min"
do.ramp = { class = "phones", over = "10 min" }
[fixes.error_handling]
client_backoff = { share = 1.0 }
"#;

fn dump(text: &str, sets: &[&str], skip_ahead: bool) -> String {
    let (outcome, _) = play(&load(text, sets), skip_ahead);
    format!("{:?}\n{:?}", outcome.series, outcome.summary)
}

#[test]
fn the_same_seed_gives_the_same_run_on_every_thread() {
    let alone = dump(FLOOD, &[], true);
    let together: Vec<String> = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..2).map(|_| scope.spawn(|| dump(FLOOD, &[], true))).collect();
        runs.into_iter().map(|run| run.join().expect("a run")).collect()
    });
    assert!(together.iter().all(|other| *other == alone));
    assert_ne!(dump(FLOOD, &["run.seed=2"], true), alone);
}

#[test]
fn replications_give_the_same_results_on_any_number_of_threads() {
    let scenario = load(FLOOD, &[]);
    let results = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        let one = |document: &Document| {
            let outcome = run(document, &mut |_, _| Verdict::Continue);
            format!("{:?}\n{:?}", outcome.series, outcome.summary)
        };
        pool.install(|| replicate(&scenario.document, 1..8, one))
    };
    let alone = results(1);
    assert_eq!(alone.iter().collect::<BTreeSet<_>>().len(), 7, "every seed gives another run");
    for threads in [2, 5] {
        assert!(results(threads) == alone, "{threads} threads");
    }
}

/// With the outage of this file and with its retries slowed down; `twins` tries it on random cells.
#[test]
fn skip_ahead_changes_no_count() {
    assert_eq!(counts(FLOOD, &[], true), counts(FLOOD, &[], false));
    let fixed = ["classes.phones.behaviours.all.any_error={after=\"5 s\"}"];
    assert_eq!(counts(FLOOD, &fixed, true), counts(FLOOD, &fixed, false));
}

/// Times of the first attempts of a class, per client, up to a time.
fn first_attempts(record: &Record, class: usize, until: u64) -> BTreeMap<u32, Vec<u64>> {
    let mut times: BTreeMap<u32, Vec<u64>> = BTreeMap::new();
    for (at, _, client, _, _) in record.attempts.iter().filter(|a| a.0 < until && a.1 == class && !a.4) {
        times.entry(*client).or_default().push(*at);
    }
    times
}

/// When each visitor of an open class came.
fn sessions(record: &Record, class: usize) -> BTreeMap<u32, u64> {
    let first = record.attempts.iter().filter(|a| a.1 == class && a.3 == 1 && !a.4);
    first.rev().map(|a| (a.2, a.0)).collect()
}

#[test]
fn a_fix_or_a_retry_parameter_shifts_nobodys_wishes() {
    let onset_of_fault = 30 * 60 * 1_000_000_000;
    let (_, plain) = play(&load(FLOOD, &[]), true);
    assert!(sessions(&plain.trace, 1).len() > 2_000 && first_attempts(&plain.trace, 0, onset_of_fault).len() == 150);
    for change in ["fixes.error_handling.on=true", "classes.phones.behaviours.all.any_error={after=\"20 s\"}"] {
        let (_, changed) = play(&load(FLOOD, &[change]), true);
        assert_ne!(plain.trace.attempts.len(), changed.trace.attempts.len(), "{change} changed nothing");
        for class in 0..2 {
            let [before, after] = [&plain, &changed].map(|cell| first_attempts(&cell.trace, class, onset_of_fault));
            assert_eq!(before, after, "{change}: first attempts before the fault");
        }
        assert_eq!(sessions(&plain.trace, 1), sessions(&changed.trace, 1), "{change}: arrivals");
    }
}

/// Without limits the classes cannot feel each other, so another class changes nothing for the first.
#[test]
fn another_class_leaves_the_draws_of_the_first_alone() {
    let roomy = "servers.workers=unlimited";
    let alone = FLOOD.replace("capacity = \"2 Mbit/s\"", "delay = \"10 ms\"");
    let with =
        format!("{alone}\n[classes.a_guest]\npopulation = 50\nweb = {{ think = {{ exponential = \"10 s\" }} }}\n");
    let (one, two) = (play(&load(&alone, &[roomy]), true).1, play(&load(&with, &[roomy]), true).1);
    for (class, name) in one.class_names().iter().enumerate() {
        let other = two.class_names().iter().position(|n| n == name).expect("the same class");
        assert_eq!(first_attempts(&one.trace, class, u64::MAX), first_attempts(&two.trace, other, u64::MAX), "{name}");
        for (ours, theirs) in one.seen.counts.iter().zip(&two.seen.counts) {
            assert_eq!(ours[class], theirs[other]);
        }
    }
}

/// Clients of a closed class begin one by one, as their thinking says, and not in step.
#[test]
fn clients_do_not_begin_in_step() {
    for (think, mean_s) in [("{ exponential = \"60 s\" }", 60.0), ("\"60 s\"", 30.0)] {
        let text = format!(
            "[run]\nwarm_up = \"10 min\"\nlength = \"10 min\"\n[classes.web]\npopulation = 2000\nweb.think = {think}\n\
             [servers]\nworkers = \"unlimited\"\n"
        );
        let (_, cell) = play(&load(&text, &[]), true);
        let mut first: Vec<u64> = first_attempts(&cell.trace, 0, u64::MAX).values().map(|times| times[0]).collect();
        first.sort_unstable();
        let count = first.len();
        first.dedup();
        assert_eq!((count, first.len()), (2000, 2000), "clients that begin at the same time");
        let mean = first.iter().map(|at| *at as f64 / 1e9).sum::<f64>() / 2000.0;
        // Five standard errors of an exponential mean.
        assert!((mean - mean_s).abs() < 5.0 * 60.0 / 2000f64.sqrt(), "they begin after {mean} s on average");
    }
}

/// A phone that is left alone contacts the service once in a heartbeat and a round trip, to the nanosecond.
#[test]
fn a_phone_keeps_its_heartbeat() {
    let text = "[run]\nwarm_up = \"1 h\"\nlength = \"5 h\"\n[classes.phones]\npopulation = 3\nservice = \"20 ms\"\n\
                [classes.phones.activesync]\ncontact.long_poll.heartbeat = \"15 min\"\nmail = \"0 /h\"\n\
                [servers]\nworkers = 4\n[network]\ndelay = \"150 ms\"\n";
    let (_, cell) = play(&load(text, &[]), true);
    for times in first_attempts(&cell.trace, 0, u64::MAX).values() {
        assert!(times.len() > 20);
        assert!(times.windows(2).all(|pair| pair[1] - pair[0] == 900_320_000_000), "{times:?}");
    }
}
