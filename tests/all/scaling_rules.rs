//! Rules that scale a service: numbers that change from what they are, and metrics of one service that rules look at. Oracle:
//! arithmetic by hand, and the same run without.

use crate::graph::value;
use crate::world::{load, objections, play};
use syncstorm::measure::tiers::ServiceUse;
use syncstorm::scenario::catalog;

/// Two instances with ten workers each for 50 requests/s of 100 ms: 5 of 20 workers are busy, and 25 when ten minutes long
/// five times as many come.
const RULES: &str = r#"
[run]
warm_up = "10 min"
length = "1 h"
sample = "1 min"
[classes.people]
arrivals = { rate = "50 /s" }
calls = "api"
timeout = "10 s"
[classes.people.web]
[services.api]
instances = 2
workers = 10
steps = [{ work = { exponential = "100 ms" } }]
[timeline.rush]
at = "10 min"
lasts = "10 min"
do.surge = { class = "people", factor = 5.0 }
[timeline.more]
when = { metric = "utilisation", service = "api", at_least = 0.8, held_for = "1 min" }
again_after = "1 min"
of = "api"
do.set_instances = { factor = 1.5, at_most = 7 }
[timeline.fewer]
when = { metric = "utilisation", service = "api", at_most = 0.3, held_for = "3 min" }
again_after = "3 min"
of = "api"
do.set_instances = { add = -1, at_least = 1 }
"#;

/// The mean number of workers in a minute after the warm-up.
fn workers(sets: &[&str]) -> Vec<f64> {
    let outcome = play(&load(RULES, sets), true).0;
    outcome.series.tiers.services[0].iter().map(|sample| sample.there / sample.seconds).collect()
}

/// 2, 3, 5 instances by the rule, in steps of a minute or more; then one fewer every few minutes as long as less than 30 %
/// are busy: 5 of 20 and 5 of 10 workers are more, 5 of 20 are less.
#[test]
fn a_service_grows_and_shrinks_by_rules() {
    let found = workers(&[]);
    let fixed = workers(&["timeline.more.enabled=false", "timeline.fewer.enabled=false"]);
    assert!(fixed.iter().all(|there| (there - 20.0).abs() < 1e-6));
    let most = found.iter().copied().fold(0.0, f64::max);
    assert!((40.0..=70.0).contains(&most), "{found:?}");
    let grown: Vec<f64> = found[20..].iter().copied().filter(|there| *there >= 30.0).collect();
    assert!(!grown.is_empty() && grown.iter().all(|there| (there / 10.0).fract().abs() < 1e-6), "{found:?}");
    let last = *found.last().expect("samples");
    // 5 busy of 20 are 25 %: one instance fewer, 5 of 10 are 50 %.
    assert!((last - 10.0).abs() < 1e-6, "{found:?}");
    // And it helps: with rules fewer wait.
    let waiting = |sets: &[&str]| {
        let scenario = load(RULES, sets);
        let outcome = play(&scenario, true).0;
        value(&scenario, &outcome, "service.api.queue_length")
    };
    assert!(waiting(&[]) < 0.5 * waiting(&["timeline.more.enabled=false", "timeline.fewer.enabled=false"]));
}

/// By hand: ten workers and two more each time, twice; half as many, rounded down.
#[test]
fn workers_change_from_what_they_are() {
    let add = "timeline.more={at=\"30 min\",every=\"10 min\",times=2,of=\"api\",do={set_workers={add=2,at_most=20}}}";
    let halve = "timeline.fewer={at=\"55 min\",of=\"api\",do={set_workers={factor=0.5}}}";
    let found = workers(&[add, halve]);
    let near = |minute: usize, there: f64| assert!((found[minute] - there).abs() < 1e-6, "{minute}: {found:?}");
    near(35, 20.0);
    near(45, 24.0);
    near(55, 28.0);
    near(68, 14.0);
    // What lasts for a time is taken back.
    let found = workers(&[
        "timeline.more={at=\"30 min\",lasts=\"5 min\",of=\"api\",do={set_workers={factor=2,at_most=15}}}",
        "timeline.fewer.enabled=false",
    ]);
    assert!((found[42] - 30.0).abs() < 1e-6 && (found[50] - 20.0).abs() < 1e-6, "{found:?}");
}

/// A queue of which a rule takes note.
#[test]
fn a_rule_looks_at_a_queue() {
    let rule = "timeline.more={when={metric=\"queue\",service=\"api\",at_least=200,held_for=\"1 min\"},of=\"api\",do={set_workers={add=30,at_most=40}}}";
    let found = workers(&[rule, "timeline.fewer.enabled=false"]);
    // 250 requests/s come and 200 are served: 3 000 more wait after a minute.
    assert!(found[..21].iter().all(|there| *there < 21.0) && found[23] > 79.0, "{found:?}");
}

/// A rule acts at the end of the first interval after the onset whose number meets its condition: of messages, of instances in
/// rotation, of restarts.
#[test]
fn a_rule_looks_at_backlog_rotation_and_restarts() {
    let restarts = |of: &ServiceUse| (of.counts.restarts + of.counts.ran_out) as f64;
    let rotation = |of: &ServiceUse| of.usage.instances.used / of.usage.instances.there;
    let backlog = |of: &ServiceUse| of.usage.backlog / of.seconds;
    for (name, service, limit, value, sample) in [
        ("liveness", "front", "metric=\"restarts\",at_least=3.0", restarts as fn(&ServiceUse) -> f64, "1 min"),
        ("liveness", "front", "metric=\"in_rotation\",at_most=0.9", rotation, "1 min"),
        ("backlog", "orders", "metric=\"backlog\",at_least=500.0", backlog, "2 min"),
    ] {
        let text = catalog::find(&format!("services/{name}")).expect("shipped");
        let when = format!("{{{limit},service=\"{service}\",held_for=\"{sample}\"}}");
        let rule = format!("timeline.rule={{when={when},of=\"{service}\",do={{set_workers={{add=1,at_most=90}}}}}}");
        let one = "balancers.front.at_most_ejected=0.5";
        let sets = if limit.contains("rotation") { vec![rule.as_str(), one] } else { vec![&*rule] };
        let scenario = load(text, &sets);
        assert_eq!(scenario.warned(false), None, "{limit}");
        let outcome = play(&scenario, true).0;
        let place = outcome.series.tiers.names.services.iter().position(|other| other == service).expect("a service");
        let samples = &outcome.series.tiers.services[place][outcome.series.onset..];
        let meets = |of: &ServiceUse| match limit.split_once("at_least=") {
            Some((_, least)) => value(of) >= least.parse().expect("a number"),
            None => value(of) <= 0.9,
        };
        let first = samples.iter().position(meets).expect("it is met");
        let onset = scenario.document.run.warm_up.seconds();
        let acted = outcome.summary.log.iter().find(|done| done.name == "rule").expect("it acts").at.seconds();
        let expected = onset + (first + 1) as f64 * samples[0].seconds;
        assert!((acted - expected).abs() < 1e-6, "{limit}: {acted}, and not {expected}");
    }
    let when = |metric: &str| {
        format!("timeline.more.when={{metric=\"{metric}\",service=\"api\",at_least=0.5,held_for=\"1 min\"}}")
    };
    for (metric, says) in
        [("backlog", "only durable queues have a backlog"), ("restarts", "nothing restarts its instances")]
    {
        let told = objections(RULES, &[&when(metric)]);
        assert!(told.contains(says) && told.contains('^'), "{metric}: {says}\n{told}");
    }
}

#[test]
fn mistakes_about_rules_are_told() {
    assert_eq!(objections(RULES, &[]), "");
    let set = |words: &str| format!("timeline.more.do={{set_instances={{{words}}}}}");
    for (words, says) in [
        ("factor=1.5", "growth without end"),
        ("factor=1.0,at_most=4", "an impossible factor"),
        ("factor=-2.0,at_most=4", "an impossible factor"),
        ("add=0", "nothing is added"),
        ("add=1,factor=2.0,at_most=4", "how many?"),
        ("count=4,at_most=4", "a limit of what does not change"),
        ("add=2,at_least=1,at_most=5", "a limit on the other side"),
        ("add=-1,at_least=0", "down to nothing"),
    ] {
        let told = objections(RULES, &[&set(words)]);
        assert!(told.contains(says) && told.contains('^') && told.contains("help:"), "{words}: {says}\n{told}");
    }
    let when = |words: &str| format!("timeline.more.when={{{words},held_for=\"1 min\",at_least=0.5}}");
    for (words, says) in [
        ("metric=\"utilisation\"", "of which service?"),
        ("metric=\"utilisation\",service=\"ap\"", "did you mean `api`?"),
        ("metric=\"workers\",service=\"api\"", "this metric belongs to no service"),
        ("metric=\"queue\",service=\"api\",class=\"people\"", "belongs to a service"),
    ] {
        let told = objections(RULES, &[&when(words)]);
        assert!(told.contains(says), "{words}: {says}\n{told}");
    }
    let none = objections(RULES, &["timeline.fewer.enabled=true", "timeline.more.do={set_workers={}}"]);
    assert!(none.contains("how many?"), "{none}");
    let alone = ["timeline.fewer={at=\"1 min\",of=\"api\",do={set_workers={add=1,at_most=10}}}"];
    assert!(objections(RULES, &alone).contains("as many are planned"), "{}", objections(RULES, &alone));
    let free = ["services.api.workers=unlimited"];
    assert!(objections(RULES, &free).contains("unlimited workers are never busy"), "{}", objections(RULES, &free));
}
