//! The picture in a scene: for slides and for the frames of an animation.

use crate::draw::font;
use crate::draw::scene::{Mark, Paint, Point, Rect, Scene, Text};

use super::{Axis, Kind, Picture, Shown};
use crate::report::role;

/// Draws the picture with what it shows into a place, as large as it fits, in the middle.
pub fn draw(scene: &mut Scene, picture: &Picture, shown: &[Shown], place: Rect) {
    let scale = (place.width() / picture.width).min(place.height() / picture.height);
    let corner = Point::new(
        place.left + (place.width() - picture.width * scale) / 2.0,
        place.top + (place.height() - picture.height * scale) / 2.0,
    );
    let mut shown = shown.iter();
    for part in &picture.parts {
        let marks = match &part.kind {
            Kind::Fixed(marks) => marks.clone(),
            Kind::Dots { .. } | Kind::Gauge { .. } | Kind::Words(_) | Kind::Lamp(_) | Kind::Flow { .. } => {
                shown.next().map_or(Vec::new(), |shown| marks(picture, &part.kind, shown))
            }
        };
        scene.marks.extend(marks.into_iter().map(|mark| moved(mark, corner, scale)));
    }
}

/// A changing part as shapes; none where what it shows is not of its kind.
pub(super) fn marks(picture: &Picture, kind: &Kind, shown: &Shown) -> Vec<Mark> {
    match (kind, shown) {
        (Kind::Fixed(marks), _) => marks.clone(),
        (Kind::Dots { places, states }, Shown::Counts(counts)) => {
            let each = states.iter().zip(counts);
            let states = each.flat_map(|(state, count)| std::iter::repeat_n(*state, usize::from(*count)));
            places.iter().zip(states).flat_map(|(place, state)| state.marks(*place, picture.radius)).collect()
        }
        (Kind::Gauge { rect, axis, rgb }, Shown::Share(share)) => {
            let filled = match axis {
                Axis::X => Rect { right: rect.left + rect.width() * share, ..*rect },
                Axis::Y => Rect { bottom: rect.top + rect.height() * share, ..*rect },
            };
            if *share > 0.0 { vec![super::pieces::filled(filled, *rgb)] } else { Vec::new() }
        }
        (Kind::Words(line), Shown::Words(words)) if !words.is_empty() => vec![Mark::Text(Text {
            content: font::printable(words),
            at: line.at,
            em: line.em,
            weight: line.weight,
            align: line.align,
            rgb: line.rgb,
        })],
        (Kind::Lamp(looks), Shown::Lamp(look)) => looks.get(usize::from(*look)).cloned().unwrap_or_default(),
        (Kind::Flow { path, thick }, Shown::Flow(first, again)) => flow(path, first * thick, again * thick),
        (Kind::Dots { .. } | Kind::Gauge { .. } | Kind::Words(_) | Kind::Lamp(_) | Kind::Flow { .. }, _) => Vec::new(),
    }
}

/// What is left to see of an arrow along which next to nothing goes.
const THIN: f64 = 2.0;

/// An arrow of first tries, and around them the retries.
fn flow(path: &[Point], first: f64, again: f64) -> Vec<Mark> {
    let [.., before, end] = path else { return Vec::new() };
    let (all, width) = (first + again, (first + again).max(THIN));
    let core = if all > 0.0 { width * first / all } else { 0.0 };
    let (rim, inner) = (Paint::solid(role::RETRIES.fill()), Paint::solid(role::FIRST_ATTEMPTS.fill()));
    let still = Paint::solid(super::pieces::LINE);
    let length = (end.x - before.x).hypot(end.y - before.y).max(1e-9);
    let (along, across) = ((end.x - before.x) / length, (end.y - before.y) / length);
    let head = (width * 0.6 + 7.0).min(length);
    let back = |by: f64, side: f64| Point::new(end.x - along * by - across * side, end.y - across * by + along * side);
    let mut shaft = path.to_vec();
    shaft.pop();
    shaft.push(back(head * 0.9, 0.0));
    let half = width / 2.0 + 4.0;
    let tip = vec![*end, back(head, half), back(head, -half)];
    let (outer, point) = match (all > 0.0, again > first) {
        (false, _) => (still, still),
        (true, true) => (rim, rim),
        (true, false) => (rim, inner),
    };
    let mut marks = vec![Mark::Stroke(shaft.clone(), width, if again > 0.0 { outer } else { point })];
    if again > 0.0 && core > 0.0 {
        marks.push(Mark::Stroke(shaft, core, inner));
    }
    marks.push(Mark::Fill(tip, point));
    marks
}

fn moved(mark: Mark, corner: Point, scale: f64) -> Mark {
    let to = |point: Point| Point::new(corner.x + point.x * scale, corner.y + point.y * scale);
    let all = |path: Vec<Point>| path.into_iter().map(to).collect();
    match mark {
        Mark::Fill(ring, paint) => Mark::Fill(all(ring), paint),
        Mark::Stroke(path, width, paint) => Mark::Stroke(all(path), width * scale, paint),
        Mark::Text(text) => Mark::Text(Text { at: to(text.at), em: text.em * scale, ..text }),
    }
}
