//! What is special about phones: which request comes next, what gathers while a phone is cut off, and which phones
//! somebody has to repair.

use super::*;
use crate::model::activesync::{FirstContact, Step};
use crate::model::client::Phase;
use crate::units::Limit;

impl<T: Trace> Cell<T> {
    /// Sets the request a phone's new wish begins with: a Sync if mail waits or the phone polls, else a Ping.
    pub(super) fn choose_first_step(&mut self, now: Instant, client: u32) {
        let polls = matches!(self.role(client).contact, Some(Contact::Poll { .. }));
        self.receive_mail(now, client);
        let phone = self.phone(client);
        phone.step = match phone.resync_left {
            // Progress is kept: a resync that a wish gave up goes on with the next.
            1.. => Step::Resync,
            0 if polls || phone.pending > 0 => Step::Sync,
            0 => Step::Ping,
        };
    }

    fn role(&self, client: u32) -> &Role {
        &self.roles[self.clients[client as usize].role as usize]
    }

    /// Lets the mail of the time up to now arrive.
    pub(super) fn receive_mail(&mut self, now: Instant, client: u32) {
        if self.phone(client).next_mail > now {
            return;
        }
        let class = &self.classes[self.class_of(client)];
        let Some(eas) = &class.plan.activesync else { return };
        let (mail, stream) = (eas.mail, class.streams.mail.stream(u64::from(self.clients[client as usize].number)));
        self.phone(client).receive_mail(now, mail, stream, |_| {});
    }

    /// Messages that a Sync answered now would carry. The mailbox is only looked at: the phone itself has the mail when
    /// the answer reaches it, and its backlog is entered then.
    pub(super) fn messages_for(&mut self, now: Instant, client: u32) -> u32 {
        let class = &self.classes[self.class_of(client)];
        let Some(eas) = &class.plan.activesync else { return 0 };
        let (mail, window) = (eas.mail, eas.window);
        let stream = class.streams.mail.stream(u64::from(self.clients[client as usize].number));
        let mut mailbox = self.phone(client).clone();
        mailbox.receive_mail(now, mail, stream, |_| {});
        window.of(mailbox.pending)
    }

    /// When a phone counts as cut off if its wish is not met by then: two contact intervals after its last success,
    /// but not before it wants something.
    fn cut_off_from(&mut self, client: u32) -> Instant {
        let interval = self.role(client).interval;
        let began = self.clients[client as usize].wish_start;
        (self.phone(client).last_success + interval + interval).max(began)
    }

    /// Whether a device now turns out to be one that somebody has to repair; it then waits for that. A phone that has
    /// been silent for long makes its first contact with a folder check, if the scenario has one.
    pub(super) fn breaks_down(&mut self, now: Instant, client: u32, diary: &mut Diary) -> bool {
        let class = self.class_of(client);
        if !self.classes[class].plan.is_activesync() || now <= self.cut_off_from(client) {
            return false;
        }
        let first_of_wish = self.clients[client as usize].done == 0;
        if first_of_wish && self.first_contact(class).is_some() {
            self.phone(client).step = Step::FolderCheck;
        }
        let number = self.clients[client as usize].number;
        let part = &self.classes[class];
        let Some(repair) = &part.plan.needs_repair else { return false };
        if part.nature(number, Nature::NeedsRepair) > repair.share.get() {
            return false;
        }
        let mut source = part.streams.repair.stream(u64::from(number)).at(0);
        let after = repair.after.sample(&mut source);
        if self.phone(client).repaired {
            return false;
        }
        self.set_phase(now, client, Phase::Broken);
        self.wake_at(now + after, client, diary);
        true
    }

    /// The last moment at which an attempt of this client would not yet find it broken down; never, if it will not.
    pub(super) fn breaks_down_at(&mut self, client: u32) -> Instant {
        let part = &self.classes[self.class_of(client)];
        let Some(repair) = &part.plan.needs_repair else { return Instant::NEVER };
        let number = self.clients[client as usize].number;
        if part.nature(number, Nature::NeedsRepair) > repair.share.get() || self.phone(client).repaired {
            return Instant::NEVER;
        }
        self.cut_off_from(client)
    }

    fn first_contact(&self, class: usize) -> Option<&FirstContact> {
        self.classes[class].plan.activesync.as_ref()?.first_contact.as_ref()
    }

    fn window(&self, class: usize) -> Limit {
        self.classes[class].plan.activesync.as_ref().map_or(Limit::Unlimited, |eas| eas.window)
    }

    /// A request of a phone was answered: books what it fetched and sends the next request of the contact.
    pub(super) fn phone_succeeds(&mut self, now: Instant, client: u32, messages: u32, diary: &mut Diary) {
        let class = self.class_of(client);
        let window = self.window(class);
        let from = self.cut_off_from(client);
        let step = self.phone(client).step;
        let enters = now > from && !self.phone(client).catching_up;
        if enters {
            self.seen.cut_off(class, from, now);
            self.enter_backlog(from, now, client);
        }
        self.receive_mail(now, client);
        let phone = self.phone(client);
        phone.last_success = now;
        let full_reply = window.reached_by(messages) && messages > 0;
        phone.pending -= messages.min(phone.pending);
        let mail_waits = phone.pending > 0;
        let resync_waits = phone.resync_left > u32::from(step == Step::Resync);
        self.book_catch_up(now, client, step, messages, enters);
        let polls = matches!(self.role(client).contact, Some(Contact::Poll { .. }));
        let next = match step {
            Step::Ping => None,
            Step::FolderCheck | Step::Resync if resync_waits => Some(Step::Resync),
            Step::FolderCheck | Step::Resync if mail_waits => Some(Step::Sync),
            Step::Sync if full_reply && mail_waits => Some(Step::Sync),
            Step::FolderCheck | Step::Resync | Step::Sync if polls => None,
            Step::FolderCheck | Step::Resync | Step::Sync => Some(Step::Ping),
        };
        match next {
            None => self.fulfil(now, client, diary),
            Some(next) => {
                self.phone(client).step = next;
                self.attempt(now, client, diary);
            }
        }
    }

    /// Enters what has gathered for a phone that was cut off since `from`: every message from its arrival on, and the
    /// requests it takes to catch up. What a served phone catches up is booked off again as it is fetched.
    pub(super) fn enter_backlog(&mut self, from: Instant, now: Instant, client: u32) {
        let class = self.class_of(client);
        let part = &self.classes[class];
        let Some(eas) = &part.plan.activesync else { return };
        let (mail, window) = (eas.mail, eas.window);
        let this = &self.clients[client as usize];
        let stream = part.streams.mail.stream(u64::from(this.number));
        let draw = part.streams.resync.stream(u64::from(this.number)).at(u64::from(this.wish)).unit();
        let index = (part.first_phone + client - part.first) as usize;
        let phone = &mut self.phones[index];
        let mut resync = 0;
        if let (Some(first), Step::FolderCheck) = (&eas.first_contact, phone.step) {
            self.seen.at(from, class).sync_change += 1;
            if phone.state_lost || draw <= first.resync.get() {
                resync = first.resync_requests;
            }
        }
        let before = phone.pending;
        let counts = self.seen.at(from, class);
        counts.resync_change += i64::from(resync);
        counts.messages_change += i64::from(before);
        counts.sync_change += i64::from(syncs_for(before, window));
        let (seen, mut waiting) = (&mut self.seen, before);
        phone.receive_mail(now, mail, stream, |at| {
            waiting += 1;
            let counts = seen.at(at.max(from), class);
            counts.messages_change += 1;
            counts.sync_change += i64::from(syncs_for(waiting, window) - syncs_for(waiting - 1, window));
        });
        phone.resync_left = resync;
        phone.owed = phone.pending;
        phone.catching_up = true;
        phone.state_lost = false;
        self.classes[class].catching_up += 1;
    }

    /// Books off what one answered request of a phone has caught up.
    fn book_catch_up(&mut self, now: Instant, client: u32, step: Step, messages: u32, entered: bool) {
        if !self.phone(client).catching_up {
            return;
        }
        let class = self.class_of(client);
        let window = self.window(class);
        let phone = self.phone(client);
        let owed = phone.owed;
        phone.owed -= messages.min(owed);
        let left = phone.owed;
        phone.resync_left -= u32::from(step == Step::Resync);
        let done = left == 0 && phone.resync_left == 0;
        phone.catching_up = !done;
        let counts = self.seen.at(now, class);
        counts.messages_change -= i64::from(owed - left);
        counts.sync_change -= i64::from(syncs_for(owed, window) - syncs_for(left, window));
        // Only the folder check that opened the catch-up was entered; one after a further silence was not.
        counts.sync_change -= i64::from(entered && step == Step::FolderCheck);
        counts.resync_change -= i64::from(step == Step::Resync);
        self.classes[class].catching_up -= u64::from(done);
    }

    /// At the horizon: enters the phones that are still cut off.
    pub(super) fn enter_cut_off_at_end(&mut self, end: Instant) {
        for client in 0..self.clients.len() as u32 {
            let class = self.class_of(client);
            if !self.classes[class].plan.is_activesync() || self.clients[client as usize].wish_start == Instant::NEVER {
                continue;
            }
            let from = self.cut_off_from(client);
            if end > from {
                // To the end and not beyond: nobody has served it.
                self.seen.at(from, class).cut_off_change += 1;
                self.seen.cut_off_time[class] += u128::from(end.since(from).0);
                if !self.phone(client).catching_up {
                    self.foresee_folder_check(client);
                    self.enter_backlog(from, end, client);
                }
            }
        }
    }

    /// A phone that is cut off and not in flight will make its first contact with a folder check. The step says so
    /// only from its next attempt on, which the horizon (or skip-ahead) may have left out.
    fn foresee_folder_check(&mut self, client: u32) {
        let this = &self.clients[client as usize];
        let class = self.class_of(client);
        if this.done == 0 && this.phase != Phase::InFlight && self.first_contact(class).is_some() {
            self.phone(client).step = Step::FolderCheck;
        }
    }
}

/// Syncs that fetch this many messages.
fn syncs_for(messages: u32, window: Limit) -> u32 {
    match window {
        Limit::AtMost(window) => messages.div_ceil(window.max(1)),
        Limit::Unlimited => u32::from(messages > 0),
    }
}
