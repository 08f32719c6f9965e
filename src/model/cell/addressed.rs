//! What an entry of the timeline names: instances of a service, a link, a class; and how something is laid on all of them.

use super::services::Service;
use super::stack::{Part, State};
use super::{Cell, Diary};
use crate::model::edge::Gate;
use crate::model::observe::Trace;
use crate::model::short_form::{CACHE, FRONT, WAN};
use crate::model::timeline::{Entry, Which};
use crate::model::timeline_meaning::{Concerns, Planned};
use crate::units::{Instant, Limit, Share};

impl<T: Trace> Cell<T> {
    /// The name of the service or link that an entry concerns.
    pub(super) fn named(&self, index: usize, usual: &str) -> String {
        self.entries[index].entry.of.clone().unwrap_or_else(|| usual.to_owned())
    }

    /// Lays something on the link that an entry concerns.
    pub(super) fn put_link(
        &mut self,
        now: Instant,
        index: usize,
        part: fn(u16) -> Part,
        state: State,
        diary: &mut Diary,
    ) -> bool {
        let (owner, link) = (self.entries[index].owner, self.named(index, WAN));
        let wire = self.wires.iter().position(|wire| wire.name == link);
        wire.is_some_and(|wire| self.put(now, part(wire as u16), owner, state, diary))
    }

    /// Lays the same on a part of every chosen instance of a service.
    pub(super) fn put_all(
        &mut self,
        now: Instant,
        owner: usize,
        (service, servers): (&str, &Which),
        part: fn(usize) -> Part,
        state: State,
        diary: &mut Diary,
    ) -> bool {
        // Every server, whether an earlier one changed anything or not.
        let servers = self.chosen(service, servers);
        servers.into_iter().fold(false, |any, server| any | self.put(now, part(server), owner, state.clone(), diary))
    }

    /// Lays what an action makes of the gate that is there.
    pub(super) fn put_gate(
        &mut self,
        now: Instant,
        owner: usize,
        class: &str,
        gate: impl Fn(&Gate) -> State,
        diary: &mut Diary,
    ) -> bool {
        let class = self.class_named(class);
        let state = gate(&self.classes[class].gate);
        self.put(now, Part::Edge(class), owner, state, diary)
    }

    /// What is planned of the instances that an entry changes.
    pub(super) fn planned(&self, entry: &Entry) -> Planned {
        let service = self.service_named(entry.of.as_deref().unwrap_or(FRONT));
        Planned {
            workers: service.map_or(Limit::Unlimited, |service| service.plan.workers),
            failures: service.map_or(Share::NONE, |service| service.plan.failure_probability),
        }
    }

    /// What an entry does, in words, with how many of the servers that are there it concerns.
    pub(super) fn words(&self, index: usize) -> String {
        let entry = &self.entries[index].entry;
        let usual = if entry.action.facts().concerns == Concerns::Cache { CACHE } else { FRONT };
        let service = self.service_named(entry.of.as_deref().unwrap_or(usual));
        entry.words_among(service.map_or(0, |service| service.places_there().count()))
    }

    pub(super) fn service_named(&self, name: &str) -> Option<&Service> {
        self.services.iter().find(|service| service.name == name)
    }

    /// The chosen instances of a service, by their numbers among all; of those that are there, if none is named.
    pub(super) fn chosen(&self, service: &str, which: &Which) -> Vec<usize> {
        let Some(service) = self.service_named(service) else { return Vec::new() };
        match which {
            Which::All => service.places_there().map(|place| service.first + place).collect(),
            Which::Only(numbers) => numbers.iter().map(|number| service.first + *number as usize).collect(),
        }
    }

    pub(super) fn class_named(&self, name: &str) -> usize {
        let found = self.classes.iter().position(|class| class.name == name);
        found.expect("a validated timeline names classes that exist")
    }
}
