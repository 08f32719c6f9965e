//! A moment of a run as people write it: `block + 1 h`, `15 min`, `repair`, or with a value of the scenario as a
//! length: `classes.phones.activesync.contact.long_poll.heartbeat`. Times are hours since the onset.

use crate::experiment::asked::When;
use crate::scenario::node::{Node, Value};
use crate::scenario::path::KeyPath;
use crate::scenario::vary::VaryError;
use crate::units::Span;

/// A sum of lengths, of moments of the timeline, and of values.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    terms: Vec<Term>,
}

#[derive(Debug, Clone, PartialEq)]
enum Term {
    /// A length of time.
    Length(Span),
    /// When an entry of the timeline happens.
    Entry(String),
    /// A value of the scenario that is a length of time.
    Value(KeyPath),
}

/// What may be written.
pub const MOMENT_FORM: &str =
    "write lengths (15 min), entries of the timeline (block) or paths of values that are lengths, joined by +";

impl Moment {
    /// Reads a moment. `start` is where the text begins, for the places of slips.
    ///
    /// # Errors
    /// When a part of the sum is missing or is nothing of the kind.
    pub fn parse(text: &str, start: usize) -> Result<Moment, VaryError> {
        let mut terms = Vec::new();
        let mut at = start;
        for part in text.split('+') {
            let span = at..at + part.len();
            at = span.end + 1;
            let error = |cause: String| VaryError { span: span.clone(), cause, remedy: MOMENT_FORM };
            let word = part.trim();
            terms.push(match word.chars().next() {
                None => return Err(error("a moment is missing".to_owned())),
                Some(first) if first.is_ascii_digit() => {
                    Term::Length(word.parse().map_err(|_| error(format!("`{word}` is no length of time")))?)
                }
                Some(_) if word.contains('.') => {
                    Term::Value(word.parse().map_err(|_| error(format!("`{word}` is no path")))?)
                }
                Some(_) if word.contains(char::is_whitespace) => {
                    return Err(error(format!("`{word}` is no name of an entry")));
                }
                Some(_) => Term::Entry(word.to_owned()),
            });
        }
        Ok(Moment { terms })
    }

    /// What is wrong with it in this scenario, if something is.
    pub fn fault(&self, tree: &Node) -> Option<String> {
        self.terms.iter().find_map(|term| match term {
            Term::Length(_) => None,
            Term::Entry(name) => {
                let there = tree.find(&KeyPath::from(["timeline", name.as_str()])).is_some();
                (!there).then(|| format!("the scenario has no entry `{name}` in its timeline"))
            }
            Term::Value(path) if length(tree, path).is_none() => {
                Some(format!("the scenario has no length of time at `{path}`"))
            }
            Term::Value(_) => None,
        })
    }

    /// What is known of it in a scenario before it runs.
    pub fn planned(&self, tree: &Node) -> When {
        let mut planned = When { hours: 0.0, entries: Vec::new() };
        for term in &self.terms {
            match term {
                Term::Length(span) => planned.hours += span.as_hours(),
                Term::Value(path) => planned.hours += length(tree, path).unwrap_or(f64::NAN),
                Term::Entry(name) => planned.entries.push(name.clone()),
            }
        }
        planned
    }

    /// Hours after the onset in a scenario, as far as they can be known without a run: entries that begin at a time.
    pub fn written(&self, tree: &Node) -> Option<f64> {
        let planned = self.planned(tree);
        let times =
            planned.entries.iter().map(|entry| length(tree, &KeyPath::from(["timeline", entry.as_str(), "at"])));
        let entries: Option<f64> = times.sum();
        Some(planned.hours + entries?).filter(|hours| hours.is_finite())
    }

    /// Whether it is made of lengths alone, which are the same in every world.
    pub fn is_fixed(&self) -> bool {
        self.terms.iter().all(|term| matches!(term, Term::Length(_)))
    }

    /// For a reader: `an hour after the block` is said as `block + 1 h`, and a value by its name.
    pub fn words(&self) -> String {
        let term = |term: &Term| match term {
            Term::Length(span) => span.in_words(),
            Term::Entry(name) => format!("the {}", name.replace('_', " ")),
            Term::Value(path) => format!("one {}", path.last().unwrap_or_default().replace('_', " ")),
        };
        self.terms.iter().map(term).collect::<Vec<_>>().join(" + ")
    }

    /// As it is written.
    pub fn text(&self) -> String {
        let term = |term: &Term| match term {
            Term::Length(span) => span.to_string(),
            Term::Entry(name) => name.clone(),
            Term::Value(path) => path.to_string(),
        };
        self.terms.iter().map(term).collect::<Vec<_>>().join(" + ")
    }
}

/// A value of a scenario in hours.
fn length(tree: &Node, path: &KeyPath) -> Option<f64> {
    match &tree.find(path)?.value {
        Value::Text(text) => text.parse::<Span>().ok().map(Span::as_hours),
        Value::Table(_) | Value::Array(_) | Value::Integer(_) | Value::Number(_) | Value::Boolean(_) => None,
    }
}
