//! One sample per interval: the counts of the model as rates, shares and levels.

use crate::model::CellPlan;
use crate::model::cell::Cell;
use crate::model::latency::Latency;
use crate::model::observe::{Census, Counts, Trace, Usage};

/// What one class did in one interval.
#[derive(Debug, Clone)]
pub struct ClassSample {
    /// Start of the interval in hours since the onset.
    pub time_h: f64,
    /// Length of the interval in seconds.
    pub seconds: f64,
    /// Counts of the interval.
    pub counts: Counts,
    /// Client-seconds spent in every counted phase.
    pub client_seconds: [f64; 5],
    /// State at its end; none if the run stopped before.
    pub census: Option<Census>,
    /// Clients of a closed class.
    pub population: Option<u32>,
    /// Attempts per second in the second half of the warm-up.
    pub baseline_per_s: f64,
    /// Devices cut off at the end of the interval.
    pub cut_off: i64,
    /// Messages that wait for devices that have been cut off.
    pub backlog_messages: i64,
    /// Folder checks and Syncs that it takes to catch up.
    pub backlog_syncs: i64,
    /// Full-resync requests that it takes to catch up.
    pub backlog_resyncs: i64,
    /// Bytes of one waiting message, of one Sync, of one resync request; seconds of worker per request.
    pub weights: BacklogWeights,
    /// Time from the start of the wishes that began in the interval to their end.
    pub latency: Latency,
    /// Whether the class is a population of phones.
    pub is_activesync: bool,
    /// Seconds between two contacts of a phone of the class at most.
    pub contact_s: Option<f64>,
}

/// What a unit of backlog weighs.
#[derive(Debug, Clone, Copy, Default)]
pub struct BacklogWeights {
    /// Bytes of a message.
    pub message_bytes: f64,
    /// Bytes of a Sync or folder check besides its messages.
    pub sync_bytes: f64,
    /// Bytes of a full-resync request.
    pub resync_bytes: f64,
    /// Worker-seconds of a request.
    pub request_work_s: f64,
}

/// What the resources did in one interval.
#[derive(Debug, Clone)]
pub struct ResourceSample {
    /// Start of the interval in hours since the onset.
    pub time_h: f64,
    /// Use of servers, store and network.
    pub usage: Usage,
    /// Counts of all classes together.
    pub total: Counts,
}

/// All samples of a run.
#[derive(Debug, Clone)]
pub struct Series {
    /// Names of the classes.
    pub classes: Vec<String>,
    /// Per class, per interval.
    pub by_class: Vec<Vec<ClassSample>>,
    /// Per interval.
    pub resources: Vec<ResourceSample>,
    /// Index of the first interval after the onset.
    pub onset: usize,
}

impl Series {
    /// Takes the samples of a cell that has run.
    pub fn of<T: Trace>(cell: &Cell<T>) -> Series {
        let names = cell.class_names();
        let plan = cell.plan();
        let times =
            |interval: usize| (interval as f64 * plan.run.sample.seconds() - plan.run.warm_up.seconds()) / 3600.0;
        let by_class = (0..names.len()).map(|class| class_samples(cell, class, &names[class], &times)).collect();
        let resources = cell.seen.usage.iter().enumerate().map(|(interval, usage)| ResourceSample {
            time_h: times(interval),
            usage: usage.clone(),
            total: sum(cell.seen.counts[interval].iter()),
        });
        let onset = (plan.run.warm_up.0 / plan.run.sample.0) as usize;
        Series { classes: names, by_class, resources: resources.collect(), onset }
    }
}

fn class_samples<T: Trace>(
    cell: &Cell<T>,
    class: usize,
    name: &str,
    times: &impl Fn(usize) -> f64,
) -> Vec<ClassSample> {
    let (plan, seen) = (cell.plan(), &cell.seen);
    let class_plan = &plan.classes[name];
    let (mut cut_off, mut messages, mut syncs, mut resyncs) = (0, 0, 0, 0);
    let mut spent = [0.0; 5];
    let samples = (0..seen.usage.len()).map(|interval| {
        let counts = seen.counts[interval][class].clone();
        cut_off += counts.cut_off_change;
        messages += counts.messages_change;
        syncs += counts.sync_change;
        resyncs += counts.resync_change;
        let before = spent;
        if let Some(census) = seen.census.get(interval) {
            spent = census[class].client_seconds;
        }
        ClassSample {
            time_h: times(interval),
            seconds: seen.usage[interval].seconds,
            counts,
            client_seconds: std::array::from_fn(|phase| spent[phase] - before[phase]),
            census: seen.census.get(interval).map(|census| census[class].clone()),
            population: class_plan.population,
            baseline_per_s: seen.baseline_rate(class, plan.run.warm_up),
            cut_off,
            backlog_messages: messages,
            backlog_syncs: syncs,
            backlog_resyncs: resyncs,
            weights: weights(plan, name),
            latency: seen.latency[interval][class].clone(),
            is_activesync: class_plan.is_activesync(),
            contact_s: class_plan.activesync.as_ref().map(|eas| eas.contact.interval().seconds()),
        }
    });
    samples.collect()
}

fn weights(plan: &CellPlan, class: &str) -> BacklogWeights {
    let class = &plan.classes[class];
    let Some(eas) = &class.activesync else { return BacklogWeights::default() };
    let resync = eas
        .first_contact
        .as_ref()
        .map_or(0.0, |first| first.resync_bytes.0 as f64 / f64::from(first.resync_requests.max(1)));
    BacklogWeights {
        message_bytes: eas.message.0 as f64,
        sync_bytes: eas.sync_reply.0 as f64,
        resync_bytes: resync,
        request_work_s: class.service.mean() / 1e9,
    }
}

/// Counts added up.
pub fn sum<'a>(all: impl Iterator<Item = &'a Counts>) -> Counts {
    let mut total = Counts::default();
    for counts in all {
        total.add(counts);
    }
    total
}

impl ClassSample {
    /// Attempts of both kinds per second.
    pub fn attempts_per_s(&self) -> f64 {
        (self.counts.first_attempts + self.counts.retries) as f64 / self.seconds
    }

    /// Attempts per second relative to the warm-up; none without a warm-up.
    pub fn amplification(&self) -> Option<f64> {
        (self.baseline_per_s > 0.0).then(|| self.attempts_per_s() / self.baseline_per_s)
    }

    /// Share of the wishes begun in the interval that were met in time.
    pub fn availability(&self) -> Option<f64> {
        self.counts.availability()
    }

    /// Share of a class without service: of phones those cut off, of people the wishes not met in time.
    pub fn without_service(&self) -> Option<f64> {
        self.cut_off_share().or_else(|| self.availability().map(|met| 1.0 - met))
    }

    /// Share of the attempts that the edge let pass. It refuses by client and not by attempt, so both kinds have the
    /// same.
    pub fn reaching(&self) -> f64 {
        let attempts = self.counts.first_attempts + self.counts.retries;
        1.0 - (self.counts.refused_at_edge as f64 / attempts.max(1) as f64).min(1.0)
    }

    /// Share of a closed population of phones that is cut off.
    pub fn cut_off_share(&self) -> Option<f64> {
        let population = self.population.filter(|_| self.is_activesync)?;
        Some(self.cut_off as f64 / f64::from(population.max(1)))
    }

    /// Requests that it takes to catch up, relative to those of one contact interval in the warm-up.
    pub fn backlog_contacts(&self) -> Option<f64> {
        let steady = self.baseline_per_s * self.contact_s?;
        (steady > 0.0).then(|| (self.backlog_syncs + self.backlog_resyncs) as f64 / steady)
    }

    /// Bytes that it takes to catch up.
    pub fn backlog_bytes(&self) -> f64 {
        self.backlog_messages as f64 * self.weights.message_bytes
            + self.backlog_syncs as f64 * self.weights.sync_bytes
            + self.backlog_resyncs as f64 * self.weights.resync_bytes
    }

    /// Worker-seconds that it takes to catch up.
    pub fn backlog_work_s(&self) -> f64 {
        (self.backlog_syncs + self.backlog_resyncs) as f64 * self.weights.request_work_s
    }
}
