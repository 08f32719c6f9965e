//! The picture for slides and desks: everything from left to right.

use crate::draw::font::Weight;
use crate::draw::scene::{Align, Point, Rect};
use crate::report::graph::layout::Area;

use super::cast::{Cast, Crowd};
use super::pieces::{INK, LINE, Pieces, QUIET, field, rows};
use super::services::{Sizes, key, services};
use super::source::Source;
use super::tiers::System;
use super::{Axis, Kind, Line, Picture};

const WIDTH: f64 = 1600.0;
const HEIGHT: f64 = 560.0;
const MARGIN: f64 = 28.0;
/// Where the cell begins and ends.
const TOP: f64 = 96.0;
const BOTTOM: f64 = 470.0;
/// Widths of the field of the clients, of the arrows from them, and of the gate with what passes it.
const PEOPLE: f64 = 400.0;
const FEW_PEOPLE: f64 = 350.0;
const ASKS: f64 = 160.0;
const GATE: f64 = 220.0;
/// Between two stations.
const GAP: f64 = 44.0;
const EM: f64 = 22.0;
const HEADING: f64 = 26.0;
const HEAD: f64 = 16.0;
/// Space above the dots of a class, between two classes, and least height of a class.
const ABOVE: f64 = 36.0;
const BETWEEN: f64 = 12.0;
const LEAST: f64 = 62.0;
/// A dot with what is around it.
const PITCH: f64 = 25.0;

/// The picture for slides and desks.
pub(super) fn picture(cast: Cast) -> Picture {
    let mut pieces = Pieces::default();
    header(&mut pieces);
    let gate = if cast.edge { GATE } else { 0.0 };
    let field = if cast.graph.is_some() { FEW_PEOPLE } else { PEOPLE };
    let asks = MARGIN + field + 16.0;
    let bracket = asks + ASKS + gate;
    let (pitch, heights) = heights(&cast, field);
    let mut top = TOP;
    let mut middles = Vec::new();
    for (place, (crowd, height)) in cast.crowds.iter().zip(&heights).enumerate() {
        let row = Rect { left: MARGIN, right: MARGIN + field, top, bottom: top + height };
        people(&mut pieces, crowd, place, row, pitch);
        // Beside the dots, but with room for the words above and below it.
        let middle = ((top + ABOVE + row.bottom) / 2.0).min(row.bottom - LEAST / 2.0).max(row.top + LEAST / 2.0);
        passage(&mut pieces, place, cast.edge, middle, (asks, bracket));
        middles.push(middle);
        top = row.bottom + BETWEEN;
    }
    let (first, last) = (middles.first().copied().unwrap_or(TOP), middles.last().copied().unwrap_or(TOP));
    if cast.edge {
        let above = Point::new(asks + ASKS + 10.0, first - 41.0);
        pieces.label("edge", line(above.x, above.y, HEADING, Weight::Bold, Align::Middle, INK, 120.0));
    }
    match &cast.graph {
        Some(system) => graph(&mut pieces, system, &middles, bracket),
        None => cell(&mut pieces, &cast, (first, last), (asks, bracket)),
    }
    pieces.legend(&cast, Point::new(MARGIN, HEIGHT - 16.0), WIDTH - MARGIN, legend_type(&cast));
    pieces.picture(cast, WIDTH, HEIGHT, pitch * 0.36)
}

/// The services of a graph behind the requests of the classes, which come in at these heights.
fn graph(pieces: &mut Pieces, system: &System, middles: &[f64], left: f64) {
    let sizes = Sizes { em: EM, thick: 16.0 };
    let frame = [left, TOP - 14.0, WIDTH - MARGIN, BOTTOM + 16.0];
    let area = Area { frame, upright: false, gap: GAP, most: sizes.largest() };
    let starts = system.starts(middles.iter().map(|middle| middle - frame[1]));
    services(pieces, system, &starts, area, &sizes);
    let answered = line(MARGIN, BOTTOM + 42.0, EM, Weight::Bold, Align::Start, INK, left - MARGIN - 20.0);
    pieces.words("answered".to_owned(), answered, Source::Answered);
    let below = Point::new(left, BOTTOM + 42.0);
    let mut em = 20.0;
    while em > 13.0 && key(&mut Pieces::default(), system, below, WIDTH - MARGIN, em) > below.y {
        em -= 0.5;
    }
    key(pieces, system, below, WIDTH - MARGIN, em);
}

/// The stations of the short form behind the requests of the classes.
fn cell(pieces: &mut Pieces, cast: &Cast, (first, last): (f64, f64), (asks, bracket): (f64, f64)) {
    let middle = (TOP + BOTTOM) / 2.0;
    let ends = [Point::new(bracket, first.min(middle)), Point::new(bracket, last.max(middle))];
    pieces.fixed("bracket", vec![stroke(&ends)]);
    let servers = stations(pieces, cast, bracket);
    let floor = BOTTOM + 34.0;
    let back = [
        Point::new(servers, BOTTOM),
        Point::new(servers, floor),
        Point::new(MARGIN + PEOPLE / 2.0, floor),
        Point::new(MARGIN + PEOPLE / 2.0, BOTTOM + 10.0),
    ];
    pieces.arrow(&back, HEAD, LINE);
    let answered =
        line((asks + servers) / 2.0, floor - 8.0, EM, Weight::Bold, Align::Middle, INK, servers - asks - 40.0);
    pieces.words("answered".to_owned(), answered, Source::Answered);
}

fn line(x: f64, y: f64, em: f64, weight: Weight, align: Align, rgb: (u8, u8, u8), room: f64) -> Line {
    Line { at: Point::new(x, y), em, weight, align, rgb, room }
}

fn stroke(path: &[Point]) -> crate::draw::scene::Mark {
    crate::draw::scene::Mark::Stroke(path.to_vec(), 2.5, crate::draw::scene::Paint::solid(LINE))
}

/// Smaller type where the legend would not fit into one line.
fn legend_type(cast: &Cast) -> f64 {
    let mut em = 20.0;
    while em > 14.0 && Pieces::default().legend(cast, Point::new(MARGIN, 0.0), WIDTH - MARGIN, em) > 0.0 {
        em -= 0.5;
    }
    em
}

fn header(pieces: &mut Pieces) {
    let clock = line(MARGIN, 54.0, 38.0, Weight::Bold, Align::Start, INK, 700.0);
    pieces.words("clock".to_owned(), clock, Source::Clock);
    pieces.phase(Rect { left: 748.0, right: 928.0, top: 20.0, bottom: 66.0 }, 25.0);
    let last = line(WIDTH - MARGIN, 52.0, 25.0, Weight::Regular, Align::End, INK, 610.0);
    pieces.words("last".to_owned(), last, Source::LastDone);
}

/// How large dots can be, and how high each class then is.
fn heights(cast: &Cast, field: f64) -> (f64, Vec<f64>) {
    let mut pitch = PITCH;
    loop {
        let height = |crowd: &Crowd| (ABOVE + f64::from(rows(crowd.dots, field, pitch)) * pitch).max(LEAST);
        let heights: Vec<f64> = cast.crowds.iter().map(height).collect();
        let all = heights.iter().sum::<f64>() + BETWEEN * cast.crowds.len().saturating_sub(1) as f64;
        let squeeze = ((BOTTOM - TOP) / all).min(1.0);
        if all <= BOTTOM - TOP || pitch < 7.0 {
            return (pitch, heights.into_iter().map(|height| height * squeeze).collect());
        }
        pitch -= 0.5;
    }
}

/// A class: its name, how it fares, its dots.
fn people(pieces: &mut Pieces, crowd: &Crowd, place: usize, row: Rect, pitch: f64) {
    let baseline = row.top + 24.0;
    // Beside services there is less room for both.
    let (heading, said) = if row.width() < PEOPLE { (HEADING * 0.88, 18.0) } else { (HEADING, 20.0) };
    let name = line(row.left, baseline, heading, Weight::Bold, Align::Start, INK, row.width() * 0.4);
    pieces.label(&crowd.name, name);
    let plight = line(row.right, baseline, said, Weight::Regular, Align::End, INK, row.width() * 0.58);
    pieces.words(format!("plight-{place}"), plight, Source::Plight(place));
    let (places, _) = field(crowd.dots, Point::new(row.left, row.top + ABOVE), row.width(), pitch);
    let dots = Kind::Dots { places, states: crowd.states.clone() };
    pieces.changing(format!("dots-{place}"), dots, Source::People(place));
}

/// The way of the requests of a class to the first station, through the gate if there is one.
fn passage(pieces: &mut Pieces, place: usize, edge: bool, middle: f64, (left, right): (f64, f64)) {
    let gate = left + ASKS;
    let centre = left + ASKS / 2.0 - 6.0;
    let at = |x: f64, y: f64, weight, rgb, room: f64| line(x, y, EM, weight, Align::Middle, rgb, room);
    pieces.words(
        format!("attempts-{place}"),
        Line { em: 26.0, ..at(centre, middle - 9.0, Weight::Bold, INK, ASKS - 16.0) },
        Source::Attempts(place),
    );
    pieces.label("attempts", at(centre, middle + 25.0, Weight::Regular, QUIET, ASKS - 16.0));
    if !edge {
        pieces.fixed("way", vec![stroke(&[Point::new(left, middle), Point::new(right, middle)])]);
        return;
    }
    pieces.arrow(&[Point::new(left, middle), Point::new(gate - 4.0, middle)], HEAD, LINE);
    let door = Rect { left: gate, right: gate + 20.0, top: middle - 30.0, bottom: middle + 30.0 };
    pieces.gauge(format!("gate-{place}"), door, Axis::Y, Source::Gate(place));
    let centre = (door.right + right) / 2.0;
    let room = right - door.right - 16.0;
    pieces.fixed("way", vec![stroke(&[Point::new(door.right + 4.0, middle), Point::new(right, middle)])]);
    let passes = at(centre, middle - 9.0, Weight::Bold, INK, room);
    pieces.words(format!("gate-words-{place}"), passes, Source::GateWords(place));
    let refused = at(centre, middle + 25.0, Weight::Regular, INK, room);
    pieces.words(format!("refused-{place}"), refused, Source::Refused(place));
}

/// All stations in a row behind the bracket; gives the middle of the servers.
fn stations(pieces: &mut Pieces, cast: &Cast, bracket: f64) -> f64 {
    let many = cast.stations.len().max(1) as f64;
    let width = ((WIDTH - MARGIN - bracket) / many - GAP).min(330.0);
    let middle = (TOP + BOTTOM) / 2.0;
    let mut left = bracket;
    let mut servers = bracket;
    for station in &cast.stations {
        pieces.arrow(&[Point::new(left, middle), Point::new(left + GAP - 3.0, middle)], HEAD, LINE);
        let frame = Rect { left: left + GAP, right: left + GAP + width, top: TOP, bottom: BOTTOM };
        pieces.outline(frame);
        let centre = (frame.left + frame.right) / 2.0;
        let heading = line(centre, TOP + 40.0, HEADING, Weight::Bold, Align::Middle, INK, width - 16.0);
        pieces.label(&station.heading, heading);
        let items = station.meters.len() + usize::from(station.cache);
        let item = |place: usize| {
            let top = TOP + 76.0 + 98.0 * place as f64;
            Rect { left: frame.left + 18.0, right: frame.right - 18.0, top, bottom: top + 70.0 }
        };
        pieces.station(station, &(0..items).map(item).collect::<Vec<_>>(), EM);
        // The store answers the servers, and they the clients.
        if station.heading != "store" {
            servers = centre;
        }
        left = frame.right;
    }
    servers
}
