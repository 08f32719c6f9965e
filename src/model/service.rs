//! Service: who is without it, and what availability counts.
//!
//! Counting only the wishes that were *begun* hides those who cannot begin any: a client that tries for an hour begins
//! one wish ("coordinated omission", Tene 2013). So availability counts **windows**, and every client has one at a time.
//!
//! * A client of a closed class is **without service** from min(start of its wish + patience, end of the wish without
//!   success) until its next success, whatever it does meanwhile: an open wish, waiting for its turn, knocking, broken.
//! * A held Ping is no wish. Mail, the end of the heartbeat or a noticed break begins one. The patience of a phone counts
//!   for each request of a contact, as long as the contact makes progress.
//! * A phone that was without service and has not yet fetched what had gathered is **catching up**: it is no longer
//!   without service, and not yet served.
//! * A window opens with a wish of a client that has service. A success within the patience meets it. Otherwise it ends
//!   unmet when the client loses service, and further ones follow, each of the mean healthy cycle of the client
//!   ([`healthy_cycle`]; the first after a part of it, [`phase_of`], since healthy clients do not ask in step either), until
//!   its next success; that success closes the running one uncounted. So 1 % of the
//!   clients without service is an availability of 99 %, whatever their patience. Wishes of a client without service
//!   open none.
//! * Sessions from outside (open classes) have one window for each wish, which ends at the success, the patience or the
//!   end of the wish, whichever comes first. Their number without service is that of the sessions that are past their
//!   patience, or gave up and will come back.

use super::activesync::Contact;
use super::class::ClassPlan;
use crate::units::{Rate, Span};

/// The mean time between two wishes of a client in a healthy cell, from the plan: the wait, the `work` of a worker (in
/// nanoseconds) and the way there and back (`delay` each) of every request. A long poll ends with the heartbeat Z or with mail (Poisson, rate
/// m), whichever is first: its mean is (1 − e^(−mZ)) / m.
pub fn healthy_cycle(class: &ClassPlan, contact: Option<&Contact>, work: f64, delay: Span) -> Span {
    let exchange = work + 2.0 * delay.0 as f64;
    let mail = class.activesync.as_ref().map_or(Rate(0.0), |eas| eas.mail);
    let wait = match (&class.web, contact) {
        (Some(web), _) => web.mean_wait() + exchange * f64::from(web.requests.saturating_sub(1)),
        (None, Some(Contact::Poll { every })) => every.mean(),
        (None, Some(Contact::LongPoll { heartbeat })) => ping_mean(mail, *heartbeat),
        (None, None) => 0.0,
    };
    Span(((wait + exchange) as u64).max(1))
}

/// The part of a cycle after which the second window of a client without service ends, in (0, 1]: evenly spread over the
/// numbers of clients (multiples of the golden ratio; Weyl 1916).
pub fn phase_of(client: u32, cycle: Span) -> Span {
    let part = client.wrapping_add(1).wrapping_mul(2_654_435_769);
    Span(((u128::from(cycle.0) * (u128::from(part) + 1)) >> 32) as u64).max(Span(1))
}

/// Mean time that a Ping is held, in nanoseconds.
fn ping_mean(mail: Rate, heartbeat: Span) -> f64 {
    let (per_s, longest_s) = (mail.per_second(), heartbeat.seconds());
    if per_s <= 0.0 { heartbeat.0 as f64 } else { -libm::expm1(-per_s * longest_s) / per_s * 1e9 }
}

/// Windows of service, counted where they end (and `opened` where they begin): over a whole run
/// `opened = met + unmet + discarded + open`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Windows {
    /// Begun.
    pub opened: u64,
    /// Ended by a success within the patience.
    pub met: u64,
    /// Ended without one.
    pub unmet: u64,
    /// Closed by a success that came too late for the window before: neither met nor unmet.
    pub discarded: u64,
    /// Running at the horizon.
    pub open: u64,
    /// Windows with which clients lost service (or sessions failed), counted where they began.
    pub lost: u64,
}

impl Windows {
    /// Share of those that ended and were met; none if none ended.
    pub fn availability(&self) -> Option<f64> {
        let ended = self.met + self.unmet;
        (ended > 0).then(|| self.met as f64 / ended as f64)
    }

    /// Adds others.
    pub fn add(&mut self, other: Windows) {
        self.opened += other.opened;
        self.met += other.met;
        self.unmet += other.unmet;
        self.discarded += other.discarded;
        self.open += other.open;
        self.lost += other.lost;
    }
}

/// How a number of clients changed within an interval, and when.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LevelChange {
    /// Clients more at its end than at its beginning.
    pub clients: i64,
    /// Nanoseconds from the beginning of the interval to each change, those of clients less subtracted.
    /// 100 000 clients have used up 64 bits after a day.
    passed: i128,
}

impl LevelChange {
    pub(super) fn note(&mut self, passed: u64, more: bool) {
        let sign = if more { 1 } else { -1 };
        self.clients += sign;
        self.passed += i128::from(sign) * i128::from(passed);
    }

    pub(super) fn add(&mut self, other: LevelChange) {
        self.clients += other.clients;
        self.passed += other.passed;
    }

    /// Client-seconds in an interval of this length that ends with so many clients.
    pub fn client_seconds(&self, clients_at_end: i64, seconds: f64) -> f64 {
        (clients_at_end as f64 * seconds - self.passed as f64 / 1e9).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Distribution;
    use crate::model::activesync::ActiveSync;
    use crate::model::web::Web;

    #[test]
    fn a_cycle_is_what_a_client_takes_from_wish_to_wish() {
        let service = Distribution::Fixed(Span::secs(1));
        let think = Distribution::Fixed(Span::secs(60));
        let web = Web { think, requests: 2, ..Web::default() };
        let class = ClassPlan { service: service.clone(), web: Some(web), ..ClassPlan::default() };
        // A minute, and twice a second of work and half a second there and back.
        assert_eq!(healthy_cycle(&class, None, class.service.mean(), Span::millis(500)), Span::secs(64));
        let eas = ActiveSync { mail: Rate(1.0 / 600.0), ..ActiveSync::default() };
        let phones = ClassPlan { service, activesync: Some(eas), ..ClassPlan::default() };
        let ping = Contact::LongPoll { heartbeat: Span::secs(600) };
        // By hand: 600 s × (1 − 1/e), and a second of work.
        let cycle = healthy_cycle(&phones, Some(&ping), phones.service.mean(), Span::ZERO).seconds();
        assert!((cycle - (600.0 * 0.632_120_558_8 + 1.0)).abs() < 1e-3, "{cycle}");
        let silent = ClassPlan { activesync: Some(ActiveSync { mail: Rate(0.0), ..ActiveSync::default() }), ..phones };
        assert_eq!(healthy_cycle(&silent, Some(&ping), silent.service.mean(), Span::ZERO), Span::secs(601));
    }

    #[test]
    fn a_level_is_an_exact_integral() {
        let mut change = LevelChange::default();
        change.note(2_000_000_000, true);
        change.note(5_000_000_000, false);
        assert_eq!(change.client_seconds(0, 10.0), 3.0);
        change.note(9_000_000_000, true);
        assert_eq!((change.clients, change.client_seconds(1, 10.0)), (1, 4.0));
        // A million clients that come at the beginning of an interval of a day, and leave at its end.
        let mut day = LevelChange::default();
        for _ in 0..1_000_000 {
            day.note(0, true);
            day.note(Span::hours(24).0, false);
        }
        assert_eq!(day.client_seconds(0, 86_400.0), 8.64e10);
    }
}
