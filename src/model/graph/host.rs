//! Machines whose processors several services share, as a scenario writes them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Machines of one kind. Instance number i of each service that names them runs on machine number i modulo their number, so
/// with one machine, as usual, all instances share it.
///
/// All that works there gets the same part of the processors, whatever service it is of, and nobody has a part that is kept for
/// it: a service that has much to do slows its neighbours down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HostPlan {
    /// Number of machines.
    #[serde(default = "one")]
    pub count: u32,
    /// Processors of each; one request uses one at most.
    pub cores: u32,
}

fn one() -> u32 {
    1
}
