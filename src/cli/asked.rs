//! What `report` and `animate` are asked about: a folder that `run` wrote, or a scenario.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};
use serde_json::Value;

use super::changes::{Changes, Chosen};
use super::choose::load;
use super::failure::Failure;
use super::folder::{MANIFEST_FILE, restore};
use super::left::Pace;
use super::names::Scenarios;
use super::play::simulate;
use super::terminal::{Terminal, say};
use crate::draw::preset::Preset;
use crate::experiment::Outcome;
use crate::report::json;
use crate::report::provenance::Provenance;
use crate::scenario::Scenario;

/// A folder or a scenario on the command line.
#[derive(Debug, Args)]
pub struct What {
    /// Folder that `run` wrote, or a scenario (a name, or a file that ends in .toml).
    #[arg(value_name = "FOLDER or SCENARIO", value_parser = Scenarios, hide_possible_values = true)]
    #[arg(value_hint = ValueHint::AnyPath)]
    pub what: String,
    /// What is changed in a scenario.
    #[command(flatten)]
    pub changes: Changes,
}

/// A run that is to be explained.
pub struct Asked {
    /// What runs.
    pub scenario: Scenario,
    /// Factor with which it was loaded: the values of a folder are scaled already.
    pub factor: f64,
    /// Where its numbers come from.
    pub about: Provenance,
    /// File to write unless the user names another.
    pub file: PathBuf,
    /// The folder that is read, and its `summary.json`.
    known: Option<(PathBuf, String)>,
}

/// A run that was played to be explained.
pub struct Played {
    /// What came out.
    pub outcome: Outcome,
    /// How its work lay over its time.
    pub pace: Pace,
    /// Whether it has the numbers of the folder that was read, if one was read.
    pub is_as_known: bool,
}

impl What {
    /// Reads it, for a command that writes files with this ending and draws for these eyes.
    pub fn read(&self, command: &str, ending: &str, preset: Preset, color: bool) -> Result<Asked, Failure> {
        restore(Path::new(&self.what));
        match Path::new(&self.what).join(MANIFEST_FILE).is_file() {
            true => of_folder(self, ending, color),
            false => of_scenario(self, command, (ending, preset), color),
        }
    }
}

impl Asked {
    /// Runs it, and says if the folder has other numbers.
    pub fn simulate(&self, terminal: &Terminal, quiet: bool) -> Result<Played, Failure> {
        let (outcome, pace) = simulate(&self.scenario, terminal, quiet)?;
        let known = self.known.as_ref().map(|(_, known)| known);
        let summary = json::summary(&outcome.summary, &self.about)?;
        let is_as_known = known.is_none_or(|known| *known == summary);
        if !is_as_known && !quiet {
            say!("note: the folder holds other numbers than this version computes; those of this version are shown");
        }
        Ok(Played { outcome, pace, is_as_known })
    }

    /// The folder that is read.
    pub fn folder(&self) -> Option<&Path> {
        self.known.as_ref().map(|(folder, _)| folder.as_path())
    }

    /// Refuses to write into the folder that is read: its run could not be read again.
    pub fn spare(&self, place: &Path) -> Result<(), Failure> {
        let Some((folder, _)) = &self.known else { return Ok(()) };
        let whole = |path: &Path| {
            let there = path.ancestors().find(|part| !part.as_os_str().is_empty() && part.exists());
            fs::canonicalize(there.unwrap_or(Path::new("."))).unwrap_or_default()
        };
        match whole(place).starts_with(whole(folder)) {
            true => Err(Failure::Usage(format!(
                "error: {} lies in {}, which is read\nhelp: name a place outside of it",
                place.display(),
                folder.display()
            ))),
            false => Ok(()),
        }
    }
}

fn of_scenario(asked: &What, command: &str, (ending, preset): (&str, Preset), color: bool) -> Result<Asked, Failure> {
    let chosen = Chosen { scenario: asked.what.clone(), changes: asked.changes.clone() };
    if Path::new(&chosen.scenario).is_dir() {
        return Err(Failure::Usage(format!(
            "error: {} holds no run: it has no {MANIFEST_FILE}\nhelp: name a folder that `syncstorm run` wrote, or a scenario",
            chosen.scenario
        )));
    }
    let scenario = chosen.load(color)?;
    let mut about = Provenance::of(&scenario, chosen.changes.scale, chosen.command_of(command, preset));
    about.variant = chosen.variant(&scenario.name);
    let file = Path::new("output").join(format!("{}.{ending}", chosen.folder(&scenario.name)));
    Ok(Asked { scenario, factor: chosen.changes.scale, about, file, known: None })
}

fn of_folder(asked: &What, ending: &str, color: bool) -> Result<Asked, Failure> {
    let folder = Path::new(&asked.what);
    let changes = &asked.changes;
    if !changes.fix.is_empty() || !changes.set.is_empty() || changes.seed.is_some() || changes.scale != 1.0 {
        return Err(Failure::Usage(
            "error: a folder holds a run that was made, which cannot be changed\nhelp: name its scenario instead"
                .to_owned(),
        ));
    }
    let read = |name: &str| {
        let path = folder.join(name);
        let damaged = |why: &str| {
            Failure::Usage(format!("error: {} {why}\nhelp: make the folder again with `syncstorm run`", path.display()))
        };
        match path.is_file() {
            true => fs::read_to_string(&path).map_err(|error| damaged(&format!("is damaged: {error}"))),
            false => Err(damaged("is missing, or no file")),
        }
    };
    let manifest: Value = serde_json::from_str(&read(MANIFEST_FILE)?).map_err(|error| {
        Failure::Usage(format!(
            "error: {} is damaged: {error}\nhelp: make the folder again with `syncstorm run`",
            folder.join(MANIFEST_FILE).display()
        ))
    })?;
    if manifest["schema"] != json::MANIFEST || manifest["scenario"].as_str().is_none() {
        return Err(Failure::Usage(format!(
            "error: {} holds no single run\nhelp: name a folder that `syncstorm run` wrote without --replications",
            folder.display()
        )));
    }
    // A page says how it can be made again, which is true of what `run` wrote and of nothing else.
    for name in ["scenario.toml", "summary.json"] {
        if !json::is_listed(&manifest, name, read(name)?.as_bytes()) {
            let path = folder.join(name);
            let help = match name {
                "scenario.toml" => format!("report it as a scenario of its own: {}", path.display()),
                _ => "make the folder again with `syncstorm run`".to_owned(),
            };
            return Err(Failure::Usage(format!(
                "error: {} is not as `run` wrote it: its SHA-256 is not that of the manifest\nhelp: {help}",
                path.display()
            )));
        }
    }
    let scenario = load(&folder.join("scenario.toml").to_string_lossy(), &[], 1.0, color)?;
    let text = |key: &str| manifest[key].as_str().unwrap_or_default().to_owned();
    let scale = manifest["scale"].as_f64().filter(|scale| *scale > 0.0 && *scale <= 100.0).unwrap_or(1.0);
    let mut about = Provenance::of(&scenario, scale, text("command"));
    about.scenario = text("scenario");
    about.variant = about.scenario.clone();
    let name = folder.file_name().map_or_else(|| "run".to_owned(), |name| name.to_string_lossy().into_owned());
    let file = folder.with_file_name(format!("{name}.{ending}"));
    Ok(Asked { scenario, factor: 1.0, about, file, known: Some((folder.to_owned(), read("summary.json")?)) })
}
