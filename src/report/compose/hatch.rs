//! Diagonal lines across a rectangle: the signal beside a colour.

use crate::report::scene::{Mark, Paint, Point, Rect, Scene};

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
