//! A heat map: a colour for every pair of two parameters, and what lies on top of the colours.
//!
//! - `field`     where each cell is, and which place a pair of numbers has
//! - `cells`     colours, hatches, crosses, and the values in the cells
//! - `bar`       the colours' own axis, and what the hatch means
//! - `landmarks` boundaries, spots and their labels

mod bar;
mod cells;
mod field;
mod landmarks;

use crate::draw::chart::{GridAxis, HeatMap};
use crate::draw::figure::{Axis, Quantity, Scale};
use crate::draw::font::{self, Weight};
use crate::draw::scale::Span;
use crate::draw::scene::{Align, Point, Rect, Scene, Text};

use super::axes;
use super::heading::{FOOTER, MARGIN};
use super::plot::{LABEL, PANEL_HEADING, X_AXIS};
use field::Field;

/// Widest name of a y value, in slide pixels.
const WIDEST: f64 = 300.0;
/// As for curves: beyond this ratio of the largest to the typical value, colours follow ratios.
const SPREAD: f64 = 50.0;

/// A heat map below its heading.
pub(super) fn draw(scene: &mut Scene, map: &HeatMap, top: f64) {
    let unit = scene.size.unit();
    let paper = Rect::paper(scene.size);
    let colours = colours(map);
    let bar = bar::Bar::measure(map, colours, unit);
    let names = map.y.names.iter().map(|name| font::width(&font::printable(name), LABEL * unit, Weight::Regular));
    let names = names.fold(0.0, f64::max).min(WIDEST * unit);
    let area = Rect {
        left: (MARGIN + 14.0) * unit + names,
        top: top + PANEL_HEADING * unit,
        right: paper.right - MARGIN * unit - bar.width,
        bottom: paper.bottom - (FOOTER + X_AXIS) * unit,
    };
    let field = Field::over(&map.x.at, &map.y.at, area);
    let numbers = cells::draw(scene, map, &field, colours, unit);
    let numbers = landmarks::draw(scene, map, &field, numbers, unit);
    cells::write(scene, numbers);
    rows(scene, &map.y, &field, names, unit);
    columns(scene, &map.x, &field, unit);
    bar.draw(scene, map, field.area, unit);
}

/// The scale of the colours: the given ends, or those of the data, and zero if that is not far from the data.
fn colours(map: &HeatMap) -> Span {
    let numbers: Vec<f64> = map.cells.iter().flatten().filter_map(cells::number).collect();
    let mut positive: Vec<f64> = numbers.iter().copied().filter(|value| *value > 0.0).collect();
    positive.sort_by(f64::total_cmp);
    let ratio = match (positive.get(positive.len() / 2), positive.last()) {
        (Some(typical), Some(most)) => most / typical,
        (None, _) | (_, None) => 1.0,
    };
    let log = match map.value.scale {
        Scale::Linear => false,
        Scale::Log => !positive.is_empty(),
        Scale::Auto => ratio > SPREAD && positive.len() == numbers.len(),
    };
    if log {
        // A value of zero has no place among ratios and takes the colour of the lower end.
        return Span::exact(&map.value.clone().with_scale(Scale::Log), &positive);
    }
    let axis = Axis { scale: Scale::Linear, ..map.value.clone() };
    let (low, high) =
        numbers.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(*v), high.max(*v)));
    let from = if low > 0.0 && low < 0.35 * high { 0.0 } else { low.min(high) };
    // The whole is the natural end of shares.
    let whole = map.value.quantity == Quantity::Percent && high > 40.0 && high <= 100.0;
    Span::exact(&axis, &[from, if whole { 100.0 } else { high.max(from) }])
}

/// The y parameter: its label flat above the map, as everywhere, and the names of its values.
fn rows(scene: &mut Scene, axis: &GridAxis, field: &Field, room: f64, unit: f64) {
    let em = LABEL * unit;
    scene.text(Text {
        content: font::shorten(&font::printable(&axis.label), em, Weight::Bold, field.area.right - MARGIN * unit),
        at: Point::new(MARGIN * unit, field.area.top - 13.0 * unit),
        em,
        weight: Weight::Bold,
        align: Align::Start,
        rgb: axes::WORDS,
    });
    let texts = axis.names.iter().take(field.rows()).enumerate().map(|(index, name)| Text {
        content: font::shorten(&font::printable(name), em, Weight::Regular, room),
        at: Point::new(field.area.left - 12.0 * unit, field.middle_of_row(index) + 0.36 * em),
        em,
        weight: Weight::Regular,
        align: Align::End,
        rgb: axes::WORDS,
    });
    evenly(scene, texts.collect(), 2.0 * unit);
}

/// The x parameter below the map.
fn columns(scene: &mut Scene, axis: &GridAxis, field: &Field, unit: f64) {
    let em = LABEL * unit;
    let floor = field.area.bottom;
    let texts = axis.names.iter().take(field.columns()).enumerate().map(|(index, name)| Text {
        content: font::shorten(&font::printable(name), em, Weight::Regular, field.area.width() * 0.5),
        at: Point::new(field.middle_of_column(index), floor + 33.0 * unit),
        em,
        weight: Weight::Regular,
        align: Align::Middle,
        rgb: axes::WORDS,
    });
    evenly(scene, texts.collect(), 14.0 * unit);
    scene.text(Text {
        content: font::shorten(&font::printable(&axis.label), em, Weight::Bold, field.area.width()),
        at: Point::new((field.area.left + field.area.right) / 2.0, floor + 66.0 * unit),
        em,
        weight: Weight::Bold,
        align: Align::Middle,
        rgb: axes::WORDS,
    });
}

/// Writes every text, or every second, or every third: as many as stay apart, and at equal steps, because a reader
/// counts the cells between two names.
fn evenly(scene: &mut Scene, texts: Vec<Text>, air: f64) {
    let paper = Rect::paper(scene.size);
    let fits = |step: usize| {
        let chosen: Vec<Rect> = texts.iter().step_by(step).map(Text::extent).collect();
        chosen.windows(2).all(|pair| !pair[0].grown(air / 2.0).overlaps(&pair[1].grown(air / 2.0)))
    };
    let step = (1..=texts.len().max(1)).find(|step| fits(*step)).unwrap_or(1);
    for text in texts.into_iter().step_by(step) {
        let extent = text.extent();
        if extent.left >= paper.left && extent.right <= paper.right {
            scene.text(text);
        }
    }
}
