//! Times of the day, as clocks show them: `"00:00"`, `"23:59:30"`.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};

use super::parse::UnitError;
use super::time::Span;

const EXPECTED: &str = "a time of day, for example \"23:30\"";

/// A time of the day, in whole seconds since midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct TimeOfDay(u32);

impl TimeOfDay {
    /// The beginning of a day.
    pub const MIDNIGHT: TimeOfDay = TimeOfDay(0);

    /// Time since midnight.
    pub fn since_midnight(self) -> Span {
        Span::secs(u64::from(self.0))
    }

    /// Whether it is midnight.
    pub fn is_midnight(&self) -> bool {
        *self == TimeOfDay::MIDNIGHT
    }
}

impl FromStr for TimeOfDay {
    type Err = UnitError;

    /// Hours and minutes, and seconds if there are any; each with two digits.
    fn from_str(text: &str) -> Result<TimeOfDay, UnitError> {
        let refused =
            |cause: String| UnitError { cause, remedy: "write hours and minutes, such as \"23:30\"".to_owned() };
        let parts: Vec<&str> = text.split(':').collect();
        let two_digits = |part: &&str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        if !(2..=3).contains(&parts.len()) || !parts.iter().all(two_digits) {
            return Err(refused(format!("`{text}` is not a time of day")));
        }
        let numbers: Vec<u32> = parts.iter().filter_map(|part| part.parse().ok()).collect();
        let (hours, minutes, seconds) = (numbers[0], numbers[1], numbers.get(2).copied().unwrap_or(0));
        if hours > 23 || minutes > 59 || seconds > 59 {
            return Err(refused(format!("no clock shows `{text}`")));
        }
        Ok(TimeOfDay(hours * 3600 + minutes * 60 + seconds))
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hours, minutes, seconds) = (self.0 / 3600, self.0 / 60 % 60, self.0 % 60);
        write!(f, "{hours:02}:{minutes:02}")?;
        if seconds > 0 { write!(f, ":{seconds:02}") } else { Ok(()) }
    }
}

impl Serialize for TimeOfDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TimeOfDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<TimeOfDay, D::Error> {
        struct ClockVisitor;
        impl Visitor<'_> for ClockVisitor {
            type Value = TimeOfDay;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(EXPECTED)
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<TimeOfDay, E> {
                text.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_str(ClockVisitor)
    }
}

impl JsonSchema for TimeOfDay {
    fn schema_name() -> Cow<'static, str> {
        "TimeOfDay".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "a time of day",
            "examples": ["23:30"],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_reads_back_from_its_text() {
        for (text, seconds) in [("00:00", 0), ("07:05", 25_500), ("23:59:30", 86_370)] {
            let time: TimeOfDay = text.parse().expect("a time of day");
            assert_eq!(time.since_midnight(), Span::secs(seconds));
            assert_eq!(time.to_string(), text);
        }
        assert_eq!("12:30:00".parse::<TimeOfDay>().expect("a time").to_string(), "12:30");
    }

    #[test]
    fn what_no_clock_shows_is_refused() {
        for text in ["24:00", "12:60", "12:00:60"] {
            assert!(text.parse::<TimeOfDay>().expect_err(text).cause.contains("no clock shows"), "{text}");
        }
        for text in ["", "12", "7:05", "1 h", "07:05:1", "-1:00", "+1:00", "01:02:03:04"] {
            assert!(text.parse::<TimeOfDay>().expect_err(text).cause.contains("not a time of day"), "{text}");
        }
    }
}
