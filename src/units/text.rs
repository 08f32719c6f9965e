//! Quantities in scenario files, JSON and the JSON Schema: always as text with a unit.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};

use super::parse::Kind;
use super::{Bandwidth, Bytes, Rate, Share, Span, quantity, time};

/// Reads a text by `FromStr`; its `expecting` text is what a reader shows where something else stands.
struct TextVisitor<T> {
    expecting: String,
    kind: PhantomData<T>,
}

impl<T: FromStr<Err = super::UnitError>> Visitor<'_> for TextVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.expecting)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

fn schema_of(kind: &Kind) -> Schema {
    let units: Vec<String> = kind.units.iter().map(|(unit, _)| unit.to_string()).collect();
    json_schema!({
        "type": "string",
        "description": format!("{}; units: {}", kind.name, units.join(", ")),
        "examples": [kind.example],
    })
}

macro_rules! as_text {
    ($type:ty, $name:literal, $kind:expr) => {
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let expecting = format!("{}, for example \"{}\"", $kind.name, $kind.example);
                deserializer.deserialize_str(TextVisitor { expecting, kind: PhantomData })
            }
        }
        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                schema_of(&$kind)
            }
        }
    };
}

as_text!(Span, "Span", time::KIND);
as_text!(Rate, "Rate", quantity::RATE);
as_text!(Bytes, "Bytes", quantity::BYTES);
as_text!(Bandwidth, "Bandwidth", quantity::BANDWIDTH);

impl Serialize for Share {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.get())
    }
}

impl<'de> Deserialize<'de> for Share {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Share, D::Error> {
        struct ShareVisitor;
        impl Visitor<'_> for ShareVisitor {
            type Value = Share;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a share such as 0.3 or \"30 %\"")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Share, E> {
                text.parse().map_err(E::custom)
            }
            fn visit_f64<E: Error>(self, value: f64) -> Result<Share, E> {
                Share::new(value).map_err(E::custom)
            }
            fn visit_i64<E: Error>(self, value: i64) -> Result<Share, E> {
                Share::new(value as f64).map_err(E::custom)
            }
            fn visit_u64<E: Error>(self, value: u64) -> Result<Share, E> {
                Share::new(value as f64).map_err(E::custom)
            }
        }
        deserializer.deserialize_any(ShareVisitor)
    }
}

impl JsonSchema for Share {
    fn schema_name() -> Cow<'static, str> {
        "Share".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "a part of a whole, from 0 to 1, or a percentage as text",
            "anyOf": [
                { "type": "number", "minimum": 0, "maximum": 1 },
                { "type": "string", "examples": ["30 %"] },
            ],
        })
    }
}
