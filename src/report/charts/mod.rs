//! The charts of a run, and of several runs of one scenario, as plain data.
//!
//! - `load`          what reaches the cell and what is answered; a close-up of the storm
//! - `people`        who is without service
//! - `backlog`       work that waits, and devices that are blocked
//! - `amplification` attempts relative to an ordinary day
//! - `devices`       what the devices of a class are doing
//! - `film`          load and people below each other, chapter by chapter
//! - `hysteresis`    load against answers: whether the past decides what a load does
//! - `arms`          the same chart for several runs: the four arms of the fixes, slow and instant restoration
//! - `over_time`     what all figures over time share

mod amplification;
pub mod arms;
mod backlog;
mod devices;
#[cfg(feature = "charts")]
mod film;
mod hysteresis;
mod load;
mod over_time;
mod people;

pub use amplification::amplification;
pub use backlog::backlog;
pub use devices::devices;
pub use hysteresis::hysteresis;
pub use load::{load, storm};
pub use people::people;

#[cfg(feature = "charts")]
pub(super) use film::chapters;
pub(super) use load::load_axis;
pub(super) use people::starved_h;

use super::provenance::Provenance;
use crate::draw::chart::Chart;
use crate::experiment::Outcome;

/// The charts of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    /// Load on the cell, from a little before to a little after the storm.
    Storm,
    /// The same over the whole run.
    Load,
    /// Attempts relative to an ordinary day.
    Amplification,
    /// People without service.
    People,
    /// Work that waits.
    Backlog,
    /// What the devices are doing.
    Devices,
    /// Answers against load.
    Loop,
}

impl Name {
    /// All of them, in the order in which they tell a run.
    pub const ALL: [Name; 7] =
        [Name::Storm, Name::Load, Name::Amplification, Name::People, Name::Backlog, Name::Devices, Name::Loop];

    /// Name of the file as SVG.
    pub fn svg(self) -> &'static str {
        match self {
            Name::Load => "load.svg",
            Name::Storm => "storm.svg",
            Name::Amplification => "amplification.svg",
            Name::People => "people.svg",
            Name::Backlog => "backlog.svg",
            Name::Devices => "devices.svg",
            Name::Loop => "loop.svg",
        }
    }

    /// Name of the file as PNG.
    pub fn png(self) -> &'static str {
        match self {
            Name::Load => "load.png",
            Name::Storm => "storm.png",
            Name::Amplification => "amplification.png",
            Name::People => "people.png",
            Name::Backlog => "backlog.png",
            Name::Devices => "devices.png",
            Name::Loop => "loop.png",
        }
    }

    /// The chart of this name; none where it would say nothing about the run.
    pub fn chart(self, outcome: &Outcome, about: &Provenance) -> Option<Chart> {
        match self {
            Name::Load => Some(load(outcome, about).into()),
            Name::Storm => storm(outcome, about).map(Chart::from),
            Name::Amplification => amplification(outcome, about).map(Chart::from),
            Name::People => Some(people(outcome, about).into()),
            Name::Backlog => Some(backlog(outcome, about).into()),
            Name::Devices => devices(outcome, about).map(Chart::from),
            Name::Loop => hysteresis(outcome, about).map(Chart::from),
        }
    }
}

/// All charts of a run that say something about it.
pub fn all(outcome: &Outcome, about: &Provenance) -> Vec<(Name, Chart)> {
    Name::ALL.into_iter().filter_map(|name| Some((name, name.chart(outcome, about)?))).collect()
}
