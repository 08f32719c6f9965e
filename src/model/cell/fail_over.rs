//! Calls that fail over: a share of their tries goes to another service, as long as an entry of the timeline says so.
//!
//! For each call and each service that it can fail over to there is a *twin*: the same call, to the other service. A try
//! that fails over is one of the twin as far as it concerns the instance that is asked and the connection to it; guards,
//! pools, tries and counts stay those of the call.

use std::collections::BTreeMap;

use super::connection::Shared;
use super::services::{Call, Caller, Service, Twin};
use super::stack::{Part, State};
use super::{Cell, Diary};
use crate::engine::random::below;
use crate::model::attempt::Attempt;
use crate::model::graph::rotation::NOBODY;
use crate::model::observe::{Elsewhere, Trace};
use crate::model::timeline::{Action, Entry};
use crate::units::{Instant, Share};

/// Adds a twin for each call and service that the timeline names, those of entries that are switched off included.
pub(super) fn add_twins(calls: &mut Vec<Call>, services: &[Service], timeline: &BTreeMap<String, Entry>) {
    (0..).zip(&mut *calls).for_each(|(number, call)| call.of = number);
    let own = calls.len();
    for entry in timeline.values() {
        let Action::FailOver { call, to, .. } = &entry.action else { continue };
        let of = calls[..own].iter().position(|known| known.name == *call);
        let Some((of, service)) = of.zip(services.iter().position(|service| service.name == *to)) else { continue };
        let ways = || calls.iter().filter(|way| usize::from(way.of) == of);
        if ways().all(|way| usize::from(way.service) != service) {
            let places = ways().map(|way| services[usize::from(way.service)].instances.len()).sum::<usize>();
            let elsewhere = calls.iter().any(|other| usize::from(other.service) == service);
            // Branches are numbered from 1 on, and there are not so many.
            let branch = if elsewhere { u32::MAX - calls.len() as u32 } else { 0 };
            let twin = twin_of(&calls[of], services, service, Twin { places: places as u16, branch });
            let more = calls[of].callers.len() * services[service].instances.len();
            let fresh = calls[of].pairs.first().cloned();
            calls[of].pairs.extend(fresh.into_iter().flat_map(|fresh| std::iter::repeat_n(fresh, more)));
            calls.push(twin);
        }
    }
}

fn twin_of(call: &Call, services: &[Service], service: usize, twin: Twin) -> Call {
    let (target, own) = (&services[service], services[usize::from(call.service)].instances.len());
    let handler = call.plan.handler.as_ref().map_or(0, |wanted| {
        let place = target.plan.handlers.keys().position(|handler| handler == wanted);
        1 + place.expect("a validated fail-over goes to a handler of the same name")
    });
    // One for each caller and instance, if there are any.
    let shared = call.shared.len() / own * target.instances.len();
    Call {
        service: service as u16,
        handler: handler as u8,
        checks: true,
        twin,
        callers: vec![Caller::new(&call.plan.behaviour.fresh_state()); call.callers.len()],
        shared: vec![Shared::default(); shared],
        pairs: Vec::new(),
        ..call.clone()
    }
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
    #[inline(always)]
    pub(super) fn note_elsewhere(&mut self, now: Instant, id: u32, done: Elsewhere) {
        if !self.fails_over {
            return;
        }
        let Attempt { class, service, .. } = self.attempts[id];
        if self.classes[class as usize].service == service {
            return;
        }
        self.seen.at(now, class as usize).elsewhere.add(done);
        self.seen.service_at(now, service as usize).add_elsewhere(done);
    }
}
