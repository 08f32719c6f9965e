//! Points and lengths of simulated time, as whole nanoseconds.
//!
//! A point plus a point has no meaning and does not compile; a point minus a point is a length. Rounding from
//! real numbers happens once, here, so that the order of events never depends on it afterwards.

use std::fmt;
use std::ops::{Add, Sub};

use super::parse::{Kind, UnitError};

const NANOS_PER_SECOND: f64 = 1e9;

/// A point of simulated time: nanoseconds since the start of the run (which is the start of its warm-up).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Instant(pub u64);

/// A length of simulated time in nanoseconds, at most about 584 years. Its text is exact up to 2⁵³ ns (104 days).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span(pub u64);

impl Instant {
    /// The start of every run.
    pub const START: Instant = Instant(0);
    /// Later than everything that can happen; used for "never".
    pub const NEVER: Instant = Instant(u64::MAX);

    /// Length of time since `earlier`; zero if `earlier` is later.
    pub fn since(self, earlier: Instant) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }

    /// Seconds since the start of the run.
    pub fn seconds(self) -> f64 {
        self.0 as f64 / NANOS_PER_SECOND
    }
}

impl Span {
    /// No time at all.
    pub const ZERO: Span = Span(0);
    /// Longer than any run; used for "for ever".
    pub const FOREVER: Span = Span(u64::MAX);

    /// The nearest whole number of nanoseconds; negative and NaN become zero, too large becomes [`Span::FOREVER`].
    pub fn from_seconds(seconds: f64) -> Span {
        Span(nearest(seconds * NANOS_PER_SECOND))
    }

    /// Whole hours.
    pub const fn hours(hours: u64) -> Span {
        Span(hours * 3_600_000_000_000)
    }

    /// Whole minutes.
    pub const fn minutes(minutes: u64) -> Span {
        Span(minutes * 60_000_000_000)
    }

    /// Whole seconds.
    pub const fn secs(seconds: u64) -> Span {
        Span(seconds * 1_000_000_000)
    }

    /// Whole milliseconds.
    pub const fn millis(millis: u64) -> Span {
        Span(millis * 1_000_000)
    }

    /// In seconds.
    pub fn seconds(self) -> f64 {
        self.0 as f64 / NANOS_PER_SECOND
    }

    /// In hours.
    pub fn as_hours(self) -> f64 {
        self.seconds() / 3600.0
    }

    /// This length times a factor, rounded to the nearest nanosecond.
    pub fn scaled(self, factor: f64) -> Span {
        if self == Span::FOREVER || factor == 1.0 { self } else { Span(nearest(self.0 as f64 * factor)) }
    }

    /// In words for people: the two largest units that are not zero, `"2 h 05 min"`; below a minute one unit, with at
    /// most three digits that count.
    pub fn in_words(self) -> String {
        if self == Span::FOREVER {
            return "for ever".to_owned();
        }
        match self.0 {
            0 => return "0 s".to_owned(),
            1..1_000 => return format!("{} ns", self.0),
            1_000..999_500 => return format!("{} us", significant(self.0 as f64 / 1e3)),
            999_500..999_500_000 => return format!("{} ms", significant(self.0 as f64 / 1e6)),
            _ => {}
        }
        let total = (self.0 as f64 / NANOS_PER_SECOND).round() as u64;
        let (hours, minutes, seconds) = (total / 3_600, total / 60 % 60, total % 60);
        // Hours up to a week, because that is how an outage is told; days beyond.
        let days = if hours >= 168 { hours / 24 } else { 0 };
        match (days, hours, minutes) {
            (0, 0, 0) if total < 10 => format!("{} s", round_to(self.seconds(), 2)),
            (0, 0, 0) => format!("{seconds} s"),
            (0, 0, _) if seconds == 0 || minutes >= 10 => format!("{minutes} min"),
            (0, 0, _) => format!("{minutes} min {seconds} s"),
            (0, _, 0) => format!("{hours} h"),
            (0, _, _) => format!("{hours} h {minutes:02} min"),
            (_, hours, _) if hours % 24 == 0 => format!("{days} d"),
            (_, hours, _) => format!("{days} d {} h", hours % 24),
        }
    }
}

/// The nearest whole number, halves upwards; negative and NaN become zero, too large the greatest. The same as `round`,
/// which is a call of a function on processors that have no instruction for it.
#[inline]
pub(crate) fn nearest(value: f64) -> u64 {
    if value >= 9e15 {
        // From 2⁵³ on every number is whole.
        return value as u64;
    }
    let below = (value as i64).max(0);
    below as u64 + u64::from(value - below as f64 >= 0.5)
}

/// Three digits that count, of a number from 1 to 1000.
fn significant(value: f64) -> f64 {
    round_to(value, 2 - libm::log10(value).floor() as i32)
}

fn round_to(value: f64, digits: i32) -> f64 {
    let factor = 10f64.powi(digits);
    (value * factor).round() / factor
}

impl Add<Span> for Instant {
    type Output = Instant;
    /// Saturates at [`Instant::NEVER`], so that "for ever from now" is never.
    fn add(self, length: Span) -> Instant {
        Instant(self.0.saturating_add(length.0))
    }
}

impl Sub<Span> for Instant {
    type Output = Instant;
    /// Saturates at the start of the run.
    fn sub(self, length: Span) -> Instant {
        Instant(self.0.saturating_sub(length.0))
    }
}

impl Add for Span {
    type Output = Span;
    fn add(self, other: Span) -> Span {
        Span(self.0.saturating_add(other.0))
    }
}

impl Sub for Span {
    type Output = Span;
    fn sub(self, other: Span) -> Span {
        Span(self.0.saturating_sub(other.0))
    }
}

pub(super) const KIND: Kind = Kind {
    name: "a length of time",
    units: &[("d", 86_400e9), ("h", 3_600e9), ("min", 60e9), ("s", 1e9), ("ms", 1e6), ("us", 1e3), ("ns", 1.0)],
    example: "15 min",
};

impl std::str::FromStr for Span {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Span, UnitError> {
        if matches!(text.trim(), "forever" | "unlimited") {
            return Ok(Span::FOREVER);
        }
        let nanos = KIND.sum(text)?;
        if nanos < 3.2e18 {
            Ok(Span(nanos.round() as u64))
        } else {
            Err(KIND.error(format!("`{}` is longer than a century", text.trim())))
        }
    }
}

impl fmt::Display for Span {
    /// The largest unit in which the length is a whole number, but no thousands of millionths: `"1.875 ms"`. The text
    /// reads back exactly.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Span::FOREVER {
            return f.write_str("forever");
        }
        if self.0 == 0 {
            return f.write_str("0 s");
        }
        let (unit, size) = KIND
            .units
            .iter()
            .find(|(_, size)| self.0.is_multiple_of(*size as u64))
            .expect("one nanosecond divides every length");
        match larger_than_a_thousandth(self.0, *size as u64) {
            Some((unit, size)) => write!(f, "{} {unit}", decimal(self.0, size)),
            None => write!(f, "{} {unit}", self.0 / *size as u64),
        }
    }
}

/// The unit for a length of 1000 or more of a unit below the millisecond: the largest that is not larger than the
/// length. Not for lengths of a day or more, whose decimals a floating-point number could not hold.
fn larger_than_a_thousandth(nanos: u64, size: u64) -> Option<(&'static str, u64)> {
    let (second, day) = (1_000_000_000, 86_400_000_000_000);
    let awkward = size < 1_000_000 && nanos / size >= 1000 && nanos < day;
    let units = [("s", second), ("ms", 1_000_000), ("us", 1_000)];
    units.into_iter().find(|(_, size)| awkward && nanos >= *size)
}

/// All digits of `nanos` in a unit of a power of ten.
fn decimal(nanos: u64, size: u64) -> String {
    let places = size.ilog10() as usize;
    let text = format!("{}.{:0places$}", nanos / size, nanos % size);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn text_round_trips_up_to_104_days(nanos in 0u64..1 << 53) {
            prop_assert_eq!(Span(nanos).to_string().parse::<Span>(), Ok(Span(nanos)));
        }
    }

    #[test]
    fn nearest_is_what_round_says() {
        let halves = (0..200).flat_map(|n| [0.5 * f64::from(n), f64::from(n) + 0.499_999_999_999_999_94]);
        let large = (0..64).flat_map(|bit| [-0.5, 0.0, 0.5].map(|more| (1u64 << bit) as f64 + more));
        let odd = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -0.5, -1e300, 1e300, f64::MIN_POSITIVE, 9e15];
        for value in halves.chain(large).chain(odd) {
            for value in [value, value.next_up(), value.next_down()] {
                assert_eq!(nearest(value), value.round() as u64, "{value}");
            }
        }
    }

    #[test]
    fn reads_compound_lengths() {
        assert_eq!("1 h 40 min".parse(), Ok(Span::minutes(100)));
        assert_eq!("0.5ms".parse(), Ok(Span(500_000)));
        assert_eq!("forever".parse(), Ok(Span::FOREVER));
        assert_eq!("unlimited".parse(), Ok(Span::FOREVER));
        assert!("900".parse::<Span>().is_err());
        assert!("200 d 1e9 d".parse::<Span>().is_err());
    }

    #[test]
    fn prints_the_largest_whole_unit() {
        assert_eq!(Span::minutes(90).to_string(), "90 min");
        assert_eq!(Span::hours(48).to_string(), "2 d");
        assert_eq!(Span::millis(1500).to_string(), "1500 ms");
        assert_eq!(Span(250_000).to_string(), "250 us");
        assert_eq!(Span(1_875_000).to_string(), "1.875 ms");
        assert_eq!(Span(16_666_667).to_string(), "16.666667 ms");
        assert_eq!(Span(2_000_000_500).to_string(), "2.0000005 s");
    }

    #[test]
    fn arithmetic_saturates() {
        assert_eq!(Instant(5) + Span::FOREVER, Instant::NEVER);
        assert_eq!(Instant(5).since(Instant(9)), Span::ZERO);
        assert_eq!(Span::from_seconds(-1.0), Span::ZERO);
        assert_eq!(Span::from_seconds(f64::INFINITY), Span::FOREVER);
    }

    #[test]
    fn words_are_short() {
        assert_eq!(Span::minutes(125).in_words(), "2 h 05 min");
        assert_eq!(Span::hours(60).in_words(), "60 h");
        assert_eq!(Span::hours(170).in_words(), "7 d 2 h");
        assert_eq!(Span::secs(75).in_words(), "1 min 15 s");
        assert_eq!(Span::millis(2500).in_words(), "2.5 s");
        assert_eq!(Span(1_875_000).in_words(), "1.88 ms");
        assert_eq!(Span(16_666_667).in_words(), "16.7 ms");
        assert_eq!(Span(999_499_999).in_words(), "999 ms");
        assert_eq!(Span(999_999_999).in_words(), "1 s");
        assert_eq!(Span(250).in_words(), "250 ns");
        assert_eq!(Span::ZERO.in_words(), "0 s");
        assert_eq!(Span::FOREVER.in_words(), "for ever");
    }
}
