//! What a server does with an attempt: queue, worker, cache node, store, reply.

use super::{Cell, Class, Diary};
use crate::model::activesync::{Contact, Step};
use crate::model::attempt::Stage;
use crate::model::cache::{CacheState, FailMode};
use crate::model::class::GivesUp;
use crate::model::event::CellEvent;
use crate::model::observe::Trace;
use crate::model::retry::{ErrorKind, Failure};
use crate::model::server::Admission;
use crate::model::store::{Store, StoreAdmission};
use crate::units::{Instant, Span};

impl<T: Trace> Cell<T> {
    /// An attempt reaches its server.
    pub(super) fn arrive(&mut self, now: Instant, id: u32, diary: &mut Diary) {
        let attempt = &mut self.attempts[id];
        attempt.since = now;
        let (server, class) = (attempt.server as usize, attempt.class as usize);
        if !attempt.awaited && self.plan.servers.cancel {
            self.conclude(now, id, false);
            return self.attempts.remove(id);
        }
        if !self.servers[server].up {
            // The load balancer in front of a server that is down answers for it.
            return self.reply_with_error(now, id, ErrorKind::ServerError, diary);
        }
        let fix = &self.plan.fixes.error_handling;
        if fix.on && fix.early && self.cache_fails(id) {
            self.fail_for_cache(id);
            return self.reply(now, id, diary);
        }
        let Class { lane, shed_above, .. } = self.classes[class];
        match self.servers[server].admit(&self.plan.servers, lane, shed_above) {
            Admission::Serve => {
                self.seen.at(now, class).taken += 1;
                self.trace.taken(now, class, Span::ZERO, self.attempts[id].retry);
                self.begin_service(now, id, diary);
            }
            Admission::Wait => {
                self.attempts[id].stage = Stage::Queued;
                self.servers[server].enqueue(id, lane);
                self.gauges.queue.set(now, self.gauges.queue.level() + 1);
            }
            Admission::Refuse => self.reply_with_error(now, id, ErrorKind::Busy, diary),
        }
    }

    /// Whether this attempt needs a cache node that answers with errors.
    fn cache_fails(&self, id: u32) -> bool {
        let attempt = &self.attempts[id];
        self.classes[attempt.class as usize].plan.uses_cache
            && self.plan.cache.is_some()
            && self.servers[attempt.server as usize].cache.state == CacheState::Failed(FailMode::Error)
    }

    /// A worker takes an attempt.
    #[inline]
    fn begin_service(&mut self, now: Instant, id: u32, diary: &mut Diary) {
        let time = self.service_time(id);
        let attempt = &mut self.attempts[id];
        let class = &self.classes[attempt.class as usize];
        attempt.stage = Stage::Serving;
        attempt.since = now;
        if class.plan.gives_up == GivesUp::BeforeService {
            attempt.deadline = Instant::NEVER;
        }
        self.servers[attempt.server as usize].begin(class.lane);
        self.gauges.workers.set(now, self.gauges.workers.level() + 1);
        diary.push(now + time, CellEvent::Served(id));
    }

    /// Decides how an attempt will be served (error, hit or miss) and how long its worker takes for its own part.
    fn service_time(&mut self, id: u32) -> Span {
        let attempt = &self.attempts[id];
        let (owner, index) = (attempt.owner, attempt.index);
        let class = &self.classes[attempt.class as usize];
        let streams = &class.streams;
        let server = &self.servers[attempt.server as usize];
        let present = server.busy() + server.waiting();
        let factor = server.slowness * (1.0 + self.plan.servers.slowdown_per_request * f64::from(present));
        let cache = self.plan.cache.as_ref().filter(|_| class.plan.uses_cache);
        if let Some(cache) = cache
            && server.cache.state == CacheState::Failed(FailMode::Error)
        {
            let error_time = server.cache.error_time.as_ref().unwrap_or(&cache.error_time);
            let time = error_time.sample_at(streams.error, owner, index);
            self.fail_for_cache(id);
            return time.scaled(factor);
        }
        let time = class.plan.service.sample_at(streams.service, owner, index);
        let fails = self.plan.servers.failure_probability.get();
        if fails > 0.0 && streams.failure.stream(owner).at(index).unit() <= fails {
            self.attempts[id].outcome = Err(Failure { kind: ErrorKind::ServerError, retry_after: None });
        } else if let Some(cache) = cache {
            let found = streams.hit.stream(owner).at(index).unit() <= cache.hit_ratio.get();
            let there = server.cache.holds(self.clients[attempt.client as usize].mark);
            let hit = found && there && server.cache.state == CacheState::Up;
            self.attempts[id].needs_store = !hit;
        }
        time.scaled(factor)
    }

    /// The outcome of an attempt whose cache has failed.
    fn fail_for_cache(&mut self, id: u32) {
        let fix = &self.plan.fixes.error_handling;
        let failure = match fix.retry_after.filter(|_| fix.on) {
            Some(wait) => Failure { kind: ErrorKind::RetryLater, retry_after: Some(wait) },
            None => Failure { kind: ErrorKind::ServerError, retry_after: None },
        };
        self.attempts[id].outcome = Err(failure);
        self.attempts[id].cache_failed = true;
    }

    /// A worker is through with its own part.
    pub(super) fn served(&mut self, now: Instant, id: u32, diary: &mut Diary) {
        if self.attempts[id].stage == Stage::Dropped {
            return self.attempts.remove(id);
        }
        self.add_work(now, id);
        let (Some(store), Some(plan), true) = (&mut self.store, &self.plan.store, self.attempts[id].needs_store) else {
            self.note_cache_use(now, id);
            return self.finish(now, id, diary);
        };
        self.attempts[id].stage = Stage::AtStore;
        match store.offer(plan, id) {
            StoreAdmission::Serve => self.begin_fetch(now, id, diary),
            StoreAdmission::Wait => {
                let waiting = store.waiting();
                self.gauges.store_queue.set(now, waiting as u64);
            }
            StoreAdmission::Refuse => {
                self.attempts[id].outcome = Err(Failure { kind: ErrorKind::ServerError, retry_after: None });
                self.finish(now, id, diary);
            }
        }
    }

    fn begin_fetch(&mut self, now: Instant, id: u32, diary: &mut Diary) {
        let (Some(store), Some(plan)) = (&self.store, &self.plan.store) else { return };
        let attempt = &self.attempts[id];
        let family = self.classes[attempt.class as usize].streams.store;
        let time = plan.service.sample_at(family, attempt.owner, attempt.index).scaled(store.slowness);
        self.gauges.store.set(now, u64::from(store.busy()));
        diary.push(now + time, CellEvent::Fetched(id));
    }

    /// The store is through with an attempt: the entry is in the cache again, if the cache works.
    pub(super) fn fetched(&mut self, now: Instant, id: u32, diary: &mut Diary) {
        if let Some(store) = &mut self.store {
            store.finish();
        }
        self.start_fetches(now, diary);
        if self.attempts[id].stage == Stage::Dropped {
            return self.attempts.remove(id);
        }
        self.add_work(now, id);
        self.note_cache_use(now, id);
        self.finish(now, id, diary);
    }

    /// Lets free workers of the store take what waits.
    pub(super) fn start_fetches(&mut self, now: Instant, diary: &mut Diary) {
        while let Some(next) = self.store.as_mut().and_then(Store::take_next) {
            if self.attempts[next].stage == Stage::Dropped {
                self.attempts.remove(next);
                if let Some(store) = &mut self.store {
                    store.finish();
                }
                continue;
            }
            self.begin_fetch(now, next, diary);
        }
        if let Some(store) = &self.store {
            self.gauges.store.set(now, u64::from(store.busy()));
            self.gauges.store_queue.set(now, store.waiting() as u64);
        }
    }

    /// Counts a hit or a miss and writes the entry of the device.
    fn note_cache_use(&mut self, now: Instant, id: u32) {
        let attempt = &self.attempts[id];
        let class = attempt.class as usize;
        if !self.classes[class].plan.uses_cache || attempt.outcome.is_err() {
            return;
        }
        let counts = self.seen.at(now, class);
        *(if attempt.needs_store { &mut counts.cache_misses } else { &mut counts.cache_hits }) += 1;
        let cache = &self.servers[attempt.server as usize].cache;
        if cache.state == CacheState::Up {
            self.clients[attempt.client as usize].mark = cache.mark();
        }
    }

    #[inline]
    fn add_work(&mut self, now: Instant, id: u32) {
        let attempt = &mut self.attempts[id];
        attempt.work += now.since(attempt.since).0;
        attempt.since = now;
    }

    /// The worker of an attempt is free again: it takes what waits, and the reply goes out.
    fn finish(&mut self, now: Instant, id: u32, diary: &mut Diary) {
        self.free_worker(now, id, diary);
        self.reply(now, id, diary);
    }

    fn free_worker(&mut self, now: Instant, id: u32, diary: &mut Diary) {
        self.add_work(now, id);
        let (server, class) = (self.attempts[id].server as usize, self.attempts[id].class as usize);
        self.servers[server].finish(self.classes[class].lane);
        self.gauges.workers.set(now, self.gauges.workers.level() - 1);
        self.take_waiting(now, server, diary);
    }

    /// Lets free workers of a server take what waits.
    pub(super) fn take_waiting(&mut self, now: Instant, server: usize, diary: &mut Diary) {
        loop {
            let attempts = &self.attempts;
            self.queue_draws += 1;
            if self.servers[server].nothing_waits() {
                break;
            }
            let mut source = self.queue_order.at(self.queue_draws);
            let blank = |id: u32| attempts[id].stage == Stage::Dropped;
            let Some(id) = self.servers[server].next(&self.plan.servers, &mut source, blank) else { break };
            if self.attempts[id].stage == Stage::Dropped {
                self.attempts.remove(id);
                continue;
            }
            self.gauges.queue.set(now, self.gauges.queue.level() - 1);
            let attempt = &self.attempts[id];
            let waited = now.since(attempt.since);
            let class = attempt.class as usize;
            let counts = self.seen.at(now, class);
            counts.taken += 1;
            counts.queue_wait += waited.0;
            self.trace.taken(now, class, waited, attempt.retry);
            self.begin_service(now, id, diary);
        }
    }

    fn reply_with_error(&mut self, now: Instant, id: u32, kind: ErrorKind, diary: &mut Diary) {
        self.attempts[id].outcome = Err(Failure { kind, retry_after: None });
        self.reply(now, id, diary);
    }

    /// Sends the answer of an attempt, holds it back, or drops it because nobody waits.
    fn reply(&mut self, now: Instant, id: u32, diary: &mut Diary) {
        let attempt = &self.attempts[id];
        if !attempt.awaited {
            self.conclude(now, id, false);
            return self.attempts.remove(id);
        }
        let fix = &self.plan.fixes.error_handling;
        // Whoever is down, overloaded or at fault itself has nobody who could hold the line.
        if attempt.cache_failed
            && fix.on
            && fix.hold
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
        self.send_answer(now, id, diary);
    }

    fn send_answer(&mut self, now: Instant, id: u32, diary: &mut Diary) {
        let attempt = &self.attempts[id];
        let (client, class, good) = (attempt.client, attempt.class as usize, attempt.outcome.is_ok());
        let phone = self.classes[class].plan.is_activesync();
        let step = if phone { self.phone(client).step } else { Step::Ping };
        if good && step == Step::Sync {
            self.attempts[id].messages = self.messages_for(now, client);
        }
        let bytes = self.answer_bytes(id, step);
        self.transmit(now, id, false, bytes, diary);
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

    /// Drops the work for an attempt whose client has left.
    pub(super) fn cancel(&mut self, now: Instant, id: u32, diary: &mut Diary) {
        let (server, class) = (self.attempts[id].server as usize, self.attempts[id].class as usize);
        let stage = self.attempts[id].stage;
        self.attempts[id].stage = Stage::Dropped;
        if stage == Stage::Queued {
            self.servers[server].drop_waiting(self.classes[class].lane);
            self.gauges.queue.set(now, self.gauges.queue.level() - 1);
        } else {
            // A blank is left with the worker's or the store's event; the worker itself is free at once.
            self.free_worker(now, id, diary);
        }
        self.conclude(now, id, false);
    }
}
