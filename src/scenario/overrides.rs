//! `classes.phones.heartbeat = 15 min`, given on the command line: one value of a scenario, set
//! from outside. Sweeps, fixes and comparisons change scenarios in the same way.

use std::{collections::BTreeMap, ops::Range};

use super::{
    diagnostic::{Problem, Problems},
    node::{Entry, Node, Value},
    path::{KeyPath, Step, quoted_length, split},
    source::{Origin, SourceId, Sources},
    syntax,
};

/// One step of the way to a value, and where it is written.
#[derive(Clone, Debug)]
pub struct Waypoint {
    /// The key.
    pub name: String,
    /// Where the key is written.
    pub at: Origin,
}

/// Applies the text of one `--set` flag. The value is TOML; what is no TOML is a text, because a
/// shell eats quotes. The flag becomes a source of its own, so problems with it point into it.
///
/// # Errors
/// When the text is no `path = value`, or the path leads through something that is no table.
pub fn apply(root: &mut Node, sources: &mut Sources, text: &str) -> Result<(), Problem> {
    let source = sources.add_flag(text);
    let Some(equals) = equals_sign(text) else {
        let problem = Problem::new("an override needs a value", "there is no `=` after the path");
        let remedy = "write --set path=value, for example --set run.seed=7";
        return Err(problem.at(Origin::new(source, 0..text.len())).remedy(remedy));
    };
    let steps = split(&text[..equals]).map_err(|problem| {
        Problem::new("an override needs a path", problem.cause)
            .at(Origin::new(source, problem.span))
            .remedy("join keys with dots; a key that holds a dot itself needs quotes")
    })?;
    let value = value(text, equals + 1, source)?;
    let waypoints: Vec<Waypoint> =
        steps.into_iter().map(|Step { name, span }| Waypoint { name, at: Origin::new(source, span) }).collect();
    place(root, &waypoints, value)
}

/// The path of an override; none where it has none that can be read.
pub fn path_of(text: &str) -> Option<KeyPath> {
    text[..equals_sign(text)?].trim().parse().ok()
}

/// Puts a value at the end of a path, whatever stood there before. Tables on the way are created;
/// elements of arrays must exist.
///
/// # Errors
/// When the path leads through something that is no table and no existing element.
pub fn place(root: &mut Node, way: &[Waypoint], value: Node) -> Result<(), Problem> {
    let mut node = root;
    let mut so_far = KeyPath::root();
    for waypoint in way {
        node = enter(node, waypoint, &so_far)?;
        so_far = so_far.child(&waypoint.name);
    }
    *node = value;
    Ok(())
}

/// One step down, creating the key if need be.
fn enter<'a>(node: &'a mut Node, waypoint: &Waypoint, so_far: &KeyPath) -> Result<&'a mut Node, Problem> {
    let at = waypoint.at.clone();
    let refused = |label: String| {
        let title = format!("cannot set `{}`", so_far.child(&waypoint.name));
        Problem::new(title, label).at(at.clone())
    };
    let kind = node.value.kind();
    match &mut node.value {
        Value::Table(entries) => Ok(&mut entry(entries, waypoint).node),
        Value::Array(elements) => {
            let count = elements.len();
            let position = waypoint.name.parse::<usize>().ok();
            position.and_then(|position| elements.get_mut(position)).ok_or_else(|| {
                let problem = refused(format!("`{so_far}` is a list of {count} elements"));
                let problem = problem.note(node.origin.clone(), "the list stands here");
                problem.remedy(match count {
                    0 => "set the whole list".to_owned(),
                    _ => format!("use a position from 0 to {}", count - 1),
                })
            })
        }
        Value::Text(_) | Value::Integer(_) | Value::Number(_) | Value::Boolean(_) => {
            let problem = refused(format!("`{so_far}` is {kind} and has no keys"));
            let problem = problem.note(node.origin.clone(), "it is set here");
            Err(problem.remedy(format!("set `{so_far}` itself, or give it a table")))
        }
    }
}

fn entry<'a>(entries: &'a mut BTreeMap<String, Entry>, waypoint: &Waypoint) -> &'a mut Entry {
    entries
        .entry(waypoint.name.clone())
        .or_insert_with(|| Entry { key: waypoint.at.clone(), node: Node::empty_table(waypoint.at.clone()) })
}

/// The first `=` that is not inside a quoted key.
fn equals_sign(text: &str) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = text[at..].find(['=', '"', '\'']) {
        at += found;
        if text[at..].starts_with('=') {
            return Some(at);
        }
        at += quoted_length(&text[at..])?;
    }
    None
}

/// The value after the `=`.
fn value(text: &str, start: usize, source: SourceId) -> Result<Node, Problem> {
    let span = trimmed(text, start);
    let written = &text[span.clone()];
    let origin = Origin::new(source, span.clone());
    match syntax::parse_value(written, source, span.start) {
        Ok(node) => Ok(Node { value: node.value, origin }),
        // Brackets and quotes announce TOML: taking a slip in it for a text would only move the
        // message away from its cause.
        Err(problems) if written.starts_with(['{', '[', '"', '\'']) => Err(first(problems, origin)),
        Err(_) => Ok(Node { value: Value::Text(written.to_owned()), origin }),
    }
}

fn trimmed(text: &str, start: usize) -> Range<usize> {
    let rest = &text[start..];
    let begin = start + (rest.len() - rest.trim_start().len());
    begin..begin + rest.trim().len()
}

fn first(problems: Problems, origin: Origin) -> Problem {
    let found = problems.iter().next().cloned();
    found.unwrap_or_else(|| Problem::new("this is not valid TOML", "").at(origin))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "list = [1, 2]\n[run]\nseed = 1\n[evidence]\n\"a.b\" = 1\n";

    fn after(flag: &str) -> Result<String, String> {
        let mut sources = Sources::default();
        let id = sources.add_file("a.toml", FILE);
        let mut root = syntax::parse(FILE, id).expect("valid TOML");
        match apply(&mut root, &mut sources, flag) {
            Ok(()) => Ok(root.value.to_string()),
            Err(problem) => {
                let mut problems = Problems::default();
                problems.push(problem);
                Err(problems.render(&sources, false))
            }
        }
    }

    fn assert_sets(flag: &str, expected: &str) {
        let shown = after(flag).expect("an override");
        assert!(shown.contains(expected), "{flag}: {shown}");
    }

    fn assert_refused(flag: &str, expected: &str) {
        let message = after(flag).expect_err("a problem");
        assert!(message.contains(expected), "{flag}: {message}");
    }

    #[test]
    fn values_are_toml_or_else_text() {
        assert_sets("run.seed=7", "seed = 7");
        assert_sets("run.seed = 7.5 ", "seed = 7.5");
        assert_sets("run.hold=15min", "hold = \"15min\"");
        assert_sets("run.hold=15 min", "hold = \"15 min\"");
        assert_sets("run.hold=\"15 min\"", "hold = \"15 min\"");
        assert_sets("fixes.bandwidth.on=true", "fixes = { bandwidth = { on = true } }");
        assert_sets("run={seed=9, x=[1,2]}", "run = { seed = 9, x = [1, 2] }");
        assert_sets("run.day=2013-11-04", "day = \"2013-11-04\"");
        assert_sets("run.name=", "name = \"\"");
        assert_sets("run.name=a=b", "name = \"a=b\"");
    }

    #[test]
    fn paths_may_be_quoted_and_name_elements() {
        assert_sets("evidence.\"a.b\"=5", "evidence = { \"a.b\" = 5 }");
        assert_sets("evidence.'x=y'=5", "\"x=y\" = 5");
        assert_sets("list.1=9", "list = [1, 9]");
    }

    #[test]
    fn what_cannot_be_set_points_into_the_flag() {
        assert_refused("run.seed", "there is no `=`");
        assert_refused("run..seed=1", "--set:1:5");
        assert_refused("=1", "a key is missing here");
        assert_refused("run.seed.x=1", "`run.seed` is a whole number and has no keys");
        assert_refused("run.seed.x=1", "a.toml:3:8");
        assert_refused("list.2=1", "use a position from 0 to 1");
        assert_refused("list.x=1", "a list of 2 elements");
        assert_refused("run={seed=", "this is not valid TOML");
    }
}
