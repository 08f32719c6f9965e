//! Times and memory. Every measurement is a process of its own, so that its peak of memory is its own too; the builds
//! that are compared take turns, so that a busy minute of the machine hits all of them.

use std::collections::BTreeMap;
use std::fmt;
use std::process::Command;
use std::time::Instant;

/// What one process has to do.
pub struct Job {
    /// Which build of the model.
    pub build: String,
    /// Clients, pending events, transfers: whatever the bench grows in.
    pub size: u64,
}

/// What one process reports.
#[derive(Clone)]
pub struct Played {
    /// Events that the plain model has; for the benches of whole runs, 1.
    pub events: u64,
    /// Those of them that never were on the agenda, where the bench counts them.
    pub skipped: Option<u64>,
    /// Processor time; wall time where several threads or another process do the work.
    pub nanoseconds: u64,
    /// Growth of the peak of memory since the start of the measurement.
    pub bytes: u64,
    /// Counts and means that the builds must agree on.
    pub facts: BTreeMap<String, f64>,
}

/// A running measurement.
pub struct Meter {
    clock: fn() -> u64,
    nanoseconds: u64,
    bytes: u64,
}

/// What the order of additions may change of a mean: less than one in any count.
const ROUNDING: f64 = 1e-10;

/// The fact in which builds must agree to the last bit.
pub const FINGERPRINT: &str = "fingerprint";

impl Meter {
    /// Begins a measurement in processor time.
    pub fn start() -> Meter {
        Meter { bytes: peak_memory(), clock: processor_time, nanoseconds: processor_time() }
    }

    /// Begins a measurement in wall time.
    pub fn start_wall() -> Meter {
        Meter { bytes: peak_memory(), clock: wall_time, nanoseconds: wall_time() }
    }

    /// Ends it.
    pub fn stop(self, events: u64, facts: &[(&str, f64)]) -> Played {
        Played {
            events,
            skipped: None,
            nanoseconds: (self.clock)() - self.nanoseconds,
            bytes: peak_memory() - self.bytes,
            facts: facts.iter().map(|(name, value)| ((*name).to_string(), *value)).collect(),
        }
    }
}

/// Nanoseconds since it was first asked for.
fn wall_time() -> u64 {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_nanos() as u64
}

/// Nanoseconds this process has computed; wall time where the system does not tell.
fn processor_time() -> u64 {
    let told = std::fs::read_to_string("/proc/self/schedstat").ok();
    let told = told.and_then(|text| text.split(' ').next().and_then(|word| word.parse().ok()));
    told.unwrap_or_else(wall_time)
}

/// Peak of resident memory of this process in bytes; 0 where the system does not tell.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0");
    line.trim().trim_end_matches(" kB").parse::<u64>().map_or(0, |kilobytes| kilobytes * 1024)
}

impl fmt::Display for Played {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "played events={} nanoseconds={} bytes={}", self.events, self.nanoseconds, self.bytes)?;
        self.skipped.iter().try_for_each(|skipped| write!(f, " skipped={skipped}"))?;
        self.facts.iter().try_for_each(|(name, value)| write!(f, " {name}={value}"))
    }
}

impl Played {
    fn read(text: &str) -> Option<Played> {
        let words = text.lines().find_map(|line| line.strip_prefix("played "))?;
        let mut facts: BTreeMap<String, f64> = words
            .split(' ')
            .filter_map(|word| word.split_once('='))
            .filter_map(|(name, value)| Some((name.to_string(), value.parse().ok()?)))
            .collect();
        let mut whole = |name| facts.remove(name).map(|value| value as u64);
        let (events, skipped) = (whole("events")?, whole("skipped"));
        Some(Played { events, skipped, nanoseconds: whole("nanoseconds")?, bytes: whole("bytes")?, facts })
    }

    /// Nanoseconds per event.
    pub fn per_event(&self) -> f64 {
        self.nanoseconds as f64 / self.events as f64
    }
}

/// A command that plays one job.
pub fn command(name: &str, build: &str, size: u64) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("the bench knows its own file"));
    command.args(["play", name, build, &size.to_string()]);
    command
}

/// The fastest of several runs of each build; the builds take turns, and must agree on all facts.
pub fn fastest(name: &str, builds: &[&'static str], size: u64, rounds: usize) -> Vec<(&'static str, Played)> {
    let mut best: Vec<(&'static str, Played)> = Vec::new();
    for _ in 0..rounds {
        for build in builds.iter().filter(|build| can_finish(name, build, size)) {
            let output = command(name, build, size).output().expect("the bench can start itself");
            let played = Played::read(&String::from_utf8_lossy(&output.stdout));
            let played = played.unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&output.stderr)));
            match best.iter_mut().find(|(known, _)| known == build) {
                None => {
                    best.iter().for_each(|(other, theirs)| compare(name, size, (*build, &played), (*other, theirs)));
                    best.push((build, played));
                }
                Some((_, known)) if played.nanoseconds < known.nanoseconds => *known = played,
                Some(_) => {}
            }
        }
    }
    best
}

/// A heap of ten million events that wanders all over memory is not worth the wait.
fn can_finish(name: &str, build: &str, size: u64) -> bool {
    !(name == "closed-loop" && build == "heap" && size > 1_000_000)
}

/// Two builds of one model must find the same before their times may be compared: they draw the same random numbers, so
/// every count is equal, and a mean but for the order in which it was added up.
fn compare(name: &str, size: u64, (build, played): (&str, &Played), (other, theirs): (&str, &Played)) {
    for (fact, value) in &played.facts {
        let Some(theirs) = theirs.facts.get(fact) else { continue };
        let allowed = if fact == FINGERPRINT { 0.0 } else { ROUNDING };
        let apart = (value - theirs).abs() / theirs.abs().max(1e-9);
        assert!(apart <= allowed, "{name} {size}: {build} finds {fact} = {value}, {other} finds {theirs}");
    }
}

/// Reads a number of the command line.
pub fn number(text: &str) -> u64 {
    text.parse().unwrap_or_else(|_| panic!("{text} is no number"))
}
