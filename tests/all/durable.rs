//! Durable queues, which answer before the work. Oracles: arithmetic by hand, the same run without, and invariants on random
//! graphs.

use crate::graph::{graphs, value};
use crate::world::{load, objections, play, played_to_rest};
use proptest::test_runner::{Config, TestRunner};

/// Five workers for 10 requests/s of a tenth of a second; ten minutes long ten times as many come.
const JOBS: &str = r#"
[run]
warm_up = "10 min"
length = "1 h"
sample = "1 min"
[classes.people]
arrivals = { rate = "10 /s", spacing = "even" }
calls = "jobs"
timeout = "5 s"
[classes.people.web]
[services.jobs]
workers = 5
steps = [{ work = "100 ms" }]
[services.jobs.durable]
accept = "20 ms"
[timeline.rush]
at = "10 min"
lasts = "10 min"
do.surge = { class = "people", factor = 10.0 }
"#;

/// Without the queue that answers before the work, half of those in the rush are not answered in time.
fn without(text: &str) -> String {
    text.replace("[services.jobs.durable]\naccept = \"20 ms\"\n", "")
}

/// 50 more come each second than are served: 30 000 in ten minutes, and then 40 fewer each second. In order, whoever comes to
/// its turn when the rush ends came five minutes before.
#[test]
fn nobody_waits_for_a_backlog() {
    let scenario = load(JOBS, &[]);
    let (outcome, cell) = play(&scenario, true);
    assert_eq!(value(&scenario, &outcome, "people.availability"), 1.0);
    let samples = &outcome.series.tiers.services[0];
    let backlog = |minute: usize| samples[minute].usage.backlog / samples[minute].seconds;
    assert!((backlog(29) - 28_500.0).abs() < 300.0, "{}", backlog(29));
    assert!((samples[29].usage.oldest - 300.0).abs() < 10.0, "{}", samples[29].usage.oldest);
    // 30 000 at 40 per second: 12.5 minutes.
    assert!(backlog(41) > 1000.0 && backlog(43) < 2.0, "{} {}", backlog(41), backlog(43));
    let sum = |of: fn(&syncstorm::model::observe::ServiceCounts) -> u64| -> u64 {
        samples.iter().map(|sample| of(&sample.counts)).sum()
    };
    let left: u64 = cell.attempts_alive() as u64;
    assert!(sum(|counts| counts.accepted) - sum(|counts| counts.done) <= left);
    let without = without(JOBS);
    let scenario = load(&without, &[]);
    let plain = play(&scenario, true).0;
    assert!(value(&scenario, &plain, "people.availability") < 0.6);
}

/// Ten are at work and five instances' worth of others wait when the instance goes down: the ten are done again from their
/// beginning, and nothing is lost. Without, all of them are.
#[test]
fn a_crash_loses_nothing() {
    let down = "timeline.down={at=\"30 min\",lasts=\"5 min\",of=\"jobs\",do={crash_servers={}}}";
    let sets =
        ["services.jobs.workers=20", "services.jobs.steps=[{work=\"1 s\"}]", "timeline.rush.enabled=false", down];
    let scenario = load(JOBS, &sets);
    let (outcome, cell) = play(&scenario, true);
    let metric = |name: &str| value(&scenario, &outcome, name);
    assert_eq!((metric("service.jobs.done_again"), metric("service.jobs.dead_letters")), (10.0, 0.0));
    let (accepted, done) = (metric("service.jobs.accepted_per_s"), metric("service.jobs.done_per_s"));
    assert!((accepted - done).abs() * 3600.0 < 12.0, "{accepted} {done}");
    // The clients hear of the crash all the same: an instance that is down accepts nothing.
    let errors: u64 = cell.seen.counts.iter().map(|interval| interval[0].failures.iter().sum::<u64>()).sum();
    assert!(errors.abs_diff(3000) < 3, "{errors}");
    assert!(cell.seen.services[40][0].wasted_work > 0);
    // A backlog survives too.
    let rush = "timeline.down={at=\"15 min\",lasts=\"5 min\",of=\"jobs\",do={crash_servers={}}}";
    let samples = play(&load(JOBS, &[rush]), true).0.series.tiers.services[0].to_vec();
    let backlog = |minute: usize| samples[minute].usage.backlog / samples[minute].seconds;
    assert!((backlog(27) - 15_000.0).abs() < 20.0 && samples[29].usage.oldest > 440.0, "{}", backlog(27));
}

/// Half of the deliveries fail, and there are three of them: an eighth is dead.
#[test]
fn what_fails_is_delivered_again() {
    let fails =
        ["services.jobs.failure_probability=0.5", "services.jobs.durable.redeliver=2", "timeline.rush.enabled=false"];
    let scenario = load(JOBS, &fails);
    let (outcome, _) = play(&scenario, true);
    let metric = |name: &str| value(&scenario, &outcome, name);
    let all = metric("service.jobs.accepted_per_s") * 3600.0;
    let (dead, again) = (metric("service.jobs.dead_letters") / all, metric("service.jobs.redelivered") / all);
    // Of 36 000: four standard deviations.
    assert!((dead - 0.125).abs() < 0.008 && (again - 0.75).abs() < 0.02, "{dead} {again}");
    assert_eq!(metric("people.availability"), 1.0);
    let delay = metric("service.jobs.done_after_s");
    // 4/7 at once, 2/7 after 10 s and 1/7 after 20 s, and a tenth of a second each.
    assert!((delay - (40.0 / 7.0 + 0.1 * 11.0 / 7.0)).abs() < 0.15, "{delay}");
    let scenario = load(JOBS, &[fails[0], "services.jobs.durable.redeliver=0", fails[2]]);
    let outcome = play(&scenario, true).0;
    let dead = value(&scenario, &outcome, "service.jobs.dead_letters") / all;
    assert!((dead - 0.5).abs() < 0.012, "{dead}");
}

/// A call of a message has retries as any call; what fails for good is delivered again later.
#[test]
fn a_message_waits_for_a_service_that_is_down() {
    let sets = [
        "services.jobs.steps=[{work=\"10 ms\"},{call=\"store\"}]",
        "services.store={workers=50,steps=[{work=\"50 ms\"}]}",
        "calls.store={timeout=\"1 s\",behaviour={tries=3,any_error.after=\"100 ms\"}}",
        "services.jobs.durable.redeliver=unlimited",
        "services.jobs.durable.redeliver_after=1 min",
        "timeline.rush.enabled=false",
        "timeline.down={at=\"20 min\",lasts=\"10 min\",of=\"store\",do={crash_servers={}}}",
    ];
    let scenario = load(JOBS, &sets);
    let (outcome, _) = play(&scenario, true);
    let metric = |name: &str| value(&scenario, &outcome, name);
    assert_eq!((metric("people.availability"), metric("service.jobs.dead_letters")), (1.0, 0.0));
    let tiers = &outcome.series.tiers;
    assert!((tiers.services[0][39].usage.backlog / 60.0 - 5700.0).abs() < 150.0);
    assert!(tiers.services[0][45].usage.backlog / 60.0 < 5.0);
    let tries = tiers.calls.iter().map(|call| call[35].counts.retries).max();
    assert!(tries > Some(1200), "{tries:?}");
}

/// What happened to messages is told with the counts of the run: no class would say it.
#[test]
fn the_story_tells_what_became_of_messages() {
    let scenario = load(JOBS, &["services.jobs.failure_probability=0.5", "services.jobs.durable.redeliver=1"]);
    let outcome = play(&scenario, true).0;
    let story = syncstorm::report::story::tell(&scenario.document, &outcome, 1.0);
    let counts = &outcome.summary.tiers.services[0].counts;
    let (failed, dead) = (counts.redelivered + counts.dead_letters, counts.dead_letters);
    assert!(dead > 100 && failed > 2 * dead);
    let count = |number: u64| syncstorm::report::words::count(number as f64);
    let accepted = format!("`jobs` accepted {} messages since the onset", count(counts.accepted));
    assert!(story.contains(&accepted), "{accepted}\n{story}");
    let given_up = format!("{} deliveries failed, and {} messages were given up.", count(failed), count(dead));
    assert!(story.contains(&given_up), "{given_up}\n{story}");
    assert!(story.contains("a delivery of a message failed"), "{story}");
    assert!(story.contains("No say in it: the messages of `jobs`."), "{story}");
    // The backlog at its most, and when it was gone, from the intervals.
    let samples = &outcome.series.tiers.services[0];
    let mean = |at: usize| samples[at].usage.backlog / samples[at].seconds;
    let (before, after) = (0..outcome.series.onset, outcome.series.onset..samples.len());
    let usually = before.map(mean).fold(0.0, f64::max);
    let most = after.clone().map(mean).fold(0.0, f64::max);
    let last = after.rev().find(|at| mean(*at) > usually).expect("there was a backlog");
    let number = syncstorm::report::words::number;
    assert!(story.contains(&format!("At most {} of them waited or were at work", number(most))), "{story}");
    assert!(last + 1 < samples.len() && story.contains("on there were no more than before the onset."), "{story}");
}

/// Whatever is durable, nothing is left when nobody asks, every message ends once, and workers are booked once.
#[test]
fn every_message_ends_once() {
    let mut runner = TestRunner::new(Config { cases: 30, failure_persistence: None, ..Config::default() });
    let durable = "durable = { accept = { exponential = \"5 ms\" }, redeliver = 2, redeliver_after = { exponential = \"2 s\" } }\n";
    let rest = runner.run(&graphs(), |text| {
        let seed = text.len() % 3;
        let mut text = text;
        for (number, name) in ["front", "middle", "store"].into_iter().enumerate() {
            if number != seed {
                let head = format!("[services.{name}]\n");
                text = text.replace(&head, &format!("{head}{durable}failure_probability = 0.1\n"));
            }
        }
        let outcome = played_to_rest(&text)?;
        for (number, service) in outcome.series.tiers.services.iter().enumerate() {
            let sum = |of: fn(&syncstorm::model::observe::ServiceCounts) -> u64| -> u64 {
                service.iter().map(|sample| of(&sample.counts)).sum()
            };
            let ended = sum(|counts| counts.done) + sum(|counts| counts.dead_letters);
            proptest::prop_assert_eq!(sum(|counts| counts.accepted), ended, "service {}\n{}", number, text);
        }
        Ok(())
    });
    rest.unwrap_or_else(|failed| panic!("{failed}"));
}

#[test]
fn mistakes_about_durable_queues_are_told() {
    assert_eq!(objections(JOBS, &[]), "");
    for (sets, words) in [
        (&["redeliver=unlimited", "redeliver_after=0 s"][..], "deliveries that take no time"),
        (&["redeliver=3"], "its handlers call nobody and never fail"),
        (&["redeliver=0", "redeliver_after=3 s"], "no message is delivered again"),
    ] {
        let sets: Vec<String> = sets.iter().map(|set| format!("services.jobs.durable.{set}")).collect();
        let told = objections(JOBS, &sets.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(told.contains(words) && told.contains('^'), "{sets:?}: {words}\n{told}");
    }
    let idle = objections(JOBS, &["services.jobs.stop_running=true"]);
    assert!(idle.contains("nobody waits for the work of a durable queue"), "{idle}");
}
