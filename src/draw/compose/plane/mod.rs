//! One number against another: a path through the plane of both, in the order of time.
//!
//! - `path`   the path, its arrows and its two ends
//! - `labels` words beside places and lines

mod labels;
mod path;

use crate::draw::chart::Plane;
use crate::draw::figure::{Axis, Reference, Scale};
use crate::draw::font::{self, Weight};
use crate::draw::ink::{Ink, Pen};
use crate::draw::scale::{Span, drawable};
use crate::draw::scene::{Align, Point, Rect, Scene, Text};

use super::axes;
use super::curves;
use super::heading::{FOOTER, MARGIN};
use super::plot::{self, Frame, LABEL, PANEL_HEADING, Plot, X_AXIS};
use labels::Label;

/// Numbers at the y axis and at the x axis.
const TICKS: (usize, usize) = (5, 9);
/// Points of a line that is straight in numbers and bent on the paper.
const BENT: usize = 96;

/// A plane below its heading.
pub(super) fn draw(scene: &mut Scene, plane: &Plane, top: f64) {
    let unit = scene.size.unit();
    let frame = measure(scene, plane, top);
    let plot = &frame.plots[0];
    axes::grid(scene, plot, unit);
    for tick in plot.x.ticks(plane.x.quantity, TICKS.1) {
        let column = plot.column(tick.value);
        let ends = [plot.area.top, plot.area.bottom].map(|row| Point::new(column, row));
        scene.line(ends[0], ends[1], 1.2 * unit, axes::GRID);
    }
    axes::numbers(scene, plot, unit);
    above(scene, plane, plot, unit);
    axes::base(scene, plot.area, unit);
    axes::columns(scene, &frame, TICKS.1);
    axes::label(scene, &plane.x, plot.x, (plot.area.left, plot.area.right, plot.area.bottom), unit);
    let lines = lines(plane, plot);
    for (_, points, pen) in &lines {
        curves::line(scene, points, *pen, unit);
    }
    let places: Vec<Option<Point>> = plane
        .path
        .iter()
        .map(|place| place.and_then(|(x, y)| Some(plot.place(drawable(Some(x))?, drawable(Some(y))?))))
        .collect();
    path::draw(scene, &places, unit);
    let rise = rise(scene, plane, plot, unit);
    let mut wanted = named(plane, &places, rise);
    wanted.extend(lines.iter().map(|(label, points, pen)| Label::on_line(label, points.clone(), pen.text)));
    let ink: Vec<Vec<Point>> = path::pieces(&places).into_iter().chain(lines.into_iter().map(|line| line.1)).collect();
    labels::draw(scene, wanted, &ink, plot.area, unit);
}

/// The one plot and its axes.
fn measure(scene: &Scene, plane: &Plane, top: f64) -> Frame {
    let unit = scene.size.unit();
    let paper = Rect::paper(scene.size);
    let of = |pick: fn(&(f64, f64)) -> f64| plane.path.iter().flatten().map(pick).collect::<Vec<f64>>();
    let reference = |level: &Option<Reference>| level.as_ref().map(|level| level.value);
    let x = span(&plane.x, of(|place| place.0), reference(&plane.column), TICKS.1);
    let y = span(&plane.y, of(|place| place.1), reference(&plane.row), TICKS.0);
    let ticks = y.ticks(plane.y.quantity, TICKS.0);
    let left = MARGIN * unit + plot::widest_tick(std::slice::from_ref(&ticks), unit) + 14.0 * unit;
    let area = Rect {
        left,
        top: top + (PANEL_HEADING + 8.0) * unit,
        // Half a number must fit beyond the last line of the grid.
        right: (paper.right - (MARGIN + 24.0) * unit).max(left + 1.0),
        bottom: paper.bottom - (FOOTER + X_AXIS) * unit,
    };
    let area = Rect { bottom: area.bottom.max(area.top + 1.0), ..area };
    let strip = Rect { bottom: area.top, ..area };
    let plots = vec![Plot { area, x, y, ticks, at_end: Vec::new() }];
    Frame { unit, paper, strip, flags: Vec::new(), plots, x, quantity: plane.x.quantity, poles: Vec::new() }
}

/// From zero to a round number above all values; with equal ratios from the axis's own minimum on, if it has one.
fn span(axis: &Axis, values: Vec<f64>, reference: Option<f64>, ticks: usize) -> Span {
    let values: Vec<f64> = values.into_iter().chain(reference).filter_map(|value| drawable(Some(value))).collect();
    match (axis.scale, drawable(axis.min).filter(|min| *min > 0.0)) {
        (Scale::Log, Some(_)) => Span::exact(axis, &values),
        (Scale::Log | Scale::Linear | Scale::Auto, _) => Span::rounded(axis, &values, &[], ticks),
    }
}

/// What the y axis measures, flat above it.
fn above(scene: &mut Scene, plane: &Plane, plot: &Plot, unit: f64) {
    let em = LABEL * unit;
    scene.text(Text {
        content: font::shorten(&axes::named(&plane.y.label, plot.y), em, Weight::Bold, plot.area.right - MARGIN * unit),
        at: Point::new(MARGIN * unit, plot.area.top - 24.0 * unit),
        em,
        weight: Weight::Bold,
        align: Align::Start,
        rgb: axes::WORDS,
    });
}

/// The lines across the plane: their words, their course, their look.
fn lines(plane: &Plane, plot: &Plot) -> Vec<(String, Vec<Point>, Pen)> {
    let area = plot.area;
    let mut lines = Vec::new();
    if !plane.diagonal.is_empty() {
        let (from, to) = (plot.x.low().max(plot.y.low()), plot.x.high().min(plot.y.high()));
        let step = |index: usize| {
            // Steps of the paper and not of the numbers, so that a bend is smooth.
            let column = area.left + area.width() * index as f64 / BENT as f64;
            let value = inverse(plot, column);
            (value >= from && value <= to).then(|| Point::new(column, plot.row(value)))
        };
        let points: Vec<Point> = (0..=BENT).filter_map(step).chain((to > from).then(|| plot.place(to, to))).collect();
        let pen = Pen { width: 3.0, dash: &[3.0, 7.0], ..Ink::Green.pen() };
        lines.push((plane.diagonal.clone(), points, Pen { halo: 0.0, ..pen }));
    }
    let inside = |span: Span, value: f64| value.is_finite() && value >= span.low() && value <= span.high();
    if let Some(column) = plane.column.as_ref().filter(|level| inside(plot.x, level.value)) {
        let at = plot.column(column.value);
        let ends = [area.top, area.bottom].map(|row| Point::new(at, row));
        lines.push((column.label.clone(), ends.to_vec(), column.ink.pen()));
    }
    if let Some(row) = plane.row.as_ref().filter(|level| inside(plot.y, level.value)) {
        let at = plot.row(row.value);
        let ends = [area.left, area.right].map(|column| Point::new(column, at));
        // Two lines with one name need it once.
        let named = plane.column.as_ref().is_some_and(|column| column.label == row.label);
        lines.push((if named { String::new() } else { row.label.clone() }, ends.to_vec(), row.ink.pen()));
    }
    lines.retain(|line| line.1.len() > 1);
    lines
}

/// The value at a column of the plot, by halving: whatever the scale, it grows to the right.
fn inverse(plot: &Plot, column: f64) -> f64 {
    let (mut low, mut high) = (plot.x.low(), plot.x.high());
    for _ in 0..48 {
        let middle = (low + high) / 2.0;
        if plot.column(middle) < column { low = middle } else { high = middle }
    }
    (low + high) / 2.0
}

/// The two places the title speaks of, joined.
fn rise(scene: &mut Scene, plane: &Plane, plot: &Plot, unit: f64) -> Vec<(String, Point)> {
    let Some(rise) = &plane.rise else { return Vec::new() };
    let ends = rise.ends.map(|y| Some(plot.place(drawable(Some(rise.x))?, drawable(Some(y))?)));
    let [Some(one), Some(other)] = ends else { return Vec::new() };
    let rgb = Ink::Orange.pen().text;
    scene.line(one, other, 9.0 * unit, (255, 255, 255));
    scene.line(one, other, 4.5 * unit, rgb);
    for end in [one, other] {
        let reach = 15.0 * unit;
        scene.line(Point::new(end.x - reach, end.y), Point::new(end.x + reach, end.y), 4.5 * unit, rgb);
    }
    let [first, second] = rise.labels.clone();
    vec![(first, one), (second, other)]
}

/// Labels of places: what the title speaks of, the moments, and the two ends.
fn named(plane: &Plane, places: &[Option<Point>], rise: Vec<(String, Point)>) -> Vec<Label> {
    let said = rise.into_iter().map(|(label, at)| Label::at_place(&label, at, Ink::Orange.pen().text));
    let moments = plane.moments.iter().filter_map(|moment| {
        let at = places.get(moment.at).copied().flatten()?;
        Some(Label::at_place(&moment.label, at, Ink::BoldBlue.pen().text))
    });
    let end = places.iter().rposition(Option::is_some);
    let last = end.filter(|end| !plane.moments.iter().any(|moment| moment.at == *end));
    let last = last.and_then(|end| places[end]).map(|at| Label::at_place("end", at, Ink::BoldBlue.pen().text));
    said.chain(moments).chain(last).collect()
}
