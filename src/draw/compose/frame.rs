//! Margins, lanes and plots: who gets which part of the paper.

use crate::draw::figure::{Figure, Quantity, Size};
use crate::draw::font::{self, Weight};
use crate::draw::scale::{Span, Tick};
use crate::draw::scene::{Point, Rect};

use super::ends;
use super::flags::{self, Flag};
use super::heading::{FOOTER, MARGIN};
use super::layers::Layers;

/// Type size of ticks, strip and labels, in slide pixels.
pub(super) const LABEL: f64 = 24.0;
/// Height of one row of flags above the strip.
pub(super) const FLAG_ROW: f64 = 31.0;
/// Height of the strip that names the phases.
pub(super) const STRIP: f64 = 36.0;
/// Height of the row of an axis label above its plot.
pub(super) const PANEL_HEADING: f64 = 40.0;
/// Height of numbers and label below the lowest plot.
pub(super) const X_AXIS: f64 = 74.0;

/// One panel's place and how values map into it.
pub(super) struct Plot {
    pub area: Rect,
    pub x: Span,
    pub y: Span,
    pub ticks: Vec<Tick>,
    /// For each stroke whether its label stands in the right margin.
    pub at_end: Vec<bool>,
}

/// The division of the paper.
pub(super) struct Frame {
    pub unit: f64,
    pub paper: Rect,
    pub strip: Rect,
    pub flags: Vec<Flag>,
    pub plots: Vec<Plot>,
    pub x: Span,
    pub quantity: Quantity,
    /// Columns of the events' vertical lines.
    pub poles: Vec<f64>,
}

impl Plot {
    /// Where a value at a position is drawn; outside values sit on the edge.
    pub(super) fn place(&self, x: f64, y: f64) -> Point {
        Point::new(self.column(x), self.row(y))
    }

    pub(super) fn column(&self, x: f64) -> f64 {
        self.area.left + self.x.share(x) * self.area.width()
    }

    pub(super) fn row(&self, y: f64) -> f64 {
        self.area.bottom - self.y.share(y) * self.area.height()
    }
}

impl Frame {
    /// Gives out the space below the heading.
    pub(super) fn measure(figure: &Figure, layers: &[Layers<'_>], size: Size, ticks: usize, top: f64) -> Self {
        let unit = size.unit();
        let paper = Rect::paper(size);
        let x = Span::exact(&figure.x, &figure.at);
        let numbers: Vec<Vec<Tick>> = figure
            .panels
            .iter()
            .zip(layers)
            .map(|(panel, layers)| layers.span.ticks(panel.y.quantity, ticks))
            .collect();
        let left = MARGIN * unit + widest_tick(&numbers, unit) + 14.0 * unit;
        // The plots' height is not known yet; half the paper is close enough to see
        // which lines end too near each other.
        let height = paper.bottom * 0.5 / layers.len().max(1) as f64;
        let at_end: Vec<Vec<bool>> =
            layers.iter().map(|layers| ends::apart(layers, &figure.at, x, height, unit)).collect();
        let right = paper.right - MARGIN * unit - ends::room(layers, &at_end, unit);
        let (flags, rows) = flags::flags(figure, x, (left, right), paper.right, unit);
        let strip_top = top + rows as f64 * FLAG_ROW * unit;
        let strip_height = if figure.bands.is_empty() { 0.0 } else { STRIP * unit };
        let strip = Rect { left, top: strip_top, right, bottom: strip_top + strip_height };
        let floor = paper.bottom - (FOOTER + X_AXIS) * unit;
        let areas = plots(strip, floor, layers.len(), unit);
        let plots = mapped(areas, layers, numbers, at_end, x);
        let mut frame = Self { unit, paper, strip, flags, plots, x, quantity: figure.x.quantity, poles: Vec::new() };
        frame.poles = flags::shown(&figure.events, x).map(|event| frame.column(event.at)).collect();
        frame
    }

    /// Column of a position on the shared axis.
    pub(super) fn column(&self, x: f64) -> f64 {
        self.strip.left + self.x.share(x) * self.strip.width()
    }

    /// Lower edge of the lowest plot.
    pub(super) fn floor(&self) -> f64 {
        self.plots.last().map_or(self.strip.bottom, |plot| plot.area.bottom)
    }
}

/// Plots with everything known about them.
fn mapped(
    areas: Vec<Rect>,
    layers: &[Layers<'_>],
    numbers: Vec<Vec<Tick>>,
    at_end: Vec<Vec<bool>>,
    x: Span,
) -> Vec<Plot> {
    areas
        .into_iter()
        .zip(layers)
        .zip(numbers)
        .zip(at_end)
        .map(|(((area, layers), ticks), at_end)| Plot { area, x, y: layers.span, ticks, at_end })
        .collect()
}

/// Equal shares of the height, each below the row of its axis label.
fn plots(strip: Rect, floor: f64, count: usize, unit: f64) -> Vec<Rect> {
    let share = ((floor - strip.bottom) / count.max(1) as f64).max(1.0);
    (0..count)
        .map(|index| {
            let top = strip.bottom + share * index as f64;
            let air = if index == 0 { 0.0 } else { 14.0 * unit };
            let heading = (PANEL_HEADING * unit + air).min(share * 0.5);
            Rect { left: strip.left, top: top + heading, right: strip.right, bottom: top + share }
        })
        .collect()
}

pub(super) fn widest_tick(numbers: &[Vec<Tick>], unit: f64) -> f64 {
    numbers.iter().flatten().map(|tick| font::width(&tick.label, LABEL * unit, Weight::Regular)).fold(0.0, f64::max)
}
