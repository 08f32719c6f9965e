//! The things layouts are made of.

use crate::draw::font::{self, Weight};
use crate::draw::ink::Rgb;
use crate::draw::scene::{Align, Mark, Paint, Point, Rect, Text};
use crate::report::cache::Condition;
use crate::report::role;

use super::cast::{Cast, Station};
use super::moment::{self, PHASES};
use super::source::{Meter, Source, Tells};
use super::{Axis, Kind, Line, Part, Picture};

/// Words.
pub(super) const INK: Rgb = (28, 30, 34);
/// Words that are there once and for all.
pub(super) const QUIET: Rgb = (84, 88, 96);
/// Boxes and lines.
pub(super) const LINE: Rgb = (150, 156, 166);
/// What is not filled of a gauge.
const TROUGH: Rgb = (226, 229, 234);
/// What is closed of a gate.
const CLOSED: Rgb = (204, 121, 167);

/// Parts as they are put down, from back to front.
#[derive(Default)]
pub(super) struct Pieces {
    parts: Vec<Part>,
}

impl Pieces {
    /// Something that never changes.
    pub fn fixed(&mut self, id: &str, marks: Vec<Mark>) {
        self.parts.push(Part { id: id.to_owned(), kind: Kind::Fixed(marks), source: None });
    }

    /// Something that changes.
    pub fn changing(&mut self, id: String, kind: Kind, source: Source) {
        self.parts.push(Part { id, kind, source: Some(source) });
    }

    /// Words that never change, shortened to their room.
    pub fn label(&mut self, text: &str, line: Line) {
        let content = font::shorten(&font::printable(text), line.em, line.weight, line.room);
        if !content.is_empty() {
            let Line { at, em, weight, align, rgb, .. } = line;
            self.fixed("label", vec![Mark::Text(Text { content, at, em, weight, align, rgb })]);
        }
    }

    /// Words that change.
    pub fn words(&mut self, id: String, line: Line, source: Source) {
        self.changing(id, Kind::Words(line), source);
    }

    /// The outline of something.
    pub fn outline(&mut self, rect: Rect) {
        let corner = Point::new;
        let path = vec![
            corner(rect.left, rect.top),
            corner(rect.right, rect.top),
            corner(rect.right, rect.bottom),
            corner(rect.left, rect.bottom),
            corner(rect.left, rect.top),
        ];
        self.fixed("box", vec![Mark::Stroke(path, 2.0, Paint::solid(LINE))]);
    }

    /// A line along corners with a head at its end.
    pub fn arrow(&mut self, path: &[Point], head: f64, rgb: Rgb) {
        let [.., before, end] = path else { return };
        let length = (end.x - before.x).hypot(end.y - before.y).max(1e-9);
        let (along, across) = ((end.x - before.x) / length, (end.y - before.y) / length);
        let back =
            |by: f64, side: f64| Point::new(end.x - along * by - across * side, end.y - across * by + along * side);
        let mut shaft = path.to_vec();
        shaft.pop();
        shaft.push(back(head * 0.8, 0.0));
        let tip = vec![*end, back(head, head * 0.5), back(head, -head * 0.5)];
        let paint = Paint::solid(rgb);
        self.fixed("arrow", vec![Mark::Stroke(shaft, 2.5, paint), Mark::Fill(tip, paint)]);
    }

    /// A gauge and its trough.
    pub fn gauge(&mut self, id: String, rect: Rect, axis: Axis, source: Source) {
        let (rgb, trough) = match source {
            Source::Gate(_) => ((128, 200, 172), CLOSED),
            Source::Level(Meter::Queue | Meter::StoreQueue) | Source::Service(_, Tells::Waiting) => {
                (role::RETRIES.fill(), TROUGH)
            }
            Source::Level(Meter::In | Meter::Out | Meter::Workers | Meter::Store)
            | Source::Clock
            | Source::Phase
            | Source::LastDone
            | Source::People(_)
            | Source::Plight(_)
            | Source::Attempts(_)
            | Source::GateWords(_)
            | Source::Refused(_)
            | Source::LevelWords(_)
            | Source::Cache
            | Source::Service(_, _)
            | Source::Flow(_)
            | Source::Links
            | Source::Answered => (role::BACKLOG.pen().rgb, TROUGH),
        };
        self.fixed("trough", vec![filled(rect, trough)]);
        self.changing(id, Kind::Gauge { rect, axis, rgb }, source);
    }

    /// The phase as a word on its colour.
    pub fn phase(&mut self, rect: Rect, em: f64) {
        let looks = PHASES.iter().map(|phase| pill(rect, em, phase.word(), phase.strip())).collect();
        self.changing("phase".to_owned(), Kind::Lamp(looks), Source::Phase);
    }

    /// The cache as a word on a colour.
    pub fn cache(&mut self, rect: Rect, em: f64) {
        let rgb = |condition: Condition| match condition {
            Condition::Works => (190, 226, 208),
            Condition::Filling => (184, 212, 238),
            Condition::PartlyDown => (247, 200, 130),
            Condition::Bypassed | Condition::Down => (240, 158, 138),
        };
        let looks = Condition::ALL.iter().map(|condition| pill(rect, em, condition.word(), rgb(*condition))).collect();
        self.changing("cache".to_owned(), Kind::Lamp(looks), Source::Cache);
    }

    /// A meter of a station: what it is, how full it is in words, and below it the gauge.
    pub fn meter(&mut self, label: &str, meter: Meter, rect: Rect, em: f64) {
        let id = format!("{meter:?}").to_lowercase();
        let line = |at: f64, align, weight, rgb, room| Line {
            at: Point::new(at, rect.top + em),
            em,
            weight,
            align,
            rgb,
            room,
        };
        let of_label = (font::width(label, em, Weight::Regular) + em * 0.4).min(rect.width() * 0.6);
        self.label(label, line(rect.left, Align::Start, Weight::Regular, QUIET, of_label));
        let words = line(rect.right, Align::End, Weight::Bold, INK, rect.width() - of_label);
        self.words(format!("{id}-words"), words, Source::LevelWords(meter));
        let gauge = Rect { top: rect.top + em * 1.5, bottom: rect.top + em * 2.3, ..rect };
        self.gauge(id, gauge, Axis::X, Source::Level(meter));
    }

    /// The lamp of the cache with its label.
    pub fn lamp(&mut self, rect: Rect, em: f64) {
        let at = Point::new(rect.left, rect.top + em);
        let (weight, align) = (Weight::Regular, Align::Start);
        self.label("cache", Line { at, em, weight, align, rgb: QUIET, room: rect.width() });
        self.cache(Rect { top: rect.top + em * 1.35, bottom: rect.top + em * 2.85, ..rect }, em);
    }

    /// What can be seen of a station, each in its rectangle.
    pub fn station(&mut self, station: &Station, places: &[Rect], em: f64) {
        let mut places = places.iter();
        for ((label, meter), place) in station.meters.iter().zip(places.by_ref()) {
            self.meter(label, *meter, *place, em);
        }
        if let Some(place) = places.next().filter(|_| station.cache) {
            self.lamp(*place, em);
        }
    }

    /// The words for the states and what a dot is, in as many lines as they need; gives the last baseline.
    pub fn legend(&mut self, cast: &Cast, from: Point, right: f64, em: f64) -> f64 {
        let (mut x, mut y) = (from.x, from.y);
        let radius = em * 0.42;
        let line = |x: f64, y: f64, rgb| Line {
            at: Point::new(x, y),
            em,
            weight: Weight::Regular,
            align: Align::Start,
            rgb,
            room: right - x,
        };
        for state in cast.states() {
            let wide = em * 1.2 + font::width(state.word(), em, Weight::Regular);
            if x > from.x && x + wide > right {
                (x, y) = (from.x, y + em * 1.6);
            }
            self.fixed("sample", state.marks(Point::new(x + radius, y - em * 0.33), radius));
            self.label(state.word(), line(x + em * 1.2, y, INK));
            x += wide + em * 1.3;
        }
        let mut said = cast.dot_words();
        if !cast.left_out.is_empty() {
            said = format!("{said}; classes not shown: {}", cast.left_out.len());
        }
        if x > from.x && x + font::width(&said, em, Weight::Regular) > right {
            (x, y) = (from.x, y + em * 1.6);
        }
        self.label(&said, line(x, y, QUIET));
        y
    }

    /// The picture made of all of them.
    pub fn picture(self, cast: Cast, width: f64, height: f64, radius: f64) -> Picture {
        let description = moment::description(&cast);
        Picture { width, height, parts: self.parts, radius, description, cast }
    }
}

/// A rectangle of one colour.
pub(super) fn filled(rect: Rect, rgb: Rgb) -> Mark {
    let ring = vec![
        Point::new(rect.left, rect.top),
        Point::new(rect.right, rect.top),
        Point::new(rect.right, rect.bottom),
        Point::new(rect.left, rect.bottom),
    ];
    Mark::Fill(ring, Paint::solid(rgb))
}

/// A word in the middle of a coloured field.
fn pill(rect: Rect, em: f64, word: &str, rgb: Rgb) -> Vec<Mark> {
    let content = font::shorten(word, em, Weight::Bold, rect.width() - em * 0.4);
    let at = Point::new((rect.left + rect.right) / 2.0, (rect.top + rect.bottom) / 2.0 + em * 0.36);
    let text = Text { content, at, em, weight: Weight::Bold, align: Align::Middle, rgb: INK };
    vec![filled(rect, rgb), Mark::Text(text)]
}

/// The centres of a field of dots that is filled column by column, and how high the field is.
pub(super) fn field(dots: u32, corner: Point, width: f64, pitch: f64) -> (Vec<Point>, f64) {
    let rows = rows(dots, width, pitch);
    let place = |dot: u32| {
        let (column, row) = (dot / rows, dot % rows);
        Point::new(corner.x + (f64::from(column) + 0.5) * pitch, corner.y + (f64::from(row) + 0.5) * pitch)
    };
    ((0..dots).map(place).collect(), f64::from(rows) * pitch)
}

/// Rows that so many dots need.
pub(super) fn rows(dots: u32, width: f64, pitch: f64) -> u32 {
    dots.div_ceil(((width / pitch) as u32).max(1)).max(1)
}
