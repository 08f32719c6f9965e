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
        let servers = (0..self.servers.len())
            .flat_map(|number| [Part::Server(number), Part::Speed(number), Part::Cache(number), Part::Workers(number)]);
        let store = self.store.iter().flat_map(|_| [Part::StoreSpeed, Part::StoreWorkers]);
        let classes = 0..self.classes.len();
        let mut parts = vec![Part::Network, Part::Capacity];
        parts.extend(servers.chain(store).chain(classes.clone().map(Part::Wishes)).chain(classes.map(Part::Edge)));
        parts
    }

    /// Lays a state on a part, for the entry with this index. Gives whether that changes the part.
    pub(super) fn put(&mut self, now: Instant, part: Part, owner: usize, state: State, diary: &mut Diary) -> bool {
        let before = self.layers.holds(part);
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
            Part::Network => {
                if let State::Cut(messages) = state {
                    self.cut_network(now, messages);
                } else {
                    self.join_network(now, diary);
                }
            }
            Part::Capacity => {
                self.network_factor = factor;
                self.set_network_speed(now, diary);
            }
            Part::Server(server) if state == State::Down => self.crash(now, server, diary),
            Part::Server(server) => self.servers[server].up = true,
            Part::Speed(server) => self.servers[server].slowness = factor,
            Part::Cache(server) => self.set_cache(server, state),
            Part::Workers(server) => {
                self.servers[server].workers =
                    if let State::Workers(workers) = state { workers } else { self.plan.servers.workers };
                self.take_waiting(now, server, diary);
            }
            Part::StoreSpeed => {
                if let Some(store) = &mut self.store {
                    store.slowness = factor;
                }
                self.start_fetches(now, diary);
            }
            Part::StoreWorkers => {
                if let Some((store, plan)) = self.store.as_mut().zip(self.plan.store.as_ref()) {
                    store.workers = if state == State::Down { Limit::AtMost(0) } else { plan.workers };
                }
                self.start_fetches(now, diary);
            }
            Part::Wishes(class) => self.set_surge(now, class, factor, diary),
            Part::Edge(class) => {
                self.set_gate(now, class, if let State::Gate(gate) = state { gate } else { Gate::Open });
            }
        }
    }

    /// A node that works again has lost its entries.
    fn set_cache(&mut self, server: usize, state: State) {
        let cache = &mut self.servers[server].cache;
        if let State::Failed(mode, error_time) = state {
            (cache.state, cache.error_time) = (CacheState::Failed(mode), error_time);
        } else {
            (cache.state, cache.error_time) = (CacheState::Up, None);
            cache.clear();
        }
    }

    /// Operators repair or restart a cache node: everything that lies on it is gone, and its entries too unless warm.
    pub(super) fn repair_cache(&mut self, server: usize, warm: bool) -> bool {
        self.layers.clear(Part::Cache(server));
        let cache = &mut self.servers[server].cache;
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
