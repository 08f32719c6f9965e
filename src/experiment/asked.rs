//! A number that a study asks of a run beyond those that every run has: a metric of a part of the run, between moments
//! that only the run knows.

use crate::experiment::run::Outcome;
use crate::measure::window::{InWindow, between, whole};
use crate::scenario::Document;

/// A number of a run, or of a part of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// Its name among the numbers of the trial.
    pub text: String,
    /// Full name of the metric.
    pub metric: String,
    /// The part of the run; nothing: the whole.
    pub window: Option<[Option<When>; 2]>,
}

/// A moment of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct When {
    /// Hours that are known.
    pub hours: f64,
    /// Entries of the timeline whose times are added: when they happened.
    pub entries: Vec<String>,
}

impl Asked {
    /// What a run answers.
    pub fn of(&self, outcome: &Outcome, document: &Document) -> InWindow {
        let Some([from, to]) = &self.window else { return whole(&outcome.series, &outcome.summary, &self.metric) };
        let at = |moment: &Option<When>, open: f64| match moment {
            None => Some(open),
            Some(moment) => moment.hours(outcome, document),
        };
        match (at(from, 0.0), at(to, f64::INFINITY)) {
            (Some(from), Some(to)) => between(&outcome.series, &self.metric, from..to),
            (_, None) | (None, Some(_)) => InWindow::Empty,
        }
    }
}

impl When {
    /// Hours since the onset.
    fn hours(&self, outcome: &Outcome, document: &Document) -> Option<f64> {
        let times = self.entries.iter().map(|name| happened(name, outcome).or_else(|| arranged(name, document, 0)));
        let entries: Option<f64> = times.sum();
        Some(self.hours + entries?)
    }
}

fn happened(name: &str, outcome: &Outcome) -> Option<f64> {
    let entry = outcome.summary.log.iter().find(|entry| entry.name == name)?;
    Some(entry.at.seconds() / 3600.0 - outcome.summary.onset_h)
}

/// When an entry that is switched off would have happened, if its time is written.
fn arranged(name: &str, document: &Document, depth: usize) -> Option<f64> {
    let entry = document.timeline.get(name)?;
    match (entry.at, &entry.after, &entry.when) {
        (Some(at), _, None) => Some(at.as_hours()),
        (None, Some(before), None) if depth < document.timeline.len() => {
            Some(arranged(before, document, depth + 1)? + entry.delay.as_hours())
        }
        _ => None,
    }
}
