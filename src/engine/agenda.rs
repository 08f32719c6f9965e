//! The agenda: every pending event, popped in order of (time, insertion).
//!
//! Time is cut into ever finer buckets. Only the bucket that is being played is sorted; everything later is just
//! appended to the bucket it falls into, so a push is one sequential write however many events wait.
//!
//! ```text
//!            era (73 min)            the eras to come wait in a list each
//!  ┌──────────────────────────────┐
//!  │ block block block …     4096 │  level 0: 1.07 s each
//!  └───────┬──────────────────────┘
//!      ┌───┴──────────────────┐
//!      │ slot slot slot …     │      level 1: 32 to 1024 slots, so that each holds a few dozen events
//!      └────┬─────────────────┘               (only if the open block holds many events)
//!       ┌───┴─────────┐
//!       │ …           │              level 2: the same again (only if the open slot still holds very many)
//!       └────┬────────┘
//!            ⋮                       at the last level a bucket is one nanosecond (only for a herd)
//!           run → → →                the open bucket, sorted, popped front to back
//! ```
//!
//! Appends happen in the order of insertion, every sort is stable and buckets never overlap, so the order
//! (time, insertion) holds although no sequence number is stored and an event takes 8 bytes. A bucket that is opened
//! with few events is sorted straight into the run; one with many is spread over the next level first, in as many
//! buckets as suit their number. The same happens when so many events are pushed into the open bucket that inserting
//! them one by one would be slow (100 000 phones that all wake in one millisecond).

use std::collections::BTreeMap;

use super::buckets::{Bucket, CHUNK, EMPTY, Entry, Level, Pool};
use super::stable_sort::sort_stably;
use crate::units::Instant;

/// A closed set of happenings that packs into 32 bits: what kind, and to whom.
pub trait Event: Copy {
    /// Packs the event.
    fn encode(self) -> u32;
    /// The event that was packed into `code`.
    fn decode(code: u32) -> Self;
}

/// A block is 2³⁰ nanoseconds, and an era 2¹² blocks.
const BLOCK_SHIFT: u32 = 30;
const ERA_SHIFT: u32 = BLOCK_SHIFT + 12;
/// A bucket is spread over 2⁵ to 2¹⁰ buckets of the next level.
const FEWEST_BITS: u32 = 5;
const MOST_BITS: u32 = 10;
/// So many levels that even with the fewest bits each, the buckets of the last one are a single nanosecond.
const LEVELS: usize = 1 + BLOCK_SHIFT.div_ceil(FEWEST_BITS) as usize;
/// A bucket with more events than this is spread over the next level instead of being sorted at once.
const SORT_AT_ONCE: u32 = 256;
/// So many events of a bucket that is spread should come together in each bucket of the next level.
const TOGETHER: u32 = 32;
/// An insertion that would move more events than this makes the run be spread over the next level.
const MOVE_AT_MOST: usize = 512;

/// Every pending event, in order of (time, insertion).
#[derive(Clone)]
pub struct Agenda<E> {
    levels: [Level; LEVELS],
    /// Bits of time inside one bucket, per level down to the open one.
    shift: [u32; LEVELS],
    pool: Pool,
    /// Events of later eras, by era, in order of insertion.
    later: BTreeMap<u64, Vec<(u64, u32)>>,
    /// The open bucket, sorted. What lies before `head` has been popped; it leaves room for what comes first.
    run: Vec<Entry>,
    head: usize,
    /// What is about to be sorted.
    unsorted: Vec<Entry>,
    /// Level of the open bucket.
    depth: usize,
    /// Start of the open bucket in nanoseconds.
    open: u64,
    now: u64,
    len: usize,
    event: std::marker::PhantomData<E>,
}

impl<E: Event> Default for Agenda<E> {
    fn default() -> Self {
        Agenda::new()
    }
}

impl<E: Event> Agenda<E> {
    /// An empty agenda at time 0.
    pub fn new() -> Agenda<E> {
        Agenda {
            levels: std::array::from_fn(|level| {
                Level::new(if level == 0 { ERA_SHIFT - BLOCK_SHIFT } else { MOST_BITS })
            }),
            shift: [BLOCK_SHIFT; LEVELS],
            pool: Pool::default(),
            later: BTreeMap::new(),
            run: Vec::new(),
            head: 0,
            unsorted: Vec::new(),
            depth: 0,
            open: 0,
            now: 0,
            len: 0,
            event: std::marker::PhantomData,
        }
    }

    /// Number of pending events.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether nothing is pending.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Time of the event that was popped last.
    pub fn now(&self) -> Instant {
        Instant(self.now)
    }

    /// Adds an event at a point of time that is not in the past. An event at [`Instant::NEVER`] is dropped.
    pub fn push(&mut self, at: Instant, event: E) {
        assert!(at.0 >= self.now, "an event at {} ns lies before the clock, {} ns", at.0, self.now);
        if at == Instant::NEVER {
            return;
        }
        self.len += 1;
        let (code, apart) = (event.encode(), at.0 ^ self.open);
        if apart >> BLOCK_SHIFT == 0 {
            self.push_into_open_block(at.0, code);
        } else if apart >> ERA_SHIFT == 0 {
            let entry = Entry { offset: offset_in_block(at.0), code };
            self.levels[0].append(&mut self.pool, block_in_era(at.0), entry);
        } else {
            self.later.entry(at.0 >> ERA_SHIFT).or_default().push((at.0, code));
        }
    }

    fn push_into_open_block(&mut self, at: u64, code: u32) {
        let apart = at ^ self.open;
        if apart >> self.shift[self.depth] == 0 {
            return self.insert_into_run(at, code);
        }
        let level = (1..=self.depth).rev().find(|level| apart >> self.span(*level) == 0);
        let level = level.expect("the buckets of level 1 cover the open block");
        let (index, entry) = (self.index_at(level, at), Entry { offset: offset_in_block(at), code });
        self.levels[level].append(&mut self.pool, index, entry);
    }

    /// The next few events, without taking them: those at the front of the open bucket, at most `count`. What happens
    /// first can still put others before them.
    pub fn upcoming(&mut self, count: usize) -> impl ExactSizeIterator<Item = E> + '_ {
        if self.run_is_over() {
            self.open_next_bucket();
        }
        let upcoming = &self.run[self.head..];
        upcoming[..count.min(upcoming.len())].iter().map(|entry| E::decode(entry.code))
    }

    /// Takes the next event and moves the clock to it.
    #[inline]
    pub fn pop(&mut self) -> Option<(Instant, E)> {
        if self.run_is_over() && !self.open_next_bucket() {
            return None;
        }
        let entry = *self.run.get(self.head)?;
        self.head += 1;
        self.len -= 1;
        self.now = self.block() + u64::from(entry.offset);
        Some((Instant(self.now), E::decode(entry.code)))
    }

    fn run_is_over(&self) -> bool {
        self.head == self.run.len()
    }

    /// Start of the open block.
    fn block(&self) -> u64 {
        self.open >> BLOCK_SHIFT << BLOCK_SHIFT
    }

    /// Bits of time that all buckets of a level cover together: one bucket of the level above.
    fn span(&self, level: usize) -> u32 {
        if level == 0 { ERA_SHIFT } else { self.shift[level - 1] }
    }

    /// The bucket of a level that holds a point of time.
    fn index_at(&self, level: usize, at: u64) -> usize {
        (at >> self.shift[level]) as usize & ((1 << (self.span(level) - self.shift[level])) - 1)
    }

    /// Goes one level down, to buckets that suit so many events.
    fn descend(&mut self, events: u32) {
        let bits = (events / TOGETHER).max(1).ilog2().clamp(FEWEST_BITS, MOST_BITS);
        self.shift[self.depth + 1] = self.shift[self.depth].saturating_sub(bits);
        self.depth += 1;
    }

    fn insert_into_run(&mut self, at: u64, code: u32) {
        let entry = Entry { offset: offset_in_block(at), code };
        if self.run.len() == self.run.capacity() && self.head > self.run.len() / 2 {
            self.run.drain(..self.head);
            self.head = 0;
        }
        if self.run.last().is_none_or(|last| last.offset <= entry.offset) {
            return self.run.push(entry);
        }
        let before = self.run[self.head..].partition_point(|other| other.offset <= entry.offset);
        let place = self.head + before;
        let after = self.run.len() - place;
        if before.min(after) > MOVE_AT_MOST && self.shift[self.depth] > 0 {
            self.refine_run();
            // One level down the same rule applies again; a bucket of one nanosecond always appends.
            return self.push_into_open_block(at, code);
        }
        if self.head == 0 || after < before {
            return self.run.insert(place, entry);
        }
        self.run.copy_within(self.head..place, self.head - 1);
        self.head -= 1;
        self.run[place - 1] = entry;
    }

    /// Spreads the run over the next finer level and opens the bucket there that holds the clock.
    fn refine_run(&mut self) {
        let run = std::mem::take(&mut self.run);
        let waiting = &run[std::mem::take(&mut self.head)..];
        self.descend(waiting.len() as u32);
        self.spread(waiting);
        // The clock can still stand before the bucket that was open: nothing can then be pushed before that bucket's
        // start either, because the bucket was opened by a pop, and a pop moves the clock into it.
        let start = self.now.max(self.open);
        self.open = start >> self.shift[self.depth] << self.shift[self.depth];
        self.load(self.depth, self.index_at(self.depth, self.open));
    }

    /// Spreads events of the open block over the buckets of the open level.
    fn spread(&mut self, entries: &[Entry]) {
        let (shift, mask) = (self.shift[self.depth], (1 << (self.span(self.depth) - self.shift[self.depth])) - 1);
        let level = &mut self.levels[self.depth];
        for entry in entries {
            level.append(&mut self.pool, (entry.offset >> shift) as usize & mask, *entry);
        }
    }

    /// Finds the next bucket that holds an event and makes it the run. False when nothing is left.
    fn open_next_bucket(&mut self) -> bool {
        loop {
            let deeper_first = (0..=self.depth).rev();
            let next = deeper_first.filter_map(|level| {
                let after = self.index_at(level, self.open) + 1;
                self.levels[level].next_occupied(after).map(|index| (level, index))
            });
            let Some((level, index)) = { next }.next() else {
                if !self.begin_next_era() {
                    return false;
                }
                if self.run_is_over() {
                    continue;
                }
                return true;
            };
            let span = self.span(level);
            self.open = (self.open >> span << span) + ((index as u64) << self.shift[level]);
            self.depth = level;
            self.load_or_spread(level, index);
            if !self.run_is_over() {
                return true;
            }
        }
    }

    /// Makes a bucket of the open level the run, or spreads it over the next level (and opens the first bucket there)
    /// if it is large.
    fn load_or_spread(&mut self, level: usize, index: usize) {
        let events = self.levels[level].buckets[index].len;
        if events <= SORT_AT_ONCE || self.shift[level] == 0 {
            return self.load(level, index);
        }
        let Bucket { first: mut chunk, mut len, .. } = self.take_bucket(level, index);
        self.descend(events);
        while len > 0 {
            let (used, entries) = (len.min(CHUNK as u32), self.pool.chunks[chunk as usize].entries);
            (chunk, len) = (self.pool.release(chunk), len - used);
            self.spread(&entries[..used as usize]);
        }
        let first = self.levels[self.depth].next_occupied(0).expect("a large bucket was spread over this level");
        self.open += (first as u64) << self.shift[self.depth];
        self.load_or_spread(self.depth, first);
    }

    fn load(&mut self, level: usize, index: usize) {
        let Bucket { first: mut chunk, mut len, .. } = self.take_bucket(level, index);
        self.unsorted.clear();
        while len > 0 {
            let used = len.min(CHUNK as u32);
            self.unsorted.extend_from_slice(&self.pool.chunks[chunk as usize].entries[..used as usize]);
            (chunk, len) = (self.pool.release(chunk), len - used);
        }
        // The sort is stable: equal times stay in the order of insertion.
        sort_stably(&self.unsorted, &mut self.run, self.shift[level], |entry| entry.offset);
        self.head = 0;
    }

    /// Empties a bucket and gives what was in it.
    fn take_bucket(&mut self, level: usize, index: usize) -> Bucket {
        self.levels[level].occupied[index / 64] &= !(1 << (index % 64));
        std::mem::replace(&mut self.levels[level].buckets[index], EMPTY)
    }

    /// Moves to the next era that holds an event and opens its first bucket. False when there is none.
    fn begin_next_era(&mut self) -> bool {
        let Some((era, events)) = self.later.pop_first() else { return false };
        for (at, code) in events {
            let entry = Entry { offset: offset_in_block(at), code };
            self.levels[0].append(&mut self.pool, block_in_era(at), entry);
        }
        let first = self.levels[0].next_occupied(0).expect("an era is listed only with events");
        self.open = (era << ERA_SHIFT) + ((first as u64) << BLOCK_SHIFT);
        self.depth = 0;
        self.load_or_spread(0, first);
        true
    }
}

fn offset_in_block(at: u64) -> u32 {
    (at & ((1 << BLOCK_SHIFT) - 1)) as u32
}

fn block_in_era(at: u64) -> usize {
    (at >> BLOCK_SHIFT) as usize & ((1 << (ERA_SHIFT - BLOCK_SHIFT)) - 1)
}
