//! What refusals and handshakes cost: work for nobody, which the next worker does first, or which takes its part of shared
//! processors.

use super::processing::Beside;
use super::{Cell, Diary};
use crate::model::attempt::Attempt;
use crate::model::observe::Trace;
use crate::units::{Instant, Span};

impl<T: Trace> Cell<T> {
    /// A worker has worked that began with what refusals had cost: that is work for nobody. What it has not done of that is
    /// still to be done.
    #[cold]
    pub(super) fn add_paid_work(&mut self, now: Instant, id: u32) {
        let attempt = &mut self.attempts[id];
        attempt.pays = false;
        let (service, server) = (attempt.service as usize, attempt.server as usize);
        let instance = &mut self.services[service].instances[server];
        let Some(place) = instance.paying.iter().position(|(payer, _)| *payer == id) else { return };
        let (_, owed) = instance.paying.swap_remove(place);
        let paid = owed.min(now.since(attempt.since));
        instance.owed = instance.owed + (owed - paid);
        attempt.since = attempt.since + paid;
        self.seen.service_at(now, service).wasted_work += paid.0;
    }

    /// A refusal may cost its instance work.
    pub(super) fn work_for_refusal(&mut self, now: Instant, id: u32, diary: &mut Diary) {
        let Attempt { service, class, owner, index, .. } = self.attempts[id];
        let part = &self.services[service as usize];
        let Some(refusal) = &part.plan.refusal else { return };
        let work = refusal.sample_at(part.ways[class as usize].refusal, owner, index);
        self.owe(now, id, work, diary);
    }

    /// The instance of an attempt has work for nobody: on shared processors at once, else for the worker that begins its
    /// work next.
    pub(super) fn owe(&mut self, now: Instant, id: u32, work: Span, diary: &mut Diary) {
        let Attempt { service, server, .. } = self.attempts[id];
        let part = &mut self.services[service as usize];
        let (instance, at_work) = (part.first + server as usize, &mut part.instances[server as usize]);
        let work = work.scaled(at_work.slowness);
        match at_work.processors {
            None => at_work.owed = at_work.owed + work,
            Some(processors) => {
                self.work_beside(now, (instance, processors), Beside::Refusal, work, diary);
            }
        }
    }
}
