//! The worlds of one row, sorted: those on the axis, those outside of it, and those that are no number.

use crate::draw::chart::Strip;
use crate::draw::figure::Axis;
use crate::draw::scale::drawable;

/// What is known of the worlds of a row.
pub(super) struct Worlds {
    /// Values on the axis, ascending.
    pub seen: Vec<f64>,
    /// Values left of a given minimum.
    pub below: usize,
    /// Values right of a given maximum.
    pub above: usize,
    /// Values that are no numbers.
    pub unknown: usize,
    /// Of all numbers, outside the axis too.
    pub median: Option<f64>,
    /// How many numbers there are.
    pub known: usize,
}

impl Worlds {
    pub(super) fn of(row: &Strip, axis: &Axis) -> Self {
        let mut all = numbers(row);
        all.sort_by(f64::total_cmp);
        let (min, max) = ends(axis);
        let below = all.iter().filter(|value| **value < min).count();
        let above = all.iter().filter(|value| **value > max).count();
        Self {
            seen: all.iter().copied().filter(|value| (min..=max).contains(value)).collect(),
            below,
            above,
            unknown: row.values.len() - all.len(),
            median: median(&all),
            known: all.len(),
        }
    }
}

/// All that can be drawn of a row.
pub(super) fn numbers(row: &Strip) -> Vec<f64> {
    row.values.iter().filter_map(|value| drawable(Some(*value))).collect()
}

/// The ends the axis was given; a maximum below the minimum is none.
pub(super) fn ends(axis: &Axis) -> (f64, f64) {
    let min = drawable(axis.min).unwrap_or(f64::NEG_INFINITY);
    let max = drawable(axis.max).unwrap_or(f64::INFINITY);
    (min, if max > min { max } else { f64::INFINITY })
}

/// The middle of ascending numbers.
pub(super) fn median(sorted: &[f64]) -> Option<f64> {
    let upper = sorted.get(sorted.len() / 2)?;
    let lower = sorted.get((sorted.len() - 1) / 2)?;
    Some(lower + (upper - lower) / 2.0)
}
