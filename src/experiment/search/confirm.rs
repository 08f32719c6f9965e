//! Whether an answer that was found at one scale holds at another.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::finding::{Finding, Role, Stopped, Tally};
use super::looks::{Cut, FRESH, Search};
use super::question::Question;
use crate::experiment::play::Stage;
use crate::experiment::point::Base;
use crate::measure::statistics::{share_at_least, share_at_most};

/// What became of an answer at another scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Confirmation {
    /// The scale.
    pub scale: f64,
    /// What was looked at: the value that passes, then the one that fails.
    pub checks: Vec<Confirmed>,
}

/// One value of an answer at another scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Confirmed {
    /// The rung.
    pub rung: usize,
    /// Whether it passes at the scale of the search.
    pub passes: bool,
    /// Whether that is shown at this scale, or the contrary; none if neither is.
    pub holds: Option<bool>,
    /// What was seen, all with seeds that nothing else used.
    pub seen: Tally,
}

impl Confirmation {
    /// Whether the answer is shown to hold, or not to hold; none if that is not decided.
    pub fn holds(&self) -> Option<bool> {
        match self.checks.iter().any(|check| check.holds == Some(false)) {
            true => Some(false),
            false => self.checks.iter().all(|check| check.holds == Some(true)).then_some(true),
        }
    }
}

/// Looks at the values of a finding again in `base`, which is the same at another scale: with fresh seeds, and as sure as
/// the finding is.
///
/// # Errors
/// When trials end without their results, or a value is impossible at the scale.
pub fn confirm(
    question: &Question,
    finding: &Finding,
    base: &Arc<Base>,
    stage: Stage,
) -> Result<Confirmation, Stopped> {
    let there = Question { base: Arc::clone(base), ..question.clone() };
    // Not the seeds of the verification either: the value was chosen by what they said.
    let fresh = 2 * FRESH;
    let mut search = Search { question: &there, stage, fresh, points: BTreeMap::new(), found: Finding::default() };
    let good = finding.passes.first().copied().or(finding.bracket.map(|(good, _)| good));
    let bad = finding.fails.first().copied().or(finding.bracket.map(|(_, bad)| bad));
    let mut checks = Vec::new();
    for (rung, passes) in good.map(|rung| (rung, true)).into_iter().chain(bad.map(|rung| (rung, false))) {
        let shown = match passes {
            true => search.shows_pass(rung, 1),
            false => search.shows_fail(rung, 1),
        };
        let shown = match shown {
            Ok(shown) => shown,
            Err(Cut::OutOfRuns) => false,
            Err(Cut::Stopped(stopped)) => return Err(stopped),
        };
        let seen = search.seen(rung, Role::Verification);
        let contrary = match passes {
            true => share_at_most(seen.passed, seen.runs, there.each_side()) < there.probability,
            false => share_at_least(seen.passed, seen.runs, there.each_side()) >= there.probability,
        };
        let holds = if shown { Some(true) } else { contrary.then_some(false) };
        checks.push(Confirmed { rung, passes, holds, seen });
    }
    Ok(Confirmation { scale: base.scale, checks })
}
