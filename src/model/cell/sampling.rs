//! What is written down at the end of every interval and at the horizon.

use super::*;
use crate::model::client::Phase;
use crate::model::observe::WishEnd;

impl<T: Trace> Cell<T> {
    /// An interval ends.
    pub(super) fn interval_ends(&mut self, now: Instant, diary: &mut Diary) {
        self.write_interval(now);
        self.check_conditions(now, diary);
        // The one at the end or beyond is not played; it keeps a cell in which nothing else will happen going until then.
        diary.push(now + self.plan.run.sample, CellEvent::Sample);
    }

    fn write_interval(&mut self, now: Instant) {
        let census = (0..self.classes.len()).map(|class| self.census(now, class)).collect();
        self.seen.census.push(census);
        let gauges = &self.gauges;
        let up: Vec<&Server> = self.servers.iter().filter(|server| server.up).collect();
        let workers = up.iter().map(|server| server.workers.number().map_or(f64::INFINITY, f64::from));
        let total = Usage {
            workers: gauges.workers.area(now),
            queue: gauges.queue.area(now),
            store: gauges.store.area(now),
            store_queue: gauges.store_queue.area(now),
            up: gauges.up.area(now),
            down: gauges.down.area(now),
            up_busy: self.up.link.busy_seconds(now),
            down_busy: self.down.link.busy_seconds(now),
            workers_there: workers.sum(),
            store_there: self.store.as_ref().map_or(0.0, |s| s.workers.number().map_or(f64::INFINITY, f64::from)),
            seconds: now.seconds(),
        };
        self.seen.usage.push(total.since(&self.gauges.last));
        self.gauges.last = total;
    }

    /// Ends the run, at the horizon or where it was stopped: the last interval is written, wishes that are still open
    /// are counted with the time they have taken so far, and devices that are still cut off are entered.
    pub fn close(&mut self, end: Instant) {
        let end = end.min(self.end);
        let written = Instant::START + Span(self.plan.run.sample.0 * self.seen.usage.len() as u64);
        if end > written && self.seen.usage.len() < self.seen.counts.len() {
            self.write_interval(end);
        }
        self.enter_cut_off_at_end(end);
        for client in 0..self.clients.len() {
            let this = &self.clients[client];
            if this.phase != Phase::Gone && this.wish_start <= end {
                let class = self.roles[this.role as usize].class;
                if this.phase == Phase::InFlight {
                    let attempt = &self.attempts[this.attempt];
                    self.trace.settled(end, class, attempt.sent, attempt.bytes, false);
                }
                self.trace.wish_ended(end, class, this.number, this.wish_start, WishEnd::Open);
                let patience = self.classes[class].plan.patience;
                self.seen.wish_ended(end, class, this.wish_start, WishEnd::Open, patience);
            }
        }
    }
}
