//! Clients that restart: apps that are closed, shops whose power fails, a fleet that gets a new version.

use super::{Cell, Diary};
use crate::model::attempt::NONE;
use crate::model::client::Phase;
use crate::model::observe::{Trace, WishEnd};
use crate::units::{Instant, Share, Span};

impl<T: Trace> Cell<T> {
    /// A part of the clients of a closed class drop what they wait for and begin anew, evenly spread over a time. Gives
    /// whether there are any.
    pub(super) fn restart_clients(
        &mut self,
        now: Instant,
        class: &str,
        share: Share,
        over: Span,
        diary: &mut Diary,
    ) -> bool {
        let number = self.class_named(class);
        let class = &mut self.classes[number];
        let (first, population, round) = (class.first, class.plan.population.unwrap_or(0), class.restarts);
        let family = class.streams.restart;
        class.restarts += 1;
        let mut any = false;
        for client in 0..population {
            let mut source = family.stream(u64::from(client)).at(round);
            let (place, moment) = (source.unit(), source.unit());
            if place <= share.get() {
                any = true;
                self.restart_client(now, first + client, now + over.scaled(moment), diary);
            }
        }
        any
    }

    fn restart_client(&mut self, now: Instant, client: u32, begins: Instant, diary: &mut Diary) {
        let this = &self.clients[client as usize];
        let (phase, attempt, waits) = (this.phase, this.attempt, this.due != Instant::NEVER);
        let role = &mut self.roles[this.role as usize];
        let class = role.class;
        match phase {
            Phase::Waiting | Phase::Blocked => role.retries_due -= u32::from(waits && role.memory.is_some()),
            Phase::InFlight | Phase::Idle | Phase::Broken | Phase::Gone => {}
        }
        if attempt != NONE {
            self.stop_waiting(now, attempt, false);
            self.forget(now, attempt, diary);
        }
        if self.clients[client as usize].wish_start != Instant::NEVER {
            self.lose_service(now, client, class);
            self.end_wish(now, client, WishEnd::Abandoned);
        }
        self.close_all_of_client(client);
        if let Some(state) = self.client_states.get_mut(client as usize) {
            *state = self.roles[self.clients[client as usize].role as usize].behaviour.fresh_state();
        }
        self.set_phase(now, client, Phase::Idle);
        self.wake_at(begins, client, diary);
    }
}
