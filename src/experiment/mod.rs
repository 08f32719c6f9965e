//! Experiments: what is done with a scenario. So far: one run.

pub mod run;

pub use run::{Outcome, run};
