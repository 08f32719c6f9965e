//! What goes to stdout and stderr, and whether it is coloured.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use clap::ValueEnum;

use super::failure::{Failure, INTERRUPTED_CODE, NOTHING_WRITTEN};
use super::memory::Memory;
use super::stop::Stop;
use crate::experiment::Part;
use crate::units::Bytes;

/// A line on stderr. Whoever has closed it does not want to read it; `eprintln!` would end the program for that.
macro_rules! say {
    ($($text:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr(), $($text)*);
    }};
}
pub(super) use say;

/// When messages are coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Where a command was given.
pub struct Terminal {
    /// Whether messages are coloured.
    pub color: bool,
    /// Ctrl-C.
    pub stop: Stop,
    /// What runs may take.
    pub memory: Memory,
    /// Which runs of a study are made here.
    pub part: Part,
}

impl Terminal {
    /// The terminal of this process, of which there is one.
    pub fn new(color: Color, memory: Option<Bytes>) -> Terminal {
        let color = match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()),
        };
        Terminal { color, stop: Stop::default(), memory: Memory::new(memory), part: Part::All }
    }
}

/// Writes to stdout; the end of the reader is an answer and no panic, and a stdout that was closed from the start an error.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    if was_closed(&out) {
        return Err(Failure::Internal(
            "cannot write to stdout: it is closed, or a /dev/null that was opened to be read, too".to_owned(),
        ));
    }
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}

/// Whether stdout was closed before the program began. The standard library opens `/dev/null` in its place, for reading and
/// writing, which `> /dev/null` does not. Some programs open it so for what they start; those that want to hear nothing at all give
/// the same to stderr, and are believed.
#[cfg(unix)]
fn was_closed(out: &io::StdoutLock<'_>) -> bool {
    use std::os::fd::AsFd;

    use rustix::fs::{OFlags, fcntl_getfl, fstat, stat};
    let null = stat("/dev/null").map(|null| null.st_rdev);
    let put_there = |file: std::os::fd::BorrowedFd<'_>| {
        fstat(file).is_ok_and(|about| null == Ok(about.st_rdev) && about.st_rdev != 0)
            && fcntl_getfl(file).is_ok_and(|flags| flags.contains(OFlags::RDWR))
    };
    put_there(out.as_fd()) && !put_there(io::stderr().as_fd())
}

/// Elsewhere nothing is put in its place, and writing fails by itself.
#[cfg(not(unix))]
fn was_closed(_: &io::StdoutLock<'_>) -> bool {
    false
}

/// Says on stderr why a command ended without its result, and gives the exit code.
pub fn end(failure: &Failure) -> ExitCode {
    match failure {
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
            ExitCode::from(INTERRUPTED_CODE)
        }
        Failure::Interrupted => {
            say!("{NOTHING_WRITTEN}");
            ExitCode::from(INTERRUPTED_CODE)
        }
        // Whoever leaves runs to others says what becomes of them.
        Failure::Elsewhere(round, _) => {
            say!("incomplete: {} of {} runs are left to other processes", round.left.len(), round.trials);
            ExitCode::from(3)
        }
        Failure::ReaderGone => ExitCode::SUCCESS,
    }
}
