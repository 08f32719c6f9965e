//! Why it happened, step by step, for those who do not know the mechanism: every step only if it is seen in the run.

use maud::{Markup, PreEscaped, html};

use super::words::ending;
use crate::experiment::Outcome;
use crate::measure::capacity::{self, Capacity};
use crate::measure::{Phase, PhaseSpan, Verdict};
use crate::report::moment::{clock, said};
use crate::report::picture::{Form, Picture, interval_at, markup};
use crate::report::words::{grouped, hours, whole, words};
use crate::scenario::Document;

/// The largest load that reached the cell since the onset, in requests per second and in healthy capacities.
pub(super) fn storm(outcome: &Outcome) -> Option<(f64, f64)> {
    let run = Run::of(outcome);
    let (_, load) = run.most(&(outcome.series.onset..outcome.series.resources.len()).collect::<Vec<_>>())?;
    Some((load, load / run.capacity?))
}

/// The same outage when the operators do something else.
#[derive(Clone, Copy)]
pub(super) struct Beside<'a> {
    /// Everybody is let back at once.
    pub at_once: Option<&'a Outcome>,
    /// Nobody is refused.
    pub unaided: Option<&'a Outcome>,
}

/// The chain of causes, each step beside a picture of the moment in which it is seen; nothing where nothing breaks.
pub(super) fn why(document: &Document, outcome: &Outcome, beside: Beside<'_>) -> Markup {
    let steps = steps(outcome, beside);
    let picture = Picture::of(document, &[outcome], Form::Wide);
    let seen = |number: usize, interval: usize| {
        let at = outcome.series.resources.get(interval).map_or(String::new(), |sample| clock(sample.time_h));
        html! { figure.seen {
            (PreEscaped(markup(&picture, &picture.at(outcome, interval), &format!("why-{number}"))))
            figcaption { b { (at) } ". " (said(outcome, interval)) }
        } }
    };
    html! { @if !steps.is_empty() {
        section #why {
            h2 { (words!("page/why.txt", "head")) }
            ol.why { @for (number, (step, interval)) in steps.iter().enumerate() {
                li { p { (step) } @if let Some(interval) = interval { (seen(number, *interval)) } }
            } }
        }
    } }
}

/// Each step, and the interval in which it is seen.
fn steps(outcome: &Outcome, beside: Beside<'_>) -> Vec<(String, Option<usize>)> {
    if outcome.summary.recovery.cause_from_h.is_none() {
        return Vec::new();
    }
    let run = Run::of(outcome);
    let before = Some(outcome.series.onset.saturating_sub(1));
    let peak = run.storm_peak().map(|(interval, _)| interval);
    let middle = |phase: Phase| {
        let all = run.during(&[phase], None);
        all.get(all.len() / 2).copied()
    };
    let first = peak.map(|peak| outcome.series.onset + (peak - outcome.series.onset) / 4);
    let gone = outcome.summary.recovery.cause_gone_h.map(|at| interval_at(outcome, at));
    let all = [
        (run.before(), before),
        (run.asking(), first),
        (run.storm(), peak),
        (run.shared(), None),
        (run.block(), middle(Phase::Blocked)),
        (run.repair(beside.unaided), gone),
        (run.ramp(beside.at_once), middle(Phase::Ramp)),
        (run.stuck(), outcome.series.resources.len().checked_sub(1)),
    ];
    all.into_iter().filter_map(|(step, interval)| Some((step?, interval))).collect()
}

struct Run<'a> {
    outcome: &'a Outcome,
    /// What the healthy cell can carry, in requests per second.
    capacity: Option<f64>,
}

impl Run<'_> {
    fn of(outcome: &Outcome) -> Run<'_> {
        Run { outcome, capacity: capacity::healthy(&outcome.series).map(|capacity| capacity.per_s) }
    }

    fn is_graph(&self) -> bool {
        !self.outcome.series.tiers.names.is_empty()
    }

    /// What reaches the cell in an interval, per second; and which part of it tries again.
    fn load(&self, interval: usize) -> (f64, f64) {
        let samples = self.outcome.series.by_class.iter().filter_map(|samples| samples.get(interval));
        let (all, again) = samples.fold((0.0, 0.0), |(all, again), sample| {
            let retries = sample.counts.retries as f64 / sample.seconds * sample.reaching();
            (all + sample.attempts_per_s() * sample.reaching(), again + retries)
        });
        (all, if all > 0.0 { again / all } else { 0.0 })
    }

    /// What the edge turns away in an interval, per second.
    fn refused(&self, interval: usize) -> f64 {
        let samples = self.outcome.series.by_class.iter().filter_map(|samples| samples.get(interval));
        samples.map(|sample| sample.counts.refused_at_edge as f64 / sample.seconds).sum()
    }

    /// Intervals within the phases of some kinds; of those before the first of another kind.
    fn during(&self, kinds: &[Phase], until: Option<Phase>) -> Vec<usize> {
        let phases = &self.outcome.summary.recovery.phases;
        let spans = phases.iter().take_while(|span| Some(span.phase) != until);
        let spans: Vec<&PhaseSpan> = spans.filter(|span| kinds.contains(&span.phase)).collect();
        let resources = self.outcome.series.resources.iter().enumerate();
        let within = |at: f64| spans.iter().any(|span| span.from_h - 1e-9 <= at && at < span.to_h - 1e-9);
        resources.filter(|(_, sample)| within(sample.time_h)).map(|(interval, _)| interval).collect()
    }

    fn most(&self, intervals: &[usize]) -> Option<(usize, f64)> {
        let loads = intervals.iter().map(|interval| (*interval, self.load(*interval).0));
        loads.reduce(|best, next| if next.1 > best.1 { next } else { best })
    }

    fn before(&self) -> Option<String> {
        let onset = self.outcome.series.onset;
        let usual =
            (onset / 2..onset).map(|interval| self.load(interval).0).sum::<f64>() / (onset - onset / 2).max(1) as f64;
        let capacity = capacity::healthy(&self.outcome.series)?;
        Some(words!("page/why.txt", "before", { usual: f64, capacity: Capacity }))
    }

    /// How much more often a device asks that gets errors.
    fn asking(&self) -> Option<String> {
        let (peak, _) = self.storm_peak()?;
        let classes = self.outcome.series.classes.iter().zip(&self.outcome.series.by_class);
        let often = classes.filter_map(|(name, samples)| {
            let sample = samples.get(peak).filter(|sample| sample.is_activesync)?;
            let (devices, rate) = (f64::from(sample.population?), sample.attempts_per_s());
            (sample.baseline_per_s > 0.0 && rate >= 2.0 * sample.baseline_per_s).then(|| {
                words!("page/why.txt", "asking", {
                    devices: f64,
                    name: &'a str,
                    usual_h: f64 = devices / sample.baseline_per_s / 3600.0,
                    at: f64 = self.outcome.series.resources[peak].time_h,
                    every_h: f64 = devices / rate / 3600.0,
                })
            })
        });
        often.reduce(|first, _| first)
    }

    fn storm_peak(&self) -> Option<(usize, f64)> {
        self.most(&self.during(&[Phase::Failure, Phase::Flood, Phase::Aftermath], Some(Phase::Blocked)))
    }

    fn whole(&self) -> &'static str {
        whole(&self.outcome.series)
    }

    fn storm(&self) -> Option<String> {
        let (peak, load) = self.storm_peak()?;
        let times = load / self.capacity?;
        let again = self.load(peak).1;
        (times > 1.0 && again > 0.5).then(|| {
            words!("page/why.txt", "storm", {
                at: f64 = self.outcome.series.resources[peak].time_h,
                whole: &'a str = self.whole(),
                load: f64,
                times: f64,
                again: f64,
            })
        })
    }

    fn shared(&self) -> Option<String> {
        let classes = self.outcome.summary.classes.iter();
        let lowest: Vec<(&str, f64)> = classes
            .filter_map(|class| class.lowest.filter(|(share, _)| *share < 0.9).map(|(share, _)| (&*class.name, share)))
            .collect();
        (lowest.len() > 1).then(|| {
            words!("page/why.txt", "shared", {
                graph: bool = self.is_graph(),
                nothing: bool = lowest.iter().all(|(_, share)| *share == 0.0),
                lowest: Vec<(&'a str, f64)>,
            })
        })
    }

    fn block(&self) -> Option<String> {
        let blocked = self.during(&[Phase::Blocked], None);
        let first = *blocked.first()?;
        let summary = &self.outcome.summary;
        let kept: Vec<String> = summary
            .classes
            .iter()
            .filter(|class| class.counts.refused_at_edge > 0)
            .map(|class| class.name.clone())
            .collect();
        let back = summary.classes.iter().filter(|class| class.counts.refused_at_edge == 0);
        let begins = self.outcome.series.resources[first].time_h;
        let back = back.filter_map(|class| Some((class.name.clone(), class.full.rose_h?)));
        // Who was well before owes it to something else.
        let well = back.filter(|(_, at)| *at >= begins - 1e-9).map(|(name, at)| (name, hours(at)));
        let (_, load) = self.most(&blocked)?;
        let asked = blocked.iter().map(|interval| self.refused(*interval)).fold(0.0, f64::max);
        (!kept.is_empty()).then(|| {
            words!("page/why.txt", "blocked", {
                begins: f64,
                kept: Vec<String>,
                asked: f64,
                load: f64,
                well: Vec<(String, Vec<String>)> = grouped(well),
            })
        })
    }

    /// Whether mending what broke would have been enough.
    fn repair(&self, unaided: Option<&Outcome>) -> Option<String> {
        let gone = self.outcome.summary.recovery.cause_gone_h?;
        let other = unaided.filter(|other| other.summary.recovery.verdict == Verdict::Stuck)?;
        Some(
            words!("page/why.txt", "repair", { gone: f64, end: String = ending(other), whole: &'a str = self.whole() }),
        )
    }

    fn ramp(&self, at_once: Option<&Outcome>) -> Option<String> {
        let ramp = self.during(&[Phase::Ramp], None);
        let (_, load) = self.most(&ramp)?;
        let long: f64 =
            ramp.iter().map(|interval| self.outcome.series.resources[*interval].usage.seconds / 3600.0).sum();
        let differs = |other: &&Outcome| other.summary.recovery.verdict != self.outcome.summary.recovery.verdict;
        Some(words!("page/why.txt", "ramp", {
            slowly: bool = ramp.len() > 1,
            long: f64,
            load: f64,
            times: f64 = load / self.capacity?,
            other: Option<String> = at_once.filter(differs).map(ending),
        }))
    }

    fn stuck(&self) -> Option<String> {
        let recovery = &self.outcome.summary.recovery;
        let gone = recovery.cause_gone_h?;
        (recovery.verdict == Verdict::Stuck)
            .then(|| words!("page/why.txt", "stuck", { gone: f64, whole: &'a str = self.whole() }))
    }
}
