//! The parts of the paper once it is divided, and how values map into them.

use crate::draw::figure::Quantity;
use crate::draw::font::{self, Weight};
use crate::draw::scale::{Span, Tick};
use crate::draw::scene::{Point, Rect};

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
    /// Column of a position on the shared axis.
    pub(super) fn column(&self, x: f64) -> f64 {
        self.strip.left + self.x.share(x) * self.strip.width()
    }

    /// Lower edge of the lowest plot.
    pub(super) fn floor(&self) -> f64 {
        self.plots.last().map_or(self.strip.bottom, |plot| plot.area.bottom)
    }
}

/// A label above the strip on a pole.
#[derive(Clone)]
pub(super) struct Flag {
    pub column: f64,
    pub left: f64,
    pub right: f64,
    pub label: String,
    pub row: usize,
}

/// Width of the widest of these numbers.
pub(super) fn widest_tick(numbers: &[Vec<Tick>], unit: f64) -> f64 {
    numbers.iter().flatten().map(|tick| font::width(&tick.label, LABEL * unit, Weight::Regular)).fold(0.0, f64::max)
}
