//! `syncstorm show` and `run --dry-run`: every value of a scenario, where it was written, and what speaks for it.

use serde::Serialize;

use super::arguments::ShowArguments;
use super::failure::Failure;
use super::print;
use crate::scenario::Scenario;
use crate::scenario::path::KeyPath;

/// Name and version of the schema of `show --json`.
const SCHEMA: &str = "syncstorm.show/1";

/// One value.
#[derive(Debug, Serialize)]
struct Row {
    path: String,
    value: String,
    origin: String,
    mark: Option<&'static str>,
    source: Option<String>,
}

#[derive(Serialize)]
struct ShowFile<'a> {
    schema: &'static str,
    scenario: &'a str,
    scenario_fingerprint: String,
    scale: f64,
    values: Vec<Row>,
}

/// Shows a scenario.
pub fn show(arguments: &ShowArguments, color: bool) -> Result<(), Failure> {
    let scenario = arguments.chosen.load(color)?;
    print_values(&scenario, arguments.chosen.changes.scale, arguments.json)
}

/// Prints every value of a scenario.
pub fn print_values(scenario: &Scenario, scale: f64, json: bool) -> Result<(), Failure> {
    let values = rows(scenario)?;
    if json {
        let file = ShowFile {
            schema: SCHEMA,
            scenario: &scenario.name,
            scenario_fingerprint: scenario.fingerprint(),
            scale,
            values,
        };
        return print(&(serde_json::to_string_pretty(&file)? + "\n"));
    }
    let mut text = format!("# {}\n", scenario.document.title);
    if scale != 1.0 {
        text += &format!("# populations and capacities are those of the origin x {scale}\n");
    }
    let width = |of: fn(&Row) -> usize| values.iter().map(of).filter(|width| *width <= 60).max().unwrap_or(0);
    let (left, right) = (width(|r| r.path.len() + r.value.len() + 3), width(|r| r.origin.len()));
    for row in &values {
        let written = format!("{} = {}", row.path, row.value);
        let evidence =
            row.mark.map_or(String::new(), |mark| format!("  {mark}: {}", row.source.as_deref().unwrap_or_default()));
        text += format!("{written:<left$}  # {:<right$}{evidence}", row.origin).trim_end();
        text.push('\n');
    }
    print(&text)
}

/// The values of the resolved scenario. The texts about it and the evidence are not values of the model.
fn rows(scenario: &Scenario) -> Result<Vec<Row>, Failure> {
    let resolved: toml::Table = scenario
        .resolved()
        .parse()
        .map_err(|error| Failure::Internal(format!("the resolved scenario cannot be read: {error}")))?;
    let mut found = Vec::new();
    for (key, value) in &resolved {
        if !["title", "story", "look_for", "evidence", "priors"].contains(&key.as_str()) {
            leaves(KeyPath::root().child(key), value, &mut found);
        }
    }
    Ok(found.into_iter().map(|(path, value)| row(scenario, path, value)).collect())
}

fn leaves<'a>(path: KeyPath, value: &'a toml::Value, found: &mut Vec<(KeyPath, &'a toml::Value)>) {
    match value.as_table().filter(|table| !table.is_empty()) {
        Some(table) => {
            for (key, below) in table {
                leaves(path.child(key), below, found);
            }
        }
        None => found.push((path, value)),
    }
}

fn row(scenario: &Scenario, path: KeyPath, value: &toml::Value) -> Row {
    let nearest = scenario.tree.nearest(&path);
    // A table above it was written, but not this key: the value is a default.
    let written = nearest.exact || !nearest.node.value.is_table();
    let origin = &nearest.node.origin;
    let origin = match (written, scenario.sources.is_flag(origin.source)) {
        (false, _) => "default".to_owned(),
        (true, true) => format!("--set {}", scenario.sources.text(origin.source)),
        (true, false) => {
            format!("{}:{}", scenario.sources.name(origin.source), scenario.sources.locate(origin).0)
        }
    };
    let path = path.to_string();
    // Nobody vouches for a value that a flag has changed.
    let evidence = scenario.document.evidence_for(&path).filter(|_| !origin.starts_with("--set"));
    Row {
        value: value.to_string(),
        mark: evidence.map(|evidence| evidence.mark.word()),
        source: evidence.map(|evidence| evidence.source.clone()),
        origin,
        path,
    }
}
