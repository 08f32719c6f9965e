//! `syncstorm sweep --cells`: a service of many cells, of which a part is hit.

use std::sync::Arc;

use super::arguments::SweepArguments;
use super::desk::{draw, finish, folder_of, play_whole, short_hash, use_threads};
use super::plan::{Asked, FleetPlan, SweepPlan, base, priors, refused};
use super::store::Store;
use crate::cli::changes::Chosen;
use crate::cli::choose::warn;
use crate::cli::failure::Failure;
use crate::cli::folder::Content;
use crate::cli::terminal::{Terminal, print, say};
use crate::draw::preset::Preset;
use crate::experiment::design::{self, Layout};
use crate::experiment::physics::physics_fingerprint;
use crate::experiment::{Base, Keep, Record, Trial, fleet as cells};
use crate::measure::metric_names;
use crate::report::json::StudyManifest;
use crate::report::study::About;
use crate::report::study::fleet::Fleet;
use crate::report::study::say::table;
use crate::scenario::overrides::path_of;
use crate::scenario::path::KeyPath;
use crate::scenario::vary::Axis;

/// Runs so many cells, or a part of them.
pub fn fleet(arguments: &SweepArguments, count: u32, terminal: &Terminal) -> Result<(), Failure> {
    use_threads(arguments.study.jobs)?;
    let (asked, base, plan) = planned(arguments, count, terminal.color)?;
    warn(&base.scenario, terminal.color);
    if arguments.dry_run {
        return print(&listed(&plan));
    }
    let text = plan.text()?;
    let shard = arguments.shard.map_or_else(String::new, |(part, of)| format!(".part-{part}-of-{of}"));
    let name = format!("{}+cells-{}{shard}", asked.chosen.folder(&plan.scenario), short_hash(&text));
    let store = Store::open(&folder_of(&arguments.study, &name), &text, arguments.study.force)?;
    let (part, of) = arguments.shard.unwrap_or((1, 1));
    let all = plan.points.iter().zip(plan.first_seed..).enumerate();
    let mine = all.filter(|(at, _)| *at as u32 % of == part - 1);
    let trials: Vec<Trial> = mine.map(|(_, (point, seed))| Trial::new(&base, &Arc::new(point.clone()), seed)).collect();
    let (quiet, json) = (arguments.study.quiet, arguments.study.json);
    let records = play_whole(&store, terminal, (quiet, json), "fleet", |stage| stage.play(&trials, Keep::People))?;
    if of == 1 {
        return results(&plan, &store, &records, arguments.study.drawn.preset(), (json, quiet));
    }
    if !quiet {
        say!("part {part} of {of}: {} cells are in {}", trials.len(), store.folder().display());
        say!("next: syncstorm sweep merge FOLDER PARTS…, when all parts are there");
    }
    Ok(())
}

/// What is run: a draw of all priors for every cell, which of them are hit, and what that comes to.
fn planned(arguments: &SweepArguments, count: u32, color: bool) -> Result<(Asked, Arc<Base>, SweepPlan), Failure> {
    let usage = |text: String| Err(Failure::Usage(text));
    let Some(scenario) = arguments.scenario.clone() else {
        return usage("error: which scenario?\nhelp: name one (`syncstorm list` shows the built-in ones)".to_owned());
    };
    if let Some(metric) = arguments.study.metric.first() {
        return usage(format!(
            "error: --metric {metric} chooses nothing here: --cells tells how many people are without service\n\
             help: leave it out; results/cells.csv has every metric of every cell"
        ));
    }
    let chosen = Chosen { scenario, changes: arguments.changes.clone() };
    let base = base(&chosen, color)?;
    let axes = drawn(&chosen, &base);
    if let Some(axis) = axes.iter().find(|axis| axis.path.starts_with("run.")) {
        return usage(format!(
            "error: the scenario draws `{}`, and the people of cells with different clocks cannot be added up\n\
             help: give all of them one: --set {}=VALUE",
            axis.path, axis.path
        ));
    }
    let off = cells::switched_off(&base.scenario.document);
    if let (Some(share), true) = (arguments.hit, off.is_empty()) {
        return usage(format!(
            "error: --hit {share} has no effect: nothing happens in the timeline of {}, so no cell is hit by anything\n\
             help: leave it out, or add an entry to its [timeline]",
            base.scenario.name
        ));
    }
    let seed = base.scenario.document.run.seed;
    let hit = cells::hit(count, arguments.hit.unwrap_or(1.0), seed);
    let settings = design::settings(&axes, Layout::LatinHypercube { points: count, seed });
    let settings = settings.map_err(|why| Failure::Usage(format!("error: {why}")))?;
    let of_cell = |(drawn, hit): (Vec<_>, &bool)| if *hit { drawn } else { cells::spared(&drawn, &off) };
    let settings = settings.into_iter().zip(&hit).map(of_cell).collect();
    let is_off = |text: &str| off.iter().any(|setting| setting.text() == text);
    let option = |text: &str| if is_off(text) { "--hit" } else { "[priors]" };
    let points = design::points(&base, settings).map_err(|rejected| refused(*rejected, &base, option, color))?;
    let mut command = chosen.command_of("sweep", arguments.study.drawn.preset()) + &format!(" --cells {count}");
    command.extend(arguments.hit.map(|share| format!(" --hit {share}")));
    let drawn = axes.iter().map(|axis| axis.path.clone()).collect();
    let (sample, source) = (Some(count), Some("[priors]"));
    let asked = Asked { chosen, axes, sample, replications: 1, command, source, vary: Vec::new() };
    let mut plan = SweepPlan::new(&asked, &base, points, Vec::new());
    plan.fleet = Some(FleetPlan { hit, drawn });
    Ok((asked, base, plan))
}

/// The priors of the scenario. What somebody sets is so in every cell, and is not drawn.
fn drawn(chosen: &Chosen, base: &Base) -> Vec<Axis> {
    let set: Vec<KeyPath> = chosen.changed_values().iter().filter_map(|change| path_of(&change.text)).collect();
    let is_set = |axis: &Axis| {
        let path = axis.path.parse::<KeyPath>();
        path.is_ok_and(|path| set.iter().any(|set| set.starts_with(&path) || path.starts_with(set)))
    };
    priors(&base.scenario).into_iter().filter(|axis| !is_set(axis)).collect()
}

/// Writes and tells what the cells of a plan have done.
pub fn results(
    plan: &SweepPlan,
    store: &Store,
    records: &[Record],
    preset: Preset,
    (json, quiet): (bool, bool),
) -> Result<(), Failure> {
    let FleetPlan { hit, drawn } = plan.fleet.clone().unwrap_or_default();
    let seeds = plan.first_seed..plan.first_seed + records.len() as u64;
    let last = seeds.end.saturating_sub(1);
    let scenarios = format!("{}, {} cells (seeds {} to {last})", plan.variant, records.len(), seeds.start);
    let about = About { scenarios, scale: plan.scale, seeds: 0..0 };
    let metrics = metric_names(&plan.owners());
    let found = Fleet { points: &plan.points, hit: &hit, drawn: &drawn, records, metrics: &metrics, about: &about };
    let mut files: Vec<Content> = vec![("cells.csv".into(), found.cells()), ("fleet.csv".into(), found.people())];
    if let Some(chart) = found.chart() {
        files.extend(draw(["fleet.svg", "fleet.png"], &chart, preset)?);
    }
    let manifest = StudyManifest {
        study: "fleet",
        command: plan.command.clone(),
        physics: physics_fingerprint(),
        scale: plan.scale,
    };
    finish(store, files, &manifest, quiet)?;
    print(&if json { found.json() } else { found.text() + &about.scale_note() })
}

/// The cells, before anything runs.
fn listed(plan: &SweepPlan) -> String {
    let FleetPlan { hit, drawn } = plan.fleet.clone().unwrap_or_default();
    let head: Vec<String> = ["cell", "hit", "seed"].map(str::to_owned).into_iter().chain(drawn.clone()).collect();
    let line = |((at, point), seed): ((usize, &crate::experiment::Point), u64)| {
        let value = |path: &String| {
            let found = point.settings.iter().rfind(|setting| setting.path == *path);
            found.map_or_else(|| "-".to_owned(), |setting| setting.value.clone())
        };
        let is_hit = if hit.get(at) == Some(&true) { "yes" } else { "no" };
        let front = [(at + 1).to_string(), is_hit.to_owned(), seed.to_string()];
        front.into_iter().chain(drawn.iter().map(value)).collect()
    };
    let lines: Vec<Vec<String>> = plan.points.iter().enumerate().zip(plan.first_seed..).map(line).collect();
    let count = hit.iter().filter(|hit| **hit).count();
    format!("{}{} cells, of which {count} are hit\n", table(&head, &lines), plan.points.len())
}
