//! Numbers as people say them. Below zero they have a real minus, for a hyphen is too short to be seen beside a range;
//! what programs read is written elsewhere, with a hyphen. And sentences, which stand in text files beside the Rust files
//! that compute what is put into them.

pub use crate::units::hours;

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
    let value = share * 100.0;
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

/// From when to when, both in hours; what is too short for two different times, by its length.
pub fn from_to(from: impl Said, to: impl Said) -> String {
    let (from, to) = (from.number(), to.number());
    let (begins, ends) = (hours(from), hours(to));
    if begins == ends { format!("from {begins}, for {}", hours(to - from)) } else { format!("from {begins} to {ends}") }
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
        assert_eq!([from_to(1.0, 2.0), from_to(1.0, 1.0 + 20.0 / 3600.0)], ["from 1 h to 2 h", "from 1 h, for 20 s"]);
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
