//! How instances come up: the work of a start, and restarts by balancers.
//!
//! An instance that does its start-up work and does not serve meanwhile is as if down, and takes no worker. One that serves
//! has one of its workers busy with it.

use super::processing::Beside;
use super::{Cell, Diary};
use crate::model::event::CellEvent;
use crate::model::graph::rotation::Out;
use crate::model::observe::Trace;
use crate::model::server::{Lanes, Starting};
use crate::units::{Instant, Span};

impl<T: Trace> Cell<T> {
    /// An instance restarts, or its start-up work is done; see [`CellEvent::Start`].
    pub(super) fn starts(&mut self, now: Instant, number: u32, diary: &mut Diary) {
        let (service, place) = self.instance((number / 2) as usize);
        if number.is_multiple_of(2) {
            return self.restart(now, service, place, diary);
        }
        let starting = &self.services[service].instances[place].starting;
        if starting.is_some_and(|starting| starting.ends == now) {
            self.start_ends(now, service, place, diary);
        }
    }

    /// An entry of the timeline brings an instance down, or lets it come up.
    pub(super) fn set_down(&mut self, now: Instant, number: usize, place: usize, down: bool, diary: &mut Diary) {
        self.services[number].instances[place].down = down;
        match down {
            true => self.crash(now, number, place, diary),
            false => self.come_up(now, number, place, diary),
        }
    }

    /// An instance is added or removed. One that has not finished what it had when it was removed has been there all the
    /// time.
    pub(super) fn comes_or_goes(
        &mut self,
        now: Instant,
        (number, place): (usize, usize),
        comes: bool,
        diary: &mut Diary,
    ) {
        let instance = &self.services[number].instances[place];
        let (starts, present, down) = (instance.starting.is_some(), instance.present(), instance.down);
        if comes && present == 0 && !down {
            self.come_up(now, number, place, diary);
        } else if !comes && starts {
            self.start_ends(now, number, place, diary);
        }
    }

    /// An instance restarts, because its balancer wants it or for want of a resource, unless it went down or was removed in
    /// this moment.
    fn restart(&mut self, now: Instant, number: usize, place: usize, diary: &mut Diary) {
        let service = &mut self.services[number];
        let instance = &mut service.instances[place];
        let ran_out = std::mem::take(&mut instance.restarts);
        // One that has gone down meanwhile has nothing left to lose.
        if instance.down || (ran_out && !instance.up) || service.rotation.is_out(place, Out::Removed) {
            return;
        }
        self.count_workers(now);
        let counts = self.seen.service_at(now, number);
        *(if ran_out { &mut counts.ran_out } else { &mut counts.restarts }) += 1;
        self.crash(now, number, place, diary);
        self.come_up(now, number, place, diary);
    }

    /// An instance comes up, and does its start first. What is in its durable queue has waited for that; what is within it
    /// is empty.
    fn come_up(&mut self, now: Instant, number: usize, place: usize, diary: &mut Diary) {
        for cache in self.services[number].caches_within.clone() {
            self.services[cache].instances[place].cache.clear();
        }
        self.begin_start(now, number, place, diary);
        let service = &self.services[number];
        if service.instances[place].up && service.plan.durable.is_some() {
            self.take_waiting(now, number, place, diary);
        }
    }

    fn begin_start(&mut self, now: Instant, number: usize, place: usize, diary: &mut Diary) {
        let service = &mut self.services[number];
        let first = service.first;
        if let Some(balancer) = &mut service.balancer
            && let Some(restarts) = &balancer.plan.restarts
        {
            balancer.records[place].comes_up(now, restarts);
        }
        let there = !service.rotation.is_out(place, Out::Removed);
        let instance = &mut service.instances[place];
        instance.up = true;
        let Some(start) = service.plan.start.as_ref().filter(|_| there) else { return };
        instance.starts += 1;
        let work = start.work.sample_at(service.start, place as u64, instance.starts).scaled(instance.slowness);
        if work == Span::ZERO {
            return;
        }
        instance.up = start.serves_meanwhile;
        if start.serves_meanwhile {
            instance.begin(Lanes::common(&service.plan.bulkheads));
            service.busy.set(now, service.busy.level() + 1);
        }
        let (instance, processors) = (first + place, instance.processors);
        let (ends, handle) = match processors {
            Some(processors) => {
                (Instant::NEVER, Some(self.work_beside(now, (instance, processors), Beside::Start, work, diary)))
            }
            None => {
                diary.push(now + work, CellEvent::Start(2 * instance as u32 + 1));
                (now + work, None)
            }
        };
        self.services[number].instances[place].starting = Some(Starting { since: now, ends, handle });
    }

    /// The start-up work of an instance is done on its shared processors.
    pub(super) fn start_has_worked(&mut self, now: Instant, instance: usize, diary: &mut Diary) {
        let (service, place) = self.instance(instance);
        if let Some(starting) = &mut self.services[service].instances[place].starting {
            (starting.ends, starting.handle) = (now, None);
            diary.push(now, CellEvent::Start(2 * instance as u32 + 1));
        }
    }

    /// The start-up work of an instance is done, or nobody needs it any more.
    fn start_ends(&mut self, now: Instant, number: usize, place: usize, diary: &mut Diary) {
        self.count_workers(now);
        self.stop_start(now, number, place, diary);
        self.services[number].instances[place].up = true;
        self.take_waiting(now, number, place, diary);
    }

    /// An instance works on its start no more, done or not.
    pub(super) fn stop_start(&mut self, now: Instant, number: usize, place: usize, diary: &mut Diary) {
        let instance = &mut self.services[number].instances[place];
        let Some(starting) = instance.starting.take() else { return };
        if let (Some(handle), Some(processors)) = (starting.handle, instance.processors) {
            self.stop_sharing(now, processors, handle, diary);
        }
        let service = &mut self.services[number];
        if service.plan.start.as_ref().is_some_and(|start| start.serves_meanwhile) {
            service.instances[place].finish(Lanes::common(&service.plan.bulkheads));
            service.busy.set(now, service.busy.level() - 1);
            self.seen.service_at(now, number).start_work += now.since(starting.since).0;
        }
    }
}
