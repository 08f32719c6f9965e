//! A picture as shapes in pixels: what both renderers draw, and what tests measure.

use std::f64::consts::TAU;

use crate::draw::figure::Size;
use crate::draw::font::{self, Weight};
use crate::draw::ink::Rgb;
use crate::draw::preset::Look;

/// A place on the picture; y grows downwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// From the left edge.
    pub x: f64,
    /// From the top edge.
    pub y: f64,
}

/// A rectangle parallel to the axes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// Smallest x.
    pub left: f64,
    /// Smallest y.
    pub top: f64,
    /// Largest x.
    pub right: f64,
    /// Largest y.
    pub bottom: f64,
}

/// Colour and how much of it: 1 hides what is below, 0 shows nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paint {
    /// Colour.
    pub rgb: Rgb,
    /// Between 0 and 1.
    pub opacity: f64,
}

/// Which end of a text its position names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// The left end.
    Start,
    /// The middle.
    Middle,
    /// The right end.
    End,
}

/// One line of text.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// Printable characters only, see [`font::printable`].
    pub content: String,
    /// On the baseline.
    pub at: Point,
    /// Pixels per em.
    pub em: f64,
    /// Thickness.
    pub weight: Weight,
    /// What `at.x` means.
    pub align: Align,
    /// Colour.
    pub rgb: Rgb,
}

/// One thing to draw.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// A filled ring of corners.
    Fill(Vec<Point>, Paint),
    /// An open path of a thickness, with round joints.
    Stroke(Vec<Point>, f64, Paint),
    /// Words.
    Text(Text),
}

/// Everything on the picture, from back to front.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// Extent of the picture.
    pub size: Size,
    /// Back to front.
    pub marks: Vec<Mark>,
    /// Where the shared x axis lies; none where there is no single one.
    pub across: Option<Across>,
}

/// Where an x axis lies on the picture, for whoever moves a mark along it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Across {
    /// All plots over the axis.
    pub plots: Rect,
    /// The value at their left edge.
    pub low: f64,
    /// The value at their right edge.
    pub high: f64,
}

impl Across {
    /// The column of a value on a linear axis, kept within the plots.
    #[must_use]
    pub fn column(&self, value: f64) -> f64 {
        let share = (value - self.low) / (self.high - self.low).max(f64::MIN_POSITIVE);
        self.plots.left + share.clamp(0.0, 1.0) * self.plots.width()
    }
}

impl Point {
    /// A place.
    #[must_use]
    pub fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }
}

impl Paint {
    /// A colour that hides what is below.
    #[must_use]
    pub fn solid(rgb: Rgb) -> Self {
        Self { rgb, opacity: 1.0 }
    }
}

impl Rect {
    /// The whole picture.
    #[must_use]
    pub fn paper(size: Size) -> Self {
        Self { left: 0.0, top: 0.0, right: f64::from(size.width()), bottom: f64::from(size.height()) }
    }

    /// Horizontal extent.
    #[must_use]
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    /// Vertical extent.
    #[must_use]
    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }

    /// The same rectangle with `by` more on every side.
    #[must_use]
    pub fn grown(&self, by: f64) -> Self {
        Self { left: self.left - by, top: self.top - by, right: self.right + by, bottom: self.bottom + by }
    }

    /// Whether the two share more than an edge.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    fn corners(&self) -> Vec<Point> {
        vec![
            Point::new(self.left, self.top),
            Point::new(self.right, self.top),
            Point::new(self.right, self.bottom),
            Point::new(self.left, self.bottom),
        ]
    }
}

impl Text {
    /// The box the letters stay in.
    #[must_use]
    pub fn extent(&self) -> Rect {
        let width = font::width(&self.content, self.em, self.weight);
        let left = match self.align {
            Align::Start => self.at.x,
            Align::Middle => self.at.x - width / 2.0,
            Align::End => self.at.x - width,
        };
        Rect {
            left,
            top: self.at.y - font::ASCENT * self.em,
            right: left + width,
            bottom: self.at.y + font::DESCENT * self.em,
        }
    }
}

impl Scene {
    /// White paper.
    #[must_use]
    pub fn blank(size: Size) -> Self {
        let mut scene = Self { size, marks: Vec::new(), across: None };
        scene.rect(Rect::paper(size), Paint::solid((255, 255, 255)));
        scene
    }

    /// The same picture in other colours.
    #[must_use]
    pub fn seen_in(mut self, look: Look) -> Self {
        for mark in &mut self.marks {
            let rgb = match mark {
                Mark::Fill(_, paint) | Mark::Stroke(_, _, paint) => &mut paint.rgb,
                Mark::Text(text) => &mut text.rgb,
            };
            *rgb = look.of(*rgb);
        }
        self
    }

    /// A filled rectangle.
    pub fn rect(&mut self, rect: Rect, paint: Paint) {
        if rect.width() > 0.0 && rect.height() > 0.0 {
            self.marks.push(Mark::Fill(rect.corners(), paint));
        }
    }

    /// The edges of a rectangle.
    pub fn outline(&mut self, rect: Rect, width: f64, rgb: Rgb) {
        let corners = rect.corners();
        for (from, to) in corners.iter().zip(corners.iter().cycle().skip(1)) {
            self.line(*from, *to, width, rgb);
        }
    }

    /// A filled polygon of equal sides around a centre, its first corner `turn` from the right; a disc with many corners.
    pub fn polygon(&mut self, centre: Point, radius: f64, corners: usize, turn: f64, paint: Paint) {
        let corner = |index: usize| {
            let angle = turn + TAU * index as f64 / corners as f64;
            Point::new(centre.x + radius * angle.cos(), centre.y + radius * angle.sin())
        };
        self.marks.push(Mark::Fill((0..corners).map(corner).collect(), paint));
    }

    /// A straight line.
    pub fn line(&mut self, from: Point, to: Point, width: f64, rgb: Rgb) {
        self.marks.push(Mark::Stroke(vec![from, to], width, Paint::solid(rgb)));
    }

    /// A path, cut into dashes when `dash` is not empty. Dashes are cut here, and not
    /// left to the renderers, because not every renderer has a word for them.
    pub fn path(&mut self, path: &[Point], width: f64, rgb: Rgb, dash: &[f64]) {
        for piece in dashes(path, dash) {
            self.marks.push(Mark::Stroke(piece, width, Paint::solid(rgb)));
        }
    }

    /// A line of text; nothing when it is empty.
    pub fn text(&mut self, text: Text) {
        if !text.content.trim().is_empty() {
            self.marks.push(Mark::Text(text));
        }
    }

    /// All texts, in drawing order.
    pub fn texts(&self) -> impl Iterator<Item = &Text> {
        self.marks.iter().filter_map(|mark| match mark {
            Mark::Text(text) => Some(text),
            Mark::Fill(..) | Mark::Stroke(..) => None,
        })
    }
}

fn dashes(path: &[Point], dash: &[f64]) -> Vec<Vec<Point>> {
    // A pattern without length would never advance.
    if dash.is_empty() || dash.iter().any(|length| *length < 0.5) {
        return vec![path.to_vec()];
    }
    let mut pieces = Vec::new();
    let mut current: Vec<Point> = path.first().copied().into_iter().collect();
    let (mut turn, mut left) = (0_usize, dash[0]);
    for ends in path.windows(2) {
        let (mut from, to) = (ends[0], ends[1]);
        loop {
            let rest = (to.x - from.x).hypot(to.y - from.y);
            let drawing = turn.is_multiple_of(2);
            if rest <= left {
                left -= rest;
                if drawing {
                    current.push(to);
                }
                break;
            }
            let share = left / rest;
            from = Point::new(from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share);
            if drawing {
                current.push(from);
                pieces.push(std::mem::take(&mut current));
            } else {
                current = vec![from];
            }
            turn += 1;
            left = dash[turn % dash.len()];
        }
    }
    if current.len() > 1 {
        pieces.push(current);
    }
    pieces
}
