//! Requests that fail at random because the timeline says so. Oracles: the probability that was written, what is planned
//! with the same probability (the same requests must fail), and what must be said of it.

use std::collections::BTreeSet;

use crate::world::{Record, load, play};
use syncstorm::model::Cell;
use syncstorm::model::observe::WishEnd;
use syncstorm::report::story;
use syncstorm::scenario::Scenario;

const PEOPLE: &str = "[run]\nwarm_up = \"10 min\"\nlength = \"1 h\"\nsample = \"1 min\"\n\
    [classes.people]\narrivals = { rate = \"20 /s\" }\nservice = \"10 ms\"\n[classes.people.web]\n\
    [servers]\nworkers = \"unlimited\"\n";
const GRAPH: &str = "[run]\nwarm_up = \"10 min\"\nlength = \"1 h\"\nsample = \"1 min\"\n\
    [classes.people]\narrivals = { rate = \"20 /s\" }\ncalls = \"front\"\n[classes.people.web]\n\
    [services.front]\nworkers = \"unlimited\"\nsteps = [{ call = \"store\" }]\n\
    [services.store]\ninstances = 2\nworkers = \"unlimited\"\nsteps = [{ work = \"10 ms\" }]\n\
    [calls.store]\nbalance = \"round_robin\"\n";
const MINUTE: u64 = 60_000_000_000;

/// The sessions that began between two minutes of the run and gave up.
fn gave_up(cell: &Cell<Record>, minutes: std::ops::Range<u64>) -> BTreeSet<u32> {
    let within = |at: u64| (minutes.start * MINUTE..minutes.end * MINUTE).contains(&at);
    let ends = cell.trace.ends.iter().filter(|(_, _, _, began, end)| within(*began) && *end == WishEnd::Abandoned);
    ends.map(|(_, _, client, ..)| *client).collect()
}

fn failing(text: &str, sets: &[&str]) -> Cell<Record> {
    play(&load(text, sets), true).1
}

fn near(found: &BTreeSet<u32>, expected: f64) {
    // Four standard deviations of a binomial number of wishes, or more.
    let found = found.len() as f64;
    assert!((found - expected).abs() <= 4.0 * expected.sqrt(), "{found} instead of {expected}");
}

/// While it lasts each request fails with the probability, and no longer; what fails are the very requests that fail where
/// that probability is planned, and among them all that fail where a smaller one is.
#[test]
fn the_timeline_fails_those_whom_a_plan_fails() {
    let entry =
        |share| format!("timeline.bad={{at=\"10 min\",lasts=\"20 min\",do={{fail_requests={{probability={share}}}}}}}");
    for (text, key, of) in [(PEOPLE, "servers", ""), (GRAPH, "services.store", "timeline.bad.of=store")] {
        let set = |sets: &[String]| {
            let mut sets: Vec<&str> = sets.iter().map(String::as_str).collect();
            if !of.is_empty() && sets[0].starts_with("timeline") {
                sets.push(of);
            }
            failing(text, &sets)
        };
        let planned = |share: f64| format!("{key}.failure_probability={share}");
        let bad = set(&[entry(0.5)]);
        near(&gave_up(&bad, 20..40), 20.0 * 60.0 * 20.0 * 0.5);
        assert_eq!((gave_up(&bad, 0..20).len(), gave_up(&bad, 40..70).len()), (0, 0));
        let often = set(&[planned(0.5)]);
        let rarely = set(&[planned(0.1)]);
        // A minute at the ends, for what is under way as it begins or ends.
        assert_eq!(gave_up(&bad, 21..39), gave_up(&often, 21..39));
        assert!(gave_up(&rarely, 21..39).is_subset(&gave_up(&bad, 21..39)));
        let both = set(&[entry(0.5), planned(0.1)]);
        assert_eq!(gave_up(&both, 21..39), gave_up(&often, 21..39));
        assert_eq!(gave_up(&both, 41..69), gave_up(&rarely, 41..69));
        assert_eq!(both.seen.in_force[0].to, Some(syncstorm::units::Instant(40 * MINUTE)));
    }
}

/// Entries lie above each other, and some instances may be named.
#[test]
fn what_fails_at_random_lies_in_layers() {
    let first = "timeline.first={at=\"0 s\",lasts=\"40 min\",of=\"store\",do={fail_requests={probability=0.2}}}";
    let second = "timeline.second={at=\"10 min\",lasts=\"10 min\",of=\"store\",\
                  do={fail_requests={probability=0.8,servers={only=[1]}}}}";
    let cell = failing(GRAPH, &[first, second]);
    let rate = 20.0 * 60.0 * 10.0;
    near(&gave_up(&cell, 10..20), rate * 0.2);
    near(&gave_up(&cell, 20..30), rate * (0.2 + 0.8) / 2.0);
    near(&gave_up(&cell, 30..50), 2.0 * rate * 0.2);
    assert_eq!(gave_up(&cell, 50..70).len(), 0);
    let log: Vec<&str> = cell.seen.log.iter().map(|entry| entry.what.as_str()).collect();
    assert_eq!(
        log,
        [
            "store: 20 % of the requests fail",
            "store: 80 % of the requests fail at 1 of 2 servers",
            "ends; still in force: store: 20 % of the requests fail (first)",
            "store: requests fail by chance no more"
        ]
    );
}

fn told(text: &str, sets: &[&str]) -> String {
    let scenario = load(text, sets);
    let (outcome, _) = play(&scenario, true);
    story::tell(&scenario.document, &outcome, 1.0)
}

/// A class that crosses its limits with nothing in force has random failures named, by service in a graph.
#[test]
fn the_story_names_who_fails_by_chance() {
    let always = "All the time, each request fails by chance with probability";
    let short = told(PEOPLE, &["servers.failure_probability=0.2", "run.warm_up=0 s"]);
    assert!(short.contains(&format!("{always} 0.2 (servers.failure_probability);")), "{short}");
    let sets = ["services.store.failure_probability=0.2", "services.front.failure_probability=0.01", "run.warm_up=0 s"];
    let graph = told(GRAPH, &sets);
    let both = "0.01 (services.front.failure_probability) and 0.2 (services.store.failure_probability);";
    assert!(graph.contains(&format!("{always} {both}")), "{graph}");
    let bad = "timeline.bad={at=\"10 min\",lasts=\"20 min\",of=\"store\",do={fail_requests={probability=0.5}}}";
    let fault = told(GRAPH, &[bad]);
    assert!(fault.contains("The cause: store: 50 % of the requests fail (bad, from"), "{fault}");
}

fn warned(text: &str, sets: &[&str]) -> String {
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_string()).collect();
    match Scenario::load("shop.toml", &mut |_| Ok(text.to_owned()), &sets, 1.0) {
        Ok(scenario) => scenario.warned(false).unwrap_or_default(),
        Err(refused) => refused.render(false),
    }
}

#[test]
fn what_has_no_effect_or_no_end_is_told() {
    let fails = |share: &str| format!("timeline.bad={{at=\"1 min\",do={{fail_requests={{probability={share}}}}}}}");
    assert_eq!(warned(PEOPLE, &[&fails("0.5")]), "");
    assert!(warned(PEOPLE, &[&fails("0.0")]).contains("so many requests fail already"));
    let planned = warned(PEOPLE, &[&fails("0.5"), "servers.failure_probability=0.5"]);
    assert!(planned.contains("so many requests fail already"), "{planned}");
    assert!(warned(PEOPLE, &[&fails("1.5")]).contains("1.5"));
    let policy = "classes.people.behaviours.all={server_error={after=\"1 s\"}}";
    assert_eq!(warned(PEOPLE, &[&fails("0.5"), policy]), "");
    assert!(warned(PEOPLE, &[policy]).contains("nothing in this scenario leads to this error"));
    let cut = "timeline.cut={at=\"1 min\",lasts=\"1 min\",do={cut_network={messages=\"lost\"}}}";
    let told = warned(PEOPLE, &[cut]);
    assert!(told.contains("callers that wait for ever") && told.contains("the clients of `people`"), "{told}");
    assert_eq!(warned(PEOPLE, &[cut, "classes.people.timeout=5 s"]), "");
    let cut = cut.replace("at=", "of=\"lan\",at=");
    let lan = ["links.lan.delay=5 ms", "calls.store.link=lan", &cut];
    let told = warned(GRAPH, &lan);
    assert!(told.contains("the callers of `store` have no timeout"), "{told}");
    assert_eq!(warned(GRAPH, &[&lan[..], &["calls.store.timeout=1 s"]].concat()), "");
    assert_eq!(warned(GRAPH, &[&lan[..], &["calls.store.deadline.within=1 s"]].concat()), "");
    assert_eq!(warned(GRAPH, &[&lan[..], &["timeline.cut.do.cut_network.messages=held"]].concat()), "");
}
