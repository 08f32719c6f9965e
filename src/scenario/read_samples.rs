//! Types of the kinds a scenario is made of, for the tests of reading: a unit, a map keyed by name,
//! choices with and without settings, required keys, a check across keys.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Deserializer, de};

/// A unit type as the lower layers have it: a text with a unit, and its own complaints.
#[derive(Debug, Default, PartialEq)]
pub struct Minutes(pub u64);

impl<'de> Deserialize<'de> for Minutes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(MinutesText)
    }
}

struct MinutesText;

impl de::Visitor<'_> for MinutesText {
    type Value = Minutes;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a length of time, for example \"15 min\"")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Minutes, E> {
        let number = text.strip_suffix("min").and_then(|rest| rest.trim().parse().ok());
        number.map(Minutes).ok_or_else(|| E::custom(format!("`{text}` is no length of time\u{1f}write \"15 min\"")))
    }
}

#[derive(Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct ClassName(pub String);

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Scenario {
    pub classes: BTreeMap<ClassName, Class>,
    pub behaviours: BTreeMap<String, Behaviour>,
    pub timeline: BTreeMap<String, Moment>,
    pub run: Run,
    pub pair: Option<[u8; 2]>,
    pub window: Window,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Class {
    pub heartbeat: Minutes,
    pub count: u32,
    pub share: f64,
    pub enabled: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Behaviour {
    pub policy: Policy,
    pub steps: Vec<Minutes>,
}

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Policy {
    #[default]
    Immediate,
    Fixed(Minutes),
    Exponential(Growth),
}

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Growth {
    pub base: Minutes,
    pub cap: Minutes,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moment {
    pub at: Minutes,
    pub r#do: Deed,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Deed {
    Block { class: String, reply: Reply },
    Restart,
}

#[derive(Debug, PartialEq, Deserialize)]
pub enum Reply {
    #[serde(rename = "503")]
    Unavailable,
    #[serde(rename = "449")]
    RetryWith,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Run {
    pub seed: u64,
    pub title: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Span {
    pub from: u32,
    pub to: u32,
}

#[derive(Debug, Default, Deserialize)]
#[serde(try_from = "Span")]
pub struct Window;

impl TryFrom<Span> for Window {
    type Error = String;

    fn try_from(span: Span) -> Result<Self, String> {
        if span.from > span.to {
            return Err("`from` lies after `to`".to_owned());
        }
        Ok(Self)
    }
}
