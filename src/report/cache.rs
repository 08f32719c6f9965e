//! How the cache is: what the log and the hits of a run say about it.

use std::collections::BTreeMap;

use crate::experiment::Outcome;
use crate::model::cache::FailMode;
use crate::model::graph::{Entries, ServicePlan};
use crate::model::observe::LogEntry;
use crate::model::short_form::CACHE;
use crate::model::timeline::{Action, Entry, Which};
use crate::model::timeline_meaning::Planned;
use crate::scenario::Document;
use crate::units::{Limit, Share};

/// Fewer answers than this say nothing about the share of hits.
const FEW: u64 = 20;
/// An empty cache is full again when it answers this part of what it usually does.
const FULL: f64 = 0.8;

/// How the cache is, in the order of the looks of its lamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// As it should be.
    Works = 0,
    /// Up, but most of what it should hold is not there.
    Filling = 1,
    /// Failed on some servers.
    PartlyDown = 2,
    /// Failed, and requests go past it.
    Bypassed = 3,
    /// Failed, and requests that need it end in an error.
    Down = 4,
}

impl Condition {
    /// All of them.
    pub const ALL: [Condition; 5] =
        [Condition::Works, Condition::Filling, Condition::PartlyDown, Condition::Bypassed, Condition::Down];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Condition::Works => "works",
            Condition::Filling => "empty, fills",
            Condition::PartlyDown => "partly down",
            Condition::Bypassed => "bypassed",
            Condition::Down => "down",
        }
    }
}

/// The cache of a graph: there is one at most.
fn cache_of(document: &Document) -> Option<(&str, &ServicePlan, &Entries)> {
    document.services.iter().find_map(|(name, service)| Some((name.as_str(), service, service.entries.as_ref()?)))
}

/// What one has to know of a scenario to say how its cache is.
#[derive(Clone, Debug, PartialEq)]
pub struct CacheWatch {
    /// Faults and actions, to know what the log means.
    timeline: BTreeMap<String, Entry>,
    /// Number of servers, workers of each.
    servers: (u32, Limit),
    /// Usual share of hits; none without a cache.
    hit_ratio: Option<f64>,
    /// Whether the cache is nearly empty at the start.
    cold_at_start: bool,
}

impl CacheWatch {
    /// Watches the cache of runs of a scenario.
    pub fn of(document: &Document) -> CacheWatch {
        if let Some((name, service, entries)) = cache_of(document) {
            let of = |entry: &Entry| entry.of.as_deref().unwrap_or(CACHE) == name;
            return CacheWatch {
                timeline: document.timeline.clone().into_iter().filter(|(_, entry)| of(entry)).collect(),
                servers: (service.instances, service.workers),
                hit_ratio: Some(entries.hit_ratio.get()),
                cold_at_start: entries.warm_at_start.get() < 0.5,
            };
        }
        CacheWatch {
            timeline: document.timeline.clone(),
            servers: (document.servers.count, document.servers.workers),
            hit_ratio: document.cache.as_ref().map(|cache| cache.hit_ratio.get()),
            cold_at_start: document.cache.as_ref().is_some_and(|cache| cache.warm_at_start.get() < 0.5),
        }
    }

    /// How the cache is at the end of an interval.
    pub fn condition(&self, outcome: &Outcome, interval: usize) -> Condition {
        let Some(sample) = outcome.series.resources.get(interval) else { return Condition::Works };
        let now = sample.time_h + sample.usage.seconds / 3600.0;
        let mut failed: BTreeMap<u32, FailMode> = BTreeMap::new();
        let mut emptied_h = self.cold_at_start.then_some(f64::NEG_INFINITY);
        for entry in &outcome.summary.log {
            let at = entry.at.seconds() / 3600.0 - outcome.summary.onset_h;
            if at >= now - 1e-9 {
                break;
            }
            match self.meant(entry) {
                Some(Action::FailCache { servers, mode, .. }) => {
                    failed.extend(self.numbers(&servers).map(|server| (server, mode)));
                }
                Some(Action::RepairCache { servers, warm }) => {
                    let mended: Vec<u32> = self.numbers(&servers).collect();
                    failed.retain(|server, _| !mended.contains(server));
                    emptied_h = if warm { emptied_h } else { Some(at) };
                }
                Some(Action::EmptyCache { .. }) => emptied_h = Some(at),
                Some(_) | None => {}
            }
        }
        let open = failed.values().filter(|mode| **mode == FailMode::Open).count();
        match failed.len() {
            0 if emptied_h.is_some_and(|from| !self.filled(outcome, from, interval)) => Condition::Filling,
            0 => Condition::Works,
            some if some < self.servers.0 as usize => Condition::PartlyDown,
            all if open == all => Condition::Bypassed,
            _ => Condition::Down,
        }
    }

    /// What an entry of the log did to the cell; none if the timeline does not know it.
    fn meant(&self, entry: &LogEntry) -> Option<Action> {
        match entry.name.strip_suffix(" (end)") {
            Some(name) => {
                // No action on a cache ends in a number of workers or of failures; what others end in does not matter here.
                let planned = Planned { workers: self.servers.1, failures: Share::NONE };
                self.timeline.get(name)?.action.opposite(planned)
            }
            None => Some(self.timeline.get(&entry.name)?.action.clone()),
        }
    }

    fn numbers(&self, which: &Which) -> Box<dyn Iterator<Item = u32>> {
        match which {
            Which::All => Box::new(0..self.servers.0),
            Which::Only(some) => Box::new(some.clone().into_iter()),
        }
    }

    /// Whether the cache has answered about as often as usual in some interval since it was emptied.
    fn filled(&self, outcome: &Outcome, from_h: f64, interval: usize) -> bool {
        let usual = self.hit_ratio.unwrap_or(1.0);
        let since = outcome.series.resources[..=interval].iter().filter(|sample| sample.time_h >= from_h - 1e-9);
        since
            .map(|sample| (sample.total.cache_hits, sample.total.cache_misses))
            .any(|(hits, misses)| hits + misses >= FEW && hits as f64 >= FULL * usual * (hits + misses) as f64)
    }
}
