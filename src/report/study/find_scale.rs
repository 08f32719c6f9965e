//! At which scale an answer to an inverse question was found, and whether it holds at another.

use serde::Serialize;

use super::find::{Found, wanted_share};
use crate::experiment::search::{Confirmation, Confirmed};

/// The confirmation as JSON.
#[derive(Serialize)]
pub(super) struct ConfirmedFile<'a> {
    scale: f64,
    holds: Option<bool>,
    values: Vec<CheckFile<'a>>,
}

#[derive(Serialize)]
struct CheckFile<'a> {
    value: &'a str,
    passes: bool,
    holds: Option<bool>,
    runs: u64,
    passed: u64,
}

impl Found<'_> {
    /// The scale, if it is not full size, and what became of the answer at another one.
    pub(super) fn scale_lines(&self) -> Vec<String> {
        let scale = self.about.scale;
        let mut lines = Vec::new();
        if scale != 1.0 {
            lines.push(format!("scale {scale}: populations and capacities are so many times those of the scenario"));
        }
        match self.confirmed {
            Some(confirmed) => lines.extend(self.confirmed_lines(confirmed)),
            None if scale != 1.0 && self.finding.bracket.is_some() => {
                lines.push(format!("next: see whether it holds at full size: {}", self.full));
            }
            None => {}
        }
        lines
    }

    fn confirmed_lines(&self, confirmed: &Confirmation) -> Vec<String> {
        let scale = confirmed.scale;
        let head = match (confirmed.checks.is_empty(), confirmed.holds()) {
            (true, _) => format!("at scale {scale} nothing was looked at: there is no answer to confirm"),
            (false, Some(true)) => format!("at scale {scale} the answer holds:"),
            (false, Some(false)) => format!("at scale {scale} the answer does not hold:"),
            (false, None) => format!("at scale {scale} it is not decided whether the answer holds:"),
        };
        std::iter::once(head).chain(confirmed.checks.iter().map(|check| self.check_line(check))).collect()
    }

    fn check_line(&self, check: &Confirmed) -> String {
        let verb = if check.passes { "passes" } else { "fails" };
        let said = match check.holds {
            Some(true) => verb.to_owned(),
            Some(false) => format!("does not {}", if check.passes { "pass" } else { "fail" }),
            None => format!("perhaps {verb}"),
        };
        let sure = wanted_share(self.question.each_side());
        let sure = if check.holds.is_some() { format!("with {sure} confidence") } else { "not shown".to_owned() };
        let value = &self.question.rungs[check.rung];
        format!("  {said} at {value}: {} of {} fresh runs ({sure})", check.seen.passed, check.seen.runs)
    }

    pub(super) fn confirmed_file(&self, confirmed: &Confirmation) -> ConfirmedFile<'_> {
        let values = confirmed.checks.iter().map(|check| CheckFile {
            value: &self.question.rungs[check.rung],
            passes: check.passes,
            holds: check.holds,
            runs: check.seen.runs,
            passed: check.seen.passed,
        });
        ConfirmedFile { scale: confirmed.scale, holds: confirmed.holds(), values: values.collect() }
    }
}
