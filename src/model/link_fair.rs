//! A fair link: n transfers in flight each get 1/n of the capacity.

use super::transfer::Arrived;
use crate::units::{Instant, Span, nearest};

/// A transfer in flight, as it stands in the heap: everything a comparison needs is here.
#[derive(Clone, Copy)]
struct Transfer {
    /// The bits of the virtual time at which it ends, and below them its number of arrival, which breaks ties. The bits
    /// of numbers from zero on are in the order of the numbers, so that a comparison has no case to tell apart.
    order: u128,
    handle: u32,
    attempt: u32,
    bytes: u64,
}

impl Transfer {
    /// Virtual time at which it ends.
    fn ends(&self) -> f64 {
        f64::from_bits((self.order >> 64) as u64)
    }
}

/// Equal parts for all transfers in flight, in O(log n) per arrival, departure or stop.
#[derive(Clone)]
pub struct FairLink {
    bytes_per_second: f64,
    /// One transfer gets no more than this part of the capacity has room for: 1 / this. 0 for a link, the number of
    /// processors where it is they that are shared.
    least_sharers: f64,
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
const A_NANOSECOND: f64 = 1e-9;

impl FairLink {
    /// An idle link.
    pub fn new(bytes_per_second: f64) -> FairLink {
        FairLink {
            bytes_per_second,
            least_sharers: 0.0,
            virtual_bytes: 0.0,
            at: Instant::START,
            busy: 0.0,
            heap: Vec::new(),
            places: Vec::new(),
            free: Vec::new(),
            arrivals: 0,
        }
    }

    /// The same, of which fewer than so many transfers leave a part unused.
    pub fn with_least_sharers(self, least_sharers: f64) -> FairLink {
        FairLink { least_sharers, ..self }
    }

    /// By how many the capacity is divided.
    #[inline]
    fn sharers(&self) -> f64 {
        (self.heap.len() as f64).max(self.least_sharers)
    }

    /// Moves V on to `now`.
    #[inline]
    fn advance(&mut self, now: Instant) {
        if self.heap.is_empty() {
            // Nobody is looking: starting V again keeps its digits fine however long the run.
            self.at = now;
            self.virtual_bytes = 0.0;
            return;
        }
        // Several things happen to a link in one moment; only the first of them finds that time has passed.
        let seconds = if now == self.at { return } else { now.since(self.at).seconds() };
        self.at = now;
        if self.bytes_per_second > 0.0 {
            self.busy += seconds;
            self.virtual_bytes += self.bytes_per_second * seconds / self.sharers();
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
        let order = u128::from(ends.to_bits()) << 64 | u128::from(self.arrivals);
        self.heap.push(Transfer { order, handle, attempt, bytes });
        self.sift_up(self.heap.len() - 1);
        handle
    }

    /// Stops a transfer and gives the bytes it had moved.
    pub fn stop(&mut self, now: Instant, handle: u32) -> u64 {
        self.advance(now);
        let place = self.places[handle as usize] as usize;
        let transfer = self.heap[place];
        self.remove(place);
        let left = (transfer.ends() - self.virtual_bytes).max(0.0);
        transfer.bytes - nearest(left).min(transfer.bytes)
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
        let first = self.heap.first()?;
        // Most are clearly not at their end, and a product says so faster than a quotient.
        let clearly_not = (first.ends() - self.virtual_bytes) * self.sharers() > self.bytes_per_second * A_NANOSECOND;
        if clearly_not || self.seconds_left()? > HALF_A_NANOSECOND {
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

    /// Forgets every transfer.
    pub fn lose_everything(&mut self, now: Instant) {
        self.advance(now);
        while !self.heap.is_empty() {
            self.remove(self.heap.len() - 1);
        }
    }

    /// Forgets the transfers of some.
    pub fn lose(&mut self, now: Instant, is_lost: impl Fn(u32) -> bool) {
        let lost: Vec<u32> = self.heap.iter().filter(|t| is_lost(t.attempt)).map(|t| t.handle).collect();
        for handle in lost {
            self.stop(now, handle);
        }
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
        let bytes = (self.heap.first()?.ends() - self.virtual_bytes).max(0.0);
        Some(if bytes == 0.0 { 0.0 } else { bytes * self.sharers() / self.bytes_per_second })
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
        if place > 0 && before(&last, &self.heap[(place - 1) / CHILDREN]) {
            self.sift_up(place);
        } else {
            self.sift_down(place);
        }
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
            let first = CHILDREN * place + 1;
            let Some(children) = self.heap.get(first..) else { break };
            let orders = children.iter().take(CHILDREN).map(|child| child.order).enumerate();
            let Some((least, order)) = orders.reduce(|a, b| if b.1 < a.1 { b } else { a }) else { break };
            if order > transfer.order {
                break;
            }
            self.set(place, self.heap[first + least]);
            place = first + least;
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
    a.order < b.order
}
