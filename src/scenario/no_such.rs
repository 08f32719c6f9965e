//! A change below a name that the scenario does not have: a slip, unless it is part of a whole new entry.
//!
//! Tables with names of people's own (classes, behaviours, entries of the timeline, evidence) take any name. Of a slip
//! in a name the reader would only ask for what the "new" entry lacks, and never say that the name is unknown.

use super::diagnostic::{Problem, Problems};
use super::node::{Node, Value};
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
pub fn new_names(tree: &Node, paths: &[KeyPath]) -> Vec<NewName> {
    let mut found: Vec<NewName> = Vec::new();
    for path in paths {
        let Some(entry) = entry_of(path) else { continue };
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

/// The names that a layer brings into the tables that the scenario below it has.
pub fn names_over(layer: &Node, below: &Node) -> Vec<NewName> {
    let classes = KeyPath::from(["classes"]);
    let mut tables = vec![classes.clone(), KeyPath::from(["timeline"])];
    let of_classes = keys(below, &classes).into_iter().map(|class| classes.child(&class).child("behaviours"));
    tables.extend(of_classes);
    let of_table = |table: KeyPath| {
        let known = keys(below, &table);
        let new = keys(layer, &table).into_iter().filter(|name| !known.contains(name)).collect::<Vec<_>>();
        new.into_iter().map(move |name| NewName { path: table.child(&name), known: known.clone() })
    };
    tables.into_iter().flat_map(of_table).filter(|name| !name.known.is_empty()).collect()
}

fn keys(tree: &Node, table: &KeyPath) -> Vec<String> {
    match tree.find(table).map(|node| &node.value) {
        Some(Value::Table(entries)) => entries.keys().cloned().collect(),
        Some(_) | None => Vec::new(),
    }
}

/// Warns of new names that are complete, and so make an entry of their own, but look like a slip: the name is close to one
/// that was there, or what is set there is nothing. Names that differ in their numbers are meant.
pub fn warn(names: &[NewName], tree: &Node, warnings: &mut Problems) {
    for name in names {
        let Some(node) = tree.find(&name.path) else { continue };
        let last = name.path.last().unwrap_or_default();
        let unnumbered = |word: &str| word.replace(|c: char| c.is_ascii_digit() || c == '_' || c == '-', "");
        let known: Vec<&str> = name.known.iter().map(String::as_str).collect();
        let alike: Vec<&str> = known.iter().copied().filter(|own| unnumbered(own) != unnumbered(last)).collect();
        let near = suggest::closest(last, &alike);
        let sets_nothing = matches!(&node.value, Value::Table(entries) if entries.keys().all(|key| key == "share"));
        let there = suggest::list(&known);
        let (cause, remedy) = match near {
            Some(near) => (
                format!("`{last}` is new beside {there}; what is set here changes none of them"),
                format!("did you mean `{near}`? if not, give it a name that is less like the other one"),
            ),
            None if sets_nothing => (
                format!("`{last}` is new beside {there}, and nothing is set of what it does"),
                "name one of those, or set what the new one does".to_owned(),
            ),
            None => continue,
        };
        warnings.push(Problem::new("a new entry that may be a slip", cause).at(node.origin.clone()).remedy(remedy));
    }
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
