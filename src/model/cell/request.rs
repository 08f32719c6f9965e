//! What a cell keeps of every request that a handler has made, until it ends.

use crate::model::graph::Outcome;
use crate::model::retry::PolicyState;
use crate::units::Instant;

/// A request that a handler has made and that has not ended.
#[derive(Clone)]
pub(super) struct Request {
    /// The attempt whose handler waits for it; [`NONE`] if nobody does any more.
    pub(super) parent: u32,
    /// The next request of the same handler.
    pub(super) next: u32,
    pub(super) call: u16,
    pub(super) class: u8,
    pub(super) client: u32,
    /// Who calls, as in [`Call::callers`].
    pub(super) caller: u32,
    pub(super) owner: u64,
    pub(super) index: u64,
    pub(super) began: Instant,
    /// Tries that were sent or stopped.
    pub(super) tries: u32,
    pub(super) failures: u32,
    /// The try that is under way; [`NONE`] if there is none.
    pub(super) attempt: u32,
    /// When it does what it waits to do.
    pub(super) due: Instant,
    /// From when on nobody wants the answer any more.
    pub(super) expires: Instant,
    pub(super) memory: PolicyState,
    pub(super) waits: Waits,
    /// Whether it has a connection of the pool.
    pub(super) connected: bool,
    /// The call that its last try was one of: `call`, or its twin.
    pub(super) way: u16,
    /// The instance that was asked last, as [`Cell::asked_place`](super::Cell::asked_place) numbers them.
    pub(super) asked: Option<u16>,
    /// While it begins: how it ended, if it did.
    pub(super) beginning: bool,
    pub(super) ended: Option<Outcome>,
}

/// What a request that has no try under way waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Waits {
    Nothing,
    NextTry,
    Connection,
    /// To be told that its try has broken.
    Failure,
}

/// All requests of handlers that have not ended.
#[derive(Clone, Default)]
pub(super) struct Requests {
    slots: Vec<Request>,
    free: Vec<u32>,
}

impl Requests {
    pub(super) fn insert(&mut self, request: Request) -> u32 {
        match self.free.pop() {
            Some(id) => {
                self.slots[id as usize] = request;
                id
            }
            None => {
                self.slots.push(request);
                (self.slots.len() - 1) as u32
            }
        }
    }

    pub(super) fn remove(&mut self, id: u32) {
        self.slots[id as usize].due = Instant::NEVER;
        self.free.push(id);
    }

    /// Requests that have not ended.
    pub(super) fn alive(&self) -> usize {
        self.slots.len() - self.free.len()
    }
}

impl std::ops::Index<u32> for Requests {
    type Output = Request;
    #[inline]
    fn index(&self, id: u32) -> &Request {
        &self.slots[id as usize]
    }
}

impl std::ops::IndexMut<u32> for Requests {
    #[inline]
    fn index_mut(&mut self, id: u32) -> &mut Request {
        &mut self.slots[id as usize]
    }
}
