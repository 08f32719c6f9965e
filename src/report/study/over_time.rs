//! Curves of many runs over time: what lies in the middle of them, and where most of them lie.

use super::{About, say};
use crate::draw::chart::Chart;
use crate::draw::figure::{Axis, Figure, Panel, Quantity, Range, Reference, Scale, Series};
use crate::draw::ink::Ink;
use crate::experiment::estimate::values;
use crate::experiment::{Estimate, Record};
use crate::measure::bounds::FEWEST;
use crate::measure::curves::{Curve, Curves};
use crate::measure::{MetricName, numbers};
use crate::report::charts::load_axis;
use crate::report::role;
use crate::report::words::{number, sentence, unbroken, words};

/// The band holds this part of the runs: from their 10 % to their 90 % quantile.
const BAND: [f64; 2] = [0.1, 0.9];

/// The ends of the band around so many runs. Between the quantiles of a few there need not lie a single one.
fn band(runs: usize) -> [f64; 2] {
    if runs < FEWEST { [0.0, 1.0] } else { BAND }
}

/// The middle of many runs and the band around it, interval by interval.
struct Spread {
    middle: Curve,
    low: Curve,
    high: Curve,
}

/// Value below which a part of sorted values lies, between two of them by the straight line (Hyndman and Fan 1996,
/// type 7).
fn quantile(sorted: &[f64], part: f64) -> Option<f64> {
    let place = part * (sorted.len().checked_sub(1)?) as f64;
    let (below, above) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    Some(below + (above - below) * (place - place.floor()))
}

fn spread<'a>(runs: impl Iterator<Item = &'a Curve> + Clone) -> Spread {
    let length = runs.clone().map(Vec::len).max().unwrap_or(0);
    let mut spread = Spread { middle: Vec::new(), low: Vec::new(), high: Vec::new() };
    for interval in 0..length {
        let mut seen: Vec<f64> = runs.clone().filter_map(|run| run.get(interval).copied().flatten()).collect();
        seen.sort_by(f64::total_cmp);
        spread.middle.push(quantile(&seen, 0.5));
        let [low, high] = band(seen.len());
        spread.low.push(quantile(&seen, low));
        spread.high.push(quantile(&seen, high));
    }
    spread
}

impl Spread {
    fn times(mut self, factor: f64) -> Spread {
        for curve in [&mut self.middle, &mut self.low, &mut self.high] {
            curve.iter_mut().flatten().for_each(|value| *value *= factor);
        }
        self
    }

    fn draw(self, panel: &mut Panel, label: &str, ink: Ink) {
        panel.ranges.push(Range { label: String::new(), ink, low: self.low, high: self.high });
        panel.lines.push(Series::new(label, ink, self.middle));
    }
}

/// The replications of one scenario as charts.
pub struct Replications<'a> {
    /// The records; those without curves are not drawn.
    pub records: &'a [Record],
    /// All metrics.
    pub metrics: &'a [MetricName],
    /// What it was made of.
    pub about: &'a About,
}

impl Replications<'_> {
    fn curves(&self) -> impl Iterator<Item = &Curves> + Clone {
        self.records.iter().filter_map(|record| record.curves.as_ref())
    }

    fn said(&self, name: &str) -> Option<String> {
        let at = numbers::position(self.metrics, name)?;
        let mean = Estimate::of(&self.metrics[at], &values(self.records, at)).mean?;
        Some(say::value(&self.metrics[at], mean))
    }

    fn subtitle(&self) -> String {
        let runs = self.records.len();
        words!("study/words.txt", "bands", { runs: usize, few: bool = runs < FEWEST })
    }

    /// How many recover.
    fn ending(&self) -> String {
        let Some(at) = numbers::position(self.metrics, "recovery.recovered") else { return String::new() };
        let ends = values(self.records, at);
        let well = ends.iter().flatten().filter(|value| **value > 0.5).count();
        format!("{well} of {} runs recover", ends.len())
    }

    /// Load on the cell.
    pub fn load(&self) -> Option<Chart> {
        let first = self.curves().next()?;
        let attempts: Vec<Curve> = self.curves().map(attempts).collect();
        let mut panel = Panel::default();
        let spread_of_attempts = spread(attempts.iter());
        let peak = spread_of_attempts.high.iter().flatten().copied().fold(0.0, f64::max);
        spread_of_attempts.draw(&mut panel, "attempts that reach the cell", role::RETRIES);
        spread(self.curves().map(|run| &run.goodput_per_s)).draw(&mut panel, "answered in time", role::GOODPUT);
        let capacities: Vec<f64> = self.curves().filter_map(|run| run.capacity_per_s).collect();
        let capacity = (!capacities.is_empty()).then(|| capacities.iter().sum::<f64>() / capacities.len() as f64);
        panel.y = load_axis(peak, capacity);
        panel.references.extend(capacity.map(|value| Reference {
            label: unbroken(&format!("capacity {}/s", number(value))),
            ink: role::CAPACITY,
            value,
        }));
        let title = match capacity {
            Some(capacity) if peak > capacity => {
                format!("Load peaks at {} × capacity; {}", number(peak / capacity), self.ending())
            }
            Some(_) | None => sentence(&self.ending()),
        };
        Some(self.figure(first, title, panel))
    }

    /// How much of each class goes without service.
    pub fn people(&self) -> Option<Chart> {
        let first = self.curves().next()?;
        let mut panel = Panel {
            y: Axis::new("without service, % of the class", Quantity::Percent)
                .with_scale(Scale::Linear)
                .with_max(104.0),
            ..Panel::default()
        };
        let mut outages = Vec::new();
        for (place, class) in first.without_service.iter().enumerate() {
            let of_class: Vec<&Curve> =
                self.curves().filter_map(|run| Some(&run.without_service.get(place)?.values)).collect();
            let ink = if class.phones { role::PHONES } else { role::WEB };
            let label = if class.phones { "cut off" } else { "without service" };
            spread(of_class.into_iter()).times(100.0).draw(&mut panel, &format!("{} {label}", class.class), ink);
            outages
                .extend(self.said(&format!("{}.outage_h", class.class)).map(|said| format!("{} {said}", class.class)));
        }
        let title = format!("Outage on average: {}", outages.join(", "));
        Some(self.figure(first, title, panel))
    }

    fn figure(&self, first: &Curves, title: String, panel: Panel) -> Chart {
        let subtitle = self.subtitle();
        let alt = format!("{title}. {subtitle}.");
        Chart::from(Figure {
            title,
            subtitle,
            alt,
            x: Axis::intervals(&first.at_h),
            at: first.at_h.clone(),
            panels: vec![panel],
            footer: self.about.footer(),
            ..Figure::default()
        })
    }
}

fn attempts(run: &Curves) -> Curve {
    let both = run.first_attempts_per_s.iter().zip(&run.retries_per_s);
    both.map(|(first, retries)| Some((*first)? + (*retries)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_lie_between_values() {
        let sorted = [1.0, 2.0, 3.0, 4.0];
        assert_eq!(
            [quantile(&sorted, 0.0), quantile(&sorted, 0.5), quantile(&sorted, 1.0)],
            [Some(1.0), Some(2.5), Some(4.0)]
        );
        assert_eq!(quantile(&[], 0.5), None);
    }

    #[test]
    fn a_band_has_gaps_where_no_run_has_a_value() {
        let runs = [vec![Some(1.0), None], vec![Some(3.0), None], vec![None, None, Some(5.0)]];
        let found = spread(runs.iter());
        assert_eq!(found.middle, [Some(2.0), None, Some(5.0)]);
        // Of two runs none would lie between their own quantiles: the band goes from one to the other.
        assert_eq!((found.low[0], found.high[0]), (Some(1.0), Some(3.0)));
        let eleven: Vec<Curve> = (0..11).map(|value| vec![Some(f64::from(value))]).collect();
        let found = spread(eleven.iter());
        assert_eq!((found.low[0], found.high[0]), (Some(1.0), Some(9.0)));
    }
}
