//! Experiments: what is done with a scenario.
//!
//! * [`mod@run`]: one run.
//! * [`mod@replicate`]: the same with one seed after another, on all cores.
//! * [`validate`]: the simulator against theory.

pub mod replicate;
pub mod run;
pub mod validate;

pub use replicate::replicate;
pub use run::{Outcome, run};
