//! Look-ups of keys: which key a request asks for, and what is written when it was not there.

use super::Cell;
use crate::engine::random::below;
use crate::model::attempt::NONE;
use crate::model::cache::{CacheState, FailMode};
use crate::model::graph::Outcome;
use crate::model::observe::Trace;
use crate::units::{Instant, Span};

/// The keys that handlers at work have not found, by the number of their attempt: which cache, and which key.
#[derive(Clone, Default)]
pub(super) struct Missing(Vec<Vec<(u16, u32)>>);

impl Missing {
    /// The handler of an attempt begins: what an earlier one of this number has not found is nobody's any more.
    #[inline]
    pub(super) fn begin(&mut self, id: u32) {
        if let Some(keys) = self.0.get_mut(id as usize) {
            keys.clear();
        }
    }

    fn note(&mut self, id: u32, cache: u16, key: u32) {
        if self.0.len() <= id as usize {
            self.0.resize(id as usize + 1, Vec::new());
        }
        self.0[id as usize].push((cache, key));
    }

    fn take(&mut self, id: u32) -> Vec<(u16, u32)> {
        self.0.get_mut(id as usize).map(std::mem::take).unwrap_or_default()
    }
}

impl<T: Trace> Cell<T> {
    /// What a look-up of the key of an attempt finds; if the cache has failed, how long that takes.
    pub(super) fn look_up_key(&mut self, now: Instant, id: u32, cache: u16, branch: u32) -> Result<Outcome, Span> {
        let key = self.key_of(id, cache, branch);
        let attempt = &self.attempts[id];
        let service = &mut self.services[cache as usize];
        let Some(plan) = &service.plan.keyed else { return Ok(Outcome::Miss) };
        let instances = service.instances.len() as u32;
        let node = &mut service.instances[(key % instances) as usize].cache;
        match node.state {
            CacheState::Failed(FailMode::Error) => {
                let time = node.error_time.as_ref().unwrap_or(&plan.error_time);
                Err(time.sample_at(service.ways[attempt.class as usize].error, attempt.owner, attempt.index))
            }
            CacheState::Failed(FailMode::Open) => Ok(Outcome::Miss),
            CacheState::Up if node.keyed.as_mut().is_some_and(|keyed| keyed.find(key / instances, now)) => {
                Ok(Outcome::Hit)
            }
            CacheState::Up => {
                self.missing.note(id, cache, key);
                Ok(Outcome::Miss)
            }
        }
    }

    /// The key that an attempt asks for: the same for all tries and tiers of one request of a client.
    fn key_of(&self, id: u32, cache: u16, branch: u32) -> u32 {
        let attempt = &self.attempts[id];
        let service = &self.services[cache as usize];
        let (Some(popularity), way) = (&service.popularity, &service.ways[attempt.class as usize]) else { return 0 };
        let address = self.request_of(id).unwrap_or(attempt.index);
        popularity.sample(&mut way.key.stream(attempt.owner).at(below(address, branch)))
    }

    /// The number of the request of a client for which an attempt works: its wish, and which request of that. None if the
    /// client has given it up, or somebody between them: nobody can say then which it was.
    fn request_of(&self, mut id: u32) -> Option<u64> {
        while self.attempts[id].parent != NONE {
            id = Some(self.requests[self.attempts[id].parent].parent).filter(|parent| *parent != NONE)?;
        }
        let client = &self.clients[self.attempts[id].client as usize];
        self.attempts[id].awaited.then_some(u64::from(client.wish) << 32 | u64::from(client.done))
    }

    /// The handler of an attempt has ended well: what it did not find is there from now on.
    pub(super) fn write_missing(&mut self, now: Instant, id: u32) {
        for (cache, key) in self.missing.take(id) {
            let service = &mut self.services[cache as usize];
            let instances = service.instances.len() as u32;
            let node = &mut service.instances[(key % instances) as usize].cache;
            if let (CacheState::Up, Some(keyed)) = (node.state, &mut node.keyed) {
                keyed.write(key / instances, now);
            }
        }
    }
}
