//! Areas and lines as paths or steps, broken at gaps and thinned to what the pixels can show.

use crate::draw::figure::Axis;
use crate::draw::ink::{Pen, Rgb};
use crate::draw::scene::{Mark, Paint, Point, Scene};

use super::dots;
use super::hatch;
use super::layers::{Course, Fill, Layers};
use super::plot::Plot;

/// Levels narrower than this many pixels are drawn as a line through their middles: nobody could tell them apart.
const NARROW: f64 = 2.0;

/// Where the values of all curves of a plot belong.
#[derive(Clone, Copy)]
pub(super) struct Places<'a> {
    at: &'a [f64],
    /// Over how much of the axis each value is a level.
    step: Option<f64>,
}

impl<'a> Places<'a> {
    /// Those of a chart with this x axis.
    pub(super) fn of(at: &'a [f64], x: &Axis) -> Self {
        Self { at, step: x.step }
    }

    /// How far a level reaches to either side of its place; nothing where it would be too narrow to be seen.
    fn reach(&self, plot: &Plot) -> f64 {
        let pixels = |step: f64| step / (plot.x.high() - plot.x.low()) * plot.area.width();
        self.step.filter(|step| pixels(*step) >= NARROW).map_or(0.0, |step| step / 2.0)
    }

    /// The columns that belong to a value: those of its level, or else half of the way to its neighbours.
    pub(super) fn stretch(&self, index: usize, plot: &Plot) -> Option<(f64, f64)> {
        let inside = |x: &f64| x.is_finite() && *x >= plot.x.low() && *x <= plot.x.high();
        let x = *self.at.get(index).filter(|x| inside(x))?;
        let reach = self.reach(plot);
        if reach > 0.0 {
            return Some((plot.column(x - reach), plot.column(x + reach)));
        }
        let half = |other: Option<usize>| {
            let other = other.and_then(|other| self.at.get(other)).filter(|x| inside(x)).unwrap_or(&x);
            (plot.column(x) + plot.column(*other)) / 2.0
        };
        let (one, other) = (half(index.checked_sub(1)), half(Some(index + 1)));
        Some((one.min(other), one.max(other)))
    }
}

/// A drawn curve, as the labels need to know it.
pub(super) struct Curve<'a> {
    pub label: &'a str,
    pub text: Rgb,
    /// Whether the label may lie inside, as on an area.
    pub filled: bool,
    /// The line itself, or the upper edge of the area; one path between two gaps.
    pub upper: Vec<Vec<Point>>,
    /// The lower edge of the area; empty for a line.
    pub lower: Vec<Vec<Point>>,
    /// Half the thickness of the line.
    pub half: f64,
}

/// Draws the panel's layers, back to front.
pub(super) fn draw<'a>(
    scene: &mut Scene,
    layers: &Layers<'a>,
    plot: &Plot,
    places: Places<'_>,
    unit: f64,
) -> Vec<Curve<'a>> {
    let mut curves = Vec::with_capacity(layers.fills.len() + layers.strokes.len());
    for fill in &layers.fills {
        curves.push(area(scene, fill, plot, places, unit));
    }
    // Edges come after all fills: the next area's fill would cover half of them.
    for (fill, curve) in layers.fills.iter().zip(&curves) {
        let below: &[Vec<Point>] = if fill.band { &curve.lower } else { &[] };
        let width = if fill.band { 1.2 } else { 2.0 };
        for path in curve.upper.iter().chain(below) {
            scene.path(path, width * unit, fill.edge, &[]);
        }
    }
    for stroke in &layers.strokes {
        let paths = match &stroke.course {
            Course::Values(values) => lines(scene, trace(plot, places, values), stroke.pen, unit),
            Course::Level(value) => {
                let row = plot.row(*value);
                let ends = [plot.area.left, plot.area.right];
                lines(scene, vec![ends.map(|column| Point::new(column, row)).to_vec()], stroke.pen, unit)
            }
            Course::Dots(values, symbol) => dots::draw(scene, plot, (places.at, values), (stroke.pen, *symbol), unit),
        };
        curves.push(Curve {
            label: stroke.label,
            text: stroke.pen.text,
            filled: false,
            upper: paths,
            lower: Vec::new(),
            half: (stroke.pen.width / 2.0 + stroke.pen.halo) * unit,
        });
    }
    curves
}

fn area<'a>(scene: &mut Scene, fill: &Fill<'a>, plot: &Plot, places: Places<'_>, unit: f64) -> Curve<'a> {
    // Both edges must break at the same places, or they would not enclose an area.
    let lower: Vec<Option<f64>> = fill.lower.iter().zip(&fill.upper).map(|(below, above)| above.and(*below)).collect();
    let curve = Curve {
        label: fill.label,
        text: fill.text,
        filled: true,
        upper: trace(plot, places, &fill.upper),
        lower: trace(plot, places, &lower),
        half: unit,
    };
    for (above, below) in curve.upper.iter().zip(&curve.lower) {
        let mut ring = above.clone();
        ring.extend(below.iter().rev());
        scene.marks.push(Mark::Fill(ring, fill.paint));
        if fill.hatched {
            let white = Paint { rgb: (255, 255, 255), opacity: 0.6 };
            hatch::within(scene, (above, below), 1.4 * hatch::STEP * unit, 2.6 * unit, white);
        }
    }
    curve
}

fn lines(scene: &mut Scene, paths: Vec<Vec<Point>>, pen: Pen, unit: f64) -> Vec<Vec<Point>> {
    for path in &paths {
        line(scene, path, pen, unit);
    }
    paths
}

/// A path in the look of its role.
pub(super) fn line(scene: &mut Scene, path: &[Point], pen: Pen, unit: f64) {
    if pen.halo > 0.0 {
        let width = (pen.width + 2.0 * pen.halo) * unit;
        scene.path(path, width, (255, 255, 255), &[]);
    }
    let dash: Vec<f64> = pen.dash.iter().map(|length| length * unit).collect();
    scene.path(path, pen.width * unit, pen.rgb, &dash);
}

/// The values as paths, one between two gaps. A lone value becomes a short dash, so that
/// it is seen at all.
fn trace(plot: &Plot, places: Places<'_>, values: &[Option<f64>]) -> Vec<Vec<Point>> {
    let mut paths: Vec<Vec<Point>> = Vec::new();
    let mut current: Vec<Point> = Vec::new();
    let reach = places.reach(plot);
    for (x, value) in places.at.iter().zip(values) {
        let inside = x.is_finite() && *x >= plot.x.low() && *x <= plot.x.high();
        match value {
            Some(y) if inside && reach > 0.0 => {
                current.extend([x - reach, x + reach].map(|end| plot.place(end, *y)));
            }
            Some(y) if inside => current.push(plot.place(*x, *y)),
            Some(_) | None if current.is_empty() => {}
            Some(_) | None => paths.push(std::mem::take(&mut current)),
        }
    }
    if !current.is_empty() {
        paths.push(current);
    }
    paths.into_iter().map(|path| visible(thinned(path), plot)).collect()
}

fn visible(path: Vec<Point>, plot: &Plot) -> Vec<Point> {
    let lone = match (path.first(), path.last()) {
        (Some(first), Some(last)) if last.x - first.x < 1.0 => Point::new(first.x, first.y),
        (Some(_) | None, _) => return path,
    };
    let reach = plot.area.width() * 0.002;
    let left = (lone.x - reach).max(plot.area.left);
    let right = (lone.x + reach).min(plot.area.right);
    let mut path = path;
    path.insert(0, Point::new(left, lone.y));
    path.push(Point::new(right, path.last().map_or(lone.y, |last| last.y)));
    path
}

/// Keeps of each pixel column the first, lowest, highest and last point: the same ink,
/// whatever the number of samples.
fn thinned(path: Vec<Point>) -> Vec<Point> {
    let columns = match (path.first(), path.last()) {
        (Some(first), Some(last)) => (last.x - first.x).abs() + 1.0,
        (None, _) | (_, None) => return path,
    };
    if path.len() as f64 <= 4.0 * columns {
        return path;
    }
    let mut kept: Vec<Point> = Vec::new();
    for column in path.chunk_by(|one, other| one.x.floor() == other.x.floor()) {
        let extremes = |pick: fn(&f64, &f64) -> bool| {
            let mut best = 0;
            for (index, point) in column.iter().enumerate() {
                if pick(&point.y, &column[best].y) {
                    best = index;
                }
            }
            best
        };
        let mut chosen = [0, extremes(|one, other| one < other), extremes(|one, other| one > other), column.len() - 1];
        chosen.sort_unstable();
        for (order, index) in chosen.iter().enumerate() {
            if order == 0 || chosen[order - 1] != *index {
                kept.push(column[*index]);
            }
        }
    }
    kept
}
