//! One direction of the cell's shared network.
//!
//! * **fair**: all transfers in flight share the capacity equally, as many TCP flows do. With n transfers each gets
//!   1/n of it. It is played in *virtual time*: V is the number of bytes that one transfer has moved since the
//!   beginning, dV/dt = C/n, and a transfer of x bytes that starts at V ends at V + x. So every arrival and departure
//!   costs one heap operation, however many transfers are in flight (Parekh and Gallager 1993).
//! * **fifo**: one at a time, with a finite buffer; what does not fit is lost.
//!
//! A transfer that its client gives up stops at once in the fair discipline; in a fifo it is on its way already.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::link_fair::FairLink;
use super::link_fifo::FifoLink;
use super::transfer::Arrived;
use crate::engine::Distribution;
use crate::units::{Bandwidth, Instant, Span};

/// The network as the scenario writes it. Left out of the scenario: infinitely fast.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NetworkPlan {
    /// Capacity of each direction. Left out: transfers take no time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<Bandwidth>,
    /// How transfers share it.
    pub discipline: LinkDiscipline,
    /// Time that a message travels, each way, besides its transfer. If it is random, each message has its own, and a later
    /// one may overtake it.
    pub delay: Distribution<Span>,
}

impl Default for NetworkPlan {
    fn default() -> Self {
        NetworkPlan { capacity: None, discipline: LinkDiscipline::Fair, delay: Distribution::Fixed(Span::ZERO) }
    }
}

impl NetworkPlan {
    /// Mean time that a message travels, each way.
    pub fn mean_delay(&self) -> Span {
        Span(self.delay.mean() as u64)
    }
}

/// How transfers share a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum LinkDiscipline {
    /// All transfers in flight get equal parts.
    Fair,
    /// One at a time; a transfer that finds more than `buffer` (as time at full capacity) ahead of it is lost.
    Fifo {
        /// Longest wait in the buffer.
        buffer: Span,
    },
}

/// What became of a message that was handed to the link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// It takes no time.
    AtOnce,
    /// It is in flight; the handle stops it.
    InFlight(u32),
    /// It is in a buffer and cannot be stopped.
    Buffered,
    /// It was lost.
    Lost,
}

/// One direction of the network.
#[derive(Clone)]
pub enum Link {
    /// Infinitely fast.
    Infinite,
    /// Equal parts for all.
    Fair(FairLink),
    /// One at a time.
    Fifo(FifoLink),
}

impl Link {
    /// A link that is idle.
    pub fn new(plan: &NetworkPlan) -> Link {
        match (plan.capacity, plan.discipline) {
            (None, _) => Link::Infinite,
            (Some(capacity), LinkDiscipline::Fair) => Link::Fair(FairLink::new(capacity.bytes_per_second())),
            (Some(capacity), LinkDiscipline::Fifo { buffer }) => {
                Link::Fifo(FifoLink::new(capacity.bytes_per_second(), buffer.seconds()))
            }
        }
    }

    /// Whether every message is through as soon as it is sent.
    #[inline]
    pub fn takes_no_time(&self) -> bool {
        matches!(self, Link::Infinite)
    }

    /// Hands a message to the link.
    #[inline]
    pub fn send(&mut self, now: Instant, attempt: u32, bytes: u64) -> Sent {
        match self {
            Link::Infinite => Sent::AtOnce,
            Link::Fair(link) => Sent::InFlight(link.start(now, attempt, bytes)),
            Link::Fifo(link) => {
                if link.offer(now, attempt, bytes) {
                    Sent::Buffered
                } else {
                    Sent::Lost
                }
            }
        }
    }

    /// Stops a transfer that is in flight and gives the bytes that it had moved.
    pub fn stop(&mut self, now: Instant, handle: u32) -> u64 {
        match self {
            Link::Fair(link) => link.stop(now, handle),
            Link::Infinite | Link::Fifo(_) => unreachable!("only a fair link gives handles"),
        }
    }

    /// When the next transfer ends, if nothing changes before.
    #[inline]
    pub fn next_end(&mut self, now: Instant) -> Instant {
        match self {
            Link::Infinite => Instant::NEVER,
            Link::Fair(link) => link.next_end(now),
            Link::Fifo(link) => link.next_end(),
        }
    }

    /// Takes a transfer that has ended by now.
    #[inline]
    pub fn take_ended(&mut self, now: Instant) -> Option<Arrived> {
        match self {
            Link::Infinite => None,
            Link::Fair(link) => link.take_ended(now),
            Link::Fifo(link) => link.take_ended(now),
        }
    }

    /// Changes the capacity (bytes per second; 0 stalls everything in flight).
    pub fn set_capacity(&mut self, now: Instant, bytes_per_second: f64) {
        match self {
            Link::Infinite => {}
            Link::Fair(link) => link.set_capacity(now, bytes_per_second),
            Link::Fifo(link) => link.set_capacity(now, bytes_per_second),
        }
    }

    /// Number of transfers in flight or in the buffer.
    #[inline]
    pub fn in_flight(&self) -> usize {
        match self {
            Link::Infinite => 0,
            Link::Fair(link) => link.in_flight(),
            Link::Fifo(link) => link.in_flight(),
        }
    }

    /// Seconds for which the link has been busy up to `now`.
    pub fn busy_seconds(&mut self, now: Instant) -> f64 {
        match self {
            Link::Infinite => 0.0,
            Link::Fair(link) => link.busy_seconds(now),
            Link::Fifo(link) => link.busy_seconds(now),
        }
    }
}
