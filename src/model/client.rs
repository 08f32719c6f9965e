//! What every client is made of, in 48 bytes.

use crate::units::Instant;

/// What a client is doing, in the order of the output; those that are gone are not counted there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Between wishes: a phone that listens or waits for its next poll, a person who thinks.
    Idle,
    /// An attempt is in flight.
    InFlight,
    /// Waiting to try again.
    Waiting,
    /// Refused by the edge and waiting to knock again.
    Blocked,
    /// Broken until somebody repairs it.
    Broken,
    /// The place of an open client that has left.
    Gone,
}

/// One client.
#[derive(Debug, Clone)]
pub struct Client {
    /// When it wakes; an event at another time is stale.
    pub due: Instant,
    /// When its wish began.
    pub wish_start: Instant,
    /// Since when it is without service; never, while it has service or nobody can know yet.
    pub lost: Instant,
    /// Number in its class (closed) or of its session (open); the owner of its random numbers.
    pub number: u32,
    /// Number of its wish.
    pub wish: u32,
    /// Attempts sent for the wish.
    pub sent: u32,
    /// Attempt in flight, if any.
    pub attempt: u32,
    /// Failures in a row of the request.
    pub failures: u16,
    /// Requests of the wish that have succeeded.
    pub done: u16,
    /// Index of its role: class and behaviour.
    pub role: u8,
    /// What it is doing.
    pub phase: Phase,
    /// Mark of its cache entry; 0 if it has none.
    pub mark: u8,
}

impl Client {
    /// A client that does nothing yet.
    pub fn new(number: u32, role: u8) -> Client {
        Client {
            due: Instant::NEVER,
            wish_start: Instant::NEVER,
            lost: Instant::NEVER,
            number,
            wish: 0,
            sent: 0,
            attempt: super::attempt::NONE,
            failures: 0,
            done: 0,
            role,
            phase: Phase::Idle,
            mark: 0,
        }
    }

    /// Reads its first and last field, so that all of it is near when it is needed.
    #[inline]
    pub fn touch(&self) -> u64 {
        self.due.0 ^ u64::from(self.mark)
    }

    /// Failures in a row after so many more.
    #[inline]
    pub fn failures_after(&self, more: u64) -> u16 {
        u64::from(self.failures).saturating_add(more).min(u64::from(u16::MAX)) as u16
    }

    /// Address of the random draws of the attempt that is sent next.
    #[inline]
    pub fn index(&self) -> u64 {
        u64::from(self.wish) << 32 | u64::from(self.sent)
    }
}
