//! Connections that cost something: a try opens one if its caller has none, over the link and at the instance, and what
//! becomes of it afterwards.

use super::connection::{Found, OfClient};
use super::wire::NO_WIRE;
use super::{Cell, Diary};
use crate::model::attempt::{Attempt, Line, NONE};
use crate::model::event::CellEvent;
use crate::model::graph::rotation::NOBODY;
use crate::model::graph::{ConnectionPlan, Outcome};
use crate::model::observe::Trace;
use crate::model::retry::ErrorKind;
use crate::units::{Instant, Span};

impl<T: Trace> Cell<T> {
    /// Whether connections of any class cost something.
    pub(super) fn keeps_connections_of_clients(&self) -> bool {
        self.classes.iter().any(|class| self.calls[class.call as usize].plan.connection.is_some())
    }

    fn connection_of(&self, id: u32) -> &ConnectionPlan {
        let plan = &self.calls[self.attempts[id].call as usize].plan.connection;
        plan.as_ref().expect("only attempts of calls with a plan for connections come here")
    }

    /// Sends an attempt over a connection, which is opened first if its caller has none.
    pub(super) fn connect(&mut self, now: Instant, id: u32, bytes: u64, diary: &mut Diary) {
        if self.attempts[id].server == NOBODY {
            // There is nobody to open one to.
            return self.transmit(now, id, true, bytes, diary);
        }
        if self.has_connection(id) {
            self.attempts[id].line = Line::Open;
            return self.transmit(now, id, true, bytes, diary);
        }
        let plan = self.connection_of(id);
        let (round_trips, greeting) = (plan.round_trips, plan.request.0);
        if round_trips == 0 || self.wire_of(id) == NO_WIRE {
            self.opened(now, id);
            return self.transmit(now, id, true, bytes, diary);
        }
        self.attempts[id].line = Line::Greets;
        self.transmit(now, id, true, greeting, diary);
    }

    /// Whether the caller of an attempt has an open connection to its instance.
    fn has_connection(&mut self, id: u32) -> bool {
        let Attempt { client, parent, call, .. } = self.attempts[id];
        let epoch = self.epoch_of(id);
        let found = match parent {
            NONE => {
                let place = self.kept_place(id);
                self.client_connections[client as usize].find(place, epoch)
            }
            _ => {
                let place = self.shared_place(id);
                let shared = &mut self.calls[call as usize].shared[place];
                self.attempts[id].connection = shared.number;
                shared.find(epoch)
            }
        };
        let own = self.calls[call as usize].of as usize;
        self.calls[own].closed += u64::from(found == Found::Broken);
        found == Found::Open
    }

    /// What a crash of the instance of an attempt, or a cut of its link, changes.
    fn epoch_of(&self, id: u32) -> u16 {
        let Attempt { service, server, .. } = self.attempts[id];
        let instance = self.services[service as usize].instances[server as usize].epoch;
        self.wires.get(self.wire_of(id) as usize).map_or(instance, |wire| instance.wrapping_add(wire.epoch))
    }

    /// The place of the connection of a calling instance in [`super::services::Call::shared`].
    fn shared_place(&self, id: u32) -> usize {
        let Attempt { parent, service, server, .. } = self.attempts[id];
        let caller = self.requests[parent].caller as usize - self.classes.len();
        caller * self.services[service as usize].instances.len() + server as usize
    }

    /// The instance of an attempt, by its number among all: what a client remembers.
    fn kept_place(&self, id: u32) -> u16 {
        let Attempt { service, server, .. } = self.attempts[id];
        self.services[service as usize].first as u16 + server
    }

    /// A handshake reaches its instance.
    pub(super) fn greet(&mut self, now: Instant, id: u32, diary: &mut Diary) {
        let Attempt { awaited, service, server, .. } = self.attempts[id];
        if !awaited {
            self.conclude(now, id, false);
            return self.attempts.remove(id);
        }
        if !self.services[service as usize].instances[server as usize].up {
            self.attempts[id].line = Line::Plain;
            return self.reply_with_error(now, id, ErrorKind::ServerError, diary);
        }
        let bytes = self.connection_of(id).reply.0;
        self.attempts[id].line = Line::Greeted;
        self.transmit(now, id, false, bytes, diary);
    }

    /// The instance's part of a handshake is back, or the round trips are over that follow it.
    pub(super) fn greeted(&mut self, now: Instant, id: u32, diary: &mut Diary) {
        let Attempt { awaited, line, .. } = self.attempts[id];
        if !awaited {
            self.conclude(now, id, false);
            return self.attempts.remove(id);
        }
        let more = if line == Line::Greeted { self.further_round_trips(id) } else { Span::ZERO };
        if more > Span::ZERO {
            self.attempts[id].line = Line::Agrees;
            return diary.push(now + more, CellEvent::Answer(id));
        }
        self.opened(now, id);
        let bytes = self.request_bytes(id);
        self.transmit(now, id, true, bytes, diary);
    }

    /// Time of the round trips of a handshake after the first.
    fn further_round_trips(&self, id: u32) -> Span {
        let wire = &self.wires[self.wire_of(id) as usize];
        let ways = 2 * (u64::from(self.connection_of(id).round_trips) - 1);
        let Some(law) = &wire.random_delay else { return Span(wire.delay.0.saturating_mul(ways)) };
        let mut source = self.way(id, true, 1);
        (0..ways).fold(Span::ZERO, |sum, _| sum + law.sample(&mut source))
    }

    /// Size of the request of an attempt.
    fn request_bytes(&self, id: u32) -> u64 {
        let Attempt { parent, call, class, owner, index, .. } = self.attempts[id];
        if parent != NONE {
            let call = &self.calls[call as usize];
            return call.plan.request.sample_at(call.streams[class as usize].request, owner, index).0;
        }
        self.classes[class as usize].request_bytes(owner, index)
    }

    /// A connection is open, unless its instance has gone down, and its caller keeps it if it keeps any.
    fn opened(&mut self, now: Instant, id: u32) {
        let Attempt { client, parent, call, service, server, .. } = self.attempts[id];
        if !self.services[service as usize].instances[server as usize].up {
            self.attempts[id].line = Line::Plain;
            return;
        }
        let own = self.calls[call as usize].of as usize;
        self.seen.call_at(now, own).connections_opened += 1;
        self.attempts[id].line = Line::New;
        let (plan, epoch) = (self.connection_of(id), self.epoch_of(id));
        let gone = if plan.is_for_one_try() {
            true
        } else if parent == NONE {
            let most = plan.kept_by_client();
            let place = self.kept_place(id);
            self.client_connections[client as usize].keep(place, epoch, most)
        } else {
            let place = self.shared_place(id);
            let shared = &mut self.calls[call as usize].shared[place];
            let found = shared.find(epoch);
            if found != Found::Open {
                shared.keep(epoch);
                self.attempts[id].connection = shared.number;
            }
            // Of two that were opened at once one is kept; a broken one makes place.
            found != Found::Nothing
        };
        self.calls[own].closed += u64::from(gone);
    }

    /// A worker that takes the first request on a connection works on the handshake before. Gives whether that takes time.
    pub(super) fn shake_hands(&mut self, now: Instant, id: u32, diary: &mut Diary) -> bool {
        let work = self.handshake_work(id);
        self.attempts[id].line = if work > Span::ZERO { Line::Working } else { Line::Open };
        if work > Span::ZERO {
            self.work(now, id, work, diary);
        }
        work > Span::ZERO
    }

    /// The first request on a connection is not served: its instance has the work of the handshake all the same.
    pub(super) fn owe_handshake(&mut self, now: Instant, id: u32, diary: &mut Diary) {
        let Attempt { line, service, server, .. } = self.attempts[id];
        if line != Line::New || !self.services[service as usize].instances[server as usize].up {
            return;
        }
        let work = self.handshake_work(id);
        self.attempts[id].line = Line::Open;
        if work > Span::ZERO {
            let call = self.attempts[id].call as usize;
            self.seen.call_at(now, call).handshake_work += work.0;
            self.owe(now, id, work, diary);
        }
    }

    fn handshake_work(&self, id: u32) -> Span {
        let Attempt { call, class, owner, index, .. } = self.attempts[id];
        let family = self.calls[call as usize].streams[class as usize].handshake;
        self.connection_of(id).work.sample_at(family, owner, index)
    }

    /// An answer has come over a connection.
    pub(super) fn answered_over_connection(&mut self, id: u32) {
        let Attempt { awaited, outcome, .. } = self.attempts[id];
        if let (true, Err(failure)) = (awaited, outcome) {
            self.close_after(id, Outcome::of(failure.kind));
        }
    }

    /// An attempt over a connection has ended so: its caller closes the connection, or keeps it.
    pub(super) fn close_after(&mut self, id: u32, outcome: Outcome) {
        let Attempt { client, parent, call, line, connection, .. } = self.attempts[id];
        if line.is_opening() || !self.connection_of(id).breaks_on.contains(&outcome) {
            return;
        }
        let closed = if parent == NONE {
            let place = self.kept_place(id);
            self.client_connections[client as usize].forget(place)
        } else {
            let place = self.shared_place(id);
            let shared = &mut self.calls[call as usize].shared[place];
            shared.number == connection && std::mem::take(&mut shared.open)
        };
        let own = self.calls[call as usize].of as usize;
        self.calls[own].closed += u64::from(closed);
    }

    /// A client that has just come has no connections.
    pub(super) fn begins_without_connections(&mut self, client: u32) {
        let class = &self.classes[self.class_of(client)];
        if self.calls[class.call as usize].plan.connection.is_some() {
            self.client_connections.resize(self.clients.len(), OfClient::default());
            self.client_connections[client as usize] = OfClient::default();
        }
    }

    /// A client that leaves, or begins anew, closes its connections.
    pub(super) fn close_all_of_client(&mut self, client: u32) {
        let Some(connections) = self.client_connections.get_mut(client as usize) else { return };
        let closed = std::mem::take(connections).count() as u64;
        let class = &self.classes[self.class_of(client)];
        self.calls[class.call as usize].closed += closed;
    }

    /// By call: connections that were opened, that are closed, and that somebody remembers, broken ones included. For tests:
    /// the second and third together are the first.
    pub fn connections(&self) -> Vec<(u64, u64, u64)> {
        let remembered = |number: usize| {
            let ways = self.calls.iter().filter(|call| usize::from(call.of) == number);
            let shared = ways.flat_map(|call| &call.shared).filter(|shared| shared.open).count();
            let of_clients = self
                .client_connections
                .iter()
                .enumerate()
                .filter(|(client, _)| usize::from(self.classes[self.class_of(*client as u32)].call) == number);
            shared + of_clients.map(|(_, connections)| connections.count()).sum::<usize>()
        };
        let opened = |number: usize| self.seen.calls.iter().map(|interval| interval[number].connections_opened).sum();
        (0..self.calls.len()).map(|call| (opened(call), self.calls[call].closed, remembered(call) as u64)).collect()
    }
}
