//! What all studies do: choose metrics, play in their folder, write and tell the results.

use std::ops::Range;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::arguments::StudyOptions;
use super::store::Store;
use crate::cli::failure::Failure;
use crate::cli::folder::{Content, MANIFEST_FILE, Written};
use crate::cli::progress::Trials;
use crate::cli::terminal::{Terminal, print, say};
use crate::draw::chart::Chart;
use crate::draw::preset::Preset;
use crate::experiment::{Ended, Ledger, Point, Record, Stage};
use crate::measure::{MetricName, numbers};
use crate::report::json;
use crate::scenario::suggest;

/// Uses as many threads as asked for.
pub fn use_threads(jobs: Option<u16>) -> Result<(), Failure> {
    let Some(jobs) = jobs else { return Ok(()) };
    let built = rayon::ThreadPoolBuilder::new().num_threads(usize::from(jobs)).build_global();
    built.map_err(|error| Failure::Internal(format!("cannot start {jobs} threads: {error}")))
}

/// The folder of a study: as asked for, or in `output/`.
pub fn folder_of(options: &StudyOptions, name: &str) -> PathBuf {
    options.out.clone().unwrap_or_else(|| Path::new("output").join(name))
}

/// Where the metrics to show stand; `usual` if none is asked for.
pub fn shown(names: &[MetricName], asked: &[String], usual: &[String]) -> Result<Vec<usize>, Failure> {
    let known: Vec<&str> = names.iter().map(|metric| metric.name.as_str()).collect();
    let asked: Vec<&str> = if asked.is_empty() { usual } else { asked }.iter().map(String::as_str).collect();
    let mut unknown = Vec::new();
    let mut found = Vec::new();
    for name in asked {
        match numbers::position(names, name) {
            Some(at) => found.push(at),
            None => {
                let near =
                    suggest::closest(name, &known).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
                unknown.push(format!("error: this scenario has no metric `{name}`{near}"));
            }
        }
    }
    match unknown.is_empty() {
        true => Ok(found),
        false => {
            let help = "help: a metric is named CLASS.NAME, recovery.NAME or run.NAME; `syncstorm list --metrics` lists the names";
            Err(Failure::Usage(format!("{}\n{help}", unknown.join("\n"))))
        }
    }
}

/// Plays a study in its folder; what an interruption leaves is kept and said.
pub fn play<R>(
    store: &Store,
    terminal: &Terminal,
    quiet: bool,
    study: impl FnOnce(Stage) -> Result<R, Ended>,
) -> Result<R, Failure> {
    terminal.stop.listen();
    let watch = Trials::new(terminal, quiet);
    let done = study(Stage { ledger: store, watch: &watch, part: terminal.part });
    watch.finish();
    done.map_err(|ended| match ended {
        Ended::Interrupted => paused(store),
        Ended::Elsewhere(round) => Failure::Elsewhere(round, watch.spent_s()),
        failed @ Ended::Failed(_) => failed.into(),
    })
}

/// What an interruption leaves.
pub fn paused(store: &Store) -> Failure {
    Failure::Paused(format!(
        "{} finished runs are kept in {}; the same command goes on from there",
        store.finished(),
        store.folder().display()
    ))
}

/// The finished runs of a study that was stopped, point by point.
pub fn finished(store: &Store, points: &[Point], seeds: &Range<u64>) -> Vec<Vec<Record>> {
    let known = |point: &Point, seed| store.find(&point.id, seed).ok().flatten();
    points.iter().map(|point| seeds.clone().filter_map(|seed| known(point, seed)).collect()).collect()
}

/// What stands above the results of a study that was stopped.
fn so_far(records: &[Vec<Record>]) -> String {
    let runs: usize = records.iter().map(Vec::len).sum();
    format!("stopped: what {runs} finished runs say so far (those that end first need not be like the others)\n")
}

/// The results of a study that was stopped, marked as such: JSON, or the text below a line that says so. Of runs that
/// are compared seed by seed, those without their counterpart are finished and yet say nothing.
pub fn partial(json: bool, store: &Store, records: &[Vec<Record>], told: &str) -> Result<String, Failure> {
    match json {
        true => stopped(told, store.finished(), records.iter().map(Vec::len).sum()),
        false => Ok(so_far(records) + told),
    }
}

/// JSON of what is known when a study is stopped: its own, with the mark, the number of finished runs, and of how many
/// of them it speaks.
pub fn stopped(json: &str, finished: usize, told: usize) -> Result<String, Failure> {
    let mut known: serde_json::Value = serde_json::from_str(json)?;
    known["stopped"] = true.into();
    known["finished_runs"] = finished.into();
    known["told_runs"] = told.into();
    Ok(serde_json::to_string_pretty(&known)? + "\n")
}

/// Plays a study of which nothing can be told before all runs are there; stopped, it tells how many are.
pub fn play_whole<R>(
    store: &Store,
    terminal: &Terminal,
    (quiet, json): (bool, bool),
    name: &str,
    study: impl FnOnce(Stage) -> Result<R, Ended>,
) -> Result<R, Failure> {
    match play(store, terminal, quiet, study) {
        Err(paused @ Failure::Paused(_)) if json => {
            let schema = serde_json::json!({ "schema": format!("syncstorm.{name}/1") }).to_string();
            print(&stopped(&schema, store.finished(), 0)?)?;
            Err(paused)
        }
        other => other,
    }
}

/// A chart as files, in a build with charts.
pub fn draw(name: [&str; 2], chart: &Chart, preset: Preset) -> Result<Vec<Content>, Failure> {
    #[cfg(feature = "charts")]
    return crate::cli::draw::draw(name, chart, preset).map(Vec::from);
    #[cfg(not(feature = "charts"))]
    {
        let _ = (name, chart, preset);
        Ok(Vec::new())
    }
}

/// A short name of a plan, for the name of a folder.
pub fn short_hash(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

/// Writes the results with their manifest, and says so.
pub fn finish(store: &Store, mut files: Vec<Content>, about: &json::StudyManifest, quiet: bool) -> Result<(), Failure> {
    let manifest = json::study_manifest(about, &files)?;
    files.push((MANIFEST_FILE.into(), manifest.into_bytes()));
    let written = store.finish(&files)?;
    if !quiet {
        let shown = store.folder().join("results");
        match written {
            Written::UpToDate => say!("{}: up to date", shown.display()),
            Written::Written => say!("wrote {} ({} files)", shown.display(), files.len()),
        }
        if let Some(first) = first_to_read(&files) {
            say!("next: open {} in {}", shown.join(first).display(), program_for(first));
        }
    }
    Ok(())
}

/// The file of a study that says most at a glance: its report, else its last chart (the others lead up to it), else its
/// last table, which is the shortest.
fn first_to_read(files: &[Content]) -> Option<&str> {
    let last = |ending: &str| files.iter().rev().map(|(name, _)| name.as_ref()).find(|name| name.ends_with(ending));
    last(".md").or_else(|| last(".svg")).or_else(|| last(".csv"))
}

fn program_for(file: &str) -> &'static str {
    match file.rsplit('.').next() {
        Some("svg") => "a browser",
        Some("csv") => "a spreadsheet",
        Some(_) | None => "an editor",
    }
}
