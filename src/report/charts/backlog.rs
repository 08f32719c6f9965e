//! Work that waits, and devices that are kept out, under the same time axis.

use super::over_time::{figure, total};
use crate::draw::figure::{Axis, Figure, Panel, Quantity, Scale, Series as Curve};
use crate::experiment::Outcome;
use crate::measure::ClassSample;
use crate::report::provenance::Provenance;
use crate::report::role;
use crate::report::words::{list, words};

/// The place of the blocked among the counted phases of clients.
const BLOCKED: usize = crate::model::client::Phase::Blocked as usize;

/// What waits: messages, requests to catch up, devices blocked at the edge (or their knocks, where none is blocked for
/// long); the queue of the servers where nothing else does.
pub fn backlog(outcome: &Outcome, about: &Provenance) -> Figure {
    let series = &outcome.series;
    let waiting = [
        ("messages waiting", Quantity::Count, total(series, |s| s.backlog_messages as f64)),
        ("requests to catch up", Quantity::Count, total(series, |s| (s.backlog_syncs + s.backlog_resyncs) as f64)),
    ];
    let kept_out = [
        (blocked_word(outcome), Quantity::Count, total(series, |s| s.client_seconds[BLOCKED] / s.seconds)),
        (
            "knocks refused at the edge",
            Quantity::PerSecond,
            total(series, |s| s.counts.refused_at_edge as f64 / s.seconds),
        ),
    ];
    // The few devices that are late on any ordinary day are no backlog.
    let matters = |(_, _, values): &(&str, Quantity, Vec<Option<f64>>)| largest(values).0 >= 100.0;
    let mut chosen: Vec<_> = waiting.into_iter().filter(matters).collect();
    chosen.extend(kept_out.into_iter().find(matters));
    let place = place_of_queues(outcome);
    let in_queues = format!("requests waiting in {place}");
    let finding = match chosen.first() {
        Some((what, _, values)) => backlog_finding(what, values, outcome),
        None => {
            let queue = queues(outcome);
            let mean = mean_queue(outcome, &queue);
            let finding = words!("charts/backlog.txt", "queue", { mean: f64, place: &'a str = &place });
            chosen.push((&in_queues, Quantity::Count, queue));
            finding
        }
    };
    let panel = |(label, quantity, values): (&str, Quantity, Vec<Option<f64>>)| {
        let kept_out = label.ends_with("at the edge");
        let ink = if kept_out { role::BLOCKED } else { role::BACKLOG };
        Panel {
            areas: vec![Curve::new(label, ink, values)],
            ..Panel::new(Axis::new(label, quantity).with_scale(Scale::Linear))
        }
    };
    figure(outcome, about, finding, "", chosen.into_iter().map(panel).collect())
}

/// Names that are said one by one.
const FEW: usize = 4;

/// Where requests wait: in the servers of the short form, in every service of a graph.
fn place_of_queues(outcome: &Outcome) -> String {
    let names = &outcome.series.tiers.names.services;
    match names.len() {
        0 => "the servers".to_owned(),
        few if few <= FEW => list(names),
        many => format!("all {many} services"),
    }
}

/// Requests that wait there in every interval.
fn queues(outcome: &Outcome) -> Vec<Option<f64>> {
    let series = &outcome.series;
    let graph = !series.tiers.names.is_empty();
    let behind = |usage: &crate::model::observe::Usage| if graph { usage.store_queue } else { 0.0 };
    series.resources.iter().map(|s| Some((s.usage.queue + behind(&s.usage)) / s.usage.seconds)).collect()
}

/// How many that are on average since the onset.
fn mean_queue(outcome: &Outcome, queue: &[Option<f64>]) -> f64 {
    if outcome.series.tiers.names.is_empty() {
        return outcome.summary.run.queue_length;
    }
    let after = queue.get(outcome.series.onset.min(queue.len())..).unwrap_or_default();
    after.iter().flatten().sum::<f64>() / after.len().max(1) as f64
}

fn blocked_word(outcome: &Outcome) -> &'static str {
    let devices =
        |samples: &Vec<ClassSample>| samples.iter().any(|s| s.is_activesync && s.client_seconds[BLOCKED] > 0.0);
    if outcome.series.by_class.iter().any(devices) {
        "devices blocked at the edge"
    } else {
        "clients blocked at the edge"
    }
}

fn backlog_finding(what: &str, values: &[Option<f64>], outcome: &Outcome) -> String {
    let (most, at) = largest(values);
    words!("charts/backlog.txt", "peak", {
        most: f64,
        what: &'a str,
        at: f64 = outcome.series.resources.get(at).map_or(0.0, |s| s.time_h),
        left: f64 = values.iter().rev().flatten().next().copied().unwrap_or(0.0) / most,
    })
}

fn largest(values: &[Option<f64>]) -> (f64, usize) {
    let all = values.iter().enumerate().filter_map(|(at, value)| value.map(|value| (value, at)));
    all.fold((0.0, 0), |most, next| if next.0 > most.0 { next } else { most })
}
