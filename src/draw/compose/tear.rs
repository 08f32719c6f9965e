//! Torn edges: where a given axis ends below its data, the flat top must not be taken for their height.

use crate::draw::figure::Quantity;
use crate::draw::font::{self, Weight};
use crate::draw::ink::Rgb;
use crate::draw::scene::{Align, Mark, Paint, Point, Rect, Scene, Text};

use super::axes;
use super::curves::Places;
use super::layers::{Course, Layers, Values};
use super::plot::Plot;

/// Width of a tooth, in slide pixels.
const TOOTH: f64 = 26.0;
/// From the top of the plot to the upper tips, from tip to notch, and the thickness of the tear.
const ABOVE: f64 = 8.0;
const DEPTH: f64 = 12.0;
const GAP: f64 = 10.0;
/// A tear narrower than this could not be seen.
const NARROWEST: f64 = 5.0;
/// Type size of a peak, in slide pixels: that of the findings above the plots.
const EM: f64 = 22.0;
const PAPER: Rgb = (255, 255, 255);
const EDGE: Rgb = (70, 70, 70);

/// What lies beyond the axis of a plot.
pub(super) struct Tear {
    /// From column to column, from left to right.
    stretches: Vec<(f64, f64)>,
    /// The largest value and its column.
    peak: (f64, f64),
}

impl Tear {
    /// Of the values of a plot; none where all of them lie on its axis.
    pub(super) fn of(layers: &Layers<'_>, plot: &Plot, places: Places<'_>) -> Option<Self> {
        let mut stretches: Vec<(f64, f64)> = Vec::new();
        let mut peak: Option<(f64, f64)> = None;
        for (index, value) in highest(layers).into_iter().enumerate() {
            let Some(value) = value.filter(|value| *value > plot.y.high() * axes::LEAST) else { continue };
            let Some((from, to)) = places.stretch(index, plot) else { continue };
            match stretches.last_mut() {
                Some(last) if from <= last.1 + 0.5 => last.1 = last.1.max(to),
                Some(_) | None => stretches.push((from, to)),
            }
            if peak.is_none_or(|peak| value > peak.0) {
                peak = Some((value, (from + to) / 2.0));
            }
        }
        Some(Self { stretches, peak: peak? })
    }

    /// Draws a white zigzag across what is cut; returns what it covers.
    pub(super) fn draw(&self, scene: &mut Scene, area: Rect, unit: f64) -> Vec<Rect> {
        // A low plot keeps most of its height.
        let size = unit.min(area.height() / 100.0);
        let stretches = self.stretches.iter().map(|(from, to)| widened((*from, *to), area, NARROWEST * unit));
        stretches.map(|stretch| zigzag(scene, stretch, area.top + ABOVE * size, size)).collect()
    }

    /// How far this plot goes on, below its tear, where there is room: plots cut at one height are not equal.
    pub(super) fn name(&self, scene: &mut Scene, plot: &Plot, quantity: Quantity, unit: f64) {
        let em = EM * unit;
        let content = format!("peak {}", axes::height(self.peak.0, quantity));
        let width = font::width(&content, em, Weight::Bold);
        let (area, air) = (plot.area, 6.0 * unit);
        let top = area.top + (ABOVE + DEPTH + GAP + 6.0) * unit.min(area.height() / 100.0);
        if width + 4.0 * air > area.width() || area.height() < 4.0 * em {
            return;
        }
        let around = self.stretches.iter().find(|(from, to)| (*from..=*to).contains(&self.peak.1));
        let middle = around.map_or(self.peak.1, |(from, to)| (from + to) / 2.0);
        let left = (middle - width / 2.0).clamp(area.left + 2.0 * air, area.right - 2.0 * air - width);
        let text = Text {
            content,
            at: Point::new(left, top + font::ASCENT * em),
            em,
            weight: Weight::Bold,
            align: Align::Start,
            rgb: axes::WORDS,
        };
        let extent = text.extent();
        let ground = Rect { left: extent.left - air, right: extent.right + air, ..extent };
        scene.rect(ground, Paint { rgb: PAPER, opacity: 0.85 });
        scene.text(text);
    }
}

/// The largest of all values at each position.
fn highest(layers: &Layers<'_>) -> Values {
    let lines = layers.strokes.iter().filter_map(|stroke| match &stroke.course {
        Course::Values(values) => Some(values.clone()),
        Course::Dots(values, _) => Some(values.iter().map(|value| value.map(|value| value.estimate)).collect()),
        // A level is named where it ends.
        Course::Level(_) => None,
    });
    let mut highest: Values = Vec::new();
    for values in layers.fills.iter().map(|fill| fill.upper.clone()).chain(lines) {
        highest.resize(highest.len().max(values.len()), None);
        for (most, value) in highest.iter_mut().zip(values) {
            // Nothing is less than any number.
            *most = if value > *most { value } else { *most };
        }
    }
    highest
}

/// A stretch that can be seen, within the plot.
fn widened((from, to): (f64, f64), area: Rect, least: f64) -> (f64, f64) {
    let more = ((least - (to - from)) / 2.0).max(0.0);
    ((from - more).max(area.left), (to + more).min(area.right))
}

/// A band between two jagged edges; both keep within the stretch.
fn zigzag(scene: &mut Scene, (from, to): (f64, f64), top: f64, unit: f64) -> Rect {
    let teeth = ((to - from) / (TOOTH * unit)).round().max(1.0);
    let edge = |down: f64| -> Vec<Point> {
        let corner = |half: usize| {
            let notch = if half.is_multiple_of(2) { DEPTH * unit } else { 0.0 };
            Point::new(from + (to - from) * half as f64 / (2.0 * teeth), top + down + notch)
        };
        (0..=2 * teeth as usize).map(corner).collect()
    };
    let (upper, lower) = (edge(0.0), edge(GAP * unit));
    let ring = upper.iter().chain(lower.iter().rev()).copied().collect();
    scene.marks.push(Mark::Fill(ring, Paint::solid(PAPER)));
    for edge in [upper, lower] {
        scene.path(&edge, 1.6 * unit, EDGE, &[]);
    }
    Rect { left: from, right: to, top, bottom: top + (DEPTH + GAP) * unit }
}
