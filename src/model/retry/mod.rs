//! What a client does after an error.
//!
//! A behaviour holds one [`Policy`] per [`ErrorKind`] and, if it has them, a budget, a circuit breaker or an
//! adaptive throttle. It gets a failure and a source of random numbers and returns a [`Decision`]; the cell acts on
//! it. Nothing here knows of agendas or networks, so every policy can be tried on its own.
//!
//! | file | what is in it |
//! |---|---|
//! | `decision` | what a client sees of a failure, and what it decides |
//! | `memory` | what is remembered of clients |
//! | `policy` | how long a client waits before it tries again |
//! | `again` | whether there is another try: by chance, or by how often a kind of error has come |
//! | `budget`, `guard` | limits on retries; circuit breaker and throttle |
//! | `preset`, `presets` | behaviours of real clients by name; what they stand for |
//! | `behaviour` | all of it together |

mod again;
mod behaviour;
mod budget;
mod decision;
mod guard;
mod memory;
mod policy;
mod preset;
mod presets;

pub use again::{Chances, TriesPerError};
pub use behaviour::{Behaviour, DRAWS_BEFORE_WAIT};
pub use budget::{Budget, ConcurrentBudget, TokenBudget};
pub use decision::{Decision, ErrorKind, Failure, Reaction, Reason};
pub use guard::{Breaker, BreakerMode, Throttle};
pub use memory::{PolicyState, Remembered, Scope};
pub use policy::{Backoff, Jitter, Policy};
pub use preset::Preset;
