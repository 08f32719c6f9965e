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
