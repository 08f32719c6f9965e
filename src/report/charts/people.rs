//! Who is without service.

use super::over_time::{class_ink, figure};
use crate::draw::figure::{Axis, Figure, Panel, Quantity, Scale, Series as Curve};
use crate::experiment::Outcome;
use crate::measure::ClassSample;
use crate::report::provenance::Provenance;
use crate::report::words::{grouped, hours, list, percent, words};

/// Curves this near each other, in points of percent, are one to the eye, if they part only in so small a share of the
/// intervals.
const CLOSE: f64 = 3.0;
const RARE: f64 = 0.02;

/// How much of each class goes without service, in percent of the class.
pub fn people(outcome: &Outcome, about: &Provenance) -> Figure {
    let panel = Panel { lines: lines(outcome, &together(&[outcome])), ..Panel::new(axis()) };
    figure(outcome, about, people_finding(outcome), &words!("charts/people.txt", "subtitle"), vec![panel])
}

/// The axis of shares of a class.
pub(super) fn axis() -> Axis {
    Axis::new("without service, % of the class", Quantity::Percent).with_scale(Scale::Linear).with_max(104.0)
}

/// One line for each group of classes.
pub(super) fn lines(outcome: &Outcome, groups: &[Vec<usize>]) -> Vec<Curve> {
    let series = &outcome.series;
    let line = |classes: &Vec<usize>| {
        let samples = &series.by_class[classes[0]];
        let what = match closed(samples) {
            true if phones(samples) => "cut off",
            true => "without service",
            false => "not served in time",
        };
        let names: Vec<String> = classes.iter().map(|class| series.classes[*class].clone()).collect();
        Curve::new(format!("{} {what}", list(&names)), class_ink(series, classes[0]), without(samples))
    };
    groups.iter().map(line).collect()
}

/// The classes by line, the one that asks most first in each: one line for several where their curves would hide each
/// other in all of these runs, for plots side by side have one key. Phones stand alone, and so do sessions from outside: theirs is another measure.
pub(super) fn together(outcomes: &[&Outcome]) -> Vec<Vec<usize>> {
    let Some(by_class) = outcomes.first().map(|outcome| &outcome.series.by_class) else { return Vec::new() };
    let asks = |class: usize| by_class[class].first().map_or(0.0, |sample| sample.baseline_per_s);
    let mut busiest: Vec<usize> = (0..by_class.len()).collect();
    busiest.sort_by(|one, other| asks(*other).total_cmp(&asks(*one)));
    let mut lines: Vec<Vec<usize>> = Vec::new();
    for class in busiest {
        let same = |line: &&mut Vec<usize>| {
            outcomes.iter().all(|outcome| {
                let [one, other] = [line[0], class].map(|class| &outcome.series.by_class[class]);
                !phones(one)
                    && !phones(other)
                    && closed(one) == closed(other)
                    && coincide(&without(one), &without(other))
            })
        };
        match lines.iter_mut().find(same) {
            Some(line) => line.push(class),
            None => lines.push(vec![class]),
        }
    }
    // In the order of the classes, whichever of them leads.
    lines.sort_by_key(|line| line.iter().min().copied());
    lines
}

/// Whether nobody could tell two curves apart.
fn coincide(one: &[Option<f64>], other: &[Option<f64>]) -> bool {
    let apart: Vec<bool> =
        one.iter().zip(other).filter_map(|(one, other)| Some(((*one)? - (*other)?).abs() > CLOSE)).collect();
    // Of a class of few there may be nothing to compare in many intervals.
    let known = apart.len() as f64 >= 0.5 * one.len() as f64 && !apart.is_empty();
    known && apart.iter().filter(|apart| **apart).count() as f64 <= RARE * apart.len() as f64
}

fn phones(samples: &[ClassSample]) -> bool {
    samples.first().is_some_and(|sample| sample.is_activesync)
}

fn closed(samples: &[ClassSample]) -> bool {
    samples.first().is_some_and(|sample| sample.population.is_some())
}

/// Who of a class goes without service, in percent.
fn without(samples: &[ClassSample]) -> Vec<Option<f64>> {
    samples.iter().map(|sample| sample.without_service().map(|share| share * 100.0)).collect()
}

fn people_finding(outcome: &Outcome) -> String {
    let classes = outcome.summary.classes.iter().zip(&outcome.series.by_class);
    let starved = classes.clone().map(|(class, samples)| (&class.name, starved_h(samples, outcome.series.onset)));
    let starved = starved.filter(|(_, long)| *long > 0.0);
    let groups = grouped(starved.map(|(name, long)| (name.clone(), hours(long))));
    if !groups.is_empty() {
        return words!("charts/people.txt", "half", {
            // A list within a list needs other marks than "and".
            alone: bool = groups.iter().all(|(_, names)| names.len() == 1),
            starved: Vec<String> = groups.iter().map(|(long, names)| format!("{} for {long}", list(names))).collect(),
        });
    }
    let most = classes.map(|(class, samples)| {
        let share =
            samples.iter().skip(outcome.series.onset).filter_map(ClassSample::without_service).fold(0.0, f64::max);
        format!("{} of {}", percent(share), class.name)
    });
    words!("charts/people.txt", "most", { most: Vec<String> = most.collect() })
}

/// Hours after the onset for which more than half of a class was without service.
pub(in crate::report) fn starved_h(samples: &[ClassSample], onset: usize) -> f64 {
    let half = |s: &&ClassSample| s.without_service().is_some_and(|share| share > 0.5);
    samples.iter().skip(onset).filter(half).map(|s| s.seconds / 3600.0).sum()
}

#[cfg(test)]
mod tests {
    use super::coincide;

    #[test]
    fn curves_are_one_where_nobody_could_tell_them_apart() {
        let curve =
            |other: f64, from: usize| (0..100).map(|i| Some(if i < from { 0.0 } else { other })).collect::<Vec<_>>();
        assert!(coincide(&curve(50.0, 40), &curve(53.0, 40)));
        assert!(!coincide(&curve(50.0, 40), &curve(53.5, 40)));
        assert!(coincide(&curve(100.0, 40), &curve(100.0, 42)), "two of a hundred intervals");
        assert!(!coincide(&curve(100.0, 40), &curve(100.0, 43)));
        assert!(!coincide(&curve(0.0, 0), &[None; 100]), "of nothing nothing is known");
    }
}
