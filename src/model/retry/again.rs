//! Whether a failure is followed by another try at all: by chance, or by the kind of error and how often it has come.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserializer, Error, SeqAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use super::decision::ErrorKind;
use crate::units::Share;

/// The probability of each retry: one number for all of them, or a list whose n-th entry is that of the n-th retry of a
/// request and whose last one goes on.
#[derive(Debug, Clone, PartialEq)]
pub struct Chances(Vec<Share>);

impl Chances {
    /// The probability of the n-th retry of a request, from 1.
    pub fn of(&self, retry: u32) -> Share {
        let place = (retry.max(1) as usize - 1).min(self.0.len().saturating_sub(1));
        // A validated list has an entry.
        self.0.get(place).copied().unwrap_or(Share::ALL)
    }

    /// Whether there is no retry at all.
    pub fn never(&self) -> bool {
        self.0.first() == Some(&Share::NONE)
    }

    /// As written.
    pub fn list(&self) -> &[Share] {
        &self.0
    }
}

impl Serialize for Chances {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            [one] => one.serialize(serializer),
            list => list.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Chances {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Chances, D::Error> {
        struct OneOrList;
        impl<'de> Visitor<'de> for OneOrList {
            type Value = Chances;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a share such as 0.3 or \"30 %\", or a list of them such as [1.0, 0.5]")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Chances, E> {
                text.parse().map(|share| Chances(vec![share])).map_err(E::custom)
            }
            fn visit_f64<E: Error>(self, value: f64) -> Result<Chances, E> {
                Share::new(value).map(|share| Chances(vec![share])).map_err(E::custom)
            }
            fn visit_i64<E: Error>(self, value: i64) -> Result<Chances, E> {
                self.visit_f64(value as f64)
            }
            fn visit_u64<E: Error>(self, value: u64) -> Result<Chances, E> {
                self.visit_f64(value as f64)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Chances, A::Error> {
                let mut shares = Vec::new();
                while let Some(share) = list.next_element()? {
                    shares.push(share);
                }
                Ok(Chances(shares))
            }
        }
        deserializer.deserialize_any(OneOrList)
    }
}

impl JsonSchema for Chances {
    fn schema_name() -> Cow<'static, str> {
        "Chances".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let share = generator.subschema_for::<Share>();
        json_schema!({
            "description": "a probability for every retry, or a list: its n-th entry is that of the n-th retry, and the last goes on",
            "anyOf": [share, { "type": "array", "items": share, "minItems": 1 }],
        })
    }
}

/// How many tries of one request may end in a kind of error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TriesPerError {
    /// In HTTP 500/503 from the front end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_error: Option<u16>,
    /// In a reply that the queue is full.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub busy: Option<u16>,
    /// In a refusal by the edge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocked: Option<u16>,
    /// In a 503 with Retry-After.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_later: Option<u16>,
    /// In a timeout.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_answer: Option<u16>,
}

impl TriesPerError {
    /// The number for a kind of error; none if only `tries` counts it.
    pub fn of(&self, kind: ErrorKind) -> Option<u16> {
        match kind {
            ErrorKind::ServerError => self.server_error,
            ErrorKind::Busy => self.busy,
            ErrorKind::Blocked => self.blocked,
            ErrorKind::RetryLater => self.retry_later,
            ErrorKind::NoAnswer => self.no_answer,
        }
    }

    /// Whether some kind may come more than once, so that it has to be counted.
    pub fn counts(&self) -> bool {
        ErrorKind::ALL.iter().any(|kind| self.of(*kind).is_some_and(|tries| tries > 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_chance_goes_on() {
        let chances: Chances = serde_json::from_str("[1.0, \"50 %\", 0]").expect("a list");
        let seen: Vec<f64> = (1..=5).map(|retry| chances.of(retry).get()).collect();
        assert_eq!(seen, [1.0, 0.5, 0.0, 0.0, 0.0]);
        let one: Chances = serde_json::from_str("0.6").expect("a number");
        assert_eq!((one.of(1), one.of(9)), (one.of(2), one.of(2)));
        assert_eq!(serde_json::to_string(&one).expect("JSON"), "0.6");
        assert_eq!(serde_json::to_string(&chances).expect("JSON"), "[1.0,0.5,0.0]");
        assert!(serde_json::from_str::<Chances>("[0.5, 1.5]").is_err());
    }
}
