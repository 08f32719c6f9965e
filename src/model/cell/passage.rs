//! The way of an attempt through the network, and what happens when its client stops waiting.

use super::{Cell, Class, Diary, HeldMessage};
use crate::model::attempt::{Attempt, NONE, Stage};
use crate::model::class::{ConnectionWhen, DrawnPer};
use crate::model::client::Phase;
use crate::model::event::CellEvent;
use crate::model::network::Sent;
use crate::model::observe::Trace;
use crate::model::retry::{Decision, ErrorKind, Failure};
use crate::model::server::Admission;
use crate::model::timeline::CutMessages;
use crate::units::{Instant, Span};

/// What an attempt brings to the network.
struct Sending {
    bytes: u64,
    new_connection: bool,
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
        let request = match (&class.plan.activesync, &class.plan.web) {
            (Some(eas), _) => eas.request,
            (None, Some(web)) => web.request.sample_at(class.streams.request, owner, index),
            (None, None) => unreachable!("a validated class is activesync or web"),
        };
        let bytes = request.0 + if new_connection { class.plan.new_connection.up.0 } else { 0 };
        let server = class.home(this.number, self.servers.len());
        if self.takes_no_time
            && deadline >= self.end
            && let Some(kind) = self.refusal_at_once(server, class)
        {
            return self.refuse_at_once(now, client, class_number, kind, Sending { bytes, new_connection }, diary);
        }
        let this = &self.clients[client as usize];
        let role = &mut self.roles[this.role as usize];
        role.in_flight += 1;
        role.retries_in_flight += u32::from(retry);
        let id = self.attempts.insert(Attempt {
            client,
            awaited: true,
            needs_store: false,
            cache_failed: false,
            class: class_number as u8,
            retry,
            new_connection,
            server: server as u16,
            stage: Stage::UpFixed,
            owner,
            index,
            sent: now,
            deadline,
            since: now,
            bytes: 0,
            work: 0,
            outcome: Ok(()),
            messages: 0,
        });
        self.clients[client as usize].attempt = id;
        self.set_phase(now, client, Phase::InFlight);
        if deadline < self.end {
            diary.push(deadline, CellEvent::Timeout(id));
        }
        self.transmit(now, id, true, bytes, diary);
    }

    /// Why an attempt sent now would be refused, if its server refuses it in the same moment and no fix has a say; for
    /// a network that takes no time, and a client that sets no timeout that ends within the run.
    fn refusal_at_once(&self, server: usize, class: &Class) -> Option<ErrorKind> {
        let server = &self.servers[server];
        if self.cut.is_some() || self.plan.fixes.error_handling.on {
            return None;
        }
        if !server.up {
            return Some(ErrorKind::ServerError);
        }
        match server.admit(&self.plan.servers, class.lane, class.shed_above) {
            Admission::Refuse => Some(ErrorKind::Busy),
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
        kind: ErrorKind,
        sending: Sending,
        diary: &mut Diary,
    ) {
        let part = &mut self.classes[class];
        let handshake = if sending.new_connection { part.plan.new_connection.down.0 } else { 0 };
        let bytes = sending.bytes + part.plan.error_reply.0 + handshake;
        let before = self.clients[client as usize].phase;
        self.trace.phase(now, class, before, Phase::InFlight);
        self.trace.settled(now, class, now, bytes, false);
        let counts = self.seen.at(now, class);
        counts.useful_bytes += bytes;
        counts.failures[kind.index()] += 1;
        let decision = self.decide(now, client, Failure { kind, retry_after: None });
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

    /// Hands a message to the network.
    pub(super) fn transmit(&mut self, now: Instant, id: u32, upwards: bool, bytes: u64, diary: &mut Diary) {
        let attempt = &mut self.attempts[id];
        attempt.stage = if upwards { Stage::UpFixed } else { Stage::DownFixed };
        if self.takes_no_time && self.cut.is_none() {
            attempt.bytes += bytes;
            return if upwards { self.arrive(now, id, diary) } else { self.answer(now, id, diary) };
        }
        match self.cut {
            None => {}
            Some(CutMessages::Held) => return self.held.push(HeldMessage { attempt: id, upwards, bytes }),
            Some(CutMessages::Lost) => return self.lose(now, id),
        }
        let direction = if upwards { &mut self.up } else { &mut self.down };
        match direction.link.send(now, id, bytes) {
            Sent::AtOnce => {
                self.attempts[id].bytes += bytes;
                return self.travel(now, id, upwards, diary);
            }
            Sent::InFlight(handle) => {
                self.attempts[id].stage = if upwards { Stage::Up(handle) } else { Stage::Down(handle) };
            }
            Sent::Buffered => {}
            Sent::Lost => self.lose(now, id),
        }
        self.arm(now, upwards, diary);
    }

    /// A message is lost on its way: only its client still waits for it, if it does.
    pub(super) fn lose(&mut self, now: Instant, id: u32) {
        self.attempts[id].stage = Stage::Lost;
        if !self.attempts[id].awaited {
            self.conclude(now, id, false);
            self.attempts.remove(id);
        }
    }

    /// Some transfers of a direction may have ended.
    pub(super) fn transfers_end(&mut self, now: Instant, upwards: bool, diary: &mut Diary) {
        let direction = if upwards { &mut self.up } else { &mut self.down };
        if direction.armed != now {
            return;
        }
        direction.armed = Instant::NEVER;
        loop {
            let direction = if upwards { &mut self.up } else { &mut self.down };
            let Some(ended) = direction.link.take_ended(now) else { break };
            let attempt = &mut self.attempts[ended.attempt];
            attempt.bytes += ended.bytes;
            attempt.stage = if upwards { Stage::UpFixed } else { Stage::DownFixed };
            self.travel(now, ended.attempt, upwards, diary);
        }
        self.arm(now, upwards, diary);
    }

    /// Sees to it that the next end of a transfer is on the agenda. An event that is there already and comes too
    /// early finds nothing to do and arms again; that is cheaper than an event for every change.
    pub(super) fn arm(&mut self, now: Instant, upwards: bool, diary: &mut Diary) {
        let (direction, gauge) =
            if upwards { (&mut self.up, &mut self.gauges.up) } else { (&mut self.down, &mut self.gauges.down) };
        gauge.set(now, direction.link.in_flight() as u64);
        let due = direction.link.next_end(now);
        if due < direction.armed {
            direction.armed = due;
            diary.push(due, if upwards { CellEvent::UpEnds } else { CellEvent::DownEnds });
        }
    }

    /// A message is past the link and travels the distance.
    pub(super) fn travel(&mut self, now: Instant, id: u32, upwards: bool, diary: &mut Diary) {
        let delay = self.plan.network.delay;
        match (delay, upwards) {
            (Span::ZERO, true) => self.arrive(now, id, diary),
            (Span::ZERO, false) => self.answer(now, id, diary),
            (_, true) => diary.push(now + delay, CellEvent::Arrive(id)),
            (_, false) => diary.push(now + delay, CellEvent::Answer(id)),
        }
    }

    /// An answer reaches its client, if it still waits.
    pub(super) fn answer(&mut self, now: Instant, id: u32, diary: &mut Diary) {
        let Attempt { awaited, client, outcome, messages, .. } = self.attempts[id];
        if awaited {
            self.stop_waiting(now, id, outcome.is_ok());
        }
        self.conclude(now, id, awaited);
        self.attempts.remove(id);
        match outcome {
            _ if !awaited => {}
            Ok(()) => self.succeed(now, client, messages, diary),
            Err(failure) => self.fail(now, client, failure, diary),
        }
    }

    /// A client gives up waiting, unless the answer was there first.
    pub(super) fn time_out(&mut self, now: Instant, id: u32, diary: &mut Diary) {
        if !self.attempts[id].awaited || self.attempts[id].deadline != now {
            return;
        }
        let client = self.attempts[id].client;
        self.stop_waiting(now, id, false);
        match self.attempts[id].stage {
            Stage::Up(handle) => self.stop_transfer(now, id, handle, true, diary),
            Stage::Down(handle) => self.stop_transfer(now, id, handle, false, diary),
            Stage::Lost => self.lose(now, id),
            Stage::Queued | Stage::Serving | Stage::AtStore if self.plan.servers.cancel => {
                self.cancel(now, id, diary);
            }
            // What is on its way or in the server's hands goes on: nobody tells the server.
            Stage::UpFixed | Stage::DownFixed | Stage::Queued | Stage::Serving | Stage::AtStore | Stage::Held => {}
            Stage::Dropped => unreachable!("a dropped attempt is not awaited"),
        }
        self.fail(now, client, Failure { kind: ErrorKind::NoAnswer, retry_after: None }, diary);
    }

    fn stop_transfer(&mut self, now: Instant, id: u32, handle: u32, upwards: bool, diary: &mut Diary) {
        let direction = if upwards { &mut self.up } else { &mut self.down };
        self.attempts[id].bytes += direction.link.stop(now, handle);
        self.conclude(now, id, false);
        self.attempts.remove(id);
        self.arm(now, upwards, diary);
    }

    /// The client of an attempt does not wait for it any more, for better or worse.
    #[inline]
    pub(super) fn stop_waiting(&mut self, now: Instant, id: u32, answered: bool) {
        let attempt = &mut self.attempts[id];
        attempt.awaited = false;
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
        let counts = self.seen.at(now, attempt.class as usize);
        if useful {
            counts.useful_bytes += bytes;
            counts.useful_work += work;
        } else {
            counts.wasted_bytes += bytes;
            counts.wasted_work += work;
        }
    }
}
