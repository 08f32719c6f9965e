//! Fleets of cells, through the command line. Oracles: single runs with the same settings and seeds, added up by other
//! code; one process instead of several.

use std::collections::BTreeMap;
use std::path::Path;

use crate::program::{files, succeeds, syncstorm, trials};

/// A cell with three priors, two of which are those of its timeline.
const PRIORS: &str = r#"[priors]
"classes.phones.activesync.mail" = "0.5..3 /h:log"
"timeline.failure.lasts" = "20..40 min"
"timeline.block.at" = "85..100 min"
"#;
const SMALL: [&str; 5] = ["small.toml", "--scale", "0.004", "--set", "run.length=4 h"];
const MM1: [&str; 7] =
    ["textbook/mm1", "--set", "run.length=1 h", "--set", "run.warm_up=10 min", "--set", "run.sample=5 min"];

/// A folder with that cell.
fn here() -> tempfile::TempDir {
    let here = tempfile::tempdir().expect("a folder");
    let (cell, _) = include_str!("../../scenarios/metastable-cell.toml").split_once("[priors]").expect("priors");
    std::fs::write(here.path().join("small.toml"), cell.to_owned() + PRIORS).expect("a file");
    here
}

fn fleet<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["sweep"], &SMALL[..], &["-q"], more].concat()
}

/// The head and the rows of a CSV file.
fn table(path: &Path) -> (Vec<String>, Vec<BTreeMap<String, String>>) {
    let mut reader = csv::Reader::from_path(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let head = reader.headers().expect("a head").iter().map(str::to_owned).collect();
    (head, reader.deserialize().map(|row| row.expect("a row")).collect())
}

fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("`{column}` is `{}`", row[column]))
}

fn nearly(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-9 * one.abs().max(other.abs()).max(1.0)
}

/// Clients in all, without service, catching up; windows met and unmet.
type Sums = BTreeMap<(String, String), [f64; 5]>;

/// Adds the intervals of a single run.
fn add(sums: &mut Sums, run: &Path) {
    for row in table(&run.join("timeseries.csv")).1 {
        let phases = ["listening", "in_flight", "waiting_to_retry", "blocked", "broken"];
        let clients: f64 = phases.map(|phase| number(&row, phase)).iter().sum();
        let windows = |rate: &str| number(&row, rate) * 300.0;
        let own = [
            clients,
            number(&row, "without_service"),
            number(&row, "catching_up"),
            windows("met_per_s"),
            windows("unmet_per_s"),
        ];
        let sum = sums.entry((row["time_h"].clone(), row["class"].clone())).or_default();
        sum.iter_mut().zip(own).for_each(|(sum, own)| *sum += own);
    }
}

#[test]
fn a_fleet_is_the_sum_of_single_runs() {
    let folder = here();
    let here = folder.path();
    let told = succeeds(here, &fleet(&["--cells", "3", "--hit", "0.4", "--json", "--out", "all"]));
    let (head, cells) = table(&here.join("all/results/cells.csv"));
    let last = head.iter().position(|column| column == "recovery.recovered").expect("a metric");
    assert_eq!(head[..4], ["cell", "hit", "seed", "point"]);
    let mut sums = Sums::new();
    for cell in &cells {
        let set = head[4..last].iter().filter(|path| !cell[*path].is_empty());
        let sets: Vec<String> = set.map(|path| format!("{path}={}", cell[path])).collect();
        // One value for the class, and either two for the timeline or three entries that do not happen.
        assert_eq!(sets.len(), if cell["hit"] == "yes" { 3 } else { 4 }, "{sets:?}");
        let mut run = [&["run"], &SMALL[..], &["--seed", &cell["seed"], "-q", "--force", "--out", "one"]].concat();
        run.extend(sets.iter().flat_map(|set| ["--set", set.as_str()]));
        let one: serde_json::Value =
            serde_json::from_str(&succeeds(here, &[&run[..], &["--json"]].concat())).expect("JSON");
        assert_eq!(Some(number(cell, "phones.retries")), one["classes"]["phones"]["retries"].as_f64());
        add(&mut sums, &here.join("one"));
    }
    let (_, rows) = table(&here.join("all/results/fleet.csv"));
    assert_eq!(rows.len(), sums.len());
    let mut worst: BTreeMap<&str, f64> = BTreeMap::new();
    for row in &rows {
        let [clients, without, catching_up, met, unmet] = sums[&(row["time_h"].clone(), row["class"].clone())];
        assert!(nearly(number(row, "clients"), clients), "{row:?}: {clients}");
        assert!(nearly(number(row, "without_service"), without), "{row:?}: {without}");
        assert!(nearly(number(row, "without_service_share"), without / clients), "{row:?}");
        assert!(nearly(number(row, "catching_up"), catching_up), "{row:?}: {catching_up}");
        assert!(nearly(number(row, "met"), met) && nearly(number(row, "unmet"), unmet), "{row:?}: {met}, {unmet}");
        if met + unmet > 0.0 {
            assert!(nearly(number(row, "availability"), met / (met + unmet)), "{row:?}");
        }
        let most = worst.entry(&row["class"]).or_default();
        *most = most.max(number(row, "without_service_share"));
    }
    let told: serde_json::Value = serde_json::from_str(&told).expect("JSON");
    assert_eq!((told["cells"].as_u64(), told["hit"]["cells"].as_u64()), (Some(3), Some(1)));
    for class in told["classes"].as_array().expect("classes") {
        let most = class["worst_without_service_share"].as_f64().expect("a share");
        assert!(nearly(most, worst[class["class"].as_str().expect("a name")]), "{class}");
    }
}

#[test]
fn cells_that_are_not_hit_stay_well() {
    let folder = here();
    let here = folder.path();
    let told = succeeds(here, &fleet(&["--cells", "4", "--hit", "0.5", "--out", "half"]));
    assert!(told.contains("2 of 4 cells are hit") && told.contains("of the 2 others 2 never are unwell"), "{told}");
    assert!(told.contains("one draw of 3 values"), "{told}");
    let (_, cells) = table(&here.join("half/results/cells.csv"));
    for cell in &cells {
        let is_hit = cell["hit"] == "yes";
        assert_eq!(number(cell, "web.outage_h") > 0.0, is_hit, "{cell:?}");
        assert_eq!(cell["timeline.failure.lasts"].is_empty(), !is_hit, "{cell:?}");
    }
    let seeds: Vec<&str> = cells.iter().map(|cell| cell["seed"].as_str()).collect();
    assert_eq!(seeds, ["1", "2", "3", "4"]);
    let told = succeeds(here, &fleet(&["--cells", "2", "--hit", "0", "--out", "none"]));
    assert!(told.contains("none of 2 cells is hit") && told.contains("all the time"), "{told}");
}

/// What somebody sets is so in every cell; what nobody has given a range differs in nothing but the seed.
#[test]
fn what_is_set_is_not_drawn() {
    let folder = here();
    let here = folder.path();
    let set =
        ["--set", "timeline.block.at=95 min", "--set", "timeline.failure.lasts=30 min", "--cells", "2", "--dry-run"];
    let told = succeeds(here, &fleet(&set));
    assert!(told.contains("classes.phones.activesync.mail") && !told.contains("timeline."), "{told}");
    assert!(told.contains("2 cells, of which 2 are hit"), "{told}");
    let told = succeeds(here, &[&["sweep"], &MM1[..], &["-q", "--cells", "2", "--out", "queues"]].concat());
    assert!(told.contains("the cells differ in their random numbers only"), "{told}");
    let (_, cells) = table(&here.join("queues/results/cells.csv"));
    assert_eq!(cells[0]["point"], cells[1]["point"]);
    assert_ne!(cells[0]["run.events"], cells[1]["run.events"]);
}

#[test]
fn parts_of_a_fleet_give_what_one_process_gives() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    let study = [&["sweep"], &MM1[..], &["--cells", "3"]].concat();
    let with = |more: &[&'static str]| succeeds(here, &[&study[..], more].concat());
    let alone = with(&["-q", "--out", "alone"]);
    let results = |name: &str| files(&here.join(name).join("results"));
    with(&["-q", "--out", "one", "--shard", "1/2"]);
    with(&["-q", "--out", "two", "--shard", "2/2"]);
    assert_eq!((trials(&here.join("one")).len(), trials(&here.join("two")).len()), (2, 1));
    let missing = syncstorm(here, &["sweep", "merge", "whole", "two"]);
    assert_eq!(missing.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&missing.stderr).contains("2 of 3 runs are missing"));
    assert_eq!(succeeds(here, &["sweep", "merge", "whole", "two", "one", "-q"]), alone);
    assert!(results("alone") == results("whole"), "parts that were merged differ");
    let planned = succeeds(here, &[&["plan", "planned", "--parts", "2"], &study[..]].concat());
    assert!(planned.contains("3 runs, of which 2 are left"), "{planned}");
    for shard in ["2/2", "1/2"] {
        succeeds(here, &["work", "planned", "--shard", shard, "-q"]);
    }
    assert_eq!(succeeds(here, &["merge", "planned"]), alone);
    assert!(results("alone") == results("planned"), "planned parts differ");
}

#[test]
fn bad_fleets_are_told_with_their_remedy() {
    let folder = here();
    let clocks = PRIORS.to_owned() + "\"run.length\" = \"2..3 h\"\n";
    let cell = std::fs::read_to_string(folder.path().join("small.toml")).expect("the cell").replace(PRIORS, &clocks);
    std::fs::write(folder.path().join("clocks.toml"), cell).expect("a file");
    for (arguments, says) in [
        (vec!["small.toml", "--hit", "0.5"], "--cells"),
        (vec!["small.toml", "--cells", "0"], "1..=10000"),
        (vec!["small.toml", "--cells", "4", "--hit", "1.5"], "a number from 0 to 1"),
        (vec!["small.toml", "--cells", "4", "--vary", "servers.queue=1,2"], "cannot be used with"),
        (vec!["small.toml", "--cells", "4", "--replications", "2"], "cannot be used with"),
        (vec!["small.toml", "--cells", "4", "--metric", "web.outage_h"], "results/cells.csv has every metric"),
        (vec!["textbook/mm1", "--cells", "4", "--hit", "0.5"], "nothing happens in the timeline"),
        (vec!["clocks.toml", "--cells", "4"], "--set run.length=VALUE"),
        (vec!["--cells", "4"], "which scenario?"),
    ] {
        let output = syncstorm(folder.path(), &[&["sweep"], &arguments[..]].concat());
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(says), "{arguments:?} says\n{said}");
    }
}
