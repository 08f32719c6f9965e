//! Dotted paths into a scenario: `classes.phones.heartbeat`, `evidence."a.b"`, `sweep.0.values`.
//!
//! One notation serves messages, `--set`, sweep axes and listings, so that what one of them prints
//! can be pasted into another.

use std::{fmt, ops::Range, str::FromStr};

/// TOML itself stops at 80 levels of nesting; a path is not allowed to build what a file cannot.
const DEPTH_LIMIT: usize = 80;

/// Steps from the root of a scenario to one of its values. An element of an array is named by its
/// position, counted from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyPath {
    steps: Vec<String>,
}

impl KeyPath {
    /// The scenario as a whole.
    pub fn root() -> Self {
        Self::default()
    }

    /// This path and one step more.
    #[must_use]
    pub fn child(&self, step: &str) -> Self {
        let mut steps = self.steps.clone();
        steps.push(step.to_owned());
        Self { steps }
    }

    /// This path without its last step; `None` at the root.
    pub fn parent(&self) -> Option<Self> {
        let (_, above) = self.steps.split_last()?;
        Some(Self { steps: above.to_vec() })
    }

    /// The keys from the root down.
    pub fn steps(&self) -> &[String] {
        &self.steps
    }

    /// The last key; `None` at the root.
    pub fn last(&self) -> Option<&str> {
        self.steps.last().map(String::as_str)
    }

    /// Whether this is the scenario itself.
    pub fn is_root(&self) -> bool {
        self.steps.is_empty()
    }

    /// Whether this is `above` or lies below it.
    pub fn starts_with(&self, above: &Self) -> bool {
        self.steps.starts_with(&above.steps)
    }
}

impl From<Vec<String>> for KeyPath {
    fn from(steps: Vec<String>) -> Self {
        Self { steps }
    }
}

impl<const N: usize> From<[&str; N]> for KeyPath {
    fn from(steps: [&str; N]) -> Self {
        Self { steps: steps.map(str::to_owned).to_vec() }
    }
}

impl FromStr for KeyPath {
    type Err = PathProblem;

    fn from_str(text: &str) -> Result<Self, PathProblem> {
        let steps = split(text)?.into_iter().map(|step| step.name).collect();
        Ok(Self { steps })
    }
}

impl fmt::Display for KeyPath {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.steps.iter().enumerate() {
            if position > 0 {
                out.write_str(".")?;
            }
            out.write_str(&key_text(step))?;
        }
        Ok(())
    }
}

/// A key as TOML wants it: bare where that is allowed, else quoted.
pub fn key_text(key: &str) -> String {
    if !key.is_empty() && key.chars().all(is_bare) { key.to_owned() } else { quoted(key) }
}

/// A text as a TOML basic string.
pub fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            other if other.is_control() => {
                out.push_str(&format!("\\u{:04X}", u32::from(other)));
            }
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

fn is_bare(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_' || character == '-'
}

/// One step of a path that was typed, and where it stands in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The key, without quotes.
    pub name: String,
    /// Where it stands, in bytes from the start of the path, quotes included.
    pub span: Range<usize>,
}

/// Why a text is not a path, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathProblem {
    /// Where the path goes wrong, in bytes from its start.
    pub span: Range<usize>,
    /// What is wrong there.
    pub cause: String,
}

impl fmt::Display for PathProblem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.cause)
    }
}

impl std::error::Error for PathProblem {}

/// Splits a typed path into its steps. Unlike TOML, a bare step may contain anything but dots and
/// quotes: a name with a blank needs no quotes of its own inside the shell's.
pub fn split(text: &str) -> Result<Vec<Step>, PathProblem> {
    let mut steps = Vec::new();
    let mut at = 0;
    loop {
        let step = one_step(text, at)?;
        let end = step.span.end;
        steps.push(step);
        if steps.len() > DEPTH_LIMIT {
            return Err(problem(at..end, format!("more than {DEPTH_LIMIT} steps deep")));
        }
        let rest = &text[end..];
        let blank = rest.len() - rest.trim_start().len();
        match rest.trim_start().chars().next() {
            None => return Ok(steps),
            Some('.') => at = end + blank + 1,
            Some(_) => {
                let here = end + blank;
                return Err(problem(here..text.len(), "a dot is expected here".to_owned()));
            }
        }
    }
}

fn one_step(text: &str, from: usize) -> Result<Step, PathProblem> {
    let rest = &text[from..];
    let start = from + (rest.len() - rest.trim_start().len());
    let rest = &text[start..];
    if rest.starts_with(['"', '\'']) {
        let length =
            quoted_length(rest).ok_or_else(|| problem(start..text.len(), "this quote is not closed".to_owned()))?;
        let span = start..start + length;
        let name = unquoted(&text[span.clone()])
            .ok_or_else(|| problem(span.clone(), "this is not a quoted key".to_owned()))?;
        return Ok(Step { name, span });
    }
    let bare = rest.split(['.', '"', '\'']).next().unwrap_or(rest);
    let name = bare.trim_end();
    let span = start..start + name.len();
    if name.is_empty() {
        return Err(problem(span, "a key is missing here".to_owned()));
    }
    Ok(Step { name: name.to_owned(), span })
}

/// Length in bytes of the quoted key at the start of `text`, both quotes included.
pub fn quoted_length(text: &str) -> Option<usize> {
    let mut characters = text.char_indices();
    let (_, quote) = characters.next()?;
    let mut escaped = false;
    for (at, character) in characters {
        if escaped {
            escaped = false;
        } else if character == '\\' && quote == '"' {
            escaped = true;
        } else if character == quote {
            return Some(at + 1);
        }
    }
    None
}

fn unquoted(text: &str) -> Option<String> {
    let value = toml::de::DeValue::parse(text).ok()?.into_inner();
    value.as_str().map(str::to_owned)
}

fn problem(span: Range<usize>, cause: String) -> PathProblem {
    PathProblem { span, cause }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_with_dots_are_quoted_and_read_back() {
        let path = KeyPath::from(["evidence", "a.b", "quote\"d"]);
        assert_eq!(path.to_string(), r#"evidence."a.b"."quote\"d""#);
        assert_eq!(path.to_string().parse(), Ok(path));
    }

    #[test]
    fn blanks_around_steps_do_not_count() {
        let steps = split(" a . 'b.c' .d e ").expect("a path");
        let names: Vec<&str> = steps.iter().map(|step| step.name.as_str()).collect();
        assert_eq!(names, ["a", "b.c", "d e"]);
    }

    #[test]
    fn a_bad_path_says_where() {
        let cause = |text: &str| split(text).expect_err("a bad path").cause;
        assert_eq!(cause(""), "a key is missing here");
        assert_eq!(cause("a..b"), "a key is missing here");
        assert_eq!(cause("a.\"b"), "this quote is not closed");
        assert_eq!(cause("\"a\"b"), "a dot is expected here");
        assert!(cause(&"a.".repeat(100)).contains("80 steps"));
    }
}
