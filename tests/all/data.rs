//! The page that goes on in pandas and DuckDB: its lines run on what its commands write, and print what stands in the files.
//! Oracle: the same numbers, read from the files by other code.
//!
//! They need Python with `pandas` and `duckdb`: `python3`, or the one that `SYNCSTORM_PYTHON` names. Without it they are left
//! out, and say so; with `SYNCSTORM_REQUIRE_DATA=1` that is a failure.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use crate::program::succeeds;
use crate::readme::words;
use serde_json::Value;

const PAGE: &str = include_str!("../../src/docs/data.md");

/// What follows the lines of the page: their results as JSON.
const PANDAS: &str = r#"
print("==")
shares = runs.groupby("network.capacity")["recovery.recovered"].agg(["mean", "count"])
print(json.dumps([wide.min().to_dict(), summary["recovery"]["verdict"], {at: [row["mean"], row["count"]] for at, row in shares.iterrows()}]))
"#;
const DUCKDB: &str = r#"
import duckdb, json, sys
parts = [duckdb.sql(part).fetchall() for part in sys.argv[1].split(";") if part.strip()]
print("==")
print(json.dumps([{row[0]: row[1] for row in parts[0]}, parts[1][0][0], {row[0]: [row[1], row[2]] for row in parts[2]}]))
"#;

fn block(language: &str) -> &'static str {
    let (_, after) = PAGE.split_once(&format!("```{language}\n")).expect("a block");
    after.split_once("```").expect("its end").0
}

/// Python, if it has this module; without it, either said or a failure.
fn python(module: &str) -> Option<OsString> {
    let python = std::env::var_os("SYNCSTORM_PYTHON").unwrap_or_else(|| "python3".into());
    let has = Command::new(&python).args(["-c", &format!("import {module}")]).output();
    if has.is_ok_and(|output| output.status.success()) {
        return Some(python);
    }
    let required = std::env::var_os("SYNCSTORM_REQUIRE_DATA").is_some_and(|value| !value.is_empty() && value != "0");
    assert!(!required, "{} has no {module}", python.display());
    eprintln!("left out: {} has no {module} (pip install {module})", python.display());
    None
}

/// What a program of Python printed after the mark.
fn printed(folder: &Path, python: &OsString, arguments: &[&str]) -> Value {
    let output = Command::new(python).arg("-c").args(arguments).current_dir(folder).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).expect("UTF-8");
    let (_, after) = said.split_once("==").expect("the mark");
    serde_json::from_str(after).expect("JSON")
}

fn table(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).expect("a CSV file");
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

/// The same, from the files: the lowest availability of each class, the verdict, and of each capacity the share of decided
/// runs that recover and how many are decided.
fn expected(folder: &Path) -> Value {
    let mut lowest = BTreeMap::<String, f64>::new();
    for row in table(&folder.join("run/timeseries.csv")) {
        let Ok(value) = row["availability"].parse::<f64>() else { continue };
        let least = lowest.entry(row["class"].clone()).or_insert(value);
        *least = least.min(value);
    }
    let summary = std::fs::read_to_string(folder.join("run/summary.json")).expect("a summary");
    let summary: Value = serde_json::from_str(&summary).expect("JSON");
    let mut shares = BTreeMap::<String, (f64, u32)>::new();
    for row in table(&folder.join("sweep/results/runs.csv")) {
        let (sum, decided) = shares.entry(row["network.capacity"].clone()).or_default();
        let Ok(recovered) = row["recovery.recovered"].parse::<f64>() else { continue };
        *sum += recovered;
        *decided += 1;
    }
    assert_eq!((lowest.len(), shares.len()), (2, 2), "{lowest:?} {shares:?}");
    let shares: BTreeMap<String, [f64; 2]> =
        shares.into_iter().map(|(at, (sum, of))| (at, [sum / f64::from(of), f64::from(of)])).collect();
    serde_json::json!([lowest, summary["recovery"]["verdict"], shares])
}

/// Numbers are numbers, whether or not they are written with a point.
fn as_floats(value: &Value) -> Value {
    match value {
        Value::Number(number) => Value::from(number.as_f64()),
        Value::Array(all) => all.iter().map(as_floats).collect(),
        Value::Object(all) => all.iter().map(|(key, value)| (key.clone(), as_floats(value))).collect(),
        Value::Null | Value::Bool(_) | Value::String(_) => value.clone(),
    }
}

#[test]
fn its_lines_print_what_stands_in_the_files() {
    let folder = tempfile::tempdir().expect("a folder");
    for line in block("sh").lines() {
        let words = words(line);
        let mut words: Vec<&str> = words[1..].iter().map(String::as_str).collect();
        if words[0] == "run" {
            words.push("--no-report");
        }
        succeeds(folder.path(), &words);
    }
    let expected = as_floats(&expected(folder.path()));
    if let Some(python) = python("pandas") {
        let program = block("python").to_owned() + PANDAS;
        assert_eq!(as_floats(&printed(folder.path(), &python, &[&program])), expected, "pandas");
    }
    if let Some(python) = python("duckdb") {
        assert_eq!(as_floats(&printed(folder.path(), &python, &[DUCKDB, block("sql")])), expected, "DuckDB");
    }
}
