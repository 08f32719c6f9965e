//! The way it was let back, against everybody at once.

use maud::{Markup, html};

use super::fixes::runs;
use crate::experiment::Outcome;
use crate::measure::Verdict;
use crate::report::words::{count, list, whole};

/// The way it was let back against everybody at once.
pub(super) fn returns(own: &Outcome, at_once: &Outcome) -> Markup {
    html! {
        p { "The operators let clients back bit by bit. What if they had let everybody back within a minute, with the same seed and nothing else changed?" }
        (runs("The return", &[("let back as it was", own), ("let back within a minute", at_once)]))
        @if let Some(line) = still_down(at_once) { p { (line) } }
    }
}

/// Why a cell in which nothing is broken any more stays down, and who pays for it.
fn still_down(outcome: &Outcome) -> Option<String> {
    let kept =
        outcome.summary.classes.iter().filter(|class| class.without_share_end.is_some() && class.without_end >= 0.5);
    let kept = kept.map(|class| format!("{} {} are still without service", count(class.without_end), class.name));
    let kept: Vec<String> = kept.collect();
    let kept = if kept.is_empty() {
        String::new()
    } else {
        format!(" At its end, {}; the others get an answer now and then, for they go on asking.", list(&kept))
    };
    (outcome.summary.recovery.verdict == Verdict::Stuck).then(|| {
        format!(
            "Nothing is broken any more when everybody is back, and yet the {} stays down. All come at the same time, with \
             all that has piled up; that is more than it can answer in time; who is not answered tries again, and so there is \
             never less.{kept}",
            whole(&outcome.series)
        )
    })
}
