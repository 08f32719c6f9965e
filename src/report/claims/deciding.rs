//! What decides between the worlds, and what came out the other way round.

use super::Findings;
use super::readable::readable;
use super::words::short;
use crate::experiment::claims::flip::{Cut, Flip, STRUCTURE, Side};
use crate::experiment::claims::requirement::{Other, Test};
use crate::experiment::claims::{Judged, PlayedWorld};
use crate::measure::window::InWindow;
use crate::report::words::{list, words};

impl Findings<'_> {
    /// What decides a claim, as a sentence.
    pub fn flip(&self, flip: &Flip) -> String {
        let share = |(hits, of): (u64, u64)| format!("{hits} of {}", self.worlds_words(of));
        let named = |side: &Side| format!("{} (`{}`, {})", short(&side.path), side.path, self.mark(&side.path));
        let sides: Vec<String> = flip.sides.iter().map(|side| self.side(side)).collect();
        words!("claims/words.txt", "flip", {
            flip: &'a Flip,
            named: Vec<String> = flip.sides.iter().map(named).collect(),
            sides: String = list(&sides),
            first: String = share(flip.first),
            second: String = share(flip.second),
        })
    }

    /// Where a group of words decides, the share of the worlds is the weight that they were given.
    pub(super) fn mirrored(&self, flip: &Flip) -> Option<String> {
        let side = flip.mirrors()?;
        let Cut::Words(group, others) = &side.cut else { return None };
        // The words with which it holds.
        let is_first = flip.first.0 as f64 / flip.first.1 as f64 > 0.5;
        let words = if is_first == side.is_first { group } else { others };
        let given = self.given(&side.path, words)?;
        let (holds, of) = if is_first { (flip.first.1, flip.second.1) } else { (flip.second.1, flip.first.1) };
        Some(words!("claims/words.txt", "mirrored", {
            words: String = list(words),
            given: f64,
            left: f64 = holds as f64 / (holds + of) as f64,
        }))
    }

    /// The weight that some words of a list, or some rivals, have before anything is known.
    fn given(&self, path: &str, words: &[String]) -> Option<f64> {
        if path == STRUCTURE {
            let own = self.weights.iter().filter(|weight| words.contains(&weight.rival.id));
            return Some(own.map(|weight| weight.prior).sum());
        }
        let axis = self.study.worlds.axes.iter().find(|axis| axis.path == path)?;
        let all = axis.values.all()?;
        Some(all.iter().filter(|value| words.contains(value)).count() as f64 / all.len() as f64)
    }

    /// Worlds in which a comparison of two runs comes out the other way round, and the one in which it does most.
    pub(super) fn news(&self, judged: &Judged) -> Vec<String> {
        let parts = [(&judged.claim.run, &judged.claim.holds)].into_iter();
        let parts = parts.chain(judged.claim.without.iter().map(|without| (&without.run, &without.holds)));
        let tests =
            parts.flat_map(|(run, holds)| holds.iter().flat_map(move |one| one.tests.iter().map(move |t| (run, t))));
        let told = |(run, test): (&String, &Test)| {
            let Some(Other::Run(other)) = &test.of else { return None };
            if test.left.ladder().is_some() {
                return None;
            }
            let end = self.study.end_of(run);
            let number = |world: &PlayedWorld, run: &str| match self.study.value(world, run, &test.left) {
                InWindow::Value(value) => Some(value),
                InWindow::Missing if self.study.is_moment(&test.left.metric) => Some(end),
                InWindow::Missing | InWindow::Empty => None,
            };
            let pair = |world: &PlayedWorld| Some((world.world.number, number(world, run)?, number(world, other)?));
            let reversed =
                self.played.worlds.iter().filter_map(pair).filter(|(_, own, than)| test.is_reversed(*own, *than));
            let mut reversed: Vec<(u64, f64, f64)> = reversed.collect();
            reversed.sort_by(|a, b| (b.1 - b.2).abs().total_cmp(&(a.1 - a.2).abs()));
            let (world, own, than) = *reversed.first()?;
            Some(words!("claims/words.txt", "news", {
                worlds: String = self.worlds_words(reversed.len() as u64),
                what: &'a str = self.study.file.what(run),
                other: &'a str = self.study.file.what(other),
                world: u64,
                measure: String = self.words_of(&test.left),
                own: String = self.value(&test.left.metric, own),
                than: String = self.value(&test.left.metric, than),
            }))
        };
        tests.filter_map(told).collect()
    }

    /// A side of a cut: `cache error time up to 5 ms`; of rivals, what brings the outage about in them.
    pub fn side(&self, side: &Side) -> String {
        let is_structure = side.path == STRUCTURE;
        let what = |id: &String| {
            let own = self.weights.iter().find(|weight| weight.rival.id == *id);
            own.map_or_else(|| id.clone(), |weight| format!("\"{}\"", weight.rival.what))
        };
        let cut = match &side.cut {
            Cut::Words(group, others) if is_structure => {
                Cut::Words(group.iter().map(what).collect(), others.iter().map(what).collect())
            }
            cut @ (Cut::Between(..) | Cut::Words(..)) => readable(cut),
        };
        words!("claims/words.txt", "side", {
            path: String = if is_structure { String::new() } else { short(&side.path) },
            is_first: bool = side.is_first,
            cut: Cut,
        })
    }
}
