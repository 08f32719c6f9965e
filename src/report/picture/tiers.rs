//! The services of a graph in the picture.

use crate::experiment::Outcome;
use crate::model::timeline_meaning::Concerns;
use crate::report::graph::{Graph, Service, now};
use crate::report::words::{rate, words};
use crate::scenario::Document;

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
    pub full: Vec<f64>,
    /// Links that can be full or were touched.
    pub links: Vec<usize>,
    /// Numbers of the classes with a place of their own.
    crowds: Vec<usize>,
}

impl System {
    /// The services of runs of a scenario, whose classes with a place of their own are these; none in the short form.
    pub fn of(document: &Document, outcomes: &[&Outcome], crowds: &[&str]) -> Option<System> {
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
            crowds: crowds.iter().filter_map(|crowd| document.classes.keys().position(|name| name == crowd)).collect(),
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
    pub fn said(&self) -> Vec<String> {
        let (all, many) = (self.graph.services.len(), self.graph.services.len() - self.numbers.len());
        let arrows = format!("arrows: tries, the thickest is {}", rate(self.most));
        let left = (many > 0).then(|| words!("picture/cast.txt", "left_out", { many: usize, all: usize }));
        std::iter::once(arrows).chain(left).collect()
    }

    /// Whether there is something to say of links.
    pub fn has_links(&self) -> bool {
        !self.links.is_empty()
    }
}
