//! The page in a real browser: looked at in four sizes, clicked, moved, linked, printed, read aloud, by keyboard, without
//! WebAssembly. The trials are scripts for Playwright in `src/page/web/test`; oracle: the answers of the library of this
//! test for the same requests, axe-core, the browser.
//!
//! Without a browser or Node these tests are left out, and say so; `SYNCSTORM_REQUIRE_BROWSER=1` makes that a failure.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use libtest_mimic::{Arguments, Failed, Trial};
use syncstorm::page::{Desk, page_scale};
use syncstorm::report::words;
use syncstorm::scenario::{Scenario, catalog};

const SCRIPTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/page/web/test");
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];
/// The scripts, and what each of them gets: the folder of the pages, or one of them.
const TRIALS: [(&str, &str); 8] = [
    ("page", ""),
    ("words", ""),
    ("same", ""),
    ("link", ""),
    ("colours", ""),
    ("workbench", "play.html"),
    ("operator", "short.html"),
    (FIREFOX, "play.html"),
];
/// The trial in the other browser, whose protocol it speaks itself.
const FIREFOX: &str = "firefox";
const FIREFOXES: [&str; 2] = ["firefox-esr", "firefox"];

/// A scenario whose texts are markup, so that one sees whether they stay texts.
const MARKUP: &str = r#"
title = "<img src=x onerror=document.title='broken'> & </script><script>document.title='broken'</script>"
story = "A <b>queue</b> with </script> in its story."
look_for = "`code` and <i>markup</i>"
extends = "textbook/mm1"
[run]
length = "1 h"
"#;

/// Runs of days, which are compared for as long as the storm, the block and the first phones let back last.
const LONG: [&str; 6] = [
    "outlook-2013",
    "outlook-2013-error-handling",
    "outlook-2013-bandwidth",
    "outlook-2013-both",
    "no-block",
    "restore-at-once",
];

/// Whether what is missing is a failure.
fn required() -> bool {
    std::env::var_os("SYNCSTORM_REQUIRE_BROWSER").is_some_and(|value| !value.is_empty() && value != "0")
}

/// A browser: the one that is named in a variable, or one of a family that is on the path.
fn browser(variable: &str, family: &[&str]) -> Option<PathBuf> {
    if let Some(named) = std::env::var_os(variable) {
        return Some(PathBuf::from(named));
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    family.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|file| file.is_file())
}

/// What is missing, and what to do about it; nothing if everything is there.
fn missing(browser: Option<&PathBuf>) -> Option<&'static str> {
    if browser.is_none() {
        return Some("no browser was found. Install Chromium, or name a browser of its family in SYNCSTORM_BROWSER");
    }
    if !Command::new("node").arg("--version").output().is_ok_and(|output| output.status.success()) {
        return Some("Node was not found. Install nodejs");
    }
    let there = Path::new(SCRIPTS).join("../node_modules/playwright-core").is_dir();
    (!there).then_some("Playwright was not found. Run `npm ci` in src/page/web")
}

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // Each browser has several processes of its own.
    arguments.test_threads = arguments.test_threads.or(Some(2));
    let chromium = browser("SYNCSTORM_BROWSER", &BROWSERS);
    let firefox = browser("SYNCSTORM_FIREFOX", &FIREFOXES);
    let missing = missing(chromium.as_ref());
    let no_firefox =
        firefox.is_none().then_some("Firefox was not found. Install firefox-esr, or name one in SYNCSTORM_FIREFOX");
    for why in [missing, no_firefox].into_iter().flatten() {
        println!("LEFT OUT: the page was not tested in a browser: {why}.");
        if required() && !arguments.list {
            return ExitCode::FAILURE;
        }
    }
    let folder = tempfile::tempdir().expect("a folder");
    if missing.is_none() && !arguments.list {
        write_pages(folder.path());
    }
    let trial = |(name, page): (&'static str, &str)| {
        // With nothing to join, a path would end with a stroke.
        let given = if page.is_empty() { folder.path().to_owned() } else { folder.path().join(page) };
        let (browser, left_out) = match name == FIREFOX {
            true => (&firefox, missing.or(no_firefox)),
            false => (&chromium, missing),
        };
        let browser = browser.clone().unwrap_or_default().into_os_string();
        Trial::test(name, move || tried(name, &browser, &given)).with_ignored_flag(left_out.is_some())
    };
    libtest_mimic::run(&arguments, TRIALS.map(trial).into()).exit_code()
}

fn tried(name: &str, browser: &OsString, given: &Path) -> Result<(), Failed> {
    let script = Path::new(SCRIPTS).join(format!("{name}.mjs"));
    let variable = if name == FIREFOX { "FIREFOX" } else { "CHROMIUM" };
    let output = Command::new("node").arg(script).arg(given).env(variable, browser).output().expect("node starts");
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    println!("{said}");
    if output.status.success() { Ok(()) } else { Err(said.into()) }
}

/// What the program says for many numbers: of all sizes, below zero, on and beside the borders between two ways to say them.
fn words() -> serde_json::Value {
    let sizes =
        (-60..=60).flat_map(|power| [1.0, 2.5, 9.95].map(|digits| digits * 10f64.powf(f64::from(power) / 10.0)));
    let whole = (0..400).map(|number| f64::from(number) / 4.0);
    let borders = [0.00995, 0.05, 0.0995, 0.995, 9.95, 99.5, 120.0, 168.0].into_iter();
    let beside = borders.flat_map(|border: f64| [border, border.next_up(), border.next_down()]);
    let all: Vec<f64> = sizes.chain(whole).chain(beside).collect();
    let signed: Vec<f64> = all.iter().flat_map(|value| [*value, -*value]).collect();
    let shares: Vec<f64> = all.iter().map(|value| value / 100.0).filter(|share| *share <= 1.0).collect();
    let few: Vec<f64> = all.iter().copied().filter(|value| *value < 1e5).collect();
    let said = |values: &[f64], say: fn(f64) -> String| -> Vec<(f64, String)> {
        values.iter().map(|value| (*value, say(*value))).collect()
    };
    serde_json::json!({
        "count": said(&signed, words::count), "number": said(&signed, words::number), "hours": said(&few, words::hours),
        "percent": said(&shares, words::percent), "brief": said(&shares, words::brief),
        "rate": said(&all, words::rate), "waiting": said(&all, words::waiting),
    })
}

/// Pages and answers that the scripts look at.
fn write_pages(folder: &Path) {
    fs::write(folder.join("markup.toml"), MARKUP).expect("written");
    let command = |arguments: &[&str]| {
        let written = Command::new(env!("CARGO_BIN_EXE_syncstorm")).args(arguments).current_dir(folder).output();
        let written = written.expect("the program starts");
        assert!(written.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&written.stderr));
    };
    command(&["play", "outlook-2013", "--out", "play.html", "-q"]);
    // A shift of one day: after it, a dozen runs say what else would have been.
    command(&["play", "outlook-2013", "--set", "run.length=24 h", "--out", "short.html", "-q"]);
    command(&["play", "markup.toml", "--out", "markup.html", "-q"]);
    command(&["play", "metastable-cell", "--out", "metastable.html", "-q"]);
    command(&["letters", "--out", "letters", "-q"]);
    command(&["report", "outlook-2013", "--scale", "0.07", "--out", "report.html", "-q"]);
    // Every shipped scenario, at the size in which its page plays it.
    let same = catalog::names().into_iter().map(|name| {
        let fetch = &mut |name: &str| catalog::find(name).map(str::to_owned).ok_or_else(|| name.to_owned());
        let Ok(scenario) = Scenario::load(name, fetch, &[], 1.0) else { panic!("{name} is shipped") };
        let set: &[&str] = if LONG.contains(&name) { &["run.length=9 h"] } else { &[] };
        let request =
            serde_json::json!({ "run": { "scenario": name, "scale": page_scale(&scenario), "set": set } }).to_string();
        let answer = Desk::default().answer(&request);
        assert!(answer.starts_with(r#"{"ran":"#), "{request}: {answer}");
        serde_json::json!({ "request": request, "answer": answer })
    });
    let same: Vec<serde_json::Value> = same.collect();
    fs::write(folder.join("words.json"), serde_json::to_string(&words()).expect("JSON")).expect("written");
    fs::write(folder.join("same.json"), serde_json::to_string(&same).expect("JSON")).expect("written");
}
