//! The fixes of a scenario: the two of 2013, which the model knows, and any number of named ones, each a list of values at
//! their paths. A named fix is a change like that of `--set`, written in the scenario.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::diagnostic::{Problem, Problems};
use super::node::{Entry, Node, Value};
use super::overrides::{self, Waypoint};
use super::path::{KeyPath, split};
use super::source::{Origin, SourceId, Sources};
use super::suggest;
use crate::model::fixes::{ErrorHandling, Fixes, MoreBandwidth};

/// What can be changed by one word: the two fixes of 2013, and named ones.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct FixPlan {
    /// Changed error handling for ActiveSync devices.
    pub error_handling: ErrorHandling,
    /// More network bandwidth.
    pub bandwidth: MoreBandwidth,
    /// Further fixes by name, for `--fix NAME` and `compare --fixes`: letters, digits, `_` and `-`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub named: BTreeMap<String, NamedFix>,
}

/// A fix with a name: values that it sets.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NamedFix {
    /// What it is, in a few words: "the store tries again more slowly".
    pub words: String,
    /// Values by dotted path, which stands in quotes: "calls.store.behaviour.tries" = 3. A table replaces what stood there.
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub set: BTreeMap<String, toml::Value>,
}

impl FixPlan {
    /// What the model knows of them.
    pub fn of_model(&self) -> Fixes {
        Fixes { error_handling: self.error_handling.clone(), bandwidth: self.bandwidth.clone() }
    }
}

/// Where the named fixes stand.
const TABLE: [&str; 2] = ["fixes", "named"];

/// A name as it is compared: `retry-after` and `retry_after` are one.
pub fn plain(name: &str) -> String {
    name.trim().to_lowercase().replace('_', "-")
}

/// The named fixes of a tree.
fn written(tree: &Node) -> impl Iterator<Item = (&String, &Entry)> {
    match tree.find(&KeyPath::from(TABLE)).map(|node| &node.value) {
        Some(Value::Table(fixes)) => Some(fixes.iter()),
        Some(_) | None => None,
    }
    .into_iter()
    .flatten()
}

/// Names of the named fixes of a tree, as it spells them.
pub fn names(tree: &Node) -> Vec<String> {
    written(tree).map(|(name, _)| name.clone()).collect()
}

/// The words of a named fix; its name where it has none.
pub fn words(tree: &Node, name: &str) -> String {
    let said = written(tree).find(|(own, _)| plain(own) == plain(name));
    match said.and_then(|(_, fix)| fix.node.step("words")).map(|node| &node.value) {
        Some(Value::Text(words)) if !words.trim().is_empty() => words.trim().to_owned(),
        Some(_) | None => name.to_owned(),
    }
}

/// What a named fix sets: the path as it is written, and its entry; none if there is no such fix.
pub fn set<'a>(tree: &'a Node, name: &str) -> Option<Vec<(&'a String, &'a Entry)>> {
    let (_, fix) = written(tree).find(|(own, _)| plain(own) == plain(name))?;
    match fix.node.step("set").map(|node| &node.value) {
        Some(Value::Table(values)) => Some(values.iter().collect()),
        Some(_) | None => Some(Vec::new()),
    }
}

/// The paths that a named fix sets, as far as they can be read.
pub fn paths(tree: &Node, name: &str) -> Vec<KeyPath> {
    set(tree, name).into_iter().flatten().filter_map(|(path, _)| path.parse().ok()).collect()
}

/// Puts the values of a named fix into the tree. They keep the place at which the fix says them, in a text of their own:
/// of two choices the one of the fix counts, as if it came from a flag.
///
/// # Errors
/// When there is no such fix, or when a path leads through something that is no table.
pub fn apply(tree: &mut Node, sources: &mut Sources, name: &str) -> Result<(), Problem> {
    let own = names(tree).into_iter().find(|own| plain(own) == plain(name));
    let (Some(own), Some(values)) = (own, set(tree, name)) else { return Err(unknown(tree, sources, name)) };
    let values: Vec<(String, Entry)> = values.into_iter().map(|(path, entry)| (path.clone(), entry.clone())).collect();
    let mut moved = Moved { sources, fix: &own, known: BTreeMap::new() };
    for (path, entry) in values {
        let way = moved.way(&path, &entry.key)?;
        let value = moved.node(&entry.node);
        overrides::place(tree, &way, value)?;
    }
    Ok(())
}

/// Says which fixes there are.
fn unknown(tree: &Node, sources: &mut Sources, name: &str) -> Problem {
    let own = names(tree);
    let all: Vec<&str> =
        ["error-handling", "bandwidth", "none"].into_iter().chain(own.iter().map(String::as_str)).collect();
    let at = Origin::new(sources.add_option("--fix", name), 0..name.len());
    let near = suggest::closest(&plain(name), &all);
    let meant = near.map_or(String::new(), |near| format!("did you mean `{near}`? "));
    Problem::new("an unknown fix", "the scenario has no such fix")
        .at(at)
        .remedy(format!("{meant}there are {}; another one is a table [fixes.named.NAME]", suggest::list(&all)))
}

/// Texts under which the values of a fix stand in the tree.
struct Moved<'a> {
    sources: &'a mut Sources,
    fix: &'a str,
    known: BTreeMap<SourceId, SourceId>,
}

impl Moved<'_> {
    fn origin(&mut self, of: &Origin) -> Origin {
        let (sources, fix) = (&mut *self.sources, self.fix);
        let source = *self.known.entry(of.source).or_insert_with(|| sources.add_fix(of.source, fix));
        Origin { source, span: of.span.clone() }
    }

    fn node(&mut self, node: &Node) -> Node {
        let value = match &node.value {
            Value::Table(entries) => {
                let moved = |(key, entry): (&String, &Entry)| {
                    (key.clone(), Entry { key: self.origin(&entry.key), node: self.node(&entry.node) })
                };
                Value::Table(entries.iter().map(moved).collect())
            }
            Value::Array(elements) => Value::Array(elements.iter().map(|element| self.node(element)).collect()),
            other @ (Value::Text(_) | Value::Integer(_) | Value::Number(_) | Value::Boolean(_)) => other.clone(),
        };
        Node { value, origin: self.origin(&node.origin) }
    }

    /// The steps of a path, each at its part of the key, where the key is written as it reads.
    fn way(&mut self, path: &str, key: &Origin) -> Result<Vec<Waypoint>, Problem> {
        let slice = self.sources.slice(key);
        let inner = slice.strip_prefix(['"', '\'']).filter(|inner| inner.starts_with(path));
        let from = inner.map(|_| key.span.start as usize + 1);
        let at = self.origin(key);
        let steps = split(path).map_err(|problem| {
            Problem::new("a fix needs a path", problem.cause)
                .at(at.clone())
                .remedy("join keys with dots, and quote the whole: \"network.capacity\" = \"50 Mbit/s\"")
        })?;
        let place = |span: std::ops::Range<usize>| match from {
            Some(from) => Origin::new(at.source, from + span.start..from + span.end),
            None => at.clone(),
        };
        Ok(steps.into_iter().map(|step| Waypoint { name: step.name, at: place(step.span) }).collect())
    }
}

/// What two chosen fixes set differently: only the later one would count.
pub fn conflicts(tree: &Node, chosen: &[&str], problems: &mut Problems) {
    for (place, later) in chosen.iter().enumerate() {
        for earlier in chosen[..place].iter().filter(|earlier| plain(earlier) != plain(later)) {
            if let Some((before, after, path)) = clash(tree, earlier, later) {
                let label = format!("`{later}` sets it so, and `{earlier}` otherwise");
                problems.push(
                    Problem::new(format!("two fixes set `{path}` differently"), label)
                        .at(after.clone())
                        .note(before.clone(), format!("`{earlier}` sets it here"))
                        .remedy("leave one of them out, or write a fix of its own that sets what both together mean"),
                );
            }
        }
    }
}

/// The first path that two fixes set differently, with the places at which they say so.
fn clash<'a>(tree: &'a Node, earlier: &str, later: &str) -> Option<(&'a Origin, &'a Origin, KeyPath)> {
    let of = |name: &str| set(tree, name).into_iter().flatten().collect::<Vec<_>>();
    for (path, before) in of(earlier) {
        for (other, after) in of(later) {
            let (Ok(one), Ok(two)) = (path.parse::<KeyPath>(), other.parse::<KeyPath>()) else { continue };
            let below = |deep: &KeyPath, high: &KeyPath| KeyPath::from(deep.steps()[high.steps().len()..].to_vec());
            // A table replaces all that stands there: of a value within, it has to say the same.
            let (same, path) = if one.starts_with(&two) {
                (after.node.find(&below(&one, &two)).is_some_and(|node| is_same(node, &before.node)), one)
            } else if two.starts_with(&one) {
                (before.node.find(&below(&two, &one)).is_some_and(|node| is_same(node, &after.node)), two)
            } else {
                continue;
            };
            if !same {
                return Some((&before.key, &after.key, path));
            }
        }
    }
    None
}

/// Whether two nodes say the same, wherever they stand.
fn is_same(one: &Node, other: &Node) -> bool {
    one.value.to_string() == other.value.to_string()
}
