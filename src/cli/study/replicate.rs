//! `syncstorm run --replications` and `run --until`: one scenario with many seeds.

use std::path::Path;
use std::sync::Arc;

use serde::Serialize;

use super::desk::{draw, finish, finished, partial, play, short_hash, shown, use_threads};
use super::plan::PLAN;
use super::store::Store;
use crate::cli::arguments::RunArguments;
use crate::cli::choose::quoted;
use crate::cli::failure::Failure;
use crate::cli::folder::Content;
use crate::cli::terminal::{Terminal, print};
use crate::draw::preset::Preset;
use crate::experiment::estimate::values;
use crate::experiment::physics::physics_fingerprint;
use crate::experiment::{Base, Ended, Estimate, Keep, Point, Record, Stage, Trial};
use crate::measure::bounds::FEWEST;
use crate::measure::{MetricName, metric_names};
use crate::report::json::StudyManifest;
use crate::report::provenance::VERSION;
use crate::report::study::compare::usual;
use crate::report::study::over_time::Replications;
use crate::report::study::rows::{estimates, trials};
use crate::report::study::{About, say};
use crate::scenario::Scenario;

/// The first batch of `--until`; each further look comes after half as many runs again. Few looks keep the intervals
/// honest: to stop at the first narrow one by chance makes them a little too narrow.
const FIRST_BATCH: u64 = 10;
/// Runs that `--until` makes at most, unless `--replications` says otherwise.
const MOST: u32 = 1000;

/// The plan of replications as it is written.
#[derive(Serialize)]
struct ReplicationPlan<'a> {
    schema: &'static str,
    study: &'static str,
    version: &'static str,
    physics: &'static str,
    command: &'a str,
    point: &'a str,
    scale: f64,
    first_seed: u64,
    most: u32,
    until: Option<&'a str>,
    metrics: Vec<&'a str>,
}

/// When to stop.
#[derive(Clone, Copy)]
struct Until {
    metric: usize,
    width: f64,
}

/// Replicates a scenario.
pub fn replicate(arguments: &RunArguments, scenario: Scenario, terminal: &Terminal) -> Result<(), Failure> {
    use_threads(arguments.jobs)?;
    let chosen = &arguments.chosen;
    let base = Arc::new(Base { scenario, scale: chosen.changes.scale });
    let point = base.point(Vec::new()).expect("a loaded scenario is possible");
    let metrics = metric_names(&base.owners());
    let shown = shown(&metrics, &arguments.metric, &usual(&metrics, &base.classes_by_weight()))?;
    let until = arguments.until.as_deref().map(|text| until(text, &metrics)).transpose()?;
    let most = arguments.replications.unwrap_or(MOST);
    let mut command = chosen.command(arguments.drawn.preset());
    command.extend(arguments.replications.map(|number| format!(" --replications {number}")));
    command.extend(arguments.until.iter().map(|text| format!(" --until {}", quoted(text))));
    command.extend(arguments.metric.iter().map(|metric| format!(" --metric {}", quoted(metric))));
    let plan = ReplicationPlan {
        schema: PLAN,
        study: "replications",
        version: VERSION,
        physics: physics_fingerprint(),
        command: &command,
        point: &point.id,
        scale: base.scale,
        first_seed: base.scenario.document.run.seed,
        most,
        until: arguments.until.as_deref(),
        metrics: shown.iter().map(|metric| metrics[*metric].name.as_str()).collect(),
    };
    let text = serde_json::to_string_pretty(&plan)? + "\n";
    let name = format!("{}+replications-{}", chosen.folder(&base.scenario.name), short_hash(&text));
    let folder = arguments.out.clone().unwrap_or_else(|| Path::new("output").join(name));
    let store = Store::open(&folder, &text, arguments.force)?;
    let records =
        match play(&store, terminal, arguments.quiet, |stage| all(&stage, &base, &point, &metrics, until, most)) {
            Ok(records) => records,
            Err(paused @ Failure::Paused(_)) => {
                let known = finished(&store, std::slice::from_ref(&point), &base.seeds(u64::from(most)));
                let seeds = base.seeds(known[0].len() as u64);
                let about = About { scenarios: chosen.variant(&base.scenario.name), scale: base.scale, seeds };
                let told = told(&known[0], &metrics, &shown, until, (&about, arguments.json))?;
                print(&partial(arguments.json, &store, &known, &told)?)?;
                return Err(paused);
            }
            Err(failure) => return Err(failure),
        };
    let about = About {
        scenarios: chosen.variant(&base.scenario.name),
        scale: base.scale,
        seeds: base.seeds(records.len() as u64),
    };
    let drawn = Replications { records: &records, metrics: &metrics, about: &about };
    let files = files(std::slice::from_ref(&point), std::slice::from_ref(&records), &drawn, arguments.drawn.preset())?;
    let manifest = StudyManifest { study: "replications", command, physics: physics_fingerprint(), scale: base.scale };
    finish(&store, files, &manifest, arguments.quiet)?;
    print(&told(&records, &metrics, &shown, until, (&about, arguments.json))?)
}

/// The tables and charts of all runs.
fn files(
    points: &[Point],
    records: &[Vec<Record>],
    drawn: &Replications,
    preset: Preset,
) -> Result<Vec<Content>, Failure> {
    let mut files: Vec<Content> = vec![
        ("runs.csv".into(), trials(points, records, drawn.metrics)),
        ("estimates.csv".into(), estimates(points, records, drawn.metrics)),
    ];
    for (names, chart) in [(["load.svg", "load.png"], drawn.load()), (["people.svg", "people.png"], drawn.people())] {
        if let Some(chart) = chart {
            files.extend(draw(names, &chart, preset)?);
        }
    }
    Ok(files)
}

/// Runs all replications: so many, or batch by batch until the interval is narrow enough.
fn all(
    stage: &Stage,
    base: &Arc<Base>,
    point: &Point,
    metrics: &[MetricName],
    until: Option<Until>,
    most: u32,
) -> Result<Vec<Record>, Ended> {
    let point = Arc::new(point.clone());
    let trial = |seed: u64| Trial::new(base, &point, seed);
    let most = u64::from(most);
    let mut records: Vec<Record> = Vec::new();
    let mut wanted = if until.is_some() { FIRST_BATCH.min(most) } else { most };
    loop {
        let next: Vec<Trial> = base.seeds(wanted).skip(records.len()).map(trial).collect();
        records.extend(stage.play(&next, Keep::Curves)?);
        match until {
            Some(until) if wanted < most && !until.reached(&records, metrics) => wanted = (wanted * 3 / 2).min(most),
            Some(_) | None => return Ok(records),
        }
    }
}

impl Until {
    fn reached(self, records: &[Record], metrics: &[MetricName]) -> bool {
        let found = Estimate::of(&metrics[self.metric], &values(records, self.metric));
        found.interval().is_some_and(|interval| interval.high - interval.low <= self.width)
    }
}

fn until(text: &str, metrics: &[MetricName]) -> Result<Until, Failure> {
    let help = "help: write --until METRIC=WIDTH, for example --until web.availability=0.01";
    let Some((name, width)) = text.split_once('=') else {
        return Err(Failure::Usage(format!("error: `{text}` has no width\n{help}")));
    };
    let metric = shown(metrics, &[name.trim().to_owned()], &[])?;
    match width.trim().parse::<f64>() {
        Ok(width) if width > 0.0 && width.is_finite() => Ok(Until { metric: metric[0], width }),
        Ok(_) | Err(_) => Err(Failure::Usage(format!("error: `{}` is no width above 0\n{help}", width.trim()))),
    }
}

/// The metrics shown, as a table or as JSON.
fn told(
    records: &[Record],
    metrics: &[MetricName],
    shown: &[usize],
    until: Option<Until>,
    (about, json): (&About, bool),
) -> Result<String, Failure> {
    let estimate = |metric: usize| Estimate::of(&metrics[metric], &values(records, metric));
    if json {
        let all: Vec<_> = shown
            .iter()
            .map(|metric| serde_json::json!({ "metric": metrics[*metric].name, "estimate": estimate(*metric) }))
            .collect();
        let file = serde_json::json!({
            "schema": "syncstorm.replications/1",
            "scale": about.scale,
            "replications": records.len(),
            "metrics": all,
        });
        return Ok(serde_json::to_string_pretty(&file)? + "\n");
    }
    let interval = if say::few(records.len() as u64).is_empty() { ", 95 % interval" } else { "" };
    let head = ["metric".to_owned(), format!("mean of {} runs{interval}", records.len())];
    let row =
        |metric: &usize| vec![metrics[*metric].name.clone(), say::estimate(&metrics[*metric], &estimate(*metric))];
    let mut text = say::table(&head, &shown.iter().map(row).collect::<Vec<_>>()) + &say::few(records.len() as u64);
    if let Some(until) = until {
        let name = &metrics[until.metric].name;
        text += &match until.reached(records, metrics) {
            true => format!("\nthe interval of {name} is narrower than {} after {} runs\n", until.width, records.len()),
            false if estimate(until.metric).interval().is_none() => {
                let (seen, of) = (estimate(until.metric).seen, records.len());
                format!("\n{name} has no interval: {seen} of {of} runs have it, and it takes {FEWEST}\n")
            }
            false => format!(
                "\nthe interval of {name} is still wider than {} after {} runs: ask for more with --replications\n",
                until.width,
                records.len()
            ),
        };
    }
    Ok(text + &about.scale_note())
}
