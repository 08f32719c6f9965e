//! The book of the messages that a service has accepted and not yet done.

use std::collections::BTreeMap;

use crate::model::gauge::Gauge;
use crate::units::Instant;

/// The messages of a service that are accepted and not yet done.
#[derive(Clone, Default)]
pub(super) struct Backlog {
    pub(super) number: Gauge,
    /// By the moment in which they were accepted.
    accepted: BTreeMap<Instant, u32>,
}

impl Backlog {
    pub(super) fn accept(&mut self, now: Instant) {
        self.number.set(now, self.number.level() + 1);
        *self.accepted.entry(now).or_default() += 1;
    }

    pub(super) fn end(&mut self, now: Instant, accepted: Instant) {
        self.number.set(now, self.number.level() - 1);
        let left = self.accepted.get_mut(&accepted).expect("a message that ends was accepted");
        *left -= 1;
        if *left == 0 {
            self.accepted.remove(&accepted);
        }
    }

    /// Age of the oldest in seconds; 0 if there is none.
    pub(super) fn oldest(&self, now: Instant) -> f64 {
        self.accepted.first_key_value().map_or(0.0, |(accepted, _)| now.since(*accepted).seconds())
    }
}
