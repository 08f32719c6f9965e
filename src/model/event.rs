//! Everything that can happen in a cell: one closed set.

use crate::engine::Event;

/// Something that happens, and to whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellEvent {
    /// A client does what it has been waiting to do.
    Wake(u32),
    /// A client gives up waiting for an answer to an attempt.
    Timeout(u32),
    /// An attempt reaches its server.
    Arrive(u32),
    /// A worker is through with an attempt.
    Served(u32),
    /// Work on shared processors may have ended: their number.
    Processors(u32),
    /// A held error is let go.
    Release(u32),
    /// The answer to an attempt reaches its client.
    Answer(u32),
    /// A transfer on a link may have ended: twice the number of the link, and 1 more towards the caller.
    LinkEnds(u32),
    /// A request of a handler does what it has been waiting to do.
    Again(u32),
    /// A session of an open class arrives.
    Session(u32),
    /// An entry of the timeline begins.
    Entry(u32),
    /// A balancer looks after an instance: twice its number for a check, and 1 more when its time out may be over.
    Health(u32),
    /// An instance starts: twice its number when it restarts, and 1 more when its start-up work is done.
    Start(u32),
    /// A sampling interval ends.
    Sample,
}

const ID_BITS: u32 = 28;
const ID_MASK: u32 = (1 << ID_BITS) - 1;

impl Event for CellEvent {
    #[inline]
    fn encode(self) -> u32 {
        // In the order of the enum, so that packing is no jump.
        let (kind, id) = match self {
            CellEvent::Wake(id) => (0, id),
            CellEvent::Timeout(id) => (1, id),
            CellEvent::Arrive(id) => (2, id),
            CellEvent::Served(id) => (3, id),
            CellEvent::Processors(id) => (4, id),
            CellEvent::Release(id) => (5, id),
            CellEvent::Answer(id) => (6, id),
            CellEvent::LinkEnds(id) => (7, id),
            CellEvent::Again(id) => (8, id),
            CellEvent::Session(id) => (9, id),
            CellEvent::Entry(id) => (10, id),
            CellEvent::Health(id) => (11, id),
            CellEvent::Start(id) => (12, id),
            CellEvent::Sample => (13, 0),
        };
        assert!(id <= ID_MASK, "more than {ID_MASK} clients or attempts");
        kind << ID_BITS | id
    }

    #[inline]
    fn decode(code: u32) -> CellEvent {
        let id = code & ID_MASK;
        match code >> ID_BITS {
            0 => CellEvent::Wake(id),
            1 => CellEvent::Timeout(id),
            2 => CellEvent::Arrive(id),
            3 => CellEvent::Served(id),
            4 => CellEvent::Processors(id),
            5 => CellEvent::Release(id),
            6 => CellEvent::Answer(id),
            7 => CellEvent::LinkEnds(id),
            8 => CellEvent::Again(id),
            9 => CellEvent::Session(id),
            10 => CellEvent::Entry(id),
            11 => CellEvent::Health(id),
            12 => CellEvent::Start(id),
            13 => CellEvent::Sample,
            kind => unreachable!("no event has kind {kind}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packing_loses_nothing() {
        for id in [0, 1, ID_MASK] {
            for event in [
                CellEvent::Wake(id),
                CellEvent::Timeout(id),
                CellEvent::Arrive(id),
                CellEvent::Served(id),
                CellEvent::Processors(id),
                CellEvent::LinkEnds(id),
                CellEvent::Again(id),
                CellEvent::Release(id),
                CellEvent::Answer(id),
                CellEvent::Session(id),
                CellEvent::Entry(id),
                CellEvent::Health(id),
                CellEvent::Start(id),
                CellEvent::Sample,
            ] {
                assert_eq!(CellEvent::decode(event.encode()), event);
            }
        }
    }
}
