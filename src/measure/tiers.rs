//! What each service, call and link of a graph did: in an interval, or (added up) in a run.

use serde::{Deserialize, Serialize};

use super::kind::{PER_SECOND, RATIO, SECONDS, SHARE, of};
use super::metric::{Metric, metrics};
use crate::model::cell::Cell;
use crate::model::observe::{CallCounts, Counts, LinkUsage, ServiceCounts, ServiceUsage, Trace};
use crate::model::retry::ErrorKind;

/// Names of the services, calls and links of a graph; none in the short form, for which the columns of the cell speak.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TierNames {
    /// Services.
    pub services: Vec<String>,
    /// Calls.
    pub calls: Vec<String>,
    /// Links.
    pub links: Vec<String>,
}

impl TierNames {
    /// Whether there is no graph.
    pub fn is_empty(&self) -> bool {
        *self == TierNames::default()
    }
}

/// What one service did.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ServiceUse {
    /// Length in seconds.
    pub seconds: f64,
    /// Worker-seconds in use, and request-seconds in queues.
    pub usage: ServiceUsage,
    /// Worker-seconds that were there; infinite if unlimited.
    pub there: f64,
    /// Requests of services and of clients.
    pub counts: ServiceCounts,
}

/// What one call did.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CallUse {
    /// Length in seconds.
    pub seconds: f64,
    /// Its tries, and how they ended.
    pub counts: CallCounts,
}

/// What one link did.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LinkUse {
    /// Length in seconds.
    pub seconds: f64,
    /// Transfers and time in use.
    pub usage: LinkUsage,
}

/// Something whose parts can be added up.
pub trait Sum: Default {
    /// Adds what came after.
    fn add(&mut self, later: &Self);
}

impl Sum for ServiceUse {
    fn add(&mut self, later: &ServiceUse) {
        self.seconds += later.seconds;
        self.usage.busy += later.usage.busy;
        self.usage.waiting += later.usage.waiting;
        self.there += later.there;
        self.counts.add(&later.counts);
    }
}

impl Sum for CallUse {
    fn add(&mut self, later: &CallUse) {
        self.seconds += later.seconds;
        self.counts.add(&later.counts);
    }
}

impl Sum for LinkUse {
    fn add(&mut self, later: &LinkUse) {
        self.seconds += later.seconds;
        let (mine, theirs) = (&mut self.usage, &later.usage);
        mine.up += theirs.up;
        mine.down += theirs.down;
        mine.up_busy += theirs.up_busy;
        mine.down_busy += theirs.down_busy;
    }
}

/// Per service, call and link, in the order of the names: what each did in every interval.
#[derive(Debug, Clone, Default)]
pub struct Tiers {
    /// Their names.
    pub names: TierNames,
    /// Per service, per interval.
    pub services: Vec<Vec<ServiceUse>>,
    /// Per call, per interval.
    pub calls: Vec<Vec<CallUse>>,
    /// Per link, per interval.
    pub links: Vec<Vec<LinkUse>>,
}

/// The same for a part of a run, added up.
#[derive(Debug, Clone, Default)]
pub struct TierSums {
    /// Their names.
    pub names: TierNames,
    /// Per service.
    pub services: Vec<ServiceUse>,
    /// Per call.
    pub calls: Vec<CallUse>,
    /// Per link.
    pub links: Vec<LinkUse>,
}

impl Tiers {
    /// What the services, calls and links of a cell did that has run; nothing in the short form.
    pub fn of<T: Trace>(cell: &Cell<T>) -> Tiers {
        let names = cell.tier_names();
        let intervals = 0..cell.seen.usage.len();
        let names = TierNames { services: names.0, calls: names.1, links: names.2 };
        let service = |number: usize| intervals.clone().map(|at| service_use(cell, number, at)).collect();
        let call = |number: usize| intervals.clone().map(|at| call_use(cell, number, at)).collect();
        let link = |number: usize| intervals.clone().map(|at| link_use(cell, number, at)).collect();
        Tiers {
            services: (0..names.services.len()).map(service).collect(),
            calls: (0..names.calls.len()).map(call).collect(),
            links: (0..names.links.len()).map(link).collect(),
            names,
        }
    }

    /// Adds up some intervals.
    pub fn sums(&self, intervals: std::ops::Range<usize>) -> TierSums {
        fn sum<T: Sum>(parts: &[Vec<T>], intervals: &std::ops::Range<usize>) -> Vec<T> {
            let of_part = |part: &Vec<T>| {
                let mut all = T::default();
                part.get(intervals.clone()).unwrap_or_default().iter().for_each(|one| all.add(one));
                all
            };
            parts.iter().map(of_part).collect()
        }
        TierSums {
            names: self.names.clone(),
            services: sum(&self.services, &intervals),
            calls: sum(&self.calls, &intervals),
            links: sum(&self.links, &intervals),
        }
    }
}

impl TierSums {
    /// Every number, in the order of the tables.
    pub fn numbers(&self) -> impl Iterator<Item = Option<f64>> {
        let services = self.services.iter().flat_map(|of| SERVICE.iter().map(|metric| (metric.value)(of)));
        let calls = self.calls.iter().flat_map(|of| CALL.iter().map(|metric| (metric.value)(of)));
        let links = self.links.iter().flat_map(|of| LINK.iter().map(|metric| (metric.value)(of)));
        services.chain(calls).chain(links)
    }
}

fn service_use<T: Trace>(cell: &Cell<T>, number: usize, at: usize) -> ServiceUse {
    let seconds = cell.seen.usage[at].seconds;
    let usage = cell.seen.usage[at].services[number];
    let mut counts = cell.seen.services[at][number];
    for class in cell.classes_that_ask(number) {
        let of_class = &cell.seen.counts[at][class];
        counts.taken += of_class.taken;
        counts.queue_wait += of_class.queue_wait;
        counts.useful_work += of_class.useful_work;
        counts.wasted_work += of_class.wasted_work;
    }
    ServiceUse { seconds, usage, there: usage.there * seconds, counts }
}

fn call_use<T: Trace>(cell: &Cell<T>, number: usize, at: usize) -> CallUse {
    let mut counts = cell.seen.calls[at][number];
    for class in cell.classes_that_make(number) {
        counts.add(&of_class(&cell.seen.counts[at][class]));
    }
    CallUse { seconds: cell.seen.usage[at].seconds, counts }
}

/// What the clients of a class do is a call too.
fn of_class(counts: &Counts) -> CallCounts {
    CallCounts {
        first_attempts: counts.first_attempts,
        retries: counts.retries,
        held_back: counts.held_back,
        without_connection: 0,
        answered: counts.answered,
        failures: counts.failures,
        given_up: counts.abandoned,
    }
}

fn link_use<T: Trace>(cell: &Cell<T>, number: usize, at: usize) -> LinkUse {
    LinkUse { seconds: cell.seen.usage[at].seconds, usage: cell.seen.usage[at].links[number] }
}

fn per(amount: f64, of: f64) -> Option<f64> {
    (of > 0.0 && of.is_finite()).then(|| amount / of)
}

fn failures(call: &CallUse, kind: ErrorKind) -> Option<f64> {
    per(call.counts.failures[kind.index()] as f64, call.seconds)
}

/// What is told of a service, of an interval and of a run.
pub const SERVICE: &[Metric<ServiceUse>] = metrics! {
    "utilisation", SHARE, "{} utilisation", "busy part of the workers", |s| per(s.usage.busy, s.there);
    "busy_workers", of("workers"), "{} busy workers", "mean number of requests that have a worker", |s| per(s.usage.busy, s.seconds);
    "queue_length", of("requests"), "{} queue length", "mean number that wait", |s| per(s.usage.waiting, s.seconds);
    "queue_wait_s", SECONDS, "{} queue wait", "mean wait of the requests that a worker took", |s| per(s.counts.queue_wait as f64 / 1e9, s.counts.taken as f64);
    "taken_per_s", PER_SECOND, "{} requests taken", "requests that a worker took", |s| per(s.counts.taken as f64, s.seconds);
    "refused_per_s", PER_SECOND, "{} requests refused", "requests refused: queue full, or load shed", |s| per(s.counts.refused as f64, s.seconds);
    "too_late_per_s", PER_SECOND, "{} requests too late", "requests not begun, because their deadline had passed", |s| per(s.counts.too_late as f64, s.seconds);
    "wasted_work", SHARE, "{} wasted work", "worker time spent for callers that had left", |s| per(s.counts.wasted_work as f64, (s.counts.wasted_work + s.counts.useful_work) as f64);
};

/// What is told of a call, of an interval and of a run.
pub const CALL: &[Metric<CallUse>] = metrics! {
    "requests_per_s", PER_SECOND, "requests of call {}", "first tries (of clients also those that the edge refused)", |c| per(c.counts.first_attempts as f64, c.seconds);
    "retries_per_s", PER_SECOND, "retries of call {}", "tries after the first", |c| per(c.counts.retries as f64, c.seconds);
    "tries_per_request", RATIO, "tries per request of call {}", "all tries, relative to the first ones", |c| per((c.counts.first_attempts + c.counts.retries) as f64, c.counts.first_attempts as f64);
    "answered_per_s", PER_SECOND, "answers to call {}", "tries answered in time and well", |c| per(c.counts.answered as f64, c.seconds);
    "server_errors_per_s", PER_SECOND, "server errors of call {}", "failures: an error, or an instance that is down", |c| failures(c, ErrorKind::ServerError);
    "busy_per_s", PER_SECOND, "refusals of call {}", "failures: queue full, or load shed", |c| failures(c, ErrorKind::Busy);
    "no_answer_per_s", PER_SECOND, "timeouts of call {}", "failures: no answer in time", |c| failures(c, ErrorKind::NoAnswer);
    "held_back_per_s", PER_SECOND, "tries of call {} held back", "tries that a guard of the caller stopped", |c| per(c.counts.held_back as f64, c.seconds);
    "without_connection_per_s", PER_SECOND, "requests of call {} without a connection", "requests that the pool had neither a connection nor a place to wait for", |c| per(c.counts.without_connection as f64, c.seconds);
    "given_up_per_s", PER_SECOND, "requests of call {} given up", "requests that ended with a failure", |c| per(c.counts.given_up as f64, c.seconds);
};

/// What is told of a link, of an interval and of a run.
pub const LINK: &[Metric<LinkUse>] = metrics! {
    "up_utilisation", SHARE, "{} busy towards the service", "busy part of the way towards the service", |l| per(l.usage.up_busy, l.seconds);
    "utilisation", SHARE, "{} busy towards the caller", "busy part of the way towards the caller", |l| per(l.usage.down_busy, l.seconds);
    "up_transfers", of("transfers"), "{} transfers towards the service", "mean number in flight towards the service", |l| per(l.usage.up, l.seconds);
    "transfers", of("transfers"), "{} transfers towards the caller", "mean number in flight towards the caller", |l| per(l.usage.down, l.seconds);
};
