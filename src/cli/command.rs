//! The commands, with their help. This file alone names what every one of them takes.

use std::path::PathBuf;

#[cfg(not(feature = "charts"))]
use clap::Args;
use clap::{Parser, Subcommand, ValueHint};
use clap_complete::Shell;

#[cfg(feature = "charts")]
use super::animate::{ANIMATE_HELP, AnimateArguments};
use super::arguments::{ListArguments, RunArguments, ShowArguments, ValidateArguments};
use super::init::Template;
use super::lesson::{LESSON_HELP, LessonArguments};
use super::letters::{LETTERS_HELP, LettersArguments};
use super::machines::arguments::{PLAN_HELP, PlanArguments, SUBMIT_HELP, SubmitArguments, WORK_HELP, WorkArguments};
use super::names::Scenarios;
#[cfg(feature = "charts")]
use super::page::{PLAY_HELP, PlayArguments};
#[cfg(feature = "charts")]
use super::report::{REPORT_HELP, ReportArguments};
use super::study::arguments::{COMPARE_HELP, CompareArguments, SWEEP_HELP, SweepArguments};
use super::study::claims::{CLAIMS_HELP, ClaimsArguments};
use super::study::find::{FIND_HELP, FindArguments};
use super::study::phase::{PHASE_HELP, PhaseArguments};
use super::study::sensitivity::{SENSITIVITY_HELP, SensitivityArguments};
use super::terminal::Color;
use crate::units::{Bytes, UnitError};

const EXIT_CODES: &str = "Exit codes: 0 ok, 1 internal error or disagreement, 2 usage or bad scenario, 3 incomplete\nstudy, 4 a public claim is contradicted, 130 interrupted.\n\n\
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
    /// Memory that runs may take together, such as 4 GB; what is free without it. Runs of a study wait for each other,
    /// and one that would take more alone is refused before it begins.
    #[arg(long, global = true, value_name = "BYTES", value_parser = bytes)]
    pub memory: Option<Bytes>,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a scenario: its story on stdout, its data and figures in a folder.
    #[command(after_help = "The folder is output/<scenario>, with a + suffix for every change of the scenario: \
output/metastable-cell+bandwidth+seed-7. It is replaced only with --force, and only if syncstorm wrote all of it.\n\n\
Examples:\n  syncstorm run metastable-cell --scale 0.125\n  syncstorm run metastable-cell --fix bandwidth --seed 7\n  \
syncstorm run outlook-2013 --fix backoff --scale 0.05\n  \
syncstorm run metastable-cell --scale 0.05 --set 'timeline.restore.do.ramp.over=2 h' --json\n  \
syncstorm run metastable-cell --scale 0.02 --replications 30")]
    Run(RunArguments),
    /// List what is built in: scenarios, fixes, retry presets or metrics.
    #[command(
        after_help = "Examples:\n  syncstorm list\n  syncstorm list --fixes\n  syncstorm list --presets\n  syncstorm list --metrics --json"
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
    /// Compare scenarios, changes of one, or its fixes, on common random numbers.
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
    /// Write a study into a folder to be run by many processes, and say what it will cost.
    #[command(after_help = PLAN_HELP)]
    Plan(PlanArguments),
    /// Run one part of a planned study.
    #[command(after_help = WORK_HELP)]
    Work(WorkArguments),
    /// Write the results of a planned study, if all of its runs are there, or say which parts are missing.
    #[command(
        after_help = "Exit code 3: runs are missing; their parts are named so that they can be submitted again.\n\n\
Examples:\n  syncstorm merge worlds"
    )]
    Merge {
        /// Folder of the study.
        #[arg(value_hint = ValueHint::DirPath)]
        folder: PathBuf,
    },
    /// Hand a planned study over to an engine that runs jobs.
    #[command(after_help = SUBMIT_HELP)]
    Submit(SubmitArguments),
    /// Say how far a planned study is, from its files alone.
    #[command(after_help = "Examples:\n  syncstorm status worlds")]
    Status {
        /// Folder of the study.
        #[arg(value_hint = ValueHint::DirPath)]
        folder: PathBuf,
    },
    /// Print a guided lesson for a class: predict, run, see, explain, with answers computed from runs.
    #[command(after_help = LESSON_HELP)]
    Lesson(LessonArguments),
    /// Write a hand-out for a class that compares the public texts: what they say, and what the runs say to it.
    #[command(after_help = LETTERS_HELP)]
    Letters(LettersArguments),
    /// Write one page that explains a run: story, replay, charts, fixes, values with their evidence.
    #[cfg(feature = "charts")]
    #[command(after_help = REPORT_HELP)]
    Report(ReportArguments),
    /// Write one file in which a scenario runs in the browser: the reader changes it, and operates it.
    #[cfg(feature = "charts")]
    #[command(after_help = PLAY_HELP)]
    Play(PlayArguments),
    /// Make a film of a run for slides: the cell, load and people, moment by moment, as an animated GIF.
    #[cfg(feature = "charts")]
    #[command(after_help = ANIMATE_HELP)]
    Animate(AnimateArguments),
    /// Cannot be done by this build, which says so.
    #[cfg(not(feature = "charts"))]
    #[command(hide = true, disable_help_flag = true)]
    Report(Anything),
    /// Cannot be done by this build, which says so.
    #[cfg(not(feature = "charts"))]
    #[command(hide = true, disable_help_flag = true)]
    Animate(Anything),
    /// Cannot be done by this build, which says so.
    #[cfg(not(feature = "charts"))]
    #[command(hide = true, disable_help_flag = true)]
    Play(Anything),
    /// Print the JSON Schema of scenario files, for editors.
    #[command(after_help = "Examples:\n  syncstorm schema > scenario.schema.json\n  syncstorm schema | head")]
    Schema {
        /// That of what a page and its engine say to each other, for those who work on the page.
        #[arg(long, hide = true, conflicts_with = "physics")]
        page: bool,
        /// The name of what this build would simulate, for those who commit results of it.
        #[arg(long, hide = true)]
        physics: bool,
    },
    /// Write a small commented scenario to start from.
    #[command(
        after_help = "Examples:\n  syncstorm init\n  syncstorm init my.toml --template chain\n  syncstorm init my.toml --force"
    )]
    Init {
        /// File to write.
        #[arg(default_value = "scenario.toml")]
        file: PathBuf,
        /// Which one; left out: a cell with everything that happens in one. Its comments say what to try first.
        #[arg(long, value_enum, value_name = "NAME")]
        template: Option<Template>,
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
    /// Write manual pages, one for each command.
    #[command(
        after_help = "Examples:\n  syncstorm man ~/.local/share/man/man1\n  syncstorm man pages && man -l pages/syncstorm-run.1"
    )]
    Man {
        /// Folder to write them to.
        folder: PathBuf,
    },
}

/// What is said to a command that this build does not have.
#[cfg(not(feature = "charts"))]
#[derive(Debug, Args)]
pub struct Anything {
    /// Whatever it is.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    _said: Vec<std::ffi::OsString>,
}

fn bytes(text: &str) -> Result<Bytes, String> {
    text.parse().map_err(|error: UnitError| error.to_string())
}
