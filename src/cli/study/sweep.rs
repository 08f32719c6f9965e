//! `syncstorm sweep`: a scenario at many points; `sweep merge`: parts of that, joined.

use std::path::{Path, PathBuf};

use super::arguments::{SweepArguments, SweepCommand};
use super::desk::{draw, finish, finished, folder_of, partial, play, short_hash, shown, use_threads};
use super::fleet;
use super::plan::{Asked, SweepPlan};
use super::store::{self, Store};
use crate::cli::choose::warn;
use crate::cli::failure::Failure;
use crate::cli::folder::Content;
use crate::cli::stop::Stop;
use crate::cli::terminal::{Terminal, print, say};
use crate::draw::preset::Preset;
use crate::experiment::physics::physics_fingerprint;
use crate::experiment::{Keep, Ledger, Point, Record};
use crate::measure::{metric_names, numbers};
use crate::report::json::StudyManifest;
use crate::report::study::About;
use crate::report::study::rows::{estimates, trials};
use crate::report::study::say::table;
use crate::report::study::sweep::Sweep;

/// Metrics that are shown if none is asked for.
const USUAL: [&str; 2] = ["recovery.recovered", "recovery.recovered_h"];

/// Runs a sweep, or a part of one, or joins parts.
pub fn sweep(arguments: &SweepArguments, terminal: &Terminal) -> Result<(), Failure> {
    if let Some(SweepCommand::Merge { into, parts, drawn, quiet }) = &arguments.merge {
        return merge((into, parts), drawn.preset(), *quiet, &terminal.stop);
    }
    if let Some(cells) = arguments.cells {
        return fleet::fleet(arguments, cells, terminal);
    }
    use_threads(arguments.study.jobs)?;
    let asked = Asked::of(arguments, terminal.color)?;
    let (base, points) = asked.points(terminal.color)?;
    warn(&base.scenario, terminal.color);
    let names = metric_names(&base.owners());
    let shown = shown(&names, &arguments.study.metric, &USUAL.map(str::to_owned))?;
    let metrics = shown.iter().map(|metric| names[*metric].name.clone()).collect();
    let plan = SweepPlan::new(&asked, &base, points, metrics);
    if arguments.dry_run {
        return print(&listed(&plan));
    }
    let text = plan.text()?;
    let shard = arguments.shard.map_or_else(String::new, |(part, of)| format!(".part-{part}-of-{of}"));
    let name = format!("{}+sweep-{}{shard}", asked.chosen.folder(&plan.scenario), short_hash(&text));
    let store = Store::open(&folder_of(&arguments.study, &name), &text, arguments.study.force)?;
    let (part, of) = arguments.shard.unwrap_or((1, 1));
    let mine = |(at, point): (usize, &Point)| (at as u32 % of == part - 1).then(|| point.clone());
    let chosen: Vec<Point> = plan.points.iter().enumerate().filter_map(mine).collect();
    let quiet = arguments.study.quiet;
    let records =
        match play(&store, terminal, quiet, |stage| stage.play_all(&base, &chosen, plan.seeds(), Keep::Numbers)) {
            Ok(records) => records,
            Err(paused @ Failure::Paused(_)) => {
                let records = finished(&store, &chosen, &plan.seeds());
                let about = About { scenarios: plan.variant.clone(), scale: plan.scale, seeds: plan.seeds() };
                let found = Sweep {
                    points: &chosen,
                    records: &records,
                    metrics: &names,
                    shown: &shown,
                    own: &plan.own,
                    about: &about,
                };
                let json = arguments.study.json;
                print(&partial(json, &store, &records, &if json { found.json() } else { found.table() })?)?;
                return Err(paused);
            }
            Err(failure) => return Err(failure),
        };
    if of == 1 {
        return results(&plan, &store, &records, arguments.study.drawn.preset(), (arguments.study.json, quiet));
    }
    if !quiet {
        say!("part {part} of {of}: {} points are in {}", chosen.len(), store.folder().display());
        say!("next: syncstorm sweep merge FOLDER PARTS…, when all parts are there");
    }
    Ok(())
}

/// Joins the parts of a sweep.
fn merge((into, folders): (&Path, &[PathBuf]), preset: Preset, quiet: bool, stop: &Stop) -> Result<(), Failure> {
    stop.listen();
    let mut parts = Vec::new();
    let mut plan_text = String::new();
    for folder in folders {
        let (store, text) = Store::there(folder)?;
        if parts.is_empty() {
            plan_text = text;
        } else if text != plan_text {
            return Err(Failure::Usage(format!(
                "error: {} and {} are parts of different sweeps\nhelp: give all parts the same command but for --shard and --out",
                folders[0].display(),
                folder.display()
            )));
        }
        parts.push(store);
    }
    let plan = SweepPlan::read(&plan_text, &folders[0])?;
    let place = |folder: &Path| std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    if let Some(part) = folders.iter().find(|part| place(into).starts_with(place(part))) {
        return Err(Failure::Usage(format!(
            "error: {} would be written into its part {}\nhelp: name a folder of its own for the whole",
            into.display(),
            part.display()
        )));
    }
    let store = Store::open(into, &plan_text, false)?;
    let wanted = plan.runs();
    let missing = store::join(&store, &parts, &wanted)?;
    if !missing.is_empty() {
        return Err(Failure::Incomplete(lacking(&plan, &missing)));
    }
    let record = |(id, seed): &(String, u64)| match store.find(id, *seed) {
        Ok(Some(record)) => Ok(record),
        Ok(None) => Err(Failure::Internal(format!("point {id} has gone while parts were joined"))),
        Err(text) => Err(Failure::Internal(text)),
    };
    let records = wanted.iter().map(record).collect::<Result<Vec<Record>, Failure>>()?;
    if plan.fleet.is_some() {
        return fleet::results(&plan, &store, &records, preset, (false, quiet));
    }
    let records: Vec<Vec<Record>> = records.chunks(plan.replications as usize).map(<[Record]>::to_vec).collect();
    results(&plan, &store, &records, preset, (false, quiet))
}

/// What is missing, point by point, up to a screenful.
fn lacking(plan: &SweepPlan, missing: &[(String, u64)]) -> String {
    let mut text = format!("{} of {} runs are missing\n", missing.len(), plan.points.len() as u64 * plan.replications);
    for (id, seed) in missing.iter().take(20) {
        let point = plan.points.iter().find(|point| point.id == *id);
        let settings = point.into_iter().flat_map(|point| &point.settings).map(|setting| setting.text());
        text += &format!("  {id} seed {seed}: {}\n", settings.collect::<Vec<_>>().join(", "));
    }
    if missing.len() > 20 {
        text += &format!("  … and {} more\n", missing.len() - 20);
    }
    text + "help: run the parts that are missing (--shard I/N), and merge again"
}

fn results(
    plan: &SweepPlan,
    store: &Store,
    records: &[Vec<Record>],
    preset: Preset,
    (json, quiet): (bool, bool),
) -> Result<(), Failure> {
    let names = metric_names(&plan.owners());
    let shown: Vec<usize> = plan.metrics.iter().filter_map(|name| numbers::position(&names, name)).collect();
    let about = About { scenarios: plan.variant.clone(), scale: plan.scale, seeds: plan.seeds() };
    let found = Sweep { points: &plan.points, records, metrics: &names, shown: &shown, own: &plan.own, about: &about };
    let mut files: Vec<Content> = vec![
        ("runs.csv".into(), trials(&plan.points, records, &names)),
        ("points.csv".into(), estimates(&plan.points, records, &names)),
    ];
    if let Some(chart) = found.chart() {
        files.extend(draw(["sweep.svg", "sweep.png"], &chart, preset)?);
    }
    let manifest = StudyManifest {
        study: "sweep",
        command: plan.command.clone(),
        physics: physics_fingerprint(),
        scale: plan.scale,
    };
    finish(store, files, &manifest, quiet)?;
    print(&if json { found.json() } else { found.table() + &about.scale_note() })
}

/// The points, before anything runs.
fn listed(plan: &SweepPlan) -> String {
    let paths = crate::report::study::rows::paths(&plan.points);
    let head: Vec<String> = ["point".to_owned()].into_iter().chain(paths).collect();
    let row = |point: &Point| {
        [point.id.clone()].into_iter().chain(point.settings.iter().map(|setting| setting.value.clone())).collect()
    };
    let lines: Vec<Vec<String>> = plan.points.iter().map(row).collect();
    let runs = plan.points.len() as u64 * plan.replications;
    format!(
        "{}{} points, {} replications each: {runs} runs\n",
        table(&head, &lines),
        plan.points.len(),
        plan.replications
    )
}
