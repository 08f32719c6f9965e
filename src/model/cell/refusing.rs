//! What refusals and handshakes cost: work for nobody, which every worker that is free does before it takes a request, piece by
//! piece, or which takes its part of shared processors.

use super::processing::Beside;
use super::{Cell, Diary};
use crate::model::attempt::{Attempt, Stage};
use crate::model::event::CellEvent;
use crate::model::observe::Trace;
use crate::model::server::Chore;
use crate::units::{Instant, Span};

impl<T: Trace> Cell<T> {
    /// A refusal may cost its instance work.
    pub(super) fn work_for_refusal(&mut self, now: Instant, id: u32, diary: &mut Diary) {
        let Attempt { service, class, owner, index, .. } = self.attempts[id];
        let part = &self.services[service as usize];
        let Some(refusal) = &part.plan.refusal else { return };
        let work = refusal.sample_at(part.ways[class as usize].refusal, owner, index);
        self.owe(now, id, work, diary);
    }

    /// The instance of an attempt has work for nobody: on shared processors at once, else for the next free worker.
    pub(super) fn owe(&mut self, now: Instant, id: u32, work: Span, diary: &mut Diary) {
        let Attempt { service, server, class, .. } = self.attempts[id];
        let part = &mut self.services[service as usize];
        let (instance, at_work) = (part.first + server as usize, &mut part.instances[server as usize]);
        let work = work.scaled(at_work.slowness);
        if let Some(processors) = at_work.processors {
            self.work_beside(now, (instance, processors), Beside::Refusal, work, diary);
            return;
        }
        at_work.owe(Chore { class, work }, part.ways[class as usize].lane);
        self.begin_chores(now, service as usize, server as usize, diary);
    }

    /// Free workers of an instance begin what it owes.
    #[inline]
    pub(super) fn begin_chores(&mut self, now: Instant, number: usize, server: usize, diary: &mut Diary) {
        while let Some(chore) = self.services[number].instances[server].next_chore() {
            let service = &mut self.services[number];
            service.instances[server].begin(service.ways[chore.class as usize].lane);
            service.busy.set(now, service.busy.level() + 1);
            let (class, service, server) = (chore.class, number as u16, server as u16);
            let work = Attempt { chore: true, awaited: false, class, service, server, ..Attempt::new(0, 0, 0, now) };
            let id = self.attempts.insert(Attempt { stage: Stage::Serving, ..work });
            diary.push(now + chore.work, CellEvent::Served(id));
        }
    }

    /// A worker is through with a chore.
    #[cold]
    pub(super) fn end_chore(&mut self, now: Instant, id: u32, diary: &mut Diary) {
        self.waste_chore(now, id);
        self.give_worker_back(now, id);
        let Attempt { service, server, .. } = self.attempts[id];
        self.attempts.remove(id);
        self.take_waiting(now, service as usize, server as usize, diary);
    }

    /// What a worker has done of a chore was for nobody.
    pub(super) fn waste_chore(&mut self, now: Instant, id: u32) {
        let Attempt { service, since, .. } = self.attempts[id];
        self.seen.service_at(now, service as usize).wasted_work += now.since(since).0;
    }
}
