//! What a run says in words, rows and figures, on the starter scenario: small, and everything happens in it.

use syncstorm::draw::chart::Chart;
use syncstorm::draw::figure::Figure;
use syncstorm::engine::simulation::Verdict as Look;
use syncstorm::experiment::{Outcome, run};
use syncstorm::measure::metric::CLASS_SERIES;
use syncstorm::measure::phase::FLOOD;
use syncstorm::measure::{ClassSample, capacity};
use syncstorm::report::charts::Name;
use syncstorm::report::provenance::Provenance;
use syncstorm::report::{charts, csv, json, story};
use syncstorm::scenario::Scenario;

const TEXT: &str = include_str!("../../src/cli/starter.toml");

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
    let told = story::tell(&scenario.document, &outcome, 1.0);
    for part in ["cache fails", "phones blocked", "× normal", "device-hours", "Verdict: recovered", "Well means"] {
        assert!(told.contains(part), "{part} is missing:\n{told}");
    }
    // What phones that are cut off wish for is no measure of what they lost.
    let costs = told.split("What it cost").nth(1).expect("costs");
    assert_eq!(costs.matches("phones: ").count(), 1, "{costs}");
    let calm = ["timeline.failure.enabled=false", "timeline.block.enabled=false", "timeline.restore.enabled=false"];
    let (mut scenario, outcome) = played(&calm);
    // The scenario's own words are printed as they are; the rest must come from the run.
    scenario.document.story.clear();
    scenario.document.look_for.clear();
    let told = story::tell(&scenario.document, &outcome, 1.0);
    for part in ["Nothing is done", "mean wait in queue", "utilisation", "throughput", "Verdict: healthy"] {
        assert!(told.contains(part), "{part} is missing:\n{told}");
    }
    assert!(!told.contains("cache") && !told.contains("blocked") && !told.contains("flood"), "{told}");
}

#[test]
fn a_run_at_another_scale_says_how_many_are_in_it() {
    let loaded = Scenario::load("small.toml", &mut |_| Ok(TEXT.to_owned()), &[], 0.1);
    let scenario = loaded.unwrap_or_else(|rejected| panic!("{}", rejected.render(false)));
    let outcome = run(&scenario.document, &mut |_, _| Look::Continue);
    let (whole, small) = (1.0, 0.1);
    let told = story::tell(&scenario.document, &outcome, small);
    let phones = scenario.document.classes["phones"].population.expect("a population");
    let place = |text: &str| told.find(text).unwrap_or_else(|| panic!("no {text} in\n{told}"));
    assert!(
        told.contains("0.1 × the size of the scenario")
            && place(&format!("of {phones} phones")) < place("What was done")
    );
    assert!(place("500 phones that come by") < place("0.1 × the size"), "after the words of the scenario");
    assert!(!story::tell(&scenario.document, &outcome, whole).contains("the size of the scenario"));
}

#[test]
fn phones_that_are_cut_off_to_the_end_did_not_come_back() {
    let (scenario, outcome) = played(&["timeline.restore.do.ramp.over=1 s", "run.length=2 h"]);
    let told = story::tell(&scenario.document, &outcome, 1.0);
    let phones = outcome.summary.class("phones").expect("phones");
    assert_eq!(phones.without_end >= 0.5, told.contains("; at the end "), "{told}");
}

fn figure(chart: Option<Chart>) -> Figure {
    match chart {
        Some(Chart::Figure(figure)) => figure,
        other => panic!("no figure: {other:?}"),
    }
}

#[test]
fn the_figures_show_what_reaches_the_cell() {
    let (scenario, outcome) = played(&[]);
    let load = charts::load(&outcome, &about(&scenario));
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
    let all = charts::all(&outcome, &about(&scenario));
    // A storm of half the run needs no close-up; everything else happens in it.
    let names: Vec<Name> = all.iter().map(|(name, _)| *name).collect();
    let expected: Vec<Name> =
        Name::ALL.into_iter().filter(|name| names.contains(&Name::Storm) || *name != Name::Storm).collect();
    assert_eq!(names, expected);
    for (name, chart) in &all {
        assert!(name.svg().ends_with(".svg") && name.png().ends_with(".png"));
        assert!(!chart.title().is_empty() && !chart.alt().is_empty() && chart.footer().contains("no measured data"));
        let Chart::Figure(figure) = chart else { continue };
        assert!(*name == Name::Storm || figure.bands.len() == outcome.summary.recovery.phases.len());
        let lines = figure.panels.iter().flat_map(|panel| panel.areas.iter().chain(&panel.lines));
        assert!(lines.flat_map(|line| line.values.iter().flatten()).all(|value| value.is_finite()));
    }
}

#[test]
fn a_close_up_is_a_part_of_the_whole() {
    let (scenario, outcome) = played(&["run.length=24 h"]);
    let whole = charts::load(&outcome, &about(&scenario));
    let close = charts::storm(&outcome, &about(&scenario)).expect("a storm of a few hours in a day");
    let first = whole.at.iter().position(|at| *at == close.at[0]).expect("the same times");
    assert!(close.at[0] < 0.0 && close.at.len() < whole.at.len() / 3);
    assert_eq!(close.at[..], whole.at[first..first + close.at.len()]);
    for (part, all) in close.panels[0].areas.iter().zip(&whole.panels[0].areas) {
        assert_eq!(part.values[..], all.values[first..first + close.at.len()]);
    }
    assert!(close.bands.iter().all(|band| band.from >= close.at[0] - 0.1 && band.to > band.from));
    let calm = ["timeline.failure.enabled=false", "timeline.block.enabled=false", "timeline.restore.enabled=false"];
    let (scenario, outcome) = played(&calm);
    let names: Vec<Name> = charts::all(&outcome, &about(&scenario)).iter().map(|(name, _)| *name).collect();
    assert_eq!(names, [Name::Load, Name::People, Name::Backlog], "nothing happens, and no chart says that it does");
}

#[test]
fn devices_and_amplification_are_those_of_the_series() {
    let (scenario, outcome) = played(&[]);
    let about = about(&scenario);
    let class = outcome.series.classes.iter().position(|name| name == "phones").expect("phones");
    let samples = &outcome.series.by_class[class];
    let drawn = figure(Name::Amplification.chart(&outcome, &about));
    let line = drawn.panels[0].lines.iter().find(|line| line.label == "phones").expect("a line for the phones");
    assert_eq!(line.values, samples.iter().map(ClassSample::amplification).collect::<Vec<_>>());
    let levels: Vec<f64> = drawn.panels[0].references.iter().map(|level| level.value).collect();
    assert_eq!(levels, [1.0, FLOOD]);

    let drawn = figure(Name::Devices.chart(&outcome, &about));
    let idle = drawn.panels[0].areas.iter().find(|area| area.label == "idle or listening").expect("the idle");
    for (i, sample) in samples.iter().enumerate() {
        let share = 100.0 * sample.client_seconds[0] / sample.client_seconds.iter().sum::<f64>();
        assert!((idle.values[i].expect("known") - share).abs() < 1e-9);
        let all: f64 = drawn.panels[0].areas.iter().filter_map(|area| area.values[i]).sum();
        assert!((90.0..=100.0 + 1e-9).contains(&all), "{all} % of the phones at {i}");
    }
}

#[test]
fn the_loop_is_the_run() {
    let (scenario, outcome) = played(&[]);
    let Some(Chart::Plane(plane)) = Name::Loop.chart(&outcome, &about(&scenario)) else { panic!("no plane") };
    let load = charts::load(&outcome, &about(&scenario));
    let area = |i: usize| load.panels[0].areas.iter().filter_map(|area| area.values[i]).sum::<f64>();
    let points: Vec<(f64, f64)> =
        (0..load.at.len()).filter_map(|i| Some((area(i), load.panels[0].lines[0].values[i]?))).collect();
    assert!(plane.path.len() > 3 && plane.path.len() < points.len(), "{} of {}", plane.path.len(), points.len());
    // What is drawn as one lies near all of it, and the path goes through the run in its order.
    let top = |pick: fn(&(f64, f64)) -> f64| points.iter().map(pick).fold(0.0, f64::max);
    let mut place = 0;
    for point in &points {
        let near = |place: usize| {
            plane.path[place].is_some_and(|at| {
                (at.0 - point.0).abs() < 0.2 * point.0.max(0.05 * top(|p| p.0))
                    && (at.1 - point.1).abs() < 0.1 * top(|p| p.1)
            })
        };
        place = (place..plane.path.len()).find(|place| near(*place)).expect("a place for every interval");
    }
    assert!(plane.moments.iter().all(|moment| moment.at < plane.path.len()));
    assert!(plane.moments.iter().any(|moment| moment.label.contains("blocked")));
    assert!(plane.column.is_some(), "the capacity");
}

#[test]
fn arms_stand_side_by_side_with_what_each_costs() {
    let (scenario, stormy) = played(&[]);
    let (_, calm) =
        played(&["timeline.failure.enabled=false", "timeline.block.enabled=false", "timeline.restore.enabled=false"]);
    let about = about(&scenario);
    for chart in [
        charts::arms::square([&stormy, &calm, &stormy, &calm], &about),
        charts::arms::square_people([&stormy, &calm, &stormy, &calm], &about),
    ] {
        assert!(chart.title().starts_with("Error handling does more for "), "{}", chart.title());
        let Chart::Sheet(sheet) = chart else { panic!("no sheet") };
        assert_eq!(sheet.plots.len(), 4);
        assert!(
            sheet.plots[0].note.starts_with("lost: ") && sheet.plots[1].note == "nothing lost",
            "{:?}",
            sheet.plots[0]
        );
        for plot in &sheet.plots {
            let series = plot.panel.areas.iter().chain(&plot.panel.lines);
            assert!(series.into_iter().all(|series| series.values.len() >= sheet.at.len()));
        }
    }
    let Chart::Sheet(sheet) = charts::arms::restoration(&calm, &stormy, &about) else { panic!("no sheet") };
    assert!(sheet.title.contains("lost another"), "{}", sheet.title);
    assert_eq!((sheet.columns, sheet.plots.len()), (1, 2));
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
    assert!(summary["classes"]["web"]["without_service_peak"].is_number());
    assert_eq!(summary["log"].as_array().map(Vec::len), Some(4));
}
