//! Claims, through the command line. Oracles: single runs and arithmetic on their files by other code, a claim that is
//! false on purpose, mechanisms that are taken away, other numbers of threads, and an uninterrupted study.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::program::{files, succeeds, syncstorm};
use serde_json::Value;
use syncstorm::experiment::claims::flip::STRUCTURE;
use syncstorm::experiment::claims::study::{Fate, Played, World};
use syncstorm::experiment::claims::verdict::{FEW, MOST, judge};
use syncstorm::experiment::claims::{Answer, ClaimsFile, Study};
use syncstorm::experiment::{Base, Ledger, Part, Record, Stage, Watch};
use syncstorm::scenario::load::read_text;
use syncstorm::scenario::{Scenario, catalog};

const SMALL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/claims/small.toml");

/// Runs `claims` on the small file, and gives its JSON; the false claim always gives exit code 4.
fn claims(folder: &Path, arguments: &[&str]) -> Value {
    claims_of(SMALL, folder, arguments)
}

fn claims_of(file: &str, folder: &Path, arguments: &[&str]) -> Value {
    let output = syncstorm(folder, &[&["claims", file, "-q", "--json"], arguments].concat());
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(4), "{arguments:?}: {said}");
    assert!(said.contains("contradicted:") && said.contains("false"), "{said}");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn verdicts(found: &Value) -> BTreeMap<String, String> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let all = found["claims"].as_array().expect("claims").iter();
    all.map(|claim| (text(&claim["id"]), text(&claim["verdict"]))).collect()
}

fn said(verdicts: &BTreeMap<String, String>, claims: &[&str]) -> Vec<String> {
    claims.iter().map(|claim| verdicts[*claim].clone()).collect()
}

/// The rows of a CSV file as maps from column to field.
fn table(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).expect("a CSV file");
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    let field = row.get(column).unwrap_or_else(|| panic!("a column {column}"));
    field.parse().unwrap_or(f64::NAN)
}

#[test]
fn a_false_claim_is_contradicted_reported_and_a_mechanism_taken_away_changes_what_it_should() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    let all = ["errors", "flood", "victims", "false", "vague"];
    let found = claims(here, &["--quick", "--out", "own"]);
    let as_it_is = verdicts(&found);
    assert_eq!(said(&as_it_is, &all), ["supported", "supported", "supported", "contradicted", "not testable"]);
    is_reported(here, "own");

    // The fact alone is not enough: it has to go away with its cause.
    let reloads = found["claims"].as_array().expect("claims").iter().find(|claim| claim["id"] == "reloads");
    let reloads = reloads.expect("a claim");
    assert_eq!((&reloads["verdict"], &reloads["fact"]["holds"]), (&Value::from("contradicted"), &Value::from(3)));

    // Nobody retries sooner than a heartbeat: errors stay, and everything that comes of retries goes.
    let patient = [
        "--set",
        "classes.phones.behaviours.tight_loop.any_error=none",
        "--set",
        "classes.phones.behaviours.persistent.any_error=none",
        "--set",
        "classes.phones.behaviours.backing_off.any_error=none",
    ];
    let output =
        syncstorm(here, &[&["claims", SMALL, "-q", "--json", "--quick", "--out", "patient"], &patient[..]].concat());
    let patient = verdicts(&serde_json::from_slice(&output.stdout).expect("JSON"));
    assert_eq!(said(&patient, &all), ["supported", "contradicted", "contradicted", "supported", "not testable"]);
    assert_eq!(output.status.code(), Some(4));

    // A flood that finds room everywhere: it is still there, and takes nobody down.
    let room = ["--set", "network.capacity=10 Gbit/s", "--set", "servers.workers=1000"];
    let room = verdicts(&claims(here, &[&["--quick", "--out", "room"], &room[..]].concat()));
    assert_eq!(said(&room, &all), ["supported", "supported", "contradicted", "contradicted", "not testable"]);

    // A cache that fails open gives no errors, and so no flood: here with a store that can do its work.
    let open = [
        "--set",
        "store.service.exponential=40 ms",
        "--set",
        "timeline.failure.do.fail_cache.mode=open",
        "--set",
        "timeline.failure_spreads.do.fail_cache.mode=open",
    ];
    let output = syncstorm(
        here,
        &[&["claims", SMALL, "-q", "--json", "--quick", "--scale", "0.05", "--out", "open"], &open[..]].concat(),
    );
    let open = verdicts(&serde_json::from_slice(&output.stdout).expect("JSON"));
    assert_eq!(said(&open, &all), ["contradicted", "contradicted", "contradicted", "supported", "not testable"]);
}

/// The intervals of a run between two hours: of one class, or of all rows without a class.
fn between(rows: &[BTreeMap<String, String>], class: &str, from: f64, to: f64) -> Vec<BTreeMap<String, String>> {
    let inside = |row: &&BTreeMap<String, String>| {
        let at = number(row, "time_h");
        row["class"] == class && at >= from - 1e-6 && at + 5.0 / 60.0 <= to + 1e-6
    };
    rows.iter().filter(inside).cloned().collect()
}

/// Share of the windows of service that were met, from the columns of `timeseries.csv`.
fn availability(rows: &[BTreeMap<String, String>]) -> f64 {
    let all = |column: &str| rows.iter().map(|row| number(row, column)).sum::<f64>();
    all("met_per_s") / (all("met_per_s") + all("unmet_per_s"))
}

fn largest(rows: &[BTreeMap<String, String>], column: &str) -> f64 {
    rows.iter().map(|row| number(row, column)).fold(f64::NEG_INFINITY, f64::max)
}

#[test]
fn verdicts_come_out_of_single_runs_by_other_means() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    // Of the worlds of a batch only those that are repaired soon are played.
    let all = fs::read_to_string(SMALL).expect("the file");
    let soon = all.replace("require = [", "require = [\"timeline.repair.at <= 4 h\", ");
    assert_ne!(soon, all);
    fs::write(here.join("soon.claims.toml"), soon).expect("a file");
    let claims = |here: &Path, arguments: &[&str]| claims_of("soon.claims.toml", here, arguments);
    let found = claims(here, &["--worlds", "3", "--out", "study"]);
    let results = here.join("study/results");
    let (worlds, answers) = (table(&results.join("worlds.csv")), table(&results.join("answers.csv")));

    // Worlds are kept if and only if they meet what is required of them.
    for world in worlds.iter().filter(|world| ["kept", "missed"].contains(&world["fate"].as_str())) {
        let fell = (0.01..=3.0).contains(&number(world, "web.below_50_from_h"));
        let there = (0.9..=1.0).contains(&number(world, "web.availability in block + 1 h..restore"));
        assert_eq!(world["fate"] == "kept", fell && there, "{world:?}");
    }
    let kept: Vec<_> = worlds.iter().filter(|world| world["fate"] == "kept").collect();
    assert!(kept.len() >= 3 && kept.len() < worlds.len());

    // One world again by `run`, and its numbers again from the rows over time.
    // A small world may have a warm-up that is not steady, and then no amplification.
    let has_numbers = |world: &str| {
        let of_flood = answers.iter().filter(|row| row["world"] == world && row["claim"] == "flood");
        of_flood.map(|row| number(row, "value")).all(|value| !value.is_nan())
    };
    let world = kept.iter().find(|world| has_numbers(&world["world"])).expect("a kept world with numbers");
    let values: Vec<String> = world
        .iter()
        .filter(|(path, _)| {
            ["classes.", "cache.", "network.", "servers.", "store.", "timeline.", "fixes."]
                .iter()
                .any(|p| path.starts_with(p))
        })
        .map(|(path, value)| format!("{path}={value}"))
        .collect();
    let hour = |path: &str| -> f64 {
        let value = &world[path];
        value.strip_suffix(" h").unwrap_or_else(|| panic!("{path} = {value}")).parse().expect("hours")
    };
    let patient = [
        "classes.phones.behaviours.tight_loop.any_error=none",
        "classes.phones.behaviours.persistent.any_error=none",
        "classes.phones.behaviours.backing_off.any_error=none",
        "timeline.restore.enabled=false",
        "run.length=13 h",
    ];
    let play = |name: &str, more: &[&str]| {
        let mut arguments =
            vec!["run", "outlook-2013", "-q", "--scale", "0.05", "--seed", &world["seed"], "--out", name];
        // What a later change replaces is not said: both together would be refused.
        let path = |text: &str| text.split('=').next().unwrap_or_default().to_owned();
        let replaced =
            |value: &&str| more.iter().any(|more| path(value) == path(more) || value.starts_with(&(path(more) + ".")));
        for value in values.iter().map(String::as_str).filter(|value| !replaced(value)).chain(more.iter().copied()) {
            arguments.extend(["--set", value]);
        }
        succeeds(here, &arguments);
        table(&here.join(name).join("timeseries.csv"))
    };
    let history = play("history", &["run.length=16 h"]);
    let calm = play("calm", &patient);
    let repair = hour("timeline.repair.at");
    let again = [
        (
            "flood",
            "fact",
            "phones.amplification_peak in ..1 h >= 10",
            largest(&between(&history, "phones", 0.0, 1.0), "amplification"),
        ),
        (
            "flood",
            "without",
            "phones.amplification_peak in ..repair <= 2",
            largest(&between(&calm, "phones", 0.0, repair), "amplification"),
        ),
        (
            "victims",
            "fact",
            "web.availability in ..repair <= 0.5",
            availability(&between(&history, "web", 0.0, repair)),
        ),
        (
            "victims",
            "without",
            "web.availability in ..repair >= 0.95",
            availability(&between(&calm, "web", 0.0, repair)),
        ),
    ];
    for (claim, part, requirement, value) in again {
        let row = answers.iter().find(|row| {
            row["world"] == world["world"]
                && row["claim"] == claim
                && row["part"] == part
                && row["requirement"] == requirement
        });
        let row = row.unwrap_or_else(|| panic!("an answer for {claim} {requirement}"));
        let known = number(row, "value");
        assert!((known - value).abs() <= 1e-9 * value.abs().max(1.0), "{claim} {requirement}: {known} and {value}");
    }

    // The verdict of a claim with one comparison on each side, from the numbers alone.
    let holds = |world: &str| {
        let side = |part: &str| {
            let row =
                answers.iter().find(|row| row["world"] == world && row["claim"] == "flood" && row["part"] == part);
            number(row.expect("an answer"), "value")
        };
        side("fact") >= 10.0 && side("without") <= 2.0
    };
    // A world of which a number is not known is not asked.
    let asked: Vec<_> = kept.iter().filter(|world| has_numbers(&world["world"])).collect();
    let count = asked.iter().filter(|world| holds(&world["world"])).count();
    let flood =
        found["claims"].as_array().expect("claims").iter().find(|claim| claim["id"] == "flood").expect("a claim");
    assert_eq!((flood["holds"].as_u64(), flood["worlds"].as_u64()), (Some(count as u64), Some(asked.len() as u64)));
    let share = count as f64 / asked.len() as f64;
    let verdict = flood["verdict"].as_str().expect("a verdict");
    assert!(match verdict {
        "supported" => share >= 0.8,
        "depends" => (0.2..0.8).contains(&share),
        "contradicted" => share < 0.2,
        other => other == "undecided",
    });

    // More worlds go on from fewer, and neither threads nor a rerun change a byte.
    let before = files(&here.join("study/runs"));
    let results_before = files(&results);
    claims(here, &["--worlds", "3", "--out", "study", "--jobs", "1"]);
    assert_eq!(files(&results), results_before);
    assert_eq!(files(&here.join("study/runs")), before, "a finished trial ran again");
    let wanted = (kept.len() + 1).to_string();
    let more = claims(here, &["--worlds", &wanted, "--out", "study"]);
    assert!(before.iter().all(|(name, bytes)| files(&here.join("study/runs"))[name] == *bytes));
    assert!(more["kept"].as_u64() > found["kept"].as_u64());
    claims(here, &["--worlds", &wanted, "--out", "whole", "--jobs", "1"]);
    let plain = |folder: &str| {
        let mut all = files(&here.join(folder).join("results"));
        all.remove("manifest.json");
        all
    };
    assert!(plain("study") == plain("whole"), "going on gives other results than one study");
}

/// The report says what the runs support, and leaves out what they do not. The runs of the folder are finished.
fn is_reported(here: &Path, study: &str) {
    let output = syncstorm(here, &["claims", SMALL, "--quick", "-q", "--out", study]);
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let results = here.join(study).join("results");
    let page = fs::read_to_string(results.join("report.md")).expect("a report");
    for said in [&text, &page] {
        assert!(said.contains("The cache failed, and the phones got errors. [errors]"), "{said}");
        assert!(said.contains("left out, because not all of false are supported"), "{said}");
        assert!(said.contains("As it has to be."), "{said}");
        assert!(said.contains("Not testable: no number."), "{said}");
    }
    for picture in ["errors.svg", "flood.svg", "calibration.svg"] {
        assert!(page.contains(picture) && results.join(picture).exists(), "{picture}");
    }
}

#[test]
fn slips_are_shown_at_their_lines_all_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("bad.claims.toml");
    let text = fs::read_to_string(SMALL).expect("the file");
    let bad = [
        (
            "phones.error_share in 15 min..45 min >= 50 %",
            "phones.eror_share in 15 min..45 min >= 50 %",
            "did you mean `phones.error_share`?",
        ),
        ("phones.amplification_peak in ..1 h >= 10", "phones.amplification_peak in ..blok >= 10", "no entry `blok`"),
        ("run = \"patient\"\nholds = [\"phones", "run = \"patent\"\nholds = [\"phones", "did you mean `patient`"),
        ("claims = [\"errors\"]", "claims = [\"erors\"]", "did you mean `errors`"),
        (
            "\"network.capacity\" = \"8..20 Mbit/s:log\"",
            "\"network.capacty\" = \"8..20 Mbit/s:log\"",
            "did you mean `network.capacity`?",
        ),
        ("between = [60.0, 61.0]", "between = [61.0, 60.0]", "larger than the second"),
        ("values = \"15 min, 1 h, 4 h\"", "values = \"1 h, 15 min, 4 h\"", "do not ascend"),
        ("said = { T = \"no\" }", "said = { U = \"no\" }", "there is no text `U`"),
    ];
    let broken = bad.iter().fold(text, |text, (good, bad, _)| {
        assert!(text.contains(good), "{good}");
        text.replacen(good, bad, 1)
    });
    fs::write(&file, broken).expect("a file");
    let output = syncstorm(folder.path(), &["claims", "bad.claims.toml", "--quick"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    for (_, _, cause) in bad {
        assert!(said.contains(cause), "{cause} is not in\n{said}");
    }
    assert_eq!(said.matches("--> bad.claims.toml:").count(), bad.len(), "{said}");
    // Comparisons whose outcome is known before anything runs, and numbers that no run can have.
    let nonsense = [
        (
            "web.availability in ..repair >= 95 %",
            "web.availability in ..repair >= 95",
            "`web.availability` is from 0 to 1",
        ),
        ("ladders.prompt >= 0.25", "ladders.prompt in 1 h..2 h >= 0.25", "a ladder has one answer"),
        (
            "phones.amplification_peak in ..1 h >= 10",
            "phones.amplification_peak in ..1 h >= 1 * history",
            "compared with itself",
        ),
        (
            "phones.error_share in 15 min..45 min >= 50 %",
            "phones.error_share in 45 min..15 min >= 50 %",
            "ends before it begins",
        ),
    ];
    for (good, bad, cause) in nonsense {
        let whole = fs::read_to_string(SMALL).expect("the file");
        assert!(whole.contains(good), "{good}");
        fs::write(&file, whole.replacen(good, bad, 1)).expect("a file");
        let output = syncstorm(folder.path(), &["check", "bad.claims.toml"]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(2) && said.contains(cause), "{cause} is not in\n{said}");
    }
    assert!(!folder.path().join("output").exists());
    // What cannot be read is shown too, and `check` knows both kinds of files.
    fs::write(&file, "title = \"x\"\nscenario = \"outlook-2013\"\n[[claims]]\nid = \"a\"\ntext = \"b\"\nholds = [\"web.availability\"]\n")
        .expect("a file");
    let output = syncstorm(folder.path(), &["check", "bad.claims.toml"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("there is no comparison") && said.contains("bad.claims.toml:6"), "{said}");
}

#[test]
fn shipped_claims_are_whole_and_their_explanations_short() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["outlook-2013", "slack-2022", "incidents/dynamodb-2015"] {
        let text = succeeds(folder.path(), &["claims", name, "--print"]);
        fs::write(folder.path().join("own.claims.toml"), &text).expect("a file");
        succeeds(folder.path(), &["check", "own.claims.toml"]);
        let file: toml::Table = text.parse().expect("TOML");
        let sentences: Vec<&toml::Value> =
            file.get("explanation").and_then(|list| list.as_array()).into_iter().flatten().collect();
        let ids = |sentence: &toml::Value, key: &str| -> Vec<String> {
            let list = sentence.get(key).and_then(|list| list.as_array()).into_iter().flatten();
            list.map(|id| id.as_str().expect("a name").to_owned()).collect()
        };
        let deciding: std::collections::BTreeSet<String> =
            sentences.iter().flat_map(|one| [ids(one, "claims"), ids(one, "against")].concat()).collect();
        for supported in 0..1u32 << deciding.len() {
            let holds =
                |id: &String| supported >> deciding.iter().position(|known| known == id).expect("an id") & 1 == 1;
            let printed =
                |one: &&&toml::Value| ids(one, "claims").iter().all(holds) && !ids(one, "against").iter().any(holds);
            let text = |one: &&toml::Value| one["text"].as_str().expect("a sentence").to_owned();
            let said: Vec<String> = sentences.iter().filter(printed).map(text).collect();
            let said = said.join(" ");
            assert!(said.split_whitespace().count() <= 150, "{name}: {said}");
            if name == "outlook-2013" {
                for word in ["cache", "eb mail", "block", "not said"] {
                    assert!(said.contains(word), "{word} is not in: {said}");
                }
            }
        }
        for claim in file["claims"].as_array().expect("claims") {
            let testable = claim.get("holds").is_some();
            assert!(testable != claim.get("not_testable").is_some(), "{claim:?}");
            assert!(
                !testable || claim.get("if_supported").is_some() && claim.get("if_contradicted").is_some(),
                "{claim:?}"
            );
        }
    }
}

#[test]
fn a_world_that_nothing_public_allows_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let never = "require = [\"20 h <= timeline.block.at\", ";
    let impossible = fs::read_to_string(SMALL).expect("the file").replace("require = [", never);
    fs::write(folder.path().join("none.claims.toml"), impossible).expect("a file");
    let output = syncstorm(folder.path(), &["claims", "none.claims.toml", "--worlds", "1", "-q"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("none of") && said.contains("meets the public timeline"), "{said}");
}

/// The message of AWS on DynamoDB in a few small worlds. Oracle: what was reported, and the mechanism of the scenario, which
/// the claims say in other words: retries that outlive a cut, and no way back without the pause or more capacity.
#[test]
fn an_incident_is_explained_as_its_message_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let arguments =
        ["claims", "incidents/dynamodb-2015", "--worlds", "3", "--scale", "0.2", "-q", "--json", "--out", "study"];
    let found: Value = serde_json::from_str(&succeeds(folder.path(), &arguments)).expect("JSON");
    assert!(found["kept"].as_u64() >= Some(3), "{found}");
    let verdicts = verdicts(&found);
    assert_eq!(said(&verdicts, &["d1", "d2", "d3", "d4", "d5"]), ["supported"; 5]);
    assert_eq!(said(&verdicts, &["d7", "d8"]), ["not testable"; 2]);
    // A lower rate helps after a short cut only, and which cuts are short is not public.
    let seldom = found["claims"].as_array().expect("claims").iter().find(|claim| claim["id"] == "d6").expect("a claim");
    assert_eq!(seldom["verdict"], "depends");
    assert!(succeeds(folder.path(), &arguments).contains("timeline.cut.lasts"));
    // Every world that was kept meets the public timeline, by its own numbers.
    for world in table(&folder.path().join("study/results/worlds.csv")).iter().filter(|world| world["fate"] == "kept") {
        assert!(number(world, "nodes.availability in 30 min..pause") <= 0.5, "{world:?}");
        assert!((3.85..=5.85).contains(&number(world, "nodes.back_99_h")), "{world:?}");
    }
}

/// A limit that the healthy cell fails as well, where the effect is not there either, is no counterfactual. Control: the
/// same file with a limit that it meets.
#[test]
fn a_counterfactual_that_cannot_come_out_is_refused_by_check() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("own.claims.toml");
    let healthy = "\n[healthy]\n\"timeline.failure.enabled\" = \"false\"\n\"timeline.failure_spreads.enabled\" = \"false\"\n\
                   \"timeline.block.enabled\" = \"false\"\n\"timeline.repair.enabled\" = \"false\"\n\
                   \"timeline.restore.enabled\" = \"false\"\n\"run.length\" = \"13 h\"\n";
    let text = fs::read_to_string(SMALL).expect("the file") + healthy;
    fs::write(&file, &text).expect("a file");
    succeeds(folder.path(), &["check", "own.claims.toml"]);
    let limit = "phones.amplification_peak in ..repair <= 2";
    assert!(text.contains(limit));
    fs::write(&file, text.replacen(limit, "phones.amplification_peak in ..repair <= 0.5", 1)).expect("a file");
    for arguments in [&["check", "own.claims.toml"][..], &["claims", "own.claims.toml", "--quick", "-q"]] {
        let output = syncstorm(folder.path(), arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("cannot come out") && said.contains("`flood`") && said.contains("`patient`"), "{said}");
    }
}

/// Halves of halves, rivals without weight, loops of nobody, and findings that rest on nothing.
#[test]
fn slips_in_what_is_new_are_shown_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let more = [
        ("[[rivals]]\nid = \"r\"\nwhat = \"r\"\nweight = 0\n", "0 is no weight"),
        (
            "[[rivals]]\nid = \"r\"\nwhat = \"r\"\nweight = 1\nset = { \"servers.qeue\" = \"1\" }\n",
            "a run that is not possible",
        ),
        ("[[loops]]\nwhat = \"l\"\nclass = \"fones\"\npart = \"..repair\"\n", "did you mean `phones`?"),
        ("[[letters.unsaid]]\ntext = \"x\"\n", "a finding that rests on nothing"),
        (BUSY, "nothing says what makes the cell healthy"),
        (BUSY, "is drawn in [worlds.vary] as well"),
        (
            "[worlds.utilisation.x]\nbusy = \"0.5..2\"\nmeasure = \"run.link_utilisation\"\nsource = \"\"\n",
            "no utilisation of a healthy service",
        ),
        (
            "[worlds.utilisation.x]\nbusy = \"0.5\"\nmeasure = \"run.link_utilisation\"\nsource = \"\"\n",
            "no value follows from it",
        ),
        (
            "[worlds.utilisation.x]\nbusy = \"0.5\"\nof = \"y\"\nmeasure = \"run.link_utilisation\"\nsource = \"\"\n",
            "there is no [worlds.utilisation.y]",
        ),
        (
            "[worlds.utilisation.x]\nbusy = \"0.5\"\nof = \"x\"\nmeasure = \"run.link_utilisation\"\nsource = \"\"\n",
            "`x` would be a part of itself",
        ),
        ("[[letters.instead]]\nclaim = \"flod\"\nsays = \"more\"\ntext = \"x\"\n", "did you mean `flood`?"),
    ];
    let small = fs::read_to_string(SMALL).expect("the file");
    let mut all: Vec<(String, &str)> = more.map(|(text, cause)| (small.clone() + "\n" + text, cause)).to_vec();
    let flood = "text = \"The errors made a flood.\"";
    all.push((small.replacen(flood, &format!("{flood}\nafter = \"flood\""), 1), "halves in disorder"));
    let long = "word ".repeat(151);
    all.push((small.replacen("The phones had nothing to do with it.", &long, 1), "an explanation that is too long"));
    for (text, cause) in all {
        fs::write(folder.path().join("bad.claims.toml"), text).expect("a file");
        let output = syncstorm(folder.path(), &["check", "bad.claims.toml"]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(2) && said.contains(cause), "{cause} is not in\n{said}");
    }
}

/// The weight of a rival given the timeline is its part of the worlds kept; the two halves of a claim are one row. Oracle:
/// `worlds.csv`, counted by other code.
#[test]
fn rivals_are_weighed_and_halves_are_one_row() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    let rivals = "\n[[rivals]]\nid = \"as_it_is\"\nwhat = \"as it is\"\nweight = 1\n\
                  [[rivals]]\nid = \"no_fault\"\nwhat = \"no fault\"\nweight = 1\n\
                  set = { \"timeline.failure.enabled\" = \"false\", \"timeline.failure_spreads.enabled\" = \"false\" }\n";
    let small = fs::read_to_string(SMALL).expect("the file");
    let flood = "text = \"The errors made a flood.\"";
    let text = small.replacen(flood, &format!("{flood}\nafter = \"victims\""), 1) + rivals;
    fs::write(here.join("own.claims.toml"), text).expect("a file");
    let output = syncstorm(here, &["claims", "own.claims.toml", "--worlds", "2", "-q", "--json", "--out", "study"]);
    assert_eq!(output.status.code(), Some(4), "{}", String::from_utf8_lossy(&output.stderr));
    let found: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let worlds = table(&here.join("study/results/worlds.csv"));
    for rival in found["rivals"].as_array().expect("rivals") {
        let of_it = |fate: &str| -> u64 {
            let own = worlds.iter().filter(|world| world["structure"] == rival["id"].as_str().expect("an id"));
            own.filter(|world| world["fate"] == fate).count() as u64
        };
        assert_eq!(rival["kept"].as_u64(), Some(of_it("kept")));
        assert_eq!(rival["ran"].as_u64(), Some(of_it("kept") + of_it("missed")));
        let kept = worlds.iter().filter(|world| world["fate"] == "kept").count() as f64;
        let share = rival["posterior"]["estimate"].as_f64().expect("a share");
        assert!((share - of_it("kept") as f64 / kept).abs() < 1e-12 && rival["prior"] == 0.5);
    }
    let rows: Vec<&str> =
        found["claims"].as_array().expect("claims").iter().filter_map(|row| row["id"].as_str()).collect();
    assert!(rows.contains(&"flood") && !rows.contains(&"victims"), "{rows:?}");
    let flood = found["claims"].as_array().expect("claims").iter().find(|row| row["id"] == "flood").expect("a row");
    assert_eq!((&flood["halves"][0]["id"], &flood["halves"][1]["id"]), (&"flood".into(), &"victims".into()));
    // What each target drops, counted again.
    let first = &found["targets"][0];
    let meets_others = worlds.iter().filter(|world| {
        ["kept", "missed"].contains(&world["fate"].as_str())
            && (0.9..=1.0).contains(&number(world, "web.availability in block + 1 h..restore"))
    });
    assert_eq!(first["kept_without_it"].as_u64(), Some(meets_others.count() as u64));
    let page = fs::read_to_string(here.join("study/results/report.md")).expect("a report");
    for said in ["## On one screen", "after the repair", "## Who did it", "What each target drops"] {
        assert!(page.contains(said), "{said} is not in\n{page}");
    }
}

const BUSY: &str = "\n[worlds.utilisation.network]\nbusy = \"0.1..0.5\"\nmeasure = \"run.link_utilisation\"\n\
                    over = [\"network.capacity\"]\nsource = \"this test\"\n\
                    [worlds.utilisation.workers]\nbusy = \"0.1..0.5\"\nmeasure = \"run.worker_utilisation\"\n\
                    times = [\"classes.phones.service.exponential\", \"classes.web.service.exponential\"]\nsource = \"this test\"\n\
                    [worlds.utilisation.store]\nbusy = \"0.1..0.8\"\nof = \"workers\"\nmeasure = \"run.store_utilisation\"\n\
                    times = [\"store.service.exponential\"]\nsource = \"this test\"\n";
const HEALTHY: [(&str, &str); 6] = [
    ("timeline.failure.enabled", "false"),
    ("timeline.failure_spreads.enabled", "false"),
    ("timeline.block.enabled", "false"),
    ("timeline.repair.enabled", "false"),
    ("timeline.restore.enabled", "false"),
    ("run.length", "8 h"),
];

/// A world is as busy when all is well as was drawn for it, whatever else was drawn. Oracle: `run` with the values of
/// `worlds.csv`, and what its summary says; the tolerance is that of the search and of another length of time.
#[test]
fn worlds_are_as_busy_as_was_drawn() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    let small =
        fs::read_to_string(SMALL).expect("the file").replace("\"network.capacity\" = \"8..20 Mbit/s:log\"\n", "");
    let healthy = HEALTHY.map(|(path, value)| format!("\"{path}\" = \"{value}\"\n")).concat();
    let text = format!("{small}{BUSY}[healthy]\n{healthy}");
    fs::write(here.join("own.claims.toml"), text).expect("a file");
    let output = syncstorm(here, &["claims", "own.claims.toml", "--worlds", "1", "-q", "--out", "study"]);
    assert_eq!(output.status.code(), Some(4), "{}", String::from_utf8_lossy(&output.stderr));
    let worlds = table(&here.join("study/results/worlds.csv"));
    let ran = worlds.iter().filter(|world| ["kept", "missed"].contains(&world["fate"].as_str()));
    let mut seen = 0;
    for world in ran.take(3) {
        let values = world.iter().filter(|(path, _)| {
            ["classes.", "servers.", "cache.", "store.", "network."].iter().any(|of| path.starts_with(of))
                && !path.contains(' ')
        });
        let values = values
            .filter(|(path, _)| !["classes.phones.outage", "classes.web.below"].iter().any(|of| path.starts_with(of)));
        let set = values
            .map(|(path, value)| format!("{path}={value}"))
            .chain(HEALTHY.map(|(path, value)| format!("{path}={value}")));
        let mut arguments =
            vec!["run".to_owned(), "outlook-2013".to_owned(), "--no-report".to_owned(), "-q".to_owned()];
        arguments
            .extend(["--scale", "0.05", "--seed", &world["seed"], "--out", "healthy", "--force"].map(str::to_owned));
        arguments.extend(set.flat_map(|set| ["--set".to_owned(), set]));
        succeeds(here, &arguments.iter().map(String::as_str).collect::<Vec<_>>());
        let summary = fs::read_to_string(here.join("healthy/summary.json")).expect("a summary");
        let summary: Value = serde_json::from_str(&summary).expect("JSON");
        let [network, workers, store] =
            ["network", "workers", "store"].map(|name| number(world, &format!("utilisation.{name}")));
        for (drawn, shown) in
            [(network, "link_utilisation"), (workers, "worker_utilisation"), (workers * store, "store_utilisation")]
        {
            let shown = summary["run"][shown].as_f64().expect("a share");
            assert!((shown / drawn - 1.0).abs() < 0.12, "world {}: {shown} for {drawn}", world["world"]);
        }
        seen += 1;
    }
    assert!(seen > 0, "no world ran");
    // The store is a part of the workers, so that what is drawn goes together.
    let fates = |fate: &str| worlds.iter().filter(|world| world["fate"] == fate).count();
    let (possible, impossible) = (fates("kept") + fates("missed"), fates("impossible"));
    assert!(impossible <= possible / 4, "{impossible} impossible, {possible} possible");
    let report = fs::read_to_string(here.join("study/results/report.md")).expect("a report");
    assert!(report.contains("* network: 0.1..0.5 (this test)"), "{report}");
    assert!(report.contains("* store: 0.1..0.8 of that of workers (this test)"), "{report}");
}

/// The hand-out is made from the committed study. Oracle: the file of claims, and an XML reader.
#[test]
fn the_hand_out_has_every_statement_of_the_texts() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    succeeds(here, &["letters", "--out", "letters", "-q"]);
    let page = fs::read_to_string(here.join("letters/letters.html")).expect("a page");
    let markdown = fs::read_to_string(here.join("letters/letters.md")).expect("a page");
    assert_eq!(succeeds(here, &["letters", "--print"]), markdown);
    let file: toml::Table = succeeds(here, &["claims", "outlook-2013", "--print"]).parse().expect("TOML");
    for claim in file["claims"].as_array().expect("claims").iter().filter(|claim| claim.get("said").is_some()) {
        let text = claim["text"].as_str().expect("a text");
        assert!(markdown.contains(text), "{text}");
    }
    for question in file["letters"]["questions"].as_array().expect("questions") {
        assert!(markdown.contains(question["text"].as_str().expect("a text")));
    }
    let markup = page.replace("<!DOCTYPE html>", "").replace("<meta charset=\"utf-8\">", "");
    let from = markup.find("<body>").expect("a body");
    let upto = markup.find("</html>").expect("an end");
    roxmltree::Document::parse(markup[from..upto].trim()).expect("well-formed");
    let said = syncstorm(here, &["letters", "outlok-2013"]);
    assert_eq!(said.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&said.stderr).contains("did you mean `outlook-2013`?"));
}

/// Keeps nothing and never stops.
struct Alone;

impl Ledger for Alone {
    fn find(&self, _: &str, _: u64) -> Result<Option<Record>, String> {
        Ok(None)
    }
    fn keep(&self, _: &Record) -> Result<(), String> {
        Ok(())
    }
}

impl Watch for Alone {
    fn planned(&self, _: usize) {}
    fn advanced(&self, _: f64, _: f64) {}
    fn stops(&self) -> bool {
        false
    }
}

/// Up to ten worlds of the committed study, drawn again from their numbers and played. Oracle: what is committed. The claims are
/// those whose runs are few and short enough for a test.
#[test]
fn committed_worlds_say_the_same_again() {
    let committed = include_str!("../../src/report/page/verdicts/outlook-2013.json");
    replayed(committed, &["c1", "c3", "c4a"]);
}

#[test]
fn committed_worlds_of_slack_say_the_same_again() {
    replayed(include_str!("../../src/report/page/verdicts/slack-2022.json"), &["s1", "s2", "s3"]);
}

fn replayed(committed: &str, ids: &[&str]) {
    let study: Value = serde_json::from_str(committed).expect("JSON");
    assert_eq!(study["asked"], "worlds", "the headline comes from worlds");
    let name = study["scenario"].as_str().expect("a name");
    let claims = catalog::claims(name).expect("it comes with the program");
    let (mut file, _, _) = read_text::<ClaimsFile>("claims", claims).map_err(|_| "problems").expect("a file of claims");
    file.claims.retain(|claim| ids.contains(&claim.id.as_str()));
    (file.ladders, file.alternatives, file.loops) = (Vec::new(), Vec::new(), Vec::new());
    (file.fixes, file.letters) = (None, Default::default());
    let fetch = &mut |name: &str| catalog::find(name).map(str::to_owned).ok_or_else(|| name.to_owned());
    let scale = study["scale"].as_f64().expect("a scale");
    let scenario = Scenario::load(name, fetch, &[], scale).expect("a shipped scenario");
    let again = Study::new(&file, Base { scenario, scale });
    let committed: Vec<&Value> = study["kept_worlds"].as_array().expect("worlds").iter().take(10).collect();
    let drawn = |world: &&Value| -> World {
        let number = world[0].as_u64().expect("a number");
        let found = again.batch(number / 32).into_iter().find(|drawn| drawn.number == number).expect("a draw");
        assert_eq!((Some(found.seed), found.rival.as_deref()), (world[1].as_u64(), world[2].as_str()));
        World { fate: Fate::Kept, ..found }
    };
    let worlds: Vec<World> = committed.iter().map(drawn).collect();
    let stage = Stage { ledger: &Alone, watch: &Alone, part: Part::All };
    let worlds = again.made_busy(worlds, stage).expect("runs to their ends");
    let worlds = again.play_worlds(&worlds.iter().collect::<Vec<_>>(), stage).expect("runs to their ends");
    let order: Vec<&str> = study["order"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
    let played = Played { drawn: Vec::new(), worlds, others: Vec::new() };
    for judged in judge(&again, &played) {
        let place = order.iter().position(|id| *id == judged.claim.id).expect("a claim");
        for (world, answer) in committed.iter().zip(&judged.answers) {
            let known = world[3].as_str().expect("answers").chars().nth(place);
            let letter = match answer {
                Answer::Holds => 'h',
                Answer::Fails => 'f',
                Answer::NotAsked => '-',
            };
            assert_eq!(known, Some(letter), "{} in world {}", judged.claim.id, world[0]);
        }
    }
}

/// The weight of each rival is doubled in turn. Oracle: what is committed says of itself what may move: claims that depend on
/// what brings the outage about, and those whose interval reaches over the limit that they pass. Nothing else does.
#[test]
fn doubled_weights_move_only_what_says_so() {
    let text = include_str!("../../src/report/page/verdicts/outlook-2013.json");
    let study: Value = serde_json::from_str(text).expect("JSON");
    let list = |value: &Value| value.as_array().expect("a list").clone();
    let order: Vec<Value> = list(&study["order"]);
    let kept = list(&study["kept_worlds"]);
    let verdict = |share: f64| match share {
        share if share >= MOST => "supported",
        share if share < FEW => "contradicted",
        _ => "depends",
    };
    // Each claim as itself, or as its halves.
    let parts = list(&study["claims"]).into_iter().flat_map(|claim| {
        let halves = list(&claim["halves"]);
        if halves.is_empty() { vec![claim] } else { halves }
    });
    let mut moved = Vec::new();
    let mut asked = 0;
    for part in parts.filter(|part| part["verdict"] != "not testable" && part["verdict"] != "undecided") {
        let id = part["id"].as_str().expect("a name");
        let place = order.iter().position(|known| *known == part["id"]).expect("a claim");
        let answer = |world: &Value| world[3].as_str().expect("answers").chars().nth(place).expect("an answer");
        let share = |doubled: Option<&Value>| {
            let weight = |world: &Value| if Some(&world[2]) == doubled { 2.0 } else { 1.0 };
            let sum =
                |of: &dyn Fn(char) -> bool| -> f64 { kept.iter().filter(|world| of(answer(world))).map(weight).sum() };
            sum(&|answer| answer == 'h') / sum(&|answer| answer != '-')
        };
        assert_eq!(part["verdict"], verdict(share(None)), "{id}");
        let paths = &part["decided_by"]["paths"];
        let on_structure = paths.as_array().is_some_and(|paths| paths.iter().any(|path| path == STRUCTURE));
        let [low, high] = ["low_95", "high_95"].map(|end| part["share"][end].as_f64().expect("an interval"));
        let near = verdict(low) != verdict(high);
        for rival in list(&study["rivals"]) {
            asked += 1;
            if verdict(share(Some(&rival["id"]))) != part["verdict"] {
                assert!(on_structure || near, "{id} moves with the weight of {}, and does not say so", rival["id"]);
                moved.push(id.to_owned());
            }
        }
    }
    assert!(asked > 80 && moved.len() * 10 < asked, "{} of {asked} move: {moved:?}", moved.len());
}
