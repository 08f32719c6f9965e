//! Who is without service.

use super::over_time::{class_ink, figure};
use crate::experiment::Outcome;
use crate::measure::ClassSample;
use crate::report::figure::{Axis, Figure, Panel, Quantity, Scale, Series as Curve};
use crate::report::provenance::Provenance;
use crate::report::words::{hours, list, percent};

/// How much of each class goes without service, in percent of the class.
pub fn people(outcome: &Outcome, about: &Provenance) -> Figure {
    let lines = lines(outcome);
    let panel = Panel { lines, ..Panel::new(axis()) };
    let subtitle = "Phones: no success for two contact intervals although they want something. \
                    Others: wishes not met within the patience.";
    figure(outcome, about, people_finding(outcome), subtitle, vec![panel])
}

/// The axis of shares of a class.
pub(super) fn axis() -> Axis {
    Axis::new("without service, % of the class", Quantity::Percent).with_scale(Scale::Linear).with_max(104.0)
}

/// One line for each class.
pub(super) fn lines(outcome: &Outcome) -> Vec<Curve> {
    let series = &outcome.series;
    let line = |(class, samples): (usize, &Vec<ClassSample>)| {
        let what = if samples.iter().any(|s| s.cut_off_share().is_some()) { "cut off" } else { "not served" };
        let values = samples.iter().map(|s| s.without_service().map(|share| share * 100.0)).collect();
        Curve::new(format!("{} {what}", series.classes[class]), class_ink(series, class), values)
    };
    series.by_class.iter().enumerate().map(line).collect()
}

fn people_finding(outcome: &Outcome) -> String {
    let classes = outcome.summary.classes.iter().zip(&outcome.series.by_class);
    let starved = classes.clone().map(|(class, samples)| (&class.name, starved_h(samples, outcome.series.onset)));
    let said: Vec<String> =
        starved.filter(|(_, long)| *long > 0.0).map(|(name, long)| format!("{name} for {}", hours(long))).collect();
    if !said.is_empty() {
        return format!("More than half without service: {}", list(&said));
    }
    let most = classes.map(|(class, samples)| {
        let share =
            samples.iter().skip(outcome.series.onset).filter_map(ClassSample::without_service).fold(0.0, f64::max);
        format!("{} of {}", percent(share), class.name)
    });
    format!("At most {} without service", list(&most.collect::<Vec<_>>()))
}

/// Hours after the onset for which more than half of a class was without service.
pub(in crate::report) fn starved_h(samples: &[ClassSample], onset: usize) -> f64 {
    let half = |s: &&ClassSample| s.without_service().is_some_and(|share| share > 0.5);
    samples.iter().skip(onset).filter(half).map(|s| s.seconds / 3600.0).sum()
}
