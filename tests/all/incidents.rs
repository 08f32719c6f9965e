//! Public incidents: each scenario ends as it was reported, each cure that was reported cures it, and without its mechanism
//! nothing stays down. Oracle: the reports, as far as the scenarios mark them as facts.

use syncstorm::engine::simulation::Verdict as Look;
use syncstorm::experiment;
use syncstorm::scenario::{Change, Scenario, catalog};

const MOST_EVENTS: u64 = 20_000_000;

/// Scenario, fix or none, how it ends.
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
    ("server-address-in-firmware", "", "down"),
    ("server-address-in-firmware", "answered", "recovered"),
    ("server-address-in-firmware", "without", "healthy"),
];

fn load(name: &str) -> Scenario {
    let mut shipped = |name: &str| catalog::find(name).map(str::to_string).ok_or_else(|| "no such file".to_string());
    let scenario = Scenario::load(&format!("incidents/{name}"), &mut shipped, &[], 1.0);
    scenario.unwrap_or_else(|rejected| panic!("{}", rejected.render(false)))
}

/// How it ends with a fix, if one is named.
fn ends(name: &str, fix: &str) -> &'static str {
    let plain = load(name);
    let changes = if fix.is_empty() { Vec::new() } else { vec![Change::Fix(fix.to_owned())] };
    let scenario = plain.changed_with(&changes, 1.0);
    let scenario = scenario.unwrap_or_else(|rejected| panic!("{}", rejected.render(false)));
    assert_eq!(scenario.warned(false), None, "{name} {fix}");
    let summary = experiment::run(&scenario.document, &mut |_, _| Look::Continue).summary;
    assert!(summary.run.events <= MOST_EVENTS, "{name} {fix}: {} events", summary.run.events);
    summary.recovery.verdict.word()
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
        let Some(name) = name.strip_prefix("incidents/") else { continue };
        // The herd plays many nights, and is tried in `herd`.
        if name == "renewal-herd" {
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
