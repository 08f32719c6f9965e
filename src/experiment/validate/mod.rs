//! Does the simulator agree with theory? The same code answers for `syncstorm validate` and for the tests.
//!
//! * [`case`]: a system with its scenario and what theory says of it; how it is judged.
//! * [`systems`], [`storms`], [`networks`] (with `retries`, `caches` and `starting`) and [`ejection`]: the systems.
//! * [`scenario`]: the text of a queue as a scenario; [`graph`]: the text of a graph of services.
//! * [`quantity`]: what is compared, and where a run shows it; [`watch`] sees what no metric keeps.
//! * [`identities`]: what must hold exactly in every run.

mod caches;
pub mod case;
mod connections;
pub mod ejection;
pub mod fail_over;
pub mod graph;
pub mod identities;
pub mod kept;
pub mod networks;
pub mod quantity;
mod retries;
pub mod scenario;
mod starting;
pub mod storms;
pub mod systems;
pub mod watch;

pub use case::{Agreement, CONFIDENCE, Case, Family, Judged, Row};
pub use identities::Identities;
pub use quantity::Quantity;

/// Replications unless asked for more.
pub const REPLICATIONS: u64 = 20;
/// Replications of a long validation.
pub const LONG_REPLICATIONS: u64 = 100;
/// First seed unless asked for another.
pub const FIRST_SEED: u64 = 1;

/// All systems of all families.
pub fn all() -> Vec<Case> {
    Family::ALL.into_iter().flat_map(cases).collect()
}

/// All systems of a family.
pub fn cases(family: Family) -> Vec<Case> {
    match family {
        Family::Queues => systems::queues(),
        Family::Sharing => systems::sharing(),
        Family::FiniteSource => systems::finite_sources(),
        Family::Impatience => systems::impatience(),
        Family::Retrials => systems::retrials(),
        Family::Timeouts => systems::timeouts(),
        Family::Storms => storms::storms(),
        Family::Networks => networks::networks(),
    }
}
