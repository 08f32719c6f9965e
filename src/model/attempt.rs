//! Attempts: one try of one request over the network. They live from the send to the moment when neither the client
//! nor the server has anything to do with them any more.

use super::graph::Outcome;
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
    /// At work on shared processors; the handle stops it.
    Sharing(u32),
    /// Its handler waits for calls.
    Calling,
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

/// How far an attempt is with the connection that it uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// Its call knows no connections, or nobody was there to open one with.
    Plain,
    /// A handshake is on its way to the instance.
    Greets,
    /// The instance's part of the handshake is on its way back.
    Greeted,
    /// Further round trips pass.
    Agrees,
    /// The connection is open, and its instance has yet to work on the handshake.
    New,
    /// A worker works on the handshake.
    Working,
    /// The connection is open.
    Open,
}

impl Line {
    /// Whether the request itself has not been sent.
    #[inline]
    pub fn is_opening(self) -> bool {
        match self {
            Line::Greets | Line::Greeted | Line::Agrees => true,
            Line::Plain | Line::New | Line::Working | Line::Open => false,
        }
    }
}

/// One try of one request: of a client, or of a step of a handler.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// The client whose wish it serves, directly or through other services.
    pub client: u32,
    /// The request of a handler that it is a try of; [`NONE`] if it is the client's own, [`MESSAGE`] if it is none.
    pub parent: u32,
    /// Whether its caller still waits for it.
    pub awaited: bool,
    /// Whether it fails by chance when its work is done.
    pub fails: bool,
    /// Whether it failed so that its error is held back, if it is from a phone with a long poll.
    pub held: bool,
    /// Class of the client.
    pub class: u8,
    /// Whether it is a retry.
    pub retry: bool,
    /// Whether it opened a new connection.
    pub new_connection: bool,
    /// How far it is with its connection.
    pub line: Line,
    /// Which of the connections of its calling instance to its target, if it shares one.
    pub connection: u16,
    /// What its handler found in a cache, or how its last call ended.
    pub last: Outcome,
    /// Whether it was a hit or a miss, if its handler looked into a cache.
    pub looked_up: Option<Outcome>,
    /// Whether it waits for a worker to go on after a call.
    pub resumes: bool,
    /// Whether it is no attempt but a chore of its worker: what a refusal costs, for instance.
    pub chore: bool,
    /// Whether a step of its handler has taken a failure over.
    pub rescued: bool,
    /// The step at which its handler is; [`ENDED`] if nothing but its reply is left.
    pub step: u8,
    /// Which handler serves it.
    pub handler: u8,
    /// Which call it is a try of.
    pub call: u16,
    /// The service that is asked.
    pub service: u16,
    /// The instance of that service.
    pub server: u16,
    /// Where it is.
    pub stage: Stage,
    /// The first of the requests for which its handler waits; [`NONE`] if there is none.
    pub requests: u32,
    /// How many of them must still end well, and how many may still fail.
    pub wanted: u16,
    /// See `wanted`.
    pub spare: u16,
    /// Address of its random draws: the client's number, and the wish and attempt number.
    pub owner: u64,
    /// See `owner`.
    pub index: u64,
    /// When it was sent.
    pub sent: Instant,
    /// When its caller gives it up; [`Instant::NEVER`] if it does not.
    pub deadline: Instant,
    /// From when on it is not begun any more, as its caller has said; [`Instant::NEVER`] if it has said nothing.
    pub expires: Instant,
    /// When the queue or a worker got it last.
    pub since: Instant,
    /// Bytes it has moved so far.
    pub bytes: u64,
    /// Nanoseconds of workers (not of those it called) it has used so far.
    pub work: u64,
    /// What its answer will say; a failure, or success.
    pub outcome: Result<(), Failure>,
    /// Messages that its answer carries.
    pub messages: u32,
}

impl Attempt {
    /// A try for a client's wish that is sent now, with the address of its draws; the rest is to be filled in.
    #[inline]
    pub fn new(client: u32, owner: u64, index: u64, now: Instant) -> Attempt {
        Attempt {
            client,
            parent: NONE,
            awaited: true,
            fails: false,
            held: false,
            class: 0,
            retry: false,
            new_connection: false,
            line: Line::Plain,
            connection: 0,
            last: Outcome::Ok,
            looked_up: None,
            resumes: false,
            chore: false,
            rescued: false,
            step: 0,
            handler: 0,
            call: 0,
            service: 0,
            server: 0,
            stage: Stage::UpFixed,
            requests: NONE,
            wanted: 0,
            spare: 0,
            owner,
            index,
            sent: now,
            deadline: Instant::NEVER,
            expires: Instant::NEVER,
            since: now,
            bytes: 0,
            work: 0,
            outcome: Ok(()),
            messages: 0,
        }
    }
}

/// Instead of an attempt's number where a client has none in flight.
pub const NONE: u32 = u32::MAX;

/// Instead of the number of a request: the attempt is a message of a durable queue, which nobody waits for.
pub const MESSAGE: u32 = u32::MAX - 1;

/// Instead of the number of a step: the handler is through.
pub const ENDED: u8 = u8::MAX;

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
