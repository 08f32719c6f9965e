//! How busy something is when all is well, as a file of claims says it.

use serde::Deserialize;

use super::requirement::Measure;
use crate::scenario::vary::{Axis, Values};

/// Under this and its name a utilisation stands among the values of a world.
pub const PREFIX: &str = "utilisation.";

/// How busy something is when all is well.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BusyPlan {
    /// Its utilisation, as the values of a prior are written: `0.1..0.7`.
    pub busy: String,
    /// What it is in the model.
    pub measure: Measure,
    /// Who says so, or that it is a judgement.
    pub source: String,
    /// Values that it grows with: times of service.
    #[serde(default)]
    pub times: Vec<String>,
    /// Values that it shrinks with: capacities.
    #[serde(default)]
    pub over: Vec<String>,
}

impl BusyPlan {
    /// All values that follow from it.
    pub fn paths(&self) -> impl Iterator<Item = &String> {
        self.times.iter().chain(&self.over)
    }

    /// The value that follows from it alone, so that drawing it would change nothing.
    pub fn only(&self) -> Option<&String> {
        let mut paths = self.paths();
        paths.next().filter(|_| paths.next().is_none())
    }

    /// What is drawn.
    pub fn axis(&self, name: &str) -> Option<Axis> {
        Some(Axis { path: format!("{PREFIX}{name}"), values: Values::parse(&self.busy).ok()? })
    }
}
