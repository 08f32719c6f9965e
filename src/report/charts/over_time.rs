//! What all figures over time share: bands, events, the axis of hours, how a run ended.

use crate::draw::figure::{Axis, Band, Event, Figure, Panel};
use crate::draw::ink::Ink;
use crate::experiment::Outcome;
use crate::measure::{ClassSample, Recovery, Series, Verdict};
use crate::report::provenance::Provenance;
use crate::report::role;
use crate::report::words::{hours, unbroken, whole, words};

/// Past this many events their labels would hide the curves.
const EVENTS: usize = 8;
/// Events of one moment that are named.
const TOGETHER: usize = 3;

/// How a run ended, as the end of a title.
pub(super) fn ending(outcome: &Outcome) -> String {
    let (recovery, whole) = (&outcome.summary.recovery, whole(&outcome.series));
    words!("charts/over_time.txt", "ending", { recovery: &'a Recovery, whole: &'a str })
}

/// A number of all classes together, interval by interval.
pub(super) fn total(series: &Series, of: impl Fn(&ClassSample) -> f64) -> Vec<Option<f64>> {
    let sum = |interval: usize| series.by_class.iter().filter_map(|samples| samples.get(interval)).map(&of).sum();
    (0..series.resources.len()).map(|interval| Some(sum(interval))).collect()
}

/// When an interval begins and ends, in hours since the onset.
pub(super) fn interval_h(series: &Series, interval: usize) -> Option<(f64, f64)> {
    series.resources.get(interval).map(|s| (s.time_h, s.time_h + s.usage.seconds / 3600.0))
}

/// The phases of a run.
pub(super) fn bands(outcome: &Outcome) -> Vec<Band> {
    let phases = outcome.summary.recovery.phases.iter();
    phases.map(|s| Band { from: s.from_h, to: s.to_h, kind: s.phase.stage(), label: String::new() }).collect()
}

/// The look of a class: the first phones, and of the others the one that asks most on an ordinary day, have their own.
pub(super) fn class_ink(series: &Series, class: usize) -> Ink {
    let of =
        |class: usize| series.by_class[class].first().map_or((false, 0.0), |s| (s.is_activesync, s.baseline_per_s));
    let (phones, asks) = of(class);
    let ahead = (0..series.classes.len()).filter(|other| {
        let (also, more) = of(*other);
        also == phones && (more > asks || more >= asks && *other < class)
    });
    match (phones, ahead.count()) {
        (true, 0) => role::PHONES,
        (false, 0) => role::WEB,
        (true | false, 1) => role::EVERYBODY,
        (true | false, _) => Ink::Neutral,
    }
}

/// A figure over the whole run.
pub(super) fn figure(
    outcome: &Outcome,
    about: &Provenance,
    finding: String,
    subtitle: &str,
    panels: Vec<Panel>,
) -> Figure {
    let resources = &outcome.series.resources;
    let mut events: Vec<Event> = Vec::new();
    for line in outcome.summary.log_lines() {
        match events.last_mut() {
            Some(last) if last.label == line.what => {}
            // Two flags on one pole: one of them would be left out.
            Some(last) if last.at == line.time_h => {
                if last.label.split("; ").count() < TOGETHER {
                    last.label.push_str(&format!("; {}", line.what));
                }
            }
            Some(_) | None => events.push(Event { at: line.time_h, label: line.what }),
        }
    }
    events.truncate(EVENTS);
    let from = resources.first().map_or(0.0, |s| s.time_h);
    let to = resources.last().map_or(0.0, |s| s.time_h + s.usage.seconds / 3600.0);
    let at: Vec<f64> = resources.iter().map(|s| s.time_h + s.usage.seconds / 7200.0).collect();
    let mut figure = Figure {
        title: unbroken(&finding),
        subtitle: subtitle.to_owned(),
        alt: String::new(),
        x: Axis::intervals(&at),
        at,
        panels,
        bands: bands(outcome),
        events,
        footer: about.footer(),
    };
    figure.alt = told(&figure, &finding, (from, to));
    figure
}

/// The figure in one sentence, for those who cannot see it.
fn told(figure: &Figure, finding: &str, (from, to): (f64, f64)) -> String {
    let events = figure.events.iter().map(|event| format!("{} at {}", event.label, hours(event.at)));
    words!("charts/over_time.txt", "told", {
        finding: &'a str,
        from: f64,
        to: f64,
        what: Vec<String> = figure.panels.iter().map(|panel| panel.y.label.clone()).collect(),
        events: Vec<String> = events.collect(),
    })
}

/// The part of a figure from one moment to another.
pub(super) fn part(mut figure: Figure, finding: &str, (from, to): (f64, f64)) -> Figure {
    let inside = |at: &f64| *at >= from && *at <= to;
    let kept: Vec<usize> = (0..figure.at.len()).filter(|i| inside(&figure.at[*i])).collect();
    let cut =
        |values: &mut Vec<Option<f64>>| *values = kept.iter().map(|i| values.get(*i).copied().flatten()).collect();
    for panel in &mut figure.panels {
        panel.areas.iter_mut().chain(&mut panel.lines).for_each(|series| cut(&mut series.values));
    }
    figure.at = kept.iter().map(|i| figure.at[*i]).collect();
    figure.x = Axis::intervals(&figure.at);
    // Whole intervals.
    let (from, to) = (figure.x.min.unwrap_or(from), figure.x.max.unwrap_or(to));
    figure.bands.retain(|band| band.to > from && band.from < to);
    for band in &mut figure.bands {
        (band.from, band.to) = (band.from.max(from), band.to.min(to));
    }
    figure.events.retain(|event| event.at >= from && event.at <= to);
    figure.title = unbroken(finding);
    figure.alt = told(&figure, finding, (from, to));
    figure
}
