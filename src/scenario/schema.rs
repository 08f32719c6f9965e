//! The JSON Schema of scenario files, for completion and checks in editors.

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
    serde_json::to_string_pretty(&schema).expect("a schema is JSON") + "\n"
}
