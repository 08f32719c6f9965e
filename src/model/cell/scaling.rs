//! Rules that scale a service: numbers of workers that change from what they are.

use super::stack::{Part, State};
use super::{Cell, Diary};
use crate::model::change::Change;
use crate::model::observe::Trace;
use crate::model::timeline::Which;
use crate::units::{Instant, Limit};

impl<T: Trace> Cell<T> {
    /// Changes the number of workers of some instances of a service, each from what it has. Gives whether that changes
    /// anything: an unlimited number stays so, and one of none is that of an instance that stands still.
    pub(super) fn change_workers(
        &mut self,
        now: Instant,
        owner: usize,
        (service, servers): (&str, &Which),
        change: Change,
        diary: &mut Diary,
    ) -> bool {
        let mut changed = false;
        for at in self.chosen(service, servers) {
            let (number, server) = self.instance(at);
            let service = &self.services[number];
            let Limit::AtMost(there @ 1..) = service.instances[server].workers else { continue };
            let workers = Limit::AtMost(change.of(there));
            if workers != service.instances[server].workers {
                let state = if workers == service.plan.workers { State::AsPlanned } else { State::Workers(workers) };
                changed |= self.put(now, Part::Workers(at), owner, state, diary);
            }
        }
        changed
    }
}
