//! Which parameters matter to a metric: one at a time, and all at once.
//!
//! * **One at a time**: each parameter goes to the 5 % and to the 95 % point of its range while all others keep the
//!   scenario's own values; the difference from the scenario itself is taken seed by seed (common random numbers), so
//!   that what both share cancels. Sorted by size this is the "tornado" (Howard 1988, "Decision analysis: practice and
//!   promise"). It sees no interplay of parameters.
//! * **All at once**: points of a Latin hypercube (McKay, Beckman and Conover 1979), and for each parameter Spearman's
//!   rank correlation with the metric (Helton, Johnson, Sallaberry and Storlie 2006, "Survey of sampling-based methods
//!   for uncertainty and sensitivity analysis"). It sees what is monotone, whatever the others do.
//!
//! **What did not happen within the horizon** is later than any moment: its rank is above all finite ones. It has no
//! mean: levels and differences are those of the runs and pairs that have the number. Where a pair lacks it, the
//! difference of the times capped at the horizon is a bound, and is said to be one ("at least"); it also sorts the
//! parameters, and says whether a difference is more than noise. Of a number that is no moment a missing one is left
//! out, and counted.

use std::ops::Range;
use std::sync::Arc;

use super::design::{self, Layout};
use super::estimate::{CONFIDENCE, Estimate, paired};
use super::play::{Ended, Keep, Record, Stage};
use super::point::{Base, Point, Setting};
use crate::measure::bounds::FEWEST;
use crate::measure::{Interval, MetricName, rank_correlation};
use crate::scenario::Rejected;
use crate::scenario::vary::{Axis, Values, magnitude};

/// A list of so many values is tried whole, a longer one at its ends.
const SHORT_LIST: usize = 4;
/// Where a range is tried.
const ENDS: [f64; 2] = [0.05, 0.95];

/// Points of a study of sensitivity.
#[derive(Debug, Clone)]
pub struct Design {
    /// What is varied.
    pub axes: Vec<Axis>,
    /// The scenario itself.
    pub own: Point,
    /// For each axis the points that change it alone; empty if that is not asked for.
    pub alone: Vec<Vec<Point>>,
    /// The points of the hypercube; empty if they are not asked for.
    pub sample: Vec<Point>,
}

/// The records of a design, in its order.
#[derive(Debug, Clone)]
pub struct Played {
    /// Of the scenario itself.
    pub own: Vec<Record>,
    /// Of the points that change one thing.
    pub alone: Vec<Vec<Vec<Record>>>,
    /// Of the points that change all.
    pub sample: Vec<Vec<Record>>,
}

/// A metric, where it stands among the numbers of a run, and what counts for "never".
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// The metric.
    pub metric: MetricName,
    /// Its place.
    pub at: usize,
    /// Hours after the onset at which a run ends.
    pub horizon_h: f64,
}

/// What one value of one parameter does.
#[derive(Debug, Clone, PartialEq)]
pub struct End {
    /// The value.
    pub value: String,
    /// The metric there.
    pub level: Estimate,
    /// Its difference from the scenario itself, over the seeds with which both have the number.
    pub difference: Estimate,
    /// The same over all seeds, with moments capped at the horizon.
    pub capped: Estimate,
    /// What the capped difference is to the true one.
    pub reading: Reading,
    /// Runs in which it did not happen.
    pub never: u64,
}

/// What a difference of moments capped at the horizon says of the difference itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// It is the difference.
    Exact,
    /// The difference is this or more: it never happened only where the parameter is changed.
    AtLeast,
    /// The difference is this or less: it never happened only in the scenario itself.
    AtMost,
    /// It never happened on both sides, and nothing is known.
    Unknown,
}

/// What one parameter does alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// The parameter.
    pub path: String,
    /// At each of its values.
    pub ends: Vec<End>,
}

/// How one parameter goes with the metric when all vary.
#[derive(Debug, Clone, PartialEq)]
pub struct Correlation {
    /// The parameter.
    pub path: String,
    /// Spearman's ρ with its interval; none where nothing varies, or fewer than [`FEWEST`] points have the number.
    pub rho: Option<Interval>,
}

/// The correlations, and what they are made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Correlations {
    /// Every parameter, the strongest first.
    pub rows: Vec<Correlation>,
    /// Points.
    pub points: usize,
    /// Points in at least half of whose runs it did not happen: ranked above all others.
    pub never: usize,
    /// Points left out, because they have no such number.
    pub without: usize,
}

impl Design {
    /// The points for these axes.
    ///
    /// # Errors
    /// The first settings with which the scenario is not possible.
    pub fn new(base: &Base, axes: Vec<Axis>, alone: bool, sample: u32) -> Result<Design, Box<Rejected>> {
        let own = base.point(Vec::new())?;
        let of_axis = |axis: &Axis| {
            let settings = ends(&axis.values).into_iter().map(|value| vec![Setting::new(axis.path.clone(), value)]);
            design::points(base, settings.collect())
        };
        let alone = if alone { axes.iter().map(of_axis).collect::<Result<_, _>>()? } else { Vec::new() };
        let layout = Layout::LatinHypercube { points: sample, seed: base.scenario.document.run.seed };
        let settings = design::settings(&axes, layout).expect("a hypercube takes any axis");
        let sample = design::points(base, settings)?;
        Ok(Design { axes, own, alone, sample })
    }

    /// Number of points.
    pub fn points(&self) -> usize {
        1 + self.alone.iter().map(Vec::len).sum::<usize>() + self.sample.len()
    }

    /// Plays all points.
    ///
    /// # Errors
    /// When trials end without their results.
    pub fn play(&self, base: &Arc<Base>, seeds: Range<u64>, stage: Stage) -> Result<Played, Ended> {
        let points: Vec<Point> =
            std::iter::once(&self.own).chain(self.alone.iter().flatten()).chain(&self.sample).cloned().collect();
        let mut records = stage.play_all(base, &points, seeds, Keep::Numbers)?.into_iter();
        let own = records.next().unwrap_or_default();
        let alone = self.alone.iter().map(|points| records.by_ref().take(points.len()).collect()).collect();
        Ok(Played { own, alone, sample: records.collect() })
    }
}

/// Where an axis is tried alone.
fn ends(values: &Values) -> Vec<String> {
    match values {
        Values::Listed(all) if all.len() > SHORT_LIST => vec![all[0].clone(), all[all.len() - 1].clone()],
        Values::Listed(all) => all.clone(),
        Values::Between(_) => ENDS.iter().map(|part| values.at(*part)).collect(),
    }
}

impl Measured {
    fn of(&self, record: &Record) -> Option<f64> {
        record.numbers.get(self.at).copied().flatten()
    }

    /// The numbers of some runs.
    fn seen(&self, records: &[Record]) -> Vec<Option<f64>> {
        records.iter().map(|record| self.of(record)).collect()
    }

    /// The same with "never" at the horizon, the least that it can be.
    fn capped(&self, records: &[Record]) -> Vec<Option<f64>> {
        let never = self.metric.is_moment().then_some(self.horizon_h);
        records.iter().map(|record| self.of(record).or(never)).collect()
    }

    /// Whether no run of all has the number.
    pub fn nowhere(&self, played: &Played) -> bool {
        let records =
            played.own.iter().chain(played.alone.iter().flatten().flatten()).chain(played.sample.iter().flatten());
        records.into_iter().all(|record| self.of(record).is_none())
    }

    /// The scenario's own value.
    pub fn own(&self, played: &Played) -> Estimate {
        Estimate::of(&self.metric, &self.seen(&played.own))
    }

    /// The same with "never" at the horizon: where a chart puts what is at least so late.
    pub fn own_capped(&self, played: &Played) -> Estimate {
        Estimate::of(&self.metric, &self.capped(&played.own))
    }

    fn reading(&self, own: &[Option<f64>], there: &[Option<f64>]) -> Reading {
        if !self.metric.is_moment() {
            return Reading::Exact;
        }
        let of_pair = |(own, there): (&Option<f64>, &Option<f64>)| match (own, there) {
            (Some(_), Some(_)) => Reading::Exact,
            (Some(_), None) => Reading::AtLeast,
            (None, Some(_)) => Reading::AtMost,
            (None, None) => Reading::Unknown,
        };
        let together = |a: Reading, b: Reading| match (a, b) {
            (Reading::Exact, other) | (other, Reading::Exact) => other,
            (a, b) if a == b => a,
            (_, _) => Reading::Unknown,
        };
        own.iter().zip(there).map(of_pair).fold(Reading::Exact, together)
    }

    /// What every parameter does alone, the strongest first.
    pub fn effects(&self, design: &Design, played: &Played) -> Vec<Effect> {
        let (own, own_capped) = (self.seen(&played.own), self.capped(&played.own));
        let end = |point: &Point, records: &Vec<Record>| {
            let there = self.seen(records);
            End {
                value: point.settings.first().map_or_else(String::new, |setting| setting.value.clone()),
                level: Estimate::of(&self.metric, &there),
                difference: paired(&self.metric, &own, &there),
                capped: paired(&self.metric, &own_capped, &self.capped(records)),
                reading: self.reading(&own, &there),
                never: records.iter().filter(|record| self.of(record).is_none()).count() as u64,
            }
        };
        let effect = |((axis, points), records): ((&Axis, &Vec<Point>), &Vec<Vec<Record>>)| Effect {
            path: axis.path.clone(),
            ends: points.iter().zip(records).map(|(point, records)| end(point, records)).collect(),
        };
        let mut effects: Vec<Effect> = design.axes.iter().zip(&design.alone).zip(&played.alone).map(effect).collect();
        effects.sort_by(|a, b| b.reach().total_cmp(&a.reach()).then_with(|| a.path.cmp(&b.path)));
        effects
    }

    /// How every parameter goes with the metric when all vary.
    pub fn correlations(&self, design: &Design, played: &Played) -> Correlations {
        let values: Vec<Option<f64>> = played.sample.iter().map(|records| self.ranked(records)).collect();
        let known: Vec<f64> = values.iter().flatten().copied().collect();
        let row = |(place, axis): (usize, &Axis)| {
            let at = |point: &Point| point.settings.get(place).map_or(0.0, |setting| position(axis, &setting.value));
            let there: Vec<f64> = design
                .sample
                .iter()
                .zip(&values)
                .filter(|(_, value)| value.is_some())
                .map(|(point, _)| at(point))
                .collect();
            // Four points in a row say nothing: one in twelve such rows is no more than chance.
            let rho = (known.len() >= FEWEST).then(|| rank_correlation(&there, &known, CONFIDENCE)).flatten();
            Correlation { path: axis.path.clone(), rho }
        };
        let mut rows: Vec<Correlation> = design.axes.iter().enumerate().map(row).collect();
        rows.sort_by(|a, b| b.strength().total_cmp(&a.strength()).then_with(|| a.path.cmp(&b.path)));
        Correlations {
            rows,
            points: values.len(),
            never: known.iter().filter(|value| value.is_infinite()).count(),
            without: values.len() - known.len(),
        }
    }

    /// The metric at a point as it is ranked: of a moment the median of the runs, which "never" does not bend; of any
    /// other number the mean.
    fn ranked(&self, records: &[Record]) -> Option<f64> {
        let mut seen: Vec<f64> = records.iter().filter_map(|record| self.of(record)).collect();
        if seen.is_empty() && !self.metric.is_moment() || records.is_empty() {
            return None;
        }
        if !self.metric.is_moment() {
            return Some(seen.iter().sum::<f64>() / seen.len() as f64);
        }
        seen.sort_by(f64::total_cmp);
        let at = |place: usize| seen.get(place).copied().unwrap_or(f64::INFINITY);
        let (below, above) = (at((records.len() - 1) / 2), at(records.len() / 2));
        Some(f64::midpoint(below, above))
    }
}

/// A value of an axis as a number: its size, or its place in a list of words.
fn position(axis: &Axis, value: &str) -> f64 {
    let place = |all: &[String]| all.iter().position(|known| known == value).unwrap_or(0) as f64;
    match &axis.values {
        Values::Listed(all) if all.iter().any(|value| magnitude(value).is_none()) => place(all),
        Values::Listed(_) | Values::Between(_) => magnitude(value).unwrap_or(0.0),
    }
}

impl End {
    /// Whether the runs show no difference: its interval, with moments capped at the horizon, holds 0. None where there
    /// are too few of them to tell.
    pub fn is_noise(&self) -> Option<bool> {
        Some(self.capped.interval()?.contains(0.0))
    }
}

impl Effect {
    /// The largest difference of any of its values.
    pub fn reach(&self) -> f64 {
        self.ends.iter().filter_map(|end| end.capped.mean).fold(0.0, |most, by| most.max(by.abs()))
    }

    /// Whether no value shows a difference; none where some value may, but has too few runs to tell.
    pub fn is_noise(&self) -> Option<bool> {
        let ends = self.ends.iter().map(End::is_noise);
        let either = |all: Option<bool>, end: Option<bool>| match (all, end) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (None, _) | (_, None) => None,
            (Some(true), Some(true)) => Some(true),
        };
        ends.fold(Some(true), either)
    }
}

impl Correlation {
    /// |ρ|, and less than nothing where there is none.
    pub fn strength(&self) -> f64 {
        self.rho.map_or(-1.0, |rho| rho.estimate.abs())
    }

    /// Whether the interval holds 0; none where there is no correlation.
    pub fn is_noise(&self) -> Option<bool> {
        Some(self.rho?.contains(0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::metric_names;

    fn measured(name: &str) -> Measured {
        let metric = metric_names(&crate::measure::Owners::of_classes(&["web".to_owned()]))
            .into_iter()
            .find(|metric| metric.name == name)
            .expect("a metric");
        Measured { metric, at: 0, horizon_h: 10.0 }
    }

    fn records(values: &[Option<f64>]) -> Vec<Record> {
        let record = |value: &Option<f64>| Record {
            point: String::new(),
            seed: 1,
            numbers: vec![*value],
            asked: Default::default(),
            curves: None,
            people: None,
        };
        values.iter().map(record).collect()
    }

    #[test]
    fn never_is_above_all_finite_ranks_and_in_no_mean() {
        let hours = measured("recovery.recovered_h");
        assert_eq!(hours.ranked(&records(&[Some(1.0), None])), Some(f64::INFINITY));
        assert_eq!(hours.ranked(&records(&[Some(1.0), Some(2.0), None])), Some(2.0));
        assert_eq!(hours.ranked(&records(&[Some(1.0), Some(2.0)])), Some(1.5));
        assert_eq!(hours.seen(&records(&[None, Some(2.0)])), [None, Some(2.0)]);
        assert_eq!(hours.capped(&records(&[None, Some(2.0)])), [Some(10.0), Some(2.0)]);
        let read = |own: &[Option<f64>], there: &[Option<f64>]| hours.reading(own, there);
        assert_eq!(read(&[Some(1.0), Some(2.0)], &[Some(2.0), None]), Reading::AtLeast);
        assert_eq!(read(&[None, Some(2.0)], &[Some(2.0), Some(3.0)]), Reading::AtMost);
        assert_eq!(read(&[None, Some(2.0)], &[Some(2.0), None]), Reading::Unknown);
        assert_eq!((read(&[None], &[None]), read(&[Some(1.0)], &[Some(1.0)])), (Reading::Unknown, Reading::Exact));
        let share = measured("recovery.recovered");
        assert_eq!(
            (share.ranked(&records(&[None, None])), share.ranked(&records(&[None, Some(1.0)]))),
            (None, Some(1.0))
        );
    }

    /// Seen before: one run of each called everything noise.
    #[test]
    fn too_few_runs_cannot_tell_noise_from_an_effect() {
        let metric = measured("web.retries").metric;
        let end = |runs: usize, by: f64| {
            let (own, there) = (vec![Some(1.0); runs], vec![Some(1.0 + by); runs]);
            let difference = paired(&metric, &own, &there);
            let level = Estimate::of(&metric, &there);
            End { value: String::new(), level, difference, capped: difference, reading: Reading::Exact, never: 0 }
        };
        assert_eq!([end(1, 9.0), end(5, 9.0), end(5, 0.0)].map(|end| end.is_noise()), [None; 3]);
        assert_eq!([end(6, 9.0), end(6, 0.0)].map(|end| end.is_noise()), [Some(false), Some(true)]);
        let effect = |ends: Vec<End>| Effect { path: String::new(), ends }.is_noise();
        assert_eq!(effect(vec![end(6, 0.0), end(5, 0.0)]), None);
        assert_eq!([effect(vec![end(5, 0.0), end(6, 9.0)]), effect(vec![end(6, 0.0)])], [Some(false), Some(true)]);
    }

    #[test]
    fn axes_are_tried_where_they_are_plausible() {
        let ends = |text: &str| ends(&Values::parse(text).expect("values"));
        assert_eq!(ends("0.0..100.0"), ["5.0", "95.0"]);
        assert_eq!(ends("a, b, c"), ["a", "b", "c"]);
        assert_eq!(ends("1..9:1"), ["1", "9"]);
        let axis = Axis::parse("a=x,y,z").expect("an axis");
        assert_eq!([position(&axis, "x"), position(&axis, "z")], [0.0, 2.0]);
        assert_eq!(position(&Axis::parse("a=1 s..2 min").expect("an axis"), "1 min"), 60.0);
    }
}
