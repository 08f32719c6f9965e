//! What a run did to each class: how deep it fell, how often it asked, when it was back, what that cost.

use super::super::charts::starved_h;
use super::super::words::{Clock, count, number, percent, words};
use crate::experiment::Outcome;
use crate::measure::{ClassSample, ClassSummary};
use crate::model::retry::ErrorKind;
use crate::scenario::Document;

/// So many times that a class was served again and lost it once more are told.
const AGAIN: usize = 3;

/// The classes of a run with their samples since the onset.
fn classes(outcome: &Outcome) -> impl Iterator<Item = (&ClassSummary, &[ClassSample])> {
    let onset = outcome.series.onset;
    let samples = outcome.series.by_class.iter().map(move |samples| samples.get(onset..).unwrap_or_default());
    outcome.summary.classes.iter().zip(samples)
}

fn population(samples: &[ClassSample]) -> Option<f64> {
    samples.first()?.population.map(f64::from)
}

/// The length of a sampling interval in hours.
fn interval(samples: &[ClassSample]) -> f64 {
    samples.first().map_or(0.0, |sample| sample.seconds / 3600.0)
}

/// When each class fell, how deep, and how long most of it went without service.
pub(super) fn fall(outcome: &Outcome, clock: Clock) -> Vec<String> {
    let line = |(class, samples): (&ClassSummary, &[ClassSample])| {
        words!("story/classes.txt", "fall", {
            clock: Clock,
            class: &'a ClassSummary,
            asked: bool = class.counts.windows.met + class.counts.windows.unmet > 0,
            all: Option<f64> = population(samples),
            interval: f64 = interval(samples),
            starved: f64 = starved_h(samples, 0),
        })
    };
    classes(outcome).map(line).collect()
}

/// How many times the normal number of attempts each class made, and how many of them the edge let pass.
pub(super) fn flood(outcome: &Outcome, clock: Clock) -> Vec<String> {
    let line = |(class, samples): (&ClassSummary, &[ClassSample])| {
        // The first of several that are alike.
        let most =
            samples.iter().reduce(|best, next| if next.attempts_per_s() > best.attempts_per_s() { next } else { best });
        let most = most.filter(|most| most.attempts_per_s() > 0.0);
        words!("story/classes.txt", "flood", {
            clock: Clock,
            class: &'a ClassSummary,
            most: Option<&'a ClassSample>,
            passed: f64 = most.map_or(0.0, |most| most.attempts_per_s() * most.reaching()),
        })
    };
    let mut lines: Vec<String> = classes(outcome).map(line).collect();
    lines.extend(outcome.summary.recovery.warm_up.thin.iter().map(|why| format!("{why}.")));
    lines
}

/// When each class was well again: from the time its availability is 99 % or more in every interval (the verdict asks for windows of
/// `held_for` instead), and how soon clients were back.
pub(super) fn comebacks(document: &Document, outcome: &Outcome, clock: Clock) -> Vec<String> {
    let horizon = document.run.length.as_hours();
    let line = |(class, samples): (&ClassSummary, &[ClassSample])| {
        let windows = class.counts.windows;
        let never_lost = windows.unmet == 0 && windows.discarded == 0 && class.without_peak <= 0.0;
        words!("story/classes.txt", "comeback", {
            clock: Clock,
            class: &'a ClassSummary,
            never_lost: bool,
            horizon: f64,
            restored: Option<String> = restored(class, samples, horizon, clock).filter(|_| !never_lost),
        })
    };
    let mut lines: Vec<String> = classes(outcome).map(line).collect();
    lines.extend(better_for_a_while(outcome, clock));
    lines
}

/// How soon those were served again who were not at the worst moment.
fn restored(class: &ClassSummary, samples: &[ClassSample], horizon: f64, clock: Clock) -> Option<String> {
    population(samples)?;
    let peak = samples.iter().map(ClassSample::unserved).fold(0.0, f64::max);
    if peak < 0.5 {
        return None;
    }
    let shares = ["half", "90 %", "99 %"].iter().zip(class.restored_h);
    Some(words!("story/classes.txt", "restored", {
        clock: Clock,
        peak: f64,
        catching_up: bool = class.catching_up_h > 0.0,
        interval: f64 = interval(samples),
        served: Vec<String> =
            shares.filter_map(|(share, at)| at.map(|at| format!("{share} by {}", clock.say(at)))).collect(),
        horizon: f64,
        left: i64 = samples.last().map_or(0, |last| last.without_end + last.catching_up_end),
    }))
}

/// Classes that were served again for half an hour or more and then lost it once more.
fn better_for_a_while(outcome: &Outcome, clock: Clock) -> Vec<String> {
    let line = |(class, samples): (&ClassSummary, &[ClassSample])| {
        let below = |s: &ClassSample| s.is_below(0.99) == Some(true);
        let mut times = Vec::new();
        let mut from = samples.iter().position(below)?;
        while let Some(back) = samples[from..].iter().position(|s| !below(s)).map(|at| from + at) {
            let Some(lost) = samples[back..].iter().position(below).map(|at| back + at) else { break };
            let (well, again) = (samples[back].time_h, samples[lost].time_h);
            if again - well >= 0.5 {
                times.push((well, again));
            }
            from = lost;
        }
        let more = times.len().saturating_sub(AGAIN);
        times.truncate(AGAIN);
        (!times.is_empty()).then(|| {
            words!("story/classes.txt", "better", {
                clock: Clock,
                class: &'a ClassSummary,
                times: Vec<(f64, f64)>,
                more: usize,
            })
        })
    };
    classes(outcome).filter_map(line).collect()
}

/// What was lost, and what was done for nothing. `waits`: a worker that clients ask waits for the answers of others.
pub(super) fn costs(outcome: &Outcome, waits: bool, clock: Clock) -> Vec<String> {
    let amount = |value: f64| if value < 10.0 { number(value) } else { count(value) };
    let line = |(class, samples): (&ClassSummary, &[ClassSample])| {
        let (met, unmet) = (class.counts.windows.met, class.counts.windows.unmet);
        let without = population(samples).map(|_| class.without_h);
        without.map_or(unmet > 0, |hours| hours > 0.0).then(|| {
            words!("story/classes.txt", "cost", {
                clock: Clock,
                class: &'a ClassSummary,
                without: Option<String> = without.map(amount),
                unit: &'a str =
                    if samples.first().is_some_and(|s| s.is_activesync) { "device-hours" } else { "client-hours" },
                unmet: u64,
                ended: u64 = met + unmet,
                catching_up: String = amount(class.catching_up_h),
            })
        })
    };
    let mut lines: Vec<String> = classes(outcome).filter_map(line).collect();
    let run = &outcome.summary.run;
    // In a graph both are those of what clients call; the tiers behind have numbers of their own.
    let graph = !outcome.series.tiers.names.is_empty();
    let parts = [
        (words!("story/classes.txt", "work", { graph: bool, waits: bool }), run.wasted_work),
        (words!("story/classes.txt", "moved", { graph: bool }), run.wasted_bytes),
    ];
    let part = |(what, share): (String, Option<f64>)| {
        share.filter(|share| *share > 0.0).map(|share| format!("{} of the {what}", percent(share)))
    };
    let wasted: Vec<String> = parts.into_iter().filter_map(part).collect();
    if !wasted.is_empty() {
        lines.push(words!("story/classes.txt", "wasted", {
            wasted: Vec<String>,
            // Whoever hears an error has waited for it.
            failed: bool = outcome.summary.classes.iter().any(|class| class.counts.failures[ErrorKind::ServerError.index()] > 0),
        }));
    }
    lines
}
