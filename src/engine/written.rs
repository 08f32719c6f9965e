//! How a random quantity is written: a text, or one shape in a table.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::EnumAccessDeserializer;
use serde::de::{Deserializer, EnumAccess, Error, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use super::distribution::{Distribution, Quantity, Shape};

/// The name under which a value asks to be read that is either a text or one choice in a table. Whoever reads must give
/// a text as a text and not as the name of a choice.
pub const TEXT_OR_CHOICE: &str = "text or choice";

/// The names of the shapes, as scenarios write them.
const SHAPES: &[&str] = &[
    "exponential",
    "uniform",
    "log_uniform",
    "spread",
    "erlang",
    "lognormal",
    "hyperexponential",
    "shifted",
    "normal",
    "mixture",
    "sum",
];

impl<T: Serialize> Serialize for Distribution<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Distribution::Fixed(value) => value.serialize(serializer),
            Distribution::Shaped(shape) => shape.serialize(serializer),
        }
    }
}

impl<'de, T: Quantity + Deserialize<'de>> Deserialize<'de> for Distribution<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextOrTable<T>(std::marker::PhantomData<T>);
        impl<'de, T: Quantity + Deserialize<'de>> Visitor<'de> for TextOrTable<T> {
            type Value = Distribution<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(
                    f,
                    "a quantity such as \"{0}\" or a distribution such as {{ exponential = \"{0}\" }}",
                    T::EXAMPLE
                )
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                T::deserialize(serde::de::value::StrDeserializer::new(text)).map(Distribution::Fixed)
            }
            fn visit_enum<A: EnumAccess<'de>>(self, choice: A) -> Result<Self::Value, A::Error> {
                Shape::deserialize(EnumAccessDeserializer::new(choice)).map(Distribution::Shaped)
            }
        }
        deserializer.deserialize_enum(TEXT_OR_CHOICE, SHAPES, TextOrTable(std::marker::PhantomData))
    }
}

impl<T: JsonSchema> JsonSchema for Distribution<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("Distribution_of_{}", T::schema_name()).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let (fixed, shaped) = (generator.subschema_for::<T>(), generator.subschema_for::<Shape<T>>());
        json_schema!({ "description": "a fixed quantity, or a random one", "anyOf": [fixed, shaped] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Span;

    /// The schema is made from the type itself.
    #[test]
    fn every_shape_is_listed() {
        let schema = serde_json::to_value(schemars::schema_for!(Shape<Span>)).expect("JSON");
        let choices = schema["oneOf"].as_array().expect("choices");
        let names: Vec<&str> = choices.iter().filter_map(|choice| choice["required"][0].as_str()).collect();
        assert_eq!(names, SHAPES);
    }
}
