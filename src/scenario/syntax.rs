//! TOML text to tree. Syntax is the `toml` crate's business; this file keeps the positions and
//! says what went wrong in the words of the other messages.

use std::{collections::BTreeMap, ops::Range};

use toml::de::{DeTable, DeValue};

use super::{
    diagnostic::{Problem, Problems},
    node::{Entry, Node, Value},
    source::{Origin, SourceId},
};

/// Reads a whole file.
///
/// # Errors
/// Every line that is not TOML, and every value that has no place in a scenario.
pub fn parse(text: &str, source: SourceId) -> Result<Node, Problems> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut conversion = Conversion::new(source, 0);
    for error in &errors {
        conversion.syntax_error(text, error);
    }
    // What recovery made up in place of a broken value is not worth judging.
    if !conversion.problems.is_empty() {
        return Err(conversion.problems);
    }
    let entries = conversion.table(table.get_ref());
    conversion.finish(Node { value: Value::Table(entries), origin: Origin::new(source, 0..0) })
}

/// Reads one value, which stands at byte `start` of its source.
///
/// # Errors
/// As [`parse`].
pub fn parse_value(text: &str, source: SourceId, start: usize) -> Result<Node, Problems> {
    let (value, errors) = DeValue::parse_recoverable(text);
    let mut conversion = Conversion::new(source, start);
    for error in &errors {
        conversion.syntax_error(text, error);
    }
    if !conversion.problems.is_empty() {
        return Err(conversion.problems);
    }
    let node = conversion.value(value.get_ref(), value.span());
    conversion.finish(node)
}

/// Walks the crate's tree once, collecting what cannot be kept.
struct Conversion {
    source: SourceId,
    start: usize,
    problems: Problems,
    /// Lines with a syntax error: the parser's further complaints about them only distract.
    broken_lines: Vec<usize>,
}

impl Conversion {
    fn new(source: SourceId, start: usize) -> Self {
        Self { source, start, problems: Problems::default(), broken_lines: Vec::new() }
    }

    fn finish(self, node: Node) -> Result<Node, Problems> {
        if self.problems.is_empty() { Ok(node) } else { Err(self.problems) }
    }

    fn origin(&self, span: Range<usize>) -> Origin {
        Origin::new(self.source, self.start + span.start..self.start + span.end)
    }

    fn syntax_error(&mut self, text: &str, error: &toml::de::Error) {
        let span = error.span().unwrap_or(text.len()..text.len());
        let before = text.as_bytes().iter().take(span.start);
        let line = before.filter(|byte| **byte == b'\n').count();
        if self.broken_lines.contains(&line) {
            return;
        }
        self.broken_lines.push(line);
        let (label, remedy) = plain_words(error.message(), span.is_empty());
        let mut problem = Problem::new("this is not valid TOML", label).at(self.origin(span));
        if let Some(remedy) = remedy {
            problem = problem.remedy(remedy);
        }
        self.problems.push(problem);
    }

    fn table(&mut self, table: &DeTable<'_>) -> BTreeMap<String, Entry> {
        let mut entries = BTreeMap::new();
        for (key, value) in table.iter() {
            self.readable(key.get_ref(), key.span());
            let entry = Entry { key: self.origin(key.span()), node: self.value(value.get_ref(), value.span()) };
            entries.insert(key.get_ref().to_string(), entry);
        }
        entries
    }

    fn value(&mut self, value: &DeValue<'_>, span: Range<usize>) -> Node {
        let origin = self.origin(span.clone());
        let value = match value {
            DeValue::String(text) => {
                self.readable(text, span);
                Value::Text(text.to_string())
            }
            DeValue::Integer(digits) => match i64::from_str_radix(digits.as_str(), digits.radix()) {
                Ok(number) => Value::Integer(number),
                Err(_) => self.out_of_range(&origin),
            },
            DeValue::Float(digits) => match digits.as_str().parse::<f64>() {
                Ok(number) if number.is_finite() => Value::Number(number),
                Ok(_) | Err(_) => self.out_of_range(&origin),
            },
            DeValue::Boolean(answer) => Value::Boolean(*answer),
            DeValue::Datetime(_) => self.date(&origin),
            DeValue::Array(elements) => {
                Value::Array(elements.iter().map(|element| self.value(element.get_ref(), element.span())).collect())
            }
            DeValue::Table(table) => Value::Table(self.table(table)),
        };
        Node { value, origin }
    }

    /// A text goes to terminals and into pages, where a control character does things instead of saying them.
    fn readable(&mut self, text: &str, span: Range<usize>) {
        // Lines of a story may end, on any system; nothing else is done.
        let text = text.replace("\r\n", "\n");
        let is_bad = |c: &char| (c.is_control() && !matches!(c, '\n' | '\t')) || turns_text(*c);
        if let Some(found) = text.chars().find(is_bad) {
            let does =
                if turns_text(found) { "changes the direction of what follows" } else { "is a control character" };
            let label = format!("U+{:04X} {does}", u32::from(found));
            let problem = Problem::new("this text cannot be shown", label);
            self.problems.push(
                problem.at(self.origin(span)).remedy("remove it: a text is letters, signs, blanks and line ends"),
            );
        }
    }

    /// Infinity and not-a-number would travel silently through every formula, so they end here.
    fn out_of_range(&mut self, origin: &Origin) -> Value {
        let problem =
            Problem::new("this number cannot be used", "a scenario's numbers are finite and fit into 64 bits");
        let problem = problem.remedy("write a smaller number, or use a larger unit");
        self.problems.push(problem.at(origin.clone()));
        Value::Integer(0)
    }

    fn date(&mut self, origin: &Origin) -> Value {
        let problem = Problem::new("a date has no place here", "time in a scenario counts from its start");
        let problem = problem.remedy("write a length of time as a text, for example \"3 h\"");
        self.problems.push(problem.at(origin.clone()));
        Value::Integer(0)
    }
}

/// The parser's message for people who never read the TOML specification, and what to do.
fn plain_words(message: &str, nothing_there: bool) -> (String, Option<&'static str>) {
    if message.starts_with("string values must be quoted") {
        return if nothing_there {
            ("a value is missing here".to_owned(), Some("write one, or remove the key"))
        } else {
            ("this is neither a number nor a text".to_owned(), Some("put texts in quotes: \"15 min\""))
        };
    }
    let remedy = if message.starts_with("duplicate key") {
        Some("the same key or table stands above: keep one of the two")
    } else if message.contains("newline") && message.contains("unexpected") {
        Some("begin a new line here")
    } else if message.contains(", expected `=`") {
        Some("a line is `key = value`, `[table]` or `# comment`")
    } else if message.starts_with("invalid") && message.contains(" string") {
        Some("close the text with the quotes it was opened with")
    } else if message.starts_with("unclosed") || message.starts_with("missing closing") {
        Some("write what is expected, or remove what was opened")
    } else {
        Some("a line is `key = value`, `[table]` or `# comment`")
    };
    (message.to_owned(), remedy)
}

/// Whether a character makes letters be shown in another order than they stand in: then nobody sees what is written.
fn turns_text(letter: char) -> bool {
    matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::source::Sources;

    fn complaints(text: &str) -> Vec<(String, String)> {
        let mut sources = Sources::default();
        let id = sources.add_file("a.toml", text);
        let problems = parse(text, id).err().unwrap_or_default();
        let shown = |problem: &Problem| {
            let at = problem.at.clone().expect("a place");
            (problem.label.clone(), sources.slice(&at).to_owned())
        };
        problems.iter().map(shown).collect()
    }

    #[test]
    fn several_syntax_errors_are_found_at_once() {
        let found = complaints("a = 1\na = 2\nb =\nc = 15 min\n");
        let labels: Vec<&str> = found.iter().map(|(label, _)| label.as_str()).collect();
        assert_eq!(labels.len(), 3, "{labels:?}");
        assert_eq!(labels[0], "duplicate key");
        assert_eq!(labels[1], "a value is missing here");
        assert_eq!(labels[2], "this is neither a number nor a text");
    }

    #[test]
    fn values_without_meaning_are_refused_where_they_stand() {
        let found = complaints("a = 2013-11-04\nb = [nan, 1e999]\nc = 99999999999999999999\n");
        let places: Vec<&str> = found.iter().map(|(_, place)| place.as_str()).collect();
        assert_eq!(places, ["2013-11-04", "nan", "1e999", "99999999999999999999"]);
    }

    #[test]
    fn control_characters_are_refused_in_texts_and_names() {
        let found = complaints("a = \"bell \\u0007\"\n\"\\u001b[31mred\" = 1\nb = \"\"\"two\nlines\"\"\"\n");
        let labels: Vec<&str> = found.iter().map(|(label, _)| label.as_str()).collect();
        assert_eq!(labels, ["U+0007 is a control character", "U+001B is a control character"]);
        let found = complaints("a = \"one\\rtwo\"\nb = \"\"\"two\r\nlines\"\"\"\nc = \"\u{202e}cba\"\n");
        let labels: Vec<&str> = found.iter().map(|(label, _)| label.as_str()).collect();
        assert_eq!(labels, ["U+000D is a control character", "U+202E changes the direction of what follows"]);
    }

    #[test]
    fn an_empty_file_is_an_empty_table() {
        let node = parse("", SourceId(0)).expect("nothing to object to");
        assert_eq!(node.value, Value::Table(BTreeMap::new()));
    }
}
