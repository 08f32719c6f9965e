//! Finished trials on disk: segments, to each of which one process appends. A study of many thousand runs is some tens of
//! files, whoever has worked on it.
//!
//! ```text
//! syncstorm.runs/1 PHYSICS
//! SUM REPLACED POINT SEED RECORD      one line for each trial
//! ```
//!
//! The sum is that of the rest after REPLACED, so that a line that was changed is found out; REPLACED is the sum of a trial that
//! this one stands for, or `-`. A last line without its end is what a killed process was writing: it does not count.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use crate::cli::folder;

const SCHEMA: &str = "syncstorm.runs/1";
/// How the name of a segment ends.
const ENDING: &str = "runs";
/// What a machine that loses its power may lose: a process that is killed loses nothing.
const SYNC_EVERY: Duration = Duration::from_secs(1);

/// How often it is looked at what others have written.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// A trial: its point and its seed.
type Key = (String, u64);

/// All segments of a folder.
pub struct Segments {
    folder: PathBuf,
    physics: &'static str,
    known: BTreeMap<Key, Vec<Place>>,
    files: Vec<Segment>,
    names: BTreeMap<OsString, usize>,
    /// The one that this process appends to.
    own: Option<Own>,
    /// When it was looked at last what others have written.
    looked: Option<Instant>,
}

struct Segment {
    path: PathBuf,
    /// As far as its lines are known.
    read: u64,
    lines: u64,
}

struct Own {
    file: File,
    number: usize,
    synced: Instant,
    is_synced: bool,
}

/// Where a trial is.
#[derive(Clone)]
struct Place {
    segment: usize,
    at: u64,
    length: usize,
    sum: String,
    replaces: String,
}

impl Segments {
    /// The segments of a folder, which need not be there yet.
    pub fn new(folder: PathBuf, physics: &'static str) -> Segments {
        Segments {
            folder,
            physics,
            known: BTreeMap::new(),
            files: Vec::new(),
            names: BTreeMap::new(),
            own: None,
            looked: None,
        }
    }

    /// Looks for what others have appended since.
    ///
    /// # Errors
    /// When something is there that is no segment of these physics, or that was changed.
    pub fn refresh(&mut self) -> Result<(), String> {
        let unread = |folder: &Path, error: &io::Error| format!("cannot read {}: {error}", folder.display());
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(unread(&self.folder, &error)),
        };
        for entry in entries {
            let entry = entry.map_err(|error| unread(&self.folder, &error))?;
            let name = entry.file_name();
            let number = match self.names.get(&name) {
                Some(number) => *number,
                None => self.join(name, entry.path())?,
            };
            let is_own = self.own.as_ref().is_some_and(|own| own.number == number);
            let is_longer = || entry.metadata().is_ok_and(|about| about.len() > self.files[number].read);
            if !is_own && is_longer() {
                self.read(number)?;
            }
        }
        Ok(())
    }

    fn join(&mut self, name: OsString, path: PathBuf) -> Result<usize, String> {
        if path.extension().is_none_or(|ending| ending != ENDING) {
            let remedy = match path.extension().is_some_and(|ending| ending == "json") {
                true => "an earlier version wrote it, one file for each run: name another folder with --out",
                false => "move it away",
            };
            return Err(format!("{} is no segment of runs\nhelp: {remedy}", path.display()));
        }
        self.files.push(Segment { path, read: 0, lines: 0 });
        self.names.insert(name, self.files.len() - 1);
        Ok(self.files.len() - 1)
    }

    /// Reads the lines of a segment that are not known yet.
    fn read(&mut self, number: usize) -> Result<(), String> {
        let segment = &mut self.files[number];
        let shown = segment.path.display().to_string();
        let unread = |error: io::Error| format!("cannot read {shown}: {error}");
        let mut file = File::open(&segment.path).map_err(unread)?;
        file.seek(SeekFrom::Start(segment.read)).map_err(unread)?;
        let mut reader = BufReader::with_capacity(1 << 16, file);
        let mut line = Vec::new();
        loop {
            line.clear();
            let length = reader.read_until(b'\n', &mut line).map_err(unread)?;
            if line.pop() != Some(b'\n') {
                return Ok(());
            }
            let at = segment.read;
            (segment.read, segment.lines) = (at + length as u64, segment.lines + 1);
            let text = str::from_utf8(&line).ok();
            if segment.lines == 1 {
                let physics = text.and_then(|text| text.strip_prefix(SCHEMA)).map(str::trim);
                match physics {
                    Some(physics) if physics == self.physics => continue,
                    Some(_) => {
                        return Err(told(
                            &shown,
                            "it was run by a build with other physics",
                            "the file, and its runs are made again",
                        ));
                    }
                    None => {
                        return Err(told(
                            &shown,
                            "it does not begin like one",
                            "the file, and its runs are made again",
                        ));
                    }
                }
            }
            let Some((key, place)) = text.and_then(|text| parsed(text, number, at)) else {
                let why = format!("its line {} was changed after it was written", segment.lines);
                return Err(told(&shown, &why, "that line, and its run is made again"));
            };
            let places = self.known.entry(key).or_default();
            if places.iter().all(|other| other.sum != place.sum || other.replaces != place.replaces) {
                places.push(place);
            }
        }
    }

    /// The trial of a point and a seed as JSON, with its sum; none if nobody has finished it.
    ///
    /// # Errors
    /// When it cannot be read, or when there are two of them that differ.
    pub fn find(&mut self, point: &str, seed: u64) -> Result<Option<(String, String)>, String> {
        let key = (point.to_owned(), seed);
        // What others have finished meanwhile may be found a little later: then it runs twice, to the same end.
        if !self.known.contains_key(&key) && self.looked.is_none_or(|looked| looked.elapsed() >= LOOK_EVERY) {
            self.refresh()?;
            self.looked = Some(Instant::now());
        }
        let Some(place) = self.place(&key)? else { return Ok(None) };
        let path = &self.files[place.segment].path;
        let read = || {
            let mut file = File::open(path)?;
            file.seek(SeekFrom::Start(place.at))?;
            let mut bytes = vec![0; place.length];
            file.read_exact(&mut bytes)?;
            String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
        };
        let line = read().map_err(|error| format!("cannot read {}: {error}", path.display()))?;
        // The disk may have failed since it was looked at.
        let record = parsed(&line, place.segment, place.at).and_then(|_| line.splitn(5, ' ').nth(4));
        match record {
            Some(record) => Ok(Some((record.to_owned(), place.sum.clone()))),
            None => Err(told(
                &path.display().to_string(),
                "it was changed while it was read",
                "the file, and its runs are made again",
            )),
        }
    }

    /// The one place that counts: whoever ran a trial again has said which one that stands for.
    fn place(&self, key: &Key) -> Result<Option<Place>, String> {
        let places = self.known.get(key).map_or(&[][..], Vec::as_slice);
        let is_replaced = |place: &&Place| places.iter().any(|other| other.replaces == place.sum);
        let mut counting = places.iter().filter(|place| !is_replaced(place));
        let Some(first) = counting.next() else { return Ok(None) };
        match counting.find(|other| other.sum != first.sum) {
            None => Ok(Some(first.clone())),
            Some(other) => {
                let path = |place: &Place| self.files[place.segment].path.display().to_string();
                Err(format!(
                    "{} and {} have different results for point {} with seed {}\n\
                     help: one of them was not made by this version; remove it, and its runs run again",
                    path(first),
                    path(other),
                    key.0,
                    key.1
                ))
            }
        }
    }

    /// Number of trials that are there.
    pub fn finished(&mut self) -> usize {
        // What cannot be read is told to whoever needs it.
        let _ = self.refresh();
        self.known.len()
    }

    /// Number of segments that are known.
    pub fn files(&self) -> usize {
        self.files.len()
    }

    /// Appends a trial. One that is known already, and was not the same, is replaced by it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep(&mut self, point: &str, seed: u64, record: &str) -> Result<(), String> {
        let key = (point.to_owned(), seed);
        let rest = format!("{point} {seed} {record}");
        let sum = sum(&rest);
        let replaces = match self.place(&key)? {
            Some(place) if place.sum == sum => return Ok(()),
            Some(place) => place.sum,
            None => "-".to_owned(),
        };
        let line = format!("{sum} {replaces} {rest}\n");
        let written = self.append(line.as_bytes());
        let (segment, at) = written.map_err(|error| {
            // Half a line may stand there: nothing comes behind it.
            self.own = None;
            format!("cannot write to {}: {error}", self.folder.display())
        })?;
        let place = Place { segment, at, length: line.len() - 1, sum, replaces };
        self.known.entry(key).or_default().push(place);
        Ok(())
    }

    fn append(&mut self, line: &[u8]) -> io::Result<(usize, u64)> {
        let own = match &mut self.own {
            Some(own) => own,
            None => {
                let (path, name, mut file) = begun(&self.folder)?;
                let head = format!("{SCHEMA} {}\n", self.physics);
                file.write_all(head.as_bytes())?;
                folder::sync_place(&path)?;
                self.files.push(Segment { path, read: head.len() as u64, lines: 1 });
                let number = self.files.len() - 1;
                self.names.insert(name, number);
                self.own.insert(Own { file, number, synced: Instant::now(), is_synced: false })
            }
        };
        let segment = &mut self.files[own.number];
        own.file.write_all(line)?;
        own.is_synced = false;
        let at = segment.read;
        (segment.read, segment.lines) = (at + line.len() as u64, segment.lines + 1);
        if own.synced.elapsed() >= SYNC_EVERY {
            own.file.sync_data()?;
            (own.synced, own.is_synced) = (Instant::now(), true);
        }
        Ok((own.number, at))
    }

    /// Makes what was appended last.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub fn sync(&mut self) -> io::Result<()> {
        let Some(own) = self.own.as_mut().filter(|own| !own.is_synced) else { return Ok(()) };
        own.is_synced = true;
        own.file.sync_data()
    }
}

impl Drop for Segments {
    fn drop(&mut self) {
        // Whoever needs to know has asked before.
        let _ = self.sync();
    }
}

/// A new segment, which nobody else appends to: on a shared disk other machines may have processes of the same number.
fn begun(folder: &Path) -> io::Result<(PathBuf, OsString, File)> {
    let mut number = 0_u32;
    loop {
        let name = OsString::from(format!("{}-{number}.{ENDING}", std::process::id()));
        let path = folder.join(&name);
        match OpenOptions::new().append(true).create_new(true).open(&path) {
            Ok(file) => return Ok((path, name, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
            Err(error) => return Err(error),
        }
    }
}

/// A line of a segment, if it is as it was written.
fn parsed(line: &str, segment: usize, at: u64) -> Option<(Key, Place)> {
    let (written, rest) = line.split_once(' ')?;
    let (replaces, rest) = rest.split_once(' ')?;
    let mut parts = rest.splitn(3, ' ');
    let (point, seed, _) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?);
    (sum(rest) == written).then(|| {
        let place = Place { segment, at, length: line.len(), sum: written.to_owned(), replaces: replaces.to_owned() };
        ((point.to_owned(), seed), place)
    })
}

fn sum(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn told(file: &str, why: &str, what: &str) -> String {
    format!("{file} is no segment of this study: {why}\nhelp: remove {what}")
}
