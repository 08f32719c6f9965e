//! A study and a run that are ended, or refused by the disk, at every single call that changes a file. `strace` does it, call
//! by call. Oracle: the bytes of a process that nothing happened to.

use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

use crate::program::{files, succeeds};

const STUDY: [&str; 14] = [
    "sweep",
    "textbook/mm1",
    "--vary",
    "classes.customers.arrivals.rate=0.5 /s, 0.6 /s",
    "--set",
    "run.length=4 h",
    "--set",
    "run.warm_up=1 h",
    "--replications",
    "2",
    "--jobs",
    "1",
    "-q",
    "--force",
];
const RUN: [&str; 9] =
    ["run", "textbook/mm1", "--set", "run.length=4 h", "--set", "run.warm_up=1 h", "-q", "--no-report", "--force"];
/// Everything by which a folder comes to be, changes and goes.
const CALLS: [&str; 5] = ["/rename.*", "/fsync|fdatasync", "/unlink.*|rmdir", "/mkdir.*", "write"];

/// Whether there is an `strace` that may look at our own children. In our own checks its absence is a failure.
fn there_is_strace() -> bool {
    let probe = Command::new("strace").args(["-qq", "-o", "/dev/null", "true"]).status();
    let there = probe.is_ok_and(|status| status.success());
    assert!(there || std::env::var_os("SYNCSTORM_REQUIRE_STRACE").is_none(), "strace is not there");
    if !there {
        eprintln!("left out: no strace");
    }
    there
}

/// Runs the program; its so-manieth call of a kind does not happen, and what happens instead is `fault`. Gives how it ended,
/// and whether there was such a call.
fn hurt(folder: &Path, arguments: &[&str], (calls, fault, when): (&str, &str, usize)) -> (ExitStatus, bool) {
    let log = tempfile::NamedTempFile::new().expect("a file");
    let place = log.path().to_str().expect("UTF-8");
    let trace = format!("--trace={calls}");
    let inject = format!("--inject={calls}:{fault}:when={when}");
    let strace = ["-f", "-qq", "-o", place, &trace, &inject, env!("CARGO_BIN_EXE_syncstorm")];
    let mut command = Command::new("strace");
    command.current_dir(folder).args(strace).args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
    let status = command.status().expect("strace runs");
    let refused = std::fs::read_to_string(log.path()).expect("a log").contains("INJECTED");
    (status, refused || !status.success())
}

/// Hurts a command at every call of every kind; after each, the same command without harm has to make what it makes alone, and
/// leave nothing else. Gives how often it was hurt.
fn survives(here: &Path, arguments: &[&str], results: &str, fault: &str, prepared: &dyn Fn()) -> usize {
    let folder = |name: &'static str| [arguments, &["--out", name]].concat();
    succeeds(here, &folder("alone"));
    let whole = files(&here.join("alone").join(results));
    let mut hurts = 0;
    for calls in CALLS {
        for when in 1.. {
            prepared();
            let (status, happened) = hurt(here, &folder("hurt"), (calls, fault, when));
            let left = here.join("hurt").join(results);
            if status.success() {
                // There are no more such calls, or one that nothing depends on failed.
                assert_eq!(files(&left), whole, "{calls} {when} {fault}");
            }
            succeeds(here, &folder("hurt"));
            assert_eq!(files(&left), whole, "{calls} {when} {fault}");
            hidden_are_gone(here, calls, when);
            hidden_are_gone(&here.join("hurt"), calls, when);
            std::fs::remove_dir_all(here.join("hurt")).expect("a folder");
            assert!(when < 200, "{calls}: there is no end of it");
            if !happened {
                break;
            }
            hurts += 1;
        }
    }
    hurts
}

fn hidden_are_gone(folder: &Path, calls: &str, when: usize) {
    let names = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    let hidden: Vec<_> = names.filter(|name| name.to_string_lossy().starts_with('.')).collect();
    assert!(hidden.is_empty(), "{calls} {when}: {hidden:?}");
}

#[test]
fn a_study_survives_a_kill_at_every_call() {
    if there_is_strace() {
        let here = tempfile::tempdir().expect("a folder");
        assert!(survives(here.path(), &STUDY, "results", "signal=KILL", &|| {}) >= 20);
    }
}

#[test]
fn a_study_survives_a_disk_that_refuses_any_one_call() {
    if there_is_strace() {
        let here = tempfile::tempdir().expect("a folder");
        assert!(survives(here.path(), &STUDY, "results", "error=EIO", &|| {}) >= 20);
    }
}

/// A folder that holds an older run is replaced: the older one is there, or the newer one, and nothing between them.
#[test]
fn the_folder_of_a_run_is_replaced_in_spite_of_a_kill_at_every_call() {
    if there_is_strace() {
        let here = tempfile::tempdir().expect("a folder");
        let older = [&RUN[..], &["--seed", "7", "--out", "hurt"]].concat();
        let prepared = || drop(succeeds(here.path(), &older));
        assert!(survives(here.path(), &RUN, "", "signal=KILL", &prepared) >= 20);
    }
}

/// A finished study on a disk that takes nothing is read. Here the disk refuses the lock, with which every writing begins.
#[test]
fn a_finished_study_is_read_where_nothing_can_be_written() {
    if !there_is_strace() {
        return;
    }
    let here = tempfile::tempdir().expect("a folder");
    let study = [&STUDY[..], &["--out", "study"]].concat();
    let said = succeeds(here.path(), &study);
    let whole = files(&here.path().join("study/results"));
    let lock = here.path().canonicalize().expect("a path").join("study/.lock");
    let lock = lock.to_str().expect("UTF-8");
    let read_only = |arguments: &[&str]| {
        let strace = ["-f", "-qq", "-o", "/dev/null", "-P", lock, "-P", "study/.lock", "--trace=openat"];
        let mut command = Command::new("strace");
        command
            .current_dir(here.path())
            .args(strace)
            .args(["--inject=openat:error=EROFS", env!("CARGO_BIN_EXE_syncstorm")]);
        command.args(arguments).output().expect("strace runs")
    };
    let again = read_only(&study);
    assert!(again.status.success(), "{}", String::from_utf8_lossy(&again.stderr));
    assert_eq!(String::from_utf8_lossy(&again.stdout), said);
    assert_eq!(files(&here.path().join("study/results")), whole);
    // What is not finished there cannot be.
    std::fs::remove_dir_all(here.path().join("study/results")).expect("a folder");
    let lacking = read_only(&study);
    assert!(String::from_utf8_lossy(&lacking.stderr).contains("cannot write study/results"));
    assert_eq!(lacking.status.code(), Some(1));
}
