//! The page of a run, which comes to its folder when the run itself is written and told: it takes eight runs more.
//!
//! At every moment the folder is valid. The page is written aside and renamed, and then the manifest that lists it; a page
//! that no manifest lists yet is known by what it says of itself.

use std::fs;
use std::io;
use std::path::Path;

use serde_json::Value;

use super::failure::Failure;
use super::folder::{MANIFEST_FILE, PAGE, Written, different, gives_way, lock, other_file, save, sibling, sync_place};
use crate::report::json::{is_listed, manifest_with};
use crate::report::provenance::VERSION;

/// Whether the folder holds its page, as its manifest says.
pub fn is_there(folder: &Path) -> bool {
    let manifest: Value = serde_json::from_str(&manifest(folder)).unwrap_or_default();
    fs::read(folder.join(PAGE)).is_ok_and(|page| is_listed(&manifest, PAGE, &page))
}

/// Whether the folder holds a run of this scenario by this version.
pub fn is_of(folder: &Path, fingerprint: &str) -> bool {
    let manifest: Value = serde_json::from_str(&manifest(folder)).unwrap_or_default();
    manifest["scenario_fingerprint"] == fingerprint && manifest["version"] == VERSION
}

/// Refuses a page that may not be written, before the runs that it needs.
pub fn check(folder: &Path, fingerprint: &str, force: bool) -> Result<(), Failure> {
    if !is_of(folder, fingerprint) {
        return Err(different(folder));
    }
    let manifest: Value = serde_json::from_str(&manifest(folder)).unwrap_or_default();
    let page = folder.join(PAGE);
    let old = match fs::read(&page) {
        Ok(old) => old,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(Failure::file("read", &page, &error)),
    };
    let fits = old.is_empty() || is_listed(&manifest, PAGE, &old) || gives_way(&old, fingerprint);
    if fits || force { Ok(()) } else { Err(other_file(&page)) }
}

/// Adds the page to the folder of its run. Somebody may have been there since the run was written.
pub fn add(folder: &Path, page: &[u8], fingerprint: &str, force: bool) -> Result<Written, Failure> {
    let _lock = lock(folder).map_err(|error| Failure::file("write", folder, &error))?;
    check(folder, fingerprint, force)?;
    let old = manifest(folder);
    let new = manifest_with(&old, PAGE, page).map_err(|error| {
        Failure::Internal(format!("{} is no manifest: {error}", folder.join(MANIFEST_FILE).display()))
    })?;
    if new == old && is_there(folder) {
        return Ok(Written::UpToDate);
    }
    put(folder, PAGE, page)
        .and_then(|()| put(folder, MANIFEST_FILE, new.as_bytes()))
        .map(|()| Written::Written)
        .map_err(|error| Failure::file("write", &folder.join(PAGE), &error))
}

fn manifest(folder: &Path) -> String {
    fs::read_to_string(folder.join(MANIFEST_FILE)).unwrap_or_default()
}

/// Writes one file beside the folder, where it is in nobody's way, and puts it in its place.
fn put(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let aside = sibling(folder, name);
    let place = folder.join(name);
    let done = save(&aside, bytes).and_then(|()| fs::rename(&aside, &place)).and_then(|()| sync_place(&place));
    if done.is_err() {
        // What is left of our own attempt; an error here would hide the real one.
        let _ = fs::remove_file(&aside);
    }
    done
}
