//! What an instance of a service does with an attempt: queue, worker, reply.

use super::{Cell, Diary};
use crate::model::activesync::{Contact, Step};
use crate::model::attempt::{Line, MESSAGE, NONE, Stage};
use crate::model::class::GivesUp;
use crate::model::event::CellEvent;
use crate::model::graph::Outcome;
use crate::model::graph::program::Doing;
use crate::model::observe::{Elsewhere, Trace};
use crate::model::retry::{ErrorKind, Failure};
use crate::model::server::Admission;
use crate::units::{Instant, Span};

impl<T: Trace> Cell<T> {
    /// An attempt reaches its instance.
    pub(super) fn arrive(&mut self, now: Instant, id: u32, diary: &mut Diary) {
        let attempt = &mut self.attempts[id];
        if attempt.line.is_opening() {
            return self.greet(now, id, diary);
        }
        attempt.since = now;
        let (number, server, class) = (attempt.service as usize, attempt.server as usize, attempt.class as usize);
        let (awaited, handler) = (attempt.awaited, attempt.handler as usize);
        if !awaited && self.comes_for_nobody(now, id, diary) {
            return;
        }
        let service = &self.services[number];
        if service.instances.get(server).is_none_or(|instance| !instance.up) {
            // The load balancer in front of an instance that is down answers for it, and so it does if nobody is in rotation.
            return self.reply_with_error(now, id, ErrorKind::ServerError, diary);
        }
        if let Some(step) = service.programs[handler].at_door
            && self.fails_at_door(id, step)
        {
            self.owe_handshake(now, id, diary);
            return self.reply(now, id, diary);
        }
        let Some(admission) = self.admission(now, id, diary) else { return };
        match admission {
            Admission::Serve => {
                self.note_taken(now, id, Span::ZERO);
                self.begin_service(now, id, diary);
            }
            Admission::Wait => {
                self.attempts[id].stage = Stage::Queued;
                let service = &mut self.services[number];
                service.instances[server].enqueue(id, service.ways[class].lane);
                service.waiting.set(now, service.waiting.level() + 1);
            }
            Admission::Refuse => {
                self.seen.service_at(now, number).refused += u64::from(!self.is_check(class));
                self.work_for_refusal(now, id, diary);
                self.owe_handshake(now, id, diary);
                let retry_after = self.services[number].plan.retry_after();
                self.attempts[id].outcome = Err(Failure { kind: ErrorKind::Busy, retry_after });
                self.reply(now, id, diary);
            }
        }
    }

    /// Whether the look-up of a handler that is decided at the door fails there; the outcome is then set.
    fn fails_at_door(&mut self, id: u32, step: u8) -> bool {
        let attempt = &self.attempts[id];
        let program = &self.services[attempt.service as usize].programs[attempt.handler as usize];
        let Doing::LookUp(cache, branch) = program.steps[step as usize].what else { return false };
        let fails = self.look_up(id, cache, branch) == Outcome::Error;
        if fails {
            self.attempts[id].step = step;
            self.fail_as_said(id);
        }
        fails
    }

    /// Counts a request that a worker has taken. One that has been taken before, and waited again after its calls, is still
    /// one request, which has waited longer.
    pub(super) fn note_taken(&mut self, now: Instant, id: u32, waited: Span) {
        let attempt = &self.attempts[id];
        let (class, first) = (attempt.class as usize, u64::from(!attempt.resumes));
        if attempt.parent != NONE {
            if self.is_check(class) {
                return;
            }
            let counts = self.seen.service_at(now, attempt.service as usize);
            counts.taken += first;
            counts.queue_wait += waited.0;
            return;
        }
        let counts = self.seen.at(now, class);
        counts.taken += first;
        counts.queue_wait += waited.0;
        self.note_elsewhere(now, id, Elsewhere { taken: first, queue_wait: waited.0, ..Elsewhere::default() });
        if !self.attempts[id].resumes {
            self.trace.taken(now, class, waited, self.attempts[id].retry);
        }
    }

    /// A worker takes an attempt.
    #[inline]
    pub(super) fn begin_service(&mut self, now: Instant, id: u32, diary: &mut Diary) {
        let attempt = &mut self.attempts[id];
        let class = attempt.class as usize;
        let service = &mut self.services[attempt.service as usize];
        attempt.stage = Stage::Serving;
        attempt.since = now;
        let way = &service.ways[class];
        let instance = &mut service.instances[attempt.server as usize];
        instance.begin(way.lane);
        let fails = instance.failing;
        if !attempt.resumes {
            self.missing.begin(id);
        }
        service.busy.set(now, service.busy.level() + 1);
        if std::mem::take(&mut attempt.resumes) {
            return self.go_on(now, id, true, diary);
        }
        attempt.fails = fails > 0.0 && way.failure.stream(attempt.owner).at(attempt.index).unit() <= fails;
        if attempt.parent == NONE && self.classes[class].plan.gives_up == GivesUp::BeforeService {
            attempt.deadline = Instant::NEVER;
        }
        if attempt.line == Line::New && self.shake_hands(now, id, diary) {
            return;
        }
        self.go_on(now, id, true, diary);
    }

    #[inline]
    pub(super) fn add_work(&mut self, now: Instant, id: u32) {
        let attempt = &mut self.attempts[id];
        attempt.work += now.since(attempt.since).0;
        attempt.since = now;
    }

    /// The worker of an attempt is free again: it takes what waits, and the reply goes out.
    pub(super) fn finish(&mut self, now: Instant, id: u32, diary: &mut Diary) {
        self.handler_ends(now, id, true, diary);
    }

    /// A handler is over whose attempt has its worker still, or none any more.
    pub(super) fn handler_ends(&mut self, now: Instant, id: u32, has_worker: bool, diary: &mut Diary) {
        self.note_cache_use(now, id);
        let good = self.attempts[id].outcome.is_ok();
        let landed = self.end_look_ups(now, id);
        if has_worker {
            self.free_worker(now, id, diary);
        }
        self.reply(now, id, diary);
        if !landed.is_empty() {
            self.wake_waiting(now, landed, good, diary);
        }
    }

    fn free_worker(&mut self, now: Instant, id: u32, diary: &mut Diary) {
        self.add_work(now, id);
        self.give_worker_back(now, id);
        let attempt = &self.attempts[id];
        self.take_waiting(now, attempt.service as usize, attempt.server as usize, diary);
    }

    pub(super) fn give_worker_back(&mut self, now: Instant, id: u32) {
        let attempt = &self.attempts[id];
        let service = &mut self.services[attempt.service as usize];
        let lane = service.ways[attempt.class as usize].lane;
        service.instances[attempt.server as usize].finish(lane);
        service.busy.set(now, service.busy.level() - 1);
    }

    /// While its calls are out, an attempt of an event loop needs no worker. `fresh` is that of [`Cell::go_on`].
    pub(super) fn lend_worker(&mut self, now: Instant, id: u32, fresh: bool, diary: &mut Diary) {
        let attempt = &self.attempts[id];
        let (service, server) = (attempt.service as usize, attempt.server as usize);
        if self.services[service].plan.holds_worker {
            return;
        }
        self.give_worker_back(now, id);
        self.services[service].instances[server].lent += 1;
        if !fresh {
            self.take_waiting(now, service, server, diary);
        }
    }

    /// Lets free workers of an instance take what waits.
    pub(super) fn take_waiting(&mut self, now: Instant, number: usize, server: usize, diary: &mut Diary) {
        loop {
            self.begin_chores(now, number, server, diary);
            let attempts = &self.attempts;
            let service = &mut self.services[number];
            service.queue_draws += 1;
            if service.instances[server].nothing_waits() || !service.instances[server].up {
                break;
            }
            let mut source = service.queue_order.at(service.queue_draws);
            let blank = |id: u32| attempts[id].stage == Stage::Dropped;
            let Some(id) = service.instances[server].next(&service.plan, &mut source, blank) else { break };
            if self.attempts[id].stage == Stage::Dropped {
                self.attempts.remove(id);
                continue;
            }
            service.waiting.set(now, service.waiting.level() - 1);
            let attempt = &mut self.attempts[id];
            if now >= attempt.expires && !attempt.resumes {
                self.owe_handshake(now, id, diary);
                self.drop_late(now, id);
                continue;
            }
            let waited = now.since(attempt.since);
            self.note_taken(now, id, waited);
            self.begin_service(now, id, diary);
        }
    }

    /// An attempt comes to its turn too late: its caller has given it up, or does so in this moment.
    fn drop_late(&mut self, now: Instant, id: u32) {
        let attempt = &mut self.attempts[id];
        let service = attempt.service as usize;
        attempt.stage = Stage::Lost;
        if !attempt.awaited {
            self.conclude(now, id, false);
            self.attempts.remove(id);
        }
        self.seen.service_at(now, service).too_late += 1;
    }

    pub(super) fn reply_with_error(&mut self, now: Instant, id: u32, kind: ErrorKind, diary: &mut Diary) {
        self.attempts[id].outcome = Err(Failure { kind, retry_after: None });
        self.reply(now, id, diary);
    }

    /// Sends the answer of an attempt, holds it back, or drops it because nobody waits.
    pub(super) fn reply(&mut self, now: Instant, id: u32, diary: &mut Diary) {
        let attempt = &self.attempts[id];
        if !attempt.awaited {
            if attempt.parent == MESSAGE {
                return self.message_ends(now, id, diary);
            }
            self.conclude(now, id, false);
            return self.attempts.remove(id);
        }
        // Whoever is down, overloaded or at fault itself has nobody who could hold the line.
        if attempt.held
            && attempt.parent == NONE
            && let Some(Contact::LongPoll { heartbeat }) =
                &self.roles[self.clients[attempt.client as usize].role as usize].contact
        {
            let until = (attempt.sent + *heartbeat).max(now);
            // The server keeps the connection alive, so the client's timeout does not run.
            self.attempts[id].deadline = Instant::NEVER;
            self.attempts[id].stage = Stage::Held;
            return diary.push(until, CellEvent::Release(id));
        }
        self.send_answer(now, id, diary);
    }

    /// A held error is let go.
    pub(super) fn release(&mut self, now: Instant, id: u32, diary: &mut Diary) {
        if self.attempts[id].stage == Stage::Dropped {
            return self.attempts.remove(id);
        }
        if self.services[self.attempts[id].service as usize].plan.durable.is_some() {
            return self.accepted(now, id, diary);
        }
        self.send_answer(now, id, diary);
    }

    fn send_answer(&mut self, now: Instant, id: u32, diary: &mut Diary) {
        let attempt = &self.attempts[id];
        let (client, class, good) = (attempt.client, attempt.class as usize, attempt.outcome.is_ok());
        if attempt.parent != NONE {
            let bytes = self.answer_to_service(id);
            return self.transmit(now, id, false, bytes, diary);
        }
        let phone = self.classes[class].plan.is_activesync();
        let step = if phone { self.phone(client).step } else { Step::Ping };
        if good && step == Step::Sync {
            self.attempts[id].messages = self.messages_for(now, client);
        }
        let bytes = self.answer_bytes(id, step);
        self.transmit(now, id, false, bytes, diary);
    }

    /// Size of the answer to a try of a handler's request.
    fn answer_to_service(&self, id: u32) -> u64 {
        let attempt = &self.attempts[id];
        let call = &self.calls[attempt.call as usize];
        if attempt.outcome.is_err() {
            return call.plan.error_reply.0;
        }
        let family = call.streams[attempt.class as usize].reply;
        call.plan.reply.sample_at(family, attempt.owner, attempt.index).0
    }

    /// Size of the answer to an attempt; the step is that of its phone, if it is from one.
    fn answer_bytes(&self, id: u32, step: Step) -> u64 {
        let attempt = &self.attempts[id];
        let class = &self.classes[attempt.class as usize];
        let handshake = if attempt.new_connection { class.plan.new_connection.down.0 } else { 0 };
        let reply = match (&attempt.outcome, &class.plan.activesync, &class.plan.web) {
            (Err(_), _, _) => class.plan.error_reply.0,
            (Ok(()), Some(eas), _) => match (step, &eas.first_contact) {
                (Step::Ping | Step::FolderCheck, _) => eas.ping_reply.0,
                (Step::Sync, _) => eas.sync_reply.0 + eas.message.0 * u64::from(attempt.messages),
                (Step::Resync, Some(first)) => first.resync_bytes.0 / u64::from(first.resync_requests.max(1)),
                (Step::Resync, None) => eas.sync_reply.0,
            },
            (Ok(()), None, Some(web)) => web.reply.sample_at(class.streams.reply, attempt.owner, attempt.index).0,
            (Ok(()), None, None) => unreachable!("a validated class is activesync or web"),
        };
        reply + handshake
    }

    /// The caller of an attempt has given it up, and that is known where it is: what has begun there goes on or not.
    pub(super) fn forget(&mut self, now: Instant, id: u32, diary: &mut Diary) {
        let attempt = &self.attempts[id];
        let (stage, plan) = (attempt.stage, &self.services[attempt.service as usize].plan);
        let (drop_queued, stop_running, propagate) = (plan.drop_queued, plan.stop_running, plan.propagate);
        match stage {
            Stage::Up(handle) => self.stop_transfer(now, id, handle, true, diary),
            Stage::Down(handle) => self.stop_transfer(now, id, handle, false, diary),
            Stage::Lost => self.lose(now, id),
            Stage::Queued if drop_queued => {
                self.owe_handshake(now, id, diary);
                self.drop_waiting(now, id, diary);
            }
            Stage::Serving | Stage::Sharing(_) if stop_running => self.stop_service(now, id, diary),
            Stage::Calling if stop_running || propagate => self.stop_service(now, id, diary),
            // What is on its way or in the hands of a service goes on: nobody tells the service, or it does not care.
            Stage::UpFixed
            | Stage::DownFixed
            | Stage::Queued
            | Stage::Serving
            | Stage::Sharing(_)
            | Stage::Calling
            | Stage::Held => {}
            Stage::Dropped => unreachable!("a dropped attempt is not awaited"),
        }
    }

    /// Takes an attempt that nobody waits for out of its queue, where a blank is left.
    fn drop_waiting(&mut self, now: Instant, id: u32, diary: &mut Diary) {
        let attempt = &mut self.attempts[id];
        attempt.stage = Stage::Dropped;
        let service = &mut self.services[attempt.service as usize];
        let lane = service.ways[attempt.class as usize].lane;
        service.instances[attempt.server as usize].drop_waiting(lane);
        service.waiting.set(now, service.waiting.level() - 1);
        self.conclude(now, id, false);
        // It may have had a worker before, and fetched a key.
        let landed = self.drop_look_ups(id);
        self.wake_waiting(now, landed, false, diary);
    }

    /// Stops the work for an attempt that nobody waits for; its worker is free at once.
    fn stop_service(&mut self, now: Instant, id: u32, diary: &mut Diary) {
        let attempt = &self.attempts[id];
        let (stage, number, server) = (attempt.stage, attempt.service as usize, attempt.server as usize);
        let plan = &self.services[number].plan;
        let (holds, told) = (plan.holds_worker, plan.propagate);
        self.attempts[id].stage = Stage::Dropped;
        match stage {
            Stage::Sharing(handle) => {
                if let Some(processors) = self.services[number].instances[server].processors {
                    self.stop_sharing(now, processors, handle, diary);
                }
                self.free_worker(now, id, diary);
            }
            Stage::Calling => {
                self.abandon_requests(now, id, told, diary);
                if holds {
                    self.free_worker(now, id, diary);
                } else {
                    self.services[number].instances[server].lent -= 1;
                }
            }
            // A blank is left with the event of its worker.
            Stage::Serving => self.free_worker(now, id, diary),
            Stage::Up(_)
            | Stage::UpFixed
            | Stage::Queued
            | Stage::Held
            | Stage::Down(_)
            | Stage::DownFixed
            | Stage::Lost
            | Stage::Dropped => unreachable!("nobody works on it"),
        }
        self.conclude(now, id, false);
        let landed = self.drop_look_ups(id);
        if matches!(stage, Stage::Sharing(_) | Stage::Calling) {
            self.attempts.remove(id);
        }
        self.wake_waiting(now, landed, false, diary);
    }
}
