//! Phases and events. A phase tints the plots and is named on the strip; where its
//! stretch is too narrow for the word, a flag above the strip carries it. Events are
//! flags with a line through all plots.

use crate::measure::Phase;
use crate::report::figure::{Band, Event, Figure};
use crate::report::font::{self, Weight};
use crate::report::ink::Rgb;
use crate::report::scale::Span;
use crate::report::scene::{Align, Paint, Point, Rect, Scene, Text};

use super::frame::{FLAG_ROW, Frame, LABEL};
use super::hatch;
use super::heading::MARGIN;

/// More rows of flags would cost the curves too much height.
const MOST_ROWS: usize = 4;
const WORDS: Rgb = (35, 35, 35);
const POLE: Rgb = (70, 70, 70);

/// A label above the strip on a pole.
pub(super) struct Flag {
    column: f64,
    left: f64,
    right: f64,
    label: String,
    row: usize,
}

/// The flags this figure needs and how many rows they take.
pub(super) fn flags(figure: &Figure, x: Span, (left, right): (f64, f64), paper: f64, unit: f64) -> (Vec<Flag>, usize) {
    let column = |at: f64| left + x.share(at) * (right - left);
    let events: Vec<(f64, String)> =
        shown(&figure.events, x).map(|event| (column(event.at), font::printable(&event.label))).collect();
    let mut phases = Vec::new();
    for band in merged(&figure.bands) {
        let (from, to) = (column(band.from), column(band.to));
        let told = events.iter().any(|event| (event.0 - from).abs() < 2.0);
        let narrow = strip_label(&band, to - from, unit).is_none();
        if narrow && to - from > 1.0 && needs_flag(band.kind, told) {
            phases.push(((from + to) / 2.0, band.kind.word().to_owned()));
        }
    }
    let all = [events.as_slice(), phases.as_slice()].concat();
    let mut placed = raised(all.clone(), Vec::new(), paper, unit);
    if placed.len() < all.len() {
        // Too crowded: what was done to the cell outranks what one could see coming.
        placed = raised(phases, raised(events, Vec::new(), paper, unit), paper, unit);
    }
    let rows = placed.iter().map(|flag| flag.row + 1).max().unwrap_or(0);
    (placed, rows)
}

/// Narrow health is no news; an act such as blocking is told by the event that began it
/// (`told`); how the cell reacted must be named in any case.
fn needs_flag(kind: Phase, told: bool) -> bool {
    match kind {
        Phase::Healthy => false,
        Phase::Failure | Phase::Blocked | Phase::Ramp => !told,
        Phase::Flood | Phase::Recovered | Phase::Relapsed | Phase::Stuck => true,
    }
}

/// Raises flags from right to left, each in the lowest row that is free for it; one
/// that finds no row is left out.
fn raised(mut wanted: Vec<(f64, String)>, mut placed: Vec<Flag>, paper: f64, unit: f64) -> Vec<Flag> {
    let em = LABEL * unit;
    let room = (paper - 2.0 * MARGIN * unit) * 0.5;
    wanted.sort_by(|one, other| other.0.total_cmp(&one.0));
    for (column, label) in wanted {
        let label = font::shorten(&label, em, Weight::Bold, room);
        let width = font::width(&label, em, Weight::Bold) + 10.0 * unit;
        let begin = column.min(paper - MARGIN * unit - width);
        let flag = Flag { column, left: begin, right: begin + width, label, row: 0 };
        if let Some(row) = (0..MOST_ROWS).find(|row| free(&flag, *row, &placed, unit)) {
            placed.push(Flag { row, ..flag });
        }
    }
    placed
}

/// The events within the axis.
pub(super) fn shown(events: &[Event], x: Span) -> impl Iterator<Item = &Event> {
    events.iter().filter(move |event| event.at.is_finite() && event.at >= x.low() && event.at <= x.high())
}

/// A flag may not touch another one in its row, and no pole may cross a label: where a
/// pole stands under another flag, that flag must fly higher.
fn free(flag: &Flag, row: usize, placed: &[Flag], unit: f64) -> bool {
    let air = 8.0 * unit;
    placed.iter().all(|other| {
        let apart = flag.right + air <= other.left || other.right + air <= flag.left;
        let over_its_pole = flag.left - air < other.column && other.column < flag.right + air;
        let under_it = other.left - air < flag.column && flag.column < other.right + air;
        (row != other.row || apart) && (!over_its_pole || row > other.row) && (!under_it || row < other.row)
    })
}

/// Tints and hatches behind everything.
pub(super) fn backgrounds(scene: &mut Scene, bands: &[Band], frame: &Frame) {
    for band in merged(bands) {
        let area = Rect {
            left: frame.column(band.from),
            right: frame.column(band.to),
            top: frame.strip.bottom,
            bottom: frame.floor(),
        };
        scene.rect(area, Paint::solid(band.kind.tint()));
        if let Some(rgb) = band.kind.hatch() {
            let (width, step) = (1.3 * frame.unit, hatch::STEP * frame.unit);
            hatch::diagonals(scene, area, step, width, Paint { rgb, opacity: 0.4 });
        }
        if area.left > frame.strip.left + 1.0 {
            let (top, bottom) = (area.top, area.bottom);
            let edge = [Point::new(area.left, top), Point::new(area.left, bottom)];
            scene.line(edge[0], edge[1], 1.2 * frame.unit, (170, 170, 170));
        }
    }
}

/// The strip with its words, the flags and the event lines.
pub(super) fn draw(scene: &mut Scene, bands: &[Band], frame: &Frame) {
    let unit = frame.unit;
    let tall = frame.strip.height() > LABEL * unit;
    for band in merged(bands) {
        let area = Rect { left: frame.column(band.from), right: frame.column(band.to), ..frame.strip };
        scene.rect(area, Paint::solid(band.kind.strip()));
        if let Some(rgb) = band.kind.hatch() {
            let (width, step) = (1.8 * unit, hatch::STEP * unit);
            hatch::diagonals(scene, area, step, width, Paint { rgb, opacity: 0.8 });
        }
        if area.left > frame.strip.left + 1.0 {
            let (top, bottom) = (area.top, area.bottom);
            let edge = [Point::new(area.left, top), Point::new(area.left, bottom)];
            scene.line(edge[0], edge[1], 2.0 * unit, (255, 255, 255));
        }
        if let Some(label) = strip_label(&band, area.width(), unit).filter(|_| tall) {
            name(scene, band.kind, label, area, unit);
        }
    }
    for column in &frame.poles {
        let line = [Point::new(*column, frame.strip.top), Point::new(*column, frame.floor())];
        scene.path(&line, 2.2 * unit, POLE, &[7.0 * unit, 5.0 * unit]);
    }
    for flag in &frame.flags {
        hoist(scene, flag, frame);
    }
}

fn name(scene: &mut Scene, kind: Phase, content: String, area: Rect, unit: f64) {
    let em = LABEL * unit;
    let text = Text {
        content,
        at: Point::new((area.left + area.right) / 2.0, (area.top + area.bottom) / 2.0 + 0.36 * em),
        em,
        weight: Weight::Bold,
        align: Align::Middle,
        rgb: WORDS,
    };
    if kind.hatch().is_some() {
        let extent = text.extent();
        let quiet = Rect {
            left: (extent.left - 6.0 * unit).max(area.left),
            right: (extent.right + 6.0 * unit).min(area.right),
            ..area
        };
        scene.rect(quiet, Paint::solid(kind.tint()));
    }
    scene.text(text);
}

fn hoist(scene: &mut Scene, flag: &Flag, frame: &Frame) {
    let unit = frame.unit;
    let em = LABEL * unit;
    let baseline = frame.strip.top - (flag.row as f64 * FLAG_ROW + 9.0) * unit;
    let shifted = flag.left + 0.5 < flag.column;
    let head = if shifted { baseline + 0.26 * em } else { baseline - font::ASCENT * em };
    scene.line(Point::new(flag.column, head), Point::new(flag.column, frame.strip.top), 2.2 * unit, POLE);
    scene.text(Text {
        content: flag.label.clone(),
        at: Point::new(flag.left + 8.0 * unit, baseline),
        em,
        weight: Weight::Bold,
        align: Align::Start,
        rgb: WORDS,
    });
}

/// The phases that a strip of this width can name on none of its stretches.
pub(super) fn untold(bands: &[Band], x: Span, width: f64, unit: f64) -> Vec<Phase> {
    let bands = merged(bands);
    let seen = |band: &&Band| x.share(band.to) > x.share(band.from);
    let named = |kind: Phase| {
        let mut same = bands.iter().filter(|band| band.kind == kind);
        same.any(|band| strip_label(band, (x.share(band.to) - x.share(band.from)) * width, unit).is_some())
    };
    bands.iter().filter(seen).map(|band| band.kind).filter(|kind| !named(*kind)).collect()
}

/// The band's own label, else its phase's word, else nothing: whatever fits.
fn strip_label(band: &Band, width: f64, unit: f64) -> Option<String> {
    [font::printable(&band.label), band.kind.word().to_owned()]
        .into_iter()
        .filter(|label| !label.trim().is_empty())
        .find(|label| font::width(label, LABEL * unit, Weight::Bold) + 14.0 * unit <= width)
}

/// Bands in order of time, without those that have no length; equal neighbours become one.
fn merged(bands: &[Band]) -> Vec<Band> {
    let mut sorted: Vec<Band> = bands
        .iter()
        .filter(|band| band.from.is_finite() && band.to.is_finite() && band.to > band.from)
        .cloned()
        .collect();
    sorted.sort_by(|one, other| one.from.total_cmp(&other.from));
    let mut result: Vec<Band> = Vec::with_capacity(sorted.len());
    for band in sorted {
        match result.last_mut() {
            Some(last) if last.kind == band.kind && last.label == band.label && band.from <= last.to => {
                last.to = last.to.max(band.to);
            }
            Some(_) | None => result.push(band),
        }
    }
    result
}
