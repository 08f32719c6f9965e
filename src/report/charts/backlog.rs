//! Work that waits, and devices that are kept out, under the same time axis.

use super::over_time::{figure, total};
use crate::draw::figure::{Axis, Figure, Panel, Quantity, Scale, Series as Curve};
use crate::experiment::Outcome;
use crate::measure::ClassSample;
use crate::report::provenance::Provenance;
use crate::report::role;
use crate::report::words::{count, hours, number, percent};

/// The place of the blocked among the counted phases of clients.
const BLOCKED: usize = crate::model::client::Phase::Blocked as usize;

/// What waits in the cell, and in a graph, where nothing else does.
const IN_SERVERS: &str = "requests waiting in the servers";
const IN_FRONT: &str = "requests waiting in the services that clients call";

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
    let finding = match chosen.first() {
        Some((what, _, values)) => backlog_finding(what, values, outcome),
        None => {
            let queue = series.resources.iter().map(|s| Some(s.usage.queue / s.usage.seconds)).collect();
            let label = if series.tiers.names.is_empty() { IN_SERVERS } else { IN_FRONT };
            chosen.push((label, Quantity::Count, queue));
            let place = label.strip_prefix("requests waiting ").unwrap_or_default();
            format!("On average {} requests wait {place}", number(outcome.summary.run.queue_length))
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
    let when = outcome.series.resources.get(at).map_or(0.0, |s| s.time_h);
    let last = values.iter().rev().flatten().next().copied().unwrap_or(0.0);
    let end = match last / most {
        0.0 => "worked off by the end".to_owned(),
        left if left < 0.02 => "nearly all worked off by the end".to_owned(),
        left if left > 0.98 => "nothing is worked off".to_owned(),
        left => format!("{} left at the end", percent(left)),
    };
    format!("{} {what} at the peak, {} after the onset; {end}", count(most), hours(when))
}

fn largest(values: &[Option<f64>]) -> (f64, usize) {
    let all = values.iter().enumerate().filter_map(|(at, value)| value.map(|value| (value, at)));
    all.fold((0.0, 0), |most, next| if next.0 > most.0 { next } else { most })
}
