//! An entry of the timeline at work.

use crate::model::timeline::Entry;
use crate::units::Instant;

/// Where an entry comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EntryOrigin {
    /// The scenario.
    Scenario,
    /// The end that `lasts` asked for.
    End,
    /// A step of a surge that grows; the log has the surge itself.
    Step,
}

/// An entry of the timeline and how far it has come.
#[derive(Clone)]
pub(super) struct Scheduled {
    pub(super) name: String,
    /// Index of the scenario's entry that it belongs to.
    pub(super) owner: usize,
    pub(super) entry: Entry,
    pub(super) origin: EntryOrigin,
    pub(super) fires: Option<Instant>,
    pub(super) fired: Option<Instant>,
}
