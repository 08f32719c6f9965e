//! Which waiting request is served next.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which waiting request is served next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Discipline {
    /// The one that waited longest.
    Fifo,
    /// The one that came last.
    Lifo,
    /// Any one, equally likely.
    Random,
}
