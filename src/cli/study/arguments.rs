//! What the commands that make many runs take.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

use crate::cli::changes::{Changes, Drawn};
use crate::cli::names::Scenarios;

/// What every study takes.
#[derive(Debug, Clone, Args)]
pub struct StudyOptions {
    /// Metric to show (repeatable), as `syncstorm list --metrics` names it with its class or table in front:
    /// web.availability, recovery.recovered. The first one is drawn. The files hold all of them.
    #[arg(long, value_name = "METRIC")]
    pub metric: Vec<String>,
    /// Folder to write instead of one in output/.
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// Replace another study in the folder; finished runs that fit are used again.
    #[arg(long)]
    pub force: bool,
    /// Threads; all cores without it. The results are the same.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    /// How it is drawn.
    #[command(flatten)]
    pub drawn: Drawn,
    /// Print the results as JSON.
    #[arg(long)]
    pub json: bool,
    /// Nothing on stderr but errors and warnings.
    #[arg(short, long)]
    pub quiet: bool,
}

/// Help at the end of `sweep --help`.
pub const SWEEP_HELP: &str = "Values: a list (1,2,4), a range with a step (1..10:1), evenly spaced values (1..10:lin5), values in equal ratios \
(30s..10min:log5). Several --vary make a grid. With --sample, a range (5..40ms, or 5..40ms:log) is drawn from. Ends \
written as whole numbers without a unit give whole numbers: write 0.0..1.0 for a share.\n\n\
Finished runs are kept in the folder of the study: after Ctrl-C, or if the machine goes down, the same command goes on \
from there and counts nothing twice.\n\n\
A file for --plan:\n  scenario = \"metastable-cell\"\n  scale = 0.02\n  fixes = [\"bandwidth\"]\n  replications = 10\n  \
[set]\n  \"timeline.block.enabled\" = \"false\"\n  [vary]\n  \"timeline.failure.lasts\" = \"1 min, 10 min, 40 min\"\n\
(also seed and sample; paths and values in quotes)\n\nExamples:\n  \
syncstorm sweep metastable-cell --scale 0.02 --set timeline.block.enabled=false --set timeline.restore.enabled=false \
--vary fixes.bandwidth.factor=1,2,4 --fix bandwidth --replications 5\n  \
syncstorm sweep textbook/mm1 --vary 'classes.customers.arrivals.rate=0.1..0.9 /s:lin5' --metric run.queue_length\n  \
syncstorm sweep metastable-cell --scale 0.02 --priors --sample 50 --shard 1/2 --out part1\n  \
syncstorm sweep merge whole part1 part2";

/// What `sweep` takes.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct SweepArguments {
    /// `merge`, or nothing.
    #[command(subcommand)]
    pub merge: Option<SweepCommand>,
    /// Name of a built-in scenario, or a file that ends in .toml.
    #[arg(value_parser = Scenarios, hide_possible_values = true, value_hint = ValueHint::FilePath)]
    pub scenario: Option<String>,
    /// What is changed at all points.
    #[command(flatten)]
    pub changes: Changes,
    /// Values of one path (repeatable): PATH=1,2,4 or PATH=1..10:1.
    #[arg(long, value_name = "PATH=VALUES")]
    pub vary: Vec<String>,
    /// Vary every path for which the scenario has a prior.
    #[arg(long, requires = "sample")]
    pub priors: bool,
    /// Draw so many points (a Latin hypercube) instead of a grid.
    #[arg(long, value_name = "POINTS", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub sample: Option<u32>,
    /// Run so many cells of one service instead of points: each one draw of the priors of the scenario, with a seed of its
    /// own. The results are sums over the people of all cells.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..=10_000), conflicts_with_all = ["vary", "priors", "sample", "plan", "replications"])]
    pub cells: Option<u32>,
    /// Share of the cells that are hit; in the others nothing of the timeline happens. All without it.
    #[arg(long, value_name = "SHARE", value_parser = share, requires = "cells")]
    pub hit: Option<f64>,
    /// Take everything from a file: scenario, changes, values (see `syncstorm sweep --help`).
    #[arg(long, value_name = "FILE", conflicts_with_all = ["scenario", "vary", "priors", "sample", "replications", "fix", "set", "seed", "scale"])]
    pub plan: Option<PathBuf>,
    /// Runs of every point, each with a seed of its own; the same seeds at all points.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub replications: Option<u32>,
    /// Run only part I of N, for `sweep merge`.
    #[arg(long, value_name = "I/N", value_parser = shard)]
    pub shard: Option<(u32, u32)>,
    /// Show the points and run nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// What every study takes.
    #[command(flatten)]
    pub study: StudyOptions,
}

/// What can be done with sweeps that were run in parts.
#[derive(Debug, Subcommand)]
pub enum SweepCommand {
    /// Join the parts of a sweep; the results are those of one machine.
    Merge {
        /// Folder to write.
        into: PathBuf,
        /// Folders of the parts.
        #[arg(required = true)]
        parts: Vec<PathBuf>,
        /// How it is drawn.
        #[command(flatten)]
        drawn: Drawn,
        /// Nothing on stderr but errors and warnings.
        #[arg(short, long)]
        quiet: bool,
    },
}

/// Help at the end of `compare --help`.
pub const COMPARE_HELP: &str = "Arms run with the same seeds and share every random number that the change does not touch, so that \
differences are taken pair by pair. An arm is another scenario, or the first one with changes (--arm, several \
separated by semicolons, a name and a colon in front if you like; --without, the worth of one cause among several). --fixes is the 2x2 of the two fixes: as it happened, without operators (nothing is done at \
the edge), and with everybody let back at once; main effects, interaction, and the share of each fix (Shapley). With names it is the same for two or three fixes: error-handling, \
bandwidth, or named ones of the scenario (`syncstorm list --fixes`).\n\n\
Finished runs are kept in the folder of the study: after Ctrl-C, or if the machine goes down, the same command goes on \
from there and counts nothing twice.\n\nExamples:\n  \
syncstorm compare outlook-2013 restore-at-once --scale 0.05 --replications 5\n  \
syncstorm compare metastable-cell --scale 0.02 --arm 'nobody acts: timeline.block.enabled=false; timeline.restore.enabled=false'\n  \
syncstorm compare metastable-cell --scale 0.02 --without block\n  \
syncstorm compare metastable-cell --fixes --scale 0.02\n  \
syncstorm compare outlook-2013 --fixes backoff,bandwidth --scale 0.05";

/// What `compare` takes.
#[derive(Debug, Clone, Args)]
pub struct CompareArguments {
    /// Scenarios: names of built-in ones, or files that end in .toml. The others are compared with the first.
    #[arg(required_unless_present = "fixes", value_parser = Scenarios, hide_possible_values = true, value_hint = ValueHint::FilePath)]
    pub scenarios: Vec<String>,
    /// What is changed in all of them.
    #[command(flatten)]
    pub changes: Changes,
    /// One more arm (repeatable): the first scenario with these changes, NAME: PATH=VALUE; PATH=VALUE.
    #[arg(long, value_name = "CHANGES")]
    pub arm: Vec<String>,
    /// One more arm (repeatable): the first scenario without this entry of its timeline, and without what waits for it.
    #[arg(long, value_name = "ENTRY")]
    pub without: Vec<String>,
    /// Compare all combinations of fixes: of the two of 2013, or of the two or three that are named (A,B or A,B,C).
    #[arg(long, value_name = "NAMES", num_args = 0..=1, conflicts_with_all = ["arm", "without", "fix"])]
    pub fixes: Option<Option<String>>,
    /// Runs of every arm, each with a seed of its own; the same seeds in all arms.
    #[arg(long, value_name = "NUMBER", default_value_t = 10, value_parser = clap::value_parser!(u32).range(2..=100_000))]
    pub replications: u32,
    /// What every study takes.
    #[command(flatten)]
    pub study: StudyOptions,
}

/// `0.25`.
fn share(text: &str) -> Result<f64, String> {
    match text.trim().parse::<f64>() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        Ok(_) | Err(_) => Err("a share is a number from 0 to 1, such as 0.25".to_owned()),
    }
}

/// `2/8`.
pub fn shard(text: &str) -> Result<(u32, u32), String> {
    let parts = text.split_once('/').and_then(|(part, of)| Some((part.parse().ok()?, of.parse().ok()?)));
    match parts {
        Some((part, of)) if part >= 1 && part <= of => Ok((part, of)),
        Some(_) | None => Err("write I/N with I from 1 to N, such as 2/8".to_owned()),
    }
}
