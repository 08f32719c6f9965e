//! What speaks for the values, and which others would be plausible: every path has to be there, and every prior has to
//! be one.

use super::path::KeyPath;
use super::show::SHOWN;
use super::suggest;
use super::validate::{Check, fault};
use super::vary::Values;

impl Check<'_> {
    pub(super) fn evidence(&mut self) {
        let values = self.values();
        let mut told = 0;
        for path in self.document.evidence.keys().filter(|path| *path != "*") {
            if let Some(remedy) = self.instead_of(path, &values, &mut told) {
                self.report(
                    &["evidence", path],
                    fault("evidence for nothing", format!("the scenario has no `{path}`"), remedy),
                );
            }
        }
    }

    pub(super) fn priors(&mut self) {
        let (all, mut told) = (self.values(), 0);
        for (path, values) in &self.document.priors {
            if let Some(remedy) = self.instead_of(path, &all, &mut told) {
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
        let (all, mut told) = (self.values(), 0);
        for (at, control) in page.controls.iter().enumerate() {
            let at = at.to_string();
            if let Some(remedy) = self.instead_of(&control.path, &all, &mut told) {
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

    /// The paths of all values that evidence can speak of.
    fn values(&self) -> Vec<String> {
        let paths = self.root.leaves().into_iter().map(|(path, _)| path.to_string());
        paths.filter(|path| !["evidence.", "priors."].iter().any(|own| path.starts_with(own))).collect()
    }

    /// What to write instead of a path that the scenario does not have. `told` counts them: what is compared with every
    /// value costs more than what is shown is worth once there are more than are shown.
    fn instead_of(&self, path: &str, values: &[String], told: &mut usize) -> Option<String> {
        if path.parse::<KeyPath>().is_ok_and(|path| self.root.find(&path).is_some()) {
            return None;
        }
        *told += 1;
        let known: Vec<&str> = match *told <= SHOWN {
            true => values.iter().map(String::as_str).collect(),
            false => Vec::new(),
        };
        Some(match suggest::closest(path, &known) {
            Some(close) => format!("did you mean `{close}`?"),
            None => "name a value or table of this scenario, or \"*\" for all of its evidence".to_owned(),
        })
    }
}
