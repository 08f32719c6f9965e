//! Whatever is typed, the answer is a scenario or a message, never a panic.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::Deserialize;

use super::{
    diagnostic::{Problem, Problems},
    extends, overrides,
    read::read,
    source::{Origin, Sources},
};

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Sample {
    run: BTreeMap<String, u8>,
    names: Vec<String>,
    choice: Option<Choice>,
    pair: Option<(u8, bool)>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
enum Choice {
    None,
    #[allow(dead_code, reason = "read only to see whether it can be")]
    Some {
        ratio: f64,
    },
}

const SAMPLE: &str = "\
names = [\"a\", \"\u{e9}\u{4e2d}\", 'c']\r
pair = [1, true]
choice.Some = { ratio = 0.5 } # as it should be
[run]
\tseed = 7
\"a.b\" = 300
[[extra]]
day = 2013-11-04
";

/// The whole way a text takes, and a message in both styles at the end.
fn travel(text: &str, flag: &str) {
    let mut sources = Sources::default();
    let mut fetch = |name: &str| match name {
        "a.toml" => Ok(text.to_owned()),
        other => Err(format!("no `{other}`")),
    };
    let problems = match extends::load("a.toml", &mut fetch, &mut sources) {
        Err(problems) => problems,
        Ok(mut root) => {
            let refused = overrides::apply(&mut root, &mut sources, flag).err();
            let (_, mut problems) = read::<Sample>(&root, &sources);
            for (path, node) in root.leaves() {
                assert!(root.nearest(&path).exact, "{path} = {}", node.value);
            }
            refused.into_iter().for_each(|problem| problems.push(problem));
            problems
        }
    };
    for color in [false, true] {
        assert!(problems.render(&sources, color).ends_with('\n'));
    }
}

/// Shows a problem with any span of any text.
fn point(text: &str, from: usize, to: usize) -> String {
    let mut sources = Sources::default();
    let id = sources.add_file("a.toml", text);
    let mut problems = Problems::default();
    let problem = Problem::new("title", text).at(Origin::new(id, from..to));
    problems.push(problem.note(Origin::new(id, to..from), text).remedy(text));
    problems.render(&sources, false)
}

#[test]
fn odd_texts_can_be_shown() {
    let long = "x".repeat(100_000);
    let wide = "\u{4e2d}".repeat(10_000);
    for text in ["", "\n", "\r\n", "\t\tx\t=\t1\r\ny", "\u{feff}a", "e\u{301}\u{200d}", &long, &wide] {
        let end = text.len();
        for (from, to) in [(0, 0), (0, end), (end, end), (end, end + 9), (end / 2, end), (1, 2)] {
            assert!(point(text, from, to).contains("a.toml:"), "{from}..{to}");
        }
    }
}

#[test]
fn a_problem_at_the_end_of_a_file_has_a_place() {
    travel("a = [1,", "x");
    travel("a = \"", "x");
    travel("[", "");
    assert!(point("a = 1\n", 6, 6).contains("a.toml:"));
}

#[test]
fn deep_nesting_is_refused_instead_of_overflowing_the_stack() {
    travel(&format!("a = {}", "[".repeat(50_000)), "a=1");
    travel(&format!("{}a = 1", "a.".repeat(50_000)), "a=1");
    travel("", &format!("a={}", "{a=".repeat(50_000)));
    travel("", &format!("{}a=1", "a.".repeat(50_000)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..200), flag in ".{0,40}") {
        travel(&String::from_utf8_lossy(&bytes), &flag);
    }

    #[test]
    fn random_toml_like_text(text in "([a-c.\"' =\\[\\]{},\\n\\r\\t#0-9:Tu\\\\é-]|run|true|\"\"\"|\\[\\[){0,60}") {
        travel(&text, &text);
    }

    #[test]
    fn mutated_samples(
        changes in proptest::collection::vec((0..200usize, 0..5usize, "[\\PC\\n\\r\\t\"'\\[\\]{}=.,#0-9]{0,3}"), 1..6),
        flag in "(run|names|choice|pair|[a-z\"'.]){1,3}(\\.[a-z0-2]){0,2}=?.{0,12}",
    ) {
        let mut characters: Vec<char> = SAMPLE.chars().collect();
        for (at, removed, added) in changes {
            let start = at.min(characters.len());
            let end = (start + removed).min(characters.len());
            characters.splice(start..end, added.chars());
        }
        travel(&characters.into_iter().collect::<String>(), &flag);
    }

    #[test]
    fn any_place_in_any_text(text in "[\\PC\\n\\r\\t\u{0}-\u{1f}]{0,80}", from in 0..100usize, to in 0..100usize) {
        point(&text, from, to);
    }
}
