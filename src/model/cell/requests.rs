//! Calls that handlers make: a request of a handler goes out, fails, is tried again, ends, and its handler goes on.
//!
//! Nothing here calls itself: what ends in the moment in which it begins is noted ([`Request::ended`]) and told to the
//! handler by who began it.

use super::request::{Request, Waits};
use super::{Cell, Diary};
use crate::engine::random::below;
use crate::model::attempt::{Attempt, NONE, Stage};
use crate::model::event::CellEvent;
use crate::model::graph::program::Site;
use crate::model::graph::{Deadline, Outcome};
use crate::model::observe::Trace;
use crate::model::retry::{ErrorKind, Failure};
use crate::units::Instant;

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
            began: now,
            tries: 0,
            failures: 0,
            attempt: NONE,
            due: Instant::NEVER,
            expires,
            memory: call.plan.behaviour.fresh_state(),
            waits: Waits::Nothing,
            connected: false,
            way: site.call,
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
            Waits::Failure => {
                let failure = Failure { kind: ErrorKind::ServerError, retry_after: None };
                self.request_fails(now, request, failure, false, diary);
            }
            Waits::Nothing => unreachable!("what is due has waited for something"),
        }
    }

    /// The try of a request has broken, with many others perhaps. It fails in an event of its own, for when one of them fails
    /// its handler may give up the others.
    pub(super) fn breaks(&mut self, now: Instant, request: u32, diary: &mut Diary) {
        let this = &mut self.requests[request];
        (this.waits, this.due) = (Waits::Failure, now);
        diary.push(now, CellEvent::Again(request));
    }

    /// A request has ended: the handler that waits for it goes on, if that was what it waited for.
    pub(super) fn end_request(&mut self, now: Instant, request: u32, outcome: Outcome, diary: &mut Diary) {
        let this = &mut self.requests[request];
        let (parent, call, beginning) = (this.parent, this.call as usize, this.beginning);
        let (class, asked) = (this.class as usize, this.asked);
        if outcome.fails() && parent != NONE {
            self.seen.call_at(now, call).given_up += 1;
        }
        if beginning {
            self.requests[request].ended = Some(outcome);
            return;
        }
        self.detach(request);
        if parent == NONE && self.is_check(class) {
            return self.check_ends(now, call, asked, !outcome.fails(), diary);
        } else if parent == NONE {
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
}
