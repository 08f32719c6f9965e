//! Studies of many runs.
//!
//! | file | what is in it |
//! |---|---|
//! | `arguments` | what they take |
//! | `desk` | what all of them do: metrics, threads, playing in a folder, writing the results |
//! | `store` | the folder of a study: its plan, every finished trial, the results |
//! | `segments` | the files that finished trials are in |
//! | `replicate` | `run --replications` and `run --until` |
//! | `compare` | `compare`, and `compare --fixes` |
//! | `chosen_fixes` | which fixes `compare --fixes` compares |
//! | `sweep` | `sweep` and `sweep merge` |
//! | `fleet` | `sweep --cells` |
//! | `find` | inverse questions |
//! | `sensitivity` | which assumptions matter |
//! | `claims` | what is said in public, tested |
//! | `phase` | phase diagrams with the lines of theory |
//! | `plan` | the file of a sweep, and its plan as it is written |

pub mod arguments;
mod chosen_fixes;
pub mod claims;
pub mod compare;
mod desk;
pub mod find;
mod fleet;
pub mod phase;
mod plan;
pub mod replicate;
mod segments;
pub mod sensitivity;
mod store;
pub mod sweep;

/// What reads files of strangers, for `tests/fuzz`.
#[cfg(fuzzing)]
pub use segments::Segments;

use std::path::Path;

use super::failure::Failure;

/// How many runs of a study are finished, and how many files they are in.
pub fn finished_runs(folder: &Path) -> Result<(usize, usize), Failure> {
    let (store, _) = store::Store::there(folder)?;
    Ok((store.finished(), store.segments_there()))
}
