//! Who and what appears in the picture of a scenario.

use std::collections::BTreeMap;

use crate::experiment::Outcome;
use crate::measure::{ResourceSample, Series};
use crate::model::timeline::Action;
use crate::model::timeline_meaning::Concerns;
use crate::report::cache::CacheWatch;
use crate::report::words::words;
use crate::scenario::Document;

use super::State;
use super::source::Meter;
use super::tiers::System;

/// Dots of the largest class at most.
const MOST_DOTS: u32 = 150;
/// Dots of a class without a population: one for each percent of those who come.
const OPEN_DOTS: u32 = 100;
/// Classes that have a place of their own.
const MOST_CLASSES: usize = 5;

/// Who and what appears.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cast {
    /// Title of the scenario.
    pub title: String,
    /// Clients that a dot of a closed class stands for.
    pub per_dot: u32,
    /// Classes with a place of their own: phones first, then the largest.
    pub crowds: Vec<Crowd>,
    /// Names of the other classes.
    pub left_out: Vec<String>,
    /// Whether somebody is ever kept out at the edge.
    pub edge: bool,
    /// What the requests pass, in order.
    pub stations: Vec<Station>,
    /// The value at which a meter is full, where it has no natural one.
    pub full: BTreeMap<Meter, f64>,
    /// How the cache is.
    pub cache: CacheWatch,
    /// The services of a graph, which has no stations.
    pub graph: Option<System>,
}

/// A class of clients.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Crowd {
    /// Name of the class.
    pub name: String,
    /// Clients of a closed class.
    pub population: Option<u32>,
    /// Dots in its field.
    pub dots: u32,
    /// Whether they are phones.
    pub phones: bool,
    /// States its clients can be in.
    pub states: Vec<State>,
}

/// Something that requests pass.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Station {
    /// What it is called.
    pub heading: String,
    /// What is shown of it.
    pub meters: Vec<(&'static str, Meter)>,
    /// Whether the lamp of the cache is in it.
    pub cache: bool,
}

impl Cast {
    /// Who appears in runs of this scenario.
    pub fn of(document: &Document, outcomes: &[&Outcome]) -> Cast {
        let actions: Vec<&Action> =
            document.timeline.values().filter(|entry| entry.enabled).map(|entry| &entry.action).collect();
        let refused = |outcome: &&Outcome| outcome.series.resources.iter().any(|s| s.total.refused_at_edge > 0);
        let largest = document.classes.values().filter_map(|class| class.population).max();
        let per_dot = round_number(largest.unwrap_or(1).div_ceil(MOST_DOTS));
        let mut crowds = crowds(document, per_dot);
        let left_out = crowds.split_off(crowds.len().min(MOST_CLASSES)).into_iter().map(|crowd| crowd.name).collect();
        Cast {
            title: document.title.clone(),
            per_dot,
            graph: System::of(document, outcomes, &crowds.iter().map(|crowd| crowd.name.as_str()).collect::<Vec<_>>()),
            crowds,
            left_out,
            edge: actions.iter().any(|action| action.is_at_edge()) || outcomes.iter().any(refused),
            stations: if document.is_graph() { Vec::new() } else { stations(document, &actions) },
            full: full(document, outcomes),
            cache: CacheWatch::of(document),
        }
    }

    /// What it is a picture of.
    pub fn what(&self) -> &'static str {
        if self.graph.is_some() { "The services" } else { "The cell" }
    }

    /// What a dot is, in words.
    pub fn dot_words(&self) -> String {
        words!("picture/cast.txt", "dot", {
            per_dot: f64 = f64::from(self.per_dot),
            closed: bool = self.crowds.iter().any(|crowd| crowd.population.is_some()),
            open: bool = self.crowds.iter().any(|crowd| crowd.population.is_none()),
        })
    }

    /// States that appear anywhere, in order.
    pub fn states(&self) -> Vec<State> {
        let appears = |state: &State| self.crowds.iter().any(|crowd| crowd.states.contains(state));
        State::ALL.into_iter().filter(appears).collect()
    }
}

/// The smallest of 1, 2, 5, 10, 20, ... that is not below a number.
fn round_number(least: u32) -> u32 {
    let mut power = 1_u32;
    loop {
        for factor in [1, 2, 5] {
            let number = power.saturating_mul(factor);
            if number >= least {
                return number;
            }
        }
        power = power.saturating_mul(10);
    }
}

fn crowds(document: &Document, per_dot: u32) -> Vec<Crowd> {
    let crowd = |(name, class): (&String, &crate::model::class::ClassPlan)| {
        let phones = class.is_activesync();
        let states = match phones && class.population.is_some() {
            true => State::ALL.into_iter().filter(|state| *state != State::Unserved).collect(),
            false => vec![State::AtRest, State::Unserved],
        };
        let states = match class.needs_repair {
            Some(_) => states,
            None => states.into_iter().filter(|state| *state != State::Broken).collect(),
        };
        Crowd {
            name: name.clone(),
            population: class.population,
            dots: class.population.map_or(OPEN_DOTS, |many| many.div_ceil(per_dot).max(1)),
            phones,
            states,
        }
    };
    let mut crowds: Vec<Crowd> = document.classes.iter().map(crowd).collect();
    crowds.sort_by_key(|crowd| (!crowd.phones, std::cmp::Reverse(crowd.population)));
    crowds
}

fn stations(document: &Document, actions: &[&Action]) -> Vec<Station> {
    let station = |heading: &str, meters: &[(&'static str, Meter)], cache| Station {
        heading: heading.to_owned(),
        meters: meters.to_vec(),
        cache,
    };
    let touched = |action: &&Action| action.facts().concerns == Concerns::Network;
    let mut stations = Vec::new();
    if document.network.capacity.is_some() || actions.iter().any(touched) {
        stations.push(station("network", &[("in", Meter::In), ("out", Meter::Out)], false));
    }
    let heading = match document.servers.count {
        1 => "server".to_owned(),
        many => format!("{many} servers"),
    };
    let meters = [("busy", Meter::Workers), ("waiting", Meter::Queue)];
    stations.push(station(&heading, &meters, document.cache.is_some()));
    if document.store.is_some() {
        stations.push(station("store", &[("busy", Meter::Store), ("waiting", Meter::StoreQueue)], false));
    }
    stations
}

/// The values at which the meters without a natural end are full: the places of a queue, or the most of all runs.
fn full(document: &Document, outcomes: &[&Outcome]) -> BTreeMap<Meter, f64> {
    let most = |of: &dyn Fn(&ResourceSample) -> f64| {
        let each = |series: &Series| series.resources.iter().map(of).fold(0.0, f64::max);
        outcomes.iter().map(|outcome| each(&outcome.series)).fold(0.0, f64::max)
    };
    let mean = |total: f64, sample: &ResourceSample| total / sample.usage.seconds.max(1e-9);
    let servers = f64::from(document.servers.count);
    let places = document.servers.queue.number().filter(|_| !document.is_graph());
    let queue = places.map(|places| f64::from(places) * servers);
    let store_queue = document.store.as_ref().and_then(|store| store.queue.number()).map(f64::from);
    let natural = |places: Option<f64>, most: f64| places.filter(|places| *places > 0.0).unwrap_or(most.max(1.0));
    BTreeMap::from([
        (Meter::Workers, most(&|s| mean(s.usage.workers, s)).max(1.0)),
        (Meter::Queue, natural(queue, most(&|s| mean(s.usage.queue, s)))),
        (Meter::Store, most(&|s| mean(s.usage.store, s)).max(1.0)),
        (Meter::StoreQueue, natural(store_queue, most(&|s| mean(s.usage.store_queue, s)))),
    ])
}
