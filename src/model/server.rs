//! A front-end server: workers, a bounded queue, and the state of its cache node.

use std::collections::VecDeque;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::cache::CacheNode;
use super::discipline::Discipline;
use super::graph::{Bulkhead, ServicePlan};
use super::keyed::Keyed;
use crate::engine::Source;
use crate::units::{Instant, Limit, Share, Span};

/// The front-end servers as the scenario writes them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ServersPlan {
    /// Number of servers; every client has one of them as its home.
    pub count: u32,
    /// Workers of each server: requests it serves at the same time.
    pub workers: Limit,
    /// Requests that may wait at each server.
    pub queue: Limit,
    /// Which waiting request is served next.
    pub discipline: Discipline,
    /// Whether work is dropped when its client has given up; otherwise it is still done, for nobody.
    pub cancel: bool,
    /// Part of the workers (and of the queue) of each server that the ActiveSync classes together may not use: a
    /// bulkhead. A class that says it for itself has a bulkhead of its own.
    pub reserved_for_others: Share,
    /// Requests of ActiveSync classes are refused while this many requests wait, or more (load shedding). A class may
    /// say it for itself.
    pub shed_above: Limit,
    /// Service takes longer by this part for every request in the server (0: never).
    pub slowdown_per_request: f64,
    /// Probability that a request fails whatever the load.
    pub failure_probability: Share,
}

impl Default for ServersPlan {
    fn default() -> Self {
        ServersPlan {
            count: 1,
            workers: Limit::AtMost(1),
            queue: Limit::Unlimited,
            discipline: Discipline::Fifo,
            cancel: false,
            reserved_for_others: Share::NONE,
            shed_above: Limit::Unlimited,
            slowdown_per_request: 0.0,
            failure_probability: Share::NONE,
        }
    }
}

/// The kinds of traffic that bulkheads keep apart, and who is in which.
#[derive(Debug, Clone, PartialEq)]
pub struct Lanes {
    /// Part of the workers and of the queue that each lane leaves to the others.
    reserved: Vec<Share>,
    /// Lane of each class, in the order of the classes.
    of_class: Vec<u8>,
}

impl Lanes {
    /// One lane for every bulkhead, and the second one (or the only one) for the classes that are in none.
    pub fn new<'a>(bulkheads: &[Bulkhead], classes: impl Iterator<Item = &'a String>) -> Lanes {
        let mut reserved: Vec<Share> = bulkheads.iter().map(|bulkhead| bulkhead.leaves).collect();
        let common = usize::from(Lanes::common(bulkheads));
        reserved.insert(common, Share::NONE);
        let lane = |class: &String| {
            let own = bulkheads.iter().position(|bulkhead| bulkhead.classes.contains(class));
            own.map_or(common, |place| place + usize::from(place >= common)) as u8
        };
        Lanes { of_class: classes.map(lane).collect(), reserved }
    }

    /// Lane of whoever is in no bulkhead.
    pub fn common(bulkheads: &[Bulkhead]) -> u8 {
        u8::from(!bulkheads.is_empty())
    }

    /// Lane of the class with this position.
    pub fn of(&self, class: usize) -> u8 {
        self.of_class[class]
    }
}

/// The places out of `limit` that are left to a lane when a part is reserved for the others; a part of one counts as
/// one.
pub fn left_of(limit: Limit, reserved: Share) -> Limit {
    match limit {
        Limit::AtMost(number) if reserved > Share::NONE => {
            // A product that misses the whole number by a rounding error must not cost a place.
            let taken = (f64::from(number) * reserved.get() * (1.0 - 1e-12)).ceil() as u32;
            Limit::AtMost(number - taken.min(number))
        }
        Limit::AtMost(_) | Limit::Unlimited => limit,
    }
}

/// A request that waits.
#[derive(Debug, Clone, Copy)]
struct Waiting {
    attempt: u32,
    arrival: u64,
}

/// What a server says to a request that arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// A worker takes it at once.
    Serve,
    /// It waits.
    Wait,
    /// The queue is full, or the load is shed.
    Refuse,
}

/// A server at work.
#[derive(Clone)]
pub struct Server {
    /// Whether it is up and takes requests.
    pub up: bool,
    /// Whether an entry of the timeline has brought it down.
    pub down: bool,
    /// What it does since it has come up, if that is not done.
    pub starting: Option<Starting>,
    /// Number of its starts that took work, for the address of their random numbers.
    pub starts: u64,
    /// Workers it has now.
    pub workers: Limit,
    /// Service times are multiplied by this.
    pub slowness: f64,
    /// Probability that a request fails whatever the load.
    pub failing: f64,
    /// Requests in it whose worker is lent while their calls are out.
    pub lent: u32,
    /// Whether it restarts in this moment.
    pub restarts: bool,
    /// Number of its crashes: connections of an earlier life are broken.
    pub epoch: u16,
    /// Its entries, if it is a cache.
    pub cache: CacheNode,
    /// The number of the processors that its workers share.
    pub processors: Option<u32>,
    lanes: Vec<Lane>,
    /// Number of the chores in all lanes that wait for a worker.
    owed: usize,
    busy: u32,
    waiting: u32,
    arrivals: u64,
}

/// The start-up work of a server.
#[derive(Debug, Clone, Copy)]
pub struct Starting {
    /// When it began.
    pub since: Instant,
    /// When it ends; [`Instant::NEVER`] if that depends on what else is at work on shared processors.
    pub ends: Instant,
    /// Stops it there.
    pub handle: Option<u32>,
}

/// One kind of traffic at a server.
#[derive(Debug, Clone)]
struct Lane {
    /// Part of the workers and of the queue that it leaves to the others.
    reserved: Share,
    busy: u32,
    waiting: u32,
    queue: VecDeque<Waiting>,
    chores: VecDeque<Chore>,
}

/// Work for nobody that an instance owes: a refusal, or the handshake of a request that is not served.
#[derive(Debug, Clone, Copy)]
pub struct Chore {
    /// The class of which the request was; its workers do it.
    pub class: u8,
    /// How long it takes.
    pub work: Span,
}

impl Server {
    /// An idle server.
    pub fn new(plan: &ServicePlan, lanes: &Lanes) -> Server {
        let lane = |reserved: &Share| Lane {
            reserved: *reserved,
            busy: 0,
            waiting: 0,
            queue: VecDeque::new(),
            chores: VecDeque::new(),
        };
        Server {
            up: true,
            down: false,
            starting: None,
            starts: 0,
            workers: plan.workers,
            slowness: 1.0,
            epoch: 0,
            lent: 0,
            restarts: false,
            failing: plan.failure_probability.get(),
            cache: CacheNode::new(plan.keyed.as_ref().map(|keyed| Keyed::new(keyed, plan.instances))),
            processors: None,
            lanes: lanes.reserved.iter().map(lane).collect(),
            owed: 0,
            busy: 0,
            waiting: 0,
            arrivals: 0,
        }
    }

    /// Busy workers.
    #[inline]
    pub fn busy(&self) -> u32 {
        self.busy
    }

    /// Requests that wait and whose client has not been dropped.
    #[inline]
    pub fn waiting(&self) -> u32 {
        self.waiting
    }

    /// Whether the queue is empty, of blanks too.
    #[inline]
    pub fn nothing_waits(&self) -> bool {
        self.lanes.iter().all(|lane| lane.queue.is_empty())
    }

    #[inline]
    fn has_worker_for(&self, lane: &Lane) -> bool {
        !self.workers.reached_by(self.busy) && !left_of(self.workers, lane.reserved).reached_by(lane.busy)
    }

    /// What happens to a request that arrives now, of a class whose load is shed from a number of waiting ones on.
    #[inline]
    pub fn admit(&self, plan: &ServicePlan, lane: u8, shed_above: Limit) -> Admission {
        if self.takes_at_once(lane) {
            return Admission::Serve;
        }
        let lane = &self.lanes[lane as usize];
        let full = plan.queue.reached_by(self.waiting) || left_of(plan.queue, lane.reserved).reached_by(lane.waiting);
        if full || shed_above.reached_by(self.waiting) { Admission::Refuse } else { Admission::Wait }
    }

    /// Puts a request in the queue.
    #[inline]
    pub fn enqueue(&mut self, attempt: u32, lane: u8) {
        self.arrivals += 1;
        self.waiting += 1;
        let lane = &mut self.lanes[lane as usize];
        lane.queue.push_back(Waiting { attempt, arrival: self.arrivals });
        lane.waiting += 1;
    }

    /// Notes work for nobody, which a free worker of the lane does before it takes a request.
    pub fn owe(&mut self, chore: Chore, lane: u8) {
        self.owed += 1;
        self.lanes[lane as usize].chores.push_back(chore);
    }

    /// The next chore for which a worker is free.
    #[inline]
    pub fn next_chore(&mut self) -> Option<Chore> {
        if self.owed == 0 {
            return None;
        }
        let free = |lane: &Lane| !lane.chores.is_empty() && self.has_worker_for(lane);
        let place = self.lanes.iter().position(free)?;
        self.owed -= 1;
        self.lanes[place].chores.pop_front()
    }

    /// Notes that a waiting request was dropped; it stays in the queue as a blank until its turn comes.
    pub fn drop_waiting(&mut self, lane: u8) {
        self.waiting -= 1;
        self.lanes[lane as usize].waiting -= 1;
    }

    /// Whether a worker would take a request of this lane that comes now, without a wait.
    #[inline]
    pub fn takes_at_once(&self, lane: u8) -> bool {
        let lane = &self.lanes[lane as usize];
        lane.waiting == 0 && self.has_worker_for(lane)
    }

    /// Requests in it: waiting or with a worker.
    #[inline]
    pub fn present(&self) -> u32 {
        self.busy + self.waiting
    }

    /// Occupies a worker.
    #[inline]
    pub fn begin(&mut self, lane: u8) {
        self.busy += 1;
        self.lanes[lane as usize].busy += 1;
    }

    /// Frees a worker.
    #[inline]
    pub fn finish(&mut self, lane: u8) {
        self.busy -= 1;
        self.lanes[lane as usize].busy -= 1;
    }

    /// Takes the next entry of the queue for which a worker is free, blanks included. `is_blank` tells blanks.
    #[inline]
    pub fn next(&mut self, plan: &ServicePlan, source: &mut Source, is_blank: impl Fn(u32) -> bool) -> Option<u32> {
        let lane = self.next_lane(plan, source)?;
        let lane = &mut self.lanes[lane];
        let entry = match plan.discipline {
            Discipline::Fifo => lane.queue.pop_front(),
            Discipline::Lifo => lane.queue.pop_back(),
            Discipline::Random => {
                let chosen = source.below(lane.queue.len());
                lane.queue.swap_remove_back(chosen)
            }
        }?;
        if !is_blank(entry.attempt) {
            lane.waiting -= 1;
            self.waiting -= 1;
        }
        Some(entry.attempt)
    }

    fn next_lane(&self, plan: &ServicePlan, source: &mut Source) -> Option<usize> {
        let ready = |lane: &Lane| !lane.queue.is_empty() && self.has_worker_for(lane);
        if let [only] = &self.lanes[..] {
            return ready(only).then_some(0);
        }
        let mut ready = self.lanes.iter().enumerate().filter(|(_, lane)| ready(lane));
        let chosen = match plan.discipline {
            Discipline::Fifo => ready.min_by_key(|(_, lane)| lane.queue.front().map(|first| first.arrival)),
            Discipline::Lifo => ready.max_by_key(|(_, lane)| lane.queue.back().map(|last| last.arrival)),
            Discipline::Random => {
                let all: usize = ready.clone().map(|(_, lane)| lane.queue.len()).sum();
                // Nothing is drawn where there is no choice.
                let mut left = if ready.clone().nth(1).is_some() { source.below(all) } else { 0 };
                ready.find(|(_, lane)| {
                    let here = left < lane.queue.len();
                    left = left.saturating_sub(lane.queue.len());
                    here
                })
            }
        };
        chosen.map(|(lane, _)| lane)
    }

    /// Forgets everything that waits and everything that is served (a crash), and gives the waiting attempts.
    pub fn lose_everything(&mut self) -> Vec<u32> {
        let mut lost = Vec::new();
        for lane in &mut self.lanes {
            lost.extend(lane.queue.drain(..).map(|waiting| waiting.attempt));
            (lane.busy, lane.waiting) = (0, 0);
            lane.chores.clear();
        }
        (self.busy, self.waiting, self.lent, self.owed) = (0, 0, 0, 0);
        self.epoch = self.epoch.wrapping_add(1);
        lost
    }
}
