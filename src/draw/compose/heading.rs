//! Title, subtitle and footer: the finding on top, its origin in the corner.

use crate::draw::chart::Chart;
use crate::draw::font::{self, Weight};
use crate::draw::scene::{Align, Point, Scene, Text};

/// Outer margin, in slide pixels.
pub(super) const MARGIN: f64 = 34.0;
/// Height of the footer's row.
pub(super) const FOOTER: f64 = 30.0;

const TITLE_SIZES: [f64; 3] = [42.0, 38.0, 35.0];
const SUBTITLE: f64 = 25.0;
const SMALL: f64 = 17.0;

/// Writes title, subtitle and footer; returns where the space below them begins.
pub(super) fn draw(scene: &mut Scene, chart: &Chart) -> f64 {
    let unit = scene.size.unit();
    let room = f64::from(scene.size.width()) - 2.0 * MARGIN * unit;
    let mut top = MARGIN * 0.75 * unit;

    let title = font::printable(chart.title());
    let (em, lines) = fitted_title(&title, unit, room);
    for line in lines {
        top += em * 0.98;
        scene.text(row(line, top, em, Weight::Bold, (20, 20, 20), unit));
        top += em * 0.2;
    }
    let subtitle = font::printable(chart.subtitle());
    let em = SUBTITLE * unit;
    for line in whole(&subtitle, em, room) {
        top += em * 1.2;
        scene.text(row(line, top, em, Weight::Regular, (85, 85, 85), unit));
        top += em * 0.1;
    }
    footer(scene, chart.footer(), room);
    top + 12.0 * unit
}

/// One line if any size permits, because height belongs to the curves; else two, the
/// largest size first; else, on narrow paper, three or four small ones. Only a title too long for all of that is cut.
fn fitted_title(title: &str, unit: f64, room: f64) -> (f64, Vec<String>) {
    let mut best = (TITLE_SIZES[0] * unit, Vec::new());
    let smallest = &TITLE_SIZES[TITLE_SIZES.len() - 1];
    let one = TITLE_SIZES.iter().map(|size| (size, 1));
    for (size, most) in one.chain(TITLE_SIZES.iter().map(|size| (size, 2))).chain([(smallest, 3), (smallest, 4)]) {
        let lines = font::wrap(title, size * unit, Weight::Bold, room, most);
        let whole = !lines.iter().any(|line| line.ends_with('…'));
        best = (size * unit, lines);
        if whole {
            break;
        }
    }
    best
}

/// Two lines; on narrow paper a third one, where words would be cut without it.
fn whole(subtitle: &str, em: f64, room: f64) -> Vec<String> {
    let lines = font::wrap(subtitle, em, Weight::Regular, room, 2);
    let cut = lines.last().is_some_and(|line| line.ends_with('…'));
    if cut { font::wrap(subtitle, em, Weight::Regular, room, 3) } else { lines }
}

fn footer(scene: &mut Scene, words: &str, room: f64) {
    let unit = scene.size.unit();
    let em = SMALL * unit;
    let content = font::shorten(&font::printable(words), em, Weight::Regular, room);
    scene.text(Text {
        content,
        at: Point::new(f64::from(scene.size.width()) - MARGIN * unit, f64::from(scene.size.height()) - 13.0 * unit),
        em,
        weight: Weight::Regular,
        align: Align::End,
        rgb: (105, 105, 105),
    });
}

fn row(content: String, baseline: f64, em: f64, weight: Weight, rgb: (u8, u8, u8), unit: f64) -> Text {
    Text { content, at: Point::new(MARGIN * unit, baseline), em, weight, align: Align::Start, rgb }
}
