//! How a run ended, what caused it, and what the warm-up was worth.

use super::super::words::{from_to, words};
use crate::measure::{Cause, Recovery, Summary, Verdict};
use crate::model::timeline::By;
use crate::scenario::Document;

/// What is said first of all, if the time that everything is compared with was not well.
pub(super) fn ill_warm_up(summary: &Summary) -> Option<String> {
    let ill = &summary.recovery.warm_up.ill;
    (!ill.is_empty()).then(|| words!("story/verdict.txt", "ill", { ill: &'a [String] }))
}

/// The verdict, its cause, and the definition that it rests on.
pub(super) fn verdict(document: &Document, summary: &Summary) -> String {
    let recovery = &summary.recovery;
    // Chance has no beginning that could be compared with a crossing, so nobody can say that it was the cause.
    let failures = document.servers.failure_probability.get();
    words!("story/verdict.txt", "verdict", {
        recovery: &'a Recovery,
        held_for: String = document.verdict.held_for.in_words(),
        horizon: f64 = document.run.length.as_hours(),
        causes: Vec<String> = causes(recovery),
        failures: Option<f64> = recovery.unknown_from_h.map(|_| failures).filter(|failures| *failures > 0.0),
    })
}

/// What was in force when a class crossed its limits.
fn causes(recovery: &Recovery) -> Vec<String> {
    let mut all: Vec<String> = recovery.causes.iter().map(cause).collect();
    all.extend(recovery.load_from_h.map(|from| words!("story/verdict.txt", "load", { from: f64 })));
    all.extend(recovery.unknown_from_h.map(|from| words!("story/verdict.txt", "unknown", { from: f64 })));
    all
}

fn cause(cause: &Cause) -> String {
    words!("story/verdict.txt", "cause", { cause: &'a Cause })
}
