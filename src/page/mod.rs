//! The engine as a page in a browser calls it: one request in, one answer out, both JSON. There is no other physics in a
//! page than this.
//!
//! - `protocol` requests and answers, from which the types of the page are made
//! - `desk`     the runs that are under way, and what is done with them
//! - `facts`    a scenario as a page knows it
//! - `usual`    what can be moved by hand where a scenario does not say it
//! - `names`    what a value is called that nobody gave a name
//! - `short`    numbers as a page receives them
//! - `film`     a run interval by interval
//! - `system`   services, calls and links of a graph, for both
//! - `fill`     the page as one file: engine, scenario, a picture that is there before the engine is
//! - `exports`  what WebAssembly sees of it; the same [`Desk`] answers natively, so that a test can compare the two byte
//!   for byte

mod desk;
#[cfg(target_family = "wasm")]
mod exports;
mod facts;
#[cfg(feature = "charts")]
pub mod fill;
mod film;
mod names;
pub mod protocol;
mod short;
mod system;
mod usual;

pub use desk::Desk;
pub use facts::page_scale;
