//! What a reader meets inside the files: how long functions are, and matches that pass over variants of our own enums.

use std::collections::BTreeSet;
use std::ops::Range;

/// Lines of a function, from its `fn` to its closing brace.
const LONGEST: usize = 60;
/// Other crates, whose enums may have the names of ours.
const OTHERS: [&str; 4] = ["core::", "serde_json::", "std::", "toml::"];

/// The code of a file with everything in comments, strings and letters blanked, and no test modules: as many lines as
/// the file has, so that positions stay true.
fn code(text: &str) -> Vec<char> {
    code_and_strings(text).0
}

/// The same, and where its strings begin and end.
pub fn code_and_strings(text: &str) -> (Vec<char>, Vec<Range<usize>>) {
    let letters: Vec<char> = text.chars().collect();
    let mut code = letters.clone();
    let is = |at: usize, wanted: &str| wanted.chars().enumerate().all(|(i, c)| letters.get(at + i) == Some(&c));
    let word = |at: usize| letters.get(at).is_some_and(|c| c.is_alphanumeric() || *c == '_');
    let mut strings = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        let raw = (letters[at] == 'r' && (at == 0 || !word(at - 1) || letters[at - 1] == 'b'))
            .then(|| letters[at + 1..].iter().take_while(|c| **c == '#').count())
            .filter(|hashes| letters.get(at + 1 + hashes) == Some(&'"'));
        let end = if is(at, "//") {
            (at..letters.len()).find(|i| letters[*i] == '\n').unwrap_or(letters.len())
        } else if let Some(hashes) = raw {
            let close = format!("\"{}", "#".repeat(hashes));
            (at + hashes + 2..letters.len()).find(|i| is(*i, &close)).map_or(letters.len(), |i| i + 1 + hashes)
        } else if letters[at] == '"' {
            let mut end = at + 1;
            while end < letters.len() && letters[end] != '"' {
                end += if letters[end] == '\\' { 2 } else { 1 };
            }
            end + 1
        } else if is(at, "'\\") {
            (at + 3..letters.len()).find(|i| letters[*i] == '\'').map_or(letters.len(), |i| i + 1)
        } else if letters[at] == '\'' && letters.get(at + 2) == Some(&'\'') {
            at + 3
        } else {
            at += 1;
            continue;
        };
        let end = end.min(letters.len());
        if raw.is_some() || letters[at] == '"' {
            strings.push(at..end);
        }
        code[at..end].iter_mut().filter(|c| **c != '\n').for_each(|c| *c = ' ');
        at = end;
    }
    let tests: Vec<char> = "#[cfg(test)]\nmod ".chars().collect();
    let mut from = 0;
    while let Some(begin) = (from..code.len()).find(|i| code[*i..].starts_with(&tests)) {
        let Some(open) = (begin..code.len()).find(|i| ['{', ';'].contains(&code[*i])) else { break };
        from = if code[open] == '{' { closed(&code, open) } else { open };
        strings.retain(|string| !(begin..from).contains(&string.start));
        code[begin..from].iter_mut().filter(|c| **c != '\n').for_each(|c| *c = ' ');
    }
    (code, strings)
}

/// One behind the bracket that closes the one at `open`.
fn closed(code: &[char], open: usize) -> usize {
    let mut depth = 0;
    for (at, letter) in code.iter().enumerate().skip(open) {
        depth += i32::from("({[".contains(*letter)) - i32::from(")}]".contains(*letter));
        if depth == 0 {
            return at + 1;
        }
    }
    code.len()
}

/// The first of these letters from here on that stands in no bracket.
fn outside(code: &[char], within: Range<usize>, wanted: &[char]) -> Option<usize> {
    let mut at = within.start;
    while at < within.end {
        if wanted.contains(&code[at]) {
            return Some(at);
        }
        at = if "({[".contains(code[at]) { closed(code, at) } else { at + 1 };
    }
    None
}

/// Where a word stands by itself.
fn words<'a>(code: &'a [char], word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let letters: Vec<char> = word.chars().collect();
    let free = |c: Option<&char>| c.is_none_or(|c| !c.is_alphanumeric() && *c != '_');
    (0..code.len()).filter(move |at| {
        code[*at..].starts_with(&letters)
            && free(at.checked_sub(1).map(|before| &code[before]))
            && free(code.get(at + letters.len()))
    })
}

fn name_after(code: &[char], at: usize) -> String {
    let rest = code[at..].iter().skip_while(|c| c.is_whitespace());
    rest.take_while(|c| c.is_alphanumeric() || **c == '_').collect()
}

fn line(code: &[char], at: usize) -> usize {
    code[..at].iter().filter(|c| **c == '\n').count() + 1
}

/// Whether a file of `src` is nothing but tests.
pub fn is_test(path: &str) -> bool {
    path.contains("/tests") || path.ends_with("tests.rs")
}

/// The functions of a file, by name, in the order in which they begin.
fn functions(code: &[char]) -> Vec<(String, Range<usize>)> {
    let function = |at: usize| {
        let open = outside(code, at..code.len(), &['{', ';']).filter(|open| code[*open] == '{')?;
        Some((name_after(code, at + 2), at..closed(code, open))).filter(|(name, _)| !name.is_empty())
    };
    words(code, "fn").filter_map(function).collect()
}

/// The functions of a file that are longer than they may be.
pub fn long(path: &str, text: &str) -> Vec<String> {
    if is_test(path) {
        return Vec::new();
    }
    let code = code(text);
    let lines = |within: &Range<usize>| line(&code, within.end) - line(&code, within.start) + 1;
    let long = functions(&code).into_iter().filter(|(_, within)| lines(within) > LONGEST);
    long.map(|(name, within)| format!("{path}: {name}: {} lines", lines(&within))).collect()
}

/// The names of all enums that these files define.
pub fn enums(files: &[(String, String)]) -> BTreeSet<String> {
    let names = |(_, text): &(String, String)| {
        let code = code(text);
        words(&code, "enum").map(|at| name_after(&code, at + 4)).collect::<Vec<_>>()
    };
    files.iter().flat_map(names).collect()
}

/// Other names that a file gives to these enums where it imports them.
fn renamed(code: &[char], enums: &BTreeSet<String>) -> BTreeSet<String> {
    let other = |at: usize| {
        let before: String = code[..at].iter().collect();
        let own = before.trim_end().rsplit(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
        enums.contains(own).then(|| name_after(code, at + 2)).filter(|name| name.starts_with(char::is_uppercase))
    };
    words(code, "as").filter_map(other).collect()
}

/// The patterns of the arms of a match, with their conditions.
fn patterns(code: &[char], body: Range<usize>) -> Vec<String> {
    let (mut at, mut found) = (body.start, Vec::new());
    while let Some(arrow) = outside(code, at..body.end, &['=']) {
        if code.get(arrow + 1) != Some(&'>') {
            // `==` and the like, in a condition.
            let next = (arrow + 1..body.end).find(|i| code[*i] == '=' && code.get(i + 1) == Some(&'>'));
            let Some(next) = next else { break };
            found.push(code[at..next].iter().collect());
            at = next;
        } else {
            found.push(code[at..arrow].iter().collect::<String>());
            at = arrow;
        }
        let Some(begin) = (at + 2..body.end).find(|i| !code[*i].is_whitespace()) else { break };
        if code[begin] == '{' {
            at = closed(code, begin);
            at = (at..body.end).find(|i| !code[*i].is_whitespace()).unwrap_or(body.end);
            at += usize::from(code.get(at) == Some(&','));
        } else {
            at = outside(code, begin..body.end, &[',']).map_or(body.end, |comma| comma + 1);
        }
    }
    found.iter().map(|pattern: &String| pattern.trim().to_owned()).collect()
}

/// Whether a pattern names a variant of one of these enums, or one of its own; a path that begins with the name of
/// another crate names none.
fn names_variant(pattern: &str, enums: &BTreeSet<String>) -> bool {
    let pattern: Vec<char> = pattern.split(" if ").next().unwrap_or_default().chars().collect();
    enums.iter().map(String::as_str).chain(["Self"]).any(|name| {
        words(&pattern, name).any(|at| {
            let before: String = pattern[..at].iter().collect();
            if OTHERS.iter().any(|other| before.ends_with(other)) {
                return false;
            }
            let variant: String = pattern[at + name.len()..].iter().collect();
            let variant = variant.strip_prefix("::").unwrap_or_default();
            let mut letters = variant.chars();
            letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase)
        })
    })
}

/// The matches of a file that pass over variants of these enums with a bare `_`: file and function, once each.
pub fn wildcards(path: &str, text: &str, enums: &BTreeSet<String>) -> Vec<String> {
    if is_test(path) {
        return Vec::new();
    }
    let code = code(text);
    let functions = functions(&code);
    let enums = enums | &renamed(&code, enums);
    let passes_over = |at: usize| {
        let open = outside(&code, at..code.len(), &['{'])?;
        let arms = patterns(&code, open + 1..closed(&code, open) - 1);
        let bare = arms.iter().any(|arm| arm == "_") && arms.iter().any(|arm| names_variant(arm, &enums));
        let around = functions.iter().rfind(|(_, within)| within.contains(&at));
        bare.then(|| format!("{path}: {}", around.map_or("", |(name, _)| name.as_str())))
    };
    words(&code, "match").filter_map(passes_over).collect()
}
