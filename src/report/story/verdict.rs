//! How a run ended, what caused it, and what the warm-up was worth.

use super::super::words::{Clock, words};
use crate::experiment::Outcome;
use crate::measure::baseline::ALPHA;
use crate::measure::{Cause, ClassSample, Recovery, Summary, Verdict};
use crate::model::timeline::By;
use crate::scenario::Document;
use crate::units::Share;

/// What is said first of all, if the time that everything is compared with was not well.
pub(super) fn ill_warm_up(summary: &Summary) -> Option<String> {
    let ill = &summary.recovery.warm_up.ill;
    (!ill.is_empty()).then(|| words!("story/verdict.txt", "ill", { ill: &'a [String] }))
}

/// The verdict, its cause, and the definition that it rests on.
pub(super) fn verdict(document: &Document, outcome: &Outcome, clock: Clock) -> String {
    let recovery = &outcome.summary.recovery;
    words!("story/verdict.txt", "verdict", {
        clock: Clock,
        interval: f64 = document.run.sample.as_hours(),
        within: Vec<String> = within(document, outcome, clock),
        recovery: &'a Recovery,
        held_for: String = document.verdict.held_for.in_words(),
        horizon: f64 = document.run.length.as_hours(),
        unwaited: Vec<&'a str> = unwaited(outcome),
        causes: Vec<String> = causes(recovery, clock),
        failures: Vec<String> = recovery.unknown_from_h.map(|_| failures(document)).unwrap_or_default(),
    })
}

/// Services whose work nobody waits for: what they accept is answered before.
fn unwaited(outcome: &Outcome) -> Vec<&str> {
    let tiers = &outcome.summary.tiers;
    let accepts = tiers.names.services.iter().zip(&tiers.services).filter(|(_, used)| used.counts.accepted > 0);
    accepts.map(|(name, _)| name.as_str()).collect()
}

/// What single intervals of a run that is well say against it, class by class: the verdict is on windows of `held_for`, and
/// what is told of intervals elsewhere may seem to gainsay it.
fn within(document: &Document, outcome: &Outcome, clock: Clock) -> Vec<String> {
    let (series, recovery, limits) = (&outcome.series, &outcome.summary.recovery, &document.verdict);
    let Some(from_h) = recovery.recovered_h else { return Vec::new() };
    let alpha = ALPHA / (series.resources.len().max(1) * series.classes.len().max(1)) as f64;
    let worse = |(class, name): (usize, &String)| {
        let samples = series.by_class[class].iter().filter(|sample| sample.time_h >= from_h - 1e-9);
        let samples: Vec<&ClassSample> = samples.filter(|sample| sample.patience_s.is_some()).collect();
        // The first of several that are alike.
        let most = |of: &dyn Fn(&ClassSample) -> Option<f64>| {
            let values = samples.iter().filter_map(|sample| Some((of(sample)?, sample.time_h)));
            values.reduce(|best, next| if next.0 > best.0 { next } else { best })
        };
        let calls = |sample: &ClassSample| {
            let attempts = sample.counts.first_attempts + sample.counts.retries;
            let more = series.baselines[class].exceeded(attempts, sample.seconds, limits.amplification, alpha);
            sample.amplification().filter(|_| more)
        };
        let unmet = |sample: &ClassSample| {
            sample.availability().filter(|met| *met < limits.availability.get()).map(|met| 1.0 - met)
        };
        let without =
            |sample: &ClassSample| sample.without_service_share().filter(|_| sample.is_below(0.99) == Some(true));
        let (calls, unmet, without) = (most(&calls), most(&unmet), most(&without));
        // Where too few were met, that says it.
        let without = without.filter(|(share, _)| unmet.is_none() && *share > 0.0);
        let last = samples.iter().rfind(|sample| sample.is_below(0.99) == Some(true)).map(|sample| sample.time_h);
        (calls.is_some() || unmet.is_some() || without.is_some()).then(|| {
            words!("story/verdict.txt", "within", {
                clock: Clock,
                name: &'a str,
                calls: Option<(f64, f64)>,
                unmet: Option<(f64, f64)>,
                without: Option<(f64, f64)>,
                last: Option<f64> = last.filter(|last| unmet.or(without).is_some_and(|(_, at)| *last > at)),
            })
        })
    };
    series.classes.iter().enumerate().filter_map(worse).collect()
}

/// Requests that fail by chance, each kind with its key. Chance has no beginning that could be compared with a crossing, so
/// nobody can say that it was the cause.
fn failures(document: &Document) -> Vec<String> {
    let servers = ("servers".to_owned(), document.servers.failure_probability);
    let services = document.services.iter().map(|(name, plan)| (format!("services.{name}"), plan.failure_probability));
    let all = std::iter::once(servers).chain(services).filter(|(_, share)| *share > Share::NONE);
    all.map(|(path, share)| format!("{} ({path}.failure_probability)", share.get())).collect()
}

/// So many times of what recurs are named one by one.
const FEW: usize = 3;

/// What was in force when a class crossed its limits.
fn causes(recovery: &Recovery, clock: Clock) -> Vec<String> {
    let mut all = Vec::new();
    for (place, one) in recovery.causes.iter().enumerate() {
        let again = |other: &&Cause| other.what == one.what && other.by == one.by;
        match recovery.causes[..place].iter().filter(again).count() {
            named if named < FEW => all.push(cause(one, clock)),
            FEW => all.push(more(&recovery.causes[place..].iter().filter(again).collect::<Vec<_>>())),
            _ => {}
        }
    }
    all.extend(recovery.load_from_h.map(|from| words!("story/verdict.txt", "load", { clock: Clock, from: f64 })));
    all.extend(recovery.unknown_from_h.map(|from| words!("story/verdict.txt", "unknown", { clock: Clock, from: f64 })));
    all
}

fn cause(cause: &Cause, clock: Clock) -> String {
    words!("story/verdict.txt", "cause", { clock: Clock, cause: &'a Cause })
}

fn more(causes: &[&Cause]) -> String {
    let ends = (&causes[0].entry, &causes[causes.len() - 1].entry);
    words!("story/verdict.txt", "more", {
        what: &'a str = &causes[0].what,
        times: usize = causes.len(),
        first: &'a str = ends.0,
        last: &'a str = ends.1,
    })
}
