//! Every trial and every estimate as tidy CSV, in which a missing value is an empty field; and how all studies write
//! their rows and their JSON.

use csv::Writer;
use serde::Serialize;

use crate::experiment::estimate::values;
use crate::experiment::{Estimate, Point, Record};
use crate::measure::MetricName;
use crate::report::csv::harmless;

/// Rows as CSV, in memory.
pub(in crate::report) struct Rows(Writer<Vec<u8>>);

impl Rows {
    /// The first row names the fields.
    pub fn new(head: impl IntoIterator<Item = impl AsRef<str>>) -> Rows {
        let mut rows = Rows(Writer::from_writer(Vec::new()));
        rows.push(head);
        rows
    }

    /// One row more.
    pub fn push(&mut self, row: impl IntoIterator<Item = impl AsRef<str>>) {
        let fields = row.into_iter().map(|field| harmless(field.as_ref()).into_owned());
        self.0.write_record(fields).expect("a row has a field for every name");
    }

    /// All of them.
    pub fn bytes(self) -> Vec<u8> {
        self.0.into_inner().expect("memory takes every row")
    }
}

/// A result as JSON, with a line break at the end.
pub(in crate::report) fn json(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).expect("a result has names for keys") + "\n"
}

/// One row per trial: the point, what it sets, the seed, every metric.
pub fn trials(points: &[Point], records: &[Vec<Record>], metrics: &[MetricName]) -> Vec<u8> {
    let paths = paths(points);
    let head = ["point".to_owned()].into_iter().chain(paths.clone()).chain(["seed".to_owned()]);
    let mut rows = Rows::new(head.chain(metrics.iter().map(|metric| metric.name.clone())));
    for (point, records) in points.iter().zip(records) {
        for record in records {
            let front = [point.id.clone()].into_iter().chain(settings(point, &paths));
            let numbers = record.numbers.iter().map(|value| field(*value));
            rows.push(front.chain([record.seed.to_string()]).chain(numbers));
        }
    }
    rows.bytes()
}

/// One row per point and metric: how many replications have the number, its mean and interval.
pub fn estimates(points: &[Point], records: &[Vec<Record>], metrics: &[MetricName]) -> Vec<u8> {
    let paths = paths(points);
    let tail = ["metric", "unit", "replications", "have_it", "mean", "low_95", "high_95"].map(str::to_owned);
    let mut rows = Rows::new(["point".to_owned()].into_iter().chain(paths.clone()).chain(tail));
    for (point, records) in points.iter().zip(records) {
        let front: Vec<String> = [point.id.clone()].into_iter().chain(settings(point, &paths)).collect();
        for (at, metric) in metrics.iter().enumerate() {
            let found = Estimate::of(metric, &values(records, at));
            rows.push(front.iter().cloned().chain(estimate(metric, &found)));
        }
    }
    rows.bytes()
}

/// A number as a field; a missing one is empty.
pub(super) fn field(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// A metric and its estimate as fields: name, unit, replications, those that have it, mean, ends of the interval.
pub(super) fn estimate(metric: &MetricName, found: &Estimate) -> [String; 7] {
    let (name, unit) = (metric.name.clone(), metric.unit.to_owned());
    let (of, seen) = (found.of.to_string(), found.seen.to_string());
    [name, unit, of, seen, field(found.mean), field(found.low), field(found.high)]
}

/// The paths that the points set, in the order in which they appear.
pub fn paths(points: &[Point]) -> Vec<String> {
    let mut paths: Vec<String> = Vec::new();
    for setting in points.iter().flat_map(|point| &point.settings) {
        if !paths.contains(&setting.path) {
            paths.push(setting.path.clone());
        }
    }
    paths
}

/// The values that a point sets at these paths; of one that it leaves alone, nothing.
pub(super) fn settings(point: &Point, paths: &[String]) -> Vec<String> {
    let value = |path: &String| point.settings.iter().rfind(|setting| setting.path == *path);
    paths.iter().map(|path| value(path).map_or_else(String::new, |setting| setting.value.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_no_formula() {
        let mut rows = Rows::new(["path", "value"]);
        for value in ["=1+1", "+cmd|x", "@SUM(A1)", "-1 h", "-1.5", "1e-3", "a=b"] {
            rows.push(["x", value]);
        }
        let text = String::from_utf8(rows.bytes()).expect("text");
        let values: Vec<&str> = text.lines().skip(1).map(|row| &row[2..]).collect();
        assert_eq!(values, ["'=1+1", "'+cmd|x", "'@SUM(A1)", "'-1 h", "-1.5", "1e-3", "a=b"]);
    }
}
