//! A number of a part of a run: the same metric, of the sampling intervals between two moments only.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::metric::{CLASS_SUMMARY, RUN_SUMMARY};
use super::numbers::{MetricName, metric_names, numbers, position, prefix};
use super::series::Series;
use super::summary::{ClassSummary, RunSummary, Summary};
use super::tier_metrics::tier_numbers;
use super::tiers::Owners;

/// What a part of a run says.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InWindow {
    /// The number.
    Value(f64),
    /// There is no such number; of a moment: it did not happen.
    Missing,
    /// No sampling interval lies between the two moments.
    Empty,
}

/// A metric of the whole run since the onset.
pub fn whole(series: &Series, summary: &Summary, metric: &str) -> InWindow {
    let names = metric_names(&series.owners());
    let value = position(&names, metric).and_then(|at| numbers(summary)[at]);
    value.map_or(InWindow::Missing, InWindow::Value)
}

/// A metric of the intervals that lie wholly between two moments, in hours since the onset. The verdict belongs
/// to the whole run only: it is missing in a part of it.
pub fn between(series: &Series, metric: &str, hours: Range<f64>) -> InWindow {
    // Moments come from texts with units, and intervals from ticks: a thousandth of an interval is rounding.
    let inside = |time_h: f64, seconds: f64| {
        let slack = seconds / 3.6e6;
        time_h >= hours.start - slack && time_h + seconds / 3600.0 <= hours.end + slack
    };
    let all = &series.resources;
    let from = all.iter().position(|sample| inside(sample.time_h, sample.usage.seconds));
    let to = all.iter().rposition(|sample| inside(sample.time_h, sample.usage.seconds));
    let (Some(from), Some(to)) = (from, to) else { return InWindow::Empty };
    let of_class = series.classes.iter().zip(&series.by_class).find_map(|(class, samples)| {
        let own = metric.strip_prefix(&prefix(class))?.strip_prefix('.')?;
        let found = CLASS_SUMMARY.iter().find(|known| known.name == own)?;
        (found.value)(&ClassSummary::of(class, samples.get(from..=to)?))
    });
    let of_run = || {
        let own = metric.strip_prefix("run.")?;
        let found = RUN_SUMMARY.iter().find(|known| known.name == own)?;
        (found.value)(&RunSummary::of_samples(&all[from..=to], 0))
    };
    let of_tier = || {
        let sums = series.tiers.sums(from..to + 1);
        let names = metric_names(&Owners { classes: Vec::new(), tiers: sums.names.clone() });
        let own = names.iter().skip_while(|known| !is_of_tier(known)).position(|known| known.name == metric)?;
        tier_numbers(&sums).nth(own)?
    };
    of_class
        .or_else(of_run)
        .or_else(of_tier)
        .filter(|value| value.is_finite())
        .map_or(InWindow::Missing, InWindow::Value)
}

/// Whether it belongs to a service, a call or a link.
fn is_of_tier(metric: &MetricName) -> bool {
    ["service.", "call.", "link."].iter().any(|kind| metric.name.starts_with(kind))
}

/// Whether a part of a run can have this metric.
pub fn is_of_parts(metric: &MetricName) -> bool {
    !metric.name.starts_with("recovery.") && !["run.events"].contains(&metric.name.as_str())
}
