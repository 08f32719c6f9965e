//! Numbers as people say them. Below zero they have a real minus, for a hyphen is too short to be seen beside a range;
//! what programs read is written elsewhere, with a hyphen. And sentences, which stand in text files beside the Rust files
//! that compute what is put into them.

pub use crate::units::hours;
use crate::units::{Span, hours_to, unit_of};

/// A block of a template, with values put into it: `words!("story/classes.txt", "fall", { starved: f64 = 1.5, .. })`.
///
/// Templates are checked and compiled with the program. In one, `{{ at|hours }}` is a number as people say it, by the
/// filters below; a line break is left out where a tag beside it begins with `{%-` or ends with `-%}`.
macro_rules! words {
    ($file:literal, $block:literal) => { $crate::report::words::words!($file, $block, {}) };
    ($file:literal, $block:literal, { $($field:ident: $kind:ty $(= $value:expr)?),* $(,)? }) => {{
        #[allow(unused_imports, reason = "words without numbers need no filters")]
        use $crate::report::words::filters;
        #[derive(askama::Template)]
        #[template(path = $file, block = $block, config = "src/report/askama.toml")]
        struct Words<'a> {
            $($field: $kind,)*
            /// Names the lifetime where no value borrows.
            _borrowed: std::marker::PhantomData<&'a ()>,
        }
        let words = Words { $($field $(: $value)?,)* _borrowed: std::marker::PhantomData };
        askama::Template::render(&words).expect("nothing that is put into words fails to be written")
    }};
}
pub(crate) use words;

/// What can be said as a number in a template.
pub trait Said {
    /// The number.
    fn number(&self) -> f64;
}

macro_rules! said {
    ($($kind:ty)*) => {
        $(impl Said for $kind {
            fn number(&self) -> f64 {
                *self as f64
            }
        })*
    };
}
said!(f64 u64 i64 usize);

impl<T: Said> Said for &T {
    fn number(&self) -> f64 {
        (*self).number()
    }
}

/// How times of a run are said: to the minute, or finer where its sampling intervals are told apart by less.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Clock {
    /// In seconds.
    unit_s: f64,
}

impl Clock {
    /// That of a run with such sampling intervals.
    pub fn of(sample: Span) -> Clock {
        Clock { unit_s: unit_of(sample) }
    }

    /// A time since the onset, or a length of time, in hours.
    pub fn say(self, hours: impl Said) -> String {
        hours_to(hours.number(), self.unit_s)
    }

    /// A length of time that is not nothing, in hours: what is too short to be said is `less than 1 s`.
    pub fn length(self, hours: impl Said) -> String {
        // Whole minutes are told to a tenth of a second below ten of them.
        let least = if self.unit_s < 60.0 { self.unit_s } else { 0.1 };
        match hours.number() * 3600.0 < least / 2.0 {
            true => format!("less than {least} s"),
            false => self.say(hours),
        }
    }

    /// From when to when, both in hours; what is too short for two different times, by its length.
    pub fn from_to(self, from: impl Said, to: impl Said) -> String {
        let (from, to) = (from.number(), to.number());
        let (begins, ends) = (self.say(from), self.say(to));
        if to - from < 1e-9 {
            format!("at {begins}")
        } else if begins == ends {
            format!("from {begins}, for {}", hours(to - from))
        } else {
            format!("from {begins} to {ends}")
        }
    }
}

/// The functions of this file as filters of templates.
pub(crate) mod filters {
    use super::Said;

    macro_rules! filters {
        ($($name:ident($value:ident: $kind:ty) = $said:expr;)*) => {
            $(
                #[askama::filter_fn]
                pub fn $name($value: $kind, _: &dyn askama::Values) -> askama::Result<String> {
                    Ok($said)
                }
            )*
        };
    }

    filters! {
        hours(value: impl Said) = super::hours(value.number());
        count(value: impl Said) = super::count(value.number());
        number(value: impl Said) = super::number(value.number());
        percent(value: impl Said) = super::percent(value.number());
        list(things: impl AsRef<[String]>) = super::list(things.as_ref());
        sentence(text: impl AsRef<str>) = super::sentence(text.as_ref());
    }
}

/// What is looked at as a whole: the cell of the short form, or the service that many make together.
pub fn whole(series: &crate::measure::Series) -> &'static str {
    if series.tiers.names.services.is_empty() { "cell" } else { "service" }
}

/// A whole number with thin gaps between the thousands: `1 234 567`.
pub fn count(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut said = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            said.push(' ');
        }
        said.push(digit);
    }
    if value < 0.0 && digits != "0" { format!("−{said}") } else { said }
}

/// A number with as many digits as it deserves: three of them below a hundred, none after the point above.
pub fn number(value: f64) -> String {
    let digits = match value.abs() {
        size if size >= 99.5 || size == 0.0 => return count(value),
        size if size >= 9.95 => 0,
        size if size >= 0.995 => 1,
        size if size >= 0.0995 => 2,
        _ => 4,
    };
    format!("{value:.digits$}").replace('-', "−")
}

/// A share as a percentage. Only what is all is called 100 %, and only what is nothing is called 0 %.
pub fn percent(share: f64) -> String {
    // No "-0 %".
    let value = share * 100.0 + 0.0;
    if share > 0.0 && value < 0.1 {
        "less than 0.1 %".to_owned()
    } else if share < 1.0 && value > 99.9 {
        "more than 99.9 %".to_owned()
    } else if value == 0.0 || value == 100.0 || (9.95..=90.0).contains(&value) {
        format!("{value:.0} %")
    } else {
        format!("{value:.1} %")
    }
}

/// A rate in few letters, for pictures: below a tenth it is said to two digits after the point.
pub fn rate(per_s: f64) -> String {
    match per_s {
        rare if rare > 0.0 && rare < 0.005 => "< 0.01/s".to_owned(),
        rare if rare > 0.0 && rare < 0.1 => format!("{rare:.2}/s"),
        often => format!("{}/s", number(often)),
    }
}

/// A share in very few letters: only what is all is 100 %, and only what is nothing is 0 %.
pub fn brief(share: f64) -> String {
    match share * 100.0 {
        value if value > 0.0 && value < 1.0 => "< 1 %".to_owned(),
        value if value > 99.0 && value < 100.0 => "> 99 %".to_owned(),
        value => format!("{value:.0} %"),
    }
}

/// Requests that wait, in few letters: fewer than one in ten at a time are none that anybody would see.
pub fn waiting(value: f64) -> String {
    if value < 0.1 { "0".to_owned() } else { number(value) }
}

/// About how long, for titles: whole hours from ten on, else tens of minutes from one hour on.
pub fn about_hours(hours: f64) -> String {
    let step = match hours {
        long if long >= 9.95 => 1.0,
        long if long >= 0.99 => 1.0 / 6.0,
        _ => 1.0 / 60.0,
    };
    self::hours((hours / step).round() * step)
}

/// Names of which the same is said, together, in the order in which it is first said.
pub fn grouped(said: impl IntoIterator<Item = (String, String)>) -> Vec<(String, Vec<String>)> {
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for (name, what) in said {
        match groups.iter_mut().find(|group| group.0 == what) {
            Some(group) => group.1.push(name),
            None => groups.push((what, vec![name])),
        }
    }
    groups
}

/// Things in a row: `a, b and c`.
pub fn list(things: &[String]) -> String {
    match things {
        [] => String::new(),
        [only] => only.clone(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

/// The text with its first letter large.
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The text with its first letter small.
pub fn lowered(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// A text in which no line can end between a number and what follows it, nor within "34 h 10 min".
pub fn unbroken(text: &str) -> String {
    let is_number = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_digit() || c == '.');
    let mut whole = String::new();
    for word in text.split(' ') {
        let mut before = whole.rsplit([' ', '\u{a0}']);
        let last = before.next().unwrap_or_default();
        let goes_on = last == "h" && before.next().is_some_and(is_number) && is_number(word);
        if !whole.is_empty() {
            whole.push(if is_number(last) || goes_on { '\u{a0}' } else { ' ' });
        }
        whole.push_str(word);
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_aloud() {
        assert_eq!([count(1_234_567.0), count(999.0), count(-1000.0)], ["1 234 567", "999", "−1 000"]);
        assert_eq!([number(16.4), number(1.26), number(-0.126), number(1234.5)], ["16", "1.3", "−0.13", "1 234"]);
        assert_eq!(
            [hours(2.0 / 3.0), hours(1.5), hours(76.0), hours(-0.5)],
            ["40 min", "1 h 30 min", "76 h", "−30 min"]
        );
        assert_eq!([about_hours(83.87), about_hours(1.63), about_hours(0.72)], ["84 h", "1 h 40 min", "43 min"]);
        let seconds = [0.0, 1.5, 59.96, 60.0, 99.7, 120.0, 150.0].map(|seconds| hours(seconds / 3600.0));
        assert_eq!(seconds, ["0 min", "1.5 s", "1 min", "1 min", "1 min 40 s", "2 min", "3 min"]);
        assert_eq!(hours(65.0 / 60.0), crate::units::Span::from_seconds(3900.0).in_words());
    }

    /// Times that differ by one interval are said differently, and to no more digits than that takes.
    #[test]
    fn times_are_told_as_finely_as_they_are_sampled() {
        let at = |sample: Span, seconds: f64| Clock::of(sample).say(seconds / 3600.0);
        let (minute, ten, quarter) = (Span::minutes(1), Span::from_seconds(10.0), Span::from_seconds(0.25));
        assert_eq!(
            [at(minute, 650.0), at(minute, 110.0), at(Span::minutes(5), 9000.0)],
            ["11 min", "1 min 50 s", "2 h 30 min"]
        );
        assert_eq!([at(ten, 650.0), at(ten, 660.0), at(ten, 3600.0)], ["10 min 50 s", "11 min", "1 h"]);
        assert_eq!([at(ten, 3720.0), at(ten, 7205.0), at(ten, -30.0)], ["1 h 02 min", "2 h 00 min 5 s", "−30 s"]);
        assert_eq!([at(quarter, 75.25), at(quarter, 0.5), at(quarter, 0.0)], ["1 min 15.25 s", "0.5 s", "0 s"]);
        assert_eq!([at(Span::from_seconds(90.0), 270.0), at(ten, 59.9)], ["4 min 30 s", "1 min"]);
        let length = |sample: Span, seconds: f64| Clock::of(sample).length(seconds / 3600.0);
        assert_eq!(
            [length(ten, 0.4), length(minute, 0.01), length(minute, 2.0)],
            ["less than 1 s", "less than 0.1 s", "2 s"]
        );
        let clock = Clock::of(minute);
        assert_eq!(
            [clock.from_to(1.0, 2.0), clock.from_to(1.0, 1.0 + 20.0 / 3600.0), clock.from_to(1.0, 1.0)],
            ["from 1 h to 2 h", "from 1 h, for 20 s", "at 1 h"]
        );
    }

    #[test]
    fn lengths_of_time_stay_on_one_line() {
        assert_eq!(unbroken("after 34 h 10 min at 2 /s"), "after 34\u{a0}h\u{a0}10\u{a0}min at 2\u{a0}/s");
    }

    #[test]
    fn nearly_all_is_not_all() {
        assert_eq!(
            [percent(0.99995), percent(1.0), percent(0.0), percent(0.00001)],
            ["more than 99.9 %", "100 %", "0 %", "less than 0.1 %"]
        );
        assert_eq!(percent(0.153), "15 %");
    }
}
