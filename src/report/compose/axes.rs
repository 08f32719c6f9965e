//! Grid, numbers and axis labels. The y label lies flat above its axis: nobody in the
//! last row turns their head.

use crate::report::figure::{Figure, Panel};
use crate::report::font::{self, Weight};
use crate::report::ink::Rgb;
use crate::report::scale::{self, Span};
use crate::report::scene::{Align, Paint, Point, Rect, Scene, Text};

use super::frame::{Frame, LABEL, Plot};
use super::heading::MARGIN;

const GRID: Rgb = (208, 208, 208);
const AXIS: Rgb = (60, 60, 60);
const WORDS: Rgb = (60, 60, 60);
const MOST_TIME_TICKS: usize = 12;

/// Horizontal lines at round numbers, and the numbers.
pub(super) fn grid(scene: &mut Scene, plot: &Plot, frame: &Frame) {
    let unit = frame.unit;
    let em = LABEL * unit;
    let mut free_below = f64::INFINITY;
    for tick in &plot.ticks {
        let row = plot.row(tick.value);
        scene.line(Point::new(plot.area.left, row), Point::new(plot.area.right, row), 1.2 * unit, GRID);
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

/// The y label, on a ground of its own because event lines pass behind it.
pub(super) fn heading(scene: &mut Scene, panel: &Panel, peak: f64, plot: &Plot, frame: &Frame) {
    let unit = frame.unit;
    let em = LABEL * unit;
    let label = format!("{}{}", named(&panel.y.label, plot.y), cut(panel, peak, plot));
    let room = frame.paper.right - 2.0 * MARGIN * unit;
    let text = Text {
        content: font::shorten(&label, em, Weight::Bold, room),
        at: Point::new(MARGIN * unit, plot.area.top - 17.0 * unit),
        em,
        weight: Weight::Bold,
        align: Align::Start,
        rgb: WORDS,
    };
    let extent = text.extent();
    let ground = Rect { left: plot.area.left, right: extent.right + 8.0 * unit, ..extent };
    let paint = Paint { rgb: (255, 255, 255), opacity: 0.85 };
    scene.rect(ground, paint);
    scene.text(text);
}

/// What an axis measures, and that its scale is not the usual one.
fn named(label: &str, span: Span) -> String {
    let scale = if span.is_log() { " (log scale)" } else { "" };
    format!("{}{scale}", font::printable(label))
}

/// Where a given maximum hides the top of the data, the chart says how far they go on:
/// two digits, never less than the truth.
fn cut(panel: &Panel, peak: f64, plot: &Plot) -> String {
    if peak <= plot.y.high() * 1.001 {
        return String::new();
    }
    let digit = 10_f64.powf(peak.log10().floor() - 1.0);
    let height = scale::write((peak / digit).ceil() * digit, peak, panel.y.quantity);
    format!(" — cut, peaks reach {height}")
}

/// The shared x axis under the lowest plot, and a base line under each.
pub(super) fn time(scene: &mut Scene, figure: &Figure, frame: &Frame) {
    let unit = frame.unit;
    for plot in &frame.plots {
        scene.line(
            Point::new(plot.area.left, plot.area.bottom),
            Point::new(plot.area.right, plot.area.bottom),
            2.0 * unit,
            AXIS,
        );
    }
    let em = LABEL * unit;
    let floor = frame.floor();
    let mut free_from = f64::NEG_INFINITY;
    for tick in frame.x.ticks(frame.quantity, MOST_TIME_TICKS) {
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
    let label = named(&figure.x.label, frame.x);
    scene.text(Text {
        content: font::shorten(&label, em, Weight::Bold, frame.strip.width()),
        at: Point::new((frame.strip.left + frame.strip.right) / 2.0, floor + 66.0 * unit),
        em,
        weight: Weight::Bold,
        align: Align::Middle,
        rgb: WORDS,
    });
}
