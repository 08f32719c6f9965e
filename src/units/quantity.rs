//! Rates, sizes and capacities.

use std::fmt;
use std::str::FromStr;

use super::parse::{Kind, UnitError, from_base};
use super::time::Span;

/// Happenings per second. At least 0.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Rate(pub f64);

/// A number of bytes (8 bits). Decimal multiples: 1 kB is 1000 B.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Bytes(pub u64);

/// A capacity in bits per second. Decimal multiples: 1 Mbit/s is 10⁶ bit/s.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Bandwidth(pub f64);

impl Rate {
    /// Happenings per second.
    pub fn per_second(self) -> f64 {
        self.0
    }

    /// Mean time between two happenings; for ever when the rate is 0.
    pub fn mean_gap(self) -> Span {
        if self.0 > 0.0 { Span::from_seconds(1.0 / self.0) } else { Span::FOREVER }
    }
}

impl Bandwidth {
    /// Bytes that pass in one second.
    pub fn bytes_per_second(self) -> f64 {
        self.0 / 8.0
    }

    /// This capacity times a factor.
    pub fn scaled(self, factor: f64) -> Bandwidth {
        Bandwidth(self.0 * factor)
    }
}

pub(super) const RATE: Kind = Kind {
    name: "a rate",
    units: &[("/s", 1.0), ("/min", 1.0 / 60.0), ("/h", 1.0 / 3600.0), ("/d", 1.0 / 86_400.0)],
    example: "0.24 /h",
};

pub(super) const BYTES: Kind =
    Kind { name: "a size", units: &[("GB", 1e9), ("MB", 1e6), ("kB", 1e3), ("B", 1.0)], example: "12 kB" };

pub(super) const BANDWIDTH: Kind = Kind {
    name: "a network capacity",
    units: &[("Gbit/s", 1e9), ("Mbit/s", 1e6), ("kbit/s", 1e3), ("bit/s", 1.0)],
    example: "100 Mbit/s",
};

impl FromStr for Rate {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Rate, UnitError> {
        RATE.one(text).map(Rate)
    }
}

impl FromStr for Bytes {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Bytes, UnitError> {
        let bytes = BYTES.one(text)?;
        // A larger size times a few thousand messages would not be countable.
        if bytes <= 1e12 { Ok(Bytes(bytes.round() as u64)) } else { Err(BYTES.error(format!("`{text}` is too large"))) }
    }
}

impl FromStr for Bandwidth {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Bandwidth, UnitError> {
        BANDWIDTH.one(text).map(Bandwidth)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_exactly(f, self.0, &RATE)
    }
}

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (unit, size) = BYTES
            .units
            .iter()
            .find(|(_, size)| self.0 > 0 && self.0.is_multiple_of(*size as u64))
            .unwrap_or(&("B", 1.0));
        write!(f, "{} {unit}", self.0 / *size as u64)
    }
}

impl fmt::Display for Bandwidth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_exactly(f, self.0, &BANDWIDTH)
    }
}

/// Writes `value` (in the base unit) in the unit that gives the shortest text, among those whose text
/// reads back to exactly the same value.
fn write_exactly(f: &mut fmt::Formatter<'_>, value: f64, kind: &Kind) -> fmt::Result {
    let candidates = kind.units.iter().flat_map(|(unit, size)| {
        let number = from_base(value, *size);
        // Fifteen digits are what a person wrote; the exact number may end in …0000000002.
        [format!("{number:.14e}").parse().unwrap_or(number), number].map(|number| (number, *unit))
    });
    let best = candidates
        .map(|(number, unit)| (format!("{number} {unit}"), number))
        .filter(|(text, _)| kind.one(text) == Ok(value))
        .map(|(text, number)| (text.len(), number < 1.0, text))
        .min();
    match best {
        Some((_, _, text)) => f.write_str(&text),
        // The base unit has size 1 and f64 prints its shortest exact text, so only non-finite values get here.
        None => write!(f, "{value} {}", kind.units.last().expect("a kind has units").0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn text_round_trips(value in 1e-9f64..1e12, bytes in 0u64..1_000_000_000_000) {
            prop_assert_eq!(Rate(value).to_string().parse::<Rate>(), Ok(Rate(value)));
            prop_assert_eq!(Bandwidth(value).to_string().parse::<Bandwidth>(), Ok(Bandwidth(value)));
            prop_assert_eq!(Bytes(bytes).to_string().parse::<Bytes>(), Ok(Bytes(bytes)));
        }
    }

    #[test]
    fn reads_and_prints_what_people_write() {
        assert_eq!("100 Mbit/s".parse(), Ok(Bandwidth(1e8)));
        assert_eq!(Bandwidth(1e8).to_string(), "100 Mbit/s");
        assert_eq!("0.24 /h".parse::<Rate>().map(|rate| rate.to_string()), Ok("5.76 /d".to_string()));
        assert_eq!("15 /h".parse::<Rate>().map(|rate| rate.to_string()), Ok("15 /h".to_string()));
        assert!(("0.24 /h".parse::<Rate>().unwrap().0 * 3600.0 - 0.24).abs() < 1e-15);
        assert_eq!("2/s".parse(), Ok(Rate(2.0)));
        assert_eq!("12kB".parse(), Ok(Bytes(12_000)));
        assert_eq!(Bytes(0).to_string(), "0 B");
        assert_eq!(Rate(0.0).mean_gap(), Span::FOREVER);
        assert!("12 KB".parse::<Bytes>().unwrap_err().cause.contains("`KB` is not a unit"));
    }
}
