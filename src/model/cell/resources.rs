//! Counted resources of instances: who comes where one would not be enough is refused, or its instance restarts.

use super::{Cell, Diary};
use crate::model::attempt::Attempt;
use crate::model::event::CellEvent;
use crate::model::graph::{Consequence, Per};
use crate::model::observe::Trace;
use crate::model::server::Admission;
use crate::units::Instant;

impl<T: Trace> Cell<T> {
    /// What becomes of a request that reaches an instance that is up; none if it is accepted to be worked on later.
    #[inline]
    pub(super) fn admission(&mut self, now: Instant, id: u32, diary: &mut Diary) -> Option<Admission> {
        let Attempt { service: number, server, class, .. } = self.attempts[id];
        let (number, server, class) = (number as usize, server as usize, class as usize);
        let service = &self.services[number];
        let way = &service.ways[class];
        let admission = service.instances[server].admit(&service.plan, way.lane, way.shed_above);
        let (counted, durable) = (!service.plan.resources.is_empty(), service.plan.durable.is_some());
        if !(counted || durable) || admission == Admission::Refuse || self.is_check(class) {
            return Some(admission);
        }
        if counted && self.lacks_resources(now, number, server, diary) {
            self.seen.service_at(now, number).lacked += 1;
            return Some(Admission::Refuse);
        }
        if durable {
            self.accept(now, id, diary);
        }
        (!durable).then_some(admission)
    }

    /// Whether there are so many instances of a service that each has too little of something for all others.
    pub(super) fn lacks_for_peers(&self, number: usize) -> bool {
        let peers = self.instances_there(number).saturating_sub(1);
        let resources = self.services[number].plan.resources.values();
        resources.filter(|resource| resource.per == Per::Peer).any(|resource| resource.is_exceeded_by(peers))
    }

    /// Whether an instance has to refuse one more request for want of a resource. If it has to restart instead, it will in
    /// this moment, with the request in it.
    fn lacks_resources(&mut self, now: Instant, number: usize, server: usize, diary: &mut Diary) -> bool {
        let peers = self.instances_there(number).saturating_sub(1);
        let service = &mut self.services[number];
        let instance = &mut service.instances[server];
        let (mut refuses, mut restarts) = (false, false);
        for resource in service.plan.resources.values() {
            let taken = match resource.per {
                Per::Request => instance.present() + instance.lent + 1,
                Per::Peer => peers,
            };
            let exceeded = resource.is_exceeded_by(taken);
            match resource.consequence {
                Consequence::Refuse => refuses |= exceeded,
                Consequence::Restart => restarts |= exceeded,
            }
        }
        if restarts && !refuses && !std::mem::replace(&mut instance.restarts, true) {
            diary.push(now, CellEvent::Start(2 * (service.first + server) as u32));
        }
        refuses
    }
}
