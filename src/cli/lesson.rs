//! `syncstorm lesson`: a guided lesson, told from runs that are played now.

use std::path::PathBuf;

use clap::Args;
#[cfg(feature = "charts")]
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::changes::{self, Changes, Chosen, Drawn, Fix};
use super::failure::Failure;
use super::folder::{self, Content, MANIFEST_FILE, Written};
use super::progress::Trials;
use super::terminal::{Terminal, print, say};
use crate::draw::preset::Preset;
use crate::experiment::Outcome;
use crate::experiment::fixes::Arm;
use crate::experiment::lesson::{Role, play};
use crate::report::json;
#[cfg(feature = "charts")]
use crate::report::lesson::paper;
use crate::report::lesson::{Cast, Lesson, STEPS, Take, folder as folder_of, name, roles};
use crate::report::provenance::Provenance;
use crate::scenario::Scenario;

/// Scale of the lesson's runs, if nothing else is asked for: each takes a second or two.
const SCALE: f64 = 0.1;

/// The teacher's version.
const LESSON_FILE: &str = "lesson.md";

/// Help at the end of `lesson --help`.
pub const LESSON_HELP: &str = "Six steps of predict, run, see, explain about the outage of August 2013, for a class of 45 \
minutes and for people who have never heard of it. The lesson plays its runs first (a few seconds); questions, right \
options and explanations follow from them. Another --seed or --scale may have other answers, and the words change with \
them. --out writes the files and prints nothing: the teacher's lesson.md and the students' sheet.md, both as pages to \
print (lesson.html with its pictures, sheet.html), and the charts that the steps look at (pages and charts in a build with \
the feature charts).\n\nExamples:\n  syncstorm lesson | less\n  syncstorm lesson --sheet > sheet.md\n  \
syncstorm lesson --step 3\n  syncstorm lesson --out course";

/// With fewer devices, chance and not the mechanism decides what a step shows.
const LEAST_SCALE: f64 = 0.02;

fn scale(text: &str) -> Result<f64, String> {
    let scale = changes::scale(text)?;
    match scale >= LEAST_SCALE {
        true => Ok(scale),
        false => Err(format!("a lesson needs a scale of at least {LEAST_SCALE}")),
    }
}

/// What `lesson` takes.
#[derive(Debug, Args)]
pub struct LessonArguments {
    /// Only this step (1 to 6).
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u8).range(1..=STEPS as i64))]
    pub step: Option<u8>,
    /// The students' sheet, without answers and with room to write.
    #[arg(long, conflicts_with_all = ["json", "out"])]
    pub sheet: bool,
    /// Folder to write: both versions, and the charts.
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["json", "step"])]
    pub out: Option<PathBuf>,
    /// Replace a different lesson in the folder.
    #[arg(long)]
    pub force: bool,
    /// Seed of all runs; without it that of the scenarios.
    #[arg(long)]
    pub seed: Option<u32>,
    /// Factor on populations and capacities, in the lesson and in its commands; at least 0.02, because a cell of a few
    /// dozen phones has other answers.
    #[arg(long, default_value_t = SCALE, value_parser = scale)]
    pub scale: f64,
    /// How it is drawn.
    #[command(flatten)]
    pub drawn: Drawn,
    /// Print the lesson as JSON.
    #[arg(long)]
    pub json: bool,
    /// Nothing on stderr but errors and warnings.
    #[arg(short, long)]
    pub quiet: bool,
}

/// A run that is still to come.
struct Planned {
    role: Role,
    chosen: Chosen,
    scenario: Scenario,
}

/// Plays the runs and tells the lesson.
pub fn lesson(arguments: &LessonArguments, terminal: &Terminal) -> Result<(), Failure> {
    let step = arguments.step.map(usize::from);
    let planned: Result<Vec<Planned>, Failure> =
        roles(step).into_iter().map(|role| planned(role, arguments, terminal.color)).collect();
    let planned = planned?;
    let about = about(arguments, &planned);
    if let Some(folder) = &arguments.out {
        folder::check(folder, &about.fingerprint, LESSON_FILE, arguments.force)?;
    }
    let cast = played(planned, arguments, terminal)?;
    let lesson = Lesson::of(&cast, step, about.command.clone());
    if let Some(folder) = &arguments.out {
        let files = files(&lesson, &cast, &about, (arguments.drawn.preset(), terminal))?;
        if terminal.stop.is_asked() {
            return Err(Failure::Interrupted);
        }
        let written = folder::write(folder, &files, arguments.force)?;
        if !arguments.quiet {
            say_written(&folder.display().to_string(), written, files.len());
        }
        return Ok(());
    }
    print(&match (arguments.json, arguments.sheet) {
        (true, _) => lesson.json()?,
        (false, true) => lesson.sheet(false),
        (false, false) => lesson.teacher(false),
    })
}

fn planned(role: Role, arguments: &LessonArguments, color: bool) -> Result<Planned, Failure> {
    let fix = match role.fixes() {
        Arm::Neither => Vec::new(),
        Arm::ErrorHandling => vec![Fix::ErrorHandling],
        Arm::Bandwidth => vec![Fix::Bandwidth],
        Arm::Both => vec![Fix::ErrorHandling, Fix::Bandwidth],
    };
    let set = role.sets().iter().map(|set| (*set).to_owned()).collect();
    let changes = Changes { fix, set, seed: arguments.seed, scale: arguments.scale };
    let chosen = Chosen { scenario: role.scenario().to_owned(), changes };
    let scenario = chosen.load(color)?;
    Ok(Planned { role, chosen, scenario })
}

/// What the files say of themselves: the lesson as if it were one run, named by everything that runs in it.
fn about(arguments: &LessonArguments, planned: &[Planned]) -> Provenance {
    let mut command = "syncstorm lesson".to_owned();
    command.extend(arguments.step.map(|step| format!(" --step {step}")));
    command.extend(arguments.seed.map(|seed| format!(" --seed {seed}")));
    if arguments.scale != SCALE {
        command += &format!(" --scale {}", arguments.scale);
    }
    let mut hash = Sha256::new();
    for one in planned {
        hash.update(one.scenario.fingerprint().as_bytes());
    }
    Provenance {
        scenario: "lesson".to_owned(),
        variant: "lesson".to_owned(),
        title: String::new(),
        seed: planned.first().map_or(0, |one| one.scenario.document.run.seed),
        scale: arguments.scale,
        fingerprint: hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect(),
        command,
    }
}

fn played(planned: Vec<Planned>, arguments: &LessonArguments, terminal: &Terminal) -> Result<Cast, Failure> {
    terminal.stop.listen();
    let watch = Trials::new(terminal, arguments.quiet);
    let documents: Vec<_> = planned.iter().map(|one| &one.scenario.document).collect();
    let outcomes = play(&documents, &watch);
    watch.finish();
    let outcomes = outcomes?;
    let preset = arguments.drawn.preset();
    Ok(Cast(planned.into_iter().zip(outcomes).map(|(one, outcome)| take(one, outcome, preset)).collect()))
}

/// A run, and how the class makes it. The page of a run would tell what the next steps ask, so the class leaves it out.
fn take(one: Planned, outcome: Outcome, preset: Preset) -> Take {
    let Planned { role, chosen, scenario } = one;
    let mut about = Provenance::of(&scenario, chosen.changes.scale, chosen.command(preset) + " --no-report");
    about.variant = chosen.variant(&scenario.name);
    let mut folder = format!("output/{}", chosen.folder(&scenario.name));
    if let Some(own) = folder_of(role) {
        let changes = Changes { fix: Vec::new(), set: Vec::new(), ..chosen.changes };
        folder = format!("output/{}", Chosen { scenario: chosen.scenario, changes }.folder(&own));
        about.command += &format!(" --out {folder}");
        about.variant = format!("{}, {}", scenario.name, name(role));
    }
    Take { role, scenario, about, folder, outcome }
}

/// Both versions, the charts and the pages to print if they can be drawn, and the manifest.
fn files(
    lesson: &Lesson,
    cast: &Cast,
    about: &Provenance,
    (preset, terminal): (Preset, &Terminal),
) -> Result<Vec<Content>, Failure> {
    let mut files: Vec<Content> = vec![
        (LESSON_FILE.into(), lesson.teacher(cfg!(feature = "charts")).into_bytes()),
        ("sheet.md".into(), lesson.sheet(cfg!(feature = "charts")).into_bytes()),
    ];
    files.extend(by_hand(terminal)?);
    let charts = charts(lesson, cast, preset)?;
    files.extend(papers(lesson, &charts));
    files.extend(charts);
    let manifest = json::manifest(about, &files)?;
    files.push((MANIFEST_FILE.into(), manifest.into_bytes()));
    Ok(files)
}

/// The page in which the steps are tried by hand.
#[cfg(feature = "charts")]
fn by_hand(terminal: &Terminal) -> Result<Option<Content>, Failure> {
    let changes = Changes { fix: Vec::new(), set: Vec::new(), seed: None, scale: 1.0 };
    let chosen = Chosen { scenario: crate::page::fill::TOLD.to_owned(), changes };
    let scenario = chosen.load(false)?;
    let (verdicts, command) = (crate::report::page::committed(&scenario.name), "syncstorm play");
    let filling = crate::page::fill::Filling { scenario: &scenario, command, verdicts: &verdicts, appendix: None };
    Ok(Some((crate::report::lesson::PAGE.into(), super::page::filled(&filling, terminal, true)?.into_bytes())))
}

#[cfg(not(feature = "charts"))]
fn by_hand(_: &Terminal) -> Result<Option<Content>, Failure> {
    Ok(None)
}

/// The charts of all steps; drawn side by side and collected in order.
#[cfg(feature = "charts")]
fn charts(lesson: &Lesson, cast: &Cast, preset: Preset) -> Result<Vec<Content>, Failure> {
    let pictures: Vec<_> = lesson.steps.iter().flat_map(|step| &step.charts).collect();
    let drawn: Result<Vec<Vec<Content>>, Failure> = pictures
        .into_par_iter()
        .map(|picture| {
            let take = cast.take(picture.role);
            let names = [format!("{}.svg", picture.file), format!("{}.png", picture.file)];
            let chart = picture.name.chart(&take.outcome, &take.about);
            let drawn = chart.map(|chart| super::draw::draw([&names[0], &names[1]], &chart, preset)).transpose()?;
            Ok(drawn.into_iter().flatten().collect())
        })
        .collect();
    Ok(drawn?.into_iter().flatten().collect())
}

#[cfg(not(feature = "charts"))]
fn charts(_: &Lesson, _: &Cast, _: Preset) -> Result<Vec<Content>, Failure> {
    Ok(Vec::new())
}

/// Both versions to print.
#[cfg(feature = "charts")]
fn papers(lesson: &Lesson, charts: &[Content]) -> Vec<Content> {
    let drawing = |png: &str| {
        let svg = png.replace(".png", ".svg");
        charts.iter().find(|(name, _)| *name == svg).map(|(_, bytes)| bytes.as_slice())
    };
    vec![
        ("lesson.html".into(), paper(&lesson.title, &lesson.teacher(true), drawing).into_bytes()),
        ("sheet.html".into(), paper(&lesson.title, &lesson.sheet(true), |_| None).into_bytes()),
    ]
}

#[cfg(not(feature = "charts"))]
fn papers(_: &Lesson, _: &[Content]) -> Vec<Content> {
    Vec::new()
}

fn say_written(folder: &str, written: Written, files: usize) {
    match written {
        Written::UpToDate => say!("{folder}: up to date"),
        Written::Written => say!("wrote {folder} ({files} files)"),
    }
    if cfg!(not(feature = "charts")) {
        say!("no charts and no pages to print: this build was made without the feature `charts`");
    }
    let ending = if cfg!(feature = "charts") { "html" } else { "md" };
    say!("next: print {folder}/sheet.{ending} for the class, and read {folder}/lesson.{ending}");
}
