//! How a failure reads: title, cause at the caret, remedy.

use super::{
    diagnostic::Problem,
    failure::{Failure, Part, Reason},
    node::{Node, Value},
    path::{KeyPath, key_text},
    source::{Origin, Sources},
    suggest,
};

/// A quoted value longer than this hides the sentence around it.
const QUOTED_AT_MOST: usize = 40;

/// What `connection` of a call knows and `pool` does not: one says what a connection costs, the other how many there are.
const OF_CONNECTIONS: [&str; 6] = ["work", "round_trips", "request", "reply", "keeps", "breaks_on"];

/// The choice for which a bare number is written by mistake.
const QUORUM: &str = "quorum";

impl Failure {
    /// The message for this failure, pointing into the tree it came from.
    pub fn describe(&self, root: &Node, sources: &Sources) -> Problem {
        let path = self.path();
        let node = root.nearest(&path).node;
        let problem = match &self.reason {
            Reason::UnknownField { field, allowed } => {
                let table = path.parent().unwrap_or_default();
                let label = format!("{} has no such key", name(&table));
                let remedy = match table.last() == Some("pool") && OF_CONNECTIONS.contains(&field.as_str()) {
                    true => "write it in `connection`, beside `pool`: that says what it costs to open one".to_owned(),
                    false => suggest::remedy(field, allowed),
                };
                Problem::new(format!("unknown key `{field}`"), label).remedy(remedy)
            }
            Reason::UnknownVariant { variant, allowed } => {
                let label = format!("not a choice for {}", name(&self.choice(&path)));
                // A number on the command line is a text.
                let counted = variant.parse::<u32>().ok().filter(|_| allowed.contains(&QUORUM)).map(a_quorum);
                let remedy = counted.unwrap_or_else(|| suggest::remedy(variant, allowed));
                Problem::new(format!("unknown choice `{variant}`"), label).remedy(remedy)
            }
            Reason::MissingField(field) => {
                let label = format!("{} needs `{field}`", name(&path));
                Problem::new(format!("`{field}` is missing"), label).remedy(format!("add `{field} = ...`"))
            }
            other @ (Reason::WrongType { .. }
            | Reason::WrongValue { .. }
            | Reason::NoUnit { .. }
            | Reason::SettingsMissing { .. }
            | Reason::SettingsNotWanted { .. }
            | Reason::NotOneChoice { .. }
            | Reason::Consequence
            | Reason::Custom { .. }) => {
                let (label, remedy) = wrong_value(other, node, sources);
                let mut problem = Problem::new(format!("wrong value for {}", name(&path)), label);
                problem.remedy = remedy;
                problem
            }
        };
        problem.at(self.origin(root, &path, node))
    }

    /// The value a choice belongs to: a wrong variant is either its text or the key inside it.
    fn choice(&self, path: &KeyPath) -> KeyPath {
        match self.part {
            Part::Key => path.parent().unwrap_or_default(),
            Part::Value => path.clone(),
        }
    }

    fn origin(&self, root: &Node, path: &KeyPath, node: &Node) -> Origin {
        let key = match self.part {
            Part::Key => root.key_origin(path),
            Part::Value => None,
        };
        key.unwrap_or(&node.origin).clone()
    }
}

/// Cause and remedy where the value itself is at fault.
fn wrong_value(reason: &Reason, node: &Node, sources: &Sources) -> (String, Option<String>) {
    let shown = shown(node, sources);
    match reason {
        Reason::WrongType { expected } => {
            let found = node.value.kind();
            let remedy = unquoted(node, expected).or_else(|| counted(node, expected));
            let remedy = remedy.unwrap_or_else(|| format!("write {expected}"));
            (format!("expected {expected}, found {found}"), Some(remedy))
        }
        Reason::WrongValue { expected } => {
            let remedy = format!("write {expected}");
            (format!("expected {expected}, found {shown}"), Some(remedy))
        }
        Reason::NoUnit { expected } => {
            let remedy = match expected.split_once("for example ") {
                Some((_, example)) => format!("write a text with a unit, for example {example}"),
                None => format!("write a text with a unit: {expected}"),
            };
            (format!("{shown} has no unit"), Some(remedy))
        }
        Reason::SettingsMissing { variant } => {
            (format!("`{variant}` needs settings"), Some(format!("write `{{ {} = ... }}`", key_text(variant))))
        }
        Reason::SettingsNotWanted { variant } => {
            (format!("`{variant}` takes no settings"), Some(format!("write \"{variant}\"")))
        }
        Reason::NotOneChoice { given, allowed } => {
            let given: Vec<&str> = given.iter().map(String::as_str).collect();
            let label = match given.len() {
                0 => "one choice is expected, none is given".to_owned(),
                _ => format!("one choice is expected, given: {}", suggest::list(&given)),
            };
            (label, Some(format!("keep one of {}", suggest::list(allowed))))
        }
        Reason::Custom { cause, remedy } => (cause.clone(), remedy.clone()),
        Reason::UnknownField { .. } | Reason::UnknownVariant { .. } | Reason::MissingField(_) | Reason::Consequence => {
            (String::new(), None)
        }
    }
}

/// A path in a sentence.
fn name(path: &KeyPath) -> String {
    if path.is_root() { "the scenario".to_owned() } else { format!("`{path}`") }
}

/// The value as written if it is short, else what it is.
fn shown(node: &Node, sources: &Sources) -> String {
    let written = sources.slice(&node.origin);
    let short = !written.is_empty() && written.len() <= QUOTED_AT_MOST;
    match &node.value {
        Value::Text(_) | Value::Integer(_) | Value::Number(_) | Value::Boolean(_) if short => {
            format!("`{written}`")
        }
        Value::Text(_)
        | Value::Integer(_)
        | Value::Number(_)
        | Value::Boolean(_)
        | Value::Table(_)
        | Value::Array(_) => node.value.kind().to_owned(),
    }
}

fn a_quorum(number: u32) -> String {
    format!("write {{ {QUORUM} = {number} }}, \"all\" or \"first\"")
}

/// The remedy for a bare number where one of several choices takes one: how many of several calls must end well.
fn counted(node: &Node, expected: &str) -> Option<String> {
    let Value::Integer(number) = node.value else { return None };
    let number = u32::try_from(number).ok()?;
    expected.contains(&format!("`{QUORUM}`")).then(|| a_quorum(number))
}

/// The remedy for a number or a truth value in quotes, which is the most common wrong type.
fn unquoted(node: &Node, expected: &str) -> Option<String> {
    let Value::Text(text) = &node.value else {
        return None;
    };
    let plain = match text.trim() {
        "true" | "false" => expected.contains("true"),
        number => number.parse::<f64>().is_ok() && expected.contains("number"),
    };
    plain.then(|| format!("write it without quotes: {}", text.trim()))
}
