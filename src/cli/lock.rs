//! Who writes a place at the same time. The lock is the system's: whoever is killed holds it no more.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// A place that is locked until this is dropped.
#[derive(Debug)]
pub struct Lock {
    place: PathBuf,
    /// None where the file system knows no locks.
    file: Option<File>,
}

impl Lock {
    /// Locks the file at a place, which is made if it is not there, for one process alone; waits for those that have it.
    pub fn wait(place: &Path) -> io::Result<Lock> {
        Lock::by(place, File::lock)
    }

    /// Locks it together with others who lock it so; waits for one that has it alone.
    pub fn join(place: &Path) -> io::Result<Lock> {
        Lock::by(place, File::lock_shared)
    }

    /// Locks it for one process alone, unless somebody has it: then there is none.
    pub fn alone(place: &Path) -> io::Result<Option<Lock>> {
        let mut is_taken = false;
        let lock = Lock::by(place, |file| match file.try_lock() {
            Err(TryLockError::WouldBlock) => {
                is_taken = true;
                Ok(())
            }
            Err(TryLockError::Error(error)) => Err(error),
            Ok(()) => Ok(()),
        })?;
        Ok(if is_taken { None } else { Some(lock) })
    }

    fn by(place: &Path, mut lock: impl FnMut(&File) -> io::Result<()>) -> io::Result<Lock> {
        loop {
            let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(place)?;
            match lock(&file) {
                Err(error) if error.kind() == io::ErrorKind::Unsupported => {
                    return Ok(Lock { place: place.to_owned(), file: None });
                }
                Err(error) => return Err(error),
                // Whoever had it may have removed the file: the next one makes another.
                Ok(()) if is_still_there(&file, place) => {
                    return Ok(Lock { place: place.to_owned(), file: Some(file) });
                }
                Ok(()) => {}
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let Some(file) = &self.file else { return };
        // The last one removes the file, while it is its own; elsewhere an open file cannot be removed, and it stays.
        let is_last = file.unlock().is_ok() && file.try_lock().is_ok();
        if cfg!(unix) && is_last && is_still_there(file, &self.place) {
            let _ = fs::remove_file(&self.place);
        }
    }
}

/// Whether the file that was locked is the one that others will find.
#[cfg(unix)]
fn is_still_there(file: &File, place: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let one = |found: io::Result<fs::Metadata>| found.ok().map(|about| (about.dev(), about.ino()));
    let ours = one(file.metadata());
    ours.is_some() && ours == one(fs::metadata(place))
}

#[cfg(not(unix))]
fn is_still_there(_: &File, _: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[test]
    fn one_at_a_time_has_a_place() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().join("lock");
        let inside = AtomicU32::new(0);
        std::thread::scope(|threads| {
            for _ in 0..8 {
                threads.spawn(|| {
                    for turn in 0..200 {
                        let lock = match turn % 3 {
                            0 => Lock::alone(&place).expect("no error"),
                            _ => Some(Lock::wait(&place).expect("a lock")),
                        };
                        if let Some(lock) = lock {
                            assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0, "two are inside");
                            inside.fetch_sub(1, Ordering::SeqCst);
                            drop(lock);
                        }
                    }
                });
            }
        });
        assert!(!cfg!(unix) || !place.exists());
    }

    #[test]
    fn several_work_together_and_nobody_is_alone_meanwhile() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().join("lock");
        let one = Lock::join(&place).expect("a lock");
        let other = Lock::join(&place).expect("a lock");
        assert!(Lock::alone(&place).expect("no error").is_none());
        drop(one);
        assert!(Lock::alone(&place).expect("no error").is_none());
        drop(other);
        assert!(Lock::alone(&place).expect("no error").is_some());
    }
}
