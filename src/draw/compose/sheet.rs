//! Small multiples: every arm in a plot of its own, on one scale, so that heights can be compared across the sheet.
//!
//! Numbers stand once per row and once per column, and one key above the sheet names the curves: as labels at the
//! curves the same words would stand in every plot and hide what differs.

use crate::draw::chart::{self, Sheet};
use crate::draw::figure::{Panel, Stage};
use crate::draw::font::{self, Weight};
use crate::draw::ink::Rgb;
use crate::draw::scale::Span;
use crate::draw::scene::{Align, Point, Rect, Scene, Text};

use super::axes;
use super::curves;
use super::heading::{FOOTER, MARGIN};
use super::key::{self, Entry, Sample};
use super::layers::{Course, Fill, Layers, Numbers, Stroke};
use super::plot::{self, Frame, LABEL, Plot, STRIP, X_AXIS};
use super::strip;
use super::tear::Tear;

/// Type size of the findings above the plots, in slide pixels.
const NOTE: f64 = 22.0;
const NOTE_RGB: Rgb = (70, 70, 70);
const HEADING_RGB: Rgb = (20, 20, 20);
const LINE: f64 = 30.0;
/// Height of a strip that only colours.
const THIN: f64 = 10.0;
/// Between two columns, and below each row.
const GAP: (f64, f64) = (44.0, 18.0);
/// Plots up to this number a side are wide enough for words on the strip.
const FEW: usize = 2;
const MOST_ROWS: usize = 4;
/// Lines of a finding, and the height they leave to its plot.
const MOST_LINES: usize = 5;
const LEAST: f64 = 130.0;
/// Room for one number on the x axis, in slide pixels.
const PER_TICK: f64 = 60.0;

/// Thickness of the curves in large and in small plots, as a share of that in a figure: small plots have less to hide.
const THINNER: (f64, f64) = (0.75, 0.55);

/// What is the same for all plots.
struct Grid<'a> {
    sheet: &'a Sheet,
    layers: Vec<Layers<'a>>,
    unit: f64,
    columns: usize,
    rows: usize,
    x: Span,
    y: Span,
    ticks: usize,
    /// Left and right edge of each column.
    edges: Vec<(f64, f64)>,
    /// Between two columns.
    gap: f64,
    large: bool,
}

/// Words above a plot: the heading and the lines of its finding.
struct Words {
    heading: String,
    note: Vec<String>,
}

/// A sheet below its heading.
pub(super) fn draw(scene: &mut Scene, sheet: &Sheet, top: f64) {
    let Some(first) = sheet.plots.first() else {
        return;
    };
    let grid = Grid::measure(sheet, &first.panel, Rect::paper(scene.size), scene.size.unit());
    let unit = grid.unit;
    let paper = Rect::paper(scene.size);
    let peak = grid.layers.iter().map(|layers| layers.peak).fold(0.0, f64::max);
    let told = label(scene, &first.panel, peak, &grid, top);
    let sides = (MARGIN * unit, paper.right - MARGIN * unit);
    let top = keys(scene, &grid, (told, sides), top);
    let floor = paper.bottom - (FOOTER + X_AXIS) * unit;
    // The gap below the last row is none, so that all plots are equally high.
    let share = (floor - top + GAP.1 * unit) / grid.rows as f64;
    let words = words(&grid, share);
    let lines = words.iter().map(|words| words.note.len()).max().unwrap_or(0);
    // Beside the heading, where all findings fit there; else below it.
    let beside = beside(&grid);
    let above = if beside { LINE + 8.0 } else { (1 + lines) as f64 * LINE + 8.0 } * unit;
    for (index, (plot, words)) in sheet.plots.iter().zip(&words).enumerate() {
        let begin = top + (index / grid.columns) as f64 * share;
        let end = begin + share - GAP.1 * unit;
        one(scene, &grid, (index, plot), (begin + above, end));
        write(scene, words, begin, grid.edges[index % grid.columns], (beside, unit));
    }
    let (left, right) = (grid.edges[0].0, grid.edges[grid.columns - 1].1);
    axes::label(scene, &sheet.x, grid.x, (left, right, floor), unit);
}

impl<'a> Grid<'a> {
    fn measure(sheet: &'a Sheet, first: &Panel, paper: Rect, unit: f64) -> Self {
        // More rows than that would leave no height for the curves.
        let least = sheet.plots.len().div_ceil(MOST_ROWS);
        let columns = sheet.columns.clamp(1, 4).max(least).min(sheet.plots.len());
        let rows = sheet.plots.len().div_ceil(columns);
        let ticks = if rows > 2 { 3 } else { 5 - rows };
        let mut numbers = Numbers::default();
        for plot in &sheet.plots {
            let own = Numbers::of(&plot.panel);
            numbers.all.extend(own.all);
            numbers.totals.extend(own.totals);
        }
        let y = numbers.span(&first.y, ticks);
        let layers = sheet.plots.iter().map(|plot| Layers::on(&plot.panel, y)).collect();
        let numbers = [y.ticks(first.y.quantity, ticks)];
        let left = MARGIN * unit + plot::widest_tick(&numbers, unit) + 14.0 * unit;
        // Half a number must fit beyond the last plot.
        let right = paper.right - (MARGIN + 24.0) * unit;
        // On narrow paper the curves need it more.
        let gap = (GAP.0 * unit).min((right - left) * 0.04);
        let width = ((right - left - gap * (columns - 1) as f64) / columns as f64).max(1.0);
        let edge = |column: usize| left + column as f64 * (width + gap);
        Self {
            sheet,
            layers,
            unit,
            columns,
            rows,
            x: Span::exact(&sheet.x, &sheet.at),
            y,
            ticks,
            edges: (0..columns).map(|column| (edge(column), edge(column) + width)).collect(),
            gap,
            large: columns <= FEW && rows <= FEW,
        }
    }

    fn width(&self) -> f64 {
        self.edges[0].1 - self.edges[0].0
    }
}

/// What the one y axis measures; returns the column behind it.
fn label(scene: &mut Scene, panel: &Panel, peak: f64, grid: &Grid<'_>, top: f64) -> f64 {
    let unit = grid.unit;
    let em = LABEL * unit;
    let words = format!("{}{}", axes::named(&panel.y.label, grid.y), axes::cut(&panel.y, peak, grid.y));
    let right = grid.edges[grid.columns - 1].1;
    let text = Text {
        content: font::shorten(&words, em, Weight::Bold, right - MARGIN * unit),
        at: Point::new(MARGIN * unit, top + key::BASELINE * unit),
        em,
        weight: Weight::Bold,
        align: Align::Start,
        rgb: axes::WORDS,
    };
    let end = text.extent().right;
    scene.text(text);
    end
}

/// Draws both keys and returns where they end: that of the phases on rows of its own, unless that costs one more.
fn keys(scene: &mut Scene, grid: &Grid<'_>, (told, sides): (f64, (f64, f64)), top: f64) -> f64 {
    let unit = grid.unit;
    let (curves, phases) = (curves_of(grid), phases(grid));
    let both = [curves.as_slice(), &phases].concat();
    let rows = |entries: &[Entry], begin: f64| key::rows(entries, (begin, sides), unit);
    if rows(&both, told) < rows(&curves, told) + rows(&phases, sides.0) {
        return top + key::draw(scene, &both, (told, sides), top, unit) + 4.0 * unit;
    }
    let top = top + key::draw(scene, &curves, (told, sides), top, unit);
    top + key::draw(scene, &phases, (sides.0, sides), top, unit) + 4.0 * unit
}

/// The key of the curves.
fn curves_of(grid: &Grid<'_>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut add = |sample: Sample, label: &str| {
        let known = entries.iter().any(|entry| entry.label == label && entry.sample == sample);
        if !known && !label.trim().is_empty() {
            entries.push(Entry { sample, label: label.to_owned() });
        }
    };
    for layers in &grid.layers {
        layers.fills.iter().for_each(|fill| add(surface(fill), fill.label));
        layers.strokes.iter().for_each(|stroke| add(sample(stroke), stroke.label));
    }
    entries
}

/// The key of the phases that no strip names.
fn phases(grid: &Grid<'_>) -> Vec<Entry> {
    let width = if grid.large { grid.width() } else { 0.0 };
    let plots = &grid.sheet.plots;
    let mut untold: Vec<Stage> =
        plots.iter().flat_map(|plot| strip::untold(&plot.bands, grid.x, width, grid.unit)).collect();
    untold.retain(|kind| kind.key.is_some());
    untold.sort_by_key(|kind| kind.key);
    untold.dedup();
    let entry = |kind: Stage| Entry { sample: Sample::Strip(kind.strip, kind.hatch), label: kind.word.to_owned() };
    untold.into_iter().map(entry).collect()
}

fn surface(fill: &Fill<'_>) -> Sample {
    Sample::Surface(fill.paint, fill.edge)
}

fn sample(stroke: &Stroke<'_>) -> Sample {
    match &stroke.course {
        Course::Values(_) | Course::Level(_) => Sample::Line(stroke.pen),
        Course::Dots(_, symbol) => Sample::Symbol(*symbol, stroke.pen.rgb),
    }
}

/// Whether every finding fits beside its heading.
fn beside(grid: &Grid<'_>) -> bool {
    let unit = grid.unit;
    grid.sheet.plots.iter().all(|plot| {
        let heading = font::width(&font::printable(&plot.heading), LABEL * unit, Weight::Bold);
        let note = font::width(&font::printable(&plot.note), NOTE * unit, Weight::Regular);
        heading + 16.0 * unit + note <= grid.width()
    })
}

/// Headings and findings, on as few lines as all of them need.
fn words(grid: &Grid<'_>, share: f64) -> Vec<Words> {
    let unit = grid.unit;
    // One more line for a finding must not cost a small plot its height.
    let room = share / unit - GAP.1 - LINE - 8.0 - STRIP - LEAST;
    let most = ((room / LINE).max(0.0) as usize).clamp(if grid.rows > 2 { 1 } else { 2 }, MOST_LINES);
    let words = |plot: &chart::Plot| Words {
        heading: font::shorten(&font::printable(&plot.heading), LABEL * unit, Weight::Bold, grid.width()),
        note: font::wrap(&font::printable(&plot.note), NOTE * unit, Weight::Regular, grid.width(), most),
    };
    grid.sheet.plots.iter().map(words).collect()
}

fn write(scene: &mut Scene, words: &Words, top: f64, (left, _): (f64, f64), (beside, unit): (bool, f64)) {
    let em = LABEL * unit;
    let first = top + 0.95 * em;
    let width = font::width(&words.heading, em, Weight::Bold);
    let text = |content: &str, at: Point, size: f64, weight: Weight, rgb: Rgb| Text {
        content: content.to_owned(),
        at,
        em: size * unit,
        weight,
        align: Align::Start,
        rgb,
    };
    scene.text(text(&words.heading, Point::new(left, first), LABEL, Weight::Bold, HEADING_RGB));
    let mut at = match beside {
        true => Point::new(left + width + 16.0 * unit, first),
        false => Point::new(left, first + LINE * unit),
    };
    for line in &words.note {
        scene.text(text(line, at, NOTE, Weight::Regular, NOTE_RGB));
        at.y += LINE * 0.95 * unit;
    }
}

/// One plot between these rows.
fn one(scene: &mut Scene, grid: &Grid<'_>, (index, plot): (usize, &chart::Plot), (top, bottom): (f64, f64)) {
    let unit = grid.unit;
    let (left, right) = grid.edges[index % grid.columns];
    let layers = &grid.layers[index];
    let strip_height = match (plot.bands.is_empty(), grid.large) {
        (true, _) => 0.0,
        (false, true) => STRIP * unit,
        (false, false) => THIN * unit,
    };
    let strip = Rect { left, top, right, bottom: top + strip_height };
    // A little air between strip and curves, as under the axis label of a figure.
    let area = Rect { left, top: strip.bottom + 6.0 * unit, right, bottom: bottom.max(strip.bottom + 7.0 * unit) };
    let ticks = grid.y.ticks(grid.sheet.plots[0].panel.y.quantity, grid.ticks);
    let mapped = Plot { area, x: grid.x, y: grid.y, ticks, at_end: Vec::new() };
    let paper = Rect { left: left - 0.5 * grid.gap, right: right + 0.5 * grid.gap, top, bottom };
    let quantity = grid.sheet.x.quantity;
    let frame =
        Frame { unit, paper, strip, flags: Vec::new(), plots: vec![mapped], x: grid.x, quantity, poles: Vec::new() };
    strip::backgrounds(scene, &plot.bands, &frame);
    axes::grid(scene, &frame.plots[0], unit);
    strip::draw(scene, &plot.bands, &frame);
    if index.is_multiple_of(grid.columns) {
        axes::numbers(scene, &frame.plots[0], unit);
    }
    axes::base(scene, area, unit);
    if index + grid.columns >= grid.sheet.plots.len() {
        axes::columns(scene, &frame, ((area.width() / (PER_TICK * unit)) as usize).clamp(2, 12));
    }
    let thinner = if grid.large { THINNER.0 } else { THINNER.1 };
    let places = curves::Places::of(&grid.sheet.at, &grid.sheet.x);
    curves::draw(scene, layers, &frame.plots[0], places, thinner * unit);
    if let Some(tear) = Tear::of(layers, &frame.plots[0], places) {
        tear.draw(scene, area, unit);
        tear.name(scene, &frame.plots[0], plot.panel.y.quantity, unit);
    }
}
