//! What somebody needs who picks the project up is true: every direct dependency is explained, every file that
//! `CONTRIBUTING.md` names is there, presets are listed whole, and what the paper says is what was found. Oracle: format
//! (`Cargo.toml`, the folder, the schema, the committed study).

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use syncstorm::model::retry::Preset;

fn read(file: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file))
        .unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The rows of all tables of a page, each as its fields.
fn rows(page: &str) -> Vec<Vec<&str>> {
    page.lines()
        .filter(|line| line.starts_with("| "))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect()
}

#[test]
fn every_direct_dependency_is_explained() {
    let manifest: toml::Table = read("Cargo.toml").parse().expect("TOML");
    // Those of one kind of system stand in tables of their own.
    let systems = manifest["target"].as_table().expect("a table").values().filter_map(toml::Value::as_table);
    let tables: Vec<&toml::Table> = systems.chain([&manifest]).collect();
    let names = |table: &str| {
        let there = tables.iter().filter_map(|of| of.get(table)?.as_table());
        there.flat_map(|table| table.keys().cloned()).collect::<BTreeSet<String>>()
    };
    let page = read("src/docs/dependencies.md");
    let (program, tests) = page.split_once("# Of the tests").expect("two tables");
    for (part, table) in [(program, "dependencies"), (tests, "dev-dependencies")] {
        let told: Vec<Vec<&str>> = rows(part).into_iter().filter(|row| row[0].starts_with('`')).collect();
        let explained: BTreeSet<String> = told.iter().map(|row| row[0].replace('`', "")).collect();
        assert_eq!(explained, names(table), "{table}");
        assert_eq!(explained.len(), told.len(), "one is told twice");
        for row in told {
            let file = row[2].replace('`', "");
            let text = read(&file);
            let spelled = row[0].replace('`', "").replace('-', "_");
            assert!(!row[1].is_empty() && text.contains(&spelled), "{file} does not name {spelled}");
        }
    }
}

/// Everything in backticks that is a path of this project.
fn paths(page: &str) -> Vec<&str> {
    let roots = ["src/", "tests/", "scenarios/", "benches/", ".ci/", ".github/"];
    let quoted = page.split('`').skip(1).step_by(2);
    quoted.filter(|text| roots.iter().any(|root| text.starts_with(root)) && !text.contains([' ', '<', '*'])).collect()
}

#[test]
fn every_file_that_is_named_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pages = vec!["README.md", "src/docs/dependencies.md", "src/docs/paper.md", "src/docs/trust.md"];
    if root.join(".github").is_dir() {
        pages.push(".github/CONTRIBUTING.md");
    } else {
        // A package of the crate has no hidden folders.
        eprintln!("left out: there is no .github here");
    }
    for page in pages {
        let text = read(page);
        let hidden = |path: &str| path.starts_with('.') && !root.join(".github").is_dir();
        let missing: Vec<&str> =
            paths(&text).into_iter().filter(|path| !hidden(path) && !root.join(path).exists()).collect();
        assert_eq!(missing, Vec::<&str>::new(), "{page}");
    }
}

/// A preset that is missing in `ALL`, or has another name in lists than in files, would be found by nobody.
#[test]
fn presets_are_listed_as_they_are_written() {
    let schema: serde_json::Value = serde_json::from_str(&syncstorm::scenario::schema::schema()).expect("JSON");
    let all = schema["$defs"]["Preset"]["oneOf"].as_array().expect("the presets of the schema");
    let written: Vec<&str> = all.iter().map(|preset| preset["const"].as_str().expect("a name")).collect();
    let listed: Vec<&str> = Preset::ALL.iter().map(|preset| preset.about().0).collect();
    assert_eq!(listed, written);
}

#[test]
fn the_paper_says_what_was_found() {
    let study: serde_json::Value =
        serde_json::from_str(&read("src/report/page/verdicts/outlook-2013.json")).expect("JSON");
    let page = read("src/docs/paper.md");
    let mut tested: Vec<Vec<&str>> = Vec::new();
    for claim in study["claims"].as_array().expect("claims") {
        let halves = claim["halves"].as_array().expect("halves").iter();
        let parts = halves.len();
        for part in halves.chain((parts == 0).then_some(claim)).filter(|part| part["verdict"] != "not testable") {
            let said = [&part["id"], &part["verdict"], &part["sentences"][0]];
            tested.push(said.map(|value| value.as_str().expect("words")).to_vec());
        }
    }
    let mut told = rows(&page);
    told.retain(|row| tested.iter().any(|part| part[0] == row[0]));
    assert_eq!(told, tested);
    let all = ["kept", "ran", "drawn"].map(|number| study[number].as_u64().expect("a number"));
    assert_eq!((all, study["scale"].as_f64()), ([201, 633, 1568], Some(0.1)), "as many worlds as the page says");
}
