//! Fixes by name. Oracles: what the same values do by `--set`, arithmetic by hand, and exact messages.

use std::path::Path;

use crate::program::{files, succeeds, syncstorm};

/// A chain of three tiers whose store always fails; three tries at each make 27 of one.
const CHAIN: &str = r#"
[run]
warm_up = "10 min"
length = "20 min"
sample = "5 min"
seed = 3
[classes.people]
arrivals = { rate = "2 /s" }
calls = "front"
[classes.people.web]
[classes.people.behaviours.all]
tries = 3
any_error.after = "1 s"
[services.front]
workers = "unlimited"
steps = [{ work = "5 ms" }, { call = "middle" }]
[services.middle]
workers = "unlimited"
steps = [{ work = "5 ms" }, { call = "store" }]
[services.store]
workers = "unlimited"
failure_probability = 1.0
steps = [{ work = "5 ms" }]
[calls.middle]
behaviour = { tries = 3, any_error.after = "100 ms" }
[calls.store]
behaviour = { tries = 3, any_error.after = "10 ms" }
[fixes.named.people_once]
words = "people try once"
set = { "classes.people.behaviours.all.tries" = 1 }
[fixes.named.front_once]
words = "the front tries once"
set = { "calls.middle.behaviour.tries" = 1 }
[fixes.named.middle_once]
words = "the middle tries once"
set = { "calls.store.behaviour.tries" = 1 }
[fixes.named.front_twice]
set = { "calls.middle.behaviour" = { tries = 2, any_error.after = "100 ms" } }
[fixes.named.as_it_is]
set = { "services.front.instances" = 1, "calls.store.behaviour.tries" = 3 }
"#;

fn chain() -> tempfile::TempDir {
    let here = tempfile::tempdir().expect("a folder");
    std::fs::write(here.path().join("chain.toml"), CHAIN).expect("written");
    here
}

/// What a command says on stderr, and its exit code.
fn said(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = syncstorm(folder, arguments);
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn refused(folder: &Path, arguments: &[&str]) -> String {
    let (code, said) = said(folder, arguments);
    assert_eq!(code, Some(2), "{arguments:?}: {said}");
    said
}

/// The numbers of a run as JSON, without what names its scenario.
fn numbers(folder: &Path, changes: &[&str]) -> serde_json::Value {
    let run = ["run", "chain.toml", "--json", "-q", "--no-report", "--force", "--out", "one"];
    let told = succeeds(folder, &[&run[..], changes].concat());
    let told: serde_json::Value = serde_json::from_str(&told).expect("JSON");
    told["calls"].clone()
}

#[test]
fn a_fix_does_what_its_values_do() {
    let here = chain();
    let here = here.path();
    let plain = numbers(here, &[]);
    for (fix, set) in [
        ("middle-once", "calls.store.behaviour.tries=1"),
        ("front_twice", "calls.middle.behaviour={ tries = 2, any_error.after = \"100 ms\" }"),
    ] {
        let fixed = numbers(here, &["--fix", fix]);
        assert_eq!(fixed, numbers(here, &["--set", set]), "{fix}");
        assert_ne!(fixed, plain, "{fix}");
    }
    // Several together, and beside a value that is set.
    let both = numbers(here, &["--fix", "middle_once", "--fix", "people-once"]);
    let sets = ["--set", "calls.store.behaviour.tries=1", "--set", "classes.people.behaviours.all.tries=1"];
    assert_eq!(both, numbers(here, &sets));
    let within = ["--fix", "front_twice", "--set", "calls.middle.behaviour.tries=1"];
    assert_eq!(numbers(here, &within), numbers(here, &["--fix", "front_once"]));
    // Where a value came from, and what there is to choose from.
    let shown = succeeds(here, &["show", "chain.toml", "--fix", "middle-once"]);
    let line = shown.lines().find(|line| line.starts_with("calls.store.behaviour.tries")).expect("a line");
    assert!(
        line.starts_with("calls.store.behaviour.tries = 1") && line.contains("--fix middle_once, chain.toml:"),
        "{line}"
    );
    assert!(shown.contains("# --fix front-once   the front tries once\n"), "{shown}");
    assert!(!shown.contains("fixes.named"), "{shown}");
    let folder = succeeds(here, &["run", "chain.toml", "--fix", "people_once", "--no-report"]);
    assert!(!folder.is_empty() && here.join("output/chain+people-once").is_dir());
}

#[test]
fn mistakes_of_the_choice_are_told_with_their_lines() {
    let here = chain();
    let here = here.path();
    let unknown = "error: an unknown fix
 --> --fix:1:1
  |
1 | midle-once
  | ^^^^^^^^^^ the scenario has no such fix
  |
  = help: did you mean `middle_once`? there are `as_it_is`, `bandwidth`, `error-handling`, `front_once`, \
`front_twice`, `middle_once`, `none`, `people_once`; another one is a table [fixes.named.NAME]

1 problem in --fix
";
    assert_eq!(refused(here, &["show", "chain.toml", "--fix", "midle_once"]).trim_end(), unknown.trim_end());
    let differ = refused(here, &["run", "chain.toml", "--fix", "front_once", "--fix", "front_twice"]);
    for part in ["two fixes set `calls.middle.behaviour.tries` differently", "chain.toml:", "`front-once` sets it here"]
    {
        assert!(differ.contains(part) && differ.contains("help: leave one of them out"), "{part}: {differ}");
    }
    let twice = refused(here, &["run", "chain.toml", "--fix", "middle_once", "--set", "calls.store.behaviour.tries=2"]);
    assert!(twice.contains("by `--fix middle-once` and by `--set calls.store.behaviour.tries=2`"), "{twice}");
    let varied = ["sweep", "chain.toml", "--fix", "middle_once", "--vary", "calls.store.behaviour.tries=1,2"];
    assert!(refused(here, &varied).contains("is set by `--fix middle-once`"));
    // A fix that changes nothing is no reason not to run.
    let (code, vain) = said(here, &["show", "chain.toml", "--fix", "as_it_is"]);
    assert_eq!(code, Some(0), "{vain}");
    for part in ["warning: a fix that changes nothing here", "chain.toml:", "leave out `--fix as-it-is`"] {
        assert!(vain.contains(part), "{part}: {vain}");
    }
}

/// The store is asked 9 times for each wish, 3 for each try of people and 3 for each of the front, whatever the middle does
/// about its answers. So two fixes share what is saved, half each (8 of 9), and the third has no part in it.
#[test]
fn three_fixes_are_worth_what_the_arithmetic_says() {
    let here = chain();
    let here = here.path();
    let fixes = ["compare", "chain.toml", "--fixes", "people_once,front-once,middle_once", "--replications", "6"];
    let metric = ["--metric", "call.store.requests_per_s", "-q", "--out", "three"];
    let told = succeeds(here, &[&fixes[..], &metric].concat());
    for part in ["people-once: people try once", "As it happened", "no fix", "people-once and front-once", "all fixes"]
    {
        assert!(told.contains(part), "{part}: {told}");
    }
    let effects = files(&here.join("three/results")).remove("effects.csv").expect("effects");
    let effects = String::from_utf8(effects).expect("UTF-8");
    let mean = |effect: &str| -> f64 {
        let row = effects.lines().find(|line| line.contains(&format!("call.store.requests_per_s,{effect},")));
        row.and_then(|row| row.split(',').nth(4))
            .unwrap_or_else(|| panic!("{effect}: {effects}"))
            .parse()
            .expect("a number")
    };
    let total = mean("all");
    assert!((total + 16.0).abs() < 1.0, "2 wishes a second, 8 requests saved of each: {total}");
    for (effect, share) in [("people_once", 0.5), ("front_once", 0.5), ("middle_once", 0.0)] {
        assert!((mean(&format!("share_of_{effect}")) - share).abs() < 0.01, "{effect}: {effects}");
        assert!((mean(effect) - share * total).abs() < 0.2, "{effect}");
    }
    // Alone each saves 6 of 9: 4 more than their part.
    assert!((mean("interaction") - 8.0).abs() < 0.5, "{effects}");
    assert!(here.join("three/results/effects.svg").is_file() || cfg!(not(feature = "charts")));
}

/// The two of 2013 by their names are what they are without.
#[test]
fn two_fixes_by_name_are_the_square() {
    let here = tempfile::tempdir().expect("a folder");
    let small = ["compare", "metastable-cell", "--scale", "0.004", "--replications", "2", "-q"];
    let results = |fixes: &[&str], out: &str| {
        succeeds(here.path(), &[&small[..], fixes, &["--out", out]].concat());
        let mut files = files(&here.path().join(out).join("results"));
        ["arms.csv", "effects.csv", "runs.csv"].map(|name| files.remove(name).expect("a file"))
    };
    let plain = results(&["--fixes"], "plain");
    assert_eq!(plain, results(&["--fixes", "error-handling,bandwidth"], "named"));
}

#[test]
fn what_cannot_be_combined_is_refused() {
    let here = chain();
    let here = here.path();
    for (names, says) in [
        ("people_once", "one fix makes no combinations"),
        ("people_once,front_once,middle_once,front_twice", "4 fixes would make 16 arms"),
        ("people_once,people-once", "`people-once` is there twice"),
        ("people_once,none", "the arm without any fix is always among them"),
        ("front_once,front_twice", "two fixes set `calls.middle.behaviour.tries` differently"),
        ("people_once,midle_once", "did you mean `middle_once`?"),
    ] {
        let said = refused(here, &["compare", "chain.toml", "--fixes", names]);
        assert!(said.contains(says) && said.contains("help: "), "{names}: {said}");
    }
    assert!(refused(here, &["compare", "--fixes", "a,b"]).contains("which scenario?"));
    let set = ["compare", "chain.toml", "--fixes", "people_once,front_once", "--set", "calls.middle.behaviour.tries=2"];
    assert!(refused(here, &set).contains("from `--fixes`"));
}

/// The four readings of 2013: as shipped, `hold` is the fix of 2013; the others are other fixes.
#[test]
fn the_readings_of_error_handling_differ() {
    let here = tempfile::tempdir().expect("a folder");
    let run = |fix: &str| {
        let less = ["run", "outlook-2013", "--scale", "0.05", "--set", "run.length=6 h", "--no-report", "-q", "--json"];
        let nobody = ["--set", "timeline.block.enabled=false", "--set", "timeline.restore.enabled=false"];
        let told = succeeds(here.path(), &[&less[..], &nobody, &["--force", "--out", "one", "--fix", fix]].concat());
        let told: serde_json::Value = serde_json::from_str(&told).expect("JSON");
        told["classes"].clone()
    };
    let readings = ["error-handling", "hold", "retry_after", "backoff", "all"].map(run);
    assert_eq!(readings[0], readings[1]);
    for (place, one) in readings.iter().enumerate().skip(2) {
        assert!(readings[1..place].iter().all(|other| other != one), "{place}");
    }
    let listed = succeeds(here.path(), &["list", "--fixes"]);
    let (of, _) = listed.split_once("retry-after").expect("a reading");
    assert!(
        of.contains("# outlook-2013, outlook-2013-") && of.contains("error-handling") && of.contains("hold"),
        "{listed}"
    );
}
