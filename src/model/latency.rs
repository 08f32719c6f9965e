//! How long wishes take: a histogram with two significant digits, empty until it is used.

use hdrhistogram::Histogram;

use crate::units::Span;

/// Bytes of the times of one interval, if some took an hour: 15 halves and one more of 128 places each.
pub const MOST_BYTES: u64 = 8_200;

/// Times from the start of a wish to its end. Unmet wishes are in it with the time up to the horizon.
#[derive(Debug, Clone, Default)]
pub struct Latency {
    milliseconds: Option<Histogram<u32>>,
}

impl Latency {
    /// Records one time, to the millisecond and within 1 %.
    #[inline]
    pub fn record(&mut self, took: Span) {
        // Two significant digits cannot fail to build, and a histogram that resizes itself takes every value.
        let histogram = self
            .milliseconds
            .get_or_insert_with(|| Histogram::new(2).expect("two significant digits are a legal precision"));
        let milliseconds = took.0.div_ceil(1_000_000).max(1);
        histogram.record(milliseconds).expect("a histogram that resizes itself takes every value");
    }

    /// Adds all of another histogram.
    pub fn add(&mut self, other: &Latency) {
        let Some(theirs) = &other.milliseconds else { return };
        match &mut self.milliseconds {
            Some(ours) => ours.add(theirs).expect("a histogram that resizes itself takes every other one"),
            None => self.milliseconds = Some(theirs.clone()),
        }
    }

    /// Number of recorded times.
    pub fn count(&self) -> u64 {
        self.milliseconds.as_ref().map_or(0, Histogram::len)
    }

    /// The time in seconds within which this share of the wishes ended, at least: the smallest such time that was
    /// recorded, rounded up to the millisecond and then by at most 1 %. None if there were no wishes. (At share 0 it is
    /// the shortest time and may be 1 % below it.)
    pub fn quantile(&self, share: f64) -> Option<f64> {
        let histogram = self.milliseconds.as_ref().filter(|histogram| !histogram.is_empty())?;
        Some(histogram.value_at_quantile(share) as f64 / 1000.0)
    }
}
