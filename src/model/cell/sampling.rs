//! What is written down at the end of every interval and at the horizon.

use super::{Cell, Diary};
use crate::model::client::Phase;
use crate::model::event::CellEvent;
use crate::model::observe::{Trace, Usage, WishEnd};
use crate::units::{Instant, Limit, Span};

impl<T: Trace> Cell<T> {
    /// An interval ends.
    pub(super) fn interval_ends(&mut self, now: Instant, diary: &mut Diary) {
        self.write_interval_due(now);
        self.end_of_ramps(now);
        self.check_conditions(now, diary);
        // The one at the end or beyond is not played; it keeps a cell in which nothing else will happen going until then.
        diary.push(now + self.plan.run.sample, CellEvent::Sample);
    }

    /// Writes the interval that ends now, unless an entry of the timeline in the same moment has had that done.
    pub(super) fn write_interval_due(&mut self, now: Instant) {
        let ends = Instant::START + Span(self.plan.run.sample.0 * (self.seen.usage.len() as u64 + 1));
        if ends == now {
            self.write_interval(now);
        }
    }

    /// Adds up the workers that are there; called before their number changes.
    pub(super) fn count_workers(&mut self, now: Instant) {
        let seconds = now.since(self.gauges.there_counted).seconds();
        if seconds <= 0.0 {
            return;
        }
        let number = |workers: Limit| workers.number().map_or(f64::INFINITY, f64::from);
        let servers: f64 = self.servers.iter().filter(|server| server.up).map(|server| number(server.workers)).sum();
        let store = self.store.as_ref().map_or(0.0, |store| number(store.workers));
        self.gauges.there[0] += servers * seconds;
        self.gauges.there[1] += store * seconds;
        self.gauges.there_counted = now;
    }

    fn write_interval(&mut self, now: Instant) {
        let begun = Instant::START + Span(self.plan.run.sample.0 * self.seen.usage.len() as u64);
        let census = (0..self.classes.len()).map(|class| self.census(now, class, now.since(begun))).collect();
        self.seen.census.push(census);
        self.count_workers(now);
        let [workers, store] = std::mem::take(&mut self.gauges.there);
        let seconds = now.since(begun).seconds();
        let gauges = &self.gauges;
        let total = Usage {
            workers: gauges.workers.area(now),
            queue: gauges.queue.area(now),
            store: gauges.store.area(now),
            store_queue: gauges.store_queue.area(now),
            up: gauges.up.area(now),
            down: gauges.down.area(now),
            up_busy: self.up.link.busy_seconds(now),
            down_busy: self.down.link.busy_seconds(now),
            workers_there: workers / seconds,
            store_there: store / seconds,
            seconds: now.seconds(),
        };
        self.seen.usage.push(total.since(&self.gauges.last));
        self.gauges.last = total;
    }

    /// Ends the run, at the horizon or where it was stopped: the last interval is written, wishes that are still open
    /// are counted with the time they have taken so far, and clients that are still without service are entered.
    pub fn close(&mut self, end: Instant) {
        let end = end.min(self.end);
        let written = Instant::START + Span(self.plan.run.sample.0 * self.seen.usage.len() as u64);
        if end > written && self.seen.usage.len() < self.seen.counts.len() {
            self.write_interval(end);
        }
        self.enter_backlog_at_end(end);
        self.enter_service_at_end(end);
        for client in 0..self.clients.len() {
            let this = &self.clients[client];
            if this.phase != Phase::Gone && this.wish_start <= end {
                let class = self.roles[this.role as usize].class;
                if this.phase == Phase::InFlight {
                    let attempt = &self.attempts[this.attempt];
                    self.trace.settled(end, class, attempt.sent, attempt.bytes, false);
                }
                self.trace.wish_ended(end, class, this.number, this.wish_start, WishEnd::Open);
                self.seen.wish_ended(end, class, this.wish_start, WishEnd::Open);
            }
        }
    }
}
