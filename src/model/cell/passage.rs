//! The way of an attempt to a service and back, and what happens when its caller stops waiting.

use super::{Cell, Class, Diary};
use crate::model::attempt::{Attempt, Line, NONE};
use crate::model::class::{ConnectionWhen, DrawnPer};
use crate::model::client::Phase;
use crate::model::event::CellEvent;
use crate::model::graph::balance::Balance;
use crate::model::graph::{Deadline, Outcome};
use crate::model::observe::{Elsewhere, Trace};
use crate::model::retry::{Decision, ErrorKind, Failure};
use crate::model::server::Admission;
use crate::units::{Instant, Span};

/// What an attempt brings to the network.
struct Sending {
    bytes: u64,
    new_connection: bool,
    /// The service that is asked.
    service: u16,
}

impl Class {
    /// Size of the request of an attempt with this address.
    #[inline]
    pub(super) fn request_bytes(&self, owner: u64, index: u64) -> u64 {
        match (&self.plan.activesync, &self.plan.web) {
            (Some(eas), _) => eas.request.0,
            (None, Some(web)) => web.request.sample_at(self.streams.request, owner, index).0,
            (None, None) => unreachable!("a validated class is activesync or web"),
        }
    }
}

impl<T: Trace> Cell<T> {
    /// How long a client waits for an answer to the attempt with this index.
    #[inline]
    pub(super) fn timeout_of(&self, client: u32, index: u64) -> Span {
        let this = &self.clients[client as usize];
        let role = &self.roles[this.role as usize];
        let class = &self.classes[role.class];
        let index = match class.plan.timeout_drawn_per {
            DrawnPer::Attempt => index,
            DrawnPer::Client => 0,
        };
        role.timeout.sample_at(class.streams.timeout, u64::from(this.number), index)
    }

    /// Sends the attempt that a client has just made, and that the edge lets in.
    pub(super) fn send(&mut self, now: Instant, client: u32, class: usize, retry: bool, diary: &mut Diary) {
        let this = &self.clients[client as usize];
        // It counts among the attempts of the wish already.
        let index = this.index() - 1;
        let deadline = now + self.timeout_of(client, index);
        let class_number = class;
        let class = &self.classes[class];
        let owner = u64::from(this.number);
        let new_connection = match class.plan.new_connection.when {
            ConnectionWhen::Never => false,
            ConnectionWhen::AfterError => retry,
            ConnectionWhen::Always => true,
        };
        let bytes = class.request_bytes(owner, index) + if new_connection { class.plan.new_connection.up.0 } else { 0 };
        let number = self.way_of(class.call as usize, class_number, (owner, index)) as u16;
        let call = &self.calls[number as usize];
        let (service, handler, passes) = (call.service, call.handler, call.plan.deadline);
        let (wire, connects) = (call.wire, call.plan.connection.is_some());
        let server = if call.plan.balance == Balance::Home {
            self.services[service as usize].home(class, this.number)
        } else {
            self.choose(number as usize, class_number, client, class_number as u32, (owner, index), None)
        };
        if deadline >= self.end
            && !connects
            && self.passes_at_once(wire)
            && let Some(failure) = self.refusal_at_once(number as usize, server as usize, class_number)
        {
            if self.watches_calls {
                self.note_call(now, service as usize, server as usize, false, diary);
            }
            let sending = Sending { bytes, new_connection, service };
            return self.refuse_at_once(now, client, class_number, failure, sending, diary);
        }
        let this = &self.clients[client as usize];
        let role = &mut self.roles[this.role as usize];
        role.in_flight += 1;
        role.retries_in_flight += u32::from(retry);
        let id = self.attempts.insert(Attempt {
            class: class_number as u8,
            retry,
            new_connection,
            handler,
            call: number,
            service,
            server,
            deadline,
            expires: expiry(passes, now, deadline),
            ..Attempt::new(client, owner, self.index_at(number as usize, index), now)
        });
        self.clients[client as usize].attempt = id;
        self.set_phase(now, client, Phase::InFlight);
        if deadline < self.end {
            diary.push(deadline, CellEvent::Timeout(id));
        }
        if connects {
            return self.connect(now, id, bytes, diary);
        }
        self.transmit(now, id, true, bytes, diary);
    }

    /// Why an attempt sent now would be refused, if its instance refuses it in the same moment and nothing is decided at
    /// its door; for a link that takes no time, and a client that sets no timeout that ends within the run.
    fn refusal_at_once(&self, call: usize, server: usize, class: usize) -> Option<Failure> {
        let call = &self.calls[call];
        let service = &self.services[call.service as usize];
        let way = &service.ways[class];
        if service.programs[call.handler as usize].at_door.is_some() || !service.plan.resources.is_empty() {
            return None;
        }
        if service.instances.get(server).is_none_or(|instance| !instance.up) {
            return Some(Failure { kind: ErrorKind::ServerError, retry_after: None });
        }
        match service.instances[server].admit(&service.plan, way.lane, way.shed_above) {
            // What costs work has a place where it is done.
            Admission::Refuse if service.plan.refusal.is_some() => None,
            Admission::Refuse => Some(Failure { kind: ErrorKind::Busy, retry_after: service.plan.retry_after() }),
            Admission::Serve | Admission::Wait => None,
        }
    }

    /// Sends an attempt and refuses it, all in one moment: what [`Cell::send`], [`Cell::arrive`] and [`Cell::answer`] do
    /// together, without an [`Attempt`] that nobody would see. In a flood most attempts end so.
    fn refuse_at_once(
        &mut self,
        now: Instant,
        client: u32,
        class: usize,
        failure: Failure,
        sending: Sending,
        diary: &mut Diary,
    ) {
        let part = &mut self.classes[class];
        if failure.kind == ErrorKind::Busy {
            self.seen.service_at(now, sending.service as usize).refused += 1;
        }
        let handshake = if sending.new_connection { part.plan.new_connection.down.0 } else { 0 };
        let bytes = sending.bytes + part.plan.error_reply.0 + handshake;
        let before = self.clients[client as usize].phase;
        self.trace.phase(now, class, before, Phase::InFlight);
        self.trace.settled(now, class, now, bytes, false);
        let counts = self.seen.at(now, class);
        counts.useful_bytes += bytes;
        counts.failures[failure.kind.index()] += 1;
        let decision = self.decide(now, client, failure);
        let (census, this) = (&mut self.classes[class].census, &mut self.clients[client as usize]);
        match decision {
            Decision::GiveUp(_) => {
                census.pass(now, before, Phase::InFlight);
                this.phase = Phase::InFlight;
                self.give_up(now, client, diary);
            }
            Decision::RetryAfter(wait) => {
                self.trace.phase(now, class, Phase::InFlight, Phase::Waiting);
                // It has been in flight for no time at all.
                census.pass(now, before, Phase::Waiting);
                this.phase = Phase::Waiting;
                self.wake_at(now + wait, client, diary);
            }
        }
    }

    /// An answer reaches its caller, if it still waits.
    pub(super) fn answer(&mut self, now: Instant, id: u32, diary: &mut Diary) {
        let Attempt { awaited, client, parent, outcome, messages, line, .. } = self.attempts[id];
        if line != Line::Plain {
            if line.is_opening() {
                return self.greeted(now, id, diary);
            }
            self.answered_over_connection(id);
        }
        if awaited {
            self.stop_waiting(now, id, outcome.is_ok());
            if self.watches_calls {
                self.note_end(now, id, outcome.is_ok(), diary);
            }
        }
        self.conclude(now, id, awaited);
        self.attempts.remove(id);
        match outcome {
            _ if !awaited => {}
            Ok(()) if parent == NONE => self.succeed(now, client, messages, diary),
            Err(failure) if parent == NONE => self.fail(now, client, failure, diary),
            Ok(()) => self.request_succeeds(now, parent, diary),
            Err(failure) => self.request_fails(now, parent, failure, false, diary),
        }
    }

    /// A caller gives up waiting, unless the answer was there first.
    pub(super) fn time_out(&mut self, now: Instant, id: u32, diary: &mut Diary) {
        let Attempt { awaited, deadline, client, parent, .. } = self.attempts[id];
        if !awaited || deadline != now {
            return;
        }
        if self.attempts[id].line != Line::Plain {
            self.close_after(id, Outcome::Timeout);
        }
        self.stop_waiting(now, id, false);
        if self.watches_calls {
            self.note_end(now, id, false, diary);
        }
        self.forget(now, id, diary);
        let failure = Failure { kind: ErrorKind::NoAnswer, retry_after: None };
        match parent {
            NONE => self.fail(now, client, failure, diary),
            parent => self.request_fails(now, parent, failure, false, diary),
        }
    }

    /// The caller of an attempt does not wait for it any more, for better or worse.
    #[inline]
    pub(super) fn stop_waiting(&mut self, now: Instant, id: u32, answered: bool) {
        let attempt = &mut self.attempts[id];
        attempt.awaited = false;
        if attempt.parent != NONE {
            let request = &mut self.requests[attempt.parent];
            request.attempt = NONE;
            let caller = &mut self.calls[request.call as usize].callers[request.caller as usize];
            caller.in_flight -= 1;
            caller.retries_in_flight -= u32::from(attempt.retry);
            return;
        }
        self.trace.settled(now, usize::from(attempt.class), attempt.sent, attempt.bytes, answered);
        let this = &mut self.clients[attempt.client as usize];
        this.attempt = NONE;
        let role = &mut self.roles[this.role as usize];
        role.in_flight -= 1;
        role.retries_in_flight -= u32::from(attempt.retry);
    }

    /// Books the bytes and work of an attempt as useful or wasted, and starts its account again at zero.
    #[inline]
    pub(super) fn conclude(&mut self, now: Instant, id: u32, useful: bool) {
        let attempt = &mut self.attempts[id];
        let (bytes, work) = (std::mem::take(&mut attempt.bytes), std::mem::take(&mut attempt.work));
        if attempt.parent != NONE {
            let counts = self.seen.service_at(now, attempt.service as usize);
            *(if useful { &mut counts.useful_work } else { &mut counts.wasted_work }) += work;
            return;
        }
        let counts = self.seen.at(now, attempt.class as usize);
        if useful {
            counts.useful_bytes += bytes;
            counts.useful_work += work;
        } else {
            counts.wasted_bytes += bytes;
            counts.wasted_work += work;
        }
        let (useful_work, wasted_work) = if useful { (work, 0) } else { (0, work) };
        self.note_elsewhere(now, id, Elsewhere { useful_work, wasted_work, ..Elsewhere::default() });
    }
}

/// From when on an attempt of a client that waits until a deadline is not begun any more, if its call passes that on.
fn expiry(passes: Option<Deadline>, now: Instant, deadline: Instant) -> Instant {
    match passes {
        None => Instant::NEVER,
        Some(Deadline::Inherit) => deadline,
        Some(Deadline::Within(time)) => deadline.min(now + time),
    }
}
