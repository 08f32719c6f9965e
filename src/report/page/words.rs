//! The page in words: every number is computed from the runs.

use maud::{Markup, html};
use serde_json::Value;

use crate::experiment::Outcome;
use crate::experiment::fixes::Arm;
use crate::experiment::variants::Variant;
use crate::measure::Verdict;
use crate::model::class::ClassPlan;
use crate::report::story;
use crate::report::words::{count, hours, list, number, percent, sentence};
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
    let lost =
        if lost.is_empty() { "nobody lost service for a minute".to_owned() } else { list(&lost) + " of service" };
    format!("{}; {}.", sentence(&lost), ending(outcome))
}

/// How a run ended.
pub(super) fn ending(outcome: &Outcome) -> String {
    let recovery = &outcome.summary.recovery;
    match (recovery.verdict, recovery.recovered_h) {
        (Verdict::Healthy, _) => "nothing broke".to_owned(),
        (Verdict::Recovered, Some(at)) => format!("all was well again {} after the onset", hours(at)),
        (Verdict::Recovered, None) => "all was well again".to_owned(),
        (Verdict::Relapsed, _) => "it recovered, and broke down again".to_owned(),
        (Verdict::Stuck, _) => "it never recovered within the time simulated".to_owned(),
        (Verdict::Undecided, _) => "how it ends is undecided".to_owned(),
    }
}

/// The story as the scenario tells it; and how much smaller the run is, for the story counts all of them.
pub(super) fn story(document: &Document, scale: f64) -> Markup {
    let class = |(name, class): (&String, &ClassPlan)| match class.population {
        Some(population) => format!("{} {name}", count(f64::from(population))),
        None => name.clone(),
    };
    let classes: Vec<String> = document.classes.iter().map(class).collect();
    html! {
        @for paragraph in document.story.trim().split("\n\n") { p { (joined(paragraph)) } }
        @if scale != 1.0 { p {
            "The run on this page is at scale " (scale) ": populations and capacities are " (number(scale)) " × those of the scenario. All numbers below are of "
            (list(&classes)) "."
        } }
    }
}

/// What was computed, as lists; and what the scenario says to look for.
pub(super) fn computed(document: &Document, outcome: &Outcome) -> Markup {
    let texts = [&document.title, &document.story].map(|text| joined(text));
    let parts = story::paragraphs(document, outcome);
    let own = |part: &&String| texts.contains(&joined(part));
    html! {
        @for part in parts.iter().filter(|part| !own(part)) {
            @let (head, lines) = part.split_once('\n').unwrap_or((part.as_str(), ""));
            h3 { (head) }
            @if joined(lines) == joined(&document.look_for) { p { (joined(lines)) } }
            @else { ul { @for line in lines.lines() { li { (joined(line)) } } } }
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
        .wide-table tabindex="0" role="region" aria-label="Phases" { table {
            thead { tr { th scope="col" { "phase" } th scope="col" { "from" } th scope="col" { "to" } th scope="col" { "lasts" } } }
            tbody { @for span in &recovery.phases { tr {
                th scope="row" { (span.phase.word()) } td { (hours(span.from_h)) } td { (hours(span.to_h)) } td { (hours(span.to_h - span.from_h)) }
            } } }
        } }
        p.note { "Times count from the onset. Well means, " (recovery.definition) "." }
    }
}

/// The four arms side by side.
pub(super) fn fixes(arms: &[Variant; 4]) -> Markup {
    let classes = arms[0].outcome.summary.classes.iter().map(|class| class.name.as_str()).collect::<Vec<_>>();
    let lost =
        |arm: usize, class: usize| arms[arm].outcome.summary.classes.get(class).map_or(0.0, |class| class.outage_h);
    let sentences = classes.iter().enumerate().filter(|(class, _)| lost(0, *class) >= 1.0 / 60.0).map(|(class, name)| {
        let change = |arm: usize| match lost(arm, class) / lost(0, class) {
            share if share < 0.995 => format!("takes away {}", percent(1.0 - share)),
            share if share > 1.005 => format!("adds {}", percent(share - 1.0)),
            _ => "changes nothing".to_owned(),
        };
        format!(
            "Of the {} of service that {name} lost without either fix, error handling {}, bandwidth {}, and both together {}.",
            hours(lost(0, class)), change(1), change(2), change(3).replace("takes", "take").replace("adds", "add").replace("changes", "change")
        )
    });
    html! {
        p { "The same outage with the same seed, four times: nothing differs but the fixes. The operators do in each of them what they did in this run." }
        ul { @for line in sentences { li { (line) } } }
        .wide-table tabindex="0" role="region" aria-label="The four arms" { table {
            caption { "Hours of full outage that the wishes not met (of phones: the time cut off) amount to" }
            thead { tr { th scope="col" { "arm" } @for class in &classes { th scope="col" { (class) } } th scope="col" { "how it ends" } } }
            tbody { @for (place, arm) in Arm::ALL.iter().enumerate() { tr {
                th scope="row" { (arm.words()) }
                @for class in 0..classes.len() { td { (hours(lost(place, class))) } }
                td { (ending(&arms[place].outcome)) }
            } } }
        } }
    }
}

/// The way it was let back against everybody at once.
pub(super) fn returns(own: &Outcome, at_once: &Outcome) -> Markup {
    let runs = [("as it was", own), ("within a minute", at_once)];
    html! {
        p { "The operators let clients back bit by bit. What if they had let everybody back within a minute, with the same seed and nothing else changed?" }
        .wide-table tabindex="0" role="region" aria-label="The return" { table {
            caption { "Hours of full outage that the wishes not met (of phones: the time cut off) amount to" }
            thead { tr { th scope="col" { "let back" } @for class in &own.summary.classes { th scope="col" { (class.name) } } th scope="col" { "how it ends" } } }
            tbody { @for (words, run) in runs { tr {
                th scope="row" { (words) } @for class in &run.summary.classes { td { (hours(class.outage_h)) } } td { (ending(run)) }
            } } }
        } }
    }
}

/// The verdicts of a study of claims.
pub(super) fn claims(study: &Value) -> Markup {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let all = study["claims"].as_array().map_or(&[][..], Vec::as_slice);
    html! {
        p { "Tested in " (study["kept"]) " simulated worlds that could have been the real one. Made by " code { (text(&study["command"])) } "." }
        .wide-table tabindex="0" role="region" aria-label="Claims" { table {
            thead { tr { th scope="col" { "claim" } th scope="col" { "verdict" } th scope="col" { "holds in" } } }
            tbody { @for claim in all { tr {
                td { (text(&claim["text"])) }
                td { (text(&claim["verdict"])) }
                td { @if claim["worlds"].as_u64().unwrap_or(0) > 0 { (claim["holds"]) " of " (claim["worlds"]) } @else { "–" } }
            } } }
        } }
    }
}

/// What the words mean.
pub(super) fn terms() -> Markup {
    let terms = [
        ("onset", "the moment at which the first thing breaks; all times count from it"),
        (
            "wish",
            "what a person or a phone wants, such as to read mail; it is met if it succeeds within their patience",
        ),
        (
            "attempt, retry",
            "one request that is sent for a wish; every attempt after the first one is a retry, and exists only because something failed",
        ),
        ("load, capacity", "attempts per second that reach the cell, and how many of them the healthy cell can answer"),
        (
            "goodput",
            "requests per second that are answered in time, while somebody still waits for them; work on others is wasted",
        ),
        (
            "retry storm",
            "a load of retries so high that requests fail because of it, and so lead to more retries: it can outlive its cause",
        ),
        (
            "cell",
            "the part of the service that is simulated: an edge, a network link, servers with a cache, and a store of mailboxes",
        ),
        (
            "edge",
            "the gate before the cell; who is blocked there is refused at once and costs the cell next to nothing",
        ),
        ("ramp", "clients that were blocked are let back bit by bit"),
        ("backlog", "what waits for clients that were cut off: mail to fetch and requests to catch up"),
        ("cut off", "a phone that wants something and has had no success for two of its usual intervals"),
    ];
    html! { dl { @for (term, meaning) in terms { dt { (term) } dd { (meaning) } } } }
}
