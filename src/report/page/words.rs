//! The page in words: every number is computed from the runs.

use maud::{Markup, html};

use crate::engine::StopReason;
use crate::experiment::Outcome;
use crate::measure::{Recovery, Verdict};
use crate::model::class::ClassPlan;
use crate::report::story;
use crate::report::words::{count, hours, lowered, sentence, words};
use crate::scenario::Document;

/// What became of it, in one sentence.
pub(super) fn finding(outcome: &Outcome) -> String {
    let lost: Vec<String> = outcome
        .summary
        .classes
        .iter()
        .filter(|class| class.outage_h >= 1.0 / 60.0)
        .map(|class| format!("{} lost {}", class.name, hours(class.outage_h)))
        .collect();
    let finding = sentence(&words!("page/words.txt", "found", { lost: Vec<String>, end: String = ending(outcome) }));
    match outcome.summary.stopped {
        StopReason::EndOfTime | StopReason::NothingLeft => finding,
        StopReason::EventLimit | StopReason::Interrupted => {
            words!("page/words.txt", "stopped", { finding: String = lowered(&finding) })
        }
    }
}

/// How a run ended.
pub(super) fn ending(outcome: &Outcome) -> String {
    let last = outcome.series.resources.last();
    words!("page/words.txt", "ending", {
        recovery: &'a Recovery = &outcome.summary.recovery,
        end: f64 = last.map_or(0.0, |sample| sample.time_h + sample.usage.seconds / 3600.0),
    })
}

/// The story as the scenario tells it; and how much smaller the run is, for the story counts all of them.
pub(super) fn story(document: &Document, scale: f64) -> Markup {
    let class = |(name, class): (&String, &ClassPlan)| Some(format!("{} {name}", count(f64::from(class.population?))));
    let classes: Vec<String> = document.classes.iter().filter_map(class).collect();
    html! {
        @for paragraph in document.story.trim().split("\n\n") { p { (joined(paragraph)) } }
        @if scale != 1.0 { p { (words!("page/words.txt", "smaller", { scale: f64, classes: Vec<String> })) } }
    }
}

/// What the scenario says to look for.
pub(super) fn look_for(document: &Document, scale: f64) -> Markup {
    let text = joined(&document.look_for);
    let size = if scale == 1.0 { String::new() } else { story::at_full_size() };
    html! { @if !text.is_empty() { p { strong { "Look for" (size) ": " } (text) } } }
}

/// What was computed, as lists. What was put in has a table of its own, and what to look for stands above.
pub(super) fn computed(document: &Document, outcome: &Outcome) -> Markup {
    let texts = [&document.title, &document.story].map(|text| joined(text));
    let parts = story::paragraphs(document, outcome);
    let look_for = joined(&document.look_for);
    let done = story::done();
    let below = |part: &str| part.split_once('\n').map(|(_, lines)| joined(lines)).unwrap_or_default();
    let elsewhere = |part: &&String| {
        texts.contains(&joined(part)) || part.starts_with(&done) || !look_for.is_empty() && below(part) == look_for
    };
    html! {
        @for part in parts.iter().filter(|part| !elsewhere(part)) {
            @let (head, lines) = part.split_once('\n').unwrap_or((part.as_str(), ""));
            h3 { (head) }
            ul { @for line in lines.lines() { li { (joined(line)) } } }
        }
    }
}

fn joined(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What went on when.
pub(super) fn phases(outcome: &Outcome) -> Markup {
    let recovery = &outcome.summary.recovery;
    html! {
        .wide-table tabindex="0" role="group" aria-label="Phases" { table {
            thead { tr { th scope="col" { "phase" } th scope="col" { "from" } th scope="col" { "to" } th scope="col" { "lasts" } } }
            tbody { @for span in &recovery.phases { tr {
                th scope="row" { (span.phase.word()) } td { (hours(span.from_h)) } td { (hours(span.to_h)) } td { (hours(span.to_h - span.from_h)) }
            } } }
        } }
        p.note { (words!("page/words.txt", "times", { well: &'a str = &recovery.definition })) }
    }
}

/// What the words mean; those of phones only where there are any.
pub(super) fn terms(document: &Document) -> Markup {
    let terms = words!("page/words.txt", "terms", {
        // What the short form has is not what a graph is made of.
        graph: bool = document.is_graph(),
        phones: bool = document.classes.values().any(ClassPlan::is_activesync),
    });
    html! { dl { @for (term, meaning) in terms.lines().filter_map(|line| line.split_once(": ")) { dt { (term) } dd { (meaning) } } } }
}
