//! A judge of JSON Schema by other code than what writes the schema: as much of the language as the schema of a scenario
//! uses. A word that is not known here fails, so that no rule is passed over.

use serde_json::Value;

/// Words that say something and forbid nothing.
const TELLING: [&str; 6] = ["$schema", "title", "description", "default", "examples", "format"];

pub struct Judge<'a>(&'a Value);

impl<'a> Judge<'a> {
    /// A judge by this schema, all of whose rules are proper.
    pub fn of(schema: &'a Value) -> Judge<'a> {
        let judge = Judge(schema);
        judge.is_proper(schema, "#");
        judge
    }

    fn defined(&self, reference: &Value) -> &'a Value {
        let place = reference.as_str().and_then(|text| text.strip_prefix('#'));
        place.and_then(|place| self.0.pointer(place)).unwrap_or_else(|| panic!("{reference} leads nowhere"))
    }

    fn is_proper(&self, rule: &Value, at: &str) {
        let Value::Object(words) = rule else { return assert!(rule.is_boolean(), "{at}: {rule}") };
        for (word, what) in words {
            let at = format!("{at}/{word}");
            let each = |rules: &Value| -> usize {
                let rules = rules.as_array().unwrap_or_else(|| panic!("{at}: no list"));
                rules.iter().for_each(|rule| self.is_proper(rule, &at));
                rules.len()
            };
            match word.as_str() {
                "$defs" | "properties" => {
                    let rules = what.as_object().unwrap_or_else(|| panic!("{at}: no table"));
                    rules.iter().for_each(|(name, rule)| self.is_proper(rule, &format!("{at}/{name}")));
                }
                "anyOf" | "oneOf" | "prefixItems" => assert!(each(what) > 0, "{at}"),
                "items" | "additionalProperties" => self.is_proper(what, &at),
                "type" => assert!(types(what).all(|name| KINDS.iter().any(|(kind, _)| *kind == name)), "{at}: {what}"),
                "required" => assert!(types(what).count() > 0, "{at}: {what}"),
                "minimum" | "maximum" => assert!(what.is_number(), "{at}: {what}"),
                "minItems" | "maxItems" => assert!(what.is_u64(), "{at}: {what}"),
                "$ref" => drop(self.defined(what)),
                word => assert!(word == "const" || TELLING.contains(&word), "{at} is not known here"),
            }
        }
    }

    /// What is wrong with a value, each with its place.
    pub fn problems(&self, value: &Value) -> Vec<String> {
        self.broken(self.0, value, "")
    }

    fn broken(&self, rule: &Value, value: &Value, at: &str) -> Vec<String> {
        let Value::Object(words) = rule else {
            return if rule == &Value::Bool(true) { Vec::new() } else { vec![format!("{at} is not allowed")] };
        };
        let fits = |rules: &Value| {
            let rules = rules.as_array().into_iter().flatten();
            rules.filter(|rule| self.broken(rule, value, at).is_empty()).count()
        };
        let number = |limit: &Value| value.as_f64().zip(limit.as_f64());
        let length = |limit: &Value| value.as_array().map(Vec::len).zip(limit.as_u64());
        let mut found = Vec::new();
        for (word, what) in words {
            let holds = match word.as_str() {
                "$ref" => {
                    found.extend(self.broken(self.defined(what), value, at));
                    true
                }
                "type" => types(what).any(|name| KINDS.iter().any(|(kind, is)| *kind == name && is(value))),
                "const" => what == value,
                "anyOf" => fits(what) > 0,
                "oneOf" => fits(what) == 1,
                "minimum" => number(what).is_none_or(|(value, least)| value >= least),
                "maximum" => number(what).is_none_or(|(value, most)| value <= most),
                "minItems" => length(what).is_none_or(|(length, least)| length as u64 >= least),
                "maxItems" => length(what).is_none_or(|(length, most)| length as u64 <= most),
                "required" => value.as_object().is_none_or(|table| types(what).all(|key| table.contains_key(key))),
                "properties" | "additionalProperties" | "prefixItems" | "items" => {
                    let parts = parts(words, word, what, value);
                    found.extend(parts.flat_map(|(rule, key, value)| self.broken(rule, value, &format!("{at}/{key}"))));
                    true
                }
                _ => true,
            };
            if !holds {
                found.push(format!("{at} is {value}, against `{word}`"));
            }
        }
        found
    }
}

/// The parts of a table or a list for which a word has rules, each with its rule.
fn parts<'v>(
    words: &'v serde_json::Map<String, Value>,
    word: &str,
    what: &'v Value,
    value: &'v Value,
) -> impl Iterator<Item = (&'v Value, String, &'v Value)> {
    let named = words.get("properties").and_then(Value::as_object);
    let first = words.get("prefixItems").and_then(Value::as_array).map_or(0, Vec::len);
    let rule = |key: &String| named.and_then(|named| named.get(key));
    let of_table = value.as_object().into_iter().flatten().filter_map(|(key, part)| match word {
        "properties" => Some((rule(key)?, key.clone(), part)),
        "additionalProperties" if rule(key).is_none() => Some((what, key.clone(), part)),
        _ => None,
    });
    let of_list = value.as_array().into_iter().flatten().enumerate().filter_map(|(place, part)| match word {
        "prefixItems" => Some((what.get(place)?, place.to_string(), part)),
        "items" if place >= first => Some((what, place.to_string(), part)),
        _ => None,
    });
    of_table.chain(of_list).collect::<Vec<_>>().into_iter()
}

type Is = fn(&Value) -> bool;
const KINDS: [(&str, Is); 7] = [
    ("object", Value::is_object),
    ("array", Value::is_array),
    ("string", Value::is_string),
    ("boolean", Value::is_boolean),
    ("null", Value::is_null),
    ("number", Value::is_number),
    ("integer", |value| value.as_f64().is_some_and(|number| number.fract() == 0.0)),
];

/// The texts of a text or of a list of texts.
fn types(what: &Value) -> impl Iterator<Item = &str> {
    let list = what.as_array().map_or(std::slice::from_ref(what), Vec::as_slice);
    list.iter().map(|name| name.as_str().expect("a text"))
}
