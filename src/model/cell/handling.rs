//! Plays handlers: work, look-ups and calls, step by step.

use super::keys::LookUp;
use super::{Cell, Diary};
use crate::engine::random::below;
use crate::model::attempt::{ENDED, Line, Stage};
use crate::model::cache::{CacheState, FailMode};
use crate::model::event::CellEvent;
use crate::model::graph::Outcome;
use crate::model::graph::program::Doing;
use crate::model::observe::Trace;
use crate::model::retry::{ErrorKind, Failure};
use crate::units::{Instant, Span};

/// What a handler does next.
enum Next {
    Work(Span),
    Call(usize, u32),
    LookUp(u16, Outcome),
    LookUpKey(u16, u32),
    Skip,
    End,
}

impl<T: Trace> Cell<T> {
    /// The handler of an attempt that has a worker goes on at its step. `fresh`: the worker has taken it in this moment,
    /// perhaps one of many that wait; then even the end of the handler is an event of its own.
    pub(super) fn go_on(&mut self, now: Instant, id: u32, fresh: bool, diary: &mut Diary) {
        loop {
            match self.next_step(id) {
                Next::Work(time) => return self.work(now, id, time, diary),
                Next::End => return self.end_handler(now, id, fresh, diary),
                Next::Skip => self.attempts[id].step += 1,
                Next::LookUp(_, Outcome::Error) => {
                    let time = self.error_time(id);
                    return self.fail_to_look_up(now, id, time, diary);
                }
                Next::LookUp(cache, outcome) => self.note_look_up(now, id, cache, outcome),
                Next::LookUpKey(cache, branch) => match self.look_up_key(now, id, cache, branch) {
                    LookUp::Failed(time) => return self.fail_to_look_up(now, id, time, diary),
                    LookUp::Found(outcome) => self.note_look_up(now, id, cache, outcome),
                    LookUp::Waits => {
                        self.add_work(now, id);
                        self.attempts[id].stage = Stage::Calling;
                        return self.lend_worker(now, id, fresh, diary);
                    }
                },
                Next::Call(sites, needed) => {
                    self.add_work(now, id);
                    let Some(outcome) = self.begin_calls(now, id, sites, needed, diary) else {
                        return self.lend_worker(now, id, fresh, diary);
                    };
                    self.attempts[id].last = outcome;
                    if !self.take_outcome(id) {
                        return self.end_handler(now, id, fresh, diary);
                    }
                }
            }
        }
    }

    /// A look-up ends in a hit or a miss, and the handler goes on at the next step.
    fn note_look_up(&mut self, now: Instant, id: u32, cache: u16, outcome: Outcome) {
        self.count_look_up(now, cache, outcome);
        let attempt = &mut self.attempts[id];
        (attempt.last, attempt.looked_up) = (outcome, Some(outcome));
        attempt.step += 1;
    }

    /// A look-up finds its cache failed, which takes the worker some time.
    fn fail_to_look_up(&mut self, now: Instant, id: u32, time: Span, diary: &mut Diary) {
        self.attempts[id].last = Outcome::Error;
        self.work(now, id, time, diary);
    }

    #[inline]
    fn next_step(&self, id: u32) -> Next {
        let attempt = &self.attempts[id];
        let service = &self.services[attempt.service as usize];
        let Some(step) = service.programs[attempt.handler as usize].steps.get(attempt.step as usize) else {
            return Next::End;
        };
        if !step.on.is_empty() && !step.on.has(attempt.last) {
            return Next::Skip;
        }
        match &step.what {
            Doing::Work(time, works) => {
                let family = service.ways[attempt.class as usize].work;
                let time = time.sample_at(family, attempt.owner, below(attempt.index, *works));
                Next::Work(time)
            }
            Doing::LookUp(cache, branch) => Next::LookUp(*cache, self.look_up(id, *cache, *branch)),
            Doing::LookUpKey(cache, branch) => Next::LookUpKey(*cache, *branch),
            Doing::Calls(sites, needed) => Next::Call(sites.len(), *needed),
        }
    }

    /// A worker works, alone or on shared processors.
    pub(super) fn work(&mut self, now: Instant, id: u32, time: Span, diary: &mut Diary) {
        let attempt = &mut self.attempts[id];
        let (service, number) = (&mut self.services[attempt.service as usize], attempt.server as usize);
        let server = &mut service.instances[number];
        // The one that works is among those that are there.
        let present = server.present() - 1;
        let factor = server.slowness * (1.0 + service.plan.slowdown_per_request * f64::from(present));
        let time = time.scaled(factor);
        attempt.stage = Stage::Serving;
        let Some(processors) = server.processors else {
            return diary.push(now + time, CellEvent::Served(id));
        };
        attempt.stage = Stage::Sharing(self.processors[processors as usize].begin(now, id, time));
        self.arm_processors(now, processors, diary);
    }

    /// A worker is through with its work.
    pub(super) fn served(&mut self, now: Instant, id: u32, diary: &mut Diary) {
        if self.attempts[id].stage == Stage::Dropped {
            return self.attempts.remove(id);
        }
        if self.attempts[id].chore {
            return self.end_chore(now, id, diary);
        }
        let before = self.attempts[id].work;
        self.add_work(now, id);
        let attempt = &mut self.attempts[id];
        if attempt.line == Line::Working {
            attempt.line = Line::Open;
            let (call, spent) = (attempt.call as usize, attempt.work - before);
            self.seen.call_at(now, call).handshake_work += spent;
            return self.go_on(now, id, false, diary);
        }
        let program = &self.services[attempt.service as usize].programs[attempt.handler as usize];
        let goes_on = match program.steps.get(attempt.step as usize).map(|step| &step.what) {
            // The time of a failed look-up.
            Some(Doing::LookUp(..) | Doing::LookUpKey(..)) => self.take_outcome(id),
            Some(Doing::Work(..)) if attempt.fails => {
                attempt.outcome = Err(Failure { kind: ErrorKind::ServerError, retry_after: None });
                false
            }
            Some(Doing::Work(..)) => {
                attempt.step += 1;
                true
            }
            Some(Doing::Calls(..)) => unreachable!("a step that calls has no work of its own"),
            None => false,
        };
        if goes_on {
            self.go_on(now, id, false, diary);
        } else {
            self.finish(now, id, diary);
        }
    }

    /// The calls of a step have ended.
    pub(super) fn resume(&mut self, now: Instant, id: u32, outcome: Outcome, diary: &mut Diary) {
        let attempt = &mut self.attempts[id];
        attempt.last = outcome;
        let (service, number) = (attempt.service as usize, attempt.server as usize);
        if self.services[service].plan.holds_worker {
            self.add_work(now, id);
            self.attempts[id].stage = Stage::Serving;
            return self.after_calls(now, id, diary);
        }
        attempt.since = now;
        self.services[service].instances[number].lent -= 1;
        if !self.take_outcome(id) || !self.has_more_to_do(id) {
            // An event loop needs no worker for an answer that it only passes on.
            return self.handler_ends(now, id, false, diary);
        }
        let part = &mut self.services[service];
        let lane = part.ways[self.attempts[id].class as usize].lane;
        let server = &mut part.instances[number];
        if !server.takes_at_once(lane) {
            // It was let in before, so no limit of the queue stops it now.
            let attempt = &mut self.attempts[id];
            (attempt.stage, attempt.resumes) = (Stage::Queued, true);
            server.enqueue(id, lane);
            return part.waiting.set(now, part.waiting.level() + 1);
        }
        server.begin(lane);
        part.busy.set(now, part.busy.level() + 1);
        self.attempts[id].stage = Stage::Serving;
        self.go_on(now, id, false, diary);
    }

    /// The handler of an attempt that has held its worker goes on after its calls.
    fn after_calls(&mut self, now: Instant, id: u32, diary: &mut Diary) {
        if self.take_outcome(id) {
            self.go_on(now, id, false, diary);
        } else {
            self.finish(now, id, diary);
        }
    }

    /// Whether a step is left that is taken after what happened.
    fn has_more_to_do(&self, id: u32) -> bool {
        let attempt = &self.attempts[id];
        let program = &self.services[attempt.service as usize].programs[attempt.handler as usize];
        let mut left = program.steps.iter().skip(attempt.step as usize);
        left.any(|step| step.on.is_empty() || step.on.has(attempt.last))
    }

    /// Where a handler goes on after its last call ended as it did: at the next step, or at one that takes a failure over.
    /// False if it ends with an error, which is then its outcome.
    fn take_outcome(&mut self, id: u32) -> bool {
        let attempt = &mut self.attempts[id];
        if !attempt.last.fails() {
            attempt.step += 1;
            return true;
        }
        let program = &self.services[attempt.service as usize].programs[attempt.handler as usize];
        if let Some(step) = program.rescue(attempt.step, attempt.last) {
            (attempt.step, attempt.rescued) = (step, true);
            return true;
        }
        self.fail_as_said(id);
        false
    }

    /// The handler ends with the error that its step has for that.
    pub(super) fn fail_as_said(&mut self, id: u32) {
        let attempt = &mut self.attempts[id];
        let program = &self.services[attempt.service as usize].programs[attempt.handler as usize];
        let failing = &program.steps[attempt.step as usize].failing;
        let failure = match failing.retry_after {
            Some(wait) => Failure { kind: ErrorKind::RetryLater, retry_after: Some(wait) },
            None => Failure { kind: ErrorKind::ServerError, retry_after: None },
        };
        (attempt.outcome, attempt.held) = (Err(failure), failing.hold);
    }

    fn end_handler(&mut self, now: Instant, id: u32, fresh: bool, diary: &mut Diary) {
        if !fresh {
            return self.finish(now, id, diary);
        }
        (self.attempts[id].step, self.attempts[id].stage) = (ENDED, Stage::Serving);
        diary.push(now, CellEvent::Served(id));
    }

    /// The node of a cache that holds the entry of an attempt's client.
    fn node(&self, id: u32, cache: u16) -> &crate::model::cache::CacheNode {
        let attempt = &self.attempts[id];
        let instances = &self.services[cache as usize].instances;
        let number = self.clients[attempt.client as usize].number;
        &instances[self.classes[attempt.class as usize].home(number, instances.len())].cache
    }

    /// What a look-up finds.
    pub(super) fn look_up(&self, id: u32, cache: u16, branch: u32) -> Outcome {
        let attempt = &self.attempts[id];
        let service = &self.services[cache as usize];
        let Some(entries) = &service.plan.entries else { return Outcome::Miss };
        let node = self.node(id, cache);
        if node.state == CacheState::Failed(FailMode::Error) {
            return Outcome::Error;
        }
        let stream = service.ways[attempt.class as usize].hit.stream(attempt.owner);
        let found = stream.at(below(attempt.index, branch)).unit() <= entries.hit_ratio.get();
        let there = node.holds(self.clients[attempt.client as usize].mark);
        if found && there && node.state == CacheState::Up { Outcome::Hit } else { Outcome::Miss }
    }

    /// How long the look-up at the step of an attempt takes that finds its cache failed.
    fn error_time(&self, id: u32) -> Span {
        let attempt = &self.attempts[id];
        let program = &self.services[attempt.service as usize].programs[attempt.handler as usize];
        let Some(cache) = program.cache else { return Span::ZERO };
        let service = &self.services[cache as usize];
        let Some(entries) = &service.plan.entries else { return Span::ZERO };
        let time = self.node(id, cache).error_time.as_ref().unwrap_or(&entries.error_time);
        time.sample_at(service.ways[attempt.class as usize].error, attempt.owner, attempt.index)
    }

    /// Counts a hit or a miss of an attempt that was served well, and writes the entry of its client; and counts one that a
    /// later step has saved.
    pub(super) fn note_cache_use(&mut self, now: Instant, id: u32) {
        let attempt = &self.attempts[id];
        if attempt.rescued && attempt.outcome.is_ok() {
            self.seen.service_at(now, attempt.service as usize).fallbacks += 1;
        }
        let attempt = &self.attempts[id];
        let (Some(found), Ok(())) = (attempt.looked_up, attempt.outcome) else { return };
        let (class, client) = (attempt.class as usize, attempt.client as usize);
        let counts = self.seen.at(now, class);
        *(if found == Outcome::Hit { &mut counts.cache_hits } else { &mut counts.cache_misses }) += 1;
        let attempt = &self.attempts[id];
        let program = &self.services[attempt.service as usize].programs[attempt.handler as usize];
        let Some(cache) = program.cache else { return };
        let node = self.node(id, cache);
        if node.state == CacheState::Up {
            self.clients[client].mark = node.mark();
        }
    }
}
