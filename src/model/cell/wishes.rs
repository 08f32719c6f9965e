//! How clients play: wishes begin, attempts are sent or refused, failures are answered by policies, wishes end.

use super::knocking::Knocked;
use super::{Cell, Diary, Nature};
use crate::model::activesync::Contact;
use crate::model::attempt::NONE;
use crate::model::client::{Client, Phase};
use crate::model::edge::{Answer, Gate, Refusal, Reply};
use crate::model::event::CellEvent;
use crate::model::observe::{Trace, WishEnd};
use crate::model::retry::{DRAWS_BEFORE_WAIT, Decision, ErrorKind, Failure, PolicyState, Reaction, Remembered};
use crate::units::{Instant, Span};

impl<T: Trace> Cell<T> {
    /// A client does what it has been waiting to do.
    pub(super) fn wake(&mut self, now: Instant, client: u32, diary: &mut Diary) {
        if self.clients[client as usize].due != now {
            return;
        }
        self.clients[client as usize].due = Instant::NEVER;
        match self.clients[client as usize].phase {
            Phase::Idle => self.begin_wish(now, client, diary),
            Phase::Waiting | Phase::Blocked => {
                let role = &mut self.roles[self.clients[client as usize].role as usize];
                role.retries_due -= u32::from(role.memory.is_some());
                self.attempt(now, client, diary);
            }
            Phase::Broken => {
                self.phone(client).repaired = true;
                self.attempt(now, client, diary);
            }
            Phase::InFlight | Phase::Gone => unreachable!("a client in flight or gone waits for nothing"),
        }
    }

    /// A session of an open class arrives: a new client with one wish.
    pub(super) fn session_arrives(&mut self, now: Instant, class: usize, diary: &mut Diary) {
        if self.classes[class].session_due != now {
            return;
        }
        let number = self.classes[class].sessions;
        self.classes[class].sessions += 1;
        self.plan_next_session(now, class, diary);
        let first_role = self.roles.iter().position(|role| role.class == class).expect("every class has a role");
        let mut client = Client::new(number, self.role_of(class, number, first_role));
        client.mark = self.entry_of(class, number).map_or(0, |(mark, _)| mark);
        let state = self.roles[client.role as usize].behaviour.fresh_state();
        let keeps_states = self.roles.iter().any(|role| role.memory.is_some());
        let id = match self.free_clients.pop() {
            Some(id) => {
                self.clients[id as usize] = client;
                id
            }
            None => {
                self.clients.push(client);
                (self.clients.len() - 1) as u32
            }
        };
        if keeps_states {
            self.client_states.resize(self.clients.len(), state.clone());
            self.client_states[id as usize] = state;
        }
        self.begins_without_connections(id);
        self.classes[class].census.enter(now, Phase::Idle);
        self.begin_wish(now, id, diary);
    }

    pub(super) fn begin_wish(&mut self, now: Instant, client: u32, diary: &mut Diary) {
        let class = self.class_of(client);
        let this = &mut self.clients[client as usize];
        this.wish += 1;
        this.wish_start = now;
        (this.sent, this.failures, this.done) = (0, 0, 0);
        self.seen.at(now, class).wishes += 1;
        self.open_window(now, client, class);
        if self.classes[class].plan.is_activesync() {
            self.choose_first_step(now, client);
        }
        self.attempt(now, client, diary);
    }

    /// Sends the next attempt of a client's wish, if nothing stops it: a device that broke down, a guard of its own, or
    /// the edge. After a refusal that is certain to be repeated, the knocks that follow are played in a row
    /// ([`Cell::knock_on`]).
    pub(super) fn attempt(&mut self, now: Instant, client: u32, diary: &mut Diary) {
        let class = self.class_of(client);
        if self.classes[class].plan.is_activesync() && self.breaks_down(now, client, diary) {
            return;
        }
        let this = &mut self.clients[client as usize];
        let remembers = self.roles[this.role as usize].memory.is_some();
        let retry = this.failures > 0;
        let (number, wish, index) = (this.number, this.wish, this.index());
        this.sent += 1;
        if remembers && !self.guard_lets_through(now, client, index, retry) {
            self.seen.at(now, class).held_back += 1;
            let failure = Failure { kind: ErrorKind::Busy, retry_after: None };
            return self.react(now, client, failure, Phase::Waiting, diary);
        }
        let counts = self.seen.at(now, class);
        *(if retry { &mut counts.retries } else { &mut counts.first_attempts }) += 1;
        self.trace.attempt(now, class, number, wish, retry);
        let part = &mut self.classes[class];
        if matches!(part.gate, Gate::Open) {
            return self.send(now, client, class, retry, diary);
        }
        // The place of a device in a ramp is drawn only where the gate asks for it.
        let place = match part.gate {
            Gate::Admit(..) => 1.0 - part.nature(number, Nature::Admission),
            Gate::Open | Gate::Closed(_) | Gate::Limited(..) => 0.0,
        };
        match part.gate.answer(now, place) {
            Answer::Pass => self.send(now, client, class, retry, diary),
            Answer::Refuse { reply, until } => self.refused(now, client, index, reply, until, diary),
        }
    }

    /// The edge refuses an attempt, and would refuse the same device again before `until` unless the gate is changed.
    fn refused(&mut self, now: Instant, client: u32, index: u64, reply: Reply, until: Instant, diary: &mut Diary) {
        let class = self.class_of(client);
        self.seen.at(now, class).refused_at_edge += 1;
        self.trace.refused(now, class, self.clients[client as usize].number);
        if matches!(self.classes[class].gate, Gate::Limited(..)) {
            self.edge_refuses(now, class);
        }
        let noticed = now
            + match reply.refusal {
                Refusal::Drop => self.timeout_of(client, index),
                Refusal::Forbidden | Refusal::Unavailable | Refusal::Reset => self.plan.edge.round_trip,
            };
        self.set_phase(now, client, Phase::Blocked);
        if noticed >= self.end {
            return;
        }
        self.seen.failure(noticed, class, reply.failure().kind);
        let knocked = match self.decide(noticed, client, reply.failure()) {
            Decision::GiveUp(_) => Knocked::GaveUp(noticed),
            Decision::RetryAfter(wait) => self.knock_on(noticed + wait, client, reply, until.min(self.quiet_until)),
        };
        match knocked {
            Knocked::Until(next) => self.wake_at(next, client, diary),
            Knocked::GaveUp(noticed) => self.give_up(noticed, client, diary),
        }
    }

    /// The client's own answer to a failure, as it notices it.
    pub(super) fn fail(&mut self, now: Instant, client: u32, failure: Failure, diary: &mut Diary) {
        let class = self.class_of(client);
        self.seen.failure(now, class, failure.kind);
        self.react(now, client, failure, Phase::Waiting, diary);
    }

    fn react(&mut self, now: Instant, client: u32, failure: Failure, phase: Phase, diary: &mut Diary) {
        match self.decide(now, client, failure) {
            Decision::GiveUp(_) => self.give_up(now, client, diary),
            Decision::RetryAfter(wait) => {
                self.set_phase(now, client, phase);
                self.wake_at(now + wait, client, diary);
            }
        }
    }

    #[inline]
    pub(super) fn decide(&mut self, now: Instant, client: u32, failure: Failure) -> Decision {
        let this = &mut self.clients[client as usize];
        this.failures = this.failures.saturating_add(1);
        let role = &mut self.roles[this.role as usize];
        self.trace.failed(now, role.class, this.number);
        let stream = self.classes[role.class].streams.retry.stream(u64::from(this.number));
        if let (Some(wait), None) = (role.steady_waits[failure.kind.index()], failure.retry_after) {
            let mut source = stream.at(this.index() - 1);
            source.skip(DRAWS_BEFORE_WAIT);
            return Decision::RetryAfter(wait.sample(&mut source));
        }
        let reaction = Reaction {
            now,
            failure,
            began: this.wish_start,
            failures: u32::from(this.failures),
            attempts_in_flight: role.in_flight,
            retries_under_way: role.retries_in_flight + role.retries_due,
            obeys: failure.retry_after.map(|_| self.classes[role.class].nature(this.number, Nature::Obeys)),
        };
        // The attempt that failed has the index before the next one.
        let mut source = stream.at(this.index() - 1);
        let state = remembered(&mut role.memory, &mut self.client_states, client);
        let remembers = state.is_some();
        let decision = role.behaviour.after_failure(state, &reaction, &mut source);
        role.retries_due += u32::from(remembers && matches!(decision, Decision::RetryAfter(_)));
        let class = role.class;
        if decision.is_denial() {
            self.seen.at(now, class).denied += 1;
        }
        decision
    }

    fn guard_lets_through(&mut self, now: Instant, client: u32, index: u64, retry: bool) -> bool {
        let this = &self.clients[client as usize];
        let role = &mut self.roles[this.role as usize];
        let mut source = self.classes[role.class].streams.guard.stream(u64::from(this.number)).at(index);
        let state = remembered(&mut role.memory, &mut self.client_states, client);
        role.behaviour.may_send(state, now, retry, &mut source)
    }

    /// A request was answered in time.
    pub(super) fn succeed(&mut self, now: Instant, client: u32, messages: u32, diary: &mut Diary) {
        let class = self.class_of(client);
        self.seen.at(now, class).answered += 1;
        let this = &mut self.clients[client as usize];
        self.trace.answered(now, class, this.number);
        this.failures = 0;
        this.done = this.done.saturating_add(1);
        let done = u32::from(this.done);
        let role = &mut self.roles[this.role as usize];
        if let Some(state) = remembered(&mut role.memory, &mut self.client_states, client) {
            role.behaviour.after_success(state, now);
        }
        match &self.classes[class].plan.web {
            None => self.phone_succeeds(now, client, messages, diary),
            Some(web) if done < web.requests => self.attempt(now, client, diary),
            Some(_) => {
                self.settle_window(now, client, self.lost_from(client), false);
                self.fulfil(now, client, diary);
            }
        }
    }

    /// The wish of a client is met.
    pub(super) fn fulfil(&mut self, now: Instant, client: u32, diary: &mut Diary) {
        self.end_wish(now, client, WishEnd::Success);
        let class = &self.classes[self.class_of(client)];
        let this = &self.clients[client as usize];
        let mut source = class.streams.think.stream(u64::from(this.number)).at(u64::from(this.wish));
        let next = match (&class.plan.web, &self.roles[this.role as usize].contact) {
            (Some(web), _) if !class.is_open() => match &class.clock {
                None => now + web.think.sample(&mut source).scaled(1.0 / class.surge),
                Some(clock) => {
                    let due = clock.due().map_or(Span::ZERO, |due| due.sample(&mut source).scaled(1.0 / class.surge));
                    clock.next_after(now + due, this.number)
                }
            },
            (None, Some(Contact::Poll { every })) => now + every.sample(&mut source).scaled(1.0 / class.surge),
            (None, Some(Contact::LongPoll { heartbeat })) => {
                let heartbeat = *heartbeat;
                let phone = self.phone(client);
                if phone.pending > 0 { now } else { phone.next_mail.min(now + heartbeat) }
            }
            (Some(_), _) => return self.leave(now, client),
            (None, None) => unreachable!("a phone has a way to keep in touch"),
        };
        self.set_phase(now, client, Phase::Idle);
        self.wake_at(next, client, diary);
    }

    /// A client gives its wish up.
    pub(super) fn give_up(&mut self, now: Instant, client: u32, diary: &mut Diary) {
        let class = self.class_of(client);
        self.lose_service(now, client, class);
        self.end_wish(now, client, WishEnd::Abandoned);
        let class = &self.classes[class];
        let this = &self.clients[client as usize];
        let (number, wish) = (u64::from(this.number), u64::from(this.wish));
        let mut back = class.streams.back.stream(number).at(wish);
        let mut think = class.streams.think.stream(number).at(wish);
        let next = match (&class.plan.web, &self.roles[this.role as usize].contact) {
            (None, Some(Contact::LongPoll { heartbeat })) => now + *heartbeat,
            (None, Some(Contact::Poll { every })) => now + every.sample(&mut think),
            (None, None) => unreachable!("a phone has a way to keep in touch"),
            (Some(web), _) if class.is_open() => match &web.comes_back {
                Some(plan) if back.unit() <= plan.share.get() => now + plan.after.sample(&mut back),
                Some(_) | None => return self.leave(now, client),
            },
            (Some(web), _) => match (&web.back_after, &class.clock) {
                (Some(pause), _) => now + pause.sample(&mut back),
                (None, Some(clock)) => clock.next_after(now, this.number),
                (None, None) => now + web.think.sample(&mut think).scaled(1.0 / class.surge),
            },
        };
        self.set_phase(now, client, Phase::Idle);
        self.wake_at(next, client, diary);
    }

    pub(super) fn end_wish(&mut self, now: Instant, client: u32, end: WishEnd) {
        let class = self.class_of(client);
        let this = &self.clients[client as usize];
        self.trace.wish_ended(now, class, this.number, this.wish_start, end);
        self.seen.wish_ended(now, class, this.wish_start, end);
        self.clients[client as usize].wish_start = Instant::NEVER;
    }

    fn leave(&mut self, now: Instant, client: u32) {
        self.close_session(now, client, self.class_of(client));
        self.close_all_of_client(client);
        self.set_phase(now, client, Phase::Gone);
        self.free_clients.push(client);
    }

    pub(super) fn wake_at(&mut self, at: Instant, client: u32, diary: &mut Diary) {
        self.clients[client as usize].due = at;
        diary.push(at, CellEvent::Wake(client));
    }

    /// Changes what a client is doing and keeps the census.
    #[inline]
    pub(super) fn set_phase(&mut self, now: Instant, client: u32, phase: Phase) {
        let this = &mut self.clients[client as usize];
        let class = self.roles[this.role as usize].class;
        self.classes[class].census.pass(now, this.phase, phase);
        self.trace.phase(now, class, this.phase, phase);
        this.phase = phase;
        debug_assert!(phase == Phase::InFlight || this.attempt == NONE, "only a client in flight has an attempt");
    }
}

fn remembered<'a>(
    shared: &'a mut Option<Box<PolicyState>>,
    states: &'a mut [PolicyState],
    client: u32,
) -> Option<Remembered<'a>> {
    Some(Remembered { shared: shared.as_deref_mut()?, own: states.get_mut(client as usize)?, pair: None })
}
