//! A cache with one entry for each key: which keys are there, and which one goes when room is needed.
//!
//! Keys are numbers from 0. A look-up finds a key that was written and has neither expired nor been evicted. Everything
//! takes a time that does not depend on how many there are: the entries are a list in the order in which they will go,
//! threaded through their places.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::engine::Distribution;
use crate::units::{Instant, Limit, Span};

/// A cache with one entry for each key, as the scenario writes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct KeyedPlan {
    /// Number of keys that are asked for. Each belongs to one instance: they are dealt out to the instances in turn (but see
    /// `within`).
    pub keys: u32,
    /// Exponent of Zipf's law, by which the keys are asked for: the k-th with a probability proportional to 1 / k^zipf.
    /// 0: all equally often.
    pub zipf: f64,
    /// What the keys are keys of. Caches with the same `of` are asked for the same key by one request, such as one before
    /// the other. Left out: the name of the service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// The service whose instances have this cache within them: one in each, which that instance alone asks, and which is
    /// empty when it comes up. Left out: instances of its own, which everybody asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
    /// Entries for which an instance has room.
    pub room: Limit,
    /// Which entry goes when there is no more room.
    pub evicts: Evicts,
    /// How long an entry lives after it was written. Left out: until it is evicted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lives: Option<Span>,
    /// Whether a hit lets the entry live as long again.
    pub renews: bool,
    /// Whether a key is fetched once: who misses a key that somebody else has missed waits for that one's handler, and then
    /// finds it; if that handler ends badly, one of those who wait fetches it.
    pub single_flight: bool,
    /// Time a worker of the caller spends on a look-up when the cache has failed, before the look-up ends in an error.
    pub error_time: Distribution<Span>,
}

impl Default for KeyedPlan {
    fn default() -> Self {
        KeyedPlan {
            keys: 1000,
            zipf: 1.0,
            of: None,
            within: None,
            room: Limit::Unlimited,
            evicts: Evicts::default(),
            lives: None,
            renews: false,
            single_flight: false,
            error_time: Distribution::Fixed(Span::millis(5)),
        }
    }
}

impl KeyedPlan {
    /// Keys that one of so many instances is asked for.
    pub fn keys_of_each(&self, instances: u32) -> u32 {
        if self.within.is_some() { self.keys } else { self.keys.div_ceil(instances.max(1)) }
    }

    /// A number for the entry of a key in all instances together, if an instance with that number asks for it.
    pub fn entry(&self, key: u32, asker: u32) -> u32 {
        if self.within.is_some() { asker * self.keys + key } else { key }
    }

    /// Of such a number, the one of so many instances that has the entry, and which of its keys that is.
    pub fn place(&self, entry: u32, instances: u32) -> (usize, u32) {
        match self.within {
            Some(_) => ((entry / self.keys) as usize, entry % self.keys),
            None => ((entry % instances) as usize, entry / instances),
        }
    }
}

/// Which entry goes when there is no more room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Evicts {
    /// The one that was not asked for, or written, for longest.
    #[default]
    Lru,
    /// The one that was written first.
    Fifo,
}

/// No place, or no entry.
const NONE: u32 = u32::MAX;

/// An entry: its key, its neighbours in the order of going, and when it expires.
#[derive(Debug, Clone)]
struct Slot {
    key: u32,
    earlier: u32,
    later: u32,
    until: Instant,
}

/// The entries of one instance.
#[derive(Debug, Clone)]
pub struct Keyed {
    room: u32,
    evicts: Evicts,
    lives: Span,
    renews: bool,
    /// By key of this instance: the place of its entry.
    places: Vec<u32>,
    slots: Vec<Slot>,
    free: Vec<u32>,
    /// The entry that goes next, and the one that goes last.
    first: u32,
    last: u32,
}

impl Keyed {
    /// The empty cache of one of so many instances.
    pub fn new(plan: &KeyedPlan, instances: u32) -> Keyed {
        let keys = plan.keys_of_each(instances);
        Keyed {
            room: plan.room.number().unwrap_or(u32::MAX),
            evicts: plan.evicts,
            lives: plan.lives.unwrap_or(Span::FOREVER),
            renews: plan.renews,
            places: vec![NONE; keys as usize],
            slots: Vec::new(),
            free: Vec::new(),
            first: NONE,
            last: NONE,
        }
    }

    /// Looks a key up; a hit may renew it.
    pub fn find(&mut self, key: u32, now: Instant) -> bool {
        let place = self.places[key as usize];
        if place == NONE {
            return false;
        }
        if self.slots[place as usize].until <= now {
            self.remove(place);
            return false;
        }
        if self.renews {
            self.slots[place as usize].until = self.expiry(now);
        }
        if self.evicts == Evicts::Lru {
            self.unlink(place);
            self.append(place);
        }
        true
    }

    /// Writes the entry of a key, and evicts another one if there is no room for it.
    pub fn write(&mut self, key: u32, now: Instant) {
        let until = self.expiry(now);
        let place = self.places[key as usize];
        if place != NONE {
            // Somebody else has written it meanwhile.
            self.slots[place as usize].until = until;
            self.unlink(place);
            return self.append(place);
        }
        if self.entries() >= self.room {
            self.remove(self.first);
        }
        let slot = Slot { key, earlier: NONE, later: NONE, until };
        let place = match self.free.pop() {
            Some(place) => {
                self.slots[place as usize] = slot;
                place
            }
            None => {
                self.slots.push(slot);
                (self.slots.len() - 1) as u32
            }
        };
        self.places[key as usize] = place;
        self.append(place);
    }

    /// Entries, expired ones included that nobody has asked for since.
    pub fn entries(&self) -> u32 {
        (self.slots.len() - self.free.len()) as u32
    }

    /// Forgets every entry.
    pub fn clear(&mut self) {
        self.places.fill(NONE);
        self.slots.clear();
        self.free.clear();
        (self.first, self.last) = (NONE, NONE);
    }

    fn expiry(&self, now: Instant) -> Instant {
        if self.lives == Span::FOREVER { Instant::NEVER } else { now + self.lives }
    }

    fn remove(&mut self, place: u32) {
        self.unlink(place);
        self.places[self.slots[place as usize].key as usize] = NONE;
        self.free.push(place);
    }

    fn unlink(&mut self, place: u32) {
        let Slot { earlier, later, .. } = self.slots[place as usize];
        match earlier {
            NONE => self.first = later,
            earlier => self.slots[earlier as usize].later = later,
        }
        match later {
            NONE => self.last = earlier,
            later => self.slots[later as usize].earlier = earlier,
        }
    }

    fn append(&mut self, place: u32) {
        let last = std::mem::replace(&mut self.last, place);
        let slot = &mut self.slots[place as usize];
        (slot.earlier, slot.later) = (last, NONE);
        match last {
            NONE => self.first = place,
            last => self.slots[last as usize].later = place,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::StreamFamily;

    fn cache(room: u32, evicts: Evicts, lives: Option<Span>, renews: bool) -> Keyed {
        let plan = KeyedPlan { keys: 30, room: Limit::AtMost(room), evicts, lives, renews, ..KeyedPlan::default() };
        Keyed::new(&plan, 1)
    }

    /// The same as an obvious cache: a list, searched from end to end. Oracle: a slow twin.
    #[test]
    fn it_is_an_obvious_cache() {
        for (evicts, lives, renews) in [
            (Evicts::Lru, None, false),
            (Evicts::Lru, Some(Span::secs(40)), true),
            (Evicts::Fifo, Some(Span::secs(25)), false),
            (Evicts::Fifo, None, false),
        ] {
            let mut cache = cache(7, evicts, lives, renews);
            let mut obvious: Vec<(u32, Instant)> = Vec::new();
            let expiry = |now: Instant| lives.map_or(Instant::NEVER, |lives| now + lives);
            let stream = StreamFamily::new(1, "cache", "keys").stream(0);
            for second in 0..20_000_u64 {
                let (now, mut source) = (Instant::START + Span::secs(second), stream.at(second));
                let key = source.below(30).min(source.below(30)) as u32;
                if second % 4_999 == 0 {
                    cache.clear();
                    obvious.clear();
                }
                let place = obvious.iter().position(|(own, until)| *own == key && *until > now);
                assert_eq!(cache.find(key, now), place.is_some(), "{evicts:?} at {second}");
                match place {
                    Some(place) => {
                        let (_, until) = obvious[place];
                        let renewed = (key, if renews { expiry(now) } else { until });
                        obvious[place] = renewed;
                        if evicts == Evicts::Lru {
                            obvious.remove(place);
                            obvious.push(renewed);
                        }
                    }
                    None => {
                        obvious.retain(|(own, _)| *own != key);
                        if obvious.len() == 7 {
                            obvious.remove(0);
                        }
                        obvious.push((key, expiry(now)));
                        cache.write(key, now);
                    }
                }
                assert_eq!(cache.entries() as usize, obvious.len());
            }
        }
    }

    #[test]
    fn what_is_written_twice_is_there_once() {
        let mut cache = cache(2, Evicts::Lru, None, false);
        let now = Instant::START;
        [1, 1, 2, 1, 3].into_iter().for_each(|key| cache.write(key, now));
        assert_eq!([1, 2, 3].map(|key| cache.find(key, now)), [true, false, true]);
    }
}
