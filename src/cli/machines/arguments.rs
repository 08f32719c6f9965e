//! What the commands take that run a study on many machines.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

use crate::cli::study::arguments::shard;

/// Help at the end of `plan --help`.
pub const PLAN_HELP: &str = "The study is any command that makes many runs: sweep, run --replications, compare, find, sensitivity, phase, \
claims. One of its runs is made at once, to see what one costs. Then come `work` (as often as there are parts, on whatever machine sees \
the folder) and `merge`; or `submit`, which does both.\n\n\
Studies that decide by their runs which ones come next (find, claims, --until) go round by round: `merge` says when parts are to run \
again.\n\nExamples:\n  \
syncstorm plan worlds sweep outlook-2013 --scale 0.05 --priors --sample 2000\n  \
syncstorm plan many --parts 40 run metastable-cell --scale 0.02 --replications 4000";

/// What `plan` takes.
#[derive(Debug, Clone, Args)]
pub struct PlanArguments {
    /// Folder to write: the study, its runs, its results.
    #[arg(value_hint = ValueHint::DirPath)]
    pub folder: PathBuf,
    /// Number of parts; without it as many as give each some ten minutes, and 1000 at most.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub parts: Option<u32>,
    /// The study, as its command is given, without --out.
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true, value_name = "STUDY")]
    pub study: Vec<String>,
}

/// Help at the end of `work --help`.
pub const WORK_HELP: &str = "Which part: --shard, or the place in the array of jobs of the one engine that has set it: Slurm, \
Kubernetes, AWS Batch, PBS, LSF or Grid Engine. Without any of them all runs that are missing. What is finished already is not run \
again, so a part may run twice, or at the same time as another.\n\nExamples:\n  \
syncstorm work worlds --shard 3/40\n  parallel syncstorm work worlds -q --shard {}/40 ::: $(seq 40)";

/// What `work` takes.
#[derive(Debug, Clone, Args)]
pub struct WorkArguments {
    /// Folder of the study.
    #[arg(value_hint = ValueHint::DirPath)]
    pub folder: PathBuf,
    /// Run part I of N.
    #[arg(long, value_name = "I/N", value_parser = shard)]
    pub shard: Option<(u32, u32)>,
    /// Threads; all cores without it.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    /// Nothing on stderr but errors and warnings.
    #[arg(short, long)]
    pub quiet: bool,
}

/// Help at the end of `submit --help`.
pub const SUBMIT_HELP: &str = "The files of the job are written to FOLDER/jobs. For slurm the array is submitted, and `merge` behind it, \
which runs whatever became of the array. For parallel (GNU) all parts run on this machine, and then `merge`. For kubernetes the manifest \
is written and not applied: it names an image of yours with `syncstorm` in it, and a claim of a volume that all pods see.\n\n\
Examples:\n  syncstorm submit worlds --on slurm --dry-run\n  syncstorm submit worlds --on slurm --option=--partition=short\n  \
syncstorm submit worlds --on kubernetes --image registry.example.org/syncstorm:1 --claim studies";

/// What `submit` takes.
#[derive(Debug, Clone, Args)]
pub struct SubmitArguments {
    /// Folder of the study.
    #[arg(value_hint = ValueHint::DirPath)]
    pub folder: PathBuf,
    /// The engine.
    #[arg(long, value_enum)]
    pub on: Engine,
    /// Write the files and submit nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Only these parts, such as 3,7-9 (as `merge` names them).
    #[arg(long, value_name = "PARTS", value_parser = super::parts::parse)]
    pub only: Option<super::parts::Parts>,
    /// Threads of each part.
    #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: u16,
    /// An option for the engine's own command (repeatable; slurm, parallel).
    #[arg(long, value_name = "OPTION", allow_hyphen_values = true)]
    pub option: Vec<String>,
    /// Image of a container that has `syncstorm` (kubernetes).
    #[arg(long, value_name = "IMAGE", required_if_eq("on", "kubernetes"))]
    pub image: Option<String>,
    /// Claim of a persistent volume that holds the folder (kubernetes).
    #[arg(long, value_name = "CLAIM", required_if_eq("on", "kubernetes"))]
    pub claim: Option<String>,
}

/// Who runs jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Engine {
    /// An array of jobs of Slurm.
    Slurm,
    /// An indexed job of Kubernetes.
    Kubernetes,
    /// GNU parallel, on this machine.
    Parallel,
}
