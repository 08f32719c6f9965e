//! What was put into the model and not computed by it: what broke, what the operators did, and when.

use maud::{Markup, html};

use crate::experiment::Outcome;
use crate::model::observe::LogKind;
use crate::report::parameters::{Row, rows};
use crate::report::words::hours;
use crate::scenario::Scenario;
use crate::scenario::path::key_text;

/// Everything that happened, with what speaks for its time and for the rest of it; nothing where nothing happens.
pub(super) fn doings(scenario: &Scenario, outcome: &Outcome) -> Markup {
    let values = rows(scenario);
    let lines = outcome.summary.log.iter().zip(outcome.summary.log_lines());
    html! {
        p { "This was put into the model. All that follows from it, such as who is served when, was computed." }
        .wide-table tabindex="0" role="region" aria-label="What was put in" { table.cards {
            thead { tr { th scope="col" { "time" } th scope="col" { "what" } th scope="col" { "what speaks for the time" } th scope="col" { "what speaks for the rest" } } }
            tbody { @for (entry, line) in lines { tr {
                th scope="row" { (hours(line.time_h).replace(' ', "\u{a0}")) }
                td { (kind(entry.kind)) ": " (line.what) }
                @let key = key(scenario, &entry.name);
                @let time = evidence(&values, &["at", "delay", "when", "lasts"].map(|part| format!("{key}.{part}")));
                @let rest = evidence(&values, &[format!("{key}.do")]);
                td data-label="the time" { (time) }
                td data-label="the rest" { @if rest == time && rest != NONE { "the same" } @else { (rest) } }
            } } }
        } }
        p.note { "A fact was read in a public source, what is inferred follows from facts, and an assumption is made where nobody outside knows. TUNED: chosen so that the run fits what is publicly known of the outage." }
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

/// What speaks for a value: nothing.
const NONE: &str = "–";

/// The evidence of the first value that is written at or below one of some places.
fn evidence(values: &[Row], places: &[String]) -> String {
    let below = |row: &Row, place: &str| {
        row.path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let written = |row: &&Row| row.origin != "default";
    let found = places.iter().find_map(|place| values.iter().filter(written).find(|row| below(row, place)));
    match found {
        Some(Row { mark: Some(mark), source: Some(source), .. }) => format!("{mark}: {source}"),
        Some(row) if row.origin.starts_with("--set") => "changed for this run".to_owned(),
        Some(_) | None => NONE.to_owned(),
    }
}
