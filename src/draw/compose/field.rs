//! Where ink already is, column by column: what the labels within a plot must avoid.

use crate::draw::scene::{Point, Rect};

use super::curves::Curve;

/// Width of the columns, in slide pixels: finer than any letter.
const COLUMN: f64 = 4.0;

/// Highest and lowest row something touches in each column; `None` where it is absent.
pub(super) type Cover = Vec<Option<(f64, f64)>>;

/// All ink of a panel.
pub(super) struct Field {
    left: f64,
    step: f64,
    /// Which curve, and its rows.
    ink: Vec<Vec<(usize, (f64, f64))>>,
}

impl Field {
    /// An empty plot.
    pub(super) fn over(area: Rect, unit: f64) -> Self {
        let step = COLUMN * unit;
        let count = (area.width() / step).ceil().max(1.0) as usize;
        Self { left: area.left, step, ink: vec![Vec::new(); count] }
    }

    /// Horizontal middle of a column.
    pub(super) fn middle(&self, column: usize) -> f64 {
        self.left + (column as f64 + 0.5) * self.step
    }

    /// The columns a rectangle reaches into.
    pub(super) fn columns(&self, place: &Rect) -> std::ops::RangeInclusive<usize> {
        self.index(place.left)..=self.index(place.right)
    }

    /// Which rows the paths touch in each column.
    pub(super) fn cover(&self, paths: &[Vec<Point>]) -> Cover {
        let mut cover: Cover = vec![None; self.ink.len()];
        for ends in paths.iter().flat_map(|path| path.windows(2)) {
            let (from, to) = (ends[0], ends[1]);
            let slope = (to.y - from.y) / (to.x - from.x).max(1e-9);
            let (first, last) = (self.index(from.x), self.index(to.x));
            for (column, rows) in cover.iter_mut().enumerate().take(last + 1).skip(first) {
                let begin = (self.left + column as f64 * self.step).clamp(from.x, to.x.max(from.x));
                let end = (begin + self.step).min(to.x.max(from.x));
                let (low, high) = if to.x - from.x < 1e-6 {
                    (from.y, to.y)
                } else {
                    (from.y + slope * (begin - from.x), from.y + slope * (end - from.x))
                };
                let (least, most) = (low.min(high), low.max(high));
                *rows = Some(rows.map_or((least, most), |(top, bottom)| (top.min(least), bottom.max(most))));
            }
        }
        cover
    }

    /// Remembers a drawn curve by the rows it touches.
    pub(super) fn record(&mut self, of: usize, curve: &Curve<'_>, upper: &Cover, lower: &Cover) {
        let half = curve.half;
        for (ink, (above, below)) in self.ink.iter_mut().zip(upper.iter().zip(lower)) {
            let rows = match (above, below) {
                (Some(above), Some(below)) if curve.filled => (above.0, below.1),
                (Some(line), Some(_) | None) => (line.0 - half, line.1 + half),
                (None, Some(_) | None) => continue,
            };
            ink.push((of, rows));
        }
    }

    /// Remembers a vertical line, which belongs to no curve.
    pub(super) fn record_pole(&mut self, x: f64, area: Rect) {
        let column = self.index(x);
        self.ink[column].push((usize::MAX, (area.top, area.bottom)));
    }

    /// How many columns of ink a label here would lie on; `beside_own` leaves out the
    /// ink of the curve it names, as for a label within its own area.
    pub(super) fn hits(&self, place: &Rect, curve: usize, beside_own: bool) -> usize {
        self.columns(place)
            .filter(|column| {
                self.ink[*column].iter().any(|(of, (top, bottom))| {
                    let counts = !beside_own || *of != curve;
                    counts && *top < place.bottom && *bottom > place.top
                })
            })
            .count()
    }

    fn index(&self, x: f64) -> usize {
        let column = ((x - self.left) / self.step).floor().max(0.0) as usize;
        column.min(self.ink.len() - 1)
    }
}
