//! The page of a run comes last: the run is written and told before, and stays whole whoever ends what follows.

#![cfg(all(unix, feature = "charts"))]

use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use crate::program::{command, files, succeeds, syncstorm};
use sha2::{Digest, Sha256};

/// So large that the runs beside it take seconds, and so short that the run itself takes few.
const RUN: [&str; 6] = ["run", "small.toml", "--out", "x", "--set", "run.length=40 h"];

/// A run that has told its story and plays the runs beside it.
fn told(folder: &Path) -> Child {
    let mut run = command(folder, &RUN).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    let mut story = Vec::new();
    let mut some = [0; 4096];
    while !String::from_utf8_lossy(&story).contains("Verdict: ") {
        let read = run.stdout.as_mut().expect("a stream").read(&mut some).expect("it is read");
        assert!(read > 0, "it ended without a story: {}", String::from_utf8_lossy(&story));
        story.extend(&some[..read]);
    }
    run
}

/// Every file that the manifest lists is there as it says, and no other. The answer is whether the page is among them.
fn is_whole_with_page(folder: &Path) -> bool {
    let there = files(folder);
    let manifest: serde_json::Value = serde_json::from_slice(&there["manifest.json"]).expect("JSON");
    let listed = manifest["files"].as_array().expect("files");
    for file in listed {
        let name = file["name"].as_str().expect("a name");
        let sum: String = Sha256::digest(&there[name]).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(file["sha256"], sum.as_str(), "{name}");
    }
    assert_eq!(there.len(), listed.len() + 1, "{:?}", there.keys());
    assert!(["summary.json", "timeseries.csv", "load.svg"].iter().all(|name| there.contains_key(*name)));
    there.contains_key("report.html")
}

fn signalled(mut run: Child, signal: &str) -> Output {
    assert!(run.try_wait().expect("a state").is_none(), "the page was there before it could be left out");
    let sent = Command::new("kill").args([signal, &run.id().to_string()]).status().expect("there is a kill");
    assert!(sent.success());
    run.wait_with_output().expect("it ends")
}

#[test]
fn whoever_leaves_the_page_out_keeps_the_run() {
    let here = tempfile::tempdir().expect("a folder");
    succeeds(here.path(), &["init", "small.toml"]);
    let folder = here.path().join("x");
    for signal in ["-INT", "-TERM"] {
        let run = told(here.path());
        assert!(!is_whole_with_page(&folder), "the page was there before the story");
        let output = signalled(run, signal);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{signal}: {said}");
        assert!(said.contains("the page was left out; `syncstorm report x` makes it"), "{signal}: {said}");
        assert!(!is_whole_with_page(&folder), "{signal}");
    }
    succeeds(here.path(), &["report", "x"]);
    assert!(is_whole_with_page(&folder), "`report` completes the folder");
    // The page that is there is kept; nothing is played a second time for it.
    let again = syncstorm(here.path(), &RUN);
    let said = String::from_utf8_lossy(&again.stderr);
    assert!(
        said.contains("x: up to date") && said.contains("open x/report.html") && !said.contains("beside"),
        "{said}"
    );
    assert_eq!(std::fs::read_dir(here.path()).expect("the folder").count(), 2, "nothing is left beside");
}

#[test]
fn a_run_that_is_killed_over_its_page_can_be_completed() {
    let here = tempfile::tempdir().expect("a folder");
    succeeds(here.path(), &["init", "small.toml"]);
    let folder = here.path().join("x");
    signalled(told(here.path()), "-KILL");
    assert!(!is_whole_with_page(&folder));
    succeeds(here.path(), &["report", "x"]);
    assert!(is_whole_with_page(&folder));
    // Killed between the page and the manifest that lists it: the page is known as ours, and the manifest follows.
    let whole = std::fs::read_to_string(folder.join("manifest.json")).expect("a manifest");
    let mut manifest: serde_json::Value = serde_json::from_str(&whole).expect("JSON");
    manifest["files"].as_array_mut().expect("files").retain(|file| file["name"] != "report.html");
    std::fs::write(folder.join("manifest.json"), manifest.to_string()).expect("written");
    succeeds(here.path(), &RUN);
    assert!(is_whole_with_page(&folder));
    // A page of somebody else is left alone.
    std::fs::write(folder.join("report.html"), "mine").expect("written");
    assert_eq!(syncstorm(here.path(), &["report", "x"]).status.code(), Some(2));
    assert_eq!(std::fs::read_to_string(folder.join("report.html")).expect("there"), "mine");
}
