//! A change below a name that the scenario does not have: a slip, unless it is part of a whole new entry.
//!
//! Tables with names of people's own (classes, behaviours, entries of the timeline, evidence) take any name. Of a slip
//! in a name the reader would only ask for what the "new" entry lacks, and never say that the name is unknown.

use super::diagnostic::{Problem, Problems};
use super::node::{Node, Value};
use super::overrides::path_of;
use super::path::KeyPath;
use super::suggest;

/// A name that a change has brought into a table with free names.
pub struct NewName {
    /// Where the entry stands.
    path: KeyPath,
    /// The names that were there.
    known: Vec<String>,
}

/// The names that these changes are about to bring into a tree.
pub fn new_names(tree: &Node, sets: &[String]) -> Vec<NewName> {
    let mut found: Vec<NewName> = Vec::new();
    for path in sets.iter().filter_map(|set| path_of(set)) {
        let Some(entry) = entry_of(&path) else { continue };
        if tree.find(&entry).is_none() && found.iter().all(|other| other.path != entry) {
            let table = entry.parent().and_then(|table| tree.find(&table));
            let known = match table.map(|table| &table.value) {
                Some(Value::Table(entries)) => entries.keys().cloned().collect(),
                Some(_) | None => Vec::new(),
            };
            found.push(NewName { path: entry, known });
        }
    }
    found
}

/// The entry that a path leads into: the outermost step that is a free name, if something below it is meant.
fn entry_of(path: &KeyPath) -> Option<KeyPath> {
    let steps: Vec<&str> = path.steps().iter().map(String::as_str).collect();
    let depth = match steps.as_slice() {
        ["classes", _, "behaviours", _, _, ..] => 4,
        ["classes" | "timeline" | "evidence", _, _, ..] => 2,
        _ => return None,
    };
    Some(KeyPath::from(path.steps()[..depth].to_vec()))
}

/// Says of each new entry that lacks something that there is no such entry, instead of asking for what it lacks.
pub fn tell(names: &[NewName], tree: &Node, problems: &mut Problems) {
    for name in names {
        let Some(origin) = tree.find(&name.path).map(|node| node.origin.clone()) else { continue };
        // What is lacking is told of the entry as a whole; what is wrong within stays.
        let lacking = problems.take(|problem| problem.at.as_ref() == Some(&origin));
        if lacking.is_empty() {
            continue;
        }
        let lacks: Vec<&str> = lacking.iter().map(|problem| problem.label.as_str()).collect();
        let last = name.path.last().unwrap_or_default();
        let known: Vec<&str> = name.known.iter().map(String::as_str).collect();
        let meant = match (suggest::closest(last, &known), known.is_empty()) {
            (Some(near), _) => format!("did you mean `{near}`? "),
            (None, true) => String::new(),
            (None, false) => format!("there are {}; ", suggest::list(&known)),
        };
        let problem = Problem::new(
            format!("there is no `{}`", name.path),
            format!("and what is set does not make a new one: {}", lacks.join("; ")),
        );
        let remedy = format!("{meant}a new one has to be set as a whole, key by key or as `{}={{ ... }}`", name.path);
        problems.push(problem.at(origin).remedy(remedy));
    }
}
