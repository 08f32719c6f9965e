//! The buckets of the agenda: chains of chunks in one pool, so that memory follows the number of pending events.

/// Events in a chunk. Long chunks, because following a chain waits for memory at every link.
pub(super) const CHUNK: usize = 31;
const NONE: u32 = u32::MAX;

/// An event in a bucket: nanoseconds since the start of its block, and the packed event.
#[derive(Clone, Copy, Default)]
pub(super) struct Entry {
    pub(super) offset: u32,
    pub(super) code: u32,
}

/// A piece of a bucket: four cache lines. All chunks of a bucket but the last are full.
#[derive(Clone, Copy)]
pub(super) struct Chunk {
    pub(super) entries: [Entry; CHUNK],
    next: u32,
}

/// A chain of chunks. Where the next event goes is known here, so that a push only writes to the chunk.
#[derive(Clone, Copy)]
pub(super) struct Bucket {
    pub(super) first: u32,
    last: u32,
    /// Events in the last chunk.
    used: u32,
    pub(super) len: u32,
}

pub(super) const EMPTY: Bucket = Bucket { first: NONE, last: NONE, used: CHUNK as u32, len: 0 };

/// The buckets of one fineness, with one bit per bucket that is not empty.
#[derive(Clone)]
pub(super) struct Level {
    pub(super) buckets: Vec<Bucket>,
    pub(super) occupied: Vec<u64>,
}

impl Level {
    #[inline]
    pub(super) fn append(&mut self, pool: &mut Pool, index: usize, entry: Entry) {
        let bucket = &mut self.buckets[index];
        if bucket.len == 0 {
            self.occupied[index / 64] |= 1 << (index % 64);
        }
        pool.append(bucket, entry);
    }

    pub(super) fn new(bits: u32) -> Level {
        Level { buckets: vec![EMPTY; 1 << bits], occupied: vec![0; (1usize << bits).div_ceil(64)] }
    }

    /// The first bucket from `start` on that is not empty.
    pub(super) fn next_occupied(&self, start: usize) -> Option<usize> {
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
#[derive(Clone)]
pub(super) struct Pool {
    pub(super) chunks: Vec<Chunk>,
    free: u32,
}

impl Default for Pool {
    fn default() -> Self {
        Pool { chunks: Vec::new(), free: NONE }
    }
}

impl Pool {
    #[inline]
    pub(super) fn append(&mut self, bucket: &mut Bucket, entry: Entry) {
        if bucket.used as usize == CHUNK {
            let fresh = self.take_chunk();
            match bucket.last {
                NONE => bucket.first = fresh,
                last => self.chunks[last as usize].next = fresh,
            }
            (bucket.last, bucket.used) = (fresh, 0);
        }
        self.chunks[bucket.last as usize].entries[bucket.used as usize] = entry;
        bucket.used += 1;
        bucket.len += 1;
    }

    fn take_chunk(&mut self) -> u32 {
        if self.free == NONE {
            self.chunks.push(Chunk { entries: [Entry::default(); CHUNK], next: NONE });
            return (self.chunks.len() - 1) as u32;
        }
        let index = self.free;
        self.free = std::mem::replace(&mut self.chunks[index as usize].next, NONE);
        index
    }

    /// Frees a chunk and gives the next one of its chain.
    pub(super) fn release(&mut self, index: u32) -> u32 {
        let next = std::mem::replace(&mut self.chunks[index as usize].next, self.free);
        self.free = index;
        next
    }
}
