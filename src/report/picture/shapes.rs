//! How a client in a state looks: colour and shape say the same, so that grey print and colour-blind eyes lose nothing.
//! Who is well is light, who is in trouble is dark.

use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, TAU};

use crate::draw::ink::Rgb;
use crate::draw::scene::{Mark, Paint, Point};

use super::State;

/// Corners of a disc.
const DISC: usize = 20;

impl State {
    /// The colour of a client in this state.
    #[must_use]
    pub fn rgb(self) -> Rgb {
        match self {
            State::AtRest => (128, 200, 172),
            State::Unserved => (168, 40, 20),
            State::Broken => (70, 74, 80),
            State::Blocked => (150, 62, 112),
            State::Waiting => (213, 94, 0),
            State::InFlight => (0, 114, 178),
        }
    }

    /// A client in this state.
    pub(super) fn marks(self, centre: Point, radius: f64) -> Vec<Mark> {
        let paint = Paint::solid(self.rgb());
        let ring = |corners: usize, turn: f64, radius: f64| -> Vec<Point> {
            let corner = |index: usize| {
                let angle = turn + TAU * index as f64 / corners as f64;
                Point::new(centre.x + radius * angle.cos(), centre.y + radius * angle.sin())
            };
            (0..corners).map(corner).collect()
        };
        let line = |to: f64| {
            let reach = 0.8 * radius;
            let (left, right) = (centre.x - reach, centre.x + reach);
            let path = vec![Point::new(left, centre.y - to * reach), Point::new(right, centre.y + to * reach)];
            Mark::Stroke(path, 0.42 * radius, paint)
        };
        match self {
            State::AtRest => vec![Mark::Fill(ring(DISC, 0.0, radius), paint)],
            State::Unserved => vec![line(1.0), line(-1.0)],
            State::Broken => {
                let mut path = ring(DISC, 0.0, 0.75 * radius);
                path.push(path[0]);
                vec![Mark::Stroke(path, 0.3 * radius, paint)]
            }
            State::Blocked => vec![
                Mark::Fill(ring(4, FRAC_PI_4, 1.25 * radius), paint),
                Mark::Fill(bar(centre, 0.6 * radius, 0.2 * radius), Paint::solid((255, 255, 255))),
            ],
            State::Waiting => {
                let low = Point::new(centre.x, centre.y + 0.2 * radius);
                let triangle = ring(3, -FRAC_PI_2, 1.2 * radius);
                let shifted = triangle.into_iter().map(|corner| Point::new(corner.x, corner.y + low.y - centre.y));
                vec![Mark::Fill(shifted.collect(), paint)]
            }
            State::InFlight => vec![Mark::Fill(ring(4, 0.0, 1.15 * radius), paint)],
        }
    }
}

fn bar(centre: Point, half_width: f64, half_height: f64) -> Vec<Point> {
    let corner = |x: f64, y: f64| Point::new(centre.x + x * half_width, centre.y + y * half_height);
    vec![corner(-1.0, -1.0), corner(1.0, -1.0), corner(1.0, 1.0), corner(-1.0, 1.0)]
}
