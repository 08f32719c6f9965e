//! From arguments to a scenario, and to the name of the folder it is written to.
//!
//! `--fix`, `--seed` and `--set` are one mechanism: texts `path=value`, applied in this order.

use std::path::Path;

use sha2::{Digest, Sha256};

use super::changes::{Chosen, Fix};
use super::clash::{self, Change};
use super::failure::Failure;
use super::terminal::say;
use super::text;
use crate::draw::preset::Preset;
use crate::scenario::Change as OfScenario;
use crate::scenario::{Scenario, catalog, fixes};

/// A longer suffix is a hash: some file systems end at 255 bytes, and people much earlier.
const LONGEST: usize = 80;

impl Chosen {
    /// Every change of a value, with the option that it comes from, in the order in which they are made.
    pub fn changed_values(&self) -> Vec<Change> {
        let mut changes = Vec::new();
        if self.changes.fix.contains(&Fix::None) {
            changes.push(Change::new("--fix none", "fixes.error_handling.on=false"));
            changes.push(Change::new("--fix none", "fixes.bandwidth.on=false"));
        }
        let mut fixes: Vec<&Fix> = Vec::new();
        for fix in &self.changes.fix {
            if !fixes.contains(&fix) {
                fixes.push(fix);
            }
        }
        for fix in fixes {
            match fix {
                Fix::ErrorHandling => {
                    changes.push(Change::new("--fix error-handling", "fixes.error_handling.on=true"));
                }
                Fix::Bandwidth => changes.push(Change::new("--fix bandwidth", "fixes.bandwidth.on=true")),
                Fix::None => {}
                Fix::Named(name) => changes.extend(self.parts(name)),
            }
        }
        changes.extend(self.changes.seed.map(|seed| Change::new(format!("--seed {seed}"), format!("run.seed={seed}"))));
        changes.extend(self.changes.set.iter().map(|set| Change::new("--set", set.as_str())));
        changes
    }

    /// What a named fix sets, as the scenario without changes says it. Where that cannot be read, or has no such fix, there
    /// is one part that sets nothing: loading says what is wrong.
    fn parts(&self, name: &str) -> Vec<Change> {
        let part = |text: String| Change { option: format!("--fix {name}"), text, fix: Some(name.to_owned()) };
        let plain = Scenario::load(&self.scenario, &mut fetch, &[], 1.0).ok();
        let set = plain.as_ref().and_then(|plain| fixes::set(&plain.tree, name)).unwrap_or_default();
        let parts: Vec<Change> =
            set.into_iter().map(|(path, entry)| part(format!("{path}={}", entry.node.value))).collect();
        if parts.is_empty() { vec![part(String::new())] } else { parts }
    }

    /// Loads the scenario with its changes.
    pub fn load(&self, color: bool) -> Result<Scenario, Failure> {
        let changes = self.changed_values();
        clash::refuse(&changes)?;
        load(&self.scenario, &changes, self.changes.scale, color)
    }

    /// The fixes and settings that differ from the scenario's file, in a fixed order.
    fn changed(&self) -> Vec<String> {
        let mut fixes = self.changes.fix.clone();
        fixes.sort_unstable();
        fixes.dedup();
        let fixes = fixes.into_iter().map(|fix| match fix {
            Fix::None => "no-fix".to_owned(),
            Fix::ErrorHandling | Fix::Bandwidth | Fix::Named(_) => fix.name().to_owned(),
        });
        fixes.chain(self.changes.set.iter().cloned()).collect()
    }

    /// The scenario and its changes in few words, for the foot of a chart.
    pub fn variant(&self, scenario: &str) -> String {
        match self.changed().as_slice() {
            [] => scenario.to_owned(),
            [one] if one.len() <= 48 => format!("{scenario} + {one}"),
            several => format!("{scenario} + {} changes", several.len()),
        }
    }

    /// Name of the folder: the scenario, then `+` and each change in a fixed order. What a file name cannot hold
    /// becomes `-`, and a hash of the changes then keeps two of them apart.
    pub fn folder(&self, scenario: &str) -> String {
        let mut changes = self.changed();
        changes.extend(self.changes.seed.map(|seed| format!("seed-{seed}")));
        if self.changes.scale != 1.0 {
            changes.push(format!("scale-{}", self.changes.scale));
        }
        let suffix: String = changes.iter().map(|change| format!("+{}", change.replace(' ', ""))).collect();
        let plain = |c: char| c.is_ascii_alphanumeric() || "+-._=".contains(c);
        let safe: String = suffix.chars().map(|c| if plain(c) { c } else { '-' }).collect();
        let hash: String = Sha256::digest(suffix.as_bytes()).iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        match (safe.len() > LONGEST, safe == suffix) {
            (true, _) => format!("{scenario}+{hash}"),
            (false, false) => format!("{scenario}{safe}-{hash}"),
            (false, true) => format!("{scenario}{safe}"),
        }
    }

    /// The command that gives this run again. Of an absolute path only the file's name is kept: results say nothing
    /// of the machine they were made on.
    pub fn command(&self, preset: Preset) -> String {
        self.command_of("run", preset)
    }

    /// The same for another subcommand.
    pub fn command_of(&self, subcommand: &str, preset: Preset) -> String {
        let path = Path::new(&self.scenario);
        let name = match (path.is_absolute(), path.file_name()) {
            (true, Some(file)) => file.to_string_lossy().into_owned(),
            (true, None) | (false, _) => self.scenario.clone(),
        };
        let mut words = vec![format!("syncstorm {subcommand}"), quoted(&name)];
        words.extend(self.changes.fix.iter().map(|fix| format!("--fix {}", quoted(fix.name()))));
        words.extend(self.changes.set.iter().map(|set| format!("--set {}", quoted(set))));
        words.extend(self.changes.seed.map(|seed| format!("--seed {seed}")));
        if self.changes.scale != 1.0 {
            words.push(format!("--scale {}", self.changes.scale));
        }
        if preset != Preset::default() {
            words.push(format!("--preset {}", preset.name()));
        }
        words.join(" ")
    }
}

pub fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._=/".contains(c);
    if word.chars().all(plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}

/// Loads a scenario by name or file. What is said of a change names the option that it comes from.
pub fn load(name: &str, changes: &[Change], scale: f64, color: bool) -> Result<Scenario, Failure> {
    let options: Vec<&str> =
        changes.iter().filter(|change| change.fix.is_none()).map(|change| change.option.as_str()).collect();
    match Scenario::load_with(name, &mut fetch, &of_scenario(changes), scale) {
        Ok(mut scenario) => {
            scenario.sources.name_flags_in_order(&options);
            Ok(scenario)
        }
        Err(mut rejected) => {
            rejected.sources.name_flags_in_order(&options);
            Err(Failure::Usage(rejected.render(color)))
        }
    }
}

/// The same changes for the scenario: a named fix as a whole, which knows the lines it is written in.
fn of_scenario(changes: &[Change]) -> Vec<OfScenario> {
    let change = |change: &Change| match &change.fix {
        Some(name) => OfScenario::Fix(name.clone()),
        None => OfScenario::Set(change.text.clone()),
    };
    let mut all: Vec<OfScenario> = changes.iter().map(change).collect();
    all.dedup_by(|one, other| one == other && matches!(one, OfScenario::Fix(_)));
    all
}

/// Says on stderr what is not quite what it seems in a scenario: settings that do nothing where they stand, and numbers
/// that its scale could not hit. `--quiet` is for progress and results, and not for this.
pub fn warn(scenario: &Scenario, color: bool) {
    if let Some(text) = scenario.warned(color) {
        say!("{}", text.trim_end());
    }
    for warning in &scenario.rounded {
        say!("warning: {warning}");
    }
}

/// The text of a scenario: of a file if the name ends in `.toml`, else of a shipped one.
fn fetch(name: &str) -> Result<String, String> {
    if name.ends_with(".toml") {
        return text::read(Path::new(name));
    }
    let names = catalog::names();
    catalog::find(name).map(str::to_owned).ok_or_else(|| {
        let meant = closest(name, &names).map_or(String::new(), |best| format!("did you mean `{best}`? "));
        format!("there is no such built-in scenario; {meant}the built-in ones are: {}", names.join(", "))
    })
}

fn closest<'a>(name: &str, names: &[&'a str]) -> Option<&'a str> {
    let distance = |candidate: &str| strsim::damerau_levenshtein(&name.to_lowercase(), candidate);
    let best = names.iter().copied().min_by_key(|candidate| distance(candidate))?;
    (name.len() <= 64 && distance(best) <= best.len() / 3).then_some(best)
}
