//! A link that moves one message at a time and loses what its buffer cannot hold.

use std::collections::VecDeque;

use super::transfer::Arrived;
use crate::units::{Instant, Span};

/// One message at a time, in order, with a finite buffer.
#[derive(Clone)]
pub struct FifoLink {
    bytes_per_second: f64,
    buffer_seconds: f64,
    /// Messages in order; the first one is moving.
    queue: VecDeque<Arrived>,
    /// Bytes left of the first message, as of `at`.
    left: f64,
    /// Bytes of all messages behind the first.
    waiting: f64,
    at: Instant,
    busy: f64,
}

impl FifoLink {
    /// An idle link; the buffer is given as time at full capacity.
    pub fn new(bytes_per_second: f64, buffer_seconds: f64) -> FifoLink {
        FifoLink {
            bytes_per_second,
            buffer_seconds,
            queue: VecDeque::new(),
            left: 0.0,
            waiting: 0.0,
            at: Instant::START,
            busy: 0.0,
        }
    }

    fn advance(&mut self, now: Instant) {
        let seconds = now.since(self.at).seconds();
        self.at = now;
        if !self.queue.is_empty() && self.bytes_per_second > 0.0 {
            self.busy += seconds;
            self.left = (self.left - self.bytes_per_second * seconds).max(0.0);
        }
    }

    /// Queues a message; false if what waits already would take longer than the buffer holds.
    pub fn offer(&mut self, now: Instant, attempt: u32, bytes: u64) -> bool {
        self.advance(now);
        if self.left + self.waiting > self.buffer_seconds * self.bytes_per_second {
            return false;
        }
        if self.queue.is_empty() {
            self.left = bytes as f64;
        } else {
            self.waiting += bytes as f64;
        }
        self.queue.push_back(Arrived { attempt, bytes });
        true
    }

    /// When the first message is through, rounded up to the next nanosecond.
    pub fn next_end(&mut self) -> Instant {
        if self.queue.is_empty() || (self.bytes_per_second <= 0.0 && self.left > 0.0) {
            return Instant::NEVER;
        }
        self.at + Span((self.left / self.bytes_per_second * 1e9).ceil() as u64)
    }

    /// Takes the first message if it is through.
    pub fn take_ended(&mut self, now: Instant) -> Option<Arrived> {
        self.advance(now);
        if self.queue.is_empty() || self.left > self.bytes_per_second * 0.5e-9 {
            return None;
        }
        let ended = self.queue.pop_front();
        if let Some(next) = self.queue.front() {
            self.left = next.bytes as f64;
            self.waiting -= self.left;
        }
        ended
    }

    /// Changes the capacity.
    pub fn set_capacity(&mut self, now: Instant, bytes_per_second: f64) {
        self.advance(now);
        self.bytes_per_second = bytes_per_second;
    }

    /// Number of messages in the link.
    pub fn in_flight(&self) -> usize {
        self.queue.len()
    }

    /// Seconds for which something was moving, up to `now`.
    pub fn busy_seconds(&mut self, now: Instant) -> f64 {
        self.advance(now);
        self.busy
    }
}
