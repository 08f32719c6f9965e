//! What a visitor meets inside a value: the keys of a table, the elements of an array, the one
//! choice of an enum. Each of them adds its step to the path of an error that passes.

use std::collections::{BTreeMap, btree_map};

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, VariantAccess, Visitor,
    value::StrDeserializer,
};

use super::{
    failure::{Failure, Reason},
    node::{Entry, Node},
    reader::{Outcome, Reader},
};

/// The keys of a table.
pub struct Fields<'a> {
    around: Reader<'a>,
    rest: btree_map::Iter<'a, String, Entry>,
    current: Option<(&'a str, Reader<'a>)>,
}

impl<'a> Fields<'a> {
    pub fn new(around: Reader<'a>, entries: &'a BTreeMap<String, Entry>) -> Self {
        Self { around, rest: entries.iter(), current: None }
    }
}

impl<'de> MapAccess<'de> for Fields<'_> {
    type Error = Failure;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Outcome<Option<K::Value>> {
        for (name, entry) in self.rest.by_ref() {
            let content = self.around.child(name, &entry.node);
            if content.is_left_out() {
                continue;
            }
            self.current = Some((name, content));
            let key = seed.deserialize(Key { name });
            return key.map(Some).map_err(|failure| failure.about_key(name));
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Outcome<V::Value> {
        let (name, content) = self.current.take().expect("serde asks for a key before it asks for the key's value");
        seed.deserialize(content).map_err(|failure| failure.below(name))
    }
}

/// The elements of an array, each under its position as written.
pub struct Elements<'a> {
    around: Reader<'a>,
    elements: &'a [Node],
    position: usize,
}

impl<'a> Elements<'a> {
    pub fn new(around: Reader<'a>, elements: &'a [Node]) -> Self {
        Self { around, elements, position: 0 }
    }
}

impl<'de> SeqAccess<'de> for Elements<'_> {
    type Error = Failure;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Outcome<Option<T::Value>> {
        while let Some(element) = self.elements.get(self.position) {
            let step = self.position.to_string();
            self.position += 1;
            let content = self.around.child(&step, element);
            if !content.is_left_out() {
                let value = seed.deserialize(content);
                return value.map(Some).map_err(|failure| failure.below(&step));
            }
        }
        Ok(None)
    }
}

/// A key on its way to becoming a field name, a class name or the like.
struct Key<'a> {
    name: &'a str,
}

impl<'de> Deserializer<'de> for Key<'_> {
    type Error = Failure;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Outcome<V::Value> {
        visitor.visit_str(self.name)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _name: &'static str, visitor: V) -> Outcome<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Outcome<V::Value> {
        visitor.visit_enum(Choice { name: self.name, content: None })
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// One choice of an enum, with its settings if it was written as a table.
pub struct Choice<'a> {
    pub name: &'a str,
    pub content: Option<Reader<'a>>,
}

impl<'a> Choice<'a> {
    /// Reads the settings of a choice that has some.
    fn settings<T>(self, read: impl FnOnce(Reader<'a>) -> Outcome<T>) -> Outcome<T> {
        match self.content {
            Some(content) => read(content).map_err(|failure| failure.below(self.name)),
            None => Err(Failure::new(Reason::SettingsMissing { variant: self.name.to_owned() })),
        }
    }
}

impl<'de> EnumAccess<'de> for Choice<'_> {
    type Error = Failure;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Outcome<(V::Value, Self)> {
        let name: StrDeserializer<'_, Failure> = self.name.into_deserializer();
        match seed.deserialize(name) {
            Ok(variant) => Ok((variant, self)),
            Err(failure) if self.content.is_some() => Err(failure.about_key(self.name)),
            Err(failure) => Err(failure),
        }
    }
}

impl<'de> VariantAccess<'de> for Choice<'_> {
    type Error = Failure;

    fn unit_variant(self) -> Outcome<()> {
        match self.content {
            None => Ok(()),
            Some(_) => Err(Failure::new(Reason::SettingsNotWanted { variant: self.name.to_owned() })),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Outcome<T::Value> {
        self.settings(|content| seed.deserialize(content))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Outcome<V::Value> {
        self.settings(|content| content.deserialize_seq(visitor))
    }

    fn struct_variant<V: Visitor<'de>>(self, _fields: &'static [&'static str], visitor: V) -> Outcome<V::Value> {
        self.settings(|content| content.deserialize_map(visitor))
    }
}
