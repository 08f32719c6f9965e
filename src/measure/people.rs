//! How many people of each class are without service, interval by interval, as sums and never as shares: those of many
//! runs can be added up.

use serde::{Deserialize, Serialize};

use super::sample::ClassSample;
use super::series::Series;

/// The people of one run over time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct People {
    /// Begin of each interval, in hours since the onset.
    pub time_h: Vec<f64>,
    /// Length of each interval.
    pub seconds: Vec<f64>,
    /// What became of each class.
    pub classes: Vec<ClassPeople>,
}

/// The people of one class; one value for each interval.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassPeople {
    /// Name of the class.
    pub class: String,
    /// Whether it is a class of phones.
    pub phones: bool,
    /// How many there are, if it is a closed class.
    pub clients: Option<u32>,
    /// Client-seconds without service.
    pub without_s: Vec<f64>,
    /// Client-seconds of catching up.
    pub catching_up_s: Vec<f64>,
    /// Windows of service that ended and were met.
    pub met: Vec<u64>,
    /// Windows of service that ended and were not.
    pub unmet: Vec<u64>,
}

impl People {
    /// The people of a run.
    pub fn of(series: &Series) -> People {
        let of_class = |(class, samples): (&String, &Vec<ClassSample>)| ClassPeople {
            class: class.clone(),
            phones: samples.iter().any(|sample| sample.is_activesync),
            clients: samples.iter().find_map(|sample| sample.population),
            without_s: samples.iter().map(|sample| sample.without_s).collect(),
            catching_up_s: samples.iter().map(|sample| sample.catching_up_s).collect(),
            met: samples.iter().map(|sample| sample.counts.windows.met).collect(),
            unmet: samples.iter().map(|sample| sample.counts.windows.unmet).collect(),
        };
        People {
            time_h: series.resources.iter().map(|sample| sample.time_h).collect(),
            seconds: series.resources.iter().map(|sample| sample.usage.seconds).collect(),
            classes: series.classes.iter().zip(&series.by_class).map(of_class).collect(),
        }
    }
}
