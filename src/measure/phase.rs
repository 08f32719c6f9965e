//! What went on in the cell, interval by interval.

use serde::{Deserialize, Serialize};

use super::sample::ClassSample;
use super::series::Series;
use super::verdict::Verdict;
use super::well::Well;
use crate::model::observe::InForce;
use crate::model::timeline::By;

/// What went on in the cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Nothing has broken yet, and nobody has lost service.
    Healthy,
    /// Something is broken, or the load is above the capacity.
    Failure,
    /// Attempts of some class are at least ten times those of the warm-up.
    Flood,
    /// The edge keeps a whole class out.
    Blocked,
    /// The edge lets a class in bit by bit.
    Ramp,
    /// Well again.
    Recovered,
    /// What was broken is repaired, and the cell is not well yet.
    Aftermath,
    /// Unwell again after it was well.
    Relapsed,
    /// Unwell to the end with nobody doing anything about it.
    Stuck,
}

/// Amplification from which attempts are called a flood.
pub const FLOOD: f64 = 10.0;

/// A phase from one time to another, in hours since the onset.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PhaseSpan {
    /// Which.
    pub phase: Phase,
    /// Begins.
    pub from_h: f64,
    /// Ends.
    pub to_h: f64,
}

/// What the phases of a run follow from.
pub(super) struct Phases<'a> {
    pub(super) series: &'a Series,
    pub(super) well: &'a Well,
    pub(super) verdict: Verdict,
    /// When the first class crossed its limits.
    pub(super) crossed_h: Option<f64>,
    pub(super) in_force: &'a [InForce],
    pub(super) onset_h: f64,
    /// From when on nobody does anything any more.
    pub(super) quiet_h: f64,
}

impl Phases<'_> {
    /// The phases in order; they tile the run.
    pub(super) fn spans(&self) -> Vec<PhaseSpan> {
        let mut spans: Vec<PhaseSpan> = Vec::new();
        let mut was_well = false;
        // The last interval so far with which a window begins that is well.
        let mut well_from = None;
        for interval in 0..self.series.resources.len() {
            let (from_h, to_h) = (self.series.time_h(interval), self.series.time_h(interval + 1));
            well_from = if self.well.at(interval) { Some(interval) } else { well_from };
            let well = well_from.is_some_and(|from| interval < from + self.well.width);
            let phase = self.phase(interval, well, was_well);
            was_well |= phase == Phase::Recovered;
            match spans.last_mut() {
                Some(last) if last.phase == phase => last.to_h = to_h,
                Some(_) | None => spans.push(PhaseSpan { phase, from_h, to_h }),
            }
        }
        spans
    }

    /// `well`: the interval lies in a window that is well; `was_well`: one before was well again.
    fn phase(&self, interval: usize, well: bool, was_well: bool) -> Phase {
        let (begins, ends) = (self.series.time_h(interval), self.series.time_h(interval + 1));
        let (before, now, after) =
            (self.admitted(interval.checked_sub(1)), self.admitted(Some(interval)), self.admitted(Some(interval + 1)));
        if now < 1.0 {
            // A block within an interval is no ramp: it lets in less, not more.
            return if now <= 0.0 || (before > now && after <= now) { Phase::Blocked } else { Phase::Ramp };
        }
        let hours = |at: crate::units::Instant| at.seconds() / 3600.0 - self.onset_h;
        let took = |span: &InForce, ends: f64| span.took.is_some_and(|took| hours(took) < ends);
        let faults = || self.in_force.iter().filter(|span| span.by == By::Fault);
        let broken = faults().any(|s| took(s, ends - 1e-9) && s.to.is_none_or(|to| hours(to) > begins + 1e-9));
        let mut samples = self.series.by_class.iter().map(|samples| &samples[interval]);
        let flood = samples.any(|s| ClassSample::amplification(s).is_some_and(|a| a >= FLOOD));
        if broken {
            return if flood { Phase::Flood } else { Phase::Failure };
        }
        let crossed = self.crossed_h.is_some_and(|at| at < ends - 1e-9);
        let stuck = self.verdict == Verdict::Stuck && begins >= self.quiet_h;
        match (crossed, well) {
            (false, _) => Phase::Healthy,
            (true, true) => Phase::Recovered,
            (true, false) if stuck => Phase::Stuck,
            (true, false) if flood => Phase::Flood,
            (true, false) if was_well && self.verdict == Verdict::Relapsed => Phase::Relapsed,
            (true, false) if faults().any(|span| took(span, ends)) => Phase::Aftermath,
            (true, false) => Phase::Failure,
        }
    }

    /// Least share that the edge admits of a class in an interval; everybody before the run and after it.
    fn admitted(&self, interval: Option<usize>) -> f64 {
        let at = |interval: usize| {
            let samples = self.series.by_class.iter().filter_map(move |samples| samples.get(interval));
            samples.filter_map(|s| s.census.as_ref()).map(|census| census.admitted).fold(1.0, f64::min)
        };
        interval.map_or(1.0, at)
    }
}
