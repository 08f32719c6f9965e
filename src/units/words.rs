//! Quantities as people say them.

use super::Span;

/// A length of time or a time since the onset, given in hours, to the minute or, below two, to the second: `50 s`,
/// `40 min`, `2 h 05 min`, `66 h 50 min`, from a week on `8 d 4 h`.
pub fn hours(hours: f64) -> String {
    if hours < 0.0 {
        return format!("−{}", self::hours(-hours));
    }
    // Below two minutes, half of one would be much.
    let seconds = (hours * 36_000.0).round() / 10.0;
    let whole = match seconds {
        0.0 => return "0 min".to_owned(),
        short if short < 10.0 => short,
        short if short < 120.0 => short.round(),
        _ => (hours * 60.0).round() * 60.0,
    };
    Span::from_seconds(whole).in_words()
}

/// The unit in seconds to which times of intervals of this length are told: the largest of a minute, a second, and a tenth,
/// hundredth and thousandth of it of which the length is a whole number.
pub fn unit_of(interval: Span) -> f64 {
    const UNITS: [(u64, f64); 4] =
        [(60_000_000_000, 60.0), (1_000_000_000, 1.0), (100_000_000, 0.1), (10_000_000, 0.01)];
    let divides = |unit: &&(u64, f64)| interval.0 > 0 && interval.0.is_multiple_of(unit.0);
    UNITS.iter().find(divides).map_or(0.001, |unit| unit.1)
}

/// What [`hours`] says, to a unit of so many seconds: of one minute as that, of a second or parts of it exactly to that:
/// `10 min 50 s`, `1 h 02 min 05 s`, `8.25 s`.
pub fn hours_to(hours: f64, unit_s: f64) -> String {
    if hours < 0.0 {
        return format!("−{}", hours_to(-hours, unit_s));
    }
    if unit_s >= 60.0 || hours >= 168.0 {
        return self::hours(hours);
    }
    // In whole units: a sum of parts of a second is none by rounding.
    let units = (hours * 3600.0 / unit_s).round() as u64;
    let per_second = (1.0 / unit_s).round().max(1.0) as u64;
    let (seconds, rest) = (units / per_second, units % per_second);
    let (whole, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let digits = per_second.ilog10() as usize;
    let small = match rest {
        0 => seconds.to_string(),
        rest => format!("{seconds}.{rest:0digits$}").trim_end_matches('0').to_owned(),
    };
    match (whole, minutes, seconds, rest) {
        (0, 0, _, _) => format!("{small} s"),
        (0, _, 0, 0) => format!("{minutes} min"),
        (0, _, _, _) => format!("{minutes} min {small} s"),
        (_, 0, 0, 0) => format!("{whole} h"),
        (_, _, 0, 0) => format!("{whole} h {minutes:02} min"),
        (_, _, _, _) => format!("{whole} h {minutes:02} min {small} s"),
    }
}
