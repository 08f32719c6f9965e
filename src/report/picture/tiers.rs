//! The services of a graph in the picture, and what they show in an interval.

use crate::experiment::Outcome;
use crate::model::timeline_meaning::Concerns;
use crate::report::graph::{Graph, Service, now};
use crate::report::words::{count, number};
use crate::scenario::Document;

use super::Shown;
use super::cast::{Cast, Crowd};
use super::moment::{brief, rate, waiting};
use super::source::Tells;

/// The services of a graph, as far as they are shown.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct System {
    /// All of it.
    pub graph: Graph,
    /// Numbers of the services that are shown.
    pub numbers: Vec<usize>,
    /// Most tries per second of any call in any interval.
    pub most: f64,
    /// Requests with which the meter of those that wait is full, by service.
    full: Vec<f64>,
    /// Links that can be full or were touched.
    links: Vec<usize>,
    /// Numbers of the classes with a place of their own.
    crowds: Vec<usize>,
}

impl System {
    /// The services of runs of a scenario; none in the short form.
    pub fn of(document: &Document, outcomes: &[&Outcome], crowds: &[Crowd]) -> Option<System> {
        let graph = Graph::of(document)?;
        let each =
            || outcomes.iter().flat_map(|outcome| (0..outcome.series.resources.len()).map(move |at| (*outcome, at)));
        let tries = |call: usize| {
            let all =
                each().map(|(outcome, at)| now::call(outcome, &graph, call, at)).map(|call| call.first + call.again);
            all.fold(0.0, f64::max)
        };
        let waiting = |number: usize| {
            let most = each().map(|(outcome, at)| now::service(outcome, number, at).waiting).fold(1.0, f64::max);
            graph.services[number].places.filter(|places| *places > 0.0).unwrap_or(most)
        };
        let touched = |name: &String| {
            document.timeline.values().any(|entry| {
                entry.action.facts().concerns == Concerns::Network && entry.of.as_ref().is_none_or(|of| of == name)
            })
        };
        let matters = |(_, (name, link)): &(usize, (&String, &crate::model::network::NetworkPlan))| {
            link.capacity.is_some() || touched(name)
        };
        Some(System {
            numbers: graph.shown(&now::busy(&graph, outcomes)),
            most: (0..graph.calls.len()).map(tries).fold(1e-9, f64::max),
            full: (0..graph.services.len()).map(waiting).collect(),
            links: document.links.iter().enumerate().filter(matters).map(|(at, _)| at).collect(),
            crowds: crowds
                .iter()
                .filter_map(|crowd| document.classes.keys().position(|name| *name == crowd.name))
                .collect(),
            graph,
        })
    }

    /// The services that are shown.
    pub fn shown(&self) -> impl Iterator<Item = &Service> {
        self.numbers.iter().map(|number| &self.graph.services[*number])
    }

    /// Numbers of the classes with a place of their own, in the order of their places, and where their requests come in.
    pub fn starts(&self, across: impl Iterator<Item = f64>) -> Vec<(usize, f64)> {
        self.crowds.iter().copied().zip(across).collect()
    }

    /// What arrows are, and what is left out.
    pub fn said(&self) -> String {
        let many = self.graph.services.len() - self.numbers.len();
        let all = count(self.graph.services.len() as f64);
        let left =
            if many > 0 { format!("; {many} of {all} services not shown, the least busy") } else { String::new() };
        format!("arrows: tries, the thickest is {}{left}", rate(self.most))
    }

    /// Whether there is something to say of links.
    pub fn has_links(&self) -> bool {
        !self.links.is_empty()
    }
}

/// What a part of a service shows.
pub(super) fn service(cast: &Cast, outcome: &Outcome, interval: usize, (number, tells): (usize, Tells)) -> Shown {
    let Some(system) = &cast.graph else { return Shown::Share(0.0) };
    let (service, now) = (&system.graph.services[number], now::service(outcome, number, interval));
    let share = match now.there {
        Some(there) if there > 0.0 => now.busy / there,
        Some(_) => f64::from(u8::from(now.busy > 0.0)),
        None => 0.0,
    };
    match tells {
        Tells::Size => Shown::Words(size(service, now.there)),
        Tells::Tries => Shown::Words(rate(asked(system, outcome, number, interval))),
        Tells::Busy => Shown::Share(share.clamp(0.0, 1.0)),
        Tells::BusyWords => Shown::Words(match now.there {
            Some(there) if there <= 0.0 => "down".to_owned(),
            Some(_) => brief(share.clamp(0.0, 1.0)),
            None => number_of(now.busy),
        }),
        Tells::Waiting => Shown::Share((now.waiting / system.full[number].max(1e-9)).clamp(0.0, 1.0)),
        Tells::WaitingWords => Shown::Words(waiting(now.waiting)),
    }
}

fn number_of(busy: f64) -> String {
    if busy < 0.1 { "0".to_owned() } else { number(busy) }
}

/// How large a service is; where some of its workers are not there, how many are.
fn size(service: &Service, there: Option<f64>) -> String {
    let planned = service.workers.map(|workers| f64::from(workers) * f64::from(service.instances));
    match (service.cache, planned, there) {
        (false, Some(planned), Some(there)) if (there - planned).abs() > 0.5 => {
            format!("{} of {} workers", count(there), count(planned))
        }
        (_, _, _) => service.size(),
    }
}

/// Tries of all calls to a service.
fn asked(system: &System, outcome: &Outcome, number: usize, interval: usize) -> f64 {
    let calls = system.graph.calls.iter().enumerate().filter(|(_, call)| call.to == number);
    calls.map(|(call, _)| now::call(outcome, &system.graph, call, interval)).map(|call| call.first + call.again).sum()
}

/// The tries of a call.
pub(super) fn flow(cast: &Cast, outcome: &Outcome, interval: usize, call: usize) -> Shown {
    let Some(system) = &cast.graph else { return Shown::Flow(0.0, 0.0) };
    let now = now::call(outcome, &system.graph, call, interval);
    Shown::Flow(now.first / system.most, now.again / system.most)
}

/// How busy the links are.
pub(super) fn links(cast: &Cast, outcome: &Outcome, interval: usize) -> String {
    let Some(system) = &cast.graph else { return String::new() };
    let link = |number: &usize| {
        let (name, now) = (&system.graph.links[*number], now::link(outcome, *number, interval));
        format!("{name}: {} in, {} out", brief(now.up.min(1.0)), brief(now.down.min(1.0)))
    };
    let all: Vec<String> = system.links.iter().map(link).collect();
    format!("busy links: {}", all.join("; "))
}
