//! What is special about phones: which request comes next, what gathers while a phone is cut off, and which phones
//! somebody has to repair.

use super::{Cell, Diary, Nature, Role};
use crate::model::activesync::{Contact, FirstContact, Step};
use crate::model::client::Phase;
use crate::model::observe::Trace;
use crate::units::{Instant, Limit};

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

    /// When a phone has been silent for long if its wish is not met by then: two contact intervals after its last
    /// success, but not before it wants something. Its first contact after that is a special one; whether it is cut off
    /// does not depend on it ([`crate::model::service`]).
    fn silent_from(&mut self, client: u32) -> Instant {
        let interval = self.role(client).interval;
        let began = self.clients[client as usize].wish_start;
        (self.phone(client).last_success + interval + interval).max(began)
    }

    /// Whether a device now turns out to be one that somebody has to repair; it then waits for that. A phone that has
    /// been silent for long makes its first contact with a folder check, if the scenario has one.
    pub(super) fn breaks_down(&mut self, now: Instant, client: u32, diary: &mut Diary) -> bool {
        let class = self.class_of(client);
        if !self.classes[class].plan.is_activesync() || now <= self.silent_from(client) {
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
        self.silent_from(client)
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
        let lost = self.lost_from(client);
        let was_lost = now > lost || self.clients[client as usize].lost != Instant::NEVER;
        let step = self.phone(client).step;
        let catching_up = self.phone(client).catching_up;
        let enters = was_lost && !catching_up;
        let drawn = if step == Step::FolderCheck { self.draw_resync(client) } else { 0 };
        if catching_up {
            self.seen.at(now, class).resync_change += i64::from(drawn);
        }
        if enters {
            self.enter_backlog(lost, now, client);
            self.phone(client).catching_from = now;
        } else if was_lost {
            self.catch_up_stalled(now, client, class, lost);
        }
        self.receive_mail(now, client);
        let phone = self.phone(client);
        phone.last_success = now;
        let full_reply = window.reached_by(messages) && messages > 0;
        phone.pending -= messages.min(phone.pending);
        phone.resync_left -= u32::from(step == Step::Resync);
        let (mail_waits, resync_waits) = (phone.pending > 0, phone.resync_left > 0);
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
        self.settle_window(now, client, lost, next.is_some());
        match next {
            None => self.fulfil(now, client, diary),
            Some(next) => {
                self.phone(client).step = next;
                self.attempt(now, client, diary);
            }
        }
    }

    /// The folder check after a long silence tells a phone whether it has to load everything anew. Gives the number of
    /// requests that this adds.
    fn draw_resync(&mut self, client: u32) -> u32 {
        let class = self.class_of(client);
        let part = &self.classes[class];
        let Some(first) = part.plan.activesync.as_ref().and_then(|eas| eas.first_contact.as_ref()) else { return 0 };
        let this = &self.clients[client as usize];
        let draw = part.streams.resync.stream(u64::from(this.number)).at(u64::from(this.wish)).unit();
        let (resync, requests) = (first.resync.get(), first.resync_requests);
        let phone = self.phone(client);
        // One that is under way goes on.
        let anew = phone.resync_left == 0 && (phone.state_lost || draw <= resync);
        phone.state_lost = false;
        if !anew {
            return 0;
        }
        phone.resync_left = requests;
        requests
    }

    /// A catch-up that had stalled goes on: until `lost` it made progress.
    fn catch_up_stalled(&mut self, now: Instant, client: u32, class: usize, lost: Instant) {
        let from = std::mem::replace(&mut self.phone(client).catching_from, now);
        self.enter_catching_up(class, from, lost);
    }

    /// Enters what has gathered for a phone that was cut off since `from`: every message from its arrival on, and the
    /// requests it takes to catch up. What a served phone catches up is booked off again as it is fetched.
    fn enter_backlog(&mut self, from: Instant, now: Instant, client: u32) {
        let class = self.class_of(client);
        let part = &self.classes[class];
        let Some(eas) = &part.plan.activesync else { return };
        let (mail, window) = (eas.mail, eas.window);
        let this = &self.clients[client as usize];
        let stream = part.streams.mail.stream(u64::from(this.number));
        let index = (part.first_phone + client - part.first) as usize;
        let phone = &mut self.phones[index];
        let (before, checks) = (phone.pending, phone.step == Step::FolderCheck);
        let counts = self.seen.at(from, class);
        counts.resync_change += i64::from(phone.resync_left);
        counts.messages_change += i64::from(before);
        counts.sync_change += i64::from(syncs_for(before, window)) + i64::from(checks);
        let (seen, mut waiting) = (&mut self.seen, before);
        phone.receive_mail(now, mail, stream, |at| {
            waiting += 1;
            let counts = seen.at(at.max(from), class);
            counts.messages_change += 1;
            counts.sync_change += i64::from(syncs_for(waiting, window) - syncs_for(waiting - 1, window));
        });
        phone.owed = phone.pending;
        phone.catching_up = true;
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
        phone.catching_up = left > 0 || phone.resync_left > 0;
        let (done, from) = (!phone.catching_up, phone.catching_from);
        let counts = self.seen.at(now, class);
        counts.messages_change -= i64::from(owed - left);
        counts.sync_change -= i64::from(syncs_for(owed, window) - syncs_for(left, window));
        // Only the folder check that opened the catch-up was entered; one after a further silence was not.
        counts.sync_change -= i64::from(entered && step == Step::FolderCheck);
        counts.resync_change -= i64::from(step == Step::Resync);
        if done {
            self.enter_catching_up(class, from, now);
        }
    }

    /// At the horizon: enters the work that waits for phones that are still cut off.
    pub(super) fn enter_backlog_at_end(&mut self, end: Instant) {
        for client in 0..self.clients.len() as u32 {
            let class = self.class_of(client);
            if !self.classes[class].plan.is_activesync() || self.phone(client).catching_up {
                continue;
            }
            let lost = self.lost_from(client);
            if end > lost {
                self.foresee_folder_check(end, client);
                self.enter_backlog(lost, end, client);
                // It has not begun to catch up.
                self.phone(client).catching_up = false;
            }
        }
    }

    /// A phone that has been silent for long and is not in flight will make its first contact with a folder check. The
    /// step says so only from its next attempt on, which the horizon (or skip-ahead) may have left out.
    fn foresee_folder_check(&mut self, end: Instant, client: u32) {
        // One that has given up wants it still, though it has no wish now.
        let interval = self.role(client).interval;
        let silent = end > self.phone(client).last_success + interval + interval;
        let this = &self.clients[client as usize];
        let class = self.class_of(client);
        if silent && this.done == 0 && this.phase != Phase::InFlight && self.first_contact(class).is_some() {
            self.phone(client).step = Step::FolderCheck;
        }
        if self.phone(client).step == Step::FolderCheck {
            self.draw_resync(client);
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
