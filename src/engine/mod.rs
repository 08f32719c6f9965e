//! The engine: what happens next, in which order, and with which random numbers.
//!
//! * [`agenda`]: the set of pending events, popped in order of (time, insertion).
//! * [`simulation`]: the loop, its limits and the reason why it stopped.
//! * [`random`]: named streams of random numbers, one per owner and purpose.
//! * [`ziggurat`]: exponential numbers from uniform ones.
//! * [`distribution`]: random quantities as scenarios write them.
//! * [`written`]: how scenarios write them, a text or one shape in a table.
//! * [`zipf`]: numbers by Zipf's law.
//! * [`residual`]: what is left of a random wait that has been going on for long.
//!
//! It knows nothing of clients, servers or mail.

pub mod agenda;
mod bits;
mod buckets;
pub mod distribution;
pub mod random;
pub mod residual;
pub mod simulation;
mod stable_sort;
pub mod written;
pub mod ziggurat;
pub mod zipf;

pub use agenda::{Agenda, Event};
pub use distribution::Distribution;
pub use random::{Source, Stream, StreamFamily};
pub use simulation::{Limits, Model, Simulation, StopReason};
