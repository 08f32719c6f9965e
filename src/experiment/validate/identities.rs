//! What must hold exactly in every single run, whatever its parameters.

use serde::Serialize;

use super::watch::Watch;
use crate::experiment::run::Outcome;
use crate::measure::series::sum;

/// How far runs were from each identity at most, and how many runs there were. Every number is relative: 0 is exact.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Identities {
    /// Runs looked at.
    pub runs: u64,
    /// Little's law for attempts: the number in flight, added up over time, is the time in flight, added up over attempts.
    pub little_attempts: f64,
    /// Little's law for wishes: open wishes over time are the lengths of the wishes.
    pub little_wishes: f64,
    /// Attempts are answered, fail, or are in flight (or not yet read) at the end.
    pub attempts: f64,
    /// Workers were not busy for longer than there were workers: the excess.
    pub busy: f64,
    /// Clients of a closed class are in some phase: those missing.
    pub clients: f64,
    /// Every wish ends once, or is open at the end.
    pub wishes: f64,
    /// Windows of service that opened were met, not met, closed uncounted, or ran at the end: those missing.
    pub windows: f64,
}

/// Sums of many numbers are exact to about this part.
pub const ROUNDING: f64 = 1e-9;

impl Identities {
    /// Both together.
    pub fn and(&self, other: &Identities) -> Identities {
        Identities {
            runs: self.runs + other.runs,
            little_attempts: self.little_attempts.max(other.little_attempts),
            little_wishes: self.little_wishes.max(other.little_wishes),
            attempts: self.attempts.max(other.attempts),
            busy: self.busy.max(other.busy),
            clients: self.clients.max(other.clients),
            wishes: self.wishes.max(other.wishes),
            windows: self.windows.max(other.windows),
        }
    }

    /// Each with its name and its largest deviation.
    pub fn lines(&self) -> [(&'static str, f64); 7] {
        [
            ("Little's law, attempts in flight", self.little_attempts),
            ("Little's law, open wishes", self.little_wishes),
            ("attempts = answered + failed + under way", self.attempts),
            ("busy time within workers x time", self.busy),
            ("clients conserved", self.clients),
            ("every wish ends once", self.wishes),
            ("windows opened = met + unmet + uncounted + running", self.windows),
        ]
    }

    /// Whether every identity held in every run, to rounding.
    pub fn hold(&self) -> bool {
        self.lines().iter().all(|(_, deviation)| *deviation <= ROUNDING)
    }
}

/// Looks at one run.
pub fn broken(outcome: &Outcome, watch: &Watch) -> Identities {
    let relative = |one: f64, other: f64| (one - other).abs() / one.abs().max(other.abs()).max(1.0);
    let samples = || outcome.series.by_class.iter().flatten();
    let spent = |phase: usize| -> f64 { samples().map(|sample| sample.client_seconds[phase]).sum() };
    let counts = sum(samples().map(|sample| &sample.counts));
    let windows = counts.windows;
    let last = || outcome.series.by_class.iter().filter_map(|samples| samples.last()?.census.as_ref());
    let at_end = |phase: usize| -> u64 { last().map(|census| census.phases[phase]).sum() };
    let known = counts.answered + counts.failures.iter().sum::<u64>();
    let sent = counts.first_attempts + counts.retries;
    // A refusal that its client has not read yet is neither answered nor in flight.
    let missing = (known + at_end(1)).saturating_sub(sent) + sent.saturating_sub(known + at_end(1) + at_end(3));
    let over = |busy: f64, there: f64| if there > 0.0 { (busy / there - 1.0).max(0.0) } else { busy };
    let cell = outcome.series.resources.iter().map(|sample| &sample.usage);
    let of_services =
        outcome.series.tiers.services.iter().flatten().map(|service| over(service.usage.busy, service.there));
    let excess = cell.map(|usage| over(usage.workers, usage.workers_there * usage.seconds)).chain(of_services);
    let lost = samples().map(|sample| match (sample.population, &sample.census) {
        (Some(population), Some(census)) => u64::from(population).abs_diff(census.phases.iter().sum()),
        (Some(_), None) | (None, _) => 0,
    });
    Identities {
        runs: 1,
        little_attempts: relative(spent(1), watch.in_flight_s),
        little_wishes: relative(spent(1) + spent(2) + spent(3) + spent(4), watch.wishes_s),
        attempts: missing as f64,
        busy: excess.fold(0.0, f64::max),
        clients: lost.max().unwrap_or(0) as f64,
        wishes: relative(counts.wishes as f64, watch.wishes as f64),
        windows: windows.opened.abs_diff(windows.met + windows.unmet + windows.discarded + windows.open) as f64,
    }
}
