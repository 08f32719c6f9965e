//! The axis of the colours, and the words for cells without a colour.

use crate::draw::chart::{Cell, HeatMap};
use crate::draw::figure::Quantity;
use crate::draw::font::{self, Weight};
use crate::draw::ink;
use crate::draw::scale::{self, Span, Tick};
use crate::draw::scene::{Align, Paint, Point, Rect, Scene, Text};

use super::super::axes;
use super::super::plot::LABEL;
use super::cells::{self, number};

const GAP: f64 = 38.0;
const THICK: f64 = 40.0;
const WIDEST: f64 = 250.0;
const LINE: f64 = 30.0;
const TICKS: usize = 6;
/// What the hatch says.
const NEVER: &str = "never within the horizon";
const MISSING: &str = "no value";

/// The colour bar and its words, measured.
pub(super) struct Bar {
    /// All that stands right of the map, the gap included.
    pub width: f64,
    colours: Span,
    label: Vec<String>,
    ticks: Vec<(f64, String)>,
    /// Samples below the bar.
    never: Vec<String>,
    missing: Vec<String>,
}

impl Bar {
    pub(super) fn measure(map: &HeatMap, colours: Span, unit: f64) -> Self {
        let em = LABEL * unit;
        let label = axes::named(&map.value.label, colours);
        let label = font::wrap(&label, em, Weight::Bold, WIDEST * unit, 3);
        let ticks = ticks(map, colours);
        let occurs = |wanted: &dyn Fn(&Cell) -> bool| map.cells.iter().flatten().any(wanted);
        let beside = |words: &str, seen: bool| match seen {
            true => font::wrap(words, em, Weight::Regular, (WIDEST - THICK - 12.0) * unit, 3),
            false => Vec::new(),
        };
        let never = beside(NEVER, occurs(&|cell| *cell == Cell::Never));
        let missing = beside(MISSING, blank(map));
        let width = |lines: &[String], weight: Weight| {
            lines.iter().map(|line| font::width(line, em, weight)).fold(0.0, f64::max)
        };
        let names: Vec<String> = ticks.iter().map(|(_, name)| name.clone()).collect();
        let beside = [&names, &never, &missing].map(|lines| width(lines, Weight::Regular));
        let beside = (THICK + 12.0) * unit + beside.into_iter().fold(0.0, f64::max);
        let width = GAP * unit + width(&label, Weight::Bold).max(beside);
        Self { width, colours, label, ticks, never, missing }
    }

    pub(super) fn draw(&self, scene: &mut Scene, map: &HeatMap, area: Rect, unit: f64) {
        let em = LABEL * unit;
        let left = area.right + GAP * unit;
        let mut top = area.top - 13.0 * unit;
        for line in &self.label {
            scene.text(words(line, Point::new(left, top), em, Weight::Bold));
            top += LINE * unit;
        }
        let samples: f64 = [&self.never, &self.missing].iter().map(|lines| height(lines)).sum::<f64>() * unit;
        let top = top - LINE * unit + 16.0 * unit;
        let bottom = area.bottom - samples;
        let bar = Rect { left, top: top.round(), right: left + THICK * unit, bottom: bottom.round() };
        if map.cells.iter().flatten().any(|cell| number(cell).is_some()) {
            ramp(scene, bar, unit);
            self.numbers(scene, bar, unit);
        }
        let mut top = bottom;
        for (lines, hatched) in [(&self.never, true), (&self.missing, false)] {
            if !lines.is_empty() {
                sample(scene, lines, hatched, (left, top), unit);
                top += height(lines) * unit;
            }
        }
    }

    fn numbers(&self, scene: &mut Scene, bar: Rect, unit: f64) {
        let em = LABEL * unit;
        let mut taken: Vec<f64> = Vec::new();
        for (value, name) in &self.ticks {
            let row = bar.bottom - self.colours.share(*value) * bar.height();
            if taken.iter().any(|other| (other - row).abs() < 1.1 * em) {
                continue;
            }
            taken.push(row);
            let right = bar.right + 7.0 * unit;
            scene.line(Point::new(bar.right, row), Point::new(right, row), 2.0 * unit, axes::AXIS);
            scene.text(words(name, Point::new(bar.right + 12.0 * unit, row + 0.36 * em), em, Weight::Regular));
        }
    }
}

/// Round numbers; an end that hides data says so, and comes first, so that it is not left out.
fn ticks(map: &HeatMap, colours: Span) -> Vec<(f64, String)> {
    let quantity = map.value.quantity;
    let values = || map.cells.iter().flatten().filter_map(number);
    let (most, least) = (values().fold(f64::MIN, f64::max), values().fold(f64::MAX, f64::min));
    let mut ends = Vec::new();
    let name = |value: f64| scale::write(scale::rounded(value, 3), colours.high(), quantity);
    if most > colours.high() * 1.000_001 {
        ends.push((colours.high(), format!("≥ {}", name(colours.high()))));
    }
    if least < colours.low() - 1e-9 * colours.high().abs() {
        ends.push((colours.low(), format!("≤ {}", name(colours.low()))));
    }
    let round = colours.ticks(quantity, TICKS).into_iter().map(|Tick { value, label }| (value, label));
    // A clock has no round numbers between two close values.
    let round: Vec<(f64, String)> = round.collect();
    if round.is_empty() && quantity == Quantity::Hours {
        ends.extend([colours.low(), colours.high()].map(|value| (value, name(value))));
    }
    ends.into_iter().chain(round).collect()
}

/// The colours from low to high, in slices no eye tells apart.
fn ramp(scene: &mut Scene, bar: Rect, unit: f64) {
    let slices = (bar.height() / (3.0 * unit).max(1.0)).floor().max(1.0) as usize;
    let edge = |index: usize| (bar.bottom - bar.height() * index as f64 / slices as f64).round();
    for index in 0..slices {
        let share = (index as f64 + 0.5) / slices as f64;
        scene.rect(Rect { top: edge(index + 1), bottom: edge(index), ..bar }, Paint::solid(ink::ramp(share)));
    }
}

/// A cell without a colour, and what it means.
fn sample(scene: &mut Scene, lines: &[String], hatched: bool, (left, top): (f64, f64), unit: f64) {
    let em = LABEL * unit;
    let top = top + 20.0 * unit;
    let cell = Rect { left, top, right: left + THICK * unit, bottom: top + THICK * unit };
    if hatched {
        cells::never(scene, cell, unit);
    } else {
        cells::missing(scene, cell, unit);
        scene.outline(cell, 1.2 * unit, axes::GRID);
    }
    // One line stands beside the middle of the sample, more begin at its top.
    let first = if lines.len() == 1 { THICK / 2.0 * unit + 0.36 * em } else { 0.8 * em };
    for (index, line) in lines.iter().enumerate() {
        let row = top + first + index as f64 * LINE * unit;
        scene.text(words(line, Point::new(cell.right + 12.0 * unit, row), em, Weight::Regular));
    }
}

/// Height of a sample with its words, in slide pixels.
fn height(lines: &[String]) -> f64 {
    if lines.is_empty() { 0.0 } else { 20.0 + (lines.len() as f64 * LINE).max(THICK) }
}

fn words(content: &str, at: Point, em: f64, weight: Weight) -> Text {
    Text { content: content.to_owned(), at, em, weight, align: Align::Start, rgb: axes::WORDS }
}

/// Whether any cell is drawn blank.
fn blank(map: &HeatMap) -> bool {
    let missing = |row: usize, column: usize| {
        let cell = map.cells.get(row).and_then(|cells| cells.get(column)).copied().unwrap_or(Cell::Missing);
        cell != Cell::Never && number(&cell).is_none()
    };
    (0..map.y.at.len()).any(|row| (0..map.x.at.len()).any(|column| missing(row, column)))
}
