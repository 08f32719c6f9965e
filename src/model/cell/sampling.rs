//! What is written down at the end of every interval and at the horizon.

use super::{Cell, Class, Diary};
use crate::model::client::Phase;
use crate::model::event::CellEvent;
use crate::model::graph::rotation::InRotation;
use crate::model::observe::{LinkUsage, ServiceUsage, Trace, Usage, WishEnd};
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
        for service in &mut self.services {
            let up = service.places_there().map(|place| &service.instances[place]).filter(|instance| instance.up);
            let there = up.map(|instance| number(instance.workers)).sum::<f64>();
            service.there += there * seconds;
        }
        self.gauges.there_counted = now;
    }

    fn write_interval(&mut self, now: Instant) {
        let begun = Instant::START + Span(self.plan.run.sample.0 * self.seen.usage.len() as u64);
        let census = (0..self.classes.len()).map(|class| self.census(now, class, now.since(begun))).collect();
        self.seen.census.push(census);
        self.count_workers(now);
        let seconds = now.since(begun).seconds();
        let total = self.usage(now, seconds);
        self.seen.usage.push(total.since(&self.gauges.last));
        self.gauges.last = total;
    }

    /// What has been used up to now; what is there, as a mean over the interval of this length that ends now.
    fn usage(&mut self, now: Instant, length: f64) -> Usage {
        let services = self.services.iter_mut().map(|service| ServiceUsage {
            busy: service.busy.area(now),
            waiting: service.waiting.area(now),
            there: std::mem::take(&mut service.there) / length,
            instances: match service.plan.entries {
                None => service.rotation.area(now),
                Some(_) => InRotation::default(),
            },
            backlog: service.backlog.number.area(now),
            oldest: service.backlog.oldest(now),
        });
        let services: Vec<ServiceUsage> = services.collect();
        let links = self.wires.iter_mut().map(|wire| LinkUsage {
            up: wire.up.in_flight.area(now),
            down: wire.down.in_flight.area(now),
            up_busy: wire.up.link.busy_seconds(now),
            down_busy: wire.down.link.busy_seconds(now),
        });
        let links: Vec<LinkUsage> = links.collect();
        let called = |number: usize| {
            let of_twin = |class: &Class| {
                let mut twins = self.calls.iter().filter(|call| call.twin.places > 0 && call.of == class.call);
                twins.any(|twin| usize::from(twin.service) == number)
            };
            self.classes.iter().any(|class| usize::from(class.service) == number || of_twin(class))
        };
        let (mut front, mut behind) = (ServiceUsage::default(), ServiceUsage::default());
        for (number, _) in self.services.iter().enumerate().filter(|(_, service)| !service.plan.is_cache()) {
            let used = &services[number];
            let tier = if called(number) { &mut front } else { &mut behind };
            tier.busy += used.busy;
            tier.waiting += used.waiting;
            tier.there += used.there;
        }
        let of_clients = |number: usize| {
            self.classes.iter().any(|class| usize::from(self.calls[class.call as usize].wire) == number)
        };
        let link = links.iter().enumerate().filter(|(number, _)| of_clients(*number)).map(|(_, link)| link);
        let link = link.fold(LinkUsage::default(), |sum, link| sum.and(link));
        Usage {
            workers: front.busy,
            queue: front.waiting,
            store: behind.busy,
            store_queue: behind.waiting,
            up: link.up,
            down: link.down,
            up_busy: link.up_busy,
            down_busy: link.down_busy,
            workers_there: front.there,
            store_there: behind.there,
            seconds: now.seconds(),
            services,
            links,
        }
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
