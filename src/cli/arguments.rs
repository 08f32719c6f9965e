//! The command line: what can be said, and the help for it.

use std::path::PathBuf;

use super::lesson::{LESSON_HELP, LessonArguments};
use super::names::Scenarios;
use super::study::arguments::{COMPARE_HELP, CompareArguments, SWEEP_HELP, SweepArguments, SweepCommand};
use super::study::claims::{CLAIMS_HELP, ClaimsArguments};
use super::study::find::{FIND_HELP, FindArguments};
use super::study::phase::{PHASE_HELP, PhaseArguments};
use super::study::sensitivity::{SENSITIVITY_HELP, SensitivityArguments};
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;

use crate::draw::preset::Preset;

const EXIT_CODES: &str = "Exit codes: 0 ok, 1 internal error or disagreement, 2 usage or bad scenario, 3 incomplete\nsweep, 4 a public claim is contradicted, 130 interrupted.\n\n\
Examples:\n  syncstorm list\n  syncstorm run metastable-cell --scale 0.125\n  syncstorm show metastable-cell";

/// Simulates retry-storm outages such as Outlook.com's of August 2013.
#[derive(Debug, Parser)]
#[command(name = "syncstorm", version, after_help = EXIT_CODES, max_term_width = 100)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Colours in messages; auto looks at the terminal and at NO_COLOR.
    #[arg(long, global = true, value_enum, default_value = "auto")]
    pub color: Color,
}

/// What every command takes that draws.
#[derive(Debug, Clone, Copy, Args)]
pub struct Drawn {
    /// For what eyes charts are drawn: a page, a slide, black-and-white print, a dark hall.
    #[arg(long, value_enum, default_value = "slide")]
    pub preset: Eyes,
}

/// For what eyes charts are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Eyes {
    /// Half as large as a slide, with larger type in proportion.
    Web,
    /// 1600 x 900 for the last row of a lecture hall.
    Slide,
    /// Grey, for print.
    Paper,
    /// A slide for a dark hall.
    Dark,
}

impl From<Eyes> for Preset {
    fn from(eyes: Eyes) -> Preset {
        match eyes {
            Eyes::Web => Preset::Web,
            Eyes::Slide => Preset::Slide,
            Eyes::Paper => Preset::Paper,
            Eyes::Dark => Preset::Dark,
        }
    }
}

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

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a scenario: its story on stdout, its data and figures in a folder.
    #[command(after_help = "The folder is output/<scenario>, with a + suffix for every change of the scenario: \
output/metastable-cell+bandwidth+seed-7. It is replaced only with --force, and only if syncstorm wrote all of it.\n\n\
Examples:\n  syncstorm run metastable-cell --scale 0.125\n  syncstorm run metastable-cell --fix bandwidth --seed 7\n  \
syncstorm run metastable-cell --scale 0.05 --set 'timeline.restore.do.ramp.over=2 h' --json\n  \
syncstorm run metastable-cell --scale 0.02 --replications 30")]
    Run(RunArguments),
    /// List what is built in: scenarios, retry presets or metrics.
    #[command(
        after_help = "Examples:\n  syncstorm list\n  syncstorm list --presets\n  syncstorm list --metrics --json"
    )]
    List(ListArguments),
    /// Show every value of a scenario, where it was written, and what speaks for it.
    #[command(after_help = "Examples:\n  syncstorm show metastable-cell\n  \
syncstorm show metastable-cell --fix none --set run.seed=7\n  syncstorm show my.toml --json")]
    Show(ShowArguments),
    /// Check scenario files and files of claims (*.claims.toml) and report every problem in them.
    #[command(after_help = "Examples:\n  syncstorm check my.toml\n  syncstorm check scenarios/*.toml")]
    Check {
        /// Files, or names of scenarios.
        #[arg(required = true, value_parser = Scenarios, hide_possible_values = true, value_hint = ValueHint::FilePath)]
        scenarios: Vec<String>,
    },
    /// Compare the simulator with queueing theory: formula, simulation, interval, verdict.
    #[command(
        after_help = "Every system is a scenario that runs through the same engine and cell as the outages. Theory \
has to lie in the 99.9 % interval of the replications (or as far outside as it is itself an approximation, \
which is then said), and the interval has to be narrow. With other seeds than the \
default about one comparison in a thousand may fail by chance. Exit code 1: something disagrees.\n\nExamples:\n  \
syncstorm validate\n  syncstorm validate retrials timeouts\n  syncstorm validate mm1-0.8 --long\n  \
syncstorm validate mm1-0.8 --print > mm1.toml\n  \
syncstorm validate mm1-0.8 --set 'classes.customers.service={exponential=\"1.03 s\"}'"
    )]
    Validate(ValidateArguments),
    /// Compare scenarios, changes of one, or the two fixes, on common random numbers.
    #[command(after_help = COMPARE_HELP)]
    Compare(CompareArguments),
    /// Run a scenario at many points of its parameters.
    #[command(after_help = SWEEP_HELP)]
    Sweep(SweepArguments),
    /// Find the smallest or largest value of a parameter with which runs pass.
    #[command(after_help = FIND_HELP)]
    Find(FindArguments),
    /// Draw where a cell stays stuck: a ready question, with the lines of theory over it.
    #[command(after_help = PHASE_HELP)]
    Phase(PhaseArguments),
    /// Test what was said in public, claim by claim, in every world that could have been the real one.
    #[command(after_help = CLAIMS_HELP)]
    Claims(ClaimsArguments),
    /// Find out which assumptions matter.
    #[command(after_help = SENSITIVITY_HELP)]
    Sensitivity(SensitivityArguments),
    /// Print a guided lesson for a class: predict, run, see, explain, with answers computed from runs.
    #[command(after_help = LESSON_HELP)]
    Lesson(LessonArguments),
    /// Write one page that explains a run: story, replay, charts, fixes, values with their evidence.
    #[cfg(feature = "charts")]
    #[command(after_help = super::report::REPORT_HELP)]
    Report(super::report::ReportArguments),
    /// Make a film of a run for slides: the cell, load and people, moment by moment, as an animated GIF.
    #[cfg(feature = "charts")]
    #[command(after_help = super::animate::ANIMATE_HELP)]
    Animate(super::animate::AnimateArguments),
    /// Cannot be done by this build, which says so.
    #[cfg(not(feature = "charts"))]
    #[command(hide = true, disable_help_flag = true)]
    Report(Anything),
    /// Cannot be done by this build, which says so.
    #[cfg(not(feature = "charts"))]
    #[command(hide = true, disable_help_flag = true)]
    Animate(Anything),
    /// Print the JSON Schema of scenario files, for editors.
    #[command(after_help = "Examples:\n  syncstorm schema > scenario.schema.json\n  syncstorm schema | head")]
    Schema,
    /// Write a small commented scenario to start from.
    #[command(after_help = "Examples:\n  syncstorm init\n  syncstorm init my.toml\n  syncstorm init my.toml --force")]
    Init {
        /// File to write.
        #[arg(default_value = "scenario.toml")]
        file: PathBuf,
        /// Replace the file if it is there.
        #[arg(long)]
        force: bool,
    },
    /// Print completions for a shell.
    #[command(
        after_help = "Examples:\n  syncstorm completions bash > ~/.local/share/bash-completion/completions/syncstorm\n  \
syncstorm completions fish | source"
    )]
    Completions {
        /// Which shell.
        shell: Shell,
    },
}

impl Command {
    /// For what eyes this command draws; the usual ones where it draws nothing.
    pub fn eyes(&self) -> Eyes {
        match self {
            Command::Run(arguments) => arguments.drawn.preset,
            Command::Compare(arguments) => arguments.study.drawn.preset,
            Command::Sweep(SweepArguments { merge: Some(SweepCommand::Merge { drawn, .. }), .. }) => drawn.preset,
            Command::Sweep(arguments) => arguments.study.drawn.preset,
            Command::Find(arguments) => arguments.study.drawn.preset,
            Command::Phase(arguments) => arguments.study.drawn.preset,
            Command::Claims(arguments) => arguments.drawn.preset,
            Command::Sensitivity(arguments) => arguments.study.drawn.preset,
            Command::Lesson(arguments) => arguments.drawn.preset,
            #[cfg(feature = "charts")]
            Command::Animate(arguments) => arguments.drawn.preset,
            #[cfg(not(feature = "charts"))]
            Command::Animate(_) => Eyes::Slide,
            Command::Report(_)
            | Command::List(_)
            | Command::Show(_)
            | Command::Check { .. }
            | Command::Validate(_)
            | Command::Schema
            | Command::Init { .. }
            | Command::Completions { .. } => Eyes::Slide,
        }
    }
}

/// What is said to a command that this build does not have.
#[cfg(not(feature = "charts"))]
#[derive(Debug, Args)]
pub struct Anything {
    /// Whatever it is.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    _said: Vec<std::ffi::OsString>,
}

/// A scenario and what is changed in it.
#[derive(Debug, Clone, Args)]
pub struct Chosen {
    /// Name of a built-in scenario, or a file that ends in .toml.
    #[arg(value_parser = Scenarios, hide_possible_values = true, value_hint = ValueHint::FilePath)]
    pub scenario: String,
    /// What is changed in it.
    #[command(flatten)]
    pub changes: Changes,
}

/// Changes of a scenario.
#[derive(Debug, Clone, Args)]
pub struct Changes {
    /// Switch a fix on (repeatable); none switches both off first. Fixes not named stay as in the file.
    #[arg(long, value_enum, value_name = "FIX")]
    pub fix: Vec<Fix>,
    /// Change one value (repeatable): --set run.length="2 h".
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,
    /// Seed of all random numbers; without it that of the file.
    #[arg(long)]
    pub seed: Option<u32>,
    /// Multiply populations and capacities, for a quick look.
    #[arg(long, default_value_t = 1.0, value_parser = scale)]
    pub scale: f64,
}

/// The two changes made after the outage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Fix {
    /// Changed error handling.
    ErrorHandling,
    /// Added bandwidth.
    Bandwidth,
    /// Both off.
    None,
}

/// What `run` takes.
#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("many").multiple(true)))]
pub struct RunArguments {
    /// The scenario.
    #[command(flatten)]
    pub chosen: Chosen,
    /// Folder to write instead of output/<scenario>.
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// Replace different results in the folder.
    #[arg(long)]
    pub force: bool,
    /// Run so many times, each with a seed of its own: means with 95 % intervals, charts with bands.
    #[arg(long, value_name = "NUMBER", group = "many", value_parser = clap::value_parser!(u32).range(2..=100_000))]
    pub replications: Option<u32>,
    /// Run as often as it takes until the 95 % interval of a metric is narrower than this (at most --replications
    /// times, or 1000): --until web.availability=0.01.
    #[arg(long, value_name = "METRIC=WIDTH", group = "many")]
    pub until: Option<String>,
    /// Write no report.html, and play none of the runs beside this one that only the report needs.
    #[arg(long, conflicts_with = "many")]
    pub no_report: bool,
    /// With --replications or --until: metric to show (repeatable), such as web.availability.
    #[arg(long, value_name = "METRIC", requires = "many")]
    pub metric: Vec<String>,
    /// With --replications or --until: threads; all cores without it. The results are the same.
    #[arg(long, value_name = "NUMBER", requires = "many", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    /// How it is drawn.
    #[command(flatten)]
    pub drawn: Drawn,
    /// Show the effective scenario with the origin of every value, and run nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Print the summary as JSON instead of the story.
    #[arg(long)]
    pub json: bool,
    /// Nothing on stderr but errors.
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Also name every file written.
    #[arg(short, long)]
    pub verbose: bool,
}

/// What `list` takes.
#[derive(Debug, Args)]
pub struct ListArguments {
    /// Retry behaviours of real clients and libraries.
    #[arg(long, conflicts_with = "metrics")]
    pub presets: bool,
    /// Every number that leaves the program.
    #[arg(long)]
    pub metrics: bool,
    /// As JSON.
    #[arg(long)]
    pub json: bool,
}

/// What `show` takes.
#[derive(Debug, Args)]
pub struct ShowArguments {
    /// The scenario.
    #[command(flatten)]
    pub chosen: Chosen,
    /// As JSON.
    #[arg(long)]
    pub json: bool,
}

/// What `validate` takes.
#[derive(Debug, Args)]
pub struct ValidateArguments {
    /// Families (queues, sharing, finite-source, impatience, retrials, timeouts, storms) or systems; all if none is named.
    pub systems: Vec<String>,
    /// Name the systems and run nothing.
    #[arg(long, conflicts_with_all = ["print", "json"])]
    pub list: bool,
    /// Print the scenarios of the systems and run nothing; each is a file of its own.
    #[arg(long, conflicts_with = "json")]
    pub print: bool,
    /// 100 replications of each system instead of 20: narrower intervals.
    #[arg(long, conflicts_with = "replications")]
    pub long: bool,
    /// Number of replications of each system.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    pub replications: Option<u32>,
    /// Seed of the first replication; the others follow.
    #[arg(long, default_value_t = 1)]
    pub seed: u32,
    /// Change one value of every chosen system (repeatable), to see that theory then disagrees.
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,
    /// Print the rows as JSON.
    #[arg(long)]
    pub json: bool,
    /// Nothing on stderr but errors.
    #[arg(short, long)]
    pub quiet: bool,
}

/// `0.125` or `1/8`.
pub fn scale(text: &str) -> Result<f64, String> {
    let (number, of) = text.split_once('/').unwrap_or((text, "1"));
    let factor = number.trim().parse::<f64>().and_then(|number| Ok(number / of.trim().parse::<f64>()?));
    match factor {
        Ok(factor) if factor > 0.0 && factor <= 100.0 => Ok(factor),
        Ok(_) | Err(_) => Err("a scale is a number above 0 and up to 100, such as 0.125 or 1/8".to_owned()),
    }
}
