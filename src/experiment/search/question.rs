//! What is asked.

use std::sync::Arc;

use serde::Serialize;

use crate::experiment::condition::Condition;
use crate::experiment::point::{Base, Setting};
use crate::measure::MetricName;
use crate::measure::statistics::hits_in_a_row;

/// What is asked.
#[derive(Debug, Clone)]
pub struct Question {
    /// What the values are set in.
    pub base: Arc<Base>,
    /// The paths that all get the value.
    pub paths: Vec<String>,
    /// The values, ascending; two or more.
    pub rungs: Vec<String>,
    /// The metric of the condition, and where it stands among the numbers of a run.
    pub metric: (usize, MetricName),
    /// What a run has to be like.
    pub condition: Condition,
    /// p: how likely it has to be.
    pub probability: f64,
    /// How sure the answer has to be.
    pub confidence: f64,
    /// Which value is looked for; the ends decide if nothing is said.
    pub wanted: Option<Wanted>,
    /// No more runs than this.
    pub most_runs: u64,
}

/// Which value is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Wanted {
    /// The smallest that passes.
    Smallest,
    /// The largest that passes.
    Largest,
}

impl Question {
    /// The fewest runs that can show that a value passes.
    pub fn least_runs(&self) -> u64 {
        hits_in_a_row(self.probability, 1.0 - self.error(1, 1))
    }

    /// Confidence of each of the two statements.
    pub fn each_side(&self) -> f64 {
        1.0 - (1.0 - self.confidence) / 2.0
    }

    /// The probability with which look b at candidate a of one side may err.
    pub(super) fn error(&self, candidate: u32, look: u32) -> f64 {
        let weight = |place: u32| 0.75 * 0.25f64.powi(place as i32 - 1);
        (1.0 - self.confidence) / 2.0 * weight(candidate) * weight(look)
    }

    /// A rung as settings.
    pub fn settings(&self, rung: usize) -> Vec<Setting> {
        self.paths.iter().map(|path| Setting::new(path.clone(), self.rungs[rung].clone())).collect()
    }
}
