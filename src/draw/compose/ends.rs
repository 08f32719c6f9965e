//! Which lines are labelled beside their right end, and the room that takes.

use crate::draw::font::{self, Weight};
use crate::draw::scale::Span;

use super::layers::{Course, Layers};
use super::plot::LABEL;

/// Widest end label before it is broken into two lines, in slide pixels.
const WIDEST: f64 = 250.0;
/// A line whose last point lies this far along the axis ends "at the right".
const REACHES_END: f64 = 0.97;

/// For each stroke whether its label stands beside its end: it must get there, and no
/// other line may end on the same spot, where a label would not tell which is meant.
pub(super) fn apart(layers: &Layers<'_>, at: &[f64], x: Span, height: f64, unit: f64) -> Vec<bool> {
    let tip = |values: &[Option<f64>]| {
        last(values, at)
            .filter(|(at, _)| x.share(*at) >= REACHES_END && *at <= x.high())
            .map(|(_, value)| layers.span.share(value) * height)
    };
    let tips: Vec<Option<f64>> = layers
        .strokes
        .iter()
        // What has no label needs no place for it and takes none from others.
        .map(|stroke| match &stroke.course {
            Course::Values(_) | Course::Level(_) | Course::Dots(..) if stroke.label.trim().is_empty() => None,
            Course::Level(value) => Some(layers.span.share(*value) * height),
            Course::Values(values) => tip(values),
            Course::Dots(values, _) => tip(&values.iter().map(|value| Some((*value)?.estimate)).collect::<Vec<_>>()),
        })
        .collect();
    let crowded = |index: usize, tip: f64| {
        tips.iter()
            .enumerate()
            .any(|(other, row)| other != index && row.is_some_and(|row| (row - tip).abs() < 0.5 * LABEL * unit))
    };
    tips.iter()
        .enumerate()
        .zip(&layers.strokes)
        .map(|((index, tip), stroke)| match (tip, &stroke.course) {
            (Some(_), Course::Level(_)) => true,
            (Some(tip), Course::Values(_) | Course::Dots(..)) => !crowded(index, *tip),
            (None, Course::Level(_) | Course::Values(_) | Course::Dots(..)) => false,
        })
        .collect()
}

/// Width right of the plots for these labels.
pub(super) fn room(layers: &[Layers<'_>], at_end: &[Vec<bool>], unit: f64) -> f64 {
    let widest = layers
        .iter()
        .zip(at_end)
        .flat_map(|(layers, at_end)| layers.strokes.iter().zip(at_end))
        .filter(|(_, at_end)| **at_end)
        .flat_map(|(stroke, _)| lines(stroke.label, unit))
        .map(|line| font::width(&line, LABEL * unit, Weight::Bold))
        .fold(0.0, f64::max);
    // Half a tick label must fit even where no line ends.
    (widest + 20.0 * unit).max(24.0 * unit)
}

/// An end label, broken into at most two lines.
pub(super) fn lines(label: &str, unit: f64) -> Vec<String> {
    font::wrap(&font::printable(label), LABEL * unit, Weight::Bold, WIDEST * unit, 2)
}

fn last(values: &[Option<f64>], at: &[f64]) -> Option<(f64, f64)> {
    at.iter().zip(values).rev().filter(|(at, _)| at.is_finite()).find_map(|(at, value)| value.map(|value| (*at, value)))
}
