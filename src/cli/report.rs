//! `syncstorm report`: one page that explains a run. `run` writes the same page into its folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use serde_json::Value;

use super::arguments::{Changes, Chosen};
use super::choose::load;
use super::failure::Failure;
use super::folder::{self, MANIFEST_FILE, Written};
use super::progress::Trials;
use super::run::simulate;
use crate::experiment::Outcome;
use crate::experiment::play::Ended;
use crate::experiment::variants::Variants;
use crate::report::json;
use crate::report::page::Page;
use crate::report::provenance::Provenance;
use crate::scenario::Scenario;

/// Help at the end of `report --help`.
pub const REPORT_HELP: &str = "The page needs no network and no other file: story, replay, charts with their numbers, the four \
arms of the two fixes, slow return against return at once, every value with its evidence, and how to make it again. If \
`claims` was run for the scenario beside the page, its verdicts are in it. `run` writes the same page as report.html \
into its folder, without the claims.\n\nExamples:\n  syncstorm report outlook-2013\n  syncstorm report metastable-cell --scale 0.1 --out \
handout.html\n  syncstorm report output/outlook-2013";

/// What `report` takes.
#[derive(Debug, Args)]
pub struct ReportArguments {
    /// Folder that `run` wrote, or a scenario (a name, or a file that ends in .toml).
    #[arg(value_name = "FOLDER or SCENARIO")]
    pub what: String,
    /// What is changed in a scenario.
    #[command(flatten)]
    pub changes: Changes,
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
    let asked = match Path::new(&arguments.what).join(MANIFEST_FILE).is_file() {
        true => of_folder(arguments, color)?,
        false => of_scenario(arguments, color)?,
    };
    folder::check_file(&asked.file, arguments.force)?;
    let outcome = Arc::new(simulate(&asked.scenario, arguments.quiet)?);
    if let Some(known) = &asked.known
        && *known != json::summary(&outcome.summary, &asked.about)?
        && !arguments.quiet
    {
        eprintln!(
            "note: the folder holds other numbers than this version computes; the page shows those of this version"
        );
    }
    let claims = claims_beside(&asked.file, &asked.about.scenario);
    let page = page(&asked.scenario, asked.factor, &asked.about, &outcome, claims.as_ref(), arguments.quiet)?;
    let written = folder::write_file(&asked.file, page.as_bytes(), arguments.force)?;
    if !arguments.quiet {
        let shown = asked.file.display();
        match written {
            Written::UpToDate => eprintln!("{shown}: up to date"),
            Written::Written => {
                eprintln!("wrote {shown} ({:.1} MB)\nnext: open it in a browser", page.len() as f64 / 1e6)
            }
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

/// What a page is to be made of.
struct Asked {
    scenario: Scenario,
    /// Factor with which it was loaded: the values of a folder are scaled already.
    factor: f64,
    about: Provenance,
    file: PathBuf,
    /// `summary.json` of the folder.
    known: Option<String>,
}

fn of_scenario(arguments: &ReportArguments, color: bool) -> Result<Asked, Failure> {
    let chosen = Chosen { scenario: arguments.what.clone(), changes: arguments.changes.clone() };
    if Path::new(&chosen.scenario).is_dir() {
        return Err(Failure::Usage(format!(
            "error: {} holds no run: it has no {MANIFEST_FILE}\nhelp: name a folder that `syncstorm run` wrote, or a scenario",
            chosen.scenario
        )));
    }
    let scenario = chosen.load(color)?;
    let mut about = Provenance::of(&scenario, chosen.changes.scale, chosen.command_of("report"));
    about.variant = chosen.variant(&scenario.name);
    let name = format!("{}.html", chosen.folder(&scenario.name));
    let file = arguments.out.clone().unwrap_or_else(|| Path::new("output").join(name));
    Ok(Asked { scenario, factor: chosen.changes.scale, about, file, known: None })
}

fn of_folder(arguments: &ReportArguments, color: bool) -> Result<Asked, Failure> {
    let folder = Path::new(&arguments.what);
    let changes = &arguments.changes;
    if !changes.fix.is_empty() || !changes.set.is_empty() || changes.seed.is_some() || changes.scale != 1.0 {
        return Err(Failure::Usage(
            "error: a folder holds a run that was made, which cannot be changed\nhelp: name its scenario instead"
                .to_owned(),
        ));
    }
    let read = |name: &str| {
        let path = folder.join(name);
        fs::read_to_string(&path).map_err(|error| Failure::file("read", &path, &error))
    };
    let manifest: Value = serde_json::from_str(&read(MANIFEST_FILE)?).unwrap_or_default();
    if manifest["schema"] != json::MANIFEST || manifest["scenario"].as_str().is_none() {
        return Err(Failure::Usage(format!(
            "error: {} holds no single run\nhelp: name a folder that `syncstorm run` wrote without --replications",
            folder.display()
        )));
    }
    let scenario = load(&folder.join("scenario.toml").to_string_lossy(), &[], 1.0, color)?;
    let text = |key: &str| manifest[key].as_str().unwrap_or_default().to_owned();
    let scale = manifest["scale"].as_f64().unwrap_or(1.0);
    let mut about = Provenance::of(&scenario, scale, text("command"));
    about.scenario = text("scenario");
    about.variant = about.scenario.clone();
    let beside = folder.file_name().map_or_else(|| "report".to_owned(), |name| name.to_string_lossy().into_owned());
    let file = arguments.out.clone().unwrap_or_else(|| folder.with_file_name(format!("{beside}.html")));
    Ok(Asked { scenario, factor: 1.0, about, file, known: Some(read("summary.json")?) })
}

/// The verdicts of `claims` for this scenario, from the folder in which the page will be: the whole study, else the
/// quick one.
fn claims_beside(file: &Path, scenario: &str) -> Option<Value> {
    let of = |kind: &str| {
        let path = file.with_file_name(format!("{scenario}+{kind}")).join("results").join("claims.json");
        serde_json::from_str::<Value>(&fs::read_to_string(path).ok()?).ok()
    };
    of("claims").or_else(|| of("claims-quick")).filter(|found| found["schema"] == "syncstorm.claims/1")
}
