//! Machines that services share. Oracles: arithmetic by hand, counterfactuals, and the same service with processors of its own.

use crate::graph::value;
use crate::world::{load, objections, play};
use syncstorm::scenario::Scenario;

/// Two services, each with half of two processors to do. One of them gets four times as much for five minutes.
const NEIGHBOURS: &str = r#"
[run]
warm_up = "5 min"
length = "30 min"
sample = "1 min"
[verdict]
held_for = "10 min"
[classes.people]
arrivals = { rate = "5 /s" }
calls = "shop"
timeout = "1 s"
[classes.people.web]
[classes.batch]
arrivals = { rate = "5 /s" }
calls = "reports"
timeout = "1 min"
[classes.batch.web]
[services.shop]
workers = 20
queue = 100
host = "box"
steps = [{ work = { exponential = "100 ms" } }]
[services.reports]
workers = 100
host = "box"
steps = [{ work = { exponential = "100 ms" } }]
[hosts.box]
cores = 2
[timeline.surge]
at = "10 min"
lasts = "5 min"
do.surge = { class = "batch", factor = 6.0 }
"#;

/// The largest share of an interval that people were not served.
fn worst(sets: &[&str]) -> f64 {
    let outcome = play(&load(NEIGHBOURS, sets), true).0;
    let people = &outcome.series.by_class[1];
    people.iter().filter_map(|sample| sample.counts.availability()).map(|share| 1.0 - share).fold(0.0, f64::max)
}

/// The reports take nearly all of the machine, and the shop fails that has the same few requests as ever; not so on a machine
/// of its own, or where the reports have so few workers that the shop keeps its part.
#[test]
fn a_noisy_neighbour_starves_the_other() {
    let shared = worst(&[]);
    assert!(shared > 0.5, "{shared}");
    for apart in ["services.reports.workers=2", "timeline.surge.enabled=false"] {
        let alone = worst(&[apart]);
        assert!(alone < 0.05, "{apart}: {alone}");
    }
    let text = NEIGHBOURS.replace("workers = 100\nhost = \"box\"", "workers = 100\nprocessors = { cores = 2 }");
    let outcome = play(&load(&text, &[]), true).0;
    let failed: u64 = outcome.series.by_class[1].iter().map(|sample| sample.counts.failures.iter().sum::<u64>()).sum();
    assert!(failed < 10, "{failed}");
}

/// Alone on a machine of its own, an instance has the processors that it would have had without a host: every count is the same.
#[test]
fn alone_on_a_machine_is_as_with_processors() {
    let text = |says: &str, hosts: &str| {
        format!(
            "[run]\nwarm_up = \"5 min\"\nlength = \"30 min\"\nsample = \"1 min\"\n[classes.people]\narrivals = {{ rate = \"20 /s\" }}\n\
             calls = \"shop\"\ntimeout = \"1 s\"\n[classes.people.web]\n[classes.people.behaviours.all]\ntries = 2\nany_error.after = \"100 ms\"\n\
             [services.shop]\ninstances = 3\nworkers = 4\nqueue = 3\nrefusal = \"20 ms\"\nstop_running = true\n{says}\n\
             steps = [{{ work = {{ exponential = \"100 ms\" }} }}]\nstart = {{ work = \"10 s\", serves_meanwhile = true }}\n{hosts}\n\
             [timeline.down]\nat = \"10 min\"\nof = \"shop\"\nlasts = \"1 min\"\ndo.crash_servers = {{ servers = {{ only = [0] }} }}\n"
        )
    };
    let own = play(&load(&text("processors = { cores = 1 }", ""), &[]), true).1;
    let hosted = play(&load(&text("host = \"box\"", "[hosts.box]\ncount = 3\ncores = 1"), &[]), true).1;
    assert!(own.seen.counts == hosted.seen.counts && own.seen.services == hosted.seen.services);
    let one = play(&load(&text("host = \"box\"", "[hosts.box]\ncores = 3"), &[]), true).1;
    assert!(own.seen.counts != one.seen.counts);
}

/// What an instance that crashes had at work is gone from its machine, and the others there go on.
#[test]
fn a_crash_takes_the_work_of_its_instance_only() {
    let sets = [
        "timeline.down={at=\"10 min\",of=\"reports\",do={crash_servers={}}}",
        "classes.batch.arrivals.rate=10 /s",
        "classes.people.arrivals.rate=5 /s",
        "services.reports.steps=[{work=\"10 h\"}]",
        "services.reports.refusal=1 h",
        "services.reports.queue=0",
        "timeline.surge.enabled=false",
    ];
    let scenario = load(NEIGHBOURS, &sets);
    let outcome = play(&scenario, true).0;
    let people = &outcome.series.by_class[1];
    let share = |at: usize| people[at].counts.availability().unwrap_or(0.0);
    // Beside a hundred works without end nobody gets anything; when they are gone, everybody does.
    assert!(share(12) < 0.05 && share(20) > 0.99, "{} {}", share(12), share(20));
    let busy = value(&scenario, &outcome, "service.reports.busy_workers");
    assert!(busy < 40.0, "{busy}");
}

fn told(sets: &[&str]) -> String {
    objections(NEIGHBOURS, sets)
}

#[test]
fn mistakes_are_told_with_cause_and_remedy() {
    for (set, words) in [
        ("services.shop.host=bix", "did you mean `box`?"),
        ("hosts.box.cores=0", "no processors"),
        ("hosts.box.count=0", "no machines"),
        ("hosts.box.count=70_000", "too many machines"),
        ("services.shop.processors={cores=1}", "processors of two kinds"),
        ("hosts.other={cores=1}", "no service runs on it"),
        ("hosts.box.count=2", "one on each machine"),
        ("hosts.box.cores=200", "the workers on it are 120 at most"),
        ("hosts.box.cores=1", "all that runs on one machine keeps 1 processors busy"),
    ] {
        let told = told(&[set]);
        assert!(told.contains(words), "{set}: `{words}` is missing in\n{told}");
    }
    assert_eq!(told(&[]), "");
    let short = "[classes.people]\narrivals = { rate = \"1 /s\" }\nservice = \"100 ms\"\n[classes.people.web]\n[servers]\n[hosts.box]\ncores = 2\n";
    let refused = Scenario::load("short.toml", &mut |_| Ok(short.to_owned()), &[], 1.0).err();
    let refused = refused.map(|refused| refused.render(false)).unwrap_or_default();
    assert!(refused.contains("a host of services"), "{refused}");
}

/// Machines become fewer, and their processors with them.
#[test]
fn machines_are_scaled() {
    let sets = ["hosts.box.count=4", "services.shop.instances=4", "services.reports.instances=8"].map(str::to_owned);
    let at = |factor: f64| {
        let scaled = Scenario::load("shop.toml", &mut |_| Ok(NEIGHBOURS.to_string()), &sets, factor);
        let host = scaled.unwrap_or_else(|refused| panic!("{}", refused.render(false))).document.hosts["box"].clone();
        (host.count, host.cores)
    };
    assert_eq!([at(1.0), at(0.5), at(0.125), at(2.0)], [(4, 2), (2, 2), (1, 1), (8, 2)]);
}
