//! What is handed over to an engine: files in the folder of the study, and the engine's own command.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use askama::Template;

use super::arguments::{Engine, SubmitArguments};
use super::job::Job;
use super::parts::{Parts, written};
use crate::cli::choose::quoted;
use crate::cli::failure::Failure;
use crate::cli::folder;
use crate::cli::terminal::{Terminal, print};

#[derive(Template)]
#[template(path = "array.sh", config = "src/cli/machines/askama.toml")]
struct Array<'a> {
    name: &'a str,
    parts: &'a str,
    jobs: u16,
    here: &'a str,
    folder: &'a str,
    program: &'a str,
}

#[derive(Template)]
#[template(path = "merge.sh", config = "src/cli/machines/askama.toml")]
struct Merge<'a> {
    name: &'a str,
    here: &'a str,
    folder: &'a str,
    program: &'a str,
}

#[derive(Template)]
#[template(path = "job.yaml", config = "src/cli/machines/askama.toml")]
struct Indexed<'a> {
    name: &'a str,
    of: u32,
    at_once: u32,
    jobs: u16,
    image: &'a str,
    claim: &'a str,
    sub_path: &'a str,
    shown: &'a str,
}

/// Pods of an indexed job that run at the same time.
const PODS_AT_ONCE: u32 = 100;

/// Writes what an engine needs, and gives it to it.
pub fn over(arguments: &SubmitArguments, job: &Job, parts: &Parts, terminal: &Terminal) -> Result<(), Failure> {
    match arguments.on {
        Engine::Slurm => slurm(arguments, parts),
        Engine::Parallel => parallel(arguments, job, parts, terminal),
        Engine::Kubernetes => kubernetes(arguments, job, parts),
    }
}

fn slurm(arguments: &SubmitArguments, parts: &Parts) -> Result<(), Failure> {
    let place = Place::of(&arguments.folder)?;
    let (array, merge) = (place.jobs.join("array.sh"), place.jobs.join("merge.sh"));
    let (name, here, folder, program) = (&place.name, &place.here, &place.folder, &place.program);
    let text = Array { name, parts: &written(parts), jobs: arguments.jobs, here, folder, program }.render();
    save(&array, &text.map_err(|error| Failure::Internal(error.to_string()))?)?;
    let text = Merge { name, here, folder, program }.render();
    save(&merge, &text.map_err(|error| Failure::Internal(error.to_string()))?)?;
    let mut begin = vec!["--parsable".to_owned()];
    begin.extend(arguments.option.iter().cloned());
    let (array, merge) = (array.to_string_lossy().into_owned(), merge.to_string_lossy().into_owned());
    if arguments.dry_run {
        let options = begin.iter().map(|option| quoted(option)).collect::<Vec<_>>().join(" ");
        return print(&format!("sbatch {options} {array}\nsbatch {options} --dependency=afterany:ARRAY {merge}\n"));
    }
    let id = answer("sbatch", &[&begin[..], &[array]].concat())?;
    // A cluster of several says its name behind the number.
    let id = id.trim().split(';').next().unwrap_or_default().to_owned();
    let after = format!("--dependency=afterany:{id}");
    let last = answer("sbatch", &[&begin[..], &[after, merge]].concat())?;
    print(&format!(
        "array {id} of {} parts, and {} behind it\nnext: syncstorm status {folder}; what is missing at the end is in {folder}/jobs/merge.log\n",
        parts.len(),
        last.trim()
    ))
}

fn parallel(arguments: &SubmitArguments, job: &Job, parts: &Parts, terminal: &Terminal) -> Result<(), Failure> {
    let place = Place::of(&arguments.folder)?;
    let lines = parts.iter().map(|part| {
        format!(
            "{} work {} --shard {part}/{} --jobs {} --quiet\n",
            place.program, place.folder, job.parts, arguments.jobs
        )
    });
    let list = place.jobs.join("parts.txt");
    save(&list, &lines.collect::<String>())?;
    let merge = format!("{} merge {}", place.program, place.folder);
    if arguments.dry_run {
        let options: String = arguments.option.iter().map(|option| quoted(option) + " ").collect();
        return print(&format!("parallel {options}< {}\n{merge}\n", list.display()));
    }
    terminal.stop.listen();
    let input = fs::File::open(&list).map_err(|error| Failure::file("read", &list, &error))?;
    let mut command = Command::new("parallel");
    let ended = command.args(&arguments.option).stdin(input).status().map_err(|error| not_there("parallel", &error))?;
    if !ended.success() {
        let help = format!("{merge} says which parts are missing");
        return Err(Failure::Incomplete(format!("parallel ended with {ended}\nhelp: {help}")));
    }
    print(&format!("all parts are done\nnext: {merge}\n"))
}

fn kubernetes(arguments: &SubmitArguments, job: &Job, parts: &Parts) -> Result<(), Failure> {
    if *parts != (1..=job.parts).collect::<BTreeSet<u32>>() {
        return Err(Failure::Usage(
            "error: an indexed job of Kubernetes has all parts\nhelp: leave --only out; a part that is done ends at once".to_owned(),
        ));
    }
    let place = Place::of(&arguments.folder)?;
    let text = Indexed {
        name: &place.name,
        of: job.parts,
        at_once: job.parts.min(PODS_AT_ONCE),
        jobs: arguments.jobs,
        image: arguments.image.as_deref().unwrap_or_default(),
        claim: arguments.claim.as_deref().unwrap_or_default(),
        sub_path: &place.base,
        shown: &place.folder,
    };
    let manifest = place.jobs.join("job.yaml");
    save(&manifest, &text.render().map_err(|error| Failure::Internal(error.to_string()))?)?;
    print(&format!("wrote {0}\nnext: kubectl apply -f {0}\n", manifest.display()))
}

/// Names of the places of a study, as a shell and an engine read them.
struct Place {
    jobs: PathBuf,
    name: String,
    base: String,
    here: String,
    folder: String,
    program: String,
}

impl Place {
    fn of(study: &Path) -> Result<Place, Failure> {
        let lost = |error: std::io::Error| Failure::file("find", study, &error);
        let folder = fs::canonicalize(study).map_err(lost)?;
        let here = std::env::current_dir().map_err(lost)?;
        let program = std::env::current_exe().map_err(lost)?;
        let said =
            |path: &Path| match path.to_str().filter(|text| !text.contains(|c: char| c.is_whitespace() || c == '%')) {
                Some(text) => Ok(quoted(text)),
                None => Err(Failure::Usage(format!(
                    "error: engines cannot be told of {}\nhelp: use a folder whose name has neither blanks nor %",
                    path.display()
                ))),
            };
        let base = study_name(&folder);
        Ok(Place {
            jobs: folder.join("jobs"),
            name: format!("syncstorm-{}", label(&base)),
            base,
            here: said(&here)?,
            folder: said(&folder)?,
            program: said(&program)?,
        })
    }
}

fn study_name(folder: &Path) -> String {
    folder.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// A name that every engine takes: small letters, digits and hyphens, of at most 40.
fn label(name: &str) -> String {
    let plain = name.to_lowercase().replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    plain.chars().take(40).collect::<String>().trim_matches('-').to_owned()
}

fn save(file: &Path, text: &str) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::file("write", file, &error);
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    folder::replace(file, text.as_bytes()).map_err(failed)
}

/// What a command of the engine prints.
fn answer(program: &str, arguments: &[String]) -> Result<String, Failure> {
    let mut command = Command::new(program);
    let output = command.args(arguments).stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| not_there(program, &error))?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(Failure::Internal(format!("{program} ended with {}", output.status))),
    }
}

fn not_there(program: &str, error: &std::io::Error) -> Failure {
    Failure::Usage(format!("error: {program} cannot be run here: {error}\nhelp: --dry-run writes the files alone"))
}
