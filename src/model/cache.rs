//! The cache node of a server.
//!
//! Up: a device whose entry is there costs a hit, any other a miss, after which its entry is there. Failed with an
//! error: the worker spends the error time and answers with an error. Failed open: every request is a miss. Repaired:
//! the entries are gone unless stated, and come back one by one as devices are served.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::keyed::Keyed;
use crate::engine::Distribution;
use crate::units::{Share, Span};

/// The cache nodes as the scenario writes them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CachePlan {
    /// Probability that a device whose entry was written is still found (the rest was displaced).
    pub hit_ratio: Share,
    /// Part of the devices whose entry is there at the start.
    pub warm_at_start: Share,
    /// Time a worker spends on a request when the cache has failed, before it answers with an error.
    pub error_time: Distribution<Span>,
}

impl Default for CachePlan {
    fn default() -> Self {
        CachePlan { hit_ratio: Share::ALL, warm_at_start: Share::ALL, error_time: Distribution::Fixed(Span::millis(5)) }
    }
}

/// How a cache fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FailMode {
    /// Requests that need it end in an error.
    #[default]
    Error,
    /// Requests go past it to the store.
    Open,
}

/// State of a cache node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CacheState {
    /// Working.
    Up,
    /// Failed.
    Failed(FailMode),
}

/// A cache node: its state, and a generation that tells entries of before a loss from those of after.
#[derive(Debug, Clone)]
pub struct CacheNode {
    /// Working or failed.
    pub state: CacheState,
    /// Time a worker spends on each error while it has failed, if not as in `[cache]`.
    pub error_time: Option<Distribution<Span>>,
    generation: u8,
    /// Its entries by key, if it is a cache of keys.
    pub keyed: Option<Box<Keyed>>,
}

impl CacheNode {
    /// A working node; with these entries by key, if it is a cache of keys.
    pub fn new(keyed: Option<Keyed>) -> CacheNode {
        CacheNode { state: CacheState::Up, error_time: None, generation: 1, keyed: keyed.map(Box::new) }
    }

    /// The mark that an entry written now carries; 0 never is one.
    #[inline]
    pub fn mark(&self) -> u8 {
        self.generation
    }

    /// Whether an entry with this mark is still there.
    #[inline]
    pub fn holds(&self, mark: u8) -> bool {
        mark == self.generation
    }

    /// Forgets every entry.
    pub fn clear(&mut self) {
        self.generation = self.generation.wrapping_add(1).max(1);
        if let Some(keyed) = &mut self.keyed {
            keyed.clear();
        }
    }
}
