//! What is found, or why nothing is.

use std::collections::BTreeMap;

use serde::Serialize;

use super::question::Wanted;
use crate::experiment::play::Ended;
use crate::scenario::Rejected;

/// What runs were made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// To find a candidate.
    Search,
    /// To show that it is one.
    Verification,
}

/// What was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Tally {
    /// Runs.
    pub runs: u64,
    /// Those that satisfy the condition.
    pub passed: u64,
    /// Those that do not have the number at all.
    pub without: u64,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Finding {
    /// Which value was looked for; none if there was no bracket.
    pub wanted: Option<Wanted>,
    /// Whether the lower and the upper end pass, as far as the search says.
    pub ends: [Option<bool>; 2],
    /// Rung that passes and its neighbour that fails, as far as the search says.
    pub bracket: Option<(usize, usize)>,
    /// Rung for which P ≥ p is shown; the ends if both pass.
    pub passes: Vec<usize>,
    /// Rung for which P < p is shown; the ends if neither passes.
    pub fails: Vec<usize>,
    /// What was seen, by rung and role.
    pub tallies: BTreeMap<(usize, Role), Tally>,
    /// Whether the limit on the number of runs ended it.
    pub out_of_runs: bool,
    /// Pairs of rungs whose estimates contradict monotony.
    pub surprises: Vec<(usize, usize)>,
}

/// Why there is no answer.
#[derive(Debug)]
pub enum Stopped {
    /// Somebody stopped it; what was found by then.
    Interrupted(Box<Finding>),
    /// Trials ended without their results.
    Ended(Ended),
    /// The scenario is not possible with a value.
    Rejected(Box<Rejected>),
    /// No run at either end has the number.
    NoNumber,
}

impl Finding {
    /// Runs it took.
    pub fn runs(&self) -> u64 {
        self.tallies.values().map(|tally| tally.runs).sum()
    }

    /// Everything seen at each rung, both roles together: they share no seed.
    pub fn together(&self) -> BTreeMap<usize, Tally> {
        let mut together: BTreeMap<usize, Tally> = BTreeMap::new();
        for ((rung, _), tally) in &self.tallies {
            let sum = together.entry(*rung).or_default();
            sum.runs += tally.runs;
            sum.passed += tally.passed;
            sum.without += tally.without;
        }
        together
    }
}
