//! The few curves over time that a study of many runs keeps of each: enough for its charts, and small enough for
//! thousands of runs.

use serde::{Deserialize, Serialize};

use super::capacity;
use super::phase::PhaseSpan;
use super::sample::ClassSample;
use super::series::Series;
use super::summary::Summary;

/// One value per sampling interval; nothing where there is no such number.
pub type Curve = Vec<Option<f64>>;

/// The curves of one run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Curves {
    /// Middle of each interval, in hours since the onset.
    pub at_h: Vec<f64>,
    /// First attempts per second that reach the cell.
    pub first_attempts_per_s: Curve,
    /// Retries per second that reach the cell.
    pub retries_per_s: Curve,
    /// Requests per second answered in time.
    pub goodput_per_s: Curve,
    /// Per class: share without service.
    pub without_service: Vec<ClassCurve>,
    /// What the healthy cell could serve at most, requests per second.
    pub capacity_per_s: Option<f64>,
    /// The phases of the run.
    pub phases: Vec<PhaseSpan>,
}

/// A curve of one class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClassCurve {
    /// Name of the class.
    pub class: String,
    /// Whether it is a class of phones.
    pub phones: bool,
    /// Its values.
    pub values: Curve,
}

impl Curves {
    /// The curves of a run.
    pub fn of(series: &Series, summary: &Summary) -> Curves {
        let total = |of: &dyn Fn(&ClassSample) -> f64| -> Curve {
            let sum =
                |interval: usize| series.by_class.iter().filter_map(|samples| samples.get(interval)).map(of).sum();
            (0..series.resources.len()).map(|interval| Some(sum(interval))).collect()
        };
        let of_class = |(class, samples): (&String, &Vec<ClassSample>)| ClassCurve {
            class: class.clone(),
            phones: samples.iter().any(|sample| sample.is_activesync),
            values: samples.iter().map(ClassSample::without_service).collect(),
        };
        Curves {
            at_h: series.resources.iter().map(|s| s.time_h + s.usage.seconds / 7200.0).collect(),
            first_attempts_per_s: total(&|s| s.counts.first_attempts as f64 * s.reaching() / s.seconds),
            retries_per_s: total(&|s| s.counts.retries as f64 * s.reaching() / s.seconds),
            goodput_per_s: total(&|s| s.counts.answered as f64 / s.seconds),
            without_service: series.classes.iter().zip(&series.by_class).map(of_class).collect(),
            capacity_per_s: capacity::healthy(series).map(|capacity| capacity.per_s),
            phases: summary.recovery.phases.clone(),
        }
    }
}
