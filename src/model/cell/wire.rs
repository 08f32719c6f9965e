//! A link at work.

use crate::engine::Distribution;
use crate::model::gauge::Gauge;
use crate::model::network::{Link, NetworkPlan};
use crate::model::timeline::CutMessages;
use crate::units::{Instant, Span};

/// Instead of the number of a wire: request and reply take no time.
pub(super) const NO_WIRE: u16 = u16::MAX;

/// A link at work.
#[derive(Clone)]
pub(super) struct Wire {
    pub(super) name: String,
    pub(super) up: Direction,
    pub(super) down: Direction,
    /// Time that a message travels, or its mean.
    pub(super) delay: Span,
    /// The law of that time, if it is random.
    pub(super) random_delay: Option<Box<Distribution<Span>>>,
    /// Whether every message is through as soon as it is sent, unless the link is cut.
    pub(super) takes_no_time: bool,
    /// While it is cut: what happens to messages, and those that are held.
    pub(super) cut: Option<CutMessages>,
    pub(super) held: Vec<HeldMessage>,
    /// Number of the cuts that lost messages: connections from before are broken.
    pub(super) epoch: u16,
    /// Factor on its capacity from the timeline.
    pub(super) factor: f64,
}

impl Wire {
    pub(super) fn new(name: &str, plan: &NetworkPlan) -> Wire {
        let direction = || Direction {
            link: Link::new(plan),
            armed: Instant::NEVER,
            full_capacity: plan.capacity.map_or(0.0, |capacity| capacity.bytes_per_second()),
            in_flight: Gauge::default(),
        };
        let (up, down) = (direction(), direction());
        Wire {
            name: name.to_owned(),
            takes_no_time: up.link.takes_no_time() && plan.mean_delay() == Span::ZERO,
            up,
            down,
            delay: plan.mean_delay(),
            random_delay: match &plan.delay {
                Distribution::Fixed(_) => None,
                Distribution::Shaped(_) => Some(Box::new(plan.delay.clone())),
            },
            cut: None,
            held: Vec::new(),
            epoch: 0,
            factor: 1.0,
        }
    }
}

/// One direction of the network, and when it will be looked at.
#[derive(Clone)]
pub(super) struct Direction {
    pub(super) link: Link,
    pub(super) armed: Instant,
    pub(super) full_capacity: f64,
    pub(super) in_flight: Gauge,
}

/// A message that a network cut holds.
#[derive(Clone)]
pub(super) struct HeldMessage {
    pub(super) attempt: u32,
    pub(super) upwards: bool,
    pub(super) bytes: u64,
}
