//! Options of the commands, as a new user tries them.

use crate::program::{command, files, succeeds, syncstorm};

/// The starter, made quick.
const QUICK: [&str; 4] = ["--set", "run.length=2 h", "--replications", "2"];

fn starter() -> tempfile::TempDir {
    let here = tempfile::tempdir().expect("a folder");
    succeeds(here.path(), &["init", "small.toml"]);
    here
}

/// What a command says that has to be refused.
fn refused(folder: &std::path::Path, arguments: &[&str]) -> String {
    let output = syncstorm(folder, arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
    said
}

#[test]
fn a_mistake_is_told_of_the_option_that_made_it() {
    let here = starter();
    let here = here.path();
    let said = refused(here, &["sweep", "small.toml", "--vary", "timeline.failure.last=1,2 min"]);
    assert!(said.contains("--vary:1:") && !said.contains("--set"), "{said}");
    let said = refused(here, &["find", "small.toml", "--vary", "timeline.failure.last=1..9 min"]);
    assert!(said.contains("--vary:1:") && !said.contains("--set"), "{said}");
    let with = ["--with", "timeline.failure.last"];
    let said =
        refused(here, &[&["find", "small.toml", "--vary", "timeline.failure.lasts=1..9 min"], &with[..]].concat());
    assert!(said.contains("--with:1:") && !said.contains("--set") && !said.contains("--vary"), "{said}");
    let said = refused(here, &["sensitivity", "small.toml", "--vary", "timeline.failure.last=1..9 min"]);
    assert!(said.contains("--vary:1:") && !said.contains("--set"), "{said}");
    let said = refused(here, &["compare", "small.toml", "--arm", "timeline.failure.last=1 min"]);
    assert!(said.contains("--arm:1:") && !said.contains("--set"), "{said}");
    let said =
        refused(here, &["sweep", "small.toml", "--set", "run.sede=1", "--vary", "timeline.failure.lasts=1,2 min"]);
    assert!(said.contains("--set:1:") && !said.contains("--vary"), "{said}");
}

#[test]
fn several_metrics_of_a_sensitivity_have_files_of_their_own() {
    let here = starter();
    let study =
        ["sensitivity", "small.toml", "--one-at-a-time", "--vary", "timeline.failure.lasts=10 min,20 min", "--only"];
    let metrics = ["--metric", "web.availability", "--metric", "phones.availability", "--json", "--out", "x"];
    let printed = succeeds(here.path(), &[&study[..], &QUICK, &metrics].concat());
    let printed: serde_json::Value = serde_json::from_str(&printed).expect("JSON");
    let named = |at: usize| printed[at]["metric"].as_str().expect("a metric").to_owned();
    assert_eq!([named(0), named(1)], ["web.availability", "phones.availability"]);
    let written = files(&here.path().join("x/results"));
    for metric in ["web.availability", "phones.availability"] {
        let file: serde_json::Value =
            serde_json::from_slice(&written[&format!("sensitivity-{metric}.json")]).expect("JSON");
        assert_eq!(file["metric"], metric);
    }
}

/// Seen before: the one that did not count was dropped without a word.
#[test]
fn options_that_speak_of_the_same_value_are_both_named() {
    let here = starter();
    let lasts = "timeline.failure.lasts";
    let set = ["--set", "timeline.failure.lasts=5 min"];
    let (list, range) = (format!("{lasts}=1 min,2 min"), format!("{lasts}=1..20 min"));
    for (arguments, says) in [
        (vec!["run", "small.toml", set[0], set[1], set[0], "timeline.failure.lasts=6 min"], "6 min"),
        (vec!["run", "small.toml", "--seed", "7", "--set", "run.seed=3"], "`--seed 7` and by `--set run.seed=3`"),
        (vec!["run", "small.toml", "--fix", "bandwidth", "--set", "fixes.bandwidth.on=false"], "`--fix bandwidth`"),
        (vec!["run", "small.toml", set[0], set[1], "--set", "timeline.failure={at=\"1 h\"}"], "timeline.failure={"),
        (
            vec!["sweep", "small.toml", set[0], set[1], "--vary", &list],
            "from `--vary timeline.failure.lasts=1 min,2 min`",
        ),
        (
            vec!["find", "small.toml", set[0], set[1], "--vary", &range],
            "from `--vary timeline.failure.lasts=1..20 min`",
        ),
        (vec!["phase", "outage", "small.toml", set[0], set[1], "--columns", "2", "--rows", "2"], "from the diagram"),
        (vec!["compare", "small.toml", "--fixes", "--set", "fixes.bandwidth.on=true"], "from `--fixes`"),
    ] {
        let said = refused(here.path(), &arguments);
        assert!(said.contains(says) && said.contains("help: leave one of them out"), "{arguments:?}: {said}");
        assert!(said.contains("`--set ") && said.contains(" is set "), "{arguments:?}: {said}");
    }
    // --fix none and one fix are one choice.
    succeeds(here.path(), &["show", "small.toml", "--fix", "none", "--fix", "bandwidth"]);
    // What is wrong with a change names the option that somebody wrote.
    let output = syncstorm(here.path(), &["show", "textbook/mm1", "--fix", "bandwidth"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("--fix bandwidth") && !said.contains("--set"), "{said}");
}

/// Seen before: a slip in the name of an entry was taken for a new one, and asked for what that lacks.
#[test]
fn a_slip_in_the_name_of_an_entry_is_called_one() {
    let here = starter();
    for (set, says, near) in [
        ("timeline.blok.at=1 h", "there is no `timeline.blok`", "did you mean `block`?"),
        ("timeline.sunrise.at=1 h", "there is no `timeline.sunrise`", "there are `"),
        ("classes.wbe.timeout=5 s", "there is no `classes.wbe`", "did you mean `web`?"),
    ] {
        let said = refused(here.path(), &["show", "small.toml", "--set", set]);
        assert!(said.contains(says) && said.contains(near) && said.contains("has to be set as a whole"), "{said}");
        assert!(said.contains("1 problem in --set"), "{said}");
    }
    let new = ["--set", "timeline.more.at=1 h", "--set", "timeline.more.do.set_workers.workers=9"];
    succeeds(here.path(), &[&["show", "small.toml"], &new[..]].concat());
}

/// Seen before: an error for all metrics because of one, and one run of each value called everything noise.
#[test]
fn a_sensitivity_says_what_so_few_runs_cannot_say_and_what_was_never_measured() {
    let here = starter();
    let vary =
        ["sensitivity", "small.toml", "--one-at-a-time", "--vary", "timeline.failure.lasts=10 min,20 min", "--only"];
    let metrics = ["--metric", "web.availability", "--metric", "recovery.recovered_h", "--set", "run.length=2 h", "-q"];
    let one = succeeds(here.path(), &[&vary[..], &metrics, &["--replications", "1", "--out", "one"]].concat());
    assert!(one.contains("one pair of runs cannot tell an effect from noise; it takes 6"), "{one}");
    assert!(!one.contains("\"noise\"") && !one.contains("interval"), "{one}");
    assert!(
        one.contains("recovery.recovered_h") && one.contains("did not happen within the horizon in any of 3 runs"),
        "{one}"
    );
    let json =
        succeeds(here.path(), &[&vary[..], &metrics, &["--replications", "1", "--out", "one", "--json"]].concat());
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert!(json[0]["one_at_a_time"][0]["noise"].is_null() && json[0]["not_measured"].is_null(), "{json}");
    assert!(json[1]["not_measured"].as_str().is_some_and(|why| why.starts_with("it did not happen")), "{json}");
}

#[test]
fn an_arm_without_an_entry_lacks_what_waits_for_it_too() {
    let here = starter();
    let compare = |more: &[&str]| syncstorm(here.path(), &[&["compare", "small.toml"], &QUICK[..], more].concat());
    let output = compare(&["--without", "block", "--without", "failure", "--out", "x"]);
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(told.contains("without block, restore") && told.contains("without failure"), "{told}");
    // The same by hand: the same runs.
    let by_hand = compare(&["--arm", "b: timeline.block.enabled=false; timeline.restore.enabled=false", "--out", "y"]);
    assert!(by_hand.status.success());
    let runs = |folder: &str, arm: &str| {
        let text = std::fs::read_to_string(here.path().join(folder).join("results/runs.csv")).expect("a table");
        let rows = text.lines().filter(|line| line.starts_with(arm));
        rows.map(|line| line[arm.len()..].to_owned()).collect::<Vec<_>>()
    };
    let (without, by_hand) = (runs("x", "\"without block, restore\","), runs("y", "b,"));
    assert!(!without.is_empty() && without == by_hand, "{without:?}\n{by_hand:?}");
    let said = refused(here.path(), &["compare", "small.toml", "--without", "blok"]);
    assert!(said.contains("no entry `blok`") && said.contains("`block`"), "{said}");
}

#[test]
fn what_waits_for_a_disabled_entry_is_told_how_to_go_with_it() {
    let here = starter();
    let chain = "timeline.again={after=\"failure\",delay=\"1 min\",do={repair_cache={}}}";
    let off = "timeline.failure.enabled=false";
    let said = refused(here.path(), &["show", "small.toml", "--set", chain, "--set", off]);
    assert!(said.contains("timeline.again.enabled = false"), "{said}");
    let all = ["show", "small.toml", "--set", chain, "--set", off, "--set", "timeline.again.enabled=false"];
    succeeds(here.path(), &all);
}

#[test]
fn a_phase_diagram_takes_a_file() {
    let here = starter();
    let phase = ["phase", "outage", "small.toml", "--columns", "2", "--rows", "2", "--replications", "1", "--out", "x"];
    let table = succeeds(here.path(), &phase);
    assert!(table.contains("failure.lasts") && table.contains("around"), "{table}");
    let calm = [&phase[..], &["--set", "timeline.failure.enabled=false"]].concat();
    let said = refused(here.path(), &calm);
    assert!(said.contains("fail_cache") && said.contains("syncstorm sweep small.toml"), "{said}");
}

/// Oracle: the list of commands and the options that `--help` prints.
#[test]
fn every_command_has_a_manual_page() {
    let here = tempfile::tempdir().expect("a folder");
    succeeds(here.path(), &["man", "pages"]);
    let help = succeeds(here.path(), &["--help"]);
    let listed = help.split("Commands:").nth(1).and_then(|rest| rest.split("Options:").next()).expect("a list");
    let names = listed.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names = names.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help");
    let mut count = 0;
    for name in names {
        let page = here.path().join(format!("pages/syncstorm-{name}.1"));
        let page = std::fs::read_to_string(&page).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(page.contains(&format!(".TH syncstorm-{name} 1")), "{name}");
        let help = succeeds(here.path(), &[name, "--help"]);
        let options = help
            .split_whitespace()
            .filter(|word| word.starts_with("--") && word[2..].chars().all(|c| c.is_ascii_lowercase()));
        for option in options.filter(|option| option.len() > 3) {
            assert!(page.contains(&option.replace('-', "\\-")), "{name} {option}");
        }
        count += 1;
    }
    assert!(count >= 20, "{count}");
    assert!(here.path().join("pages/syncstorm.1").is_file());
}

#[test]
fn completions_offer_scenarios_and_no_option_that_does_nothing() {
    let here = tempfile::tempdir().expect("a folder");
    for shell in ["bash", "zsh", "fish"] {
        let script = succeeds(here.path(), &["completions", shell]);
        assert!(script.contains("metastable-cell") && script.contains("published/one-retry"), "{shell}");
    }
    let draws = |command_name: &str| {
        let help = command(here.path(), &[command_name, "--help"]).output().expect("help").stdout;
        String::from_utf8_lossy(&help).contains("--preset <")
    };
    for name in ["list", "show", "check", "validate", "schema", "init", "completions", "report"] {
        assert!(!draws(name), "{name}");
    }
    for name in ["run", "compare", "sweep", "find", "phase", "claims", "sensitivity", "lesson", "animate"] {
        assert!(draws(name), "{name}");
    }
}
