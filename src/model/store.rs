//! The mailbox store behind all servers: its own workers and queue. A front-end worker waits for it.

use std::collections::VecDeque;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::engine::Distribution;
use crate::units::{Limit, Span};

/// The store as the scenario writes it. Left out: a cache miss costs nothing extra.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct StorePlan {
    /// Requests it serves at the same time.
    pub workers: Limit,
    /// Requests that may wait; one that finds the queue full ends in a server error.
    pub queue: Limit,
    /// Time for one request.
    pub service: Distribution<Span>,
}

impl Default for StorePlan {
    fn default() -> Self {
        StorePlan {
            workers: Limit::AtMost(4),
            queue: Limit::Unlimited,
            service: Distribution::Fixed(Span::millis(100)),
        }
    }
}

/// The store at work.
#[derive(Clone)]
pub struct Store {
    /// Workers it has now; 0 while it is down.
    pub workers: Limit,
    /// Service times are multiplied by this.
    pub slowness: f64,
    busy: u32,
    queue: VecDeque<u32>,
}

/// What the store says to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreAdmission {
    /// Served at once.
    Serve,
    /// Put in the queue.
    Wait,
    /// The queue is full.
    Refuse,
}

impl Store {
    /// An idle store.
    pub fn new(plan: &StorePlan) -> Store {
        Store { workers: plan.workers, slowness: 1.0, busy: 0, queue: VecDeque::new() }
    }

    /// Busy workers.
    pub fn busy(&self) -> u32 {
        self.busy
    }

    /// Requests that wait.
    pub fn waiting(&self) -> usize {
        self.queue.len()
    }

    /// Takes in a request: a worker is then busy with it, or it waits, or it is refused.
    pub fn offer(&mut self, plan: &StorePlan, attempt: u32) -> StoreAdmission {
        if !self.workers.reached_by(self.busy) {
            self.busy += 1;
            return StoreAdmission::Serve;
        }
        if plan.queue.reached_by(self.queue.len() as u32) {
            return StoreAdmission::Refuse;
        }
        self.queue.push_back(attempt);
        StoreAdmission::Wait
    }

    /// A worker becomes free.
    pub fn finish(&mut self) {
        self.busy -= 1;
    }

    /// Takes the next waiting request if a worker is free; the worker is then busy with it.
    pub fn take_next(&mut self) -> Option<u32> {
        if self.workers.reached_by(self.busy) {
            return None;
        }
        let next = self.queue.pop_front()?;
        self.busy += 1;
        Some(next)
    }
}
