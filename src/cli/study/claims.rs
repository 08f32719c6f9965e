//! `syncstorm claims`: what is said in public, tested.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use serde::Serialize;

use super::desk::{draw, finish, play_whole, use_threads};
use super::plan::PLAN;
use super::store::Store;
use crate::cli::changes::{Changes, Chosen, Drawn, scale};
use crate::cli::choose::{quoted, warn};
use crate::cli::clash::Change;
use crate::cli::failure::Failure;
use crate::cli::folder::Content;
use crate::cli::progress::Trials;
use crate::cli::terminal::{Terminal, print};
use crate::cli::{choose, clash, text};
use crate::draw::preset::Preset;
use crate::experiment::claims::check::check;
use crate::experiment::claims::healthy::unable;
use crate::experiment::claims::study::Scope;
use crate::experiment::claims::worlds::Worlds;
use crate::experiment::claims::{Claim, ClaimsFile, Study, Verdict};
use crate::experiment::physics::physics_fingerprint;
use crate::experiment::{Base, Ended, Ledger, Part, Record, Stage};
use crate::report::claims::Findings;
use crate::report::json::StudyManifest;
use crate::scenario::catalog;
use crate::scenario::load::read_text;
use crate::scenario::node::{Node, Sources};
use crate::scenario::overrides::path_of;
use crate::scenario::path::KeyPath;
use crate::scenario::{Rejected, Scenario, suggest};

/// Worlds that are kept, if nothing else is asked for.
const WORLDS: u32 = 200;
/// Seeds of the scenario's own world in a quick look.
const QUICK_SEEDS: u64 = 3;
/// So many draws per world asked for; then it is given up.
const DRAWS_PER_WORLD: u64 = 200;

/// Help at the end of `claims --help`.
pub const CLAIMS_HELP: &str = "Every claim is a hypothesis: a run that has to show the effect, and counterfactual runs that \
must not. Worlds are drawn from the [priors] of the scenario and kept if their own run meets the public timeline; a \
claim is supported if it holds in at least 80 % of the worlds kept, contradicted below 20 %, and depends on something in \
between. --quick asks the scenario's own world with a few seeds. A file of claims for another incident has the same form \
as scenarios/outlook-2013.claims.toml.\n\nFinished runs are kept: after Ctrl-C the same command goes on, and more --worlds go \
on from fewer.\n\nExit code 4: a claim of a public text is contradicted.\n\nExamples:\n  \
syncstorm claims outlook-2013 --quick\n  syncstorm claims outlook-2013 --worlds 40 --scale 0.05\n  syncstorm claims my.claims.toml --json";

/// What `claims` takes.
#[derive(Debug, Args)]
pub struct ClaimsArguments {
    /// Name of a scenario with built-in claims (outlook-2013, slack-2022, incidents/dynamodb-2015), or a file that ends in .toml.
    pub claims: String,
    /// Ask the scenario's own world only, with a few seeds: minutes instead of hours.
    #[arg(long, conflicts_with = "worlds")]
    pub quick: bool,
    /// Worlds to keep; 200 without it.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub worlds: Option<u32>,
    /// Print the file of claims and run nothing: it is one to start from.
    #[arg(long, conflicts_with_all = ["quick", "worlds", "json"])]
    pub print: bool,
    /// Change one value of the scenario in all runs (repeatable), as for `run`: take a mechanism away and see which
    /// verdicts fall.
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,
    /// Seed of the draws and of all runs; without it that of the scenario.
    #[arg(long)]
    pub seed: Option<u32>,
    /// Factor on populations and capacities instead of that of the file.
    #[arg(long, value_parser = scale)]
    pub scale: Option<f64>,
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

/// The plan as it is written. The number of worlds and the thresholds are not in it: a study is gone on with when they
/// change.
#[derive(Serialize)]
struct ClaimsPlan<'a> {
    schema: &'static str,
    study: &'static str,
    physics: &'static str,
    claims: &'a str,
    scenario: &'a str,
    scenario_fingerprint: String,
    scale: f64,
}

/// Tests claims.
pub fn claims(arguments: &ClaimsArguments, terminal: &Terminal) -> Result<(), Failure> {
    if arguments.print {
        return print(&text_of(&arguments.claims)?);
    }
    use_threads(arguments.jobs)?;
    let changes = Changes { set: arguments.set.clone(), seed: arguments.seed, ..no_changes() };
    let (file, base) = load(&arguments.claims, &changes, arguments.scale, (!arguments.quick, terminal.color))?;
    let study = Study::new(&file, base);
    warn(&study.base.scenario, terminal.color);
    let scope = match arguments.quick {
        true => Scope::OwnWorld(QUICK_SEEDS),
        false => {
            let keep = arguments.worlds.unwrap_or(WORLDS);
            Scope::Plausible { keep: keep as usize, most: u64::from(keep) * DRAWS_PER_WORLD }
        }
    };
    let scenario = &study.base.scenario;
    let plan = serde_json::to_string_pretty(&ClaimsPlan {
        schema: PLAN,
        study: "claims",
        physics: physics_fingerprint(),
        claims: &short_name(&arguments.claims),
        scenario: &scenario.name,
        scenario_fingerprint: scenario.fingerprint(),
        scale: study.base.scale,
    })? + "\n";
    let store = Store::open(&folder(arguments, &short_name(&arguments.claims)), &plan, arguments.force)?;
    let played = play_whole(&store, terminal, (arguments.quiet, arguments.json), "claims", |stage| {
        passable(&study, stage)?;
        study.play(scope, stage)
    })?;
    let command = command(arguments);
    let findings = Findings::new(&study, &played, scope, &command);
    if played.worlds.is_empty() {
        return Err(Failure::Usage(findings.nothing_kept()));
    }
    let files = contents(&findings, arguments.drawn.preset())?;
    let manifest = StudyManifest {
        study: "claims",
        command: command.clone(),
        physics: physics_fingerprint(),
        scale: study.base.scale,
    };
    finish(&store, files, &manifest, arguments.quiet)?;
    print(&if arguments.json { findings.json() } else { findings.text() })?;
    let wrong = findings
        .judged
        .iter()
        .filter(|judged| judged.verdict == Verdict::Contradicted && is_public(judged.claim.id.as_str(), &file));
    let wrong: Vec<&str> = wrong.map(|judged| judged.claim.id.as_str()).collect();
    match wrong.as_slice() {
        [] => Ok(()),
        wrong => Err(Failure::Contradicted(wrong.join(", "))),
    }
}

/// Whether a text says so, or something whose second half it is.
fn is_public(id: &str, file: &ClaimsFile) -> bool {
    let is_said = |claim: &Claim| !claim.said.is_empty();
    file.claim(id).is_some_and(is_said)
        || file.claims.iter().any(|claim| claim.after.as_deref() == Some(id) && is_said(claim))
}

fn contents(findings: &Findings, preset: Preset) -> Result<Vec<Content>, Failure> {
    let mut files: Vec<Content> = vec![
        ("claims.json".into(), findings.json().into_bytes()),
        ("claims.csv".into(), findings.claims_rows()),
        ("worlds.csv".into(), findings.worlds_rows()),
        ("answers.csv".into(), findings.answers_rows()),
        ("report.md".into(), findings.page().into_bytes()),
        ("letters.md".into(), findings.letters().markdown().into_bytes()),
        ("letters.html".into(), findings.letters().html().into_bytes()),
        ("small.json".into(), findings.small().into_bytes()),
    ];
    for (name, chart) in findings.charts() {
        files.extend(draw([&name[0], &name[1]], &chart, preset)?);
    }
    Ok(files)
}

/// The file of claims, checked, and its scenario with these changes.
/// `drawn` if worlds are drawn: then what a world draws cannot be set as well.
fn load(
    name: &str,
    changes: &Changes,
    scale: Option<f64>,
    (drawn, color): (bool, bool),
) -> Result<(ClaimsFile, Base), Failure> {
    let text = text_of(name)?;
    let shown = if name.ends_with(".toml") { name.to_owned() } else { format!("{name}.claims.toml") };
    let (file, tree, sources) =
        read_text::<ClaimsFile>(&shown, &text).map_err(|rejected| Failure::Usage(rejected.render(color)))?;
    let scale = scale.or(file.worlds.scale).unwrap_or(1.0);
    // An impossible scale is shown with everything else that is wrong with the file.
    let possible = if scale > 0.0 && scale <= 100.0 { scale } else { 1.0 };
    let scenario = scenario_of(name, &file.scenario);
    // What is said on the command line takes the place of what the file says.
    let said: Vec<Option<KeyPath>> = changes.set.iter().map(|set| path_of(set)).collect();
    let world = file.worlds.set.iter().map(|(path, value)| format!("{path}={value}"));
    let world = world.filter(|set| !said.contains(&path_of(set)));
    let set = world.chain(changes.set.iter().cloned()).collect();
    let chosen = Chosen { scenario, changes: Changes { set, ..changes.clone() } };
    let values = chosen.changed_values();
    clash::refuse(&values)?;
    let loaded = choose::load(&chosen.scenario, &values, possible, color)?;
    let base = Arc::new(Base { scenario: loaded, scale: possible });
    if drawn {
        clash::refuse_varied(&changes_only(changes), &drawn_from(&file, &tree, &sources, &base.scenario))?;
    }
    let problems = check(&file, &tree, &base);
    if !problems.is_empty() {
        return Err(Failure::Usage(Rejected { problems, sources }.render(color)));
    }
    Ok((file, Base::clone(&base)))
}

/// The changes of the command line, without those of the file.
fn changes_only(changes: &Changes) -> Vec<Change> {
    changes.set.iter().map(|set| Change::new("--set", set)).collect()
}

/// Every path that a world draws, with the place that says so and how to keep it out.
fn drawn_from(file: &ClaimsFile, tree: &Node, sources: &Sources, scenario: &Scenario) -> Vec<(String, String)> {
    let worlds = Worlds::new(file, scenario);
    let own = |table: &'static str, path: &str| Some((tree.find(&KeyPath::from(["worlds", table, path]))?, sources));
    let said = |path: String| {
        let prior = || Some((scenario.tree.find(&KeyPath::from(["priors", path.as_str()]))?, &scenario.sources));
        let mixed = || {
            let mix = worlds.mixes.iter().find(|mix| path.starts_with(&format!("{}.", mix.path)))?;
            own("mix", &mix.path)
        };
        let busy = || {
            let plans = &file.worlds.utilisation;
            let (name, _) = plans.iter().find(|(_, plan)| plan.paths().any(|own| *own == path))?;
            own("utilisation", name)
        };
        let of_file = busy().is_some() || file.worlds.vary.contains_key(&path) || mixed().is_some();
        let kind = if of_file { "the draws" } else { "the prior" };
        let place = busy().or_else(|| own("vary", &path)).or_else(mixed).or_else(prior).map_or_else(
            String::new,
            |(node, sources)| {
                let (line, _) = sources.locate(&node.origin);
                format!(" at {}:{line}", sources.name(node.origin.source))
            },
        );
        let keep = match kind {
            "the prior" => {
                format!(" (`worlds.fixed = [\"{path}\"]` in the file of claims keeps it out, `--quick` draws nothing)")
            }
            _ => " (`--quick` draws nothing)".to_owned(),
        };
        let option = format!("{kind}{place}{keep}");
        (path, option)
    };
    worlds.paths().into_iter().map(said).collect()
}

/// A counterfactual that a healthy cell fails as well is no counterfactual.
fn passable(study: &Study, stage: Stage) -> Result<(), Ended> {
    let unable = unable(study, stage)?;
    let told = unable.iter().map(|unable| {
        let claim = &study.file.claims[unable.claim];
        let run = &claim.without[unable.without].run;
        format!("a counterfactual that cannot come out: `{}` without its cause (`{run}`) asks for {}, which the healthy cell fails, and it fails what the claim asks for as well", claim.id, unable.fails)
    });
    let told: Vec<String> = told.collect();
    match told.is_empty() {
        true => Ok(()),
        false => Err(Ended::Failed(format!(
            "{}\nhelp: choose a limit that a cell without the fault meets at this scale",
            told.join("\n")
        ))),
    }
}

/// Reports every problem of a file of claims.
pub fn check_file(name: &str, terminal: &Terminal) -> Result<(), Failure> {
    let (file, base) = load(name, &no_changes(), None, (true, terminal.color))?;
    let study = Study::new(&file, base);
    let stage = Stage { ledger: &Nowhere, watch: &Trials::new(terminal, true), part: Part::All };
    passable(&study, stage).map_err(|ended| match ended {
        Ended::Failed(text) => Failure::Usage(format!("error: {text}")),
        Ended::Interrupted => Failure::Interrupted,
        Ended::Elsewhere(round) => Failure::Elsewhere(round, 0.0),
    })
}

/// Keeps no trial: what `check` plays is over in seconds.
struct Nowhere;

impl Ledger for Nowhere {
    fn find(&self, _point: &str, _seed: u64) -> Result<Option<Record>, String> {
        Ok(None)
    }
    fn keep(&self, _record: &Record) -> Result<(), String> {
        Ok(())
    }
}

fn no_changes() -> Changes {
    Changes { fix: Vec::new(), set: Vec::new(), seed: None, scale: 1.0 }
}

/// A scenario file stands beside its file of claims; a built-in one has a name.
fn scenario_of(claims: &str, scenario: &str) -> String {
    match (scenario.ends_with(".toml"), Path::new(claims).parent()) {
        (true, Some(beside)) => beside.join(scenario).display().to_string(),
        (true, None) | (false, _) => scenario.to_owned(),
    }
}

fn text_of(name: &str) -> Result<String, Failure> {
    if name.ends_with(".toml") {
        return text::read(Path::new(name)).map_err(|error| {
            Failure::Usage(format!("error: cannot read {name}: {error}\nhelp: name a file of claims"))
        });
    }
    let known: Vec<&str> = catalog::CLAIMS.iter().map(|(name, _)| *name).collect();
    catalog::claims(name).map(str::to_owned).ok_or_else(|| {
        let near = suggest::closest(name, &known).map_or_else(String::new, |near| format!("did you mean `{near}`? "));
        Failure::Usage(format!(
            "error: there are no claims for `{name}`\nhelp: {near}built in are {}; or name a file that ends in .toml",
            known.join(", ")
        ))
    })
}

fn folder(arguments: &ClaimsArguments, claims: &str) -> PathBuf {
    let scale = arguments.scale.unwrap_or(1.0);
    let changes = Changes { set: arguments.set.clone(), seed: arguments.seed, scale, ..no_changes() };
    let chosen = Chosen { scenario: claims.to_owned(), changes };
    let kind = if arguments.quick { "claims-quick" } else { "claims" };
    let own = || Path::new("output").join(format!("{}+{kind}", chosen.folder(claims)));
    arguments.out.clone().unwrap_or_else(own)
}

/// Name of a built-in file, or of a file without its folder and endings.
fn short_name(claims: &str) -> String {
    let file =
        Path::new(claims).file_name().map_or_else(|| claims.to_owned(), |name| name.to_string_lossy().into_owned());
    let plain = file.strip_suffix(".toml").unwrap_or(&file);
    plain.strip_suffix(".claims").unwrap_or(plain).to_owned()
}

fn command(arguments: &ClaimsArguments) -> String {
    let name = Path::new(&arguments.claims);
    let name = match (name.is_absolute(), name.file_name()) {
        (true, Some(file)) => file.to_string_lossy().into_owned(),
        (true, None) | (false, _) => arguments.claims.clone(),
    };
    let mut command = format!("syncstorm claims {}", quoted(&name));
    if arguments.quick {
        command += " --quick";
    }
    command.extend(arguments.worlds.map(|worlds| format!(" --worlds {worlds}")));
    command.extend(arguments.set.iter().map(|set| format!(" --set {}", quoted(set))));
    command.extend(arguments.seed.map(|seed| format!(" --seed {seed}")));
    command.extend(arguments.scale.map(|scale| format!(" --scale {scale}")));
    command
}
