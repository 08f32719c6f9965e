//! Who asks, and when: clients that come by the clock, rates that change over time, and waits that differ from the first
//! on. Oracles: arithmetic by hand, binomial and Poisson counts, and twins that say the same in other words.

use crate::significance::{Verdict, z_test};
use crate::world::{Record, load, play};
use syncstorm::model::Cell;
use syncstorm::scenario::Scenario;
use syncstorm::units::Span;

fn cell(text: &str, sets: &[&str]) -> Cell<Record> {
    play(&load(text, sets), true).1
}

/// Wishes of the first class in each interval.
fn wishes(cell: &Cell<Record>) -> Vec<u64> {
    cell.seen.counts.iter().map(|interval| interval[0].wishes).collect()
}

/// Every hour on the hour within ten minutes; the onset is at half past ten, and the first interval of an hour the fourth.
const HOURLY: &str = r#"
[run]
warm_up = "30 min"
length = "3 h"
sample = "10 min"
onset_at = "10:30"
[classes.jobs]
population = 3000
service = "1 ms"
timeout = "10 s"
[classes.jobs.web]
clock = { every = "1 h", spread = "10 min" }
[servers]
workers = "unlimited"
"#;

#[test]
fn a_herd_comes_within_its_spread() {
    // Everybody comes in the first ten minutes of each of four hours.
    let hour = [3000, 0, 0, 0, 0, 0];
    assert_eq!(wishes(&cell(HOURLY, &[])), [&hour[..], &hour, &hour, &hour[..3]].concat());
    let other = cell(HOURLY, &["run.onset_at=10:00"]);
    assert_eq!(wishes(&other)[..9], [0, 0, 0, 3000, 0, 0, 0, 0, 0], "the herd follows the clock");
    let halves = cell(HOURLY, &["classes.jobs.web.clock.at=[\"00:10\",\"00:40\"]"]);
    assert_eq!(wishes(&halves)[..9], [0, 3000, 0, 0, 3000, 0, 0, 3000, 0]);
    // A spread of 20 min puts half of them into each of two intervals; the whole hour, a sixth into each of six.
    let count = |sets: &[&str], share: f64, places: &[usize]| {
        let counts = wishes(&cell(HOURLY, sets));
        let mut verdict = Verdict::default();
        for place in places {
            let z = (counts[*place] as f64 - 3000.0 * share) / (3000.0 * share * (1.0 - share)).sqrt();
            verdict.add(format!("interval {place}: {}", counts[*place]), z_test(z));
        }
        verdict
    };
    for drawn in ["once", "each_time"] {
        let drawn = format!("classes.jobs.web.clock.drawn={drawn}");
        let spread = |length: &str| format!("classes.jobs.web.clock.spread={length}");
        count(&[&drawn, &spread("20 min")], 0.5, &[0, 1, 6, 7, 12]).accept();
        count(&[&drawn, &spread("1 h")], 1.0 / 6.0, &[1, 2, 3, 4, 5, 6, 11, 12, 17]).accept();
        // A wrong spread is found out.
        count(&[&drawn, &spread("23 min")], 0.5, &[0, 1, 6, 7, 12]).reject();
    }
}

/// Whoever has a place for good comes at the same minute of each hour; a place that is drawn anew is another one.
#[test]
fn a_place_is_kept_or_drawn_anew() {
    let minutes = |sets: &[&str]| {
        let record = cell(HOURLY, sets);
        let mut places: Vec<Vec<u64>> = vec![Vec::new(); 3000];
        for (at, _, client, _, _) in &record.trace.attempts {
            places[*client as usize].push(at % Span::hours(1).0);
        }
        places
    };
    assert!(minutes(&[]).iter().all(|places| places.len() == 4 && places.iter().all(|at| *at == places[0])));
    let anew = minutes(&["classes.jobs.web.clock.drawn=each_time"]);
    assert!(anew.iter().all(|places| places.len() == 4 && places[1..].iter().all(|at| *at != places[0])));
    // What happens to the wishes moves nobody's places.
    let failing = minutes(&[
        "classes.jobs.web.clock.drawn=each_time",
        "servers.failure_probability=0.5",
        "classes.jobs.service=2 s",
    ]);
    assert_eq!(failing, anew);
}

/// Every night at midnight, each client every third day; one night the servers are down.
const NIGHTLY: &str = r#"
[run]
warm_up = "3 d"
length = "9 d"
sample = "12 h"
onset_at = "12:00"
[classes.jobs]
population = 9000
service = "1 ms"
timeout = "10 s"
[classes.jobs.web]
clock = { spread = "30 s", due = "2 d 12 h" }
[servers]
workers = "unlimited"
[timeline.down]
at = "2 d 11 h"
lasts = "2 h"
do.crash_servers = {}
"#;

/// Those who fail come with those who are due the night after: as many as failed, no more.
#[test]
fn who_fails_comes_with_the_next_herd() {
    let nights = |sets: &[&str]| {
        let cell = cell(NIGHTLY, sets);
        // Intervals begin at noon and at midnight, in turn.
        let all: Vec<(u64, u64)> = cell.seen.counts.iter().map(|all| (all[0].wishes, all[0].abandoned)).collect();
        all.into_iter().skip(1).step_by(2).unzip::<u64, u64, Vec<u64>, Vec<u64>>()
    };
    // The fifth midnight after the start is two and a half days after the onset, the sixth that of the fault.
    let (wishes, failed) = nights(&[]);
    let (usual, _) = nights(&["timeline.down.enabled=false"]);
    // A third is due each night, for good: the third night has those of the first.
    assert_eq!(usual[3..], usual[..usual.len() - 3]);
    assert!(usual[..3].iter().all(|night| (2700..3300).contains(night)), "{usual:?}");
    let down = failed.iter().position(|failed| *failed > 0).expect("a night that fails");
    assert_eq!(down, 5);
    assert_eq!((wishes[..=down].to_vec(), failed[down]), (usual[..=down].to_vec(), usual[down]));
    assert_eq!(wishes[down + 1], usual[down + 1] + failed[down]);
    assert_eq!(wishes[down + 3], 0, "those of the bad night are a night late for good");
    assert_eq!(failed.iter().sum::<u64>(), failed[down]);
    // Who comes again after an hour does not come with the herd.
    let (soon, _) = nights(&["classes.jobs.web.back_after=6 h"]);
    assert_eq!(soon[down + 1], usual[down + 1]);
}

const STEPS: &str = r#"
[run]
warm_up = "1 h"
length = "5 h"
sample = "30 min"
[classes.people]
arrivals = { rate = "2 /s", profile = [{ at = "1 h", factor = 3.0 }, { at = "2 h", factor = 0.0 }, { at = "3 h", factor = 0.5 }] }
service = "1 ms"
[classes.people.web]
[servers]
workers = "unlimited"
"#;

/// Poisson counts with the mean of each half hour; a wrong factor is found out. With even gaps the count is exact.
#[test]
fn a_profile_is_the_rate_over_time() {
    let check = |sets: &[&str], factors: [f64; 12]| {
        let mut verdict = Verdict::default();
        for (place, (count, factor)) in wishes(&cell(STEPS, sets)).iter().zip(factors).enumerate() {
            let mean = 3600.0 * factor;
            let z = (*count as f64 - mean) / mean.max(0.01).sqrt();
            verdict.add(format!("interval {place}: {count} for {mean}"), z_test(z));
        }
        verdict
    };
    let hours = |of: [f64; 6]| -> [f64; 12] { std::array::from_fn(|half| of[half / 2]) };
    let steps = hours([1.0, 1.0, 3.0, 0.0, 0.5, 0.5]);
    check(&[], steps).accept();
    check(&[], hours([1.0, 1.0, 3.2, 0.0, 0.5, 0.5])).reject();
    check(&["classes.people.arrivals.profile_every=4 h"], hours([0.5, 0.5, 3.0, 0.0, 0.5, 0.5])).accept();
    check(&["classes.people.arrivals.profile_every=4 h"], steps).reject();
    // By the clock of an onset at one o'clock, everything is an hour earlier.
    check(&["run.onset_at=01:00"], hours([1.0, 3.0, 0.0, 0.5, 0.5, 0.5])).accept();
    let even = wishes(&cell(STEPS, &["classes.people.arrivals.spacing=even"]));
    for (count, factor) in even.iter().zip(steps) {
        assert!((*count as f64 - 3600.0 * factor).abs() <= 1.0, "{even:?}");
    }
}

/// A profile says what a surge of the timeline, or another rate, says in other words: the same draws make the same times.
#[test]
fn a_profile_and_a_surge_are_one_rate() {
    let times =
        |sets: &[&str]| -> Vec<u64> { cell(STEPS, sets).trace.attempts.iter().map(|attempt| attempt.0).collect() };
    let alike = |one: &[u64], other: &[u64]| {
        one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.abs_diff(*other) < 10_000)
    };
    let none = "classes.people.arrivals.profile=[]";
    let surge = "timeline.more={at=\"1 h\",lasts=\"1 h\",do={surge={class=\"people\",factor=3.0}}}";
    let step = "classes.people.arrivals.profile=[{at=\"1 h\",factor=3.0},{at=\"2 h\",factor=1.0}]";
    assert!(alike(&times(&[none, surge]), &times(&[step])));
    assert!(!alike(&times(&[none]), &times(&[step])));
    let all = "classes.people.arrivals.profile=[{at=\"0 h\",factor=2.0}]";
    assert!(alike(
        &times(&[all, "run.warm_up=0 s"]),
        &times(&[none, "run.warm_up=0 s", "classes.people.arrivals.rate=4 /s"])
    ));
    // Both at once multiply.
    let both = "classes.people.arrivals.profile=[{at=\"1 h\",factor=1.5},{at=\"2 h\",factor=1.0}]";
    assert!(alike(&times(&[both, &surge.replace("3.0", "2.0")]), &times(&[step])));
}

/// By hand: tries of one client of a server that always fails at once.
#[test]
fn the_first_wait_may_differ_from_the_others() {
    let text = r#"
[run]
warm_up = "0 s"
length = "1 min"
sample = "1 min"
[classes.people]
arrivals = { rate = "0.04 /s", spacing = "even" }
service = "0 s"
[classes.people.web]
[classes.people.behaviours.all]
any_error.after = "1 s"
tries = 5
[servers]
failure_probability = 1.0
[network]
delay = "50 ms"
"#;
    let gaps = |policy: &str| -> Vec<f64> {
        let record = cell(text, &[&format!("classes.people.behaviours.all.any_error={policy}")]);
        let first: Vec<u64> = record.trace.attempts.iter().filter(|a| a.2 == 0).map(|attempt| attempt.0).collect();
        // The way there and back is 100 ms.
        first.windows(2).map(|two| (two[1] - two[0]) as f64 / 1e9 - 0.1).map(|gap| (gap * 1e6).round() / 1e6).collect()
    };
    assert_eq!(gaps("{after=\"2 s\"}"), [2.0, 2.0, 2.0, 2.0]);
    assert_eq!(gaps("{waits=[\"0 s\",\"5 s\"]}"), [0.0, 5.0, 5.0, 5.0]);
    assert_eq!(gaps("{waits=[\"3 s\",\"1 s\",\"2 s\"]}"), [3.0, 1.0, 2.0, 2.0]);
    assert_eq!(gaps("{exponential={base=\"1 s\",jitter=\"none\"}}"), [1.0, 2.0, 4.0, 8.0]);
    assert_eq!(gaps("{exponential={first=\"500 ms\",base=\"1 s\",jitter=\"none\"}}"), [0.5, 1.0, 2.0, 4.0]);
    assert_eq!(gaps("{after={sum=[\"1 s\",\"500 ms\"]}}"), [1.5, 1.5, 1.5, 1.5]);
}

/// A client with six streams: a service of its own whose one step makes a call six times at once.
const STREAMS: &str = r#"
[run]
warm_up = "10 min"
length = "1 h"
sample = "10 min"
[classes.nodes]
arrivals = { rate = "10 /s", spacing = "even" }
calls = "node"
patience = "1 h"
[classes.nodes.web]
[services.node]
workers = 100_000
steps = [{ call = "api", times = 6 }]
[services.api]
workers = "unlimited"
steps = [{ work = { exponential = "1 s" } }]
"#;

fn metric(text: &str, sets: &[&str], name: &str) -> f64 {
    let scenario = load(text, sets);
    let names = syncstorm::measure::metric_names(&scenario.document.owners());
    let place = syncstorm::measure::numbers::position(&names, name).unwrap_or_else(|| panic!("no metric {name}"));
    syncstorm::measure::numbers(&play(&scenario, true).0.summary)[place].unwrap_or(f64::NAN)
}

/// The k-th of n exponential times of mean 1 ends after 1/n + 1/(n−1) + … (k terms) on average (Rényi 1953).
#[test]
fn parallel_requests_end_with_the_one_that_is_needed() {
    let order = |n: u32, k: u32| (n - k + 1..=n).map(|left| 1.0 / f64::from(left)).sum::<f64>();
    let busy = |step: &str| metric(STREAMS, &[&format!("services.node.steps=[{step}]")], "service.node.busy_workers");
    for (step, n, k) in [
        ("{call=\"api\",times=6}", 6, 6),
        ("{call=\"api\",times=6,needs=\"first\"}", 6, 1),
        ("{call=\"api\",times=6,needs={quorum=4}}", 6, 4),
        ("{calls=[\"api\",\"api\"],times=2}", 4, 4),
    ] {
        let (found, wanted) = (busy(step), 10.0 * order(n, k));
        assert!((found / wanted - 1.0).abs() < 0.02, "{step}: {found} instead of {wanted}");
        // A stream more is found out.
        assert!((found / (10.0 * order(n + 1, k)) - 1.0).abs() > 0.03, "{step}");
    }
    assert_eq!(busy("{call=\"api\",times=6}"), busy("{calls=[\"api\",\"api\",\"api\",\"api\",\"api\",\"api\"]}"));
}

/// Streams that break together are asked for together: with a share q of tries that end well, 6 / q⁶ calls for a wish,
/// against 6 / q where each stream tries again for itself.
#[test]
fn streams_that_break_together_are_all_asked_again() {
    let again = "any_error.after=\"1 s\"";
    let together = format!("classes.nodes.behaviours.all={{{again}}}");
    let alone = format!("calls.api.behaviour={{{again}}}");
    let calls = |sets: &[&str]| {
        let sets = [sets, &["classes.nodes.arrivals.rate=2 /s"]].concat();
        let all = ["call.api.requests_per_s", "call.api.retries_per_s"].map(|name| metric(STREAMS, &sets, name));
        (all[0] + all[1]) * 3600.0 / metric(STREAMS, &sets, "nodes.wishes")
    };
    let near = |found: f64, wanted: f64| assert!((found / wanted - 1.0).abs() < 0.04, "{found} instead of {wanted}");
    let errors = "services.api.failure_probability=0.2";
    near(calls(&[errors, &together]), 6.0 / 0.8f64.powi(6));
    near(calls(&[errors, &alone]), 6.0 / 0.8);
    // The heartbeat of one stream ends the connection of all.
    let heartbeat = "calls.api.timeout=2 s";
    let in_time = 1.0 - (-2.0f64).exp();
    near(calls(&[heartbeat, &together]), 6.0 / in_time.powi(6));
    near(calls(&[heartbeat, &alone]), 6.0 / in_time);
    // Nothing breaks: six calls.
    near(calls(&[&together]), 6.0);
}

fn refused(text: &str, sets: &[&str]) -> String {
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
    match Scenario::load("random.toml", &mut |_| Ok(text.to_owned()), &sets, 1.0) {
        Ok(_) => panic!("nothing is refused: {sets:?}"),
        Err(rejected) => rejected.render(false),
    }
}

#[test]
fn what_is_impossible_is_refused_with_what_helps() {
    let clock = |key: &str| format!("classes.jobs.web.clock.{key}");
    for (set, cause, remedy) in [
        (clock("at=[]"), "a clock without times", "write times such as"),
        (clock("at=[\"25:00\"]"), "no clock shows `25:00`", "write hours and minutes"),
        (clock("at=[\"5 h\"]"), "`5 h` is not a time of day", "write hours and minutes"),
        (clock("at=[\"05:00\"]"), "05:00 is not within a period of 1 h", "a longer `every`"),
        (clock("at=[\"00:05\",\"00:05\"]"), "a time that is there twice", "remove one"),
        (clock("every=0 s"), "an impossible period", "write a period such as"),
        (clock("spread=2 h"), "a spread beyond the next time", "a shorter spread"),
        (clock("due={uniform=[\"2 d\",\"1 d\"]}"), "ends before it begins", "the smaller value first"),
        (clock("drawn=one"), "unknown choice `one`", "did you mean"),
        (clock("spraed=1 s"), "unknown key `spraed`", "did you mean `spread`"),
        (
            "timeline.more={at=\"1 h\",do={surge={class=\"jobs\",factor=3.0}}}".to_owned(),
            "a surge that changes nothing",
            "give its clock `due`",
        ),
    ] {
        let text = refused(HOURLY, &[&set]);
        assert!(text.contains(cause) && text.contains(remedy), "{set}\n{text}");
    }
    let profile = |key: &str| format!("classes.people.arrivals.{key}");
    for (sets, cause) in [
        (vec![profile("profile=[]"), profile("profile_every=1 d")], "a profile without steps"),
        (vec![profile("profile=[{at=\"1 h\",factor=-1.0}]")], "an impossible factor"),
        (vec![profile("profile=[{at=\"2 h\",factor=2.0},{at=\"1 h\",factor=1.0}]")], "steps out of order"),
        (vec![profile("profile_every=3 h")], "has no step at 3 h"),
        (vec![profile("profile=[{at=\"0 h\",factor=0.0}]"), profile("profile_every=1 d")], "a profile of nothing"),
        (vec!["classes.people.web.clock={}".to_owned()], "a clock of nobody"),
    ] {
        let sets: Vec<&str> = sets.iter().map(String::as_str).collect();
        let text = refused(STEPS, &sets);
        assert!(text.contains(cause) && text.contains("help: "), "{sets:?}\n{text}");
    }
    for (step, cause) in [
        ("{call=\"api\",times=0}", "an impossible number of calls"),
        ("{work=\"1 s\",times=2}", "a number of no calls"),
        ("{call=\"api\",times=2,needs={quorum=3}}", "3 of 2 calls"),
        ("{call=\"apy\",times=2}", "did you mean `api`"),
    ] {
        let text = refused(STREAMS, &[&format!("services.node.steps=[{step}]")]);
        assert!(text.contains(cause) && text.contains("help: "), "{step}\n{text}");
    }
    let behaviour = |policy: &str| format!("classes.jobs.behaviours.all.any_error={policy}");
    for (policy, cause) in [
        ("{waits=[]}", "the list of waits is empty"),
        ("{waits=[\"1 s\",{uniform=[\"2 s\",\"1 s\"]}]}", "ends before it begins"),
        ("{waits=[\"1 s\",\"0 s\"]}", "retries that take no time"),
        ("{after={sum=[\"1 s\"]}}", "a sum of 1"),
        ("{exponential={first={erlang={mean=\"1 s\",stages=0}}}}", "0 stages"),
    ] {
        let text = refused(HOURLY, &[&behaviour(policy), "network.delay=0 s"]);
        assert!(text.contains(cause) && text.contains("help: "), "{policy}\n{text}");
    }
}

#[test]
fn what_does_nothing_is_named() {
    let warned = |text: &str, sets: &[&str]| load(text, sets).warned(false).unwrap_or_default();
    for (text, set, cause) in [
        (HOURLY, "classes.jobs.web.think=1 h", "wishes begin by the clock"),
        (HOURLY, "classes.jobs.start=together", "the clock says when everybody begins"),
        (HOURLY, "classes.jobs.web.clock={every=\"1 h\",drawn=\"once\"}", "there is no place to draw"),
        (HOURLY, "classes.jobs.web.clock.due=0 s", "passes no time of the clock"),
        (
            HOURLY,
            "classes.jobs.web.clock={every=\"1 d\",spread=\"1 h\",drawn=\"each_time\"}",
            "no time of the clock comes twice",
        ),
        (NIGHTLY, "classes.jobs.behaviours.all={tries=2,any_error={waits=[\"1 s\",\"2 s\"]}}", "at most 1 retries"),
        (NIGHTLY, "classes.jobs.behaviours.all={tries=9,any_error={waits=[\"1 s\",\"1 s\"]}}", "waits the same time"),
        (
            NIGHTLY,
            "classes.jobs.behaviours.all={tries=2,any_error={exponential={first=\"1 s\",cap=\"9 s\"}}}",
            "the only retry waits `first`",
        ),
        (STREAMS, "services.node.steps=[{call=\"api\",times=1}]", "a call is made once anyway"),
        (STEPS, "classes.people.arrivals.profile=[{at=\"1 h\",factor=1.0}]", "factors of 1 change nothing"),
        (STEPS, "classes.people.arrivals.profile=[{at=\"9 h\",factor=2.0}]", "a step begins when the run is over"),
    ] {
        assert!(!warned(text, &[]).contains(cause), "{cause}");
        let text = warned(text, &[set]);
        assert!(text.contains(cause) && text.contains("help: "), "{set}\n{text}");
    }
    let nobody = warned(&HOURLY.replace("clock = {", "think = \"1 h\" # {"), &[]);
    assert!(nobody.contains("no class comes by the clock"), "{nobody}");
}
