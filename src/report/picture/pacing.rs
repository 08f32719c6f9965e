//! Which moments to show, so that the few hours of a storm are not lost among the days of its end.

use crate::experiment::Outcome;
use crate::measure::{Phase, PhaseSpan};

use super::source::begin_h;

/// A phase of d hours is shown for a time that grows as this power of d: with the fourth root, three of 86 hours get
/// nearly a fifth of the time, and sixty two fifths.
const POWER: f64 = 1.0 / 4.0;
/// Share of that for phases in which all is well: there is less to see.
const QUIET: f64 = 0.5;

/// From when to when a phase lasts, and for how much of its time it is shown.
pub type Span = (f64, f64, f64);

/// So many moments in hours since the onset, the first and the last among them, never going back. Within a phase they
/// are equally far apart; a phase of d hours gets time as the fourth root of d, and half of that if all is well in it,
/// averaged over the runs.
#[must_use]
pub fn pacing(outcomes: &[&Outcome], frames: usize) -> Vec<f64> {
    let ends = |outcome: &&Outcome| {
        let resources = &outcome.series.resources;
        Some((begin_h(resources.first()?), begin_h(resources.last()?)))
    };
    let Some((from, to)) = outcomes.iter().filter_map(ends).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))) else {
        return Vec::new();
    };
    let worth = |phase: Phase| match phase {
        Phase::Healthy | Phase::Recovered => QUIET,
        Phase::Failure
        | Phase::Flood
        | Phase::Blocked
        | Phase::Ramp
        | Phase::Aftermath
        | Phase::Relapsed
        | Phase::Stuck => 1.0,
    };
    let span = |span: &PhaseSpan| (span.from_h, span.to_h, worth(span.phase));
    let spans = outcomes.iter().map(|outcome| outcome.summary.recovery.phases.iter().map(span).collect::<Vec<Span>>());
    moments_h(from, to, &spans.collect::<Vec<_>>(), frames)
}

/// The same for spans of phases, run by run.
#[must_use]
pub fn moments_h(from: f64, to: f64, runs: &[Vec<Span>], frames: usize) -> Vec<f64> {
    let mut edges: Vec<f64> = runs.iter().flatten().flat_map(|span| [span.0, span.1]).collect();
    edges.retain(|edge| from < *edge && *edge < to);
    edges.extend([from, to]);
    edges.sort_by(f64::total_cmp);
    edges.dedup();
    let mut passed = vec![0.0];
    for piece in edges.windows(2) {
        let middle = (piece[0] + piece[1]) / 2.0;
        let density = |spans: &Vec<Span>| {
            let holds = |span: &&Span| span.0 <= middle && middle < span.1;
            let span = spans.iter().find(holds).copied().unwrap_or((from, to, 1.0));
            let long = (span.1.min(to) - span.0.max(from)).max(1e-9);
            span.2 * long.powf(POWER) / long
        };
        let density: f64 = if runs.is_empty() { 1.0 } else { runs.iter().map(density).sum() };
        passed.push(passed[passed.len() - 1] + density * (piece[1] - piece[0]));
    }
    let all = passed[passed.len() - 1];
    let moment = |frame: usize| {
        let wanted = all * frame as f64 / (frames.max(2) - 1) as f64;
        let piece = passed.partition_point(|reached| *reached < wanted).clamp(1, passed.len().max(2) - 1);
        let (Some(low), Some(high)) = (passed.get(piece - 1), passed.get(piece)) else { return from };
        let share = if high > low { (wanted - low) / (high - low) } else { 0.0 };
        (edges[piece - 1] + (edges[piece] - edges[piece - 1]) * share.clamp(0.0, 1.0)).clamp(from, to)
    };
    let mut moments: Vec<f64> = (0..frames).map(moment).collect();
    if frames > 1 {
        moments[frames - 1] = to;
    }
    moments
}

/// The interval of a run that holds a moment: what [`super::Picture::at`] wants. One that begins with it holds it.
#[must_use]
pub fn interval_at(outcome: &Outcome, hours: f64) -> usize {
    let resources = &outcome.series.resources;
    resources.partition_point(|sample| begin_h(sample) <= hours + 1e-9).saturating_sub(1)
}
