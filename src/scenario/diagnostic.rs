//! Problems with a scenario: collected, each once, sorted by place.
//!
//! A message has four parts. The *title* names what is wrong, the *label* at the caret says why,
//! the *remedy* says what to write instead, and *notes* point to other places that matter.

use std::collections::BTreeSet;

use super::{
    node::Node,
    path::KeyPath,
    source::{Origin, SourceId},
};

/// One thing a person has to change before the scenario can run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong, in one line.
    pub title: String,
    /// Where to point; `None` when there is no text to point into, such as a file not found.
    pub at: Option<Origin>,
    /// The cause, shown at the caret.
    pub label: String,
    /// What to write instead, if that is known.
    pub remedy: Option<String>,
    /// Other places that matter, in the order they were noted.
    pub notes: Vec<Note>,
}

/// A second place that matters, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Where the second place is.
    pub at: Origin,
    /// What it has to do with the problem.
    pub text: String,
}

impl Problem {
    /// A problem that points nowhere yet and has no remedy.
    pub fn new(title: impl Into<String>, label: impl Into<String>) -> Self {
        Self { title: title.into(), at: None, label: label.into(), remedy: None, notes: Vec::new() }
    }

    /// Points at an origin.
    #[must_use]
    pub fn at(mut self, origin: Origin) -> Self {
        self.at = Some(origin);
        self
    }

    /// Points at the value of a path, or at the nearest thing that was written around it.
    #[must_use]
    pub fn at_path(self, root: &Node, path: &KeyPath) -> Self {
        let origin = root.nearest(path).node.origin.clone();
        self.at(origin)
    }

    /// Says what to write instead.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    /// Points to a second place as well.
    #[must_use]
    pub fn note(mut self, at: Origin, text: impl Into<String>) -> Self {
        let text = text.into();
        self.notes.push(Note { at, text });
        self
    }
}

/// All problems found so far, each once, in the order of the texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    list: Vec<Problem>,
    left_out: BTreeSet<KeyPath>,
}

impl Problems {
    /// Adds a problem unless it is known already.
    pub fn push(&mut self, problem: Problem) {
        // What is the same is at the same place.
        let from = self.list.partition_point(|known| place(known) < place(&problem));
        let to = self.list.partition_point(|known| place(known) <= place(&problem));
        if !self.list[from..to].contains(&problem) {
            self.list.insert(to, problem);
        }
    }

    /// Adds what another step found.
    pub fn extend(&mut self, others: Problems) {
        for problem in others.list {
            self.push(problem);
        }
        self.left_out.extend(others.left_out);
    }

    /// Takes out the problems for which this holds.
    pub fn take(&mut self, which: impl Fn(&Problem) -> bool) -> Vec<Problem> {
        let (taken, kept) = std::mem::take(&mut self.list).into_iter().partition(which);
        self.list = kept;
        taken
    }

    /// Whether nothing is wrong so far.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many problems are known.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// The problems, in the order of the texts.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.list.iter()
    }

    /// Remembers that the value at `path` was left out because of a problem already reported.
    pub fn leave_out(&mut self, path: KeyPath) {
        self.left_out.insert(path);
    }

    /// Whether the value at `path` is not what was written, because it, or something around it,
    /// was left out. A check of that value would only judge a default: skip it.
    pub fn suppressed(&self, path: &KeyPath) -> bool {
        self.left_out.iter().any(|gone| path.starts_with(gone))
    }

    /// Whether anything at, around or *below* `path` was left out: for checks that judge a whole
    /// section, such as "the shares add up to one".
    pub fn suppressed_within(&self, path: &KeyPath) -> bool {
        self.suppressed(path) || self.left_out.iter().any(|gone| gone.starts_with(path))
    }
}

/// Problems without a place come first: nothing else was read then.
fn place(problem: &Problem) -> Option<(SourceId, u32, u32)> {
    let at = problem.at.as_ref()?;
    Some((at.source, at.span.start, at.span.end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suppression_covers_what_lies_below_and_on_request_what_lies_around() {
        let mut problems = Problems::default();
        problems.leave_out(KeyPath::from(["classes", "phones"]));
        assert!(problems.suppressed(&KeyPath::from(["classes", "phones", "count"])));
        assert!(!problems.suppressed(&KeyPath::from(["classes"])));
        assert!(problems.suppressed_within(&KeyPath::from(["classes"])));
        assert!(!problems.suppressed_within(&KeyPath::from(["run"])));
    }
}
