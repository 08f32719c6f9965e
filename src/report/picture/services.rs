//! The services of a graph and the calls between them, in both layouts.

use crate::draw::font::{self, Weight};
use crate::draw::scene::{Align, Mark, Paint, Point, Rect};
use crate::report::graph::layout::{self, Area, BOX};
use crate::report::role;

use super::pieces::{INK, LINE, Pieces, QUIET, filled};
use super::source::{Source, Tells};
use super::tiers::System;
use super::{Axis, Kind, Line};

/// Paper.
const PAPER: (u8, u8, u8) = (255, 255, 255);

/// The largest words in a box, and how thick an arrow is where most goes along it.
pub(super) struct Sizes {
    /// The largest words.
    pub em: f64,
    /// The thickest arrow.
    pub thick: f64,
}

impl Sizes {
    /// Width and height of the largest box.
    pub fn largest(&self) -> (f64, f64) {
        (BOX.0 * self.em * 1.35, BOX.1 * self.em)
    }
}

/// Services and calls in their area; `starts`: numbers of classes, and where their requests come in.
pub(super) fn services(pieces: &mut Pieces, system: &System, starts: &[(usize, f64)], area: Area, sizes: &Sizes) {
    let layout = layout::place(&system.graph, &system.numbers, starts, area);
    let points = |path: &[layout::Spot]| path.iter().map(|(x, y)| Point::new(*x, *y)).collect::<Vec<_>>();
    for flow in &layout.flows {
        for leg in &flow.legs {
            pieces.fixed("leg", vec![Mark::Stroke(points(leg), 2.0, Paint::solid(LINE))]);
        }
        let kind = Kind::Flow { path: points(&flow.path), thick: sizes.thick };
        pieces.changing(format!("flow-{}", flow.call), kind, Source::Flow(flow.call));
    }
    for (number, [left, top, right, bottom]) in layout.boxes {
        service(pieces, system, number, Rect { left, top, right, bottom }, sizes.em);
    }
}

/// A service: what it is called, how large it is, how often it is asked, its meters.
fn service(pieces: &mut Pieces, system: &System, number: usize, frame: Rect, largest: f64) {
    let em = layout::type_size(frame.width(), frame.height()).min(largest);
    let service = &system.graph.services[number];
    pieces.fixed("paper", vec![filled(frame, PAPER)]);
    pieces.outline(frame);
    let (left, right) = (frame.left + em * 0.5, frame.right - em * 0.5);
    let top = frame.top + (frame.height() - BOX.1 * em).max(0.0) / 2.0;
    let line = |at: f64, em: f64, weight, align, rgb| Line {
        at: Point::new(if align == Align::End { right } else { left }, top + at),
        em,
        weight,
        align,
        rgb,
        room: right - left,
    };
    pieces.label(&service.name, line(em * 1.3, em * 1.1, Weight::Bold, Align::Start, INK));
    let size = line(em * 2.45, em * 0.85, Weight::Regular, Align::Start, QUIET);
    pieces.words(format!("size-{number}"), size, Source::Service(number, Tells::Size));
    let mut row = |label: &str, at: f64, tells: Tells, gauge: Option<Tells>| {
        let room = (font::width(label, em, Weight::Regular) + em * 0.3).min((right - left) * 0.6);
        pieces.label(label, Line { room, ..line(at, em, Weight::Regular, Align::Start, QUIET) });
        let id = format!("{tells:?}-{number}").to_lowercase();
        let value = Line { room: right - left - room, ..line(at, em, Weight::Bold, Align::End, INK) };
        pieces.words(id, value, Source::Service(number, tells));
        if let Some(gauge) = gauge {
            let rect = Rect { left, right, top: top + at + em * 0.28, bottom: top + at + em * 0.68 };
            let id = format!("{gauge:?}-{number}").to_lowercase();
            pieces.gauge(id, rect, Axis::X, Source::Service(number, gauge));
        }
    };
    if !service.cache {
        row("tries", em * 3.75, Tells::Tries, None);
        row("busy", em * 5.1, Tells::BusyWords, Some(Tells::Busy));
        row("waiting", em * 6.85, Tells::WaitingWords, Some(Tells::Waiting));
    } else {
        row("look-ups", em * 3.75, Tells::LookUps, None);
        row("found", em * 5.1, Tells::FoundWords, Some(Tells::Found));
        if system.graph.has_one_cache() {
            pieces.cache(Rect { left, right, top: top + em * 6.3, bottom: top + em * 7.5 }, em);
        }
    }
}

/// What the arrows are, and how busy the links are; gives the last baseline.
pub(super) fn key(pieces: &mut Pieces, system: &System, from: Point, right: f64, em: f64) -> f64 {
    let (mut x, mut y) = (from.x, from.y);
    let line = |x: f64, y: f64, rgb| Line {
        at: Point::new(x, y),
        em,
        weight: Weight::Regular,
        align: Align::Start,
        rgb,
        room: right - x,
    };
    for (word, ink) in [("first tries", role::FIRST_ATTEMPTS), ("retries", role::RETRIES)] {
        let sample = Rect { left: x, right: x + em * 1.4, top: y - em * 0.6, bottom: y - em * 0.1 };
        pieces.fixed("sample", vec![filled(sample, ink.fill())]);
        pieces.label(word, line(x + em * 1.8, y, INK));
        x += em * 3.0 + font::width(word, em, Weight::Regular);
    }
    let wrap = |(x, y): (f64, f64), wide: f64| if x + wide > right { (from.x, y + em * 1.5) } else { (x, y) };
    for said in system.said() {
        let wide = font::width(&said, em, Weight::Regular);
        (x, y) = wrap((x, y), wide);
        pieces.label(&said, line(x, y, QUIET));
        x += wide + em * 1.2;
    }
    if system.has_links() {
        (x, y) = wrap((x, y), em * 16.0);
        pieces.words("links".to_owned(), line(x, y, INK), Source::Links);
    }
    y
}
