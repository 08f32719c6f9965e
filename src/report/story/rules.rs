//! Rules of the timeline (`when`): what they met, whether that held on after they had acted, and how close those came that
//! never did.

use super::super::words::{Clock, number, percent, words};
use crate::experiment::Outcome;
use crate::measure::watched::{watched, width};
use crate::model::timeline::{Condition, Watched};
use crate::scenario::Document;

/// What each rule that acted met, and whether its condition held on.
pub(super) fn fired(document: &Document, outcome: &Outcome, clock: Clock) -> Vec<String> {
    let series = &outcome.series;
    let line = |(name, entry): (&String, &crate::model::timeline::Entry)| {
        let condition = entry.when.as_ref().filter(|_| entry.enabled)?;
        let width = width(series, condition);
        let log = outcome.summary.log.iter().filter(|done| done.name == *name);
        let acted: Vec<f64> = log.map(|done| outcome.summary.log_line(done).time_h).collect();
        let first = *acted.first()?;
        // The interval that begins with the act, or the first one after it.
        let after = |at: f64| {
            let from = series.resources.iter().position(|sample| sample.time_h >= at - 1e-9)?;
            watched(series, condition, from..from + width)
        };
        // It is looked at as an interval ends, and acts `delay` after that.
        let met = first - entry.delay.as_hours();
        let to =
            series.resources.iter().position(|sample| sample.time_h >= met - 1e-9).unwrap_or(series.resources.len());
        let before = to.checked_sub(width).and_then(|from| watched(series, condition, from..to));
        // What became known later may have been different.
        let before = before.filter(|value| condition.is_met_by(*value));
        let told: Vec<bool> = acted.iter().filter_map(|at| Some(condition.is_met_by(after(*at)?))).collect();
        let then = after(first);
        Some(words!("story/rules.txt", "fired", {
            clock: Clock,
            what: &'a str = &entry.words(),
            name: &'a str,
            metric: String = metric(condition),
            held_for: String = condition.held_for.in_words(),
            first: f64,
            before: Option<String> = before.map(|value| amount(condition, value)),
            after: Option<String> = then.map(|value| amount(condition, value)),
            holds: bool = then.is_some_and(|value| condition.is_met_by(value)),
            times: usize = acted.len(),
            held: usize = told.iter().filter(|held| **held).count(),
            seen: usize = told.len(),
        }))
    };
    document.timeline.iter().filter_map(line).collect()
}

/// How close the metric of a condition came that was never met, if it asks for one limit only.
pub(super) fn closest(condition: &Condition, outcome: &Outcome) -> Option<String> {
    let series = &outcome.series;
    let width = width(series, condition);
    let last = (series.resources.len() + 1).checked_sub(width)?;
    let values = (series.onset..last).filter_map(|from| watched(series, condition, from..from + width));
    let (least, limit, value) = match (condition.at_least, condition.at_most) {
        (Some(limit), None) => (false, limit, values.reduce(f64::max)?),
        (None, Some(limit)) => (true, limit, values.reduce(f64::min)?),
        (Some(_), Some(_)) | (None, None) => return None,
    };
    (!condition.is_met_by(value)).then(|| {
        words!("story/rules.txt", "closest", {
            held_for: String = condition.held_for.in_words(),
            metric: String = metric(condition),
            least: bool,
            value: String = amount(condition, value),
            limit: String = amount(condition, limit),
        })
    })
}

fn metric(condition: &Condition) -> String {
    words!("story/rules.txt", "metric", {
        metric: Watched = condition.metric,
        of: &'a str = condition.of().unwrap_or_default(),
    })
}

/// A value of its metric.
fn amount(condition: &Condition, value: f64) -> String {
    match condition.metric {
        Watched::Amplification => format!("{} ×", number(value)),
        Watched::Availability | Watched::Link | Watched::Workers => percent(value),
        Watched::Utilisation | Watched::InRotation => percent(value),
        Watched::Queue | Watched::Backlog | Watched::Restarts => number(value),
    }
}
