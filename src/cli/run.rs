//! `syncstorm run`: simulate, tell, write.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::arguments::RunArguments;
use super::choose::{quoted, warn};
#[cfg(feature = "charts")]
use super::draw::charts;
use super::failure::Failure;
use super::folder::{self, Content, MANIFEST_FILE, PAGE, Written};
use super::play::simulate;
use super::progress::Trials;
use super::show;
use super::study::replicate::replicate;
use super::terminal::{Terminal, print, say};
use crate::draw::preset::Preset;
use crate::experiment::Outcome;
use crate::report::charts::Name;
use crate::report::provenance::Provenance;
use crate::report::words::count;
use crate::report::{csv, json, story};
use crate::scenario::Scenario;

/// Name of the summary, which every run writes.
const SUMMARY: &str = "summary.json";

/// Runs a scenario.
pub fn run(arguments: &RunArguments, terminal: &Terminal) -> Result<(), Failure> {
    let scenario = arguments.chosen.load(terminal.color)?;
    warn(&scenario, terminal.color);
    if arguments.dry_run {
        return show::print_values(&scenario, arguments.chosen.changes.scale, arguments.json);
    }
    if arguments.replications.is_some() || arguments.until.is_some() {
        return replicate(arguments, scenario, terminal);
    }
    let preset = arguments.drawn.preset();
    let mut about = Provenance::of(&scenario, arguments.chosen.changes.scale, arguments.chosen.command(preset));
    about.variant = arguments.chosen.variant(&scenario.name);
    let folder = match &arguments.out {
        Some(folder) => folder.clone(),
        None => PathBuf::from("output").join(arguments.chosen.folder(&scenario.name)),
    };
    folder::check(&folder, &about.fingerprint, SUMMARY, arguments.force)?;
    let (outcome, pace) = simulate(&scenario, terminal, arguments.quiet)?;
    let outcome = Arc::new(outcome);
    for why in outcome.summary.recovery.warm_up.ill.iter().filter(|_| !arguments.quiet) {
        say!("warning: the warm-up was not well and steady: {why}");
    }
    let (told, files) = terminal.stop.with_nothing_to_lose(|| {
        let summary = json::summary(&outcome.summary, &about)?;
        let told = match arguments.json {
            true => summary.clone(),
            false => story::tell(&scenario.document, &outcome, about.scale),
        };
        Ok((told, files(&scenario, &outcome, (&about, preset), summary)?))
    })?;
    let written = folder::write(&folder, &files, arguments.force)?;
    // The files come first: a reader of stdout that has gone must not cost them.
    let printed = print(&told);
    if !arguments.quiet {
        report(arguments, &folder, written, &files);
    }
    // What stands beside the run comes last, and can be left out without losing the run.
    let told = Told { scenario: &scenario, about: &about, outcome: &outcome, folder: &folder };
    let watch = Trials::with(pace, terminal, arguments.quiet);
    let page = page(&told, (&watch, terminal), written, arguments)?;
    if !arguments.quiet {
        let can_fix = scenario.document.fixes.error_handling.changes_something();
        say!("{}", next(arguments, can_fix, &folder, page, &files));
    }
    printed
}

/// A run that is written and told.
#[cfg_attr(not(feature = "charts"), expect(dead_code, reason = "only a build that draws makes the page"))]
struct Told<'a> {
    scenario: &'a Scenario,
    about: &'a Provenance,
    outcome: &'a Arc<Outcome>,
    folder: &'a Path,
}

/// What became of the page.
#[derive(Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "charts"), expect(dead_code, reason = "only a build that draws makes the page"))]
enum Page {
    /// It is in the folder.
    There,
    /// Nobody wants it, or this build cannot draw it.
    Unwanted,
    /// Somebody could not wait for it.
    LeftOut,
}

/// Adds the page to the folder, if it is not there already.
#[cfg(feature = "charts")]
fn page(
    told: &Told,
    (watch, terminal): (&Trials, &Terminal),
    written: Written,
    arguments: &RunArguments,
) -> Result<Page, Failure> {
    if arguments.no_report {
        return Ok(Page::Unwanted);
    }
    let is_there = written == Written::UpToDate && !arguments.force && super::late::is_there(told.folder);
    if is_there {
        return Ok(Page::There);
    }
    let Told { scenario, about, outcome, folder } = told;
    if !arguments.quiet {
        say!("now the runs beside it, for the page; Ctrl-C leaves them out, and the run is kept");
    }
    let made = super::report::page(scenario, about.scale, about, outcome, None, (watch, terminal));
    match made {
        Ok(page) => super::late::add(folder, page.as_bytes(), &about.fingerprint, arguments.force)?,
        Err(Failure::Interrupted) => return Ok(Page::LeftOut),
        Err(failure) => return Err(failure),
    };
    if !arguments.quiet {
        say!("wrote {}", folder.join(PAGE).display());
    }
    Ok(Page::There)
}

/// Nothing: this build cannot draw.
#[cfg(not(feature = "charts"))]
fn page(told: &Told, _: (&Trials, &Terminal), _: Written, _: &RunArguments) -> Result<Page, Failure> {
    let Told { scenario: _, about: _, outcome: _, folder: _ } = told;
    Ok(Page::Unwanted)
}

/// Every file of the run, the manifest last.
fn files(
    scenario: &Scenario,
    outcome: &Outcome,
    (about, preset): (&Provenance, Preset),
    summary: String,
) -> Result<Vec<Content>, Failure> {
    let rows = |result: Result<Vec<u8>, ::csv::Error>| {
        result.map_err(|error| Failure::Internal(format!("cannot write CSV: {error}")))
    };
    let mut files: Vec<Content> = vec![
        ("scenario.toml".into(), scenario.resolved().into_bytes()),
        ("timeseries.csv".into(), rows(csv::timeseries(&outcome.series, &outcome.summary.recovery.phases))?),
        ("resources.csv".into(), rows(csv::resources(&outcome.series))?),
        (SUMMARY.into(), summary.into_bytes()),
    ];
    let tiers = csv::tiers(&outcome.series);
    let tiers = tiers.map_err(|error| Failure::Internal(format!("cannot write CSV: {error}")))?;
    files.extend(tiers.into_iter().map(|(name, bytes)| (name.into(), bytes)));
    files.extend(charts(outcome, about, preset)?);
    let manifest = json::manifest(about, &files)?;
    files.push((MANIFEST_FILE.into(), manifest.into_bytes()));
    Ok(files)
}

/// None: this build cannot draw.
#[cfg(not(feature = "charts"))]
fn charts(_: &Outcome, _: &Provenance, _: Preset) -> Result<Vec<Content>, Failure> {
    Ok(Vec::new())
}

fn report(arguments: &RunArguments, folder: &Path, written: Written, files: &[Content]) {
    let shown = folder.display();
    match written {
        Written::UpToDate => say!("{shown}: up to date"),
        Written::Written => say!("wrote {shown} ({} files)", files.len()),
    }
    if cfg!(not(feature = "charts")) {
        say!("no charts: this build was made without the feature `charts`");
    }
    if arguments.verbose {
        for (name, bytes) in files {
            say!("  {name}: {} bytes", count(bytes.len() as f64));
        }
    }
}

/// What to look at, and then to try. Where no page was asked for, a class may be about to find out what helps, so that
/// nothing is proposed.
fn next(arguments: &RunArguments, can_fix: bool, folder: &Path, page: Page, files: &[Content]) -> String {
    let then = match arguments.chosen.changes.fix.is_empty() && can_fix {
        true => format!("{} --fix error-handling", arguments.chosen.command(arguments.drawn.preset())),
        false => format!("syncstorm show {}", quoted(&arguments.chosen.scenario)),
    };
    let charts = files.iter().any(|(file, _)| *file == Name::Load.png());
    let shown = folder.display();
    match (page, arguments.no_report) {
        (Page::There, _) => format!("next: open {shown}/{PAGE} in a browser; then {then}"),
        (Page::LeftOut, _) => {
            format!("the page was left out; `syncstorm report {}` makes it", quoted(&shown.to_string()))
        }
        (Page::Unwanted, true) if charts => format!("next: look at the charts in {shown}"),
        (Page::Unwanted, true) => format!("next: look at the data in {shown}"),
        (Page::Unwanted, false) => format!("next: {then}"),
    }
}
