//! A scenario that builds on another: `extends = "outlook-2013"` or `extends = "base.toml"`.
//!
//! The variant of a scenario should show only what it varies; the rest comes from its base. How a
//! name becomes a text is the caller's business, since this layer opens no files.

use super::{
    diagnostic::{Problem, Problems},
    no_such::{self, NewName},
    node::{Node, Origin, Sources, Value},
    syntax,
};

/// A longer chain of bases is a mistake: nobody can follow it.
const DEPTH_LIMIT: usize = 8;

/// The key that names the base; it is consumed here and no part of the typed scenario.
const KEY: &str = "extends";

/// Reads a scenario and everything it extends. `fetch` returns the text for a name, or why there
/// is none; it is asked for file names ending in `.toml` and for names of built-in scenarios.
///
/// # Errors
/// Syntax errors, bases that cannot be read, chains that are circular or too long. `sources` is
/// filled in any case, since the problems point into it.
pub fn load(
    name: &str,
    fetch: &mut dyn FnMut(&str) -> Result<String, String>,
    sources: &mut Sources,
) -> Result<Node, Problems> {
    load_noting(name, fetch, sources).map(|(tree, _)| tree)
}

/// The same, with the names that a file brings into the tables of its bases.
///
/// # Errors
/// As [`load`].
pub fn load_noting(
    name: &str,
    fetch: &mut dyn FnMut(&str) -> Result<String, String>,
    sources: &mut Sources,
) -> Result<(Node, Vec<NewName>), Problems> {
    let mut chain = vec![name.to_owned()];
    let text = fetch(name).map_err(|cause| one(not_found(name, &cause)))?;
    let (top, mut base) = file(name, &text, sources)?;
    let mut layers = vec![top];
    while let Some((next, at)) = base {
        check_chain(&chain, &next, &at)?;
        let text = fetch(&next).map_err(|cause| one(not_found(&next, &cause).at(at.clone())))?;
        let (below, below_base) = file(&next, &text, sources)?;
        layers.push(below);
        chain.push(next);
        base = below_base;
    }
    let mut new = Vec::new();
    let lowest = layers.pop().expect("the file itself is there");
    let merged = layers.into_iter().rev().fold(lowest, |below, layer| {
        new.extend(no_such::names_over(&layer, &below));
        layer.over(below)
    });
    Ok((merged, new))
}

type Base = Option<(String, Origin)>;

/// One file without its `extends`, and the name of its base with the place it is named at.
fn file(name: &str, text: &str, sources: &mut Sources) -> Result<(Node, Base), Problems> {
    let id = sources.add_file(name, text);
    let mut node = syntax::parse(text, id)?;
    let Value::Table(entries) = &mut node.value else {
        return Ok((node, None));
    };
    let Some(entry) = entries.remove(KEY) else {
        return Ok((node, None));
    };
    let at = entry.node.origin;
    match entry.node.value {
        Value::Text(base) => Ok((node, Some((resolve(name, &base), at)))),
        other @ (Value::Table(_) | Value::Array(_) | Value::Integer(_) | Value::Number(_) | Value::Boolean(_)) => {
            let label = format!("expected a name, found {}", other.kind());
            let problem = Problem::new("wrong value for `extends`", label);
            Err(one(problem.at(at).remedy("write extends = \"base.toml\"")))
        }
    }
}

fn check_chain(chain: &[String], next: &str, at: &Origin) -> Result<(), Problems> {
    if chain.iter().any(|name| name == next) {
        let label = format!("{} -> {next}", chain.join(" -> "));
        let problem = Problem::new("`extends` goes in a circle", label);
        let remedy = "remove `extends` from one of these files";
        return Err(one(problem.at(at.clone()).remedy(remedy)));
    }
    if chain.len() > DEPTH_LIMIT {
        let label = format!("this is base number {}", chain.len());
        let problem = Problem::new(format!("more than {DEPTH_LIMIT} bases"), label);
        let remedy = "let this file extend the last base it needs directly";
        return Err(one(problem.at(at.clone()).remedy(remedy)));
    }
    Ok(())
}

fn not_found(name: &str, cause: &str) -> Problem {
    Problem::new(format!("cannot read `{name}`"), cause)
        .remedy("check the name: a file's name ends in `.toml`, a built-in scenario's does not")
}

fn one(problem: Problem) -> Problems {
    let mut problems = Problems::default();
    problems.push(problem);
    problems
}

/// A base as named in `file`, seen from where `file` is seen from. Steps back are folded, so that
/// a circle through two folders is recognised.
///
/// A built-in scenario has a name without ending; the file beside it that it names is then built in too, so that the
/// same text works as a file in its folder and inside the program.
fn resolve(file: &str, base: &str) -> String {
    if !file.ends_with(".toml")
        && let Some(beside) = base.strip_suffix(".toml")
    {
        return resolve(&format!("{file}.toml"), &format!("{beside}.toml")).trim_end_matches(".toml").to_owned();
    }
    let absolute = base.starts_with(['/', '\\']) || base.contains(':');
    let folder = match file.rfind(['/', '\\']) {
        Some(end) if base.ends_with(".toml") && !absolute => &file[..=end],
        Some(_) | None => return base.to_owned(),
    };
    let mut path = folder.to_owned();
    let mut rest = base;
    loop {
        if let Some(after) = rest.strip_prefix("./") {
            rest = after;
        } else if let Some(after) = rest.strip_prefix("../")
            && let Some(above) = without_last_folder(&path)
        {
            path.truncate(above);
            rest = after;
        } else {
            return path + rest;
        }
    }
}

/// Length of a folder path without its last folder; `None` if it does not name that folder.
fn without_last_folder(path: &str) -> Option<usize> {
    let inner = path.strip_suffix(['/', '\\'])?;
    let start = inner.rfind(['/', '\\']).map_or(0, |end| end + 1);
    let last = &inner[start..];
    (!last.is_empty() && last != "." && last != "..").then_some(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: [(&str, &str); 8] = [
        ("shipped/variant", "extends = \"../built-in.toml\"\na = 9\n"),
        ("d/top.toml", "extends = \"../mid.toml\"\na = 1\n"),
        ("mid.toml", "extends = \"built-in\"\na = 2\nb = 2\n"),
        ("built-in", "a = 3\nb = 3\nc = 3\n"),
        ("d/lost.toml", "x = 1\nextends = \"gone.toml\"\n"),
        ("d/one.toml", "extends = \"../e/two.toml\"\n"),
        ("e/two.toml", "extends = \"../d/one.toml\"\n"),
        ("odd.toml", "extends = 7\n"),
    ];

    fn shelf(name: &str) -> Result<String, String> {
        let found = FILES.iter().find(|(known, _)| *known == name);
        let found = found.ok_or_else(|| format!("no file `{name}`"))?;
        Ok(found.1.to_owned())
    }

    fn complaint(name: &str) -> String {
        let mut sources = Sources::default();
        let problems = load(name, &mut shelf, &mut sources).expect_err("a problem");
        problems.render(&sources, false)
    }

    #[test]
    fn the_nearest_file_wins_and_extends_is_consumed() {
        let mut sources = Sources::default();
        let root = load("d/top.toml", &mut shelf, &mut sources).expect("a scenario");
        let shown: Vec<String> = root
            .leaves()
            .into_iter()
            .map(|(path, node)| format!("{path}={} {}", node.value, sources.name(node.origin.source)))
            .collect();
        assert_eq!(shown, ["a=1 d/top.toml", "b=2 mid.toml", "c=3 built-in"]);
    }

    #[test]
    fn a_built_in_scenario_stands_on_built_in_ones() {
        let mut sources = Sources::default();
        let root = load("shipped/variant", &mut shelf, &mut sources).expect("a scenario");
        assert_eq!(root.leaves().len(), 3);
    }

    #[test]
    fn a_missing_base_points_at_its_name() {
        let text = complaint("d/lost.toml");
        assert!(text.contains("d/lost.toml:2:11"), "{text}");
        assert!(text.contains("no file `d/gone.toml`"), "{text}");
        assert!(complaint("none.toml").contains("cannot read `none.toml`"));
    }

    #[test]
    fn circles_and_towers_are_problems() {
        let text = complaint("d/one.toml");
        assert!(text.contains("e/two.toml:1:11"), "{text}");
        assert!(text.contains("d/one.toml -> e/two.toml -> d/one.toml"), "{text}");
        let mut count = 0;
        let mut tower = |_: &str| {
            count += 1;
            Ok(format!("extends = \"t{count}\"\n"))
        };
        let mut sources = Sources::default();
        let problems = load("t0", &mut tower, &mut sources).expect_err("too many");
        assert!(problems.render(&sources, false).contains("more than 8 bases"));
        assert_eq!(count, 9);
    }

    #[test]
    fn extends_must_be_a_name() {
        let text = complaint("odd.toml");
        assert!(text.contains("expected a name, found a whole number"), "{text}");
    }
}
