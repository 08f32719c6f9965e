//! The JSON Schema of scenario files, for completion and checks in editors.

use serde_json::Value;

use super::document::Document;

/// Address that shipped scenarios name in their first line, relative to their own folder.
pub const FILE_NAME: &str = "scenario.schema.json";

/// The schema as JSON, with a line break at the end.
pub fn schema() -> String {
    let mut schema = schemars::schema_for!(Document);
    // `extends` is resolved before a document is read, so the type does not have it.
    if let Some(properties) = schema.get_mut("properties").and_then(|p| p.as_object_mut()) {
        properties.insert(
            "extends".to_string(),
            serde_json::json!({
                "description": "A scenario to start from: a file beside this one, or the name of a shipped scenario.",
                "type": "string",
            }),
        );
    }
    let mut schema = schema.to_value();
    allow_parts(&mut schema, false);
    serde_json::to_string_pretty(&schema).expect("a schema is JSON") + "\n"
}

/// Makes every key optional, because a file that extends another changes single keys of its tables. The key that
/// tells which variant of a choice is meant stays required: it is what tells the variants apart.
fn allow_parts(schema: &mut Value, variant: bool) {
    match schema {
        Value::Object(object) => {
            if !variant {
                object.remove("required");
            }
            for (key, part) in object.iter_mut() {
                match (key.as_str(), part) {
                    ("oneOf" | "anyOf", Value::Array(variants)) => {
                        variants.iter_mut().for_each(|variant| allow_parts(variant, true));
                    }
                    (_, part) => allow_parts(part, false),
                }
            }
        }
        Value::Array(parts) => parts.iter_mut().for_each(|part| allow_parts(part, false)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
