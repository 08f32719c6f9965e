//! Where the dots of a row lie: worlds of about the same value are stacked around the middle of the row, so that the
//! outline of the stacks tells how many there are.
//!
//! Stacks begin and end at the limits of the row's condition: a dot never lies across the line that it is judged by.

use super::band::Band;
use super::worlds::Worlds;
use crate::draw::scene::{Point, Rect};

/// Radii to choose from, in slide pixels.
const RADII: [f64; 11] = [13.0, 11.0, 9.0, 7.5, 6.5, 5.7, 5.0, 4.5, 4.0, 3.2, 2.6];
/// Up to so many dots none is smaller than that; beyond, dots cover each other before they become dust.
const SMALLEST: [(usize, f64); 4] = [(40, 7.5), (100, 5.0), (300, 4.0), (900, 3.2)];
/// From the middle of a dot to that of the next one, in radii.
const PITCH: f64 = 2.1;
/// The same for dots that just touch; some more of that is not seen.
const TOUCH: f64 = 1.9;
/// Free between a dot and the line of a limit, in slide pixels.
const AIR: f64 = 3.0;
/// Closest that dots of a row come together to keep the outline of their stacks, as a share of the usual distance; the
/// stacks that are still too high come closer on their own.
const CLOSEST: f64 = 0.25;
/// Of dots that cover each other.
const TRANSLUCENT: f64 = 0.6;

/// Worlds of about the same value.
struct Stack {
    column: f64,
    count: usize,
}

/// The largest radius with which the stacks of all these rows fit into their parts.
pub(super) fn radius(rows: &[(&Worlds, Band, Rect)], column: impl Fn(f64) -> f64, unit: f64) -> f64 {
    let most = rows.iter().map(|(worlds, ..)| worlds.seen.len()).max().unwrap_or(0);
    let smallest = SMALLEST.iter().find(|(count, _)| most <= *count).map_or(RADII[RADII.len() - 1], |(_, size)| *size);
    let fits = |size: &f64| {
        rows.iter().all(|(worlds, band, area)| {
            let stacks = stacks(&worlds.seen, band, &column, size * unit, unit);
            let tallest = stacks.iter().map(|stack| stack.count).max().unwrap_or(0);
            tallest as f64 * TOUCH * size * unit <= area.height()
        })
    };
    RADII.into_iter().filter(|size| *size >= smallest).find(fits).unwrap_or(smallest) * unit
}

/// The dots within this part of a row, and how much each hides of what is below.
pub(super) fn of(
    worlds: &Worlds,
    (band, area): (&Band, Rect),
    column: impl Fn(f64) -> f64,
    (radius, unit): (f64, f64),
) -> Vec<(Point, f64)> {
    let middle = (area.top + area.bottom) / 2.0;
    let free = (area.height() - 2.0 * radius).max(0.0);
    let stacks = stacks(&worlds.seen, band, &column, radius, unit);
    let fitting = |count: usize| free / count.saturating_sub(1).max(1) as f64;
    let tallest = stacks.iter().map(|stack| stack.count).max().unwrap_or(0);
    let common = fitting(tallest).clamp(CLOSEST * PITCH * radius, PITCH * radius);
    let mut dots = Vec::with_capacity(worlds.seen.len());
    for stack in stacks {
        let step = common.min(fitting(stack.count));
        let opacity = if stack.count > 1 && step < TOUCH * radius { TRANSLUCENT } else { 1.0 };
        let top = middle - step * (stack.count.max(1) - 1) as f64 / 2.0;
        dots.extend((0..stack.count).map(|index| (Point::new(stack.column, top + index as f64 * step), opacity)));
    }
    dots
}

/// Worlds put together, from left to right.
fn stacks(seen: &[f64], band: &Band, column: &impl Fn(f64) -> f64, radius: f64, unit: f64) -> Vec<Stack> {
    let mut found: Vec<(usize, usize, Stack)> = Vec::new();
    for value in seen {
        let (part, left, right) = band.part(*value);
        let count = ((right - left) / (PITCH * radius)).floor().max(1.0);
        let share = (column(*value) - left) / (right - left).max(1e-9);
        let bin = (share * count).clamp(0.0, count - 1.0) as usize;
        match found.last_mut() {
            Some((last, same, stack)) if (*last, *same) == (part, bin) => {
                stack.column += column(*value);
                stack.count += 1;
            }
            Some(_) | None => found.push((part, bin, Stack { column: column(*value), count: 1 })),
        }
    }
    let settle = |(part, _, stack): (usize, usize, Stack)| {
        let (left, right) = band.parts()[part];
        let (first, last) = (left + radius + AIR * unit, right - radius - AIR * unit);
        let mean = stack.column / stack.count as f64;
        let column = if first <= last { mean.clamp(first, last) } else { (left + right) / 2.0 };
        Stack { column, ..stack }
    };
    found.into_iter().map(settle).collect()
}
