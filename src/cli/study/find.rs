//! `syncstorm find`: the value of a parameter from which on, or up to which, runs pass with a wanted probability.

use std::sync::Arc;

use clap::Args;
use serde::Serialize;

use super::arguments::StudyOptions;
use super::desk::{draw, finish, folder_of, paused, play, short_hash, shown, stopped, use_threads};
use super::plan::{PLAN, axes_of, base, refused};
use super::store::Store;
use crate::cli::changes::{Changes, Chosen, scale};
use crate::cli::choose::{quoted, warn as warn_of};
use crate::cli::clash;
use crate::cli::failure::Failure;
use crate::cli::folder::Content;
use crate::cli::terminal::{Terminal, print, say};
use crate::experiment::condition::Condition;
use crate::experiment::physics::physics_fingerprint;
use crate::experiment::point::Base;
use crate::experiment::search::{Confirmation, Finding, Question, Stopped, Wanted, confirm, search};
use crate::experiment::{Ended, Stage};
use crate::measure::{MetricName, metric_names};
use crate::report::json::StudyManifest;
use crate::report::provenance::VERSION;
use crate::report::study::About;
use crate::report::study::find::Found;
use crate::report::study::say::wanted_share;
use crate::scenario::Rejected;
use crate::scenario::diagnostic::{Problem, Problems};
use crate::scenario::source::{Origin, Sources};
use crate::scenario::vary::{Axis, Values};

/// A rung is so much of its value above the one before, unless something else is asked for.
const STEP: f64 = 0.05;
/// Up to so many whole numbers are told apart one by one, unless something else is asked for.
const WHOLE: f64 = 1000.0;

/// Help at the end of `find --help`.
pub const FIND_HELP: &str = "The answer is verified with seeds that the search never used: the value that passes and its neighbour that \
fails each with an exact one-sided limit, so that both hold together with the stated confidence. That P only rises, or \
only falls, along the range is an assumption; what was run is checked for the contrary. Ends written as whole numbers \
without a unit give whole numbers: write 1.0..8.0 for a factor.\n\nFinished runs are kept in the folder of the study: after \
Ctrl-C the same command goes on from there, and with a larger --most-runs it goes further.\n\nQuestions to ask:\n  \
# How much more bandwidth would have let the cell recover by itself?\n  \
syncstorm find metastable-cell --scale 0.02 --fix bandwidth --set timeline.block.enabled=false \
--set timeline.restore.enabled=false --vary fixes.bandwidth.factor=1.0..8.0:log\n  \
# How long an outage of the cache does it survive?\n  \
syncstorm find metastable-cell --scale 0.02 --set timeline.block.enabled=false --set timeline.restore.enabled=false \
--vary 'timeline.failure.lasts=1..60 min:log'\n  \
# How slowly would the phones have to retry?\n  \
syncstorm find metastable-cell --scale 0.02 --set timeline.block.enabled=false --set timeline.restore.enabled=false \
--vary 'classes.phones.behaviours.constant.any_error.after.spread.around=5..1800 s:log'\n  \
# How many of the impatient phones would have to obey Retry-After?\n  \
syncstorm find outlook-2013 --scale 0.05 --fix error-handling --set fixes.error_handling.hold=false --precision 20% --set timeline.block.enabled=false \
--set timeline.restore.enabled=false --set 'run.length=24 h' --vary classes.phones.behaviours.tight_loop.obeys_retry_after=0.0..1.0 \
--with classes.phones.behaviours.persistent.obeys_retry_after\n  \
# How fast may they be let back?\n  \
syncstorm find metastable-cell --scale 0.02 --set 'network.capacity=240 Mbit/s' --set 'run.length=14 h' --vary 'timeline.restore.do.ramp.over=1..300 min:log' --precision 20%\n  \
# What load does it carry with a queue that is rarely long?\n  \
syncstorm find textbook/mm1 --vary 'classes.customers.arrivals.rate=0.1..0.95 /s' --passes 'run.queue_length <= 2'";

/// What `find` takes.
#[derive(Debug, Args)]
pub struct FindArguments {
    /// The scenario.
    #[command(flatten)]
    pub chosen: Chosen,
    /// The parameter and its range: PATH=LO..HI, or PATH=LO..HI:log for equal ratios.
    #[arg(long, value_name = "PATH=LO..HI")]
    pub vary: String,
    /// Another path that always gets the same value (repeatable).
    #[arg(long, value_name = "PATH")]
    pub with: Vec<String>,
    /// What a run has to be like: a metric, one of >= <= > <, and a number.
    #[arg(long, value_name = "CONDITION", default_value = "recovery.recovered >= 1")]
    pub passes: String,
    /// How likely that has to be.
    #[arg(long, value_name = "SHARE", default_value = "95%", value_parser = share)]
    pub probability: f64,
    /// How sure the answer has to be.
    #[arg(long, value_name = "SHARE", default_value = "95%", value_parser = share)]
    pub confidence: f64,
    /// Look for the smallest value that passes; without it the ends of the range decide.
    #[arg(long, conflicts_with = "largest")]
    pub smallest: bool,
    /// Look for the largest value that passes.
    #[arg(long)]
    pub largest: bool,
    /// How close values are told apart, as a part of the value [default: 5%, and every whole number of up to 1000].
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub precision: Option<f64>,
    /// Verify the answer with fresh seeds at this scale too: 1 is full size. Runs there are larger.
    #[arg(long, value_name = "SCALE", value_parser = scale)]
    pub confirm_at: Option<f64>,
    /// Stop after so many runs with what is known by then.
    #[arg(long, value_name = "NUMBER", default_value_t = 5_000, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub most_runs: u64,
    /// What every study takes.
    #[command(flatten)]
    pub study: StudyOptions,
}

/// The plan as it is written: everything that decides the runs. How many of them are allowed is not among it, so that
/// a larger limit goes on from the same folder.
#[derive(Serialize)]
struct FindPlan<'a> {
    schema: &'static str,
    study: &'static str,
    version: &'static str,
    physics: &'static str,
    command: String,
    scenario_fingerprint: String,
    scale: f64,
    first_seed: u64,
    paths: &'a [String],
    rungs: &'a [String],
    condition: String,
}

/// Answers an inverse question.
pub fn find(arguments: &FindArguments, terminal: &Terminal) -> Result<(), Failure> {
    use_threads(arguments.study.jobs)?;
    let question = asked(arguments, terminal.color)?;
    let first = format!("{}=", question.paths[0]);
    let option_of = |text: &str| if text.starts_with(&first) { "--vary" } else { "--with" };
    let rejected = |rejected: Box<Rejected>| refused(*rejected, &question.base, option_of, terminal.color);
    for rung in [0, question.rungs.len() - 1] {
        question.base.point(question.settings(rung)).map_err(rejected)?;
    }
    let there = there(arguments, terminal.color)?;
    let scenario = &question.base.scenario;
    let text = plan(arguments, &question)?;
    let name = format!("{}+find-{}", arguments.chosen.folder(&scenario.name), short_hash(&text));
    let store = Store::open(&folder_of(&arguments.study, &name), &text, arguments.study.force)?;
    let quiet = arguments.study.quiet;
    warn_of(scenario, terminal.color);
    if !quiet {
        warn(&question);
    }
    let first = scenario.document.run.seed;
    let about =
        About { scenarios: arguments.chosen.variant(&scenario.name), scale: question.base.scale, seeds: first..first };
    let full = command(arguments) + " --confirm-at 1";
    let answered = play(&store, terminal, quiet, |stage| match answer(&question, there.as_ref(), stage) {
        Ok(found) => Ok(Ok(found)),
        Err(Stopped::Ended(ended)) => Err(ended),
        Err(stopped @ (Stopped::Interrupted(_) | Stopped::Rejected(_) | Stopped::NoNumber)) => Ok(Err(stopped)),
    })?;
    let (finding, confirmed) = match answered {
        Ok(found) => found,
        Err(Stopped::Interrupted(finding)) => {
            let so_far = Found { question: &question, finding: &finding, about: &about, confirmed: None, full: &full };
            let runs = usize::try_from(finding.runs()).unwrap_or(usize::MAX);
            print(&if arguments.study.json {
                stopped(&so_far.json(), store.finished(), runs)?
            } else {
                so_far.so_far()
            })?;
            return Err(paused(&store));
        }
        Err(Stopped::Rejected(why)) => return Err(rejected(why)),
        Err(Stopped::Ended(_) | Stopped::NoNumber) => return Err(no_number(&question)),
    };
    let confirmed = confirmed.as_ref();
    let found = Found { question: &question, finding: &finding, about: &about, confirmed, full: &full };
    let mut files: Vec<Content> =
        vec![("find.csv".into(), found.csv()), ("find.json".into(), found.json().into_bytes())];
    if let Some(chart) = found.chart() {
        files.extend(draw(["find.svg", "find.png"], &chart, arguments.study.drawn.preset())?);
    }
    let mut command = command(arguments);
    command.extend(arguments.confirm_at.map(|scale| format!(" --confirm-at {scale}")));
    command += &format!(" --most-runs {}", arguments.most_runs);
    let manifest = StudyManifest { study: "find", command, physics: physics_fingerprint(), scale: question.base.scale };
    finish(&store, files, &manifest, quiet)?;
    print(&if arguments.study.json { found.json() } else { found.text() })
}

/// The scenario at the scale at which the answer is verified once more; the same problems would stop that only after the
/// search.
fn there(arguments: &FindArguments, color: bool) -> Result<Option<Arc<Base>>, Failure> {
    let Some(scale) = arguments.confirm_at else { return Ok(None) };
    if scale == arguments.chosen.changes.scale {
        let text = format!(
            "error: --confirm-at {scale} is the scale of the search\nhelp: its answer is verified there already"
        );
        return Err(Failure::Usage(text));
    }
    let changes = Changes { scale, ..arguments.chosen.changes.clone() };
    let there = base(&Chosen { changes, ..arguments.chosen.clone() }, color)?;
    warn_of(&there.scenario, color);
    Ok(Some(there))
}

/// The answer, and what becomes of it at another scale.
fn answer(
    question: &Question,
    there: Option<&Arc<Base>>,
    stage: Stage,
) -> Result<(Finding, Option<Confirmation>), Stopped> {
    let finding = search(question, stage)?;
    match there.map(|there| confirm(question, &finding, there, stage)).transpose() {
        Ok(confirmed) => Ok((finding, confirmed)),
        // What was found stands, whether or not it was looked at elsewhere.
        Err(Stopped::Ended(Ended::Interrupted)) => Err(Stopped::Interrupted(Box::new(finding))),
        Err(stopped) => Err(stopped),
    }
}

/// What is asked, checked.
fn asked(arguments: &FindArguments, color: bool) -> Result<Question, Failure> {
    let usage = |text: &str| Err(Failure::Usage(text.to_owned()));
    if !arguments.study.metric.is_empty() {
        return usage(
            "error: `find` shows one metric\nhelp: say it with --passes, for example --passes 'web.availability >= 99 %'",
        );
    }
    let Axis { path, values } = axes_of("--vary", std::slice::from_ref(&arguments.vary), color)?.remove(0);
    let Values::Between(range) = values else {
        return usage(
            "error: `find` needs a range to search, not a list of values\nhelp: write both ends and no step, such as 1.0..8.0 or 1..60 min:log",
        );
    };
    let step = match (arguments.precision, range.count()) {
        (Some(step), _) => step,
        (None, Some(count)) if count <= WHOLE => f64::MIN_POSITIVE,
        (None, _) => STEP,
    };
    let rungs = range.rungs(step);
    if rungs.len() < 2 {
        return usage(
            "error: both ends of the range are the same\nhelp: write the smaller and the larger value, such as 1.0..8.0",
        );
    }
    let paths: Vec<String> = std::iter::once(path).chain(arguments.with.iter().cloned()).collect();
    if let Some(twice) = paths.iter().enumerate().find(|(at, path)| paths[..*at].contains(path)) {
        return usage(&format!("error: `{}` is set twice\nhelp: name other paths with --with", twice.1));
    }
    if paths.iter().any(|path| path == "run.seed") {
        return usage(
            "error: the seed is varied\nhelp: every run has a seed of its own; vary a parameter of the scenario",
        );
    }
    let with = arguments.with.iter().map(|path| (path.clone(), format!("--with {path}")));
    let varied: Vec<(String, String)> =
        std::iter::once((paths[0].clone(), format!("--vary {}", arguments.vary))).chain(with).collect();
    clash::refuse_varied(&arguments.chosen.changed_values(), &varied)?;
    let condition = condition(&arguments.passes, color)?;
    let base = base(&arguments.chosen, color)?;
    let names = metric_names(&base.owners());
    let at = shown(&names, std::slice::from_ref(&condition.metric), &[])?[0];
    asks(&arguments.passes, &condition, &names[at], color)?;
    Ok(Question {
        base,
        paths,
        rungs,
        metric: (at, names[at].clone()),
        condition,
        probability: arguments.probability,
        confidence: arguments.confidence,
        wanted: match (arguments.smallest, arguments.largest) {
            (true, _) => Some(Wanted::Smallest),
            (false, true) => Some(Wanted::Largest),
            (false, false) => None,
        },
        most_runs: arguments.most_runs,
    })
}

/// A condition whose outcome is known before anything runs asks nothing.
fn asks(text: &str, condition: &Condition, metric: &MetricName, color: bool) -> Result<(), Failure> {
    let bounds = metric.kind.bounds();
    let Some(always) = condition.comparison.settled(condition.limit, bounds) else { return Ok(()) };
    let runs = if always { "every run that has the number meets it" } else { "no run can meet it" };
    let (mut sources, mut problems) = (Sources::default(), Problems::default());
    let source = sources.add_option("--passes", text);
    let range = match bounds.high.is_finite() {
        true => format!("from {} to {}", bounds.low, bounds.high),
        false => format!("{} or more", bounds.low),
    };
    let problem = Problem::new("a condition that asks nothing", format!("`{}` is {range}: {runs}", metric.name));
    let remedy = format!("write a limit inside the range: {range}");
    problems.push(problem.at(Origin::new(source, 0..text.len())).remedy(remedy));
    Err(Failure::Usage(Rejected { problems, sources }.render(color)))
}

fn condition(text: &str, color: bool) -> Result<Condition, Failure> {
    Condition::parse(text).map_err(|error| {
        let (mut sources, mut problems) = (Sources::default(), Problems::default());
        let source = sources.add_option("--passes", text);
        let problem = Problem::new("a condition that cannot be read", error.cause);
        problems.push(problem.at(Origin::new(source, error.span)).remedy(error.remedy));
        Failure::Usage(Rejected { problems, sources }.render(color))
    })
}

fn plan(arguments: &FindArguments, question: &Question) -> Result<String, Failure> {
    let scenario = &question.base.scenario;
    let plan = FindPlan {
        schema: PLAN,
        study: "find",
        version: VERSION,
        physics: physics_fingerprint(),
        command: command(arguments),
        scenario_fingerprint: scenario.fingerprint(),
        scale: question.base.scale,
        first_seed: scenario.document.run.seed,
        paths: &question.paths,
        rungs: &question.rungs,
        condition: question.condition.text(),
    };
    Ok(serde_json::to_string_pretty(&plan)? + "\n")
}

/// The command without its limit on runs.
fn command(arguments: &FindArguments) -> String {
    let mut command = arguments.chosen.command_of("find", arguments.study.drawn.preset())
        + &format!(" --vary {}", quoted(&arguments.vary));
    for path in &arguments.with {
        command += &format!(" --with {}", quoted(path));
    }
    command += &format!(" --passes {}", quoted(&arguments.passes));
    command += &format!(" --probability {} --confidence {}", arguments.probability, arguments.confidence);
    if arguments.smallest {
        command += " --smallest";
    }
    if arguments.largest {
        command += " --largest";
    }
    command.extend(arguments.precision.map(|step| format!(" --precision {step}")));
    command
}

/// What the wanted confidence costs, before anything runs.
fn warn(question: &Question) {
    let (least, most) = (question.least_runs(), question.most_runs);
    let (wanted, sure) = (wanted_share(question.probability), wanted_share(question.each_side()));
    say!("showing P ≥ {wanted} with {sure} confidence takes at least {least} fresh runs, and more if one fails");
    if most < least {
        say!("warning: --most-runs {most} cannot show that; the answer will be an estimate");
    }
}

fn no_number(question: &Question) -> Failure {
    let metric = &question.metric.1.name;
    let remedy = match question.metric.1.is_verdict() {
        true => {
            "every verdict is undecided: a longer run may decide it (--set run.length=\"12 h\"), or switch the operators off"
        }
        false => "choose another metric; `syncstorm list --metrics` says what each one means",
    };
    Failure::Usage(format!("error: no run at either end of the range has a `{metric}`\nhelp: {remedy}"))
}

/// `95%`, `95 %` or `0.95`.
fn share(text: &str) -> Result<f64, String> {
    let (number, unit) = match text.trim().strip_suffix('%') {
        Some(number) => (number.trim(), 100.0),
        None => (text.trim(), 1.0),
    };
    match number.parse::<f64>().map(|number| number / unit) {
        Ok(share) if share > 0.0 && share < 1.0 => Ok(share),
        Ok(_) | Err(_) => Err("write a share between 0 and 1, such as 95% or 0.95".to_owned()),
    }
}
