//! The long form of a study of claims, as Markdown: it reads in any editor and prints from any browser.

use super::Findings;
use super::letters::Found;
use super::words::interval;
use crate::experiment::claims::construction::Construction;
use crate::experiment::claims::file::{Difference, Target, Text};
use crate::experiment::claims::study::World;
use crate::experiment::claims::{Judged, Verdict};
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
            findings: Vec<Found> =
                self.study.file.letters.unsaid.iter().filter_map(|unsaid| self.unsaid(unsaid)).collect(),
            unknown: Vec<String> = self.study.file.left_out.iter().map(|left_out| left_out.text.clone()).collect(),
            version: &'a str = VERSION,
        })
    }

    /// The explanation as running text.
    pub fn explained(&self) -> String {
        let sentences = self.sentences_supported().0.into_iter();
        sentences.map(|sentence| self.filled(sentence)).collect::<Vec<_>>().join(" ")
    }

    /// In how many worlds a claim holds, with the verdict.
    pub fn counted(&self, judged: &Judged) -> String {
        match &judged.share {
            Some(share) => format!(
                "{}: {} of {} ({})",
                self.verdict(judged),
                judged.holds.0,
                self.worlds_words(judged.holds.1),
                interval(share)
            ),
            None => self.verdict(judged),
        }
    }

    /// Parts of a claim that are no test.
    pub fn no_test(&self, judged: &Judged) -> String {
        let halves = [Some(judged), self.half(judged)].into_iter().flatten();
        let mut named: Vec<String> = halves
            .flat_map(|judged| [&judged.fact].into_iter().chain(&judged.without))
            .filter_map(|part| {
                let kind = match part.construction? {
                    Construction::Model => "by construction",
                    Construction::Selection => "by selection",
                };
                Some(format!("{} ({kind})", self.study.file.what(&part.run)))
            })
            .collect();
        named.dedup();
        if named.is_empty() { "-".to_owned() } else { named.join("; ") }
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
