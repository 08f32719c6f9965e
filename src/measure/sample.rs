//! What one class, and what the resources did in one interval.

use crate::model::latency::Latency;
use crate::model::observe::{Census, Counts, Usage};

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
