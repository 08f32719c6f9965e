//! Oracle: what each number has to be, worked out by hand, and the invariant that capacity is multiplied exactly.

use proptest::prelude::*;

use crate::scenario::{Document, Rejected, Scenario};
use crate::units::Limit;

const CELL: &str = r#"
[classes.api]
arrivals = { rate = "3000 /s" }
service = "2 ms"
timeout = "2 s"
uses_cache = true
[classes.api.web]
[servers]
count = 200
workers = 32
queue = 128
[cache]
hit_ratio = 0.0
[store]
workers = 170
service = "30 ms"
"#;

fn load(text: &str, sets: &[&str], factor: f64) -> Result<Scenario, Rejected> {
    let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
    Scenario::load("cell.toml", &mut |_| Ok(text.to_owned()), &sets, factor)
}

#[track_caller]
fn scaled(sets: &[&str], factor: f64) -> Scenario {
    load(CELL, sets, factor).unwrap_or_else(|rejected| panic!("{}", rejected.render(false)))
}

fn servers(document: &Document) -> (u32, Option<u32>, Option<u32>) {
    (document.servers.count, document.servers.workers.number(), document.servers.queue.number())
}

fn refused(sets: &[&str], factor: f64) -> String {
    load(CELL, sets, factor).expect_err("too large or too small").render(false)
}

#[test]
fn servers_shrink_before_their_workers() {
    for (factor, count) in [(0.5, 100), (0.2, 40), (0.1, 20), (2.0, 400)] {
        let scenario = scaled(&[], factor);
        assert_eq!(servers(&scenario.document), (count, Some(32), Some(128)), "at {factor}");
        assert_eq!(scenario.rounded, Vec::<String>::new());
    }
    let tenth = scaled(&[], 0.1).document;
    assert_eq!(tenth.store.as_ref().and_then(|store| store.workers.number()), Some(17));
    assert_eq!(tenth.classes["api"].service, scaled(&[], 1.0).document.classes["api"].service);
    // What does not fit the servers goes to their workers: 200 x 32 x 0.0125 are 2.5 servers' worth.
    let small = scaled(&["store.workers=1600"], 0.0125).document;
    assert_eq!(servers(&small), (3, Some(27), Some(107)));
}

#[test]
fn servers_that_are_named_keep_their_share() {
    let crash = "timeline.crash={at=\"1 min\", lasts=\"1 min\", do={crash_servers={servers={only=[0,1]}}}}";
    let of = |sets: &[&str], factor| {
        let document = scaled(sets, factor).document;
        let action = serde_json::to_value(&document.timeline["crash"].action).expect("JSON");
        let named = action["crash_servers"]["servers"]["only"].as_array().expect("a list").len() as u32;
        (document.servers.count, named, document.servers.workers.number())
    };
    let four = ["servers.count=4", "store.workers=400", "servers.queue=1280", crash];
    assert_eq!(of(&four, 0.5), (2, 1, Some(32)));
    // Not one server of which half is named: two with half the workers.
    assert_eq!(of(&four, 0.25), (2, 1, Some(16)));
    let three = ["servers.count=3", "store.workers=400", "servers.queue=1280", crash];
    assert_eq!(of(&three, 0.5), (3, 2, Some(16)));
    assert_eq!(of(&three, 2.0), (6, 4, Some(32)));
}

#[test]
fn everything_with_a_size_is_multiplied() {
    let sets = [
        "servers.count=1",
        "servers.shed_above=100",
        "store.queue=50",
        "servers.slowdown_per_request=0.01",
        "network.capacity=100 Mbit/s",
        "network.discipline={fifo={buffer=\"10 s\"}}",
        "timeline.limit={at=\"1 min\", do={limit={class=\"api\", rate=\"100 /s\"}}}",
        "timeline.lost={at=\"1 min\", do={set_workers={workers=16}}}",
        "classes.api.behaviours.all={any_error=\"immediate\", tries=2, budget={concurrent={at_least=20}}}",
    ];
    let half = scaled(&sets, 0.5);
    let document = &half.document;
    assert_eq!(servers(document), (1, Some(16), Some(64)));
    assert_eq!(document.servers.shed_above, Limit::AtMost(50));
    assert_eq!(document.store.as_ref().map(|store| store.queue), Some(Limit::AtMost(25)));
    assert_eq!(document.servers.slowdown_per_request, 0.02);
    assert_eq!(document.network.capacity.map(|capacity| capacity.0), Some(5e7));
    let shown = document.timeline["limit"].action.clone();
    let value = |action| serde_json::to_value(action).expect("JSON");
    assert_eq!(value(&shown)["limit"]["rate"], "50 /s");
    assert_eq!(value(&document.timeline["lost"].action)["set_workers"]["workers"], 8);
    let budget = value_of(&document.classes["api"].behaviours["all"].budget);
    assert_eq!(budget["concurrent"]["at_least"], 10);
    // The time that a buffer holds stays.
    assert_eq!(document.network.discipline, scaled(&sets, 1.0).document.network.discipline);
    assert_eq!(half.rounded, Vec::<String>::new());
}

fn value_of<T: serde::Serialize>(value: &T) -> serde_json::Value {
    serde_json::to_value(value).expect("JSON")
}

#[test]
fn workers_of_servers_and_store_become_slower_alike() {
    // Workers of a server wait for the store: 1.28 of them and 0.48 of the store are 8 and 3, all 6.25 times as slow.
    let sets = ["servers.count=4", "servers.workers=16", "servers.queue=500", "store.workers=24"];
    let document = scaled(&[&sets[..], &["classes.api.timeout=30 s"]].concat(), 0.02).document;
    assert_eq!(servers(&document), (1, Some(8), Some(40)));
    let store = document.store.expect("a store");
    assert_eq!(store.workers, Limit::AtMost(3));
    assert_eq!(store.service.mean() / 1e6, 30.0 * 6.25);
    assert_eq!(document.classes["api"].service.mean() / 1e6, 2.0 * 6.25);
    // 200 ms become 1 s: to who waits for 2 s at most, that matters, and it is said.
    let alone = ["servers.count=1", "servers.workers=2", "servers.queue=unlimited", "store.workers=unlimited"];
    let times = ["classes.api.service=200 ms", "classes.api.timeout=2 s", "classes.api.uses_cache=false"];
    let impatient = scaled(&[&alone[..], &times].concat(), 0.1);
    let told = impatient.rounded.iter().find(|line| line.contains("fewer workers are slower")).expect("a warning");
    assert!(told.starts_with("servers.workers: ") && told.contains("by 40 %"), "{told}");
}

#[test]
fn what_is_off_is_said_and_what_is_too_small_is_refused() {
    let queue = ["servers.count=1", "servers.queue=13", "servers.workers=unlimited", "store.workers=unlimited"];
    assert_eq!(scaled(&queue, 0.1).rounded, ["servers.queue: 13 should be 1.3 at this scale and is 1"]);
    let text = refused(&queue, 0.02);
    assert!(
        text.contains("a scale of 0.02 is too small") && text.contains("servers.queue: 13 should be 0.26"),
        "{text}"
    );
    assert!(text.contains("use --scale 0.074 or more"), "{text}");
    assert_eq!(scaled(&queue, 0.074).rounded, Vec::<String>::new());
    // A budget of the whole class.
    let behaviour = "classes.api.behaviours.all={any_error=\"immediate\", tries=2, budget={concurrent={at_least=3}}}";
    let text = refused(&[behaviour], 0.1);
    assert!(text.contains("budget.concurrent.at_least: 3 should be 0.3") && text.contains("--scale 0.32"), "{text}");
    let bucket = "classes.api.behaviours.all={any_error=\"immediate\", tries=2, budget={tokens={scope=\"class\", capacity=5.0}}}";
    let text = refused(&[bucket], 0.1);
    assert!(text.contains("budget.tokens.capacity: 5 should be 0.5") && text.contains("--scale 0.2 or"), "{text}");
    // Workers that are set to a number, where the whole has none to spare.
    let lost = "timeline.lost={at=\"1 min\", do={set_workers={workers=1}}}";
    assert_eq!(
        scaled(&["servers.count=1", "servers.queue=unlimited", lost], 0.1).document.servers.workers.number(),
        Some(32)
    );
}

#[test]
fn few_clients_of_a_class_among_many_are_said_but_not_refused() {
    let few = "classes.few={population=1, service=\"1 ms\", web={}}";
    let many = "classes.many={population=10_000, service=\"1 ms\", web={}}";
    let scenario = scaled(&[few, many], 0.05);
    assert_eq!(scenario.rounded, ["classes.few.population: 1 should be 0.05 at this scale and is 1"]);
    assert_eq!(scenario.document.classes["many"].population, Some(500));
    // Alone, it would be another scenario.
    assert!(refused(&[few], 0.05).contains("use --scale 0.96 or more"));
}

#[test]
fn limits_hold_after_scaling() {
    let text = refused(&["classes.many={population=199000000, web={}}"], 100.0);
    assert!(text.contains("too many clients at this scale") && text.contains("use a scale of at most 1.004"), "{text}");
    assert!(load(CELL, &["classes.many={population=199000000, web={}}"], 1.004).is_ok());
    // Each of a hundred servers has the queue of the one.
    assert_eq!(
        servers(&scaled(&["servers.queue=4000000000", "servers.count=1"], 100.0).document).2,
        Some(4_000_000_000)
    );
    assert!(refused(&["store.queue=4000000000"], 100.0).contains("too large a number at this scale"));
    assert!(refused(&["store.workers=4000000000"], 100.0).contains("too many workers at this scale"));
    assert!(refused(&["servers.count=60000"], 2.0).contains("too many servers"));
}

proptest! {
    /// Whatever the numbers are, the capacity of servers and store is multiplied exactly, and nothing vanishes.
    #[test]
    fn capacity_is_multiplied_exactly(count in 1u32..300, workers in 1u32..64, store in 1u32..200, factor in 0.001f64..4.0) {
        let sets = [
            format!("servers.count={count}"), format!("servers.workers={workers}"), format!("store.workers={store}"),
            "servers.queue=unlimited".to_owned(),
        ];
        let sets: Vec<&str> = sets.iter().map(String::as_str).collect();
        let whole = scaled(&sets, 1.0).document;
        // A scale that is refused says so; it is not worked with.
        if let Ok(Scenario { document, .. }) = load(CELL, &sets, factor) {
            let capacity = |of: &Document| {
                let (count, workers, _) = servers(of);
                f64::from(count) * f64::from(workers.unwrap()) / of.classes["api"].service.mean()
            };
            let fetches = |of: &Document| {
                let store = of.store.as_ref().unwrap();
                f64::from(store.workers.number().unwrap()) / store.service.mean()
            };
            prop_assert!((capacity(&document) / capacity(&whole) / factor - 1.0).abs() < 1e-6);
            prop_assert!((fetches(&document) / fetches(&whole) / factor - 1.0).abs() < 1e-6);
        }
    }
}
