//! Where the load of a graph is made: how many tries each request of the clients becomes on its way through the services,
//! what held tries back, and which worker time was for nobody.

use super::super::graph::Graph;
use super::super::words::words;
use crate::experiment::Outcome;
use crate::measure::tiers::{CallUse, ServiceUse};
use crate::scenario::Document;

/// Fewer requests of clients than this say nothing about how many tries each of them made.
const FEW: f64 = 20.0;
/// So many times the usual number of tries are none that anybody would call a flood.
const USUAL: f64 = 1.05;
/// Parts below this are not worth a sentence.
const NOTED: f64 = 0.05;
/// So many standard deviations of a Poisson number are not chance.
const CHANCE: f64 = 4.0;

/// The call of which each request of the clients made the most tries, who made them, and which call multiplies most;
/// nothing in the short form, and nothing where it never was more than usual.
pub(super) fn made(document: &Document, outcome: &Outcome) -> Vec<String> {
    let Some(graph) = Graph::of(document) else { return Vec::new() };
    let tiers = Tiers { graph: &graph, outcome };
    let onset = outcome.series.onset;
    let moments = onset..outcome.series.resources.len();
    let each = moments.flat_map(|at| (0..graph.calls.len()).map(move |call| (call, at)));
    // The first of several that are alike.
    let worst = each.filter_map(|(call, at)| Some((tiers.more(call, at)?, call, at)));
    let worst = worst.reduce(|best, next| if next.0 > best.0 { next } else { best });
    worst.and_then(|(_, call, at)| tiers.said(call, at)).unwrap_or_default()
}

/// What callers held back, and whom balancers ejected and restarted.
pub(super) fn held(outcome: &Outcome) -> Vec<String> {
    let tiers = &outcome.summary.tiers;
    let held = tiers.names.calls.iter().zip(&tiers.calls).filter_map(|(call, used)| {
        let (counts, held) = (&used.counts, used.counts.held_back as f64);
        let all = held + (counts.first_attempts + counts.retries) as f64;
        (held > NOTED * all)
            .then(|| words!("story/tiers.txt", "held", { call: &'a str, held: f64, part: f64 = held / all }))
    });
    let ejected = tiers.names.services.iter().zip(&tiers.services).filter_map(|(service, used)| {
        let times = used.counts.ejections;
        (times > 0).then(|| words!("story/tiers.txt", "ejected", { service: &'a str, times: u64 }))
    });
    let restarted = tiers.names.services.iter().zip(&tiers.services).filter_map(|(service, used)| {
        let times = used.counts.restarts;
        (times > 0).then(|| words!("story/tiers.txt", "restarted", { service: &'a str, times: u64 }))
    });
    held.chain(ejected).chain(restarted).collect()
}

/// Services of whose worker time a part was for nobody.
pub(super) fn wasted(outcome: &Outcome) -> Vec<String> {
    let tiers = &outcome.summary.tiers;
    let line = |(service, used): (&String, &ServiceUse)| {
        let (useful, wasted) = (used.counts.useful_work as f64, used.counts.wasted_work as f64);
        let part = wasted / (useful + wasted).max(1.0);
        (part > NOTED).then(|| words!("story/tiers.txt", "wasted", { service: &'a str, part: f64 }))
    };
    tiers.names.services.iter().zip(&tiers.services).filter_map(line).collect()
}

struct Tiers<'a> {
    graph: &'a Graph,
    outcome: &'a Outcome,
}

impl Tiers<'_> {
    /// First tries and all tries of a call in some intervals.
    fn tries(&self, call: usize, intervals: std::ops::Range<usize>) -> (f64, f64) {
        let tiers = &self.outcome.series.tiers;
        let place = tiers.names.calls.iter().position(|name| *name == self.graph.calls[call].name);
        let all = place.and_then(|place| tiers.calls[place].get(intervals)).unwrap_or_default();
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

    /// The same, if it is more than usual.
    fn more(&self, call: usize, at: usize) -> Option<f64> {
        let (requests, now, usual) = self.for_each(call, at)?;
        let chance = CHANCE * (usual * requests).max(1.0).sqrt() / requests;
        (now > USUAL * usual && now > usual + chance).then_some(now)
    }

    fn said(&self, call: usize, at: usize) -> Option<Vec<String>> {
        let (_, now, usual) = self.for_each(call, at)?;
        let chain = self.chain(call, at);
        let sample = self.outcome.series.resources.get(at)?;
        let hops: Vec<Hop> = chain.iter().enumerate().map(|(place, call)| self.hop(&chain, place, *call, at)).collect();
        let mut order: Vec<&Hop> = hops.iter().collect();
        order.sort_by(|one, other| other.factor.total_cmp(&one.factor));
        let most = match order.as_slice() {
            [first, second, ..] if first.factor > USUAL * second.factor => Some(first.made_by.clone()),
            _ => None,
        };
        let mut lines = vec![words!("story/tiers.txt", "worst", {
            length: f64 = sample.usage.seconds / 3600.0,
            from: f64 = sample.time_h,
            now: f64 = now,
            call: &'a str = &self.graph.calls[call].name,
            usually: Option<f64> = (!(1.0 / USUAL..USUAL).contains(&usual)).then_some(usual),
            hops: &'a [Hop] = &hops,
        })];
        lines.extend(most.map(|made_by| words!("story/tiers.txt", "most", { made_by: Option<String> })));
        Some(lines)
    }

    fn hop(&self, chain: &[usize], place: usize, call: usize, at: usize) -> Hop {
        let (first, tries) = self.tries(call, at..at + 1);
        let made_by =
            place.checked_sub(1).map(|before| self.graph.services[self.graph.calls[chain[before]].to].name.clone());
        Hop { made_by, factor: if first > 0.0 { tries / first } else { 1.0 } }
    }
}

/// A call on the way from the clients.
struct Hop {
    /// The service that makes it; none for the clients.
    made_by: Option<String>,
    /// Tries of each of its requests.
    factor: f64,
}
