//! Grid, numbers and axis labels. The y label lies flat above its axis: nobody in the
//! last row turns their head.

use crate::draw::figure::{Axis, Panel, Quantity};
use crate::draw::font::{self, Weight};
use crate::draw::ink::Rgb;
use crate::draw::scale::{self, Span};
use crate::draw::scene::{Align, Point, Rect, Scene, Text};

use super::heading::MARGIN;
use super::plot::{Frame, LABEL, Plot};

/// Values so little above the end of an axis are not seen to be cut.
pub(super) const LEAST: f64 = 1.001;
pub(super) const GRID: Rgb = (208, 208, 208);
pub(super) const AXIS: Rgb = (60, 60, 60);
pub(super) const WORDS: Rgb = (60, 60, 60);

/// Horizontal lines at round numbers.
pub(super) fn grid(scene: &mut Scene, plot: &Plot, unit: f64) {
    for tick in &plot.ticks {
        let row = plot.row(tick.value);
        scene.line(Point::new(plot.area.left, row), Point::new(plot.area.right, row), 1.2 * unit, GRID);
    }
}

/// The numbers left of those lines.
pub(super) fn numbers(scene: &mut Scene, plot: &Plot, unit: f64) {
    let em = LABEL * unit;
    let mut free_below = f64::INFINITY;
    for tick in &plot.ticks {
        let row = plot.row(tick.value);
        if row > free_below {
            continue;
        }
        free_below = row - 1.1 * em;
        scene.text(Text {
            content: tick.label.clone(),
            at: Point::new(plot.area.left - 12.0 * unit, row + 0.36 * em),
            em,
            weight: Weight::Regular,
            align: Align::End,
            rgb: WORDS,
        });
    }
}

/// The y label, on the clean paper above its plot.
pub(super) fn heading(scene: &mut Scene, panel: &Panel, peak: f64, plot: &Plot, frame: &Frame) {
    let unit = frame.unit;
    let em = LABEL * unit;
    let label = format!("{}{}", named(&panel.y.label, plot.y), cut(&panel.y, peak, plot.y));
    let room = frame.paper.right - 2.0 * MARGIN * unit;
    let text = Text {
        content: font::shorten(&label, em, Weight::Bold, room),
        at: Point::new(MARGIN * unit, plot.area.top - 17.0 * unit),
        em,
        weight: Weight::Bold,
        align: Align::Start,
        rgb: WORDS,
    };
    scene.text(text);
}

/// What an axis measures, and that its scale is not the usual one.
pub(super) fn named(label: &str, span: Span) -> String {
    let scale = if span.is_log() { " (log scale)" } else { "" };
    format!("{}{scale}", font::printable(label))
}

/// Where a given maximum hides the top of the data, the chart says how far they go on:
/// two digits, never less than the truth.
pub(super) fn cut(axis: &Axis, peak: f64, span: Span) -> String {
    if peak <= span.high() * LEAST {
        return String::new();
    }
    format!(" — cut, peaks reach {}", height(peak, axis.quantity))
}

/// The height of a peak in words.
pub(super) fn height(peak: f64, quantity: Quantity) -> String {
    let digit = 10_f64.powf(peak.log10().floor() - 1.0);
    scale::write((peak / digit).ceil() * digit, peak, quantity)
}

/// The base line under a plot.
pub(super) fn base(scene: &mut Scene, area: Rect, unit: f64) {
    scene.line(Point::new(area.left, area.bottom), Point::new(area.right, area.bottom), 2.0 * unit, AXIS);
}

/// The numbers of the shared x axis, under the lowest plot; none that would touch another one or leave the frame's paper.
pub(super) fn columns(scene: &mut Scene, frame: &Frame, most: usize) {
    let unit = frame.unit;
    let em = LABEL * unit;
    let floor = frame.floor();
    let mut free_from = frame.paper.left;
    for tick in frame.x.ticks(frame.quantity, most) {
        let column = frame.column(tick.value);
        scene.line(Point::new(column, floor), Point::new(column, floor + 8.0 * unit), 2.0 * unit, AXIS);
        let text = Text {
            content: tick.label,
            at: Point::new(column, floor + 33.0 * unit),
            em,
            weight: Weight::Regular,
            align: Align::Middle,
            rgb: WORDS,
        };
        let extent = text.extent();
        if extent.left >= free_from && extent.right <= frame.paper.right {
            free_from = extent.right + 8.0 * unit;
            scene.text(text);
        }
    }
}

/// What the x axis measures, below its numbers.
pub(super) fn label(scene: &mut Scene, axis: &Axis, span: Span, (left, right, floor): (f64, f64, f64), unit: f64) {
    let em = LABEL * unit;
    scene.text(Text {
        content: font::shorten(&named(&axis.label, span), em, Weight::Bold, right - left),
        at: Point::new((left + right) / 2.0, floor + 66.0 * unit),
        em,
        weight: Weight::Bold,
        align: Align::Middle,
        rgb: WORDS,
    });
}
