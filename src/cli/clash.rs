//! Options that speak of the same value: only one of them could count, and the other would be dropped without a word.

use super::failure::Failure;
use crate::scenario::overrides::path_of;
use crate::scenario::path::KeyPath;

/// A change of one value, and the option that it comes from as somebody wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The option: `--set`, `--seed 7`, `--fix bandwidth`.
    pub option: String,
    /// The change as `path=value`.
    pub text: String,
    /// The named fix of the scenario that it is a part of.
    pub fix: Option<String>,
}

impl Change {
    /// A change that an option makes.
    pub fn new(option: impl Into<String>, text: impl Into<String>) -> Change {
        Change { option: option.into(), text: text.into(), fix: None }
    }

    /// As somebody wrote it.
    fn said(&self) -> String {
        if self.option == "--set" { format!("--set {}", self.text) } else { self.option.clone() }
    }
}

/// Refuses fixes that set the same value differently, where one of them is a named one; what two named ones say of each
/// other is told with their lines when the scenario is loaded.
///
/// # Errors
/// When there are two such fixes; both are named.
fn refuse_fixes(changes: &[Change]) -> Result<(), Failure> {
    let value = |change: &Change| change.text.split_once('=').map(|(path, value)| (path.to_owned(), value.to_owned()));
    let named = changes.iter().filter(|change| change.fix.is_some());
    for (named, of_named) in named.filter_map(|change| Some((change, value(change)?))) {
        let other = |other: &&Change| {
            let of_2013 = other.fix.is_none() && other.option.starts_with("--fix") && other.option != "--fix none";
            of_2013 && value(other).is_some_and(|(path, value)| path == of_named.0 && value != of_named.1)
        };
        if let Some(other) = changes.iter().find(other) {
            return Err(Failure::Usage(format!(
                "error: `{}` is set differently by `{}` and by `{}`\nhelp: leave one of them out",
                of_named.0,
                other.said(),
                named.said()
            )));
        }
    }
    Ok(())
}

/// Refuses changes of which a later one replaces an earlier one: of the same path, or of a table around it. What
/// `--fix` says is one choice, whatever it consists of.
///
/// # Errors
/// When there are two such changes; both are named.
pub fn refuse(changes: &[Change]) -> Result<(), Failure> {
    refuse_fixes(changes)?;
    let paths: Vec<Option<KeyPath>> = changes.iter().map(|change| path_of(&change.text)).collect();
    for (later, after) in changes.iter().enumerate() {
        for (earlier, before) in changes.iter().enumerate().take(later) {
            let (Some(of_later), Some(of_earlier)) = (&paths[later], &paths[earlier]) else { continue };
            let one_choice = [before, after].iter().all(|change| change.option.starts_with("--fix"));
            if !one_choice && of_earlier.starts_with(of_later) {
                return Err(Failure::Usage(format!(
                    "error: `{of_earlier}` is set twice: by `{}` and by `{}`\n\
                     help: leave one of them out; only the second would count",
                    before.said(),
                    after.said()
                )));
            }
        }
    }
    Ok(())
}

/// Refuses a change of a path that the study gives values of its own, of which it would see nothing. `varied` are these
/// paths, each with the option that says so.
///
/// # Errors
/// When there is such a change; both are named.
pub fn refuse_varied(changes: &[Change], varied: &[(String, String)]) -> Result<(), Failure> {
    for change in changes {
        let Some(set) = path_of(&change.text) else { continue };
        let replaces = |(path, _): &&(String, String)| path.parse().is_ok_and(|path: KeyPath| set.starts_with(&path));
        if let Some((_, option)) = varied.iter().find(replaces) {
            let instead = if option.starts_with("--") { format!("`{option}`") } else { option.clone() };
            return Err(Failure::Usage(format!(
                "error: `{set}` is set by `{}`, and every run of this study gets it from {instead} instead\n\
                 help: leave one of them out",
                change.said()
            )));
        }
    }
    Ok(())
}
