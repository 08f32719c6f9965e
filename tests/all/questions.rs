//! Questions of many runs, through the command line. Oracles: queueing theory for limits that have a closed form, a
//! planted strong parameter and a planted inert one, the lines of Bronson et al. 2021, other numbers of threads, and an
//! uninterrupted study.

use std::collections::BTreeMap;
use std::path::Path;

use crate::program::{files, succeeds, syncstorm, trials};
use serde_json::Value;

fn json(folder: &Path, arguments: &[&str]) -> Value {
    let text = succeeds(folder, &[arguments, &["--json", "-q"]].concat());
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// A single queue, M/M/1, with no more than the time that a test has.
const QUEUE: [&str; 4] = ["find", "textbook/mm1", "--set", "run.length=2 h"];

/// The value that passes and the one that fails, as numbers.
fn limits(found: &Value) -> (f64, f64) {
    let value = |list: &str| {
        let text = found[list][0].as_str().unwrap_or_else(|| panic!("{list}: {found}"));
        text.trim_end_matches(" /s").parse::<f64>().expect("a number")
    };
    (value("passes"), value("fails"))
}

#[test]
fn the_largest_load_is_that_of_the_formula() {
    let folder = tempfile::tempdir().expect("a folder");
    // Lq = ρ² / (1 − ρ) is 1 at ρ = 0.618, where half of the runs have more and half less (μ = 1 /s).
    let ask = ["--vary", "classes.customers.arrivals.rate=0.2..0.9 /s", "--passes", "run.queue_length <= 1"];
    let more = ["--set", "run.length=5 h", "--probability", "50%", "--precision", "4%", "--out", "load"];
    let found = json(folder.path(), &[&QUEUE[..2], &ask, &more].concat());
    assert_eq!(found["wanted"], "largest");
    let (passes, fails) = limits(&found);
    assert!(passes < fails && passes > 0.618 * 0.93 && fails < 0.618 * 1.07, "{passes} … {fails}");
    // Negative control: for twice the limit it is another load (ρ = 0.732).
    let ask = [&ask[..3], &["run.queue_length <= 2"]].concat();
    let more = [&more[..6], &["--out", "twice"]].concat();
    assert!(limits(&json(folder.path(), &[&QUEUE[..2], &ask, &more].concat())).0 > fails);
}

#[test]
fn the_smallest_number_of_workers_is_a_whole_one() {
    let folder = tempfile::tempdir().expect("a folder");
    // At 3.6 Erlang three workers are never enough and four are stable; Erlang C gives Lq = 7.1, 1.06 and 0.29 for 4, 5
    // and 6 of them, so that a mean queue of 0.6 needs 6.
    let ask = [
        "--vary",
        "servers.workers=1..20",
        "--passes",
        "run.queue_length <= 0.6",
        "--out",
        "workers",
        "--confirm-at",
        "4",
    ];
    let load = ["--set", "classes.customers.arrivals.rate=3.6 /s", "--set", "run.length=5 h"];
    let found = json(folder.path(), &[&QUEUE[..2], &load, &ask].concat());
    assert_eq!((found["wanted"].as_str(), limits(&found)), (Some("smallest"), (6.0, 5.0)), "{found}");
    assert_eq!(found["monotone"], true);
    // Four such servers beside each other have four such queues, 1.16 of 6 workers each: the answer is one for one server.
    let confirmed = &found["confirmed"];
    assert_eq!((confirmed["scale"].as_f64(), confirmed["holds"].as_bool()), (Some(4.0), Some(false)), "{confirmed}");
    let check =
        |index: usize| (confirmed["values"][index]["value"].as_str(), confirmed["values"][index]["holds"].as_bool());
    assert_eq!([check(0), check(1)], [(Some("6"), Some(false)), (Some("5"), Some(true))], "{confirmed}");
    let csv = String::from_utf8(files(&folder.path().join("workers/results"))["find.csv"].clone()).expect("UTF-8");
    assert!(csv.lines().any(|line| line.starts_with("6,verification,84,84,0,1,")), "{csv}");
}

#[test]
fn without_a_limit_in_the_range_the_answer_is_that() {
    let folder = tempfile::tempdir().expect("a folder");
    let vary = ["--vary", "classes.customers.arrivals.rate=0.1..0.2 /s"];
    for (passes, says) in [("run.queue_length <= 2", "both ends"), ("run.queue_length > 2", "neither end")] {
        let said = succeeds(folder.path(), &[&QUEUE[..], &vary, &["--passes", passes, "--out", says, "-q"]].concat());
        assert!(said.starts_with("no limit in the range") && said.contains(says), "{said}");
    }
    let wide = ["--vary", "classes.customers.arrivals.rate=0.1..0.9 /s", "--passes", "run.queue_length <= 1.5", "-q"];
    let said = succeeds(folder.path(), &[&QUEUE[..], &wide, &["--smallest", "--out", "s"]].concat());
    assert!(said.contains("the limit is a largest value (--largest)"), "{said}");
    let said = succeeds(folder.path(), &[&QUEUE[..], &wide, &["--most-runs", "70", "--out", "m"]].concat());
    assert!(said.contains("not shown") && said.contains("the limit of 70 runs is reached"), "{said}");
}

#[test]
fn threads_and_interruptions_change_no_byte_of_a_search() {
    let folder = tempfile::tempdir().expect("a folder");
    let ask = ["--vary", "classes.customers.arrivals.rate=0.2..0.9 /s", "--passes", "run.queue_length <= 1"];
    let find =
        |more: &[&str]| succeeds(folder.path(), &[&QUEUE[..], &ask, more, &["--probability", "0.8", "-q"]].concat());
    let whole = find(&["--out", "a", "--jobs", "2"]);
    assert_eq!(find(&["--out", "b", "--jobs", "1"]), whole);
    let results = |name: &str| files(&folder.path().join(name).join("results"));
    assert_eq!(results("a"), results("b"));
    // What a kill leaves: no results, and some of the runs.
    let runs = trials(&folder.path().join("b"));
    for name in files(&folder.path().join("b/runs")).keys() {
        let place = folder.path().join("b/runs").join(name);
        let text = std::fs::read_to_string(&place).expect("a segment");
        let kept: Vec<&str> = text.lines().enumerate().filter(|(at, _)| at % 3 != 1).map(|(_, line)| line).collect();
        std::fs::write(&place, kept.join("\n") + "\n").expect("written");
    }
    assert!(trials(&folder.path().join("b")).len() < runs.len());
    std::fs::remove_dir_all(folder.path().join("b/results")).expect("removed");
    assert_eq!(find(&["--out", "b"]), whole);
    assert_eq!((results("a"), runs), (results("b"), trials(&folder.path().join("b"))));
    // Nothing is counted twice: as many trials as runs were stated.
    let found: Value = serde_json::from_slice(&results("a")["find.json"]).expect("JSON");
    assert_eq!(found["runs"].as_u64(), Some(trials(&folder.path().join("a")).len() as u64));
    // A limit on the runs stops on the way, and a larger one goes on in the same folder.
    find(&["--out", "c", "--most-runs", "40"]);
    assert_eq!(find(&["--out", "c"]), whole);
}

/// Sends Ctrl-C to a study as soon as it has so many finished runs, and gives what it printed.
#[cfg(unix)]
fn stopped(folder: &Path, arguments: &[&str], out: &str, after: usize) -> String {
    let finished = || trials(&folder.join(out)).len();
    let mut command = crate::program::command(folder, arguments);
    let mut child = command.stdout(std::process::Stdio::piped()).spawn().expect("the program runs");
    while finished() < after && child.try_wait().expect("a state").is_none() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let id = child.id().to_string();
    std::process::Command::new("kill").args(["-INT", &id]).status().expect("a signal is sent");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(130), "it was not stopped on the way");
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[cfg(unix)]
#[test]
fn what_is_stopped_says_what_it_knows() {
    let folder = tempfile::tempdir().expect("a folder");
    let ask = ["--vary", "classes.customers.arrivals.rate=0.2..0.9 /s", "--passes", "run.queue_length <= 1"];
    let long = ["--set", "run.length=10 h", "-q", "--out"];
    let find = [&["find", "textbook/mm1"], &ask[..], &long, &["f"]].concat();
    // 64 runs at most decide an end, so that both ends are known by then.
    let said = stopped(folder.path(), &find, "f", 140);
    assert!(said.starts_with("stopped after ") && said.contains("In words: "), "{said}");
    assert!(said.contains("0.2 /s") && said.contains("0.9 /s") && said.contains("95 % interval"), "{said}");
    assert!(!folder.path().join("f/results").exists());
    let sweep = ["sweep", "textbook/mm1", "--vary", "classes.customers.arrivals.rate=0.2 /s,0.5 /s"];
    let more = ["--metric", "run.queue_length", "--replications", "300"];
    let said = stopped(folder.path(), &[&sweep, &more[..], &long, &["s"]].concat(), "s", 20);
    assert!(
        said.starts_with("stopped: what ") && said.contains("with arrivals.rate 0.2 /s: queue length is "),
        "{said}"
    );
    // With --json the same, marked.
    let vary = ["--vary", "classes.customers.arrivals.rate=0.2 /s,0.5 /s", "--json"];
    let compare = ["compare", "textbook/mm1", "--arm", "b: servers.queue=50", "--json"];
    let all = ["sensitivity", "textbook/mm1", vary[0], vary[1], "--only", "--one-at-a-time", "--json"];
    let run = ["run", "textbook/mm1", "--json"];
    for (at, study) in [&[&["sweep", "textbook/mm1"], &vary[..]].concat()[..], &compare, &run, &all].iter().enumerate()
    {
        let out = format!("j{at}");
        let said = stopped(folder.path(), &[study, &more[..], &long, &[out.as_str()]].concat(), &out, 20);
        let told: Value = serde_json::from_str(&said).expect("JSON");
        let (finished, counted) = (told["finished_runs"].as_u64(), told["told_runs"].as_u64());
        assert!(told["stopped"] == true && finished >= Some(20) && counted <= finished, "{study:?}: {said}");
        // Of a comparison only whole pairs speak, and a ranking needs all its runs.
        assert!(study[0] != "compare" || counted.is_some_and(|counted| counted % 2 == 0), "{said}");
        assert_eq!(study[0] == "sensitivity", counted == Some(0), "{said}");
    }
}

#[test]
fn several_paths_get_the_same_value() {
    let folder = tempfile::tempdir().expect("a folder");
    let cell = ["find", "metastable-cell", "--scale", "0.004", "--set", "run.length=4 h"];
    let ask = ["--vary", "classes.phones.timeout=5..60 s", "--with", "classes.phones.patience", "--passes"];
    let more = ["phones.attempts >= 1", "--most-runs", "16", "--out", "x"];
    let found = json(folder.path(), &[&cell[..], &ask, &more].concat());
    let paths: Vec<&str> = found["paths"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
    assert_eq!(paths, ["classes.phones.timeout", "classes.phones.patience"]);
}

#[test]
fn a_strong_parameter_is_first_and_an_inert_one_is_noise() {
    let folder = tempfile::tempdir().expect("a folder");
    let vary =
        ["--vary", "classes.customers.arrivals.rate=0.3..0.8 /s", "--vary", "servers.slowdown_per_request=0.0..0.002"];
    // Nobody is ever refused, so that the time an edge takes to refuse is inert.
    let inert = ["--vary", "edge.round_trip=1..500 ms:log"];
    let more =
        ["--set", "run.length=2 h", "--metric", "run.queue_length", "--samples", "40", "--out", "s", "--jobs", "2"];
    let all = [&["sensitivity", "textbook/mm1"], &vary[..], &inert, &more].concat();
    let found = json(folder.path(), &all);
    let (alone, ranks) = (&found["one_at_a_time"], &found["rank_correlation"]);
    assert_eq!(alone[0]["path"], "classes.customers.arrivals.rate");
    assert_eq!(ranks[0]["path"], "classes.customers.arrivals.rate");
    assert!(ranks[0]["rho"].as_f64() > Some(0.8) && ranks[0]["noise"] == false, "{ranks}");
    let of = |list: &Value| {
        let rows = list.as_array().expect("a list").iter().filter(|row| row["path"] == "edge.round_trip");
        rows.map(|row| row["noise"] == true).collect::<Vec<bool>>()
    };
    assert_eq!((of(alone), of(ranks)), (vec![true; 2], vec![true]), "{found}");
    let again = [&all[..all.len() - 3], &["t", "--jobs", "1"]].concat();
    json(folder.path(), &again);
    assert_eq!(files(&folder.path().join("s/results")), files(&folder.path().join("t/results")));
}

#[test]
fn the_edge_of_the_phase_diagram_is_where_theory_draws_it() {
    let folder = tempfile::tempdir().expect("a folder");
    succeeds(folder.path(), &["phase", "load", "--replications", "3", "--out", "p", "-q"]);
    let mut reader = csv::Reader::from_path(folder.path().join("p/results/points.csv")).expect("a file");
    let rows = reader.deserialize::<BTreeMap<String, String>>().map(|row| row.expect("a row"));
    let mut wrong = Vec::new();
    let mut compared = 0;
    for row in rows.filter(|row| row["metric"] == "recovery.stuck") {
        let number =
            |column: &str| row[column].split(' ').next().and_then(|text| text.parse::<f64>().ok()).expect("a number");
        // 300 per second of capacity and one retry: 150; a timeout of 1 s: 300 waiting.
        let (load, queue) =
            (number("classes.queries.arrivals.rate") / 300.0, number("classes.batch.arrivals.rate") / 300.0);
        let stuck = number("mean") > 0.5;
        compared += 1;
        // One cell is 0.093 of load and a factor of 1.49 in queue length.
        let (inside, outside) = (load > 0.5 + 0.093 && queue > 1.5, load < 0.5 || queue < 1.0 / 1.5);
        if inside && !stuck || outside && stuck {
            wrong.push((load, queue, stuck));
        }
    }
    assert_eq!(compared, 64);
    assert!(wrong.len() <= 2, "further than a cell from the line: {wrong:?}");
}

#[test]
fn what_cannot_be_asked_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let find = ["find", "textbook/mm1", "--out", "x"];
    let queue = "servers.queue=10..100";
    for (arguments, says) in [
        (&["--vary", "servers.quue=1..9"][..], "queue"),
        (&["--vary", queue, "--passes", "run.queue_lenght <= 4"], "did you mean `run.queue_length`?"),
        (&["--vary", queue, "--passes", "run.queue_length = 4"], "`=` is no comparison"),
        (&["--vary", queue, "--passes", "run.queue_length <= four"], "`four` is no number"),
        (&["--vary", queue, "--passes", "customers.availability >= 1.5"], "no run can meet it"),
        (&["--vary", queue, "--passes", "run.queue_length >= 0"], "every run that has the number meets it"),
        (&["--vary", queue, "--probability", "1.5"], "between 0 and 1"),
        (&["--vary", "servers.queue=10.."], "is no number"),
        (&["--vary", "servers.queue=10,20,30"], "needs a range"),
        (&["--vary", "servers.queue=10..10"], "both ends of the range are the same"),
        (&["--vary", queue, "--with", "servers.queue"], "set twice"),
        (&["--vary", queue, "--smallest", "--largest"], "cannot be used with"),
        (&["--vary", queue, "--passes", "run.wasted_bytes <= 0.5"], "has a `run.wasted_bytes`"),
        (&["--vary", "run.seed=1..9"], "the seed is varied"),
    ] {
        let output = syncstorm(folder.path(), &[&find[..], arguments].concat());
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(says), "{arguments:?} says\n{said}");
        let _ = std::fs::remove_dir_all(folder.path().join("x"));
    }
    for (arguments, says) in [
        (&["sensitivity", "textbook/mm1"][..], "has no [priors]"),
        (
            &["sensitivity", "textbook/mm1", "--vary", "servers.queue=5..9", "--only", "--metric", "web.x"],
            "no metric `web.x`",
        ),
        (&["sensitivity", "metastable-cell", "--samples", "2"], "2 is not in 6"),
        (&["phase", "lod"], "load"),
        (&["phase", "--metric", "web.outage_h"], "stay stuck"),
    ] {
        let output = syncstorm(folder.path(), arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(says), "{arguments:?} says\n{said}");
    }
}
