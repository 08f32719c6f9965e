//! Every value of a scenario, where it was written, and what speaks for it.

use serde::Serialize;

use crate::model::retry::{Behaviour, Preset};
use crate::scenario::Scenario;
use crate::scenario::path::KeyPath;

/// One value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// Where it stands in the document.
    pub path: String,
    /// As TOML.
    pub value: String,
    /// File and line, a flag, a preset, or that it is a default.
    pub origin: String,
    /// How sure it is.
    pub mark: Option<&'static str>,
    /// Who says so.
    pub source: Option<String>,
}

/// The values of the resolved scenario. The texts about it and the evidence are not values of the model.
pub fn rows(scenario: &Scenario) -> Vec<Row> {
    let resolved: toml::Table = scenario.resolved().parse().expect("a resolved scenario reads back");
    let mut found = Vec::new();
    for (key, value) in &resolved {
        if !["title", "story", "look_for", "evidence", "priors", "page"].contains(&key.as_str()) {
            leaves(KeyPath::root().child(key), value, &mut found);
        }
    }
    // A fix that could be chosen is no value of the model.
    found.retain(|(path, _)| !path.starts_with(&KeyPath::from(["fixes", "named"])));
    found.into_iter().map(|(path, value)| row(scenario, path, value)).collect()
}

/// The same, and what presets bring to behaviours that do not say it themselves, each where its behaviour stands.
pub fn rows_with_presets(scenario: &Scenario) -> Vec<Row> {
    let mut all = rows(scenario);
    for (class, plan) in &scenario.document.classes {
        for (name, behaviour) in &plan.behaviours {
            let Some(preset) = behaviour.preset else { continue };
            let path = KeyPath::from(["classes", class, "behaviours", name]);
            let brought = brought(behaviour, preset, &path);
            let below = format!("{path}.");
            let place = all.iter().rposition(|row| row.path.starts_with(&below)).map_or(all.len(), |last| last + 1);
            all.splice(place..place, brought);
        }
    }
    all
}

/// What a preset fills in.
fn brought(behaviour: &Behaviour, preset: Preset, path: &KeyPath) -> Vec<Row> {
    let table = |behaviour: &Behaviour| toml::Table::try_from(behaviour).expect("a behaviour is a table of TOML");
    let own = table(behaviour);
    let whole = table(&behaviour.with_preset());
    let mut found = Vec::new();
    for (key, value) in whole.iter().filter(|(key, _)| !own.contains_key(*key)) {
        leaves(path.child(key), value, &mut found);
    }
    let (name, _, source) = preset.about();
    let row = |(path, value): (KeyPath, &toml::Value)| Row {
        path: path.to_string(),
        value: value.to_string(),
        origin: format!("preset {name}"),
        mark: None,
        source: Some(source.to_owned()),
    };
    found.into_iter().map(row).collect()
}

fn leaves<'a>(path: KeyPath, value: &'a toml::Value, found: &mut Vec<(KeyPath, &'a toml::Value)>) {
    match value {
        toml::Value::Table(table) if !table.is_empty() => {
            for (key, below) in table {
                leaves(path.child(key), below, found);
            }
        }
        // The parts of a mixture have evidence of their own.
        toml::Value::Array(parts) if parts.iter().any(toml::Value::is_table) => {
            for (number, below) in parts.iter().enumerate() {
                leaves(path.child(&number.to_string()), below, found);
            }
        }
        _ => found.push((path, value)),
    }
}

fn row(scenario: &Scenario, path: KeyPath, value: &toml::Value) -> Row {
    let nearest = scenario.tree.nearest(&path);
    // A table above it was written, but not this key: the value is a default.
    let written = nearest.exact || !nearest.node.value.is_table();
    let origin = &nearest.node.origin;
    let place = || format!("{}:{}", scenario.sources.name(origin.source), scenario.sources.locate(origin).0);
    let fix = scenario.sources.fix(origin.source).filter(|_| written);
    let origin = match (written, scenario.sources.is_flag(origin.source)) {
        (false, _) => "default".to_owned(),
        (true, true) => format!("--set {}", scenario.sources.text(origin.source)),
        (true, false) => fix.map_or_else(place, |fix| format!("--fix {fix}, {}", place())),
    };
    let path = path.to_string();
    // Nobody vouches for a value that a flag has changed; for that of a fix, what speaks for the fix.
    let spoken_of = fix.map_or_else(|| path.clone(), |fix| format!("fixes.named.{fix}"));
    let evidence = scenario.document.evidence_for(&spoken_of).filter(|_| !origin.starts_with("--set"));
    Row {
        value: value.to_string(),
        mark: evidence.map(|evidence| evidence.mark.word()),
        source: evidence.map(|evidence| evidence.source.clone()),
        origin,
        path,
    }
}
