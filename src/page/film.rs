//! A run interval by interval, in columns: what the moving pictures and curves of a page show.
//!
//! Every number is of the interval that begins at its `time_h`: a rate or a mean over it, or a level at its end.

use std::ops::Range;

use schemars::JsonSchema;
use serde::Serialize;

use super::short::short;
use super::system::SystemFilm;
use crate::experiment::Outcome;
use crate::measure::summary::LogLine;
use crate::measure::{ClassSample, ResourceSample, capacity};
use crate::report::cache::CacheWatch;
use crate::report::moment;
use crate::scenario::Document;

/// A run interval by interval.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Film {
    /// Number of the first interval that is here.
    pub from: usize,
    /// Beginning of each interval in hours since the onset.
    pub time_h: Vec<f64>,
    /// The end of the last one.
    pub end_h: f64,
    /// Per class, in the order of the scenario.
    pub classes: Vec<ClassFilm>,
    /// What the requests pass.
    pub cell: CellFilm,
    /// What services, calls and links did; none in the short form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system: Option<SystemFilm>,
    /// Requests per second that the healthy cell could serve at most, from its use in the warm-up; none if nothing was used.
    pub capacity: Option<f64>,
    /// What was done, and when; all of it.
    pub log: Vec<LogLine>,
    /// Phases, with the words that are shown for them; all of them.
    pub phases: Vec<PhaseSpan>,
    /// Sentences on intervals, each with the first one of which it is true: it holds until the next one.
    pub said: Vec<(usize, String)>,
}

/// What a class did.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ClassFilm {
    /// First attempts per second.
    pub first: Vec<f32>,
    /// Attempts after the first, per second.
    pub retries: Vec<f32>,
    /// Attempts of both kinds that the edge refused, per second.
    pub refused: Vec<f32>,
    /// Requests answered in time, per second.
    pub answered: Vec<f32>,
    /// Failed attempts per second, refusals of the edge among them.
    pub failed: Vec<f32>,
    /// Share of the windows of service that were met; none where no window ended.
    pub availability: Vec<Option<f32>>,
    /// Share of the class without service, mean over the interval.
    pub without: Vec<Option<f32>>,
    /// Share of the class that catches up.
    pub catching_up: Vec<Option<f32>>,
    /// Of phones: shares of them at rest, in flight, waiting to try again, refused at the edge, broken, in this order. Of
    /// others nothing: where they are between two pages is nobody's concern.
    pub states: Vec<[f32; 5]>,
    /// Share of its clients that the edge lets in.
    pub admitted: Vec<f32>,
    /// Messages that wait for devices that have been cut off.
    pub backlog: Vec<i64>,
    /// Requests that it takes to catch up.
    pub owed: Vec<i64>,
}

/// What the resources did.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CellFilm {
    /// Busy share of the link to the servers.
    pub link_in: Vec<f32>,
    /// Busy share of the link to the clients.
    pub link_out: Vec<f32>,
    /// Transfers to the clients in flight.
    pub transfers: Vec<f32>,
    /// Busy workers.
    pub workers: Vec<f32>,
    /// Workers that are there; none if they are not limited.
    pub workers_there: Vec<Option<f32>>,
    /// Requests that wait in servers.
    pub queue: Vec<f32>,
    /// Busy workers of the store.
    pub store: Vec<f32>,
    /// Workers of the store; none if they are not limited.
    pub store_there: Vec<Option<f32>>,
    /// Requests that wait for the store.
    pub store_queue: Vec<f32>,
    /// How the cache is: 0 works, 1 empty and filling, 2 partly down, 3 bypassed, 4 down.
    pub cache: Vec<u8>,
}

/// A phase.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PhaseSpan {
    /// The word for it.
    pub phase: String,
    /// From when, in hours since the onset.
    pub from_h: f64,
    /// To when.
    pub to_h: f64,
}

impl Film {
    /// What is known of a run from an interval on.
    pub fn of(document: &Document, outcome: &Outcome, from: usize) -> Film {
        let series = &outcome.series;
        let from = from.min(series.resources.len());
        let resources = &series.resources[from..];
        let cache = CacheWatch::of(document);
        let here = from..series.resources.len();
        let phases = outcome.summary.recovery.phases.iter();
        Film {
            from,
            time_h: resources.iter().map(|sample| sample.time_h).collect(),
            end_h: series.time_h(series.resources.len()),
            classes: series.by_class.iter().map(|samples| ClassFilm::of(&samples[from..])).collect(),
            cell: CellFilm::of(resources, here.clone().map(|at| cache.condition(outcome, at) as u8).collect()),
            system: SystemFilm::of(document, outcome, &here),
            capacity: capacity::healthy(series).map(|capacity| capacity.per_s),
            log: outcome.summary.log_lines(),
            phases: phases
                .map(|span| PhaseSpan { phase: span.phase.word().to_owned(), from_h: span.from_h, to_h: span.to_h })
                .collect(),
            said: sentences(outcome, here),
        }
    }
}

/// What is said of each interval, where it changes.
fn sentences(outcome: &Outcome, here: Range<usize>) -> Vec<(usize, String)> {
    let mut said: Vec<(usize, String)> = Vec::new();
    for at in here {
        let words = moment::said(outcome, at);
        if said.last().is_none_or(|last| last.1 != words) {
            said.push((at, words));
        }
    }
    said
}

impl ClassFilm {
    fn of(samples: &[ClassSample]) -> ClassFilm {
        let rate = |of: &dyn Fn(&ClassSample) -> u64| {
            samples.iter().map(|sample| short(of(sample) as f64 / sample.seconds.max(1e-9))).collect()
        };
        let share =
            |of: &dyn Fn(&ClassSample) -> Option<f64>| samples.iter().map(|sample| of(sample).map(short)).collect();
        ClassFilm {
            first: rate(&|sample| sample.counts.first_attempts),
            retries: rate(&|sample| sample.counts.retries),
            refused: rate(&|sample| sample.counts.refused_at_edge),
            answered: rate(&|sample| sample.counts.answered),
            failed: rate(&|sample| sample.counts.failures.iter().sum()),
            availability: share(&ClassSample::availability),
            without: share(&ClassSample::without_service),
            catching_up: share(&ClassSample::catching_up_share),
            states: samples.iter().filter(|sample| sample.is_activesync).map(states).collect(),
            admitted: samples.iter().map(|sample| short(admitted(sample))).collect(),
            backlog: samples.iter().map(|sample| sample.backlog_messages).collect(),
            owed: samples.iter().map(|sample| sample.backlog_syncs + sample.backlog_resyncs).collect(),
        }
    }
}

/// Where the clients of a class spent the interval; all at rest where nobody is there.
fn states(sample: &ClassSample) -> [f32; 5] {
    let all: f64 = sample.client_seconds.iter().sum();
    match all > 0.0 {
        true => sample.client_seconds.map(|spent| short(spent / all)),
        false => [1.0, 0.0, 0.0, 0.0, 0.0],
    }
}

/// Share that the edge lets in: of the clients, where it refuses by client, and else of the attempts.
fn admitted(sample: &ClassSample) -> f64 {
    let clients = sample.census.as_ref().map_or(1.0, |census| census.admitted);
    if clients < 1.0 { clients } else { sample.reaching() }
}

impl CellFilm {
    fn of(resources: &[ResourceSample], cache: Vec<u8>) -> CellFilm {
        let mean = |of: &dyn Fn(&ResourceSample) -> f64| {
            resources.iter().map(|sample| short(of(sample) / sample.usage.seconds.max(1e-9))).collect()
        };
        let there = |of: &dyn Fn(&ResourceSample) -> f64| {
            resources.iter().map(|sample| Some(short(of(sample))).filter(|there| there.is_finite())).collect()
        };
        CellFilm {
            link_in: mean(&|sample| sample.usage.up_busy),
            link_out: mean(&|sample| sample.usage.down_busy),
            transfers: mean(&|sample| sample.usage.down),
            workers: mean(&|sample| sample.usage.workers),
            workers_there: there(&|sample| sample.usage.workers_there),
            queue: mean(&|sample| sample.usage.queue),
            store: mean(&|sample| sample.usage.store),
            store_there: there(&|sample| sample.usage.store_there),
            store_queue: mean(&|sample| sample.usage.store_queue),
            cache,
        }
    }
}
