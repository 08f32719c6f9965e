//! Entries of the timeline that begin more than once: at a steady pace, after another entry that does, or when their
//! condition is met again. Each of them fires again; nothing is written out in advance.

use super::{Cell, Diary};
use crate::model::event::CellEvent;
use crate::model::observe::Trace;
use crate::units::Instant;

impl<T: Trace> Cell<T> {
    /// An entry begins anew at a time.
    pub(super) fn again_at(&mut self, entry: usize, at: Instant, diary: &mut Diary) {
        if at < self.end {
            self.entries[entry].next = Some(at);
            diary.push(at, CellEvent::Entry(entry as u32));
        }
    }

    /// Whether an entry begins anew in this moment; it is then as it was before it ever began.
    pub(super) fn turns(&mut self, now: Instant, entry: usize) -> bool {
        let this = &mut self.entries[entry];
        let anew = this.next == Some(now);
        if anew {
            (this.next, this.fired, this.fires) = (None, None, Some(now));
        }
        anew
    }

    /// An entry has begun: it will again, if it recurs at a steady pace.
    pub(super) fn arrange_next(&mut self, now: Instant, entry: usize, diary: &mut Diary) {
        let this = &self.entries[entry];
        let Some(every) = this.entry.every else { return };
        if this.entry.times.is_none_or(|times| this.begun < times) {
            self.again_at(entry, now + every, diary);
        }
    }

    /// What an entry lays in the moment in which it begins anew lies on top, as if it were another entry.
    pub(super) fn lift_if_anew(&mut self, now: Instant, part: super::stack::Part, owner: usize) {
        let this = &self.entries[owner];
        if this.begun > 1 && this.fired == Some(now) {
            self.layers.lift(part, owner);
        }
    }
}
