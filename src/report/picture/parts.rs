//! What a picture is made of.

use crate::draw::font::Weight;
use crate::draw::ink::Rgb;
use crate::draw::scene::{Align, Mark, Point, Rect};

use super::cast::Cast;
use super::source::Source;
use super::state::State;

/// The layout of the picture: the same for all moments and for all runs that are compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// Extent in pixels.
    pub width: f64,
    /// Extent in pixels.
    pub height: f64,
    /// Everything on it, from back to front.
    pub parts: Vec<Part>,
    /// Radius of a dot.
    pub radius: f64,
    /// What it shows, for those who cannot see it.
    pub description: String,
    pub(super) cast: Cast,
}

/// The shapes of paper the picture is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// For slides and desks: 1600 × 560.
    Wide,
    /// For phones held upright: 420 wide, as high as it needs to be.
    Tall,
}

/// One thing on the picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Its name.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// What it tells, if it changes.
    pub(super) source: Option<Source>,
}

/// The kinds of things on the picture.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// What never changes: boxes, lines, headings.
    Fixed(Vec<Mark>),
    /// Clients, a dot for so many of them; shows [`Shown::Counts`], one for each of the states.
    Dots {
        /// Centres, in the order in which the states take them.
        places: Vec<Point>,
        /// States that clients of this class can be in.
        states: Vec<State>,
    },
    /// A bar that is filled from its left or upper end; shows a [`Shown::Share`] of it.
    Gauge {
        /// When it is full.
        rect: Rect,
        /// Which way it grows.
        axis: Axis,
        /// Colour.
        rgb: Rgb,
    },
    /// A line of text; shows [`Shown::Words`], which fit into the room.
    Words(Line),
    /// One of several looks; shows a [`Shown::Lamp`], the number of its look.
    Lamp(Vec<Vec<Mark>>),
    /// An arrow that is the thicker the more goes along it; shows a [`Shown::Flow`].
    Flow {
        /// Its corners.
        path: Vec<Point>,
        /// How thick it is where most goes along it.
        thick: f64,
    },
}

/// Which way a gauge grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// To the right.
    X,
    /// Downwards.
    Y,
}

/// A line of text without its words.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
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
    /// Longest text.
    pub room: f64,
}

/// What a changing part shows at a moment.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    /// Dots in each state.
    Counts(Vec<u16>),
    /// Filled part of a gauge.
    Share(f64),
    /// The text of a line.
    Words(String),
    /// The number of a look.
    Lamp(u8),
    /// First tries and retries, as shares of the most tries of any arrow at any moment.
    Flow(f64, f64),
}

impl Picture {
    /// Clients that a dot stands for.
    #[must_use]
    pub fn per_dot(&self) -> u32 {
        self.cast.per_dot
    }

    /// The parts that change, in order.
    pub fn changing(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter(|part| part.source.is_some())
    }
}
