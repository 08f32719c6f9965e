//! Tries that end by chance or by the kind of error. Oracles: arithmetic by hand, and what is written in two ways. (The mean
//! numbers of tries are among the systems that theory judges.)

use crate::world::{counts, load, objections, play};

const PEOPLE: &str = "[run]\nwarm_up = \"10 min\"\nlength = \"1 h\"\nsample = \"1 min\"\n\
    [classes.people]\narrivals = { rate = \"5 /s\" }\ncalls = \"front\"\ntimeout = \"2 s\"\n[classes.people.web]\n\
    [classes.people.behaviours.all]\nany_error.after = \"100 ms\"\ntries = 6\n\
    [services.front]\nworkers = \"unlimited\"\nfailure_probability = 1.0\nsteps = [{ call = \"store\" }, { work = \"1 ms\" }]\n\
    [services.store]\nworkers = \"unlimited\"\nsteps = [{ work = \"1 ms\" }]\n\
    [calls.store]\ntimeout = \"1 s\"\nbehaviour = { any_error.after = \"10 ms\", tries = 4 }\n";

/// One number is a list of one, and the last number of a list goes on: the same counts.
#[test]
fn a_list_goes_on_with_its_last_number() {
    let with = |value: &str| counts(PEOPLE, &[&format!("classes.people.behaviours.all.retries_with={value}")], true);
    assert!(with("0.6") == with("[0.6]"));
    assert!(with("[0.6, 0.6]") == with("0.6"));
    assert!(with("[1.0, 0.4]") == with("[1.0, 0.4, 0.4]"));
    assert!(with("[1.0, 0.4]") != with("0.4"));
    // A higher chance only adds tries.
    let retries = |value: &str| with(value).iter().map(|interval| interval[0].retries).sum::<u64>();
    let rows = ["0.0", "[0.5, 0.0]", "[0.5, 0.3, 0.0]", "[0.5, 0.3]", "[0.9, 0.3]"].map(retries);
    assert!(rows[0] == 0 && rows.windows(2).all(|pair| pair[0] < pair[1]), "{rows:?}");
}

/// By hand: an instance that is down answers with an error at once: one try of each request, of clients or of calls, though
/// six are allowed; while it is full, as many as for any error.
#[test]
fn one_kind_of_error_ends_a_request_and_another_does_not() {
    let down = "timeline.down={at=\"0 s\",of=\"store\",do={crash_servers={}}}";
    let tries = |sets: &[&str]| {
        let (outcome, cell) = play(&load(PEOPLE, sets), true);
        let place = cell.tier_names().1.iter().position(|name| name == "store").expect("a call");
        let calls = &outcome.summary.tiers.calls[place].counts;
        let class = &outcome.summary.classes[0].counts;
        let ratio = |retries: u64, first: u64| 1.0 + retries as f64 / first as f64;
        (ratio(class.retries, class.first_attempts), ratio(calls.retries, calls.first_attempts))
    };
    let near = |found: (f64, f64), expected: (f64, f64)| {
        let close = (found.0 - expected.0).abs() < 0.01 && (found.1 - expected.1).abs() < 0.01;
        assert!(close, "{found:?} instead of {expected:?}");
    };
    near(tries(&[down]), (6.0, 4.0));
    near(tries(&[down, "calls.store.behaviour.tries_per_error.server_error=2"]), (6.0, 2.0));
    near(tries(&[down, "calls.store.behaviour.tries_per_error.server_error=1"]), (6.0, 1.0));
    near(tries(&[down, "classes.people.behaviours.all.tries_per_error.server_error=3"]), (3.0, 4.0));
    near(tries(&[down, "calls.store.behaviour.tries_per_error.no_answer=1"]), (6.0, 4.0));
    // A full front is busy, which is another kind than its own errors.
    let full = [
        "services.front.queue=0",
        "services.front.workers=1",
        "timeline.none={at=\"0 s\",do={set_workers={workers=0}}}",
    ];
    let busy = |more: &[&str]| tries(&[&full[..], more].concat()).0;
    assert!((busy(&[]) - 6.0).abs() < 0.02);
    assert!((busy(&["classes.people.behaviours.all.tries_per_error.server_error=1"]) - 6.0).abs() < 0.02);
    assert!((busy(&["classes.people.behaviours.all.tries_per_error.busy=2"]) - 2.0).abs() < 0.02);
}

fn told(sets: &[&str]) -> String {
    objections(PEOPLE, sets)
}

#[test]
fn mistakes_and_idle_settings_are_told() {
    assert_eq!(told(&[]), "");
    let (class, call) = ("classes.people.behaviours.all", "calls.store.behaviour");
    for (key, value, words) in [
        (class, "retries_with=[1.0, 0.5]", ""),
        (call, "retries_with=[1.0, 0.5]", ""),
        (call, "tries_per_error={server_error=2,no_answer=3}", ""),
        (class, "retries_with=[]", "the list is empty"),
        (class, "retries_with=[0.5, 1.5]", "1.5"),
        (class, "retries_with=[0.5, 0.5]", "every retry has the same probability"),
        (call, "retries_with=[0.5, 0.0, 0.3]", "after a probability of 0 there is no further retry"),
        (call, "retries_with=[1.0, 0.8, 0.6, 0.4]", "4 `tries` leave no retry for its last number"),
        (class, "tries_per_error={busy=0}", "no try at all"),
        (class, "tries_per_error={}", "it names no kind of error"),
        (class, "tries_per_error={blocked=1}", "nothing in this scenario leads to this error"),
        (call, "tries_per_error={blocked=1}", "nothing in this scenario leads to this error"),
        (class, "tries_per_error={server_error=6}", "6 `tries` end the request before"),
    ] {
        let told = told(&[&format!("{key}.{value}")]);
        assert!(if words.is_empty() { told.is_empty() } else { told.contains(words) }, "{key}.{value}: {told}");
    }
    let none = told(&[
        "calls.store.behaviour={server_error=\"none\",any_error.after=\"1 s\",tries=4,tries_per_error={server_error=2}}",
    ]);
    assert!(none.contains("no try follows this error anyway"), "{none}");
    // What takes no time may be tried as often as its own kind of error may come.
    let endless = "calls.store.behaviour={any_error=\"immediate\"}";
    assert!(told(&[endless]).contains("retries that take no time"));
    let each = "{server_error=2,busy=2,blocked=2,retry_later=2}";
    let told = told(&[&format!("calls.store.behaviour={{any_error=\"immediate\",tries_per_error={each}}}")]);
    assert!(!told.contains("retries that take no time"), "{told}");
}
