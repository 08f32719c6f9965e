//! No setting is silent: every value of a cell that uses nearly all of the schema is changed, one at a time. Some change of
//! it must change a number of the run, or be refused, or be warned of.

use rayon::prelude::*;
use syncstorm::engine::simulation::Verdict;
use syncstorm::experiment::run;
use syncstorm::measure::{Numbers, numbers};
use syncstorm::report::parameters::rows;
use syncstorm::scenario::{Rejected, Scenario};

const CELL: &str = include_str!("world/every.toml");

/// Other words for a choice.
const WORDS: [&[&str]; 15] = [
    &["once", "each_time"],
    &["fifo", "lifo", "random"],
    &["fair", "{fifo={buffer=\"20 ms\"}}"],
    &["poisson", "even"],
    &["attempt", "client"],
    &["any_time", "before_service"],
    &["after_error", "always", "never"],
    &["error", "open"],
    &["break", "stay"],
    &["spread", "together"],
    &["503", "403", "reset", "drop"],
    &["client", "class"],
    &["fail_fast", "retry_only"],
    &["none", "full", "equal", "decorrelated"],
    &["workers", "link"],
];

fn load(sets: &[String]) -> Result<Scenario, Box<Rejected>> {
    Scenario::load("every.toml", &mut |_| Ok(CELL.to_owned()), sets, 1.0).map_err(Box::new)
}

/// What may be written instead of a value.
fn others(path: &str, value: &str) -> Vec<String> {
    let last = path.rsplit('.').next().unwrap_or_default();
    let text = value.trim_matches('"');
    if matches!(last, "class") {
        return ["phones", "polls", "web", "people"]
            .iter()
            .filter(|name| **name != text)
            .map(|n| (*n).to_owned())
            .collect();
    }
    let special = match (last, text) {
        ("preset", _) => Some("google-sre-throttle"),
        ("after", "surge") => Some("crash"),
        ("metric", _) => Some("amplification"),
        ("servers", "all") => Some("{only=[0]}"),
        (_, "true") => Some("false"),
        (_, "false") => Some("true"),
        (_, "unlimited") => Some("2"),
        ("max_events", _) => Some("1000"),
        (_, _) if value.starts_with('[') && value.contains('"') => Some("[\"20 s\", \"90 s\"]"),
        (_, _) if value.starts_with('[') => Some("[2]"),
        (_, _) => None,
    };
    if let Some(word) = special {
        return vec![word.to_owned()];
    }
    if let Some(words) = WORDS.iter().find(|words| words.contains(&text)) {
        return words.iter().filter(|word| **word != text).map(|word| (*word).to_owned()).collect();
    }
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = (&text[..digits], &text[digits..]);
    let whole = unit.is_empty() && !number.contains('.');
    let Ok(number) = number.parse::<f64>() else { return Vec::new() };
    let many =
        if number == 0.0 { vec![0.3, 3.0, 300.0] } else { [2.0, 0.5, 0.05, 20.0].map(|by| by * number).to_vec() };
    let word = |other: f64| match (whole, unit) {
        (true, _) => format!("{:.0}", other.ceil()),
        (false, " /d") => format!("{other} /s"),
        (false, unit) => format!("{other:?}{unit}"),
    };
    many.into_iter().map(word).collect()
}

/// Every number of the run, with the verdict.
fn played(scenario: &Scenario) -> (Numbers, String) {
    let outcome = run(&scenario.document, &mut |_, _| Verdict::Continue);
    let recovery = &outcome.summary.recovery;
    (numbers(&outcome.summary), format!("{:?} {} {:?}", recovery.verdict, recovery.definition, recovery.causes))
}

/// Why a change is not silent; nothing if it is.
fn effect(path: &str, other: &str, plain: &(Numbers, String)) -> Option<&'static str> {
    let scenario = match load(&[format!("{path}={other}")]) {
        Ok(scenario) => scenario,
        Err(_) => return Some("refused"),
    };
    let last = path.rsplit('.').next().unwrap_or_default();
    if scenario.warned(false).is_some_and(|text| text.contains(last)) {
        return Some("warned");
    }
    (played(&scenario) != *plain).then_some("changed")
}

#[test]
fn no_setting_is_silent() {
    let scenario = load(&[]).unwrap_or_else(|refused| panic!("{}", refused.render(false)));
    assert_eq!(scenario.warned(false), None);
    let plain = played(&scenario);
    let all = rows(&scenario);
    let silent: Vec<String> = all
        .par_iter()
        .filter_map(|row| {
            let others = others(&row.path, &row.value);
            assert!(!others.is_empty(), "nothing else to write for {} = {}", row.path, row.value);
            let told = others.iter().any(|other| effect(&row.path, other, &plain).is_some());
            (!told).then(|| format!("{} = {}: {others:?}", row.path, row.value))
        })
        .collect();
    assert!(all.len() > 150, "{}", all.len());
    assert!(silent.is_empty(), "silent:\n{}", silent.join("\n"));
    // The test can fail: a title is no setting.
    assert_eq!(effect("title", "other", &plain), None);
}
