//! Keys that were looked up and not found: who will write them, and who waits for that.

use std::collections::BTreeMap;

/// An entry of a cache of keys: the number of its service, and see [`KeyedPlan::entry`](crate::model::keyed::KeyedPlan::entry).
pub(super) type Place = (u16, u32);

/// The keys that handlers at work have not found, by the number of their attempt.
#[derive(Clone, Default)]
pub(super) struct Missing {
    keys: Vec<Vec<Place>>,
    /// Keys that are fetched once: by whom, and who waits for it.
    pub(super) flights: BTreeMap<Place, Flight>,
    /// What an attempt waits for.
    pub(super) waits: BTreeMap<u32, Place>,
}

#[derive(Clone)]
pub(super) struct Flight {
    pub(super) fetcher: u32,
    pub(super) waiting: Vec<u32>,
}

/// Whom the end of a handler concerns: those who wait for a key that it has fetched, or has not.
pub(super) type Landed = Vec<(Place, Vec<u32>)>;

impl Missing {
    /// The handler of an attempt begins: what an earlier one of this number has not found is nobody's any more.
    #[inline]
    pub(super) fn begin(&mut self, id: u32) {
        if let Some(keys) = self.keys.get_mut(id as usize) {
            keys.clear();
        }
        if !self.waits.is_empty() {
            self.waits.remove(&id);
        }
    }

    pub(super) fn note(&mut self, id: u32, place: Place) {
        if self.keys.len() <= id as usize {
            self.keys.resize(id as usize + 1, Vec::new());
        }
        self.keys[id as usize].push(place);
    }

    pub(super) fn take(&mut self, id: u32) -> Vec<Place> {
        self.keys.get_mut(id as usize).map(std::mem::take).unwrap_or_default()
    }

    /// The handler of an attempt is over: the flights that it has flown, with those who wait.
    pub(super) fn land(&mut self, id: u32, keys: &[Place]) -> Landed {
        let own = |place: &&Place| self.flights.get(*place).is_some_and(|flight| flight.fetcher == id);
        let landed: Vec<Place> = keys.iter().filter(own).copied().collect();
        landed.into_iter().filter_map(|place| Some((place, self.flights.remove(&place)?.waiting))).collect()
    }
}
