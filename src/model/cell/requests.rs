//! Calls that handlers make: a request of a handler goes out, fails, is tried again, ends, and its handler goes on.
//!
//! Nothing here calls itself: what ends in the moment in which it begins is noted ([`Request::ended`]) and told to the
//! handler by who began it.

use super::services::Call;
use super::{Cell, Diary};
use crate::engine::random::{below, try_below};
use crate::model::attempt::{Attempt, NONE, Stage};
use crate::model::event::CellEvent;
use crate::model::graph::balance::Choice;
use crate::model::graph::program::Site;
use crate::model::graph::{Deadline, Outcome};
use crate::model::observe::Trace;
use crate::model::retry::{Decision, ErrorKind, Failure, PolicyState, Reaction, Remembered};
use crate::model::server::Server;
use crate::units::Instant;

/// A request that a handler has made and that has not ended.
#[derive(Clone)]
pub(super) struct Request {
    /// The attempt whose handler waits for it; [`NONE`] if nobody does any more.
    pub(super) parent: u32,
    /// The next request of the same handler.
    next: u32,
    pub(super) call: u16,
    pub(super) class: u8,
    pub(super) client: u32,
    /// Who calls, as in [`Call::callers`].
    pub(super) caller: u32,
    pub(super) owner: u64,
    pub(super) index: u64,
    /// Tries that were sent or stopped.
    tries: u32,
    failures: u32,
    /// The try that is under way; [`NONE`] if there is none.
    pub(super) attempt: u32,
    /// When it does what it waits to do.
    due: Instant,
    /// From when on nobody wants the answer any more.
    expires: Instant,
    memory: PolicyState,
    waits: Waits,
    /// Whether it has a connection of the pool.
    connected: bool,
    /// The instance that was asked last.
    asked: Option<u16>,
    /// While it begins: how it ended, if it did.
    beginning: bool,
    ended: Option<Outcome>,
}

/// What a request that has no try under way waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Waits {
    Nothing,
    NextTry,
    Connection,
    /// To be told that its try has broken.
    Failure,
}

/// All requests of handlers that have not ended.
#[derive(Clone, Default)]
pub(super) struct Requests {
    slots: Vec<Request>,
    free: Vec<u32>,
}

impl Requests {
    fn insert(&mut self, request: Request) -> u32 {
        match self.free.pop() {
            Some(id) => {
                self.slots[id as usize] = request;
                id
            }
            None => {
                self.slots.push(request);
                (self.slots.len() - 1) as u32
            }
        }
    }

    fn remove(&mut self, id: u32) {
        self.slots[id as usize].due = Instant::NEVER;
        self.free.push(id);
    }

    /// Requests that have not ended.
    pub(super) fn alive(&self) -> usize {
        self.slots.len() - self.free.len()
    }
}

impl std::ops::Index<u32> for Requests {
    type Output = Request;
    #[inline]
    fn index(&self, id: u32) -> &Request {
        &self.slots[id as usize]
    }
}

impl std::ops::IndexMut<u32> for Requests {
    #[inline]
    fn index_mut(&mut self, id: u32) -> &mut Request {
        &mut self.slots[id as usize]
    }
}

/// The instances that a balancer chooses from: all but one.
struct Others<'a> {
    instances: &'a [Server],
    without: Option<u16>,
}

impl Others<'_> {
    fn number(&self, place: usize) -> usize {
        place + usize::from(self.without.is_some_and(|without| place >= without as usize))
    }
}

impl Choice for Others<'_> {
    fn count(&self) -> usize {
        self.instances.len() - usize::from(self.without.is_some())
    }
    fn load(&self, place: usize) -> u32 {
        self.instances[self.number(place)].present()
    }
}

impl<T: Trace> Cell<T> {
    /// The handler of an attempt makes the calls of its step. Gives how the step ended, if it did so at once.
    pub(super) fn begin_calls(
        &mut self,
        now: Instant,
        id: u32,
        sites: usize,
        needed: u32,
        diary: &mut Diary,
    ) -> Option<Outcome> {
        let attempt = &mut self.attempts[id];
        attempt.stage = Stage::Calling;
        (attempt.wanted, attempt.spare) = (needed as u16, (sites as u32 - needed) as u16);
        for place in 0..sites {
            let Attempt { service, handler, step, .. } = self.attempts[id];
            let site = self.services[service as usize].programs[handler as usize].site(step, place);
            let request = self.new_request(now, id, site);
            self.send_request(now, request, diary);
            let this = &mut self.requests[request];
            this.beginning = false;
            let Some(outcome) = this.ended else { continue };
            self.detach(request);
            if let Some(outcome) = self.count_end(id, outcome) {
                self.abandon_requests(now, id, true, diary);
                self.attempts[id].stage = Stage::Serving;
                return Some(outcome);
            }
        }
        None
    }

    fn new_request(&mut self, now: Instant, id: u32, site: Site) -> u32 {
        let call = &self.calls[site.call as usize];
        let attempt = &mut self.attempts[id];
        let expires = match call.plan.deadline {
            None => Instant::NEVER,
            Some(Deadline::Inherit) => attempt.expires,
            Some(Deadline::Within(time)) => attempt.expires.min(now + time),
        };
        let instance = self.services[attempt.service as usize].first + attempt.server as usize;
        let request = self.requests.insert(Request {
            parent: id,
            next: attempt.requests,
            call: site.call,
            class: attempt.class,
            client: attempt.client,
            caller: (self.classes.len() + instance) as u32,
            owner: attempt.owner,
            index: below(attempt.index, site.branch),
            tries: 0,
            failures: 0,
            attempt: NONE,
            due: Instant::NEVER,
            expires,
            memory: call.plan.behaviour.fresh_state(),
            waits: Waits::Nothing,
            connected: false,
            asked: None,
            beginning: true,
            ended: None,
        });
        attempt.requests = request;
        request
    }

    /// A request does what it has been waiting to do: its next try, to give up the wait for a connection, or to fail.
    pub(super) fn again(&mut self, now: Instant, request: u32, diary: &mut Diary) {
        let this = &mut self.requests[request];
        if this.due != now {
            return;
        }
        this.due = Instant::NEVER;
        match std::mem::replace(&mut this.waits, Waits::Nothing) {
            Waits::NextTry => {
                let (call, caller) = (this.call as usize, this.caller as usize);
                self.calls[call].callers[caller].retries_due -= 1;
                self.send_request(now, request, diary);
            }
            Waits::Connection if this.connected => self.dispatch(now, request, diary),
            Waits::Connection => {
                self.leave_pool(request);
                self.end_request(now, request, Outcome::Open, diary);
            }
            Waits::Failure => self.request_fails(now, request, ErrorKind::ServerError, false, diary),
            Waits::Nothing => unreachable!("what is due has waited for something"),
        }
    }

    /// Sends the next try of a request, if no guard stops it and there is a connection for it.
    fn send_request(&mut self, now: Instant, request: u32, diary: &mut Diary) {
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
        if self.calls[number].plan.behaviour.remembers() && !self.guard_of_call_lets_through(now, request, retry) {
            self.seen.call_at(now, number).held_back += 1;
            return self.request_fails(now, request, ErrorKind::Busy, true, diary);
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
    fn dispatch(&mut self, now: Instant, request: u32, diary: &mut Diary) {
        if self.calls[self.requests[request].call as usize].pairs.is_empty() {
            self.choose_for_request(request);
        }
        let this = &mut self.requests[request];
        let (number, class, retry) = (this.call as usize, this.class as usize, this.failures > 0);
        let server = this.asked.unwrap_or(0);
        let call = &self.calls[number];
        let index = call.address(this.index, this.tries);
        let streams = &call.streams[class];
        let timeout = call.plan.timeout.sample_at(streams.timeout, this.owner, index);
        let bytes = call.plan.request.sample_at(streams.request, this.owner, index);
        let deadline = (now + timeout).min(this.expires);
        let id = self.attempts.insert(Attempt {
            parent: request,
            class: this.class,
            retry,
            handler: call.handler,
            call: this.call,
            service: call.service,
            server,
            deadline,
            expires: this.expires,
            ..Attempt::new(this.client, this.owner, index, now)
        });
        this.attempt = id;
        let counts = self.seen.call_at(now, number);
        *(if retry { &mut counts.retries } else { &mut counts.first_attempts }) += 1;
        let caller = &mut self.calls[number].callers[self.requests[request].caller as usize];
        caller.in_flight += 1;
        caller.retries_in_flight += u32::from(retry);
        if deadline < self.end {
            diary.push(deadline, CellEvent::Timeout(id));
        }
        self.transmit(now, id, true, bytes.0, diary);
    }

    fn choose_for_request(&mut self, request: u32) {
        let this = &self.requests[request];
        let address = (this.owner, self.calls[this.call as usize].address(this.index, this.tries));
        let server = self.choose(this.call as usize, this.class as usize, this.client, this.caller, address, this.asked);
        self.requests[request].asked = Some(server);
    }

    /// The instance that a try is sent to: of class, client and caller, with the address of its draws.
    pub(super) fn choose(
        &mut self,
        call: usize,
        class: usize,
        client: u32,
        caller: u32,
        (owner, index): (u64, u64),
        asked: Option<u16>,
    ) -> u16 {
        let (number, streams) = (self.clients[client as usize].number, &self.classes[class]);
        let call = &mut self.calls[call];
        let instances = &self.services[call.service as usize].instances;
        let without = asked.filter(|_| call.plan.retries_elsewhere && instances.len() > 1);
        let among = Others { instances, without };
        let home = |count| streams.home(number, count);
        let mut source = call.streams[class].balance.stream(owner).at(index);
        let turn = &mut call.callers[caller as usize].turn;
        let place = call.plan.balance.choose(&among, turn, home, &mut source);
        among.number(place) as u16
    }

    /// A try of a request was answered well.
    pub(super) fn request_succeeds(&mut self, now: Instant, request: u32, diary: &mut Diary) {
        let this = &self.requests[request];
        let (number, caller, asked) = (this.call as usize, this.caller, this.asked);
        self.seen.call_at(now, number).answered += 1;
        let call = &mut self.calls[number];
        if call.plan.behaviour.remembers() {
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
        kind: ErrorKind,
        unsent: bool,
        diary: &mut Diary,
    ) {
        self.give_back_connection(now, request, diary);
        let outcome = if unsent { Outcome::Open } else { Outcome::of(kind) };
        let this = &mut self.requests[request];
        this.failures += 1;
        if this.parent == NONE {
            // Nobody wants another try.
            return self.end_request(now, request, outcome, diary);
        }
        let (number, caller, expires) = (this.call as usize, this.caller as usize, this.expires);
        if !unsent {
            self.seen.call_at(now, number).failures[kind.index()] += 1;
        }
        match self.decide_for_request(now, request, Failure { kind, retry_after: None }) {
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

    /// The try of a request has broken, with many others perhaps. It fails in an event of its own, for when one of them fails
    /// its handler may give up the others.
    pub(super) fn breaks(&mut self, now: Instant, request: u32, diary: &mut Diary) {
        let this = &mut self.requests[request];
        (this.waits, this.due) = (Waits::Failure, now);
        diary.push(now, CellEvent::Again(request));
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
            failures: this.failures,
            attempts_in_flight: caller.in_flight,
            retries_under_way: caller.retries_in_flight + caller.retries_due,
        };
        if !call.plan.behaviour.remembers() {
            return call.plan.behaviour.after_failure(None, &reaction, &mut source);
        }
        // The wait before belongs to the request and not to its caller.
        caller.memory.swap_wait(&mut this.memory);
        let state = Remembered {
            own: &mut caller.memory,
            shared: &mut call.together,
            pair: place.map(|place| &mut call.pairs[place]),
        };
        let decision = call.plan.behaviour.after_failure(Some(state), &reaction, &mut source);
        caller.memory.swap_wait(&mut this.memory);
        decision
    }

    /// A request has ended: the handler that waits for it goes on, if that was what it waited for.
    fn end_request(&mut self, now: Instant, request: u32, outcome: Outcome, diary: &mut Diary) {
        let this = &mut self.requests[request];
        let (parent, call, beginning) = (this.parent, this.call as usize, this.beginning);
        if outcome.fails() && parent != NONE {
            self.seen.call_at(now, call).given_up += 1;
        }
        if beginning {
            self.requests[request].ended = Some(outcome);
            return;
        }
        self.detach(request);
        if parent == NONE {
            return;
        }
        if let Some(outcome) = self.count_end(parent, outcome) {
            self.abandon_requests(now, parent, true, diary);
            self.resume(now, parent, outcome, diary);
        }
    }

    /// Notes that one of the requests for which a handler waits has ended, and gives how its step ended if it has.
    fn count_end(&mut self, id: u32, outcome: Outcome) -> Option<Outcome> {
        let attempt = &mut self.attempts[id];
        if outcome.fails() {
            let ends = attempt.spare == 0;
            attempt.spare = attempt.spare.saturating_sub(1);
            return ends.then_some(outcome);
        }
        attempt.wanted -= 1;
        (attempt.wanted == 0).then_some(outcome)
    }

    /// Takes a request out of the list of its handler and forgets it.
    fn detach(&mut self, request: u32) {
        let Request { parent, next, .. } = self.requests[request];
        if parent != NONE {
            if self.attempts[parent].requests == request {
                self.attempts[parent].requests = next;
            } else {
                let mut before = self.attempts[parent].requests;
                while self.requests[before].next != request {
                    before = self.requests[before].next;
                }
                self.requests[before].next = next;
            }
        }
        self.requests.remove(request);
    }

    /// Nobody waits for the requests of a handler any more. If they are `told`, what they ask for is not sent, and their
    /// services do what they do for callers that have given up; if not, what is under way goes on.
    pub(super) fn abandon_requests(&mut self, now: Instant, id: u32, told: bool, diary: &mut Diary) {
        while self.attempts[id].requests != NONE {
            let request = self.attempts[id].requests;
            let this = &mut self.requests[request];
            self.attempts[id].requests = this.next;
            this.parent = NONE;
            let (attempt, number, caller) = (this.attempt, this.call as usize, this.caller as usize);
            match std::mem::replace(&mut this.waits, Waits::Nothing) {
                Waits::NextTry => self.calls[number].callers[caller].retries_due -= 1,
                Waits::Connection if !this.connected => self.leave_pool(request),
                Waits::Connection | Waits::Failure | Waits::Nothing => {}
            }
            if attempt == NONE {
                self.give_back_connection(now, request, diary);
                self.requests.remove(request);
            } else if told {
                self.stop_waiting(now, attempt, false);
                self.give_back_connection(now, request, diary);
                self.requests.remove(request);
                self.forget(now, attempt, diary);
            }
        }
    }

    fn leave_pool(&mut self, request: u32) {
        let this = &self.requests[request];
        let caller = &mut self.calls[this.call as usize].callers[this.caller as usize];
        caller.pool.retain(|waiting| *waiting != request);
    }

    /// The connection of a request is free: the next one that waits has it. It goes out in an event of its own, for many
    /// may wait whose tries end at once.
    fn give_back_connection(&mut self, now: Instant, request: u32, diary: &mut Diary) {
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
        let instances = self.pairs.len() / self.callers.len().max(1);
        (instances > 0).then(|| caller as usize * instances + usize::from(asked.unwrap_or(0)))
    }
}

