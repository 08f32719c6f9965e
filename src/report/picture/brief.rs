//! Numbers in as few letters as a picture has room for.

use crate::report::words::number;

/// A rate in few letters: below a tenth it is said to two digits after the point.
pub(super) fn rate(per_s: f64) -> String {
    match per_s {
        rare if rare > 0.0 && rare < 0.005 => "< 0.01/s".to_owned(),
        rare if rare > 0.0 && rare < 0.1 => format!("{rare:.2}/s"),
        often => format!("{}/s", number(often)),
    }
}

/// A share in very few letters: only what is all is 100 %, and only what is nothing is 0 %.
pub(super) fn brief(share: f64) -> String {
    match share * 100.0 {
        value if value > 0.0 && value < 1.0 => "< 1 %".to_owned(),
        value if value > 99.0 && value < 100.0 => "> 99 %".to_owned(),
        value => format!("{value:.0} %"),
    }
}

/// Requests that wait: fewer than one in ten at a time are none that anybody would see.
pub(super) fn waiting(value: f64) -> String {
    if value < 0.1 { "0".to_owned() } else { number(value) }
}
