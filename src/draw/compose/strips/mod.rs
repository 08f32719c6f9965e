//! Rows of dots over one axis: a dot for every world, and a tint where the condition of the row holds.
//!
//! - `worlds` the values of a row, those outside the axis counted
//! - `span`   the scale all rows share
//! - `band`   where the condition holds
//! - `swarm`  how dots of about the same value lie beside each other
//! - `words`  names, findings, counts, limits and medians

mod band;
mod span;
mod swarm;
mod words;
mod worlds;

use crate::draw::chart::{Strip, Strips};
use crate::draw::font::Weight;
use crate::draw::ink::Rgb;
use crate::draw::scale::Span;
use crate::draw::scene::{Align, Mark, Paint, Point, Rect, Scene, Text};

use super::axes;
use super::hatch;
use super::heading::{FOOTER, MARGIN};
use super::plot::{LABEL, X_AXIS};
use band::Band;
use words::Heading;
use worlds::Worlds;

const TICKS: usize = 8;
/// Smallest and largest type of a row, in slide pixels; in between, three lines are as high as the row.
const TYPE: (f64, f64) = (21.6, 31.0);
const LINES: f64 = 3.4;
/// From this many ems on a row has a lane for the median of its own; below the second number it has no lanes at all.
const ROOMY: f64 = 6.2;
const BARE: f64 = 2.4;
/// Free before and behind the axis, for dots at its ends, in slide pixels.
const PAD: f64 = 28.0;
/// Width of the bar that shows the share of worlds where it did not happen.
const NEVER: f64 = 26.0;
const GAP: f64 = 16.0;
const WHITE: Rgb = (255, 255, 255);
const GROUND: Rgb = (247, 247, 247);
const BAR: Rgb = (205, 205, 205);
const HATCH: Rgb = (70, 70, 70);

/// The rows' place and the scale they share.
struct Frame {
    unit: f64,
    /// All rows, from end to end of the axis.
    area: Rect,
    span: Span,
    /// Height of one row, its distance from the next one included.
    pitch: f64,
    /// Type size of all words in the rows.
    em: f64,
    /// Size of all dots.
    radius: f64,
}

/// One row, measured.
struct Row<'a> {
    strip: &'a Strip,
    worlds: Worlds,
    heading: Heading,
    counts: Vec<String>,
}

impl Frame {
    fn column(&self, value: f64) -> f64 {
        self.area.left + self.span.share(value) * self.area.width()
    }

    /// Left and right end of a row.
    fn ends(&self) -> (f64, f64) {
        (self.area.left - PAD * self.unit, self.area.right + PAD * self.unit)
    }

    /// The tinted part of a row, its lanes left out.
    fn place(&self, index: usize) -> Rect {
        let top = self.area.top + index as f64 * self.pitch;
        let air = (0.06 * self.pitch).min(9.0 * self.unit);
        let lane = 1.2 * self.em + 6.0 * self.unit;
        let above = if self.pitch >= BARE * self.em { lane } else { 0.0 };
        let below = if self.is_roomy() { lane } else { 0.0 };
        let (left, right) = self.ends();
        Rect { left, right, top: top + air + above, bottom: top + self.pitch - air - below }
    }

    /// Height of the triangles that point at the median, within the row.
    fn pointer(&self, area: Rect) -> f64 {
        (22.0 * self.unit).min((0.22 * area.height()).max(13.0 * self.unit)).min(0.4 * area.height())
    }

    /// The part of a row its dots may use: a triangle on a dot would hide a world.
    fn free(&self, area: Rect) -> Rect {
        let pointer = self.pointer(area);
        let bottom = if self.is_roomy() { area.bottom - pointer } else { area.bottom };
        Rect { top: area.top + pointer, bottom, ..area }
    }

    fn is_roomy(&self) -> bool {
        self.pitch >= ROOMY * self.em
    }

    fn band(&self, strip: &Strip) -> Band {
        let (left, right) = self.ends();
        Band::of(strip, (left, right), |value| {
            if value < self.span.low() {
                Err(left)
            } else if value > self.span.high() {
                Err(right)
            } else {
                Ok(self.column(value))
            }
        })
    }
}

/// Strips below their heading.
pub(super) fn draw(scene: &mut Scene, strips: &Strips, top: f64) {
    let (frame, rows) = measure(strips, Rect::paper(scene.size), top, scene.size.unit());
    for (index, row) in rows.iter().enumerate() {
        let (area, band) = (frame.place(index), frame.band(row.strip));
        scene.rect(area, Paint::solid(GROUND));
        band.tint(scene, area);
        for tick in span::ticks(frame.span, strips.x.quantity, TICKS) {
            let column = frame.column(tick.value);
            scene.line(Point::new(column, area.top), Point::new(column, area.bottom), 1.2 * frame.unit, axes::GRID);
        }
        band.lines(scene, area, frame.unit);
        median(scene, row, &band, area, &frame);
        edges(scene, row, area, &frame);
        limit_and_median(scene, strips, row, &band, area, &frame);
        beside(scene, row, index, &frame);
    }
    axis(scene, strips, &frame);
}

/// Names and counts take what they need, the axis has the rest.
fn measure(strips: &Strips, paper: Rect, top: f64, unit: f64) -> (Frame, Vec<Row<'_>>) {
    let floor = (paper.bottom - (FOOTER + X_AXIS) * unit).max(top + 1.0);
    let pitch = (floor - top) / strips.rows.len().max(1) as f64;
    let em = (pitch / LINES).clamp(TYPE.0 * unit, TYPE.1 * unit).min(0.8 * pitch);
    let measured = |strip| {
        let worlds = Worlds::of(strip, &strips.x);
        let heading = Heading::of(strip, (em, pitch), paper.right);
        let counts = words::counts(strip, &worlds, (em, pitch), paper.right);
        Row { strip, worlds, heading, counts }
    };
    let rows: Vec<Row<'_>> = strips.rows.iter().map(measured).collect();
    let names = rows.iter().map(|row| row.heading.width(em)).fold(0.0, f64::max);
    let left = (MARGIN + GAP + PAD) * unit + names;
    let counts = rows.iter().map(|row| words::widest(row.counts.iter(), em)).fold(0.0, f64::max);
    let bar = if strips.rows.iter().any(|row| row.never > 0) { GAP + NEVER } else { 0.0 };
    let rest = if counts > 0.0 { counts + (bar + GAP) * unit } else { 0.0 };
    let right = (paper.right - (MARGIN + PAD) * unit - rest).max(left + 1.0);
    let area = Rect { left, top, right, bottom: floor };
    let frame = Frame { unit, area, span: span::of(strips, TICKS), pitch, em, radius: unit };
    let all = rows.iter().enumerate();
    let all = all.map(|(index, row)| (&row.worlds, frame.band(row.strip), frame.free(frame.place(index))));
    let radius = swarm::radius(&all.collect::<Vec<_>>(), |value| frame.column(value), unit);
    (Frame { radius, ..frame }, rows)
}

fn dots(scene: &mut Scene, row: &Row<'_>, band: &Band, area: Rect, frame: &Frame) {
    // Small discs need few corners, and there are many of them.
    let corners = (2.5 * frame.radius).clamp(8.0, 28.0) as usize;
    let place = (band, frame.free(area));
    let dots = swarm::of(&row.worlds, place, |value| frame.column(value), (frame.radius, frame.unit));
    for (dot, opacity) in dots {
        scene.polygon(dot, frame.radius, corners, 0.0, Paint { rgb: row.strip.ink.pen().rgb, opacity });
    }
}

/// A triangle at either edge behind which there are more values.
fn edges(scene: &mut Scene, row: &Row<'_>, area: Rect, frame: &Frame) {
    let (long, half) = (18.0 * frame.unit, (14.0 * frame.unit).min(area.height() / 2.0));
    let middle = (area.top + area.bottom) / 2.0;
    for (count, tip, side) in [(row.worlds.below, area.left, 1.0), (row.worlds.above, area.right, -1.0)] {
        if count > 0 {
            let foot = tip + side * long;
            triangle(scene, [(tip, middle), (foot, middle - half), (foot, middle + half)], row.strip.ink.pen().text);
        }
    }
}

fn triangle(scene: &mut Scene, corners: [(f64, f64); 3], rgb: Rgb) {
    let ring = corners.into_iter().map(|(x, y)| Point::new(x, y)).collect();
    scene.marks.push(Mark::Fill(ring, Paint::solid(rgb)));
}

/// A line below the dots, which it would hide; and a triangle on the side of its words, or two where there is room.
fn median(scene: &mut Scene, row: &Row<'_>, band: &Band, area: Rect, frame: &Frame) {
    let line = row.worlds.median.map(|value| (frame.column(value), row.strip.ink.pen().text));
    if let Some((column, rgb)) = line {
        scene.line(Point::new(column, area.top), Point::new(column, area.bottom), 4.5 * frame.unit, rgb);
    }
    dots(scene, row, band, area, frame);
    if let Some((column, rgb)) = line {
        let high = frame.pointer(area);
        let sides = [(area.top, 1.0), (area.bottom, -1.0)];
        for (edge, side) in sides.into_iter().take(if frame.is_roomy() { 2 } else { 1 }) {
            for (size, rgb) in [(high, WHITE), (0.85 * high, rgb)] {
                let half = 0.62 * size;
                triangle(scene, [(column, edge + side * size), (column - half, edge), (column + half, edge)], rgb);
            }
        }
    }
}

/// The limit above its bracket, and the value of the median: below the dots where there is room, else beside the limit.
fn limit_and_median(scene: &mut Scene, strips: &Strips, row: &Row<'_>, band: &Band, area: Rect, frame: &Frame) {
    if frame.pitch < BARE * frame.em {
        return;
    }
    let (strip, em, unit) = (row.strip, frame.em, frame.unit);
    let (above, below) = (area.top - 6.0 * unit - 0.3 * em, area.bottom + 6.0 * unit + 0.84 * em);
    let (left, right) = band.columns;
    let anchor = match strip.holds {
        (Some(_), None) => (left, Align::Start),
        (None, Some(_)) => (right, Align::End),
        (Some(_), Some(_)) | (None, None) => ((left + right) / 2.0, Align::Middle),
    };
    let limit = words::placed(&strip.limit, anchor, frame.ends(), (above, em), band::LIMIT);
    let place = limit.extent();
    let told = !limit.content.trim().is_empty();
    scene.text(limit);
    let (Some(value), Some(content)) = (row.worlds.median, words::median(strips, strip, &row.worlds)) else {
        return;
    };
    let (rgb, anchor) = (strip.ink.pen().text, (frame.column(value), Align::Middle));
    if frame.is_roomy() {
        return scene.text(words::placed(&content, anchor, frame.ends(), (below, em), rgb));
    }
    let (begin, end) = frame.ends();
    let free = [(begin, place.left - 0.7 * em), (place.right + 0.7 * em, end)];
    let free = if told { free.to_vec() } else { vec![(begin, end)] };
    let texts = free.into_iter().map(|room| words::placed(&content, anchor, room, (above, em), rgb));
    // Whole rather than near: a shortened number is none.
    let off = |text: &Text| {
        let extent = text.extent();
        let away = ((extent.left + extent.right) / 2.0 - anchor.0).abs();
        if text.content.ends_with('…') || text.content.is_empty() { f64::MAX } else { away }
    };
    texts.min_by(|one, other| off(one).total_cmp(&off(other))).into_iter().for_each(|text| scene.text(text));
}

/// Left of the dots name and finding; right of them what is not on the axis, counted, and the share of worlds where it
/// did not happen as a hatched bar.
fn beside(scene: &mut Scene, row: &Row<'_>, index: usize, frame: &Frame) {
    let (unit, area, rgb) = (frame.unit, frame.place(index), row.strip.ink.pen().text);
    let top = frame.area.top + index as f64 * frame.pitch;
    if index > 0 {
        // Else the last line of one name seems to belong to the next.
        let (left, right) = (MARGIN * unit, f64::from(scene.size.width()) - MARGIN * unit);
        scene.line(Point::new(left, top), Point::new(right, top), 1.5 * unit, axes::GRID);
    }
    let middle = top + 0.5 * frame.pitch;
    row.heading.draw(scene, Point::new(area.left - GAP * unit, middle), frame.em, rgb);
    let mut pen = area.right + GAP * unit;
    if row.strip.never > 0 {
        let bar = Rect { left: pen, right: pen + NEVER * unit, ..area };
        let share = row.strip.never as f64 / (row.strip.values.len() as f64 + row.strip.never as f64);
        let full = Rect { top: area.bottom - (share * area.height()).max(4.0 * unit).min(area.height()), ..bar };
        scene.rect(full, Paint::solid(BAR));
        hatch::diagonals(scene, full, 0.7 * hatch::STEP * unit, 3.0 * unit, Paint::solid(HATCH));
        scene.outline(bar, 1.5 * unit, HATCH);
        pen = bar.right + GAP * unit;
    }
    let lines: Vec<(&String, Rgb)> = row.counts.iter().map(|line| (line, rgb)).collect();
    // One line stands beside its bar; more need all of the row's height.
    let middle = if lines.len() > 1 { middle } else { (area.top + area.bottom) / 2.0 };
    words::block(scene, lines, (Point::new(pen, middle), Align::Start), frame.em);
}

/// The axis below the last row.
fn axis(scene: &mut Scene, strips: &Strips, frame: &Frame) {
    let (unit, area) = (frame.unit, frame.area);
    let em = LABEL * unit;
    let (left, right) = frame.ends();
    axes::base(scene, Rect { left, right, ..area }, unit);
    let paper = f64::from(scene.size.width());
    let mut free_from = 0.5 * MARGIN * unit;
    for tick in span::ticks(frame.span, strips.x.quantity, TICKS) {
        let column = frame.column(tick.value);
        let foot = Point::new(column, area.bottom + 8.0 * unit);
        scene.line(Point::new(column, area.bottom), foot, 2.0 * unit, axes::AXIS);
        let text = Text {
            content: tick.label,
            at: Point::new(column, area.bottom + 33.0 * unit),
            em,
            weight: Weight::Regular,
            align: Align::Middle,
            rgb: axes::WORDS,
        };
        let extent = text.extent();
        if extent.left >= free_from && extent.right <= paper - 0.5 * MARGIN * unit {
            free_from = extent.right + 10.0 * unit;
            scene.text(text);
        }
    }
    axes::label(scene, &strips.x, frame.span, (left, right, area.bottom), unit);
}
