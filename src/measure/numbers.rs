//! Every number of a run under one name each, as studies of many runs need them: `web.availability`,
//! `recovery.recovered`, `run.queue_length`.

use super::kind::Kind;
use super::metric::{CLASS_SUMMARY, Metric, RECOVERY_SUMMARY, RUN_SUMMARY};
use super::summary::Summary;
use super::tier_metrics::{CALL, KEPT, LINK, SERVICE, tier_numbers};
use super::tiers::{Owners, TierNames};

/// The numbers of one run, in the order of the metric tables. Nothing stands for "there is no such number here".
pub type Numbers = Vec<Option<f64>>;

/// One metric of a run: its full name, and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetricName {
    /// Full name: the table or class, a dot, and the name in the table.
    pub name: String,
    /// Unit in words.
    pub unit: &'static str,
    /// What kind of quantity it is.
    pub kind: Kind,
    /// What people call it: `web outage`, `runs that recover`.
    pub words: String,
    /// What it means.
    pub meaning: &'static str,
}

impl MetricName {
    /// Whether it is a share that only one run's verdict decides: 0 or 1 in every run, a probability over many.
    pub fn is_verdict(&self) -> bool {
        self.kind == Kind::Verdict
    }

    /// Whether it is a time that may never come: where it is missing, the thing did not happen within the horizon.
    pub fn is_moment(&self) -> bool {
        matches!(self.kind, Kind::Moment | Kind::Wait)
    }
}

/// The metrics of a run with these owners, in the order of [`numbers`].
pub fn metric_names(owners: &Owners) -> Vec<MetricName> {
    let mut names = Vec::new();
    names.extend(of_table("recovery", RECOVERY_SUMMARY));
    for class in &owners.classes {
        names.extend(of_table(&prefix(class), CLASS_SUMMARY));
    }
    names.extend(of_table("run", RUN_SUMMARY));
    let TierNames { services, calls, links, kept } = &owners.tiers;
    names.extend(services.iter().flat_map(|name| of_part("service", name, SERVICE)));
    names.extend(calls.iter().flat_map(|name| of_part("call", name, CALL)));
    names.extend(links.iter().flat_map(|name| of_part("link", name, LINK)));
    names.extend(kept.iter().flat_map(|name| of_part("service", name, KEPT)));
    names
}

/// The numbers of a run, in the order of [`metric_names`].
pub fn numbers(summary: &Summary) -> Numbers {
    let mut values = Vec::new();
    values.extend(RECOVERY_SUMMARY.iter().map(|metric| (metric.value)(&summary.recovery)));
    for class in &summary.classes {
        values.extend(CLASS_SUMMARY.iter().map(|metric| (metric.value)(class)));
    }
    values.extend(RUN_SUMMARY.iter().map(|metric| (metric.value)(&summary.run)));
    values.extend(tier_numbers(&summary.tiers));
    values.into_iter().map(|value| value.filter(|value| value.is_finite())).collect()
}

/// A class whose name is that of a table is told apart.
pub(super) fn prefix(class: &str) -> String {
    if ["recovery", "run", "service", "call", "link"].contains(&class) {
        format!("classes.{class}")
    } else {
        class.to_owned()
    }
}

/// The metrics of one service, call or link.
fn of_part<Of>(kind: &str, name: &str, table: &'static [Metric<Of>]) -> impl Iterator<Item = MetricName> {
    named(format!("{kind}.{name}"), name.to_owned(), table)
}

fn of_table<Of>(prefix: &str, table: &'static [Metric<Of>]) -> impl Iterator<Item = MetricName> {
    named(prefix.to_owned(), prefix.to_owned(), table)
}

fn named<Of>(prefix: String, owner: String, table: &'static [Metric<Of>]) -> impl Iterator<Item = MetricName> {
    table.iter().map(move |metric| MetricName {
        name: format!("{prefix}.{}", metric.name),
        unit: metric.unit.name,
        kind: metric.unit.kind,
        words: metric.words.replace("{}", &owner),
        meaning: metric.meaning,
    })
}

/// Where a metric stands, by its full name.
pub fn position(names: &[MetricName], wanted: &str) -> Option<usize> {
    names.iter().position(|metric| metric.name == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_full_name_is_unique_whatever_the_classes_are_called() {
        let classes = ["run", "recovery", "web"].map(str::to_owned);
        let tiers = TierNames {
            services: vec!["run".into(), "store".into()],
            calls: vec!["store".into()],
            links: vec!["store".into()],
            ..TierNames::default()
        };
        let owners = Owners { tiers, ..Owners::of_classes(&classes) };
        let mut names: Vec<String> = metric_names(&owners).into_iter().map(|metric| metric.name).collect();
        assert!(names.contains(&"classes.run.availability".to_owned()) && names.contains(&"web.retries".to_owned()));
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn a_kind_follows_from_the_metric() {
        let names = metric_names(&Owners::of_classes(&["web".to_owned()]));
        let kind = |name: &str| names.iter().find(|metric| metric.name == name).expect("a metric").kind;
        assert_eq!([kind("web.availability"), kind("recovery.stuck")], [Kind::Share, Kind::Verdict]);
        assert_eq!([kind("recovery.recovered_h"), kind("web.outage_h")], [Kind::Wait, Kind::Length]);
        assert_eq!([kind("web.retries"), kind("web.amplification_peak")], [Kind::Amount; 2]);
        assert_eq!([kind("web.latency_p50_s"), kind("run.queue_length")], [Kind::Length, Kind::Amount]);
    }

    /// Two metrics that people call the same could not be told apart in a study.
    #[test]
    fn every_metric_has_words_of_its_own() {
        let mut words: Vec<String> =
            metric_names(&Owners::of_classes(&["web".to_owned()])).into_iter().map(|metric| metric.words).collect();
        assert!(words.iter().all(|words| !words.is_empty() && !words.contains('{')), "{words:?}");
        let count = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), count);
    }
}
