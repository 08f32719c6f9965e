//! Effects on one number: a bar from the base for every cause, and a whisker over what is not sure.
//!
//! - `lanes` which part of a row each bar has, and where its value is written

mod lanes;

use crate::draw::chart::{EffectBar, Effects};
use crate::draw::figure::Axis;
use crate::draw::font::{self, Weight};
use crate::draw::ink::Rgb;
use crate::draw::scale::{self, Span, drawable};
use crate::draw::scene::{Align, Paint, Point, Rect, Scene, Text};

use super::axes;
use super::dots;
use super::heading::{FOOTER, MARGIN};
use super::key::{self, Entry, Sample};
use super::plot::{LABEL, X_AXIS};
use lanes::Lane;

/// Share of the paper's width that the names of the causes may take, on two lines and on one.
const NAMES: (f64, f64) = (0.36, 0.45);
const ROW: f64 = 36.0;
const FEW: usize = 6;
const LARGE: f64 = 29.0;
const TICKS: usize = 7;
const BASE: Rgb = (0, 0, 0);
const STRIPE: Rgb = (246, 246, 246);

/// The rows' place and the scale that all bars share.
struct Frame {
    unit: f64,
    area: Rect,
    span: Span,
    /// Left and right end of the scale; the values at the bars' ends need room beyond it.
    ends: (f64, f64),
    /// Height of one row.
    pitch: f64,
    /// Type size of names and of values that have a whole row.
    em: f64,
}

impl Frame {
    fn column(&self, value: f64) -> f64 {
        self.ends.0 + self.span.share(value) * (self.ends.1 - self.ends.0)
    }
}

/// Effects below their heading.
pub(super) fn draw(scene: &mut Scene, effects: &Effects, top: f64) {
    let unit = scene.size.unit();
    let paper = Rect::paper(scene.size);
    let shared = lanes::shared_labels(effects);
    let entries: Vec<Entry> = shared
        .iter()
        .map(|(label, ink)| Entry {
            sample: Sample::Surface(Paint::solid(ink.fill()), ink.pen().text),
            label: label.clone(),
        })
        .collect();
    let told = !shared.is_empty();
    let sides = (MARGIN * unit, paper.right - MARGIN * unit);
    let mut frame = measure(effects, paper, top, unit, told);
    let free = base_label(effects, paper, &frame).map_or(sides.1, |text| text.extent().left);
    if sides.0 + key::width(&entries, unit) <= free {
        // Beside the name of the base: height belongs to the bars.
        key::draw(scene, &entries, (sides.0, sides), top, unit);
    } else {
        let height = key::draw(scene, &entries, (sides.0, sides), top, unit);
        frame = measure(effects, paper, top + height, unit, told);
    }
    stripes(scene, effects, &frame);
    grid(scene, effects, &frame);
    for (index, row) in effects.rows.iter().enumerate() {
        let top = frame.area.top + index as f64 * frame.pitch;
        name(scene, &row.label, (top, paper.right), &frame);
        let lanes = lanes::of(row, effects.base, (top, frame.pitch), unit);
        for lane in &lanes {
            bar(scene, lane, effects.base, &frame);
        }
        for lane in &lanes {
            whisker(scene, lane, &frame);
        }
        for lane in &lanes {
            value(scene, effects, lane, told, &frame);
        }
    }
    base(scene, effects, paper, &frame);
}

fn measure(effects: &Effects, paper: Rect, top: f64, unit: f64, told: bool) -> Frame {
    let top = top + ROW * unit;
    let floor = (paper.bottom - (FOOTER + X_AXIS) * unit).max(top + 1.0);
    let pitch = (floor - top) / effects.rows.len().max(1) as f64;
    // Few rows leave room for large letters; many must share what there is.
    let size = if effects.rows.len() <= FEW { LARGE } else { LABEL };
    let em = (size * unit).min(pitch * 0.9);
    let widest = effects.rows.iter().flat_map(|row| names(&row.label, em, pitch, paper.right));
    let widest = widest.map(|line| font::width(&line, em, Weight::Bold)).fold(0.0, f64::max);
    let left = MARGIN * unit + widest + 22.0 * unit;
    let area = Rect { left, top, right: (paper.right - MARGIN * unit).max(left + 1.0), bottom: floor };
    let span = span(effects);
    let frame = Frame { unit, area, span, ends: (area.left, area.right), pitch, em };
    Frame { ends: ends(effects, &frame, told), ..frame }
}

/// All that is drawn, rounded outwards; from zero where that is near, because then lengths are ratios.
fn span(effects: &Effects) -> Span {
    let intervals = effects.rows.iter().flat_map(|row| &row.bars).map(|bar| bar.interval);
    let numbers = intervals.flat_map(|interval| [interval.estimate, interval.low, interval.high]);
    let numbers: Vec<f64> = numbers.chain([effects.base]).filter_map(|value| drawable(Some(value))).collect();
    Span::around(&effects.axis, &numbers, TICKS)
}

/// Shrinks the scale until every value has room beside its bar.
fn ends(effects: &Effects, frame: &Frame, told: bool) -> (f64, f64) {
    let bars = effects.rows.iter().flat_map(|row| lanes::of(row, effects.base, (0.0, frame.pitch), frame.unit));
    let texts: Vec<(f64, f64, bool)> = bars
        .map(|lane| {
            let width =
                font::width(&words(effects, lane.bar, told), size(&lane, frame.em), Weight::Bold) + 16.0 * frame.unit;
            (frame.span.share(lane.tip), width, lane.left)
        })
        .collect();
    let (mut left, mut right) = (frame.area.left, frame.area.right);
    for _ in 0..12 {
        let width = right - left;
        for (share, room, to_left) in &texts {
            if *to_left {
                left = left.max(frame.area.left + room - share * width);
            } else {
                right = right.min(frame.area.right - room + (1.0 - share) * width);
            }
        }
    }
    // Texts wider than the paper leave no scale; then they may meet.
    if right - left < 0.2 * frame.area.width() { (frame.area.left, frame.area.right) } else { (left, right) }
}

/// Every second row on a shade, to lead the eye from a name to its bars.
fn stripes(scene: &mut Scene, effects: &Effects, frame: &Frame) {
    for index in (1..effects.rows.len()).step_by(2) {
        let top = frame.area.top + index as f64 * frame.pitch;
        let stripe = Rect { left: (MARGIN - 12.0) * frame.unit, top, bottom: top + frame.pitch, ..frame.area };
        scene.rect(stripe, Paint::solid(STRIPE));
    }
}

fn grid(scene: &mut Scene, effects: &Effects, frame: &Frame) {
    let (unit, area) = (frame.unit, frame.area);
    let em = LABEL * unit;
    let mut free_from = MARGIN * unit;
    for tick in frame.span.ticks(effects.axis.quantity, TICKS) {
        let column = frame.column(tick.value);
        scene.line(Point::new(column, area.top), Point::new(column, area.bottom), 1.2 * unit, axes::GRID);
        let text = Text {
            content: tick.label,
            at: Point::new(column, area.bottom + 33.0 * unit),
            em,
            weight: Weight::Regular,
            align: Align::Middle,
            rgb: axes::WORDS,
        };
        let extent = text.extent();
        if extent.left >= free_from && extent.right <= area.right + 20.0 * unit {
            free_from = extent.right + 10.0 * unit;
            scene.text(text);
        }
    }
    axes::base(scene, area, unit);
    let axis: &Axis = &effects.axis;
    axes::label(scene, axis, frame.span, (area.left, area.right, area.bottom), unit);
}

/// The name of a cause on as many lines as its row has room for.
fn names(label: &str, em: f64, pitch: f64, paper: f64) -> Vec<String> {
    let (lines, share) = if pitch >= 2.4 * em { (2, NAMES.0) } else { (1, NAMES.1) };
    font::wrap(&font::printable(label), em, Weight::Bold, paper * share, lines)
}

fn name(scene: &mut Scene, label: &str, (top, paper): (f64, f64), frame: &Frame) {
    let em = frame.em;
    let lines = names(label, em, frame.pitch, paper);
    let middle = top + frame.pitch / 2.0;
    let first = middle + 0.36 * em - (lines.len().max(1) - 1) as f64 * 0.58 * em;
    for (index, content) in lines.into_iter().enumerate() {
        scene.text(Text {
            content,
            at: Point::new(frame.area.left - 18.0 * frame.unit, first + index as f64 * 1.16 * em),
            em,
            weight: Weight::Bold,
            align: Align::End,
            rgb: (30, 30, 30),
        });
    }
}

fn bar(scene: &mut Scene, lane: &Lane<'_>, base: f64, frame: &Frame) {
    let (from, to) = (frame.column(base), frame.column(lane.interval.estimate));
    let middle = (lane.top + lane.bottom) / 2.0;
    let half = lane.half;
    // An effect of nothing is still a finding, and is seen as a thin bar.
    let reach = 1.5 * frame.unit;
    let (left, right) = (from.min(to).min(to - reach), from.max(to).max(to + reach));
    let place = Rect { left, right, top: middle - half, bottom: middle + half };
    scene.rect(place, Paint::solid(lane.bar.ink.fill()));
    scene.line(Point::new(to, place.top), Point::new(to, place.bottom), 3.0 * frame.unit, lane.bar.ink.pen().text);
}

fn whisker(scene: &mut Scene, lane: &Lane<'_>, frame: &Frame) {
    let [low, high] = [lane.interval.low, lane.interval.high].map(|end| Point::new(frame.column(end), lane.whisker));
    dots::whisker(scene, low, high, (30, 30, 30), frame.unit);
}

/// Type size of a value: as large as its part of the row permits.
fn size(lane: &Lane<'_>, em: f64) -> f64 {
    em.min(lane.bottom - lane.top)
}

/// The estimate beyond bar and whisker.
fn value(scene: &mut Scene, effects: &Effects, lane: &Lane<'_>, told: bool, frame: &Frame) {
    let em = size(lane, frame.em);
    let side = if lane.left { -1.0 } else { 1.0 };
    let room =
        if lane.left { frame.column(lane.tip) - frame.area.left } else { frame.area.right - frame.column(lane.tip) };
    let content = font::shorten(&words(effects, lane.bar, told), em, Weight::Bold, room - 12.0 * frame.unit);
    let text = Text {
        content,
        at: Point::new(frame.column(lane.tip) + side * 12.0 * frame.unit, (lane.top + lane.bottom) / 2.0 + 0.36 * em),
        em,
        weight: Weight::Bold,
        align: if lane.left { Align::End } else { Align::Start },
        rgb: lane.bar.ink.pen().text,
    };
    scene.text(text);
}

/// Three digits with their unit, after the bar's own label where that is not told once for all.
fn words(effects: &Effects, bar: &EffectBar, told: bool) -> String {
    let quantity = effects.axis.quantity;
    let estimate = scale::rounded(bar.interval.estimate, 3);
    let number = scale::with_unit(estimate, quantity);
    if told || bar.label.trim().is_empty() { number } else { format!("{}: {number}", font::printable(&bar.label)) }
}

/// The line all bars begin at, over them, and what it is.
fn base(scene: &mut Scene, effects: &Effects, paper: Rect, frame: &Frame) {
    let Some(value) = drawable(Some(effects.base)) else {
        return;
    };
    let column = frame.column(value);
    let top = Point::new(column, frame.area.top - 4.0 * frame.unit);
    scene.line(top, Point::new(column, frame.area.bottom), 3.0 * frame.unit, BASE);
    base_label(effects, paper, frame).into_iter().for_each(|text| scene.text(text));
}

fn base_label(effects: &Effects, paper: Rect, frame: &Frame) -> Option<Text> {
    let (unit, value) = (frame.unit, drawable(Some(effects.base))?);
    let em = LABEL * unit;
    let content = font::printable(&effects.base_label);
    let content = font::shorten(&content, em, Weight::Bold, paper.right - 2.0 * MARGIN * unit);
    let half = font::width(&content, em, Weight::Bold) / 2.0;
    let middle = frame.column(value).min(paper.right - MARGIN * unit - half).max(MARGIN * unit + half);
    let at = Point::new(middle, frame.area.top - 11.0 * unit);
    Some(Text { content, at, em, weight: Weight::Bold, align: Align::Middle, rgb: BASE })
}
