//! Where the load of a graph is made: how many tries each request of the clients becomes on its way through the services,
//! what held tries back, and which worker time was for nobody.

use super::super::graph::Graph;
use super::super::words::{Clock, list, words};
use crate::experiment::Outcome;
use crate::measure::tiers::{CallUse, ServiceUse};
use crate::model::retry::{Behaviour, ErrorKind};
use crate::scenario::Document;

/// Fewer requests of clients than this say nothing about how many tries each of them made.
const FEW: f64 = 20.0;
/// So many times the usual number of tries are none that anybody would call a flood.
const USUAL: f64 = 1.05;
/// Parts below this are not worth a sentence.
const NOTED: f64 = 0.05;
/// So many standard deviations of a Poisson number are not chance.
const CHANCE: f64 = 4.0;

/// The call of which the most tries were made that are not usual, who made them, and which call adds most; nothing in the
/// short form, and nothing where there never were more than usual. Of two calls that with the higher rate does more harm,
/// whatever the ratios: three tries of a request that is rare are few.
pub(super) fn made(document: &Document, outcome: &Outcome, clock: Clock) -> Vec<String> {
    let Some(graph) = Graph::of(document) else { return Vec::new() };
    let tiers = Tiers { graph: &graph, outcome, clock };
    let onset = outcome.series.onset;
    let moments = onset..outcome.series.resources.len();
    let each = moments.flat_map(|at| (0..graph.calls.len()).map(move |call| (call, at)));
    // The first of several that are alike.
    let worst = each.filter_map(|(call, at)| Some((tiers.more(call, at)?, call, at)));
    let worst = worst.reduce(|best, next| if next.0 > best.0 { next } else { best });
    worst.and_then(|(extra, call, at)| tiers.said(call, at, extra)).unwrap_or_default()
}

/// Requests that a later step saved, by service.
pub(super) fn fallbacks(outcome: &Outcome) -> Vec<String> {
    let tiers = &outcome.summary.tiers;
    let line = |(service, used): (&String, &ServiceUse)| {
        let answered = used.counts.fallbacks;
        let part = answered as f64 / used.counts.taken.max(answered).max(1) as f64;
        (answered > 0).then(|| words!("story/tiers.txt", "fallback", { service: &'a str, answered: u64, part: f64 }))
    };
    tiers.names.services.iter().zip(&tiers.services).filter_map(line).collect()
}

/// Connections that were opened at more than the usual rate, and what their handshakes cost.
pub(super) fn opened(document: &Document, outcome: &Outcome, clock: Clock) -> Vec<String> {
    let Some(graph) = Graph::of(document) else { return Vec::new() };
    let tiers = Tiers { graph: &graph, outcome, clock };
    (0..graph.calls.len()).filter_map(|call| tiers.opened(call)).collect()
}

/// What guards of callers stopped, whom balancers ejected, and who restarted.
pub(super) fn held(document: &Document, outcome: &Outcome) -> Vec<String> {
    let tiers = &outcome.summary.tiers;
    let held = tiers.names.calls.iter().zip(&tiers.calls).filter_map(|(call, used)| {
        let counts = &used.counts;
        let stopped = (counts.held_back + counts.denied) as f64;
        let all = stopped + (counts.first_attempts + counts.retries) as f64;
        (stopped > NOTED * all).then(|| {
            let (guards, part) = (guards(document, call), stopped / all);
            words!("story/tiers.txt", "held", { call: &'a str, stopped: f64, part: f64, guards: String })
        })
    });
    let ejected = tiers.names.services.iter().zip(&tiers.services).filter_map(|(service, used)| {
        let times = used.counts.ejections;
        (times > 0).then(|| words!("story/tiers.txt", "ejected", { service: &'a str, times: u64 }))
    });
    let restarted = tiers.names.services.iter().zip(&tiers.services).filter_map(|(service, used)| {
        let (times, ran_out, lacked) = (used.counts.restarts, used.counts.ran_out, used.counts.lacked);
        (times + ran_out + lacked > 0).then(
            || words!("story/tiers.txt", "restarted", { service: &'a str, times: u64, ran_out: u64, lacked: u64 }),
        )
    });
    held.chain(ejected).chain(restarted).collect()
}

/// What became of messages of durable queues, which no client waits for: so no class says anything of it.
pub(super) fn kept(outcome: &Outcome, clock: Clock) -> Vec<String> {
    let tiers = &outcome.summary.tiers;
    let line = |(service, used): (&String, &ServiceUse)| {
        let counts = &used.counts;
        (counts.accepted + counts.done > 0).then(|| {
            words!("story/tiers.txt", "kept", {
                clock: Clock,
                service: &'a str,
                accepted: u64 = counts.accepted,
                after: Option<f64> = (counts.done > 0).then(|| counts.done_after as f64 / 3.6e12 / counts.done as f64),
                oldest: f64 = used.usage.oldest / 3600.0,
                failed: u64 = counts.redelivered + counts.dead_letters,
                dead: u64 = counts.dead_letters,
                again: u64 = counts.done_again,
            })
        })
    };
    tiers.names.services.iter().zip(&tiers.services).filter_map(line).collect()
}

/// What may stop the tries of a call: `retry budget and circuit breaker`.
fn guards(document: &Document, call: &str) -> String {
    let plan = document.plan().graph.calls.remove(call);
    let makers = document.classes.iter().filter(|(name, class)| class.call(name) == call);
    let all = makers.flat_map(|(_, class)| class.behaviours.values()).chain(plan.as_ref().map(|plan| &plan.behaviour));
    let mut guards: Vec<String> = all.flat_map(Behaviour::guards).map(str::to_owned).collect();
    guards.sort_unstable();
    guards.dedup();
    list(&guards)
}

/// Services of whose worker time a part was for nobody.
pub(super) fn wasted(document: &Document, outcome: &Outcome) -> Vec<String> {
    let tiers = &outcome.summary.tiers;
    let Some(graph) = Graph::of(document) else { return Vec::new() };
    let errors = |call: &str| {
        let used = tiers.names.calls.iter().zip(&tiers.calls).find(|(name, _)| *name == call);
        used.is_some_and(|(_, used)| used.counts.failures[ErrorKind::ServerError.index()] > 0)
    };
    let failed =
        |service: &str| graph.calls.iter().any(|call| graph.services[call.to].name == service && errors(&call.name));
    let line = |(service, used): (&String, &ServiceUse)| {
        let (useful, wasted) = (used.counts.useful_work as f64, used.counts.wasted_work as f64);
        let part = wasted / (useful + wasted).max(1.0);
        (part > NOTED).then(|| {
            words!("story/tiers.txt", "wasted", {
                service: &'a str,
                part: f64,
                waits: bool = waits(document, service),
                failed: bool = failed(service),
                delivered: bool = used.counts.redelivered + used.counts.dead_letters > 0,
            })
        })
    };
    tiers.names.services.iter().zip(&tiers.services).filter_map(line).collect()
}

/// Whether a worker of a service is held while it waits for the answer of another one.
fn waits(document: &Document, service: &str) -> bool {
    let Some(plan) = document.services.get(service) else { return false };
    let works = |call: &str| {
        let to = document.calls.get(call).and_then(|call| call.to.as_deref()).unwrap_or(call);
        document.services.get(to).is_some_and(|service| !service.is_cache())
    };
    plan.holds_worker && plan.all_steps().flat_map(|step| step.names()).any(works)
}

/// The same of what clients call: any of those services, or in the short form the servers, if they ask a store.
pub(super) fn clients_wait(document: &Document) -> bool {
    match Graph::of(document) {
        None => document.store.is_some(),
        Some(graph) => {
            let called = graph.calls.iter().filter(|call| !call.classes.is_empty());
            called.map(|call| &graph.services[call.to].name).any(|service| waits(document, service))
        }
    }
}

struct Tiers<'a> {
    graph: &'a Graph,
    outcome: &'a Outcome,
    clock: Clock,
}

impl Tiers<'_> {
    /// What a call did in some intervals.
    fn uses(&self, call: usize, intervals: std::ops::Range<usize>) -> &[CallUse] {
        let tiers = &self.outcome.series.tiers;
        let place = tiers.names.calls.iter().position(|name| *name == self.graph.calls[call].name);
        place.and_then(|place| tiers.calls[place].get(intervals)).unwrap_or_default()
    }

    /// First tries and all tries of a call in some intervals.
    fn tries(&self, call: usize, intervals: std::ops::Range<usize>) -> (f64, f64) {
        let all = self.uses(call, intervals);
        let add = |(first, tries): (f64, f64), one: &CallUse| {
            let counts = &one.counts;
            (first + counts.first_attempts as f64, tries + (counts.first_attempts + counts.retries) as f64)
        };
        all.iter().fold((0.0, 0.0), add)
    }

    /// The calls from the clients to a call, that one the last; of several ways the one with the most tries.
    fn chain(&self, call: usize, at: usize) -> Vec<usize> {
        let mut chain = vec![call];
        while self.graph.calls[chain[0]].classes.is_empty() {
            let callers = &self.graph.calls[chain[0]].services;
            let before = (0..self.graph.calls.len()).filter(|other| callers.contains(&self.graph.calls[*other].to));
            let tries = |call: &usize| self.tries(*call, at..at + 1).1;
            let Some(before) = before.max_by(|one, other| tries(one).total_cmp(&tries(other))) else {
                return Vec::new();
            };
            chain.insert(0, before);
        }
        chain
    }

    /// Tries of a call for each request of the clients, now and usually.
    fn for_each(&self, call: usize, at: usize) -> Option<(f64, f64, f64)> {
        let root = *self.chain(call, at).first()?;
        let usual = 0..self.outcome.series.onset;
        let (requests, _) = self.tries(root, at..at + 1);
        let (_, tries) = self.tries(call, at..at + 1);
        let (then, before) = (self.tries(root, usual.clone()).0, self.tries(call, usual).1);
        (requests >= FEW && then >= FEW).then(|| (requests, tries / requests, before / then))
    }

    /// How many tries a second are made that are not usual, if that is more than chance.
    fn more(&self, call: usize, at: usize) -> Option<f64> {
        let (requests, now, usual) = self.for_each(call, at)?;
        let chance = CHANCE * (usual * requests).max(1.0).sqrt() / requests;
        let extra = (now - usual) * requests / self.outcome.series.resources.get(at)?.usage.seconds;
        (now > USUAL * usual && now > usual + chance).then_some(extra)
    }

    /// Connections of a call, if they were ever opened at more than the usual rate.
    fn opened(&self, call: usize) -> Option<String> {
        let (onset, resources) = (self.outcome.series.onset, &self.outcome.series.resources);
        let add = |(opened, work, seconds): (u64, u64, f64), one: &CallUse| {
            let counts = &one.counts;
            (opened + counts.connections_opened, work + counts.handshake_work, seconds + one.seconds)
        };
        let sum = |uses: &[CallUse]| uses.iter().fold((0, 0, 0.0), add);
        let (before, _, seconds) = sum(self.uses(call, 0..onset));
        let (opened, work, _) = sum(self.uses(call, onset..resources.len()));
        let usually = if seconds > 0.0 { before as f64 / seconds } else { 0.0 };
        // The first of several that are alike.
        let each = self.uses(call, onset..resources.len()).iter().zip(onset..);
        let (most, at) =
            each.reduce(
                |best, next| {
                    if next.0.counts.connections_opened > best.0.counts.connections_opened { next } else { best }
                },
            )?;
        let (there, expected) = (most.counts.connections_opened as f64, usually * most.seconds);
        if there <= USUAL * expected || there <= expected + CHANCE * expected.max(1.0).sqrt() {
            return None;
        }
        let service = &self.graph.services[self.graph.calls[call].to].name;
        let tiers = &self.outcome.summary.tiers;
        let busy = tiers.names.services.iter().zip(&tiers.services).find(|(name, _)| *name == service);
        let (busy_s, work_s) = (busy.map_or(0.0, |(_, used)| used.usage.busy), work as f64 / 1e9);
        Some(words!("story/tiers.txt", "opened", {
            clock: Clock = self.clock,
            call: &'a str = &self.graph.calls[call].name,
            service: &'a str,
            opened: u64,
            most: f64 = there / most.seconds,
            length: f64 = most.seconds / 3600.0,
            from: f64 = resources[at].time_h,
            usually: f64,
            work_s: f64,
            part: f64 = work_s / busy_s.max(work_s).max(1e-9),
        }))
    }

    fn said(&self, call: usize, at: usize, extra: f64) -> Option<Vec<String>> {
        let (_, now, usual) = self.for_each(call, at)?;
        let chain = self.chain(call, at);
        let sample = self.outcome.series.resources.get(at)?;
        let hops: Vec<Hop> = chain.iter().enumerate().map(|(place, call)| self.hop(&chain, place, *call, at)).collect();
        let mut order: Vec<&Hop> = hops.iter().collect();
        order.sort_by(|one, other| other.extra_per_s.total_cmp(&one.extra_per_s));
        let most = match order.as_slice() {
            [first, second, ..] if first.extra_per_s > USUAL * second.extra_per_s => Some(*first),
            _ => None,
        };
        let mut lines = vec![words!("story/tiers.txt", "worst", {
            clock: Clock = self.clock,
            extra: f64,
            length: f64 = sample.usage.seconds / 3600.0,
            from: f64 = sample.time_h,
            now: f64 = now,
            call: &'a str = &self.graph.calls[call].name,
            usually: Option<f64> = (!(1.0 / USUAL..USUAL).contains(&usual)).then_some(usual),
            hops: &'a [Hop] = &hops,
        })];
        lines.extend(most.map(|most| {
            words!("story/tiers.txt", "most", { made_by: &'a Option<String> = &most.made_by, extra: f64 = most.extra_per_s })
        }));
        Some(lines)
    }

    fn hop(&self, chain: &[usize], place: usize, call: usize, at: usize) -> Hop {
        let (first, tries) = self.tries(call, at..at + 1);
        let made_by =
            place.checked_sub(1).map(|before| self.graph.services[self.graph.calls[chain[before]].to].name.clone());
        let seconds = self.outcome.series.resources.get(at).map_or(1.0, |sample| sample.usage.seconds);
        let factor = if first > 0.0 { tries / first } else { 1.0 };
        Hop { made_by, factor, extra_per_s: (tries - first) / seconds }
    }
}

/// A call on the way from the clients.
struct Hop {
    /// The service that makes it; none for the clients.
    made_by: Option<String>,
    /// Tries of each of its requests.
    factor: f64,
    /// Tries after the first, per second.
    extra_per_s: f64,
}
