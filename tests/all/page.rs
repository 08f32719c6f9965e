//! The report of a run: it holds what the runs say, needs nothing from outside, and is the same every time.
//! Oracle: the outcome of the runs, and the format.
#![cfg(feature = "charts")]

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use crate::program::{succeeds, syncstorm};
use serde_json::Value;

const QUICK: [&str; 4] = ["--scale", "0.07", "-q", "--force"];

fn page(folder: &Path, arguments: &[&str]) -> String {
    succeeds(folder, &[&["report"], arguments, &QUICK, &["--out", "page.html"]].concat());
    fs::read_to_string(folder.join("page.html")).expect("the page")
}

/// The page of August 2013, made once for all tests that only read it.
static AUGUST: LazyLock<String> =
    LazyLock::new(|| page(tempfile::tempdir().expect("a folder").path(), &["outlook-2013"]));

/// The text with blanks at which a line may end.
fn breakable(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

/// What the program of a page shows before its engine runs.
fn data(page: &str) -> Value {
    let begin = page.split("type=\"application/json\">").nth(1).expect("the data of the page");
    serde_json::from_str(begin.split("</script>").next().expect("its end")).expect("JSON")
}

/// What stands in a part of the appendix: to where the next one begins.
fn section<'a>(page: &'a str, id: &str) -> &'a str {
    let begin = page.split(&format!(" id=\"{id}\">")).nth(1).unwrap_or_else(|| panic!("no section {id}"));
    let ends = ["<section id=", "<details class=\"folded\"", "<script id="];
    &begin[..ends.iter().filter_map(|end| begin.find(end)).min().expect("its end")]
}

#[test]
fn a_page_says_what_its_runs_say_and_asks_nobody_for_anything() {
    let page = AUGUST.as_str();
    for id in ["why", "done", "numbers", "phases", "charts", "fixes", "return", "terms", "values", "again"] {
        assert!(section(page, id).len() > 100, "{id} is empty");
    }
    // Addresses are names of XML, and everything else is in the page.
    let asked = ["src=\"http", "@import", "url(http", "fetch(", "XMLHttpRequest", "<iframe", "<object"];
    for what in asked {
        assert!(!page.contains(what), "the page has {what}");
    }
    assert!(page.contains("content=\"default-src 'none'; script-src 'sha256-"), "its policy lets nothing else run");
    // A link to a source asks for something only if somebody follows it.
    let links = page.matches("<a href=\"https://").count() + page.matches("<a href=\"http://").count();
    assert!(links >= 5 && page.matches("href=\"http").count() == links, "{links} links to sources");
    assert!(page.contains("src:url(data:font/woff2;base64,"), "it brings its typeface");
    // The chain of causes, each step from the run.
    let story = breakable(section(page, "why"));
    for step in [
        "reached the cell: 3",
        "phones asks for news once in 14 min",
        "were retries",
        "tries again",
        "refused at the edge",
        "At 4 h what had broken was repaired. That alone would not have ended it",
        "bit by bit, over 60 h",
        "never recovered",
    ] {
        assert!(story.contains(step), "{step} is not said: {story}");
    }
    // Behind every chart stand its numbers, those of every arm too.
    for id in ["charts", "fixes", "return"] {
        let section = section(page, id);
        for figure in section.split("<figure>").skip(1) {
            assert!(figure.contains("<tbody><tr>"), "a chart of {id} without numbers");
        }
        assert!(section.contains("<figure>"), "{id}");
    }
    for column in ["bandwidth: retries, per s", "let back at once: web", "here begins"] {
        assert!(page.contains(column), "no column {column}");
    }
    // Each step but one beside the moment in which it is seen.
    assert!(story.matches("<figure class=\"seen\">").count() >= 5, "{}", story.matches("<li>").count());
    let data = data(page);
    let film = &data["opening"]["film"];
    let intervals = film["time_h"].as_array().expect("times").len();
    assert_eq!(intervals, 86 * 12, "86 h in steps of five minutes");
    // Two hours after the failure nobody on the web is served.
    let said = film["said"].as_array().expect("sentences").iter();
    let then = said.take_while(|change| change[0].as_u64() <= Some(4 * 12)).last().expect("a sentence");
    assert!(then[1].as_str().expect("words").contains("100 % of web"), "{then}");
    assert_eq!((data["told"].as_bool(), data["wanted"]["scale"].as_f64()), (Some(true), Some(0.05)));
    assert!(data["verdicts"]["points"].as_array().expect("points").len() > 10);
}

#[test]
fn what_was_put_in_is_told_from_what_came_out() {
    let here = tempfile::tempdir().expect("a folder");
    let page = page(here.path(), &["outlook-2013", "--set", "timeline.block.at=2 h"]);
    let done = breakable(section(&page, "done"));
    // Marks as they stand in the scenario; nobody vouches for a value that was changed.
    for said in [
        "phones let back over 60 h",
        "fact: status page",
        "fact: e-mail",
        "assumption: what the blocked phones were answered is not public",
        "inferred: a memory cache",
        "changed for this run",
        "the same",
    ] {
        assert!(done.contains(said), "{said}: {done}");
    }
    assert_eq!(done.matches("<tr>").count(), 6, "a head and five lines: {done}");
    // What the fixes are comes before what they change.
    let fixes = breakable(section(&page, "fixes"));
    for said in ["held back", "15 min (Retry-After). Only a part obeys: 18 % of phones", "4 × as much", "assumption: "]
    {
        assert!(fixes.contains(said), "{said}: {fixes}");
    }
    // Where the operators decide how long phones are out, runs without operators tell what the fixes do for them.
    assert!(fixes.contains("it gives phones none of that time back"), "{fixes}");
    let row = |name: &str| fixes.split(name).nth(1).expect(name).split("</tr>").next().expect("its end").to_owned();
    let (unaided, aided) = fixes.split_once("With the operators as they were").expect("both");
    for part in [unaided, aided] {
        assert_eq!(part.matches("<th scope=\"row\">both fixes</th>").count(), 1, "four arms: {part}");
    }
    assert!(row(">neither fix").contains("never recovered"), "{fixes}");
    assert!(!row(">both fixes").contains("never recovered"), "{fixes}");
    for said in [
        "Without a fix it never recovered within the 84 h simulated",
        "with operators and without fixes ",
        "lose after the repair",
    ] {
        assert!(unaided.contains(said), "{said}: {unaided}");
    }
    // Whoever reads it is told that the times were chosen.
    assert!(page.contains("some of it so that services return when they are publicly known to have returned"));
    // A return that is at once anyhow has nothing to stand against.
    let at_once = self::page(here.path(), &["restore-at-once"]);
    assert!(!at_once.contains("<section id=\"return\">"));
    assert!(section(&at_once, "why").contains("let back at once, within"));
}

#[test]
fn every_letter_of_a_page_is_in_its_typeface() {
    let body =
        AUGUST.split("<body>").nth(1).expect("a body").split("<script").next().expect("what comes before the script");
    let visible: String = body.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text).collect();
    assert!(visible.len() > 10_000);
    let text = visible.replace(['\n', '\r', '\t'], " ");
    let drawn = syncstorm::draw::font::printable(&text);
    let missing = text.chars().zip(drawn.chars()).find(|(wanted, drawn)| wanted != drawn);
    assert_eq!((missing, drawn.chars().count()), (None, text.chars().count()));
}

#[test]
fn a_page_says_the_numbers_of_its_run() {
    let here = tempfile::tempdir().expect("a folder");
    succeeds(here.path(), &["run", "metastable-cell", "--scale", "0.02", "-q"]);
    let folder = "output/metastable-cell+scale-0.02";
    let summary = fs::read_to_string(here.path().join(folder).join("summary.json")).expect("the summary");
    let summary: Value = serde_json::from_str(&summary).expect("JSON");
    let outage = summary["classes"]["web"]["outage_h"].as_f64().expect("a number");
    let minutes = (outage * 60.0).round() as u64;
    let said = format!("web lost {} h {:02} min", minutes / 60, minutes % 60).to_lowercase();
    let of_run = fs::read_to_string(here.path().join(folder).join("report.html")).expect("the page of the run");
    assert!(breakable(&of_run).to_lowercase().contains(&said), "{said}");
    // The page of the folder is made anew from what is in it.
    succeeds(here.path(), &["report", folder, "-q", "--out", "again.html"]);
    let again = fs::read_to_string(here.path().join("again.html")).expect("the page of the folder");
    assert_eq!(data(&again)["verdicts"], data(&of_run)["verdicts"]);
    assert_eq!(section(&again, "fixes"), section(&of_run, "fixes"));
}

#[test]
fn the_same_page_twice_and_on_one_thread() {
    let here = tempfile::tempdir().expect("a folder");
    let first = page(here.path(), &["metastable-cell", "--seed", "5"]);
    let mut alone =
        crate::program::command(here.path(), &["report", "metastable-cell", "--seed", "5", "--out", "one.html"]);
    let done = alone.args(QUICK).env("RAYON_NUM_THREADS", "1").output().expect("it starts");
    assert!(done.status.success());
    assert_eq!(fs::read_to_string(here.path().join("one.html")).expect("the page"), first);
    assert_ne!(first, page(here.path(), &["metastable-cell", "--seed", "6"]));
    // Nothing half-written is left beside them.
    assert_eq!(crate::program::files(here.path()).keys().collect::<Vec<_>>(), ["one.html", "page.html"]);
}

#[test]
fn scenarios_without_fixes_faults_or_phones_have_a_page_too() {
    let here = tempfile::tempdir().expect("a folder");
    for scenario in ["textbook/mm1", "slack-2022", "ios-6.1"] {
        let page = page(here.path(), &[scenario]);
        assert_eq!(page.contains("Why it happened, step by step"), scenario != "textbook/mm1", "{scenario}");
        let data = data(&page);
        assert_eq!(data["told"], false, "{scenario}");
        assert!(!data["opening"]["film"]["classes"].as_array().expect("classes").is_empty(), "{scenario}");
    }
}

#[test]
fn what_cannot_be_written_is_refused_before_anything_runs() {
    let here = tempfile::tempdir().expect("a folder");
    fs::write(here.path().join("mine.html"), "my own page").expect("a file");
    fs::create_dir(here.path().join("empty")).expect("a folder");
    succeeds(here.path(), &["init", "mine.toml"]);
    fs::create_dir(here.path().join("damaged")).expect("a folder");
    fs::write(here.path().join("damaged/manifest.json"), "{ \"schema\"").expect("a file");
    for (arguments, expected) in [
        (vec!["report", "textbook/mm1", "--out", "mine.html"], "holds something else"),
        (vec!["report", "textbook/mm1", "--out", "empty"], "is a folder"),
        (vec!["report", "mine.toml", "--out", "mine.toml", "--force"], "is named like a scenario"),
        (vec!["report", "damaged"], "manifest.json is damaged: "),
        (vec!["report", "empty"], "holds no run"),
        (vec!["report", "outlok-2013"], "did you mean"),
    ] {
        let output = syncstorm(here.path(), &arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(expected), "{arguments:?}: {said}");
    }
    assert_eq!(fs::read_to_string(here.path().join("mine.html")).expect("still there"), "my own page");
}

#[test]
fn a_folder_is_read_as_it_was_written_and_never_written_into() {
    let here = tempfile::tempdir().expect("a folder");
    succeeds(here.path(), &["init", "mine.toml"]);
    succeeds(here.path(), &["run", "mine.toml", "--no-report", "-q", "--out", "mine"]);
    let before = crate::program::files(&here.path().join("mine"));
    // What comes after the repair is no failure any more.
    let summary: Value = serde_json::from_slice(&before["summary.json"]).expect("JSON");
    let recovery = &summary["recovery"];
    let gone = recovery["cause_gone_h"].as_f64().expect("it is repaired");
    let phases = recovery["phases"].as_array().expect("phases");
    let late = phases.iter().filter(|span| span["from_h"].as_f64().expect("hours") >= gone - 1e-9);
    let late: Vec<&str> = late.map(|span| span["phase"].as_str().expect("a word")).collect();
    assert!(late.contains(&"aftermath") && !late.contains(&"failure"), "{late:?}");
    let refused = |arguments: &[&str], expected: &str| {
        let output = syncstorm(here.path(), arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(expected), "{arguments:?}: {said}");
    };
    for arguments in [
        &["report", "mine", "--out", "mine/manifest.json", "--force"][..],
        &["report", "mine", "--out", "mine/new/page.html"],
        &["animate", "mine", "--count", "2", "--out", "a.gif", "--frames", "mine", "--force"],
        &["animate", "mine", "--count", "2", "--out", "mine/../mine/summary.json", "--force"],
    ] {
        refused(arguments, "lies in mine, which is read");
    }
    assert!(crate::program::files(&here.path().join("mine")) == before, "nothing was written into it");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("mine", here.path().join("link")).expect("a link");
        refused(&["run", "mine.toml", "--no-report", "--out", "link", "--force"], "is a link");
        assert!(here.path().join("link").is_symlink());
    }
    let scenario = here.path().join("mine/scenario.toml");
    let text = fs::read_to_string(&scenario).expect("the scenario");
    fs::write(&scenario, text.replace("seed = 1", "seed = 7")).expect("it is changed");
    refused(&["report", "mine"], "scenario.toml is not as `run` wrote it");
    fs::write(&scenario, text).expect("as it was");
    fs::remove_file(here.path().join("mine/summary.json")).expect("there was one");
    refused(&["report", "mine"], "summary.json is missing");
}
