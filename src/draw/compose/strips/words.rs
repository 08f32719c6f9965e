//! The words of a row: its name and its finding on the left, what is not on the axis on the right, the limit and the
//! median in lanes above and below the dots.

use crate::draw::chart::{Strip, Strips};
use crate::draw::figure::Quantity;
use crate::draw::font::{self, Weight};
use crate::draw::ink::Rgb;
use crate::draw::scale;
use crate::draw::scene::{Align, Point, Scene, Text};
use crate::units::hours;

use super::worlds::Worlds;

/// Share of the paper's width that names and findings may take.
const NAMES: f64 = 0.29;
/// Share of it for what is not on the axis.
const REST: f64 = 0.2;
/// From one line to the next, in ems.
const LINE: f64 = 1.16;
/// Lines of a name, and of a finding.
const MOST: (usize, usize) = (3, 2);
const NAME: Rgb = (30, 30, 30);

/// Name and finding of a row, as lines for its height.
pub(super) struct Heading {
    name: Vec<String>,
    note: Vec<String>,
}

impl Heading {
    pub(super) fn of(row: &Strip, (em, pitch): (f64, f64), paper: f64) -> Self {
        let (room, most) = (NAMES * paper, lines(em, pitch));
        let wrapped = |text: &str, most: usize| font::wrap(&font::printable(text), em, Weight::Bold, room, most);
        // The finding has one line for sure, unless only one line is there at all.
        let kept = usize::from(most > 1 && !row.note.trim().is_empty());
        // As few lines as hold all of it.
        let name = (1..=MOST.0.min(most - kept)).map(|most| wrapped(&row.label, most));
        let name = name.reduce(|best, more| if best.iter().any(|line| line.ends_with('…')) { more } else { best });
        let name = name.unwrap_or_default();
        let note = wrapped(&row.note, MOST.1.min(most.saturating_sub(name.len())));
        Self { name, note }
    }

    pub(super) fn width(&self, em: f64) -> f64 {
        widest(self.name.iter().chain(&self.note), em)
    }

    /// Ends at this column, around this row of pixels.
    pub(super) fn draw(&self, scene: &mut Scene, end: Point, em: f64, finding: Rgb) {
        let all = self.name.iter().map(|line| (line, NAME)).chain(self.note.iter().map(|line| (line, finding)));
        block(scene, all.collect(), (end, Align::End), em);
    }
}

/// How many lines a row of this height has room for; at least one.
fn lines(em: f64, pitch: f64) -> usize {
    let further = (pitch / em - font::ASCENT - font::DESCENT) / LINE;
    further.clamp(0.0, 10.0) as usize + 1
}

/// What is not on the axis, counted; as many lines as the row has room for.
pub(super) fn counts(row: &Strip, worlds: &Worlds, (em, pitch): (f64, f64), paper: f64) -> Vec<String> {
    let all = [("above", worlds.above), ("below", worlds.below), ("never", row.never), ("unknown", worlds.unknown)];
    let mut told: Vec<String> =
        all.iter().filter(|(_, count)| *count > 0).map(|(what, count)| format!("{what}: {count}")).collect();
    while told.len() > lines(em, pitch) {
        let last = told.pop().unwrap_or_default();
        if let Some(line) = told.last_mut() {
            *line = format!("{line}, {last}");
        }
    }
    told.iter().map(|line| font::shorten(line, em, Weight::Bold, REST * paper)).collect()
}

pub(super) fn widest<'a>(lines: impl Iterator<Item = &'a String>, em: f64) -> f64 {
    lines.map(|line| font::width(line, em, Weight::Bold)).fold(0.0, f64::max)
}

/// Lines around a row of pixels, which begin or end at one column.
pub(super) fn block(scene: &mut Scene, lines: Vec<(&String, Rgb)>, (at, align): (Point, Align), em: f64) {
    let first = at.y + 0.36 * em - (lines.len().max(1) - 1) as f64 * LINE / 2.0 * em;
    for (index, (content, rgb)) in lines.into_iter().enumerate() {
        let at = Point::new(at.x, first + index as f64 * LINE * em);
        scene.text(Text { content: content.clone(), at, em, weight: Weight::Bold, align, rgb });
    }
}

/// What is written at the median; where it did not happen in all worlds, of how many it is the median.
pub(super) fn median(strips: &Strips, row: &Strip, worlds: &Worlds) -> Option<String> {
    let quantity: Quantity = strips.x.quantity;
    // Hours as the tables say them: 20 min, 2 h 50 min.
    let value = match quantity == Quantity::Hours {
        true => hours(worlds.median?),
        false => scale::with_unit(scale::rounded(worlds.median?, 3), quantity),
    };
    let all = row.never == 0 && worlds.unknown == 0;
    Some(if all { format!("median {value}") } else { format!("median of {}: {value}", worlds.known) })
}

/// A text whose middle, or the end `align` names, is as near to `column` as the room from `left` to `right` permits.
pub(super) fn placed(
    content: &str,
    (column, align): (f64, Align),
    (left, right): (f64, f64),
    (row, em): (f64, f64),
    rgb: Rgb,
) -> Text {
    let content = font::shorten(&font::printable(content), em, Weight::Bold, right - left);
    let width = font::width(&content, em, Weight::Bold);
    let begin = match align {
        Align::Start => column,
        Align::Middle => column - width / 2.0,
        Align::End => column - width,
    };
    let at = Point::new(begin.min(right - width).max(left), row);
    Text { content, at, em, weight: Weight::Bold, align: Align::Start, rgb }
}
