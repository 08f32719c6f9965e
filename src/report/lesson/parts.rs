//! What a lesson consists of, as plain data.

use serde::Serialize;

use super::question::Question;
use crate::experiment::lesson::Role;
use crate::report::charts::Name;

/// A part of a lesson that is told.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Part {
    /// Time for it.
    pub minutes: u32,
    /// Paragraphs.
    pub text: Vec<String>,
}

/// The end of a lesson.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Closing {
    /// Time for it.
    pub minutes: u32,
    /// What has been seen, in one sentence per step.
    pub seen: Vec<String>,
    /// What is known in public, and what is assumed.
    pub believe: Vec<String>,
    /// What the committed study says of the public texts, if there is one of this scenario: what was asked, and every point.
    pub said: Option<(String, Vec<String>)>,
    /// Questions to take home, each with the command that starts on it.
    pub open: Vec<Open>,
}

/// A question that the lesson leaves open.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Open {
    /// The question.
    pub ask: String,
    /// Where to start.
    pub command: String,
}

/// A step: predict, run, see, explain.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// From 1 on.
    pub number: usize,
    /// The step of the page's story in which it can be tried by hand.
    pub story: usize,
    /// Its name. It gives nothing away.
    pub title: String,
    /// Time for it.
    pub minutes: u32,
    /// What one has to know before the question.
    pub given: Vec<String>,
    /// What everybody votes on before anything runs.
    pub predict: Question,
    /// What is run then: one command, or one for each half of the room.
    pub run: Vec<Command>,
    /// Where to look.
    pub see: Vec<Look>,
    /// Why it is so.
    pub explain: Vec<String>,
    /// The word of the field.
    pub term: Term,
    /// Charts to look at.
    pub charts: Vec<Picture>,
    /// The step in one sentence.
    pub short: String,
}

/// A command to paste.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Command {
    /// What it does.
    pub does: String,
    /// The command.
    pub line: String,
}

/// Something to look at.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Look {
    /// Where it is.
    pub place: String,
    /// What to look for, as everybody may know it.
    pub watch: String,
    /// What one sees there.
    pub seen: String,
    /// A form to fill in, for the sheet, and the same filled in, for the teacher.
    pub table: Option<[String; 2]>,
    /// The charts that it is in, if it is in charts. What is between backticks in `watch` is then a label in one of them.
    #[serde(skip)]
    pub charts: Vec<(Role, Name)>,
}

impl Look {
    /// Something to look at, without a form: a line on the place, one on what to look for, and one on what one sees.
    pub(super) fn new(text: &str) -> Look {
        let mut lines = text.lines().map(str::to_owned);
        let mut next = || lines.next().unwrap_or_default();
        Look { place: next(), watch: next(), seen: next(), table: None, charts: Vec::new() }
    }
}

/// A word of the field.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Term {
    /// The word.
    pub name: String,
    /// What it means.
    pub meaning: String,
}

impl Term {
    /// The word on one line, and what it means on the next.
    pub(super) fn new(text: &str) -> Term {
        let (name, meaning) = text.split_once('\n').unwrap_or_default();
        Term { name: name.to_owned(), meaning: meaning.to_owned() }
    }
}

/// The paragraphs of a text.
pub(super) fn paragraphs(text: &str) -> Vec<String> {
    text.split("\n\n").map(str::to_owned).collect()
}

/// A chart of one of the runs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Picture {
    /// Whose.
    #[serde(skip)]
    pub role: Role,
    /// Which of its charts.
    #[serde(skip)]
    pub name: Name,
    /// Name of its file without the ending.
    pub file: String,
    /// What it shows.
    pub caption: String,
}
