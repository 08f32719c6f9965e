//! Instances that come up, and balancers that restart them. Oracles: arithmetic by hand, counterfactuals.

use crate::graph::value;
use crate::world::{load, objections, play};
use syncstorm::experiment::run::Outcome;
use syncstorm::scenario::Scenario;

/// Four instances for 40 requests/s each, which are asked for 140 requests/s. Two of them are slow for two minutes. An error
/// is asked again at once, of any of them; what nobody waits for any more leaves the queue.
const SPIRAL: &str = r#"
[run]
warm_up = "5 min"
length = "40 min"
sample = "1 min"
[classes.people]
arrivals = { rate = "140 /s" }
calls = "front"
timeout = "3 s"
behaviours.all = { tries = 4, server_error = "immediate" }
[classes.people.web]
[services.front]
instances = 4
workers = 4
queue = 400
drop_queued = true
steps = [{ work = { exponential = "100 ms" } }]
start = { work = { uniform = ["40 s", "60 s"] } }
[balancers.front]
check = { every = "5 s", timeout = "2 s" }
restarts = { fails = 3, grace = "1 min" }
at_most_ejected = 0
[timeline.slow]
at = "5 min"
lasts = "2 min"
do.slow_servers = { factor = 5.0, servers = { only = [0, 1] } }
"#;

fn ran(text: &str, sets: &[&str]) -> (Scenario, Outcome) {
    let scenario = load(text, sets);
    let outcome = play(&scenario, true).0;
    (scenario, outcome)
}

/// Answers per second in the last ten minutes.
fn at_the_end(outcome: &Outcome) -> f64 {
    let samples = &outcome.series.by_class[0];
    let last = &samples[samples.len() - 10..];
    last.iter().map(|sample| sample.counts.answered as f64).sum::<f64>() / 600.0
}

/// Instances that are merely slow look dead, and while one starts the others carry its load: they look dead in turn, and so on
/// for ever. Without restarts, and with checks that do not wait in the queue, the outage ends with its fault.
#[test]
fn restarts_of_slow_instances_keep_a_service_down() {
    let (scenario, outcome) = ran(SPIRAL, &[]);
    let (goodput, restarts) = (at_the_end(&outcome), value(&scenario, &outcome, "service.front.restarts"));
    assert!(goodput < 110.0 && restarts > 40.0, "{goodput} /s and {restarts} restarts");
    let story = syncstorm::report::story::tell(&scenario.document, &outcome, 1.0);
    assert!(story.contains("restarted an instance") && story.contains("because its checks failed"), "{story}");
    for stops in [
        "balancers.front.check.through_queue=false",
        "balancers.front.restarts.fails=60",
        "services.front.start.work=1 s",
    ] {
        let (scenario, outcome) = ran(SPIRAL, &[stops]);
        let goodput = at_the_end(&outcome);
        assert!((goodput - 140.0).abs() < 3.0, "{stops}: {goodput} /s");
        let restarts = value(&scenario, &outcome, "service.front.restarts");
        assert!((restarts > 0.0) == stops.contains("start.work"), "{stops}: {restarts} restarts");
    }
}

const MEANWHILE: &str = "services.front.start.serves_meanwhile=true";

const ALONE: &str = r#"
[run]
warm_up = "5 min"
length = "30 min"
sample = "1 min"
[verdict]
held_for = "10 min"
[classes.people]
arrivals = { rate = "10 /s", spacing = "even" }
calls = "front"
timeout = "1 min"
[classes.people.web]
[services.front]
workers = 20
steps = [{ work = "100 ms" }]
start = { work = "2 min" }
[timeline.down]
at = "10 min"
lasts = "1 min"
do.crash_servers = {}
"#;

/// By hand: down for a minute, and two more until it serves; or one in which a worker is busy with it beside the requests.
#[test]
fn a_start_takes_as_long_as_its_work() {
    let failures = |sets: &[&str]| {
        let (scenario, outcome) = ran(ALONE, sets);
        let failed: u64 =
            outcome.series.by_class[0].iter().map(|sample| sample.counts.failures.iter().sum::<u64>()).sum();
        (failed as i64, value(&scenario, &outcome, "service.front.busy_workers") * 1800.0)
    };
    let near = |(failed, busy): (i64, f64), (expected, worked): (i64, f64)| {
        assert!(
            (failed - expected).abs() <= 3 && (busy - worked).abs() < 1.0,
            "{failed}, {busy} instead of {expected}, {worked}"
        );
    };
    near(failures(&[]), (1800, 1620.0));
    near(failures(&["services.front.start.serves_meanwhile=true"]), (600, 1740.0 + 120.0));
    // A slow instance starts slowly.
    let slow = "timeline.slow={at=\"5 min\",do={slow_servers={factor=1.5}}}";
    let (failed, _) = failures(&[slow]);
    assert!((failed - 2400).abs() <= 3, "{failed}");
    // Alone on its processors a start takes no longer; beside requests it serves at once, whatever the start takes.
    near(failures(&["services.front.processors={cores=2}"]), (1800, 1620.0));
    let beside = ["services.front.processors={cores=1}", "classes.people.arrivals.rate=1 /s", MEANWHILE];
    let (failed, _) = failures(&beside);
    assert!((failed - 60).abs() <= 1, "{failed}");
    // A second crash undoes a start: what is left is done again.
    let again = "timeline.again={at=\"12 min\",lasts=\"1 min\",do={crash_servers={}}}";
    near(failures(&[again]), (3000, 1500.0));
}

/// An added instance starts, and one that was removed and has not ended what it had goes on as if nothing had been.
#[test]
fn who_is_added_starts() {
    let added = "timeline.more={at=\"2 min\",of=\"front\",do={set_instances={count=2}}}";
    let failed = |sets: &[&str]| {
        let (_, outcome) = ran(ALONE, sets);
        outcome.series.by_class[0].iter().map(|sample| sample.counts.failures.iter().sum::<u64>()).sum::<u64>() as i64
    };
    let sets = [added, "timeline.down.enabled=false", "calls.front.balance=round_robin"];
    // Half of 10 requests/s for two minutes.
    assert!((failed(&sets) - 600).abs() <= 2, "{}", failed(&sets));
    assert_eq!(failed(&[&sets[..], &["services.front.start.serves_meanwhile=true"]].concat()), 0);
    let fewer = "timeline.fewer={at=\"2 min\",lasts=\"1 min\",of=\"front\",do={set_instances={count=1}}}";
    let two = ["services.front.instances=2", "timeline.down.enabled=false", "calls.front.balance=round_robin", fewer];
    assert!((failed(&two) - 600).abs() <= 2, "{}", failed(&two));
    // With works of two minutes there is always somebody in it.
    let long = [
        "services.front.steps=[{work=\"2 min\"}]",
        "services.front.workers=unlimited",
        "classes.people.timeout=10 min",
    ];
    assert_eq!(failed(&[&two[..], &long].concat()), 0);
}

/// A restart loses what waits and what is at work, and connections break.
#[test]
fn a_restart_loses_what_an_instance_has() {
    let sets = [
        "timeline.down.enabled=false",
        "services.front.steps=[{work=\"20 s\"}]",
        "services.front.workers=10",
        "services.front.start.work=1 s",
        "calls.front.connection={}",
        "balancers.front={check={every=\"5 s\"},restarts={fails=2},at_most_ejected=0}",
    ];
    let scenario = load(ALONE, &sets);
    let (outcome, cell) = play(&scenario, true);
    let metric = |name: &str| value(&scenario, &outcome, name);
    // Within a second after each start all workers are busy for 20 s, and two checks in their queue fail within 10 s.
    let restarts = metric("service.front.restarts");
    assert!((restarts - 180.0).abs() <= 2.0, "{restarts}");
    assert_eq!((metric("people.answered"), metric("service.front.wasted_work")), (0.0, 1.0));
    for (opened, closed, remembered) in cell.connections() {
        assert_eq!(opened, closed + remembered);
    }
}

/// Starts and restarts move nobody's arrivals, and where all is well they change nothing.
#[test]
fn arrivals_stay_what_they_are() {
    let first = |sets: &[&str]| {
        let cell = play(&load(SPIRAL, sets), true).1;
        cell.trace.attempts.iter().filter(|attempt| !attempt.4).copied().collect::<Vec<_>>()
    };
    assert!(
        first(&[])
            == first(&["balancers.front.restarts.grace=30 s", "services.front.start.work={exponential=\"20 s\"}"])
    );
    let well = "timeline.slow.enabled=false";
    let counts = |sets: &[&str]| play(&load(SPIRAL, sets), true).1.seen.counts;
    assert!(counts(&[well]) == counts(&[well, "services.front.start.work=5 min", "balancers.front.restarts.fails=2"]));
}

fn told(sets: &[&str]) -> String {
    objections(ALONE, sets)
}

#[test]
fn mistakes_are_told_with_cause_and_remedy() {
    for (set, words) in [
        ("balancers.front.restarts={}", "restarts without checks"),
        ("balancers.front={check={},restarts={fails=0}}", "an impossible number in a row"),
        ("services.front.start={}", "work"),
        ("balancers.front={check={},at_most_ejected=0}", "a balancer that ejects nobody"),
    ] {
        let told = told(&[set]);
        assert!(told.contains(words), "{set}: `{words}` is missing in\n{told}");
    }
    for (sets, words) in [
        (&["timeline.down.do={slow_servers={factor=2.0}}"][..], "ever lets an instance of it come up"),
        (&["services.front.start.work=0 s"], "the work takes no time"),
        (
            &["services.front.start.serves_meanwhile=true", "services.front.workers=unlimited"],
            "its work takes nothing from a request",
        ),
        (
            &[
                "balancers.front={check={through_queue=false},restarts={}}",
                "services.front.start.serves_meanwhile=true",
            ],
            "a check fails only of an instance that is down",
        ),
        (&["balancers.front={check={fails=2},restarts={},at_most_ejected=0}"], "is counted alone"),
        (&["balancers.front={check={},outliers={},restarts={},at_most_ejected=0}"], "let some be ejected"),
        (&["balancers.front={check={},restarts={},at_most_ejected=0,panic_below=0.5}"], "so there are never too few"),
    ] {
        let told = told(sets);
        assert!(told.contains("a setting that does nothing here") && told.contains(words), "{sets:?}: {words}\n{told}");
    }
    for sets in [
        &[][..],
        &["balancers.front={check={},restarts={},at_most_ejected=0}"],
        &["balancers.front={check={},restarts={}}", "timeline.down.enabled=false"],
        // Instances that are added start, and fail their checks meanwhile.
        &[
            "balancers.front={check={through_queue=false}}",
            "services.front.instances=2",
            "timeline.down.do={set_instances={count=4}}",
        ],
    ] {
        assert_eq!(told(sets), "", "{sets:?}");
    }
}
