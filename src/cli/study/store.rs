//! The folder of a study: what is asked, every finished trial, and the results.
//!
//! ```text
//! study.json     the plan: written first, never changed
//! runs/*.runs    finished trials, a segment for each process: appended to, fsynced every second
//! results/       tables and charts with their manifest: written aside, renamed
//! ```
//!
//! A study that is interrupted, or killed, goes on from its trials when the same command is given again.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::segments::Segments;
use crate::cli::failure::Failure;
use crate::cli::folder::{self, Content, Written};
use crate::cli::lock::Lock;
use crate::experiment::physics::physics_fingerprint;
use crate::experiment::{Ledger, Record};

const PLAN: &str = "study.json";
/// What `plan` has written beside it: how it is run in parts, and what is handed over for that.
const OF_MACHINES: [&str; 2] = ["job.json", "jobs"];
const RUNS: &str = "runs";
const RESULTS: &str = "results";
/// Locked by those who work on the study together, and by whoever clears it alone.
const LOCK: &str = ".lock";

/// The folder of one study.
pub struct Store {
    folder: PathBuf,
    segments: Mutex<Segments>,
    unique: AtomicU64,
    /// While this is there, nobody removes what is written aside.
    lock: Mutex<Option<Lock>>,
    /// Why nothing can be written, if so: what is finished is read all the same.
    refused: Option<io::ErrorKind>,
}

impl Store {
    /// Opens the folder of a study for this plan. A folder of the same plan is gone on with; on a disk that takes nothing it is
    /// read. Another study there needs `force`; its plan and results are then replaced, and its finished trials stay: what they
    /// are of is in their names, so those that the new plan needs too do not run again. Anything else there is left alone.
    pub fn open(folder: &Path, plan: &str, force: bool) -> Result<Store, Failure> {
        let store = Store::at(folder);
        let unwritable = |error: io::Error| {
            let shown = folder.display();
            Failure::Usage(format!("error: cannot write to {shown}: {error}\nhelp: choose another place with --out"))
        };
        if store.is_of_another(plan, force)? {
            let place = folder.join(LOCK);
            let Some(_alone) = Lock::alone(&place).map_err(unwritable)? else { return Err(at_work(folder)) };
            // Somebody may have been faster.
            if store.is_of_another(plan, force)? {
                store.clear().map_err(|error| Failure::file("empty", folder, &error))?;
            }
        }
        let joined = fs::create_dir_all(folder.join(RUNS)).and_then(|()| Lock::join(&folder.join(LOCK)));
        match joined {
            Ok(lock) => *store.held() = Some(lock),
            Err(error) if is_read_only(&error) && store.known_plan()?.is_some_and(|known| known == plan) => {
                return Ok(Store { refused: Some(error.kind()), ..store });
            }
            Err(error) => return Err(unwritable(error)),
        }
        if store.is_of_another(plan, force)? {
            return Err(at_work(folder));
        }
        store.write_aside(&folder.join(PLAN), plan.as_bytes()).map_err(unwritable)?;
        Ok(store)
    }

    fn at(folder: &Path) -> Store {
        let segments = Mutex::new(Segments::new(folder.join(RUNS), physics_fingerprint()));
        Store { folder: folder.to_owned(), segments, unique: AtomicU64::new(0), lock: Mutex::new(None), refused: None }
    }

    fn held(&self) -> MutexGuard<'_, Option<Lock>> {
        self.lock.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether another study is there, which may be replaced.
    fn is_of_another(&self, plan: &str, force: bool) -> Result<bool, Failure> {
        match self.known_plan()? {
            Some(known) if known == plan => Ok(false),
            Some(known) if !is_plan(&known) => Err(damaged(&self.folder)),
            Some(_) if !force => Err(another(&self.folder)),
            Some(_) => Ok(true),
            None => Ok(false),
        }
    }

    /// Opens the folder of a study that must be there, to read it.
    pub fn there(folder: &Path) -> Result<(Store, String), Failure> {
        let store = Store::at(folder);
        match store.known_plan()? {
            Some(plan) => Ok((store, plan)),
            None => Err(Failure::Usage(format!(
                "error: {} holds no study\nhelp: name a folder that `syncstorm sweep` has written",
                folder.display()
            ))),
        }
    }

    /// The place of the study.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The plan that is there; none if the folder is empty or not there.
    fn known_plan(&self) -> Result<Option<String>, Failure> {
        let read = |error: &io::Error| Failure::file("read", &self.folder, error);
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
                let shown = self.folder.display();
                return Err(Failure::Usage(format!(
                    "error: {shown} is a file, not a folder\nhelp: name another folder with --out"
                )));
            }
            Err(error) => return Err(read(&error)),
        };
        let mut names = Vec::new();
        for entry in entries {
            names.push(entry.map_err(|error| read(&error))?.file_name());
        }
        // What a killed process has left of its own writing aside.
        names.retain(|name| !name.to_string_lossy().starts_with(".aside-") && name != LOCK);
        names.retain(|name| OF_MACHINES.iter().all(|ours| name != ours));
        if names.is_empty() || names == [OsStr::new(RUNS)] {
            return Ok(None);
        }
        let ours = [PLAN, RUNS, RESULTS].map(OsStr::new);
        let foreign = names.iter().find(|name| !ours.contains(&name.as_os_str()) && !is_aside(name));
        if let Some(other) = foreign {
            return Err(Failure::Usage(format!(
                "error: {} is left alone: it also holds {}\nhelp: move it away, or name another folder with --out",
                self.folder.display(),
                other.to_string_lossy()
            )));
        }
        match fs::read_to_string(self.folder.join(PLAN)) {
            Ok(plan) => Ok(Some(plan)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(read(&error)),
        }
    }

    /// Removes what another study has made of its trials: the plan last, so that what is half removed still is a study.
    fn clear(&self) -> io::Result<()> {
        match fs::remove_dir_all(self.folder.join(RESULTS)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        fs::remove_file(self.folder.join(PLAN))
    }

    fn segments(&self) -> MutexGuard<'_, Segments> {
        self.segments.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write_aside(&self, place: &Path, bytes: &[u8]) -> io::Result<()> {
        let number = self.unique.fetch_add(1, Ordering::Relaxed);
        let aside = self.folder.join(format!(".aside-{}-{number}", std::process::id()));
        let written = || {
            let mut file = File::create(&aside)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&aside, place)
        };
        let done = written();
        if done.is_err() {
            // What is left of our own attempt; an error here would hide the real one.
            let _ = fs::remove_file(&aside);
        }
        done
    }

    /// Number of trials that are there.
    pub fn finished(&self) -> usize {
        self.segments().finished()
    }

    /// Number of files that they are in.
    pub fn segments_there(&self) -> usize {
        self.segments().files()
    }

    /// Writes tables and charts.
    pub fn finish(&self, files: &[Content]) -> Result<Written, Failure> {
        let results = self.folder.join(RESULTS);
        if let Some(why) = self.refused {
            return match folder::is_up_to_date(&results, files)? {
                true => Ok(Written::UpToDate),
                false => Err(Failure::file("write", &results, &why.into())),
            };
        }
        self.segments().sync().map_err(|error| Failure::file("write", &self.folder.join(RUNS), &error))?;
        // The plan decides the results; what else is there can only be of an older build.
        let written = folder::write(&results, files, true)?;
        self.sweep_aside();
        Ok(written)
    }

    /// Removes what killed processes have left of their writing aside, unless somebody is still at work here. Nothing depends
    /// on it.
    fn sweep_aside(&self) {
        let mut held = self.held();
        *held = None;
        let Ok(Some(_alone)) = Lock::alone(&self.folder.join(LOCK)) else { return };
        let entries = fs::read_dir(&self.folder).into_iter().flatten().filter_map(Result::ok);
        for entry in entries.filter(|entry| is_aside(&entry.file_name())) {
            let _ = fs::remove_file(entry.path()).or_else(|_| fs::remove_dir_all(entry.path()));
        }
    }
}

fn is_read_only(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied)
}

fn is_aside(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    name.starts_with(".aside-") || name.starts_with(&format!(".{RESULTS}."))
}

impl Ledger for Store {
    fn find(&self, point: &str, seed: u64) -> Result<Option<Record>, String> {
        let Some((record, _)) = self.segments().find(point, seed)? else { return Ok(None) };
        let read = serde_json::from_str(&record);
        read.map(Some).map_err(|error| format!("the run of point {point} with seed {seed} cannot be read: {error}"))
    }

    fn keep(&self, record: &Record) -> Result<(), String> {
        // Somebody else may have finished it meanwhile; and one that lacks an answer, or was made by a build with other metrics,
        // runs again.
        let known = self.find(&record.point, record.seed)?;
        let of_this_build = known.filter(|known| known.numbers.len() == record.numbers.len());
        if of_this_build.is_some_and(|known| known.numbers != record.numbers) {
            let (point, seed, runs) = (&record.point, record.seed, self.folder.join(RUNS));
            return Err(format!(
                "point {point} with seed {seed} has another result in {} than now\nhelp: one of them was not made by this version; \
                 name another folder with --out",
                runs.display()
            ));
        }
        let text = serde_json::to_string(record).map_err(|error| error.to_string())?;
        self.segments().keep(&record.point, record.seed, &text)
    }
}

/// Whether a text is a plan of some study.
fn is_plan(text: &str) -> bool {
    serde_json::from_str::<serde_json::Value>(text).is_ok_and(|plan| plan["schema"] == super::plan::PLAN)
}

fn damaged(folder: &Path) -> Failure {
    Failure::Usage(format!(
        "error: {} in {} is damaged\nhelp: remove that file; the finished runs are kept and used again",
        PLAN,
        folder.display()
    ))
}

fn at_work(folder: &Path) -> Failure {
    Failure::Usage(format!(
        "error: another syncstorm is at work on the study in {}\nhelp: wait until it is done, or name another folder with --out",
        folder.display()
    ))
}

fn another(folder: &Path) -> Failure {
    Failure::Usage(format!(
        "error: {} holds another study\nhelp: replace its plan and results with --force (finished runs that fit are used again), or name another \
         folder with --out",
        folder.display()
    ))
}

/// Joins trials: every one that any of the parts has. Two different results for one trial are refused before anything is
/// written.
pub fn join(into: &Store, parts: &[Store], trials: &[(String, u64)]) -> Result<Vec<(String, u64)>, Failure> {
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for (point, seed) in trials {
        let mut known: BTreeMap<String, &Store> = BTreeMap::new();
        for part in parts.iter().chain([into]) {
            if let Some((_, sum)) = part.segments().find(point, *seed).map_err(refused)? {
                known.insert(sum, part);
            }
        }
        let mut results = known.into_iter();
        match (results.next(), results.next()) {
            (None, _) => missing.push((point.clone(), *seed)),
            (Some((_, part)), None) => found.push((part, point, *seed)),
            (Some((_, one)), Some((_, other))) => {
                return Err(Failure::Usage(format!(
                    "error: {} and {} have different results for point {point} with seed {seed}\n\
                     help: one of them was not made by this version; run the point again",
                    one.folder().display(),
                    other.folder().display()
                )));
            }
        }
    }
    for (part, point, seed) in found.into_iter().filter(|(part, _, _)| !std::ptr::eq(*part, into)) {
        let Some((record, _)) = part.segments().find(point, seed).map_err(refused)? else { continue };
        into.segments().keep(point, seed, &record).map_err(refused)?;
    }
    Ok(missing)
}

fn refused(why: String) -> Failure {
    Failure::Usage(format!("error: {why}"))
}
