//! Shared processors at work: of one instance, or of a machine with instances of several services.

use super::services::Service;
use super::{Cell, Diary};
use crate::model::attempt::Stage;
use crate::model::event::CellEvent;
use crate::model::graph::GraphPlan;
use crate::model::observe::Trace;
use crate::model::processors::Processors;
use crate::units::{Instant, Span};

/// From here on a number at shared processors is not that of an attempt: it says whose work for no attempt that is.
const BESIDE: u32 = 1 << 28;

/// Work of an instance that is for no attempt.
#[derive(Clone, Copy)]
pub(super) enum Beside {
    /// What a refusal or a handshake cost.
    Refusal,
    /// Its start.
    Start,
}

impl Beside {
    /// Instead of the number of an attempt.
    fn number(self, instance: usize) -> u32 {
        BESIDE + 2 * instance as u32 + self as u32
    }

    /// What it is, and of which instance; none for the number of an attempt.
    fn of(number: u32) -> Option<(Beside, usize)> {
        let beside = number.checked_sub(BESIDE)?;
        let what = if beside.is_multiple_of(2) { Beside::Refusal } else { Beside::Start };
        Some((what, (beside / 2) as usize))
    }
}

impl Service {
    /// Its instances have their part of machines that there are, or processors of their own.
    pub(super) fn give_processors(&mut self, graph: &GraphPlan, all: &mut Vec<Processors>) {
        let mut before = graph.hosts.iter().scan(0, |first, (name, host)| {
            let here = *first;
            *first += host.count;
            Some((name, here, host.count))
        });
        let host = self.plan.host.as_ref().and_then(|host| before.find(|(name, ..)| *name == host));
        for (place, instance) in self.instances.iter_mut().enumerate() {
            if let Some((_, first, count)) = host {
                instance.processors = Some(first + place as u32 % count);
            } else if let Some(own) = self.plan.processors {
                instance.processors = Some(all.len() as u32);
                all.push(Processors::new(own.cores));
            }
        }
    }
}

impl<T: Trace> Cell<T> {
    /// Some work on shared processors may have ended.
    pub(super) fn processors_end(&mut self, now: Instant, number: u32, diary: &mut Diary) {
        let processors = &mut self.processors[number as usize];
        if processors.armed != now {
            return;
        }
        processors.armed = Instant::NEVER;
        let ended: Vec<u32> = std::iter::from_fn(|| processors.take_ended(now)).collect();
        // The end of one may stop another one that ends in the same moment: then that is a blank when its turn comes.
        for id in ended.iter().filter(|id| **id < BESIDE) {
            self.attempts[*id].stage = Stage::Serving;
        }
        for id in ended {
            match Beside::of(id) {
                None => self.served(now, id, diary),
                // What a refusal cost is nobody's.
                Some((Beside::Refusal, _)) => {}
                Some((Beside::Start, instance)) => self.start_has_worked(now, instance, diary),
            }
        }
        self.arm_processors(now, number, diary);
    }

    /// Sees to it that the next end of work on shared processors is on the agenda, as [`Cell::arm`] does for links.
    pub(super) fn arm_processors(&mut self, now: Instant, number: u32, diary: &mut Diary) {
        let processors = &mut self.processors[number as usize];
        let due = processors.next_end(now);
        if due < processors.armed {
            processors.armed = due;
            diary.push(due, CellEvent::Processors(number));
        }
    }

    /// An instance with shared processors has work that is for no attempt. Gives the handle that stops it.
    pub(super) fn work_beside(
        &mut self,
        now: Instant,
        (instance, processors): (usize, u32),
        what: Beside,
        work: Span,
        diary: &mut Diary,
    ) -> u32 {
        let handle = self.processors[processors as usize].begin(now, what.number(instance), work);
        self.arm_processors(now, processors, diary);
        handle
    }

    /// Work on shared processors is stopped: all others there go on faster.
    pub(super) fn stop_sharing(&mut self, now: Instant, processors: u32, handle: u32, diary: &mut Diary) {
        self.processors[processors as usize].stop(now, handle);
        self.arm_processors(now, processors, diary);
    }

    /// An instance loses the work that it has on shared processors.
    pub(super) fn lose_work(&mut self, now: Instant, number: usize, server: usize, diary: &mut Diary) {
        let service = &self.services[number];
        let (Some(processors), this) = (service.instances[server].processors, service.first + server) else { return };
        let attempts = &self.attempts;
        self.processors[processors as usize].lose(now, |id| match Beside::of(id) {
            Some((_, instance)) => instance == this,
            None => attempts[id].service as usize == number && attempts[id].server as usize == server,
        });
        self.arm_processors(now, processors, diary);
    }
}
