//! The command line: the only layer that touches files, stdout, signals and the clock.
//!
//! | file | what is in it |
//! |---|---|
//! | `command` | the commands, with their help: what can be said |
//! | `arguments` | what `run`, `list`, `show` and `validate` take; the others keep that beside what they do |
//! | `changes` | what many commands take: a scenario with its changes, and how charts are drawn |
//! | `terminal` | what goes to stdout and stderr, colours, exit codes |
//! | `stop` | Ctrl-C |
//! | `memory` | what runs may take of it together |
//! | `failure` | why a command ends without its result |
//! | `choose` | from arguments to a scenario, and the name of its folder |
//! | `clash` | options that speak of the same value |
//! | `play` | one run, simulated with its progress |
//! | `run` | `run`: simulate, tell, write |
//! | `report` | the page of a run, in a build with the feature `charts` |
//! | `animate` | a run as a film, in a build with the feature `charts` |
//! | `asked` | the folder or the scenario that `report` and `animate` are asked about |
//! | `draw` | the charts of a run, in a build with the feature `charts` |
//! | `progress` | how far a run is |
//! | `left` | how long something will still take |
//! | `folder` | the folder of a run: written aside, renamed, never over foreign files |
//! | `lock` | who writes a place at the same time |
//! | `late` | the page, which comes to the folder of a run when the run is written and told |
//! | `show` | `show` and `--dry-run`: every value with its origin |
//! | `offered` | what `--fix` takes for a scenario |
//! | `text` | the files that people write, read |
//! | `names` | names of scenarios, for completions |
//! | `listing` | `list`, `check`, `schema`, `completions` |
//! | `man` | `man` |
//! | `lesson` | `lesson`: a guided lesson, told from runs that are played now |
//! | `letters` | `letters`: a hand-out on the public texts, from a study of claims |
//! | `validate` | `validate`: the simulator against theory |
//! | `machines` | studies on many machines: `plan`, `work`, `merge`, `submit`, `status` |
//! | `study` | studies of many runs: `sweep` and the like; their folder |
//! | `init` | `init`: a scenario to start from |

#[cfg(feature = "charts")]
mod animate;
mod arguments;
#[cfg(feature = "charts")]
mod asked;
mod changes;
mod choose;
mod clash;
mod command;
#[cfg(feature = "charts")]
mod draw;
mod failure;
mod folder;
mod init;
#[cfg(feature = "charts")]
mod late;
mod left;
mod lesson;
mod letters;
mod listing;
mod lock;
mod machines;
mod man;
mod memory;
mod names;
mod offered;
#[cfg(feature = "charts")]
mod page;
mod play;
mod progress;
#[cfg(feature = "charts")]
mod report;
mod run;
mod show;
mod stop;
mod study;
mod terminal;
mod text;
mod validate;

/// For `tests/fuzz`.
#[cfg(fuzzing)]
pub use study::Segments;

use std::process::ExitCode;

use clap::Parser;
use command::{Arguments, Command};
use failure::Failure;
use terminal::Terminal;

/// Does what the command line says.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let terminal = Terminal::new(arguments.color, arguments.memory);
    match done(arguments.command, &terminal) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => terminal::end(&failure),
    }
}

fn done(command: Command, terminal: &Terminal) -> Result<(), Failure> {
    match command {
        Command::Run(arguments) => run::run(&arguments, terminal),
        Command::List(arguments) => listing::list(&arguments),
        Command::Show(arguments) => show::show(&arguments, terminal),
        Command::Check { scenarios } => listing::check(&scenarios, terminal),
        Command::Validate(arguments) => validate::validate(&arguments, terminal),
        Command::Compare(arguments) => study::compare::compare(&arguments, terminal),
        Command::Sweep(arguments) => study::sweep::sweep(&arguments, terminal),
        Command::Find(arguments) => study::find::find(&arguments, terminal),
        Command::Phase(arguments) => study::phase::phase(&arguments, terminal),
        Command::Claims(arguments) => study::claims::claims(&arguments, terminal),
        Command::Sensitivity(arguments) => study::sensitivity::sensitivity(&arguments, terminal),
        Command::Plan(arguments) => machines::plan(&arguments, terminal, &done),
        Command::Work(arguments) => machines::work(&arguments, terminal, &done),
        Command::Merge { folder } => machines::merge(&folder, terminal, &done),
        Command::Submit(arguments) => machines::submit(&arguments, terminal),
        Command::Status { folder } => machines::status(&folder),
        Command::Lesson(arguments) => lesson::lesson(&arguments, terminal),
        Command::Letters(arguments) => letters::letters(&arguments),
        #[cfg(feature = "charts")]
        Command::Report(arguments) => report::report(&arguments, terminal),
        #[cfg(feature = "charts")]
        Command::Play(arguments) => page::play(&arguments, terminal),
        #[cfg(feature = "charts")]
        Command::Animate(arguments) => animate::animate(&arguments, terminal),
        #[cfg(not(feature = "charts"))]
        Command::Report(_) | Command::Animate(_) | Command::Play(_) => Err(Failure::Usage(
            "error: this build cannot draw: it was made without the feature `charts`\nhelp: build it with `cargo build --release`"
                .to_owned(),
        )),
        Command::Schema { physics: true, .. } => terminal::print(&format!("{}\n", crate::experiment::physics::physics_fingerprint())),
        Command::Schema { page: false, .. } => terminal::print(&crate::scenario::schema::schema()),
        Command::Schema { page: true, .. } => terminal::print(&crate::page::protocol::schema()),
        Command::Init { file, template, force } => init::init(&file, template, force),
        Command::Completions { shell } => listing::completions(shell),
        Command::Man { folder } => man::man(&folder),
    }
}
