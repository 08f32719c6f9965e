//! The one definition of "recovered", and of the phases of a run.
//!
//! A window of `held_for` is *healthy* if in it, for every class, at least `availability` of the wishes were met in
//! time, attempts were at most `amplification` times those of the warm-up, and, where the clients are phones, at most
//! `cut_off` of them were cut off; and the edge let everybody in. A run whose cause is gone is
//!
//! * **recovered** if every window from some moment to the horizon is healthy; that moment is the time of recovery;
//! * **relapsed** if some window was healthy, but the last one is not;
//! * **stuck** if no window was healthy, although there was time for four of them after the cause was gone and the
//!   last operator action was done;
//! * **undecided** in all other cases: the cause is not gone, the edge still keeps somebody out, or the run is too short.
//!
//! A run in which nothing breaks is **healthy** if its last window is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::series::{Series, sum};
use crate::model::observe::{LogEntry, LogKind};
use crate::units::{Share, Span};

/// The parameters of the definition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct VerdictPlan {
    /// Least share of wishes met in time.
    pub availability: Share,
    /// Largest amplification.
    pub amplification: f64,
    /// Largest share of the phones that may be cut off.
    pub cut_off: Share,
    /// How long all of this must hold.
    pub held_for: Span,
}

impl Default for VerdictPlan {
    fn default() -> Self {
        let share = |value| Share::new(value).unwrap_or(Share::ALL);
        VerdictPlan { availability: share(0.99), amplification: 1.5, cut_off: share(0.02), held_for: Span::minutes(30) }
    }
}

impl VerdictPlan {
    /// The definition in words, for the story of a run.
    pub fn words(&self) -> String {
        format!(
            "for {}: {} % of all wishes met in time, attempts at most {} × those of the warm-up, at most {} % of the \
             phones cut off, nobody kept out by the edge",
            self.held_for.in_words(),
            self.availability.get() * 100.0,
            self.amplification,
            self.cut_off.get() * 100.0
        )
    }
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing broke, and all was well to the end.
    Healthy,
    /// Well again, and to the end.
    Recovered,
    /// Well again for a while, but not at the end.
    Relapsed,
    /// The cause is gone and it never was well again.
    Stuck,
    /// None of the others can be said.
    Undecided,
}

impl Verdict {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Healthy => "healthy",
            Verdict::Recovered => "recovered",
            Verdict::Relapsed => "relapsed",
            Verdict::Stuck => "stuck",
            Verdict::Undecided => "undecided",
        }
    }
}

/// What went on in the cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Nothing has broken yet.
    Healthy,
    /// Something is broken.
    Failure,
    /// Attempts of some class are at least ten times those of the warm-up.
    Flood,
    /// The edge keeps a whole class out.
    Blocked,
    /// The edge lets a class in bit by bit.
    Ramp,
    /// Recovered for good.
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

/// The verdict on a run and what it rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Recovery {
    /// The verdict.
    pub verdict: Verdict,
    /// The definition in words.
    pub definition: String,
    /// When the first fault began, in hours since the onset.
    pub cause_from_h: Option<f64>,
    /// When the last fault was gone.
    pub cause_gone_h: Option<f64>,
    /// When the cell was well for good.
    pub recovered_h: Option<f64>,
    /// Why the verdict is undecided.
    pub undecided_because: Option<String>,
    /// The phases, in order.
    pub phases: Vec<PhaseSpan>,
}

impl Recovery {
    /// Judges a run.
    pub fn judge(series: &Series, log: &[LogEntry], onset_h: f64, plan: &VerdictPlan) -> Recovery {
        let hours = |entry: &LogEntry| entry.at.seconds() / 3600.0 - onset_h;
        let cause_from_h = log.iter().find(|entry| entry.kind == LogKind::FaultBegins).map(hours);
        // The cause is gone with the entry after which nothing is broken any more.
        let last_broken = log.iter().rposition(|entry| entry.broken);
        let first_whole = match last_broken {
            Some(last) => log.get(last + 1),
            None => log.iter().find(|entry| entry.kind == LogKind::FaultBegins),
        };
        let cause_gone_h = first_whole.filter(|_| cause_from_h.is_some()).map(hours);
        let last_action_h = log.iter().map(hours).reduce(f64::max);
        let judge = Judge::new(series, plan);
        let (verdict, from, undecided_because) = judge.verdict(cause_from_h, cause_gone_h, last_action_h);
        let recovered_h = (verdict == Verdict::Recovered).then(|| from.map(|i| judge.time(i))).flatten();
        let mut recovery = Recovery {
            verdict,
            definition: plan.words(),
            cause_from_h,
            cause_gone_h,
            recovered_h,
            undecided_because,
            phases: Vec::new(),
        };
        recovery.phases = judge.phases(&recovery, last_action_h);
        recovery
    }
}

fn window(series: &Series, plan: &VerdictPlan) -> usize {
    let seconds = series.resources.first().map_or(1.0, |sample| sample.usage.seconds).max(1e-9);
    ((plan.held_for.seconds() / seconds).ceil() as usize).max(1)
}

struct Judge<'a> {
    series: &'a Series,
    plan: &'a VerdictPlan,
    /// Intervals in a window.
    window: usize,
    /// Whether the window that begins with each interval is healthy.
    windows: Vec<bool>,
}

impl Judge<'_> {
    fn time(&self, interval: usize) -> f64 {
        match self.series.resources.get(interval) {
            Some(sample) => sample.time_h,
            None => self.series.resources.last().map_or(0.0, |last| last.time_h + last.usage.seconds / 3600.0),
        }
    }

    fn new<'a>(series: &'a Series, plan: &'a VerdictPlan) -> Judge<'a> {
        let mut judge = Judge { series, plan, window: window(series, plan), windows: Vec::new() };
        judge.windows = (0..series.resources.len()).map(|from| judge.is_healthy(from)).collect();
        judge
    }

    /// Whether the window that begins with this interval is healthy.
    fn healthy(&self, from: usize) -> bool {
        self.windows.get(from).copied().unwrap_or(false)
    }

    fn is_healthy(&self, from: usize) -> bool {
        let to = from + self.window;
        let classes = self.series.by_class.iter();
        to <= self.series.resources.len()
            && classes.into_iter().all(|samples| {
                let window = &samples[from..to];
                let counts = sum(window.iter().map(|sample| &sample.counts));
                let seconds: f64 = window.iter().map(|sample| sample.seconds).sum();
                let rate = (counts.first_attempts + counts.retries) as f64 / seconds;
                let open = window.iter().all(|s| s.census.as_ref().is_some_and(|census| census.admitted >= 1.0));
                let available = match counts.availability() {
                    Some(availability) => availability >= self.plan.availability.get(),
                    None => window[0].population.is_none(),
                };
                let calm =
                    window[0].baseline_per_s <= 0.0 || rate <= self.plan.amplification * window[0].baseline_per_s;
                let cut_off = window.iter().filter_map(|s| s.cut_off_share()).fold(0.0, f64::max);
                open && available && calm && cut_off <= self.plan.cut_off.get()
            })
    }

    fn verdict(
        &self,
        cause_from_h: Option<f64>,
        cause_gone_h: Option<f64>,
        last_action_h: Option<f64>,
    ) -> (Verdict, Option<usize>, Option<String>) {
        let count = self.series.resources.len();
        let undecided = |why: &str| (Verdict::Undecided, None, Some(why.to_string()));
        let Some(last) = count.checked_sub(self.window) else {
            return undecided("the run is shorter than the time for which health must hold");
        };
        let kept_out =
            self.series.by_class.iter().any(|samples| {
                samples.last().and_then(|s| s.census.as_ref()).is_some_and(|census| census.admitted < 1.0)
            });
        let shut = "the edge still keeps somebody out at the horizon";
        if cause_from_h.is_none() {
            return match self.healthy(last) {
                true => (Verdict::Healthy, None, None),
                false if kept_out => undecided(shut),
                false => undecided("nothing broke, and yet the last window is not healthy: the cell is overloaded"),
            };
        }
        let Some(gone) = cause_gone_h else { return undecided("the cause is not gone at the horizon") };
        let first = (0..count).find(|i| self.time(*i) >= gone).unwrap_or(count);
        if first > last {
            return undecided("the run ends too soon after the cause is gone");
        }
        let healthy: Vec<bool> = (first..=last).map(|from| self.healthy(from)).collect();
        if healthy.last() == Some(&true) {
            let unhealthy_after = healthy.iter().rposition(|h| !h).map_or(0, |position| position + 1);
            return (Verdict::Recovered, Some(first + unhealthy_after), None);
        }
        if kept_out {
            return undecided(shut);
        }
        if healthy.contains(&true) {
            return (Verdict::Relapsed, healthy.iter().rposition(|h| *h).map(|position| first + position), None);
        }
        let quiet_from = gone.max(last_action_h.unwrap_or(gone));
        let quiet_h = self.time(count) - quiet_from;
        match quiet_h >= 4.0 * self.plan.held_for.as_hours() {
            true => (Verdict::Stuck, None, None),
            false => undecided("the run ends too soon after the last action"),
        }
    }

    fn phases(&self, recovery: &Recovery, last_action_h: Option<f64>) -> Vec<PhaseSpan> {
        let mut spans: Vec<PhaseSpan> = Vec::new();
        for interval in 0..self.series.resources.len() {
            let (from_h, to_h) = (self.time(interval), self.time(interval + 1));
            let phase = self.phase(interval, recovery, last_action_h);
            match spans.last_mut() {
                Some(last) if last.phase == phase => last.to_h = to_h,
                Some(_) | None => spans.push(PhaseSpan { phase, from_h, to_h }),
            }
        }
        spans
    }

    fn phase(&self, interval: usize, recovery: &Recovery, last_action_h: Option<f64>) -> Phase {
        let samples = || self.series.by_class.iter().map(|samples| &samples[interval]);
        let ends = self.time(interval + 1);
        // What the edge does in an interval is what it did at its beginning; a ramp shows at its end.
        let at = |interval: usize| {
            let samples = self.series.by_class.iter().map(move |samples| &samples[interval]);
            samples.filter_map(|s| s.census.as_ref()).map(|census| census.admitted).fold(1.0, f64::min)
        };
        let (admitted, later) = (interval.checked_sub(1).map_or(1.0, at), at(interval));
        let before = recovery.cause_from_h.is_none_or(|from| ends <= from + 1e-9);
        let last = recovery.cause_gone_h.unwrap_or(f64::INFINITY).max(last_action_h.unwrap_or(0.0));
        let gone = recovery.cause_gone_h.is_some_and(|at| self.time(interval) >= at - 1e-9);
        let first = (interval + 1).saturating_sub(self.window);
        let well = gone && (first..=interval).any(|from| self.healthy(from));
        if admitted <= 0.0 && later <= 0.0 {
            Phase::Blocked
        } else if admitted < 1.0 {
            Phase::Ramp
        } else if before {
            Phase::Healthy
        } else if well {
            Phase::Recovered
        } else if recovery.verdict == Verdict::Stuck && self.time(interval) >= last {
            Phase::Stuck
        } else if samples().filter_map(|s| s.amplification()).any(|a| a >= FLOOD) {
            Phase::Flood
        } else if recovery.verdict == Verdict::Relapsed && self.was_well_before(interval, recovery) {
            Phase::Relapsed
        } else if gone {
            Phase::Aftermath
        } else {
            Phase::Failure
        }
    }

    fn was_well_before(&self, interval: usize, recovery: &Recovery) -> bool {
        let gone = recovery.cause_gone_h.unwrap_or(f64::INFINITY);
        (0..interval).any(|i| self.time(i) >= gone && self.healthy(i))
    }
}
