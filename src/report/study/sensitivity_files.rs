//! Which parameters matter, as a file of rows and as JSON. Where too few runs tell noise from an effect, the field is
//! empty (`null`).

use serde::Serialize;

use super::rows::{Rows, field, json};
use super::sensitivity::Found;
use crate::experiment::Estimate;
use crate::experiment::sensitivity::{Effect, End, Reading};

#[derive(Serialize)]
struct SensitivityFile<'a> {
    schema: &'static str,
    scale: f64,
    metric: &'a str,
    runs: u64,
    not_measured: Option<&'a str>,
    own: Estimate,
    one_at_a_time: Vec<EndFile<'a>>,
    rank_correlation: Vec<CorrelationFile<'a>>,
    points: usize,
    points_never: usize,
    points_without: usize,
}

#[derive(Serialize)]
struct EndFile<'a> {
    path: &'a str,
    value: &'a str,
    level: Estimate,
    difference: Estimate,
    capped_at_the_horizon: Estimate,
    capped_is: Reading,
    never: u64,
    noise: Option<bool>,
}

#[derive(Serialize)]
struct CorrelationFile<'a> {
    path: &'a str,
    rho: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    noise: Option<bool>,
}

impl Found<'_> {
    /// `sensitivity.csv`: both parts, one row for each value tried alone and one for each correlation.
    pub fn csv(&self) -> Vec<u8> {
        let mut rows = Rows::new([
            "part",
            "path",
            "value",
            "of",
            "never_or_none",
            "level",
            "effect",
            "low_95",
            "high_95",
            "noise",
            "reading",
        ]);
        for effect in &self.effects {
            for end in &effect.ends {
                let by = end.difference;
                let front = ["one_at_a_time", &effect.path, &end.value].map(str::to_owned);
                let counts = [end.level.of.to_string(), end.never.to_string()];
                let (effect, reading) = match end.reading {
                    Reading::Exact => ([by.mean, by.low, by.high], "exact"),
                    Reading::AtLeast => ([end.capped.mean, None, None], "at_least"),
                    Reading::AtMost => ([end.capped.mean, None, None], "at_most"),
                    Reading::Unknown => ([None; 3], "unknown"),
                };
                let numbers = [end.level.mean, effect[0], effect[1], effect[2]].map(field);
                let back = [truth(end.is_noise()), reading.to_owned()];
                rows.push(front.into_iter().chain(counts).chain(numbers).chain(back));
            }
        }
        for (all, row) in self.correlations.iter().flat_map(|all| all.rows.iter().map(move |row| (all, row))) {
            let front = ["rank_correlation", &row.path, ""].map(str::to_owned);
            let counts = [all.points.to_string(), (all.never + all.without).to_string()];
            let rho = [row.rho.map(|rho| rho.estimate), row.rho.map(|rho| rho.low), row.rho.map(|rho| rho.high)];
            let numbers = [None, rho[0], rho[1], rho[2]].map(field);
            let back = [truth(row.is_noise()), String::new()];
            rows.push(front.into_iter().chain(counts).chain(numbers).chain(back));
        }
        rows.bytes()
    }

    /// Everything as JSON.
    pub fn json(&self) -> String {
        let ends = self.effects.iter().flat_map(|effect| effect.ends.iter().map(move |end| (effect, end)));
        let end = |(effect, end): (&'_ Effect, &'_ End)| (effect.path.clone(), end.clone());
        let ends: Vec<(String, End)> = ends.map(end).collect();
        let correlations = self.correlations.as_ref();
        let file = SensitivityFile {
            schema: "syncstorm.sensitivity/1",
            scale: self.about.scale,
            metric: &self.measured.metric.name,
            runs: self.runs,
            not_measured: self.not_measured.as_deref(),
            own: self.own,
            one_at_a_time: ends
                .iter()
                .map(|(path, end)| EndFile {
                    path,
                    value: &end.value,
                    level: end.level,
                    difference: end.difference,
                    capped_at_the_horizon: end.capped,
                    capped_is: end.reading,
                    never: end.never,
                    noise: end.is_noise(),
                })
                .collect(),
            rank_correlation: correlations
                .into_iter()
                .flat_map(|all| &all.rows)
                .map(|row| CorrelationFile {
                    path: &row.path,
                    rho: row.rho.map(|rho| rho.estimate),
                    low: row.rho.map(|rho| rho.low),
                    high: row.rho.map(|rho| rho.high),
                    noise: row.is_noise(),
                })
                .collect(),
            points: correlations.map_or(0, |all| all.points),
            points_never: correlations.map_or(0, |all| all.never),
            points_without: correlations.map_or(0, |all| all.without),
        };
        json(&file)
    }
}

fn truth(known: Option<bool>) -> String {
    known.map_or_else(String::new, |known| known.to_string())
}
