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

    /// Controls of the page: each moves a value that is there over values that are some.
    pub(super) fn page(&mut self) {
        const MOST: usize = 6;
        let page = &self.document.page;
        if page.controls.len() > MOST {
            let cause = format!("{} values to be moved by hand", page.controls.len());
            self.report(
                &["page", "controls"],
                fault("too many controls", cause, "name six at most: the others are found by search"),
            );
        }
        for (at, control) in page.controls.iter().enumerate() {
            let at = at.to_string();
            if let Some(remedy) = self.instead_of(&control.path) {
                let cause = format!("the scenario has no `{}`", control.path);
                self.report(&["page", "controls", &at, "path"], fault("a control for nothing", cause, remedy));
            }
            if let Err(problem) = Values::parse(&control.values) {
                self.report(
                    &["page", "controls", &at, "values"],
                    fault("a control without values", problem.cause, problem.remedy),
                );
            }
        }
        if page.scale.is_some_and(|scale| !(scale > 0.0 && scale <= 1.0)) {
            self.report(
                &["page", "scale"],
                fault("no size for a page", "it has to be above 0 and at most 1", "write 1.0 for the full size"),
            );
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
