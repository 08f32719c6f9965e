//! Two bars of a row share its height when they go opposite ways; else each has half of it.

use crate::draw::chart::{EffectBar, EffectRow, Effects};
use crate::draw::ink::Ink;
use crate::draw::scale::drawable;
use crate::units::Interval;

/// Thickest bar, in slide pixels; half of it, as a share of the lane.
const THICK: (f64, f64) = (62.0, 0.38);
/// How far whiskers that would meet are moved off the middle, as a share of half a bar.
const APART: f64 = 0.5;

/// Where one bar lies.
pub(super) struct Lane<'a> {
    pub bar: &'a EffectBar,
    /// What can be drawn of it.
    pub interval: Interval,
    pub top: f64,
    pub bottom: f64,
    /// Whether it goes to the left of the base.
    pub left: bool,
    /// Half the thickness of the bar.
    pub half: f64,
    /// Row of its whisker: apart from that of the other bar, where the two would meet.
    pub whisker: f64,
    /// Where its value may begin: beyond everything in the lane on that side.
    pub tip: f64,
}

/// The lanes of a row; a bar without an estimate has none.
pub(super) fn of(row: &EffectRow, base: f64, (top, pitch): (f64, f64), unit: f64) -> Vec<Lane<'_>> {
    let drawn: Vec<(&EffectBar, Interval)> = row.bars.iter().filter_map(|bar| Some((bar, known(bar)?))).collect();
    let split = are_split(row, base);
    let tangled = !split && are_tangled(&drawn);
    let count = if split { drawn.len() } else { 1 };
    // Two bars of one row stay closer to each other than to the next row.
    let air = if split { (0.02 * pitch).min(6.0 * unit) } else { 0.0 };
    let height = (pitch - 2.0 * air) / count.max(1) as f64;
    let lowest = drawn.iter().map(|(_, interval)| interval.low.min(interval.estimate)).fold(base, f64::min);
    let highest = drawn.iter().map(|(_, interval)| interval.high.max(interval.estimate)).fold(base, f64::max);
    drawn
        .into_iter()
        .enumerate()
        .map(|(index, (bar, interval))| {
            let top = top + air + if split { index as f64 * height } else { 0.0 };
            let left = interval.estimate < base;
            let tip = match (split, left) {
                (true, true) => interval.low.min(interval.estimate),
                (true, false) => interval.high.max(interval.estimate).max(base),
                (false, true) => lowest,
                (false, false) => highest,
            };
            let half = (THICK.1 * height).min(THICK.0 * unit / 2.0);
            let side = if index == 0 { -APART } else { APART };
            let whisker = top + height / 2.0 + if tangled { side * half } else { 0.0 };
            Lane { bar, interval, top, bottom: top + height, left, half, whisker, tip }
        })
        .collect()
}

/// Whether the bars of this row would lie on each other.
pub(super) fn are_split(row: &EffectRow, base: f64) -> bool {
    let sides: Vec<bool> = row.bars.iter().filter_map(known).map(|interval| interval.estimate < base).collect();
    sides.iter().filter(|left| **left).count() > 1 || sides.iter().filter(|left| !**left).count() > 1
}

/// Whether two whiskers on one line could not be told apart.
fn are_tangled(intervals: &[(&EffectBar, Interval)]) -> bool {
    intervals.iter().enumerate().any(|(index, (_, one))| {
        intervals.iter().skip(index + 1).any(|(_, other)| one.low.max(other.low) <= one.high.min(other.high))
    })
}

/// The interval without what is no number; an end at infinity reaches the end of the scale.
fn known(bar: &EffectBar) -> Option<Interval> {
    let estimate = drawable(Some(bar.interval.estimate))?;
    let end = |end: f64| if end.is_nan() { estimate } else { end };
    Some(Interval { estimate, low: end(bar.interval.low), high: end(bar.interval.high) })
}

/// The labels that are the same in every row, so that a key can tell them once; none where rows differ.
pub(super) fn shared_labels(effects: &Effects) -> Vec<(String, Ink)> {
    let of =
        |row: &EffectRow| -> Vec<(String, Ink)> { row.bars.iter().map(|bar| (bar.label.clone(), bar.ink)).collect() };
    let fullest = effects.rows.iter().map(of).max_by_key(Vec::len).unwrap_or_default();
    let told = fullest.iter().all(|(label, _)| !label.trim().is_empty());
    let same = effects.rows.iter().all(|row| of(row).iter().all(|label| fullest.contains(label)));
    if told && same && effects.rows.len() > 1 { fullest } else { Vec::new() }
}
