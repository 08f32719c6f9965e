//! The templates of `init`: small, quick, and as their comments say. Oracle: the comments, which state a verdict for every run
//! that they tell to try.

use std::fs;
use std::path::Path;

use crate::program::{succeeds, syncstorm};
use syncstorm::engine::simulation::Verdict as Look;
use syncstorm::experiment;
use syncstorm::scenario::{Change, Scenario};

const TEMPLATES: [&str; 5] = ["cell", "service", "chain", "queue", "herd"];
const MOST_LINES: usize = 60;
/// A second or so in a build that is not optimised much.
const MOST_EVENTS: u64 = 1_000_000;

fn template(folder: &Path, name: &str) -> String {
    succeeds(folder, &["init", &format!("{name}.toml"), "--template", name]);
    fs::read_to_string(folder.join(format!("{name}.toml"))).expect("a template")
}

/// The commands of the comments, each with what is said of it.
fn told(text: &str) -> Vec<(Vec<&str>, &str)> {
    let commands = text.lines().filter_map(|line| line.strip_prefix("#   syncstorm "));
    commands
        .map(|line| line.split_once(" # ").expect("every command says what comes of it"))
        .map(|(command, said)| (command.split_whitespace().collect(), said.trim()))
        .collect()
}

/// The word of the verdict, and the number of events.
fn ends(text: &str, options: &[&str]) -> (&'static str, u64) {
    let mut fetch = |_: &str| Ok(text.to_owned());
    let plain = Scenario::load("template.toml", &mut fetch, &[], 1.0);
    let plain = plain.unwrap_or_else(|rejected| panic!("{}", rejected.render(false)));
    let changes = options.chunks(2).map(|pair| match pair {
        // Those two have switches of their own.
        ["--fix", name @ ("error-handling" | "bandwidth")] => {
            Change::Set(format!("fixes.{}.on=true", name.replace('-', "_")))
        }
        ["--fix", name] => Change::Fix(name.replace('-', "_")),
        ["--set", set] => Change::Set((*set).to_owned()),
        other => panic!("{other:?} is not tried here"),
    });
    let scenario = plain.changed_with(&changes.collect::<Vec<_>>(), 1.0);
    let scenario = scenario.unwrap_or_else(|rejected| panic!("{options:?}: {}", rejected.render(false)));
    assert_eq!(scenario.warned(false), None, "{options:?}");
    let summary = experiment::run(&scenario.document, &mut |_, _| Look::Continue).summary;
    (summary.recovery.verdict.word(), summary.run.events)
}

#[test]
fn every_run_that_a_template_tells_to_try_ends_as_it_says() {
    let here = tempfile::tempdir().expect("a folder");
    for name in TEMPLATES {
        let text = template(here.path(), name);
        let file = format!("{name}.toml");
        let told = told(&text);
        let runs: Vec<_> = told.iter().filter(|(words, _)| words[0] == "run").collect();
        assert!(runs[0].0 == ["run", file.as_str()] && runs.len() >= 4, "{name}: its own run comes first");
        for (words, said) in &runs {
            let (verdict, events) = ends(&text, &words[2..]);
            assert_eq!(said.split(':').next(), Some(verdict), "{words:?}");
            assert!(events <= MOST_EVENTS, "{words:?}: {events} events");
        }
        // They show something: not all of them end alike.
        let first = |said: &str| said.split(':').next().unwrap_or_default().to_owned();
        assert!(runs.iter().any(|(_, said)| first(said) != first(runs[0].1)), "{name}");
    }
}

#[test]
fn templates_are_short_and_their_other_commands_work() {
    let here = tempfile::tempdir().expect("a folder");
    for name in TEMPLATES {
        let text = template(here.path(), name);
        assert!(text.lines().count() <= MOST_LINES, "{name}: {} lines", text.lines().count());
        assert_eq!(syncstorm(here.path(), &["check", &format!("{name}.toml")]).stderr, b"", "{name}");
        for (words, said) in told(&text).iter().filter(|(words, _)| words[0] != "run") {
            succeeds(here.path(), words);
            assert!(!said.is_empty());
        }
    }
}

#[test]
fn help_lists_the_templates_and_an_unknown_one_is_told_which_there_are() {
    let here = tempfile::tempdir().expect("a folder");
    let help = succeeds(here.path(), &["init", "--help"]);
    let output = syncstorm(here.path(), &["init", "--template", "chian"]);
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(2), "{said}");
    for name in TEMPLATES {
        assert!(help.contains(&format!("- {name}:")), "{help}");
        assert!(said.contains(name), "{said}");
    }
    assert!(!here.path().join("scenario.toml").exists());
}

/// The commands can be copied: they name the file, quoted where a shell needs that.
#[test]
fn the_commands_name_the_file() {
    let here = tempfile::tempdir().expect("a folder");
    succeeds(here.path(), &["init", "my own.toml", "--template", "queue"]);
    let text = fs::read_to_string(here.path().join("my own.toml")).expect("a template");
    assert!(text.contains("#   syncstorm run 'my own.toml' "), "{text}");
    assert!(!text.contains("scenario.toml"), "{text}");
    succeeds(here.path(), &["init"]);
    let starter = fs::read_to_string(here.path().join("scenario.toml")).expect("the starter");
    assert_eq!(starter, include_str!("../../src/cli/starter.toml"));
}
