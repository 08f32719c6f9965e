//! Services and the edge say when to come back, and who obeys does. Oracle: arithmetic by hand.

use crate::world::{load, play};
use syncstorm::model::observe::WishEnd;

/// Two people ask at once where there is one worker and no place to wait.
const TWO: &str = r#"
[run]
warm_up = "10 min"
length = "1 h"
sample = "1 min"
[classes.people]
population = 2
start = "together"
calls = "front"
[classes.people.web]
think = "15 min"
[classes.people.behaviours.all]
any_error.after = "10 s"
[services.front]
queue = 0
steps = [{ work = "1 s" }]
"#;

/// How long the first two wishes took, in milliseconds.
fn took(text: &str, sets: &[&str]) -> Vec<u64> {
    let (_, cell) = play(&load(text, sets), true);
    let met = cell.trace.ends.iter().filter(|end| end.4 == WishEnd::Success);
    met.map(|end| (end.0 - end.3) / 1_000_000).take(2).collect()
}

/// By hand: the second one is refused, comes back after 3 s (or the 10 s of its own), and is served for 1 s.
#[test]
fn clients_obey_a_service_that_refuses() {
    let (obeys, says) =
        ("classes.people.behaviours.all.obeys_retry_after=1.0", "services.front.refuses.retry_after=3 s");
    // A timeout, or a link, takes the long way to the refusal.
    for way in [&[][..], &["classes.people.timeout=1 min"], &["calls.front.link=wan", "links.wan.capacity=1 Mbit/s"]] {
        assert_eq!(took(TWO, &[way, &[obeys, says]].concat()), [1000, 4000], "{way:?}");
        assert_eq!(took(TWO, &[way, &[says]].concat()), [1000, 11_000], "{way:?}");
        assert_eq!(took(TWO, &[way, &[obeys]].concat()), [1000, 11_000], "{way:?}");
    }
}

/// The same of a handler whose call is refused; its outcome is still `busy`.
#[test]
fn calls_obey_a_service_that_refuses() {
    let text = TWO.replace("queue = 0\nsteps = [{ work = \"1 s\" }]", "workers = 10\nsteps = [{ call = \"store\" }]")
        + "[services.store]\nqueue = 0\nrefuses.retry_after = \"3 s\"\nsteps = [{ work = \"1 s\" }]\n\
           [calls.store]\nbehaviour = { tries = 5, any_error.after = \"7 s\" }\n";
    assert_eq!(took(&text, &[]), [1000, 8000]);
    assert_eq!(took(&text, &["calls.store.behaviour.obeys_retry_after=1.0"]), [1000, 4000]);
    let taken_over =
        ["calls.store.behaviour={}", "services.front.steps=[{call=\"store\"},{on=[\"busy\"],work=\"5 s\"}]"];
    assert_eq!(took(&text, &taken_over), [1000, 5000]);
}

/// By hand: in an hour a knock every 5.1 s, or every 60.1 s; a quarter of an hour passes before somebody knocks.
#[test]
fn clients_obey_a_limit_at_the_edge() {
    let knocks = |sets: &[&str]| {
        let limit = "timeline.limit={at=\"0 s\",do={limit={class=\"people\",rate=\"1 /d\",retry_after=\"5 s\"}}}";
        let minute = "classes.people.behaviours.all.any_error.after=1 min";
        let (_, cell) = play(&load(TWO, &[&[limit, minute, "classes.people.population=1"], sets].concat()), true);
        cell.seen.counts.iter().map(|all| all[0].refused_at_edge).sum::<u64>()
    };
    // From 15 min to the end at 70 min.
    assert_eq!(knocks(&[]), 3300 * 10 / 601 + 1);
    assert_eq!(knocks(&["classes.people.behaviours.all.obeys_retry_after=1.0"]), 3300 * 10 / 51 + 1);
}

/// Half of forty obey: a device does, or does not, and never now and then. By hand as above: whoever obeys knocks every 5.1 s, whoever
/// does not every 60.1 s. Of a larger share those who obeyed before obey still.
#[test]
fn a_device_obeys_or_does_not() {
    let who = |share: &str| -> Vec<bool> {
        let limit = "timeline.limit={at=\"0 s\",do={limit={class=\"people\",rate=\"1 /d\",retry_after=\"5 s\"}}}";
        let share = format!("classes.people.behaviours.all.obeys_retry_after={share}");
        let sets =
            [limit, &share, "classes.people.behaviours.all.any_error.after=1 min", "classes.people.population=40"];
        let (_, cell) = play(&load(TWO, &sets), true);
        let mut knocks = vec![0u64; 40];
        cell.trace.attempts.iter().for_each(|knock| knocks[knock.2 as usize] += 1);
        // Who is let in once, asks once in a quarter of an hour after that.
        let often = |knocks: &u64| {
            assert!(*knocks > 600 || *knocks < 60, "{knocks} knocks");
            *knocks > 600
        };
        knocks.iter().map(often).collect()
    };
    let [some, more] = ["0.5", "0.8"].map(who);
    let count = |all: &[bool]| all.iter().filter(|obeys| **obeys).count();
    assert!((12..=28).contains(&count(&some)) && count(&more) > count(&some), "{} and {}", count(&some), count(&more));
    assert!(some.iter().zip(&more).all(|(before, now)| *now || !before));
}

/// Sixteen ask at once where there are four workers and no place to wait: twelve are refused, for 50 ms of work each. Every
/// worker does one of these when it is free: three for each, so that whoever comes from 1.15 s on is served at once. By hand,
/// and of one worker that did them all the last would be through at 1.6 s.
#[test]
fn refusals_are_shared_by_all_workers() {
    let text = TWO
        .replace("population = 2", "population = 16")
        .replace("queue = 0", "workers = 4\nqueue = 0\nrefusal = \"50 ms\"");
    let lasts = |wait: &str| {
        let (_, cell) = play(&load(&text, &[&format!("classes.people.behaviours.all.any_error.after={wait}")]), true);
        let met = cell.trace.ends.iter().filter(|end| end.4 == WishEnd::Success);
        met.map(|end| (end.0 - end.3) / 1_000_000).skip(4).take(4).collect::<Vec<u64>>()
    };
    // All of them free again: four of the twelve are served, eight refused.
    assert_eq!(lasts("1151 ms"), [2151; 4]);
    // A moment too early, nobody is.
    assert!(lasts("1149 ms")[0] > 2151);
    // Work is booked when it is done.
    let wasted: u64 = {
        let (_, cell) = play(&load(&text, &["classes.people.behaviours.all.tries=1"]), true);
        cell.seen.services.iter().map(|interval| interval[0].wasted_work).sum()
    };
    assert_eq!(wasted % 50_000_000, 0);
}
