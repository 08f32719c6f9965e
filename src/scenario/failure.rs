//! Why a tree could not become a typed value.
//!
//! serde's errors are usually flattened into text at once. A message with caret and remedy needs
//! the parts, so they are kept apart here, and the path grows as the error passes through the
//! tables around it.
//!
//! # How a domain type reports cause and remedy
//! serde hands a type's own complaint over as one text. A type that knows a remedy writes
//! *cause*, [`REMEDY_MARK`], *remedy*; a text without separator is all cause.

use std::fmt;

use serde::de::{Expected, Unexpected};

use super::path::KeyPath;
use crate::units::REMEDY_MARK;

/// What went wrong, in parts.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    UnknownField {
        field: String,
        allowed: &'static [&'static str],
    },
    UnknownVariant {
        variant: String,
        allowed: &'static [&'static str],
    },
    MissingField(&'static str),
    WrongType {
        expected: String,
    },
    WrongValue {
        expected: String,
    },
    /// A bare number where a type reads a text with a unit.
    NoUnit {
        expected: String,
    },
    /// A choice written as a text, though it has settings.
    SettingsMissing {
        variant: String,
    },
    /// A choice written as a table, though it has no settings.
    SettingsNotWanted {
        variant: String,
    },
    /// A table that should hold one choice holds none or several.
    NotOneChoice {
        given: Vec<String>,
        allowed: &'static [&'static str],
    },
    /// Follows from something left out earlier; nothing to report.
    Consequence,
    Custom {
        cause: String,
        remedy: Option<String>,
    },
}

/// Whether the key or its value is at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Key,
    Value,
}

/// A reason and where it applies.
#[derive(Clone, Debug)]
pub struct Failure {
    pub reason: Reason,
    pub part: Part,
    /// Innermost step first: the order in which an error passes them.
    steps: Vec<String>,
}

impl Failure {
    pub fn new(reason: Reason) -> Self {
        Self { reason, part: Part::Value, steps: Vec::new() }
    }

    /// The error left the value of this key.
    #[must_use]
    pub fn below(mut self, step: &str) -> Self {
        self.steps.push(step.to_owned());
        self
    }

    /// The error is about this key itself.
    #[must_use]
    pub fn about_key(mut self, key: &str) -> Self {
        self.part = Part::Key;
        self.below(key)
    }

    pub fn path(&self) -> KeyPath {
        KeyPath::from(self.steps.iter().rev().cloned().collect::<Vec<_>>())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:?} at `{}`", self.reason, self.path())
    }
}

impl std::error::Error for Failure {}

impl serde::de::Error for Failure {
    fn custom<T: fmt::Display>(message: T) -> Self {
        let text = message.to_string();
        let (cause, remedy) = match text.split_once(REMEDY_MARK) {
            Some((cause, remedy)) => (cause.to_owned(), Some(remedy.to_owned())),
            None => (text, None),
        };
        Self::new(Reason::Custom { cause, remedy })
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let expected = expected.to_string();
        Self::new(Reason::WrongType { expected })
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let expected = expected.to_string();
        Self::new(Reason::WrongValue { expected })
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        let cause = format!("this list has length {length}");
        let remedy = Some(format!("write {expected}"));
        Self::new(Reason::Custom { cause, remedy })
    }

    fn unknown_variant(variant: &str, allowed: &'static [&'static str]) -> Self {
        let variant = variant.to_owned();
        Self::new(Reason::UnknownVariant { variant, allowed })
    }

    fn unknown_field(field: &str, allowed: &'static [&'static str]) -> Self {
        let field = field.to_owned();
        Self::new(Reason::UnknownField { field, allowed })
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(Reason::MissingField(field))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::de::Error;

    #[test]
    fn cause_and_remedy_travel_through_one_text() {
        let failure = Failure::custom("no such unit\u{1f}write \"15 min\"");
        let expected = Reason::Custom { cause: "no such unit".to_owned(), remedy: Some("write \"15 min\"".to_owned()) };
        assert_eq!(failure.reason, expected);
    }

    #[test]
    fn the_path_grows_outwards() {
        let failure = Failure::missing_field("at").below("block").below("timeline");
        assert_eq!(failure.path().to_string(), "timeline.block");
    }
}
