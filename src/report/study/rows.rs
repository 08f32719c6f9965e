//! Every trial and every estimate as tidy CSV. A missing value is an empty field.

use csv::Writer;

use crate::experiment::estimate::values;
use crate::experiment::{Estimate, Point, Record};
use crate::measure::MetricName;

/// One row per trial: the point, what it sets, the seed, every metric.
///
/// # Errors
/// When the rows cannot be written to memory, which does not happen.
pub fn trials(points: &[Point], records: &[Vec<Record>], metrics: &[MetricName]) -> Result<Vec<u8>, csv::Error> {
    let mut rows = Writer::from_writer(Vec::new());
    let paths = paths(points);
    let head = ["point".to_owned()].into_iter().chain(paths.clone()).chain(["seed".to_owned()]);
    rows.write_record(head.chain(metrics.iter().map(|metric| metric.name.clone())))?;
    for (point, records) in points.iter().zip(records) {
        for record in records {
            let front = [point.id.clone()].into_iter().chain(settings(point, &paths));
            let numbers = record.numbers.iter().map(|value| field(*value));
            rows.write_record(front.chain([record.seed.to_string()]).chain(numbers))?;
        }
    }
    rows.into_inner().map_err(|error| error.into_error().into())
}

/// One row per point and metric: how many replications have the number, its mean and interval.
///
/// # Errors
/// When the rows cannot be written to memory, which does not happen.
pub fn estimates(points: &[Point], records: &[Vec<Record>], metrics: &[MetricName]) -> Result<Vec<u8>, csv::Error> {
    let mut rows = Writer::from_writer(Vec::new());
    let paths = paths(points);
    let tail = ["metric", "unit", "replications", "have_it", "mean", "low_95", "high_95"].map(str::to_owned);
    rows.write_record(["point".to_owned()].into_iter().chain(paths.clone()).chain(tail))?;
    for (point, records) in points.iter().zip(records) {
        let front: Vec<String> = [point.id.clone()].into_iter().chain(settings(point, &paths)).collect();
        for (at, metric) in metrics.iter().enumerate() {
            let found = Estimate::of(metric, &values(records, at));
            rows.write_record(front.iter().cloned().chain(estimate(metric, &found)))?;
        }
    }
    rows.into_inner().map_err(|error| error.into_error().into())
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

fn settings(point: &Point, paths: &[String]) -> Vec<String> {
    let value = |path: &String| point.settings.iter().rfind(|setting| setting.path == *path);
    paths.iter().map(|path| value(path).map_or_else(String::new, |setting| setting.value.clone())).collect()
}
