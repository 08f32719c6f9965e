//! What a graph would carry if all were well: how often each service is asked, how long its workers are held, and what of
//! that cannot be, with the number.
//!
//! Rates follow from the wishes of the clients and the steps of the handlers (the "forced flow law", Denning and Buzen
//! 1978), without queueing and without failures: what does not fit even so does not fit at all.

use std::collections::BTreeMap;

use super::document::Document;
use super::validate::{Check, fault};
use crate::model::class::ClassPlan;
use crate::model::graph::{CallPlan, Deadline, HostPlan, Outcome, ServicePlan, StepPlan};
use crate::model::service::healthy_cycle;
use crate::units::Span;

/// What one service would carry.
#[derive(Debug, Clone, Copy, Default)]
struct Load {
    /// Requests per second.
    per_s: f64,
    /// Worker-seconds per second.
    held: f64,
    /// Processor-seconds per second.
    work: f64,
}

/// The flows of a graph.
struct Flows<'a> {
    document: &'a Document,
    services: BTreeMap<&'a str, Load>,
    /// Requests per second of each call of handlers.
    calls: BTreeMap<&'a str, f64>,
}

impl<'a> Flows<'a> {
    fn of(document: &'a Document) -> Flows<'a> {
        let mut flows = Flows { document, services: BTreeMap::new(), calls: BTreeMap::new() };
        for class in document.classes.values() {
            let Some(call) = &class.calls else { continue };
            let rate = flows.rate_of(class, call);
            flows.add(call, rate, 0);
        }
        flows
    }

    /// Requests per second of the clients of a class.
    fn rate_of(&self, class: &'a ClassPlan, call: &'a str) -> f64 {
        let requests = class.web.as_ref().map_or(1.0, |web| f64::from(web.requests));
        if let Some(arrivals) = &class.arrivals {
            return arrivals.rate.per_second() * requests;
        }
        let contact = class.activesync.as_ref().map(|eas| &eas.contact);
        let cycle = healthy_cycle(class, contact, self.answer_s(call, 0) * 1e9, Span::ZERO);
        f64::from(class.population.unwrap_or(0)) * requests / cycle.seconds().max(1e-9)
    }

    fn plan(&self, call: &str) -> Option<&'a CallPlan> {
        self.document.calls.get(call)
    }

    fn target(&self, call: &'a str) -> Option<(&'a str, &'a ServicePlan)> {
        let to = self.plan(call).and_then(|plan| plan.to.as_deref()).unwrap_or(call);
        self.document.services.get_key_value(to).map(|(name, service)| (name.as_str(), service))
    }

    fn steps(&self, call: &'a str) -> &'a [StepPlan] {
        let handler = self.plan(call).and_then(|plan| plan.handler.as_deref());
        self.target(call).map_or(&[], |(_, service)| service.steps_of(handler))
    }

    /// How often each step of a handler is taken for one request, as far as its caches say.
    fn taken(&self, steps: &'a [StepPlan]) -> Vec<f64> {
        let mut hits: Option<f64> = None;
        let mut shares = Vec::new();
        for step in steps {
            let on = |outcome: Outcome| step.on.contains(&outcome);
            let share = match hits {
                _ if step.on.is_empty() => 1.0,
                Some(hits) => {
                    hits * f64::from(u8::from(on(Outcome::Hit))) + (1.0 - hits) * f64::from(u8::from(on(Outcome::Miss)))
                }
                None => f64::from(u8::from(on(Outcome::Ok))),
            };
            shares.push(share);
            for call in step.names() {
                let target = self.target(call).map(|(_, service)| service);
                let entries = target.and_then(|service| service.entries.as_ref());
                // How often a cache of keys finds them, the run will tell; at best always.
                let at_best = target.and_then(|service| service.keyed.as_ref()).map(|_| 1.0);
                hits = entries.map(|entries| entries.hit_ratio.get()).or(at_best);
            }
        }
        shares
    }

    /// Adds so many requests per second of a call, and what follows from them.
    fn add(&mut self, call: &'a str, per_s: f64, depth: usize) {
        let Some((name, service)) = self.target(call) else { return };
        if service.is_cache() || depth > self.document.services.len() {
            return;
        }
        let steps = self.steps(call);
        let shares = self.taken(steps);
        let work: f64 = self.work_s(steps, &shares);
        let held = if service.holds_worker { self.serve_s(call, depth) } else { work };
        let load = self.services.entry(name).or_default();
        load.per_s += per_s;
        load.work += per_s * work;
        load.held += per_s * held;
        for (step, share) in steps.iter().zip(shares) {
            for call in step.names() {
                *self.calls.entry(call).or_default() += per_s * share;
                self.add(call, per_s * share, depth + 1);
            }
        }
    }

    fn work_s(&self, steps: &[StepPlan], shares: &[f64]) -> f64 {
        let of = |(step, share): (&StepPlan, &f64)| step.work.as_ref().map_or(0.0, |work| work.mean() / 1e9 * share);
        steps.iter().zip(shares).map(of).sum()
    }

    /// Mean seconds that a request of a call is being served, its own calls included.
    fn serve_s(&self, call: &'a str, depth: usize) -> f64 {
        let steps = self.steps(call);
        let shares = self.taken(steps);
        let waits = steps.iter().zip(&shares).map(|(step, share)| {
            let longest = step.names().map(|call| self.answer_s(call, depth + 1)).fold(0.0, f64::max);
            longest * share
        });
        self.work_s(steps, &shares) + waits.sum::<f64>()
    }

    /// Mean seconds until a call is answered.
    fn answer_s(&self, call: &'a str, depth: usize) -> f64 {
        let looks_up = self.target(call).is_none_or(|(_, service)| service.is_cache());
        if looks_up || depth > self.document.services.len() {
            return 0.0;
        }
        let link = self.plan(call).and_then(|plan| self.document.links.get(plan.link.as_ref()?));
        let durable = self.target(call).and_then(|(_, service)| service.durable.as_ref());
        // A durable queue answers before the work.
        let served = durable.map_or_else(|| self.serve_s(call, depth), |durable| durable.accept.mean() / 1e9);
        served + link.map_or(0.0, |link| 2.0 * link.mean_delay().seconds())
    }
}

impl Check<'_> {
    /// What does not fit even if all is well: warned of, with the numbers.
    pub(super) fn flows(&mut self) {
        let flows = Flows::of(self.document);
        for (name, load) in &flows.services {
            self.fits(name, *load);
        }
        for (name, host) in &self.document.hosts {
            self.fits_on_machines(name, host, &flows);
        }
        for (name, per_s) in &flows.calls {
            self.fits_in_time(name, *per_s, &flows);
        }
    }

    fn fits(&mut self, name: &str, load: Load) {
        let service = &self.document.services[name];
        let instances = f64::from(service.instances);
        let workers = service.workers.number().map_or(f64::INFINITY, f64::from) * instances;
        let cores = service.processors.map_or(f64::INFINITY, |shared| f64::from(shared.cores) * instances);
        let (used, there, what) = match load.held / workers >= load.work / cores {
            true => (load.held, workers, "workers"),
            false => (load.work, cores, "processors"),
        };
        if used < there {
            return;
        }
        let cause = format!(
            "{} requests/s hold {} {what}, and there are {there}: a utilisation of {} when all is well",
            short(load.per_s),
            short(used),
            short(used / there)
        );
        let remedy = format!("give more {what}, less work, or fewer clients; or mean it so");
        self.report(&["services", name], fault("more than can be served", cause, remedy));
    }

    /// Machines that carry all that runs there.
    fn fits_on_machines(&mut self, name: &str, host: &HostPlan, flows: &Flows<'_>) {
        let on = |(service, load): (&&str, &Load)| {
            let plan = &self.document.services[*service];
            // With fewer instances than machines, some have more than their part.
            let machines = f64::from(plan.instances.min(host.count));
            (plan.host.as_deref() == Some(name)).then(|| load.work / machines)
        };
        let (used, there): (f64, f64) = (flows.services.iter().filter_map(on).sum(), f64::from(host.cores));
        if used < there {
            return;
        }
        let cause = format!(
            "all that runs on one machine keeps {} processors busy, and there are {there}: a utilisation of {} when all is well",
            short(used),
            short(used / there)
        );
        let remedy = "give more processors, less work, or fewer clients; or mean it so";
        self.report(&["hosts", name], fault("more than can be served", cause, remedy));
    }

    fn fits_in_time(&mut self, name: &str, per_s: f64, flows: &Flows<'_>) {
        let document = self.document;
        let Some((name, call)) = document.calls.get_key_value(name) else { return };
        let (answer, caller) = (flows.answer_s(name, 0), callers(document, name));
        let timeout = call.timeout.mean() / 1e9;
        if timeout < answer {
            let cause = format!(
                "an answer takes {} s when all is well, and the timeout is {} s",
                short(answer),
                short(timeout)
            );
            self.report(&["calls", name, "timeout"], fault("a timeout before the answer", cause, "write a longer one"));
        }
        if let Some(Deadline::Within(time)) = call.deadline
            && time.seconds() < answer
        {
            let cause = format!("an answer takes {} s when all is well, and the deadline is {time}", short(answer));
            self.report(
                &["calls", name, "deadline"],
                fault("a deadline before the answer", cause, "write a later one"),
            );
        }
        let Some(pool) = &call.pool else { return };
        let needed = per_s * answer / caller.max(1.0);
        if needed >= f64::from(pool.connections) {
            let cause = format!(
                "each calling instance needs {} of them when all is well, and has {}",
                short(needed),
                pool.connections
            );
            let remedy = "give more connections, or mean it so";
            self.report(&["calls", name, "pool", "connections"], fault("a pool that is too small", cause, remedy));
        }
    }
}

/// Instances of the services whose steps make a call.
fn callers(document: &Document, call: &str) -> f64 {
    let makes = |service: &&ServicePlan| service.all_steps().flat_map(StepPlan::names).any(|name| name == call);
    document.services.values().filter(makes).map(|service| f64::from(service.instances)).sum()
}

/// Three digits.
fn short(number: f64) -> f64 {
    let digits = 2 - libm::log10(number.abs().max(1e-9)).floor() as i32;
    let factor = libm::pow(10.0, f64::from(digits));
    (number * factor).round() / factor
}
