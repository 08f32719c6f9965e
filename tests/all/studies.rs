//! Studies of many runs, through the command line. Oracles: single runs with the same seeds, other numbers of threads,
//! an uninterrupted study, one machine instead of two, and arithmetic on the files by other code.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::thread::sleep;
use std::time::Duration;

use crate::program::{command, files, succeeds, syncstorm, trials};
use sha2::{Digest, Sha256};

/// A cell small enough for dozens of runs in a test.
const SMALL: [&str; 5] = ["metastable-cell", "--scale", "0.004", "--set", "run.length=4 h"];

fn refused(folder: &Path, arguments: &[&str], code: i32, says: &str) {
    let output = syncstorm(folder, arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
    assert!(said.contains(says), "{arguments:?} says\n{said}");
}

/// The rows of a CSV file as maps from column to field.
fn table(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).expect("a CSV file");
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("`{column}` is `{}`", row[column]))
}

fn with<'a>(first: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    [first, more].concat()
}

fn sweep<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let vary = ["--vary", "timeline.failure.lasts=1 min,40 min", "--vary", "network.capacity=0.4..1.6 Mbit/s:log3"];
    with(&with(&["sweep"], &SMALL), &with(&with(&vary, &["--replications", "2", "-q"]), more))
}

#[test]
fn a_sweep_gives_the_numbers_of_single_runs() {
    let folder = tempfile::tempdir().expect("a folder");
    succeeds(folder.path(), &sweep(&["--out", "all"]));
    let rows = table(&folder.path().join("all/results/runs.csv"));
    assert_eq!(rows.len(), 2 * 3 * 2);
    for row in [&rows[0], &rows[7]] {
        let sets = ["timeline.failure.lasts", "network.capacity"].map(|path| format!("{path}={}", row[path]));
        let seed = row["seed"].clone();
        let run = with(&with(&["run"], &SMALL), &["--set", &sets[0], "--set", &sets[1], "--seed", &seed]);
        let told = succeeds(folder.path(), &with(&run, &["--json", "-q", "--force", "--out", "one"]));
        let told: serde_json::Value = serde_json::from_str(&told).expect("JSON");
        for (column, found) in [
            ("web.outage_h", &told["classes"]["web"]["outage_h"]),
            ("phones.retries", &told["classes"]["phones"]["retries"]),
            ("run.events", &told["run"]["events"]),
        ] {
            assert_eq!(Some(number(row, column)), found.as_f64(), "{column} of {sets:?}");
        }
    }
}

/// A segment of one trial as the build would write it that wrote those of a study.
fn segment(like: &Path, rest: &str) -> String {
    let text = std::fs::read_to_string(segment_with(like, "")).expect("a segment");
    let head = text.lines().next().expect("a head");
    let sum: String = Sha256::digest(rest.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("{head}\n{sum} - {rest}\n")
}

/// The segment of a study that has a line.
fn segment_with(study: &Path, line: &str) -> PathBuf {
    let segments = files(&study.join("runs"));
    let has = |bytes: &Vec<u8>| String::from_utf8_lossy(bytes).contains(line);
    let (name, _) = segments.iter().find(|(_, bytes)| has(bytes)).expect("a segment with it");
    study.join("runs").join(name)
}

#[test]
fn threads_and_shards_change_no_byte() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).join("results");
    succeeds(folder.path(), &sweep(&["--out", "all", "--jobs", "1"]));
    succeeds(folder.path(), &sweep(&["--out", "threads", "--jobs", "5"]));
    assert_eq!(files(&at("all")), files(&at("threads")));
    // However many runs, a process writes one file.
    assert_eq!(files(&folder.path().join("all/runs")).len(), 1);
    // The second part first, and the first one twice.
    for part in ["2/2", "1/2", "1/2"] {
        succeeds(folder.path(), &sweep(&["--out", &format!("part{}", &part[..1]), "--shard", part]));
    }
    refused(folder.path(), &["sweep", "merge", "whole", "part2"], 3, "6 of 12 runs are missing");
    succeeds(folder.path(), &["sweep", "merge", "whole", "part2", "part1", "-q"]);
    assert_eq!(files(&at("all")), files(&at("whole")));
    // Another result for one of the trials, as a build with a fault would have written it: its sum is right.
    let (name, line) = trials(&folder.path().join("part1")).pop_first().expect("a trial");
    let rest = line.splitn(3, ' ').nth(2).expect("a record").replacen("0.", "0.5", 1);
    std::fs::write(folder.path().join("part2/runs/9-9.runs"), segment(&folder.path().join("part1"), &rest))
        .expect("written");
    refused(folder.path(), &["sweep", "merge", "again", "part2", "part1"], 2, "have different results");
    assert!(
        trials(&folder.path().join("again")).is_empty(),
        "nothing is joined before all of it was looked at: {name}"
    );
    std::fs::remove_file(folder.path().join("part2/runs/9-9.runs")).expect("removed");
    refused(folder.path(), &["sweep", "merge", "again", "nowhere"], 2, "holds no study");
    refused(folder.path(), &["sweep", "merge", "part1", "part1", "part2"], 2, "a folder of its own");
}

#[cfg(unix)]
#[test]
fn a_killed_sweep_goes_on_where_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let many = ["--set", "run.seed=5", "--replications", "20"];
    let arguments = |out| {
        let vary = ["--vary", "timeline.failure.lasts=1 min,40 min", "-q", "--out", out];
        with(&with(&["sweep"], &SMALL), &with(&many, &vary))
    };
    let finished = |name: &str| trials(&folder.path().join(name)).len();
    let mut killed: Child = command(folder.path(), &arguments("killed")).spawn().expect("the program runs");
    while finished("killed") < 8 && killed.try_wait().expect("a state").is_none() {
        sleep(Duration::from_millis(5));
    }
    killed.kill().expect("killed");
    killed.wait().expect("ended");
    let kept = finished("killed");
    assert!((8..40).contains(&kept), "{kept} trials were finished: nothing was interrupted");
    assert!(!folder.path().join("killed/results").exists());
    let first = trials(&folder.path().join("killed"));
    succeeds(folder.path(), &arguments("killed"));
    succeeds(folder.path(), &arguments("whole"));
    let (gone_on, whole) = (trials(&folder.path().join("killed")), trials(&folder.path().join("whole")));
    assert_eq!(gone_on.len(), 40);
    assert_eq!(gone_on, whole);
    // Two processes, two segments: none of the trials that were finished ran again.
    let segments = files(&folder.path().join("killed/runs"));
    let lines =
        |bytes: &Vec<u8>| bytes.split_inclusive(|byte| *byte == b'\n').filter(|line| line.ends_with(b"\n")).count();
    assert_eq!(segments.len(), 2);
    assert_eq!(segments.values().map(|bytes| lines(bytes) - 1).sum::<usize>(), 40);
    assert!(first.iter().all(|(name, line)| gone_on[name] == *line), "a finished trial was changed");
    assert_eq!(files(&folder.path().join("killed/results")), files(&folder.path().join("whole/results")));
}

#[test]
fn a_folder_keeps_its_study() {
    let folder = tempfile::tempdir().expect("a folder");
    succeeds(folder.path(), &sweep(&["--out", "all"]));
    let other = with(&with(&["sweep"], &SMALL), &["--vary", "timeline.failure.lasts=1 min", "-q", "--out", "all"]);
    refused(folder.path(), &other, 2, "holds another study");
    // The new plan keeps what it can use: the one trial that it needs is new, and the others stay.
    let before = trials(&folder.path().join("all"));
    succeeds(folder.path(), &with(&other, &["--force"]));
    let after = trials(&folder.path().join("all"));
    assert_eq!(after.len(), before.len() + 1);
    assert!(before.iter().all(|(name, line)| after[name] == *line));
    std::fs::write(folder.path().join("all/notes.txt"), "mine").expect("written");
    refused(folder.path(), &with(&sweep(&["--out", "all"]), &["--force"]), 2, "it also holds notes.txt");
    assert_eq!(std::fs::read(folder.path().join("all/notes.txt")).expect("still there"), b"mine");
    std::fs::remove_file(folder.path().join("all/notes.txt")).expect("removed");
    // A trial that was tampered with is not believed; what was only half written is as if it were not there.
    let (name, line) = after.iter().find(|(name, _)| !before.contains_key(*name)).expect("the new trial");
    let file = segment_with(&folder.path().join("all"), line);
    let whole = std::fs::read_to_string(&file).expect("a segment");
    let (changed, half) = (whole.replacen(&line[20..], &line[20..].replacen("0.", "0.5", 1), 1), whole.len() - 30);
    for (text, says) in [
        ("{}\n".to_owned(), "it does not begin like one"),
        (changed, "was changed after it was written"),
        (whole.replacen("runs/1 ", "runs/1 0", 1), "a build with other physics"),
    ] {
        std::fs::write(&file, text).expect("written");
        refused(folder.path(), &other, 2, says);
    }
    std::fs::write(&file, &whole[..half]).expect("written");
    assert!(!trials(&folder.path().join("all")).contains_key(name));
    succeeds(folder.path(), &other);
    assert_eq!(trials(&folder.path().join("all"))[name], *line);
    // A study of an earlier version had a file for each run.
    std::fs::write(folder.path().join("all/runs/a-1.json"), "{}").expect("written");
    refused(folder.path(), &other, 2, "an earlier version wrote it");
    std::fs::remove_file(folder.path().join("all/runs/a-1.json")).expect("removed");
    std::fs::write(folder.path().join("all/study.json"), "{}").expect("written");
    refused(folder.path(), &other, 2, "is damaged");
}

/// The range of every metric, by its name and its unit as the files have them: no interval leaves it.
#[test]
fn no_interval_leaves_the_range_of_its_metric() {
    let folder = tempfile::tempdir().expect("a folder");
    let more = ["--arm", "shorter: timeline.failure.lasts=2 min", "--replications", "6", "-q", "--out", "ranges"];
    succeeds(folder.path(), &with(&with(&["compare"], &SMALL), &more));
    let rows = table(&folder.path().join("ranges/results/arms.csv"));
    let ends = |row: &BTreeMap<String, String>, low: &str, high: &str| {
        (!row[low].is_empty()).then(|| (number(row, low), number(row, high)))
    };
    let mut seen = 0;
    for row in &rows {
        let is_share = ["share", "yes or no"].contains(&row["unit"].as_str());
        if let Some((low, high)) = ends(row, "low_95", "high_95") {
            let most = match row["unit"].as_str() {
                "share" | "yes or no" => 1.0,
                "hours" => 4.0,
                _ => f64::INFINITY,
            };
            // The onset is 0, and nothing that is dated lies before it by more than the warm-up.
            let least = if row["unit"] == "hours" && row["metric"].contains("_h") { -1.0 } else { 0.0 };
            assert!(least <= low && high <= most + 1e-9, "{row:?}");
            seen += 1;
        }
        if let (true, Some((low, high))) = (is_share, ends(row, "difference_low_95", "difference_high_95")) {
            assert!(-1.0 <= low && high <= 1.0, "{row:?}");
        }
    }
    assert!(seen > 40, "only {seen} intervals");
}

/// Mean and half width of Student's 95 % interval for six values (t = 2.570582 with five degrees of freedom).
fn of_six(values: &[f64]) -> (f64, f64) {
    assert_eq!(values.len(), 6);
    let mean = values.iter().sum::<f64>() / 6.0;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / 5.0;
    (mean, 2.570_582 * (variance / 6.0).sqrt())
}

#[test]
fn arms_are_compared_pair_by_pair() {
    let folder = tempfile::tempdir().expect("a folder");
    let arm = "shorter: timeline.failure.lasts=2 min";
    let more = ["--arm", arm, "--replications", "6", "-q", "--out", "compared"];
    succeeds(folder.path(), &with(&with(&["compare"], &SMALL), &more));
    let runs = table(&folder.path().join("compared/results/runs.csv"));
    let of = |arm: &str, metric: &str| -> Vec<f64> {
        runs.iter().filter(|row| row["arm"] == arm).map(|row| number(row, metric)).collect()
    };
    // What the change does not touch is the same, seed by seed.
    let baseline = "phones.baseline_attempts_per_s";
    assert_eq!(of("metastable-cell", baseline), of("shorter", baseline));
    let arms = table(&folder.path().join("compared/results/arms.csv"));
    for metric in ["phones.retries", "web.outage_h", "phones.amplification_peak"] {
        let differences: Vec<f64> =
            of("shorter", metric).iter().zip(of("metastable-cell", metric)).map(|(b, a)| b - a).collect();
        let (mean, half) = of_six(&differences);
        let row = arms.iter().find(|row| row["arm"] == "shorter" && row["metric"] == metric).expect("a row");
        assert!((number(row, "difference") - mean).abs() <= 1e-9 * mean.abs().max(1.0), "{metric}");
        let (low, high) = (number(row, "difference_low_95"), number(row, "difference_high_95"));
        assert!((high - low - 2.0 * half).abs() <= 1e-5 * half.max(1e-9), "{metric}: {low} {high} {half}");
    }
}

#[test]
fn the_fixes_are_worth_what_the_square_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let more = ["--fixes", "--replications", "6", "-q", "--out", "square"];
    let told = succeeds(folder.path(), &with(&with(&["compare"], &SMALL), &more));
    for situation in ["As it happened", "Without operators", "Everybody back at once"] {
        assert!(told.contains(situation), "{told}");
    }
    let runs = table(&folder.path().join("square/results/runs.csv"));
    let effects = table(&folder.path().join("square/results/effects.csv"));
    for (situation, words) in [("as_it_happened", "as it happened"), ("without_operators", "without operators")] {
        let arm = |name: &str| -> Vec<f64> {
            let name = format!("{name}, {words}");
            runs.iter().filter(|row| row["arm"] == name).map(|row| number(row, "web.outage_h")).collect()
        };
        let [neither, handling, bandwidth, both] =
            ["neither fix", "error handling", "bandwidth", "both fixes"].map(arm);
        let effect = |of: &dyn Fn(usize) -> f64| of_six(&(0..6).map(of).collect::<Vec<_>>()).0;
        let main = effect(&|i| ((handling[i] - neither[i]) + (both[i] - bandwidth[i])) / 2.0);
        let other = effect(&|i| ((bandwidth[i] - neither[i]) + (both[i] - handling[i])) / 2.0);
        let found = |effect: &str| {
            let row = effects.iter().find(|row| {
                row["situation"] == situation && row["metric"] == "web.outage_h" && row["effect"] == effect
            });
            number(row.unwrap_or_else(|| panic!("{situation} has no {effect}")), "mean")
        };
        assert!((found("error_handling") - main).abs() < 1e-9 && (found("bandwidth") - other).abs() < 1e-9);
        let total = effect(&|i| both[i] - neither[i]);
        assert!((found("both") - total).abs() < 1e-9 && (main + other - total).abs() < 1e-9);
        assert!((found("share_of_error_handling") - main / total).abs() < 1e-9);
        assert!(total < -1.0, "the fixes save more than an hour of web mail: {total}");
    }
}

#[test]
fn replications_go_on_until_the_interval_is_narrow() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = with(&with(&["run"], &SMALL), &["-q"]);
    let told =
        succeeds(folder.path(), &with(&run, &["--replications", "4", "--out", "four", "--metric", "web.outage_h"]));
    let rows = table(&folder.path().join("four/results/runs.csv"));
    let values: Vec<f64> = rows.iter().map(|row| number(row, "web.outage_h")).collect();
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let estimates = table(&folder.path().join("four/results/estimates.csv"));
    let row = estimates.iter().find(|row| row["metric"] == "web.outage_h").expect("a row");
    assert!((number(row, "mean") - mean).abs() < 1e-9);
    // Four runs are too few for an interval, and that is said.
    assert_eq!((row["low_95"].as_str(), row["high_95"].as_str()), ("", ""));
    assert!(told.contains("4 runs are too few for a 95 % interval") && told.contains("88 % confidence"), "{told}");
    // What never happens is said, and has no mean.
    let never = estimates.iter().find(|row| row["metric"] == "recovery.recovered_h").expect("a row");
    if never["have_it"] == "0" {
        assert_eq!(never["mean"], "");
    }
    let until = ["--until", "phones.amplification_peak=1000", "--out", "wide"];
    assert!(succeeds(folder.path(), &with(&run, &until)).contains("after 10 runs"));
    let until = ["--until", "phones.amplification_peak=0.000001", "--replications", "12", "--out", "narrow"];
    assert!(succeeds(folder.path(), &with(&run, &until)).contains("still wider"));
}

#[test]
fn what_cannot_be_studied_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let small = |first: &'static str, more: &[&'static str]| with(&with(&[first], &SMALL), more);
    for (arguments, says) in [
        (small("sweep", &[]), "nothing is varied"),
        (small("sweep", &["--vary", "clases.x=1,2"]), "did you mean `classes`"),
        (small("sweep", &["--vary", "run.seed=1,2"]), "--replications"),
        (small("sweep", &["--vary", "servers.queue=1..2"]), "--sample"),
        (small("sweep", &["--vary", "servers.queue=5..1:1", "--vary", "x"]), "ends before it begins"),
        (small("sweep", &["--vary", "servers.queue=500,1000", "--vary", "servers.queue=3"]), "varied twice"),
        (
            small("sweep", &["--vary", "servers.queue=500,1000", "--metric", "web.availabilty"]),
            "did you mean `web.availability`",
        ),
        (small("sweep", &["--vary", "servers.queue=500,1000", "--shard", "3/2"]), "I/N"),
        (vec!["sweep", "--plan", "nowhere.toml"], "cannot read nowhere.toml"),
        (small("compare", &[]), "nothing to compare with"),
        (small("compare", &["--arm", "servers.queue"]), "changes nothing"),
        (small("compare", &["--arm", "servers.quue=1"]), "did you mean"),
        (small("compare", &["--arm", "run.seed=5"]), "the same in all arms"),
        (small("compare", &["--arm", "a:"]), "changes nothing"),
        (vec!["compare", "textbook/mm1", "textbook/mm1"], "two arms are called"),
        (vec!["compare", "textbook/mm1", "metastable-cell"], "the same classes"),
        (vec!["compare", "textbook/mm1", "--fixes", "-q"], "a fix that changes nothing"),
        (small("run", &["--until", "web.availability"]), "has no width"),
        (small("run", &["--until", "web.availability=-1"]), "no width above 0"),
        (small("run", &["--until", "web.avail=1"]), "no metric `web.avail`"),
    ] {
        refused(folder.path(), &arguments, 2, says);
    }
    assert_eq!(std::fs::read_dir(folder.path()).expect("the folder").count(), 0, "something was written");
}

#[test]
fn a_file_asks_what_flags_ask() {
    let folder = tempfile::tempdir().expect("a folder");
    let plan = "scenario = \"metastable-cell\"\nscale = 0.004\nreplications = 2\n[set]\n\"run.length\" = \"4 h\"\n\
                [vary]\n\"timeline.failure.lasts\" = \"1 min, 40 min\"\n";
    std::fs::write(folder.path().join("plan.toml"), plan).expect("written");
    succeeds(folder.path(), &["sweep", "--plan", "plan.toml", "-q", "--out", "file"]);
    let flags = ["--vary", "timeline.failure.lasts=1 min, 40 min", "--replications", "2", "-q", "--out", "flags"];
    succeeds(folder.path(), &with(&with(&["sweep"], &SMALL), &flags));
    let results = |name: &str| {
        let mut files = files(&folder.path().join(name).join("results"));
        // The manifest names the command.
        files.remove("manifest.json");
        files
    };
    assert_eq!(results("file"), results("flags"));
    let bad = "scenario = \"metastable-cell\"\nrepetitions = 2\nfixes = [\"x\"]\n[vary]\n\"a\" = \"2..1\"\n";
    std::fs::write(folder.path().join("bad.toml"), bad).expect("written");
    refused(folder.path(), &["sweep", "--plan", "bad.toml"], 2, "bad.toml:2:1");
}
