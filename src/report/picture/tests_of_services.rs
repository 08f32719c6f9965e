//! Oracles: figures as data, independent arithmetic.

use super::source::Source;
use super::tests::misplaced;
use super::*;
use crate::engine::simulation::Verdict as Look;
use crate::experiment;
use crate::report::graph::layout::{Area, place};
use crate::report::graph::{Graph, MOST};
use crate::report::story;
use crate::report::words::rate;
use crate::scenario::Scenario;

/// A chain in which everybody tries three times, and the last service fails.
const CHAIN: &str = r#"
title = "Three tiers, three tries each"
[run]
warm_up = "10 min"
length = "1 h"
sample = "5 min"
[classes.customers]
arrivals = { rate = "5 /s" }
calls = "front"
timeout = "30 s"
[classes.customers.web]
[classes.customers.behaviours.all]
tries = 3
any_error.after = "100 ms"
[calls.front]
link = "wan"
[links.wan]
delay = "10 ms"
capacity = "8 Mbit/s"
[services.front]
instances = 4
workers = 64
steps = [{ work = "5 ms" }, { call = "middle" }]
[services.middle]
instances = 4
workers = 64
steps = [{ work = "5 ms" }, { call = "base" }]
[services.base]
workers = 128
steps = [{ work = "10 ms" }]
[calls.middle]
timeout = "5 s"
behaviour = { tries = 3, any_error.after = "50 ms" }
balance = "two_choices"
[calls.base]
timeout = "1 s"
behaviour = { tries = 3, any_error.after = "50 ms" }
[timeline.down]
at = "20 min"
lasts = "20 min"
of = "base"
do.crash_servers = {}
"#;

/// Two classes, a door, a cache, so many services beside each other, and one that all of them ask.
fn fan(branches: usize) -> String {
    let names: Vec<String> = (0..branches).map(|at| format!("branch_number_{at}")).collect();
    let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    let mut text = format!(
        r#"
title = "A fan"
[run]
warm_up = "10 min"
length = "30 min"
sample = "1 min"
[classes.people]
arrivals = {{ rate = "4 /s" }}
calls = "door"
[classes.people.web]
[classes.robots]
population = 400
calls = "door"
timeout = "2 s"
[classes.robots.web]
think = {{ exponential = "60 s" }}
[services.door]
instances = 2
workers = 32
steps = [{{ work = "1 ms" }}, {{ call = "memory" }}, {{ on = ["miss"], calls = [{}] }}]
[services.memory]
entries = {{ hit_ratio = 0.3 }}
[services.last]
workers = 400
steps = [{{ work = "4 ms" }}]
[timeline.slow]
at = "5 min"
lasts = "10 min"
of = "last"
do.slow_servers.factor = 20.0
"#,
        quoted.join(", ")
    );
    for name in &names {
        text.push_str(&format!(
            "[services.{name}]\nworkers = 8\nsteps = [{{ work = \"2 ms\" }}, {{ call = \"last\" }}]\n\
             [calls.{name}]\ntimeout = \"1 s\"\nbehaviour = {{ tries = 3, any_error.after = \"50 ms\" }}\n"
        ));
    }
    text
}

fn long_chain(many: usize) -> String {
    let mut text = "[run]\nwarm_up = \"2 min\"\nlength = \"10 min\"\nsample = \"1 min\"\n[classes.people]\n\
                    arrivals = { rate = \"2 /s\" }\ncalls = \"s00\"\n[classes.people.web]\n"
        .to_owned();
    for at in 0..many {
        let call = if at + 1 < many { format!(", {{ call = \"s{:02}\" }}", at + 1) } else { String::new() };
        text.push_str(&format!("[services.s{at:02}]\nworkers = 20\nsteps = [{{ work = \"1 ms\" }}{call}]\n"));
    }
    text
}

fn played(text: &str) -> (Document, Outcome) {
    let mut fetch = |_: &str| Ok(text.to_owned());
    let scenario = Scenario::load("own.toml", &mut fetch, &[], 1.0);
    let scenario = scenario.unwrap_or_else(|rejected| panic!("{}", rejected.render(false)));
    let outcome = experiment::run(&scenario.document, &mut |_, _| Look::Continue);
    (scenario.document, outcome)
}

fn all() -> Vec<String> {
    vec![CHAIN.to_owned(), fan(5), fan(10), long_chain(12), long_chain(5)]
}

#[test]
fn words_keep_their_places_and_every_service_appears() {
    for text in all() {
        let (document, outcome) = played(&text);
        let last = outcome.series.resources.len() - 1;
        for form in [Form::Wide, Form::Tall] {
            let picture = Picture::of(&document, &[&outcome], form);
            for interval in [0, last / 2, last] {
                assert_eq!(misplaced(&picture, &outcome, interval), Vec::<String>::new(), "{form:?}");
            }
            let named = picture.changing().filter(|part| part.id.starts_with("size-")).count();
            assert_eq!(named, document.services.len().min(MOST));
            let labels: String = super::tests::scene(&picture, &picture.at(&outcome, 0))
                .texts()
                .map(|text| format!("{}\n", text.content))
                .collect();
            let said = |word: &str| labels.lines().any(|line| line.contains(word));
            assert!(!said("server") && !said("store") && !said("queue"), "{labels}");
            assert_eq!(said("not shown, the least busy"), document.services.len() > MOST, "{labels}");
        }
    }
}

#[test]
fn boxes_keep_apart_and_calls_go_around_them() {
    for text in all() {
        let (document, _) = played(&text);
        let graph = Graph::of(&document).expect("a graph");
        let shown = graph.shown(&graph.visits());
        for upright in [false, true] {
            let frame = if upright { [0.0, 0.0, 390.0, 1700.0] } else { [0.0, 0.0, 1070.0, 406.0] };
            let area = Area { frame, upright, gap: 40.0, most: (200.0, 160.0) };
            let layout = place(&graph, &shown, &[(0, 100.0), (1, 200.0)], area);
            assert_eq!(layout.boxes.len(), shown.len());
            for (place, (_, one)) in layout.boxes.iter().enumerate() {
                assert!(
                    one[0] >= frame[0] && one[1] >= frame[1] && one[2] <= frame[2] && one[3] <= frame[3],
                    "{one:?}"
                );
                for (_, other) in &layout.boxes[place + 1..] {
                    let apart = one[2] < other[0] || other[2] < one[0] || one[3] < other[1] || other[3] < one[1];
                    assert!(apart, "{one:?} and {other:?}");
                }
                for flow in &layout.flows {
                    for (x, y) in flow.path.iter().chain(flow.legs.iter().flatten()) {
                        let inside = *x > one[0] + 0.1 && *x < one[2] - 0.1 && *y > one[1] + 0.1 && *y < one[3] - 0.1;
                        assert!(!inside, "{flow:?} goes into {one:?}");
                    }
                }
            }
            assert_eq!(layout.flows.len(), graph.calls.iter().filter(|call| shown.contains(&call.to)).count());
        }
    }
}

#[test]
fn numbers_are_those_of_the_tiers() {
    let (document, outcome) = played(CHAIN);
    let picture = Picture::of(&document, &[&outcome], Form::Wide);
    let tiers = &outcome.series.tiers;
    let part = |id: &str, interval: usize| {
        let at = picture.changing().position(|part| part.id == id).expect("the part");
        picture.at(&outcome, interval)[at].clone()
    };
    let number = |name: &str| tiers.names.services.iter().position(|one| one == name).expect("a service");
    for interval in [0, 5, 8] {
        let front = number("front");
        let used = &tiers.services[front][interval];
        let Shown::Share(busy) = part(&format!("busy-{front}"), interval) else { panic!("no share") };
        assert!((busy * used.there - used.usage.busy).abs() < 1e-6);
        let flows: Vec<(f64, f64)> = (0..tiers.names.calls.len())
            .map(|call| match part(&format!("flow-{call}"), interval) {
                Shown::Flow(first, again) => (first, again),
                other => panic!("{other:?}"),
            })
            .collect();
        for (call, (first, again)) in flows.iter().enumerate() {
            let counts = &tiers.calls[call][interval].counts;
            let all = (counts.first_attempts + counts.retries) as f64;
            assert!((again * all - counts.retries as f64 * (first + again)).abs() < 1e-6);
        }
    }
    let base = number("base");
    assert_eq!(part(&format!("size-{base}"), 0), Shown::Words("128 workers".to_owned()));
    assert_eq!(part(&format!("size-{base}"), 7), Shown::Words("0 of 128 workers".to_owned()));
    assert_eq!(part(&format!("busywords-{base}"), 7), Shown::Words("down".to_owned()));
}

#[test]
fn the_story_says_where_the_load_was_made() {
    let (document, outcome) = played(CHAIN);
    let story = story::tell(&document, &outcome, 1.0);
    assert!(
        story.contains("those of the call `base`, in the 5 min from 30 min: 27 tries of it for each new request"),
        "{story}"
    );
    assert!(story.contains("`middle` makes most of them"), "{story}");
    assert!(story.contains("3.0 by the clients, 3.0 by front and 3.0 by middle"), "{story}");
    let (document, outcome) = played(&long_chain(5));
    assert!(!story::tell(&document, &outcome, 1.0).contains("Where the load was made"));
}

/// A cache shows its own look-ups, and which part of them found its entry; one that is alone also its state.
#[test]
fn of_a_cache_is_said_what_it_counts() {
    for (more, lamps) in [("", 1), ("[services.other.keyed]\nkeys = 10\n", 0)] {
        let step = if more.is_empty() { "" } else { ", { call = \"other\" }" };
        let text = fan(2).replace("{ call = \"memory\" }", &format!("{{ call = \"memory\" }}{step}")) + more;
        let (document, outcome) = played(&text);
        let picture = Picture::of(&document, &[&outcome], Form::Wide);
        let tiers = &outcome.series.tiers;
        let cache = tiers.names.services.iter().position(|name| name == "memory").expect("a cache");
        let at = picture.at(&outcome, 0);
        let said = |id: String| picture.changing().position(|part| part.id == id).map(|place| at[place].clone());
        let used = &tiers.services[cache][0];
        let looked_up = used.counts.hits + used.counts.misses;
        assert!(looked_up > 0);
        assert_eq!(said(format!("lookups-{cache}")), Some(Shown::Words(rate(looked_up as f64 / used.seconds))));
        assert_eq!(said(format!("found-{cache}")), Some(Shown::Share(used.counts.hits as f64 / looked_up as f64)));
        assert_eq!(said(format!("tries-{cache}")), None);
        assert_eq!(picture.changing().filter(|part| part.source == Some(Source::Cache)).count(), lamps);
    }
}
