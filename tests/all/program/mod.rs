//! The program as its user runs it, and the files that it writes.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

/// The program with these arguments, in a folder.
pub fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_syncstorm"));
    command.current_dir(folder).args(arguments);
    command
}

/// Runs the program to its end.
pub fn syncstorm(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().expect("the program runs")
}

/// Runs the program, which has to succeed, and gives its stdout.
pub fn succeeds(folder: &Path, arguments: &[&str]) -> String {
    let output = syncstorm(folder, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Name and bytes of every file of a folder.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let file = |entry: std::io::Result<std::fs::DirEntry>| {
        let entry = entry.expect("an entry");
        (entry.file_name().to_string_lossy().into_owned(), std::fs::read(entry.path()).expect("a file"))
    };
    entries.map(file).collect()
}

/// The finished trials of a study by point and seed, as they stand in its segments; a line that is not whole does not count.
pub fn trials(study: &Path) -> BTreeMap<String, String> {
    let mut trials = BTreeMap::new();
    for text in files_if_any(&study.join("runs")) {
        let text = String::from_utf8(text).expect("UTF-8");
        for line in text.split_inclusive('\n').skip(1).filter_map(|line| line.strip_suffix('\n')) {
            let parts: Vec<&str> = line.splitn(5, ' ').collect();
            trials.insert(format!("{} {}", parts[2], parts[3]), line.to_owned());
        }
    }
    trials
}

fn files_if_any(folder: &Path) -> Vec<Vec<u8>> {
    if folder.is_dir() { files(folder).into_values().collect() } else { Vec::new() }
}
