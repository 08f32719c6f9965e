//! Colours, hatches and crosses, and in a small map the values themselves.

use crate::draw::chart::{Cell, HeatMap};
use crate::draw::figure::Quantity;
use crate::draw::font::{self, Weight};
use crate::draw::ink::{self, Rgb};
use crate::draw::scale::{self, Span, drawable};
use crate::draw::scene::{Align, Paint, Point, Rect, Scene, Text};

use super::super::hatch;
use super::super::plot::LABEL;
use super::super::spots;
use super::field::Field;

/// Under the hatch: lighter than any colour of the scale but its end.
pub(super) const NEVER: Rgb = (238, 238, 238);
const NEVER_LINES: Paint = Paint { rgb: (70, 70, 70), opacity: 1.0 };
const CROSS: Rgb = (165, 165, 165);
/// Most cells a side whose values are written.
const MOST_NUMBERS: usize = 12;
/// Type sizes of the values, in slide pixels.
const SIZES: [f64; 3] = [28.0, LABEL, 22.0];

/// A value in its cell, before it is known what will lie on top.
pub(super) struct Number {
    pub cell: Rect,
    pub ground: Rgb,
    pub text: Text,
    /// Whether a line passes below it.
    pub crossed: bool,
}

/// Draws all cells; returns the values to be written in them.
pub(super) fn draw(scene: &mut Scene, map: &HeatMap, field: &Field, colours: Span, unit: f64) -> Vec<Number> {
    let few = field.columns() <= MOST_NUMBERS && field.rows() <= MOST_NUMBERS;
    let mut filled = Vec::new();
    for row in 0..field.rows() {
        for column in 0..field.columns() {
            let cell = map.cells.get(row).and_then(|cells| cells.get(column)).copied().unwrap_or(Cell::Missing);
            let place = field.cell(column, row);
            match (cell, number(&cell)) {
                (Cell::Value(_), Some(value)) => {
                    let ground = ink::ramp(colours.share(value));
                    scene.rect(place, Paint::solid(ground));
                    filled.push((place, ground, value));
                }
                (Cell::Never, _) => never(scene, place, unit),
                (Cell::Missing, _) | (Cell::Value(_), None) => missing(scene, place, unit),
            }
        }
    }
    if few {
        edges(scene, field, unit);
        numbers(&filled, map.value.quantity, unit)
    } else {
        Vec::new()
    }
}

/// The hatch of what does not happen; it runs on from cell to cell.
pub(super) fn never(scene: &mut Scene, place: Rect, unit: f64) {
    scene.rect(place, Paint::solid(NEVER));
    hatch::running(scene, place, hatch::STEP * unit, 2.4 * unit, NEVER_LINES);
}

/// Blank paper with a faint cross.
pub(super) fn missing(scene: &mut Scene, place: Rect, unit: f64) {
    let reach = 0.22 * place.width().min(place.height());
    let middle = Point::new((place.left + place.right) / 2.0, (place.top + place.bottom) / 2.0);
    for down in [reach, -reach] {
        let (from, to) = (Point::new(middle.x - reach, middle.y - down), Point::new(middle.x + reach, middle.y + down));
        scene.line(from, to, 2.0 * unit, CROSS);
    }
}

/// White lines between few cells, which make them countable.
fn edges(scene: &mut Scene, field: &Field, unit: f64) {
    let white = (255, 255, 255);
    for column in 1..field.columns() {
        let x = field.cell(column, 0).left;
        scene.line(Point::new(x, field.area.top), Point::new(x, field.area.bottom), 2.0 * unit, white);
    }
    for row in 1..field.rows() {
        let y = field.cell(0, row).bottom;
        scene.line(Point::new(field.area.left, y), Point::new(field.area.right, y), 2.0 * unit, white);
    }
}

/// The values in the largest type in which all of them fit; none where not even the smallest does.
fn numbers(filled: &[(Rect, Rgb, f64)], quantity: Quantity, unit: f64) -> Vec<Number> {
    let largest = filled.iter().fold(0.0_f64, |most, (_, _, value)| most.max(value.abs()));
    let words: Vec<String> = filled.iter().map(|(_, _, value)| brief(*value, largest, quantity)).collect();
    let fits = |size: &&f64| {
        filled.iter().zip(&words).all(|((cell, _, _), words)| {
            let width = font::width(words, **size * unit, Weight::Bold);
            width + 8.0 * unit <= cell.width() && 1.1 * **size * unit <= cell.height()
        })
    };
    let Some(size) = SIZES.iter().find(fits) else {
        return Vec::new();
    };
    let em = size * unit;
    let number = |((cell, ground, _), content): (&(Rect, Rgb, f64), String)| Number {
        cell: *cell,
        ground: *ground,
        text: Text {
            content,
            at: Point::new((cell.left + cell.right) / 2.0, (cell.top + cell.bottom) / 2.0 + 0.36 * em),
            em,
            weight: Weight::Bold,
            align: Align::Middle,
            rgb: spots::readable_on(Paint::solid(*ground)),
        },
        crossed: false,
    };
    filled.iter().zip(words).map(number).collect()
}

/// Two digits, and no unit where the colour bar has it.
fn brief(value: f64, largest: f64, quantity: Quantity) -> String {
    let value = scale::rounded(value, if value.abs() >= 100.0 { 3 } else { 2 });
    match quantity {
        Quantity::Number | Quantity::Count | Quantity::PerSecond | Quantity::Percent => {
            scale::write(value, value.abs(), Quantity::Number)
        }
        Quantity::Bytes => scale::write(value, value.abs(), quantity),
        Quantity::Hours => scale::write(value, largest, quantity),
    }
}

/// Writes the values that are left, on their own ground where a line would strike them through.
pub(super) fn write(scene: &mut Scene, numbers: Vec<Number>) {
    for number in numbers {
        if number.crossed {
            let extent = number.text.extent();
            let ground = Rect {
                left: extent.left - 0.15 * number.text.em,
                right: extent.right + 0.15 * number.text.em,
                ..extent
            };
            scene.rect(ground, Paint::solid(number.ground));
        }
        scene.text(number.text);
    }
}

/// The value of a cell that has one.
pub(super) fn number(cell: &Cell) -> Option<f64> {
    match cell {
        Cell::Value(value) => drawable(Some(*value)),
        Cell::Never | Cell::Missing => None,
    }
}
