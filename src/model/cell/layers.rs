//! What holds of the parts of the cell, and what becomes of them when an entry of the timeline begins or ends.

use super::stack::{Part, State};
use super::{Cell, Diary};
use crate::model::cache::CacheState;
use crate::model::edge::Gate;
use crate::model::observe::Trace;
use crate::units::{Instant, Limit};

impl<T: Trace> Cell<T> {
    /// Every part that there is, in a fixed order.
    pub(super) fn parts(&self) -> Vec<Part> {
        let mut parts: Vec<Part> =
            (0..self.wires.len() as u16).flat_map(|wire| [Part::Network(wire), Part::Capacity(wire)]).collect();
        for service in &self.services {
            let instances = service.first..service.first + service.instances.len();
            if service.plan.is_cache() {
                parts.extend(instances.map(Part::Cache));
            } else {
                let of = |at| [Part::Server(at), Part::Speed(at), Part::Workers(at), Part::Failures(at)];
                parts.extend(instances.flat_map(of));
            }
        }
        parts.extend(self.parts_of_rotation());
        parts.extend(self.parts_that_fail_over());
        let classes = 0..self.classes.len();
        parts.extend(classes.clone().map(Part::Wishes).chain(classes.map(Part::Edge)));
        parts
    }

    /// Lays a state on a part, for the entry with this index. Gives whether that changes the part.
    pub(super) fn put(&mut self, now: Instant, part: Part, owner: usize, state: State, diary: &mut Diary) -> bool {
        let before = self.layers.holds(part);
        self.lift_if_anew(now, part, owner);
        // What lasts for a time gives way to what was before; for good, it is as if nothing had been.
        if state == State::AsPlanned && self.entries[owner].entry.lasts.is_none() {
            self.layers.clear(part);
        } else {
            self.layers.lay(part, owner, state);
        }
        let holds = self.layers.holds(part);
        let changed = holds != before;
        if changed {
            self.set(now, part, holds, diary);
        }
        changed
    }

    /// An entry ends: what lies beneath what it laid holds again. Gives the parts on which it lay.
    pub(super) fn take_back(&mut self, now: Instant, owner: usize, diary: &mut Diary) -> Vec<Part> {
        let taken = self.layers.take(owner);
        for (part, _) in taken.iter().filter(|(_, was_on_top)| *was_on_top) {
            self.set(now, *part, self.layers.holds(*part), diary);
        }
        taken.into_iter().map(|(part, _)| part).collect()
    }

    /// The part is so from now on.
    fn set(&mut self, now: Instant, part: Part, state: State, diary: &mut Diary) {
        let factor = if let State::Factor(factor) = state { factor } else { 1.0 };
        match part {
            Part::Network(wire) => {
                if let State::Cut(messages) = state {
                    self.cut_link(now, wire, messages);
                } else {
                    self.join_link(now, wire, diary);
                }
            }
            Part::Capacity(wire) => {
                self.wires[wire as usize].factor = factor;
                self.set_link_speed(now, wire, diary);
            }
            Part::Server(at) => {
                let (service, server) = self.instance(at);
                self.set_down(now, service, server, state == State::Down, diary);
            }
            Part::Speed(at) => {
                let (service, server) = self.instance(at);
                self.services[service].instances[server].slowness = factor;
            }
            Part::Cache(at) => self.set_cache(at, state),
            Part::Workers(at) => {
                let (number, server) = self.instance(at);
                let service = &mut self.services[number];
                service.instances[server].workers = match state {
                    State::Workers(workers) => workers,
                    State::Down => Limit::AtMost(0),
                    State::AsPlanned
                    | State::Cut(_)
                    | State::Factor(_)
                    | State::Failed(..)
                    | State::Failing(_)
                    | State::Instances(_)
                    | State::PassedOn(..)
                    | State::Gate(_) => service.plan.workers,
                };
                self.take_waiting(now, number, server, diary);
            }
            Part::Failures(at) => self.set_failures(at, &state),
            Part::Wishes(class) => self.set_surge(now, class, factor, diary),
            Part::Edge(class) => {
                self.set_gate(now, class, if let State::Gate(gate) = state { gate } else { Gate::Open });
            }
            Part::Drained(at) => self.set_drained(now, at, state == State::Down),
            Part::Instances(service) => self.set_instances(now, service, &state, diary),
            Part::Call(call) => self.set_fail_over(call, &state),
        }
    }

    fn set_failures(&mut self, at: usize, state: &State) {
        let (number, server) = self.instance(at);
        let service = &mut self.services[number];
        let share = if let State::Failing(share) = state { *share } else { service.plan.failure_probability };
        service.instances[server].failing = share.get();
    }

    /// A node that works again has lost its entries.
    fn set_cache(&mut self, at: usize, state: State) {
        let (service, server) = self.instance(at);
        let cache = &mut self.services[service].instances[server].cache;
        if let State::Failed(mode, error_time) = state {
            (cache.state, cache.error_time) = (CacheState::Failed(mode), error_time);
        } else {
            (cache.state, cache.error_time) = (CacheState::Up, None);
            cache.clear();
        }
    }

    /// Operators repair or restart a cache node: everything that lies on it is gone, and its entries too unless warm.
    pub(super) fn repair_cache(&mut self, at: usize, warm: bool) -> bool {
        self.layers.clear(Part::Cache(at));
        let (service, server) = self.instance(at);
        let cache = &mut self.services[service].instances[server].cache;
        let failed = cache.state != CacheState::Up;
        (cache.state, cache.error_time) = (CacheState::Up, None);
        if !warm {
            cache.clear();
        }
        failed || !warm
    }

    fn set_gate(&mut self, now: Instant, class: usize, gate: Gate) {
        let part = &mut self.classes[class];
        part.count_admission(now);
        part.admission.share = gate.admitted(now);
        part.gate = gate;
    }
}
