//! Counted resources. Oracles: arithmetic by hand, and the same run without.

use crate::graph::{graphs, value};
use crate::world::{load, objections, play, played_to_rest};
use proptest::test_runner::{Config, TestRunner};
use syncstorm::model::retry::ErrorKind;

/// Requests that take a megabyte each, of 100 MB; two workers are enough for 20/s of 50 ms, until they are slow.
const MEMORY: &str = r#"
[run]
warm_up = "10 min"
length = "1 h"
sample = "1 min"
[classes.people]
arrivals = { rate = "20 /s" }
calls = "api"
timeout = "20 s"
[classes.people.web]
[services.api]
workers = 2
steps = [{ work = { exponential = "50 ms" } }]
[services.api.resources.memory]
per = "request"
amount = 1.0
limit = 100.0
consequence = "restart"
[timeline.slow]
at = "10 min"
lasts = "5 min"
of = "api"
do.slow_servers.factor = 10.0
"#;

/// Twenty come each second and four are served: 16 more each second, and a restart about every 6 s, 48 in five minutes. Each
/// loses a hundred.
#[test]
fn an_instance_that_has_no_memory_left_restarts() {
    let scenario = load(MEMORY, &[]);
    let (outcome, cell) = play(&scenario, true);
    let restarts = value(&scenario, &outcome, "service.api.restarts");
    assert!((restarts - 48.0).abs() < 6.0, "{restarts}");
    let errors: u64 = cell.seen.counts.iter().map(|interval| interval[0].failures.iter().sum::<u64>()).sum();
    // The hundred that are there, and the one for which there was nothing left.
    assert_eq!(errors, 101 * restarts as u64);
    assert!(outcome.series.tiers.services[0].iter().all(|sample| sample.usage.waiting / sample.seconds < 100.0));
    let refuse = "services.api.resources.memory.consequence=refuse";
    let scenario = load(MEMORY, &[refuse]);
    let refusing = play(&scenario, true).0;
    assert_eq!(value(&scenario, &refusing, "service.api.restarts"), 0.0);
    assert!(value(&scenario, &refusing, "service.api.refused_per_s") > 0.5);
    // Without a limit the queue is longer, and while all is well nothing differs.
    let text = MEMORY.replace("limit = 100.0", "limit = 1e9");
    let without = play(&load(&text, &[]), true).1;
    assert!(without.seen.counts[..20] == cell.seen.counts[..20]);
}

/// Each instance has a thread for every other one, of five at most: six instances are possible, and the seventh is too many
/// for all of them.
const PEERS: &str = r#"
[run]
warm_up = "10 min"
length = "1 h"
sample = "1 min"
[classes.people]
arrivals = { rate = "50 /s" }
calls = "front"
timeout = "5 s"
[classes.people.web]
[services.front]
instances = 6
workers = 10
steps = [{ work = { exponential = "50 ms" } }]
[services.front.resources.threads]
per = "peer"
limit = 5.0
consequence = "refuse"
[timeline.more]
at = "10 min"
lasts = "20 min"
of = "front"
do.set_instances.count = 7
"#;

#[test]
fn one_instance_too_many_is_too_many_for_all() {
    for (consequence, refused) in [("refuse", true), ("restart", false)] {
        let set = format!("services.front.resources.threads.consequence={consequence}");
        let scenario = load(PEERS, &[&set]);
        let (outcome, cell) = play(&scenario, true);
        let good = |minute: usize| {
            cell.seen.counts[minute][0].answered as f64 / cell.seen.counts[minute][0].first_attempts as f64
        };
        assert!(good(19) > 0.97 && good(42) > 0.97, "{} {}", good(19), good(42));
        assert_eq!(good(25), 0.0, "{consequence}");
        assert_eq!(value(&scenario, &outcome, "service.front.refused_per_s") > 1.0, refused);
        assert_eq!(value(&scenario, &outcome, "service.front.restarts") > 1000.0, !refused);
    }
    let (_, cell) = play(&load(PEERS, &["services.front.resources.threads.limit=6"]), true);
    assert!(cell.seen.counts[25][0].answered > 2800);
}

/// One instance too many is the cause, and how many requests were refused for it is what the clients saw: errors at nothing
/// else.
#[test]
fn what_runs_out_is_named() {
    let scenario = load(PEERS, &["verdict.held_for=5 min"]);
    let (outcome, cell) = play(&scenario, true);
    let story = syncstorm::report::story::tell(&scenario.document, &outcome, 1.0);
    assert!(story.contains("The cause: front: 7 instances (more, by operators, from 10 min to 30 min)"), "{story}");
    let busy = ErrorKind::Busy.index();
    let refused: u64 = cell.seen.counts.iter().map(|interval| interval[0].failures[busy]).sum();
    assert!(refused > 1000);
    assert_eq!(cell.seen.services.iter().map(|interval| interval[0].lacked).sum::<u64>(), refused);
    assert!(story.contains("requests for want of a resource"), "{story}");
    // More load than the memory that there is: nothing of the timeline, and yet something that was full.
    let text =
        MEMORY.replace("consequence = \"restart\"", "consequence = \"refuse\"").replace("limit = 100.0", "limit = 2.0");
    let sets =
        ["timeline.slow.enabled=false", "services.api.workers=unlimited", "verdict.held_for=5 min", "run.warm_up=0 s"];
    let scenario = load(&text, &sets);
    let outcome = play(&scenario, true).0;
    let story = syncstorm::report::story::tell(&scenario.document, &outcome, 1.0);
    assert!(!story.contains("no resource full"), "{story}");
}

/// Whatever runs out, nothing is left when nobody asks, and workers are booked once.
#[test]
fn nothing_is_left_with_resources() {
    let mut runner = TestRunner::new(Config { cases: 30, failure_persistence: None, ..Config::default() });
    let rest = runner.run(&graphs(), |text| {
        let mut text = text;
        for (number, name) in ["front", "middle", "store"].into_iter().enumerate() {
            let consequence = if (text.len() + number).is_multiple_of(2) { "restart" } else { "refuse" };
            text += &format!(
                "[services.{name}.resources.memory]\nper = \"request\"\namount = 1.5\nlimit = 6.0\nconsequence = \"{consequence}\"\n"
            );
            if number > 0 {
                let head = format!("[services.{name}]\n");
                let durable = "durable = { accept = \"1 ms\", redeliver = 1, redeliver_after = \"1 s\" }\n";
                let durable = if text.len().is_multiple_of(3) { durable } else { "" };
                text = text.replace(&head, &format!("{head}{durable}"));
            }
        }
        played_to_rest(&text).map(|_| ())
    });
    rest.unwrap_or_else(|failed| panic!("{failed}"));
}

#[test]
fn mistakes_about_resources_are_told() {
    assert_eq!(objections(MEMORY, &[]), "");
    assert_eq!(objections(PEERS, &[]), "");
    for (text, set, words) in [
        (MEMORY, "services.api.resources.memory.limit=0.5", "a resource that is never enough"),
        (MEMORY, "services.api.resources.memory.limit=-1.0", "an impossible limit"),
        (MEMORY, "services.api.resources.memory.amount=0.0", "an impossible amount"),
        (MEMORY, "services.api.queue=10", "12 requests are in an instance at most"),
        (PEERS, "services.front.resources.threads.limit=4.0", "the other instances take 5"),
        (PEERS, "timeline.more.do.set_instances.count=5", "5 other instances are there at most"),
    ] {
        let told = objections(text, &[set]);
        assert!(told.contains(words) && told.contains('^'), "{set}: {words}\n{told}");
    }
}
