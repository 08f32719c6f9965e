//! Where the condition of a row holds: a tint, a bracket above it, and a line at every limit.

use crate::draw::chart::Strip;
use crate::draw::ink::Rgb;
use crate::draw::scene::{Paint, Point, Rect, Scene};

/// Barely there, so that the dots keep the stage; the bracket says the same where a projector swallows it.
pub(super) const TINT: Rgb = (216, 236, 224);
/// Limits are black in every chart.
pub(super) const LIMIT: Rgb = (0, 0, 0);
const BRACKET: f64 = 6.0;
const LINE: f64 = 3.5;

/// The condition of a row in columns of the picture.
pub(super) struct Band {
    from: f64,
    to: f64,
    /// Left and right end of the part where it holds; the right end lies left of the other one where it nowhere does.
    pub columns: (f64, f64),
    /// Left and right end of the row.
    row: (f64, f64),
    /// Columns of the limits on the axis.
    limits: Vec<f64>,
}

impl Band {
    /// `column` places what is on the axis, and tells what is not.
    pub(super) fn of(row: &Strip, area: (f64, f64), column: impl Fn(f64) -> Result<f64, f64>) -> Self {
        let (from, to) = match row.holds {
            (None, None) => (f64::INFINITY, f64::NEG_INFINITY),
            (from, to) => (from.unwrap_or(f64::NEG_INFINITY), to.unwrap_or(f64::INFINITY)),
        };
        // An end that is no number fulfils no comparison, and then nothing holds.
        if from <= to {
            let ends = [column(from), column(to)];
            let limits = ends.iter().filter_map(|end| end.ok()).collect();
            let [left, right] = ends.map(|end| end.unwrap_or_else(|edge| edge));
            Self { from, to, columns: (left, right), row: area, limits }
        } else {
            let nothing = (f64::INFINITY, f64::NEG_INFINITY);
            Self { from: nothing.1, to: nothing.1, columns: (area.0, area.0), row: area, limits: Vec::new() }
        }
    }

    /// Left and right end of what is before, within and after.
    pub(super) fn parts(&self) -> [(f64, f64); 3] {
        [(self.row.0, self.columns.0), self.columns, (self.columns.1, self.row.1)]
    }

    /// Which of those a value belongs to, and its ends.
    pub(super) fn part(&self, value: f64) -> (usize, f64, f64) {
        let part = usize::from(value >= self.from) + usize::from(value > self.to);
        let (left, right) = self.parts()[part];
        (part, left, right)
    }

    /// Whether it holds anywhere.
    pub(super) fn holds(&self) -> bool {
        self.columns.1 > self.columns.0
    }

    /// The tint, below all dots.
    pub(super) fn tint(&self, scene: &mut Scene, area: Rect) {
        let (left, right) = self.columns;
        scene.rect(Rect { left, right, ..area }, Paint::solid(TINT));
    }

    /// Bracket and limits.
    pub(super) fn lines(&self, scene: &mut Scene, area: Rect, unit: f64) {
        let (left, right) = self.columns;
        if self.holds() {
            let half = LINE / 2.0 * unit;
            let bracket = Rect { left: left - half, right: right + half, top: area.top - BRACKET * unit, ..area };
            scene.rect(Rect { bottom: area.top, ..bracket }, Paint::solid(LIMIT));
        }
        for limit in &self.limits {
            scene.line(Point::new(*limit, area.top), Point::new(*limit, area.bottom), LINE * unit, LIMIT);
        }
    }
}
