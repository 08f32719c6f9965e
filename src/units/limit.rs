//! Numbers of places that may be without end: workers, queue places, messages per reply.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};

use super::REMEDY_MARK;

/// A whole number of places, or as many as it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Limit {
    /// At most this many.
    AtMost(u32),
    /// No limit; written `"unlimited"`.
    Unlimited,
}

impl Limit {
    /// Whether `count` places are in use already.
    pub fn reached_by(self, count: u32) -> bool {
        match self {
            Limit::AtMost(limit) => count >= limit,
            Limit::Unlimited => false,
        }
    }

    /// The number, if there is one.
    pub fn number(self) -> Option<u32> {
        match self {
            Limit::AtMost(limit) => Some(limit),
            Limit::Unlimited => None,
        }
    }

    /// The smaller of the limit and `count`.
    pub fn of(self, count: u32) -> u32 {
        match self {
            Limit::AtMost(limit) => limit.min(count),
            Limit::Unlimited => count,
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Limit::AtMost(limit) => write!(f, "{limit}"),
            Limit::Unlimited => f.write_str("unlimited"),
        }
    }
}

impl Serialize for Limit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Limit::AtMost(limit) => serializer.serialize_u32(*limit),
            Limit::Unlimited => serializer.serialize_str("unlimited"),
        }
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Limit, D::Error> {
        struct NumberOrUnlimited;
        impl Visitor<'_> for NumberOrUnlimited {
            type Value = Limit;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number such as 500, or \"unlimited\"")
            }
            fn visit_i64<E: Error>(self, number: i64) -> Result<Limit, E> {
                u32::try_from(number).map(Limit::AtMost).map_err(|_| refused(&number.to_string()))
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<Limit, E> {
                u32::try_from(number).map(Limit::AtMost).map_err(|_| refused(&number.to_string()))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Limit, E> {
                if text == "unlimited" { Ok(Limit::Unlimited) } else { Err(refused(text)) }
            }
        }
        fn refused<E: Error>(what: &str) -> E {
            E::custom(format!("`{what}` is not a number of places{REMEDY_MARK}write 0 to 4294967295, or \"unlimited\""))
        }
        deserializer.deserialize_any(NumberOrUnlimited)
    }
}

impl JsonSchema for Limit {
    fn schema_name() -> Cow<'static, str> {
        "Limit".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "a whole number of places, or \"unlimited\"",
            "anyOf": [{ "type": "integer", "minimum": 0 }, { "const": "unlimited" }],
        })
    }
}
