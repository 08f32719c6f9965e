//! The two fixes: what each of them is, and what became of the same outage with neither, one, and both.

use maud::{Markup, html};

use super::linked::linked;
use super::picture;
use super::why::storm;
use super::words::ending;
use crate::draw::svg::ChartError;
use crate::experiment::Outcome;
use crate::experiment::fixes::Arm;
use crate::experiment::variants::{Variant, Variants};
use crate::measure::{ClassSummary, Verdict, capacity};
use crate::model::class::ClassPlan;
use crate::report::charts::arms::{square, square_people};
use crate::report::provenance::Provenance;
use crate::report::words::{hours, list, number, percent};
use crate::scenario::Document;

/// What the fixes do, from the values of the scenario, and how sure that is.
pub(super) fn meaning(document: &Document) -> Markup {
    let evidence = |fix: &str| document.evidence_for(&format!("fixes.{fix}"));
    html! {
        h3 { "The two fixes" }
        p { "Two changes are tried on the same outage, each alone and both together:" }
        dl {
            dt { "Error handling" }
            dd { ul { @for part in error_handling(document) { li { (part) } } } }
            dd.note { @if let Some(found) = evidence("error_handling") { (found.mark.word()) ": " (linked(&found.source)) } }
            dt { "Network bandwidth" }
            dd { "The network of the cell carries " (document.fixes.bandwidth.factor) " × as much." }
            dd.note { @if let Some(found) = evidence("bandwidth") { (found.mark.word()) ": " (linked(&found.source)) } }
        }
    }
}

fn error_handling(document: &Document) -> Vec<String> {
    let fix = &document.fixes.error_handling;
    let cached = document.classes.iter().filter(|(_, class)| class.uses_cache);
    let whom: Vec<(&String, &ClassPlan)> = cached.collect();
    let names = list(&whom.iter().map(|(name, _)| (*name).clone()).collect::<Vec<_>>());
    let obey = |class: &ClassPlan| {
        let mix = class.mix();
        mix.iter()
            .map(|(_, share, behaviour)| share * behaviour.obeys_retry_after.map_or(0.0, |obeys| obeys.get()))
            .sum::<f64>()
    };
    let obeying: Vec<String> = whom.iter().map(|(name, class)| format!("{} of {name}", percent(obey(class)))).collect();
    let parts = [
        fix.hold.then(|| {
            format!(
                "While the cache is broken, an error for {names} is not sent at once, but held back until the wait for news would have \
                 ended anyhow. Who waits for news then asks no sooner than on an ordinary day."
            )
        }),
        fix.early.then(|| {
            "Such an error is decided at the door of the server, so it takes none of its workers' time.".to_owned()
        }),
        fix.retry_after.map(|after| {
            format!(
                "It asks its receiver to stay away for {} (Retry-After). Only a part obeys: {}.",
                after.in_words(),
                list(&obeying)
            )
        }),
        fix.client_backoff.as_ref().map(|backoff| {
            format!("{} of the devices get software that waits longer after every error.", percent(backoff.share.get()))
        }),
    ];
    parts.into_iter().flatten().collect()
}

/// What the fixes are worth without operators, and with them.
pub(super) fn fixes(variants: &Variants, about: &Provenance) -> Result<Markup, ChartError> {
    let Some(arms) = &variants.arms else { return Ok(html! {}) };
    let (aided, unaided) = (outcomes(arms), variants.unaided.as_ref().map(outcomes));
    let alone = unaided.map(|unaided| picture::figure(&square_people(unaided, about))).transpose()?;
    let neither = aided[0];
    let blocked = neither.summary.classes.iter().filter(|class| class.counts.refused_at_edge > 0);
    let blocked: Vec<String> = blocked.map(|class| class.name.clone()).collect();
    Ok(html! {
        p { "The same outage with the same seed, with neither fix, with one, with the other, and with both: nothing else differs." }
        @if let Some(unaided) = unaided {
            h3 { "If nobody had been refused" }
            p { "No operator blocks anything here: only the fixes stand between the retries and the cell." (conclusion(unaided, neither)) (second_storm(unaided)) }
            (four("Without operators", unaided))
            @if let Some(chart) = &alone { (chart) }
            h3 { "With the operators as they were" }
        }
        ul { @for line in changes(arms).into_iter().chain(let_through(arms)) { li { (line) } } }
        (four("The four arms", aided))
        @if !blocked.is_empty() {
            p { "In all four, the operators keep " (list(&blocked)) " out and let them back at the times put into the model. However good a fix is, it gives "
                (list(&blocked)) " none of that time back." }
        }
        (picture::figure(&square(aided, about))?)
    })
}

/// What the runs without operators come to, where the outage stays without a fix and not with one.
fn conclusion([neither, handling, wider, both]: [&Outcome; 4], aided: &Outcome) -> String {
    let recovers = |outcome: &Outcome| outcome.summary.recovery.verdict == Verdict::Recovered;
    match recovers(neither) || ![handling, wider, both].into_iter().any(recovers) {
        true => String::new(),
        false => format!(
            " Without a fix {}. With error handling {}, with bandwidth {}, with both {}; with operators and without fixes {}.",
            ending(neither),
            ending(handling),
            ending(wider),
            ending(both),
            ending(aided)
        ),
    }
}

/// Why somebody can lose service only when what was broken is repaired.
fn second_storm(unaided: [&Outcome; 4]) -> String {
    let handled = &unaided[1].summary;
    let Some(gone) = handled.recovery.cause_gone_h else { return String::new() };
    let late = |class: &&ClassSummary| class.lowest.is_some_and(|(share, at)| share < 0.5 && at >= gone - 1e-9);
    let late: Vec<String> = handled.classes.iter().filter(late).map(|class| class.name.clone()).collect();
    match late.is_empty() {
        true => String::new(),
        false => format!(
            " What {} lose with error handling, they lose after the repair: then all who were cut off come back at about the \
             same time, with all that has piled up for them.",
            list(&late)
        ),
    }
}

/// What came out in the four arms.
fn outcomes(arms: &[Variant; 4]) -> [&Outcome; 4] {
    arms.each_ref().map(|arm| &*arm.outcome)
}

/// The four arms below each other.
fn four(what: &str, arms: [&Outcome; 4]) -> Markup {
    runs(what, &Arm::ALL.map(Arm::words).into_iter().zip(arms).collect::<Vec<_>>())
}

/// What each fix changes for each class that lost service.
fn changes(arms: &[Variant; 4]) -> Vec<String> {
    let classes = arms[0].outcome.summary.classes.iter().map(|class| class.name.as_str());
    let lost =
        |arm: usize, class: usize| arms[arm].outcome.summary.classes.get(class).map_or(0.0, |class| class.outage_h);
    let lost_much = classes.enumerate().filter(|(class, _)| lost(0, *class) >= 1.0 / 60.0);
    let said = lost_much.map(|(class, name)| {
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
    said.collect()
}

/// A wider network lets more of a flood through to what is behind it.
fn let_through(arms: &[Variant; 4]) -> Option<String> {
    let [neither, _, wider, _] = arms;
    let (before, after) = (storm(&neither.outcome)?, storm(&wider.outcome)?);
    let bound = capacity::healthy(&wider.outcome.series)?.bound;
    (after.1 > 1.0 && after.0 > 1.2 * before.0).then(|| {
        format!(
            "Bandwidth alone lets more of the flood through: at the worst, {} requests a second come in instead of {}, \
             and then its {} would be full first.",
            number(after.0),
            number(before.0),
            bound.word()
        )
    })
}

/// Runs below each other: what each class lost, how high the load rose, and how it ends. On narrow screens each run
/// becomes a card, and its cells say themselves what they are.
pub(super) fn runs(what: &str, runs: &[(&str, &Outcome)]) -> Markup {
    let classes = runs.first().map_or(&[][..], |(_, outcome)| &outcome.summary.classes[..]);
    let load = "largest load on the cell";
    html! {
        .wide-table tabindex="0" role="group" aria-label=(what) { table.cards {
            caption { "Service lost, in hours of full outage" }
            thead { tr { th scope="col" { "run" } @for class in classes { th scope="col" { (class.name) " lost" } } th scope="col" { (load) } th scope="col" { "how it ends" } } }
            tbody { @for (name, outcome) in runs { tr {
                th scope="row" { (name) }
                @for class in &outcome.summary.classes { td data-label=(format!("{} lost", class.name)) { (hours(class.outage_h)) } }
                td data-label=(load) { @if let Some((load, times)) = storm(outcome) { (number(load)) "/s, " (number(times)) " × capacity" } @else { "–" } }
                td { (ending(outcome)) }
            } } }
        } }
    }
}
