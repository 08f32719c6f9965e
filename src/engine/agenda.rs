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
//!      │ slot slot slot  1024 │      level 1: 1.05 ms each   (only if the open block holds many events)
//!      └────┬─────────────────┘
//!       ┌───┴─────────┐
//!       │ …      1024 │              level 2: 1.02 µs each   (only if the open slot holds very many)
//!       └────┬────────┘
//!        ┌───┴────┐
//!        │ … 1024 │                  level 3: 1 ns each      (only for a herd)
//!        └───┬────┘
//!           run → → →                the open bucket, sorted, popped front to back
//! ```
//!
//! Appends happen in the order of insertion, every sort is stable and buckets never overlap, so the order
//! (time, insertion) holds although no sequence number is stored and an event takes 8 bytes. A bucket that is opened
//! with few events is sorted straight into the run; one with many is spread over the next finer level first. The
//! same happens when so many events are pushed into the open bucket that inserting them one by one would be slow
//! (100 000 phones that all wake in one millisecond).

use std::collections::{BTreeMap, VecDeque};

use crate::units::Instant;

/// A closed set of happenings that packs into 32 bits: what kind, and to whom.
pub trait Event: Copy {
    /// Packs the event.
    fn encode(self) -> u32;
    /// The event that was packed into `code`.
    fn decode(code: u32) -> Self;
}

/// Bits of time inside one bucket, per level.
const SHIFT: [u32; 4] = [30, 20, 10, 0];
/// Number of buckets per level, as a power of two.
const BITS: [u32; 4] = [12, 10, 10, 10];
const ERA_SHIFT: u32 = SHIFT[0] + BITS[0];
/// A bucket with more events than this is spread over the next finer level instead of being sorted at once.
const SORT_AT_ONCE: [usize; 4] = [96, 1024, 1024, usize::MAX];
/// An insertion that would move more events than this makes the run be spread over the next finer level.
const MOVE_AT_MOST: usize = 512;
const CHUNK: usize = 7;
const NONE: u32 = u32::MAX;

/// An event in a bucket: nanoseconds since the start of its block, and the packed event.
#[derive(Clone, Copy, Default)]
struct Entry {
    offset: u32,
    code: u32,
}

/// A piece of a bucket: one cache line.
#[derive(Clone, Copy)]
struct Chunk {
    entries: [Entry; CHUNK],
    used: u32,
    next: u32,
}

#[derive(Clone, Copy)]
struct Bucket {
    first: u32,
    last: u32,
    len: u32,
}

const EMPTY: Bucket = Bucket { first: NONE, last: NONE, len: 0 };

/// The buckets of one fineness, with one bit per bucket that is not empty.
struct Level {
    buckets: Vec<Bucket>,
    occupied: Vec<u64>,
}

impl Level {
    fn new(bits: u32) -> Level {
        Level { buckets: vec![EMPTY; 1 << bits], occupied: vec![0; (1usize << bits).div_ceil(64)] }
    }

    /// The first bucket from `start` on that is not empty.
    fn next_occupied(&self, start: usize) -> Option<usize> {
        let mut word = start / 64;
        let mut bits = *self.occupied.get(word)? & (u64::MAX << (start % 64));
        while bits == 0 {
            word += 1;
            bits = *self.occupied.get(word)?;
        }
        Some(word * 64 + bits.trailing_zeros() as usize)
    }
}

/// Chunks of all buckets, with a list of the free ones, so that memory follows the number of pending events.
#[derive(Default)]
struct Pool {
    chunks: Vec<Chunk>,
    free: u32,
}

impl Pool {
    fn append(&mut self, bucket: &mut Bucket, entry: Entry) {
        bucket.len += 1;
        if bucket.last != NONE {
            let chunk = &mut self.chunks[bucket.last as usize];
            if (chunk.used as usize) < CHUNK {
                chunk.entries[chunk.used as usize] = entry;
                chunk.used += 1;
                return;
            }
        }
        let fresh = self.take_chunk(entry);
        match bucket.last {
            NONE => bucket.first = fresh,
            last => self.chunks[last as usize].next = fresh,
        }
        bucket.last = fresh;
    }

    fn take_chunk(&mut self, first: Entry) -> u32 {
        let mut chunk = Chunk { entries: [Entry::default(); CHUNK], used: 1, next: NONE };
        chunk.entries[0] = first;
        if self.free == NONE {
            self.chunks.push(chunk);
            return (self.chunks.len() - 1) as u32;
        }
        let index = self.free;
        self.free = self.chunks[index as usize].next;
        self.chunks[index as usize] = chunk;
        index
    }

    /// Copies the chunk at `index` out, frees it, and gives it with the index of the next one.
    fn release(&mut self, index: u32) -> Chunk {
        let chunk = self.chunks[index as usize];
        self.chunks[index as usize].next = self.free;
        self.free = index;
        chunk
    }
}

/// Every pending event, in order of (time, insertion).
pub struct Agenda<E> {
    levels: [Level; 4],
    pool: Pool,
    /// Events of later eras, by era, in order of insertion.
    later: BTreeMap<u64, Vec<(u64, u32)>>,
    /// The open bucket, sorted.
    run: VecDeque<Entry>,
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
            levels: BITS.map(Level::new),
            pool: Pool { chunks: Vec::new(), free: NONE },
            later: BTreeMap::new(),
            run: VecDeque::new(),
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
        if apart >> SHIFT[self.depth] == 0 {
            return self.insert_into_run(at.0, code);
        }
        for level in (0..=self.depth).rev() {
            if apart >> (SHIFT[level] + BITS[level]) == 0 {
                return self.append(level, at.0, code);
            }
        }
        self.later.entry(at.0 >> ERA_SHIFT).or_default().push((at.0, code));
    }

    /// Takes the next event and moves the clock to it.
    pub fn pop(&mut self) -> Option<(Instant, E)> {
        if self.run.is_empty() && !self.open_next_bucket() {
            return None;
        }
        let entry = self.run.pop_front()?;
        self.len -= 1;
        self.now = (self.open >> SHIFT[0] << SHIFT[0]) + u64::from(entry.offset);
        Some((Instant(self.now), E::decode(entry.code)))
    }

    fn append(&mut self, level: usize, at: u64, code: u32) {
        let index = index_at(level, at);
        let entry = Entry { offset: offset_in_block(at), code };
        let Level { buckets, occupied } = &mut self.levels[level];
        self.pool.append(&mut buckets[index], entry);
        occupied[index / 64] |= 1 << (index % 64);
    }

    fn insert_into_run(&mut self, at: u64, code: u32) {
        let entry = Entry { offset: offset_in_block(at), code };
        if self.run.back().is_none_or(|last| last.offset <= entry.offset) {
            return self.run.push_back(entry);
        }
        let place = self.run.partition_point(|other| other.offset <= entry.offset);
        if place.min(self.run.len() - place) > MOVE_AT_MOST && self.depth + 1 < SHIFT.len() {
            self.refine_run();
            // One level down the same rule applies again; level 3 holds one time only and always appends.
            self.len -= 1;
            return self.push(Instant(at), E::decode(code));
        }
        self.run.insert(place, entry);
    }

    /// Spreads the run over the next finer level and opens the bucket there that holds the clock.
    fn refine_run(&mut self) {
        let block = self.open >> SHIFT[0] << SHIFT[0];
        let mut run = std::mem::take(&mut self.run);
        self.depth += 1;
        for entry in run.drain(..) {
            self.append(self.depth, block + u64::from(entry.offset), entry.code);
        }
        self.run = run;
        // The clock can still stand before the bucket that was open: nothing can then be pushed before that bucket's
        // start either, because the bucket was opened by a pop, and a pop moves the clock into it.
        let start = self.now.max(self.open);
        self.open = start >> SHIFT[self.depth] << SHIFT[self.depth];
        self.load(self.depth, index_at(self.depth, self.open));
    }

    /// Finds the next bucket that holds an event and makes it the run. False when nothing is left.
    fn open_next_bucket(&mut self) -> bool {
        loop {
            let deeper_first = (0..=self.depth).rev();
            let next = deeper_first.filter_map(|level| {
                let after = index_at(level, self.open) + 1;
                self.levels[level].next_occupied(after).map(|index| (level, index))
            });
            let Some((level, index)) = { next }.next() else {
                if !self.begin_next_era() {
                    return false;
                }
                if self.run.is_empty() {
                    continue;
                }
                return true;
            };
            let span = SHIFT[level] + BITS[level];
            self.open = (self.open >> span << span) + ((index as u64) << SHIFT[level]);
            self.depth = level;
            self.load_or_spread(level, index);
            if !self.run.is_empty() {
                return true;
            }
        }
    }

    /// Makes a bucket the run, or spreads it over the next level (and opens the first bucket there) if it is large.
    fn load_or_spread(&mut self, level: usize, index: usize) {
        if self.levels[level].buckets[index].len as usize <= SORT_AT_ONCE[level] {
            return self.load(level, index);
        }
        let block = self.open >> SHIFT[0] << SHIFT[0];
        let mut at = self.take_bucket(level, index);
        while at != NONE {
            let chunk = self.pool.release(at);
            for entry in &chunk.entries[..chunk.used as usize] {
                self.append(level + 1, block + u64::from(entry.offset), entry.code);
            }
            at = chunk.next;
        }
        self.depth = level + 1;
        let first = self.levels[level + 1].next_occupied(0).expect("a large bucket was spread over this level");
        self.open += (first as u64) << SHIFT[level + 1];
        self.load_or_spread(level + 1, first);
    }

    fn load(&mut self, level: usize, index: usize) {
        let mut at = self.take_bucket(level, index);
        while at != NONE {
            let chunk = self.pool.release(at);
            self.run.extend(&chunk.entries[..chunk.used as usize]);
            at = chunk.next;
        }
        // The sort is stable: equal times stay in the order of insertion.
        self.run.make_contiguous().sort_by_key(|entry| entry.offset);
    }

    /// Empties a bucket and gives its first chunk.
    fn take_bucket(&mut self, level: usize, index: usize) -> u32 {
        self.levels[level].occupied[index / 64] &= !(1 << (index % 64));
        std::mem::replace(&mut self.levels[level].buckets[index], EMPTY).first
    }

    /// Moves to the next era that holds an event and opens its first bucket. False when there is none.
    fn begin_next_era(&mut self) -> bool {
        let Some((era, events)) = self.later.pop_first() else { return false };
        for (at, code) in events {
            self.append(0, at, code);
        }
        let first = self.levels[0].next_occupied(0).expect("an era is listed only with events");
        self.open = (era << ERA_SHIFT) + ((first as u64) << SHIFT[0]);
        self.depth = 0;
        self.load_or_spread(0, first);
        true
    }
}

fn index_at(level: usize, at: u64) -> usize {
    (at >> SHIFT[level]) as usize & ((1 << BITS[level]) - 1)
}

fn offset_in_block(at: u64) -> u32 {
    (at & ((1 << SHIFT[0]) - 1)) as u32
}
