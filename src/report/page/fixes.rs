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
use crate::model::fixes::ErrorHandling;
use crate::report::charts::arms::{square, square_people};
use crate::report::provenance::Provenance;
use crate::report::words::{hours, number, percent, words};
use crate::scenario::Document;

/// What the fixes do, from the values of the scenario, and how sure that is.
pub(super) fn meaning(document: &Document) -> Markup {
    let evidence = |fix: &str| document.evidence_for(&format!("fixes.{fix}"));
    html! {
        h3 { "The two fixes" }
        p { (words!("page/fixes.txt", "tried")) }
        dl {
            dt { "Error handling" }
            dd { ul { @for part in error_handling(document).trim_start().lines() { li { (part) } } } }
            dd.note { @if let Some(found) = evidence("error_handling") { (found.mark.word()) ": " (linked(&found.source)) } }
            dt { "Network bandwidth" }
            dd { (words!("page/fixes.txt", "bandwidth", { factor: f64 = document.fixes.bandwidth.factor })) }
            dd.note { @if let Some(found) = evidence("bandwidth") { (found.mark.word()) ": " (linked(&found.source)) } }
        }
    }
}

/// A line for each part.
fn error_handling(document: &Document) -> String {
    let cached = document.classes.iter().filter(|(_, class)| class.uses_cache);
    let whom: Vec<(&String, &ClassPlan)> = cached.collect();
    let obey = |class: &ClassPlan| {
        let mix = class.mix();
        mix.iter()
            .map(|(_, share, behaviour)| share * behaviour.obeys_retry_after.map_or(0.0, |obeys| obeys.get()))
            .sum::<f64>()
    };
    words!("page/fixes.txt", "error_handling", {
        fix: &'a ErrorHandling = &document.fixes.error_handling,
        names: Vec<String> = whom.iter().map(|(name, _)| (*name).clone()).collect(),
        obeying: Vec<String> =
            whom.iter().map(|(name, class)| format!("{} of {name}", percent(obey(class)))).collect(),
    })
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
        p { (words!("page/fixes.txt", "same")) }
        @if let Some(unaided) = unaided {
            h3 { "If nobody had been refused" }
            p { (words!("page/fixes.txt", "alone", { ends: Option<[String; 5]> = ends(unaided, neither), late: Vec<String> = late(unaided[1]) })) }
            (four("Without operators", unaided))
            @if let Some(chart) = &alone { (chart) }
            h3 { (words!("page/fixes.txt", "aided")) }
        }
        ul { @for line in changes(arms).into_iter().chain(let_through(arms)) { li { (line) } } }
        (four("The four arms", aided))
        @if !blocked.is_empty() {
            p { (words!("page/fixes.txt", "blocked", { blocked: Vec<String> })) }
        }
        (picture::figure(&square(aided, about))?)
    })
}

/// What the runs without operators come to, and the one with them, where the outage stays without a fix and not with one.
fn ends([neither, handling, wider, both]: [&Outcome; 4], aided: &Outcome) -> Option<[String; 5]> {
    let recovers = |outcome: &Outcome| outcome.summary.recovery.verdict == Verdict::Recovered;
    let matters = !recovers(neither) && [handling, wider, both].into_iter().any(recovers);
    matters.then(|| [neither, handling, wider, both, aided].map(ending))
}

/// Who loses service only when what was broken is repaired.
fn late(handled: &Outcome) -> Vec<String> {
    let Some(gone) = handled.summary.recovery.cause_gone_h else { return Vec::new() };
    let late = |class: &&ClassSummary| class.lowest.is_some_and(|(share, at)| share < 0.5 && at >= gone - 1e-9);
    handled.summary.classes.iter().filter(late).map(|class| class.name.clone()).collect()
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
        let left = |fix: &'static str, arm: usize| (fix, lost(arm, class) / lost(0, class));
        words!("page/fixes.txt", "changes", {
            lost: f64 = lost(0, class),
            name: &'a str,
            fixes: [(&'static str, f64); 3] = [left("error handling", 1), left("bandwidth", 2), left("both together", 3)],
        })
    });
    said.collect()
}

/// A wider network lets more of a flood through to what is behind it.
fn let_through(arms: &[Variant; 4]) -> Option<String> {
    let [neither, _, wider, _] = arms;
    let (before, after) = (storm(&neither.outcome)?, storm(&wider.outcome)?);
    let bound = capacity::healthy(&wider.outcome.series)?.bound;
    (after.1 > 1.0 && after.0 > 1.2 * before.0).then(|| {
        words!("page/fixes.txt", "let_through", {
            after: f64 = after.0,
            before: f64 = before.0,
            bound: &'a str = bound.word(),
        })
    })
}

/// Runs below each other: what each class lost, how high the load rose, and how it ends. On narrow screens each run
/// becomes a card, and its cells say themselves what they are.
pub(super) fn runs(what: &str, runs: &[(&str, &Outcome)]) -> Markup {
    let classes = runs.first().map_or(&[][..], |(_, outcome)| &outcome.summary.classes[..]);
    let load = "largest load on the cell";
    html! {
        .wide-table tabindex="0" role="group" aria-label=(what) { table.cards {
            caption { (words!("page/fixes.txt", "lost")) }
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
