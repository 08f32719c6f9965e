//! What is compared: every quantity that theory predicts, and where a run shows it.

use super::watch::Watch;
use crate::experiment::run::Outcome;
use crate::model::retry::ErrorKind;
use crate::units::Span;

/// One run of a system.
pub struct Replication {
    /// What every run gives.
    pub outcome: Outcome,
    /// What was watched besides.
    pub watch: Watch,
}

/// A quantity with the name, unit and place it has. Where there is a metric for it in the metric table, that is taken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Quantity {
    /// Mean number waiting in the queue.
    Waiting,
    /// Mean number in the system.
    InSystem,
    /// Mean number of busy workers.
    Busy,
    /// Mean wait of those that a worker takes.
    Wait,
    /// Share of the waits longer than this.
    WaitOver(Span),
    /// Share of the attempts that have to wait.
    Delayed,
    /// Share of the attempts refused because no place is free.
    Refused,
    /// Share of the first attempts refused.
    FirstRefused,
    /// Share of the attempts that their clients give up.
    Abandoned,
    /// Mean number of clients that wait to try again.
    Orbit,
    /// Variance over time of that number.
    OrbitVariance,
    /// Requests answered in time.
    Goodput,
    /// Share of the worker time spent on attempts that end for nobody.
    InVain,
    /// Share of the worker time spent after the client had left, where a service takes 1 s: what is left of the busy
    /// time when every answer is given its mean.
    AfterLeaving,
    /// Mean number of transfers in flight to the clients.
    Transfers,
    /// Time of a transfer of less than the mean size, relative to its time alone on a link of this many bytes/s.
    SlowdownSmall(f64),
    /// The same of a transfer of more than the mean size.
    SlowdownLarge(f64),
    /// Attempts relative to the warm-up, from this many hours after the onset to the end.
    Amplification(f64),
    /// Attempts of a wish.
    AttemptsPerWish,
    /// 1 if most wishes of the last interval are met, else 0.
    Recovers,
    /// Hours from this one until half of the devices that were cut off are back.
    RestoredHalf(f64),
    /// Hours from this one until 90 % of the devices that were cut off are back.
    RestoredMost(f64),
}

impl Quantity {
    /// Name and unit.
    pub fn name(self) -> (&'static str, &'static str) {
        match self {
            Quantity::Waiting => ("waiting, Lq", "requests"),
            Quantity::InSystem => ("in system, L", "requests"),
            Quantity::Busy => ("busy workers", "workers"),
            Quantity::Wait => ("wait, Wq", "s"),
            Quantity::WaitOver(_) => ("P(Wq > t)", "share"),
            Quantity::Delayed => ("P(wait)", "share"),
            Quantity::Refused => ("refused", "share"),
            Quantity::FirstRefused => ("first attempts refused", "share"),
            Quantity::Abandoned => ("abandoned", "share"),
            Quantity::Orbit => ("waiting to retry", "clients"),
            Quantity::OrbitVariance => ("variance of those", "clients²"),
            Quantity::Goodput => ("goodput", "1/s"),
            Quantity::InVain => ("wasted work", "share"),
            Quantity::AfterLeaving => ("work after leaving", "share"),
            Quantity::Transfers => ("transfers in flight", "transfers"),
            Quantity::SlowdownSmall(_) => ("slowdown, small", "ratio"),
            Quantity::SlowdownLarge(_) => ("slowdown, large", "ratio"),
            Quantity::Amplification(_) => ("amplification", "ratio"),
            Quantity::AttemptsPerWish => ("attempts per wish", "attempts"),
            Quantity::Recovers => ("recovers", "share of runs"),
            Quantity::RestoredHalf(_) => ("half restored after", "h"),
            Quantity::RestoredMost(_) => ("90 % restored after", "h"),
        }
    }

    /// The time over which waits have to be counted, if it is about that.
    pub fn threshold(self) -> Option<Span> {
        if let Quantity::WaitOver(span) = self { Some(span) } else { None }
    }

    /// Its value in one run; none where the run has no such number.
    pub fn of(self, seen: &Replication) -> Option<f64> {
        let (run, class) = (&seen.outcome.summary.run, seen.outcome.summary.classes.first()?);
        let (watch, counts) = (&seen.watch, &class.counts);
        let part = |some: u64, all: u64| (all > 0).then(|| some as f64 / all as f64);
        let failures = |kind: ErrorKind| counts.failures[kind.index()];
        match self {
            Quantity::Waiting => Some(run.queue_length),
            Quantity::InSystem => Some(run.queue_length + run.busy_workers),
            Quantity::Busy => Some(run.busy_workers),
            Quantity::Wait => run.queue_wait_s,
            Quantity::WaitOver(_) => part(watch.waited_over, watch.taken),
            Quantity::Delayed => {
                let unhindered = watch.at_once + failures(ErrorKind::Busy);
                part(watch.attempts.saturating_sub(unhindered), watch.attempts)
            }
            Quantity::Refused => part(failures(ErrorKind::Busy), watch.attempts),
            Quantity::FirstRefused => {
                part(counts.first_attempts.saturating_sub(watch.taken_first), counts.first_attempts)
            }
            Quantity::Abandoned => part(failures(ErrorKind::NoAnswer), watch.attempts),
            Quantity::Orbit => Some(class.waiting_mean),
            Quantity::OrbitVariance => Some(watch.orbit.variance()),
            Quantity::Goodput => Some(counts.answered as f64 / class.seconds),
            Quantity::InVain => run.wasted_work,
            Quantity::AfterLeaving => Some(1.0 - counts.answered as f64 / class.seconds / run.busy_workers),
            Quantity::Transfers => transfers(&seen.outcome),
            Quantity::SlowdownSmall(capacity) => slowdown(watch.pace[0], capacity),
            Quantity::SlowdownLarge(capacity) => slowdown(watch.pace[1], capacity),
            Quantity::Amplification(from_h) => amplification(&seen.outcome, from_h),
            Quantity::AttemptsPerWish => part(watch.attempts, counts.wishes),
            Quantity::Recovers => {
                let last = seen.outcome.series.by_class.first()?.last()?.counts.availability()?;
                Some(if last > 0.5 { 1.0 } else { 0.0 })
            }
            Quantity::RestoredHalf(from_h) => class.restored_h[0].map(|at| at - from_h),
            Quantity::RestoredMost(from_h) => class.restored_h[1].map(|at| at - from_h),
        }
    }
}

/// Mean number of transfers to the clients since the onset.
fn transfers(outcome: &Outcome) -> Option<f64> {
    let samples = outcome.series.resources.get(outcome.series.onset..)?;
    let seconds: f64 = samples.iter().map(|sample| sample.usage.seconds).sum();
    (seconds > 0.0).then(|| samples.iter().map(|sample| sample.usage.down).sum::<f64>() / seconds)
}

/// Mean of time / (bytes / capacity).
fn slowdown((seconds_per_byte, count): (f64, u64), capacity: f64) -> Option<f64> {
    (count > 0).then(|| capacity * seconds_per_byte / count as f64)
}

fn amplification(outcome: &Outcome, from_h: f64) -> Option<f64> {
    let samples = outcome.series.by_class.first()?.iter().filter(|sample| sample.time_h >= from_h - 1e-9);
    let (sum, count) = samples.filter_map(|s| s.amplification()).fold((0.0, 0), |(sum, n), a| (sum + a, n + 1));
    (count > 0).then(|| sum / f64::from(count))
}
