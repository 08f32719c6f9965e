//! What the numbers rest on: every value with its evidence, and how to make the page again.

use maud::{Markup, html};

use super::linked::linked;
use crate::engine::random::math_fingerprint;
use crate::experiment::variants::Variants;
use crate::report::parameters::{Row, rows};
use crate::report::provenance::{Provenance, VERSION};
use crate::report::words::words;
use crate::scenario::Scenario;

/// Every value, where it was written, and what speaks for it.
pub(super) fn values(scenario: &Scenario, scale: f64) -> Markup {
    let rows = rows(scenario);
    let marked = |mark: Option<&str>| rows.iter().filter(|row| row.mark == mark).count();
    let range =
        |row: &Row| scenario.document.evidence_for(&row.path).map(|found| found.range.clone()).unwrap_or_default();
    let counted = words!("page/sources.txt", "counted", {
        values: usize = rows.len(),
        facts: usize = marked(Some("fact")),
        inferred: usize = marked(Some("inferred")),
        assumptions: usize = marked(Some("assumption")),
        unmarked: usize = marked(None),
    });
    html! {
        p { (counted) }
        @if scale != 1.0 { p { (words!("page/sources.txt", "scaled", { scale: f64 })) } }
        p.on-paper { (words!("page/sources.txt", "on_paper")) }
        details {
            summary { "All values" }
            .wide-table tabindex="0" role="group" aria-label="All values" { table {
                thead { tr { th scope="col" { "value" } th scope="col" { "evidence" } th scope="col" { (words!("page/sources.txt", "source")) } th scope="col" { "written in" } } }
                tbody { @for row in &rows { tr {
                    td { code { (row.path) " = " (row.value) } }
                    td { (row.mark.unwrap_or("–")) }
                    td { (linked(row.source.as_deref().unwrap_or("–"))) @let range = range(row); @if row.mark.is_some() && !range.is_empty() { " (plausible: " (range) ")" } }
                    td { (row.origin) }
                } } }
            } }
        }
    }
}

/// Command, seed, version, fingerprints.
pub(super) fn again(about: &Provenance, variants: &Variants) -> Markup {
    let beside = variants.arms.as_ref().map_or(0, |_| 4)
        + usize::from(variants.at_once.is_some())
        + variants.unaided.as_ref().map_or(0, |_| 4);
    html! {
        pre { code { (about.command) } }
        p { (words!("page/sources.txt", "same")) }
        ul {
            li { "version: syncstorm " (VERSION) }
            li { "seed: " (about.seed) }
            li { "scale of populations and capacities: " (about.scale) }
            li { "fingerprint of the scenario: " code { (about.fingerprint) } }
            li { "fingerprint of the arithmetic: " code { (format!("{:016x}", math_fingerprint())) } }
            @if beside > 0 { li { (words!("page/sources.txt", "beside", { beside: usize })) } }
        }
    }
}
