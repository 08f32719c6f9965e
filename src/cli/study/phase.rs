//! `syncstorm phase`: where a cell stays stuck, with the lines of theory.

use clap::{Args, ValueEnum, ValueHint};

use super::arguments::StudyOptions;
use super::desk::{draw, finish, folder_of, play_whole, short_hash, use_threads};
use super::plan::{Asked, SweepPlan, base};
use super::store::Store;
use crate::cli::changes::{Changes, Chosen, scale};
use crate::cli::choose::{quoted, warn};
use crate::cli::failure::Failure;
use crate::cli::folder::Content;
use crate::cli::names::Scenarios;
use crate::cli::terminal::{Terminal, print};
use crate::draw::chart::Chart;
use crate::experiment::Keep;
use crate::experiment::phase::{Map, Service};
use crate::experiment::physics::physics_fingerprint;
use crate::measure::{metric_names, numbers};
use crate::report::json::StudyManifest;
use crate::report::study::About;
use crate::report::study::phase::chart;
use crate::report::study::rows::{estimates, trials};
use crate::report::study::sweep::Sweep;
use crate::scenario::Scenario;
use crate::scenario::overrides::path_of;
use crate::scenario::path::KeyPath;
use crate::scenario::vary::Axis;

/// What is shown.
const STUCK: &str = "recovery.stuck";

/// Help at the end of `phase --help`.
pub const PHASE_HELP: &str = "outage: length of the cache outage against the delay between retries, in metastable-cell without operators. \
load: load against queue length in published/one-retry, in units of capacity and of capacity x timeout, with the hidden \
capacity (capacity / attempts) and the late queue (capacity x timeout) drawn over it. Another scenario, or a file, takes \
the place of these: outage varies its first cache failure that lasts and the first constant delay before a retry.\n\nAny other pair of parameters is \
a sweep: `syncstorm sweep SCENARIO --vary … --vary … --metric recovery.stuck`.\n\nExamples:\n  syncstorm phase load\n  syncstorm phase outage my.toml --columns 4 --rows 4\n  \
syncstorm phase outage --columns 12 --rows 12 --replications 10\n  syncstorm phase load --set 'classes.queries.timeout=2 s' --set \
'classes.queries.patience=4 s'";

/// What `phase` takes.
#[derive(Debug, Args)]
pub struct PhaseArguments {
    /// Which diagram.
    #[arg(value_enum, default_value = "outage")]
    pub map: MapName,
    /// Of which scenario: a name, or a file that ends in .toml; without it the one that the diagram was made for.
    #[arg(value_parser = Scenarios, hide_possible_values = true, value_hint = ValueHint::FilePath)]
    pub scenario: Option<String>,
    /// Values of the axis to the right.
    #[arg(long, value_name = "NUMBER", default_value_t = 8, value_parser = clap::value_parser!(u32).range(2..=200))]
    pub columns: u32,
    /// Values of the axis upwards.
    #[arg(long, value_name = "NUMBER", default_value_t = 8, value_parser = clap::value_parser!(u32).range(2..=200))]
    pub rows: u32,
    /// Runs of every point.
    #[arg(long, value_name = "NUMBER", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub replications: u32,
    /// Change one value at all points (repeatable).
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,
    /// Seed of the first replication; without it that of the scenario.
    #[arg(long)]
    pub seed: Option<u32>,
    /// Multiply populations and capacities; without it 1, or for the diagram's own scenario a factor at which it takes a
    /// few minutes.
    #[arg(long, value_parser = scale)]
    pub scale: Option<f64>,
    /// What every study takes.
    #[command(flatten)]
    pub study: StudyOptions,
}

/// A diagram by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum MapName {
    /// Length of the outage against the delay between retries.
    Outage,
    /// Load against queue length.
    Load,
}

/// Draws a phase diagram.
pub fn phase(arguments: &PhaseArguments, terminal: &Terminal) -> Result<(), Failure> {
    use_threads(arguments.study.jobs)?;
    if !arguments.study.metric.is_empty() {
        let text = "error: `phase` shows which runs stay stuck\nhelp: ask `syncstorm sweep` for another metric";
        return Err(Failure::Usage(text.to_owned()));
    }
    let map = match arguments.map {
        MapName::Outage => Map::Outage,
        MapName::Load => Map::Load,
    };
    let mut asked = asked(arguments, map);
    // Theory counts in the numbers of the file: a scale multiplies capacity and load together.
    let whole = |asked: &Asked| {
        let changes = Changes { scale: 1.0, ..asked.chosen.changes.clone() };
        base(&Chosen { changes, ..asked.chosen.clone() }, terminal.color)
    };
    let own = map.changes(&whole(&asked)?.scenario.document);
    // What somebody sets takes the place of what the diagram sets.
    let said: Vec<Option<KeyPath>> = arguments.set.iter().map(|set| path_of(set)).collect();
    let own = own.into_iter().filter(|set| !said.contains(&path_of(set)));
    asked.chosen.changes.set = own.chain(arguments.set.iter().cloned()).collect();
    let whole = whole(&asked)?;
    let document = whole.scenario.document.clone();
    asked.axes = axes(map, &whole.scenario, arguments)?;
    let (base, points) = asked.points(terminal.color)?;
    warn(&base.scenario, terminal.color);
    let plan = SweepPlan::new(&asked, &base, points, vec![STUCK.to_owned()]);
    let text = plan.text()?;
    let name = format!("{}+phase-{}", asked.chosen.folder(&plan.scenario), short_hash(&text));
    let store = Store::open(&folder_of(&arguments.study, &name), &text, arguments.study.force)?;
    let quiet = arguments.study.quiet;
    let told = (quiet, arguments.study.json);
    let records = play_whole(&store, terminal, told, "sweep", |stage| {
        stage.play_all(&base, &plan.points, plan.seeds(), Keep::Numbers)
    })?;
    let names = metric_names(&plan.owners());
    let shown: Vec<usize> = plan.metrics.iter().filter_map(|name| numbers::position(&names, name)).collect();
    let about = About { scenarios: asked.chosen.variant(&plan.scenario), scale: plan.scale, seeds: plan.seeds() };
    let sweep =
        Sweep { points: &plan.points, records: &records, metrics: &names, shown: &shown, own: &[], about: &about };
    let mut files: Vec<Content> = vec![
        ("runs.csv".into(), trials(&plan.points, &records, &names)),
        ("points.csv".into(), estimates(&plan.points, &records, &names)),
    ];
    if let Some(drawn) = chart(map, &sweep, Service::of(&document), plan.replications) {
        files.extend(draw(["phase.svg", "phase.png"], &Chart::from(drawn), arguments.study.drawn.preset())?);
    }
    let manifest = StudyManifest {
        study: "phase",
        command: plan.command.clone(),
        physics: physics_fingerprint(),
        scale: plan.scale,
    };
    finish(&store, files, &manifest, quiet)?;
    print(&if arguments.study.json { sweep.json() } else { sweep.table() + &about.scale_note() })
}

/// What is varied.
fn axes(map: Map, scenario: &Scenario, arguments: &PhaseArguments) -> Result<Vec<Axis>, Failure> {
    let axes = map.axes(scenario, arguments.columns, arguments.rows);
    let axes = axes.map_err(|why| {
        let help = match &arguments.scenario {
            None => "leave out --set".to_owned(),
            Some(name) => {
                format!("choose the pair yourself: syncstorm sweep {} --vary … --vary … --metric {STUCK}", quoted(name))
            }
        };
        Failure::Usage(format!("error: {why}\nhelp: {help}"))
    })?;
    Ok(axes.to_vec())
}

/// The sweep behind a diagram, but for its axes and what it changes at all points.
fn asked(arguments: &PhaseArguments, map: Map) -> Asked {
    let word = match map {
        Map::Outage => "outage",
        Map::Load => "load",
    };
    let own = arguments.set.iter().map(|set| format!(" --set {}", quoted(set))).collect::<String>();
    let seed = arguments.seed.map_or_else(String::new, |seed| format!(" --seed {seed}"));
    let scale = arguments.scale.map_or_else(String::new, |scale| format!(" --scale {scale}"));
    let (columns, lines, replications) = (arguments.columns, arguments.rows, arguments.replications);
    let scenario = arguments.scenario.as_ref().map_or_else(String::new, |name| format!(" {}", quoted(&said(name))));
    let command = format!(
        "syncstorm phase {word}{scenario} --columns {columns} --rows {lines} --replications {replications}{own}{seed}{scale}"
    );
    let usual = if arguments.scenario.is_none() { map.scale() } else { 1.0 };
    let scale = arguments.scale.unwrap_or(usual);
    let changes = Changes { fix: Vec::new(), set: Vec::new(), seed: arguments.seed, scale };
    let chosen = Chosen { scenario: arguments.scenario.clone().unwrap_or_else(|| map.scenario().to_owned()), changes };
    Asked {
        chosen,
        axes: Vec::new(),
        sample: None,
        replications,
        command,
        source: Some("the diagram"),
        vary: Vec::new(),
    }
}

/// Of an absolute path only the file's name is kept: results say nothing of the machine they were made on.
fn said(name: &str) -> String {
    let path = std::path::Path::new(name);
    let file = path.file_name().filter(|_| path.is_absolute());
    file.map_or_else(|| name.to_owned(), |file| file.to_string_lossy().into_owned())
}
