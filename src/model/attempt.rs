//! Attempts: one try of one request over the network. They live from the send to the moment when neither the client
//! nor the server has anything to do with them any more.

use super::retry::Failure;
use crate::units::Instant;

/// Where an attempt is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// On the link to the server; the handle stops the transfer.
    Up(u32),
    /// In a fifo buffer, held by a network cut, or past the link and travelling.
    UpFixed,
    /// In the queue of its server.
    Queued,
    /// With a worker.
    Serving,
    /// A worker waits for the store.
    AtStore,
    /// Answered with an error that is held back.
    Held,
    /// On the link to the client; the handle stops the transfer.
    Down(u32),
    /// In a fifo buffer, held by a network cut, or past the link and travelling.
    DownFixed,
    /// Lost: only the client still waits for it.
    Lost,
    /// Dropped while it waited or was served; what is left is a blank.
    Dropped,
}

/// One try of one request.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// The client it belongs to.
    pub client: u32,
    /// Whether the client still waits for it.
    pub awaited: bool,
    /// Whether its entry has to be fetched from the store.
    pub needs_store: bool,
    /// Whether a failed cache answered it.
    pub cache_failed: bool,
    /// Class of the client.
    pub class: u8,
    /// Whether it is a retry.
    pub retry: bool,
    /// Whether it opened a new connection.
    pub new_connection: bool,
    /// Home server of the client.
    pub server: u16,
    /// Where it is.
    pub stage: Stage,
    /// Address of its random draws: the client's number, and the wish and attempt number.
    pub owner: u64,
    /// See `owner`.
    pub index: u64,
    /// When it was sent.
    pub sent: Instant,
    /// When the client gives it up; [`Instant::NEVER`] if it does not.
    pub deadline: Instant,
    /// When the queue or a worker got it last.
    pub since: Instant,
    /// Bytes it has moved so far.
    pub bytes: u64,
    /// Nanoseconds of workers (not of the store) it has used so far.
    pub work: u64,
    /// What its answer will say; a failure, or success.
    pub outcome: Result<(), Failure>,
    /// Messages that its answer carries.
    pub messages: u32,
}

/// Instead of an attempt's number where a client has none in flight.
pub const NONE: u32 = u32::MAX;

/// All attempts that are alive.
#[derive(Clone, Default)]
pub struct Attempts {
    slots: Vec<Attempt>,
    free: Vec<u32>,
}

impl Attempts {
    /// Takes in an attempt and gives its number.
    #[inline]
    pub fn insert(&mut self, attempt: Attempt) -> u32 {
        match self.free.pop() {
            Some(id) => {
                self.slots[id as usize] = attempt;
                id
            }
            None => {
                self.slots.push(attempt);
                (self.slots.len() - 1) as u32
            }
        }
    }

    /// Forgets an attempt; its number may be used again.
    #[inline]
    pub fn remove(&mut self, id: u32) {
        self.slots[id as usize].awaited = false;
        self.slots[id as usize].stage = Stage::Lost;
        self.slots[id as usize].deadline = Instant::NEVER;
        self.free.push(id);
    }

    /// Numbers of all places, those of forgotten attempts included.
    pub fn ids(&self) -> std::ops::Range<u32> {
        0..self.slots.len() as u32
    }

    /// Number of attempts alive.
    pub fn alive(&self) -> usize {
        self.slots.len() - self.free.len()
    }
}

impl std::ops::Index<u32> for Attempts {
    type Output = Attempt;
    #[inline]
    fn index(&self, id: u32) -> &Attempt {
        &self.slots[id as usize]
    }
}

impl std::ops::IndexMut<u32> for Attempts {
    #[inline]
    fn index_mut(&mut self, id: u32) -> &mut Attempt {
        &mut self.slots[id as usize]
    }
}
