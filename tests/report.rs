//! What a run says in words, rows and figures, on the starter scenario: small, and everything happens in it.

use syncstorm::engine::simulation::Verdict as Look;
use syncstorm::experiment::{Outcome, run};
use syncstorm::measure::capacity;
use syncstorm::measure::metric::CLASS_SERIES;
use syncstorm::report::provenance::Provenance;
use syncstorm::report::{charts, csv, json, story};
use syncstorm::scenario::Scenario;

const TEXT: &str = include_str!("../src/cli/starter.toml");

fn played(sets: &[&str]) -> (Scenario, Outcome) {
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
    let loaded = Scenario::load("small.toml", &mut |_| Ok(TEXT.to_owned()), &sets, 1.0);
    let scenario = loaded.unwrap_or_else(|rejected| panic!("{}", rejected.render(false)));
    let outcome = run(&scenario.document, &mut |_, _| Look::Continue);
    (scenario, outcome)
}

fn about(scenario: &Scenario) -> Provenance {
    Provenance::of(scenario, 1.0, "syncstorm run small.toml".to_owned())
}

#[test]
fn the_capacity_is_what_the_binding_resource_can_carry() {
    let (_, outcome) = played(&[]);
    let found = capacity::healthy(&outcome.series).expect("a warm-up with work");
    // 2.2 Mbit/s over 3.33 pages/s of 54 kB and 0.83 contacts/s of 12 kB + 0.25 x 75 kB: 49.3 kB a reply, 5.6 a second.
    assert_eq!(found.bound, capacity::Bound::Downlink);
    assert!((4.8..6.4).contains(&found.per_s), "{found:?}");
}

#[test]
fn the_story_tells_what_happened_and_nothing_else() {
    let (scenario, outcome) = played(&[]);
    let told = story::tell(&scenario.document, &outcome);
    for part in ["cache fails", "phones blocked", "x normal", "device-hours", "Verdict: recovered", "Well means"] {
        assert!(told.contains(part), "{part} is missing:\n{told}");
    }
    let calm = ["timeline.failure.enabled=false", "timeline.block.enabled=false", "timeline.restore.enabled=false"];
    let (mut scenario, outcome) = played(&calm);
    // The scenario's own words are printed as they are; the rest must come from the run.
    scenario.document.story.clear();
    scenario.document.look_for.clear();
    let told = story::tell(&scenario.document, &outcome);
    for part in ["Nothing breaks", "mean wait in queue", "utilisation", "throughput", "Verdict: healthy"] {
        assert!(told.contains(part), "{part} is missing:\n{told}");
    }
    assert!(!told.contains("cache") && !told.contains("blocked") && !told.contains("flood"), "{told}");
}

#[test]
fn phones_that_are_cut_off_to_the_end_did_not_come_back() {
    let (scenario, outcome) = played(&["timeline.restore.do.ramp.over=1 s", "run.length=2 h"]);
    let told = story::tell(&scenario.document, &outcome);
    let phones = outcome.summary.class("phones").expect("phones");
    assert_eq!(phones.cut_off_end > 0, told.contains("were cut off at the end"), "{told}");
}

#[test]
fn the_figures_show_what_reaches_the_cell() {
    let (scenario, outcome) = played(&[]);
    let figures = charts::all(&outcome, &about(&scenario));
    let (_, load) = &figures[0];
    let stack: Vec<f64> =
        (0..load.at.len()).map(|i| load.panels[0].areas.iter().filter_map(|area| area.values[i]).sum()).collect();
    for (i, value) in stack.iter().enumerate() {
        let samples = outcome.series.by_class.iter().map(|class| &class[i]);
        let counted: f64 = samples
            .map(|s| {
                (s.counts.first_attempts + s.counts.retries).saturating_sub(s.counts.refused_at_edge) as f64 / s.seconds
            })
            .sum();
        assert!((value - counted).abs() < 1e-9);
    }
    for (_, figure) in &figures {
        assert!(!figure.title.is_empty() && figure.footer.contains("not Microsoft data"));
        assert_eq!(figure.bands.len(), outcome.summary.recovery.phases.len());
        let lines = figure.panels.iter().flat_map(|panel| panel.areas.iter().chain(&panel.lines));
        assert!(lines.flat_map(|line| line.values.iter().flatten()).all(|value| value.is_finite()));
    }
}

#[test]
fn rows_and_fields_are_complete() {
    let (scenario, outcome) = played(&[]);
    let rows = csv::timeseries(&outcome.series, &outcome.summary.recovery.phases).expect("CSV");
    let text = String::from_utf8(rows).expect("UTF-8");
    let header = text.lines().next().expect("a header");
    assert_eq!(header.split(',').count(), CLASS_SERIES.len() + 2);
    assert!(header.starts_with("class,phase,time_h,"));
    assert_eq!(text.lines().count(), 1 + 2 * outcome.series.resources.len());
    assert!(!text.contains("NaN") && !text.contains("inf"));
    let summary = json::summary(&outcome.summary, &about(&scenario)).expect("JSON");
    let summary: serde_json::Value = serde_json::from_str(&summary).expect("JSON");
    assert_eq!(summary["recovery"]["verdict"], "recovered");
    assert!(summary["classes"]["web"]["cut_off_peak"].is_number());
    assert_eq!(summary["log"].as_array().map(Vec::len), Some(4));
}
