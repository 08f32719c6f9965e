//! Where each cell is, and which place between the cells a pair of numbers has.

use crate::draw::scene::{Point, Rect};

/// The cells' edges, in whole pixels: between edges at fractions of a pixel the paper would shine through.
pub(super) struct Field {
    pub area: Rect,
    columns: Vec<f64>,
    /// From the bottom upwards.
    rows: Vec<f64>,
    x: Vec<f64>,
    y: Vec<f64>,
}

impl Field {
    /// Equally wide cells for these values.
    pub(super) fn over(x: &[f64], y: &[f64], area: Rect) -> Self {
        let edges = |from: f64, to: f64, count: usize| -> Vec<f64> {
            let step = (to - from) / count.max(1) as f64;
            (0..=count).map(|index| (from + index as f64 * step).round()).collect()
        };
        let area = Rect {
            left: area.left.round(),
            top: area.top.round(),
            right: area.right.round().max(area.left.round() + 1.0),
            bottom: area.bottom.round().max(area.top.round() + 1.0),
        };
        Self {
            area,
            columns: edges(area.left, area.right, x.len()),
            rows: edges(area.bottom, area.top, y.len()),
            x: x.to_vec(),
            y: y.to_vec(),
        }
    }

    pub(super) fn columns(&self) -> usize {
        self.x.len()
    }

    pub(super) fn rows(&self) -> usize {
        self.y.len()
    }

    pub(super) fn middle_of_column(&self, index: usize) -> f64 {
        (self.columns[index] + self.columns[index + 1]) / 2.0
    }

    pub(super) fn middle_of_row(&self, index: usize) -> f64 {
        (self.rows[index] + self.rows[index + 1]) / 2.0
    }

    /// The cell of the pair with these indices.
    pub(super) fn cell(&self, column: usize, row: usize) -> Rect {
        Rect {
            left: self.columns[column],
            right: self.columns[column + 1],
            top: self.rows[row + 1],
            bottom: self.rows[row],
        }
    }

    /// The place of a pair of numbers, which may lie outside the map; none for what is no number.
    pub(super) fn place(&self, x: f64, y: f64) -> Option<Point> {
        let (across, up) = (position(&self.x, x)?, position(&self.y, y)?);
        let width = self.area.width() / self.x.len() as f64;
        let height = self.area.height() / self.y.len() as f64;
        Some(Point::new(self.area.left + (across + 0.5) * width, self.area.bottom - (up + 0.5) * height))
    }

    /// The path as far as it lies on the map, one piece for each stay.
    pub(super) fn clipped(&self, path: &[Point]) -> Vec<Vec<Point>> {
        let mut pieces: Vec<Vec<Point>> = Vec::new();
        for ends in path.windows(2) {
            let Some((from, to)) = within(self.area, ends[0], ends[1]) else {
                continue;
            };
            match pieces.last_mut() {
                Some(piece) if piece.last() == Some(&from) => piece.push(to),
                Some(_) | None => pieces.push(vec![from, to]),
            }
        }
        pieces
    }
}

/// Where a number lies among ascending ones, counted in cells from the middle of the first; beyond the ends it goes
/// on as between the two values at that end.
fn position(at: &[f64], value: f64) -> Option<f64> {
    if !value.is_finite() || at.is_empty() {
        return None;
    }
    if at.len() == 1 {
        // With one value there is no step to measure by: only the value itself has a place.
        return (value == at[0]).then_some(0.0);
    }
    let last = at.len() - 2;
    let left = at.windows(2).position(|pair| value <= pair[1]).unwrap_or(last);
    let (from, to) = (at[left], at[left + 1]);
    let place = left as f64 + (value - from) / (to - from);
    // Far outside is outside; a number that fits into a picture keeps the clipping exact.
    place.is_finite().then(|| place.clamp(-1e6, 1e6))
}

/// The part of a straight line within a rectangle (Liang and Barsky).
fn within(area: Rect, from: Point, to: Point) -> Option<(Point, Point)> {
    let (across, down) = (to.x - from.x, to.y - from.y);
    let (mut begin, mut end) = (0.0_f64, 1.0_f64);
    for (step, room) in [
        (-across, from.x - area.left),
        (across, area.right - from.x),
        (-down, from.y - area.top),
        (down, area.bottom - from.y),
    ] {
        if step == 0.0 && room < 0.0 {
            return None;
        }
        if step < 0.0 {
            begin = begin.max(room / step);
        } else if step > 0.0 {
            end = end.min(room / step);
        }
    }
    let at = |share: f64| match share {
        0.0 => from,
        1.0 => to,
        _ => Point::new(from.x + across * share, from.y + down * share),
    };
    (begin < end).then(|| (at(begin), at(end)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const AREA: Rect = Rect { left: 0.0, top: 0.0, right: 300.0, bottom: 200.0 };

    #[test]
    fn numbers_lie_between_the_middles_of_their_cells() {
        let field = Field::over(&[1.0, 10.0, 100.0], &[0.0, 5.0], AREA);
        assert_eq!(field.place(1.0, 0.0), Some(Point::new(50.0, 150.0)));
        assert_eq!(field.place(5.5, 2.5), Some(Point::new(100.0, 100.0)));
        assert_eq!(field.place(145.0, 5.0), Some(Point::new(300.0, 50.0)), "half a cell beyond the last value");
        assert_eq!(field.place(f64::NAN, 0.0), None);
        assert_eq!(field.cell(0, 1), Rect { left: 0.0, top: 0.0, right: 100.0, bottom: 100.0 });
    }

    #[test]
    fn lines_end_at_the_edge_of_the_map() {
        let field = Field::over(&[1.0, 2.0], &[1.0, 2.0], AREA);
        let path = [(-100.0, 100.0), (150.0, 100.0), (150.0, -50.0), (200.0, -50.0), (200.0, 50.0)];
        let pieces = field.clipped(&path.map(|(x, y)| Point::new(x, y)));
        let ends: Vec<(f64, f64)> = pieces.iter().flatten().map(|point| (point.x, point.y)).collect();
        assert_eq!(ends, [(0.0, 100.0), (150.0, 100.0), (150.0, 0.0), (200.0, 0.0), (200.0, 50.0)]);
        assert_eq!(pieces.len(), 2);
    }
}
