//! Flags above the strip: events, and phases whose stretch is too narrow for their word.

use crate::draw::figure::{Event, Figure, Flagged, Stage};
use crate::draw::font::{self, Weight};
use crate::draw::scale::Span;
use crate::draw::scene::{Align, Point, Scene, Text};

use super::bands::{POLE, WORDS, merged, strip_label};
use super::heading::MARGIN;
use super::plot::{FLAG_ROW, Flag, Frame, LABEL};

/// More rows of flags would cost the curves too much height.
const MOST_ROWS: usize = 4;
/// The paper a flag may take, as shares of its width: where the first is too much, words are cut before a flag falls.
const ROOMS: [f64; 3] = [1.0, 0.5, 0.3];
/// From its pole to the words of a flag, in slide pixels.
const INDENT: f64 = 8.0;

/// The flags this figure needs and how many rows they take.
pub(super) fn flags(figure: &Figure, x: Span, (left, right): (f64, f64), paper: f64, unit: f64) -> (Vec<Flag>, usize) {
    let column = |at: f64| left + x.share(at) * (right - left);
    let bands = merged(&figure.bands);
    // What began a stage outranks what only happened; and that outranks what one could see coming.
    let begins = |event: &&Event| bands.iter().any(|band| (column(band.from) - column(event.at)).abs() < 2.0);
    let (first, second): (Vec<&Event>, Vec<&Event>) = shown(&figure.events, x).partition(begins);
    let events: Vec<(f64, String)> = first
        .into_iter()
        .chain(second)
        .map(|event| (column(event.at), font::printable(&event.label)))
        .filter(|(_, label)| !label.trim().is_empty())
        .collect();
    let mut phases = Vec::new();
    for band in &bands {
        let (from, to) = (column(band.from), column(band.to));
        let told = events.iter().any(|event| (event.0 - from).abs() < 2.0);
        let narrow = strip_label(band, to - from, unit).is_none();
        if narrow && to - from > 1.0 && needs_flag(band.kind, told) {
            phases.push(((from + to) / 2.0, band.kind.word.to_owned()));
        }
    }
    let placed = kept(events.into_iter().chain(phases), paper, unit);
    let rows = placed.iter().map(|flag| flag.row + 1).max().unwrap_or(0);
    (placed, rows)
}

/// Whether a stretch too narrow for its word has a flag; `told` is that an event stands at its begin.
fn needs_flag(kind: Stage, told: bool) -> bool {
    match kind.flagged {
        Flagged::Never => false,
        Flagged::Untold => !told,
        Flagged::Always => true,
    }
}

/// As many flags as there is room for, in the order of their worth.
fn kept(wanted: impl Iterator<Item = (f64, String)>, paper: f64, unit: f64) -> Vec<Flag> {
    let em = LABEL * unit;
    let (begin, end) = (MARGIN * unit, paper - MARGIN * unit);
    let mut kept: Vec<Flag> = Vec::new();
    for (column, label) in wanted {
        let flag = |share: f64| {
            let label = font::shorten(&label, em, Weight::Bold, (end - begin) * share - 10.0 * unit);
            let width = font::width(&label, em, Weight::Bold) + 10.0 * unit;
            let left = column.min(end - width);
            Flag { column, left, right: left + width, label, row: 0 }
        };
        let mut with = ROOMS.into_iter().filter_map(|share| raised([kept.as_slice(), &[flag(share)]].concat(), unit));
        if let Some(with) = with.next() {
            kept = with;
        }
    }
    kept
}

/// Raises flags from right to left, each in the lowest row that is free for it; nothing where one of them finds no row.
fn raised(mut flags: Vec<Flag>, unit: f64) -> Option<Vec<Flag>> {
    flags.sort_by(|one, other| other.column.total_cmp(&one.column));
    let mut placed: Vec<Flag> = Vec::with_capacity(flags.len());
    for flag in flags {
        let row = (0..MOST_ROWS).find(|row| free(&flag, *row, &placed, unit))?;
        placed.push(Flag { row, ..flag });
    }
    Some(placed)
}

/// The events within the axis.
pub(super) fn shown(events: &[Event], x: Span) -> impl Iterator<Item = &Event> {
    events.iter().filter(move |event| event.at.is_finite() && event.at >= x.low() && event.at <= x.high())
}

/// A flag may not touch another one in its row, and no pole may cross a label: where a
/// pole stands under another flag, that flag must fly higher.
fn free(flag: &Flag, row: usize, placed: &[Flag], unit: f64) -> bool {
    let air = INDENT * unit;
    placed.iter().all(|other| {
        let apart = flag.right + air <= other.left || other.right + air <= flag.left;
        // Words begin a little behind their own pole; another one just before them does not cross them.
        let over_its_pole = flag.left < other.column && other.column < flag.right + 0.5 * air;
        let under_it = other.left < flag.column && flag.column < other.right + 0.5 * air;
        (row != other.row || apart) && (!over_its_pole || row > other.row) && (!under_it || row < other.row)
    })
}

/// Writes a flag beside its pole.
pub(super) fn hoist(scene: &mut Scene, flag: &Flag, frame: &Frame) {
    let unit = frame.unit;
    let em = LABEL * unit;
    let baseline = frame.strip.top - (flag.row as f64 * FLAG_ROW + 9.0) * unit;
    let shifted = flag.left + 0.5 < flag.column;
    let head = if shifted { baseline + 0.26 * em } else { baseline - font::ASCENT * em };
    scene.line(Point::new(flag.column, head), Point::new(flag.column, frame.strip.top), 2.2 * unit, POLE);
    scene.text(Text {
        content: flag.label.clone(),
        at: Point::new(flag.left + INDENT * unit, baseline),
        em,
        weight: Weight::Bold,
        align: Align::Start,
        rgb: WORDS,
    });
}
