//! `syncstorm list`, `check` and `completions`.

use clap::CommandFactory;
use clap_complete::Shell;
use serde::Serialize;

use super::arguments::ListArguments;
use super::choose::{load, warn};
use super::command::Arguments;
use super::failure::Failure;
use super::offered::{Offered, offered};
use super::study::claims;
use super::terminal::{Terminal, print};
use crate::measure::metric::{CLASS_SERIES, CLASS_SUMMARY, Metric, RECOVERY_SUMMARY, RESOURCE_SERIES, RUN_SUMMARY};
use crate::measure::tier_metrics::{CALL, KEPT, LINK, SERVICE};
use crate::model::retry::Preset;
use crate::scenario::catalog;

#[derive(Serialize)]
struct ListFile {
    schema: &'static str,
    entries: Vec<Entry>,
}

/// One line of a list.
#[derive(Serialize)]
struct Entry {
    name: String,
    about: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    unit: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    found_in: String,
}

/// Lists what is built in.
pub fn list(arguments: &ListArguments) -> Result<(), Failure> {
    let entries = match (arguments.presets, arguments.metrics) {
        (true, _) => presets(),
        (false, true) => metrics(),
        (false, false) if arguments.fixes => fixes()?,
        (false, false) => scenarios()?,
    };
    if arguments.json {
        let file = ListFile { schema: "syncstorm.list/1", entries };
        return print(&(serde_json::to_string_pretty(&file)? + "\n"));
    }
    let width = |of: fn(&Entry) -> usize| entries.iter().map(of).max().unwrap_or(0);
    let (name, unit) = (width(|entry| entry.name.len()), width(|entry| entry.unit.len()));
    let mut text = String::new();
    let mut part = "";
    for entry in &entries {
        if entry.found_in != part {
            part = &entry.found_in;
            text += &format!("# {part}\n");
        }
        let gap = if unit > 0 { "  " } else { "" };
        let line = format!("{:<name$}{gap}{:<unit$}  {}", entry.name, entry.unit, entry.about);
        text += line.trim_end();
        text.push('\n');
    }
    print(&text)
}

fn scenarios() -> Result<Vec<Entry>, Failure> {
    let entry = |name: &str| {
        let about = load(name, &[], 1.0, false)?.document.title;
        Ok(Entry { name: name.to_owned(), about, unit: String::new(), found_in: String::new() })
    };
    catalog::names().into_iter().map(entry).collect()
}

/// The fixes of every scenario that has some; scenarios with the same ones, told in the same words, stand together.
fn fixes() -> Result<Vec<Entry>, Failure> {
    let mut groups: Vec<(Vec<&str>, Vec<Offered>)> = Vec::new();
    for name in catalog::names() {
        let own = offered(&load(name, &[], 1.0, false)?);
        match groups.iter_mut().find(|(_, others)| *others == own) {
            Some((names, _)) => names.push(name),
            None => groups.push((vec![name], own)),
        }
    }
    let entry = |names: &[&str], fix: Offered| Entry {
        name: fix.name,
        about: fix.words,
        unit: String::new(),
        found_in: names.join(", "),
    };
    Ok(groups.into_iter().flat_map(|(names, own)| own.into_iter().map(move |fix| entry(&names, fix))).collect())
}

fn presets() -> Vec<Entry> {
    let entry = |preset: Preset| {
        let (name, what, source) = preset.about();
        Entry {
            name: name.to_owned(),
            about: format!("{what} [{source}]"),
            unit: String::new(),
            found_in: String::new(),
        }
    };
    Preset::ALL.into_iter().map(entry).collect()
}

fn metrics() -> Vec<Entry> {
    let mut all = table("timeseries.csv", CLASS_SERIES);
    all.extend(table("resources.csv", RESOURCE_SERIES));
    all.extend(table("services.csv, summary.json: services", SERVICE));
    all.extend(table("calls.csv, summary.json: calls", CALL));
    all.extend(table("links.csv, summary.json: links", LINK));
    all.extend(table("kept.csv, summary.json: kept (services with `durable` or `resources`)", KEPT));
    all.extend(table("summary.json: classes", CLASS_SUMMARY));
    all.extend(table("summary.json: run", RUN_SUMMARY));
    all.extend(table("studies: recovery", RECOVERY_SUMMARY));
    all
}

fn table<Of>(found_in: &str, metrics: &[Metric<Of>]) -> Vec<Entry> {
    let entry = |metric: &Metric<Of>| Entry {
        name: metric.name.to_owned(),
        about: metric.meaning.to_owned(),
        unit: metric.unit.name.to_owned(),
        found_in: found_in.to_owned(),
    };
    metrics.iter().map(entry).collect()
}

/// Checks scenarios and reports the problems of all of them.
pub fn check(scenarios: &[String], terminal: &Terminal) -> Result<(), Failure> {
    let mut problems = Vec::new();
    for name in scenarios {
        let checked = match name.ends_with(".claims.toml") {
            true => claims::check_file(name, terminal),
            false => load(name, &[], 1.0, terminal.color).map(|scenario| warn(&scenario, terminal.color)),
        };
        match checked {
            Ok(()) => {}
            Err(Failure::Usage(text)) => problems.push(text.trim_end().to_owned()),
            Err(
                other @ (Failure::Internal(_)
                | Failure::Disagreement(_)
                | Failure::Incomplete(_)
                | Failure::Contradicted(_)
                | Failure::Elsewhere(..)
                | Failure::Paused(_)
                | Failure::Interrupted
                | Failure::ReaderGone),
            ) => return Err(other),
        }
    }
    match problems.is_empty() {
        true => Ok(()),
        false => Err(Failure::Usage(problems.join("\n\n"))),
    }
}

/// Prints completions. They are made in memory first: clap's own writer panics when its reader has gone.
pub fn completions(shell: Shell) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "syncstorm", &mut script);
    let mut script = String::from_utf8_lossy(&script).into_owned();
    match shell {
        // clap names no values of positions for fish, and for zsh no files beside them.
        Shell::Fish => script += &fish_positions(),
        Shell::Zsh => {
            let names = catalog::names().join(" ");
            let files = format!(":{{_alternative \"names:scenario:({names})\" \"files:file:_files\"}}");
            script = script.replace(&format!(":({names})"), &files);
        }
        _ => {}
    }
    print(&script)
}

/// What can stand after each command, for fish.
fn fish_positions() -> String {
    let mut lines = String::new();
    for command in Arguments::command().get_subcommands() {
        let values = command.get_positionals().flat_map(clap::Arg::get_possible_values);
        let values: Vec<String> = values.map(|value| value.get_name().to_owned()).collect();
        if !values.is_empty() {
            let (name, values) = (command.get_name(), values.join(" "));
            lines += &format!("complete -c syncstorm -n \"__fish_seen_subcommand_from {name}\" -a \"{values}\"\n");
        }
    }
    lines
}
