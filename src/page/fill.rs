//! The page as one file: the engine, the scenario, what the page shows before the engine runs, and the program of the page.
//!
//! Texts of a scenario are data here: they stand in JSON with every `<` escaped, or in markup that is escaped by `maud`.
//! The one program is the one whose hash the policy of the page names.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::desk;
use super::facts::{Facts, page_scale};
use super::protocol::{Seen, Wanted};
use crate::draw::preset::Preset;
use crate::experiment::Outcome;
use crate::experiment::physics::physics_fingerprint;
use crate::report::page::{Appendix, PublicVerdicts};
use crate::report::provenance::{Provenance, VERSION};
use crate::report::story;
use crate::scenario::{Scenario, catalog};

/// The engine for browsers, packed; `.ci/page` builds it.
pub const ENGINE: &[u8] = include_bytes!("built/engine.wasm.gz");
const PROGRAM: &str = include_str!("built/page.js");
const STYLE: &str = include_str!("built/page.css");

/// The scenario of which the page tells the whole story.
pub const TOLD: &str = "outlook-2013";

/// What a page is made of.
pub struct Filling<'a> {
    /// The scenario, at any size.
    pub scenario: &'a Scenario,
    /// The command that makes the page.
    pub command: &'a str,
    /// What was found about the public explanation, if that was asked.
    pub verdicts: &'a PublicVerdicts,
    /// What stands below the page, folded.
    pub appendix: Option<Appendix>,
}

#[derive(Serialize)]
struct PageData<'a> {
    wanted: &'a Wanted,
    facts: Facts,
    opening: Seen,
    /// The story of that run, each paragraph a head and lines.
    story: Vec<String>,
    told: bool,
    command: &'a str,
    version: &'static str,
    physics: &'static str,
    verdicts: &'a PublicVerdicts,
}

impl Filling<'_> {
    /// What the page plays, to be run before it is written.
    ///
    /// # Errors
    /// When the scenario is not possible at the size of the page; in words.
    pub fn small(&self) -> Result<Scenario, String> {
        desk::load(&self.wanted()?)
    }

    fn wanted(&self) -> Result<Wanted, String> {
        Ok(wanted(&self.scenario.changed(&[], 1.0).map_err(|rejected| rejected.render(false))?))
    }

    /// The page; `outcome` is what came of [`Filling::small`].
    ///
    /// # Errors
    /// When its picture cannot be drawn; in words.
    pub fn html(&self, small: &Scenario, outcome: &Outcome) -> Result<String, String> {
        let wanted = self.wanted()?;
        let about = Provenance::of(small, wanted.scale, self.command.to_owned());
        let data = PageData {
            facts: desk::facts(&wanted, small)?,
            opening: desk::seen(&small.document, outcome, 0)?,
            story: story::paragraphs(&small.document, outcome),
            wanted: &wanted,
            told: small.name == TOLD,
            command: self.command,
            version: VERSION,
            physics: physics_fingerprint(),
            verdicts: self.verdicts,
        };
        let json = serde_json::to_string(&data).map_err(|why| why.to_string())?.replace('<', "\\u003c");
        let title = if small.document.title.is_empty() { &small.name } else { &small.document.title };
        Ok(file(title, still(title, outcome, &about)?, self.appendix.as_ref(), &json))
    }
}

/// What the page plays: a shipped scenario by its name, another one by its text.
fn wanted(full: &Scenario) -> Wanted {
    let fetch = &mut |name: &str| catalog::find(name).map(str::to_owned).ok_or_else(|| name.to_owned());
    let shipped = Scenario::load(&full.name, fetch, &[], 1.0);
    let is_shipped = shipped.is_ok_and(|shipped| shipped.fingerprint() == full.fingerprint());
    Wanted {
        scenario: full.name.clone(),
        text: (!is_shipped).then(|| full.resolved()),
        set: Vec::new(),
        scale: page_scale(full),
    }
}

/// What is there before the engine runs, and instead of it where no engine can run.
fn still(title: &str, outcome: &Outcome, about: &Provenance) -> Result<Markup, String> {
    let figure =
        crate::report::charts::storm(outcome, about).unwrap_or_else(|| crate::report::charts::load(outcome, about));
    let chart = crate::draw::svg::inline(&crate::draw::chart::Chart::from(figure), Preset::Web.size())
        .map_err(|why| why.to_string())?;
    Ok(html! {
        h1 { (title) }
        figure.still { (PreEscaped(&chart.svg)) }
        noscript { p { "This page runs a simulation. Where scripts are not allowed it stays a picture." } }
    })
}

fn file(title: &str, still: Markup, appendix: Option<&Appendix>, json: &str) -> String {
    let hash = STANDARD.encode(Sha256::digest(PROGRAM.as_bytes()));
    let policy = format!(
        "default-src 'none'; script-src 'sha256-{hash}' 'wasm-unsafe-eval'; worker-src blob:; style-src 'unsafe-inline'; img-src data: blob:; font-src data:"
    );
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content=(format!("syncstorm {VERSION}"));
                // A page without an icon would ask for one.
                link rel="icon" href="data:,";
                title { (title) " · syncstorm" }
                style { (PreEscaped(STYLE)) }
                @if let Some(appendix) = appendix { style #below { (PreEscaped(&appendix.style)) } }
            }
            body {
                div #app { (still) }
                @if let Some(appendix) = appendix { (appendix.body) }
                script #data type="application/json" { (PreEscaped(json)) }
                script #engine type="text/plain" { (STANDARD.encode(ENGINE)) }
                script { (PreEscaped(PROGRAM)) }
            }
        }
    };
    page.into_string()
}
