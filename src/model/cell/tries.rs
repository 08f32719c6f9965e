//! Tries of a request that a handler has made: who is asked, what a guard or a pool of connections says, and what follows
//! an answer.

use super::request::Waits;
use super::services::Call;
use super::{Cell, Diary};
use crate::engine::random::try_below;
use crate::model::attempt::{Attempt, NONE};
use crate::model::event::CellEvent;
use crate::model::graph::Outcome;
use crate::model::graph::rotation::NOBODY;
use crate::model::observe::Trace;
use crate::model::retry::{Decision, ErrorKind, Failure, Reaction, Remembered};
use crate::units::Instant;

impl<T: Trace> Cell<T> {
    /// Sends the next try of a request, if no guard stops it and there is a connection for it.
    pub(super) fn send_request(&mut self, now: Instant, request: u32, diary: &mut Diary) {
        let this = &mut self.requests[request];
        if now >= this.expires {
            return self.end_request(now, request, Outcome::Timeout, diary);
        }
        let (number, caller, retry) = (this.call as usize, this.caller as usize, this.failures > 0);
        this.tries += 1;
        if !self.calls[number].pairs.is_empty() {
            // Whose guard it is depends on who is asked.
            self.choose_for_request(request);
        }
        if self.calls[number].remembers && !self.guard_of_call_lets_through(now, request, retry) {
            self.seen.call_at(now, number).held_back += 1;
            let failure = Failure { kind: ErrorKind::Busy, retry_after: None };
            return self.request_fails(now, request, failure, true, diary);
        }
        let Some(pool) = &self.calls[number].plan.pool else { return self.dispatch(now, request, diary) };
        let (connections, waiting, waits) = (pool.connections, pool.waiting, pool.waits);
        let caller = &mut self.calls[number].callers[caller];
        if caller.connected < connections {
            caller.connected += 1;
            self.requests[request].connected = true;
            return self.dispatch(now, request, diary);
        }
        if waiting.reached_by(caller.pool.len() as u32) {
            self.seen.call_at(now, number).without_connection += 1;
            return self.end_request(now, request, Outcome::Open, diary);
        }
        caller.pool.push_back(request);
        let this = &mut self.requests[request];
        this.waits = Waits::Connection;
        this.due = (now + waits).min(this.expires);
        if this.due < self.end {
            diary.push(this.due, CellEvent::Again(request));
        }
    }

    fn guard_of_call_lets_through(&mut self, now: Instant, request: u32, retry: bool) -> bool {
        let this = &mut self.requests[request];
        let call = &mut self.calls[this.call as usize];
        let stream = call.streams[this.class as usize].guard.stream(this.owner);
        let mut source = stream.at(call.address(this.index, this.tries));
        let place = call.pair(this.caller, this.asked);
        let state = Remembered {
            own: &mut call.callers[this.caller as usize].memory,
            shared: &mut call.together,
            pair: place.map(|place| &mut call.pairs[place]),
        };
        call.plan.behaviour.may_send(Some(state), now, retry, &mut source)
    }

    /// A try goes on its way to an instance.
    pub(super) fn dispatch(&mut self, now: Instant, request: u32, diary: &mut Diary) {
        if self.calls[self.requests[request].call as usize].pairs.is_empty() {
            self.choose_for_request(request);
        }
        self.post(now, request, diary);
    }

    /// A try goes on its way to the instance that was chosen.
    pub(super) fn post(&mut self, now: Instant, request: u32, diary: &mut Diary) {
        let this = &self.requests[request];
        let (number, class, retry) = (this.way as usize, this.class as usize, this.failures > 0);
        let server = this.asked.map_or(0, |place| self.asked_instance(number, place).unwrap_or(NOBODY));
        let call = &self.calls[number];
        let index = call.address(this.index, this.tries);
        let streams = &call.streams[class];
        let timeout = call.plan.timeout.sample_at(streams.timeout, this.owner, index);
        let bytes = call.plan.request.sample_at(streams.request, this.owner, index);
        let deadline = (now + timeout).min(this.expires);
        let index = self.index_at(number, index);
        let id = self.attempts.insert(Attempt {
            parent: request,
            class: this.class,
            retry,
            handler: call.handler,
            call: this.way,
            service: call.service,
            server,
            deadline,
            expires: this.expires,
            ..Attempt::new(this.client, this.owner, index, now)
        });
        let this = &mut self.requests[request];
        this.attempt = id;
        let number = this.call as usize;
        let counts = self.seen.call_at(now, number);
        *(if retry { &mut counts.retries } else { &mut counts.first_attempts }) += 1;
        let caller = &mut self.calls[number].callers[self.requests[request].caller as usize];
        caller.in_flight += 1;
        caller.retries_in_flight += u32::from(retry);
        if deadline < self.end {
            diary.push(deadline, CellEvent::Timeout(id));
        }
        if self.calls[number].plan.connection.is_some() {
            return self.connect(now, id, bytes.0, diary);
        }
        self.transmit(now, id, true, bytes.0, diary);
    }

    fn choose_for_request(&mut self, request: u32) {
        let this = &self.requests[request];
        let address = (this.owner, self.calls[this.call as usize].address(this.index, this.tries));
        let way = self.way_of(this.call as usize, this.class as usize, address);
        let before = this.asked.and_then(|place| self.asked_instance(way, place));
        let server = self.choose(way, this.class as usize, this.client, this.caller, address, before);
        let place = self.asked_place(way, server);
        let this = &mut self.requests[request];
        (this.way, this.asked) = (way as u16, Some(place));
    }

    /// A try of a request was answered well.
    pub(super) fn request_succeeds(&mut self, now: Instant, request: u32, diary: &mut Diary) {
        let this = &self.requests[request];
        let (number, caller, asked) = (this.call as usize, this.caller, this.asked);
        self.seen.call_at(now, number).answered += 1;
        let call = &mut self.calls[number];
        if call.remembers {
            let place = call.pair(caller, asked);
            let state = Remembered {
                own: &mut call.callers[caller as usize].memory,
                shared: &mut call.together,
                pair: place.map(|place| &mut call.pairs[place]),
            };
            call.plan.behaviour.after_success(state, now);
        }
        self.give_back_connection(now, request, diary);
        self.end_request(now, request, Outcome::Ok, diary);
    }

    /// A try of a request failed, or (`unsent`) a guard stopped it.
    pub(super) fn request_fails(
        &mut self,
        now: Instant,
        request: u32,
        failure: Failure,
        unsent: bool,
        diary: &mut Diary,
    ) {
        self.give_back_connection(now, request, diary);
        let outcome = if unsent { Outcome::Open } else { Outcome::of(failure.kind) };
        let this = &mut self.requests[request];
        this.failures += 1;
        if this.parent == NONE {
            // Nobody wants another try.
            return self.end_request(now, request, outcome, diary);
        }
        let (number, caller, expires) = (this.call as usize, this.caller as usize, this.expires);
        if !unsent {
            self.seen.call_at(now, number).failures[failure.kind.index()] += 1;
        }
        let decision = self.decide_for_request(now, request, failure);
        self.seen.call_at(now, number).denied += u64::from(decision.is_denial());
        match decision {
            Decision::RetryAfter(wait) if now + wait < expires => {
                self.calls[number].callers[caller].retries_due += 1;
                let this = &mut self.requests[request];
                (this.waits, this.due) = (Waits::NextTry, now + wait);
                diary.push(now + wait, CellEvent::Again(request));
            }
            // What would come too late is not waited for.
            Decision::RetryAfter(_) | Decision::GiveUp(_) => self.end_request(now, request, outcome, diary),
        }
    }

    fn decide_for_request(&mut self, now: Instant, request: u32, failure: Failure) -> Decision {
        let this = &mut self.requests[request];
        let call = &mut self.calls[this.call as usize];
        let stream = call.streams[this.class as usize].retry.stream(this.owner);
        let mut source = stream.at(call.address(this.index, this.tries));
        let place = call.pair(this.caller, this.asked);
        let caller = &mut call.callers[this.caller as usize];
        let reaction = Reaction {
            now,
            failure,
            began: this.began,
            failures: this.failures,
            attempts_in_flight: caller.in_flight,
            retries_under_way: caller.retries_in_flight + caller.retries_due,
            obeys: None,
        };
        if !call.remembers {
            return call.plan.behaviour.after_failure(None, &reaction, &mut source);
        }
        // The wait before and the failures by kind belong to the request and not to its caller.
        caller.memory.swap_request(&mut this.memory);
        let state = Remembered {
            own: &mut caller.memory,
            shared: &mut call.together,
            pair: place.map(|place| &mut call.pairs[place]),
        };
        let decision = call.plan.behaviour.after_failure(Some(state), &reaction, &mut source);
        caller.memory.swap_request(&mut this.memory);
        decision
    }

    pub(super) fn leave_pool(&mut self, request: u32) {
        let this = &self.requests[request];
        let caller = &mut self.calls[this.call as usize].callers[this.caller as usize];
        caller.pool.retain(|waiting| *waiting != request);
    }

    /// The connection of a request is free: the next one that waits has it. It goes out in an event of its own, for many
    /// may wait whose tries end at once.
    pub(super) fn give_back_connection(&mut self, now: Instant, request: u32, diary: &mut Diary) {
        let this = &mut self.requests[request];
        if !std::mem::take(&mut this.connected) {
            return;
        }
        let caller = &mut self.calls[this.call as usize].callers[this.caller as usize];
        match caller.pool.pop_front() {
            None => caller.connected -= 1,
            Some(next) => {
                let next_request = &mut self.requests[next];
                (next_request.connected, next_request.due) = (true, now);
                diary.push(now, CellEvent::Again(next));
            }
        }
    }
}

impl Call {
    /// The address of the draws of a try of a request with this index; the first is number 1.
    fn address(&self, index: u64, tries: u32) -> u64 {
        try_below(index, self.key, tries - 1)
    }

    /// The place of a pair of caller and instance in [`Call::pairs`], if a guard remembers pairs and one was asked.
    fn pair(&self, caller: u32, asked: Option<u16>) -> Option<usize> {
        let places = self.pairs.len() / self.callers.len().max(1);
        (places > 0).then(|| caller as usize * places + usize::from(asked.unwrap_or(0)).min(places - 1))
    }
}
