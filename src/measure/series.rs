//! One sample per interval: the counts of the model as rates, shares and levels.

use super::baseline::{Baseline, WarmUp};
use super::recovery::VerdictPlan;
use crate::engine::distribution::Quantity;
use crate::model::CellPlan;
use crate::model::cell::Cell;
use crate::model::class::ClassPlan;
use crate::model::latency::Latency;
use crate::model::observe::{Census, Counts, Trace, Usage};
use crate::units::Span;

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
    /// Whether that is fit to be compared with.
    pub baseline_sound: bool,
    /// Longest time from the start of a wish after which it can still be met; none if that is unlimited. Of a class
    /// whose patience is a random timeout, its mean.
    pub patience_s: Option<f64>,
    /// Clients without service at the end of the interval.
    pub without_end: i64,
    /// Client-seconds without service in the interval.
    pub without_s: f64,
    /// Clients that catch up at the end of the interval.
    pub catching_up_end: i64,
    /// Client-seconds of catching up in the interval.
    pub catching_up_s: f64,
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
    /// Per class: what is normal.
    pub baselines: Vec<Baseline>,
    /// What is wrong with the warm-up that they come from.
    pub warm_up: WarmUp,
}

impl Series {
    /// Takes the samples of a cell that has run; `limits` say what a warm-up is compared with.
    pub fn of<T: Trace>(cell: &Cell<T>, limits: &VerdictPlan) -> Series {
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
        let (baselines, warm_up) = (Vec::new(), WarmUp::default());
        let mut series = Series { classes: names, by_class, resources: resources.collect(), onset, baselines, warm_up };
        series.judge_warm_up(limits);
        series
    }

    fn judge_warm_up(&mut self, limits: &VerdictPlan) {
        let warm = self.onset.min(self.resources.len());
        self.baselines = self.by_class.iter().map(|samples| Baseline::of(&samples[warm / 2..warm])).collect();
        self.warm_up = WarmUp::judge(self, limits);
        for (baseline, samples) in self.baselines.iter().zip(&mut self.by_class) {
            for sample in samples {
                (sample.baseline_per_s, sample.baseline_sound) = (baseline.per_s, baseline.sound);
            }
        }
    }

    /// When an interval begins, in hours since the onset; the end of the run for the one after the last.
    pub fn time_h(&self, interval: usize) -> f64 {
        match self.resources.get(interval) {
            Some(sample) => sample.time_h,
            None => self.resources.last().map_or(0.0, |last| last.time_h + last.usage.seconds / 3600.0),
        }
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
    let (mut without, mut catching_up, mut messages, mut syncs, mut resyncs) = (0, 0, 0, 0, 0);
    let mut spent = [0.0; 5];
    let samples = (0..seen.usage.len()).map(|interval| {
        let counts = seen.counts[interval][class].clone();
        without += counts.without.clients;
        catching_up += counts.catching_up.clients;
        messages += counts.messages_change;
        syncs += counts.sync_change;
        resyncs += counts.resync_change;
        let before = spent;
        if let Some(census) = seen.census.get(interval) {
            spent = census[class].client_seconds;
        }
        let seconds = seen.usage[interval].seconds;
        let without_s = counts.without.client_seconds(without, seconds);
        let catching_up_s = counts.catching_up.client_seconds(catching_up, seconds);
        ClassSample {
            time_h: times(interval),
            seconds,
            counts,
            client_seconds: std::array::from_fn(|phase| spent[phase] - before[phase]),
            census: seen.census.get(interval).map(|census| census[class].clone()),
            population: class_plan.population,
            baseline_per_s: 0.0,
            baseline_sound: false,
            patience_s: patience_s(class_plan),
            without_end: without,
            without_s,
            catching_up_end: catching_up,
            catching_up_s,
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

/// The longest time after which a wish of a class can be met; none if that is unlimited.
fn patience_s(class: &ClassPlan) -> Option<f64> {
    let timeout = Span::nearest(class.timeout.mean());
    class.has_limited_patience().then(|| class.patience_for(timeout).seconds())
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

    /// Attempts per second relative to the warm-up; none without a warm-up that is fit to be compared with.
    pub fn amplification(&self) -> Option<f64> {
        (self.baseline_sound && self.baseline_per_s > 0.0).then(|| self.attempts_per_s() / self.baseline_per_s)
    }

    /// Share of the windows of service that ended in the interval and were met.
    pub fn availability(&self) -> Option<f64> {
        self.counts.availability()
    }

    /// Whether service was below a level: too few windows met, or (of a closed class) too many without service. Nothing is
    /// known of sessions where no window ended.
    pub fn is_below(&self, level: f64) -> Option<bool> {
        // A share of a whole number of clients that is just at the level must not be below it by rounding.
        let lost = self.without_service_share().map(|share| share > 1.0 - level + 1e-9);
        let unmet = self.availability().map(|availability| availability < level);
        match (lost, unmet) {
            (None, None) => None,
            (lost, unmet) => Some(lost == Some(true) || unmet == Some(true)),
        }
    }

    /// Share of a class without service, mean over the interval: of its clients, or (where they come from outside) of
    /// the windows of service.
    pub fn without_service(&self) -> Option<f64> {
        self.without_service_share().or_else(|| self.availability().map(|met| 1.0 - met))
    }

    /// Share of a closed class without service, mean over the interval.
    pub fn without_service_share(&self) -> Option<f64> {
        self.share_of_population(self.without_s)
    }

    /// Share of a closed class that catches up, mean over the interval.
    pub fn catching_up_share(&self) -> Option<f64> {
        self.share_of_population(self.catching_up_s)
    }

    fn share_of_population(&self, client_seconds: f64) -> Option<f64> {
        let population = self.population.filter(|_| self.seconds > 0.0)?;
        Some((client_seconds / (f64::from(population.max(1)) * self.seconds)).min(1.0))
    }

    /// Clients without service or catching up, mean over the interval.
    pub fn unserved(&self) -> f64 {
        if self.seconds > 0.0 { (self.without_s + self.catching_up_s) / self.seconds } else { 0.0 }
    }

    /// Share of the attempts that the edge let pass. It refuses by client and not by attempt, so both kinds have the
    /// same.
    pub fn reaching(&self) -> f64 {
        let attempts = self.counts.first_attempts + self.counts.retries;
        1.0 - (self.counts.refused_at_edge as f64 / attempts.max(1) as f64).min(1.0)
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
