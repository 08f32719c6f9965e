//! Diagonal lines across a rectangle: the signal beside a colour.

use crate::draw::scene::{Mark, Paint, Point, Rect, Scene};

/// Distance of the lines, in slide pixels.
pub(super) const STEP: f64 = 13.0;

/// Diagonals that begin at the rectangle's own corner, cut at its edges.
pub(super) fn diagonals(scene: &mut Scene, area: Rect, step: f64, width: f64, paint: Paint) {
    from(scene, area, area.left - area.height(), step, (width, paint));
}

/// Diagonals that go on in the next rectangle, wherever that lies.
pub(super) fn running(scene: &mut Scene, area: Rect, step: f64, width: f64, paint: Paint) {
    // All lines meet the picture's upper edge at whole steps.
    let first = ((area.left + area.top) / step).floor() * step - area.bottom;
    from(scene, area, first, step, (width, paint));
}

/// Diagonals within an area between an upper and a lower edge, each a path from left to right.
pub(super) fn within(scene: &mut Scene, (upper, lower): (&[Point], &[Point]), step: f64, width: f64, paint: Paint) {
    let (Some(first), Some(last)) = (upper.first(), upper.last()) else { return };
    let row = |edge: &[Point], x: f64| {
        let next = edge.partition_point(|point| point.x < x).clamp(1, edge.len().max(2) - 1);
        let (Some(from), Some(to)) = (edge.get(next - 1), edge.get(next)) else { return f64::NAN };
        from.y + (to.y - from.y) * ((x - from.x) / (to.x - from.x).max(1e-9)).clamp(0.0, 1.0)
    };
    let top = upper.iter().map(|point| point.y).fold(f64::INFINITY, f64::min);
    let bottom = lower.iter().map(|point| point.y).fold(f64::NEG_INFINITY, f64::max);
    if step < 0.5 || !(bottom - top).is_finite() || !(last.x - first.x).is_finite() {
        return;
    }
    // Fine enough that a line ends within the edge's own thickness.
    let fine = step / 8.0;
    let mut foot = first.x - (bottom - top);
    while foot < last.x {
        let mut run: Option<(f64, f64)> = None;
        let (from, to) = (foot.max(first.x), (foot + bottom - top).min(last.x));
        let count = ((to - from) / fine).ceil().max(0.0) as usize;
        for x in (0..=count).map(|index| (from + index as f64 * fine).min(to)).chain([f64::NAN]) {
            let y = bottom - (x - foot);
            if y >= row(upper, x) && y <= row(lower, x) {
                run = Some((run.map_or(x, |run| run.0), x));
            } else if let Some((begin, end)) = run.take().filter(|(begin, end)| end > begin) {
                let path = [begin, end].map(|x| Point::new(x, bottom - (x - foot))).to_vec();
                scene.marks.push(Mark::Stroke(path, width, paint));
            }
        }
        foot += step;
    }
}

/// Diagonals that rise to the right; the first would meet the lower edge at `first`.
fn from(scene: &mut Scene, area: Rect, first: f64, step: f64, (width, paint): (f64, Paint)) {
    let height = area.height();
    if area.width() <= 0.0 || height <= 0.0 || step < 0.5 {
        return;
    }
    let count = ((area.right - first) / step).ceil().max(0.0) as usize;
    for index in 1..count {
        let foot = first + index as f64 * step;
        let left = foot.max(area.left);
        let right = (foot + height).min(area.right);
        if right > left {
            let path =
                vec![Point::new(left, area.bottom - (left - foot)), Point::new(right, area.bottom - (right - foot))];
            scene.marks.push(Mark::Stroke(path, width, paint));
        }
    }
}
