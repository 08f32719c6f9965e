//! The picture of the cell: who asks, what stands between them and their mail, and how it all is at one moment.
//!
//! From left to right (or from top to bottom on a phone held upright): the clients as fields of dots, the gate at the
//! edge, the network, the servers with their cache, the store; of a graph its services, and the calls between them. A
//! [`Picture`] is the layout, made once for all runs that are compared; [`Picture::at`] says what its changing parts show
//! in one interval of a run. Two drawings are made of them: [`draw`] puts them into a scene (slides, frames of an
//! animation), [`markup`] into a page.
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
//!     } else if (column.flow) {                        // arrow: draw first tries and retries, per mille of the thickest
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
//! - `parts`    what a picture is made of
//! - `state`    what a client is doing
//! - `source`   what a part tells
//! - `tiers`    the services of a graph, as far as they are shown
//! - `cast`     who and what appears in the picture of a scenario
//! - `moment_of_tiers` what services show in an interval
//! - `moment`   what each part shows in an interval
//! - `pieces`   the things layouts are made of
//! - `wide`     the layout for slides and desks
//! - `tall`     the layout for phones held upright
//! - `services` the services of a graph and the calls between them
//! - `shapes`   how a client in a state looks
//! - `drawing`  into a scene
//! - `markup`   into a page
//! - `frames`   all moments of a run, for the script of a page
//! - `pacing`   which moments to show

mod cast;
mod drawing;
mod frames;
mod markup;
mod moment;
mod moment_of_tiers;
mod pacing;
mod parts;
mod pieces;
mod services;
mod shapes;
mod source;
mod state;
mod tall;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_of_services;
mod tiers;
mod wide;

use crate::experiment::Outcome;
use crate::scenario::Document;

use cast::Cast;

pub use drawing::draw;
pub use frames::{Column, Frames, frames};
pub use markup::markup;
pub use pacing::{interval_at, moments_h, pacing};
pub use parts::{Axis, Form, Kind, Line, Part, Picture, Shown};
pub use state::State;

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
