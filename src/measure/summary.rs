//! One set of numbers per class and per run, over the time from the onset to the horizon.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::half_hours::HalfHours;
use super::recovery::Recovery;
use super::sample::{ClassSample, ResourceSample, sum};
use super::series::Series;
use super::tiers::TierSums;
use super::verdict::VerdictPlan;
use crate::engine::StopReason;
use crate::model::cell::Cell;
use crate::model::latency::Latency;
use crate::model::observe::{Counts, LogEntry, Trace};

/// The numbers of one class.
#[derive(Debug, Clone)]
pub struct ClassSummary {
    /// Name of the class.
    pub name: String,
    /// All counts since the onset.
    pub counts: Counts,
    /// Attempts per second in the warm-up.
    pub baseline_per_s: f64,
    /// Attempts relative to the warm-up, over all of the time; none without a warm-up that is fit to be compared with.
    pub amplification: Option<f64>,
    /// Largest amplification of an interval, and when.
    pub peak: Option<(f64, f64)>,
    /// Smallest availability of an interval, and when.
    pub lowest: Option<(f64, f64)>,
    /// Availability below and above 50 %, in hours since the onset.
    pub half: Crossing,
    /// Availability below and above 99 %.
    pub full: Crossing,
    /// Hours in intervals with an availability below 50 %, below 80 %.
    pub below_h: [f64; 2],
    /// Availability over half hours, which the luck of a few people does not move.
    pub half_hours: HalfHours,
    /// Hours of full outage that the time without service (of sessions: the unmet windows) amounts to.
    pub outage_h: f64,
    /// Most clients without service, mean over an interval.
    pub without_peak: f64,
    /// Clients without service, mean over the last interval.
    pub without_end: f64,
    /// The same as a share of a closed class.
    pub without_share_end: Option<f64>,
    /// From when on at most 2 % of a closed class are without service or catching up.
    pub back_98_h: Option<f64>,
    /// Client-hours without service.
    pub without_h: f64,
    /// Client-hours of catching up.
    pub catching_up_h: f64,
    /// When 50, 90 and 99 % of the clients that were without service or catching up at the peak were served for good.
    pub restored_h: [Option<f64>; 3],
    /// Largest backlog of messages, Syncs, resync requests.
    pub backlog_peak: [i64; 3],
    /// Largest backlog of requests, relative to the healthy requests of one contact interval.
    pub backlog_contacts_peak: Option<f64>,
    /// Latency of all wishes begun since the onset.
    pub latency: Latency,
    /// Seconds from the onset to the horizon.
    pub seconds: f64,
    /// Mean number of clients that wait to try again, over time.
    pub waiting_mean: f64,
}

/// When a class fell below a level of availability, and when it rose above it for good.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Crossing {
    /// Start of the first interval below.
    pub fell_h: Option<f64>,
    /// End of the last interval below, if the run does not end with it.
    pub rose_h: Option<f64>,
}

/// The numbers of the whole cell.
#[derive(Debug, Clone)]
pub struct RunSummary {
    /// Events that happened.
    pub events: u64,
    /// Busy part of the workers.
    pub worker_utilisation: Option<f64>,
    /// Busy part of the store.
    pub store_utilisation: Option<f64>,
    /// Busy part of the link to the clients.
    pub link_utilisation: f64,
    /// Mean number of busy workers.
    pub busy_workers: f64,
    /// Mean number of requests that wait in servers.
    pub queue_length: f64,
    /// Mean time that a request waits in a server, of those that a worker took.
    pub queue_wait_s: Option<f64>,
    /// Most transfers to clients in flight, as a mean over an interval.
    pub transfers_peak: f64,
    /// Part of the worker time spent for nobody.
    pub wasted_work: Option<f64>,
    /// Part of the bytes moved for nobody.
    pub wasted_bytes: Option<f64>,
}

/// Everything that is known about a run at its end.
#[derive(Debug, Clone)]
pub struct Summary {
    /// Per class.
    pub classes: Vec<ClassSummary>,
    /// The whole cell.
    pub run: RunSummary,
    /// Each service, call and link since the onset; empty in the short form.
    pub tiers: TierSums,
    /// The verdict and the phases.
    pub recovery: Recovery,
    /// What was done to the cell.
    pub log: Vec<LogEntry>,
    /// Why the run stopped.
    pub stopped: StopReason,
    /// The onset in hours since the start of the run.
    pub onset_h: f64,
}

impl Summary {
    /// Sums up a cell that has run.
    pub fn of<T: Trace>(
        cell: &Cell<T>,
        series: &Series,
        plan: &VerdictPlan,
        stopped: StopReason,
        events: u64,
    ) -> Summary {
        let onset_h = cell.plan().run.warm_up.as_hours();
        let classes = series.classes.iter().enumerate().map(|(class, name)| {
            ClassSummary::of(name, &series.by_class[class][series.onset.min(series.by_class[class].len())..])
        });
        let mut recovery = Recovery::judge(series, &cell.seen, onset_h, plan);
        if matches!(stopped, StopReason::EventLimit | StopReason::Interrupted) {
            recovery.undecided("the run was stopped before its horizon".to_owned());
        }
        Summary {
            classes: classes.collect(),
            run: RunSummary::of(series, events),
            tiers: series.tiers.sums(series.onset.min(series.resources.len())..series.resources.len()),
            recovery,
            log: cell.seen.log.clone(),
            stopped,
            onset_h,
        }
    }

    /// The summary of a class.
    pub fn class(&self, name: &str) -> Option<&ClassSummary> {
        self.classes.iter().find(|class| class.name == name)
    }
}

/// Each interval weighs as much as it is long.
fn mean_amplification(samples: &[ClassSample]) -> Option<f64> {
    let seconds: f64 = samples.iter().map(|sample| sample.seconds).sum();
    let weighed = samples.iter().map(|sample| Some(sample.amplification()? * sample.seconds));
    (seconds > 0.0).then_some(weighed.sum::<Option<f64>>()? / seconds)
}

impl ClassSummary {
    /// Sums up some samples in a row.
    pub fn of(name: &str, samples: &[ClassSample]) -> ClassSummary {
        let mut latency = Latency::default();
        for sample in samples {
            latency.add(&sample.latency);
        }
        let seconds: f64 = samples.iter().map(|sample| sample.seconds).sum();
        let spent = |phase: usize| -> f64 { samples.iter().map(|sample| sample.client_seconds[phase]).sum() };
        let largest = |of: &dyn Fn(&ClassSample) -> i64| samples.iter().map(of).max().unwrap_or(0);
        let amplification = |s: &ClassSample| s.amplification().map(|a| (a, s.time_h));
        let availability = |s: &ClassSample| s.availability().map(|a| (a, s.time_h));
        let below = |level: f64| -> f64 {
            let lower = samples.iter().filter(|s| s.availability().is_some_and(|availability| availability < level));
            lower.map(|s| s.seconds / 3600.0).sum()
        };
        ClassSummary {
            name: name.to_string(),
            counts: sum(samples.iter().map(|sample| &sample.counts)),
            baseline_per_s: samples.first().map_or(0.0, |sample| sample.baseline_per_s),
            amplification: mean_amplification(samples),
            peak: samples.iter().filter_map(amplification).reduce(|a, b| if b.0 > a.0 { b } else { a }),
            lowest: samples.iter().filter_map(availability).reduce(|a, b| if b.0 < a.0 { b } else { a }),
            half: Crossing::of(samples, 0.5),
            full: Crossing::of(samples, 0.99),
            below_h: [0.5, 0.8].map(below),
            half_hours: HalfHours::of(samples),
            outage_h: samples.iter().map(|s| unavailability(s) * s.seconds / 3600.0).sum(),
            without_peak: samples.iter().map(|s| s.without_s / s.seconds.max(1e-9)).fold(0.0, f64::max),
            without_end: samples.last().map_or(0.0, |s| s.without_s / s.seconds.max(1e-9)),
            without_share_end: samples.last().and_then(ClassSample::without_service_share),
            back_98_h: back_98(samples),
            without_h: samples.iter().map(|s| s.without_s).sum::<f64>() / 3600.0,
            catching_up_h: samples.iter().map(|s| s.catching_up_s).sum::<f64>() / 3600.0,
            restored_h: [0.5, 0.9, 0.99].map(|share| restored(samples, share)),
            backlog_peak: [
                largest(&|s| s.backlog_messages),
                largest(&|s| s.backlog_syncs),
                largest(&|s| s.backlog_resyncs),
            ],
            backlog_contacts_peak: samples.iter().filter_map(ClassSample::backlog_contacts).reduce(f64::max),
            latency,
            seconds,
            waiting_mean: (spent(2) + spent(3)) / seconds.max(1e-9),
        }
    }
}

impl Crossing {
    fn of(samples: &[ClassSample], level: f64) -> Crossing {
        let below = |sample: &ClassSample| sample.is_below(level);
        let first = samples.iter().position(|sample| below(sample) == Some(true));
        let last = samples.iter().rposition(|sample| below(sample) == Some(true));
        let after = last.map_or(&[][..], |last| &samples[last + 1..]);
        let after = after.first().filter(|_| after.iter().any(|sample| below(sample) == Some(false)));
        Crossing { fell_h: first.map(|first| samples[first].time_h), rose_h: after.map(|sample| sample.time_h) }
    }
}

/// Part of a class that is without service: its clients, or (of sessions) the windows that were not met.
fn unavailability(sample: &ClassSample) -> f64 {
    sample.without_service().unwrap_or(0.0)
}

/// When this share of the clients that were without service or catching up at the peak was served, and stayed so.
fn restored(samples: &[ClassSample], share: f64) -> Option<f64> {
    samples.first()?.population?;
    let peak = samples.iter().map(ClassSample::unserved).fold(0.0, f64::max);
    let last_above = samples.iter().rposition(|sample| peak > 0.0 && sample.unserved() > (1.0 - share) * peak)?;
    samples.get(last_above + 1).map(|sample| sample.time_h)
}

/// From when on at most 2 % are without service or catching up: 0 if it is always so, nothing if more are at the end.
fn back_98(samples: &[ClassSample]) -> Option<f64> {
    let population = f64::from(samples.first()?.population?.max(1));
    match samples.iter().rposition(|sample| sample.unserved() > 0.02 * population) {
        None => Some(0.0),
        Some(last) => samples.get(last + 1).map(|sample| sample.time_h),
    }
}

impl RunSummary {
    fn of(series: &Series, events: u64) -> RunSummary {
        RunSummary::of_samples(&series.resources[series.onset.min(series.resources.len())..], events)
    }

    /// Sums up some samples in a row.
    pub fn of_samples(samples: &[ResourceSample], events: u64) -> RunSummary {
        let seconds: f64 = samples.iter().map(|s| s.usage.seconds).sum::<f64>().max(1e-9);
        let total = sum(samples.iter().map(|sample| &sample.total));
        let busy: f64 = samples.iter().map(|s| s.usage.workers).sum();
        let there: f64 = samples.iter().map(|s| s.usage.workers_there * s.usage.seconds).sum();
        let store: f64 = samples.iter().map(|s| s.usage.store_there * s.usage.seconds).sum();
        let part = |waste: u64, use_: u64| (waste + use_ > 0).then(|| waste as f64 / (waste + use_) as f64);
        RunSummary {
            events,
            worker_utilisation: (there.is_finite() && there > 0.0).then(|| busy / there),
            store_utilisation: (store.is_finite() && store > 0.0)
                .then(|| samples.iter().map(|s| s.usage.store).sum::<f64>() / store),
            link_utilisation: samples.iter().map(|s| s.usage.down_busy).sum::<f64>() / seconds,
            busy_workers: busy / seconds,
            queue_length: samples.iter().map(|s| s.usage.queue).sum::<f64>() / seconds,
            queue_wait_s: (total.taken > 0).then(|| total.queue_wait as f64 / 1e9 / total.taken as f64),
            transfers_peak: samples.iter().map(|s| s.usage.down / s.usage.seconds.max(1e-9)).fold(0.0, f64::max),
            wasted_work: part(total.wasted_work, total.useful_work),
            wasted_bytes: part(total.wasted_bytes, total.useful_bytes),
        }
    }
}

/// Name of a stop reason in files.
pub fn stop_name(stopped: StopReason) -> &'static str {
    match stopped {
        StopReason::EndOfTime => "end_of_time",
        StopReason::NothingLeft => "nothing_left",
        StopReason::EventLimit => "event_limit",
        StopReason::Interrupted => "interrupted",
    }
}

/// So many times of an entry that recurs are told, and the last.
const FIRST_TIMES: u32 = 3;

/// A log entry as files show it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LogLine {
    /// Hours since the onset.
    pub time_h: f64,
    /// Name of the timeline entry.
    pub entry: String,
    /// What happened.
    pub what: String,
}

impl Summary {
    /// The log as files show it.
    pub fn log_lines(&self) -> Vec<LogLine> {
        self.log_told().into_iter().map(|(_, line)| line).collect()
    }

    /// The log as it is told, with the entry of each line: of what recurs the first few times and the last, with a count.
    pub fn log_told(&self) -> Vec<(&LogEntry, LogLine)> {
        let mut last: BTreeMap<&str, u32> = BTreeMap::new();
        for entry in &self.log {
            last.insert(&entry.name, entry.time);
        }
        let told = self.log.iter().filter_map(|entry| {
            let (time, last) = (entry.time, last[entry.name.as_str()]);
            let mut line = self.log_line(entry);
            if time == last && time > FIRST_TIMES + 1 {
                line.what.push_str(&format!(" (time {time}; {} left out before it)", time - FIRST_TIMES - 1));
            }
            (time <= FIRST_TIMES || time == last).then_some((entry, line))
        });
        told.collect()
    }

    /// One line of the log.
    pub fn log_line(&self, entry: &LogEntry) -> LogLine {
        LogLine {
            time_h: entry.at.seconds() / 3600.0 - self.onset_h,
            entry: entry.name.clone(),
            what: entry.what.clone(),
        }
    }
}
