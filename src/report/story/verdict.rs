//! How a run ended, what caused it, and what the warm-up was worth.

use super::super::words::{from_to, words};
use crate::measure::{Cause, Recovery, Summary, Verdict};
use crate::model::timeline::By;
use crate::scenario::Document;
use crate::units::Share;

/// What is said first of all, if the time that everything is compared with was not well.
pub(super) fn ill_warm_up(summary: &Summary) -> Option<String> {
    let ill = &summary.recovery.warm_up.ill;
    (!ill.is_empty()).then(|| words!("story/verdict.txt", "ill", { ill: &'a [String] }))
}

/// The verdict, its cause, and the definition that it rests on.
pub(super) fn verdict(document: &Document, summary: &Summary) -> String {
    let recovery = &summary.recovery;
    words!("story/verdict.txt", "verdict", {
        recovery: &'a Recovery,
        held_for: String = document.verdict.held_for.in_words(),
        horizon: f64 = document.run.length.as_hours(),
        causes: Vec<String> = causes(recovery),
        failures: Vec<String> = recovery.unknown_from_h.map(|_| failures(document)).unwrap_or_default(),
    })
}

/// Requests that fail by chance, each kind with its key. Chance has no beginning that could be compared with a crossing, so
/// nobody can say that it was the cause.
fn failures(document: &Document) -> Vec<String> {
    let servers = ("servers".to_owned(), document.servers.failure_probability);
    let services = document.services.iter().map(|(name, plan)| (format!("services.{name}"), plan.failure_probability));
    let all = std::iter::once(servers).chain(services).filter(|(_, share)| *share > Share::NONE);
    all.map(|(path, share)| format!("{} ({path}.failure_probability)", share.get())).collect()
}

/// So many times of an entry that recurs are named one by one.
const FEW: usize = 3;

/// What was in force when a class crossed its limits.
fn causes(recovery: &Recovery) -> Vec<String> {
    let mut all = Vec::new();
    for (place, one) in recovery.causes.iter().enumerate() {
        let again = |other: &&Cause| other.entry == one.entry;
        match recovery.causes[..place].iter().filter(again).count() {
            named if named < FEW => all.push(cause(one)),
            FEW => all.push(more(one, recovery.causes[place..].iter().filter(again).count())),
            _ => {}
        }
    }
    all.extend(recovery.load_from_h.map(|from| words!("story/verdict.txt", "load", { from: f64 })));
    all.extend(recovery.unknown_from_h.map(|from| words!("story/verdict.txt", "unknown", { from: f64 })));
    all
}

fn cause(cause: &Cause) -> String {
    words!("story/verdict.txt", "cause", { cause: &'a Cause })
}

fn more(cause: &Cause, times: usize) -> String {
    words!("story/verdict.txt", "more", { cause: &'a Cause, times: usize })
}
