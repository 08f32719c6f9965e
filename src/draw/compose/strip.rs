//! Phases and the lines of events. A phase tints the plots and is named on the strip; where its stretch is too narrow
//! for the word, a flag above the strip carries it.

use crate::draw::figure::{Band, Stage};
use crate::draw::font::{self, Weight};
use crate::draw::scale::Span;
use crate::draw::scene::{Align, Paint, Point, Rect, Scene, Text};

use super::bands::{POLE, WORDS, merged, strip_label};
use super::flags;
use super::hatch;
use super::plot::{Frame, LABEL, Plot};

/// Left and right of a word, in slide pixels.
const BESIDE: f64 = 6.0;
/// Above each plot, in slide pixels.
const AIR: f64 = 6.0;
/// The rows of the plots with a little air above each: what stands between them, such as the label of an axis, keeps
/// clean paper.
fn lanes(frame: &Frame) -> impl Iterator<Item = (f64, f64)> {
    let top = |plot: &Plot| (plot.area.top - AIR * frame.unit).max(frame.strip.bottom);
    frame.plots.iter().map(move |plot| (top(plot), plot.area.bottom))
}

/// Tints and hatches behind the curves.
pub(super) fn backgrounds(scene: &mut Scene, bands: &[Band], frame: &Frame) {
    for (band, (top, bottom)) in merged(bands).iter().flat_map(|band| lanes(frame).map(move |lane| (band, lane))) {
        let area = Rect { left: frame.column(band.from), right: frame.column(band.to), top, bottom };
        scene.rect(area, Paint::solid(band.kind.tint));
        if let Some(rgb) = band.kind.hatch {
            let (width, step) = (1.3 * frame.unit, hatch::STEP * frame.unit);
            hatch::diagonals(scene, area, step, width, Paint { rgb, opacity: 0.4 });
        }
        if area.left > frame.strip.left + 1.0 {
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
        scene.rect(area, Paint::solid(band.kind.strip));
        if let Some(rgb) = band.kind.hatch {
            let (width, step) = (1.8 * unit, hatch::STEP * unit);
            hatch::diagonals(scene, area, step, width, Paint { rgb, opacity: 0.8 });
        }
        if area.left > frame.strip.left + 1.0 {
            let (top, bottom) = (area.top, area.bottom);
            let edge = [Point::new(area.left, top), Point::new(area.left, bottom)];
            scene.line(edge[0], edge[1], 2.0 * unit, (255, 255, 255));
        }
    }
    let strip = (frame.strip.top, frame.strip.bottom);
    for (top, bottom) in std::iter::once(strip).chain(lanes(frame)) {
        for column in &frame.poles {
            let line = [Point::new(*column, top), Point::new(*column, bottom)];
            scene.path(&line, 2.2 * unit, POLE, &[7.0 * unit, 5.0 * unit]);
        }
    }
    // Words come after the lines that could cross them.
    for band in merged(bands).iter().filter(|_| tall) {
        let area = Rect { left: frame.column(band.from), right: frame.column(band.to), ..frame.strip };
        if let Some(label) = strip_label(band, area.width(), unit) {
            name(scene, band.kind, label, area, frame);
        }
    }
    for flag in &frame.flags {
        flags::hoist(scene, flag, frame);
    }
}

/// A phase's word: in the middle of its stretch, or else of the widest part of it that no event's line crosses, or else
/// on a ground over that line.
fn name(scene: &mut Scene, kind: Stage, content: String, area: Rect, frame: &Frame) {
    let unit = frame.unit;
    let em = LABEL * unit;
    let room = font::width(&content, em, Weight::Bold) + 2.0 * BESIDE * unit;
    let (middle, clear) = clear_middle((area.left, area.right), &frame.poles, room);
    let text = Text {
        content,
        at: Point::new(middle, (area.top + area.bottom) / 2.0 + 0.36 * em),
        em,
        weight: Weight::Bold,
        align: Align::Middle,
        rgb: WORDS,
    };
    let hatched = kind.hatch.is_some();
    if hatched || !clear {
        let quiet =
            Rect { left: (middle - room / 2.0).max(area.left), right: (middle + room / 2.0).min(area.right), ..area };
        scene.rect(quiet, Paint::solid(if hatched { kind.tint } else { kind.strip }));
    }
    scene.text(text);
}

/// Where a word with this much room goes, and whether no line crosses it there.
fn clear_middle((left, right): (f64, f64), poles: &[f64], room: f64) -> (f64, bool) {
    let centre = (left + right) / 2.0;
    let mut within: Vec<f64> = poles.iter().copied().filter(|pole| *pole > left && *pole < right).collect();
    if within.iter().all(|pole| (pole - centre).abs() >= room / 2.0) {
        return (centre, true);
    }
    within.sort_by(f64::total_cmp);
    let edges: Vec<f64> = [left].into_iter().chain(within).chain([right]).collect();
    let widest = edges.windows(2).max_by(|one, other| (one[1] - one[0]).total_cmp(&(other[1] - other[0])));
    match widest {
        Some(free) if free[1] - free[0] >= room => ((free[0] + free[1]) / 2.0, true),
        Some(_) | None => (centre, false),
    }
}

/// The phases that a strip of this width can name on none of its stretches.
pub(super) fn untold(bands: &[Band], x: Span, width: f64, unit: f64) -> Vec<Stage> {
    let bands = merged(bands);
    let seen = |band: &&Band| x.share(band.to) > x.share(band.from);
    let named = |kind: Stage| {
        let mut same = bands.iter().filter(|band| band.kind == kind);
        same.any(|band| strip_label(band, (x.share(band.to) - x.share(band.from)) * width, unit).is_some())
    };
    bands.iter().filter(seen).map(|band| band.kind).filter(|kind| !named(*kind)).collect()
}
