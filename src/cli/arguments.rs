//! What `run`, `list`, `show` and `validate` take.

use std::path::PathBuf;

use clap::Args;

use super::changes::{Chosen, Drawn};

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
    /// Nothing on stderr but errors and warnings.
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
    /// What `--fix` and `compare --fixes` take, scenario by scenario.
    #[arg(long, conflicts_with_all = ["presets", "metrics"])]
    pub fixes: bool,
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
    /// The whole scenario as the graph of services, calls and links that it stands for, as TOML.
    #[arg(long, conflicts_with = "json")]
    pub as_graph: bool,
}

/// What `validate` takes.
#[derive(Debug, Args)]
pub struct ValidateArguments {
    /// Families (queues, sharing, finite-source, impatience, retrials, timeouts, storms, networks) or systems; all if none is named.
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
    /// Nothing on stderr but errors and warnings.
    #[arg(short, long)]
    pub quiet: bool,
}
