//! Calls that fail over: a share of their tries goes to another service, as long as an entry of the timeline says so.
//!
//! For each call and each service that it can fail over to there is a *twin*: the same call, to the other service. A try
//! that fails over is one of the twin as far as it concerns the instance that is asked and the connection to it; guards,
//! pools, tries and counts stay those of the call.

use std::collections::BTreeMap;

use super::services::Call;
use super::stack::{Part, State};
use super::{Cell, Diary};
use crate::engine::random::below;
use crate::model::attempt::Attempt;
use crate::model::graph::rotation::NOBODY;
use crate::model::observe::{Elsewhere, Trace};
use crate::model::timeline::{Action, Entry};
use crate::units::{Instant, Share};

/// What a twin of a call is besides a call.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Twin {
    /// Instances that the call and its twins before have together: where those of its service begin among all that a
    /// caller can be remembered to have asked. 0 if it is no twin.
    pub(super) places: u16,
    /// The branch of random numbers below that of the call, if the same wish can reach the service in another way.
    branch: u32,
}

/// Adds a twin for each call and service that the timeline names, those of entries that are switched off included.
pub(super) fn add_twins(
    calls: &mut Vec<Call>,
    timeline: &BTreeMap<String, Entry>,
    new: impl Fn(&String, &str) -> Call,
    instances: impl Fn(u16) -> usize,
) {
    let own = calls.len();
    for entry in timeline.values() {
        let Action::FailOver { call, to, .. } = &entry.action else { continue };
        let Some(of) = calls[..own].iter().position(|known| known.name == *call) else { continue };
        let mut twin = new(call, to);
        let mut others = calls.iter().enumerate().filter(|(number, other)| *number == of || is_twin_of(other, of));
        if others.clone().any(|(_, other)| other.service == twin.service) {
            continue;
        }
        twin.twin.places = others.by_ref().map(|(_, other)| instances(other.service) as u16).sum();
        twin.twin.branch = if calls.iter().any(|other| other.service == twin.service) {
            // Branches are numbered from 1 on, and there are not so many.
            u32::MAX - calls.len() as u32
        } else {
            0
        };
        (twin.of, twin.checks) = (of as u16, true);
        let remembered = calls[of].pairs.first().cloned();
        if let Some(fresh) = remembered {
            let more = calls[of].callers.len() * instances(twin.service);
            calls[of].pairs.extend(std::iter::repeat_n(fresh, more));
        }
        calls.push(twin);
    }
}

fn is_twin_of(call: &Call, of: usize) -> bool {
    call.twin.places > 0 && usize::from(call.of) == of
}

impl<T: Trace> Cell<T> {
    /// The call that a try of a call with this address is one of: that call, or its twin.
    #[inline]
    pub(super) fn way_of(&self, call: usize, class: usize, (owner, index): (u64, u64)) -> usize {
        let this = &self.calls[call];
        match this.fails_over {
            None => call,
            Some((twin, share)) => {
                let passes = this.streams[class].fail_over.stream(owner).at(index).unit() <= share.get();
                if passes { usize::from(twin) } else { call }
            }
        }
    }

    /// The address below `index` of what a try of a call, or of its twin, draws where it is served.
    #[inline]
    pub(super) fn index_at(&self, way: usize, index: u64) -> u64 {
        below(index, self.calls[way].twin.branch)
    }

    /// The place of an instance among all that a call and its twins can ask.
    pub(super) fn asked_place(&self, way: usize, server: u16) -> u16 {
        if server == NOBODY { NOBODY } else { server + self.calls[way].twin.places }
    }

    /// The instance with this place, if it is one that a call, or its twin, can ask.
    pub(super) fn asked_instance(&self, way: usize, place: u16) -> Option<u16> {
        let call = &self.calls[way];
        let server = place.checked_sub(call.twin.places)?;
        (usize::from(server) < self.services[call.service as usize].instances.len()).then_some(server)
    }

    /// The parts that entries for a fail-over change.
    pub(super) fn parts_that_fail_over(&self) -> Vec<Part> {
        let mut parts: Vec<Part> = self
            .calls
            .iter()
            .filter(|call| call.twin.places > 0)
            .map(|twin| Part::Call(usize::from(twin.of)))
            .collect();
        parts.sort_unstable();
        parts.dedup();
        parts
    }

    /// An entry of the timeline lets a share of the tries of a call go to another service. Gives whether that is new.
    pub(super) fn fail_over(
        &mut self,
        now: Instant,
        owner: usize,
        (call, to, share): (&str, &str, Share),
        diary: &mut Diary,
    ) -> bool {
        let mut twins = self.calls.iter().enumerate().filter(|(_, twin)| twin.twin.places > 0 && twin.name == call);
        let found = twins.find(|(_, twin)| self.services[usize::from(twin.service)].name == to);
        let Some((number, twin)) = found else { return false };
        let part = Part::Call(usize::from(twin.of));
        let state = if share == Share::NONE { State::AsPlanned } else { State::PassedOn(number as u16, share) };
        self.put(now, part, owner, state, diary)
    }

    pub(super) fn set_fail_over(&mut self, call: usize, state: &State) {
        self.calls[call].fails_over =
            if let State::PassedOn(twin, share) = state { Some((*twin, *share)) } else { None };
    }

    /// Notes what an attempt of a client did at a service, if that is not the one that its class usually asks.
    #[inline]
    pub(super) fn note_elsewhere(&mut self, now: Instant, id: u32, done: Elsewhere) {
        let Attempt { class, service, .. } = self.attempts[id];
        if !self.fails_over || self.classes[class as usize].service == service {
            return;
        }
        self.seen.at(now, class as usize).elsewhere.add(done);
        self.seen.service_at(now, service as usize).add_elsewhere(done);
    }
}
