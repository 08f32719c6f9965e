//! What breaks, and how: network cuts, broken connections, crashes.

use super::{Cell, Diary, HeldMessage};
use crate::model::activesync::Contact;
use crate::model::attempt::Stage;
use crate::model::client::Phase;
use crate::model::observe::Trace;
use crate::model::retry::{ErrorKind, Failure};
use crate::model::timeline::CutMessages;
use crate::units::Instant;

impl<T: Trace> Cell<T> {
    pub(super) fn cut_network(&mut self, now: Instant, messages: CutMessages) {
        self.cut = Some(messages);
        for direction in [&mut self.up, &mut self.down] {
            direction.link.set_capacity(now, 0.0);
        }
    }

    /// Ends a cut: the capacity is back, and what was held goes on its way all at once.
    pub(super) fn join_network(&mut self, now: Instant, diary: &mut Diary) {
        self.cut = None;
        self.set_network_speed(now, diary);
        for HeldMessage { attempt, upwards, bytes } in std::mem::take(&mut self.held) {
            self.transmit(now, attempt, upwards, bytes, diary);
        }
    }

    pub(super) fn set_network_speed(&mut self, now: Instant, diary: &mut Diary) {
        if self.cut.is_some() {
            return;
        }
        for upwards in [true, false] {
            let direction = if upwards { &mut self.up } else { &mut self.down };
            direction.link.set_capacity(now, direction.full_capacity * self.network_factor);
            self.arm(now, upwards, diary);
        }
    }

    /// Breaks the Pings that are held by a server: their phones contact it again at once.
    pub(super) fn break_pings(&mut self, now: Instant, server: usize, only_cached: bool, diary: &mut Diary) {
        for client in 0..self.clients.len() as u32 {
            let this = &self.clients[client as usize];
            let role = &self.roles[this.role as usize];
            let class = &self.classes[role.class];
            let holds = this.phase == Phase::Idle
                && matches!(role.contact, Some(Contact::LongPoll { .. }))
                && (class.plan.uses_cache || !only_cached)
                && class.home(this.number, self.servers.len()) == server;
            if holds {
                self.wake_at(now, client, diary);
            }
        }
    }

    pub(super) fn lose_sync_state(&mut self, server: usize) {
        for client in 0..self.clients.len() as u32 {
            let class = self.class_of(client);
            let number = self.clients[client as usize].number;
            if self.classes[class].plan.is_activesync()
                && self.classes[class].home(number, self.servers.len()) == server
            {
                self.phone(client).state_lost = true;
            }
        }
    }

    /// A server goes down: what waits or is served there is lost, and the connections of its clients break.
    pub(super) fn crash(&mut self, now: Instant, server: usize, diary: &mut Diary) {
        self.servers[server].up = false;
        let busy = self.servers[server].busy();
        let waiting = self.servers[server].waiting();
        self.gauges.workers.set(now, self.gauges.workers.level() - u64::from(busy));
        self.gauges.queue.set(now, self.gauges.queue.level() - u64::from(waiting));
        let queued = self.servers[server].lose_everything();
        let mut broken = Vec::new();
        for id in self.attempts.ids() {
            let attempt = &mut self.attempts[id];
            let inside = matches!(attempt.stage, Stage::Queued | Stage::Serving | Stage::AtStore | Stage::Held);
            if attempt.server as usize != server || !inside {
                continue;
            }
            if matches!(attempt.stage, Stage::Serving | Stage::AtStore) {
                // What its worker has done up to now was done, and for nothing.
                attempt.work += now.since(attempt.since).0;
            }
            if attempt.awaited {
                broken.push(attempt.client);
                self.stop_waiting(now, id, false);
            }
            self.conclude(now, id, false);
            self.attempts[id].stage = Stage::Dropped;
        }
        for id in queued {
            self.attempts.remove(id);
        }
        for client in broken {
            self.fail(now, client, Failure { kind: ErrorKind::ServerError, retry_after: None }, diary);
        }
        self.break_pings(now, server, false, diary);
    }
}
