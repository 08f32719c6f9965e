//! What each service, call and link of a graph did: in an interval, or (added up) in a run.

use serde::{Deserialize, Serialize};

use crate::model::cell::Cell;
use crate::model::observe::{CallCounts, Counts, LinkUsage, ServiceCounts, ServiceUsage, Trace};

/// Names of the services, calls and links of a graph; none in the short form, for which the columns of the cell speak.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TierNames {
    /// Services.
    pub services: Vec<String>,
    /// Calls.
    pub calls: Vec<String>,
    /// Links.
    pub links: Vec<String>,
    /// The services among them that keep something: messages, or counted resources.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept: Vec<String>,
}

impl TierNames {
    /// Of a list of what belongs to each service, what belongs to those that keep something.
    pub fn of_kept<'a, T>(&'a self, of_services: &'a [T]) -> impl Iterator<Item = &'a T> {
        let of = |name: &String| self.services.iter().position(|service| service == name);
        self.kept.iter().filter_map(of).filter_map(|place| of_services.get(place))
    }

    /// Whether there is no graph.
    pub fn is_empty(&self) -> bool {
        *self == TierNames::default()
    }
}

/// Whose metrics there are: the classes, services, calls and links of a scenario.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owners {
    /// Names of the classes.
    pub classes: Vec<String>,
    /// Names of services, calls and links; none in the short form.
    #[serde(default, skip_serializing_if = "TierNames::is_empty")]
    pub tiers: TierNames,
}

impl Owners {
    /// Those of a scenario of the short form with these classes.
    pub fn of_classes(classes: &[String]) -> Owners {
        Owners { classes: classes.to_vec(), tiers: TierNames::default() }
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
        self.usage.instances.add(&later.usage.instances);
        self.usage.backlog += later.usage.backlog;
        self.usage.oldest = self.usage.oldest.max(later.usage.oldest);
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
        let kept = cell.services_that_keep();
        let names = TierNames { services: names.0, calls: names.1, links: names.2, kept };
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

fn service_use<T: Trace>(cell: &Cell<T>, number: usize, at: usize) -> ServiceUse {
    let seconds = cell.seen.usage[at].seconds;
    let usage = cell.seen.usage[at].services[number];
    let mut counts = cell.seen.services[at][number];
    for class in cell.classes_that_ask(number) {
        let of_class = &cell.seen.counts[at][class];
        counts.taken += of_class.taken - of_class.elsewhere.taken;
        counts.queue_wait += of_class.queue_wait - of_class.elsewhere.queue_wait;
        counts.useful_work += of_class.useful_work - of_class.elsewhere.useful_work;
        counts.wasted_work += of_class.wasted_work - of_class.elsewhere.wasted_work;
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
        denied: counts.denied,
        without_connection: 0,
        connections_opened: 0,
        handshake_work: 0,
        answered: counts.answered,
        failures: counts.failures,
        given_up: counts.abandoned,
    }
}

fn link_use<T: Trace>(cell: &Cell<T>, number: usize, at: usize) -> LinkUse {
    LinkUse { seconds: cell.seen.usage[at].seconds, usage: cell.seen.usage[at].links[number] }
}
