//! The long form of a study of claims, as Markdown: it reads in any editor and prints from any browser.

use super::Findings;
use super::words::interval;
use crate::experiment::claims::Verdict;
use crate::experiment::claims::file::{Difference, Target, Text};
use crate::experiment::claims::study::World;
use crate::experiment::fixes::FixEffects;
use crate::experiment::situations::Situation;
use crate::measure::window::InWindow;
use crate::report::provenance::VERSION;
use crate::report::words::words;

impl Findings<'_> {
    /// The whole report.
    pub fn page(&self) -> String {
        let better = self.better();
        words!("claims/page.md", "page", {
            found: &'a Findings<'a> = self,
            texts: &'a [Text] = &self.study.file.texts,
            better: Option<(&'a str, &'a str)> = better.trim_start().split_once('\n'),
            version: &'a str = VERSION,
        })
    }

    /// A point in which the texts differ, and what the model says to it.
    pub fn difference(&self, difference: &Difference) -> String {
        let judged = difference.claims.iter().filter_map(|id| self.judged.iter().find(|judged| judged.claim.id == *id));
        words!("claims/page.md", "difference", {
            found: &'a Findings<'a> = self,
            difference: &'a Difference,
            verdicts: Vec<String> =
                judged.map(|judged| format!("{} is {}", judged.claim.id, self.verdict(judged))).collect(),
        })
    }

    /// Which fix matters more, by what the operators do.
    pub fn order_of_fixes(&self) -> String {
        words!("claims/page.md", "order_of_fixes", {
            fixes: &'a [(Situation, FixEffects)] = &self.fixes,
            told: bool = self.fixes.iter().any(|(_, effects)| effects.shares.is_some()),
        })
    }

    /// What a world shows for a target.
    fn seen(&self, target: &Target, world: &World) -> String {
        match self.study.seen(target, world) {
            InWindow::Value(value) => self.value(&target.measure.metric, value),
            InWindow::Missing => "never".to_owned(),
            InWindow::Empty => "not asked".to_owned(),
        }
    }
}
