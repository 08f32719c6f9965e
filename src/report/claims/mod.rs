//! What a study of claims says: a table, words for a reader who does not simulate, rows, and pictures.
//!
//! * [`table`]: the short form, for a terminal.
//! * [`page`]: the long form, as Markdown.
//! * [`words`], `deciding`: both speak with the same sentences.
//! * [`better`]: a better explanation, as far as the runs support it.
//! * [`charts`]: every world a dot.
//! * [`worlds`]: what the public timeline says about the worlds: rivals, values, targets, and the loops in them.
//! * [`letters`]: a hand-out for a class that compares the texts.
//! * [`files`], [`numbers`]: rows and JSON.
//! * [`committed`]: the studies that come with the program.

pub mod better;
pub mod charts;
pub mod committed;
mod deciding;
pub mod files;
pub mod letters;
pub mod numbers;
pub mod page;
mod readable;
pub mod table;
pub mod words;
pub mod worlds;

use crate::experiment::claims::alternative::{Weighed, weigh};
use crate::experiment::claims::posterior::{Moved, Sieve, Weight, moved, sieves, weights};
use crate::experiment::claims::study::{Fate, Scope};
use crate::experiment::claims::verdict::judge;
use crate::experiment::claims::{Judged, Played, Study};
use crate::experiment::fixes::FixEffects;
use crate::experiment::situations::Situation;
use crate::measure::window::InWindow;
use crate::report::words::words;

/// Everything that was found.
pub struct Findings<'a> {
    /// What was asked.
    pub study: &'a Study<'a>,
    /// What was played.
    pub played: &'a Played,
    /// Which worlds were asked.
    pub scope: Scope,
    /// Command that gives the same again.
    pub command: &'a str,
    /// Every claim with its verdict.
    pub judged: Vec<Judged<'a>>,
    /// Every alternative.
    pub weighed: Vec<Weighed<'a>>,
    /// What the two fixes are worth in each situation.
    pub fixes: Vec<(Situation, FixEffects)>,
    /// What every target does to the worlds.
    pub sieves: Vec<Sieve<'a>>,
    /// Every rival before and after.
    pub weights: Vec<Weight<'a>>,
    /// Every value before and after.
    pub moved: Vec<Moved>,
}

impl<'a> Findings<'a> {
    /// Judges what was played.
    pub fn new(study: &'a Study<'a>, played: &'a Played, scope: Scope, command: &'a str) -> Findings<'a> {
        Findings {
            judged: judge(study, played),
            weighed: weigh(study, played),
            fixes: fixes(study, played),
            sieves: sieves(study, played),
            weights: weights(study, played),
            moved: moved(study, played),
            study,
            played,
            scope,
            command,
        }
    }

    /// Draws that came to this end.
    pub fn count(&self, fate: Fate) -> usize {
        self.played.drawn.iter().filter(|world| world.fate == fate).count()
    }

    /// What is said if no world meets the public timeline.
    pub fn nothing_kept(&self) -> String {
        words!("claims/table.txt", "nothing_kept", {
            drawn: usize = self.played.drawn.len(),
            calibration: String = self.calibration(),
        })
    }
}

/// The main effects over the worlds: each world is one replication of the 2×2.
fn fixes(study: &Study, played: &Played) -> Vec<(Situation, FixEffects)> {
    let Some(plan) = &study.file.fixes else { return Vec::new() };
    let asked = plan.measure.text();
    let of = |situation: Situation| {
        let mut arms: [Vec<Option<f64>>; 4] = Default::default();
        for world in &played.worlds {
            let Some((_, records)) = world.arms.iter().find(|(known, _)| *known == situation) else { continue };
            for (arm, record) in arms.iter_mut().zip(records) {
                arm.push(match record.asked.get(&asked) {
                    Some(InWindow::Value(value)) => Some(*value),
                    Some(InWindow::Missing | InWindow::Empty) | None => None,
                });
            }
        }
        let [a, b, c, d] = &arms;
        let metric = study.metric(&plan.measure.metric);
        let largest = metric.map_or(f64::INFINITY, |metric| metric.kind.largest_difference());
        (!a.is_empty()).then(|| (situation, FixEffects::of([a, b, c, d], largest)))
    };
    Situation::ALL.into_iter().filter_map(of).collect()
}
