//! `syncstorm report`: one page that explains a run. `run` writes the same page into its folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use serde_json::Value;

use super::asked::What;
use super::failure::Failure;
use super::folder::{self, Written};
use super::progress::Trials;
use crate::experiment::Outcome;
use crate::experiment::play::Ended;
use crate::experiment::variants::Variants;
use crate::report::page::Page;
use crate::report::provenance::Provenance;
use crate::scenario::Scenario;

/// Help at the end of `report --help`.
pub const REPORT_HELP: &str = "The page needs no network and no other file: story, replay, what was put in, charts with their \
numbers, the four arms of the two fixes, the same without operators, slow return against return at once, every value with its evidence, and how to make it again. If \
`claims` was run for the scenario beside the page, its verdicts are in it. `run` writes the same page as report.html \
into its folder, without the claims.\n\nExamples:\n  syncstorm report outlook-2013\n  syncstorm report metastable-cell --scale 0.1 --out \
handout.html\n  syncstorm report output/outlook-2013";

/// Larger pages take a browser seconds to open.
const LARGE: usize = 30_000_000;

/// What `report` takes.
#[derive(Debug, Args)]
pub struct ReportArguments {
    /// What ran or is to run.
    #[command(flatten)]
    pub asked: What,
    /// File to write instead of output/<scenario>.html.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Replace a different file.
    #[arg(long)]
    pub force: bool,
    /// Nothing on stderr but errors.
    #[arg(short, long)]
    pub quiet: bool,
}

/// Writes the page of a run.
pub fn report(arguments: &ReportArguments, color: bool) -> Result<(), Failure> {
    let asked = arguments.asked.read("report", "html", color)?;
    let file = arguments.out.clone().unwrap_or(asked.file.clone());
    asked.spare(&file)?;
    folder::check_file(&file, &asked.about.fingerprint, arguments.force)?;
    let outcome = Arc::new(asked.simulate(arguments.quiet)?);
    let claims = claims_beside(&file, &asked.about.scenario, arguments.quiet);
    let page = page(&asked.scenario, asked.factor, &asked.about, &outcome, claims.as_ref(), arguments.quiet)?;
    let written = folder::write_file(&file, page.as_bytes(), &asked.about.fingerprint, arguments.force)?;
    if !arguments.quiet {
        let shown = file.display();
        match written {
            Written::UpToDate => say!("{shown}: up to date"),
            Written::Written => {
                say!("wrote {shown} ({:.1} MB)\nnext: open it in a browser", page.len() as f64 / 1e6)
            }
        }
        if page.len() > LARGE {
            let intervals = outcome.series.resources.len();
            say!("note: the replay holds each of {intervals} intervals; a longer run.sample makes the page smaller");
        }
    }
    Ok(())
}

/// A run with the runs beside it as a page. `factor` is that with which the scenario was loaded.
pub fn page(
    scenario: &Scenario,
    factor: f64,
    about: &Provenance,
    outcome: &Arc<Outcome>,
    claims: Option<&Value>,
    quiet: bool,
) -> Result<String, Failure> {
    let watch = Trials::new(quiet);
    let variants = Variants::play(scenario, factor, outcome, &watch);
    watch.finish();
    let variants = match variants {
        Ok(variants) => variants,
        Err(Ended::Interrupted) => return Err(Failure::Interrupted),
        Err(Ended::Failed(text)) => return Err(Failure::Internal(text)),
    };
    let page = Page { scenario, about, outcome, variants: &variants, claims };
    page.html().map_err(|error| Failure::Internal(error.to_string()))
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
