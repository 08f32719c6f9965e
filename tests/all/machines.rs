//! Studies in parts, by several processes. Oracle: the command alone, byte for byte.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

use crate::program::{command, files, succeeds, syncstorm, trials};

const SWEEP: [&str; 12] = [
    "sweep",
    "textbook/mm1",
    "--vary",
    "classes.customers.arrivals.rate=0.1..0.8 /s:lin4",
    "--replications",
    "3",
    "--set",
    "run.length=2 h",
    "--set",
    "run.warm_up=10 min",
    "--set",
    "run.sample=5 min",
];

fn results(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    files(&folder.join("results"))
}

fn plan(here: &Path, out: &str, parts: &str, study: &[&str]) -> String {
    succeeds(here, &[&["plan", out, "--parts", parts], study].concat())
}

fn work(here: &Path, out: &str, shard: &str) {
    succeeds(here, &["work", out, "--shard", shard, "-q"]);
}

fn error(output: &Output, code: i32) -> String {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{said}");
    said
}

#[test]
fn parts_in_any_order_give_what_one_machine_gives() {
    let here = tempfile::tempdir().expect("a folder");
    let here = here.path();
    let alone = succeeds(here, &[&SWEEP[..], &["--out", "alone", "-q"]].concat());
    let said = plan(here, "study", "5", &SWEEP);
    assert!(said.contains("12 runs, of which 11 are left") && said.contains("5 parts"), "{said}");
    // The run in the middle was made at once.
    assert_eq!(trials(&here.join("study")).len(), 1);
    let missing = error(&syncstorm(here, &["merge", "study"]), 3);
    assert!(missing.contains("11 of 12 runs are missing, of parts 1-5 of 5"), "{missing}");
    for shard in ["4/5", "2/5", "4/5", "5/5"] {
        work(here, "study", shard);
    }
    let missing = error(&syncstorm(here, &["merge", "study"]), 3);
    assert!(missing.contains("of parts 1,3 of 5") && missing.contains("--only 1,3"), "{missing}");
    assert!(!here.join("study/results").exists());
    let status = succeeds(here, &["status", "study"]);
    assert!(status.contains("7 runs are finished, in 4 files") && status.contains("12 in 5 parts"), "{status}");
    // An engine says which part it is.
    for (name, value) in [("SLURM_ARRAY_TASK_ID", "3"), ("JOB_COMPLETION_INDEX", "0")] {
        let output = command(here, &["work", "study"]).env(name, value).output().expect("the program runs");
        let said = error(&output, 0);
        assert!(said.contains("of 5, as "), "{said}");
    }
    assert_eq!(succeeds(here, &["merge", "study"]), alone);
    assert_eq!(results(&here.join("study")), results(&here.join("alone")));
    assert_eq!(trials(&here.join("study")), trials(&here.join("alone")));
    assert!(succeeds(here, &["status", "study"]).starts_with("done"));
    // More parts than runs are said: some would start for nothing.
    let said = error(&syncstorm(here, &[&["plan", "many", "--parts", "15"], &SWEEP[..]].concat()), 0);
    assert!(said.contains("warning: 3 of 15 parts have nothing to run"), "{said}");
    // Planned once more, nothing is left to run.
    assert!(plan(here, "study", "5", &SWEEP).contains("nothing is left to run"));
}

/// A search decides by its runs which ones come next: part by part, round by round.
#[test]
fn a_search_goes_round_by_round() {
    let here = tempfile::tempdir().expect("a folder");
    let here = here.path();
    let ask = [
        "find",
        "textbook/mm1",
        "--set",
        "run.length=2 h",
        "--vary",
        "classes.customers.arrivals.rate=0.2..0.9 /s",
        "--passes",
        "run.queue_length <= 1",
        "--probability",
        "0.8",
    ];
    let alone = succeeds(here, &[&ask[..], &["--out", "alone", "-q"]].concat());
    plan(here, "study", "2", &ask);
    let mut rounds = 0;
    loop {
        let merged = syncstorm(here, &["merge", "study"]);
        if merged.status.success() {
            assert_eq!(String::from_utf8_lossy(&merged.stdout), alone);
            break;
        }
        assert!(error(&merged, 3).contains("runs are missing"));
        work(here, "study", "1/2");
        work(here, "study", "2/2");
        rounds += 1;
        assert!(rounds < 200, "it goes on");
    }
    assert!(rounds > 1, "{rounds}");
    assert_eq!(results(&here.join("study")), results(&here.join("alone")));
}

#[cfg(unix)]
#[test]
fn killed_workers_lose_nothing() {
    let here = tempfile::tempdir().expect("a folder");
    let here = here.path();
    let study = ["run", "metastable-cell", "--scale", "0.02", "--replications", "24", "--jobs", "1"];
    plan(here, "study", "2", &study);
    for part in ["1/2", "2/2", "1/2"] {
        let mut worker = command(here, &["work", "study", "--shard", part, "-q"]).spawn().expect("it starts");
        let before = trials(&here.join("study")).len();
        while trials(&here.join("study")).len() == before && worker.try_wait().expect("a state").is_none() {
            std::thread::sleep(std::time::Duration::from_millis(3));
        }
        worker.kill().expect("killed");
        worker.wait().expect("it ends");
    }
    let kept = trials(&here.join("study"));
    assert!(kept.len() > 3 && kept.len() < 24, "{}", kept.len());
    // Both at once, the first one twice.
    let begin = |part| command(here, &["work", "study", "--shard", part, "-q"]).spawn().expect("it starts");
    for mut worker in ["1/2", "2/2", "1/2"].map(begin) {
        assert!(worker.wait().expect("it ends").success());
    }
    succeeds(here, &["merge", "study"]);
    let all = trials(&here.join("study"));
    assert_eq!(all.len(), 24);
    assert!(kept.iter().all(|(name, line)| all[name] == *line));
}

#[test]
fn what_is_handed_over_is_what_engines_read() {
    let here = tempfile::tempdir().expect("a folder");
    let here = here.path();
    plan(here, "my.study", "4", &SWEEP);
    let said = succeeds(
        here,
        &["submit", "my.study", "--on", "slurm", "--dry-run", "--only", "2-3", "--option=--partition=short"],
    );
    assert!(said.contains("--dependency=afterany:") && said.contains("--partition=short"), "{said}");
    let script = std::fs::read_to_string(here.join("my.study/jobs/array.sh")).expect("a script");
    assert!(
        script.contains("#SBATCH --array=2-3\n") && script.contains(" work ") && script.starts_with("#!/bin/sh\n"),
        "{script}"
    );
    succeeds(
        here,
        &["submit", "my.study", "--on", "kubernetes", "--image", "registry.example.org/s:1", "--claim", "studies"],
    );
    let manifest = std::fs::read_to_string(here.join("my.study/jobs/job.yaml")).expect("a manifest");
    assert!(manifest.contains("completions: 4\n") && manifest.contains("name: syncstorm-my-study\n"), "{manifest}");
    let said = succeeds(here, &["submit", "my.study", "--on", "parallel", "--dry-run"]);
    assert!(said.contains("parallel") && said.contains("merge"), "{said}");
    // The lines of the list are commands of a shell, whichever program runs them.
    let list = std::fs::read_to_string(here.join("my.study/jobs/parts.txt")).expect("a list");
    assert_eq!(list.lines().count(), 4);
    if cfg!(unix) {
        for line in list.lines() {
            assert!(Command::new("sh").args(["-c", line]).status().expect("a shell").success(), "{line}");
        }
        succeeds(here, &["merge", "my.study"]);
    }
}

#[test]
fn what_cannot_be_planned_is_refused() {
    let here = tempfile::tempdir().expect("a folder");
    let here = here.path();
    for (arguments, says) in [
        (&["plan", "s", "run", "textbook/mm1"][..], "makes no study of many runs"),
        (&["plan", "s", "list"], "makes no study of many runs"),
        (&["plan", "s", "sweep", "no-such-thing", "--vary", "run.length=1 h,2 h"], "no-such-thing"),
        (&["plan", "s", "sweep", "textbook/mm1", "--vary", "run.length=1 h,2 h", "--out", "t"], "--out"),
        (&["work", "nowhere"], "holds no planned study"),
        (&["merge", "nowhere"], "holds no planned study"),
    ] {
        let said = error(&syncstorm(here, arguments), 2);
        assert!(said.contains(says), "{arguments:?}: {says}\n{said}");
    }
    plan(here, "s", "2", &SWEEP);
    let two = command(here, &["work", "s"]).env("SLURM_ARRAY_TASK_ID", "1").env("PBS_ARRAY_INDEX", "1").output();
    assert!(error(&two.expect("it runs"), 2).contains("both say which part this is"));
    let beyond = command(here, &["work", "s"]).env("SLURM_ARRAY_TASK_ID", "3").output();
    assert!(error(&beyond.expect("it runs"), 2).contains("the study has 2"));
    let said = error(&syncstorm(here, &["submit", "s", "--on", "slurm", "--dry-run", "--only", "3"]), 2);
    assert!(said.contains("there is no part 3"), "{said}");
    // Another version does not work on it.
    let job = std::fs::read_to_string(here.join("s/job.json")).expect("a job");
    let other = job.replacen("\"version\": \"", "\"version\": \"0.0.", 1);
    std::fs::write(here.join("s/job.json"), other).expect("written");
    assert!(error(&syncstorm(here, &["work", "s"]), 2).contains("was planned by syncstorm 0.0."));
}
