//! A fair link: n transfers in flight each get 1/n of the capacity.

use super::network::Arrived;
use crate::units::{Instant, Span};

/// A transfer in flight.
#[derive(Clone, Copy)]
struct Transfer {
    attempt: u32,
    bytes: u64,
    /// Virtual time at which it ends.
    ends: f64,
    /// Order of arrival, which breaks ties.
    arrival: u64,
    /// Where it stands in the heap.
    place: u32,
}

/// Equal parts for all transfers in flight, in O(log n) per arrival, departure or stop.
pub struct FairLink {
    bytes_per_second: f64,
    /// V: bytes that one transfer would have moved since the link was last idle.
    virtual_bytes: f64,
    /// When V was computed.
    at: Instant,
    busy: f64,
    transfers: Vec<Transfer>,
    free: Vec<u32>,
    /// Handles in heap order of (end, arrival); four children each, which is kind to the cache.
    heap: Vec<u32>,
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
            transfers: Vec::new(),
            free: Vec::new(),
            heap: Vec::new(),
            arrivals: 0,
        }
    }

    /// Moves V on to `now`.
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
    pub fn start(&mut self, now: Instant, attempt: u32, bytes: u64) -> u32 {
        self.advance(now);
        let place = self.heap.len() as u32;
        self.arrivals += 1;
        let transfer =
            Transfer { attempt, bytes, ends: self.virtual_bytes + bytes as f64, arrival: self.arrivals, place };
        let handle = match self.free.pop() {
            Some(handle) => {
                self.transfers[handle as usize] = transfer;
                handle
            }
            None => {
                self.transfers.push(transfer);
                (self.transfers.len() - 1) as u32
            }
        };
        self.heap.push(handle);
        self.sift_up(place as usize);
        handle
    }

    /// Stops a transfer and gives the bytes it had moved.
    pub fn stop(&mut self, now: Instant, handle: u32) -> u64 {
        self.advance(now);
        let transfer = self.transfers[handle as usize];
        self.remove(transfer.place as usize);
        let left = (transfer.ends - self.virtual_bytes).max(0.0);
        transfer.bytes - (left.round() as u64).min(transfer.bytes)
    }

    /// When the first transfer ends if nothing changes, rounded up to the next nanosecond.
    pub fn next_end(&mut self, now: Instant) -> Instant {
        self.advance(now);
        match self.seconds_left() {
            Some(seconds) if seconds.is_finite() => now + Span((seconds * 1e9).ceil() as u64),
            Some(_) | None => Instant::NEVER,
        }
    }

    /// Takes the first transfer if it has ended by now.
    pub fn take_ended(&mut self, now: Instant) -> Option<Arrived> {
        self.advance(now);
        if self.seconds_left()? > HALF_A_NANOSECOND {
            return None;
        }
        let Transfer { attempt, bytes, place, .. } = self.transfers[self.heap[0] as usize];
        self.remove(place as usize);
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

    fn seconds_left(&self) -> Option<f64> {
        let first = &self.transfers[*self.heap.first()? as usize];
        let bytes = (first.ends - self.virtual_bytes).max(0.0);
        Some(if bytes == 0.0 { 0.0 } else { bytes * self.heap.len() as f64 / self.bytes_per_second })
    }

    fn before(&self, a: u32, b: u32) -> bool {
        let (a, b) = (&self.transfers[a as usize], &self.transfers[b as usize]);
        (a.ends, a.arrival) < (b.ends, b.arrival)
    }

    fn set(&mut self, place: usize, handle: u32) {
        self.heap[place] = handle;
        self.transfers[handle as usize].place = place as u32;
    }

    fn remove(&mut self, place: usize) {
        let handle = self.heap[place];
        self.free.push(handle);
        let last = self.heap.pop().expect("a handle in the heap has a place");
        if last != handle {
            self.set(place, last);
            self.sift_up(place);
            self.sift_down(self.transfers[last as usize].place as usize);
        }
    }

    fn sift_up(&mut self, mut place: usize) {
        let handle = self.heap[place];
        while place > 0 {
            let parent = (place - 1) / CHILDREN;
            if !self.before(handle, self.heap[parent]) {
                break;
            }
            self.set(place, self.heap[parent]);
            place = parent;
        }
        self.set(place, handle);
    }

    fn sift_down(&mut self, mut place: usize) {
        let handle = self.heap[place];
        loop {
            let children = CHILDREN * place + 1..(CHILDREN * place + 1 + CHILDREN).min(self.heap.len());
            let Some(least) = children.reduce(|a, b| if self.before(self.heap[b], self.heap[a]) { b } else { a })
            else {
                break;
            };
            if !self.before(self.heap[least], handle) {
                break;
            }
            self.set(place, self.heap[least]);
            place = least;
        }
        self.set(place, handle);
    }
}
