//! Measurement: from the raw counts of a run to series, a verdict and a summary.
//!
//! * [`series`]: one sample per interval and class, and per interval for the resources; `sample` is one of them.
//! * [`baseline`]: what is normal, and whether the warm-up can serve as that.
//! * [`well`]: the one definition of well.
//! * [`cause`]: what was in force when a class crossed its limits.
//! * [`recovery`]: the verdicts: recovered, relapsed, stuck, down and undecided; `verdict` has the parameters of their
//!   definition.
//! * [`phase`]: what went on, interval by interval.
//! * [`summary`]: one set of numbers per class and per run.
//! * [`tiers`]: what each service, call and link of a graph did; `tier_metrics` has their numbers.
//! * [`half_hours`]: availability over half hours.
//! * [`kind`]: what kind of quantity a metric is, its unit and its range; [`bounds`]: intervals that do not leave it.
//! * [`capacity`]: what the healthy cell could serve at most, from how busy its resources were (`utilisation`).
//! * [`curves`]: the few curves over time that a study of many runs keeps of each.
//! * [`people`]: how many people are without service, as sums that can be added up over runs.
//! * [`statistics`]: means, shares and rank correlations with their intervals.
//! * [`mod@numbers`]: every number of a run under one name each, as studies of many runs need them.
//! * [`watched`]: what the conditions of a timeline watch.
//! * [`window`]: a number of a part of a run.
//! * [`metric`]: the one table with the name, unit, meaning and accessor of every number above.

pub mod baseline;
pub mod bounds;
pub mod capacity;
pub mod cause;
pub mod curves;
pub mod half_hours;
pub mod kind;
pub mod metric;
pub mod numbers;
pub mod people;
pub mod phase;
pub mod recovery;
mod sample;
pub mod series;
pub mod statistics;
pub mod summary;
pub mod tier_metrics;
pub mod tiers;
mod utilisation;
mod verdict;
pub mod watched;
pub mod well;
pub mod window;

pub use bounds::{difference_interval, likelihood_interval};
pub use cause::Cause;
pub use curves::Curves;
pub use kind::{Bounds, Kind};
pub use metric::Metric;
pub use numbers::{MetricName, Numbers, metric_names, numbers};
pub use people::People;
pub use phase::{Phase, PhaseSpan};
pub use recovery::Recovery;
pub use series::{ClassSample, ResourceSample, Series};
pub use statistics::{Interval, matched_difference, mean_interval, rank_correlation, wilson_interval};
pub use summary::{ClassSummary, RunSummary, Summary};
pub use tiers::Owners;
pub use verdict::{Verdict, VerdictPlan};
