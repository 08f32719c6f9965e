//! What is written down while a cell runs: plain counts per sampling interval and class.
//!
//! Everything is added to the interval in which it happened, at whatever point of the run it becomes known. That is
//! how a phone that was cut off for a day is found in the backlog of every hour of that day, although nobody looked at
//! it in between: when it is served, or at the end, its part is entered from the moment it began.

use super::client::Phase;
use super::retry::ErrorKind;
use super::service::{LevelChange, Windows};
use super::timeline::By;
pub use super::usage::{CallCounts, Elsewhere, LinkUsage, ServiceCounts, ServiceUsage, Usage};
use crate::units::{Instant, Span};

/// Counts of one class in one interval.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Counts {
    /// Wishes that began.
    pub wishes: u64,
    /// Wishes that began here and succeeded at some time.
    pub succeeded: u64,
    /// Windows of service: how they began and ended ([`super::service`]).
    pub windows: Windows,
    /// Wishes that were given up here.
    pub abandoned: u64,
    /// First attempts of a request.
    pub first_attempts: u64,
    /// Attempts after the first.
    pub retries: u64,
    /// Attempts of both kinds that the edge refused: they never loaded the cell.
    pub refused_at_edge: u64,
    /// Attempts that a guard (breaker, throttle) failed at the client, unsent.
    pub held_back: u64,
    /// Retries that an empty budget or an open breaker forbade: their wishes were given up.
    pub denied: u64,
    /// Requests answered in time.
    pub answered: u64,
    /// Failures by kind.
    pub failures: [u64; 5],
    /// Answers that needed the cache and found the entry.
    pub cache_hits: u64,
    /// Answers that needed the cache and did not find the entry.
    pub cache_misses: u64,
    /// Nanoseconds of workers spent on attempts that somebody waited for to the end.
    pub useful_work: u64,
    /// Nanoseconds of workers spent on attempts that nobody waited for any more.
    pub wasted_work: u64,
    /// Bytes moved for attempts that somebody waited for to the end.
    pub useful_bytes: u64,
    /// Bytes moved for attempts that nobody waited for any more.
    pub wasted_bytes: u64,
    /// Nanoseconds that requests spent in server queues, until a worker took them and whenever they needed one again.
    pub queue_wait: u64,
    /// Requests that a worker took.
    pub taken: u64,
    /// What of that its attempts did at services to which its call failed over.
    pub elsewhere: Elsewhere,
    /// Clients without service.
    pub without: LevelChange,
    /// Clients that catch up after they were without service.
    pub catching_up: LevelChange,
    /// Change of the messages that wait for devices that have been cut off.
    pub messages_change: i64,
    /// Change of the Syncs and folder checks needed to catch up.
    pub sync_change: i64,
    /// Change of the full-resync requests needed to catch up.
    pub resync_change: i64,
}

impl Counts {
    /// Share of the windows that ended here and were met; none if no window ended.
    pub fn availability(&self) -> Option<f64> {
        self.windows.availability()
    }

    /// Adds the counts of another class or interval.
    pub fn add(&mut self, other: &Counts) {
        self.wishes += other.wishes;
        self.succeeded += other.succeeded;
        self.windows.add(other.windows);
        self.abandoned += other.abandoned;
        self.first_attempts += other.first_attempts;
        self.retries += other.retries;
        self.refused_at_edge += other.refused_at_edge;
        self.held_back += other.held_back;
        self.denied += other.denied;
        self.answered += other.answered;
        for (mine, theirs) in self.failures.iter_mut().zip(other.failures) {
            *mine += theirs;
        }
        self.cache_hits += other.cache_hits;
        self.cache_misses += other.cache_misses;
        self.useful_work += other.useful_work;
        self.wasted_work += other.wasted_work;
        self.useful_bytes += other.useful_bytes;
        self.wasted_bytes += other.wasted_bytes;
        self.queue_wait += other.queue_wait;
        self.taken += other.taken;
        self.without.add(other.without);
        self.catching_up.add(other.catching_up);
        self.elsewhere.add(other.elsewhere);
        self.messages_change += other.messages_change;
        self.sync_change += other.sync_change;
        self.resync_change += other.resync_change;
    }
}

/// State of a class at the end of an interval.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Census {
    /// Clients per counted phase.
    pub phases: [u64; 5],
    /// Client-seconds spent in every counted phase since the start of the run.
    pub client_seconds: [f64; 5],
    /// Share that the edge admits, mean over the interval.
    pub admitted: f64,
}

/// Something that was done to the cell, with its time.
#[derive(Debug, Clone, PartialEq)]
pub struct LogEntry {
    /// When.
    pub at: Instant,
    /// Name of the timeline entry.
    pub name: String,
    /// What, in words.
    pub what: String,
    /// What kind of thing it was, by what it did to the cell as it was then.
    pub kind: LogKind,
    /// Which time of its entry it was, or ended: 1 unless that recurs.
    pub time: u32,
}

/// The kinds of things in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogKind {
    /// Something broke.
    FaultBegins,
    /// Something that had broken works again, or better.
    FaultEnds,
    /// Somebody acted, or a change that is no fault.
    Action,
}

/// A time in which an entry of the timeline took something from the cell or its clients: from when it took the first
/// thing until the last one was given back, by whatever entry.
#[derive(Debug, Clone, PartialEq)]
pub struct InForce {
    /// Name of the timeline entry.
    pub entry: String,
    /// What it did, in words.
    pub what: String,
    /// Whose doing it was.
    pub by: By,
    /// Whether it keeps somebody out at the edge.
    pub at_edge: bool,
    /// When it began.
    pub from: Instant,
    /// When it first took something from somebody: as it began, or for a limit on the rate when it first refused an
    /// attempt; none while it has refused nobody.
    pub took: Option<Instant>,
    /// When it was undone; none if it was still in force at the horizon.
    pub to: Option<Instant>,
    /// The ones before it in [`Observations::in_force`] from which it took something over, that was not as planned in
    /// between.
    pub follows: Vec<usize>,
    /// What gives back little by little what this entry keeps: in words, and the name of its entry.
    pub eased_by: Option<(String, String)>,
}

/// A wish that came to an end, or was still open at the horizon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WishEnd {
    /// It succeeded.
    Success,
    /// It was given up.
    Abandoned,
    /// The run ended first.
    Open,
}

/// Receives single happenings as they occur; for tests and traces. The counts do not depend on it.
pub trait Trace {
    /// An attempt is sent (or refused at the edge): class, client number, wish, whether it is a retry.
    fn attempt(&mut self, _now: Instant, _class: usize, _client: u32, _wish: u32, _retry: bool) {}
    /// The edge refuses the attempt: class, client number.
    fn refused(&mut self, _now: Instant, _class: usize, _client: u32) {}
    /// A client learns that its attempt has failed, unless the refusals of an edge are played ahead: class, client number.
    fn failed(&mut self, _now: Instant, _class: usize, _client: u32) {}
    /// A worker takes a request that has waited in the queue of its server for this long: class, whether it is a retry.
    fn taken(&mut self, _now: Instant, _class: usize, _waited: Span, _retry: bool) {}
    /// Nobody waits for an attempt any more: class, when it was sent, bytes that it has moved, whether it was answered
    /// in time and well. An attempt in flight at the horizon is settled there.
    fn settled(&mut self, _now: Instant, _class: usize, _sent: Instant, _bytes: u64, _answered: bool) {}
    /// A client goes from one phase to another: class.
    fn phase(&mut self, _now: Instant, _class: usize, _from: Phase, _to: Phase) {}
    /// A request of a client was answered in time and well: class, client number.
    fn answered(&mut self, _now: Instant, _class: usize, _client: u32) {}
    /// A wish ended: class, client number, when it began, how it ended.
    fn wish_ended(&mut self, _now: Instant, _class: usize, _client: u32, _began: Instant, _end: WishEnd) {}
}

/// A trace that keeps nothing.
#[derive(Debug, Clone, Copy)]
pub struct NoTrace;

impl Trace for NoTrace {}

/// All counts of a run.
#[derive(Clone)]
pub struct Observations {
    /// Width of an interval.
    pub sample: Span,
    /// Per interval, per class.
    pub counts: Vec<Vec<Counts>>,
    /// Per interval, per service in the order of the names.
    pub services: Vec<Vec<ServiceCounts>>,
    /// Per interval, per call in the order of the names.
    pub calls: Vec<Vec<CallCounts>>,
    /// Per interval, per class.
    pub census: Vec<Vec<Census>>,
    /// Per interval.
    pub usage: Vec<Usage>,
    /// Latency of the wishes that began in an interval, per class.
    pub latency: Vec<Vec<super::latency::Latency>>,
    /// What was done to the cell.
    pub log: Vec<LogEntry>,
    /// When something was taken, and by which entry of the timeline.
    pub in_force: Vec<InForce>,
    /// The interval that was asked for last, and where it begins: most happenings lie in the same one as those before.
    current: usize,
    current_begins: u64,
}

impl Observations {
    /// Nothing written down yet.
    pub fn new(intervals: usize, (classes, services, calls): (usize, usize, usize), sample: Span) -> Observations {
        Observations {
            sample,
            counts: vec![vec![Counts::default(); classes]; intervals],
            services: vec![vec![ServiceCounts::default(); services]; intervals],
            calls: vec![vec![CallCounts::default(); calls]; intervals],
            census: Vec::with_capacity(intervals),
            usage: Vec::with_capacity(intervals),
            latency: vec![vec![super::latency::Latency::default(); classes]; intervals],
            log: Vec::new(),
            in_force: Vec::new(),
            current: 0,
            current_begins: 0,
        }
    }

    /// Interval that holds a point of time; the last one for everything after the end.
    #[inline]
    pub fn interval(&self, at: Instant) -> usize {
        ((at.0 / self.sample.0) as usize).min(self.counts.len() - 1)
    }

    /// Counts of a class at a point of time.
    #[inline]
    pub fn at(&mut self, at: Instant, class: usize) -> &mut Counts {
        self.turn_to(at);
        &mut self.counts[self.current][class]
    }

    /// Counts of a service at a point of time.
    #[inline]
    pub fn service_at(&mut self, at: Instant, service: usize) -> &mut ServiceCounts {
        self.turn_to(at);
        &mut self.services[self.current][service]
    }

    /// Counts of a call at a point of time.
    #[inline]
    pub fn call_at(&mut self, at: Instant, call: usize) -> &mut CallCounts {
        self.turn_to(at);
        &mut self.calls[self.current][call]
    }

    #[inline]
    fn turn_to(&mut self, at: Instant) {
        if at.0.wrapping_sub(self.current_begins) >= self.sample.0 {
            self.current = self.interval(at);
            self.current_begins = self.current as u64 * self.sample.0;
        }
    }

    /// Notes a failure.
    #[inline]
    pub fn failure(&mut self, at: Instant, class: usize, kind: ErrorKind) {
        self.at(at, class).failures[kind.index()] += 1;
    }

    /// Notes the end of a wish in the interval in which it began.
    #[inline]
    pub fn wish_ended(&mut self, now: Instant, class: usize, began: Instant, end: WishEnd) {
        let took = now.since(began);
        let lately = began.0.wrapping_sub(self.current_begins) < self.sample.0;
        let interval = if lately { self.current } else { self.interval(began) };
        self.latency[interval][class].record(took);
        let counts = &mut self.counts[interval][class];
        match end {
            WishEnd::Success => counts.succeeded += 1,
            WishEnd::Abandoned => self.at(now, class).abandoned += 1,
            WishEnd::Open => {}
        }
    }

    /// Notes that one client more (or less) is without service, or catching up, from a moment on.
    pub fn level(&mut self, at: Instant, class: usize, of: fn(&mut Counts) -> &mut LevelChange, more: bool) {
        let interval = self.interval(at);
        let passed = at.0 - interval as u64 * self.sample.0;
        of(&mut self.counts[interval][class]).note(passed, more);
    }

    /// Notes the windows of a client that was without service: one ends unmet at `first`, the next one `phase` later, and
    /// one at every `cadence` after that, all before `until`; each of them opens the next.
    pub fn unmet_windows(&mut self, class: usize, first: Instant, (phase, cadence): (Span, Span), until: Instant) {
        let interval = self.interval(first);
        let windows = &mut self.counts[interval][class].windows;
        (windows.unmet, windows.opened) = (windows.unmet + 1, windows.opened + 1);
        let mut at = first + phase;
        while at < until {
            let interval = self.interval(at);
            let next = Instant((interval as u64 + 1).saturating_mul(self.sample.0)).min(until);
            // All that end in the same interval, without a loop over them.
            let more = next.since(at).0.saturating_sub(1) / cadence.0.max(1);
            let windows = &mut self.counts[interval][class].windows;
            windows.unmet += 1 + more;
            windows.opened += 1 + more;
            at = at + Span(cadence.0.saturating_mul(1 + more));
        }
    }

    /// Windows of a class in the intervals `from..to`.
    pub fn windows(&self, class: usize, from: usize, to: usize) -> Windows {
        let mut all = Windows::default();
        self.counts[from..to].iter().for_each(|interval| all.add(interval[class].windows));
        all
    }

    /// Attempts per second in the intervals `from..to`.
    pub fn attempt_rate(&self, class: usize, from: usize, to: usize) -> f64 {
        let attempts: u64 = self.counts[from..to].iter().map(|i| i[class].first_attempts + i[class].retries).sum();
        attempts as f64 / (self.sample.seconds() * (to - from).max(1) as f64)
    }

    /// Attempts per second of a class in the second half of the warm-up: the baseline of amplification.
    pub fn baseline_rate(&self, class: usize, warm_up: Span) -> f64 {
        let warm = (warm_up.0 / self.sample.0) as usize;
        self.attempt_rate(class, warm / 2, warm)
    }
}
