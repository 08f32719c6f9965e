//! What breaks, and how: connections and crashes.

use super::{Cell, Diary};
use crate::model::activesync::Contact;
use crate::model::attempt::{Attempt, NONE, Stage};
use crate::model::client::Phase;
use crate::model::observe::Trace;
use crate::model::retry::{ErrorKind, Failure};
use crate::units::Instant;

impl<T: Trace> Cell<T> {
    /// Breaks the Pings that are held by an instance, because it fails or the cache does that its requests need: their
    /// phones contact it again at once.
    pub(super) fn break_pings(&mut self, now: Instant, service: usize, server: usize, diary: &mut Diary) {
        let instances = self.services[service].instances.len();
        for client in 0..self.clients.len() as u32 {
            let this = &self.clients[client as usize];
            let role = &self.roles[this.role as usize];
            let class = &self.classes[role.class];
            let here = match class.cache.map(usize::from) == Some(service) {
                true => class.home(this.number, instances) == server,
                false => {
                    let own = usize::from(class.service) == service;
                    own && usize::from(self.services[service].home(class, this.number)) == server
                }
            };
            let holds = here && this.phase == Phase::Idle && matches!(role.contact, Some(Contact::LongPoll { .. }));
            if holds {
                self.wake_at(now, client, diary);
            }
        }
    }

    /// The sync state of the phones whose entries an instance of a cache holds is lost.
    pub(super) fn lose_sync_state(&mut self, service: usize, server: usize) {
        let instances = self.services[service].instances.len();
        for client in 0..self.clients.len() as u32 {
            let class = self.class_of(client);
            let number = self.clients[client as usize].number;
            if self.classes[class].plan.is_activesync() && self.classes[class].home(number, instances) == server {
                self.phone(client).state_lost = true;
            }
        }
    }

    /// An instance goes down: what waits or is served there is lost, and the connections of its callers break.
    pub(super) fn crash(&mut self, now: Instant, number: usize, server: usize, diary: &mut Diary) {
        let survivors = self.survivors(number, server);
        self.stop_start(now, number, server, diary);
        self.lose_work(now, number, server, diary);
        let service = &mut self.services[number];
        let instance = &mut service.instances[server];
        instance.up = false;
        service.busy.set(now, service.busy.level() - u64::from(instance.busy()));
        service.waiting.set(now, service.waiting.level() - u64::from(instance.waiting()));
        let queued = instance.lose_everything();
        let holds_worker = service.plan.holds_worker;
        let (mut broken, mut landed) = (Vec::new(), Vec::new());
        for id in self.attempts.ids() {
            let Attempt { stage, service, server: at, awaited, client, parent, .. } = self.attempts[id];
            if service as usize != number || at as usize != server || !is_inside(stage) {
                continue;
            }
            if self.attempts[id].chore {
                self.waste_chore(now, id);
                self.attempts[id].stage = Stage::Dropped;
                continue;
            }
            if matches!(stage, Stage::Serving | Stage::Sharing(_)) || (stage == Stage::Calling && holds_worker) {
                // What its worker has done up to now was done, and for nothing.
                self.add_work(now, id);
            }
            if awaited {
                broken.push((client, parent));
                self.stop_waiting(now, id, false);
                if self.watches_calls {
                    self.note_end(now, id, false, diary);
                }
            }
            self.conclude(now, id, false);
            self.abandon_requests(now, id, true, diary);
            landed.extend(self.drop_look_ups(id));
            self.attempts[id].stage = Stage::Dropped;
            if matches!(stage, Stage::Sharing(_) | Stage::Calling) {
                self.attempts.remove(id);
            }
        }
        for id in queued {
            self.attempts.remove(id);
        }
        self.wait_again(now, survivors, diary);
        self.wake_waiting(now, landed, false, diary);
        for (client, parent) in broken {
            match parent {
                NONE => self.fail(now, client, Failure { kind: ErrorKind::ServerError, retry_after: None }, diary),
                parent => self.breaks(now, parent, diary),
            }
        }
        self.break_pings(now, number, server, diary);
    }
}

/// Whether an attempt is in the hands of an instance.
pub(super) fn is_inside(stage: Stage) -> bool {
    match stage {
        Stage::Queued | Stage::Serving | Stage::Sharing(_) | Stage::Calling | Stage::Held => true,
        Stage::Up(_) | Stage::UpFixed | Stage::Down(_) | Stage::DownFixed | Stage::Lost | Stage::Dropped => false,
    }
}
