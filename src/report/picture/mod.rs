//! The picture of the cell: who asks, what stands between them and their mail, and how it all is at one moment.
//!
//! From left to right (or from top to bottom on a phone held upright): the clients as fields of dots, the gate at the
//! edge, the network, the servers with their cache, the store. A [`Picture`] is the layout, made once for all runs that
//! are compared; [`Picture::at`] says what its changing parts show in one interval of a run. Two drawings are made of
//! them: [`draw`] puts them into a scene (slides, frames of an animation), [`markup`] into a page.
//!
//! What is shown at a moment is what happened in the interval that ends with it: counts per second, means over time,
//! and the state at its end.
//!
//! # How a script shows another moment
//!
//! [`markup`] numbers the changing parts from 0 and writes every element of part I with `data-part="I"`. [`frames`]
//! has one column for each part, in the same order, with one entry for every interval; `PREFIX` is what was given
//! to [`markup`]:
//!
//! ```js
//! function show(svg, frames, n, PREFIX) {              // n: number of the interval, its beginning is frames.time_h[n]
//!   frames.parts.forEach((column, I) => {
//!     const found = svg.querySelectorAll(`[data-part="${I}"]`);
//!     if (column.counts) {                             // dots: the first counts[0] of them are in state states[0], ...
//!       let dot = 0;
//!       column.counts[n].forEach((many, k) => {
//!         for (; many > 0; many--) found[dot++].setAttribute("href", `#${PREFIX}-state-${column.states[k]}`);
//!       });
//!     } else if (column.share) {                       // gauge: a rect; share in per mille of its full length
//!       const side = found[0].dataset.axis === "x" ? "width" : "height";
//!       found[0].setAttribute(side, found[0].dataset.full * column.share[n] / 1000);
//!     } else if (column.words) {                       // text: a number of a text in frames.words
//!       found[0].textContent = frames.words[column.words[n]];
//!     } else {                                         // lamp: one group for each state, all but one hidden
//!       found.forEach((look, k) =>
//!         k === column.lamp[n] ? look.removeAttribute("display") : look.setAttribute("display", "none"));
//!     }
//!   });
//! }
//! ```
//!
//! - `cast`     who and what appears in the picture of a scenario
//! - `moment`   what each part shows in an interval
//! - `cache`    how the cache is
//! - `pieces`   the things layouts are made of
//! - `wide`     the layout for slides and desks
//! - `tall`     the layout for phones held upright
//! - `shapes`   how a client in a state looks
//! - `drawing`  into a scene
//! - `markup`   into a page
//! - `frames`   all moments of a run, for the script of a page
//! - `pacing`   which moments to show

mod cache;
mod cast;
mod drawing;
mod frames;
mod markup;
mod moment;
mod pacing;
mod pieces;
mod shapes;
mod tall;
#[cfg(test)]
mod tests;
mod wide;

use crate::draw::font::Weight;
use crate::draw::ink::Rgb;
use crate::draw::scene::{Align, Mark, Point, Rect};
use crate::experiment::Outcome;
use crate::scenario::Document;

use cast::Cast;
use moment::Source;

pub use drawing::draw;
pub use frames::{Column, Frames, frames};
pub use markup::markup;
pub use pacing::{interval_at, moments_h, pacing};

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
    cast: Cast,
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
    source: Option<Source>,
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
}

/// What a client is doing, or what became of its wish; from the far end of a field to the one near the edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// A phone that wants nothing, or a person who was served in time.
    AtRest,
    /// A person who was not served in time.
    Unserved,
    /// Broken until somebody repairs it.
    Broken,
    /// Refused at the edge.
    Blocked,
    /// Waiting to try again.
    Waiting,
    /// An attempt is in flight.
    InFlight,
}

impl State {
    /// All of them.
    pub const ALL: [State; 6] =
        [State::AtRest, State::Unserved, State::Broken, State::Blocked, State::Waiting, State::InFlight];

    /// The words for it in the legend.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            State::AtRest => "at rest or served",
            State::Unserved => "not served in time",
            State::Broken => "broken",
            State::Blocked => "refused at the edge",
            State::Waiting => "about to try again",
            State::InFlight => "waiting for an answer",
        }
    }
}

impl Picture {
    /// The picture of a scenario, for runs of it that are to be compared. Their documents may differ in numbers, but
    /// have the same classes and the same names on the timeline.
    #[must_use]
    pub fn of(document: &Document, outcomes: &[&Outcome], form: Form) -> Picture {
        let cast = Cast::of(document, outcomes);
        match form {
            Form::Wide => wide::picture(cast),
            Form::Tall => tall::picture(cast),
        }
    }

    /// Clients that a dot stands for.
    #[must_use]
    pub fn per_dot(&self) -> u32 {
        self.cast.per_dot
    }

    /// The parts that change, in order.
    pub fn changing(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter(|part| part.source.is_some())
    }

    /// What the changing parts show in an interval of a run, in their order. After the last interval it is the last.
    #[must_use]
    pub fn at(&self, outcome: &Outcome, interval: usize) -> Vec<Shown> {
        let interval = interval.min(outcome.series.resources.len().saturating_sub(1));
        let parts = self.parts.iter();
        let shown =
            parts.filter_map(|part| Some(moment::shown(&self.cast, outcome, interval, part.source?, &part.kind)));
        shown.collect()
    }
}
