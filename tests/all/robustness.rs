//! Whatever is written, the answer is a message or a run, never a panic. Oracle: invariant.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use syncstorm::engine::simulation::Verdict;
use syncstorm::experiment::run;
use syncstorm::scenario::{Scenario, catalog};

const ABSURD: &[&str] =
    &["0", "-1", "1", "0.5", "1e308", "-1e308", "999999999999", "9223372036854775807", "inf", "nan", "4294967295"];
const UNITS: &[&str] =
    &["h", "min", "s", "ms", "ns", "d", "kB", "GB", "B", "Mbit/s", "bit/s", "/s", "/h", "%", "x", ""];

/// A change to a text, at a place among the places where it can be made.
#[derive(Clone, Debug)]
enum Change {
    Byte(Index, u8),
    DropLine(Index),
    DoubleLine(Index),
    Number(Index, &'static str),
    Unit(Index, &'static str),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        1 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Change::Byte(at, byte)),
        1 => any::<Index>().prop_map(Change::DropLine),
        1 => any::<Index>().prop_map(Change::DoubleLine),
        5 => (any::<Index>(), select(ABSURD)).prop_map(|(at, number)| Change::Number(at, number)),
        2 => (any::<Index>(), select(UNITS)).prop_map(|(at, unit)| Change::Unit(at, unit)),
    ]
}

/// Where the values stand that numbers and units are taken from: whole runs of such characters.
fn runs(text: &str, is: impl Fn(char) -> bool) -> Vec<std::ops::Range<usize>> {
    let mut found: Vec<std::ops::Range<usize>> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| is(*c)) {
        match found.last_mut() {
            Some(last) if last.end == at => last.end = at + c.len_utf8(),
            Some(_) | None => found.push(at..at + c.len_utf8()),
        }
    }
    found
}

fn changed(text: &str, change: &Change) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    let mut text = text.to_string();
    match change {
        Change::Byte(at, byte) => {
            let mut bytes = text.into_bytes();
            let at = at.index(bytes.len());
            bytes[at] ^= byte;
            return String::from_utf8_lossy(&bytes).into_owned();
        }
        Change::DropLine(at) => {
            lines.remove(at.index(lines.len()));
            return lines.join("\n");
        }
        Change::DoubleLine(at) => {
            let at = at.index(lines.len());
            lines.insert(at, lines[at]);
            return lines.join("\n");
        }
        Change::Number(at, number) => {
            let places = runs(&text, |c| c.is_ascii_digit() || c == '.' || c == '_');
            text.replace_range(places[at.index(places.len())].clone(), number);
        }
        Change::Unit(at, unit) => {
            // A unit ends a text: what stands between a digit or a space and the closing quote.
            let places = runs(&text, |c| c.is_ascii_alphabetic() || c == '/');
            let ends: Vec<_> = places.into_iter().filter(|place| text[place.end..].starts_with('"')).collect();
            if !ends.is_empty() {
                text.replace_range(ends[at.index(ends.len())].clone(), unit);
            }
        }
    }
    text
}

/// Loads a text, and runs what loads if it is small. Returns whether it ran.
fn survive(text: &str) -> bool {
    // A variant that is shipped extends the file that lies beside it.
    let mut fetch = |name: &str| match name.strip_suffix(".toml") {
        Some("a") => Ok(text.to_string()),
        Some(base) => catalog::find(base).map(str::to_string).ok_or("no such file".into()),
        None => Err("no such file".into()),
    };
    let sets = ["run.max_events=20000".to_string()];
    // As small as it can be.
    let mut loads = [0.02, 0.2, 1.0].map(|scale| Scenario::load("a.toml", &mut fetch, &sets, scale)).into_iter();
    match loads.by_ref().find(Result::is_ok).unwrap_or_else(|| Scenario::load("a.toml", &mut fetch, &sets, 0.02)) {
        Err(refused) => {
            assert!(!refused.render(false).is_empty());
            false
        }
        Ok(scenario) => {
            let document = &scenario.document;
            let clients: u64 = document.classes.values().filter_map(|class| class.population).map(u64::from).sum();
            if clients > 100_000 || document.run.intervals() > 5_000 || document.servers.count > 5_000 {
                return false;
            }
            let outcome = run(document, &mut |_, _| Verdict::Continue);
            assert!(outcome.summary.run.events > 0);
            true
        }
    }
}

/// Everything that the shipped scenarios do not use.
const RICH: &str = include_str!("world/rich.toml");

#[test]
fn the_samples_run_unchanged() {
    assert!(survive(RICH));
    assert!(catalog::SHIPPED.iter().all(|(_, text)| survive(text)));
}

/// Found by the test below, or feared: each once made a run panic or hang.
#[test]
fn absurd_numbers_are_refused_or_played() {
    for (from, to) in [
        ("mail = \"20 /h\"", "mail = \"1e308 /s\""),
        ("mail = \"20 /h\"", "mail = \"9999999999 /s\""),
        ("message = \"10 kB\"", "message = \"8e6 GB\""),
        ("after = \"3 s\"", "after = \"1 ns\""),
        ("round_trip = \"100 ms\"", "round_trip = \"0 s\""),
        ("factor = 5.0", "factor = inf"),
        ("factor = 20.0", "factor = 1e308"),
        ("length = \"2 h\"", "length = \"99 d\""),
    ] {
        let text = RICH.replace(from, to);
        assert_ne!(text, RICH, "{from}");
        survive(&text);
        survive(
            &text
                .replace("after = \"3 s\"", "after = \"1 ns\"")
                .replace("round_trip = \"100 ms\"", "round_trip = \"0 s\""),
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, max_shrink_iters: 60, ..ProptestConfig::default() })]

    #[test]
    fn mutated_scenarios_never_panic(
        which in any::<Index>(),
        changes in prop::collection::vec(change(), 1..4),
    ) {
        let texts: Vec<&str> = catalog::SHIPPED.iter().map(|(_, text)| *text).chain([RICH, RICH]).collect();
        let start = texts[which.index(texts.len())].to_string();
        survive(&changes.iter().fold(start, |text, change| changed(&text, change)));
    }

    #[test]
    fn random_toml_never_panics(
        lines in prop::collection::vec("(\\[(classes|run|timeline|fixes|servers)(\\.[a-z]{1,4}){0,2}\\]|(length|sample|population|count|web|do|at|on|mail) = (-?[0-9]{1,20}|\"[0-9]{1,5} (s|h|kB)\"|\\{\\}|\\[\\]|true|[a-z\"]{1,4}))", 0..12),
    ) {
        survive(&lines.join("\n"));
    }
}
