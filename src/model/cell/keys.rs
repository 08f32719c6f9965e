//! Look-ups of keys: which key a request asks for, and what is written when it was not there. The keys of caches with
//! `single_flight` are fetched once: who misses one that is being fetched waits.

use super::missing::{Flight, Landed, Place};
use super::{Cell, Diary};
use crate::engine::random::below;
use crate::model::attempt::{MESSAGE, NONE, Stage};
use crate::model::cache::{CacheState, FailMode};
use crate::model::graph::Outcome;
use crate::model::observe::Trace;
use crate::units::{Instant, Span};

/// How a look-up of a key ends.
pub(super) enum LookUp {
    Found(Outcome),
    /// The cache has failed; it takes so long to know that.
    Failed(Span),
    /// Somebody else fetches the key.
    Waits,
}

impl<T: Trace> Cell<T> {
    /// Looks the key of an attempt up.
    pub(super) fn look_up_key(&mut self, now: Instant, id: u32, cache: u16, branch: u32) -> LookUp {
        let key = self.key_of(id, cache, branch);
        let attempt = &self.attempts[id];
        let service = &mut self.services[cache as usize];
        let Some(plan) = &service.plan.keyed else { return LookUp::Found(Outcome::Miss) };
        let (entry, once) = (plan.entry(key, u32::from(attempt.server)), plan.single_flight);
        let (instance, key) = plan.place(entry, service.instances.len() as u32);
        let node = &mut service.instances[instance].cache;
        match node.state {
            CacheState::Failed(FailMode::Error) => {
                let time = node.error_time.as_ref().unwrap_or(&plan.error_time);
                LookUp::Failed(time.sample_at(service.ways[attempt.class as usize].error, attempt.owner, attempt.index))
            }
            CacheState::Failed(FailMode::Open) => LookUp::Found(Outcome::Miss),
            CacheState::Up if node.keyed.as_mut().is_some_and(|keyed| keyed.find(key, now)) => {
                LookUp::Found(Outcome::Hit)
            }
            CacheState::Up => self.miss(id, (cache, entry), once),
        }
    }

    /// A key is not there: the attempt fetches it, or waits for who does.
    fn miss(&mut self, id: u32, place: Place, once: bool) -> LookUp {
        if once {
            match self.missing.flights.get(&place).map(|flight| flight.fetcher) {
                // Who fetches it may ask for it again, by whatever way: that would be waiting for itself.
                Some(fetcher) if self.works_for(id, fetcher) => return LookUp::Found(Outcome::Miss),
                Some(_) => {
                    if let Some(flight) = self.missing.flights.get_mut(&place) {
                        flight.waiting.push(id);
                    }
                    self.missing.waits.insert(id, place);
                    return LookUp::Waits;
                }
                None => {
                    self.missing.flights.insert(place, Flight { fetcher: id, waiting: Vec::new() });
                }
            }
        }
        self.missing.note(id, place);
        LookUp::Found(Outcome::Miss)
    }

    /// Whether an attempt is another one, or works for it.
    fn works_for(&self, mut id: u32, other: u32) -> bool {
        while id != other {
            let Some(request) = Some(self.attempts[id].parent).filter(|parent| *parent < MESSAGE) else { return false };
            let Some(parent) = Some(self.requests[request].parent).filter(|parent| *parent != NONE) else {
                return false;
            };
            id = parent;
        }
        true
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
            if self.attempts[id].parent == MESSAGE {
                return None;
            }
            id = Some(self.requests[self.attempts[id].parent].parent).filter(|parent| *parent != NONE)?;
        }
        let client = &self.clients[self.attempts[id].client as usize];
        self.attempts[id].awaited.then_some(u64::from(client.wish) << 32 | u64::from(client.done))
    }

    /// The handler of an attempt has ended. What it did not find is there from now on, if it has ended well. Gives who waits
    /// for that.
    #[inline]
    pub(super) fn end_look_ups(&mut self, now: Instant, id: u32) -> Landed {
        let keys = self.missing.take(id);
        if keys.is_empty() {
            return Vec::new();
        }
        if self.attempts[id].outcome.is_ok() {
            for (cache, entry) in &keys {
                let service = &mut self.services[*cache as usize];
                let Some(plan) = &service.plan.keyed else { continue };
                let (instance, key) = plan.place(*entry, service.instances.len() as u32);
                let node = &mut service.instances[instance].cache;
                if let (CacheState::Up, Some(keyed)) = (node.state, &mut node.keyed) {
                    keyed.write(key, now);
                }
            }
        }
        self.missing.land(id, &keys)
    }

    /// Those who have waited for a key go on: all of them, if it is there; and else one, who fetches it for the others.
    pub(super) fn wake_waiting(&mut self, now: Instant, landed: Landed, good: bool, diary: &mut Diary) {
        for (place, waiting) in landed {
            let mut waiting = waiting.into_iter();
            if good {
                for id in waiting {
                    // Another one that went on may have ended what this one was for.
                    if self.waits_for(id, place) {
                        self.look_up_ends(now, id, place.0, Outcome::Hit, diary);
                    }
                }
            } else if let Some(flight) = self.missing.flights.get_mut(&place) {
                // Somebody has come in this moment and fetches it.
                flight.waiting.extend(waiting);
            } else if let Some(fetcher) = waiting.find(|id| self.waits_for(*id, place)) {
                self.missing.flights.insert(place, Flight { fetcher, waiting: waiting.collect() });
                self.missing.note(fetcher, place);
                self.look_up_ends(now, fetcher, place.0, Outcome::Miss, diary);
            }
        }
    }

    /// An attempt has found or not found the key for which it waited.
    fn look_up_ends(&mut self, now: Instant, id: u32, cache: u16, outcome: Outcome, diary: &mut Diary) {
        self.count_look_up(now, cache, outcome);
        self.missing.waits.remove(&id);
        self.attempts[id].looked_up = Some(outcome);
        self.resume(now, id, outcome, diary);
    }

    /// A look-up in a cache has found its entry, or has not.
    #[inline]
    pub(super) fn count_look_up(&mut self, now: Instant, cache: u16, outcome: Outcome) {
        let counts = self.seen.service_at(now, cache as usize);
        *(if outcome == Outcome::Hit { &mut counts.hits } else { &mut counts.misses }) += 1;
    }

    /// The handler of an attempt is broken off: gives who waits for what it was fetching.
    pub(super) fn drop_look_ups(&mut self, id: u32) -> Landed {
        let keys = self.missing.take(id);
        self.missing.waits.remove(&id);
        if keys.is_empty() { Vec::new() } else { self.missing.land(id, &keys) }
    }

    /// Keys that are being fetched once for all who ask for them.
    pub(super) fn keys_in_flight(&self) -> usize {
        self.missing.flights.len()
    }

    /// Whether an attempt still waits for a key: it may have been given up meanwhile.
    fn waits_for(&self, id: u32, place: Place) -> bool {
        self.missing.waits.get(&id) == Some(&place) && self.attempts[id].stage == Stage::Calling
    }
}
