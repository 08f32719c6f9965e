//! The series as CSV: a header of metric names (which carry their units), one row per sample.
//!
//! A missing value is an empty field. Numbers are written as the shortest text that reads back to the same number.

use std::borrow::Cow;

use csv::Writer;

use crate::measure::metric::{CLASS_SERIES, Metric, RESOURCE_SERIES};
use crate::measure::tier_metrics::{CALL, KEPT, LINK, SERVICE};
use crate::measure::tiers::Tiers;
use crate::measure::{PhaseSpan, Series};

/// `timeseries.csv`: one row per sample and class, with the class and the phase of the cell in front.
///
/// # Errors
/// When the rows cannot be written to memory, which does not happen.
pub fn timeseries(series: &Series, phases: &[PhaseSpan]) -> Result<Vec<u8>, csv::Error> {
    let mut rows = Writer::from_writer(Vec::new());
    rows.write_record(["class", "phase"].into_iter().chain(names(CLASS_SERIES)))?;
    for (interval, resources) in series.resources.iter().enumerate() {
        let middle = resources.time_h + resources.usage.seconds / 7200.0;
        let phase = phases.iter().find(|span| span.from_h <= middle && middle < span.to_h);
        let phase = phase.map_or("", |span| span.phase.word());
        for (class, samples) in series.classes.iter().zip(&series.by_class) {
            let Some(sample) = samples.get(interval) else { continue };
            let front = [harmless(class).into_owned(), phase.to_owned()];
            rows.write_record(front.into_iter().chain(values(CLASS_SERIES, sample)))?;
        }
    }
    rows.into_inner().map_err(|error| error.into_error().into())
}

/// `resources.csv`: one row per sample.
///
/// # Errors
/// When the rows cannot be written to memory, which does not happen.
pub fn resources(series: &Series) -> Result<Vec<u8>, csv::Error> {
    let mut rows = Writer::from_writer(Vec::new());
    rows.write_record(names(RESOURCE_SERIES))?;
    for sample in &series.resources {
        rows.write_record(values(RESOURCE_SERIES, sample))?;
    }
    rows.into_inner().map_err(|error| error.into_error().into())
}

/// `services.csv`, `calls.csv` and `links.csv`: one row per sample and service, call or link; none in the short form. And
/// `kept.csv`, if some services keep messages or counted resources.
///
/// # Errors
/// When a row cannot be written, which does not happen in memory.
pub fn tiers(series: &Series) -> Result<Vec<(&'static str, Vec<u8>)>, ::csv::Error> {
    let Tiers { names, services, calls, links } = &series.tiers;
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let mut files = vec![
        ("services.csv", tier(series, "service", (&names.services, services), SERVICE)?),
        ("calls.csv", tier(series, "call", (&names.calls, calls), CALL)?),
        ("links.csv", tier(series, "link", (&names.links, links), LINK)?),
    ];
    if !names.kept.is_empty() {
        let kept: Vec<_> = names.of_kept(services).cloned().collect();
        files.push(("kept.csv", tier(series, "service", (&names.kept, &kept), KEPT)?));
    }
    Ok(files)
}

fn tier<Of>(
    series: &Series,
    what: &str,
    (names, parts): (&[String], &[Vec<Of>]),
    table: &'static [Metric<Of>],
) -> Result<Vec<u8>, ::csv::Error> {
    let mut rows = Writer::from_writer(Vec::new());
    let header = ["time_h", what].map(str::to_owned).into_iter();
    rows.write_record(header.chain(self::names(table).map(str::to_owned)))?;
    for (interval, sample) in series.resources.iter().enumerate() {
        for (name, samples) in names.iter().zip(parts) {
            let first = [sample.time_h.to_string(), harmless(name).into_owned()];
            rows.write_record(first.into_iter().chain(values(table, &samples[interval])))?;
        }
    }
    rows.into_inner().map_err(|error| error.into_error().into())
}

/// A text as a field. A spreadsheet takes one that begins like a formula for one, unless it is a number, and would do what it
/// says: such a text gets a quotation mark in front, as spreadsheets themselves write it.
pub fn harmless(field: &str) -> Cow<'_, str> {
    let begins_a_formula = field.starts_with(['=', '+', '-', '@', '\t']);
    if begins_a_formula && field.parse::<f64>().is_err() { format!("'{field}").into() } else { field.into() }
}

fn names<Of>(table: &'static [Metric<Of>]) -> impl Iterator<Item = &'static str> {
    table.iter().map(|metric| metric.name)
}

fn values<Of>(table: &[Metric<Of>], of: &Of) -> impl Iterator<Item = String> {
    table.iter().map(|metric| match (metric.value)(of).filter(|value| value.is_finite()) {
        Some(value) => value.to_string(),
        None => String::new(),
    })
}
