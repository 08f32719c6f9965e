//! Keeps the book of service ([`crate::model::service`]): windows that open and end, and spans without service. A span is
//! entered when it ends, or at the horizon; whoever asks earlier looks at the clients ([`Cell::windows_so_far`]).

use super::Cell;
use crate::model::client::Phase;
use crate::model::observe::{Counts, Trace};
use crate::model::service::{LevelChange, Windows, phase_of};
use crate::units::{Instant, Span};

fn without(counts: &mut Counts) -> &mut LevelChange {
    &mut counts.without
}

fn catching_up(counts: &mut Counts) -> &mut LevelChange {
    &mut counts.catching_up
}

impl<T: Trace> Cell<T> {
    /// How long this client waits for its wish before that counts as unmet.
    fn patience_of(&self, client: u32) -> Span {
        let this = &self.clients[client as usize];
        let plan = &self.classes[self.roles[this.role as usize].class].plan;
        match plan.patience {
            Some(patience) => patience,
            // The first attempt of a wish has the index 0.
            None => plan.patience_for(self.timeout_of(client, u64::from(this.wish) << 32)),
        }
    }

    /// From when on a client is without service unless its wish is met before; never, if it wants nothing.
    #[inline]
    pub(super) fn lost_from(&self, client: u32) -> Instant {
        let this = &self.clients[client as usize];
        if this.lost != Instant::NEVER || this.wish_start == Instant::NEVER {
            return this.lost;
        }
        self.asked_at(client) + self.patience_of(client)
    }

    /// When a client asked for what it waits for now: its wish began, or (phones) the answer before came.
    #[inline]
    fn asked_at(&self, client: u32) -> Instant {
        let this = &self.clients[client as usize];
        let class = &self.classes[self.roles[this.role as usize].class];
        match class.plan.is_activesync() {
            true => this.wish_start.max(self.phones[(class.first_phone + client - class.first) as usize].last_success),
            false => this.wish_start,
        }
    }

    /// When windows of a client without service end: the second after a phase, the others after a cycle each.
    fn rhythm(&self, client: u32) -> (Span, Span) {
        let this = &self.clients[client as usize];
        let cycle = self.roles[this.role as usize].cycle;
        (phase_of(this.number, cycle), cycle)
    }

    /// A wish begins: its window opens, unless its client is without service.
    #[inline]
    pub(super) fn open_window(&mut self, now: Instant, client: u32, class: usize) {
        if self.classes[class].is_open() || self.clients[client as usize].lost == Instant::NEVER {
            self.seen.at(now, class).windows.opened += 1;
        }
    }

    /// A client is answered well. `lost` is [`Cell::lost_from`] of before; `goes_on` says that its wish asks for more
    /// and that this answer counts as service all the same (a catch-up that makes progress).
    #[inline]
    pub(super) fn settle_window(&mut self, now: Instant, client: u32, lost: Instant, goes_on: bool) {
        let class = self.class_of(client);
        if self.clients[client as usize].lost == Instant::NEVER && now <= lost {
            self.seen.at(now, class).windows.met += u64::from(!goes_on);
            return;
        }
        if self.classes[class].is_open() {
            return self.settle_session(now, client, class);
        }
        self.note_loss(client, class, lost);
        self.seen.unmet_windows(class, lost, self.rhythm(client), now);
        self.enter_without(class, lost, now);
        let windows = &mut self.seen.at(now, class).windows;
        windows.discarded += 1;
        windows.opened += u64::from(goes_on);
        self.clients[client as usize].lost = Instant::NEVER;
    }

    /// Notes where the window began with which a client lost service at `lost`, unless it is noted (it gave up then).
    fn note_loss(&mut self, client: u32, class: usize, lost: Instant) {
        if self.clients[client as usize].lost == Instant::NEVER {
            let began = Instant(lost.0.saturating_sub(self.patience_of(client).0));
            self.seen.at(began, class).windows.lost += 1;
        }
    }

    /// The wish of a session is met that is late, or of one that gave up a wish before.
    fn settle_session(&mut self, now: Instant, client: u32, class: usize) {
        let began = self.asked_at(client);
        let ends = began + self.patience_of(client);
        if now > ends {
            self.seen.at(ends, class).windows.unmet += 1;
            self.seen.at(began, class).windows.lost += 1;
        } else {
            self.seen.at(now, class).windows.met += 1;
        }
        let lost = self.clients[client as usize].lost.min(ends);
        self.enter_without(class, lost, now);
        self.clients[client as usize].lost = Instant::NEVER;
    }

    /// A client gives its wish up: from now on, if not already, it is without service.
    pub(super) fn lose_service(&mut self, now: Instant, client: u32, class: usize) {
        let began = self.asked_at(client);
        let ends = (began + self.patience_of(client)).min(now);
        let open = self.classes[class].is_open();
        self.seen.at(ends, class).windows.unmet += u64::from(open);
        if open || self.clients[client as usize].lost == Instant::NEVER {
            self.seen.at(began, class).windows.lost += 1;
        }
        let this = &mut self.clients[client as usize];
        this.lost = this.lost.min(ends);
    }

    /// A session leaves for good.
    pub(super) fn close_session(&mut self, now: Instant, client: u32, class: usize) {
        let lost = std::mem::replace(&mut self.clients[client as usize].lost, Instant::NEVER);
        self.enter_without(class, lost, now);
    }

    fn enter_without(&mut self, class: usize, from: Instant, to: Instant) {
        if from < to {
            self.seen.level(from, class, without, true);
            self.seen.level(to, class, without, false);
        }
    }

    pub(super) fn enter_catching_up(&mut self, class: usize, from: Instant, to: Instant) {
        if from < to {
            self.seen.level(from, class, catching_up, true);
            self.seen.level(to, class, catching_up, false);
        }
    }

    /// At the horizon: enters what goes on beyond it. Nobody has been served then, so nothing is closed.
    pub(super) fn enter_service_at_end(&mut self, end: Instant) {
        let last = self.seen.usage.len().saturating_sub(1);
        for client in 0..self.clients.len() as u32 {
            let this = &self.clients[client as usize];
            if this.phase == Phase::Gone {
                continue;
            }
            let class = self.roles[this.role as usize].class;
            let asks = this.wish_start != Instant::NEVER;
            let mut lost = self.lost_from(client);
            let mut runs = asks || this.lost != Instant::NEVER;
            if self.classes[class].is_open() && asks {
                let ends = self.asked_at(client) + self.patience_of(client);
                runs = ends >= end;
                if !runs {
                    let began = self.asked_at(client);
                    self.seen.at(ends, class).windows.unmet += 1;
                    self.seen.at(began, class).windows.lost += 1;
                }
                lost = lost.min(ends);
            } else if self.classes[class].is_open() {
                runs = false;
            } else if lost < end {
                self.note_loss(client, class, lost);
                self.seen.unmet_windows(class, lost, self.rhythm(client), end);
            }
            self.seen.counts[last][class].windows.open += u64::from(runs);
            if lost < end {
                self.seen.level(lost, class, without, true);
            }
            if self.classes[class].plan.is_activesync() && self.phone(client).catching_up {
                self.enter_catching_up_at_end(client, class, lost, end);
            }
        }
    }

    fn enter_catching_up_at_end(&mut self, client: u32, class: usize, lost: Instant, end: Instant) {
        let from = self.phone(client).catching_from;
        if lost < end {
            self.enter_catching_up(class, from, lost);
        } else {
            self.seen.level(from, class, catching_up, true);
        }
    }

    /// The windows of a class in the intervals `from..to`, those included of clients that are without service now, which
    /// are not entered yet.
    pub(super) fn windows_so_far(&self, class: usize, from: usize, to: usize) -> Windows {
        let mut all = self.seen.windows(class, from, to);
        let begins = Instant(from as u64 * self.seen.sample.0);
        let ends = Instant(to as u64 * self.seen.sample.0);
        let open = self.classes[class].is_open();
        for (client, this) in self.clients.iter().enumerate() {
            let role = &self.roles[this.role as usize];
            // Of a session that gave up, the window is entered already.
            if role.class != class || this.phase == Phase::Gone || (open && this.wish_start == Instant::NEVER) {
                continue;
            }
            let lost = match open {
                true => self.asked_at(client as u32) + self.patience_of(client as u32),
                false => self.lost_from(client as u32),
            };
            if lost >= ends {
                continue;
            }
            // Windows that end before a moment: one at `lost`, the next after a phase, and one at every cycle after that.
            let (phase, cycle) = self.rhythm(client as u32);
            let until = |moment: Instant| match moment.since(lost).0 {
                0 => 0,
                passed if open || passed <= phase.0 => 1,
                passed => 2 + (passed - phase.0 - 1) / cycle.0,
            };
            all.unmet += until(ends) - until(begins);
        }
        all
    }
}
