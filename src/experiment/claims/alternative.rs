//! What the worlds say to a sceptic: how much of an effect goes away with another cause.

use super::file::{Alternative, RightIf};
use super::study::{Played, Study};
use super::verdict::{FEW, MOST, Spread};
use crate::experiment::estimate::CONFIDENCE;
use crate::measure::window::InWindow;
use crate::measure::{Interval, wilson_interval};

/// Whether the sceptic is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sceptic {
    /// In at least 80 % of the worlds.
    Right,
    /// In 20 to 80 % of them.
    Sometimes,
    /// In less than 20 % of them.
    Wrong,
    /// No world has the effect that it would explain, or too few to say.
    Undecided,
}

/// What the worlds say to an alternative.
#[derive(Debug, Clone)]
pub struct Weighed<'a> {
    /// The alternative.
    pub alternative: &'a Alternative,
    /// Whether the sceptic is right.
    pub sceptic: Sceptic,
    /// The effect as it is, and without the alternative's cause.
    pub effect: [Option<Spread>; 2],
    /// Part of the effect that goes away, world by world, where there is an effect.
    pub removed: Vec<f64>,
    /// Share of worlds in which at least half goes away.
    pub share: Option<Interval>,
    /// Worlds in which at least half goes away.
    pub half: u64,
}

impl Sceptic {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Sceptic::Right => "has a point",
            Sceptic::Sometimes => "in some worlds",
            Sceptic::Wrong => "not so",
            Sceptic::Undecided => "undecided",
        }
    }
}

/// Half of the effect.
const HALF: f64 = 0.5;

/// Weighs every alternative of a study.
pub fn weigh<'a>(study: &Study<'a>, played: &Played) -> Vec<Weighed<'a>> {
    study.file.alternatives.iter().map(|alternative| one(study, played, alternative)).collect()
}

fn one<'a>(study: &Study<'a>, played: &Played, alternative: &'a Alternative) -> Weighed<'a> {
    let removed = |world| {
        let value = |run: &str| match study.value(world, run, &alternative.measure) {
            InWindow::Value(value) => Some(value),
            InWindow::Missing | InWindow::Empty => None,
        };
        let (with, without) = (value(&alternative.against)?, value(&alternative.run)?);
        // Where there is nothing to explain, nothing is explained.
        (with > 0.0).then(|| 1.0 - without / with)
    };
    let removed: Vec<f64> = played.worlds.iter().filter_map(removed).collect();
    let half = removed.iter().filter(|part| **part >= HALF).count() as u64;
    let share = wilson_interval(half, removed.len() as u64, CONFIDENCE);
    let sceptic = match (share, alternative.right_if) {
        (None, _) => Sceptic::Undecided,
        (Some(share), _) if share.low < FEW && share.high > MOST => Sceptic::Undecided,
        (Some(share), RightIf::Much) if share.estimate >= MOST => Sceptic::Right,
        (Some(share), RightIf::Much) if share.estimate < FEW => Sceptic::Wrong,
        (Some(share), RightIf::Little) if share.estimate > 1.0 - FEW => Sceptic::Wrong,
        (Some(share), RightIf::Little) if share.estimate <= 1.0 - MOST => Sceptic::Right,
        (Some(_), RightIf::Much | RightIf::Little) => Sceptic::Sometimes,
    };
    let spread = |run: &str| Spread::of(study, played, run, &alternative.measure);
    Weighed {
        alternative,
        sceptic,
        effect: [spread(&alternative.against), spread(&alternative.run)],
        removed,
        share,
        half,
    }
}

impl Weighed<'_> {
    /// The part of the effect that goes away in the median world, with the tenth below and above.
    pub fn median_removed(&self) -> Option<[f64; 3]> {
        let mut sorted = self.removed.clone();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len().checked_sub(1)?;
        Some([0.1, 0.5, 0.9].map(|part| sorted[(part * last as f64).round() as usize]))
    }
}
