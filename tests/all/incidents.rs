//! Public incidents: each scenario ends as it was reported, each cure that was reported cures it, and without its mechanism
//! nothing stays down. Oracle: the reports, as far as the scenarios mark them as facts.

use syncstorm::engine::simulation::Verdict as Look;
use syncstorm::experiment::{self, Outcome};
use syncstorm::scenario::{Change, Scenario, catalog};

const MOST_EVENTS: u64 = 20_000_000;

/// Scenario (of an incident, or of one mechanism), fix or none, how it ends.
#[rustfmt::skip]
const ENDS: &[(&str, &str, &str)] = &[
    ("dynamodb-2015", "", "recovered"),
    ("dynamodb-2015", "pause_alone", "stuck"),
    ("dynamodb-2015", "more_capacity", "recovered"),
    ("dynamodb-2015", "longer_timeout", "recovered"),
    ("dynamodb-2015", "without", "recovered"),
    ("store-retries-2017", "", "recovered"),
    ("store-retries-2017", "callers_alone", "stuck"),
    ("store-retries-2017", "store_at_once", "recovered"),
    ("store-retries-2017", "without", "recovered"),
    ("leases-2025", "", "recovered"),
    ("leases-2025", "throttle_alone", "stuck"),
    ("leases-2025", "restart_alone", "stuck"),
    ("leases-2025", "without", "recovered"),
    ("leases-2025-checks", "", "stuck"),
    ("leases-2025-checks", "some_stay", "recovered"),
    ("leases-2025-checks", "panic", "recovered"),
    ("leases-2025-checks", "patient_check", "recovered"),
    ("leases-2025-checks", "without", "recovered"),
    ("mesh-budgets", "", "stuck"),
    ("mesh-budgets", "floor_per_caller", "stuck"),
    ("mesh-budgets", "per_caller", "recovered"),
    ("mesh-budgets", "per_pair", "recovered"),
    ("mesh-budgets", "shared", "recovered"),
    ("mesh-budgets", "deadline", "recovered"),
    ("mesh-budgets", "without", "recovered"),
    ("in-flight-ceiling", "", "stuck"),
    ("in-flight-ceiling", "raised", "stuck"),
    ("in-flight-ceiling", "lowered", "recovered"),
    ("in-flight-ceiling", "without", "recovered"),
    ("reconnect-broker", "", "stuck"),
    ("reconnect-broker", "jitter", "recovered"),
    ("reconnect-broker", "without", "recovered"),
    ("fleet-checkin", "", "recovered"),
    ("fleet-checkin", "second_wait", "recovered"),
    ("fleet-checkin", "one_draw", "recovered"),
    ("fleet-checkin", "handed_over", "healthy"),
    ("fleet-checkin", "without", "healthy"),
    ("kube-relist", "", "stuck"),
    ("kube-relist", "client_priority", "recovered"),
    ("kube-relist", "cheap_refusals", "recovered"),
    ("kube-relist", "left_open", "recovered"),
    ("kube-relist", "without", "recovered"),
    ("kinesis-2020", "", "recovered"),
    ("kinesis-2020", "removed_sooner", "recovered"),
    ("kinesis-2020", "without", "healthy"),
    ("services/liveness", "", "stuck"),
    ("services/liveness", "patient", "recovered"),
    ("services/liveness", "quick_start", "recovered"),
    ("services/neighbours", "", "recovered"),
    ("services/neighbours", "few_workers", "recovered"),
    ("services/memory", "", "recovered"),
    ("services/memory", "refuse", "recovered"),
    ("services/failed-over", "", "stuck"),
    ("services/failed-over", "short_queue", "recovered"),
    ("services/backlog", "", "healthy"),
    ("services/redeployed", "", "stuck"),
    ("services/redeployed", "in_parts", "healthy"),
    ("services/redeployed", "short_queue", "recovered"),
    ("services/redeployed", "let_back", "recovered"),
    ("server-address-in-firmware", "", "down"),
    ("server-address-in-firmware", "answered", "recovered"),
    ("server-address-in-firmware", "without", "healthy"),
];

fn load(name: &str) -> Scenario {
    let mut shipped = |name: &str| catalog::find(name).map(str::to_string).ok_or_else(|| "no such file".to_string());
    let name = if name.contains('/') { name.to_owned() } else { format!("incidents/{name}") };
    let scenario = Scenario::load(&name, &mut shipped, &[], 1.0);
    scenario.unwrap_or_else(|rejected| panic!("{}", rejected.render(false)))
}

/// A run with a fix, if one is named.
fn outcome(name: &str, fix: &str) -> Outcome {
    let plain = load(name);
    let changes = if fix.is_empty() { Vec::new() } else { vec![Change::Fix(fix.to_owned())] };
    let scenario = plain.changed_with(&changes, 1.0);
    let scenario = scenario.unwrap_or_else(|rejected| panic!("{}", rejected.render(false)));
    assert_eq!(scenario.warned(false), None, "{name} {fix}");
    let outcome = experiment::run(&scenario.document, &mut |_, _| Look::Continue);
    let events = outcome.summary.run.events;
    assert!(events <= MOST_EVENTS, "{name} {fix}: {events} events");
    outcome
}

fn ends(name: &str, fix: &str) -> &'static str {
    outcome(name, fix).summary.recovery.verdict.word()
}

#[test]
fn every_incident_ends_as_it_was_reported() {
    for (name, fix, expected) in ENDS {
        assert_eq!(ends(name, fix), *expected, "{name} {fix}");
    }
}

/// No scenario and no fix is left out of the table.
#[test]
fn the_table_is_complete() {
    let mut there = Vec::new();
    for (name, _) in catalog::SHIPPED {
        let name = match name.strip_prefix("incidents/") {
            Some(name) => name,
            None if name.starts_with("services/") => name,
            None => continue,
        };
        // The herd plays many nights, and is tried in `herd`; the tiers are in `scenarios`.
        if ["renewal-herd", "services/three-tiers"].contains(&name) {
            continue;
        }
        there.push((name.to_owned(), String::new()));
        there.extend(load(name).document.fixes.named.keys().map(|fix| (name.to_owned(), fix.clone())));
    }
    let mut told: Vec<_> = ENDS.iter().map(|(name, fix, _)| ((*name).to_owned(), (*fix).to_owned())).collect();
    there.sort();
    told.sort();
    assert_eq!(there, told);
}

/// Attempts per second at their most, from half a minute after the deployment on: before that is the moment itself, in which
/// all try once.
fn peak_of_the_fleet(fix: &str) -> f64 {
    let series = outcome("fleet-checkin", fix).series;
    let later = series.by_class[0].iter().filter(|sample| sample.time_h > 5.4 / 60.0);
    let per_s = later.map(|sample| (sample.counts.first_attempts + sample.counts.retries) as f64 / sample.seconds);
    per_s.fold(0.0, f64::max)
}

/// By hand, of 3 000 agents: 60 s of width have 50 a second. The sum of waits of 60 s and of 120 s has a density of at most
/// 1 / 120 s, so 25 a second; 180 s of width, all alike, have 16.7. Each is the largest of some dozens of intervals of 10 s, in
/// which 500, 250 and 167 are expected: up to four standard deviations more.
#[test]
fn the_peak_of_a_fleet_falls_less_than_its_window_grows() {
    let of = |most: f64| most..most + 4.0 * (10.0 * most).sqrt() / 10.0;
    for (fix, most) in [("", 50.0), ("second_wait", 25.0), ("one_draw", 50.0 / 3.0)] {
        let peak = peak_of_the_fleet(fix);
        assert!(of(most).contains(&peak), "{fix}: {peak} is not within {:?}", of(most));
    }
    // Handed over one by one, and with nothing lost, it is what it always is: 10 a second, and up to as much more.
    for fix in ["handed_over", "without"] {
        let peak = peak_of_the_fleet(fix);
        assert!(peak < 14.0, "{fix}: {peak}");
    }
}

/// Kubernetes, issue 65954: the server uses about five times as much of its processors, for lists that nobody waits for.
#[test]
fn lists_that_are_asked_for_again_take_all_processors() {
    let outcome = outcome("kube-relist", "");
    let series = &outcome.series;
    let api = series.tiers.names.services.iter().position(|name| name == "api").expect("the server");
    let busy = |from: usize, to: usize| {
        let parts = &series.tiers.services[api][from..to];
        parts.iter().map(|part| part.usage.busy).sum::<f64>() / parts.iter().map(|part| part.there).sum::<f64>()
    };
    let end = series.tiers.services[api].len();
    let (before, after) = (busy(0, series.onset), busy(end - 20, end));
    assert!((4.5..5.5).contains(&(after / before)), "{before} and {after}");
    let useful = series.tiers.services[api][end - 20..].iter().map(|part| part.counts.useful_work).sum::<u64>();
    assert_eq!(useful, 0, "of use to nobody");
}
