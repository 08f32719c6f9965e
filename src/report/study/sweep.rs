//! A sweep as a table and as a chart: a heat map for two parameters, points with their intervals for one.

use std::collections::BTreeMap;

use serde::Serialize;

use super::say::short;
use super::{About, plain, rows, say};
use crate::draw::chart::{Cell, Chart, EffectBar, EffectRow, Effects, GridAxis, HeatMap, Spot};
use crate::draw::figure::{Axis, Figure, Panel, Points, Quantity, SHORT_AXIS, Scale};
use crate::draw::ink::Ink;
use crate::experiment::estimate::values;
use crate::experiment::{Estimate, Point, Record};
use crate::measure::MetricName;
use crate::report::role;
use crate::report::words::{sentence, words};
use crate::scenario::vary::{magnitude, positions};

/// More rows than this are for files.
const ROWS: usize = 40;

/// What a sweep has found.
pub struct Sweep<'a> {
    /// The points, in the order of the plan.
    pub points: &'a [Point],
    /// The records of each.
    pub records: &'a [Vec<Record>],
    /// All metrics.
    pub metrics: &'a [MetricName],
    /// Which of them are shown, the first one in the chart.
    pub shown: &'a [usize],
    /// The scenario's own values of the paths that are varied, where it has some.
    pub own: &'a [(String, String)],
    /// What it was made of.
    pub about: &'a About,
}

#[derive(Serialize)]
struct SweepFile<'a> {
    schema: &'static str,
    scale: f64,
    points: Vec<PointFile<'a>>,
}

#[derive(Serialize)]
struct PointFile<'a> {
    point: &'a str,
    settings: BTreeMap<&'a str, &'a str>,
    estimates: BTreeMap<&'a str, Estimate>,
    sentence: String,
}

impl Sweep<'_> {
    fn estimate(&self, point: usize, metric: usize) -> Estimate {
        Estimate::of(&self.metrics[metric], &values(&self.records[point], metric))
    }

    fn largest(&self, metric: usize) -> f64 {
        (0..self.points.len()).filter_map(|at| self.estimate(at, metric).mean).fold(0.0, f64::max)
    }

    /// One line per point with the metrics shown.
    pub fn table(&self) -> String {
        let paths = rows::paths(self.points);
        let head: Vec<String> =
            paths.iter().cloned().chain(self.shown.iter().map(|metric| self.metrics[*metric].name.clone())).collect();
        let row = |at: usize| {
            let point = &self.points[at];
            let setting = |path: &String| {
                let found = point.settings.iter().rfind(|setting| setting.path == *path);
                found.map_or_else(|| "-".to_owned(), |setting| setting.value.clone())
            };
            let said = |metric: &usize| say::estimate(&self.metrics[*metric], &self.estimate(at, *metric));
            paths.iter().map(setting).chain(self.shown.iter().map(said)).collect::<Vec<String>>()
        };
        let lines: Vec<Vec<String>> = (0..self.points.len().min(ROWS)).map(row).collect();
        let mut text = say::table(&head, &lines);
        if self.points.len() > ROWS {
            text += &format!("… and {} more points in points.csv\n", self.points.len() - ROWS);
        }
        let sentences: Vec<String> = (0..self.points.len().min(ROWS)).map(|at| self.said(at)).collect();
        let runs = self.records.iter().map(|records| records.len() as u64).min().unwrap_or(0);
        text + "\n" + &sentences.join("\n") + "\n" + &say::few(runs)
    }

    /// What the runs of a point say, in a plain sentence.
    fn said(&self, point: usize) -> String {
        let found: Vec<(&MetricName, Estimate)> =
            self.shown.iter().map(|metric| (&self.metrics[*metric], self.estimate(point, *metric))).collect();
        plain::point(&self.points[point].settings, &found)
    }

    /// Every point with its estimates of the metrics shown, as JSON.
    pub fn json(&self) -> String {
        let point = |at: usize| {
            let settings: BTreeMap<&str, &str> =
                self.points[at].settings.iter().map(|s| (s.path.as_str(), s.value.as_str())).collect();
            let estimates: BTreeMap<&str, Estimate> = self
                .shown
                .iter()
                .map(|metric| (self.metrics[*metric].name.as_str(), self.estimate(at, *metric)))
                .collect();
            PointFile { point: &self.points[at].id, settings, estimates, sentence: self.said(at) }
        };
        let points = (0..self.points.len()).map(point).collect();
        rows::json(&SweepFile { schema: "syncstorm.sweep/1", scale: self.about.scale, points })
    }

    /// The chart of the first metric shown; none for three parameters and more.
    pub fn chart(&self) -> Option<Chart> {
        let paths = rows::paths(self.points);
        let metric = *self.shown.first()?;
        match paths.as_slice() {
            [one] => Some(self.line(one, metric)),
            [x, y] => self.map(x, y, metric).map(Chart::from),
            _ => None,
        }
    }

    /// The values of a path in the order of the plan, as they are written.
    fn names(&self, path: &str) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for setting in self.points.iter().flat_map(|point| &point.settings).filter(|setting| setting.path == path) {
            if !names.contains(&setting.value) {
                names.push(setting.value.clone());
            }
        }
        names
    }

    fn finding(&self, metric: usize) -> String {
        let named = &self.metrics[metric];
        let found = (0..self.points.len()).filter_map(|at| Some((at, self.estimate(at, metric).mean?)));
        let mut found: Vec<(usize, f64)> = found.collect();
        found.sort_by(|a, b| a.1.total_cmp(&b.1));
        let where_ = |at: usize| {
            let settings = self.points[at].settings.iter();
            settings.map(|setting| format!("{} {}", short(&setting.path), setting.value)).collect::<Vec<_>>().join(", ")
        };
        // Points that have no such number are named, and not passed over as if there were none.
        let without = self.points.len() - found.len();
        let never = match without {
            0 => String::new(),
            without => words!("study/words.txt", "without", {
                is_moment: bool = named.is_moment(),
                without: usize,
                points: usize = self.points.len(),
            }),
        };
        match (found.first(), found.last()) {
            (Some((_, least)), Some((_, most))) if least == most && without == 0 => {
                format!("{}: {} everywhere", sentence(&named.words), say::value(named, *least))
            }
            (Some((at, least)), Some((_, most))) if least == most => {
                format!("{}: {} ({}){never}", sentence(&named.words), say::value(named, *least), where_(*at))
            }
            (Some((at, least)), Some((top, most))) => format!(
                "{}: from {} ({}) to {} ({}){never}",
                sentence(&named.words),
                say::value(named, *least),
                where_(*at),
                say::value(named, *most),
                where_(*top)
            ),
            (None, _) | (_, None) => format!("{}: never within the horizon", sentence(&named.words)),
        }
    }

    fn line(&self, path: &str, metric: usize) -> Chart {
        let named = &self.metrics[metric];
        let percent = in_percent(named);
        let scaled = |estimate: Estimate| {
            let interval = estimate.interval().or(estimate.mean.map(exact))?;
            Some(if percent { times(interval, 100.0) } else { interval })
        };
        let written: Vec<String> =
            self.points.iter().filter_map(|point| Some(point.settings.first()?.value.clone())).collect();
        let title = self.finding(metric);
        let never: u64 = (0..self.points.len()).map(|at| self.estimate(at, metric).missing()).sum();
        let ranged = (0..self.points.len()).filter(|at| self.estimate(*at, metric).interval().is_some()).count();
        let subtitle = words!("study/words.txt", "line_subtitle", {
            name: &'a str = &named.name,
            ranged: usize,
            points: usize = self.points.len(),
            never: u64,
        });
        let alt = format!("{title}. {subtitle}, against {path}.");
        let Some((places, unit)) = positions(&written) else {
            return self.bars(path, metric, title, subtitle, alt);
        };
        let mut order: Vec<(usize, f64)> = places.into_iter().enumerate().collect();
        order.sort_by(|a, b| a.1.total_cmp(&b.1));
        let at: Vec<f64> = order.iter().map(|(_, at)| *at).collect();
        let found = order.iter().map(|(point, _)| scaled(self.estimate(*point, metric))).collect();
        let y = y_axis(named, self.largest(metric));
        let y = if percent { y.with_max(104.0) } else { y };
        let points = Points { label: String::new(), ink: role::EVERYBODY, values: found };
        Chart::from(Figure {
            title,
            subtitle,
            alt,
            x: x_axis(path, &unit, &at),
            at,
            panels: vec![Panel { y, points: vec![points], ..Panel::default() }],
            footer: self.about.footer(),
            ..Figure::default()
        })
    }

    /// One bar for every value, where the values are words and not numbers.
    fn bars(&self, path: &str, metric: usize, title: String, subtitle: String, alt: String) -> Chart {
        let named = &self.metrics[metric];
        let factor = if in_percent(named) { 100.0 } else { 1.0 };
        let row = |at: usize| {
            let found = self.estimate(at, metric);
            let interval = found.interval().or(found.mean.map(exact));
            let bar =
                |interval| EffectBar { label: String::new(), ink: Ink::Neutral, interval: times(interval, factor) };
            let setting = self.points[at].settings.first().map_or("", |setting| setting.value.as_str());
            EffectRow { label: setting.to_owned(), bars: interval.map(bar).into_iter().collect() }
        };
        Chart::from(Effects {
            title,
            subtitle: format!("{subtitle}; {path}"),
            alt,
            footer: self.about.footer(),
            axis: y_axis(named, self.largest(metric)),
            base: 0.0,
            base_label: String::new(),
            rows: (0..self.points.len()).map(row).collect(),
        })
    }

    /// The map of a metric over two paths; none if there are no points.
    pub fn map(&self, x: &str, y: &str, metric: usize) -> Option<HeatMap> {
        let named = &self.metrics[metric];
        let (columns, lines) = (grid_axis(x, self.names(x)), grid_axis(y, self.names(y)));
        let factor = if in_percent(named) { 100.0 } else { 1.0 };
        let cell = |x_name: &String, y_name: &String| {
            let same = |point: &Point| {
                let has = |path: &str, value: &String| {
                    point.settings.iter().any(|setting| setting.path == path && setting.value == *value)
                };
                has(x, x_name) && has(y, y_name)
            };
            let Some(at) = self.points.iter().position(same) else { return Cell::Missing };
            let found = self.estimate(at, metric);
            match found.mean {
                // A mean of the few runs that came to an end would paint the others over.
                _ if found.missing() * 2 > found.of && named.is_moment() => Cell::Never,
                Some(mean) => Cell::Value(mean * factor),
                None => Cell::Missing,
            }
        };
        let cells: Vec<Vec<Cell>> = lines
            .names
            .iter()
            .map(|y_name| columns.names.iter().map(|x_name| cell(x_name, y_name)).collect())
            .collect();
        let title = self.finding(metric);
        let subtitle = words!("study/words.txt", "map_subtitle", { name: &'a str = &named.name, is_moment: bool = named.is_moment() });
        let alt = format!("{title}. {subtitle}, for {} values of {x} and {} of {y}.", columns.at.len(), lines.at.len());
        let value = y_axis(named, self.largest(metric));
        let spots = self.spots(x, y, &columns, &lines);
        Some(HeatMap {
            title,
            subtitle,
            alt,
            footer: self.about.footer(),
            x: columns,
            y: lines,
            value,
            cells,
            boundaries: Vec::new(),
            spots,
        })
    }

    /// The scenario itself on the map; where the added bandwidth is an axis, with and without that fix.
    fn spots(&self, x: &str, y: &str, columns: &GridAxis, lines: &GridAxis) -> Vec<Spot> {
        let own = |path: &str| {
            let written = &self.own.iter().find(|(known, _)| known == path)?.1;
            magnitude(written)
        };
        let inside = |axis: &GridAxis, at: f64| {
            axis.at.first().is_some_and(|first| *first <= at) && axis.at.last().is_some_and(|last| at <= *last)
        };
        let (Some(own_x), Some(own_y)) = (own(x), own(y)) else { return Vec::new() };
        let mut spots = vec![("as in the scenario", own_x, own_y)];
        let factor = "fixes.bandwidth.factor";
        if x == factor {
            spots = vec![("without more bandwidth", 1.0, own_y), ("with it", own_x, own_y)];
        } else if y == factor {
            spots = vec![("without more bandwidth", own_x, 1.0), ("with it", own_x, own_y)];
        }
        let there = spots.into_iter().filter(|(_, at_x, at_y)| inside(columns, *at_x) && inside(lines, *at_y));
        there.map(|(label, x, y)| Spot { label: label.to_owned(), x, y }).collect()
    }
}

/// An axis of a map: numbers where all values are some, in ascending order, else one place after the other.
fn grid_axis(path: &str, names: Vec<String>) -> GridAxis {
    let numbers: Option<Vec<f64>> = names.iter().map(|name| magnitude(name)).collect();
    let mut pairs: Vec<(f64, String)> = match numbers {
        Some(numbers) => numbers.into_iter().zip(names).collect(),
        None => names.into_iter().enumerate().map(|(place, name)| (place as f64, name)).collect(),
    };
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (at, names) = pairs.into_iter().unzip();
    GridAxis { label: path.to_owned(), at, names }
}

/// The axis of a parameter that is a number; logarithmic where its values grow by ratios rather than by steps.
pub fn x_axis(path: &str, unit: &str, at: &[f64]) -> Axis {
    let label = if unit.is_empty() { path.to_owned() } else { format!("{path}, {unit}") };
    let uneven = |gap: fn(f64, f64) -> f64| {
        let gaps: Vec<f64> = at.windows(2).map(|pair| gap(pair[0], pair[1])).collect();
        let (least, most) = gaps.iter().fold((f64::INFINITY, 0.0f64), |(a, b), gap| (a.min(*gap), b.max(*gap)));
        most / least
    };
    let positive = at.first().is_some_and(|first| *first > 0.0);
    let ratios = positive && at.len() > 2 && uneven(|a, b| (b / a).ln()) < uneven(|a, b| b - a);
    let scale = if ratios { Scale::Log } else { Scale::Linear };
    Axis { min: at.first().copied(), ..Axis::new(label, Quantity::Number) }.with_scale(scale)
}

/// The axis of a metric whose values reach `largest`. Of hours the label tells the unit; below, the ticks do.
pub fn y_axis(metric: &MetricName, largest: f64) -> Axis {
    let unit = if metric.unit == "hours" && largest >= SHORT_AXIS { ", hours" } else { "" };
    Axis::new(format!("{}{unit}", metric.words), quantity(metric)).with_scale(Scale::Linear)
}

/// Whether a metric is shown in percent.
pub fn in_percent(metric: &MetricName) -> bool {
    ["share", "yes or no"].contains(&metric.unit)
}

/// What the axis of a metric counts.
pub fn quantity(metric: &MetricName) -> Quantity {
    match metric.unit {
        "share" | "yes or no" => Quantity::Percent,
        "hours" => Quantity::Hours,
        "1/s" => Quantity::PerSecond,
        "bytes" => Quantity::Bytes,
        "ratio" | "seconds" => Quantity::Number,
        _ => Quantity::Count,
    }
}

/// A value without an interval.
pub fn exact(value: f64) -> crate::measure::Interval {
    crate::measure::Interval { estimate: value, low: value, high: value }
}

/// An interval in another unit.
pub fn times(interval: crate::measure::Interval, factor: f64) -> crate::measure::Interval {
    crate::measure::Interval {
        estimate: interval.estimate * factor,
        low: interval.low * factor,
        high: interval.high * factor,
    }
}
