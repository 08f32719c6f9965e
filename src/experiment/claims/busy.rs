//! How busy something is when all is well, as a file of claims says it.

use serde::Deserialize;

use super::requirement::Measure;
use crate::experiment::point::Setting;
use crate::scenario::vary::{Axis, Values, magnitude};

/// Under this and its name a utilisation stands among the values of a world.
pub const PREFIX: &str = "utilisation.";

/// How busy something is when all is well.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BusyPlan {
    /// Its utilisation, as the values of a prior are written: `0.1..0.7`.
    pub busy: String,
    /// Another utilisation that it is a part of, as a name; `busy` is that part then. What waits for something else is
    /// as busy as that at least, so that two utilisations drawn apart hardly ever go together.
    pub of: Option<String>,
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

    /// How busy it is to be, among all that is drawn for a world.
    pub fn wanted(&self, name: &str, busy: &[Setting]) -> Option<f64> {
        let drawn = |name: &str| {
            let one = busy.iter().find(|one| one.path.strip_prefix(PREFIX) == Some(name))?;
            magnitude(&one.value)
        };
        let whole = self.of.as_ref().map_or(Some(1.0), |of| drawn(of))?;
        Some(drawn(name)? * whole)
    }

    /// What is drawn.
    pub fn axis(&self, name: &str) -> Option<Axis> {
        Some(Axis { path: format!("{PREFIX}{name}"), values: Values::parse(&self.busy).ok()? })
    }
}
