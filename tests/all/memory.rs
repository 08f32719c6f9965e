//! What a run takes of the memory is said before it begins. Oracle: what the system says that the process had at most.

use std::fs;
use std::path::Path;

use syncstorm::scenario::{Scenario, catalog};

use crate::program::{command, succeeds, syncstorm};

/// A run with many clients, and one of few that is written down very often.
const LARGE: [(&str, f64, &[&str]); 2] = [
    (
        "outlook-2013",
        16.0,
        &[
            "timeline.failure.enabled=false",
            "timeline.failure_spreads.enabled=false",
            "timeline.block.enabled=false",
            "timeline.repair.enabled=false",
            "timeline.restore.enabled=false",
            "run.length=20 min",
            "run.warm_up=10 min",
        ],
    ),
    (
        "textbook/mm1",
        1.0,
        &["run.length=40000 h", "run.warm_up=1 h", "run.sample=1 h", "classes.customers.arrivals.rate=2 /h"],
    ),
];

fn estimate(name: &str, scale: f64, set: &[&str]) -> u64 {
    let fetch = &mut |name: &str| catalog::find(name).map(str::to_owned).ok_or_else(|| name.to_owned());
    let set: Vec<String> = set.iter().map(|one| (*one).to_owned()).collect();
    let scenario =
        Scenario::load(name, fetch, &set, scale).unwrap_or_else(|refused| panic!("{}", refused.render(false)));
    scenario.document.plan().footprint().0
}

fn arguments<'a>(name: &'a str, scale: &'a str, set: &[&'a str]) -> Vec<&'a str> {
    let mut arguments = vec!["run", name, "--scale", scale, "--no-report", "-q", "--out", "run", "--force"];
    arguments.extend(set.iter().flat_map(|one| ["--set", one]));
    arguments
}

/// The most that a run had, as the system counts it while it runs; the last look may come a little too early.
#[cfg(target_os = "linux")]
fn taken(here: &Path, arguments: &[&str]) -> u64 {
    let mut child = command(here, arguments).stdout(std::process::Stdio::null()).spawn().expect("it starts");
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0;
    while child.try_wait().expect("a child").is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
        let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse().unwrap_or(0);
        most = most.max(1024 * kilobytes);
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    most
}

/// The estimate is right within a factor of two, for clients and for intervals, and larger where there is more.
#[test]
#[cfg(target_os = "linux")]
fn a_run_takes_about_what_is_said() {
    let here = tempfile::tempdir().expect("a folder");
    for (name, scale, set) in LARGE {
        let (said, had) = (estimate(name, scale, set), taken(here.path(), &arguments(name, &scale.to_string(), set)));
        let ratio = said as f64 / had as f64;
        assert!((0.8..2.5).contains(&ratio), "{name}: said {said}, had {had} bytes");
    }
}

#[test]
fn a_run_that_would_take_too_much_is_refused_before_it_begins() {
    let here = tempfile::tempdir().expect("a folder");
    let (name, scale, set) = LARGE[0];
    let scale_text = scale.to_string();
    let large = arguments(name, &scale_text, set);
    let said = syncstorm(here.path(), &[&large[..], &["--memory", "20 MB"]].concat());
    let text = String::from_utf8_lossy(&said.stderr).into_owned();
    assert_eq!(said.status.code(), Some(2), "{text}");
    let millions = (estimate(name, scale, set) as f64 / 1e6).round();
    assert!(text.contains(&format!("takes about {millions} MB, and 20 MB are allowed with --memory")), "{text}");
    assert!(text.contains("help: choose a smaller --scale"), "{text}");
    assert!(!here.path().join("run").exists());
    let unit = syncstorm(here.path(), &["list", "--memory", "lots"]);
    assert_eq!(unit.status.code(), Some(2));
}

/// Runs of a study wait for each other, and their results are the same.
#[test]
fn a_study_with_little_memory_plays_fewer_runs_at_a_time() {
    let here = tempfile::tempdir().expect("a folder");
    let study = |out: &str, more: &[&str]| {
        let sweep =
            ["sweep", "textbook/mm1", "--vary", "run.length=2 h, 3 h, 4 h", "--replications", "4", "-q", "--out"];
        succeeds(here.path(), &[&sweep[..], &[out], more].concat());
        crate::program::files(&here.path().join(out).join("results"))
    };
    let least = estimate("textbook/mm1", 1.0, &["run.length=4 h"]).div_ceil(1_000_000);
    assert!(study("free", &[]) == study("little", &["--memory", &format!("{least} MB")]));
}
