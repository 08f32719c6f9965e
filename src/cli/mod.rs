//! The command line: the only layer that touches files, stdout, signals and the clock.
//!
//! | file | what is in it |
//! |---|---|
//! | `arguments` | what can be said |
//! | `failure` | why a command ends without its result, and the exit code |
//! | `choose` | from arguments to a scenario, and the name of its folder |
//! | `clash` | options that speak of the same value |
//! | `run` | `run`: simulate, tell, write |
//! | `report` | the page of a run, in a build with the feature `charts` |
//! | `animate` | a run as a film, in a build with the feature `charts` |
//! | `asked` | the folder or the scenario that `report` and `animate` are asked about |
//! | `draw` | the charts of a run, in a build with the feature `charts` |
//! | `progress` | how far a run is; Ctrl-C |
//! | `left` | how long something will still take |
//! | `folder` | the folder of a run: written aside, renamed, never over foreign files |
//! | `late` | the page, which comes to the folder of a run when the run is written and told |
//! | `show` | `show` and `--dry-run`: every value with its origin |
//! | `names` | names of scenarios, for completions |
//! | `listing` | `list`, `check`, `schema`, `completions` |
//! | `lesson` | `lesson`: a guided lesson, told from runs that are played now |
//! | `validate` | `validate`: the simulator against theory |
//! | `study` | studies of many runs: `sweep` and the like; their folder |
//! | `init` | `init`: a scenario to start from |

/// A line on stderr. Whoever has closed it does not want to read it; `eprintln!` would end the program for that.
macro_rules! say {
    ($($text:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr(), $($text)*);
    }};
}

#[cfg(feature = "charts")]
mod animate;
mod arguments;
#[cfg(feature = "charts")]
mod asked;
mod choose;
mod clash;
#[cfg(feature = "charts")]
mod draw;
mod failure;
mod folder;
mod init;
#[cfg(feature = "charts")]
mod late;
mod left;
mod lesson;
mod listing;
mod names;
mod progress;
#[cfg(feature = "charts")]
mod report;
mod run;
mod show;
mod study;
mod validate;

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::OnceLock;

use arguments::{Arguments, Color, Command};
use clap::Parser;
use failure::Failure;

use crate::draw::preset::Preset;

/// For what eyes the pictures of this command are made; it is the same for all of them.
static PRESET: OnceLock<Preset> = OnceLock::new();

/// For what eyes pictures are made.
fn preset() -> Preset {
    PRESET.get().copied().unwrap_or_default()
}

/// Does what the command line says.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let color = colored(arguments.color);
    // The first and only time it is set.
    let _ = PRESET.set(arguments.command.eyes().into());
    let done = match arguments.command {
        Command::Run(arguments) => run::run(&arguments, color),
        Command::List(arguments) => listing::list(&arguments),
        Command::Show(arguments) => show::show(&arguments, color),
        Command::Check { scenarios } => listing::check(&scenarios, color),
        Command::Validate(arguments) => validate::validate(&arguments, color),
        Command::Compare(arguments) => study::compare::compare(&arguments, color),
        Command::Sweep(arguments) => study::sweep::sweep(&arguments, color),
        Command::Find(arguments) => study::find::find(&arguments, color),
        Command::Phase(arguments) => study::phase::phase(&arguments, color),
        Command::Claims(arguments) => study::claims::claims(&arguments, color),
        Command::Sensitivity(arguments) => study::sensitivity::sensitivity(&arguments, color),
        Command::Lesson(arguments) => lesson::lesson(&arguments, color),
        #[cfg(feature = "charts")]
        Command::Report(arguments) => report::report(&arguments, color),
        #[cfg(feature = "charts")]
        Command::Animate(arguments) => animate::animate(&arguments, color),
        #[cfg(not(feature = "charts"))]
        Command::Report(_) | Command::Animate(_) => Err(Failure::Usage(
            "error: this build cannot draw: it was made without the feature `charts`\nhelp: build it with `cargo build --release`"
                .to_owned(),
        )),
        Command::Schema => print(&crate::scenario::schema::schema()),
        Command::Init { file, force } => init::init(&file, force),
        Command::Completions { shell } => listing::completions(shell),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

fn colored(color: Color) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            io::IsTerminal::is_terminal(&io::stderr()) && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
        }
    }
}

/// Writes to stdout; the end of the reader is an answer and no panic.
fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}
