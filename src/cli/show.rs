//! `syncstorm show` and `run --dry-run`: every value of a scenario, where it was written, and what speaks for it.

use serde::Serialize;

use super::arguments::ShowArguments;
use super::choose::warn;
use super::failure::Failure;
use super::offered::{Offered, listed, offered};
use super::terminal::{Terminal, print};
use crate::report::parameters::{Row, rows_with_presets};
use crate::scenario::Scenario;

/// Name and version of the schema of `show --json`.
const SCHEMA: &str = "syncstorm.show/1";

#[derive(Serialize)]
struct ShowFile<'a> {
    schema: &'static str,
    scenario: &'a str,
    scenario_fingerprint: String,
    scale: f64,
    values: Vec<Row>,
    /// What `--fix` takes here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Offered>,
}

/// Shows a scenario.
pub fn show(arguments: &ShowArguments, terminal: &Terminal) -> Result<(), Failure> {
    let scenario = arguments.chosen.load(terminal.color)?;
    warn(&scenario, terminal.color);
    if arguments.as_graph {
        return print(&scenario.document.as_graph().to_toml());
    }
    print_values(&scenario, arguments.chosen.changes.scale, arguments.json)
}

/// Prints every value of a scenario.
pub fn print_values(scenario: &Scenario, scale: f64, json: bool) -> Result<(), Failure> {
    let (values, fixes) = (rows_with_presets(scenario), offered(scenario));
    if json {
        let file = ShowFile {
            schema: SCHEMA,
            scenario: &scenario.name,
            scenario_fingerprint: scenario.fingerprint(),
            scale,
            values,
            fixes,
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
        let source = row.source.as_deref().unwrap_or_default();
        let evidence = match row.mark {
            Some(mark) => format!("  {mark}: {source}"),
            None if source.is_empty() => String::new(),
            None => format!("  {source}"),
        };
        text += format!("{written:<left$}  # {:<right$}{evidence}", row.origin).trim_end();
        text.push('\n');
    }
    print(&(text + &listed(&fixes)))
}
