//! What the worlds say to a sceptic: how much of an effect goes away with another cause.
//!
//! What never happens within the horizon is counted at the horizon, the least that it can be: never without the cause
//! is then no less than with it, and a world in which it takes the cause to make it never come counts for the sceptic
//! only if what goes away is half even so. Worlds that cannot be asked are counted, and said.

use super::file::{Alternative, RightIf};
use super::study::{Played, Study};
use super::verdict::{FEW, MOST, Spread};
use crate::experiment::estimate::CONFIDENCE;
use crate::measure::window::InWindow;
use crate::measure::{Interval, MetricName, wilson_interval};

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
    /// Worlds among these in which it never came, with the cause or without it: counted at the horizon.
    pub never: u64,
    /// Worlds without an effect: there is nothing to explain.
    pub nothing: u64,
    /// Worlds left out, because one of the two runs has no such number.
    pub unasked: u64,
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

/// What one world says.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Part {
    /// So much of the effect goes away.
    Gone(f64),
    /// The same, with what never came at the horizon.
    Bound(f64),
    /// There is no effect to explain.
    Nothing,
    /// One of the two runs has no such number.
    Unasked,
}

/// The part of an effect that goes away. `horizon` is that of a moment, which may never come.
fn part(with: InWindow, without: InWindow, horizon: Option<f64>) -> Part {
    let never = with == InWindow::Missing || without == InWindow::Missing;
    let value = |answer: InWindow| match answer {
        InWindow::Value(value) => Some(value),
        InWindow::Missing => horizon,
        InWindow::Empty => None,
    };
    match (value(with), value(without)) {
        (Some(with), Some(_)) if with <= 0.0 => Part::Nothing,
        (Some(with), Some(without)) if never => Part::Bound(1.0 - without / with),
        (Some(with), Some(without)) => Part::Gone(1.0 - without / with),
        (None, _) | (_, None) => Part::Unasked,
    }
}

fn one<'a>(study: &Study<'a>, played: &Played, alternative: &'a Alternative) -> Weighed<'a> {
    let metric = &alternative.measure.metric;
    let is_time = study.metric(metric).is_some_and(MetricName::is_moment);
    let horizon = is_time.then(|| study.base.scenario.document.run.length.seconds() / 3600.0);
    let of_world = |world| {
        let value = |run: &str| study.value(world, run, &alternative.measure);
        part(value(&alternative.against), value(&alternative.run), horizon)
    };
    let parts: Vec<Part> = played.worlds.iter().map(of_world).collect();
    let count = |which: fn(&Part) -> bool| parts.iter().filter(|part| which(part)).count() as u64;
    let known = |part: &Part| match part {
        Part::Gone(gone) | Part::Bound(gone) => Some(*gone),
        Part::Nothing | Part::Unasked => None,
    };
    let removed: Vec<f64> = parts.iter().filter_map(known).collect();
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
        never: count(|part| matches!(part, Part::Bound(_))),
        nothing: count(|part| matches!(part, Part::Nothing)),
        unasked: count(|part| matches!(part, Part::Unasked)),
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Seen before: a world in which it never came was left out without a word.
    #[test]
    fn what_never_came_is_counted_at_the_horizon() {
        let (two, eight, never) = (InWindow::Value(2.0), InWindow::Value(8.0), InWindow::Missing);
        let of = |with, without| part(with, without, Some(16.0));
        assert_eq!(of(eight, two), Part::Gone(0.75));
        // Never without the cause: nothing goes away. Never with it: 7/8 at least. On both sides: nothing.
        assert_eq!([of(eight, never), of(never, two), of(never, never)], [-1.0, 0.875, 0.0].map(Part::Bound));
        assert_eq!(of(InWindow::Value(0.0), two), Part::Nothing);
        // What is no moment has no horizon, and a window without an interval no number.
        assert_eq!([part(eight, never, None), of(InWindow::Empty, two)], [Part::Unasked; 2]);
    }
}
