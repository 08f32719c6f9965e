//! What speaks for the values, and which others would be plausible: every path has to be there, and every prior has to
//! be one.

use super::path::KeyPath;
use super::suggest;
use super::validate::{Check, fault};
use super::vary::Values;

impl Check<'_> {
    pub(super) fn evidence(&mut self) {
        for path in self.document.evidence.keys().filter(|path| *path != "*") {
            if let Some(remedy) = self.instead_of(path) {
                self.report(
                    &["evidence", path],
                    fault("evidence for nothing", format!("the scenario has no `{path}`"), remedy),
                );
            }
        }
    }

    pub(super) fn priors(&mut self) {
        for (path, values) in &self.document.priors {
            if let Some(remedy) = self.instead_of(path) {
                self.report(
                    &["priors", path],
                    fault("a prior for nothing", format!("the scenario has no `{path}`"), remedy),
                );
            }
            if let Err(problem) = Values::parse(values) {
                self.report(&["priors", path], fault("a prior that is none", problem.cause, problem.remedy));
            }
        }
    }

    /// What to write instead of a path that the scenario does not have.
    fn instead_of(&self, path: &str) -> Option<String> {
        if path.parse::<KeyPath>().is_ok_and(|path| self.root.find(&path).is_some()) {
            return None;
        }
        let known: Vec<String> = self.root.leaves().iter().map(|(path, _)| path.to_string()).collect();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        Some(match suggest::closest(path, &known) {
            Some(close) => format!("did you mean `{close}`?"),
            None => "name a value or table of this scenario, or \"*\" for all of its evidence".to_owned(),
        })
    }
}
