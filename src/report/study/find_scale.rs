//! At which scale an answer to an inverse question was found, and whether it holds at another.

use serde::Serialize;

use super::say::wanted_share;
use super::scale_note;
use crate::experiment::search::{Confirmation, Confirmed, Question};
use crate::report::words::words;

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

/// The scale, if it is not full size, and what became of the answer at another one; `next` is the command that looks at
/// full size, where there is an answer.
pub(super) fn scale_lines(
    question: &Question,
    scale: f64,
    confirmed: Option<&Confirmation>,
    next: Option<&str>,
) -> Vec<String> {
    let mut lines = Vec::new();
    if scale != 1.0 {
        lines.push(scale_note(scale));
    }
    match (confirmed, next) {
        (Some(confirmed), _) => lines.extend(confirmed_lines(question, confirmed)),
        (None, Some(next)) if scale != 1.0 => lines.push(words!("study/find.txt", "next", { command: &'a str = next })),
        (None, _) => {}
    }
    lines
}

fn confirmed_lines(question: &Question, confirmed: &Confirmation) -> Vec<String> {
    let head = words!("study/find.txt", "confirmed", {
        scale: f64 = confirmed.scale,
        nothing: bool = confirmed.checks.is_empty(),
        holds: Option<bool> = confirmed.holds(),
    });
    std::iter::once(head).chain(confirmed.checks.iter().map(|check| check_line(question, check))).collect()
}

fn check_line(question: &Question, check: &Confirmed) -> String {
    let verb = if check.passes { "passes" } else { "fails" };
    let said = match check.holds {
        Some(true) => verb.to_owned(),
        Some(false) => format!("does not {}", if check.passes { "pass" } else { "fail" }),
        None => format!("perhaps {verb}"),
    };
    let sure = wanted_share(question.each_side());
    let sure = if check.holds.is_some() { format!("with {sure} confidence") } else { "not shown".to_owned() };
    let value = &question.rungs[check.rung];
    format!("  {said} at {value}: {} of {} fresh runs ({sure})", check.seen.passed, check.seen.runs)
}

pub(super) fn confirmed_file<'a>(question: &'a Question, confirmed: &Confirmation) -> ConfirmedFile<'a> {
    let values = confirmed.checks.iter().map(|check| CheckFile {
        value: &question.rungs[check.rung],
        passes: check.passes,
        holds: check.holds,
        runs: check.seen.runs,
        passed: check.seen.passed,
    });
    ConfirmedFile { scale: confirmed.scale, holds: confirmed.holds(), values: values.collect() }
}
