//! The runs of the guided lesson: which scenario with which changes each of them is, and all of them side by side.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::fixes::Arm;
use super::play::{Ended, Watch, watched};
use super::run::Outcome;
use super::situations::Situation;
use crate::scenario::Document;

/// What a run is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The fault alone, and only its first hours: nothing is repaired and nobody acts.
    FirstHours,
    /// The same with phones that wait for their next turn after an error.
    Patient,
    /// The outage with these operators and these fixes.
    Outage(Situation, Arm),
}

impl Role {
    /// The shipped scenario that it starts from.
    pub fn scenario(self) -> &'static str {
        match self {
            Role::FirstHours | Role::Patient | Role::Outage(Situation::WithoutOperators, _) => "no-block",
            Role::Outage(Situation::AsItHappened, _) => "outlook-2013",
            Role::Outage(Situation::AtOnce, _) => "restore-at-once",
        }
    }

    /// The fixes that are switched on.
    pub fn fixes(self) -> Arm {
        match self {
            Role::FirstHours | Role::Patient => Arm::Neither,
            Role::Outage(_, arm) => arm,
        }
    }

    /// What else is changed, as texts `path=value`.
    pub fn sets(self) -> &'static [&'static str] {
        match self {
            Role::FirstHours => &["run.length=2 h", "timeline.repair.enabled=false"],
            Role::Patient => &[
                "run.length=2 h",
                "timeline.repair.enabled=false",
                "classes.phones.behaviours={patient={any_error=\"none\"}}",
            ],
            Role::Outage(_, _) => &[],
        }
    }
}

/// Runs all documents on all cores; the outcomes are in their order, whatever the number of threads.
///
/// # Errors
/// When the watch stops it.
pub fn play(documents: &[&Document], watch: &dyn Watch) -> Result<Vec<Outcome>, Ended> {
    watch.planned(documents.len());
    let stopped = AtomicBool::new(false);
    let one = |document: &&Document| {
        if stopped.load(Ordering::Relaxed) || watch.stops() {
            return Err(Ended::Interrupted);
        }
        let outcome = watched(document, watch);
        if outcome.is_err() {
            stopped.store(true, Ordering::Relaxed);
        }
        outcome
    };
    documents.par_iter().map(one).collect()
}
