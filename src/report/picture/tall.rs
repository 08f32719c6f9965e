//! The picture for phones held upright: everything from top to bottom.

use crate::draw::font::Weight;
use crate::draw::scene::{Align, Point, Rect};
use crate::report::graph::layout::{self, Area};

use super::cast::{Cast, Crowd, Station};
use super::pieces::{INK, LINE, Pieces, QUIET, field};
use super::services::{Sizes, key, services};
use super::source::Source;
use super::tiers::System;
use super::{Axis, Kind, Line, Picture};

const WIDTH: f64 = 420.0;
const MARGIN: f64 = 14.0;
const INNER: f64 = WIDTH - 2.0 * MARGIN;
const EM: f64 = 14.0;
const HEADING: f64 = 16.0;
/// Between two rows of services.
const GAP: f64 = 38.0;
/// A dot with what is around it.
const PITCH: f64 = 14.0;

/// The picture for phones held upright.
pub(super) fn picture(cast: Cast) -> Picture {
    let mut pieces = Pieces::default();
    header(&mut pieces);
    let mut top = 78.0;
    for (place, crowd) in cast.crowds.iter().enumerate() {
        top = people(&mut pieces, crowd, place, cast.edge, top) + 18.0;
    }
    for station in &cast.stations {
        let tip = Point::new(WIDTH / 2.0, top + 14.0);
        pieces.arrow(&[Point::new(WIDTH / 2.0, top - 8.0), tip], 9.0, LINE);
        top = boxed(&mut pieces, station, top + 16.0) + 10.0;
    }
    if let Some(system) = &cast.graph {
        top = graph(&mut pieces, system, &cast.crowds, top);
    }
    let answered = line(WIDTH / 2.0, top + 18.0, Weight::Bold, Align::Middle, INK, INNER);
    pieces.words("answered".to_owned(), answered, Source::Answered);
    let bottom = pieces.legend(&cast, Point::new(MARGIN, top + 46.0), WIDTH - MARGIN, 13.0);
    pieces.picture(cast, WIDTH, (bottom + 14.0).ceil(), PITCH * 0.36)
}

/// The services of a graph below the classes that ask them; gives where they end.
fn graph(pieces: &mut Pieces, system: &System, crowds: &[Crowd], top: f64) -> f64 {
    let sizes = Sizes { em: EM, thick: 12.0 };
    let (wide, high) = sizes.largest();
    let part = INNER / crowds.len().max(1) as f64;
    let middle = |place: usize| part * (place as f64 + 0.5);
    for (place, crowd) in crowds.iter().enumerate().filter(|_| crowds.len() > 1) {
        let at = line(MARGIN + middle(place), top, Weight::Regular, Align::Middle, QUIET, part - 8.0);
        pieces.label(&crowd.name, at);
    }
    let top = top + 6.0;
    let length = layout::length(&system.graph, &system.numbers, (high, GAP));
    let frame = [MARGIN, top, WIDTH - MARGIN, top + length];
    let area = Area { frame, upright: true, gap: GAP, most: (high, wide) };
    let starts = system.starts((0..crowds.len()).map(middle));
    services(pieces, system, &starts, area, &sizes);
    key(pieces, system, Point::new(MARGIN, frame[3] + 24.0), WIDTH - MARGIN, 13.0) + 6.0
}

fn line(x: f64, y: f64, weight: Weight, align: Align, rgb: (u8, u8, u8), room: f64) -> Line {
    Line { at: Point::new(x, y), em: EM, weight, align, rgb, room }
}

fn header(pieces: &mut Pieces) {
    let clock = Line { em: 20.0, ..line(MARGIN, 26.0, Weight::Bold, Align::Start, INK, INNER) };
    pieces.words("clock".to_owned(), clock, Source::Clock);
    pieces.phase(Rect { left: MARGIN, right: MARGIN + 100.0, top: 38.0, bottom: 62.0 }, EM);
    let last = line(MARGIN + 110.0, 55.0, Weight::Regular, Align::Start, INK, INNER - 110.0);
    pieces.words("last".to_owned(), last, Source::LastDone);
}

/// A class and its way through the gate; gives where it ends.
fn people(pieces: &mut Pieces, crowd: &Crowd, place: usize, edge: bool, top: f64) -> f64 {
    let right = WIDTH - MARGIN;
    let name = Line { em: HEADING, ..line(MARGIN, top + 14.0, Weight::Bold, Align::Start, INK, INNER * 0.5) };
    pieces.label(&crowd.name, name);
    let plight = line(right, top + 14.0, Weight::Regular, Align::End, INK, INNER * 0.48);
    pieces.words(format!("plight-{place}"), plight, Source::Plight(place));
    let (places, height) = field(crowd.dots, Point::new(MARGIN, top + 22.0), INNER, PITCH);
    let dots = Kind::Dots { places, states: crowd.states.clone() };
    pieces.changing(format!("dots-{place}"), dots, Source::People(place));
    let base = top + 22.0 + height + 18.0;
    pieces.words(
        format!("attempts-{place}"),
        line(MARGIN + 74.0, base, Weight::Bold, Align::End, INK, 74.0),
        Source::Attempts(place),
    );
    pieces.label("attempts", line(MARGIN + 80.0, base, Weight::Regular, Align::Start, QUIET, 70.0));
    if !edge {
        return base + 4.0;
    }
    pieces.label("edge", line(MARGIN + 158.0, base, Weight::Regular, Align::Start, QUIET, 40.0));
    let passes = line(MARGIN + 198.0, base, Weight::Bold, Align::Start, INK, 84.0);
    pieces.words(format!("gate-words-{place}"), passes, Source::GateWords(place));
    let refused = line(right, base, Weight::Regular, Align::End, INK, 108.0);
    pieces.words(format!("refused-{place}"), refused, Source::Refused(place));
    let door = Rect { left: MARGIN + 158.0, right, top: base + 6.0, bottom: base + 14.0 };
    pieces.gauge(format!("gate-{place}"), door, Axis::X, Source::Gate(place));
    base + 14.0
}

/// A station with what can be seen of it side by side; gives where it ends.
fn boxed(pieces: &mut Pieces, station: &Station, top: f64) -> f64 {
    let frame = Rect { left: MARGIN, right: WIDTH - MARGIN, top, bottom: top + 74.0 };
    pieces.outline(frame);
    let heading =
        Line { em: HEADING, ..line(MARGIN + 10.0, top + 20.0, Weight::Bold, Align::Start, INK, INNER - 20.0) };
    pieces.label(&station.heading, heading);
    let items = station.meters.len() + usize::from(station.cache);
    let gap = 16.0;
    let width = (INNER - 20.0 - gap * (items.max(1) - 1) as f64) / items.max(1) as f64;
    let item = |place: usize| {
        let left = MARGIN + 10.0 + (width + gap) * place as f64;
        Rect { left, right: left + width, top: top + 28.0, bottom: top + 70.0 }
    };
    pieces.station(station, &(0..items).map(item).collect::<Vec<_>>(), EM);
    frame.bottom
}
