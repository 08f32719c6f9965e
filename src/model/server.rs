//! A front-end server: workers, a bounded queue, and the state of its cache node.

use std::collections::VecDeque;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::cache::CacheNode;
use crate::engine::Source;
use crate::units::{Limit, Share};

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
    /// Part of the workers (and of the queue) that ActiveSync requests may not use: a bulkhead.
    pub reserved_for_others: Share,
    /// ActiveSync requests are refused while more than this many requests wait (load shedding).
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

/// Which waiting request is served next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Discipline {
    /// The one that waited longest.
    Fifo,
    /// The one that came last.
    Lifo,
    /// Any one, equally likely.
    Random,
}

/// The two kinds of traffic that a bulkhead keeps apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// ActiveSync.
    Phones = 0,
    /// Everything else.
    Others = 1,
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
pub struct Server {
    /// Whether it is up.
    pub up: bool,
    /// Workers it has now.
    pub workers: Limit,
    /// Service times are multiplied by this.
    pub slowness: f64,
    /// Its cache node.
    pub cache: CacheNode,
    busy: [u32; 2],
    lanes: [VecDeque<Waiting>; 2],
    waiting: [u32; 2],
    arrivals: u64,
}

impl Server {
    /// An idle server.
    pub fn new(plan: &ServersPlan) -> Server {
        Server {
            up: true,
            workers: plan.workers,
            slowness: 1.0,
            cache: CacheNode::new(),
            busy: [0; 2],
            lanes: [VecDeque::new(), VecDeque::new()],
            waiting: [0; 2],
            arrivals: 0,
        }
    }

    /// Busy workers.
    #[inline]
    pub fn busy(&self) -> u32 {
        self.busy[0] + self.busy[1]
    }

    /// Requests that wait and whose client has not been dropped.
    #[inline]
    pub fn waiting(&self) -> u32 {
        self.waiting[0] + self.waiting[1]
    }

    /// Whether the queue is empty, of blanks too.
    #[inline]
    pub fn nothing_waits(&self) -> bool {
        self.lanes.iter().all(VecDeque::is_empty)
    }

    /// Number of places out of `limit` that a lane may use.
    fn part(&self, limit: Limit, plan: &ServersPlan, lane: Lane) -> Limit {
        match (lane, limit) {
            (Lane::Phones, Limit::AtMost(number)) => {
                let reserved = (f64::from(number) * plan.reserved_for_others.get()).ceil() as u32;
                Limit::AtMost(number - reserved.min(number))
            }
            (Lane::Phones | Lane::Others, limit) => limit,
        }
    }

    #[inline]
    fn has_worker_for(&self, plan: &ServersPlan, lane: Lane) -> bool {
        let own = match lane {
            Lane::Phones => self.part(self.workers, plan, lane).reached_by(self.busy[Lane::Phones as usize]),
            Lane::Others => false,
        };
        !own && !self.workers.reached_by(self.busy())
    }

    /// What happens to a request that arrives now.
    #[inline]
    pub fn admit(&self, plan: &ServersPlan, lane: Lane) -> Admission {
        if self.has_worker_for(plan, lane) && self.waiting[lane as usize] == 0 {
            return Admission::Serve;
        }
        let lane_full = match lane {
            Lane::Phones => self.part(plan.queue, plan, lane).reached_by(self.waiting[Lane::Phones as usize]),
            Lane::Others => false,
        };
        let shed = lane == Lane::Phones && plan.shed_above.reached_by(self.waiting());
        if lane_full || shed || plan.queue.reached_by(self.waiting()) { Admission::Refuse } else { Admission::Wait }
    }

    /// Puts a request in the queue.
    #[inline]
    pub fn enqueue(&mut self, attempt: u32, lane: Lane) {
        self.arrivals += 1;
        self.lanes[lane as usize].push_back(Waiting { attempt, arrival: self.arrivals });
        self.waiting[lane as usize] += 1;
    }

    /// Notes that a waiting request was dropped; it stays in the queue as a blank until its turn comes.
    pub fn drop_waiting(&mut self, lane: Lane) {
        self.waiting[lane as usize] -= 1;
    }

    /// Occupies a worker.
    #[inline]
    pub fn begin(&mut self, lane: Lane) {
        self.busy[lane as usize] += 1;
    }

    /// Frees a worker.
    #[inline]
    pub fn finish(&mut self, lane: Lane) {
        self.busy[lane as usize] -= 1;
    }

    /// Takes the next entry of the queue for which a worker is free, blanks included. `is_blank` tells blanks.
    #[inline]
    pub fn next(&mut self, plan: &ServersPlan, source: &mut Source, is_blank: impl Fn(u32) -> bool) -> Option<u32> {
        let lane = self.next_lane(plan, source)?;
        let queue = &mut self.lanes[lane as usize];
        let entry = match plan.discipline {
            Discipline::Fifo => queue.pop_front(),
            Discipline::Lifo => queue.pop_back(),
            Discipline::Random => {
                let chosen = source.below(queue.len());
                queue.swap_remove_back(chosen)
            }
        }?;
        if !is_blank(entry.attempt) {
            self.waiting[lane as usize] -= 1;
        }
        Some(entry.attempt)
    }

    fn next_lane(&self, plan: &ServersPlan, source: &mut Source) -> Option<Lane> {
        let ready = |lane: Lane| !self.lanes[lane as usize].is_empty() && self.has_worker_for(plan, lane);
        let [phones, others] = [&self.lanes[0], &self.lanes[1]];
        match (ready(Lane::Phones), ready(Lane::Others)) {
            (false, false) => None,
            (true, false) => Some(Lane::Phones),
            (false, true) => Some(Lane::Others),
            (true, true) => {
                let phones_first = match plan.discipline {
                    Discipline::Fifo => phones.front().map(|w| w.arrival) < others.front().map(|w| w.arrival),
                    Discipline::Lifo => phones.back().map(|w| w.arrival) > others.back().map(|w| w.arrival),
                    Discipline::Random => source.below(phones.len() + others.len()) < phones.len(),
                };
                Some(if phones_first { Lane::Phones } else { Lane::Others })
            }
        }
    }

    /// Forgets everything that waits and everything that is served (a crash), and gives the waiting attempts.
    pub fn lose_everything(&mut self) -> Vec<u32> {
        let lost = self.lanes.iter_mut().flat_map(|lane| lane.drain(..)).map(|waiting| waiting.attempt).collect();
        self.busy = [0; 2];
        self.waiting = [0; 2];
        lost
    }
}
