//! Words that stand in a Rust file although the words of its room stand in templates.

use super::functions::{code_and_strings, is_test};

/// So many words are a label, a unit or a head of a table. With more of them it is a sentence.
const LABEL: usize = 5;
/// What speaks to programmers, and not to readers of a report.
const FOR_US: [&str; 3] = ["expect(", "assert!(", "reason = "];

/// Whether this is a word, and no value to be put in, name or number.
fn is_word(text: &str) -> bool {
    let bare = text.trim_matches(|c: char| c.is_ascii_punctuation());
    !bare.is_empty() && bare.chars().all(|c| c.is_alphabetic() || "'-".contains(c))
}

/// A text without its elements of HTML or SVG.
fn unmarked(text: &str) -> String {
    let mut parts = text.split('<');
    let before = parts.next().unwrap_or_default().to_owned();
    parts.fold(before, |said, part| match part.split_once('>') {
        Some((tag, after)) if tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') => said + " " + after,
        Some(_) | None => said + "<" + part,
    })
}

/// A literal without its quotes, what is put into it, its escapes and its mark-up.
fn said(literal: &str) -> String {
    let literal = &unmarked(literal.split_once('"').map_or("", |(_, text)| text));
    let mut depth = 0;
    let mut visible = |c: char| {
        depth += i32::from(c == '{');
        let shown = depth == 0;
        depth -= i32::from(c == '}');
        shown
    };
    literal.replace("\\n", " ").replace('\\', " ").chars().filter(|c| visible(*c)).collect()
}

/// Whether this is a command to paste.
fn is_command(literal: &str) -> bool {
    literal.trim_start_matches('"').starts_with("syncstorm ")
}

/// The sentences of a file, each with its line.
pub fn sentences(path: &str, text: &str) -> Vec<String> {
    if is_test(path) {
        return Vec::new();
    }
    let letters: Vec<char> = text.chars().collect();
    let (code, strings) = code_and_strings(text);
    let sentence = |within: std::ops::Range<usize>| {
        let before: String = code[within.start.saturating_sub(40)..within.start].iter().collect();
        let literal: String = letters[within.clone()].iter().collect();
        let count = said(&literal).split_whitespace().filter(|word| is_word(word)).count();
        let line = letters[..within.start].iter().filter(|letter| **letter == '\n').count() + 1;
        let is_ours = FOR_US.iter().any(|ours| before.trim_end().ends_with(ours.trim_end()));
        (count > LABEL && !is_ours && !is_command(&literal)).then(|| format!("{path}:{line}: {literal}"))
    };
    strings.into_iter().filter_map(sentence).collect()
}
