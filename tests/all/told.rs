//! What the story and the verdict of a run say of causes, times, loads and rules. Oracles: what the scenario does by
//! arithmetic, and the counts of the run that a sentence is about.

use crate::world::{Record, load, play};
use syncstorm::experiment::Outcome;
use syncstorm::measure::Verdict;
use syncstorm::model::Cell;
use syncstorm::model::observe::LogKind;
use syncstorm::report::story;

/// A hundred people who ask a shop every ten seconds, whose four stores work for a hundredth of one.
const SHOP: &str = r#"
[run]
warm_up = "10 min"
length = "1 h"
sample = "1 min"
[classes.people]
population = 100
calls = "front"
timeout = "2 s"
patience = "4 s"
[classes.people.web]
think = { exponential = "10 s" }
[classes.people.behaviours.all]
any_error.after = "1 s"
[services.front]
workers = 50
steps = [{ call = "store" }]
[services.store]
instances = 4
workers = 4
steps = [{ work = "10 ms" }]
[links.wan]
capacity = "10 Mbit/s"
[calls.front]
link = "wan"
[calls.store]
timeout = "500 ms"
[verdict]
held_for = "5 min"
"#;

fn told(sets: &[&str]) -> (Outcome, Cell<Record>, String) {
    told_of(SHOP, sets)
}

fn told_of(text: &str, sets: &[&str]) -> (Outcome, Cell<Record>, String) {
    let scenario = load(text, sets);
    let (outcome, cell) = play(&scenario, true);
    let story = story::tell(&scenario.document, &outcome, 1.0);
    (outcome, cell, story)
}

fn entry(action: &str) -> String {
    format!("timeline.done={{at=\"10 min\",do={{{action}}}}}")
}

/// Each action that takes something is in force from when it is done, and no other one is.
#[test]
fn whatever_takes_something_can_be_a_cause() {
    let looks = "services.front.steps=[{call=\"cache\"},{call=\"store\"}]";
    let cache = "services.cache={entries={hit_ratio=0.9}}";
    // A ramp comes after a block; where somebody has opened the edge, it begins with nobody.
    let block = "timeline.block={at=\"1 min\",do={block={class=\"people\"}}}";
    let open = "timeline.open={at=\"2 min\",do={open={class=\"people\"}}}";
    let of = |service: &str| format!("timeline.done.of={service}");
    for (action, service, takes) in [
        ("fail_cache={}", "cache", true),
        ("repair_cache={}", "cache", true),
        ("repair_cache={warm=true}", "cache", false),
        ("empty_cache={}", "cache", true),
        ("crash_servers={}", "store", true),
        ("restart_servers={}", "store", false),
        ("slow_servers={factor=3.0}", "store", true),
        ("slow_servers={factor=0.5}", "store", false),
        ("set_workers={workers=1}", "store", true),
        ("set_workers={workers=9}", "store", false),
        ("fail_requests={probability=0.5}", "store", true),
        ("drain_servers={servers={only=[0]}}", "store", true),
        ("undrain_servers={}", "store", false),
        ("set_instances={count=1}", "store", true),
        ("set_instances={count=8}", "store", false),
        ("slow_store={factor=3.0}", "store", true),
        ("stop_store={}", "store", true),
        ("start_store={}", "store", false),
        ("cut_network={}", "wan", true),
        ("join_network={}", "wan", false),
        ("scale_network={factor=0.5}", "wan", true),
        ("scale_network={factor=2.0}", "wan", false),
        ("surge={class=\"people\",factor=2.0}", "", true),
        ("surge={class=\"people\",factor=0.5}", "", false),
        ("restart_clients={class=\"people\"}", "", true),
        ("block={class=\"people\"}", "", true),
        ("open={class=\"people\"}", "", false),
        ("admit={class=\"people\",share=0.5}", "", true),
        ("ramp={class=\"people\",over=\"10 min\"}", "", true),
        (
            "feedback_ramp={class=\"people\",watch=\"workers\",target=0.5,step=0.2,every=\"1 min\",back_off=0.5}",
            "",
            true,
        ),
        ("limit={class=\"people\",rate=\"1 /s\"}", "", true),
    ] {
        let (entry, of) = (entry(action), of(service));
        let mut sets = vec![looks, cache, entry.as_str(), "run.length=12 min"];
        if action.contains("ramp") {
            sets.extend([block, open]);
        }
        if !service.is_empty() {
            sets.push(&of);
        }
        let (_, cell, _) = told(&sets);
        let taken = cell.seen.in_force.iter().any(|span| span.entry == "done" && span.took.is_some());
        assert_eq!(taken, takes, "{action}: {:?}", cell.seen.in_force);
    }
}

/// Three hundred who begin anew at once are ten times what the stores can serve in their patience: they try until the end.
#[test]
fn clients_that_restart_are_named_as_the_cause() {
    let restart = |over: &str| {
        let anew =
            format!("timeline.anew={{at=\"10 min\",do={{restart_clients={{class=\"people\",over=\"{over}\"}}}}}}");
        told(&[
            &anew,
            "classes.people.population=300",
            "services.front.workers=\"unlimited\"",
            "services.store.workers=2",
            "services.store.steps=[{work=\"100 ms\"}]",
            "run.length=40 min",
        ])
    };
    let (outcome, cell, story) = restart("1 s");
    let recovery = &outcome.summary.recovery;
    assert_eq!(
        (recovery.verdict, recovery.unknown_from_h, recovery.load_from_h),
        (Verdict::Stuck, None, None),
        "{story}"
    );
    let causes: Vec<&str> = recovery.causes.iter().map(|cause| cause.entry.as_str()).collect();
    assert_eq!(causes, ["anew"], "{story}");
    let words = "The cause: people: clients restart (anew, from 10 min, for 1 s). It was gone at 10 min.";
    assert!(story.contains(words), "{story}");
    assert_eq!(cell.seen.log[0].kind, LogKind::FaultBegins);
    let (_, _, story) = restart("0 s");
    assert!(story.contains("The cause: people: clients restart (anew, at 10 min). It was gone at 10 min."), "{story}");
}

/// How many servers, where it is not all of them.
#[test]
fn it_is_told_how_many_servers_crash() {
    let crash = |which: &str| {
        format!("timeline.down={{at=\"10 min\",lasts=\"1 min\",of=\"store\",do={{crash_servers={which}}}}}")
    };
    let (_, _, story) = told(&[&crash("{servers={only=[0]}}")]);
    assert!(story.contains("store: 1 of 4 servers crash  (down)"), "{story}");
    assert!(story.contains("store: 1 of 4 servers are up again  (down (end))"), "{story}");
    let (outcome, _, story) = told(&[&crash("{}")]);
    assert!(story.contains("store: servers crash  (down)"), "{story}");
    assert_eq!(outcome.summary.recovery.causes[0].what, "store: servers crash");
}

/// Intervals of ten seconds are told apart: the fall begins in the interval of the crash, 10 min 30 s after the onset.
#[test]
fn times_are_as_fine_as_the_samples() {
    let crash = "timeline.down={at=\"10 min 30 s\",lasts=\"70 s\",of=\"store\",do={crash_servers={}}}";
    let (outcome, _, story) = told(&["run.sample=10 s", crash]);
    let class = &outcome.summary.classes[0];
    let fell = class.full.fell_h.expect("it fell");
    assert!((fell * 3600.0 - 630.0).abs() < 1e-6);
    assert!(story.contains("people: below 99 % availability from 10 min 30 s"), "{story}");
    assert!(story.contains("(down, from 10 min 30 s to 11 min 40 s)"), "{story}");
    assert!(story.contains("counted in intervals of 10 s"), "{story}");
    let restored = class.restored_h[0].expect("half of them were served again");
    let seconds = (restored * 3600.0).round() as u64;
    assert_eq!(seconds % 10, 0);
    let said = match seconds % 60 {
        0 => format!("half by {} min", seconds / 60),
        rest => format!("half by {} min {rest} s", seconds / 60),
    };
    assert!(story.contains(&said), "{said}\n{story}");
}

/// Of a hundred clients one that is without service for a moment makes no full outage of 0 min.
#[test]
fn no_outage_is_told_as_nothing() {
    let crash = "timeline.down={at=\"10 min\",lasts=\"4 s\",of=\"store\",do={crash_servers={servers={only=[0]}}}}";
    let (outcome, _, story) =
        told(&[crash, "classes.people.patience=2 s", "calls.store.behaviour={any_error={after=\"1 s\"},tries=2}"]);
    let outage_s = outcome.summary.classes[0].outage_h * 3600.0;
    assert!(!story.contains("outage of 0 "), "{outage_s}\n{story}");
}

/// A minute of a load ten times the normal one is no crossing of a window of an hour; both are said, each of its measure.
#[test]
fn single_intervals_are_told_beside_the_windows_that_are_judged() {
    let surge = "timeline.more={at=\"10 min\",lasts=\"1 min\",do={surge={class=\"people\",factor=10.0}}}";
    let sets =
        [surge, "verdict.held_for=30 min", "run.warm_up=1 h", "run.length=3 h", "services.store.workers=\"unlimited\""];
    let (outcome, _, story) = told(&sets);
    assert_eq!(outcome.summary.recovery.verdict, Verdict::Healthy, "{story}");
    let (peak, at_h) = outcome.summary.classes[0].peak.expect("a warm-up");
    assert!(peak > 3.0 && (at_h * 60.0 - 10.0).abs() < 1e-6, "{peak} {at_h}");
    assert!(story.contains("healthy: no class crossed its limits in any window of 30 min."), "{story}");
    let words =
        format!("Single intervals of 1 min in them are worse: people with {peak:.1} × the normal attempts from 10 min");
    assert!(story.contains(&words), "{words}\n{story}");
    // And nothing of the kind where there is nothing of the kind.
    assert!(!told(&[]).2.contains("Single intervals"));
}

/// The store is asked by a few with three tries and by many with two: what is told is what adds most, not the larger ratio.
#[test]
fn what_adds_most_tries_is_told_and_not_the_largest_ratio() {
    let text = SHOP.replace(
        "[services.front]\nworkers = 50\nsteps = [{ call = \"store\" }]",
        "[services.front]\nworkers = \"unlimited\"\nsteps = [{ call = \"store\" }]\n\
         [services.side]\nworkers = \"unlimited\"\nsteps = [{ call = \"shelf\" }]\n\
         [services.shelf]\nsteps = [{ work = \"10 ms\" }]\n\
         [calls.side]\n[calls.shelf]\ntimeout = \"500 ms\"\nbehaviour = { any_error.after = \"10 ms\", tries = 6 }\n\
         [classes.few]\npopulation = 20\ncalls = \"side\"\ntimeout = \"5 s\"\n[classes.few.web]\nthink = { exponential = \"10 s\" }\n\
         [classes.few.behaviours.all]\ntries = 1",
    );
    let sets = [
        "calls.store.behaviour={any_error={after=\"10 ms\"},tries=3}",
        "timeline.one={at=\"10 min\",lasts=\"10 min\",of=\"store\",do={crash_servers={}}}",
        "classes.people.behaviours.all.tries=1",
        "timeline.two={at=\"10 min\",lasts=\"10 min\",of=\"shelf\",do={crash_servers={}}}",
    ];
    let (outcome, _, story) = told_of(&text, &sets);
    let tiers = &outcome.series.tiers;
    let extra = |name: &str| {
        let call = tiers.names.calls.iter().position(|call| call == name).expect("a call");
        tiers.calls[call].iter().map(|used| used.counts.retries).max().expect("intervals")
    };
    assert!(2 * extra("store") > 3 * extra("shelf"), "{} {}", extra("store"), extra("shelf"));
    assert!(story.contains("The most extra tries were those of the call `store`"), "{story}");
    assert!(story.contains("`front` makes most of them"), "{story}");
}

/// Answers that a later step saved, and connections opened anew after a crash: as many as the run counts.
#[test]
fn fall_backs_and_handshakes_are_told_with_their_counts() {
    let sets = [
        "services.front.steps=[{call=\"store\"},{on=[\"error\",\"timeout\",\"busy\"],call=\"old\"}]",
        "services.old={workers=8,steps=[{work=\"5 ms\"}]}",
        "calls.store.connection={work=\"20 ms\"}",
        "timeline.down={at=\"10 min\",lasts=\"5 min\",of=\"store\",do={crash_servers={}}}",
    ];
    let (outcome, _, story) = told(&sets);
    let tiers = &outcome.summary.tiers;
    let front = tiers.names.services.iter().position(|name| name == "front").expect("front");
    let old = tiers.names.calls.iter().position(|name| name == "old").expect("a call");
    let saved = tiers.services[front].counts.fallbacks;
    // Every request that fell back asked the old store, which answers all.
    assert_eq!(saved, tiers.calls[old].counts.answered);
    assert!(saved > 1000, "{saved}");
    assert!(story.contains("requests well although a call of theirs had failed"), "{story}");
    let store = tiers.names.calls.iter().position(|name| name == "store").expect("a call");
    let counts = &tiers.calls[store].counts;
    // One connection of the front to each of the four instances is opened again, and costs 20 ms of a worker each time.
    assert!(counts.connections_opened >= 4, "{}", counts.connections_opened);
    assert_eq!(counts.handshake_work, counts.connections_opened * 20_000_000);
}

/// A rule that does nothing against what it met is told as such; one that never fired with how close it came.
#[test]
fn what_rules_met_is_told() {
    let down = "timeline.down={at=\"10 min\",of=\"store\",do={crash_servers={}}}";
    let rule = |at_most: &str, action: &str| {
        format!(
            "timeline.rule={{when={{metric=\"availability\",class=\"people\",at_most={at_most},held_for=\"2 min\"}},of=\"store\",do={{{action}}}}}"
        )
    };
    let (_, _, story) = told(&[down, &rule("0.5", "set_workers={workers=9}")]);
    assert!(story.contains("store: 9 workers a server (rule), from"), "{story}");
    assert!(story.contains("over the 2 min after it, that was 0 %, which still meets its condition."), "{story}");
    let (_, _, story) = told(&[down, &rule("0.5", "restart_servers={}")]);
    assert!(story.contains("which meets its condition no more."), "{story}");
    let (_, _, story) = told(&[&rule("0.5", "restart_servers={}"), down, "timeline.down.lasts=2 s"]);
    assert!(
        story.contains("its condition was never met: over 2 min, the availability of `people` was never below"),
        "{story}"
    );
    assert!(story.contains("it asks for 50 % or less"), "{story}");
}

/// The outage ends ten minutes before the run, and what is well has to be so for half an hour.
#[test]
fn a_run_that_is_too_short_to_decide_says_so_before_and_after() {
    let down = "timeline.down={at=\"40 min\",lasts=\"10 min\",of=\"store\",do={crash_servers={}}}";
    let sets = [down, "verdict.held_for=30 min"];
    let (outcome, _, story) = told(&sets);
    assert_eq!(outcome.summary.recovery.verdict, Verdict::Undecided);
    assert!(story.contains("the run ends within the 30 min of verdict.held_for after the cause was gone"), "{story}");
    assert!(story.contains("every interval is well by itself"), "{story}");
    // 50 min, and four times the 30 min; and so long a run does tell.
    assert!(story.contains(": make run.length 170 min or more"), "{story}");
    let longer = told(&[down, "verdict.held_for=30 min", "run.length=170 min"]).0;
    assert_eq!(longer.summary.recovery.verdict, Verdict::Recovered);
    let warned = load(SHOP, &sets).warned(false).expect("a warning");
    assert!(
        warned.contains("a run that may end undecided") && warned.contains("make run.length 80 min or more"),
        "{warned}"
    );
    assert_eq!(load(SHOP, &[down, "verdict.held_for=10 min"]).warned(false), None);
}

/// The front waits for the store with its workers held; and what fails is waited for.
#[test]
fn it_is_told_what_worker_time_is() {
    let down = "timeline.slow={at=\"10 min\",lasts=\"10 min\",of=\"store\",do={slow_servers={factor=400.0}}}";
    let (_, _, story) = told(&[down, "calls.store.timeout=10 s"]);
    assert!(
        story.contains(
            "worker time of the services that clients call, time in which a worker waits for others included,"
        ),
        "{story}"
    );
}

/// Instances are taken down one after the other: that is one cause, from its first step to its last, whichever was the one too many.
#[test]
fn what_is_done_step_by_step_is_one_cause() {
    let shop = "[run]\nwarm_up = \"30 min\"\nlength = \"3 h\"\nsample = \"1 min\"\n[verdict]\nheld_for = \"10 min\"\n\
        [classes.people]\narrivals = { rate = \"35 /s\" }\ncalls = \"app\"\ntimeout = \"2 s\"\n[classes.people.web]\n\
        [services.app]\ninstances = 6\nsteps = [{ work = { exponential = \"100 ms\" } }]\n";
    let step = |number: usize| {
        let servers = format!("servers={{only=[{number}]}}");
        let at = 10 + number;
        format!(
            "timeline.step_{number}={{at=\"{at} min\",lasts=\"20 min\",of=\"app\",by=\"operator\",do={{crash_servers={{{servers}}}}}}}"
        )
    };
    let steps: Vec<String> = (0..5).map(step).collect();
    let scenario = load(shop, &steps.iter().map(String::as_str).collect::<Vec<_>>());
    let outcome = play(&scenario, true).0;
    let recovery = &outcome.summary.recovery;
    assert_eq!(recovery.causes.len(), 5, "{:?}", recovery.causes);
    let gone = recovery.cause_gone_h.expect("it ends");
    assert!((gone * 60.0 - 34.0).abs() < 1e-6, "{gone}");
    let story = syncstorm::report::story::tell(&scenario.document, &outcome, 1.0);
    assert!(story.contains("app: 1 of 6 servers crash 2 times more (step_3 to step_4)"), "{story}");
}
