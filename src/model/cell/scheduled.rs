//! An entry of the timeline at work.

use crate::model::timeline::Entry;
use crate::units::{Instant, Span};

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
    /// When it begins anew.
    pub(super) next: Option<Instant>,
    /// How often it has begun.
    pub(super) begun: u32,
}

impl Scheduled {
    /// One that has not begun.
    pub(super) fn new(name: String, entry: Entry, origin: EntryOrigin, owner: usize) -> Scheduled {
        Scheduled { name, owner, entry, origin, fires: None, fired: None, next: None, begun: 0 }
    }

    /// Whether it is over for good: an end or a step that has been, or will not be.
    pub(super) fn is_spent(&self) -> bool {
        self.origin != EntryOrigin::Scenario && self.fires.is_none()
    }

    /// From when on its condition counts again, if it is a rule that may fire again now.
    pub(super) fn ready_again(&self, now: Instant) -> Option<Instant> {
        let pause = self.entry.again_after?;
        let ended = self.fired? + self.entry.lasts.unwrap_or(Span::ZERO);
        let may = self.entry.times.is_none_or(|times| self.begun < times) && now >= ended + pause;
        may.then_some(ended)
    }
}
