//! Labels within the plot: each goes inside its area if it fits there, else to the
//! quietest place nearby with a leader to what it names.
//!
//! Every place of a coarse grid is tried and priced: ink under the label is dearest,
//! then the length of the leader. That is a few thousand cheap trials and no cleverness.

use crate::draw::font::{self, Weight};
use crate::draw::ink::Rgb;
use crate::draw::scene::{Align, Mark, Paint, Point, Rect, Scene, Text};

use super::curves::Curve;
use super::field::{Cover, Field};
use super::layers::{Fill, Layers};
use super::plot::{Frame, LABEL, Plot};

const TRY_X: f64 = 16.0;
const TRY_Y: f64 = 9.0;
/// Most points of a curve that a leader may end at.
const ANCHORS: usize = 80;
/// What one column of foreign ink under a label costs, in pixels of leader.
const INK: f64 = 14.0;
/// What any foreign ink at all costs: clean paper is worth a longer leader.
const SOILED: f64 = 90.0;
/// What one column of foreign ink close by costs: a label belongs to the nearest line.
const NEAR: f64 = 2.5;
/// What leaving the own area costs: a short leader still loses to a label inside.
const OUTSIDE: f64 = 80.0;

/// What pointing at a line on the base of the axis costs: there it has nothing to tell.
const IDLE: f64 = 150.0;
/// A line so near the base, in slide pixels, lies on it.
const BASE: f64 = 8.0;

struct Wanted {
    /// Which of the panel's curves; its own ink disturbs a label less.
    curve: usize,
    label: String,
    text: Rgb,
    /// Colour under a label inside the own area.
    ground: Option<Paint>,
    /// Where a leader may end, and what it costs to end there.
    anchors: Vec<(Point, f64)>,
    /// Rows surely within the own area.
    inside: Cover,
}

struct Spot {
    place: Rect,
    inside: bool,
    busy: bool,
    anchor: Option<Point>,
}

/// Labels all curves that have none yet.
pub(super) fn draw(
    scene: &mut Scene,
    layers: &Layers<'_>,
    (curves, torn): (&[Curve<'_>], &[Rect]),
    plot: &Plot,
    frame: &Frame,
    labelled: &[usize],
) {
    let mut field = Field::over(plot.area, frame.unit);
    let mut wanted = Vec::new();
    for (index, curve) in curves.iter().enumerate() {
        let upper = field.cover(&curve.upper);
        let lower = field.cover(&curve.lower);
        let fill = layers.fills.get(index);
        if !labelled.contains(&index) {
            let base = plot.area.bottom - BASE * frame.unit;
            wanted.push(want(index, curve, (fill, base), (&upper, &lower), &field));
        }
        field.record(index, curve, &upper, &lower);
    }
    for pole in &frame.poles {
        field.record_pole(*pole, plot.area);
    }
    // On a torn edge no word could be read.
    let mut taken: Vec<Rect> = torn.to_vec();
    for wish in wanted.iter().filter(|wish| !wish.anchors.is_empty() && !wish.label.trim().is_empty()) {
        let room = plot.area.width() * 0.7;
        let em = LABEL * frame.unit;
        let label = font::shorten(&wish.label, em, Weight::Bold, room);
        let extent = (font::width(&label, em, Weight::Bold), (font::ASCENT + font::DESCENT) * em);
        if let Some(spot) = best(wish, extent, &field, plot.area, &taken, frame.unit) {
            taken.push(spot.place);
            write(scene, wish, label, &spot, frame.unit);
        }
    }
}

fn want(
    index: usize,
    curve: &Curve<'_>,
    (fill, base): (Option<&Fill<'_>>, f64),
    (upper, lower): (&Cover, &Cover),
    field: &Field,
) -> Wanted {
    let mut inside: Cover = vec![None; upper.len()];
    let mut middles = Vec::new();
    for (column, edges) in upper.iter().zip(lower).enumerate() {
        if let (Some(above), Some(below)) = edges
            && curve.filled
        {
            inside[column] = Some((above.1, below.0));
            // Through the middle of a band runs the line it belongs to.
            let share = if fill.is_some_and(|fill| fill.band) { 0.25 } else { 0.5 };
            let middle = above.0 + (below.1 - above.0) * share;
            middles.push((below.1 - above.0, Point::new(field.middle(column), middle)));
        } else if let (Some(line), false) = (edges.0, curve.filled) {
            let middle = (line.0 + line.1) / 2.0;
            middles.push((1.0, Point::new(field.middle(column), middle)));
        }
    }
    // Leaders point at the bulk of an area, not at its last trickle.
    let thickest = middles.iter().map(|middle| middle.0).fold(0.0, f64::max);
    middles.retain(|middle| middle.0 >= thickest * 0.6);
    let idle = |point: Point| if !curve.filled && point.y > base { IDLE } else { 0.0 };
    // Leaders need no finer choice, and the search is as long as this list.
    let stride = middles.len() / ANCHORS + 1;
    Wanted {
        curve: index,
        label: font::printable(curve.label),
        text: curve.text,
        ground: fill.map(|fill| fill.paint),
        anchors: middles.into_iter().step_by(stride).map(|middle| (middle.1, idle(middle.1))).collect(),
        inside,
    }
}

fn best(
    wish: &Wanted,
    (width, height): (f64, f64),
    field: &Field,
    area: Rect,
    taken: &[Rect],
    unit: f64,
) -> Option<Spot> {
    let air = 8.0 * unit;
    let columns = ((area.width() - width - 2.0 * air) / (TRY_X * unit)).floor();
    let rows = ((area.height() - height - 2.0 * air) / (TRY_Y * unit)).floor();
    let mut cheapest: Option<(f64, Spot)> = None;
    for column in 0..=columns.max(0.0) as usize {
        for row in 0..=rows.max(0.0) as usize {
            let left = area.left + air + column as f64 * TRY_X * unit;
            let top = area.top + air + row as f64 * TRY_Y * unit;
            let place = Rect { left, top, right: left + width, bottom: top + height };
            let roomy = place.grown(air);
            if place.right > area.right || taken.iter().any(|other| roomy.overlaps(other)) {
                continue;
            }
            let least = cheapest.as_ref().map_or(f64::INFINITY, |(cost, _)| *cost);
            if let Some(better) = price(wish, place, field, unit, least) {
                cheapest = Some(better);
            }
        }
    }
    cheapest.map(|(_, spot)| spot)
}

/// Cost and details of one place; `None` as soon as it cannot be cheaper than `least`.
fn price(wish: &Wanted, place: Rect, field: &Field, unit: f64, least: f64) -> Option<(f64, Spot)> {
    let roomy = place.grown(5.0 * unit);
    let inside = !wish.inside.is_empty()
        && field.columns(&roomy).all(|column| {
            wish.inside
                .get(column)
                .copied()
                .flatten()
                .is_some_and(|(top, bottom)| top <= roomy.top && roomy.bottom <= bottom)
        });
    let middle = Point::new((place.left + place.right) / 2.0, (place.top + place.bottom) / 2.0);
    let far = |(point, idle): (Point, f64)| distance(&place, point) + idle * unit;
    let nearest = wish.anchors.iter().copied().min_by(|one, other| {
        far(*one).total_cmp(&far(*other)).then((one.0.x - middle.x).abs().total_cmp(&(other.0.x - middle.x).abs()))
    });
    let away = nearest.map_or(0.0, far);
    if !inside && OUTSIDE + away / unit >= least {
        return None;
    }
    let nearest = nearest.map(|anchor| anchor.0);
    let leader = nearest.map_or(0.0, |anchor| distance(&place, anchor));
    let hits = field.hits(&roomy, wish.curve, inside);
    let near = field.hits(&place.grown(26.0 * unit), wish.curve, true);
    let soiled = if hits > 0 { SOILED } else { 0.0 };
    let off_centre = nearest.map_or(0.0, |anchor| (anchor.y - middle.y).abs());
    let cost = if inside {
        soiled + hits as f64 * INK + off_centre * 0.2 / unit + cramped(wish, place, field, unit)
    } else {
        OUTSIDE + soiled + hits as f64 * INK + near as f64 * NEAR + away / unit
    };
    let spot = Spot { place, inside, busy: hits > 0, anchor: nearest.filter(|_| !inside && leader > 14.0 * unit) };
    (cost < least).then_some((cost, spot))
}

/// Columns to the left and right of a label where its area is already too thin for it.
fn cramped(wish: &Wanted, place: Rect, field: &Field, unit: f64) -> f64 {
    let wide = Rect { left: place.left - 70.0 * unit, right: place.right + 70.0 * unit, ..place };
    let thin = field.columns(&wide).filter(|column| {
        let rows = wish.inside.get(*column).copied().flatten();
        !rows.is_some_and(|(top, bottom)| top <= place.top && place.bottom <= bottom)
    });
    thin.count() as f64 * 1.5
}

fn distance(place: &Rect, point: Point) -> f64 {
    let across = (place.left - point.x).max(point.x - place.right).max(0.0);
    let along = (place.top - point.y).max(point.y - place.bottom).max(0.0);
    across.hypot(along)
}

fn write(scene: &mut Scene, wish: &Wanted, label: String, spot: &Spot, unit: f64) {
    let em = LABEL * unit;
    let rgb = match wish.ground {
        Some(ground) if spot.inside => readable_on(ground),
        Some(_) | None => wish.text,
    };
    if let Some(anchor) = spot.anchor {
        let place = spot.place.grown(3.0 * unit);
        let foot = Point::new(anchor.x.clamp(place.left, place.right), anchor.y.clamp(place.top, place.bottom));
        scene.line(foot, anchor, 4.6 * unit, (255, 255, 255));
        scene.line(foot, anchor, 2.0 * unit, wish.text);
    }
    if spot.busy || !spot.inside {
        let paint = Paint { rgb: (255, 255, 255), opacity: if spot.busy { 0.82 } else { 0.6 } };
        let ground = spot.place.grown(3.0 * unit);
        let corners = [
            (ground.left, ground.top),
            (ground.right, ground.top),
            (ground.right, ground.bottom),
            (ground.left, ground.bottom),
        ];
        let ring = corners.map(|(x, y)| Point::new(x, y)).to_vec();
        scene.marks.push(Mark::Fill(ring, paint));
    }
    scene.text(Text {
        content: label,
        at: Point::new(spot.place.left, spot.place.top + font::ASCENT * em),
        em,
        weight: Weight::Bold,
        align: Align::Start,
        rgb,
    });
}

/// White on dark fills, near black on light ones.
pub(super) fn readable_on(ground: Paint) -> Rgb {
    let (red, green, blue) = ground.rgb;
    let seen = |channel: u8| 255.0 + (f64::from(channel) - 255.0) * ground.opacity;
    let light = 0.3 * seen(red) + 0.59 * seen(green) + 0.11 * seen(blue);
    if light > 125.0 { (20, 20, 20) } else { (255, 255, 255) }
}
