//! What `--fix` takes for a scenario.

use serde::Serialize;

use crate::scenario::{Scenario, fixes};

/// A fix of a scenario.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Offered {
    /// As it is written after `--fix`.
    pub name: String,
    /// What it is.
    pub words: String,
}

/// The two fixes of 2013, where the scenario can switch them on and they do something there, and its named ones.
pub fn offered(scenario: &Scenario) -> Vec<Offered> {
    let possible = |(path, _, _): &(&str, &str, &str)| {
        let on = scenario.changed(&[format!("{path}=true")], 1.0);
        on.is_ok_and(|on| on.warnings.len() <= scenario.warnings.len())
    };
    let of_2013 = [
        ("fixes.error_handling.on", "error-handling", "changed error handling, as [fixes.error_handling] says"),
        ("fixes.bandwidth.on", "bandwidth", "more network bandwidth, as [fixes.bandwidth] says"),
    ];
    let own = fixes::names(&scenario.tree)
        .into_iter()
        .map(|name| (name.replace('_', "-"), fixes::words(&scenario.tree, &name)));
    let known = of_2013.into_iter().filter(possible).map(|(_, name, words)| (name.to_owned(), words.to_owned()));
    known.chain(own).map(|(name, words)| Offered { name, words }).collect()
}

/// A line for each, at the end of `show`.
pub fn listed(fixes: &[Offered]) -> String {
    let width = fixes.iter().map(|fix| fix.name.len()).max().unwrap_or(0);
    fixes.iter().map(|fix| format!("# --fix {:<width$}  {}\n", fix.name, fix.words)).collect()
}
