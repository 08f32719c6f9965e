//! Boundaries and spots. Their labels look for the place that hides least; values of cells make way for them.

use crate::draw::chart::HeatMap;
use crate::draw::font::{self, Weight};
use crate::draw::ink::{Pen, Rgb};
use crate::draw::scene::{Align, Paint, Point, Rect, Scene, Text};

use super::super::curves;
use super::super::plot::LABEL;
use super::cells::Number;
use super::field::Field;

const BLACK: Rgb = (0, 0, 0);
const WHITE: Rgb = (255, 255, 255);
/// Radius of a dot with its rim, in slide pixels.
const DOT: f64 = 13.0;
/// Several boundaries differ in their dashes.
const DASHES: [&[f64]; 3] = [&[], &[20.0, 11.0], &[7.0, 8.0]];
/// Steps in which places are tried, in slide pixels.
const TRY: (f64, f64) = (18.0, 10.0);
/// What a hidden value costs, in pixels of distance.
const HIDDEN: f64 = 45.0;
/// What lying on a line costs a label that does not name it.
const STRUCK: f64 = 60.0;

/// Everything labels must know of.
struct Ground<'a> {
    field: &'a Field,
    numbers: &'a [Number],
    /// Boxes along the boundaries, each with the boundary it belongs to.
    lines: Vec<(usize, Point)>,
    dots: Vec<Rect>,
    taken: Vec<Rect>,
    unit: f64,
}

/// Draws lines, dots and labels; returns the values that can still be written.
pub(super) fn draw(scene: &mut Scene, map: &HeatMap, field: &Field, numbers: Vec<Number>, unit: f64) -> Vec<Number> {
    let paths: Vec<Vec<Vec<Point>>> = map
        .boundaries
        .iter()
        .map(|boundary| {
            // What is no number breaks the line.
            let places: Vec<Option<Point>> = boundary.points.iter().map(|(x, y)| field.place(*x, *y)).collect();
            let runs = places.split(Option::is_none).map(|run| run.iter().copied().flatten().collect());
            runs.flat_map(|run: Vec<Point>| field.clipped(&run)).collect()
        })
        .collect();
    for (index, pieces) in paths.iter().enumerate() {
        let pen = Pen { rgb: BLACK, text: BLACK, width: 5.0, halo: 3.5, dash: DASHES[index % DASHES.len()] };
        pieces.iter().for_each(|piece| curves::line(scene, piece, pen, unit));
    }
    let inside = |point: &Point| {
        let area = field.area.grown(0.5);
        point.x >= area.left && point.x <= area.right && point.y >= area.top && point.y <= area.bottom
    };
    let spots: Vec<(Point, &str)> = map
        .spots
        .iter()
        .filter_map(|spot| Some((field.place(spot.x, spot.y).filter(inside)?, spot.label.as_str())))
        .collect();
    let reach = DOT * unit;
    let around = |at: &Point| Rect { left: at.x, top: at.y, right: at.x, bottom: at.y }.grown(reach);
    let mut ground = Ground {
        field,
        numbers: &numbers,
        lines: paths.iter().enumerate().flat_map(|(index, pieces)| walked(index, pieces, unit)).collect(),
        dots: spots.iter().map(|(at, _)| around(at)).collect(),
        taken: Vec::new(),
        unit,
    };
    let mut labels = Vec::new();
    // Dots first: a line can be named elsewhere, a dot cannot.
    for (index, (at, label)) in spots.iter().enumerate() {
        labels.extend(name_dot(&mut ground, index, *at, label));
    }
    for (index, boundary) in map.boundaries.iter().enumerate() {
        labels.extend(name_line(&mut ground, index, &boundary.label).map(|text| (text, None)));
    }
    let (taken, dots, lines) = (ground.taken, ground.dots, ground.lines);
    labels.iter().for_each(|(text, dot)| leader(scene, text, *dot, unit));
    for (at, _) in &spots {
        scene.polygon(*at, reach, 32, 0.0, Paint::solid(WHITE));
        scene.polygon(*at, reach - 3.5 * unit, 32, 0.0, Paint::solid(BLACK));
    }
    labels.into_iter().for_each(|(text, _)| write(scene, text, unit));
    let covered: Vec<Rect> = taken.into_iter().chain(dots).collect();
    numbers.into_iter().filter_map(|number| beside(number, &covered, &lines, unit)).collect()
}

/// Points along the pieces, close enough to each other that no box slips between two.
fn walked(index: usize, pieces: &[Vec<Point>], unit: f64) -> Vec<(usize, Point)> {
    let mut points = Vec::new();
    for ends in pieces.iter().flat_map(|piece| piece.windows(2)) {
        let (from, to) = (ends[0], ends[1]);
        let steps = ((to.x - from.x).hypot(to.y - from.y) / (8.0 * unit).max(1.0)).ceil().max(1.0) as usize;
        points.extend((0..=steps).map(|step| {
            let share = step as f64 / steps as f64;
            (index, Point::new(from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share))
        }));
    }
    points
}

/// A label on its line.
fn name_line(ground: &mut Ground<'_>, index: usize, label: &str) -> Option<Text> {
    let own: Vec<Point> = ground.lines.iter().filter(|(of, _)| *of == index).map(|(_, point)| *point).collect();
    let text = text(ground, label)?;
    let extent = text.extent();
    let middle = own.len() as f64 / 2.0;
    let places = own.iter().enumerate().map(|(step, anchor)| {
        let off = (step as f64 - middle).abs() / middle.max(1.0);
        (centred(&extent, *anchor, ground.field.area.grown(-6.0 * ground.unit)), 30.0 * off)
    });
    let place = cheapest(ground, places, index)?;
    ground.taken.push(place);
    Some(moved(text, place))
}

/// A label beside its dot, with a line to it where they are apart.
fn name_dot(ground: &mut Ground<'_>, index: usize, at: Point, label: &str) -> Option<(Text, Option<Point>)> {
    let text = text(ground, label)?;
    let extent = text.extent();
    let unit = ground.unit;
    let area = ground.field.area.grown(-6.0 * unit);
    let columns = ((area.width() - extent.width()) / (TRY.0 * unit)).max(0.0) as usize;
    let rows = ((area.height() - extent.height()) / (TRY.1 * unit)).max(0.0) as usize;
    let far = (0..=columns).flat_map(|column| (0..=rows).map(move |row| (column, row))).map(|(column, row)| {
        let (left, top) = (area.left + column as f64 * TRY.0 * unit, area.top + row as f64 * TRY.1 * unit);
        Rect { left, top, right: left + extent.width(), bottom: top + extent.height() }
    });
    let (width, height, off) = (extent.width(), extent.height(), DOT * unit + 9.0 * unit);
    let near =
        [(off, -height / 2.0), (-off - width, -height / 2.0), (-width / 2.0, off), (-width / 2.0, -off - height)];
    let near = near.into_iter().map(|(across, down)| {
        let (left, top) = (at.x + across, at.y + down);
        Rect { left, top, right: left + width, bottom: top + height }
    });
    let own = ground.dots[index];
    let priced = near.chain(far).map(|place| (place, distance(&place, &own) / unit));
    let place = cheapest(ground, priced, usize::MAX)?;
    ground.taken.push(place);
    let apart = distance(&place, &own) > 16.0 * unit;
    Some((moved(text, place), apart.then_some(at)))
}

fn text(ground: &Ground<'_>, label: &str) -> Option<Text> {
    let em = LABEL * ground.unit;
    let content = font::shorten(&font::printable(label), em, Weight::Bold, ground.field.area.width() * 0.6);
    let at = Point::new(0.0, 0.0);
    (!content.trim().is_empty()).then_some(Text {
        content,
        at,
        em,
        weight: Weight::Bold,
        align: Align::Start,
        rgb: BLACK,
    })
}

/// The place within the map that hides nothing it must not, and least of what it may.
fn cheapest(ground: &Ground<'_>, places: impl Iterator<Item = (Rect, f64)>, own: usize) -> Option<Rect> {
    let air = 7.0 * ground.unit;
    let mut best: Option<(f64, Rect)> = None;
    for (place, cost) in places {
        let least = best.map_or(f64::INFINITY, |(least, _)| least);
        let (area, roomy) = (ground.field.area, place.grown(air));
        let outside =
            place.left < area.left || place.right > area.right || place.top < area.top || place.bottom > area.bottom;
        // Two labels side by side must not read as one.
        let apart = Rect { left: roomy.left - 3.0 * air, right: roomy.right + 3.0 * air, ..roomy };
        let blocked = ground.dots.iter().any(|other| roomy.overlaps(other))
            || ground.taken.iter().any(|other| apart.overlaps(other));
        if cost >= least || outside || blocked {
            continue;
        }
        let hidden = ground.numbers.iter().filter(|number| number.text.extent().overlaps(&roomy)).count();
        let struck = ground.lines.iter().any(|(of, point)| *of != own && holds(&roomy, *point));
        let cost = cost + hidden as f64 * HIDDEN + if struck { STRUCK } else { 0.0 };
        if cost < least {
            best = Some((cost, place));
        }
    }
    best.map(|(_, place)| place)
}

/// The value if it finds a place in its cell beside what covers the middle of it.
fn beside(number: Number, covered: &[Rect], lines: &[(usize, Point)], unit: f64) -> Option<Number> {
    let extent = number.text.extent();
    let cell = number.cell.grown(-3.0 * unit);
    let (right, down) = (cell.right - extent.right, cell.bottom - extent.bottom);
    let shifts = [(0.0, 0.0), (0.0, down), (0.0, -down), (right, 0.0), (-right, 0.0), (right, down), (-right, down)];
    let mut free = shifts.into_iter().filter_map(|(across, down)| {
        let at = Point::new(number.text.at.x + across, number.text.at.y + down);
        let text = Text { at, ..number.text.clone() };
        let place = text.extent().grown(2.0 * unit);
        (!covered.iter().any(|other| other.overlaps(&place))).then_some(text)
    });
    let text = free.next()?;
    let place = text.extent().grown(6.0 * unit);
    let crossed = lines.iter().any(|(_, point)| holds(&place, *point));
    Some(Number { text, crossed, ..number })
}

/// From the label to its dot, under both.
fn leader(scene: &mut Scene, text: &Text, dot: Option<Point>, unit: f64) {
    let extent = text.extent();
    if let Some(dot) = dot {
        let foot = Point::new(dot.x.clamp(extent.left, extent.right), dot.y.clamp(extent.top, extent.bottom));
        scene.line(foot, dot, 6.0 * unit, WHITE);
        scene.line(foot, dot, 2.5 * unit, BLACK);
    }
}

fn write(scene: &mut Scene, text: Text, unit: f64) {
    let extent = text.extent();
    let ground = Rect { left: extent.left - 6.0 * unit, right: extent.right + 6.0 * unit, ..extent };
    scene.rect(ground.grown(1.0 * unit), Paint { rgb: WHITE, opacity: 0.88 });
    scene.text(text);
}

/// A box of the same size around a point, pushed into the area.
fn centred(extent: &Rect, middle: Point, area: Rect) -> Rect {
    let (width, height) = (extent.width(), extent.height());
    let left = (middle.x - width / 2.0).min(area.right - width).max(area.left);
    let top = (middle.y - height / 2.0).min(area.bottom - height).max(area.top);
    Rect { left, top, right: left + width, bottom: top + height }
}

fn moved(text: Text, place: Rect) -> Text {
    Text { at: Point::new(place.left, place.top + font::ASCENT * text.em), ..text }
}

fn holds(place: &Rect, point: Point) -> bool {
    point.x > place.left && point.x < place.right && point.y > place.top && point.y < place.bottom
}

fn distance(one: &Rect, other: &Rect) -> f64 {
    let across = (one.left - other.right).max(other.left - one.right).max(0.0);
    let along = (one.top - other.bottom).max(other.top - one.bottom).max(0.0);
    across.hypot(along)
}
