//! What is watched: whether the conditions of entries are met, and what closed loops see.

use super::{Cell, Diary};
use crate::model::observe::{Trace, Usage};
use crate::model::timeline::{Condition, Watched};
use crate::units::{Instant, Span};

impl<T: Trace> Cell<T> {
    /// Looks whether the conditions of waiting entries are met; called at the end of every interval.
    pub(super) fn check_conditions(&mut self, now: Instant, diary: &mut Diary) {
        for index in 0..self.entries.len() {
            let scheduled = &self.entries[index];
            let Some(condition) = &scheduled.entry.when else { continue };
            if scheduled.fires.is_some() || scheduled.next.is_some() {
                continue;
            }
            let anew = scheduled.fired.is_some();
            let begun = match &scheduled.entry.after {
                _ if anew => scheduled.ready_again(now),
                None => Some(self.plan.run.onset()),
                Some(name) => self.entries.iter().find(|other| other.name == *name).and_then(|other| other.fired),
            };
            if begun.is_some_and(|begun| begun <= now && self.holds(now, begun, condition)) {
                let at = now + scheduled.entry.delay;
                if anew {
                    self.again_at(index, at, diary);
                } else {
                    self.fire_at(index, at, diary);
                }
            }
        }
        self.refresh_quiet(now);
    }

    /// Whether a condition has held over its whole time, which must lie after `begun`.
    fn holds(&self, now: Instant, begun: Instant, condition: &Condition) -> bool {
        let value = self.watch(now, condition.metric, condition.of(), condition.held_for, begun);
        value.is_some_and(|value| condition.is_met_by(value))
    }

    /// A watched metric, of the class or the service with this name, over the whole intervals of the last `window`; none if it
    /// has not been watched that long.
    pub(super) fn watch(
        &self,
        now: Instant,
        what: Watched,
        of: Option<&str>,
        window: Span,
        begun: Instant,
    ) -> Option<f64> {
        let class = of.and_then(|name| self.classes.iter().position(|class| class.name == name));
        let service = of.and_then(|name| self.services.iter().position(|service| service.name == name));
        let sample = self.plan.run.sample;
        // An entry may stand before the end of an interval in the same instant; that one is not written down yet.
        let written = self.seen.usage.len() as u64;
        let to = (now.0 / sample.0).min(written);
        let count = window.0.div_ceil(sample.0).max(1);
        let from = to.checked_sub(count)?;
        if Instant(from * sample.0) < begun {
            return None;
        }
        let (from, to) = (from as usize, to as usize);
        let usage = &self.seen.usage[from..to];
        let sum = |of: fn(&Usage) -> f64| usage.iter().map(of).sum::<f64>();
        match what {
            Watched::Availability => self.windows_so_far(class?, from, to).availability(),
            Watched::Amplification => {
                let baseline = self.seen.baseline_rate(class?, self.plan.run.warm_up);
                let rate = self.seen.attempt_rate(class?, from, to);
                (baseline > 0.0).then(|| rate / baseline)
            }
            Watched::Link => Some(sum(|u| u.down_busy) / sum(|u| u.seconds)),
            Watched::Workers => Some(sum(|u| u.workers) / sum(|u| u.workers_there * u.seconds)),
            Watched::Utilisation => {
                let (service, there) = (service?, |u: &Usage, service: usize| u.services[service].there * u.seconds);
                let there: f64 = usage.iter().map(|u| there(u, service)).sum();
                // Of workers that are all gone no part is busy.
                (there > 0.0).then(|| usage.iter().map(|u| u.services[service].busy).sum::<f64>() / there)
            }
            Watched::Queue => {
                let service = service?;
                Some(usage.iter().map(|u| u.services[service].waiting).sum::<f64>() / sum(|u| u.seconds))
            }
            Watched::Backlog => {
                let service = service?;
                Some(usage.iter().map(|u| u.services[service].backlog).sum::<f64>() / sum(|u| u.seconds))
            }
            Watched::InRotation => {
                let service = service?;
                let there: f64 = usage.iter().map(|u| u.services[service].instances.there).sum();
                (there > 0.0).then(|| usage.iter().map(|u| u.services[service].instances.used).sum::<f64>() / there)
            }
            Watched::Restarts => {
                let (service, counts) = (service?, &self.seen.services[from..to]);
                Some(counts.iter().map(|counts| (counts[service].restarts + counts[service].ran_out) as f64).sum())
            }
        }
    }
}
