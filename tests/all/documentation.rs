//! The page that explains the language: its examples load without a warning and end as it says, and it names no key that
//! there is not.

use syncstorm::engine::simulation::Verdict as Look;
use syncstorm::experiment;
use syncstorm::scenario::{Change, Scenario, catalog};

use crate::program::succeeds;

const PAGE: &str = include_str!("../../src/docs/services.md");

/// The examples, each with the words in bold of the text that follows it.
fn examples() -> Vec<(String, Vec<String>)> {
    let (mut found, mut rest) = (Vec::new(), PAGE);
    while let Some((_, after)) = rest.split_once("```toml\n") {
        let (text, after) = after.split_once("```\n").expect("an example ends");
        let said = after.split("\n## ").next().unwrap_or_default();
        found.push((text.to_owned(), said.split("**").skip(1).step_by(2).map(str::to_owned).collect()));
        rest = after;
    }
    found
}

fn ends(scenario: &Scenario) -> String {
    let outcome = experiment::run(&scenario.document, &mut |_, _| Look::Continue);
    outcome.summary.recovery.verdict.word().to_owned()
}

#[test]
fn every_example_ends_as_it_is_said() {
    let examples = examples();
    assert_eq!(examples.len(), 3);
    for (text, said) in examples {
        let mut fetch = |_: &str| Ok(text.clone());
        let scenario = Scenario::load("example.toml", &mut fetch, &[], 1.0);
        let scenario = scenario.unwrap_or_else(|rejected| panic!("{}", rejected.render(false)));
        assert_eq!(scenario.warned(false), None, "{text}");
        let mut found = vec![ends(&scenario)];
        for fix in scenario.document.fixes.named.keys() {
            let fixed = scenario.changed_with(&[Change::Fix(fix.clone())], 1.0);
            found.push(ends(&fixed.unwrap_or_else(|rejected| panic!("{}", rejected.render(false)))));
        }
        assert_eq!(found, said, "{text}");
    }
}

/// What stands in backticks in the columns of keys is a key, an action or a value of the language.
#[test]
fn every_key_that_is_named_is_there() {
    let schema = include_str!("../../scenarios/scenario.schema.json");
    let keys = PAGE.lines().filter(|line| line.starts_with("| ")).filter_map(|line| line.rsplit('|').nth(1));
    let named = keys.flat_map(|column| column.split('`').skip(1).step_by(2));
    let words: Vec<&str> = named
        .flat_map(|text| text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')))
        .filter(|word| word.chars().all(|c| c.is_ascii_lowercase() || c == '_') && word.len() > 1)
        .collect();
    assert!(words.len() > 80, "{}", words.len());
    for word in words {
        assert!(schema.contains(&format!("\"{word}\"")), "`{word}` is no key, action or value");
    }
}

/// Every shipped scenario has a place in the tour, and what is asked of it can be asked. Oracle: the list of scenarios, and
/// `show` with the same changes.
#[test]
fn the_tour_leads_to_every_scenario() {
    let page = include_str!("../../src/docs/tour.md");
    let here = tempfile::tempdir().expect("a folder");
    let mut led: Vec<&str> = Vec::new();
    for row in page.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(|cell| cell.trim().trim_matches('`')).collect();
        let [scenario, _, command] = cells[..] else { panic!("{row}") };
        let asked = command.strip_prefix("syncstorm run ").unwrap_or_else(|| panic!("{row}"));
        let arguments: Vec<&str> = ["show"].into_iter().chain(asked.split(' ')).collect();
        assert_eq!(arguments[1], scenario);
        succeeds(here.path(), &arguments);
        led.push(scenario);
    }
    led.sort_unstable();
    let mut shipped = catalog::names();
    shipped.sort_unstable();
    assert_eq!(led, shipped);
}
