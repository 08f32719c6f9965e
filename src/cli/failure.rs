//! Why a command ends without its result.

use std::io;

use crate::experiment::{Ended, Round};

/// What is said when Ctrl-C has ended a command that had written nothing, and the exit code of all that it ends.
pub const NOTHING_WRITTEN: &str = "interrupted: nothing was written; the same command starts again from the beginning";
/// See [`NOTHING_WRITTEN`].
pub const INTERRUPTED_CODE: u8 = 130;

/// Everything that can go wrong, by whose turn it is to do something about it.
#[derive(Debug)]
pub enum Failure {
    /// The program's own fault, or the machine's.
    Internal(String),
    /// The command line or a scenario has to be changed.
    Usage(String),
    /// What was compared does not agree.
    Disagreement(String),
    /// A sweep lacks some of its points.
    Incomplete(String),
    /// Runs of a study are left to other processes; and the seconds that those took that were made here, one at a time.
    Elsewhere(Round, f64),
    /// Claims of a public text are contradicted.
    Contradicted(String),
    /// Somebody pressed Ctrl-C.
    Interrupted,
    /// Somebody pressed Ctrl-C, and what was finished is kept: what to do next.
    Paused(String),
    /// The reader of our output has gone; that is its right (`| head`).
    ReaderGone,
}

impl Failure {
    /// A file could not be used.
    pub fn file(doing: &str, path: &std::path::Path, error: &io::Error) -> Failure {
        Failure::Internal(format!("cannot {doing} {}: {error}", path.display()))
    }
}

impl From<io::Error> for Failure {
    /// An error of stdout: only there errors are turned without a path.
    fn from(error: io::Error) -> Failure {
        match error.kind() == io::ErrorKind::BrokenPipe {
            true => Failure::ReaderGone,
            false => Failure::Internal(format!("cannot write to stdout: {error}")),
        }
    }
}

impl From<Ended> for Failure {
    /// Of runs whose results are kept nowhere.
    fn from(ended: Ended) -> Failure {
        match ended {
            // What somebody can mend says how.
            Ended::Failed(text) if text.contains("\nhelp: ") => Failure::Usage(format!("error: {text}")),
            Ended::Failed(text) => Failure::Internal(text),
            Ended::Interrupted => Failure::Interrupted,
            Ended::Elsewhere(round) => Failure::Elsewhere(round, 0.0),
        }
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Failure {
        Failure::Internal(format!("cannot write JSON: {error}"))
    }
}
