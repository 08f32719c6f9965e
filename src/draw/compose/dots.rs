//! Single values with whiskers: what a sample says, and how sure it is.

use std::f64::consts::FRAC_PI_4;

use crate::draw::ink::{Pen, Rgb};
use crate::draw::scene::{Paint, Point, Scene};
use crate::units::Interval;

use super::plot::Plot;

/// Half the height of a symbol, in slide pixels.
const RADIUS: f64 = 9.0;
/// Half the length of the bar that ends a whisker.
const CAP: f64 = 8.0;
const WHITE: Rgb = (255, 255, 255);

/// The form of a symbol: the second signal beside its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Symbol {
    /// ●
    Disc,
    /// ■
    Square,
    /// ◆
    Diamond,
}

impl Symbol {
    /// The forms by turns.
    pub(super) fn of(index: usize) -> Self {
        [Self::Disc, Self::Square, Self::Diamond][index % 3]
    }

    /// One symbol on a white rim.
    pub(super) fn draw(self, scene: &mut Scene, centre: Point, rgb: Rgb, unit: f64) {
        for (radius, rgb) in [(RADIUS + 2.5, WHITE), (RADIUS, rgb)] {
            let (corners, turn, radius) = match self {
                Self::Disc => (28, 0.0, radius),
                // Corners further out, so that all forms cover about as much.
                Self::Square => (4, FRAC_PI_4, radius * 1.3),
                Self::Diamond => (4, 0.0, radius * 1.35),
            };
            scene.polygon(centre, radius * unit, corners, turn, Paint::solid(rgb));
        }
    }
}

/// Draws the values; returns for each the paths that labels must know of, its symbol last.
pub(super) fn draw(
    scene: &mut Scene,
    plot: &Plot,
    (at, values): (&[f64], &[Option<Interval>]),
    (pen, symbol): (Pen, Symbol),
    unit: f64,
) -> Vec<Vec<Point>> {
    let inside = |x: &f64| x.is_finite() && *x >= plot.x.low() && *x <= plot.x.high();
    let seen = at.iter().zip(values).filter(|(x, _)| inside(x)).filter_map(|(x, value)| Some((*x, (*value)?)));
    let places: Vec<[Point; 3]> =
        seen.map(|(x, value)| [value.low, value.estimate, value.high].map(|y| plot.place(x, y))).collect();
    for [low, _, high] in &places {
        whisker(scene, *low, *high, pen.text, unit);
    }
    let mut paths = Vec::with_capacity(2 * places.len());
    for [low, estimate, high] in places {
        symbol.draw(scene, estimate, pen.rgb, unit);
        paths.push(vec![low, high]);
        let reach = RADIUS * unit;
        let (left, right) = ((estimate.x - reach).max(plot.area.left), (estimate.x + reach).min(plot.area.right));
        paths.push(vec![Point::new(left, estimate.y), Point::new(right, estimate.y)]);
    }
    paths
}

/// An interval as a line with a bar at each end, on white so that it is seen on a fill.
pub(super) fn whisker(scene: &mut Scene, from: Point, to: Point, rgb: Rgb, unit: f64) {
    let length = (to.x - from.x).hypot(to.y - from.y);
    if length < 1.0 {
        return;
    }
    let across = Point::new((from.y - to.y) / length * CAP * unit, (to.x - from.x) / length * CAP * unit);
    let cap =
        |end: Point| [Point::new(end.x - across.x, end.y - across.y), Point::new(end.x + across.x, end.y + across.y)];
    for (width, rgb) in [(6.0, WHITE), (3.0, rgb)] {
        scene.line(from, to, width * unit, rgb);
        for end in [cap(from), cap(to)] {
            scene.line(end[0], end[1], width * unit, rgb);
        }
    }
}
