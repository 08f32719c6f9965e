//! What was used of services, calls and links in one interval.

use super::graph::rotation::InRotation;

/// Resources in one interval: what was used, as integrals over time.
///
/// The *servers* are the services that clients call, the *store* is all services behind them that have workers, and the
/// *link* is what the calls of clients pass; `services` and `links` tell each alone.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Usage {
    /// Worker-seconds in use.
    pub workers: f64,
    /// Request-seconds in the queues of the servers.
    pub queue: f64,
    /// Store-worker-seconds in use.
    pub store: f64,
    /// Request-seconds in the queue of the store.
    pub store_queue: f64,
    /// Transfer-seconds to the servers.
    pub up: f64,
    /// Transfer-seconds to the clients.
    pub down: f64,
    /// Seconds that the link to the servers was busy.
    pub up_busy: f64,
    /// Seconds that the link to the clients was busy.
    pub down_busy: f64,
    /// Workers of all servers that were up, mean over the interval; infinite if unlimited.
    pub workers_there: f64,
    /// Workers of the store, mean over the interval.
    pub store_there: f64,
    /// Length of the interval in seconds.
    pub seconds: f64,
    /// Each service, in the order of the names.
    pub services: Vec<ServiceUsage>,
    /// Each link, in the order of the names.
    pub links: Vec<LinkUsage>,
}

/// What was used of one service.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ServiceUsage {
    /// Worker-seconds in use.
    pub busy: f64,
    /// Request-seconds in its queues.
    pub waiting: f64,
    /// Workers of its instances that were up, mean over the interval; infinite if unlimited.
    pub there: f64,
    /// Instance-seconds in and out of rotation; none of a cache.
    pub instances: InRotation,
    /// Message-seconds of messages that were accepted and not yet done.
    pub backlog: f64,
    /// Age in seconds of the oldest of them at the end.
    pub oldest: f64,
}

/// What was used of one link.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct LinkUsage {
    /// Transfer-seconds towards the service.
    pub up: f64,
    /// Transfer-seconds towards the caller.
    pub down: f64,
    /// Seconds that the way towards the service was busy.
    pub up_busy: f64,
    /// Seconds that the way towards the caller was busy.
    pub down_busy: f64,
}

impl LinkUsage {
    /// Two links as one: the transfers of both, and as busy as the busier one.
    pub fn and(self, other: &LinkUsage) -> LinkUsage {
        LinkUsage {
            up: self.up + other.up,
            down: self.down + other.down,
            up_busy: self.up_busy.max(other.up_busy),
            down_busy: self.down_busy.max(other.down_busy),
        }
    }
}

/// What one service did in one interval for calls of other services.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ServiceCounts {
    /// Requests that a worker took.
    pub taken: u64,
    /// Nanoseconds that these had waited in queues.
    pub queue_wait: u64,
    /// Requests (of clients too) refused: no place to wait, or load shed.
    pub refused: u64,
    /// Requests (of clients too) that came to their turn after their deadline and were not begun.
    pub too_late: u64,
    /// Nanoseconds of workers spent on attempts that somebody waited for to the end.
    pub useful_work: u64,
    /// Nanoseconds of workers spent on attempts that nobody waited for any more.
    pub wasted_work: u64,
    /// Nanoseconds of workers spent on start-up work of instances that took requests meanwhile.
    pub start_work: u64,
    /// Instances that were ejected.
    pub ejections: u64,
    /// Look-ups that found their entry, if it is a cache.
    pub hits: u64,
    /// Look-ups that did not.
    pub misses: u64,
    /// Messages that its durable queues have accepted.
    pub accepted: u64,
    /// Messages whose handler ended well.
    pub done: u64,
    /// Nanoseconds from the acceptance of these to their end.
    pub done_after: u64,
    /// Messages that will be delivered again, because their handler failed.
    pub redelivered: u64,
    /// Messages that begin anew, because a crash has stopped them.
    pub done_again: u64,
    /// Messages that were given up.
    pub dead_letters: u64,
    /// Instances that were restarted because their checks failed.
    pub restarts: u64,
    /// Requests (of clients too) refused for want of a resource; they are among `refused`.
    pub lacked: u64,
    /// Instances that restarted for want of a resource.
    pub ran_out: u64,
    /// Requests (of clients too) of which a call or look-up failed, and that a later step took over and ended well.
    pub fallbacks: u64,
}

/// What attempts of clients did at services to which their call failed over, or were added to by it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Elsewhere {
    /// Requests that a worker took.
    pub taken: u64,
    /// Nanoseconds that these had waited in queues.
    pub queue_wait: u64,
    /// Nanoseconds of workers spent on attempts that somebody waited for to the end.
    pub useful_work: u64,
    /// Nanoseconds of workers spent on attempts that nobody waited for any more.
    pub wasted_work: u64,
}

impl Elsewhere {
    /// Adds others.
    pub fn add(&mut self, other: Elsewhere) {
        self.taken += other.taken;
        self.queue_wait += other.queue_wait;
        self.useful_work += other.useful_work;
        self.wasted_work += other.wasted_work;
    }
}

impl ServiceCounts {
    /// Adds what attempts of clients did that failed over to the service.
    pub fn add_elsewhere(&mut self, done: Elsewhere) {
        self.taken += done.taken;
        self.queue_wait += done.queue_wait;
        self.useful_work += done.useful_work;
        self.wasted_work += done.wasted_work;
    }

    /// Nanoseconds of workers spent on anything.
    pub fn worked(&self) -> u64 {
        self.useful_work + self.wasted_work + self.start_work
    }

    /// Adds the counts of another interval.
    pub fn add(&mut self, other: &ServiceCounts) {
        self.taken += other.taken;
        self.queue_wait += other.queue_wait;
        self.refused += other.refused;
        self.too_late += other.too_late;
        self.useful_work += other.useful_work;
        self.wasted_work += other.wasted_work;
        self.start_work += other.start_work;
        self.ejections += other.ejections;
        self.hits += other.hits;
        self.misses += other.misses;
        self.accepted += other.accepted;
        self.done += other.done;
        self.done_after += other.done_after;
        self.redelivered += other.redelivered;
        self.done_again += other.done_again;
        self.dead_letters += other.dead_letters;
        self.restarts += other.restarts;
        self.lacked += other.lacked;
        self.ran_out += other.ran_out;
        self.fallbacks += other.fallbacks;
    }
}

impl CallCounts {
    /// Adds the counts of another interval or caller.
    pub fn add(&mut self, other: &CallCounts) {
        self.first_attempts += other.first_attempts;
        self.retries += other.retries;
        self.held_back += other.held_back;
        self.denied += other.denied;
        self.without_connection += other.without_connection;
        self.connections_opened += other.connections_opened;
        self.handshake_work += other.handshake_work;
        self.answered += other.answered;
        for (mine, theirs) in self.failures.iter_mut().zip(other.failures) {
            *mine += theirs;
        }
        self.given_up += other.given_up;
    }
}

/// What one call of handlers did in one interval.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CallCounts {
    /// First tries of a request.
    pub first_attempts: u64,
    /// Tries after the first.
    pub retries: u64,
    /// Tries that a guard stopped.
    pub held_back: u64,
    /// Retries that an empty budget or an open breaker forbade: their requests were given up.
    pub denied: u64,
    /// Requests that found the pool and its queue full.
    pub without_connection: u64,
    /// Connections that were opened.
    pub connections_opened: u64,
    /// Nanoseconds of workers spent on the handshakes of requests that they took.
    pub handshake_work: u64,
    /// Tries that were answered in time and well.
    pub answered: u64,
    /// Tries that failed, by kind.
    pub failures: [u64; 5],
    /// Requests that ended with a failure.
    pub given_up: u64,
}

impl Usage {
    /// What was used since an earlier total; what is there now stays as it is.
    pub fn since(&self, earlier: &Usage) -> Usage {
        Usage {
            workers: self.workers - earlier.workers,
            queue: self.queue - earlier.queue,
            store: self.store - earlier.store,
            store_queue: self.store_queue - earlier.store_queue,
            up: self.up - earlier.up,
            down: self.down - earlier.down,
            up_busy: self.up_busy - earlier.up_busy,
            down_busy: self.down_busy - earlier.down_busy,
            workers_there: self.workers_there,
            store_there: self.store_there,
            seconds: self.seconds - earlier.seconds,
            services: since(&self.services, &earlier.services, ServiceUsage::since),
            links: since(&self.links, &earlier.links, LinkUsage::since),
        }
    }
}

/// Every number of a list since an earlier one; that may be empty, at the start.
fn since<T: Copy + Default>(now: &[T], earlier: &[T], between: impl Fn(&T, &T) -> T) -> Vec<T> {
    let before = earlier.iter().copied().chain(std::iter::repeat(T::default()));
    now.iter().zip(before).map(|(now, before)| between(now, &before)).collect()
}

impl ServiceUsage {
    fn since(&self, earlier: &ServiceUsage) -> ServiceUsage {
        ServiceUsage {
            busy: self.busy - earlier.busy,
            waiting: self.waiting - earlier.waiting,
            there: self.there,
            instances: self.instances.since(&earlier.instances),
            backlog: self.backlog - earlier.backlog,
            oldest: self.oldest,
        }
    }
}

impl LinkUsage {
    fn since(&self, earlier: &LinkUsage) -> LinkUsage {
        LinkUsage {
            up: self.up - earlier.up,
            down: self.down - earlier.down,
            up_busy: self.up_busy - earlier.up_busy,
            down_busy: self.down_busy - earlier.down_busy,
        }
    }
}
