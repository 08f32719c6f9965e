//! A fair link: n transfers in flight each get 1/n of the capacity.

use super::network::Arrived;
use crate::units::{Instant, Span};

/// A transfer in flight, as it stands in the heap: everything a comparison needs is here.
#[derive(Clone, Copy)]
struct Transfer {
    /// Virtual time at which it ends.
    ends: f64,
    /// Order of arrival, which breaks ties.
    arrival: u64,
    handle: u32,
    attempt: u32,
    bytes: u64,
}

/// Equal parts for all transfers in flight, in O(log n) per arrival, departure or stop.
pub struct FairLink {
    bytes_per_second: f64,
    /// V: bytes that one transfer would have moved since the link was last idle.
    virtual_bytes: f64,
    /// When V was computed.
    at: Instant,
    busy: f64,
    /// Transfers in heap order of (end, arrival); four children each, which is kind to the cache.
    heap: Vec<Transfer>,
    /// Where the transfer of each handle stands in the heap.
    places: Vec<u32>,
    free: Vec<u32>,
    arrivals: u64,
}

const CHILDREN: usize = 4;
/// Ends that are closer than this many seconds count as now: half of the resolution of simulated time.
const HALF_A_NANOSECOND: f64 = 0.5e-9;

impl FairLink {
    /// An idle link.
    pub fn new(bytes_per_second: f64) -> FairLink {
        FairLink {
            bytes_per_second,
            virtual_bytes: 0.0,
            at: Instant::START,
            busy: 0.0,
            heap: Vec::new(),
            places: Vec::new(),
            free: Vec::new(),
            arrivals: 0,
        }
    }

    /// Moves V on to `now`.
    #[inline]
    fn advance(&mut self, now: Instant) {
        let seconds = now.since(self.at).seconds();
        self.at = now;
        if self.heap.is_empty() {
            // Nobody is looking: starting V again keeps its digits fine however long the run.
            self.virtual_bytes = 0.0;
        } else if self.bytes_per_second > 0.0 {
            self.busy += seconds;
            self.virtual_bytes += self.bytes_per_second * seconds / self.heap.len() as f64;
        }
    }

    /// Starts a transfer and gives its handle.
    #[inline]
    pub fn start(&mut self, now: Instant, attempt: u32, bytes: u64) -> u32 {
        self.advance(now);
        self.arrivals += 1;
        let handle = self.free.pop().unwrap_or_else(|| {
            self.places.push(0);
            (self.places.len() - 1) as u32
        });
        let ends = self.virtual_bytes + bytes as f64;
        self.heap.push(Transfer { ends, arrival: self.arrivals, handle, attempt, bytes });
        self.sift_up(self.heap.len() - 1);
        handle
    }

    /// Stops a transfer and gives the bytes it had moved.
    pub fn stop(&mut self, now: Instant, handle: u32) -> u64 {
        self.advance(now);
        let place = self.places[handle as usize] as usize;
        let transfer = self.heap[place];
        self.remove(place);
        let left = (transfer.ends - self.virtual_bytes).max(0.0);
        transfer.bytes - (left.round() as u64).min(transfer.bytes)
    }

    /// When the first transfer ends if nothing changes, rounded up to the next nanosecond.
    #[inline]
    pub fn next_end(&mut self, now: Instant) -> Instant {
        self.advance(now);
        match self.seconds_left() {
            Some(seconds) if seconds.is_finite() => now + Span(rounded_up(seconds * 1e9)),
            Some(_) | None => Instant::NEVER,
        }
    }

    /// Takes the first transfer if it has ended by now.
    #[inline]
    pub fn take_ended(&mut self, now: Instant) -> Option<Arrived> {
        self.advance(now);
        if self.seconds_left()? > HALF_A_NANOSECOND {
            return None;
        }
        let Transfer { attempt, bytes, .. } = self.heap[0];
        self.remove(0);
        Some(Arrived { attempt, bytes })
    }

    /// Changes the capacity.
    pub fn set_capacity(&mut self, now: Instant, bytes_per_second: f64) {
        self.advance(now);
        self.bytes_per_second = bytes_per_second;
    }

    /// Number of transfers in flight.
    pub fn in_flight(&self) -> usize {
        self.heap.len()
    }

    /// Seconds for which something was in flight and moving, up to `now`.
    pub fn busy_seconds(&mut self, now: Instant) -> f64 {
        self.advance(now);
        self.busy
    }

    #[inline]
    fn seconds_left(&self) -> Option<f64> {
        let bytes = (self.heap.first()?.ends - self.virtual_bytes).max(0.0);
        Some(if bytes == 0.0 { 0.0 } else { bytes * self.heap.len() as f64 / self.bytes_per_second })
    }

    fn set(&mut self, place: usize, transfer: Transfer) {
        self.heap[place] = transfer;
        self.places[transfer.handle as usize] = place as u32;
    }

    fn remove(&mut self, place: usize) {
        let Some(last) = self.heap.pop() else { return };
        if place == self.heap.len() {
            self.free.push(last.handle);
            return;
        }
        self.free.push(self.heap[place].handle);
        self.heap[place] = last;
        self.sift_up(place);
        self.sift_down(self.places[last.handle as usize] as usize);
    }

    fn sift_up(&mut self, mut place: usize) {
        let transfer = self.heap[place];
        while place > 0 {
            let parent = (place - 1) / CHILDREN;
            if !before(&transfer, &self.heap[parent]) {
                break;
            }
            self.set(place, self.heap[parent]);
            place = parent;
        }
        self.set(place, transfer);
    }

    fn sift_down(&mut self, mut place: usize) {
        let transfer = self.heap[place];
        loop {
            let children = CHILDREN * place + 1..(CHILDREN * place + 1 + CHILDREN).min(self.heap.len());
            let Some(least) = children.reduce(|a, b| if before(&self.heap[b], &self.heap[a]) { b } else { a }) else {
                break;
            };
            if !before(&self.heap[least], &transfer) {
                break;
            }
            self.set(place, self.heap[least]);
            place = least;
        }
        self.set(place, transfer);
    }
}

/// The same as `ceil`, which is a call of a function on processors that have no instruction for it.
fn rounded_up(value: f64) -> u64 {
    let below = value as u64;
    below.saturating_add(u64::from((below as f64) < value))
}

fn before(a: &Transfer, b: &Transfer) -> bool {
    (a.ends, a.arrival) < (b.ends, b.arrival)
}
