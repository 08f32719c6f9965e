//! One attempt to turn a tree into a typed value: serde's data model over a [`Reader`].

use std::collections::BTreeMap;

use serde::de::{Deserializer, Visitor};

use crate::engine::written::TEXT_OR_CHOICE;

use super::{
    access::{Choice, Elements, Fields},
    failure::{Failure, Reason},
    node::{Entry, Value},
    reader::{Outcome, Reader},
};

fn wrong_type<T>(expected: &str) -> Outcome<T> {
    let expected = expected.to_owned();
    Err(Failure::new(Reason::WrongType { expected }))
}

impl<'a> Reader<'a> {
    /// The text of this value. A shell eats quotes, so a flag's `503` may be meant as a text.
    fn text(self) -> Option<&'a str> {
        match &self.node.value {
            Value::Text(text) => Some(text),
            Value::Integer(_) | Value::Number(_) | Value::Boolean(_)
                if self.sources.is_flag(self.node.origin.source) =>
            {
                Some(self.sources.slice(&self.node.origin))
            }
            Value::Integer(_) | Value::Number(_) | Value::Boolean(_) | Value::Table(_) | Value::Array(_) => None,
        }
    }

    fn whole<'de, V: Visitor<'de>>(self, visitor: V, low: i64, high: i64, expected: &str) -> Outcome<V::Value> {
        match self.node.value {
            Value::Integer(number) if (low..=high).contains(&number) => visitor.visit_i64(number),
            Value::Integer(_) => Err(Failure::new(Reason::WrongValue { expected: expected.to_owned() })),
            Value::Table(_) | Value::Array(_) | Value::Text(_) | Value::Number(_) | Value::Boolean(_) => {
                wrong_type(expected)
            }
        }
    }

    fn float<'de, V: Visitor<'de>>(self, visitor: V) -> Outcome<V::Value> {
        match self.node.value {
            // Beyond 2^53 the last digits are lost; nobody writes such a ratio.
            Value::Integer(number) => visitor.visit_f64(number as f64),
            Value::Number(number) => visitor.visit_f64(number),
            Value::Table(_) | Value::Array(_) | Value::Text(_) | Value::Boolean(_) => wrong_type("a number"),
        }
    }

    fn seq<'de, V: Visitor<'de>>(self, visitor: V) -> Outcome<V::Value> {
        match &self.node.value {
            Value::Array(elements) => visitor.visit_seq(Elements::new(self, elements)),
            Value::Table(_) | Value::Text(_) | Value::Integer(_) | Value::Number(_) | Value::Boolean(_) => {
                wrong_type("a list")
            }
        }
    }

    fn table<'de, V: Visitor<'de>>(self, visitor: V) -> Outcome<V::Value> {
        match &self.node.value {
            Value::Table(entries) => visitor.visit_map(Fields::new(self, entries)),
            Value::Array(_) | Value::Text(_) | Value::Integer(_) | Value::Number(_) | Value::Boolean(_) => {
                wrong_type("a table")
            }
        }
    }

    /// The one choice in a table. After a merge there may be several: the base says `fixed`, the
    /// derived file says `exponential`; then the strongest text wins, as it does everywhere else.
    fn chosen(self, entries: &'a BTreeMap<String, Entry>, allowed: &'static [&'static str]) -> Outcome<Choice<'a>> {
        let strength = |entry: &Entry| self.strength_of(&entry.node);
        let top = entries.values().map(strength).max();
        let mut strongest = entries.iter().filter(|(_, entry)| Some(strength(entry)) == top);
        let (Some((name, entry)), None) = (strongest.next(), strongest.next()) else {
            return Err(Failure::new(Reason::NotOneChoice { given: entries.keys().cloned().collect(), allowed }));
        };
        let content = self.child(name, &entry.node);
        if content.is_left_out() {
            return Err(Failure::new(Reason::Consequence));
        }
        let content = Some(content);
        Ok(Choice { name, content })
    }
}

/// Integer methods differ in their range only.
macro_rules! whole_numbers {
    ($($method:ident $low:expr, $high:expr, $expected:expr;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Outcome<V::Value> {
            self.whole(visitor, $low, $high, $expected)
        }
    )*};
}

impl<'de> Deserializer<'de> for Reader<'_> {
    type Error = Failure;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Outcome<V::Value> {
        match &self.node.value {
            Value::Table(entries) => visitor.visit_map(Fields::new(self, entries)),
            Value::Array(elements) => visitor.visit_seq(Elements::new(self, elements)),
            Value::Text(text) => visitor.visit_str(text),
            Value::Integer(number) => visitor.visit_i64(*number),
            Value::Number(number) => visitor.visit_f64(*number),
            Value::Boolean(answer) => visitor.visit_bool(*answer),
        }
    }

    whole_numbers! {
        deserialize_i8 -128, 127, "a whole number from -128 to 127";
        deserialize_i16 -32_768, 32_767, "a whole number from -32768 to 32767";
        deserialize_i32 i32::MIN.into(), i32::MAX.into(), "a whole number from -2147483648 to 2147483647";
        deserialize_i64 i64::MIN, i64::MAX, "a whole number";
        deserialize_i128 i64::MIN, i64::MAX, "a whole number";
        deserialize_u8 0, 255, "a whole number from 0 to 255";
        deserialize_u16 0, 65_535, "a whole number from 0 to 65535";
        deserialize_u32 0, u32::MAX.into(), "a whole number from 0 to 4294967295";
        deserialize_u64 0, i64::MAX, "a whole number, 0 or more";
        deserialize_u128 0, i64::MAX, "a whole number, 0 or more";
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Outcome<V::Value> {
        self.float(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Outcome<V::Value> {
        self.float(visitor)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Outcome<V::Value> {
        match self.node.value {
            Value::Boolean(answer) => visitor.visit_bool(answer),
            Value::Table(_) | Value::Array(_) | Value::Text(_) | Value::Integer(_) | Value::Number(_) => {
                wrong_type("true or false")
            }
        }
    }

    /// Only types with a unit ask for a borrowed text; names and titles ask for a `String`.
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Outcome<V::Value> {
        let expected = (&visitor as &dyn serde::de::Expected).to_string();
        match &self.node.value {
            Value::Text(text) => visitor.visit_str(text),
            Value::Integer(_) | Value::Number(_) => Err(Failure::new(Reason::NoUnit { expected })),
            Value::Table(_) | Value::Array(_) | Value::Boolean(_) => wrong_type(&expected),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Outcome<V::Value> {
        match self.text() {
            Some(text) => visitor.visit_str(text),
            None => wrong_type("a text in quotes"),
        }
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Outcome<V::Value> {
        self.deserialize_string(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Outcome<V::Value> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _name: &'static str, visitor: V) -> Outcome<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Outcome<V::Value> {
        self.seq(visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Outcome<V::Value> {
        self.seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _len: usize,
        visitor: V,
    ) -> Outcome<V::Value> {
        self.seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Outcome<V::Value> {
        self.table(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Outcome<V::Value> {
        self.table(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Outcome<V::Value> {
        if let Value::Table(entries) = &self.node.value {
            return visitor.visit_enum(self.chosen(entries, variants)?);
        }
        if name == TEXT_OR_CHOICE {
            return self.deserialize_any(visitor);
        }
        match self.text() {
            Some(name) => {
                let content = None;
                visitor.visit_enum(Choice { name, content })
            }
            None => wrong_type(&format!("one of {}", super::suggest::list(variants))),
        }
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Outcome<V::Value> {
        self.deserialize_string(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Outcome<V::Value> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! { bytes byte_buf unit unit_struct }
}
