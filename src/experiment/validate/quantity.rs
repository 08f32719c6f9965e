//! What is compared: every quantity that theory predicts, and where a run shows it.

use super::watch::Watch;
use crate::experiment::run::Outcome;
use crate::measure::tiers::{CallUse, ServiceUse};
use crate::model::client::Phase;
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
    /// Share of the attempts that are answered with an error, or by nobody who is up.
    Failed,
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
    /// Mean time of an attempt of the class with this position, in flight until its end.
    TimeOfClass(usize),
    /// Mean number of requests in a service that wait or have a worker.
    PresentAt(&'static str),
    /// Mean number of requests that have a worker of a service.
    BusyAt(&'static str),
    /// Mean number of requests that wait at a service.
    WaitingAt(&'static str),
    /// Mean wait of those that a worker of a service takes.
    WaitAt(&'static str),
    /// Mean share of the instances of a service that are in rotation.
    InRotation(&'static str),
    /// Restarts of the instances of a service, per second.
    RestartsAt(&'static str),
    /// Share of the requests whose turn comes at a service that are then too late.
    TooLateAt(&'static str),
    /// Tries of a call, relative to the wishes of the first class.
    TriesPerWish(&'static str),
    /// Tries of a call, relative to its requests.
    TriesPerRequest(&'static str),
    /// Share of the requests of a call that find neither a connection nor a place to wait for one.
    WithoutConnection(&'static str),
    /// Share of the requests of a call that end with a failure, where a request has one try at most.
    GivenUp(&'static str),
    /// Share of the look-ups in a cache that find what they look for.
    Hits,
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
            Quantity::Failed => ("failed", "share"),
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
            Quantity::TimeOfClass(0) => ("time of the first class", "s"),
            Quantity::TimeOfClass(_) => ("time of another class", "s"),
            Quantity::PresentAt(_) => ("in a service, L", "requests"),
            Quantity::BusyAt(_) => ("busy at a service", "workers"),
            Quantity::WaitingAt(_) => ("waiting at a service", "requests"),
            Quantity::WaitAt(_) => ("wait at a service", "s"),
            Quantity::InRotation(_) => ("in rotation", "share"),
            Quantity::RestartsAt(_) => ("restarts", "1/s"),
            Quantity::TooLateAt(_) => ("too late at a service", "share"),
            Quantity::TriesPerWish(_) => ("tries per wish", "attempts"),
            Quantity::TriesPerRequest(_) => ("tries per request", "attempts"),
            Quantity::WithoutConnection(_) => ("without connection", "share"),
            Quantity::GivenUp(_) => ("given up", "share"),
            Quantity::Hits => ("hits", "share"),
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
            Quantity::Failed => part(failures(ErrorKind::ServerError), watch.attempts),
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
            Quantity::Recovers => well_at_the_end(&seen.outcome),
            Quantity::RestoredHalf(from_h) => class.restored_h[0].map(|at| at - from_h),
            Quantity::RestoredMost(from_h) => class.restored_h[1].map(|at| at - from_h),
            Quantity::TimeOfClass(place) => time_of_class(&seen.outcome, place),
            Quantity::PresentAt(name) => at(&seen.outcome, name, |of| (of.usage.busy + of.usage.waiting, of.seconds)),
            Quantity::BusyAt(name) => at(&seen.outcome, name, |of| (of.usage.busy, of.seconds)),
            Quantity::WaitingAt(name) => at(&seen.outcome, name, |of| (of.usage.waiting, of.seconds)),
            Quantity::WaitAt(name) => {
                at(&seen.outcome, name, |of| (of.counts.queue_wait as f64 / 1e9, of.counts.taken as f64))
            }
            Quantity::InRotation(name) => {
                at(&seen.outcome, name, |of| (of.usage.instances.used, of.usage.instances.there))
            }
            Quantity::RestartsAt(name) => at(&seen.outcome, name, |of| (of.counts.restarts as f64, of.seconds)),
            Quantity::TooLateAt(name) => {
                at(&seen.outcome, name, |of| (of.counts.too_late as f64, (of.counts.too_late + of.counts.taken) as f64))
            }
            Quantity::TriesPerWish(name) => by(&seen.outcome, name, |of| (tries(of), counts.wishes)),
            Quantity::TriesPerRequest(name) => by(&seen.outcome, name, |of| (tries(of), of.counts.first_attempts)),
            Quantity::WithoutConnection(name) => by(&seen.outcome, name, |of| {
                (of.counts.without_connection, of.counts.without_connection + of.counts.first_attempts)
            }),
            Quantity::Hits => part(counts.cache_hits, counts.cache_hits + counts.cache_misses),
            Quantity::GivenUp(name) => {
                by(&seen.outcome, name, |of| (of.counts.given_up, of.counts.given_up + of.counts.answered))
            }
        }
    }
}

/// 1 if most wishes of the last interval are met, else 0.
fn well_at_the_end(outcome: &Outcome) -> Option<f64> {
    let last = outcome.series.by_class.first()?.last()?.counts.availability()?;
    Some(if last > 0.5 { 1.0 } else { 0.0 })
}

/// A ratio of two numbers of a service since the onset.
fn at(outcome: &Outcome, name: &str, parts: impl Fn(&ServiceUse) -> (f64, f64)) -> Option<f64> {
    let tiers = &outcome.summary.tiers;
    let place = tiers.names.services.iter().position(|service| service == name)?;
    let (some, all) = parts(&tiers.services[place]);
    (all > 0.0).then(|| some / all)
}

/// A ratio of two numbers of a call since the onset.
fn by(outcome: &Outcome, name: &str, parts: impl Fn(&CallUse) -> (u64, u64)) -> Option<f64> {
    let tiers = &outcome.summary.tiers;
    let place = tiers.names.calls.iter().position(|call| call == name)?;
    let (some, all) = parts(&tiers.calls[place]);
    (all > 0).then(|| some as f64 / all as f64)
}

fn tries(of: &CallUse) -> u64 {
    of.counts.first_attempts + of.counts.retries
}

/// Client-seconds in flight over attempts (Little's law).
fn time_of_class(outcome: &Outcome, place: usize) -> Option<f64> {
    let samples = outcome.series.by_class.get(place)?.get(outcome.series.onset..)?;
    let seconds: f64 = samples.iter().map(|sample| sample.client_seconds[Phase::InFlight as usize]).sum();
    let attempts: u64 = samples.iter().map(|sample| sample.counts.first_attempts + sample.counts.retries).sum();
    (attempts > 0).then(|| seconds / attempts as f64)
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
