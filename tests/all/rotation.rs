//! Which instances take part in balancing: checks, ejection, draining, and instances that come and go. Oracles: arithmetic
//! by hand, counterfactuals, and invariants on random graphs.

use crate::graph::{graphs, value};
use crate::world::{load, objections, play, played_to_rest};
use proptest::test_runner::{Config, TestRunner};
use syncstorm::experiment::run::Outcome;
use syncstorm::scenario::Scenario;

/// Ten instances for 10 requests/s each, which are asked for 82 requests/s. Five of them go down for two minutes.
const CASCADE: &str = r#"
[run]
warm_up = "5 min"
length = "30 min"
sample = "1 min"
[classes.people]
arrivals = { rate = "82 /s" }
calls = "front"
timeout = "2 s"
[classes.people.web]
[calls.front]
balance = "round_robin"
[services.front]
instances = 10
workers = 1
steps = [{ work = "100 ms" }]
[balancers.front]
check = { every = "5 s", timeout = "1 s", fails = 3, passes = 2 }
[timeline.down]
at = "5 min"
lasts = "2 min"
do.crash_servers = { servers = { only = [0, 1, 2, 3, 4] } }
"#;

/// What a metric is in the last ten minutes, long after the fault.
fn at_the_end(outcome: &Outcome) -> f64 {
    let samples = &outcome.series.by_class[0];
    let last = &samples[samples.len() - 10..];
    last.iter().map(|sample| sample.counts.answered as f64).sum::<f64>() / 600.0
}

fn ran(text: &str, sets: &[&str]) -> (Scenario, Outcome) {
    let scenario = load(text, sets);
    let outcome = play(&scenario, true).0;
    (scenario, outcome)
}

/// Five instances cannot carry all: they look ill and are ejected, and whichever comes back has to carry all alone. The
/// fault is over after two minutes, the outage is not. Where hardly any may be ejected, or so few are too few, it is.
#[test]
fn ejection_makes_a_cascade_and_thresholds_stop_it() {
    let (scenario, outcome) = ran(CASCADE, &[]);
    let (goodput, ejections) = (at_the_end(&outcome), value(&scenario, &outcome, "service.front.ejections"));
    assert!(goodput < 41.0 && ejections > 50.0, "{goodput} /s and {ejections} ejections");
    for stops in ["balancers.front.at_most_ejected=0.1", "balancers.front.panic_below=0.6"] {
        let (scenario, outcome) = ran(CASCADE, &[stops]);
        let goodput = at_the_end(&outcome);
        assert!((goodput - 82.0).abs() < 2.0, "{stops}: {goodput} /s");
        assert!(value(&scenario, &outcome, "service.front.ejections") >= 1.0);
    }
    // Nor is there one where a check sees only what is up: it is the load that makes instances look ill.
    let (_, outcome) = ran(CASCADE, &["balancers.front.check.through_queue=false"]);
    assert!((at_the_end(&outcome) - 82.0).abs() < 2.0);
}

/// By hand: a check that takes longer than it may fails although everything is up, and one worker does both.
#[test]
fn a_check_costs_what_it_costs_and_is_counted_nowhere_else() {
    let quiet = ["classes.people.arrivals.rate=1 /s", "timeline.down.enabled=false"];
    let (scenario, outcome) = ran(CASCADE, &[&quiet[..], &["balancers.front.check.work=500 ms"]].concat());
    let metric = |name: &str| value(&scenario, &outcome, name);
    // Ten instances with half a second of checks every 5 s, and a tenth of a second every second.
    assert!((metric("service.front.busy_workers") - 1.1).abs() < 0.02, "{}", metric("service.front.busy_workers"));
    assert!((metric("service.front.taken_per_s") - metric("call.front.requests_per_s")).abs() < 0.01);
    assert_eq!((metric("service.front.ejections"), metric("service.front.in_rotation")), (0.0, 1.0));
    let (scenario, outcome) = ran(CASCADE, &[&quiet[..], &["balancers.front.check.work=1100 ms"]].concat());
    assert_eq!(value(&scenario, &outcome, "service.front.in_rotation"), 0.0);
    assert_eq!(value(&scenario, &outcome, "service.front.ejected"), 1.0);
    assert_eq!(value(&scenario, &outcome, "people.answered"), 0.0);
}

const SHOP: &str = r#"
[run]
warm_up = "5 min"
length = "30 min"
sample = "1 min"
[classes.people]
arrivals = { rate = "50 /s" }
calls = "front"
timeout = "1 min"
[classes.people.web]
[services.front]
workers = "unlimited"
steps = [{ call = "store" }]
[services.store]
instances = 3
workers = 20
steps = [{ work = { exponential = "500 ms" } }]
"#;

/// What is drained or removed finishes what it has, and nothing fails; what is added takes its part.
#[test]
fn draining_and_removing_lose_nothing() {
    let drained = "timeline.away={at=\"10 min\",lasts=\"10 min\",of=\"store\",do={drain_servers={servers={only=[1]}}}}";
    let fewer = "timeline.away={at=\"10 min\",lasts=\"10 min\",of=\"store\",do={set_instances={count=2}}}";
    let more = "timeline.away={at=\"10 min\",lasts=\"10 min\",of=\"store\",do={set_instances={count=6}}}";
    for (change, rotation, workers) in [(drained, 2.0 / 3.0, 60.0), (fewer, 1.0, 40.0), (more, 1.0, 120.0)] {
        for rule in ["random", "home", "round_robin", "least_loaded", "two_choices"] {
            let balance = format!("calls.store.balance={rule}");
            let scenario = load(SHOP, &[change, &balance]);
            let (outcome, cell) = play(&scenario, true);
            let failures: u64 = cell.seen.counts.iter().map(|interval| interval[0].failures.iter().sum::<u64>()).sum();
            assert_eq!(failures, 0, "{change} {rule}");
            let store = &outcome.series.tiers.services[1];
            let share = |at: usize| store[at].usage.instances.used / store[at].usage.instances.there;
            let there = |at: usize| store[at].there / store[at].seconds;
            // The warm-up is five intervals of a minute.
            assert!((share(17) - rotation).abs() < 1e-9 && (there(17) - workers).abs() < 1e-6, "{change} {rule}");
            assert!((share(3) - 1.0).abs() < 1e-9 && (share(28) - 1.0).abs() < 1e-9 && (there(28) - 60.0).abs() < 1e-6);
        }
    }
}

/// By hand: 50 requests/s of half a second are 25 busy workers; with one of three drained, the others have all of them.
#[test]
fn what_is_drained_gets_nothing_new() {
    let drained = "timeline.away={at=\"0 s\",of=\"store\",do={drain_servers={servers={only=[0,1]}}}}";
    let (scenario, outcome) = ran(SHOP, &[drained]);
    // One instance with 20 workers for 25 Erlang: it is full, and the queue grows.
    let busy = value(&scenario, &outcome, "service.store.busy_workers");
    assert!((busy - 20.0).abs() < 0.1, "{busy}");
    assert!(value(&scenario, &outcome, "service.store.queue_length") > 1000.0);
}

/// Balancers, drains and added instances move nobody's arrivals.
#[test]
fn arrivals_stay_what_they_are() {
    let arrivals = |sets: &[&str]| {
        let cell = play(&load(SHOP, sets), true).1;
        let first = cell.trace.attempts.iter().filter(|attempt| !attempt.4).copied();
        first.collect::<Vec<_>>()
    };
    let plain = arrivals(&[]);
    let balancer = "balancers.store={check={every=\"3 s\"},outliers={}}";
    let drained = "timeline.away={at=\"1 min\",lasts=\"10 min\",of=\"store\",do={drain_servers={servers={only=[1]}}}}";
    let more = "timeline.away={at=\"1 min\",of=\"store\",do={set_instances={count=6}}}";
    for sets in [&[balancer][..], &[drained], &[more], &[balancer, drained]] {
        assert!(arrivals(sets) == plain, "{sets:?}");
    }
    // Where all is well a balancer changes nothing at all.
    let counts = |sets: &[&str]| play(&load(SHOP, sets), true).1.seen.counts;
    assert!(counts(&[balancer]) == counts(&[]));
}

/// Whatever is ejected, drained, crashed or removed, nothing is left when nobody asks.
#[test]
fn nothing_is_left_with_balancers() {
    let mut runner = TestRunner::new(Config { cases: 30, failure_persistence: None, ..Config::default() });
    let rest = runner.run(&graphs(), |text| {
        let mut text = text;
        for name in ["front", "middle", "store"] {
            text += &format!(
                "[balancers.{name}]\ncheck = {{ every = \"3 s\", timeout = \"200 ms\", fails = 2 }}\n\
                 outliers = {{ errors_in_a_row = 3, out_for = \"10 s\" }}\n\
                 restarts = {{ fails = 3, grace = \"8 s\" }}\n\
                 [timeline.fewer_{name}]\nat = \"6 min\"\nlasts = \"5 min\"\nof = \"{name}\"\ndo.set_instances = {{ count = 1 }}\n\
                 [timeline.more_{name}]\nat = \"9 min\"\nof = \"{name}\"\ndo.set_instances = {{ count = 5 }}\n\
                 [timeline.drain_{name}]\nat = \"10 min\"\nlasts = \"5 min\"\nof = \"{name}\"\n\
                 do.drain_servers = {{ servers = {{ only = [0, 4] }} }}\n"
            );
        }
        // Of one instance, number 0 is all.
        let text = text.replace("\ninstances = 1\n", "\ninstances = 2\n");
        played_to_rest(&text).map(|_| ())
    });
    rest.unwrap_or_else(|failed| panic!("{failed}"));
}

const SHORT: &str = r#"
[classes.people]
arrivals = { rate = "1 /s" }
service = "100 ms"
[classes.people.web]
[servers]
count = 4
workers = 2
"#;

#[test]
fn mistakes_are_told_with_cause_and_remedy() {
    let away = |action: &str| format!("timeline.away={{at=\"1 min\",of=\"store\",do={{{action}}}}}");
    for (set, words) in [
        ("balancers.stroe.check={}".to_owned(), &["no such service", "did you mean `store`?"][..]),
        ("balancers.store={}".into(), &["a balancer that looks at nothing"]),
        ("balancers.store={check={},at_most_ejected=0}".into(), &["a balancer that ejects nobody"]),
        ("balancers.store={check={},at_most_ejected=1.5}".into(), &["is not between 0 and 1"]),
        ("balancers.store={check={},panic_below=1.0}".into(), &["a panic without end"]),
        ("balancers.store.check={every=\"1 s\"}".into(), &["checks that overlap", "this one is waited for 1 s"]),
        ("balancers.store.check={every=\"0 s\"}".into(), &["checks without a pause"]),
        ("balancers.store.check={timeout=\"0 s\"}".into(), &["a check without time"]),
        ("balancers.store.check={fails=0}".into(), &["an impossible number in a row", "0 in a row"]),
        ("balancers.store.check={passes=0}".into(), &["an impossible number in a row"]),
        ("balancers.store.outliers={errors_in_a_row=0}".into(), &["an impossible number in a row"]),
        ("balancers.store.outliers={out_for=\"0 s\"}".into(), &["out for no time"]),
        (away("drain_servers={servers=\"all\"}"), &["draining all instances", "`store` has 3"]),
        (away("drain_servers={servers={only=[0,1,2]}}"), &["draining all instances"]),
        (away("drain_servers={servers={only=[3]}}"), &["no such instance", "0 to 2"]),
        (away("drain_servers={}"), &["needs `servers`"]),
        (away("set_instances={count=0}"), &["no instances"]),
        (away("set_instances={count=70_000}"), &["too many instances"]),
    ] {
        let told = objections(SHOP, &[&set]);
        for word in words {
            assert!(told.contains(word), "{set}: `{word}` is missing in\n{told}");
        }
    }
    let added = [
        "timeline.more={at=\"1 min\",of=\"store\",do={set_instances={count=5}}}",
        "timeline.away={at=\"2 min\",of=\"store\",do={drain_servers={servers={only=[4]}}}}",
    ];
    assert_eq!(objections(SHOP, &added), "");
    for set in [
        "balancers.front.check={}",
        "timeline.away={at=\"1 min\",do={drain_servers={servers={only=[0]}}}}",
        "timeline.away={at=\"1 min\",do={undrain_servers={}}}",
        "timeline.away={at=\"1 min\",do={set_instances={count=2}}}",
    ] {
        let told = objections(SHORT, &[set]);
        assert!(told.contains("[servers] has no balancer") && told.contains("write [services]"), "{set}\n{told}");
    }
}

#[test]
fn settings_without_effect_are_told() {
    let free = "services.store.workers=unlimited";
    let shallow = "balancers.store.check={through_queue=false,timeout=\"1 s\"}";
    let down = "timeline.down={at=\"1 min\",of=\"store\",do={crash_servers={servers={only=[0]}}}}";
    for (sets, words) in [
        (&["balancers.store.check={}", free][..], "so none ever fails"),
        (&["balancers.store.check={through_queue=false}"], "no entry of the timeline brings an instance down"),
        (&[shallow, down], "the check does not wait in a queue"),
        (&["balancers.store={check={},at_most_ejected=0.5,panic_below=0.5}"], "so there are never too few"),
        (&["balancers.store={check={},panic_below=0.9}"], "one that is ejected leaves too few already"),
        (
            &["balancers.store={check={},at_most_ejected=0.5}", "services.store.instances=1"],
            "of its instances none may be ejected",
        ),
        (
            &["timeline.back={at=\"1 min\",of=\"store\",do={undrain_servers={}}}"],
            "no entry of the timeline begins what it ends",
        ),
        (
            &["timeline.as={at=\"1 min\",of=\"store\",do={set_instances={count=3}}}"],
            "so many instances are there already",
        ),
        (&["timeline.as={at=\"1 min\",of=\"store\",do={set_instances={}}}"], "so many instances are there already"),
    ] {
        let told = objections(SHOP, sets);
        assert!(told.contains("a setting that does nothing here") && told.contains(words), "{sets:?}: {words}\n{told}");
    }
    for sets in [&["balancers.store.check={}"][..], &["balancers.store.check={}", free, down]] {
        assert_eq!(objections(SHOP, sets), "", "{sets:?}");
    }
}

/// A graph at another scale has its instances at another number too, whoever sets it.
#[test]
fn numbers_of_instances_are_scaled() {
    let more = "timeline.more={at=\"1 min\",of=\"store\",do={set_instances={count=12}}}";
    let sets = ["services.store.instances=6".to_owned(), more.to_owned()];
    let scaled = Scenario::load("shop.toml", &mut |_| Ok(SHOP.to_string()), &sets, 0.5);
    let scaled = scaled.unwrap_or_else(|refused| panic!("{}", refused.render(false))).document;
    assert_eq!(scaled.services["store"].instances, 3);
    assert_eq!(scaled.timeline["more"].action.words(), "6 instances");
}
