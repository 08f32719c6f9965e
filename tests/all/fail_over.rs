//! Calls that fail over to another service. Oracles: arithmetic by hand, and the same run without.

use crate::graph::{graphs, value};
use crate::world::{load, objections, play, played_to_rest};
use proptest::test_runner::{Config, TestRunner};

const TWO: &str = r#"
[run]
warm_up = "10 min"
length = "1 h"
sample = "1 min"
[classes.people]
arrivals = { rate = "20 /s" }
calls = "front"
timeout = "5 s"
[classes.people.web]
[classes.people.behaviours.all]
tries = 2
any_error.after = "1 s"
[services.front]
workers = "unlimited"
steps = [{ work = "5 ms" }, { call = "store" }]
[services.store]
instances = 2
workers = 20
queue = 50
steps = [{ work = { exponential = "100 ms" } }]
[services.other]
workers = 40
steps = [{ work = { exponential = "100 ms" } }]
[calls.store]
timeout = "1 s"
behaviour = { tries = 2, any_error.after = "50 ms" }
[timeline.over]
at = "20 min"
lasts = "10 min"
do.fail_over = { call = "store", to = "other", share = 0.25 }
"#;

/// A quarter of the calls goes to the other service from minute 30 of the run on, for ten minutes; nobody's arrival and no
/// call that stays where it was is any other.
#[test]
fn a_share_goes_elsewhere_and_comes_back() {
    let scenario = load(TWO, &[]);
    let (outcome, cell) = play(&scenario, true);
    let tiers = &outcome.series.tiers;
    let taken = |service: usize, minutes: std::ops::Range<usize>| -> f64 {
        tiers.services[service][minutes].iter().map(|sample| sample.counts.taken as f64).sum()
    };
    // In the order of their names: front, other, store.
    let (other, store) = (taken(1, 31..40), taken(2, 31..40));
    let share = other / (other + store);
    // Of 10 800: four standard deviations.
    assert!((share - 0.25).abs() < 0.017, "{share}");
    assert_eq!((taken(1, 0..30), taken(1, 41..70)), (0.0, 0.0));
    assert_eq!(value(&scenario, &outcome, "people.availability"), 1.0);
    let (_, without) = play(&load(TWO, &["timeline.over.enabled=false"]), true);
    assert!(cell.trace.attempts == without.trace.attempts);
    assert_eq!(cell.not_at_rest().len(), without.not_at_rest().len());
    // The call itself counts all of them.
    let rate = value(&scenario, &outcome, "call.store.requests_per_s");
    assert!((rate - 20.0).abs() < 0.5, "{rate}");
}

/// Down for half an hour; who fails over is served, and the others are not. Calls of clients fail over like those of steps.
#[test]
fn what_fails_over_is_served_while_the_service_is_down() {
    let down = "timeline.down={at=\"20 min\",lasts=\"10 min\",of=\"store\",do={crash_servers={}}}";
    let good = |sets: &[&str]| {
        let sets: Vec<&str> = [&[down, "classes.people.behaviours.all={}"][..], sets].concat();
        let samples = play(&load(TWO, &sets), true).0.series.by_class[0][31..39].to_vec();
        let sum = |of: fn(&syncstorm::measure::ClassSample) -> u64| samples.iter().map(of).sum::<u64>() as f64;
        sum(|sample| sample.counts.answered) / sum(|sample| sample.counts.first_attempts)
    };
    // Two tries of a call, each with a quarter: 1 - 0.75² of them.
    assert_eq!(good(&["timeline.over.enabled=false"]), 0.0);
    let found = good(&[]);
    assert!((found - 0.4375).abs() < 0.025, "{found}");
    assert!(good(&["timeline.over.do.fail_over.share=1.0"]) > 0.99);
    let text = TWO.replace("calls = \"front\"", "calls = \"store\"");
    let text =
        text.replace("[calls.store]\ntimeout = \"1 s\"\nbehaviour = { tries = 2, any_error.after = \"50 ms\" }\n", "");
    let text = text.replace(
        "[services.front]\nworkers = \"unlimited\"\nsteps = [{ work = \"5 ms\" }, { call = \"store\" }]\n",
        "",
    );
    let scenario = load(&text, &[down, "timeline.over.do.fail_over.share=1.0"]);
    let (outcome, cell) = play(&scenario, true);
    assert_eq!(value(&scenario, &outcome, "people.availability"), 1.0);
    let taken: Vec<u64> = outcome.series.tiers.services.iter().map(|service| service[35].counts.taken).collect();
    assert!(taken[0] > 1000 && taken[1] == 0, "{taken:?}");
    assert!(cell.seen.counts[35][0].elsewhere.taken > 1000);
}

/// A later entry for the same call holds until it ends; then the earlier one does again.
#[test]
fn the_later_entry_holds() {
    let third = "services.third={workers=40,steps=[{work=\"100 ms\"}]}";
    let later = "timeline.later={at=\"23 min\",lasts=\"4 min\",do={fail_over={call=\"store\",to=\"third\"}}}";
    let outcome = play(&load(TWO, &[third, later, "timeline.over.do.fail_over.share=1.0"]), true).0;
    let taken = |minute: usize| -> Vec<bool> {
        outcome.series.tiers.services.iter().skip(1).map(|service| service[minute].counts.taken > 600).collect()
    };
    // Other, store, third.
    assert_eq!(
        [32, 35, 38, 45].map(taken),
        [[true, false, false], [false, false, true], [true, false, false], [false, true, false]]
    );
}

/// The other service has room for half of what is sent to it, and nothing is broken: the move itself is the cause, and nobody is
/// well while it is in force.
#[test]
fn a_fail_over_to_a_place_without_room_is_a_cause() {
    let text = TWO.replace("lasts = \"10 min\"\n", "").replace("workers = 40", "workers = 1");
    let scenario = load(&text, &["timeline.over.do.fail_over.share=1.0", "verdict.held_for=5 min"]);
    let outcome = play(&scenario, true).0;
    let story = syncstorm::report::story::tell(&scenario.document, &outcome, 1.0);
    assert!(story.contains("Verdict: down"), "{story}");
    assert!(story.contains("with this in force: store: all requests go to other (over)."), "{story}");
    assert!(story.contains("(over, by operators, from 20 min to the end)"), "{story}");
}

/// Whatever fails over, nothing is left when nobody asks, and workers and connections are booked once.
#[test]
fn nothing_is_left_with_fail_over() {
    let mut runner = TestRunner::new(Config { cases: 25, failure_persistence: None, ..Config::default() });
    let rest = runner.run(&graphs(), |text| {
        let mut text = text;
        for (number, call) in ["front", "middle", "store"].into_iter().enumerate() {
            text += &format!(
                "[services.spare_{call}]\ninstances = {}\nworkers = 2\nqueue = 10\nsteps = [{{ work = {{ exponential = \"30 ms\" }} }}]\n\
                 [timeline.over_{call}]\nat = \"{} min\"\nlasts = \"6 min\"\ndo.fail_over = {{ call = \"{call}\", to = \"spare_{call}\", share = 0.5 }}\n",
                1 + number,
                4 + number
            );
        }
        played_to_rest(&text).map(|_| ())
    });
    rest.unwrap_or_else(|failed| panic!("{failed}"));
}

#[test]
fn mistakes_about_a_fail_over_are_told() {
    assert_eq!(objections(TWO, &[]), "");
    let over = "timeline.over.do.fail_over";
    let circle = "services.other.steps=[{call=\"front\"}]";
    for (sets, words) in [
        (&["call=stroe"][..], "there is no [calls.stroe]"),
        (&["to=othr"], "did you mean `other`?"),
        (&["to=store"], "a fail-over to the same service"),
        (&["share=0.0"], "a fail-over of nothing"),
        (&["call=other", "to=store"], "nobody makes this call"),
    ] {
        let sets: Vec<String> = sets.iter().map(|set| format!("{over}.{set}")).collect();
        let told = objections(TWO, &sets.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(told.contains(words) && told.contains('^'), "{sets:?}: {words}\n{told}");
    }
    assert!(objections(TWO, &[circle]).contains("a circle of calls"), "{}", objections(TWO, &[circle]));
    let handler = ["calls.store.handler=read", "services.store.handlers={read={steps=[{work=\"1 ms\"}]}}"];
    assert!(objections(TWO, &handler).contains("`other` has none of that name"));
    let of = objections(TWO, &["timeline.over.of=store"]);
    assert!(of.contains("the action concerns a call, which it names itself"), "{of}");
    let short = "[classes.c]\narrivals = { rate = \"1 /s\" }\nservice = \"1 ms\"\n[classes.c.web]\n[timeline.over]\nat = \"1 h\"\n\
                 do.fail_over = { call = \"front\", to = \"other\" }\n";
    assert!(objections(short, &[]).contains("a fail-over to nobody"), "{}", objections(short, &[]));
}
