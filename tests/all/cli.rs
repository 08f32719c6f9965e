//! The program from outside: exit codes, streams and the folder of a run.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use syncstorm::report::charts::Name;

fn syncstorm(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_syncstorm")).args(arguments).current_dir(folder).output().expect("it starts")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("it was not killed")
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

/// What a command that has to succeed says on stderr.
fn succeeds(output: &Output) -> String {
    assert_eq!(code(output), 0, "{}", err(output));
    err(output)
}

fn starter(folder: &Path) {
    assert_eq!(code(&syncstorm(folder, &["init", "small.toml"])), 0);
}

const SHORT: [&str; 2] = ["--set", "run.length=2 h"];

#[test]
fn every_help_ends_with_examples() {
    let here = tempfile::tempdir().expect("a folder");
    for command in [
        vec![],
        vec!["run"],
        vec!["compare"],
        vec!["sweep"],
        vec!["list"],
        vec!["show"],
        vec!["check"],
        vec!["validate"],
        vec!["schema"],
        vec!["lesson"],
        vec!["init"],
        vec!["completions"],
        vec!["man"],
    ] {
        let output = syncstorm(here.path(), &[command.clone(), vec!["--help"]].concat());
        assert_eq!(code(&output), 0);
        let text = out(&output);
        let examples = text.split("Examples:").nth(1).unwrap_or_else(|| panic!("no examples: {command:?}"));
        assert!(examples.matches("syncstorm").count() >= 2, "{examples}");
    }
    assert!(out(&syncstorm(here.path(), &["--help"])).contains("130 interrupted"));
}

#[test]
fn a_validation_says_what_agrees_and_ends_accordingly() {
    let here = tempfile::tempdir().expect("a folder");
    let validate = |more: &[&str]| syncstorm(here.path(), &[&["validate", "-q"], more].concat());
    let good = validate(&["mmck-0.8-1-5", "tries-1-3"]);
    assert_eq!(code(&good), 0, "{}", out(&good));
    assert!(out(&good).contains("5 of 5 comparisons agree with theory"), "{}", out(&good));
    let wrong = validate(&["mmck-0.8-1-5", "--set", "classes.customers.service={exponential=\"1.03 s\"}", "--json"]);
    assert_eq!((code(&wrong), err(&wrong).starts_with("disagreement: ")), (1, true), "{}", err(&wrong));
    let json: serde_json::Value = serde_json::from_str(&out(&wrong)).expect("JSON");
    assert_eq!((json["schema"].as_str(), json["agrees"].as_bool()), (Some("syncstorm.validation/1"), Some(false)));
    let unknown = validate(&["retrial"]);
    assert!(code(&unknown) == 2 && err(&unknown).contains("did you mean `retrials`?"), "{}", err(&unknown));
    assert_eq!(code(&validate(&["mm1-0.8", "--set", "run.lenght=\"1 h\""])), 2);
    // What is printed is a scenario like any other.
    let scenario = validate(&["ramp-2000", "--print"]);
    std::fs::write(here.path().join("ramp.toml"), out(&scenario)).expect("a file");
    assert_eq!(code(&syncstorm(here.path(), &["check", "ramp.toml"])), 0);
}

#[test]
fn a_run_writes_its_folder_once_and_never_over_others() {
    let here = tempfile::tempdir().expect("a folder");
    starter(here.path());
    let run =
        |more: &[&str]| syncstorm(here.path(), &[&["run", "small.toml", "--out", "x"], &SHORT[..], more].concat());
    let first = run(&[]);
    assert_eq!(code(&first), 0, "{}", err(&first));
    assert!(out(&first).contains("Verdict: ") && err(&first).contains("wrote x"));
    let mut names: Vec<String> = std::fs::read_dir(here.path().join("x"))
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"))
        .collect();
    names.sort();
    let mut expected = ["manifest.json", "resources.csv", "scenario.toml", "summary.json", "timeseries.csv"].to_vec();
    if cfg!(feature = "charts") {
        expected.extend([
            "backlog.png",
            "backlog.svg",
            "load.png",
            "load.svg",
            "people.png",
            "people.svg",
            "report.html",
        ]);
        // The others are there where they say something.
        let charts: Vec<String> =
            Name::ALL.iter().flat_map(|name| [name.svg(), name.png()]).map(str::to_owned).collect();
        names.retain(|name| expected.contains(&name.as_str()) || !charts.contains(name));
    }
    expected.sort_unstable();
    assert_eq!(names, expected);
    assert!(err(&run(&[])).contains("up to date"));

    let other = run(&["--seed", "2"]);
    assert_eq!(code(&other), 2);
    assert!(err(&other).contains("--force"));
    assert!(err(&run(&["--seed", "2", "--force"])).contains("wrote x"));

    std::fs::write(here.path().join("x/notes.txt"), "mine").expect("written");
    let foreign = run(&["--force"]);
    assert_eq!(code(&foreign), 2);
    assert!(err(&foreign).contains("notes.txt"));
    assert!(here.path().join("x/notes.txt").exists());
    let beside: Vec<_> = std::fs::read_dir(here.path()).expect("the folder").collect();
    assert_eq!(beside.len(), 2, "nothing is left beside the scenario and its folder");
}

#[test]
fn what_can_be_made_again_gives_way_and_what_cannot_is_refused_before_anything_runs() {
    let here = tempfile::tempdir().expect("a folder");
    starter(here.path());
    let run = |more: &[&str]| syncstorm(here.path(), &[&["run", "small.toml"], &SHORT[..], more].concat());
    assert_eq!(code(&run(&[])), 0);
    // The same run with other pictures: nothing is lost that the first command would not make again.
    let dark = run(&["--no-report", "--preset", "dark"]);
    assert!(code(&dark) == 0 && err(&dark).contains("wrote"), "{}", err(&dark));
    let other = run(&["--seed", "2", "--out", "output/small+x"]);
    assert_eq!(code(&other), 0, "{}", err(&other));
    let refused = run(&["--out", "output/small+x"]);
    assert!(code(&refused) == 2 && !err(&refused).contains("events"), "it ran: {}", err(&refused));
    // A version that computes other numbers is another run.
    let manifest = here.path().join("output/small+x/manifest.json");
    let old = std::fs::read_to_string(&manifest).expect("a manifest");
    std::fs::write(&manifest, old.replacen(env!("CARGO_PKG_VERSION"), "0.0.1", 1)).expect("written");
    let refused = run(&["--seed", "2", "--out", "output/small+x"]);
    assert!(code(&refused) == 2 && !err(&refused).contains("events"), "it ran: {}", err(&refused));
}

#[cfg(feature = "charts")]
#[test]
fn a_page_of_the_same_run_gives_way_whichever_command_made_it() {
    let here = tempfile::tempdir().expect("a folder");
    starter(here.path());
    succeeds(&syncstorm(here.path(), &[&["run", "small.toml", "--out", "output/small"], &SHORT[..]].concat()));
    let report = |what: &str, more: &[&str]| syncstorm(here.path(), &[&["report", what], more].concat());
    succeeds(&report("output/small", &["--out", "page.html"]));
    // Its words differ: the command to make it again is another.
    let scenario = [&SHORT[..], &["--out", "page.html"]].concat();
    succeeds(&report("small.toml", &scenario));
    assert!(err(&report("small.toml", &scenario)).contains("up to date"));
    let other = report("small.toml", &[&scenario[..], &["--seed", "9"]].concat());
    assert!(code(&other) == 2 && err(&other).contains("holds something else"), "{}", err(&other));
    assert!(!err(&other).contains("events"), "refused before anything runs: {}", err(&other));
    // The same for films, and a film's frames do not give way to data.
    let film = |what: &str, more: &[&str]| {
        let film = ["animate", what, "--count", "2", "--width", "640", "--out", "film.gif"];
        syncstorm(here.path(), &[&film, more].concat())
    };
    succeeds(&film("output/small", &["--frames", "frames"]));
    succeeds(&film("small.toml", &SHORT));
    assert_eq!(code(&film("small.toml", &[&SHORT[..], &["--seed", "9"]].concat())), 2);
    let over = film("output/small", &["--frames", "output/small"]);
    assert!(code(&over) == 2 && !err(&over).contains("events"), "{}", err(&over));
}

#[test]
fn every_command_says_what_is_next() {
    let here = tempfile::tempdir().expect("a folder");
    starter(here.path());
    let next = |arguments: &[&str]| {
        let said = succeeds(&syncstorm(here.path(), arguments));
        said.lines()
            .find_map(|line| line.strip_prefix("next: "))
            .unwrap_or_else(|| panic!("no next:\n{said}"))
            .to_owned()
    };
    let run = next(&[&["run", "small.toml"], &SHORT[..]].concat());
    // The lesson's runs are without a page, and a class has yet to find out what helps.
    let silent = next(&[&["run", "small.toml", "--no-report", "--out", "x"], &SHORT[..]].concat());
    if cfg!(feature = "charts") {
        assert!(
            run.starts_with("open output/small+run.length=2h") && run.contains("report.html in a browser; then "),
            "{run}"
        );
        assert_eq!(silent, "look at the charts in x");
        let film = next(&["animate", "x", "--count", "2", "--width", "640"]);
        assert_eq!(film, "open x.gif in a browser; then syncstorm report x");
    }
    let study = ["--replications", "2", "--out"];
    let swept = next(
        &[&["sweep", "small.toml", "--vary", "timeline.block.at=30 min,1 h"], &SHORT[..], &study, &["swept"]].concat(),
    );
    assert!(swept.starts_with("open swept/results/"), "{swept}");
    let compared = next(
        &[&["compare", "small.toml", "--arm", "timeline.block.at=30 min"], &SHORT[..], &study, &["compared"]].concat(),
    );
    assert!(compared.starts_with("open compared/results/"), "{compared}");
}

#[test]
fn a_folder_without_manifest_is_left_alone() {
    let here = tempfile::tempdir().expect("a folder");
    starter(here.path());
    std::fs::create_dir(here.path().join("thesis")).expect("a folder");
    std::fs::write(here.path().join("thesis/chapter.txt"), "mine").expect("written");
    let output = syncstorm(here.path(), &["run", "small.toml", "--out", "thesis", "--force"]);
    assert_eq!(code(&output), 2);
    assert_eq!(std::fs::read_to_string(here.path().join("thesis/chapter.txt")).expect("there"), "mine");
}

#[test]
fn variants_have_folders_of_their_own() {
    let here = tempfile::tempdir().expect("a folder");
    starter(here.path());
    let changes = ["run", "small.toml", "--fix", "bandwidth", "--seed", "3", "--set", "run.length=5 h", "-q", "--json"];
    let output = syncstorm(here.path(), &changes);
    assert_eq!(code(&output), 0, "{}", err(&output));
    assert_eq!(err(&output), "");
    assert!(here.path().join("output/small+bandwidth+run.length=5h+seed-3/manifest.json").exists());
    let summary: serde_json::Value = serde_json::from_str(&out(&output)).expect("JSON");
    assert_eq!(summary["schema"], "syncstorm.summary/2");
    assert_eq!(summary["seed"], 3);
    assert!(summary["run"]["events"].as_f64().is_some_and(|events| events > 0.0));
    assert!(summary["classes"]["phones"]["availability"].is_number());
}

#[test]
fn mistakes_are_explained_and_end_with_2() {
    let here = tempfile::tempdir().expect("a folder");
    let unknown = syncstorm(here.path(), &["run", "metastable-cel"]);
    assert_eq!(code(&unknown), 2);
    assert!(err(&unknown).contains("did you mean `metastable-cell`?"), "{}", err(&unknown));
    let slip = syncstorm(here.path(), &["run", "metastable-cell", "--set", "run.sede=7"]);
    assert_eq!(code(&slip), 2);
    assert!(err(&slip).contains('^') && err(&slip).contains("seed"), "{}", err(&slip));
    std::fs::write(here.path().join("bad.toml"), "[run]\nlength = \"2 hrs\"\n").expect("written");
    let bad = syncstorm(here.path(), &["check", "bad.toml", "metastable-cell"]);
    assert_eq!(code(&bad), 2);
    assert!(err(&bad).contains("bad.toml:2"), "{}", err(&bad));
    assert_eq!(code(&syncstorm(here.path(), &["run", "metastable-cell", "--scale", "0"])), 2);
    assert_eq!(code(&syncstorm(here.path(), &["fly"])), 2);
}

#[test]
fn a_dry_run_shows_origins_and_writes_nothing() {
    let here = tempfile::tempdir().expect("a folder");
    let output = syncstorm(here.path(), &["run", "metastable-cell", "--dry-run", "--seed", "9", "--fix", "none"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let text = out(&output);
    let line = |path: &str| text.lines().find(|line| line.starts_with(path)).unwrap_or_default().to_owned();
    assert!(line("run.seed = 9").contains("--set run.seed=9"), "{text}");
    assert!(line("fixes.bandwidth.on = false").contains("--set"));
    assert!(line("network.discipline").contains("metastable-cell:"));
    assert!(line("servers.cancel = false").contains("default"));
    assert_eq!(std::fs::read_dir(here.path()).expect("the folder").count(), 0);
    let json: serde_json::Value =
        serde_json::from_str(&out(&syncstorm(here.path(), &["show", "metastable-cell", "--json"]))).expect("JSON");
    assert_eq!(json["schema"], "syncstorm.show/1");
}

#[test]
fn the_starter_passes_its_own_check_and_is_not_replaced() {
    let here = tempfile::tempdir().expect("a folder");
    starter(here.path());
    assert_eq!(code(&syncstorm(here.path(), &["check", "small.toml"])), 0);
    assert_eq!(code(&syncstorm(here.path(), &["init", "small.toml"])), 2);
    assert_eq!(code(&syncstorm(here.path(), &["init", "small.toml", "--force"])), 0);
}

#[test]
fn lists_are_whole_and_machines_can_read_them() {
    let here = tempfile::tempdir().expect("a folder");
    assert!(out(&syncstorm(here.path(), &["list"])).contains("metastable-cell"));
    assert!(out(&syncstorm(here.path(), &["list", "--presets"])).contains("aosp-eas"));
    let metrics = out(&syncstorm(here.path(), &["list", "--metrics", "--json"]));
    let metrics: serde_json::Value = serde_json::from_str(&metrics).expect("JSON");
    assert!(metrics["entries"].as_array().is_some_and(|entries| entries.len() > 60));
    assert!(out(&syncstorm(here.path(), &["completions", "bash"])).contains("syncstorm"));
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let here = tempfile::tempdir().expect("a folder");
    for arguments in [&["schema"][..], &["completions", "zsh"], &["show", "metastable-cell"], &["list", "--metrics"]] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_syncstorm"))
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        assert_eq!((code(&output), err(&output).as_str()), (0, ""), "{arguments:?}");
    }
    // What is said beside the result matters even less.
    for (arguments, expected) in
        [(&["init", "new.toml"][..], 0), (&["run", "new.toml", "--no-report"], 0), (&["run", "none"], 2)]
    {
        let mut command = Command::new(env!("CARGO_BIN_EXE_syncstorm"));
        command.current_dir(here.path()).args(arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        drop(child.stderr.take());
        assert_eq!(code(&child.wait_with_output().expect("it ends")), expected, "{arguments:?}");
    }
}

/// What was asked for and cannot be given is an error; whoever throws it away has been given it.
#[cfg(unix)]
#[test]
fn a_stdout_that_is_closed_is_an_error() {
    let here = tempfile::tempdir().expect("a folder");
    let said = |line: &str| {
        let mut shell = Command::new("sh");
        shell.current_dir(here.path()).args(["-c", line, env!("CARGO_BIN_EXE_syncstorm")]);
        shell.output().expect("there is a shell")
    };
    for line in
        ["exec \"$0\" show outlook-2013 >&-", "exec \"$0\" list --json >&-", "exec \"$0\" init new.toml --print >&-"]
    {
        let output = said(line);
        let told = err(&output);
        assert!(code(&output) != 0, "{line}: {told}");
    }
    assert!(err(&said("exec \"$0\" list >&-")).contains("cannot write to stdout: it is closed"));
    assert_eq!(code(&said("exec \"$0\" list > /dev/null")), 0);
    // As Node opens it for `ignore`, and Python for `subprocess.DEVNULL`, for both.
    let null = || std::fs::File::options().read(true).write(true).open("/dev/null").expect("it is there");
    let mut list = Command::new(env!("CARGO_BIN_EXE_syncstorm"));
    let ended = list.arg("list").stdout(null()).stderr(null()).status().expect("it starts");
    assert!(ended.success(), "{ended}");
}

/// A run of hours is stopped after its first sign of life.
#[cfg(unix)]
#[test]
fn whoever_stops_a_run_finds_nothing_half_written() {
    use std::io::Read;
    let folder = tempfile::tempdir().expect("a folder");
    for signal in ["-TERM", "-INT", "-HUP"] {
        let mut run = Command::new(env!("CARGO_BIN_EXE_syncstorm"));
        run.args(["run", "outlook-2013", "--no-report", "--set", "run.length=4000 h", "--out", "stopped"]);
        let mut run = run.current_dir(folder.path()).stderr(Stdio::piped()).spawn().expect("it starts");
        let mut first = [0];
        run.stderr.as_mut().expect("a stream").read_exact(&mut first).expect("how far it is");
        let sent = Command::new("kill").args([signal, &run.id().to_string()]).status().expect("there is a kill");
        assert!(sent.success(), "it was still running");
        let output = run.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(130), "{signal}: {}", err(&output));
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0, "{signal}");
    }
}

/// Whoever stops it while its charts are drawn need not wait for them: nothing is written yet.
#[cfg(unix)]
#[test]
fn whoever_stops_a_run_that_draws_finds_nothing_written() {
    use std::io::{BufRead, BufReader};
    let folder = tempfile::tempdir().expect("a folder");
    let mut run = Command::new(env!("CARGO_BIN_EXE_syncstorm"));
    run.args([
        "run",
        "outlook-2013",
        "--scale",
        "0.005",
        "--no-report",
        "--set",
        "run.sample=20 s",
        "--out",
        "stopped",
    ]);
    let mut run =
        run.current_dir(folder.path()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it starts");
    let mut said = BufReader::new(run.stderr.take().expect("a stream")).lines().map(|line| line.expect("text"));
    assert!(said.any(|line| line.starts_with("seed ")), "the run has ended, and its files are made");
    let sent = Command::new("kill").args(["-TERM", &run.id().to_string()]).status().expect("there is a kill");
    assert!(sent.success(), "it was still there");
    assert_eq!(run.wait().expect("it ends").code(), Some(130));
    assert!(said.any(|line| line.starts_with("interrupted: nothing was written")), "it says so");
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0);
}
