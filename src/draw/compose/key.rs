//! A row of samples and their names, for pictures with many plots, where a label at every curve would hide the curves.

use crate::draw::font::{self, Weight};
use crate::draw::ink::{Pen, Rgb};
use crate::draw::scene::{Align, Paint, Point, Rect, Scene, Text};

use super::curves;
use super::dots::Symbol;
use super::hatch;
use super::plot::LABEL;

/// Height of one row, in slide pixels.
const ROW: f64 = 38.0;
/// From the top of a row to the feet of its letters.
pub(super) const BASELINE: f64 = 0.5 * ROW + 0.36 * LABEL;
const SAMPLE: f64 = 46.0;
const GAP: f64 = 36.0;
const WORDS: Rgb = (35, 35, 35);

/// What a name stands beside.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Sample {
    /// A surface and its edge.
    Surface(Paint, Rgb),
    /// A stretch of a strip with the hatch on it: lower than a surface, not to be taken for one of the same hue.
    Strip(Rgb, Option<Rgb>),
    /// A line.
    Line(Pen),
    /// A lone value.
    Symbol(Symbol, Rgb),
}

/// A sample and its name.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub sample: Sample,
    pub label: String,
}

/// Draws the entries from left to right in as many rows as they need, behind something that ends at `begin`; returns
/// the height they take.
pub(super) fn draw(
    scene: &mut Scene,
    entries: &[Entry],
    (begin, sides): (f64, (f64, f64)),
    top: f64,
    unit: f64,
) -> f64 {
    let em = LABEL * unit;
    for (entry, place) in entries.iter().zip(places(entries, (begin, sides), unit)) {
        let middle = top + (place.row as f64 + 0.5) * ROW * unit;
        draw_sample(scene, &entry.sample, Point::new(place.left, middle), unit);
        scene.text(Text {
            content: place.content,
            at: Point::new(place.left + (SAMPLE + 10.0) * unit, middle + 0.36 * em),
            em,
            weight: Weight::Bold,
            align: Align::Start,
            rgb: WORDS,
        });
    }
    rows(entries, (begin, sides), unit) as f64 * ROW * unit
}

/// How many rows the entries take.
pub(super) fn rows(entries: &[Entry], (begin, (left, right)): (f64, (f64, f64)), unit: f64) -> usize {
    let last = places(entries, (begin, (left, right)), unit).last().map(|place| place.row + 1);
    last.unwrap_or(usize::from(begin > left))
}

/// Where an entry stands, and what fits of its label.
struct Place {
    row: usize,
    left: f64,
    content: String,
}

fn places(entries: &[Entry], (begin, (left, right)): (f64, (f64, f64)), unit: f64) -> Vec<Place> {
    let em = LABEL * unit;
    let mut pen = if begin > left { begin + GAP * unit } else { left };
    let mut row = 0_usize;
    let place = |entry: &Entry| {
        let room = right - left - (SAMPLE + 10.0) * unit;
        let content = font::shorten(&font::printable(&entry.label), em, Weight::Bold, room);
        let width = (SAMPLE + 10.0) * unit + font::width(&content, em, Weight::Bold);
        if pen > left && pen + width > right {
            (pen, row) = (left, row + 1);
        }
        let place = Place { row, left: pen, content };
        pen += width + GAP * unit;
        place
    };
    entries.iter().map(place).collect()
}

/// What the entries take on one row, the gap after the last one included.
pub(super) fn width(entries: &[Entry], unit: f64) -> f64 {
    let words = |entry: &Entry| font::width(&font::printable(&entry.label), LABEL * unit, Weight::Bold);
    entries.iter().map(|entry| words(entry) + (SAMPLE + 10.0 + GAP) * unit).sum()
}

/// A sample whose left end is `from`.
fn draw_sample(scene: &mut Scene, sample: &Sample, from: Point, unit: f64) {
    let to = Point::new(from.x + SAMPLE * unit, from.y);
    match sample {
        Sample::Surface(paint, edge) => {
            let area = Rect { left: from.x, right: to.x, top: from.y - 12.0 * unit, bottom: from.y + 12.0 * unit };
            scene.rect(area, *paint);
            let (left, right) = (area.left, area.right);
            scene.line(Point::new(left, area.top), Point::new(right, area.top), 2.0 * unit, *edge);
            scene.line(Point::new(left, area.bottom), Point::new(right, area.bottom), 1.2 * unit, *edge);
        }
        Sample::Strip(rgb, lines) => {
            let area = Rect { left: from.x, right: to.x, top: from.y - 7.0 * unit, bottom: from.y + 7.0 * unit };
            scene.rect(area, Paint::solid(*rgb));
            if let Some(rgb) = lines {
                hatch::diagonals(scene, area, hatch::STEP * unit, 1.8 * unit, Paint { rgb: *rgb, opacity: 0.8 });
            }
        }
        Sample::Line(pen) => curves::line(scene, &[from, to], *pen, unit),
        Sample::Symbol(symbol, rgb) => {
            symbol.draw(scene, Point::new((from.x + to.x) / 2.0, from.y), *rgb, unit);
        }
    }
}
