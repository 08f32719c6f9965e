//! `syncstorm run`: simulate, tell, write.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::arguments::RunArguments;
use super::choose::quoted;
use super::failure::Failure;
use super::folder::{self, Content, MANIFEST_FILE, Written};
use super::progress::{self, Progress};
use super::{print, show, study};
use crate::engine::StopReason;
use crate::experiment::{self, Outcome};
use crate::report::charts::Name;
use crate::report::provenance::Provenance;
use crate::report::words::count;
use crate::report::{csv, json, story};
use crate::scenario::Scenario;

/// Name of the summary, which every run writes.
const SUMMARY: &str = "summary.json";
/// Name of the page.
const PAGE: &str = "report.html";

/// Runs a scenario.
pub fn run(arguments: &RunArguments, color: bool) -> Result<(), Failure> {
    let scenario = arguments.chosen.load(color)?;
    if !arguments.quiet {
        super::listing::warn(&scenario, color);
    }
    if arguments.dry_run {
        return show::print_values(&scenario, arguments.chosen.changes.scale, arguments.json);
    }
    if arguments.replications.is_some() || arguments.until.is_some() {
        return study::replicate::replicate(arguments, scenario);
    }
    let mut about = Provenance::of(&scenario, arguments.chosen.changes.scale, arguments.chosen.command());
    about.variant = arguments.chosen.variant(&scenario.name);
    let folder = match &arguments.out {
        Some(folder) => folder.clone(),
        None => PathBuf::from("output").join(arguments.chosen.folder(&scenario.name)),
    };
    folder::check(&folder, &about.fingerprint, SUMMARY, arguments.force)?;
    let outcome = Arc::new(simulate(&scenario, arguments.quiet)?);
    let summary = json::summary(&outcome.summary, &about)?;
    let told = match arguments.json {
        true => summary.clone(),
        false => story::tell(&scenario.document, &outcome, about.scale),
    };
    let drawn = drawn(&scenario, &outcome, &about, arguments)?;
    let files = files(&scenario, &outcome, &about, summary, drawn)?;
    if progress::interrupted() {
        return Err(Failure::Interrupted);
    }
    let written = folder::write(&folder, &files, arguments.force)?;
    // The files come first: a reader of stdout that has gone must not cost them.
    let printed = print(&told);
    if !arguments.quiet {
        let can_fix = scenario.document.fixes.error_handling.changes_something();
        report(arguments, can_fix, &folder, written, &files);
    }
    printed
}

/// Runs a scenario, and shows how far it is.
pub fn simulate(scenario: &Scenario, quiet: bool) -> Result<Outcome, Failure> {
    progress::listen();
    let plan = &scenario.document.run;
    let mut progress = Progress::new(plan.warm_up.as_hours(), plan.end().seconds() / 3600.0, quiet);
    let outcome = experiment::run(&scenario.document, &mut |now, events| progress.look(now, events));
    let seconds = progress.finish();
    if outcome.summary.stopped == StopReason::Interrupted {
        return Err(Failure::Interrupted);
    }
    if !quiet {
        let events = outcome.summary.run.events as f64;
        say!(
            "seed {}: {} events in {seconds:.1} s, {} events/s",
            plan.seed,
            count(events),
            count(events / seconds.max(1e-9))
        );
    }
    Ok(outcome)
}

/// The charts and the page of a run.
#[cfg(feature = "charts")]
fn drawn(
    scenario: &Scenario,
    outcome: &Arc<Outcome>,
    about: &Provenance,
    arguments: &RunArguments,
) -> Result<Vec<Content>, Failure> {
    let mut files = super::draw::charts(outcome, about)?;
    if !arguments.no_report {
        let page = super::report::page(scenario, about.scale, about, outcome, None, arguments.quiet)?;
        files.push((PAGE.into(), page.into_bytes()));
    }
    Ok(files)
}

/// Nothing: this build cannot draw.
#[cfg(not(feature = "charts"))]
fn drawn(_: &Scenario, _: &Arc<Outcome>, _: &Provenance, _: &RunArguments) -> Result<Vec<Content>, Failure> {
    Ok(Vec::new())
}

/// Every file of the run, the manifest last.
fn files(
    scenario: &Scenario,
    outcome: &Outcome,
    about: &Provenance,
    summary: String,
    drawn: Vec<Content>,
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
    files.extend(drawn);
    let manifest = json::manifest(about, &files)?;
    files.push((MANIFEST_FILE.into(), manifest.into_bytes()));
    Ok(files)
}

fn report(arguments: &RunArguments, can_fix: bool, folder: &Path, written: Written, files: &[Content]) {
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
    say!("next: {}", next(arguments, can_fix, folder, files));
}

/// What to look at, and then to try. Where no page was asked for, a class may be about to find out what helps, so that
/// nothing is proposed.
fn next(arguments: &RunArguments, can_fix: bool, folder: &Path, files: &[Content]) -> String {
    let then = match arguments.chosen.changes.fix.is_empty() && can_fix {
        true => format!("{} --fix error-handling", arguments.chosen.command()),
        false => format!("syncstorm show {}", quoted(&arguments.chosen.scenario)),
    };
    let there = |name: &str| files.iter().any(|(file, _)| file == name);
    let shown = folder.display();
    match (there(PAGE), arguments.no_report) {
        (true, _) => format!("open {shown}/{PAGE} in a browser; then {then}"),
        (false, true) if there(Name::Load.png()) => format!("look at the charts in {shown}"),
        (false, true) => format!("look at the data in {shown}"),
        (false, false) => then,
    }
}
