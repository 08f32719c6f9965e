//! Arms side by side: their metrics, their paired differences, small multiples on one scale.

use serde::Serialize;

use super::plain::Change;
use super::rows::{Rows, estimate, field, json};
use super::{About, say};
use crate::draw::chart::{Chart, Plot, Sheet};
use crate::draw::figure::{Axis, Panel, Reference, Series};
use crate::experiment::estimate::{paired, values};
use crate::experiment::{Estimate, Record};
use crate::measure::curves::Curve;
use crate::measure::{MetricName, numbers};
use crate::report::charts::load_axis;
use crate::report::role;
use crate::report::words::{sentence, words};

/// One arm of a comparison.
pub struct Arm {
    /// Name in tables and charts.
    pub name: String,
    /// Its replications, with curves.
    pub records: Vec<Record>,
}

/// Arms on common random numbers; the first is what the others are compared with.
pub struct Comparison<'a> {
    /// The arms.
    pub arms: &'a [Arm],
    /// All metrics that the arms share.
    pub metrics: &'a [MetricName],
    /// Which of them are shown.
    pub shown: &'a [usize],
    /// What all arms have in common, for the title of the chart; may be empty.
    pub all: &'a str,
    /// What it was made of.
    pub about: &'a About,
}

#[derive(Serialize)]
struct ArmFile<'a> {
    arm: &'a str,
    metric: &'a str,
    estimate: Estimate,
    difference: Option<Estimate>,
    sentence: Option<String>,
}

impl Comparison<'_> {
    fn values(&self, arm: usize, metric: usize) -> Vec<Option<f64>> {
        values(&self.arms[arm].records, metric)
    }

    /// Every metric shown, arm by arm, and its paired difference from the first arm.
    pub fn table(&self) -> String {
        let head = ["metric", "arm", "value", "change from the first arm"].map(str::to_owned);
        let mut rows = Vec::new();
        for metric in self.shown {
            let named = &self.metrics[*metric];
            for (at, arm) in self.arms.iter().enumerate() {
                let name = if at == 0 { named.name.clone() } else { String::new() };
                let value = say::estimate(named, &Estimate::of(named, &self.values(at, *metric)));
                let change = match at {
                    0 => String::new(),
                    _ => say::change(named, &paired(named, &self.values(0, *metric), &self.values(at, *metric))),
                };
                rows.push(vec![name, arm.name.clone(), value, change]);
            }
        }
        let runs = self.arms.iter().map(|arm| arm.records.len() as u64).min().unwrap_or(0);
        say::table(&head, &rows) + "\n" + &self.sentences().join("\n") + "\n" + &say::few(runs)
    }

    /// One plain sentence for every arm but the first: the first metric shown that is no verdict, and the verdicts.
    pub fn sentences(&self) -> Vec<String> {
        let said = |metric: &&usize| self.metrics[**metric].is_verdict();
        let first = self.shown.iter().find(|metric| !said(metric));
        let told: Vec<usize> = first.into_iter().chain(self.shown.iter().filter(said)).copied().collect();
        let of_arm = |at: usize| {
            let parts: Vec<String> = told.iter().map(|metric| self.sentence(at, *metric)).collect();
            format!("{}: {}", self.arms[at].name, parts.join("; "))
        };
        (1..self.arms.len()).map(of_arm).collect()
    }

    fn sentence(&self, arm: usize, metric: usize) -> String {
        let (before, after) = (self.values(0, metric), self.values(arm, metric));
        let (metric, first) = (&self.metrics[metric], self.arms[0].name.as_str());
        Change { metric, first, before: &before, after: &after }.sentence()
    }

    /// One row per arm and metric: the estimate, and the paired difference from the first arm.
    pub fn rows(&self) -> Vec<u8> {
        let mut rows = Rows::new([
            "arm",
            "metric",
            "unit",
            "replications",
            "have_it",
            "mean",
            "low_95",
            "high_95",
            "pairs",
            "difference",
            "difference_low_95",
            "difference_high_95",
        ]);
        for (at, arm) in self.arms.iter().enumerate() {
            for (metric, named) in self.metrics.iter().enumerate() {
                let own = Estimate::of(named, &self.values(at, metric));
                let change = paired(named, &self.values(0, metric), &self.values(at, metric));
                let change = (at > 0).then_some(change);
                let changed = [
                    change.map_or_else(String::new, |change| change.seen.to_string()),
                    field(change.and_then(|change| change.mean)),
                    field(change.and_then(|change| change.low)),
                    field(change.and_then(|change| change.high)),
                ];
                rows.push([arm.name.clone()].into_iter().chain(estimate(named, &own)).chain(changed));
            }
        }
        rows.bytes()
    }

    /// One row per trial: the arm, the seed, every metric.
    pub fn trials(&self) -> Vec<u8> {
        let names = self.metrics.iter().map(|metric| metric.name.clone());
        let mut rows = Rows::new(["arm", "point", "seed"].map(str::to_owned).into_iter().chain(names));
        for arm in self.arms {
            for record in &arm.records {
                let front = [arm.name.clone(), record.point.clone(), record.seed.to_string()];
                let numbers = record.numbers.iter().map(|value| field(*value));
                rows.push(front.into_iter().chain(numbers));
            }
        }
        rows.bytes()
    }

    /// The metrics shown as JSON.
    pub fn json(&self) -> String {
        let mut all = Vec::new();
        for metric in self.shown {
            let named = &self.metrics[*metric];
            all.extend(self.arms.iter().enumerate().map(|(at, arm)| ArmFile {
                arm: &arm.name,
                metric: &named.name,
                estimate: Estimate::of(named, &self.values(at, *metric)),
                difference: (at > 0).then(|| paired(named, &self.values(0, *metric), &self.values(at, *metric))),
                sentence: (at > 0).then(|| self.sentence(at, *metric)),
            }));
        }
        json(&serde_json::json!({ "schema": "syncstorm.compare/1", "scale": self.about.scale, "arms": all }))
    }

    /// Load on the cell, arm by arm, on one scale.
    pub fn sheet(&self, columns: usize) -> Option<Chart> {
        let longest = self.arms.iter().filter_map(|arm| arm.records.first()?.curves.as_ref());
        let longest = longest.max_by(|a, b| a.at_h.len().cmp(&b.at_h.len()))?;
        let at = longest.at_h.clone();
        let plots: Vec<Plot> = self.arms.iter().map(|arm| self.plot(arm, &at)).collect();
        let peak = |plot: &Plot| {
            let areas = plot.panel.areas.iter().map(|area| area.values.iter().flatten().copied().fold(0.0, f64::max));
            areas.sum::<f64>()
        };
        let peak = plots.iter().map(peak).fold(0.0, f64::max);
        let axis = load_axis(
            peak,
            plots.iter().filter_map(|plot| Some(plot.panel.references.first()?.value)).reduce(f64::max),
        );
        let plots: Vec<Plot> = plots
            .into_iter()
            .map(|mut plot| {
                plot.panel.y = axis.clone();
                plot
            })
            .collect();
        let title = self.finding();
        let runs = self.arms.first().map_or(0, |arm| arm.records.len());
        let subtitle = words!("study/words.txt", "arms", { runs: usize });
        let alt = format!(
            "{title}. {subtitle}. Arms: {}.",
            self.arms.iter().map(|arm| arm.name.as_str()).collect::<Vec<_>>().join(", ")
        );
        Some(Chart::from(Sheet {
            title,
            subtitle,
            alt,
            footer: self.about.footer(),
            x: Axis::intervals(&at),
            at,
            columns,
            plots,
        }))
    }

    fn plot(&self, arm: &Arm, at: &[f64]) -> Plot {
        let mean = |of: &dyn Fn(&Record) -> Option<Curve>| -> Curve {
            let curves: Vec<Curve> = arm.records.iter().filter_map(of).collect();
            let interval = |place: usize| {
                let seen: Vec<f64> = curves.iter().filter_map(|curve| curve.get(place).copied().flatten()).collect();
                (!seen.is_empty()).then(|| seen.iter().sum::<f64>() / seen.len() as f64)
            };
            (0..at.len()).map(interval).collect()
        };
        // An arm with other intervals is laid onto those of the chart.
        let onto = |record: &Record, of: fn(&crate::measure::Curves) -> &Curve| {
            let curves = record.curves.as_ref()?;
            Some(laid_onto(&curves.at_h, of(curves), at))
        };
        let first = mean(&|record| onto(record, |curves| &curves.first_attempts_per_s));
        let retries = mean(&|record| onto(record, |curves| &curves.retries_per_s));
        let goodput = mean(&|record| onto(record, |curves| &curves.goodput_per_s));
        let capacities: Vec<f64> =
            arm.records.iter().filter_map(|record| record.curves.as_ref()?.capacity_per_s).collect();
        let capacity = (!capacities.is_empty()).then(|| capacities.iter().sum::<f64>() / capacities.len() as f64);
        let reference = |value: f64| Reference { label: "capacity".to_owned(), ink: role::CAPACITY, value };
        Plot {
            heading: arm.name.clone(),
            note: self.note(arm),
            panel: Panel {
                areas: vec![
                    Series::new("first attempts", role::FIRST_ATTEMPTS, first),
                    Series::new("retries", role::RETRIES, retries),
                ],
                lines: vec![Series::new("answered in time", role::GOODPUT, goodput)],
                references: capacity.map(reference).into_iter().collect(),
                ..Panel::default()
            },
            bands: Vec::new(),
        }
    }

    /// The first metric shown that is no verdict, of one arm.
    fn note(&self, arm: &Arm) -> String {
        let Some(metric) = self.shown.iter().find(|metric| !self.metrics[**metric].is_verdict()) else {
            return String::new();
        };
        let named = &self.metrics[*metric];
        let found = Estimate::of(named, &values(&arm.records, *metric));
        match found.mean {
            Some(mean) if found.missing() == 0 => format!("{} {}", named.words, say::value(named, mean)),
            Some(_) | None => format!("{}: not in {} of {}", named.words, found.missing(), found.of),
        }
    }

    fn finding(&self) -> String {
        let Some(metric) = self.shown.iter().find(|metric| !self.metrics[**metric].is_verdict()) else {
            return words!("study/words.txt", "no_finding", { arms: usize = self.arms.len() });
        };
        let named = &self.metrics[*metric];
        let mean = |arm: &Arm| Estimate::of(named, &values(&arm.records, *metric)).mean;
        let said = |arm: &Arm| {
            let value = mean(arm).map_or_else(|| "never".to_owned(), |mean| say::value(named, mean));
            format!("{value} ({})", arm.name)
        };
        let Some((first, others)) = self.arms.split_first() else { return named.words.clone() };
        let all = match others {
            [_] => self.arms.iter().map(said).collect::<Vec<_>>().join(", "),
            _ => {
                let extreme = |sign: f64| {
                    let found = others.iter().filter_map(|arm| Some((arm, sign * mean(arm)?)));
                    found.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(arm, _)| said(arm))
                };
                let ends = [extreme(1.0), extreme(-1.0)].into_iter().flatten();
                [said(first)].into_iter().chain(ends).collect::<Vec<_>>().join(", ")
            }
        };
        let what = if self.all.is_empty() { named.words.clone() } else { format!("{} {}", named.words, self.all) };
        sentence(&format!("{what}: {all}"))
    }
}

/// A curve with its own times, at the times of a chart: that of the interval around each.
fn laid_onto(own: &[f64], curve: &Curve, at: &[f64]) -> Curve {
    if own.len() <= at.len() && own.iter().zip(at).all(|(a, b)| (a - b).abs() < 1e-9) {
        return curve.clone();
    }
    let half = own.windows(2).map(|pair| pair[1] - pair[0]).fold(0.0, f64::max) / 2.0;
    let nearest = |time: &f64| {
        let place = own.partition_point(|own| own < time);
        let near = [place.checked_sub(1), Some(place)].into_iter().flatten().filter(|place| *place < own.len());
        let near = near.min_by(|a, b| (own[*a] - time).abs().total_cmp(&(own[*b] - time).abs()))?;
        ((own[near] - time).abs() <= half + 1e-9).then(|| curve.get(near).copied().flatten()).flatten()
    };
    at.iter().map(nearest).collect()
}

/// The metrics that are shown if none is asked for: the outage of every class in this order, how it ends, and how high
/// the flood goes.
pub fn usual(metrics: &[MetricName], classes: &[String]) -> Vec<String> {
    let of_classes = |name: &str| classes.iter().map(|class| format!("{class}.{name}")).collect::<Vec<_>>();
    let ends = ["recovery.recovered", "recovery.recovered_h"].map(str::to_owned);
    let wanted = of_classes("outage_h").into_iter().chain(ends).chain(of_classes("amplification_peak"));
    wanted.filter(|name| numbers::position(metrics, name).is_some()).collect()
}
