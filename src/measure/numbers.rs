//! Every number of a run under one name each, as studies of many runs need them: `web.availability`,
//! `recovery.recovered`, `run.queue_length`.

use super::metric::{CLASS_SUMMARY, Metric, RECOVERY_SUMMARY, RUN_SUMMARY};
use super::summary::Summary;

/// The numbers of one run, in the order of the metric tables. Nothing stands for "there is no such number here".
pub type Numbers = Vec<Option<f64>>;

/// One metric of a run: its full name, and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetricName {
    /// Full name: the table or class, a dot, and the name in the table.
    pub name: String,
    /// Unit in words.
    pub unit: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

impl MetricName {
    /// Whether it is a share that only one run's verdict decides: 0 or 1 in every run, a probability over many.
    pub fn is_verdict(&self) -> bool {
        self.unit == "yes or no"
    }

    /// The name as people say it: `web outage`, `runs that recover`.
    pub fn words(&self) -> String {
        let (part, own) = self.name.rsplit_once('.').unwrap_or(("", &self.name));
        match self.name.as_str() {
            "recovery.recovered" => return "runs that recover".to_owned(),
            "recovery.stuck" => return "runs that stay stuck".to_owned(),
            "recovery.relapsed" => return "runs that relapse".to_owned(),
            "recovery.recovered_h" => return "time until recovered".to_owned(),
            "recovery.recovery_took_h" => return "time from the end of the fault until recovered".to_owned(),
            _ => {}
        }
        match own {
            "below_50_h" => return format!("time with {part} availability below 50 %"),
            "below_80_h" => return format!("time with {part} availability below 80 %"),
            "back_99_h" => return format!("time until {part} availability is back at 99 %"),
            "back_98_h" => return format!("time until 98 % of the {part} are back"),
            "restored_90_h" => return format!("time until 90 % of the {part} are back"),
            "error_share" => return format!("share of the attempts by {part} that fail"),
            "backlog_contacts_peak" => {
                return format!(
                    "requests that {part} need to catch up, as a multiple of those of one healthy contact interval"
                );
            }
            "availability_lowest_half_hour" => return format!("lowest {part} availability of a half hour"),
            _ => {}
        }
        let own = ["_per_s", "_client_h", "_h", "_s"].iter().find_map(|unit| own.strip_suffix(unit)).unwrap_or(own);
        let own = own.replace('_', " ");
        if part == "run" { own } else { format!("{part} {own}") }
    }

    /// Whether it is a moment since the onset. Where it is missing, the thing did not happen within the horizon.
    pub fn is_moment(&self) -> bool {
        self.name.ends_with("_h")
            && self.unit == "hours"
            && !["outage_h", "below_50_h", "below_80_h"].iter().any(|length| self.name.ends_with(length))
    }
}

/// The metrics of a run with these classes, in the order of [`numbers`].
pub fn metric_names(classes: &[String]) -> Vec<MetricName> {
    let mut names = Vec::new();
    names.extend(of_table("recovery", RECOVERY_SUMMARY));
    for class in classes {
        names.extend(of_table(&prefix(class), CLASS_SUMMARY));
    }
    names.extend(of_table("run", RUN_SUMMARY));
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
    values.into_iter().map(|value| value.filter(|value| value.is_finite())).collect()
}

/// A class whose name is that of a table is told apart.
pub(super) fn prefix(class: &str) -> String {
    if ["recovery", "run"].contains(&class) { format!("classes.{class}") } else { class.to_owned() }
}

fn of_table<Of>(prefix: &str, table: &'static [Metric<Of>]) -> impl Iterator<Item = MetricName> {
    let prefix = prefix.to_owned();
    table.iter().map(move |metric| MetricName {
        name: format!("{prefix}.{}", metric.name),
        unit: metric.unit,
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
        let mut names: Vec<String> = metric_names(&classes).into_iter().map(|metric| metric.name).collect();
        assert!(names.contains(&"classes.run.availability".to_owned()) && names.contains(&"web.retries".to_owned()));
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
