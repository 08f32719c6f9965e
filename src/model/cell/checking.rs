//! What balancers think of the instances of their services: checks that they send, calls whose end they see, and who is
//! ejected for that.
//!
//! A check that goes through the queue is a request like those of handlers, of a call that belongs to no class and no
//! handler: it waits for a worker, may be refused, breaks when the instance goes down, and ends in [`Cell::check_ends`].
//! In the measures it counts as work of the service, and nowhere else.

use super::request::{Request, Waits};
use super::services::{Balancer, Service, Way};
use super::{Cell, Diary};
use crate::engine::StreamFamily;
use crate::model::attempt::NONE;
use crate::model::event::CellEvent;
use crate::model::graph::BalancerPlan;
use crate::model::graph::health::Record;
use crate::model::graph::program::Program;
use crate::model::graph::rotation::{Out, Rotation};
use crate::model::observe::Trace;
use crate::model::server::Lanes;
use crate::units::{Instant, Limit};

/// The name under which checks have their random numbers.
const CHECKS: &str = "health checks";
/// Instead of the number of a client.
const NO_CLIENT: u32 = u32::MAX;

impl Service {
    /// A balancer looks after its instances. Its checks, if it has some, are those of a class after the last one.
    pub(super) fn give_balancer(&mut self, plan: &BalancerPlan, seed: u64) {
        let (instances, there) = (self.instances.len(), self.plan.instances as usize);
        self.rotation = Rotation::new(instances, there, plan.at_most_ejected, plan.panic_below);
        if let Some(check) = plan.check.as_ref().filter(|check| check.through_queue) {
            self.programs.push(Program::of_work(check.work.clone()));
            let lane = Lanes::common(&self.plan.bulkheads);
            self.ways.push(Way::new(seed, CHECKS, (&self.name, None), lane, Limit::Unlimited));
        }
        let records = vec![Record::NEW; instances];
        self.balancer = Some(Box::new(Balancer { plan: plan.clone(), call: 0, records }));
    }
}

impl<T: Trace> Cell<T> {
    /// The first check of every instance comes at any time within a period.
    pub(super) fn begin_checks(&mut self, diary: &mut Diary) {
        for service in &self.services {
            let Some(check) = service.balancer.as_ref().and_then(|balancer| balancer.plan.check.as_ref()) else {
                continue;
            };
            let phase = StreamFamily::new(self.plan.run.seed, CHECKS, &format!("{} phase", service.name));
            for place in 0..service.instances.len() {
                let first = check.every.scaled(phase.stream(place as u64).at(0).unit());
                diary.push(Instant::START + first, CellEvent::Health(2 * (service.first + place) as u32));
            }
        }
    }

    /// Whether something that belongs to this class is a check.
    #[inline]
    pub(super) fn is_check(&self, class: usize) -> bool {
        class == self.classes.len()
    }

    /// A check is due, or the time may be over for which an instance was out; see [`CellEvent::Health`].
    pub(super) fn look_after(&mut self, now: Instant, number: u32, diary: &mut Diary) {
        let (service, place) = self.instance((number / 2) as usize);
        if number.is_multiple_of(2) { self.check(now, service, place, diary) } else { self.weigh(now, service, place) }
    }

    fn check(&mut self, now: Instant, number: usize, place: usize, diary: &mut Diary) {
        let service = &mut self.services[number];
        let Some(balancer) = &mut service.balancer else { return };
        let Some(check) = &balancer.plan.check else { return };
        if now + check.every < self.end {
            diary.push(now + check.every, CellEvent::Health(2 * (service.first + place) as u32));
        }
        if service.rotation.is_out(place, Out::Removed) {
            return;
        }
        if !check.through_queue {
            let up = service.instances[place].up;
            return self.note_check(now, number, place, up, diary);
        }
        balancer.records[place].checks += 1;
        let call = &self.calls[balancer.call as usize];
        let request = self.requests.insert(Request {
            parent: NONE,
            next: NONE,
            call: balancer.call,
            way: balancer.call,
            class: self.classes.len() as u8,
            client: NO_CLIENT,
            caller: 0,
            owner: place as u64,
            index: balancer.records[place].checks,
            began: now,
            tries: 1,
            failures: 0,
            attempt: NONE,
            due: Instant::NEVER,
            expires: Instant::NEVER,
            memory: call.plan.behaviour.fresh_state(),
            waits: Waits::Nothing,
            connected: false,
            asked: Some(place as u16),
            beginning: false,
            ended: None,
        });
        self.post(now, request, diary);
    }

    /// A check through the queue of an instance has ended.
    pub(super) fn check_ends(
        &mut self,
        now: Instant,
        call: usize,
        asked: Option<u16>,
        passed: bool,
        diary: &mut Diary,
    ) {
        let service = self.calls[call].service as usize;
        if let Some(place) = asked {
            self.note_check(now, service, place as usize, passed, diary);
        }
    }

    fn note_check(&mut self, now: Instant, number: usize, place: usize, passed: bool, diary: &mut Diary) {
        let service = &mut self.services[number];
        let may_eject = service.may_eject(place);
        let Some(balancer) = &mut service.balancer else { return };
        let Some(check) = &balancer.plan.check else { return };
        let record = &mut balancer.records[place];
        record.note_check(check, passed, may_eject);
        let down = service.instances[place].down;
        if let Some(restarts) = &balancer.plan.restarts
            && !down
            && record.is_dead(now, restarts, passed)
        {
            // In an event of its own, for this check may have ended in the midst of something that the restart would end.
            diary.push(now, CellEvent::Start(2 * (service.first + place) as u32));
        }
        self.weigh(now, number, place);
    }

    /// A try of a call has ended of which its caller knows how; for balancers that look at calls.
    pub(super) fn note_end(&mut self, now: Instant, id: u32, good: bool, diary: &mut Diary) {
        let attempt = &self.attempts[id];
        if !self.is_check(attempt.class as usize) {
            self.note_call(now, attempt.service as usize, attempt.server as usize, good, diary);
        }
    }

    /// The same, of a try that an instance refused in the moment in which it was sent.
    pub(super) fn note_call(&mut self, now: Instant, number: usize, place: usize, good: bool, diary: &mut Diary) {
        let service = &mut self.services[number];
        let may_eject = service.may_eject(place);
        let Some(balancer) = &mut service.balancer else { return };
        let Some(outliers) = &balancer.plan.outliers else { return };
        // Nobody was asked, perhaps.
        let Some(record) = balancer.records.get_mut(place) else { return };
        if !record.note_call(now, outliers, good, may_eject) {
            return;
        }
        if record.out_until < self.end {
            diary.push(record.out_until, CellEvent::Health(2 * (service.first + place) as u32 + 1));
        }
        self.weigh(now, number, place);
    }

    /// An instance is ejected or comes back, as its balancer thinks of it now.
    fn weigh(&mut self, now: Instant, number: usize, place: usize) {
        let service = &mut self.services[number];
        let Some(balancer) = &service.balancer else { return };
        let out = balancer.records[place].is_out(now) && !service.rotation.is_out(place, Out::Removed);
        if service.rotation.set(now, place, Out::Ejected, out) && out {
            self.seen.service_at(now, number).ejections += 1;
        }
    }

    /// An instance comes or goes: what its balancer thought of it is no longer true.
    pub(super) fn forget_health(&mut self, now: Instant, number: usize, place: usize) {
        if let Some(balancer) = &mut self.services[number].balancer {
            balancer.records[place].forget();
        }
        self.weigh(now, number, place);
    }
}

impl Service {
    /// Whether an instance may be ejected, or is so already.
    fn may_eject(&self, place: usize) -> bool {
        let known = place < self.instances.len();
        known && (self.rotation.is_out(place, Out::Ejected) || self.rotation.may_eject())
    }
}
