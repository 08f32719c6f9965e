//! Load and, below it, people without service: what a film shows under the picture of the cell.

use super::load::{load, storm, storm_h, window};
use super::over_time::part;
use super::people::people;
use crate::draw::figure::Figure;
use crate::experiment::Outcome;
use crate::report::provenance::Provenance;

/// A figure, and until how many hours after the onset it is shown: first the storm from close up, where it would be too
/// narrow to be seen in the whole run, then the whole run.
pub(in crate::report) fn chapters(outcome: &Outcome, about: &Provenance) -> Vec<(Figure, f64)> {
    let below = people(outcome, about);
    let bare = |mut figure: Figure, people: Figure| {
        figure.panels.extend(people.panels);
        // The picture says what has happened last; flags would take the height of the curves.
        (figure.events, figure.subtitle) = (Vec::new(), String::new());
        figure
    };
    let close = storm(outcome, about).zip(storm_h(outcome)).map(|(close, storm)| {
        let around = window(storm);
        (bare(close, part(below.clone(), "", around)), around.1)
    });
    close.into_iter().chain([(bare(load(outcome, about), below.clone()), f64::INFINITY)]).collect()
}
