//! Why a command ends without its result, and with which exit code.

use std::io;
use std::process::ExitCode;

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

    /// Says what happened on stderr and gives the exit code.
    pub fn report(&self) -> ExitCode {
        match self {
            Failure::Internal(text) => {
                say!("error: {}", text.trim_end());
                ExitCode::from(1)
            }
            Failure::Usage(text) => {
                say!("{}", text.trim_end());
                ExitCode::from(2)
            }
            Failure::Disagreement(text) => {
                say!("disagreement: {text}");
                ExitCode::from(1)
            }
            Failure::Incomplete(text) => {
                say!("incomplete: {}", text.trim_end());
                ExitCode::from(3)
            }
            Failure::Contradicted(claims) => {
                say!("contradicted: {claims}");
                ExitCode::from(4)
            }
            Failure::Paused(text) => {
                say!("interrupted: {text}");
                ExitCode::from(130)
            }
            Failure::Interrupted => {
                say!("interrupted: nothing was written; the same command starts again from the beginning");
                ExitCode::from(130)
            }
            Failure::ReaderGone => ExitCode::SUCCESS,
        }
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

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Failure {
        Failure::Internal(format!("cannot write JSON: {error}"))
    }
}
