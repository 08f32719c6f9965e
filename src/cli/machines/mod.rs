//! Studies on many machines. There is no server, no queue and no database here: a folder that all of them see, and an engine of
//! the reader's that runs jobs.
//!
//! | file | what is in it |
//! |---|---|
//! | `arguments` | what the commands take |
//! | `job` | the planned study in its folder |
//! | `parts` | parts by their numbers |
//! | `array` | which part of an array of jobs this process is |
//! | `handed` | what is handed over to an engine |
//!
//! A study is run by its own command here, too. Whoever works on a part plays the runs of it, and stops where the others come;
//! the last step finds all runs and writes what the command alone would have written, byte for byte. Nothing depends on who
//! runs what, or how often: runs are known by their point and seed.

pub mod arguments;
mod array;
mod handed;
mod job;
mod parts;

use std::path::Path;

use clap::Parser;

use self::arguments::{PlanArguments, SubmitArguments, WorkArguments};
use self::job::Job;
use self::parts::Parts;
use super::command::{Arguments, Command};
use super::failure::Failure;
use super::terminal::{Terminal, print, say};
use crate::experiment::{Part, Round};
use crate::units::Span;

/// Does what a command says.
type Done<'a> = &'a dyn Fn(Command, &Terminal) -> Result<(), Failure>;

/// Each part should have so much to do: engines take seconds for each.
const SECONDS_OF_A_PART: f64 = 600.0;
/// Engines allow about so many jobs in an array.
const MOST_PARTS: f64 = 1000.0;

/// Writes a study into its folder, and says what it costs.
pub fn plan(arguments: &PlanArguments, terminal: &Terminal, done: Done) -> Result<(), Failure> {
    let (round, seconds) = match run(&arguments.study, &arguments.folder, &["--quiet"], (terminal, Part::One), done)? {
        Some(round) => round,
        None => {
            let shown = arguments.folder.display();
            return print(&format!("nothing is left to run: the results are in {shown}/results\n"));
        }
    };
    let all = seconds * round.trials as f64;
    let usual = (all / SECONDS_OF_A_PART).ceil().clamp(1.0, MOST_PARTS.min(round.trials as f64)) as u32;
    let parts = arguments.parts.unwrap_or(usual);
    Job::new(arguments.study.clone(), parts, round.trials).write(&arguments.folder)?;
    let (shown, left) = (arguments.folder.display(), round.left.len());
    let cost = match seconds > 0.0 {
        true => format!(
            "about {} of processor time, if all take as long as the one in the middle ({seconds:.3} s)",
            Span::from_seconds((seconds * left as f64).ceil()).in_words()
        ),
        false => "the one in the middle was there already, so what they cost is not known".to_owned(),
    };
    let word = if parts == 1 { "part" } else { "parts" };
    let idle = (parts as usize).saturating_sub(round.trials);
    if idle > 0 {
        let them = if idle == 1 { "part has" } else { "parts have" };
        say!("warning: {idle} of {parts} {them} nothing to run, for there are {} runs at first", round.trials);
    }
    print(&format!(
        "{} runs, of which {left} are left: {cost}\n{parts} {word}\n\
         next: syncstorm work {shown} --shard I/{parts} for every part, and then syncstorm merge {shown}; or syncstorm submit {shown} --on slurm\n",
        round.trials,
    ))
}

/// Runs one part.
pub fn work(arguments: &WorkArguments, terminal: &Terminal, done: Done) -> Result<(), Failure> {
    let folder = &arguments.folder;
    let job = Job::read(folder)?;
    let said = match arguments.shard {
        Some(_) => None,
        None => array::part().map_err(|why| {
            Failure::Usage(format!("error: {why}\nhelp: say which part with --shard I/{}", job.parts))
        })?,
    };
    let (part, of) = arguments.shard.or(said.map(|(_, part)| (part, job.parts))).unwrap_or((1, 1));
    if part > of {
        let engine = said.map_or("--shard", |(engine, _)| engine);
        return Err(Failure::Usage(format!(
            "error: {engine} says part {part}, and the study has {of}\nhelp: submit an array of {of}, or plan with --parts {part}"
        )));
    }
    if let (Some((engine, _)), false) = (said, arguments.quiet) {
        say!("part {part} of {of}, as {engine} says");
    }
    let jobs = arguments.jobs.map(|jobs| jobs.to_string());
    let mut more: Vec<&str> = jobs.iter().flat_map(|jobs| ["--jobs", jobs]).collect();
    more.extend(arguments.quiet.then_some("--quiet"));
    let left = run(&job.study, folder, &more, (terminal, Part::Of { part, of }), done)?;
    if let (Some((round, _)), false) = (left, arguments.quiet) {
        let finished = round.trials - round.left.len();
        say!("part {part} of {of} is done; {finished} of {} runs are there", round.trials);
        say!("next: syncstorm merge {}, when all parts are done", folder.display());
    }
    Ok(())
}

/// Writes the results, or says what is missing.
pub fn merge(folder: &Path, terminal: &Terminal, done: Done) -> Result<(), Failure> {
    let job = Job::read(folder)?;
    let Some((round, _)) = run(&job.study, folder, &[], (terminal, Part::None), done)? else { return Ok(()) };
    let parts: Parts = round.left.iter().map(|place| *place as u32 % job.parts + 1).collect();
    let (shown, missing) = (folder.display(), parts::written(&parts));
    Err(Failure::Incomplete(format!(
        "{} of {} runs are missing, of parts {missing} of {}\nhelp: syncstorm submit {shown} --on slurm --only {missing}, or syncstorm work \
         {shown} --shard I/{} for each",
        round.left.len(),
        round.trials,
        job.parts,
        job.parts
    )))
}

/// Hands a study over to an engine.
pub fn submit(arguments: &SubmitArguments, terminal: &Terminal) -> Result<(), Failure> {
    let job = Job::read(&arguments.folder)?;
    let all: Parts = (1..=job.parts).collect();
    let parts = arguments.only.clone().unwrap_or_else(|| all.clone());
    if let Some(part) = parts.difference(&all).next() {
        let why = format!("error: there is no part {part}: the study has {}", job.parts);
        return Err(Failure::Usage(format!("{why}\nhelp: name parts from 1 to {}", job.parts)));
    }
    handed::over(arguments, &job, &parts, terminal)
}

/// Says how far a study is.
pub fn status(folder: &Path) -> Result<(), Failure> {
    let job = Job::read(folder)?;
    let shown = folder.display();
    if folder.join("results").is_dir() {
        return print(&format!("done: the results are in {shown}/results\n"));
    }
    let (finished, files) = super::study::finished_runs(folder)?;
    print(&format!(
        "{finished} runs are finished, in {files} {}; the first round has {} in {} parts\nnext: syncstorm merge {shown} says which parts are \
         missing\n",
        if files == 1 { "file" } else { "files" },
        job.runs,
        job.parts
    ))
}

/// Runs the command of a study in its folder; gives the round of which runs are left to others, and how long those took that were
/// made one at a time.
fn run(
    study: &[String],
    folder: &Path,
    more: &[&str],
    (terminal, part): (&Terminal, Part),
    done: Done,
) -> Result<Option<(Round, f64)>, Failure> {
    let folder = folder.to_string_lossy();
    let own = ["syncstorm"].into_iter().chain(study.iter().map(String::as_str));
    let words =
        own.chain(["--out", &folder]).chain(more.iter().copied().filter(|word| !study.iter().any(|own| own == word)));
    let refused = |error: clap::Error| Failure::Usage(error.to_string());
    let own = Arguments::try_parse_from(["syncstorm"].into_iter().chain(study.iter().map(String::as_str)));
    if !is_study(&own.map_err(refused)?.command) {
        return Err(Failure::Usage(
            "error: that command makes no study of many runs\nhelp: sweep, run --replications, compare, find, sensitivity, phase or claims"
                .to_owned(),
        ));
    }
    let arguments = Arguments::try_parse_from(words).map_err(refused)?;
    let terminal =
        Terminal { color: terminal.color, stop: terminal.stop.clone(), memory: terminal.memory.clone(), part };
    match done(arguments.command, &terminal) {
        Ok(()) => Ok(None),
        Err(Failure::Elsewhere(round, seconds)) => Ok(Some((round, seconds))),
        Err(failure) => Err(failure),
    }
}

fn is_study(command: &Command) -> bool {
    if let Command::Sweep(arguments) = command {
        return arguments.merge.is_none() && arguments.shard.is_none() && !arguments.dry_run;
    }
    if let Command::Run(arguments) = command {
        return (arguments.replications.is_some() || arguments.until.is_some()) && !arguments.dry_run;
    }
    matches!(
        command,
        Command::Compare(_) | Command::Find(_) | Command::Phase(_) | Command::Claims(_) | Command::Sensitivity(_)
    )
}
