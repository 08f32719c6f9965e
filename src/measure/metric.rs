//! The one metric table: name, unit, meaning and accessor of every number that leaves the program.
//!
//! CSV headers, `summary.json`, charts and help come from here. A name carries its unit: `retries_per_s`, `time_h`.
//! An accessor that gives nothing means "there is no such number here" (an empty field, `null`), never zero.

use super::kind::{HOURS, MOMENT, PER_SECOND, RATIO, SECONDS, SHARE, Unit, WAIT, YES_OR_NO, of};
use super::recovery::Recovery;
use super::sample::{ClassSample, ResourceSample};
use super::summary::{ClassSummary, RunSummary};
use super::verdict::Verdict;
use crate::model::retry::ErrorKind;

/// A number: what it is called, what it means, and where it is found.
pub struct Metric<Of> {
    /// Name in files, with its unit.
    pub name: &'static str,
    /// What kind of quantity it is, and its unit.
    pub unit: Unit,
    /// What people call it, with `{}` for the class; empty for a column.
    pub words: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// Finds it.
    pub value: fn(&Of) -> Option<f64>,
}

macro_rules! metrics {
    ($($name:literal, $unit:expr, $words:literal, $meaning:literal, $value:expr;)*) => {
        &[$(Metric { name: $name, unit: $unit, words: $words, meaning: $meaning, value: $value }),*]
    };
    ($($name:literal, $unit:expr, $meaning:literal, $value:expr;)*) => {
        &[$(Metric { name: $name, unit: $unit, words: "", meaning: $meaning, value: $value }),*]
    };
}

pub(super) use metrics;

fn rate(sample: &ClassSample, count: u64) -> Option<f64> {
    Some(count as f64 / sample.seconds)
}

fn failures(sample: &ClassSample, kind: ErrorKind) -> Option<f64> {
    rate(sample, sample.counts.failures[kind.index()])
}

fn phase(sample: &ClassSample, phase: usize) -> Option<f64> {
    sample.census.as_ref().and_then(|_| level(sample, sample.client_seconds[phase]))
}

/// Mean number of clients over the interval.
fn level(sample: &ClassSample, client_seconds: f64) -> Option<f64> {
    (sample.seconds > 0.0).then(|| client_seconds / sample.seconds)
}

fn phones(sample: &ClassSample, value: f64) -> Option<f64> {
    sample.is_activesync.then_some(value)
}

fn part(some: u64, rest: u64) -> Option<f64> {
    (some + rest > 0).then(|| some as f64 / (some + rest) as f64)
}

/// Columns of `timeseries.csv`: one row per sample and class.
pub const CLASS_SERIES: &[Metric<ClassSample>] = metrics! {
    "time_h", MOMENT, "start of the interval, since the onset", |s| Some(s.time_h);
    "wishes_per_s", PER_SECOND, "wishes that began", |s| rate(s, s.counts.wishes);
    "first_attempts_per_s", PER_SECOND, "first attempts of a request", |s| rate(s, s.counts.first_attempts);
    "retries_per_s", PER_SECOND, "attempts after the first", |s| rate(s, s.counts.retries);
    "refused_at_edge_per_s", PER_SECOND, "attempts of both kinds that the edge refused", |s| rate(s, s.counts.refused_at_edge);
    "held_back_per_s", PER_SECOND, "attempts that a client-side guard failed unsent", |s| rate(s, s.counts.held_back);
    "goodput_per_s", PER_SECOND, "requests answered in time", |s| rate(s, s.counts.answered);
    "server_errors_per_s", PER_SECOND, "failures: server error", |s| failures(s, ErrorKind::ServerError);
    "busy_per_s", PER_SECOND, "failures: queue full", |s| failures(s, ErrorKind::Busy);
    "blocked_per_s", PER_SECOND, "failures: refused by the edge", |s| failures(s, ErrorKind::Blocked);
    "retry_later_per_s", PER_SECOND, "failures: 503 with Retry-After", |s| failures(s, ErrorKind::RetryLater);
    "no_answer_per_s", PER_SECOND, "failures: timeout", |s| failures(s, ErrorKind::NoAnswer);
    "abandoned_per_s", PER_SECOND, "wishes given up", |s| rate(s, s.counts.abandoned);
    "availability", SHARE, "windows of service that ended here and were met; nothing if none ended", |s| s.availability();
    "met_per_s", PER_SECOND, "windows of service that ended here with a success within the patience", |s| rate(s, s.counts.windows.met);
    "unmet_per_s", PER_SECOND, "windows of service that ended here without one", |s| rate(s, s.counts.windows.unmet);
    "amplification", RATIO, "attempts relative to the warm-up; nothing if that was not well and steady", |s| s.amplification();
    "latency_p50_s", SECONDS, "half of the wishes begun here ended within this time", |s| s.latency.quantile(0.5);
    "latency_p90_s", SECONDS, "90 % of the wishes begun here ended within this time", |s| s.latency.quantile(0.9);
    "latency_p99_s", SECONDS, "99 % of the wishes begun here ended within this time", |s| s.latency.quantile(0.99);
    "listening", of("clients"), "between wishes, mean over the interval", |s| phase(s, 0);
    "in_flight", of("clients"), "with an attempt in flight, mean over the interval", |s| phase(s, 1);
    "waiting_to_retry", of("clients"), "waiting to try again, mean over the interval", |s| phase(s, 2);
    "blocked", of("clients"), "refused by the edge and waiting to knock again, mean over the interval", |s| phase(s, 3);
    "broken", of("clients"), "waiting for somebody to repair them, mean over the interval", |s| phase(s, 4);
    "without_service", of("clients"), "want something and got it neither within their patience nor since, mean over the interval",
        |s| level(s, s.without_s);
    "catching_up", of("clients"), "have service again and fetch what has gathered since, mean over the interval",
        |s| level(s, s.catching_up_s);
    "admitted", SHARE, "clients that the edge lets in, mean over the interval",
        |s| s.census.as_ref().map(|census| census.admitted);
    "backlog_messages", of("messages"), "wait for devices that have been cut off", |s| phones(s, s.backlog_messages as f64);
    "backlog_syncs", of("requests"), "folder checks and Syncs it takes to catch up", |s| phones(s, s.backlog_syncs as f64);
    "backlog_resyncs", of("requests"), "full-resync requests it takes to catch up", |s| phones(s, s.backlog_resyncs as f64);
    "backlog_bytes", of("bytes"), "it takes to catch up", |s| phones(s, s.backlog_bytes());
    "backlog_work_s", of("worker-seconds"), "it takes to catch up", |s| phones(s, s.backlog_work_s());
    "wasted_work", SHARE, "worker time spent for clients that had left",
        |s| part(s.counts.wasted_work, s.counts.useful_work);
    "wasted_bytes", SHARE, "bytes moved for clients that had left",
        |s| part(s.counts.wasted_bytes, s.counts.useful_bytes);
    "cache_hit_ratio", SHARE, "answers that found their entry in the cache",
        |s| part(s.counts.cache_hits, s.counts.cache_misses);
};

fn mean(sample: &ResourceSample, integral: f64) -> Option<f64> {
    (sample.usage.seconds > 0.0).then(|| integral / sample.usage.seconds)
}

fn utilisation(sample: &ResourceSample, integral: f64, there: f64) -> Option<f64> {
    (there.is_finite() && there > 0.0).then(|| integral / (there * sample.usage.seconds))
}

/// Columns of `resources.csv`: one row per sample.
pub const RESOURCE_SERIES: &[Metric<ResourceSample>] = metrics! {
    "time_h", MOMENT, "start of the interval, since the onset", |s| Some(s.time_h);
    "worker_utilisation", SHARE, "busy part of the workers", |s| utilisation(s, s.usage.workers, s.usage.workers_there);
    "busy_workers", of("workers"), "mean number", |s| mean(s, s.usage.workers);
    "queue_length", of("requests"), "mean number waiting in servers", |s| mean(s, s.usage.queue);
    "store_utilisation", SHARE, "busy part of the store", |s| utilisation(s, s.usage.store, s.usage.store_there);
    "store_queue_length", of("requests"), "mean number waiting for the store", |s| mean(s, s.usage.store_queue);
    "uplink_utilisation", SHARE, "busy part of the link to the servers", |s| mean(s, s.usage.up_busy);
    "downlink_utilisation", SHARE, "busy part of the link to the clients", |s| mean(s, s.usage.down_busy);
    "uplink_transfers", of("transfers"), "mean number in flight to the servers", |s| mean(s, s.usage.up);
    "downlink_transfers", of("transfers"), "mean number in flight to the clients", |s| mean(s, s.usage.down);
    "wasted_work", SHARE, "worker time spent for clients that had left",
        |s| part(s.total.wasted_work, s.total.useful_work);
    "wasted_bytes", SHARE, "bytes moved for clients that had left",
        |s| part(s.total.wasted_bytes, s.total.useful_bytes);
    "cache_hit_ratio", SHARE, "answers that found their entry in the cache",
        |s| part(s.total.cache_hits, s.total.cache_misses);
};

/// Numbers of a class in `summary.json`.
pub const CLASS_SUMMARY: &[Metric<ClassSummary>] = metrics! {
    "wishes", of("wishes"), "{} wishes", "that began since the onset", |c| Some(c.counts.wishes as f64);
    "availability", SHARE, "{} availability", "windows of service that ended and were met", |c| c.counts.availability();
    "windows_met", of("windows"), "{} windows met", "of service that ended with a success within the patience", |c| Some(c.counts.windows.met as f64);
    "windows_unmet", of("windows"), "{} windows unmet", "of service that ended without one", |c| Some(c.counts.windows.unmet as f64);
    "abandoned", of("wishes"), "{} abandoned", "given up", |c| Some(c.counts.abandoned as f64);
    "attempts", of("attempts"), "{} attempts", "first ones and retries", |c| Some((c.counts.first_attempts + c.counts.retries) as f64);
    "retries", of("attempts"), "{} retries", "after the first", |c| Some(c.counts.retries as f64);
    "answered", of("requests"), "{} answered", "answered in time", |c| Some(c.counts.answered as f64);
    "goodput_per_s", PER_SECOND, "{} goodput", "requests answered in time", |c| (c.seconds > 0.0).then(|| c.counts.answered as f64 / c.seconds);
    "baseline_attempts_per_s", PER_SECOND, "{} baseline attempts", "in the second half of the warm-up", |c| Some(c.baseline_per_s);
    "amplification", RATIO, "the load of {} as a multiple of their normal load", "attempts relative to the warm-up, mean over time", |c| c.amplification;
    "amplification_peak", RATIO, "the largest load of {} as a multiple of their normal load", "largest of an interval", |c| c.peak.map(|(value, _)| value);
    "amplification_peak_h", MOMENT, "moment of the largest load of {}", "when that was", |c| c.peak.map(|(_, at)| at);
    "availability_lowest", SHARE, "lowest {} availability of an interval", "smallest of an interval", |c| c.lowest.map(|(value, _)| value);
    "below_50_from_h", MOMENT, "moment from which {} availability is below 50 %", "availability fell below 50 %, or more than that were without service", |c| c.half.fell_h;
    "above_50_from_h", MOMENT, "moment from which {} availability is above 50 % for good", "availability was 50 % or more in every interval from then on", |c| c.half.rose_h;
    "below_99_from_h", MOMENT, "moment from which {} availability is below 99 %", "availability fell below 99 %, or more than 1 % were without service", |c| c.full.fell_h;
    "above_99_from_h", MOMENT, "moment from which {} availability is above 99 % for good", "availability was 99 % or more in every interval from then on", |c| c.full.rose_h;
    "below_50_h", HOURS, "time with {} availability below 50 %", "in intervals with an availability below 50 %", |c| Some(c.below_h[0]);
    "below_80_h", HOURS, "time with {} availability below 80 %", "in intervals with an availability below 80 %", |c| Some(c.below_h[1]);
    "availability_lowest_half_hour", SHARE, "lowest {} availability of a half hour", "smallest of any half hour", |c| c.half_hours.lowest;
    "back_99_h", WAIT, "time from the onset until {} availability is back at 99 %", "from then on every half hour has an availability of 99 %; 0 if all have", |c| c.half_hours.back_99_h;
    "error_share", SHARE, "share of the attempts by {} that fail", "attempts that ended in an error, a refusal or without an answer",
        |c| part(c.counts.failures.iter().sum(), c.counts.answered);
    "outage_h", HOURS, "{} outage", "of full outage that the time without service (of sessions: the unmet windows) amounts to", |c| Some(c.outage_h);
    "latency_p50_s", SECONDS, "{} latency p50", "half of the wishes ended within this time", |c| c.latency.quantile(0.5);
    "latency_p90_s", SECONDS, "{} latency p90", "90 % of the wishes ended within this time", |c| c.latency.quantile(0.9);
    "latency_p99_s", SECONDS, "{} latency p99", "99 % of the wishes ended within this time", |c| c.latency.quantile(0.99);
    "without_service_peak", of("clients"), "most {} without service at the same time", "without service at the same time, largest mean of an interval", |c| Some(c.without_peak);
    "without_service_end", of("clients"), "{} without service at the end", "without service in the last interval", |c| Some(c.without_end);
    "without_service_share_end", SHARE, "share of the {} without service at the end", "of a closed class without service in the last interval", |c| c.without_share_end;
    "back_98_h", WAIT, "time from the onset until 98 % of the {} are back", "from then on at most 2 % are without service or catching up; 0 if it is always so", |c| c.back_98_h;
    "without_service_client_h", of("client-hours"), "{} without service", "without service", |c| Some(c.without_h);
    "catching_up_client_h", of("client-hours"), "{} catching up", "of catching up", |c| Some(c.catching_up_h);
    "restored_50_h", WAIT, "time from the onset until half of the {} are back", "half of those without service or catching up at the peak were served for good", |c| c.restored_h[0];
    "restored_90_h", WAIT, "time from the onset until 90 % of the {} are back", "90 % of those without service or catching up at the peak were served for good", |c| c.restored_h[1];
    "restored_99_h", WAIT, "time from the onset until 99 % of the {} are back", "99 % of those without service or catching up at the peak were served for good", |c| c.restored_h[2];
    "backlog_messages_peak", of("messages"), "the largest number of messages that wait for {}", "waited for devices that had been cut off", |c| Some(c.backlog_peak[0] as f64);
    "backlog_syncs_peak", of("requests"), "the largest number of folder checks and Syncs that {} need to catch up", "folder checks and Syncs to catch up", |c| Some(c.backlog_peak[1] as f64);
    "backlog_resyncs_peak", of("requests"), "the largest number of full-resync requests that {} need to catch up", "full-resync requests to catch up", |c| Some(c.backlog_peak[2] as f64);
    "backlog_contacts_peak", RATIO, "the backlog of {} in requests, as a multiple of those of one healthy contact interval", "requests to catch up, relative to the healthy requests of one contact interval",
        |c| c.backlog_contacts_peak;
    "waiting_mean", of("clients"), "{} waiting to try again, mean over time", "waiting to try again, mean over time", |c| Some(c.waiting_mean);
    "wasted_work", SHARE, "{} wasted work", "worker time spent for clients that had left",
        |c| part(c.counts.wasted_work, c.counts.useful_work);
    "wasted_bytes", SHARE, "{} wasted bytes", "bytes moved for clients that had left",
        |c| part(c.counts.wasted_bytes, c.counts.useful_bytes);
};

/// Numbers of the whole cell in `summary.json`.
pub const RUN_SUMMARY: &[Metric<RunSummary>] = metrics! {
    "events", of("events"), "events", "processed, those skipped ahead included", |r| Some(r.events as f64);
    "worker_utilisation", SHARE, "worker utilisation", "busy part of the workers", |r| r.worker_utilisation;
    "busy_workers", of("workers"), "busy workers", "mean number", |r| Some(r.busy_workers);
    "queue_length", of("requests"), "queue length", "mean number waiting in servers", |r| Some(r.queue_length);
    "queue_wait_s", SECONDS, "queue wait", "mean wait in servers", |r| r.queue_wait_s;
    "store_utilisation", SHARE, "store utilisation", "busy part of the store", |r| r.store_utilisation;
    "link_utilisation", SHARE, "link utilisation", "busy part of the link to the clients", |r| Some(r.link_utilisation);
    "transfers_peak", of("transfers"), "most transfers at the same time", "to the clients in flight, largest mean of an interval", |r| Some(r.transfers_peak);
    "wasted_work", SHARE, "wasted work", "worker time spent for clients that had left", |r| r.wasted_work;
    "wasted_bytes", SHARE, "wasted bytes", "bytes moved for clients that had left", |r| r.wasted_bytes;
};

fn yes(holds: bool) -> Option<f64> {
    Some(f64::from(u8::from(holds)))
}

fn decided(recovery: &Recovery) -> bool {
    recovery.verdict != Verdict::Undecided
}

/// What a run says about recovery, as numbers; over many runs the first three are probabilities.
pub const RECOVERY_SUMMARY: &[Metric<Recovery>] = metrics! {
    "recovered", YES_OR_NO, "runs that recover", "well at the end (1), or not (0); nothing if the verdict is undecided",
        |r| yes(matches!(r.verdict, Verdict::Healthy | Verdict::Recovered)).filter(|_| decided(r));
    "down", YES_OR_NO, "runs that stay down", "unwell at the horizon with a cause in force",
        |r| yes(r.verdict == Verdict::Down).filter(|_| decided(r));
    "stuck", YES_OR_NO, "runs that stay stuck", "the cause is gone and the cell never was well again",
        |r| yes(r.verdict == Verdict::Stuck).filter(|_| decided(r));
    "relapsed", YES_OR_NO, "runs that relapse", "well again for a while, but not at the end",
        |r| yes(r.verdict == Verdict::Relapsed).filter(|_| decided(r));
    "recovered_h", WAIT, "time from the onset until recovered", "well in every window of `held_for` from then on; 0 if it was never unwell", |r| r.recovered_h;
    "cause_gone_h", MOMENT, "moment at which the last cause was undone", "the last cause was undone", |r| r.cause_gone_h;
    "recovery_took_h", WAIT, "time from the end of the fault until recovered", "from then until well in every window of `held_for`; 0 if it was well before",
        |r| Some((r.recovered_h? - r.cause_gone_h?).max(0.0));
};

#[cfg(test)]
mod tests {
    use super::*;

    fn names<Of>(table: &[Metric<Of>]) -> Vec<&'static str> {
        table.iter().map(|metric| metric.name).collect()
    }

    #[test]
    fn every_name_is_unique_in_its_table_and_carries_a_meaning() {
        for mut names in [
            names(CLASS_SERIES),
            names(RESOURCE_SERIES),
            names(CLASS_SUMMARY),
            names(RUN_SUMMARY),
            names(RECOVERY_SUMMARY),
        ] {
            names.sort_unstable();
            let count = names.len();
            names.dedup();
            assert_eq!(names.len(), count);
        }
        assert!(CLASS_SERIES.iter().all(|m| !m.meaning.is_empty() && !m.unit.name.is_empty()));
    }
}
