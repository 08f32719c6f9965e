//! Words beside places and lines: each tries a few places around what it names and takes the one that hides least. One
//! that would lie on another label, or leave the plot, is left out.

use crate::draw::font::{self, Weight};
use crate::draw::ink::Rgb;
use crate::draw::scene::{Align, Paint, Point, Rect, Scene, Text};

use super::super::plot::LABEL;

/// Distances from the place at which a label is tried, in slide pixels.
const AWAY: [f64; 6] = [20.0, 34.0, 54.0, 80.0, 112.0, 150.0];
/// From this distance on a line leads back to the place.
const LEADER: f64 = 30.0;
/// What a point of ink under a label costs, in pixels of distance.
const INK: f64 = 9.0;
/// Distance of the points at which ink is looked for.
const STEP: f64 = 8.0;

/// Words and what they belong to.
pub(super) struct Label {
    content: String,
    anchors: Vec<Point>,
    /// Whether the anchors are a line, beside which the words lie without a leader.
    line: bool,
    rgb: Rgb,
}

impl Label {
    /// Of one place.
    pub(super) fn at_place(content: &str, at: Point, rgb: Rgb) -> Self {
        Self { content: font::printable(content), anchors: vec![at], line: false, rgb }
    }

    /// Of a line.
    pub(super) fn on_line(content: &str, points: Vec<Point>, rgb: Rgb) -> Self {
        Self { content: font::printable(content), anchors: points, line: true, rgb }
    }
}

/// Writes as many labels as find a place, the first first.
pub(super) fn draw(scene: &mut Scene, wanted: Vec<Label>, ink: &[Vec<Point>], area: Rect, unit: f64) {
    let ink: Vec<Point> = ink.iter().flat_map(|path| walked(path, STEP * unit)).collect();
    let dots: Vec<Rect> = wanted
        .iter()
        .filter(|label| !label.line)
        .flat_map(|label| &label.anchors)
        .map(|at| Rect { left: at.x, top: at.y, right: at.x, bottom: at.y }.grown(13.0 * unit))
        .collect();
    let em = LABEL * unit;
    let mut written: Vec<(Rect, Text, Option<Point>)> = Vec::new();
    for label in wanted.iter().filter(|label| !label.content.trim().is_empty()) {
        let content = font::shorten(&label.content, em, Weight::Bold, area.width() * 0.45);
        let extent = (font::width(&content, em, Weight::Bold), (font::ASCENT + font::DESCENT) * em);
        let taken: Vec<Rect> = written.iter().map(|(place, ..)| *place).collect();
        let found = candidates(label, extent, unit).into_iter().filter(|spot| free(spot, &taken, &dots, area, unit));
        let cost = |spot: &Spot| {
            let roomy = spot.place.grown(4.0 * unit);
            spot.far + ink.iter().filter(|point| holds(&roomy, **point)).count() as f64 * INK
        };
        let Some(best) = found.min_by(|one, other| cost(one).total_cmp(&cost(other))) else { continue };
        let at = Point::new(best.place.left, best.place.top + font::ASCENT * em);
        let text = Text { content, at, em, weight: Weight::Bold, align: Align::Start, rgb: label.rgb };
        written.push((best.place, text, best.leader));
    }
    for (place, text, leader) in &written {
        if let Some(anchor) = leader {
            let foot = nearest(place, *anchor);
            scene.line(foot, *anchor, 4.6 * unit, (255, 255, 255));
            scene.line(foot, *anchor, 2.0 * unit, text.rgb);
        }
    }
    for (place, text, _) in written {
        scene.rect(place.grown(3.0 * unit), Paint { rgb: (255, 255, 255), opacity: 0.85 });
        scene.text(text);
    }
}

/// A place for a label.
struct Spot {
    place: Rect,
    /// Distance from what it names, in slide pixels.
    far: f64,
    leader: Option<Point>,
}

/// Around a place on eight sides; beside a line on both sides, and best at its upper or right end.
fn candidates(label: &Label, (width, height): (f64, f64), unit: f64) -> Vec<Spot> {
    let around = |at: Point, (x, y): (f64, f64), away: f64| {
        // The box lies on that side, its nearest edge so far away.
        let left = at.x + x * away * unit - width * (1.0 - x) / 2.0;
        let top = at.y + y * away * unit - height * (1.0 - y) / 2.0;
        Rect { left, top, right: left + width, bottom: top + height }
    };
    let sides =
        [(1.0, 0.0), (-1.0, 0.0), (0.0, -1.0), (0.0, 1.0), (0.75, -0.75), (0.75, 0.75), (-0.75, -0.75), (-0.75, 0.75)];
    if label.line {
        let points = walked(&label.anchors, 3.0 * STEP * unit);
        let count = points.len().max(1) as f64;
        let spots = points.iter().enumerate().flat_map(|(index, at)| {
            let off = 60.0 * (index as f64 / count - 0.2).abs();
            sides.map(|side| Spot { place: around(*at, side, 9.0), far: off, leader: None })
        });
        return spots.collect();
    }
    let spots = label.anchors.iter().flat_map(|at| {
        AWAY.into_iter().flat_map(move |away| {
            sides.map(|side| {
                let leader = (away >= LEADER).then_some(*at);
                Spot { place: around(*at, side, away), far: away, leader }
            })
        })
    });
    spots.collect()
}

/// Whether a label here stays in the plot and off everything that must be seen.
fn free(spot: &Spot, taken: &[Rect], dots: &[Rect], area: Rect, unit: f64) -> bool {
    let (place, roomy) = (spot.place, spot.place.grown(5.0 * unit));
    let inside =
        place.left >= area.left && place.right <= area.right && place.top >= area.top && place.bottom <= area.bottom;
    let way = spot.leader.map_or_else(Vec::new, |anchor| walked(&[nearest(&place, anchor), anchor], STEP * unit));
    let crosses = |other: &Rect| way.iter().any(|point| holds(other, *point));
    // The dot a leader leads to is its own.
    let foreign = |dot: &Rect| spot.leader.is_some_and(|anchor| !holds(dot, anchor)) && crosses(dot);
    inside
        && !taken.iter().any(|other| other.overlaps(&roomy) || crosses(other))
        && !dots.iter().any(|dot| dot.overlaps(&place) || foreign(dot))
}

/// Points along a path, close enough to each other that no box slips between two.
fn walked(path: &[Point], step: f64) -> Vec<Point> {
    let mut points = Vec::new();
    for ends in path.windows(2) {
        let (from, to) = (ends[0], ends[1]);
        let steps = ((to.x - from.x).hypot(to.y - from.y) / step.max(1.0)).ceil().max(1.0) as usize;
        points.extend((0..=steps).map(|index| {
            let share = index as f64 / steps as f64;
            Point::new(from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share)
        }));
    }
    points
}

/// The point of a box that is nearest to a place.
fn nearest(place: &Rect, at: Point) -> Point {
    Point::new(at.x.clamp(place.left, place.right), at.y.clamp(place.top, place.bottom))
}

fn holds(place: &Rect, point: Point) -> bool {
    point.x > place.left && point.x < place.right && point.y > place.top && point.y < place.bottom
}
