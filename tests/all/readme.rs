//! The README is true: its console blocks are run, its other commands exist. Oracle: format (the page itself).

use std::fs;
use std::path::Path;
use std::process::Command;

fn readme() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("the README")
}

/// The lines of all blocks fenced with exactly this language.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut within = false;
    for line in page.lines() {
        match line.strip_prefix("```") {
            Some(fence) => within = !within && fence == language,
            None if within => found.push(line.to_owned()),
            None => {}
        }
    }
    found
}

/// Words as a shell makes them, as far as the README goes: double quotes and a comment at the end.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for character in line.split(" #").next().unwrap_or_default().chars() {
        match character {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            other => words.last_mut().expect("never empty").push(other),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn console_blocks_print_what_they_show() {
    // A folder of its own: the commands write files.
    let here = tempfile::tempdir().expect("a folder");
    let page = here.path().join("README.md");
    fs::write(&page, readme()).expect("a copy of the page");
    fs::create_dir(here.path().join("README.in")).expect("where its commands run");
    trycmd::TestCases::new().register_bin("syncstorm", Path::new(env!("CARGO_BIN_EXE_syncstorm"))).case(&page);
}

#[test]
fn every_other_command_exists() {
    let here = tempfile::tempdir().expect("a folder");
    fs::write(here.path().join("my.toml"), blocks(&readme(), "toml").join("\n")).expect("the scenario of the page");
    let mut tried = 0;
    for line in blocks(&readme(), "sh").iter().filter(|line| !line.starts_with('#') && *line != "cargo test") {
        let line = line.strip_prefix("cargo run --release --").or(line.strip_prefix("syncstorm"));
        let mut arguments = words(line.expect("a command of ours"));
        if arguments[0] == "run" {
            arguments.push("--dry-run".to_owned());
        }
        let output = Command::new(env!("CARGO_BIN_EXE_syncstorm")).args(&arguments).current_dir(here.path()).output();
        let output = output.expect("it starts");
        assert!(output.status.success(), "{arguments:?}\n{}", String::from_utf8_lossy(&output.stderr));
        tried += 1;
    }
    assert_eq!(tried, 14, "the README has as many commands as this test expects");
}
