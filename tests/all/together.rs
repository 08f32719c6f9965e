//! Several processes in one place, and processes that were ended in the middle of it. Oracle: one process alone.

use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};

use crate::program::{command, files, succeeds, syncstorm, trials};

const TINY: [&str; 7] =
    ["textbook/mm1", "--set", "run.length=1 h", "--set", "run.warm_up=10 min", "--set", "run.sample=5 min"];

fn begun(folder: &Path, arguments: &[&str]) -> Child {
    let mut command = command(folder, arguments);
    command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it starts")
}

fn all_succeed(children: Vec<Child>) {
    for child in children {
        let output = child.wait_with_output().expect("it ends");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Three processes do one study in one folder: all of its trials and results are there, and nothing else.
#[test]
fn several_processes_do_one_study() {
    let here = tempfile::tempdir().expect("a folder");
    let arguments = |out: &'static str| {
        [&["run"], &TINY[..], &["--replications", "12", "--jobs", "1", "-q", "--out", out]].concat()
    };
    succeeds(here.path(), &arguments("alone"));
    for _ in 0..4 {
        all_succeed((0..3).map(|_| begun(here.path(), &arguments("together"))).collect());
        let [alone, together] = ["alone", "together"].map(|folder| here.path().join(folder));
        assert_eq!(names(&together), names(&alone));
        assert_eq!(files(&together.join("results")), files(&alone.join("results")));
        assert_eq!(trials(&together), trials(&alone));
        fs::remove_dir_all(together).expect("it goes");
    }
}

/// Whoever wants to replace a study while it is worked on is refused, and the work loses nothing.
#[cfg(unix)]
#[test]
fn a_study_at_work_is_not_replaced() {
    let here = tempfile::tempdir().expect("a folder");
    let long = ["run", "metastable-cell", "--scale", "0.02", "--replications", "60", "--jobs", "1", "-q", "--out", "s"];
    let mut work = begun(here.path(), &long);
    while trials(&here.path().join("s")).is_empty() {
        assert!(work.try_wait().expect("a process").is_none(), "it has ended already");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let other = [&["run"], &TINY[..], &["--replications", "2", "-q", "--out", "s", "--force"]].concat();
    let output = syncstorm(here.path(), &other);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    work.kill().expect("it is ended");
    work.wait().expect("it ends");
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("another syncstorm is at work"), "{said}");
    // The killed one holds nothing any more.
    succeeds(here.path(), &other);
    assert_eq!(names(&here.path().join("s")), ["results", "runs", "study.json"]);
}

/// Six processes write one run: one of them does, and the others find it, or write the same.
#[test]
fn several_processes_write_one_run() {
    let here = tempfile::tempdir().expect("a folder");
    let arguments = |out: &'static str| [&["run"], &TINY[..], &["--no-report", "-q", "--out", out]].concat();
    succeeds(here.path(), &arguments("alone"));
    for _ in 0..4 {
        all_succeed((0..6).map(|_| begun(here.path(), &arguments("together"))).collect());
        assert_eq!(names(here.path()), ["alone", "together"]);
        let [alone, together] = ["alone", "together"].map(|folder| names(&here.path().join(folder)));
        assert_eq!(alone, together);
    }
}

/// A process was ended between the two steps in which a new folder takes the place of the old one.
#[test]
fn a_folder_that_was_moved_away_comes_back() {
    let here = tempfile::tempdir().expect("a folder");
    let arguments = [&["run"], &TINY[..], &["--no-report", "--out", "run"]].concat();
    succeeds(here.path(), &arguments);
    let (run, old, new) = (here.path().join("run"), here.path().join(".run.old-7"), here.path().join(".run.new-7"));
    for reader in [&arguments[..], &["report", "run", "-q"]] {
        fs::rename(&run, &old).expect("a folder");
        fs::create_dir(&new).expect("a folder");
        fs::write(new.join("half.csv"), "a,").expect("a file");
        succeeds(here.path(), reader);
        assert_eq!(names(here.path()), ["run"], "{reader:?}");
    }
    // The new one was in its place already: the old one goes.
    fs::create_dir(&old).expect("a folder");
    succeeds(here.path(), &arguments);
    assert_eq!(names(here.path()), ["run"]);
}
