//! The import rule and the style of the house, as a test. Oracle: format (the rules in `src/lib.rs`).

mod circles;
mod functions;
mod wording;

use std::fs;
use std::path::{Path, PathBuf};

const LAYERS: [&str; 11] =
    ["units", "draw", "engine", "theory", "model", "measure", "scenario", "experiment", "report", "page", "cli"];
/// Names of the outside world, which only the outermost layers may touch.
const OUTSIDE: [&str; 8] =
    ["std::fs", "std::net", "std::time::Instant", "SystemTime", "println!", "print!", "eprintln!", "eprint!"];

/// Everything in a file of `src` that breaks a rule. `path` is relative to `src`.
fn violations(path: &str, text: &str) -> Vec<String> {
    let own = path.split(['/', '.']).next().unwrap_or_default();
    let rank = LAYERS.iter().position(|layer| *layer == own);
    // The crate root is a map, not a layer: it may name everything.
    let rank = rank.unwrap_or(LAYERS.len());
    let draws = ["draw/marks.rs", "draw/raster.rs", "draw/svg.rs"].contains(&path);
    let outermost = ["cli", "main"].contains(&own);
    let depth = path.trim_end_matches("/mod.rs").split('/').count();
    let mut found = Vec::new();
    let mut inside_tests = 0;
    for (number, line) in text.lines().enumerate() {
        // A unit-test module is one level deeper, so `super::` reaches one level less far.
        inside_tests = if line.starts_with("mod tests") { 1 } else { inside_tests };
        let code = line.split("//").next().unwrap_or_default();
        let mut complain = |what: &str| found.push(format!("{path}:{}: {what}: {}", number + 1, line.trim()));
        for part in code.split("crate::").skip(1) {
            let target = part.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
            match LAYERS.iter().position(|layer| *layer == target) {
                None => complain("a path from the root must name one layer"),
                Some(wanted) if wanted > rank => complain("a layer to the right"),
                Some(_) if target == "theory" && (own == "model" || own == "measure") => complain("theory"),
                Some(_) if target == "draw" && ["engine", "theory", "model", "measure"].contains(&own) => {
                    complain("draw")
                }
                Some(_) => {}
            }
        }
        if code.contains(&"super::".repeat(depth + inside_tests)) {
            complain("`super` leaves the layer");
        }
        if code.contains("plotters") && !draws {
            complain("plotters");
        }
        let grouped = code.split("std::{").nth(1).unwrap_or_default();
        let mut grouped = grouped.split(|c: char| !c.is_alphanumeric());
        if !outermost && (OUTSIDE.iter().any(|name| code.contains(name)) || grouped.any(|n| ["fs", "net"].contains(&n)))
        {
            complain("the outside world");
        }
    }
    let tests = text.lines().position(|line| line.starts_with("#[cfg(test)]") && path != "scenario/mod.rs");
    let lines = tests.unwrap_or(text.lines().count());
    if lines > 400 {
        found.push(format!("{path}: {lines} lines"));
    }
    found
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of src") {
        let path = entry.expect("an entry of src").path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// Every file of `src`: its path below it, and its text.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    files(&root, &mut paths);
    assert!(paths.len() > 50, "only {} files were found", paths.len());
    let source = |path: &PathBuf| {
        let name = path.strip_prefix(&root).expect("below src").to_string_lossy().replace('\\', "/");
        (name, fs::read_to_string(path).expect("a source file"))
    };
    paths.iter().map(source).collect()
}

/// Files that name each other in a circle and are not apart yet. A new circle fails, and so does one that is no longer.
const KNOWN_CIRCLES: [&[&str]; 0] = [];

#[test]
fn no_files_name_each_other_in_a_circle() {
    let found = circles::circles(&sources());
    let known = |circle: &&Vec<String>| KNOWN_CIRCLES.iter().any(|known| circle.iter().eq(known.iter()));
    let new: Vec<String> = found.iter().filter(|circle| !known(circle)).map(|circle| circle.join(" ")).collect();
    assert!(new.is_empty(), "new circles:\n{}", new.join("\n"));
    let mended = KNOWN_CIRCLES.iter().filter(|known| !found.iter().any(|circle| circle.iter().eq(known.iter())));
    let mended: Vec<String> = mended.map(|circle| circle.join(" ")).collect();
    assert!(mended.is_empty(), "no longer circles, take them from the list:\n{}", mended.join("\n"));
}

/// Functions that are longer than 60 lines, each with the reason why it stays so.
const KNOWN_LONG: [(&str, &str); 0] = [];
/// Matches on our own enums with a bare `_` arm, which no new variant would make anybody look at, each with its reason.
const KNOWN_WILDCARDS: [(&str, &str); 0] = [];

/// What is found is what is known: nothing new, and nothing that has been mended.
fn assert_known(found: &[String], known: &[(&str, &str)]) {
    let new: Vec<&String> = found.iter().filter(|one| !known.iter().any(|(known, _)| *one == known)).collect();
    assert!(new.is_empty(), "new:\n{new:#?}");
    let mended: Vec<_> = known.iter().filter(|(known, _)| !found.iter().any(|one| one == known)).collect();
    assert!(mended.is_empty(), "mended, take them from the list:\n{mended:#?}");
}

#[test]
fn no_function_is_long() {
    let found: Vec<String> = sources().iter().flat_map(|(name, text)| functions::long(name, text)).collect();
    assert_known(&found, &KNOWN_LONG);
}

#[test]
fn no_match_passes_over_our_own_variants() {
    let sources = sources();
    let enums = functions::enums(&sources);
    assert!(enums.len() > 80, "only {} enums were found", enums.len());
    let found: Vec<String> = sources.iter().flat_map(|(name, text)| functions::wildcards(name, text, &enums)).collect();
    assert_known(&found, &KNOWN_WILDCARDS);
}

/// The checkers themselves: bad texts, and good ones beside them.
#[test]
fn the_checks_of_functions_bite() {
    let function = |lines: usize| format!("impl X {{\n    fn f<T>(a: [u8; 3]) {{\n{}    }}\n}}\n", "\n".repeat(lines));
    assert_eq!(functions::long("a/b.rs", &function(59)), ["a/b.rs: f: 61 lines"]);
    for good in [
        function(58),
        format!("#[cfg(test)]\nmod tests {{\n{}}}", function(99)),
        format!("fn g() {{ \"{{\"; '{{'; r#\"\"{{\"#; // {{\n }}\n{}", "\n".repeat(99)),
        format!("trait T {{ fn f(&self);\n{}}}", "\n".repeat(99)),
    ] {
        assert_eq!(functions::long("a/b.rs", &good), Vec::<String>::new(), "{good}");
    }
    assert_eq!(functions::long("a/tests.rs", &function(99)), Vec::<String>::new());

    let defined = [("a.rs".to_owned(), "pub enum Kind { A }\n// enum Other {}\n".to_owned())];
    let enums = functions::enums(&defined);
    assert_eq!(enums.iter().collect::<Vec<_>>(), ["Kind"]);
    let inside = |text: &str| functions::wildcards("a.rs", &format!("fn f() {{ {text} }}"), &enums);
    for bad in [
        "match kind { Kind::Aaa => 1, _ => 2 }",
        "match kind { Kind::Aaa if a == b => { 1 } _ => 2 }",
        "match (a, b) { (Some(Kind::Aaa), 1) => f(|_| 1), _ => {} }",
        "match self { Self::Aaa => 1, _ => 2 }",
        "match g(1, match a { 1 => 2, _ => 3 }) { crate::x::Kind::Aaa { b, .. } => S { b }, _ => S { b: 1 } }",
        "use crate::x::Kind as K; match a { K::Aaa => 1, _ => 2 }",
    ] {
        assert_eq!(inside(bad), ["a.rs: f"], "{bad}");
    }
    for good in [
        "match kind { Kind::Aaa => 1, Kind::Bbb => 2 }",
        "match kind { Kind::Aaa => 1, _ if c => 2, Kind::Bbb => 3 }",
        "match (kind, a) { (Kind::Aaa, _) => 1, (_, Some(_)) => 2, (Kind::Bbb, None) => 3 }",
        "match kind { Kind::Aaa => match a { 1 => 2, _ => 3 }, Kind::Bbb => 2 }",
        "match a { 1 => Kind::Aaa, _ => Kind::Bbb }",
        "match a { 1 if a == Kind::Aaa => 1, _ => 2 }",
        "match a { Kind::MOST => 1, _ => 2 }",
        "match a { toml::Kind::Aaa => 1, OtherKind::Aaa => 1, _ => 2 }",
        "\"match kind { Kind::Aaa => 1, _ => 2 }\"",
    ] {
        assert_eq!(inside(good), Vec::<String>::new(), "{good}");
    }
}

/// Rooms whose sentences stand in text files beside the Rust files that put numbers into them.
const WORDED: [&str; 7] = [
    "report/charts/",
    "report/claims/",
    "report/lesson/",
    "report/page/",
    "report/picture/",
    "report/story/",
    "report/study/",
];

#[test]
fn wording_is_in_templates() {
    let sources = sources();
    let is_worded = |(name, _): &&(String, String)| WORDED.iter().any(|room| name.starts_with(room));
    let worded: Vec<_> = sources.iter().filter(is_worded).collect();
    assert!(WORDED.iter().all(|room| worded.iter().any(|(name, _)| name.starts_with(room))), "a room is empty");
    let found: Vec<String> = worded.iter().flat_map(|(name, text)| wording::sentences(name, text)).collect();
    assert!(found.is_empty(), "sentences that belong into a template:\n{}", found.join("\n"));
}

/// The checker itself: a bad text, and good ones beside it.
#[test]
fn the_check_of_wording_bites() {
    let inside = |text: &str| wording::sentences("a.rs", &format!("fn f() {{ {text} }}"));
    for bad in [
        "format!(\"the cell is down for {hours}, and so on\")",
        "r#\"Nobody here knows why it fell.\"#",
        "\"<b class=x>the cell is down</b> for hours, and so on\"",
        "\"loads < 1 are those that it can carry\"",
    ] {
        assert_eq!(inside(bad).len(), 1, "{bad}");
    }
    for good in [
        "format!(\"{a} of {b} runs, {c} … {d}: {e} {f}\")",
        "x.expect(\"a programmer reads this, and no reader does\")",
        "// \"the cell is down for hours, and so on\"",
        "words!(\"story/classes.txt\", \"fall\", { fell: f64 })",
        "format!(\"<text x={x} y={y} fill={fill} role=img class=said lang=en>{text}</text>\")",
    ] {
        assert_eq!(inside(good), Vec::<String>::new(), "{good}");
    }
}

#[test]
fn every_file_keeps_the_rules() {
    let found: Vec<String> = sources().iter().flat_map(|(name, text)| violations(name, text)).collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

/// The checker itself: one bad file for every rule, and good ones beside them.
#[test]
fn every_rule_bites() {
    for (path, text) in [
        ("model/cell/mod.rs", "use crate::measure::Series;"),
        ("units/time.rs", "fn f() -> crate::engine::Agenda {}"),
        ("measure/series.rs", "use crate::theory::erlang;"),
        ("draw/figure.rs", "use crate::measure::Phase;"),
        ("measure/phase.rs", "use crate::draw::ink::Rgb;"),
        ("engine/mod.rs", "use crate::{units, model};"),
        ("model/mod.rs", "use super::report::Figure;"),
        ("model/cell/mod.rs", "use super::super::report::Figure;"),
        ("draw/figure.rs", "use plotters::prelude::*;"),
        ("report/text.rs", "println!(\"done\");"),
        ("experiment/run.rs", "let begun = std::time::Instant::now();"),
        ("scenario/load.rs", "use std::{fs, io};"),
    ] {
        assert_eq!(violations(path, text).len(), 1, "{path}: {text}");
    }
    assert_eq!(violations("units/long.rs", &"\n".repeat(401)).len(), 1);
    for (path, text) in [
        ("measure/series.rs", "use crate::model::Cell; // not crate::theory"),
        ("theory/queue.rs", "use crate::engine::Distribution;"),
        ("draw/svg.rs", "use plotters::prelude::*;"),
        ("cli/run.rs", "println!(\"done\");"),
        ("model/cell/mod.rs", "use super::client::Client;"),
        ("model/mod.rs", "#[cfg(test)]\nmod tests {\n    use super::Cell;\n}"),
    ] {
        assert_eq!(violations(path, text), Vec::<String>::new(), "{path}: {text}");
    }
    assert!(violations("units/long.rs", &("\n".repeat(300) + "#[cfg(test)]" + &"\n".repeat(300))).is_empty());
}
