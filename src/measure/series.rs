//! One sample per interval: the counts of the model as rates, shares and levels.

use super::baseline::{Baseline, WarmUp};
pub use super::sample::{BacklogWeights, ClassSample, ResourceSample, sum};
use super::tiers::{Owners, Tiers};
use super::verdict::VerdictPlan;
use crate::engine::distribution::Quantity;
use crate::model::CellPlan;
use crate::model::cell::Cell;
use crate::model::class::ClassPlan;
use crate::model::observe::Trace;
use crate::units::Span;

/// All samples of a run.
#[derive(Debug, Clone)]
pub struct Series {
    /// Names of the classes.
    pub classes: Vec<String>,
    /// Per class, per interval.
    pub by_class: Vec<Vec<ClassSample>>,
    /// Per interval.
    pub resources: Vec<ResourceSample>,
    /// What each service, call and link did; empty in the short form.
    pub tiers: Tiers,
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
        let resources = resources.collect();
        let tiers = Tiers::of(cell);
        let mut series = Series { classes: names, by_class, resources, tiers, onset, baselines, warm_up };
        series.judge_warm_up(limits);
        series
    }

    fn judge_warm_up(&mut self, limits: &VerdictPlan) {
        let warm = self.onset.min(self.resources.len());
        self.baselines = self.by_class.iter().map(|samples| Baseline::of(&samples[warm / 2..warm])).collect();
        let half = (self.onset / 2).min(warm)..warm;
        let classes =
            self.classes.iter().zip(&self.by_class).map(|(name, samples)| (name.as_str(), &samples[half.clone()]));
        let classes: Vec<_> = classes.collect();
        self.warm_up = WarmUp::judge((&self.resources[half], &self.tiers.names), &classes, &mut self.baselines, limits);
        for (baseline, samples) in self.baselines.iter().zip(&mut self.by_class) {
            for sample in samples {
                (sample.baseline_per_s, sample.baseline_sound) = (baseline.per_s, baseline.sound);
            }
        }
    }

    /// Whose metrics there are.
    pub fn owners(&self) -> Owners {
        Owners { classes: self.classes.clone(), tiers: self.tiers.names.clone() }
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
            weights: weights(plan, name, cell.mean_work(class)),
            latency: seen.latency[interval][class].clone(),
            is_activesync: class_plan.is_activesync(),
            contact_s: class_plan.activesync.as_ref().map(|eas| eas.contact.interval().seconds()),
        }
    });
    samples.collect()
}

fn weights(plan: &CellPlan, class: &str, work: f64) -> BacklogWeights {
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
        request_work_s: work / 1e9,
    }
}

/// The longest time after which a wish of a class can be met; none if that is unlimited.
fn patience_s(class: &ClassPlan) -> Option<f64> {
    let timeout = Span::nearest(class.timeout.mean());
    class.has_limited_patience().then(|| class.patience_for(timeout).seconds())
}
