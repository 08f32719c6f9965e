//! A run in slices, cloned, and acted upon. Oracle: the same run in one piece, byte for byte.

use syncstorm::engine::simulation::Verdict as Look;
use syncstorm::experiment::live::{Live, Slice};
use syncstorm::experiment::{Outcome, run};
use syncstorm::report::provenance::Provenance;
use syncstorm::report::{csv, json};
use syncstorm::scenario::{Scenario, catalog};

fn load(name: &str, sets: &[String], factor: f64) -> Scenario {
    let mut fetch = |name: &str| catalog::find(name).map(str::to_owned).ok_or_else(|| "not shipped".to_owned());
    Scenario::load(name, &mut fetch, sets, factor).unwrap_or_else(|refused| panic!("{}", refused.render(false)))
}

/// Everything that a run writes down.
fn bytes(scenario: &Scenario, outcome: &Outcome) -> Vec<String> {
    let about = Provenance::of(scenario, 1.0, String::new());
    let written = |table: Vec<u8>| String::from_utf8(table).expect("UTF-8");
    let series = written(csv::timeseries(&outcome.series, &outcome.summary.recovery.phases).expect("a table"));
    let resources = written(csv::resources(&outcome.series).expect("a table"));
    vec![json::summary(&outcome.summary, &about).expect("JSON"), series, resources]
}

fn whole(scenario: &Scenario) -> Vec<String> {
    bytes(scenario, &run(&scenario.document, &mut |_, _| Look::Continue))
}

/// Short enough for a test, and with knocks at a closed edge, which are played ahead.
fn storm() -> Scenario {
    let sets = ["run.length=12 h", "timeline.repair.at=2 h", "timeline.block.at=3 h", "timeline.restore.at=6 h"];
    load("outlook-2013", &sets.map(str::to_owned), 0.05)
}

#[test]
fn slices_of_any_length_are_one_run() {
    let scenario = storm();
    let expected = whole(&scenario);
    for slice in [Slice::Interval, Slice::Events(1), Slice::Events(4_099)] {
        let mut live = Live::new(&scenario, 0.05);
        let mut steps = 0;
        while steps < 20_000 && live.step(slice) {
            steps += 1;
        }
        assert!(steps > 100, "{steps} of {slice:?}");
        assert!(bytes(&scenario, &live.finish()) == expected, "{slice:?}");
    }
}

#[test]
fn a_clone_goes_on_as_the_whole() {
    let scenario = storm();
    let expected = whole(&scenario);
    let mut live = Live::new(&scenario, 0.05);
    for _ in 0..300 {
        live.step(Slice::Interval);
    }
    let twin = live.clone();
    assert!(bytes(&scenario, &live.finish()) == expected);
    assert!(bytes(&scenario, &twin.finish()) == expected);
}

/// Every kind of thing that operators do, each at its moment, against the same lines in the timeline.
#[test]
fn what_is_done_live_is_what_the_timeline_would_do() {
    let off = ["run.length=12 h", "run.sample=2 min", "timeline.block.enabled=false", "timeline.restore.enabled=false"]
        .map(str::to_owned);
    let scenario = load("outlook-2013", &off, 0.05);
    let mut live = Live::new(&scenario, 0.05);
    let minutes = |count: usize, live: &mut Live| (0..count).for_each(|_| assert!(live.step(Slice::Interval)));
    minutes(100, &mut live);
    live.act("shut", "{ do = { block = { class = \"phones\" } } }").expect("possible");
    minutes(60, &mut live);
    // In the middle of an interval, while refused knocks have been played ahead.
    assert!(live.step(Slice::Events(777)));
    live.act("look", "{ do = { open = { class = \"phones\" } } }").expect("possible");
    minutes(10, &mut live);
    live.act("again", "{ do = { block = { class = \"phones\", reply = \"403\" } }, lasts = \"90 min\" }")
        .expect("possible");
    live.act("slow", "{ do = { slow_servers = { factor = 1.5 } }, lasts = \"30 min\" }").expect("possible");
    minutes(120, &mut live);
    live.act("few", "{ do = { limit = { class = \"phones\", rate = \"40 /s\" } }, lasts = \"1 h\" }")
        .expect("possible");
    minutes(50, &mut live);
    live.act("back", "{ do = { ramp = { class = \"phones\", over = \"2 h\" } } }").expect("possible");
    let done = live.done().to_vec();
    assert_eq!(done.len(), 12);
    let written = load("outlook-2013", &[&off[..], &done].concat(), 0.05);
    assert_eq!(written.document.timeline.len(), scenario.document.timeline.len() + 6);
    assert!(bytes(&written, &live.finish()) == whole(&written), "what was done: {done:?}");
    // Negative control: an hour later it is another run.
    let later: Vec<String> = done.iter().cloned().chain(["timeline.few.at=9 h".to_owned()]).collect();
    let later = load("outlook-2013", &[&off[..], &later].concat(), 0.05);
    assert!(whole(&later) != whole(&written));
}

/// Several things at once happen in the order in which they are done, whatever their names; in the warm-up, at the onset.
#[test]
fn the_order_is_that_of_the_doing() {
    let sets = ["run.length=6 h", "timeline.block.enabled=false", "timeline.restore.enabled=false"].map(str::to_owned);
    let scenario = load("outlook-2013", &sets, 0.05);
    let mut live = Live::new(&scenario, 0.05);
    live.act("z_shut", "{ do = { block = { class = \"phones\" } } }").expect("possible");
    live.act("a_open", "{ do = { open = { class = \"phones\" } } }").expect("possible");
    live.act("never", "{ do = { block = { class = \"web\" } }, enabled = false }").expect("possible");
    (0..40).for_each(|_| assert!(live.step(Slice::Interval)));
    live.act("y_shut", "{ do = { block = { class = \"web\" } }, lasts = \"1 h\" }").expect("possible");
    live.act("b_few", "{ do = { admit = { class = \"web\", share = 0.5 } }, lasts = \"2 h\" }").expect("possible");
    let written = load("outlook-2013", &[&sets[..], live.done()].concat(), 0.05);
    let outcome = live.finish();
    assert!(bytes(&written, &outcome) == whole(&written), "what was done: {:?}", outcome.summary.log_lines());
}

#[test]
fn what_is_impossible_is_refused_and_nothing_is_done() {
    let scenario = storm();
    let mut live = Live::new(&scenario, 0.05);
    for _ in 0..100 {
        live.step(Slice::Interval);
    }
    for (name, entry, cause) in [
        ("x", "{ do = { block = { class = \"phone\" } } }", "no such client class"),
        ("x", "{ do = { explode = {} } }", "explode"),
        ("block", "{ do = { open = { class = \"phones\" } } }", "a name that is taken"),
        ("x", "nonsense", "x"),
    ] {
        let refused = live.act(name, entry).expect_err(entry).render(false);
        assert!(refused.contains(cause), "{refused}");
    }
    assert!(live.done().is_empty());
    assert!(bytes(&scenario, &live.finish()) == whole(&scenario));
}
