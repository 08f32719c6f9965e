//! `syncstorm sensitivity`: which assumptions matter.

use std::collections::BTreeSet;

use clap::Args;
use serde::Serialize;

use super::arguments::StudyOptions;
use super::desk::{draw, finish, folder_of, play_whole, short_hash, shown, use_threads};
use super::plan::{PLAN, axes_of, base, priors, refused, vary_or_prior};
use super::store::Store;
use crate::cli::changes::Chosen;
use crate::cli::choose::{quoted, warn};
use crate::cli::failure::Failure;
use crate::cli::folder::Content;
use crate::cli::terminal::{Terminal, print};
use crate::draw::preset::Preset;
use crate::experiment::physics::physics_fingerprint;
use crate::experiment::sensitivity::{Design, Measured, Played};
use crate::experiment::{Base, Point};
use crate::measure::{Kind, metric_names};
use crate::report::json::StudyManifest;
use crate::report::provenance::VERSION;
use crate::report::study::About;
use crate::report::study::sensitivity::Found;
use crate::scenario::vary::Axis;

/// What is shown if nothing else is asked for: it holds both whether and when.
const USUAL: &str = "recovery.recovered_h";

/// Help at the end of `sensitivity --help`.
pub const SENSITIVITY_HELP: &str = "The ranges are the [priors] of the scenario; --vary adds one, or replaces that of the same path, and \
--only leaves all others out. One at a time, each assumption goes to the 5 % and 95 % points of its range (a list: all of \
its values, or its ends) with the seeds of the scenario itself; the sample is a Latin hypercube over all ranges. What \
never happens within the horizon ranks above all that does. --set of a path that is varied says where the scenario itself \
stands.\n\nFinished runs are kept in the folder of the study: after \
Ctrl-C the same command goes on from there.\n\nExamples:\n  \
syncstorm sensitivity metastable-cell --scale 0.02 --one-at-a-time\n  \
syncstorm sensitivity outlook-2013 --scale 0.05 --metric web.outage_h --samples 100\n  \
syncstorm sensitivity textbook/mm1 --vary 'classes.customers.arrivals.rate=0.5..0.9 /s' --vary servers.queue=50..500 \
--metric run.queue_length --samples 50";

/// What `sensitivity` takes.
#[derive(Debug, Args)]
pub struct SensitivityArguments {
    /// The scenario.
    #[command(flatten)]
    pub chosen: Chosen,
    /// A range, or a list, for one path (repeatable): PATH=LO..HI, PATH=LO..HI:log, PATH=A,B,C.
    #[arg(long, value_name = "PATH=VALUES")]
    pub vary: Vec<String>,
    /// Vary only what --vary says, and not the priors of the scenario.
    #[arg(long, requires = "vary")]
    pub only: bool,
    /// Run only the first part: each assumption alone.
    #[arg(long, conflicts_with = "sample")]
    pub one_at_a_time: bool,
    /// Run only the second part: all assumptions at once.
    #[arg(long)]
    pub sample: bool,
    /// Points of the Latin hypercube.
    #[arg(long, value_name = "NUMBER", default_value_t = 100, value_parser = clap::value_parser!(u32).range(6..=1_000_000))]
    pub samples: u32,
    /// Runs of every point, with the same seeds at all points; fewer than six cannot tell an effect from noise.
    #[arg(long, value_name = "NUMBER", default_value_t = 6, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub replications: u32,
    /// What every study takes.
    #[command(flatten)]
    pub study: StudyOptions,
}

/// The plan as it is written.
#[derive(Serialize)]
struct SensitivityPlan<'a> {
    schema: &'static str,
    study: &'static str,
    version: &'static str,
    physics: &'static str,
    command: &'a str,
    scenario_fingerprint: String,
    scale: f64,
    first_seed: u64,
    replications: u32,
    metric: &'a str,
    alone: Vec<&'a Vec<Point>>,
    sample: &'a [Point],
}

/// Finds out what matters.
pub fn sensitivity(arguments: &SensitivityArguments, terminal: &Terminal) -> Result<(), Failure> {
    use_threads(arguments.study.jobs)?;
    let base = base(&arguments.chosen, terminal.color)?;
    warn(&base.scenario, terminal.color);
    let axes = axes(arguments, &base, terminal.color)?;
    let names = metric_names(&base.owners());
    let mut shown = shown(&names, &arguments.study.metric, &[USUAL.to_owned()])?;
    let mut seen = BTreeSet::new();
    shown.retain(|at| seen.insert(*at));
    let document = &base.scenario.document;
    let horizon_h = document.run.length.seconds() / 3600.0;
    let measured = |at: usize| Measured { metric: names[at].clone(), at, horizon_h };
    let measured: Vec<Measured> = shown.into_iter().map(measured).collect();
    let sample = if arguments.one_at_a_time { 0 } else { arguments.samples };
    let design = Design::new(&base, axes, !arguments.sample, sample)
        .map_err(|rejected| refused(*rejected, &base, vary_or_prior(&arguments.vary), terminal.color))?;
    let command = command(arguments);
    let text = serde_json::to_string_pretty(&SensitivityPlan {
        schema: PLAN,
        study: "sensitivity",
        version: VERSION,
        physics: physics_fingerprint(),
        command: &command,
        scenario_fingerprint: base.scenario.fingerprint(),
        scale: base.scale,
        first_seed: document.run.seed,
        replications: arguments.replications,
        metric: &measured.iter().map(|measured| measured.metric.name.as_str()).collect::<Vec<_>>().join(", "),
        alone: design.alone.iter().collect(),
        sample: &design.sample,
    })? + "\n";
    let name = format!("{}+sensitivity-{}", arguments.chosen.folder(&base.scenario.name), short_hash(&text));
    let store = Store::open(&folder_of(&arguments.study, &name), &text, arguments.study.force)?;
    let seeds = base.seeds(u64::from(arguments.replications));
    let quiet = arguments.study.quiet;
    let told = (quiet, arguments.study.json);
    let played = play_whole(&store, terminal, told, "sensitivity", |stage| design.play(&base, seeds.clone(), stage))?;
    let about = About { scenarios: arguments.chosen.variant(&base.scenario.name), scale: base.scale, seeds };
    let runs = design.points() as u64 * u64::from(arguments.replications);
    let found: Vec<Found> = measured.iter().map(|measured| found(measured, &design, &played, &about, runs)).collect();
    let mut files = Vec::new();
    for one in &found {
        let of = if found.len() == 1 { String::new() } else { format!("-{}", one.measured.metric.name) };
        files.extend(contents(one, &of, arguments.study.drawn.preset())?);
    }
    let manifest = StudyManifest { study: "sensitivity", command, physics: physics_fingerprint(), scale: base.scale };
    finish(&store, files, &manifest, quiet)?;
    if !arguments.study.json {
        return print(&(found.iter().map(Found::text).collect::<Vec<_>>().join("\n") + &about.scale_note()));
    }
    let all = found.iter().map(Found::json).collect::<Vec<_>>();
    print(&match all.as_slice() {
        [one] => one.clone(),
        several => format!("[{}]\n", several.iter().map(|one| one.trim_end()).collect::<Vec<_>>().join(",\n")),
    })
}

/// What the runs say of one metric. One that no run has is told with the reason, and the others go on.
fn found<'a>(measured: &'a Measured, design: &Design, played: &Played, about: &'a About, runs: u64) -> Found<'a> {
    let there = !measured.nowhere(played);
    let (ranked, kind) = (there && !design.sample.is_empty(), measured.metric.kind);
    let why = match kind {
        Kind::Moment | Kind::Wait => format!("it did not happen within the horizon in any of {runs} runs"),
        Kind::Verdict => format!("undecided in all {runs} runs, most often because they end too early (run.length)"),
        Kind::Share | Kind::Length | Kind::Amount => {
            format!(
                "not measured in any of {runs} runs: what it counts did not occur (`syncstorm list --metrics` says what that is)"
            )
        }
    };
    Found {
        measured,
        not_measured: (!there).then_some(why),
        own: measured.own(played),
        own_capped: measured.own_capped(played),
        effects: if there { measured.effects(design, played) } else { Vec::new() },
        correlations: ranked.then(|| measured.correlations(design, played)),
        about,
        runs,
    }
}

/// Rows and charts; where there are several metrics, `of` says in each name which one it is of.
fn contents(found: &Found, of: &str, preset: Preset) -> Result<Vec<Content>, Failure> {
    let name = |name: &str, ending: &str| format!("{name}{of}.{ending}");
    let mut files: Vec<Content> = vec![
        (name("sensitivity", "csv").into(), found.csv()),
        (name("sensitivity", "json").into(), found.json().into_bytes()),
    ];
    if let Some(chart) = found.tornado() {
        files.extend(draw([&name("tornado", "svg"), &name("tornado", "png")], &chart, preset)?);
    }
    if let Some(chart) = found.correlation() {
        files.extend(draw([&name("correlation", "svg"), &name("correlation", "png")], &chart, preset)?);
    }
    Ok(files)
}

/// The priors, and what is said instead or besides.
fn axes(arguments: &SensitivityArguments, base: &Base, color: bool) -> Result<Vec<Axis>, Failure> {
    let said = axes_of("--vary", &arguments.vary, color)?;
    let mut axes = if arguments.only { Vec::new() } else { priors(&base.scenario) };
    axes.retain(|axis| said.iter().all(|other| other.path != axis.path));
    axes.extend(said);
    let paths: Vec<&str> = axes.iter().map(|axis| axis.path.as_str()).collect();
    let twice = paths.iter().enumerate().find(|(at, path)| paths[..*at].contains(path));
    let wrong = match (axes.is_empty(), twice) {
        (true, _) => {
            let name = &base.scenario.name;
            format!(
                "error: {name} has no [priors]\nhelp: say what to vary: --vary path=5..40 (see `syncstorm sensitivity --help`)"
            )
        }
        (false, Some((_, path))) => format!("error: `{path}` is varied twice\nhelp: write one range for it"),
        (false, None) if paths.contains(&"run.seed") => {
            "error: the seed is varied\nhelp: ask for --replications; each has a seed of its own".to_owned()
        }
        (false, None) => return Ok(axes),
    };
    Err(Failure::Usage(wrong))
}

fn command(arguments: &SensitivityArguments) -> String {
    let mut command = arguments.chosen.command_of("sensitivity", arguments.study.drawn.preset());
    command.extend(arguments.vary.iter().map(|text| format!(" --vary {}", quoted(text))));
    if arguments.only {
        command += " --only";
    }
    if arguments.one_at_a_time {
        command += " --one-at-a-time";
    }
    if arguments.sample {
        command += " --sample";
    }
    if !arguments.one_at_a_time {
        command += &format!(" --samples {}", arguments.samples);
    }
    command += &format!(" --replications {}", arguments.replications);
    command.extend(arguments.study.metric.iter().map(|metric| format!(" --metric {}", quoted(metric))));
    command
}
