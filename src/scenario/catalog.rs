//! The scenarios that are shipped inside the program, so that they run by name without a file.

/// Name and text of every shipped scenario, in the order in which they are listed.
pub const SHIPPED: &[(&str, &str)] = &[("metastable-cell", include_str!("../../scenarios/metastable-cell.toml"))];

/// The text of a shipped scenario.
pub fn find(name: &str) -> Option<&'static str> {
    SHIPPED.iter().find(|(shipped, _)| *shipped == name).map(|(_, text)| *text)
}

/// The names of all shipped scenarios.
pub fn names() -> Vec<&'static str> {
    SHIPPED.iter().map(|(name, _)| *name).collect()
}
