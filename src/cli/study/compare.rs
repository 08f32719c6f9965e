//! `syncstorm compare`: arms on common random numbers; with `--fixes`, all combinations of two or three fixes in three
//! situations.

use std::sync::Arc;

use serde::Serialize;

use super::arguments::CompareArguments;
use super::chosen_fixes;
use super::desk::{draw, finish, finished, folder_of, partial, play, short_hash, shown, use_threads};
use super::plan::{PLAN, base, refused};
use super::store::Store;
use crate::cli::changes::Chosen;
use crate::cli::choose::{quoted, warn};
use crate::cli::clash;
use crate::cli::failure::Failure;
use crate::cli::folder::Content;
use crate::cli::terminal::{Terminal, print};
use crate::draw::preset::Preset;
use crate::experiment::physics::physics_fingerprint;
use crate::experiment::situations::Situation;
use crate::experiment::without;
use crate::experiment::worth::Design;
use crate::experiment::{Base, Keep, Point, Record, Setting};
use crate::measure::{MetricName, metric_names};
use crate::report::json::StudyManifest;
use crate::report::provenance::VERSION;
use crate::report::study::About;
use crate::report::study::compare::{Arm, Comparison, usual};
use crate::report::study::fixes::{FixWorth, Worth};
use crate::report::study::say::short;
use crate::scenario::suggest;

/// What is compared, before it runs.
struct Planned {
    name: String,
    base: Arc<Base>,
    point: Point,
}

/// The plan of a comparison as it is written.
#[derive(Serialize)]
struct ComparePlan<'a> {
    schema: &'static str,
    study: &'static str,
    version: &'static str,
    physics: &'static str,
    command: &'a str,
    scale: f64,
    first_seed: u64,
    replications: u32,
    metrics: Vec<&'a str>,
    arms: Vec<(&'a str, &'a str)>,
}

/// Compares.
pub fn compare(arguments: &CompareArguments, terminal: &Terminal) -> Result<(), Failure> {
    use_threads(arguments.study.jobs)?;
    let arguments = &chosen_fixes::in_place(arguments)?;
    let chosen: Vec<Chosen> = arguments
        .scenarios
        .iter()
        .map(|scenario| Chosen { scenario: scenario.clone(), changes: arguments.changes.clone() })
        .collect();
    let command = command(arguments, &chosen[0]);
    let mut bases = Vec::new();
    for chosen in &chosen {
        bases.push(base(chosen, terminal.color)?);
        warn(&bases[bases.len() - 1].scenario, terminal.color);
    }
    match &arguments.fixes {
        Some(_) if bases.len() > 1 => {
            Err(Failure::Usage("error: --fixes compares the fixes of one scenario\nhelp: name one".to_owned()))
        }
        Some(names) => {
            let design = chosen_fixes::design(names.as_deref(), &bases[0], arguments.study.quiet, terminal.color)?;
            fixes((arguments, &design), &bases[0], &command, &chosen[0], terminal)
        }
        None => arms(arguments, &bases, &command, &chosen[0], terminal),
    }
}

fn command(arguments: &CompareArguments, first: &Chosen) -> String {
    let mut words = first.command_of("compare", arguments.study.drawn.preset());
    let others: String = arguments.scenarios[1..].iter().map(|name| format!(" {}", quoted(name))).collect();
    // The names of the scenarios stand together, before their changes.
    let at = words.find(" --").unwrap_or(words.len());
    words.insert_str(at, &others);
    words.extend(arguments.arm.iter().map(|arm| format!(" --arm {}", quoted(arm))));
    words.extend(arguments.without.iter().map(|entry| format!(" --without {}", quoted(entry))));
    if let Some(names) = &arguments.fixes {
        words += " --fixes";
        words.extend(names.iter().map(|names| format!(" {}", quoted(names))));
    }
    words.extend(arguments.study.metric.iter().map(|metric| format!(" --metric {}", quoted(metric))));
    format!("{words} --replications {}", arguments.replications)
}

fn point(base: &Base, settings: Vec<Setting>, color: bool) -> Result<Point, Failure> {
    base.point(settings).map_err(|rejected| refused(*rejected, base, |_| "--arm", color))
}

fn arms(
    arguments: &CompareArguments,
    bases: &[Arc<Base>],
    command: &str,
    chosen: &Chosen,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let mut planned = Vec::new();
    for base in bases {
        let point = point(base, Vec::new(), terminal.color)?;
        planned.push(Planned { name: base.scenario.name.clone(), base: Arc::clone(base), point });
    }
    for arm in &arguments.arm {
        let (name, settings) = named_arm(arm)?;
        let point = point(&bases[0], settings, terminal.color)?;
        planned.push(Planned { name, base: Arc::clone(&bases[0]), point });
    }
    for entry in &arguments.without {
        let (name, settings) = without_entry(&bases[0], entry)?;
        let rejected =
            |rejected: Box<crate::scenario::Rejected>| refused(*rejected, &bases[0], |_| "--without", terminal.color);
        let point = bases[0].point(settings).map_err(rejected)?;
        planned.push(Planned { name, base: Arc::clone(&bases[0]), point });
    }
    if planned.len() < 2 {
        let text = "error: there is nothing to compare with\nhelp: name another scenario, or changes with --arm, or what is left out with --without, or ask for --fixes";
        return Err(Failure::Usage(text.to_owned()));
    }
    let twice = planned.iter().enumerate().find(|(at, arm)| planned[..*at].iter().any(|other| other.name == arm.name));
    if let Some((_, arm)) = twice {
        return Err(Failure::Usage(format!(
            "error: two arms are called `{}`\nhelp: give one of them a name: --arm 'NAME: PATH=VALUE'",
            arm.name
        )));
    }
    let metrics = shared_metrics(&planned)?;
    let shown = shown(&metrics, &arguments.study.metric, &usual(&metrics, &bases[0].classes_by_weight()))?;
    let (store, arms) = run(arguments, &planned, &metrics, &shown, (command, chosen), terminal)?;
    let about = about(arguments, &planned);
    let found = Comparison { arms: &arms, metrics: &metrics, shown: &shown, all: "", about: &about };
    let mut files: Vec<Content> = vec![("runs.csv".into(), found.trials()), ("arms.csv".into(), found.rows())];
    if let Some(chart) = found.sheet(arms.len().min(3)) {
        files.extend(draw(["load.svg", "load.png"], &chart, arguments.study.drawn.preset())?);
    }
    finish(&store, files, &manifest("compare", command, about.scale), arguments.study.quiet)?;
    print(&if arguments.study.json { found.json() } else { found.table() + &about.scale_note() })
}

fn fixes(
    (arguments, design): (&CompareArguments, &Design),
    base: &Arc<Base>,
    command: &str,
    chosen: &Chosen,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let all = design.settings(design.arms() - 1).into_iter().map(|setting| (setting.path, "--fixes".to_owned()));
    clash::refuse_varied(&chosen.changed_values(), &all.collect::<Vec<_>>())?;
    let situations: Vec<(Situation, Vec<Setting>)> = Situation::ALL
        .into_iter()
        .filter_map(|situation| Some((situation, situation.settings(&base.scenario.document)?)))
        .collect();
    let mut planned = Vec::new();
    for (situation, settings) in &situations {
        for arm in 0..design.arms() {
            let settings = settings.iter().cloned().chain(design.settings(arm)).collect();
            let rejected =
                |rejected: Box<crate::scenario::Rejected>| refused(*rejected, base, |_| "--fixes", terminal.color);
            let point = base.point(settings).map_err(rejected)?;
            let name = format!("{}, {}", design.words(arm), situation.words());
            planned.push(Planned { name, base: Arc::clone(base), point });
        }
    }
    let metrics = metric_names(&base.owners());
    let shown = shown(&metrics, &arguments.study.metric, &usual(&metrics, &base.classes_by_weight()))?;
    let (store, arms) = run(arguments, &planned, &metrics, &shown, (command, chosen), terminal)?;
    let about = about(arguments, &planned[..1]);
    let worth: Vec<Worth> = situations
        .iter()
        .zip(arms.chunks(design.arms()))
        .map(|((situation, _), arms)| Worth { situation: *situation, arms })
        .collect();
    let found = FixWorth { design, situations: &worth, metrics: &metrics, shown: &shown, about: &about };
    let all = Comparison { arms: &arms, metrics: &metrics, shown: &shown, all: "", about: &about };
    let mut files: Vec<Content> =
        vec![("runs.csv".into(), all.trials()), ("arms.csv".into(), all.rows()), ("effects.csv".into(), found.rows())];
    for worth in &worth {
        files.extend(sheet(worth, design, &all, arguments.study.drawn.preset())?);
    }
    if let Some(chart) = found.chart() {
        files.extend(draw(["effects.svg", "effects.png"], &chart, arguments.study.drawn.preset())?);
    }
    finish(&store, files, &manifest("fixes", command, about.scale), arguments.study.quiet)?;
    print(&if arguments.study.json { found.json() } else { found.table() + &about.scale_note() })
}

/// The chart of one situation, in both forms.
fn sheet(worth: &Worth, design: &Design, all: &Comparison, preset: Preset) -> Result<Vec<Content>, Failure> {
    const SHEETS: [[&str; 2]; 3] = [
        ["as_it_happened.svg", "as_it_happened.png"],
        ["without_operators.svg", "without_operators.png"],
        ["at_once.svg", "at_once.png"],
    ];
    let arms: Vec<Arm> = worth
        .arms
        .iter()
        .enumerate()
        .map(|(number, arm)| Arm { name: design.words(number), records: arm.records.clone() })
        .collect();
    let columns = if arms.len() == 4 { 2 } else { 3 };
    let Comparison { metrics, shown, about, .. } = *all;
    let sheet = Comparison { arms: &arms, metrics, shown, all: worth.situation.words(), about };
    let names = SHEETS.iter().find(|names| names[0].starts_with(worth.situation.name()));
    match (names, sheet.sheet(columns)) {
        (Some(names), Some(chart)) => draw(*names, &chart, preset),
        (None, _) | (_, None) => Ok(Vec::new()),
    }
}

/// Runs all arms in the folder of the study.
fn run(
    arguments: &CompareArguments,
    planned: &[Planned],
    metrics: &[MetricName],
    shown: &[usize],
    (command, chosen): (&str, &Chosen),
    terminal: &Terminal,
) -> Result<(Store, Vec<Arm>), Failure> {
    let seeds = planned[0].base.seeds(u64::from(arguments.replications));
    let kind = if arguments.fixes.is_some() { "fixes" } else { "compare" };
    let plan = ComparePlan {
        schema: PLAN,
        study: kind,
        version: VERSION,
        physics: physics_fingerprint(),
        command,
        scale: planned[0].base.scale,
        first_seed: seeds.start,
        replications: arguments.replications,
        metrics: shown.iter().map(|metric| metrics[*metric].name.as_str()).collect(),
        arms: planned.iter().map(|arm| (arm.name.as_str(), arm.point.id.as_str())).collect(),
    };
    let text = serde_json::to_string_pretty(&plan)? + "\n";
    let name = format!("{}+{kind}-{}", chosen.folder(&planned[0].base.scenario.name), short_hash(&text));
    let store = Store::open(&folder_of(&arguments.study, &name), &text, arguments.study.force)?;
    let points: Vec<(Arc<Base>, Point)> =
        planned.iter().map(|arm| (Arc::clone(&arm.base), arm.point.clone())).collect();
    let quiet = arguments.study.quiet;
    let arm = |(planned, records): (&Planned, Vec<Record>)| Arm { name: planned.name.clone(), records };
    match play(&store, terminal, quiet, |stage| stage.play_arms(&points, seeds.clone(), Keep::Curves)) {
        Ok(records) => Ok((store, planned.iter().zip(records).map(arm).collect())),
        Err(paused @ Failure::Paused(_)) => {
            let points: Vec<Point> = planned.iter().map(|arm| arm.point.clone()).collect();
            let records = in_all(finished(&store, &points, &seeds));
            let arms: Vec<Arm> = planned.iter().zip(records.clone()).map(arm).collect();
            let about = about(arguments, planned);
            let found = Comparison { arms: &arms, metrics, shown, all: "", about: &about };
            let json = arguments.study.json;
            print(&partial(json, &store, &records, &if json { found.json() } else { found.table() })?)?;
            Err(paused)
        }
        Err(failure) => Err(failure),
    }
}

/// The records of those seeds that are finished in all arms: only they make pairs.
fn in_all(records: Vec<Vec<Record>>) -> Vec<Vec<Record>> {
    let has = |records: &[Record], seed: u64| records.iter().any(|record| record.seed == seed);
    let all = |record: &Record| records.iter().all(|records| has(records, record.seed));
    records.iter().map(|arm| arm.iter().filter(|record| all(record)).cloned().collect()).collect()
}

/// Metrics of arms with the same classes; other arms cannot be told apart metric by metric.
fn shared_metrics(planned: &[Planned]) -> Result<Vec<MetricName>, Failure> {
    let classes = planned[0].base.classes();
    match planned.iter().find(|arm| arm.base.classes() != classes) {
        None => Ok(metric_names(&planned[0].base.owners())),
        Some(other) => Err(Failure::Usage(format!(
            "error: {} has the classes {}, and {} has {}\nhelp: compare scenarios with the same classes",
            planned[0].name,
            classes.join(", "),
            other.name,
            other.base.classes().join(", ")
        ))),
    }
}

/// `NAME: PATH=VALUE; PATH=VALUE`; without a name, the last steps of the paths are it.
fn named_arm(text: &str) -> Result<(String, Vec<Setting>), Failure> {
    let before_value = text.find('=').unwrap_or(text.len());
    let (name, changes) = match text[..before_value].split_once(':') {
        Some((name, _)) => (Some(name.trim().to_owned()), &text[name.len() + 1..]),
        None => (None, text),
    };
    let mut settings = Vec::new();
    for change in changes.split(';').map(str::trim).filter(|change| !change.is_empty()) {
        let Some((path, value)) = change.split_once('=') else {
            return Err(Failure::Usage(format!(
                "error: `{change}` changes nothing\nhelp: write --arm 'PATH=VALUE; PATH=VALUE', with a name and a colon in front if you like"
            )));
        };
        if path.trim() == "run.seed" {
            return Err(Failure::Usage(
                "error: an arm sets the seed, which is the same in all arms\nhelp: say --seed, or --replications"
                    .to_owned(),
            ));
        }
        settings.push(Setting::new(path.trim(), value.trim()));
    }
    if settings.is_empty() {
        return Err(Failure::Usage(format!("error: the arm `{text}` changes nothing\nhelp: write --arm 'PATH=VALUE'")));
    }
    let own = || settings.iter().map(|s| format!("{}={}", short(&s.path), s.value)).collect::<Vec<_>>().join("; ");
    Ok((name.unwrap_or_else(own), settings))
}

/// The arm without an entry of the timeline: its name, which tells what else goes, and its settings.
fn without_entry(base: &Base, entry: &str) -> Result<(String, Vec<Setting>), Failure> {
    let timeline = &base.scenario.document.timeline;
    let Some(off) = without::entries(&base.scenario.document, entry) else {
        let scenario = &base.scenario.name;
        let enabled: Vec<&str> =
            timeline.iter().filter(|(_, entry)| entry.enabled).map(|(name, _)| name.as_str()).collect();
        let why = match timeline.contains_key(entry) {
            true => format!("`{entry}` is switched off in {scenario} anyhow"),
            false => format!("{scenario} has no entry `{entry}` in its timeline"),
        };
        let help = match enabled.is_empty() {
            true => "its timeline has no entries".to_owned(),
            false => suggest::remedy(entry, &enabled),
        };
        return Err(Failure::Usage(format!("error: {why}\nhelp: {help}")));
    };
    Ok((format!("without {}", off.join(", ")), without::settings(&off)))
}

fn about(arguments: &CompareArguments, planned: &[Planned]) -> About {
    let mut scenarios: Vec<String> = Vec::new();
    for arm in planned {
        if !scenarios.contains(&arm.base.scenario.name) {
            scenarios.push(arm.base.scenario.name.clone());
        }
    }
    let changed = Chosen { scenario: scenarios[0].clone(), changes: arguments.changes.clone() };
    let scenarios = changed.variant(&scenarios.join(", "));
    let base = &planned[0].base;
    About { scenarios, scale: base.scale, seeds: base.seeds(u64::from(arguments.replications)) }
}

fn manifest(study: &'static str, command: &str, scale: f64) -> StudyManifest {
    StudyManifest { study, command: command.to_owned(), physics: physics_fingerprint(), scale }
}
