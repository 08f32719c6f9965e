//! Phones on Exchange ActiveSync: long poll or plain poll, mail that waits, and the first contact after a silence.
//!
//! A healthy phone with a long poll keeps one *Ping* open, which costs a connection but no worker. It contacts the
//! service when mail arrives or when the heartbeat Z expires: the contact interval is min(Exp(mail), Z). A contact is
//! one wish: Syncs while mail waits, then the next Ping. The small reply of a Ping is counted when the Ping is
//! established, not when it ends, which shifts some hundred bytes by at most one heartbeat.
//!
//! One error turns a contact every Z into one every few seconds: the flood factor is A = (Z + s) / (d + R) for retry
//! delay d, round trip R and service time s.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::engine::{Distribution, Stream};
use crate::units::{Bytes, Instant, Limit, Rate, Share, Span};

/// What a phone does and how much it moves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ActiveSync {
    /// How the phone keeps in touch.
    pub contact: Contact,
    /// Mail that arrives for one device (Poisson).
    pub mail: Rate,
    /// Messages that one Sync fetches at most.
    pub window: Limit,
    /// Size of a request.
    pub request: Bytes,
    /// Size of the reply to a Ping or a folder check.
    pub ping_reply: Bytes,
    /// Size of the reply to a Sync without messages.
    pub sync_reply: Bytes,
    /// Added to the reply of a Sync for every message.
    pub message: Bytes,
    /// The first contact after a silence of more than two contact intervals. Left out: a contact like any other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_contact: Option<FirstContact>,
}

impl Default for ActiveSync {
    fn default() -> Self {
        ActiveSync {
            contact: Contact::LongPoll { heartbeat: Span::minutes(15) },
            mail: Rate(0.24 / 3600.0),
            window: Limit::Unlimited,
            request: Bytes(300),
            ping_reply: Bytes(300),
            sync_reply: Bytes(300),
            message: Bytes(20_000),
            first_contact: None,
        }
    }
}

/// How a phone keeps in touch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Contact {
    /// A Ping is held open until mail arrives or the heartbeat expires.
    LongPoll {
        /// Longest time a Ping is held.
        heartbeat: Span,
    },
    /// One Sync now and then, whether or not mail waits.
    Poll {
        /// Time between the end of a contact and the next.
        every: Distribution<Span>,
    },
}

impl Contact {
    /// Z: the longest (long poll) or mean (poll) time between contacts.
    pub fn interval(&self) -> Span {
        match self {
            Contact::LongPoll { heartbeat } => *heartbeat,
            Contact::Poll { every } => Span(every.mean() as u64),
        }
    }
}

/// What is left of the heartbeat Z of a Ping that is open after a long healthy time, from a number on (0, 1].
///
/// Contacts come in intervals min(Exp(m), Z), so the age of the open Ping has a density in proportion to the chance
/// that an interval is that long: e^(−m a) on \[0, Z\] (Cox 1962, *Renewal Theory*, § 5.1). The mail keeps no memory of
/// it. Solved for what is left, r = Z − a: m r = ln(1 − (1 − u) (1 − e^(−m Z))) + m Z, which is u Z without mail.
pub fn heartbeat_left(heartbeat: Span, mail: Rate, unit: f64) -> Span {
    let (longest, rate) = (heartbeat.seconds(), mail.per_second());
    if rate <= 0.0 || heartbeat == Span::FOREVER {
        return heartbeat.scaled(unit);
    }
    let age = -libm::log1p((1.0 - unit) * libm::expm1(-rate * longest)) / rate;
    heartbeat.scaled((1.0 - age / longest).clamp(0.0, 1.0))
}

/// What a phone does first after a silence of more than two contact intervals.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct FirstContact {
    /// Probability of a full resync (always, if the sync state was lost).
    pub resync: Share,
    /// Requests of a full resync, one after another.
    pub resync_requests: u32,
    /// Bytes of a full resync, spread evenly over its requests.
    pub resync_bytes: Bytes,
}

impl Default for FirstContact {
    fn default() -> Self {
        FirstContact { resync: Share::NONE, resync_requests: 100, resync_bytes: Bytes(2_000_000) }
    }
}

/// The request a phone sends next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The folder check that opens the first contact after a long silence.
    FolderCheck,
    /// One request of a full resync.
    Resync,
    /// Fetch waiting mail.
    Sync,
    /// Hold the line until something happens.
    Ping,
}

/// What a phone is made of besides what every client has.
#[derive(Debug, Clone)]
pub struct Phone {
    /// When a request of it was last answered.
    pub last_success: Instant,
    /// When the next message arrives.
    pub next_mail: Instant,
    /// Number of the next message; the address of its draw.
    pub mail_number: u32,
    /// Messages that wait.
    pub pending: u32,
    /// Messages among them that waited while the phone was cut off: its part of the backlog.
    pub owed: u32,
    /// Requests left of a full resync.
    pub resync_left: u32,
    /// The request it sends now.
    pub step: Step,
    /// Whether it is working off what gathered while it was cut off.
    pub catching_up: bool,
    /// Since when it does so without a further loss of service.
    pub catching_from: Instant,
    /// Whether its sync state was lost.
    pub state_lost: bool,
    /// Whether it was repaired by hand already.
    pub repaired: bool,
}

impl Phone {
    /// A phone that has just been served, with its first message on the way.
    pub fn new(mail: Rate, stream: Stream) -> Phone {
        let mut phone = Phone {
            last_success: Instant::START,
            next_mail: Instant::START,
            mail_number: 0,
            pending: 0,
            owed: 0,
            resync_left: 0,
            step: Step::Ping,
            catching_up: false,
            catching_from: Instant::NEVER,
            state_lost: false,
            repaired: false,
        };
        phone.next_mail = phone.mail_after(Instant::START, mail, stream);
        phone
    }

    /// Draws the gap to the next message and steps on to it.
    fn mail_after(&mut self, from: Instant, mail: Rate, stream: Stream) -> Instant {
        self.mail_number += 1;
        if mail.per_second() <= 0.0 {
            return Instant::NEVER;
        }
        from + Span::from_seconds(stream.at(u64::from(self.mail_number)).exponential() / mail.per_second())
    }

    /// Lets the mail of the time up to `now` arrive, telling `seen` when each message came.
    #[inline]
    pub fn receive_mail(&mut self, now: Instant, mail: Rate, stream: Stream, mut seen: impl FnMut(Instant)) {
        while self.next_mail <= now {
            self.pending += 1;
            seen(self.next_mail);
            self.next_mail = self.mail_after(self.next_mail, mail, stream);
        }
    }
}
