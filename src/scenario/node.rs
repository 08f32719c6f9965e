//! A scenario as written: tables, arrays and scalars, each with the place it was written at.
//!
//! The typed scenario has forgotten where its numbers came from; this tree has not. It is what
//! `extends` merges, what overrides change, and what messages point into.

use std::{collections::BTreeMap, fmt};

use super::path::{KeyPath, key_text, quoted};
pub use super::source::{Origin, SourceId, Sources};

/// A value and where it was written. A table's origin is its header, or the braces of an inline
/// table, or the key when it exists only as part of a dotted key.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What was written.
    pub value: Value,
    /// Where it was written.
    pub origin: Origin,
}

/// What can be written in a scenario. Dates are missing on purpose: time in a scenario counts from
/// its start.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Keys and their values, in the order of the keys.
    Table(BTreeMap<String, Entry>),
    /// A list, in the order written.
    Array(Vec<Node>),
    /// Text in quotes.
    Text(String),
    /// A number without a point.
    Integer(i64),
    /// A number with a point or an exponent.
    Number(f64),
    /// `true` or `false`.
    Boolean(bool),
}

/// A key's value, and where the key itself stands, so that an unknown key can be underlined.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Where the key stands.
    pub key: Origin,
    /// Its value.
    pub node: Node,
}

/// The best place to point at for a path: the value itself, or the nearest thing around it that
/// was written down.
#[derive(Clone, Debug)]
pub struct Nearest<'a> {
    /// The path of what was found.
    pub path: KeyPath,
    /// What was found there.
    pub node: &'a Node,
    /// Whether the path itself was written; if not, its value is a default.
    pub exact: bool,
}

impl Node {
    /// A table without entries, as the start of a scenario or of a new section.
    pub fn empty_table(origin: Origin) -> Self {
        Self { value: Value::Table(BTreeMap::new()), origin }
    }

    /// One step down: a key of a table or a position in an array.
    pub fn step(&self, step: &str) -> Option<&Node> {
        match &self.value {
            Value::Table(entries) => entries.get(step).map(|entry| &entry.node),
            Value::Array(elements) => elements.get(step.parse::<usize>().ok()?),
            Value::Text(_) | Value::Integer(_) | Value::Number(_) | Value::Boolean(_) => None,
        }
    }

    /// The value at a path, if it was written.
    pub fn find(&self, path: &KeyPath) -> Option<&Node> {
        path.steps().iter().try_fold(self, |node, step| node.step(step))
    }

    /// Takes a key out of its table; nothing happens if it is not there.
    pub fn remove(&mut self, path: &KeyPath) {
        let (Some(above), Some(last)) = (path.parent(), path.last()) else { return };
        let mut node = self;
        for step in above.steps() {
            match &mut node.value {
                Value::Table(entries) => match entries.get_mut(step) {
                    Some(entry) => node = &mut entry.node,
                    None => return,
                },
                Value::Array(_) | Value::Text(_) | Value::Integer(_) | Value::Number(_) | Value::Boolean(_) => return,
            }
        }
        match &mut node.value {
            Value::Table(entries) => {
                entries.remove(last);
            }
            Value::Array(elements) => {
                if let Some(at) = last.parse().ok().filter(|at| *at < elements.len()) {
                    elements.remove(at);
                }
            }
            Value::Text(_) | Value::Integer(_) | Value::Number(_) | Value::Boolean(_) => {}
        }
    }

    /// Where the key at a path was written; `None` for the root and for elements of arrays.
    pub fn key_origin(&self, path: &KeyPath) -> Option<&Origin> {
        let above = self.find(&path.parent()?)?;
        match &above.value {
            Value::Table(entries) => entries.get(path.last()?).map(|entry| &entry.key),
            Value::Array(_) | Value::Text(_) | Value::Integer(_) | Value::Number(_) | Value::Boolean(_) => None,
        }
    }

    /// The value at a path or its nearest existing ancestor: even a problem with a default can
    /// then point somewhere.
    pub fn nearest(&self, path: &KeyPath) -> Nearest<'_> {
        let mut node = self;
        let mut found = KeyPath::root();
        for step in path.steps() {
            let Some(below) = node.step(step) else {
                let exact = false;
                return Nearest { path: found, node, exact };
            };
            node = below;
            found = found.child(step);
        }
        Nearest { path: found, node, exact: true }
    }

    /// Every value that holds no further keys, with its path, in the order of the paths. Arrays
    /// count as one value unless they hold tables.
    pub fn leaves(&self) -> Vec<(KeyPath, &Node)> {
        let mut found = Vec::new();
        collect_leaves(self, KeyPath::root(), &mut found);
        found
    }

    /// Lays this tree over `base`: tables are merged key by key, everything else (arrays too) is
    /// replaced as a whole. Each value keeps the origin it had.
    #[must_use]
    pub fn over(mut self, base: Node) -> Node {
        if let (Value::Table(entries), Value::Table(below)) = (&mut self.value, base.value) {
            for (name, weaker) in below {
                let laid = match entries.remove(&name) {
                    Some(stronger) => Entry { key: stronger.key, node: stronger.node.over(weaker.node) },
                    None => weaker,
                };
                entries.insert(name, laid);
            }
        }
        self
    }
}

fn collect_leaves<'a>(node: &'a Node, path: KeyPath, found: &mut Vec<(KeyPath, &'a Node)>) {
    match &node.value {
        Value::Table(entries) if !entries.is_empty() => {
            for (name, entry) in entries {
                collect_leaves(&entry.node, path.child(name), found);
            }
        }
        Value::Array(elements) if elements.iter().any(|element| element.value.is_table()) => {
            for (position, element) in elements.iter().enumerate() {
                collect_leaves(element, path.child(&position.to_string()), found);
            }
        }
        Value::Table(_)
        | Value::Array(_)
        | Value::Text(_)
        | Value::Integer(_)
        | Value::Number(_)
        | Value::Boolean(_) => found.push((path, node)),
    }
}

impl Value {
    /// Whether this is a table.
    pub fn is_table(&self) -> bool {
        matches!(self, Self::Table(_))
    }

    /// What this is, in the words of the messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Table(_) => "a table",
            Self::Array(_) => "a list",
            Self::Text(_) => "a text",
            Self::Integer(_) => "a whole number",
            Self::Number(_) => "a number",
            Self::Boolean(_) => "true or false",
        }
    }
}

/// Prints the value as TOML on one line, so that a listing can be pasted into a file.
impl fmt::Display for Value {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table(entries) if entries.is_empty() => out.write_str("{}"),
            Self::Table(entries) => {
                for (position, (name, entry)) in entries.iter().enumerate() {
                    let open = if position == 0 { "{ " } else { ", " };
                    write!(out, "{open}{} = {}", key_text(name), entry.node.value)?;
                }
                out.write_str(" }")
            }
            Self::Array(elements) => {
                let shown: Vec<String> = elements.iter().map(|element| element.value.to_string()).collect();
                write!(out, "[{}]", shown.join(", "))
            }
            Self::Text(text) => out.write_str(&quoted(text)),
            Self::Integer(number) => write!(out, "{number}"),
            // Debug keeps the point of 1.0, which Display drops: the type must survive.
            Self::Number(number) => write!(out, "{number:?}"),
            Self::Boolean(answer) => write!(out, "{answer}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::syntax::parse;
    use super::*;

    fn tree(sources: &mut Sources, name: &str, text: &str) -> Node {
        let id = sources.add_file(name, text);
        parse(text, id).expect("valid TOML")
    }

    #[test]
    fn merging_keeps_the_file_each_value_came_from() {
        let mut sources = Sources::default();
        let derived = tree(&mut sources, "d.toml", "a.x = 1\nlist = [9]\n");
        let base = tree(&mut sources, "b.toml", "a = { x = 5, y = 6 }\nlist = [1, 2]\n");
        let merged = derived.over(base);
        let shown: Vec<String> = merged
            .leaves()
            .into_iter()
            .map(|(path, node)| {
                let name = sources.name(node.origin.source);
                format!("{path} = {} ({name})", node.value)
            })
            .collect();
        assert_eq!(shown, ["a.x = 1 (d.toml)", "a.y = 6 (b.toml)", "list = [9] (d.toml)"]);
    }

    #[test]
    fn a_path_that_was_not_written_is_found_at_its_nearest_ancestor() {
        let mut sources = Sources::default();
        let root = tree(&mut sources, "a.toml", "[classes.phones]\ncount = 3\n");
        let path = KeyPath::from(["classes", "phones", "heartbeat", "jitter"]);
        let nearest = root.nearest(&path);
        assert_eq!(nearest.path, KeyPath::from(["classes", "phones"]));
        assert!(!nearest.exact);
        assert_eq!(sources.slice(&nearest.node.origin), "[classes.phones]");
        assert!(root.nearest(&KeyPath::from(["classes", "phones", "count"])).exact);
    }

    #[test]
    fn leaves_quote_keys_and_number_the_tables_of_an_array() {
        let mut sources = Sources::default();
        let text = "list = [1, 2]\nempty = {}\n[evidence]\n\"a.b\" = 1.0\n[[step]]\nat = 's'\n";
        let root = tree(&mut sources, "a.toml", text);
        let shown: Vec<String> =
            root.leaves().into_iter().map(|(path, node)| format!("{path} = {}", node.value)).collect();
        let expected = ["empty = {}", "evidence.\"a.b\" = 1.0", "list = [1, 2]", "step.0.at = \"s\""];
        assert_eq!(shown, expected);
    }
}
