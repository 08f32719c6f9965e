//! The page in words: every number is computed from the runs.

use maud::{Markup, html};

use crate::engine::StopReason;
use crate::experiment::Outcome;
use crate::measure::Verdict;
use crate::model::class::ClassPlan;
use crate::report::story;
use crate::report::words::{count, hours, list, lowered, sentence};
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
    let finding = format!("{}; {}.", sentence(&lost), ending(outcome));
    match outcome.summary.stopped {
        StopReason::EndOfTime | StopReason::NothingLeft => finding,
        StopReason::EventLimit | StopReason::Interrupted => {
            format!(
                "This run was stopped before its end, so not all of the story is in it. Until then: {}",
                lowered(&finding)
            )
        }
    }
}

/// How a run ended.
pub(super) fn ending(outcome: &Outcome) -> String {
    let recovery = &outcome.summary.recovery;
    match (recovery.verdict, recovery.recovered_h) {
        (Verdict::Healthy, _) => "nobody lost service beyond the limits".to_owned(),
        (Verdict::Recovered, Some(at)) => format!("all was well again {} after the onset", hours(at)),
        (Verdict::Recovered, None) => "all was well again".to_owned(),
        (Verdict::Relapsed, _) => "it recovered, and broke down again".to_owned(),
        (Verdict::Stuck, _) => {
            let end =
                outcome.series.resources.last().map_or(0.0, |sample| sample.time_h + sample.usage.seconds / 3600.0);
            format!("it never recovered within the {} simulated", hours(end))
        }
        (Verdict::Down, _) => {
            format!("it was still down at the end, with this in force: {}", list(&recovery.down_because))
        }
        (Verdict::Undecided, _) => "how it ends is undecided".to_owned(),
    }
}

/// The story as the scenario tells it; and how much smaller the run is, for the story counts all of them.
pub(super) fn story(document: &Document, scale: f64) -> Markup {
    let class = |(name, class): (&String, &ClassPlan)| Some(format!("{} {name}", count(f64::from(class.population?))));
    let classes: Vec<String> = document.classes.iter().filter_map(class).collect();
    html! {
        @for paragraph in document.story.trim().split("\n\n") { p { (joined(paragraph)) } }
        @if scale != 1.0 { p {
            "The run on this page is " (scale) " × the size of the scenario, populations and capacities alike, so that a load is to its "
            "capacity what it is there."
            @if !classes.is_empty() { " All numbers below are of " (list(&classes)) "." }
        } }
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
        p.note { "Times count from the onset. Well means, " (recovery.definition) "." }
    }
}

/// What the words mean; those of phones only where there are any.
pub(super) fn terms(document: &Document) -> Markup {
    let phones = document.classes.values().any(ClassPlan::is_activesync);
    let of_phones = if phones { &TERMS_OF_PHONES[..] } else { &[] };
    // What the short form has is not what a graph is made of.
    let graph = document.is_graph();
    let known = TERMS.iter().filter(|(term, _)| !(graph && ["cell", "cache"].contains(term)));
    let of_graphs = if graph { &TERMS_OF_GRAPHS[..] } else { &[] };
    html! { dl { @for (term, meaning) in known.chain(of_graphs).chain(of_phones) { dt { (term) } dd { (meaning) } } } }
}

const TERMS_OF_GRAPHS: [(&str, &str); 2] = [
    ("cell", "the services that are simulated, the calls between them, and the links that these pass"),
    (
        "service, call",
        "a group of equal instances with workers and a queue; a call is what one of them asks of another",
    ),
];

const TERMS: [(&str, &str); 19] = [
    ("onset", "the moment at which the first thing breaks; all times count from it"),
    ("warm-up", "the ordinary hours before the onset; what is normal is read off them"),
    ("class", "clients of one kind, such as phones or people on the web"),
    ("wish", "what a person or a phone wants, such as to read mail; it is met if it succeeds within their patience"),
    ("patience", "how long somebody waits, retries included, until an answer is worth nothing any more"),
    (
        "attempt, retry",
        "one request that is sent for a wish; every attempt after the first one is a retry, and exists only because something failed",
    ),
    ("load, capacity", "attempts per second that reach the cell, and how many of them the healthy cell can answer"),
    (
        "without service",
        "somebody who wants something and got it neither within their patience nor since, whatever they do meanwhile: wait, try \
         again, be refused",
    ),
    (
        "availability",
        "everybody has one window at a time: it is met by a success within the patience, and without service another one that is \
         not met follows as often as they would usually ask. Availability is the share of the windows that ended in an interval \
         and were met: with 1 % without service it is 99 %",
    ),
    (
        "service lost",
        "the shares without service, added up over time: half of a class without service for two hours is one hour lost, as if \
         all had been without service for one hour",
    ),
    (
        "retry storm, flood",
        "a load of retries so high that requests fail because of it, and so lead to more retries: it can outlive its cause. The \
         phase of this name is where attempts are at least ten times the normal number and nobody is kept out at the edge",
    ),
    (
        "failure, aftermath",
        "the phases in which something is broken, and in which it is repaired and the cell not well yet",
    ),
    (
        "hysteresis",
        "the same load is answered or not, depending on what went before: a cell that has fallen stays down under a load that it \
         carried with ease",
    ),
    (
        "cell",
        "the part of the service that is simulated: an edge, a network link, servers with a cache, and a store of mailboxes",
    ),
    ("cache", "the fast memory of a server; without it a request fails or takes the slow way to the store"),
    ("edge", "the gate before the cell; who is blocked there is refused at once and costs the cell next to nothing"),
    ("ramp", "clients that were blocked are let back bit by bit"),
    (
        "seed",
        "the number from which all chance in a run is drawn: with the same seed, the same mail comes at the same time",
    ),
    ("backlog", "what waits for clients that were cut off: mail to fetch and requests to catch up"),
];

const TERMS_OF_PHONES: [(&str, &str); 3] = [
    (
        "ActiveSync",
        "the protocol with which phones fetch mail: a phone asks for news, and the server answers when there is some or when a \
         quarter of an hour or so is over (a long poll)",
    ),
    ("Retry-After", "a line of an error that says how long to stay away; a client may obey it or not"),
    (
        "cut off",
        "a phone that is without service; one that has service again and still fetches what has piled up is catching up",
    ),
];
