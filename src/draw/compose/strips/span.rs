//! The scale all rows share. It shows every value and every limit, and beyond a limit enough of the side where its
//! condition holds: a tint nobody can see says nothing.

use crate::draw::chart::Strips;
use crate::draw::figure::{Axis, Quantity, Scale};
use crate::draw::scale::{self, Span, Tick, drawable};

use super::worlds;

/// Room beyond a limit, as a share of the axis.
const BEYOND: f64 = 0.1;
/// `Scale::Auto` turns logarithmic when the largest number exceeds this many typical ones of any row: then half of the
/// row's dots would share a twentieth of the axis.
const CROWDED: f64 = 20.0;

/// The scale for about `ticks` numbers.
pub(super) fn of(strips: &Strips, ticks: usize) -> Span {
    let (min, max) = worlds::ends(&strips.x);
    let shown = |value: &f64| (min..=max).contains(value);
    let mut numbers: Vec<f64> = strips.rows.iter().flat_map(worlds::numbers).chain(limits(strips)).collect();
    numbers.retain(shown);
    // What is cut decides nothing.
    let given = Axis { min: min.is_finite().then_some(min), max: max.is_finite().then_some(max), ..strips.x.clone() };
    let ratios = wants_ratios(strips, &numbers);
    let zero = given.min.is_none_or(|min| min == 0.0) && numbers.iter().all(|value| *value >= 0.0);
    if ratios && numbers.iter().all(|value| *value > 0.0) && given.min.is_none_or(|min| min > 0.0) {
        let logs: Vec<f64> = numbers.iter().map(|value| value.log10()).collect();
        numbers.extend(beyond(strips, &logs, f64::log10).into_iter().map(|power| 10_f64.powf(power)).filter(shown));
        Span::around(&given.with_scale(Scale::Log), &numbers, ticks)
    } else if ratios && zero && numbers.iter().any(|value| *value > 0.0) {
        Span::rounded(&given.with_scale(Scale::Log), &numbers, &numbers, ticks)
    } else {
        let room = beyond(strips, &numbers, |limit| limit);
        let natural = |value: f64| natural(value, given.quantity, &numbers);
        let mut room: Vec<f64> = room.into_iter().map(natural).filter(shown).collect();
        room.extend(numbers.iter().copied());
        if room.iter().all(|value| *value == room[0]) {
            // A lone number is seen best between zero and itself.
            room.push(0.0);
        }
        Span::around(&given.with_scale(Scale::Linear), &room, ticks)
    }
}

/// Round numbers on that scale; where they differ by powers of ten each has a prefix of its own.
pub(super) fn ticks(span: Span, quantity: Quantity, count: usize) -> Vec<Tick> {
    let mut ticks = span.ticks(quantity, count);
    if span.is_log() {
        // Zero has no size to choose a unit by.
        let sized = ticks.iter_mut().filter(|tick| tick.value != 0.0);
        sized.for_each(|tick| tick.label = scale::write(tick.value, tick.value, quantity));
    }
    ticks
}

/// All ends of conditions.
fn limits(strips: &Strips) -> impl Iterator<Item = f64> {
    strips.rows.iter().flat_map(|row| [row.holds.0, row.holds.1]).filter_map(drawable)
}

/// Whether equal steps would hide the typical numbers of a row, or a limit.
fn wants_ratios(strips: &Strips, numbers: &[f64]) -> bool {
    match strips.x.scale {
        Scale::Linear => false,
        Scale::Log => true,
        Scale::Auto => {
            let medians = strips.rows.iter().filter_map(|row| {
                let mut values = worlds::numbers(row);
                values.sort_by(f64::total_cmp);
                worlds::median(&values)
            });
            let typical = medians.chain(limits(strips)).filter(|value| *value > 0.0).fold(f64::INFINITY, f64::min);
            let largest = numbers.iter().copied().fold(0.0, f64::max);
            typical.is_finite() && largest / typical > CROWDED
        }
    }
}

/// Where the axis must reach so that the open side of every limit is seen.
fn beyond(strips: &Strips, numbers: &[f64], place: fn(f64) -> f64) -> Vec<f64> {
    let low = numbers.iter().copied().fold(f64::INFINITY, f64::min);
    let high = numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if low > high {
        return Vec::new();
    }
    let room = if high > low { BEYOND * (high - low) } else { BEYOND * high.abs().max(1.0) };
    let reach = |holds: (Option<f64>, Option<f64>)| match (drawable(holds.0), drawable(holds.1)) {
        (Some(from), None) => Some(place(from) + room),
        (None, Some(to)) => Some(place(to) - room),
        (Some(_), Some(_)) | (None, None) => None,
    };
    strips.rows.iter().filter_map(|row| reach(row.holds)).filter(|value| value.is_finite()).collect()
}

/// No axis goes below zero or above the whole only to show a tint.
fn natural(value: f64, quantity: Quantity, numbers: &[f64]) -> f64 {
    let value = if numbers.iter().all(|number| *number >= 0.0) { value.max(0.0) } else { value };
    let whole = quantity == Quantity::Percent && numbers.iter().all(|number| *number <= 100.0);
    if whole { value.min(100.0) } else { value }
}
