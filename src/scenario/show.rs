//! Problems as text: file, line, caret, cause and remedy, drawn by `annotate-snippets`.

use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

use super::{
    diagnostic::{Problem, Problems},
    source::{SourceId, Sources},
};

/// How grave what is shown is.
struct Kind {
    level: Level<'static>,
    word: &'static str,
}

impl Kind {
    const PROBLEM: Kind = Kind { level: Level::ERROR, word: "problem" };
    const WARNING: Kind = Kind { level: Level::WARNING, word: "warning" };
}

/// So many problems are shown: whoever has more of them has one of another kind, and a snippet is looked for in the whole text.
pub(super) const SHOWN: usize = 50;

impl Problems {
    /// All problems (of very many the first ones) as text, ending with a line that counts them. Without colour, everything but
    /// quotations from the scenario is ASCII.
    pub fn render(&self, sources: &Sources, color: bool) -> String {
        self.render_as(&Kind::PROBLEM, sources, color)
    }

    /// The same for what is no problem but worth a word.
    pub fn render_warnings(&self, sources: &Sources, color: bool) -> String {
        self.render_as(&Kind::WARNING, sources, color)
    }

    fn render_as(&self, kind: &Kind, sources: &Sources, color: bool) -> String {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let mut out = String::new();
        for problem in self.iter().take(SHOWN) {
            out.push_str(renderer.render(&[group(kind, problem, sources)]).trim_end());
            out.push_str("\n\n");
        }
        out.push_str(&self.count_line(kind, sources));
        out.push('\n');
        out
    }

    fn count_line(&self, kind: &Kind, sources: &Sources) -> String {
        let count = match self.len() {
            0 => format!("no {}s", kind.word),
            1 => format!("1 {}", kind.word),
            more if more > SHOWN => format!("{more} {}s, of which the first {SHOWN} are shown,", kind.word),
            more => format!("{more} {}s", kind.word),
        };
        let mut names: Vec<&str> = Vec::new();
        for origin in self.iter().filter_map(|problem| problem.at.as_ref()) {
            let name = sources.name(origin.source);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        match names.split_last() {
            None => count,
            Some((only, [])) => format!("{count} in {only}"),
            Some((last, rest)) => format!("{count} in {} and {last}", rest.join(", ")),
        }
    }
}

fn group<'a>(kind: &Kind, problem: &'a Problem, sources: &'a Sources) -> Group<'a> {
    let mut group = kind.level.clone().primary_title(printable(&problem.title)).elements(snippets(problem, sources));
    if problem.at.is_none() && !problem.label.is_empty() {
        group = group.element(Level::NOTE.message(printable(&problem.label)));
    }
    if let Some(remedy) = &problem.remedy {
        group = group.element(Level::HELP.message(printable(remedy)));
    }
    group
}

/// One snippet for each text the problem points into, the main one first.
fn snippets<'a>(problem: &'a Problem, sources: &'a Sources) -> Vec<Snippet<'a, Annotation<'a>>> {
    let main = problem.at.iter().map(|at| (AnnotationKind::Primary, at, &problem.label));
    let others = problem.notes.iter().map(|note| (AnnotationKind::Context, &note.at, &note.text));
    let mut by_source: Vec<(SourceId, Vec<Annotation<'a>>)> = Vec::new();
    for (kind, at, label) in main.chain(others) {
        let span = visible_span(sources.text(at.source), &at.span);
        let annotation = kind.span(span).label(printable(label));
        match by_source.iter_mut().find(|(source, _)| *source == at.source) {
            Some((_, annotations)) => annotations.push(annotation),
            None => by_source.push((at.source, vec![annotation])),
        }
    }
    by_source
        .into_iter()
        .map(|(source, annotations)| {
            Snippet::source(sources.text(source)).path(sources.name(source)).annotations(annotations)
        })
        .collect()
}

/// The part of a span that can be underlined: inside the text, on character boundaries, and on its
/// first line only, because a table underlined from end to end hides the point.
fn visible_span(text: &str, span: &Range<u32>) -> Range<usize> {
    let start = text.floor_char_boundary(span.start as usize);
    let end = text.ceil_char_boundary((span.end as usize).max(start));
    let line = text[start..end].split(['\r', '\n']).next().unwrap_or("");
    start..start + line.len()
}

/// Words taken from a scenario may hold line breaks and terminal escapes; a message must not.
fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() {
            out.extend(character.escape_default());
        } else {
            out.push(character);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::source::Origin;
    use super::*;

    fn file(text: &str) -> (Sources, SourceId) {
        let mut sources = Sources::default();
        let id = sources.add_file("outlook.toml", text);
        (sources, id)
    }

    #[test]
    fn a_problem_shows_line_caret_cause_and_remedy() {
        let (sources, id) = file("[run]\nhours = 900\n");
        let mut problems = Problems::default();
        let problem = Problem::new("`run.hours` cannot be used", "`900` has no unit")
            .at(Origin::new(id, 14..17))
            .remedy("write a text with a unit, for example \"15 min\"");
        problems.push(problem.clone());
        problems.push(problem);
        let expected = "\
error: `run.hours` cannot be used
 --> outlook.toml:2:9
  |
2 | hours = 900
  |         ^^^ `900` has no unit
  |
  = help: write a text with a unit, for example \"15 min\"

1 problem in outlook.toml
";
        assert_eq!(problems.render(&sources, false), expected);
        assert!(problems.render(&sources, true).contains("\u{1b}["));
    }

    #[test]
    fn problems_come_in_the_order_of_the_text() {
        let (mut sources, id) = file("a = 1\nb = 2\n");
        let flag = sources.add_flag("c=3");
        let mut problems = Problems::default();
        for (title, source, at) in [("third", flag, 0), ("second", id, 6), ("first", id, 0)] {
            problems.push(Problem::new(title, "").at(Origin::new(source, at..at + 1)));
        }
        let titles: Vec<&str> = problems.iter().map(|problem| problem.title.as_str()).collect();
        assert_eq!(titles, ["first", "second", "third"]);
        let text = problems.render(&sources, false);
        assert!(text.ends_with("3 problems in outlook.toml and --set\n"), "{text}");
    }

    #[test]
    fn a_note_may_stand_in_another_file() {
        let (mut sources, id) = file("x = 1\n");
        let base = sources.add_file("base.toml", "\n\nx = 2\n");
        let mut problems = Problems::default();
        let problem = Problem::new("twice", "here").at(Origin::new(id, 0..1));
        problems.push(problem.note(Origin::new(base, 2..3), "and here"));
        let text = problems.render(&sources, false);
        assert!(text.contains("::: base.toml:3:1"), "{text}");
        assert!(text.contains("- and here"), "{text}");
    }

    #[test]
    fn without_a_place_the_cause_is_a_note() {
        let mut problems = Problems::default();
        problems.push(Problem::new("cannot read `a.toml`", "no such file"));
        let text = problems.render(&Sources::default(), false);
        assert!(text.contains("= note: no such file"), "{text}");
        assert!(text.ends_with("\n1 problem\n"), "{text}");
    }
}
