//! Graphs of services. Oracles: the short form (the same bytes), arithmetic by hand, and invariants on random graphs.

use crate::world::{cells, load, play, played_to_rest};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};
use syncstorm::experiment::run::Outcome;
use syncstorm::measure::metric_names;
use syncstorm::measure::numbers;
use syncstorm::scenario::Scenario;

pub fn value(scenario: &Scenario, outcome: &Outcome, metric: &str) -> f64 {
    let names = metric_names(&scenario.document.owners());
    let place = numbers::position(&names, metric).unwrap_or_else(|| panic!("no metric {metric}"));
    numbers(&outcome.summary)[place].unwrap_or(f64::NAN)
}

/// What the short form stands for is the same cell: every count of every interval is the same.
#[test]
fn a_cell_and_its_graph_are_one_model() {
    let mut runner = TestRunner::new(Config { cases: 40, failure_persistence: None, ..Config::default() });
    let same = runner.run(&cells(), |text| {
        let short = load(&text, &[]);
        let graph = load(&short.document.as_graph().to_toml(), &[]);
        let ((one, cell), (other, same)) = (play(&short, true), play(&graph, true));
        prop_assert_eq!(&cell.seen.counts, &same.seen.counts, "\n{}\n{}", text, short.document.as_graph().to_toml());
        prop_assert_eq!(cell.seen.usage, same.seen.usage);
        let (one, other) = (one.summary.recovery, other.summary.recovery);
        prop_assert_eq!((one.verdict, one.recovered_h, one.phases), (other.verdict, other.recovered_h, other.phases));
        Ok(())
    });
    same.unwrap_or_else(|failed| panic!("{failed}"));
}

const THREE_TIERS: &str = r#"
[run]
warm_up = "10 min"
length = "1 h"
sample = "5 min"
seed = 3
[classes.people]
arrivals = { rate = "2 /s" }
calls = "front"
[classes.people.web]
[classes.people.behaviours.all]
tries = 3
any_error.after = "1 s"
[services.front]
workers = "unlimited"
steps = [{ work = "5 ms" }, { call = "middle" }]
[services.middle]
workers = "unlimited"
steps = [{ work = "5 ms" }, { call = "store" }]
[services.store]
workers = "unlimited"
steps = [{ work = "5 ms" }]
[calls.front]
link = "wan"
[links.wan]
delay = "5 ms"
[calls.middle]
behaviour = { tries = 3, any_error.after = "100 ms" }
[calls.store]
behaviour = { tries = 3, any_error.after = "10 ms" }
"#;

/// By hand: each of 3 tries of the front makes 3 of the middle, and each of those 3 of the store: 27.
#[test]
fn tries_of_a_chain_multiply_when_all_of_them_fail() {
    let scenario = load(THREE_TIERS, &["services.store.failure_probability=1.0"]);
    let (outcome, cell) = play(&scenario, true);
    let rate = |metric: &str| value(&scenario, &outcome, metric);
    let wishes = rate("people.wishes");
    let attempts = (rate("call.store.requests_per_s") + rate("call.store.retries_per_s")) * 3600.0;
    // Whoever began in the last seconds has not had all its tries.
    assert!((attempts / wishes - 27.0).abs() < 0.02, "{attempts} tries for {wishes} wishes");
    for call in ["front", "middle", "store"] {
        let tries = rate(&format!("call.{call}.tries_per_request"));
        assert!((tries - 3.0).abs() < 0.01, "{call}: {tries}");
    }
    assert_eq!(cell.seen.counts.iter().map(|interval| interval[0].succeeded).sum::<u64>(), 0);
}

/// A caller that waits 1 s for what takes 3 s: what it has given up is still done, stopped, or not begun, as the service
/// says. The store has one worker, and a request every 10 s.
#[test]
fn three_kinds_of_cancelling() {
    let text = r#"
[run]
warm_up = "10 min"
length = "1 h"
sample = "10 min"
[classes.people]
arrivals = { rate = "0.1 /s", spacing = "even" }
calls = "front"
[classes.people.web]
[services.front]
workers = 10
steps = [{ call = "store" }]
[services.store]
workers = 1
steps = [{ work = "3 s" }]
[calls.store]
timeout = "1 s"
"#;
    let busy = |sets: &[&str]| {
        let scenario = load(text, sets);
        let outcome = play(&scenario, true).0;
        ["front", "store"].map(|name| value(&scenario, &outcome, &format!("service.{name}.busy_workers")))
    };
    let near = |found: [f64; 2], expected: [f64; 2]| {
        let close = found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 0.01);
        assert!(close, "{found:?} instead of {expected:?}");
    };
    near(busy(&[]), [0.1, 0.3]);
    near(busy(&["services.store.stop_running=true"]), [0.1, 0.1]);
    // The client itself leaves after half a second: the front goes on for nobody, or stops, and tells the store or not.
    let leaves = "classes.people.timeout=500 ms";
    near(busy(&[leaves]), [0.1, 0.3]);
    near(busy(&[leaves, "services.front.stop_running=true"]), [0.05, 0.3]);
    let told = ["services.front.propagate=true", "services.store.stop_running=true"];
    near(busy(&[leaves, told[0], told[1]]), [0.05, 0.05]);
    // Who is not told goes on until its own caller would have given up.
    near(busy(&[leaves, "services.front.stop_running=true", told[1]]), [0.05, 0.1]);
}

/// A request that is late is not begun. Twice what one worker can do is asked: with a deadline that is passed on, no wait
/// is longer than it, and half comes too late; without, all wait for ever longer. Who is begun just before the deadline
/// ends after it, so a queue in order wastes most of its work, and one that takes the newest first hardly any.
#[test]
fn nothing_begins_after_a_deadline() {
    let text = r#"
[run]
warm_up = "10 min"
length = "1 h"
sample = "10 min"
[classes.people]
arrivals = { rate = "2 /s" }
calls = "front"
timeout = "5 s"
[classes.people.web]
[services.front]
workers = 10_000
steps = [{ call = "store" }]
[services.store]
workers = 1
steps = [{ work = "1 s" }]
[calls.front]
deadline = "inherit"
[calls.store]
deadline = "inherit"
"#;
    let play = |sets: &[&str]| {
        let scenario = load(text, sets);
        let outcome = play(&scenario, true).0;
        ["people.goodput_per_s", "service.store.queue_wait_s", "service.store.too_late_per_s"]
            .map(|metric| value(&scenario, &outcome, metric))
    };
    let [goodput, wait, late] = play(&[]);
    assert!(goodput < 0.4 && wait < 5.0 && (late - 1.0).abs() < 0.1, "{goodput} {wait} {late}");
    let [goodput, wait, late] = play(&["services.store.discipline=lifo"]);
    assert!(goodput > 0.8 && wait < 5.0 && (late - 1.0).abs() < 0.1, "{goodput} {wait} {late}");
    let without = text.replace("deadline = \"inherit\"", "");
    let scenario = load(&without, &[]);
    let outcome = crate::world::play(&scenario, true).0;
    assert!(value(&scenario, &outcome, "service.store.queue_wait_s") > 300.0);
    assert_eq!(value(&scenario, &outcome, "service.store.too_late_per_s"), 0.0);
}

/// What the story sums over the services that clients call is not told of all: those behind have numbers of their own.
#[test]
fn a_story_of_a_graph_names_what_its_numbers_sum() {
    let told = |sets: &[&str]| {
        let scenario = load(THREE_TIERS, sets);
        syncstorm::report::story::tell(&scenario.document, &play(&scenario, true).0, 1.0)
    };
    let quiet = told(&[]);
    assert!(quiet.contains("The services that clients call, together:") && !quiet.contains("Its queue:"), "{quiet}");
    let late =
        ["classes.people.timeout=18 ms", "timeline.slow={at=\"10 min\",of=\"store\",do={slow_servers={factor=4.0}}}"];
    let wasted = told(&late);
    assert!(wasted.contains("of the worker time of the services that clients call"), "{wasted}");
}

/// All, the first, or two of three: by hand, from works of 1, 2 and 3 s.
#[test]
fn calls_at_once_are_waited_for_as_said() {
    let text = r#"
[run]
warm_up = "10 min"
length = "1 h"
sample = "10 min"
[classes.people]
arrivals = { rate = "0.1 /s", spacing = "even" }
calls = "front"
[classes.people.web]
[services.front]
workers = 10
steps = [{ calls = ["a", "b", "c"], needs = "all" }]
[services.a]
steps = [{ work = "1 s" }]
[services.b]
steps = [{ work = "2 s" }]
[services.c]
steps = [{ work = "3 s" }]
"#;
    for (needs, front) in [("\"all\"", 0.3), ("\"first\"", 0.1), ("{quorum=2}", 0.2)] {
        let set = format!("services.front.steps=[{{calls=[\"a\",\"b\",\"c\"],needs={needs}}}]");
        let scenario = load(text, &[&set]);
        let (outcome, cell) = play(&scenario, true);
        let busy = value(&scenario, &outcome, "service.front.busy_workers");
        assert!((busy - front).abs() < 0.01, "{needs}: {busy} instead of {front}");
        assert!(cell.requests_alive() <= 3);
    }
    // One of three fails: the others are enough for two, not for all.
    for (needs, good) in [("\"all\"", 0.0), ("{quorum=2}", 0.1)] {
        let set = format!("services.front.steps=[{{calls=[\"a\",\"b\",\"c\"],needs={needs}}}]");
        let scenario = load(text, &[&set, "services.a.failure_probability=1.0"]);
        let outcome = play(&scenario, true).0;
        let found = value(&scenario, &outcome, "people.goodput_per_s");
        assert!((found - good).abs() < 0.002, "{needs}: {found} instead of {good}");
    }
}

/// A later step takes a failure over; without one the handler fails.
#[test]
fn a_failure_can_be_taken_over() {
    let text = r#"
[run]
warm_up = "10 min"
length = "1 h"
sample = "10 min"
[classes.people]
arrivals = { rate = "1 /s" }
calls = "front"
[classes.people.web]
[services.front]
workers = 10
steps = [{ call = "fresh" }, { on = ["error", "timeout"], call = "stale" }, { work = "1 ms" }]
[services.fresh]
steps = [{ work = "1 ms" }]
failure_probability = 1.0
[services.stale]
steps = [{ work = "1 ms" }]
"#;
    for (sets, share) in [
        (&[][..], 1.0),
        (&["services.front.steps=[{call=\"fresh\"},{on=[\"timeout\"],call=\"stale\"}]"][..], 0.0),
        (&["services.fresh.failure_probability=0.25"][..], 1.0),
    ] {
        let scenario = load(text, sets);
        let (outcome, cell) = play(&scenario, true);
        let good = value(&scenario, &outcome, "people.answered") / value(&scenario, &outcome, "people.wishes");
        assert!((good - share).abs() < 0.001, "{sets:?}: {good}");
        assert_eq!(cell.not_at_rest(), Vec::<String>::new());
    }
}

const OF_CLIENTS: &str = "connection = { round_trips = 2, request = \"500 B\", reply = \"1 kB\", work = \"1 ms\", breaks_on = [\"timeout\", \"error\"], keeps = 2 }";

/// Words of a random graph of three services, with every kind of caller, guard, pool and cancelling.
pub fn graphs() -> impl Strategy<Value = String> {
    let yes = || any::<bool>();
    let service = (1..4u32, 1..5u32, yes(), 0..30u32, yes(), yes(), yes(), 0..3u32);
    let call = (
        select(vec!["", "timeout = \"300 ms\"", "timeout = { exponential = \"1 s\" }"]),
        select(vec!["", "deadline = \"inherit\"", "deadline = { within = \"2 s\" }"]),
        select(vec!["home", "random", "round_robin", "least_loaded", "two_choices"]),
        select(vec![
            "",
            "behaviour = { tries = 3, any_error.after = \"50 ms\" }",
            "behaviour = { tries = 2, any_error = \"immediate\", budget.tokens = { capacity = 5.0 } }",
            "behaviour = { tries = 4, any_error.exponential = { base = \"20 ms\", jitter = \"decorrelated\" }, breaker = { failures = 4, open_for = \"5 s\", mode = \"fail_fast\", scope = \"pair\" } }",
            "behaviour = { tries = 3, any_error.after = \"50 ms\", budget.concurrent = { share = 0.2 } }",
        ]),
        select(vec![
            "",
            "pool = { connections = 2, waiting = 3, waits = \"500 ms\" }",
            "pool = { connections = 1, waits = \"5 s\" }",
        ]),
        yes(),
        yes(),
        select(vec![
            "",
            "connection = { work = \"200 us\", breaks_on = [\"busy\", \"timeout\"] }",
            "connection = { round_trips = 2, request = \"500 B\", reply = \"1 kB\", work = { exponential = \"3 ms\" } }",
            "connection = { work = \"2 ms\", keeps = 0 }",
        ]),
    );
    let fault = select(vec![
        "do.cut_network = { messages = \"lost\" }",
        "do.crash_servers = {}",
        "do.crash_servers = { servers = { only = [0] } }",
        "do.slow_servers = { factor = 20.0 }",
        "do.set_workers = { workers = 1 }",
        "do.fail_requests = { probability = 0.4 }",
    ]);
    let steps = select(vec![
        "{ call = \"middle\" }, { call = \"store\" }",
        "{ calls = [\"middle\", \"store\"] }",
        "{ calls = [\"middle\", \"store\", \"store\"], needs = \"first\" }",
        "{ calls = [\"store\", \"store\", \"store\"], needs = { quorum = 2 } }, { call = \"middle\" }",
        "{ call = \"middle\" }, { on = [\"error\", \"timeout\", \"busy\", \"open\"], call = \"store\" }",
    ]);
    (prop::collection::vec(service, 3), prop::collection::vec(call, 2), steps, fault, 0..3usize, 1..1000u64, yes())
        .prop_map(|(services, calls, steps, fault, at, seed, closed)| {
            let names = ["front", "middle", "store"];
            let works = [steps.to_owned(), "{ call = \"store\" }".to_owned(), String::new()];
            let mut text = format!(
                "[run]\nwarm_up = \"5 min\"\nlength = \"30 min\"\nsample = \"5 min\"\nseed = {seed}\n\
                 [links.wan]\ncapacity = \"1 Mbit/s\"\ndelay = \"2 ms\"\n[calls.front]\nlink = \"wan\"\ndeadline = \"inherit\"\n{}\n\
                 [classes.people]\ncalls = \"front\"\ntimeout = \"2 s\"\nbehaviours.all = {{ tries = 2, any_error.after = \"100 ms\" }}\n",
                ["", OF_CLIENTS, "connection = { work = \"1 ms\", keeps = 0 }"][seed as usize % 3]
            );
            text += match closed {
                true => "population = 40\nweb = { think = { exponential = \"2 s\" }, request = \"1 kB\", reply = \"2 kB\" }\n",
                false => "arrivals = { rate = \"10 /s\" }\nweb = { request = \"1 kB\", reply = \"2 kB\" }\n",
            };
            let starts = [
                "start = { work = \"20 s\" }\n",
                "start = { work = { exponential = \"2 s\" }, serves_meanwhile = true }\n",
                "",
            ];
            for (place, ((name, work), service)) in names.iter().zip(works).zip(services).enumerate() {
                let start = starts[(seed as usize / 3 + place) % 3];
                let (instances, workers, holds, queue, drop, stop, propagate, shared) = service;
                let shared = ["processors = { cores = 1 }\n", "host = \"box\"\n", ""][shared as usize];
                let refusal = if stop { "refusal = \"200 us\"\n" } else { "" };
                let comma = if work.is_empty() { "" } else { ", " };
                text += &format!(
                    "[services.{name}]\ninstances = {instances}\nworkers = {workers}\nholds_worker = {holds}\nqueue = {queue}\n\
                     drop_queued = {drop}\nstop_running = {stop}\npropagate = {propagate}\n{shared}{refusal}{start}\
                     steps = [{{ work = {{ exponential = \"30 ms\" }} }}{comma}{work}]\n"
                );
            }
            for (name, call) in names[1..].iter().zip(calls) {
                let (timeout, deadline, balance, behaviour, pool, elsewhere, linked, connection) = call;
                // Who waits without end for a message that is lost waits for ever.
                let timeout = if linked && timeout.is_empty() && fault.contains("lost") { "timeout = \"1 s\"" } else { timeout };
                let link = if linked { "link = \"wan\"\nrequest = \"500 B\"\nreply = \"1 kB\"\n" } else { "" };
                text += &format!(
                    "[calls.{name}]\n{timeout}\n{deadline}\nbalance = \"{balance}\"\nretries_elsewhere = {elsewhere}\n{behaviour}\n{pool}\n{link}{connection}\n"
                );
            }
            let at = if fault.contains("cut_network") { "wan" } else { names[at] };
            text += &format!("[timeline.fault]\nat = \"5 min\"\nlasts = \"3 min\"\nof = \"{at}\"\n{fault}\n");
            text += &format!("[hosts.box]\ncount = {}\ncores = {}\n", 1 + seed % 2, 1 + seed / 2 % 3);
            if closed {
                text += "[timeline.anew]\nat = \"12 min\"\ndo.restart_clients = { class = \"people\", share = 0.5, over = \"5 s\" }\n";
            }
            text + "[timeline.silence]\nat = \"20 min\"\ndo.surge = { class = \"people\", factor = 1e-9 }\n"
        })
}

/// Every hop ends once, and workers, places in pools and connections come back, whatever the graph.
#[test]
fn nothing_is_left_when_nobody_asks() {
    let mut runner = TestRunner::new(Config { cases: 50, failure_persistence: None, ..Config::default() });
    let rest = runner.run(&graphs(), |text| {
        let outcome = played_to_rest(&text)?;
        for (number, service) in outcome.series.tiers.services.iter().enumerate() {
            for sample in service {
                // Workers that are taken away finish what they have begun.
                let fewer = text.contains("set_workers");
                prop_assert!(
                    fewer || sample.usage.busy <= sample.there + 1e-6,
                    "service {}: {:?}\n{}",
                    number,
                    sample,
                    text
                );
            }
        }
        for call in &outcome.series.tiers.calls {
            let mut all = syncstorm::model::observe::CallCounts::default();
            call.iter().for_each(|sample| all.add(&sample.counts));
            let sent = all.first_attempts + all.retries;
            let ended = all.answered + all.failures.iter().sum::<u64>();
            // What nobody waits for any more is neither answered nor failed.
            prop_assert!(ended <= sent, "{:?}\n{}", all, text);
        }
        Ok(())
    });
    rest.unwrap_or_else(|failed| panic!("{failed}"));
}
