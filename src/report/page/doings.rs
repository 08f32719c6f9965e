//! What was put into the model and not computed by it: what broke, what the operators did, and when.

use maud::{Markup, html};

use super::linked::linked;
use crate::experiment::Outcome;
use crate::model::observe::LogKind;
use crate::report::parameters::{Row, rows};
use crate::report::words::{hours, words};
use crate::scenario::Scenario;
use crate::scenario::path::key_text;

/// Everything that happened, with what speaks for its time and for the rest of it; nothing where nothing happens.
pub(super) fn doings(scenario: &Scenario, outcome: &Outcome) -> Markup {
    let values = rows(scenario);
    let lines = outcome.summary.log_told();
    html! {
        p { (words!("page/doings.txt", "put_in")) }
        .wide-table tabindex="0" role="group" aria-label="What was put in" { table.cards {
            thead { tr { th scope="col" { "time" } th scope="col" { "what" } th scope="col" { "what speaks for the time" } th scope="col" { "what speaks for the rest" } } }
            tbody { @for (entry, line) in lines { tr {
                th scope="row" { (hours(line.time_h).replace(' ', "\u{a0}")) }
                td { (kind(entry.kind)) ": " (line.what) }
                @let key = key(scenario, &entry.name);
                @let time = evidence(&values, &["at", "delay", "when", "lasts"].map(|part| format!("{key}.{part}")));
                @let rest = evidence(&values, &[format!("{key}.do")]);
                td data-label="the time" { (all(&time)) }
                td data-label="the rest" { @if rest == time && !rest.is_empty() { "the same" } @else { (all(&rest)) } }
            } } }
        } }
        p.note { (words!("page/doings.txt", "marks")) }
    }
}

fn kind(kind: LogKind) -> &'static str {
    match kind {
        LogKind::FaultBegins => "fault",
        LogKind::FaultEnds => "repair",
        LogKind::Action => "action",
    }
}

/// Where the entry of a line of the log stands in the scenario; its end is logged as "name (end)".
fn key(scenario: &Scenario, name: &str) -> String {
    let whole = scenario.document.timeline.keys().find(|key| name == **key);
    let part = || scenario.document.timeline.keys().filter(|key| name.starts_with(&***key)).max_by_key(|key| key.len());
    format!("timeline.{}", key_text(whole.or_else(part).map_or(name, String::as_str)))
}

/// Each on a line of its own.
fn all(evidence: &[String]) -> Markup {
    html! {
        @if evidence.is_empty() { "–" }
        @for (number, said) in evidence.iter().enumerate() { @if number > 0 { br; } (linked(said)) }
    }
}

/// The evidence of all values that are written at or below the first of some places where any are: a part of what was
/// done can be a fact and another part not.
fn evidence(values: &[Row], places: &[String]) -> Vec<String> {
    let below = |row: &Row, place: &str| {
        row.path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let written = |row: &&Row| row.origin != "default";
    let there = |place: &String| values.iter().filter(written).any(|row| below(row, place));
    let Some(place) = places.iter().find(|place| there(place)) else { return Vec::new() };
    let said = |row: &Row| match (row.mark, &row.source) {
        (Some(mark), Some(source)) => Some(format!("{mark}: {source}")),
        _ if row.origin.starts_with("--set") => Some("changed for this run".to_owned()),
        (_, _) => None,
    };
    let mut found: Vec<String> = Vec::new();
    for said in values.iter().filter(written).filter(|row| below(row, place)).filter_map(said) {
        if !found.contains(&said) {
            found.push(said);
        }
    }
    // What is known comes first.
    found.sort_by_key(|said| ["fact", "inferred"].iter().position(|mark| said.starts_with(mark)).unwrap_or(2));
    found
}
