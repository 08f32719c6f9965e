//! Entries of the timeline that begin again. Oracles: the same written out by hand (the same counts), the clock, and what
//! the run is without them.

use crate::world::{Record, load, play};
use syncstorm::experiment::run::Outcome;
use syncstorm::model::Cell;
use syncstorm::model::observe::Counts;
use syncstorm::report::story;
use syncstorm::scenario::Scenario;

const CELL: &str = "[run]\nwarm_up = \"10 min\"\nlength = \"1 h\"\nsample = \"1 min\"\n\
    [classes.phones]\npopulation = 200\nservice = { exponential = \"30 ms\" }\nuses_cache = true\ntimeout = \"8 s\"\n\
    [classes.phones.activesync]\nmail = \"20 /h\"\ncontact.long_poll.heartbeat = \"3 min\"\n\
    [classes.phones.behaviours.all]\nany_error.after = \"3 s\"\n\
    [classes.web]\narrivals = { rate = \"5 /s\" }\nservice = { exponential = \"50 ms\" }\ntimeout = \"4 s\"\n[classes.web.web]\n\
    [classes.web.behaviours.all]\nany_error.after = \"1 s\"\ntries = 3\n\
    [servers]\ncount = 2\nworkers = 3\nqueue = 40\n[cache]\nhit_ratio = 0.8\n[store]\nworkers = 2\nservice = { exponential = \"60 ms\" }\n\
    [network]\ncapacity = \"4 Mbit/s\"\ndelay = \"20 ms\"\n";

fn run_of(text: &str, sets: &[&str]) -> (Outcome, Cell<Record>) {
    play(&load(text, sets), true)
}

/// Each repetition is as if written again: the counts of every interval are those of the entries written out.
#[test]
fn an_entry_that_recurs_is_many_entries() {
    for fault in [
        "fail_cache = { held_pings = \"stay\" }",
        "crash_servers = { servers = { only = [0] } }",
        "slow_servers = { factor = 20.0 }",
        "set_workers = { workers = 1 }",
        "fail_requests = { probability = 0.6 }",
        "stop_store = {}",
        "cut_network = { messages = \"lost\" }",
        "surge = { class = \"web\", factor = 9.0, over = \"50 s\" }",
        "limit = { class = \"web\", rate = \"1 /s\" }",
        "block = { class = \"phones\", reply = \"drop\" }",
    ] {
        let entry = |name: &str, at: u64, more: &str| {
            format!("[timeline.{name}]\nat = \"{at} s\"\nlasts = \"111 s\"\n{more}\ndo.{fault}\n")
        };
        let whole = |entries: String| run_of(&format!("{CELL}{entries}"), &[]).1.seen;
        let by_hand =
            |times: u64| whole((0..times).map(|time| entry(&format!("e{time}"), 127 + 541 * time, "")).collect());
        let plain = whole(String::new());
        // 127 s + 6 × 541 s is 56 min.
        for (more, times) in [("", 7), ("\ntimes = 3", 3)] {
            let (again, written) = (whole(entry("e", 127, &format!("every = \"541 s\"{more}"))), by_hand(times));
            // Not with `assert_eq`, which would print ten thousand numbers.
            assert!(again.counts == written.counts, "{fault}{more}");
            assert!(again.usage == written.usage, "{fault}{more}");
            assert!(again.counts != plain.counts, "{fault} has no effect");
            let spans = |seen: &syncstorm::model::observe::Observations| {
                seen.in_force.iter().map(|span| (span.from, span.took, span.to)).collect::<Vec<_>>()
            };
            assert_eq!(spans(&again), spans(&written), "{fault}{more}");
        }
    }
}

/// What is written after an entry that recurs follows it each time, and a second entry lies above the first again.
#[test]
fn what_follows_follows_each_time() {
    let text = format!(
        "{CELL}[timeline.down]\nat = \"1 min\"\nevery = \"10 min\"\ndo.crash_servers = {{}}\n\
         [timeline.up]\nafter = \"down\"\ndelay = \"90 s\"\ndo.restart_servers = {{}}\n"
    );
    let (_, cell) = run_of(&text, &[]);
    let seconds = |name: &str| -> Vec<u64> {
        let log = cell.seen.log.iter().filter(|entry| entry.name == name);
        log.map(|entry| entry.at.0 / 1_000_000_000 - 600).collect()
    };
    assert_eq!(seconds("down"), [60, 660, 1260, 1860, 2460, 3060]);
    assert_eq!(seconds("up"), [150, 750, 1350, 1950, 2550, 3150]);
    assert!(cell.seen.log.iter().all(|entry| !entry.what.contains("changes nothing")), "{:?}", cell.seen.log);
    let ends: Vec<u64> = cell.seen.in_force.iter().filter_map(|span| Some(span.to?.0 / 1_000_000_000 - 600)).collect();
    assert_eq!(ends, seconds("up"));
}

/// A night of three times the load, every night: exactly then, for five nights, against the run without.
#[test]
fn a_surge_comes_back_every_night() {
    let text = "[run]\nwarm_up = \"1 d\"\nlength = \"5 d\"\nsample = \"1 h\"\n\
        [classes.people]\narrivals = { rate = \"360 /h\", spacing = \"even\" }\nservice = \"1 s\"\n[classes.people.web]\n\
        [servers]\nworkers = \"unlimited\"\n\
        [timeline.night]\nat = \"22 h\"\nlasts = \"2 h\"\nevery = \"1 d\"\ndo.surge = { class = \"people\", factor = 3.0 }\n";
    let wishes = |sets: &[&str]| -> Vec<u64> {
        let (_, cell) = run_of(text, sets);
        cell.seen.counts[24..].iter().map(|interval| interval[0].wishes).collect()
    };
    let (with, without) = (wishes(&[]), wishes(&["timeline.night.enabled=false"]));
    for (hour, (with, without)) in with.iter().zip(&without).enumerate() {
        let factor = if hour % 24 >= 22 { 3.0 } else { 1.0 };
        assert!((*with as f64 - factor * *without as f64).abs() <= 2.0, "hour {hour}: {with} and {without}");
    }
}

/// Load that comes in waves, and a rule that gives workers for ten minutes when they are busy: it fires in every wave, never
/// sooner again than it may, and less is lost than without it.
const WAVES: &str = "[run]\nwarm_up = \"1 h\"\nlength = \"6 h\"\nsample = \"1 min\"\n\
    [classes.people]\narrivals = { rate = \"5 /s\" }\nservice = { exponential = \"1 s\" }\ntimeout = \"20 s\"\n[classes.people.web]\n\
    [servers]\nworkers = 10\nqueue = 100\n\
    [timeline.wave]\nat = \"30 min\"\nevery = \"1 h\"\nlasts = \"40 min\"\ndo.surge = { class = \"people\", factor = 4.0 }\n";
const SCALE: &str = "[timeline.scale]\nwhen = { metric = \"workers\", at_least = 0.9, held_for = \"2 min\" }\nlasts = \"10 min\"\n\
    by = \"automatic\"\nagain_after = \"3 min\"\ndo.set_workers = { workers = 30 }\n";

fn begins(cell: &Cell<Record>, name: &str) -> Vec<f64> {
    let log = cell.seen.log.iter().filter(|entry| entry.name == name);
    log.map(|entry| entry.at.seconds() / 60.0 - 60.0).collect()
}

fn met(outcome: &Outcome) -> f64 {
    let sum: Counts = outcome.summary.classes[0].counts.clone();
    sum.windows.availability().expect("some ended")
}

#[test]
fn a_rule_fires_again() {
    let text = format!("{WAVES}{SCALE}");
    let (outcome, cell) = run_of(&text, &[]);
    let times = begins(&cell, "scale");
    // Ten minutes in force, three of rest, which hold the two of its condition: three times in a wave of 40 min, from its
    // second or third minute on.
    let in_wave = |wave: usize| {
        let from = 30.0 + 60.0 * wave as f64;
        times.iter().filter(|at| (from..from + 60.0).contains(*at)).copied().collect::<Vec<f64>>()
    };
    for wave in 0..6 {
        let times = in_wave(wave);
        assert!((2..=4).contains(&times.len()), "wave {wave}: {times:?}");
        assert!((2.0..6.0).contains(&(times[0] - 30.0 - 60.0 * wave as f64)), "wave {wave}: {times:?}");
    }
    assert!(times.windows(2).all(|pair| pair[1] - pair[0] >= 13.0 - 1e-9), "{times:?}");
    let (once, cell) = run_of(&format!("{WAVES}{}", SCALE.replace("again_after = \"3 min\"\n", "")), &[]);
    assert_eq!(begins(&cell, "scale").len(), 1);
    let (twice, cell) = run_of(&text, &["timeline.scale.times=2"]);
    assert_eq!(begins(&cell, "scale").len(), 2);
    let without = run_of(WAVES, &[]).0;
    let shares = [&without, &once, &twice, &outcome].map(met);
    assert!(shares.windows(2).all(|pair| pair[0] < pair[1]), "{shares:?}");
    assert!(shares[3] - shares[0] > 0.1, "{shares:?}");
}

/// Two rules that undo each other take turns: each lies above the other one when it fires again.
#[test]
fn rules_take_turns() {
    let text = format!(
        "{WAVES}[timeline.more]\nwhen = {{ metric = \"workers\", at_least = 0.9, held_for = \"2 min\" }}\n\
         again_after = \"1 min\"\ndo.set_workers = {{ workers = 30 }}\n\
         [timeline.fewer]\nwhen = {{ metric = \"workers\", at_most = 0.3, held_for = \"5 min\" }}\nafter = \"more\"\n\
         again_after = \"1 min\"\ndo.set_workers = {{ workers = 10 }}\n"
    );
    let (outcome, cell) = run_of(&text, &[]);
    let (more, fewer) = (begins(&cell, "more"), begins(&cell, "fewer"));
    assert!(more.len() >= 6 && fewer.len() >= 5, "{more:?} {fewer:?}");
    for wave in 1..6 {
        // The workers are there in the middle of each wave, and gone before the next.
        let there = |minute: usize| outcome.series.resources[60 + 60 * wave + minute].usage.workers_there;
        assert_eq!((there(55), there(25)), (30.0, 10.0), "wave {wave}: {more:?} {fewer:?}");
    }
}

/// Of what comes sixty times the first few times and the last are told; a story stays a story.
#[test]
fn the_log_stays_readable() {
    let text = format!(
        "{CELL}[timeline.blip]\nat = \"0 s\"\nevery = \"1 min\"\nlasts = \"20 s\"\ndo.crash_servers = {{}}\n[verdict]\nheld_for = \"5 min\"\n"
    );
    let (outcome, cell) = run_of(&text, &[]);
    assert_eq!(cell.seen.log.len(), 120);
    let lines = outcome.summary.log_lines();
    assert_eq!(lines.len(), 8, "{lines:?}");
    let last = &lines[6];
    assert_eq!(last.what, "servers crash (time 60; 56 left out before it)");
    assert!((last.time_h - 59.0 / 60.0).abs() < 1e-9);
    let story = story::tell(&load(&text, &[]).document, &outcome, 1.0);
    assert!(story.lines().count() < 60 && story.matches("(blip").count() < 14, "{story}");
}

fn refused(sets: &[&str]) -> String {
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_string()).collect();
    match Scenario::load("cell.toml", &mut |_| Ok(CELL.to_owned()), &sets, 1.0) {
        Ok(scenario) => scenario.warned(false).unwrap_or_default(),
        Err(refused) => refused.render(false),
    }
}

#[test]
fn what_cannot_recur_is_told() {
    let entry = |name: &str, says: &str| format!("timeline.{name}={{{says},do={{crash_servers={{}}}}}}");
    let rule = "when={metric=\"workers\",at_least=0.5,held_for=\"1 min\"}";
    for (says, words) in [
        ("at=\"1 min\",lasts=\"1 min\",every=\"10 min\"".to_owned(), ""),
        ("at=\"1 min\",lasts=\"1 s\",every=\"10 s\"".to_owned(), ""),
        (format!("{rule},lasts=\"1 min\",again_after=\"0 s\",times=5"), ""),
        ("at=\"1 min\",again_after=\"1 min\"".to_owned(), "again after what?"),
        (format!("{rule},lasts=\"1 min\",every=\"10 min\""), "write `again_after` instead"),
        ("at=\"1 min\",times=3".to_owned(), "a number of nothing"),
        ("at=\"1 min\",lasts=\"1 min\",every=\"10 min\",times=1".to_owned(), "once is not again"),
        ("at=\"1 min\",lasts=\"1 min\",every=\"10 min\",times=9".to_owned(), "the run ends after time 6"),
        ("at=\"1 min\",every=\"0 s\"".to_owned(), "again without a pause"),
        ("at=\"1 min\",lasts=\"10 min\",every=\"10 min\"".to_owned(), "it begins again before it ends"),
        ("at=\"30 min\",lasts=\"1 min\",every=\"40 min\"".to_owned(), "a second time after the end"),
        ("at=\"1 min\",lasts=\"1 ms\",every=\"10 ms\"".to_owned(), "too many times"),
        ("at=\"1 min\",every=\"10 min\"".to_owned(), "a second time that changes nothing"),
        (format!("{rule},again_after=\"10 min\""), "a second time that changes nothing"),
    ] {
        let told = refused(&[&entry("bad", &says)]);
        assert!(if words.is_empty() { told.is_empty() } else { told.contains(words) }, "{says}: {told}");
    }
    let root = entry("root", "at=\"1 min\",lasts=\"1 min\",every=\"5 min\"");
    for (says, words) in [
        ("delay=\"2 min\",lasts=\"1 min\"", ""),
        ("delay=\"5 min\",lasts=\"1 min\"", "`timeline.root` may begin again 5 min after it began"),
        ("lasts=\"6 min\"", "`timeline.root` may begin again"),
        ("lasts=\"1 min\",every=\"10 min\"", "it follows an entry that recurs"),
    ] {
        let told = refused(&[&root, &entry("next", &format!("after=\"root\",{says}"))]);
        assert!(if words.is_empty() { told.is_empty() } else { told.contains(words) }, "{says}: {told}");
    }
}
