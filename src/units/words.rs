//! Quantities as people say them.

/// A length of time or a time since the onset, given in hours: `50 s`, `40 min`, `2 h 05 min`, `66 h 50 min`, from a week
/// on `8 d 4 h`.
pub fn hours(hours: f64) -> String {
    if hours < 0.0 {
        return format!("−{}", self::hours(-hours));
    }
    // Below two minutes, half of one would be much.
    let seconds = (hours * 36_000.0).round() / 10.0;
    if seconds < 120.0 && seconds % 60.0 != 0.0 {
        return format!("{} s", if seconds < 10.0 { seconds } else { seconds.round() });
    }
    let minutes = (hours * 60.0).round() as u64;
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (whole, 0) if whole < 168 => format!("{whole} h"),
        (whole, minutes) if whole < 168 => format!("{whole} h {minutes:02} min"),
        (whole, _) if whole % 24 == 0 => format!("{} d", whole / 24),
        (whole, _) => format!("{} d {} h", whole / 24, whole % 24),
    }
}
