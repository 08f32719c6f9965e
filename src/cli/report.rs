//! `syncstorm report`: one page that explains a run. `run` writes the same page into its folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use serde_json::Value;

use super::asked::{Played, What};
use super::failure::Failure;
use super::folder::{self, PAGE};
use super::late;
use super::page::{filled, say_written};
use super::progress::Trials;
use super::terminal::{Terminal, say};
use crate::draw::preset::Preset;
use crate::experiment::Outcome;
use crate::experiment::variants::Variants;
use crate::page::fill::Filling;
use crate::report::page::{Page, committed, of_study};
use crate::report::provenance::Provenance;
use crate::scenario::Scenario;

/// Help at the end of `report --help`.
pub const REPORT_HELP: &str = "The page needs no network and no other file: story, replay, what was put in, charts with their \
numbers, the four arms of the two fixes, the same without operators, slow return against return at once, every value with its evidence, and how to make it again. If \
`claims` was run for the scenario beside the page, its verdicts are in it. `run` writes the same page as report.html \
into its folder, without the claims; `report FOLDER` adds the page to a folder that lacks it, or makes it anew there.\n\nExamples:\n  syncstorm report outlook-2013\n  syncstorm report metastable-cell --scale 0.1 --out \
handout.html\n  syncstorm report output/outlook-2013";

/// Larger pages take a browser seconds to open.
const LARGE: usize = 30_000_000;

/// What `report` takes.
#[derive(Debug, Args)]
pub struct ReportArguments {
    /// What ran or is to run.
    #[command(flatten)]
    pub asked: What,
    /// File to write instead of output/<scenario>.html, or of report.html in a folder.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Replace a different file.
    #[arg(long)]
    pub force: bool,
    /// Nothing on stderr but errors and warnings.
    #[arg(short, long)]
    pub quiet: bool,
}

/// Writes the page of a run.
pub fn report(arguments: &ReportArguments, terminal: &Terminal) -> Result<(), Failure> {
    let asked = arguments.asked.read("report", "html", Preset::default(), terminal.color)?;
    let (fingerprint, force, quiet) = (&asked.about.fingerprint, arguments.force, arguments.quiet);
    let page_of = asked.folder().map(|folder| folder.join(PAGE));
    // What another version ran keeps its files; its page then stands beside it.
    let mut into = asked
        .folder()
        .filter(|folder| late::is_of(folder, fingerprint) && (arguments.out.is_none() || arguments.out == page_of));
    let file = arguments.out.clone().unwrap_or(asked.file.clone());
    match into {
        Some(folder) => late::check(folder, fingerprint, force)?,
        None => asked.spare(&file).and_then(|()| folder::check_file(&file, fingerprint, force))?,
    }
    let Played { outcome, pace, is_as_known } = asked.simulate(terminal, quiet)?;
    if !is_as_known && into.take().is_some() {
        folder::check_file(&file, fingerprint, force)?;
    }
    let outcome = Arc::new(outcome);
    let claims = claims_beside(into.unwrap_or(&file), &asked.about.scenario, quiet);
    let watch = Trials::with(pace, terminal, quiet);
    let page = page(&asked.scenario, asked.factor, &asked.about, &outcome, claims.as_ref(), (&watch, terminal))?;
    let written = match into {
        Some(folder) => late::add(folder, page.as_bytes(), fingerprint, force)?,
        None => folder::write_file(&file, page.as_bytes(), fingerprint, force)?,
    };
    if !quiet {
        let file = into.map_or(file, |folder| folder.join(PAGE));
        say_written(&file, written, page.len());
        if page.len() > LARGE {
            let intervals = outcome.series.resources.len();
            say!("note: the replay holds each of {intervals} intervals; a longer run.sample makes the page smaller");
        }
    }
    Ok(())
}

/// A run with the runs beside it as a page. `factor` is that with which the scenario was loaded; the runs beside it are
/// expected to work as it did.
pub fn page(
    scenario: &Scenario,
    factor: f64,
    about: &Provenance,
    outcome: &Arc<Outcome>,
    claims: Option<&Value>,
    (watch, terminal): (&Trials, &Terminal),
) -> Result<String, Failure> {
    let variants = Variants::play(scenario, factor, outcome, watch);
    watch.finish();
    let variants = variants?;
    let appendix = Page { scenario, about, outcome, variants: &variants }.appendix();
    let appendix = appendix.map_err(|error| Failure::Internal(error.to_string()))?;
    let verdicts = claims.map_or_else(|| committed(&scenario.name), of_study);
    let filling = Filling { scenario, command: &about.command, verdicts: &verdicts, appendix: Some(appendix) };
    filled(&filling, terminal, true)
}

/// The verdicts of `claims` for this scenario, from the folder in which the page will be: the whole study, else the
/// quick one.
fn claims_beside(file: &Path, scenario: &str, quiet: bool) -> Option<Value> {
    let of = |kind: &str| {
        let path = file.with_file_name(format!("{scenario}+{kind}")).join("results").join("claims.json");
        if !path.is_file() {
            return None;
        }
        let text = fs::read_to_string(&path).unwrap_or_default();
        let found = serde_json::from_str::<Value>(&text).ok().filter(|found| found["schema"] == "syncstorm.claims/1");
        if found.is_none() && !quiet {
            say!("note: {} is damaged, or of another version, and left out", path.display());
        }
        found
    };
    of("claims").or_else(|| of("claims-quick"))
}
