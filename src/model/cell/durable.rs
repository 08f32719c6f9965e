//! Durable queues: requests that are answered when they are written down, and whose work is done later, at least once.
//!
//! A message is an attempt of its own, which nobody waits for: its request is answered and over. What it uses is useful if its
//! handler ends well.

use super::{Cell, Diary};
use crate::engine::random::{name_key, try_below};
use crate::model::attempt::{Attempt, MESSAGE, Stage};
use crate::model::event::CellEvent;
use crate::model::graph::DurablePlan;
use crate::model::observe::Trace;
use crate::units::{Instant, Span};

/// A message that survives a crash.
pub(super) struct Survivor {
    message: Attempt,
    /// How often it was delivered again.
    redelivered: Option<u32>,
    /// Whether it has begun.
    begun: bool,
}

/// A message as it is before its handler begins.
fn message(of: &Attempt, index: u64, accepted: Instant) -> Attempt {
    Attempt {
        parent: MESSAGE,
        awaited: false,
        class: of.class,
        handler: of.handler,
        call: of.call,
        service: of.service,
        server: of.server,
        ..Attempt::new(of.client, of.owner, index, accepted)
    }
}

impl<T: Trace> Cell<T> {
    fn durable(&self, id: u32) -> &DurablePlan {
        let plan = &self.services[self.attempts[id].service as usize].plan.durable;
        plan.as_ref().expect("only a durable service has messages")
    }

    /// Something comes to an instance that no caller waits for. Gives whether it is dealt with: a message, or a request that
    /// is not begun any more.
    pub(super) fn comes_for_nobody(&mut self, now: Instant, id: u32, diary: &mut Diary) -> bool {
        let Attempt { parent, service, expires, .. } = self.attempts[id];
        if parent == MESSAGE {
            self.deliver(now, id, diary);
            return true;
        }
        let dropped = self.services[service as usize].plan.drop_queued || now >= expires;
        if dropped {
            self.owe_handshake(now, id, diary);
            self.conclude(now, id, false);
            self.attempts.remove(id);
        }
        dropped
    }

    /// A durable service begins to write a request down. That is over in an event of its own, for clients may ask on as soon
    /// as they have their answer.
    pub(super) fn accept(&mut self, now: Instant, id: u32, diary: &mut Diary) {
        let Attempt { service, class, owner, index, .. } = self.attempts[id];
        let family = self.services[service as usize].ways[class as usize].acceptance;
        let time = self.durable(id).accept.sample_at(family, owner, index);
        self.attempts[id].stage = Stage::Held;
        diary.push(now + time, CellEvent::Release(id));
    }

    /// A request is written down: it is answered, and its message waits for a worker.
    pub(super) fn accepted(&mut self, now: Instant, id: u32, diary: &mut Diary) {
        self.owe_handshake(now, id, diary);
        let this = &self.attempts[id];
        let (service, message) = (this.service as usize, message(this, this.index, now));
        let message = self.attempts.insert(message);
        self.services[service].backlog.accept(now);
        self.seen.service_at(now, service).accepted += 1;
        self.reply(now, id, diary);
        self.deliver(now, message, diary);
    }

    /// A message comes to its instance, for the first time or again: a worker takes it, or it waits.
    pub(super) fn deliver(&mut self, now: Instant, id: u32, diary: &mut Diary) {
        self.attempts[id].since = now;
        let Attempt { service, server, class, .. } = self.attempts[id];
        let part = &mut self.services[service as usize];
        let lane = part.ways[class as usize].lane;
        let instance = &mut part.instances[server as usize];
        if instance.up && instance.takes_at_once(lane) {
            self.note_taken(now, id, Span::ZERO);
            return self.begin_service(now, id, diary);
        }
        self.attempts[id].stage = Stage::Queued;
        instance.enqueue(id, lane);
        part.waiting.set(now, part.waiting.level() + 1);
    }

    /// The handler of a message has ended: the message is done, delivered again later, or a dead letter.
    pub(super) fn message_ends(&mut self, now: Instant, id: u32, diary: &mut Diary) {
        let Attempt { service, class, owner, index, sent, outcome, .. } = self.attempts[id];
        let service = service as usize;
        self.conclude(now, id, outcome.is_ok());
        let times = self.redelivered.remove(&id).unwrap_or(0);
        let plan = self.durable(id);
        if outcome.is_err() && !plan.redeliver.reached_by(times) {
            let family = self.services[service].ways[class as usize].redelivery;
            let wait = plan.redeliver_after.sample_at(family, owner, index);
            self.redelivered.insert(id, times + 1);
            self.seen.service_at(now, service).redelivered += 1;
            let again = try_below(index, name_key(&self.services[service].name), 1);
            self.attempts[id] = message(&self.attempts[id], again, sent);
            return diary.push(now + wait, CellEvent::Arrive(id));
        }
        let counts = self.seen.service_at(now, service);
        match outcome {
            Ok(()) => {
                counts.done += 1;
                counts.done_after += now.since(sent).0;
            }
            Err(_) => counts.dead_letters += 1,
        }
        self.services[service].backlog.end(now, sent);
        self.attempts.remove(id);
    }

    /// The messages that an instance has, before it crashes, in the order in which they were accepted.
    pub(super) fn survivors(&mut self, number: usize, server: usize) -> Vec<Survivor> {
        if self.services[number].plan.durable.is_none() {
            return Vec::new();
        }
        let mut found = Vec::new();
        for id in self.attempts.ids() {
            let this = &self.attempts[id];
            let here = usize::from(this.service) == number && usize::from(this.server) == server;
            if here && this.parent == MESSAGE && super::breaking::is_inside(this.stage) {
                let begun = this.stage != Stage::Queued || this.resumes;
                let redelivered = self.redelivered.remove(&id);
                found.push(Survivor { message: message(this, this.index, this.sent), redelivered, begun });
            }
        }
        found.sort_by_key(|survivor| survivor.message.sent);
        found
    }

    /// The messages of an instance that has crashed wait for it; what had begun will begin anew.
    pub(super) fn wait_again(&mut self, now: Instant, survivors: Vec<Survivor>, diary: &mut Diary) {
        for Survivor { message, redelivered, begun } in survivors {
            let service = message.service as usize;
            let id = self.attempts.insert(message);
            self.redelivered.extend(redelivered.map(|times| (id, times)));
            self.seen.service_at(now, service).done_again += u64::from(begun);
            self.deliver(now, id, diary);
        }
    }
}
