//! The way it was let back, against everybody at once.

use maud::{Markup, html};

use super::fixes::runs;
use crate::experiment::Outcome;
use crate::measure::Verdict;
use crate::report::words::{count, whole, words};

/// The way it was let back against everybody at once.
pub(super) fn returns(own: &Outcome, at_once: &Outcome) -> Markup {
    html! {
        p { (words!("page/returns.txt", "asked")) }
        (runs("The return", &[("let back as it was", own), ("let back within a minute", at_once)]))
        @if let Some(line) = still_down(at_once) { p { (line) } }
    }
}

/// Why a cell in which nothing is broken any more stays down, and who pays for it.
fn still_down(outcome: &Outcome) -> Option<String> {
    let kept =
        outcome.summary.classes.iter().filter(|class| class.without_share_end.is_some() && class.without_end >= 0.5);
    let kept = kept.map(|class| format!("{} {} are still without service", count(class.without_end), class.name));
    (outcome.summary.recovery.verdict == Verdict::Stuck).then(|| {
        words!("page/returns.txt", "still_down", {
            whole: &'a str = whole(&outcome.series),
            kept: Vec<String> = kept.collect(),
        })
    })
}
