//! The folder of a run: written aside, renamed, and never over what somebody else has put there.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::failure::Failure;
use super::lock::Lock;
use crate::report::json::MANIFEST;
use crate::report::provenance::VERSION;

/// A file of a run: name and content.
pub type Content = (Cow<'static, str>, Vec<u8>);

/// Name of the file that makes a folder ours.
pub const MANIFEST_FILE: &str = "manifest.json";

/// Name of the page of a run: the one file that comes to a folder later.
pub const PAGE: &str = "report.html";

/// What became of the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// It is new, or was replaced.
    Written,
    /// It held the same content already.
    UpToDate,
}

/// Refuses a folder that may not be written, before a long run and not after it. What the same version made of the same
/// scenario can be made again and gives way; other results need `force`. `always` is a file that this command always
/// writes: the frames of a film do not give way to data, though both are of one scenario.
pub fn check(folder: &Path, fingerprint: &str, always: &str, force: bool) -> Result<(), Failure> {
    if fs::symlink_metadata(folder).is_ok_and(|found| found.is_symlink()) {
        return Err(Failure::Usage(format!(
            "error: {} is a link, which a new folder would replace\nhelp: name the folder that it points to",
            folder.display()
        )));
    }
    let unwritable = |error: io::Error| {
        let shown = folder.display();
        Failure::Usage(format!("cannot write to {shown}: {error}\n = help: choose another place with --out\n"))
    };
    let _lock = lock(folder).map_err(unwritable)?;
    if let Some(manifest) = ours(folder)?
        && !force
        && !(manifest["scenario_fingerprint"] == fingerprint
            && manifest["version"] == VERSION
            && listed(&manifest).any(|name| name == always))
    {
        return Err(different(folder));
    }
    // A place that cannot be written is found out now: what is written later goes to the same place first.
    let aside = sibling(folder, "new");
    fs::create_dir_all(&aside).and_then(|()| fs::remove_dir(&aside)).map_err(unwritable)
}

/// Writes all files into the folder, or none.
pub fn write(folder: &Path, files: &[Content], force: bool) -> Result<Written, Failure> {
    let _lock = lock(folder).map_err(|error| Failure::file("write", folder, &error))?;
    let known = ours(folder)?;
    match known {
        Some(known) if holds(folder, &known, files) => return Ok(Written::UpToDate),
        Some(known) if !force && !same_run(&known, files) => return Err(different(folder)),
        Some(_) | None => {}
    }
    let aside = sibling(folder, "new");
    let done = fill(&aside, files).and_then(|()| swap(&aside, folder));
    if done.is_err() {
        // What is left of our own attempt; an error here would hide the real one.
        let _ = fs::remove_dir_all(&aside);
    }
    done.map(|()| Written::Written).map_err(|error| Failure::file("write", folder, &error))
}

/// Whether a folder of ours holds these files already.
pub fn is_up_to_date(folder: &Path, files: &[Content]) -> Result<bool, Failure> {
    Ok(ours(folder)?.is_some_and(|known| holds(folder, &known, files)))
}

/// Whether a folder holds these files, byte for byte; a page that came later may stand beside them.
fn holds(folder: &Path, known: &Value, files: &[Content]) -> bool {
    let same = |(name, bytes): &Content| match name == MANIFEST_FILE {
        true => serde_json::from_slice::<Value>(bytes).is_ok_and(|new| without_page(known) == without_page(&new)),
        false => fs::read(folder.join(name.as_ref())).is_ok_and(|old| old == *bytes),
    };
    files.iter().all(same)
}

fn without_page(manifest: &Value) -> Value {
    let mut manifest = manifest.clone();
    if let Some(files) = manifest["files"].as_array_mut() {
        files.retain(|file| file["name"] != PAGE);
    }
    manifest
}

/// Whether what a folder holds and what it is to hold are of one scenario and one version. `check` has looked before the
/// run; somebody may have been faster since then.
fn same_run(known: &Value, files: &[Content]) -> bool {
    let manifest = files.iter().find(|(name, _)| name == MANIFEST_FILE);
    let new: Value = manifest.and_then(|(_, bytes)| serde_json::from_slice(bytes).ok()).unwrap_or_default();
    ["scenario_fingerprint", "version"].iter().all(|key| new[*key].is_string() && new[*key] == known[*key])
}

/// Refuses a file that may not be written, before a long run and not after it. A page or film that the same version made
/// of the same scenario gives way: only its words may differ, such as the command that made it.
#[cfg(feature = "charts")]
pub fn check_file(file: &Path, fingerprint: &str, force: bool) -> Result<(), Failure> {
    if file.exists() && !file.is_file() {
        let what = if file.is_dir() { "is a folder, not a file" } else { "is a device, not a file" };
        return Err(Failure::Usage(format!("error: {} {what}\nhelp: name a file with --out", file.display())));
    }
    if file.extension().is_some_and(|ending| ending == "toml") {
        // Even --force is not meant for the scenario that the run is read from.
        return Err(Failure::Usage(format!(
            "error: {} is named like a scenario\nhelp: name a file with another ending with --out",
            file.display()
        )));
    }
    if file.exists() && !force && !gives_way(&fs::read(file).unwrap_or_default(), fingerprint) {
        return Err(other_file(file));
    }
    // A place that cannot be written is found out now: what is written later goes to the same place first.
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let aside = sibling(file, "new");
    let tried = folder
        .map_or(Ok(()), fs::create_dir_all)
        .and_then(|()| lock(file))
        .and_then(|lock| fs::write(&aside, []).map(|()| lock))
        .and_then(|_lock| fs::remove_file(&aside));
    tried.map_err(|error| {
        Failure::Usage(format!(
            "error: cannot write to {}: {error}\nhelp: choose another place with --out",
            file.display()
        ))
    })
}

/// Whether a file was made of this scenario by this version: both stand in every file of ours.
pub fn gives_way(there: &[u8], fingerprint: &str) -> bool {
    let says = |words: &str| there.windows(words.len()).any(|part| part == words.as_bytes());
    says(&format!("syncstorm {VERSION}")) && says(fingerprint)
}

/// Writes one file, whole or not at all; over what is not of the same scenario only with `force`.
#[cfg(feature = "charts")]
pub fn write_file(file: &Path, bytes: &[u8], fingerprint: &str, force: bool) -> Result<Written, Failure> {
    let _lock = lock(file).map_err(|error| Failure::file("write", file, &error))?;
    match fs::read(file) {
        Ok(old) if old == bytes => return Ok(Written::UpToDate),
        Ok(old) if !force && !gives_way(&old, fingerprint) => return Err(other_file(file)),
        Ok(_) | Err(_) => {}
    }
    replace(file, bytes).map(|()| Written::Written).map_err(|error| Failure::file("write", file, &error))
}

#[cfg(feature = "charts")]
pub fn other_file(file: &Path) -> Failure {
    Failure::Usage(format!(
        "error: {} holds something else\nhelp: replace it with --force, or name another file with --out",
        file.display()
    ))
}

/// The manifest of a folder that is ours; none if there is no folder or it is empty.
fn ours(folder: &Path) -> Result<Option<Value>, Failure> {
    let there = match fs::read_dir(folder) {
        Ok(entries) => entries.filter_map(Result::ok).map(|entry| entry.file_name()).collect::<BTreeSet<OsString>>(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(Failure::Usage(format!(
                "error: {} is a file, not a folder\nhelp: name another folder with --out",
                folder.display()
            )));
        }
        Err(error) => return Err(Failure::file("read", folder, &error)),
    };
    if there.is_empty() {
        return Ok(None);
    }
    let text = fs::read_to_string(folder.join(MANIFEST_FILE)).unwrap_or_default();
    let manifest: Value = serde_json::from_str(&text).unwrap_or_default();
    if manifest["schema"] != MANIFEST {
        return Err(foreign(folder, "it has no manifest of syncstorm"));
    }
    let known: BTreeSet<OsString> = listed(&manifest).chain([MANIFEST_FILE]).map(OsString::from).collect();
    // Whoever is ended between the page and the manifest that lists it leaves a page of this run.
    let is_our_page = |name: &OsString| {
        let fingerprint = manifest["scenario_fingerprint"].as_str().filter(|_| *name == PAGE);
        fingerprint.is_some_and(|of| gives_way(&fs::read(folder.join(PAGE)).unwrap_or_default(), of))
    };
    match there.difference(&known).find(|name| !is_our_page(name)) {
        Some(other) => Err(foreign(folder, &format!("it also holds {}", other.to_string_lossy()))),
        None => Ok(Some(manifest)),
    }
}

/// The files that a manifest names.
fn listed(manifest: &Value) -> impl Iterator<Item = &str> {
    manifest["files"].as_array().into_iter().flatten().filter_map(|file| file["name"].as_str())
}

fn foreign(folder: &Path, why: &str) -> Failure {
    Failure::Usage(format!(
        "error: {} is left alone: {why}, so not all of it was written by syncstorm\n\
         help: move it away, or name another folder with --out",
        folder.display()
    ))
}

pub fn different(folder: &Path) -> Failure {
    Failure::Usage(format!(
        "error: {} holds other results\nhelp: replace them with --force, or name another folder with --out",
        folder.display()
    ))
}

/// A name beside the folder that no other process uses.
pub fn sibling(folder: &Path, what: &str) -> PathBuf {
    let mut name = hidden(folder, what);
    name.push(format!("-{}", std::process::id()));
    folder.with_file_name(name)
}

fn fill(aside: &Path, files: &[Content]) -> io::Result<()> {
    fs::create_dir_all(aside)?;
    for (name, bytes) in files {
        save(&aside.join(name.as_ref()), bytes)?;
    }
    sync(aside)
}

/// Writes a file that is still there when the machine has lost its power.
pub fn save(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(file)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Waits until nobody else writes a folder or file, and puts right what a process has left that was ended in the middle of
/// it: an old folder comes back if the new one was not there yet, and all else is removed.
pub fn lock(place: &Path) -> io::Result<Lock> {
    let beside = beside(place);
    fs::create_dir_all(beside)?;
    let lock = Lock::wait(&beside.join(hidden(place, "lock")))?;
    for entry in fs::read_dir(beside)?.filter_map(Result::ok) {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_left = |what: &str| {
            let process =
                name.strip_prefix(&*hidden(place, what).to_string_lossy()).and_then(|end| end.strip_prefix('-'));
            process.is_some_and(|process| !process.is_empty() && process.bytes().all(|byte| byte.is_ascii_digit()))
        };
        if is_left("old") && !place.exists() {
            fs::rename(entry.path(), place)?;
        } else if ["old", "new", PAGE, MANIFEST_FILE].into_iter().any(is_left) {
            // Nothing depends on it.
            let _ = fs::remove_file(entry.path()).or_else(|_| fs::remove_dir_all(entry.path()));
        }
    }
    Ok(lock)
}

/// Brings a folder back that was moved away by a process that was ended before the new one was in its place.
#[cfg(feature = "charts")]
pub fn restore(place: &Path) {
    let is_left = || {
        let begin = hidden(place, "old");
        let entries = fs::read_dir(beside(place)).into_iter().flatten().filter_map(Result::ok);
        entries.map(|entry| entry.file_name()).any(|name| name.to_string_lossy().starts_with(&*begin.to_string_lossy()))
    };
    if !place.exists() && is_left() {
        // Whoever cannot do it will be told that the folder is not there.
        let _ = lock(place);
    }
}

/// The folder that a place is in.
fn beside(place: &Path) -> &Path {
    place.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A hidden name beside a place.
fn hidden(place: &Path, what: &str) -> OsString {
    let mut hidden = OsString::from(".");
    hidden.push(place.file_name().unwrap_or(OsStr::new("run")));
    hidden.push(format!(".{what}"));
    hidden
}

/// Puts the new folder in the place of the old one. The old one is moved away first and deleted last, so that one of
/// the two is whole at every moment.
fn swap(aside: &Path, folder: &Path) -> io::Result<()> {
    let old = sibling(folder, "old");
    let replaced = match fs::rename(folder, &old) {
        Ok(()) => true,
        Err(error) if error.kind() == io::ErrorKind::NotFound => false,
        Err(error) => return Err(error),
    };
    if let Err(error) = fs::rename(aside, folder) {
        if replaced {
            fs::rename(&old, folder)?;
        }
        return Err(error);
    }
    if replaced {
        fs::remove_dir_all(&old)?;
    }
    sync_place(folder)
}

/// Writes a file aside and puts it in the place of what is there: whole or not at all.
pub fn replace(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let aside = sibling(file, "new");
    let done = save(&aside, bytes).and_then(|()| fs::rename(&aside, file)).and_then(|()| sync_place(file));
    if done.is_err() {
        // What is left of our own attempt; an error here would hide the real one.
        let _ = fs::remove_file(&aside);
    }
    done
}

/// Makes a new name last.
pub fn sync_place(place: &Path) -> io::Result<()> {
    sync(beside(place))
}

/// Makes names in a folder last. Only Unix can open a folder for that.
fn sync(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
