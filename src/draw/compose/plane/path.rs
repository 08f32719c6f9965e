//! The path, its arrows and its two ends.

use crate::draw::ink::{Ink, Rgb};
use crate::draw::scene::{Paint, Point, Scene};

use super::super::curves;

const WHITE: Rgb = (255, 255, 255);
/// Shorter steps have no arrow, and two arrows are further apart than that, in slide pixels.
const ARROW: f64 = 64.0;
/// Half the size of an arrow and of the mark of an end.
const HEAD: f64 = 17.0;
const END: f64 = 12.0;

/// Draws the path from place to place.
pub(super) fn draw(scene: &mut Scene, places: &[Option<Point>], unit: f64) {
    let pen = Ink::BoldBlue.pen();
    let pieces = pieces(places);
    for piece in &pieces {
        curves::line(scene, piece, pen, unit);
    }
    for place in places.iter().flatten() {
        scene.polygon(*place, 5.0 * unit, 16, 0.0, Paint::solid(pen.rgb));
    }
    arrows(scene, &pieces, unit);
    // A ring where it begins, a square where it ends: two shapes, and not two colours.
    if let Some(first) = places.iter().flatten().next() {
        scene.polygon(*first, (END + 4.0) * unit, 32, 0.0, Paint::solid(pen.rgb));
        scene.polygon(*first, (END - 2.0) * unit, 32, 0.0, Paint::solid(WHITE));
    }
    if let Some(last) = places.iter().rev().flatten().next() {
        let turn = std::f64::consts::FRAC_PI_4;
        scene.polygon(*last, (END + 3.0) * unit, 4, turn, Paint::solid(WHITE));
        scene.polygon(*last, END * unit, 4, turn, Paint::solid(pen.rgb));
    }
}

/// The places between two gaps.
pub(super) fn pieces(places: &[Option<Point>]) -> Vec<Vec<Point>> {
    let runs = places.split(Option::is_none).map(|run| run.iter().copied().flatten().collect::<Vec<Point>>());
    runs.filter(|run| run.len() > 1).collect()
}

/// Heads in the middle of long steps.
fn arrows(scene: &mut Scene, pieces: &[Vec<Point>], unit: f64) {
    let mut drawn: Vec<Point> = Vec::new();
    for ends in pieces.iter().flat_map(|piece| piece.windows(2)) {
        let (from, to) = (ends[0], ends[1]);
        let (across, down) = (to.x - from.x, to.y - from.y);
        let middle = Point::new(from.x + 0.55 * across, from.y + 0.55 * down);
        let crowded = |other: &Point| (other.x - middle.x).hypot(other.y - middle.y) < ARROW * unit;
        if across.hypot(down) < ARROW * unit || drawn.iter().any(crowded) {
            continue;
        }
        let turn = down.atan2(across);
        scene.polygon(middle, (HEAD + 4.0) * unit, 3, turn, Paint::solid(WHITE));
        scene.polygon(middle, HEAD * unit, 3, turn, Paint::solid(Ink::BoldBlue.pen().text));
        drawn.push(middle);
    }
}
