//! Load on the cell: all of the run, and a close-up of the storm.

use super::over_time::{ending, figure, interval_h, part, total};
use crate::draw::figure::{Axis, Figure, Panel, Quantity, Reference, Scale, Series as Curve};
use crate::experiment::Outcome;
use crate::measure::capacity::{self, Capacity};
use crate::measure::{Phase, PhaseSpan, Series};
use crate::report::provenance::Provenance;
use crate::report::role;
use crate::report::words::{number, unbroken, whole, words};

/// A peak well above this many capacities is cut at the upper edge (and written there): on a scale that holds all of it,
/// the difference between serving everybody and serving nobody would be thinner than the line that draws it.
const ROOM: f64 = 4.0;
/// The same in a close-up, which is made to show the height of the storm.
const CLOSE_ROOM: f64 = 12.0;
/// A storm that fills more of the run than this needs no close-up.
const CLOSE: f64 = 0.25;

/// First attempts and retries that reach the cell, what is answered, and what the healthy cell can carry.
pub fn load(outcome: &Outcome, about: &Provenance) -> Figure {
    let series = &outcome.series;
    let first = total(series, |s| s.counts.first_attempts as f64 * s.reaching() / s.seconds);
    let retries = total(series, |s| s.counts.retries as f64 * s.reaching() / s.seconds);
    let goodput = total(series, |s| s.counts.answered as f64 / s.seconds);
    let capacity = capacity::healthy(series);
    let peak = first.iter().zip(&retries).map(|(a, b)| a.unwrap_or(0.0) + b.unwrap_or(0.0)).fold(0.0, f64::max);
    let axis = load_axis(peak, capacity.as_ref().map(|capacity| capacity.per_s));
    let reference = capacity.as_ref().map(|c| Reference {
        label: unbroken(&format!("capacity {}/s ({})", number(c.per_s), c.bound.word())),
        ink: role::CAPACITY,
        value: c.per_s,
    });
    let panel = Panel {
        areas: vec![
            Curve::new("first attempts", role::FIRST_ATTEMPTS, first),
            Curve::new("retries", role::RETRIES, retries),
        ],
        lines: vec![Curve::new("answered in time", role::GOODPUT, goodput)],
        references: reference.into_iter().collect(),
        ..Panel::new(axis)
    };
    let subtitle = words!("charts/load.txt", "subtitle", { whole: &'a str = whole(&outcome.series) });
    figure(outcome, about, load_finding(outcome, capacity, peak), &subtitle, vec![panel])
}

/// The axis of a load with this peak, cut where it leaves the capacity far below.
pub(in crate::report) fn load_axis(peak: f64, capacity: Option<f64>) -> Axis {
    axis_with_room(peak, capacity, ROOM)
}

fn axis_with_room(peak: f64, capacity: Option<f64>, room: f64) -> Axis {
    let axis = Axis::new("requests per second", Quantity::PerSecond).with_scale(Scale::Linear);
    match capacity {
        Some(capacity) if peak > 1.5 * room * capacity => axis.with_max(room * capacity),
        Some(_) | None => axis,
    }
}

fn load_finding(outcome: &Outcome, capacity: Option<Capacity>, peak: f64) -> String {
    words!("charts/load.txt", "finding", {
        capacity: Option<f64> = capacity.map(|capacity| capacity.per_s),
        peak: f64,
        end: String = ending(outcome),
    })
}

/// The load from a little before the storm to a little after it; none where it can be seen in the whole run.
pub fn storm(outcome: &Outcome, about: &Provenance) -> Option<Figure> {
    let series = &outcome.series;
    let (from, to) = storm_h(outcome).filter(|(from, to)| to - from < CLOSE * run_h(series))?;
    let around = window((from, to));
    let whole = load(outcome, about);
    let finding = storm_finding(series, (from, to))?;
    let mut close = part(whole, &finding, around);
    let panel = close.panels.first_mut()?;
    let top = |index: usize| panel.areas.iter().filter_map(|area| area.values.get(index).copied().flatten()).sum();
    let peak = (0..close.at.len()).map(top).fold(0.0, f64::max);
    panel.y = axis_with_room(peak, panel.references.first().map(|reference| reference.value), CLOSE_ROOM);
    let shown = close.x.max.zip(close.x.min).map_or(around.1 - around.0, |(to, from)| to - from);
    close.subtitle = words!("charts/load.txt", "close_up", { shown: f64, all: f64 = run_h(series) });
    (close.at.len() > 3).then_some(close)
}

/// From when to when the first storm lasts: from the onset to the block, the recovery, or where the cell is known to be
/// stuck.
pub(super) fn storm_h(outcome: &Outcome) -> Option<(f64, f64)> {
    let raging = |span: &&PhaseSpan| matches!(span.phase, Phase::Failure | Phase::Flood | Phase::Aftermath);
    let phases = &outcome.summary.recovery.phases;
    let first = phases.iter().position(|span| raging(&span))?;
    let last = phases[first..].iter().take_while(raging).last()?;
    Some((phases[first].from_h, last.to_h))
}

/// A little more than a storm.
pub(super) fn window((from, to): (f64, f64)) -> (f64, f64) {
    (from - 0.2 * (to - from), to + 0.5 * (to - from))
}

/// Length of a run in hours.
pub(super) fn run_h(series: &Series) -> f64 {
    let last = series.resources.len().checked_sub(1).and_then(|last| interval_h(series, last));
    last.map_or(0.0, |(_, to)| to) - series.resources.first().map_or(0.0, |s| s.time_h)
}

/// A share of the normal answers below which nearly nothing is answered.
const NOTHING: f64 = 0.005;

/// From when on the load passes the capacity, and how little is answered, and when.
fn storm_finding(series: &Series, (from, to): (f64, f64)) -> Option<String> {
    let before = series.resources.get(series.onset / 2..series.onset)?;
    let answered = |s: &crate::measure::ResourceSample| s.total.answered as f64 / s.usage.seconds;
    let normal = before.iter().map(answered).sum::<f64>() / before.len().max(1) as f64;
    let load = total(series, |s| s.attempts_per_s() * s.reaching());
    let within =
        |interval: &usize| interval_h(series, *interval).is_some_and(|(a, b)| a >= from - 1e-9 && b <= to + 1e-9);
    let storm: Vec<usize> = (0..series.resources.len()).filter(within).collect();
    let begins = |interval: usize| interval_h(series, interval).map_or(0.0, |(begin, _)| begin);
    let passed = capacity::healthy(series).and_then(|capacity| {
        storm.iter().find(|i| load[**i].is_some_and(|load| load > capacity.per_s)).map(|over| begins(*over))
    });
    // The first of the intervals in which as little is answered as in any.
    let rate = |interval: &usize| answered(&series.resources[*interval]);
    let least = storm.iter().reduce(|best, next| if rate(next) < rate(best) { next } else { best });
    let (least, at) = least.map(|interval| (rate(interval), begins(*interval))).filter(|_| normal > 0.0)?;
    let nothing = storm.iter().find(|interval| rate(interval) < NOTHING * normal).map_or(at, |at| begins(*at));
    let share = least / normal;
    Some(words!("charts/load.txt", "storm", { passed: Option<f64>, share: f64, nothing: f64, at: f64 }))
}
