//! What the replications of one point say about a metric, and what those of two points say about its difference.

use serde::Serialize;

use super::play::Record;
use crate::measure::bounds::{FEWEST, difference_interval};
use crate::measure::{Interval, MetricName, likelihood_interval, matched_difference, wilson_interval};

/// Confidence of every interval that a study prints, unless it says otherwise.
pub const CONFIDENCE: f64 = 0.95;

/// A metric over replications. What did not happen within the horizon is counted and never averaged away: the mean is
/// that of the replications in which there was such a number, and says so.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    /// Replications that have the number.
    pub seen: u64,
    /// Replications there are.
    pub of: u64,
    /// Mean over those seen (of a yes or no: share).
    pub mean: Option<f64>,
    /// Lower end of the interval, by the methods of [`crate::measure::bounds`]; none if so few replications say nothing
    /// about the spread.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Least that was seen.
    pub least: Option<f64>,
    /// Most that was seen.
    pub most: Option<f64>,
}

impl Estimate {
    /// Of the values of one metric.
    pub fn of(metric: &MetricName, values: &[Option<f64>]) -> Estimate {
        let seen: Vec<f64> = values.iter().flatten().copied().collect();
        let yes = || seen.iter().filter(|value| **value > 0.5).count() as u64;
        let interval = match metric.is_verdict() {
            true => wilson_interval(yes(), seen.len() as u64, CONFIDENCE),
            false if seen.len() < FEWEST => None,
            false => likelihood_interval(&seen, CONFIDENCE),
        };
        Estimate::new(values.len(), &seen, interval)
    }

    /// Of differences, none of which is larger than `largest`, of either sign. So few that those of one sign alone show
    /// nothing have no interval.
    pub fn of_differences(values: &[Option<f64>], largest: f64) -> Estimate {
        let seen: Vec<f64> = values.iter().flatten().copied().collect();
        let interval = (seen.len() >= FEWEST).then(|| difference_interval(&seen, largest, CONFIDENCE)).flatten();
        Estimate::new(values.len(), &seen, interval)
    }

    fn new(of: usize, seen: &[f64], interval: Option<Interval>) -> Estimate {
        let least = seen.iter().copied().min_by(f64::total_cmp);
        let most = seen.iter().copied().max_by(f64::total_cmp);
        let mean = least.zip(most).map(|(least, most)| {
            // Rounding must not move the mean of equal values.
            (seen.iter().sum::<f64>() / seen.len() as f64).clamp(least, most)
        });
        Estimate {
            seen: seen.len() as u64,
            of: of as u64,
            mean,
            low: interval.map(|interval| interval.low),
            high: interval.map(|interval| interval.high),
            least,
            most,
        }
    }

    /// Replications in which it did not happen.
    pub fn missing(&self) -> u64 {
        self.of - self.seen
    }

    /// The interval, if there is one.
    pub fn interval(&self) -> Option<Interval> {
        Some(Interval { estimate: self.mean?, low: self.low?, high: self.high? })
    }
}

/// The values of one metric in the records of a point.
pub fn values(records: &[Record], metric: usize) -> Vec<Option<f64>> {
    records.iter().map(|record| record.numbers.get(metric).copied().flatten()).collect()
}

/// The mean difference of the second from the first, pair by pair: both have the same seed, and share everything that
/// the change does not touch. Pairs in which one has no such number are left out, and counted by the estimate.
/// Of a yes or no, the difference of the two shares; its interval too needs [`FEWEST`] pairs, for with fewer that of
/// [`matched_difference`] holds too little (three of three pairs would exclude 0, which a coin gives in a quarter of all
/// cases).
pub fn paired(metric: &MetricName, first: &[Option<f64>], second: &[Option<f64>]) -> Estimate {
    let differences: Vec<Option<f64>> = first.iter().zip(second).map(|(a, b)| Some((*b)? - (*a)?)).collect();
    let mut found = Estimate::of_differences(&differences, metric.kind.largest_difference());
    if metric.is_verdict() && found.seen >= FEWEST as u64 {
        let pairs = |wanted: fn(f64) -> bool| differences.iter().flatten().filter(|by| wanted(**by)).count() as u64;
        let interval = matched_difference(pairs(|by| by > 0.5), pairs(|by| by < -0.5), found.seen, CONFIDENCE);
        (found.low, found.high) = (interval.map(|interval| interval.low), interval.map(|interval| interval.high));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::metric_names;

    fn metric(name: &str) -> MetricName {
        metric_names(&crate::measure::Owners::of_classes(&["web".to_owned()]))
            .into_iter()
            .find(|metric| metric.name == name)
            .expect("a metric")
    }

    #[test]
    fn what_did_not_happen_is_counted_and_not_averaged() {
        let hours = Estimate::of(&metric("recovery.recovered_h"), &[Some(2.0), None, Some(4.0), None]);
        assert_eq!((hours.seen, hours.of, hours.missing(), hours.mean), (2, 4, 2, Some(3.0)));
        let never = Estimate::of(&metric("recovery.recovered_h"), &[None, None]);
        assert_eq!((never.mean, never.low, never.missing()), (None, None, 2));
    }

    #[test]
    fn shares_keep_an_interval_inside_0_and_1() {
        let all = Estimate::of(&metric("recovery.recovered"), &[Some(1.0); 30]);
        // Wilson's lower end for 30 of 30 at 95 %: n / (n + z²) with z = 1.959964.
        assert!((all.low.expect("an end") - 30.0 / (30.0 + 1.959_964f64.powi(2))).abs() < 1e-6);
        assert_eq!(all.high, Some(1.0));
    }

    /// Seen before: a time to recover of −7 d, and a share of 310 points.
    #[test]
    fn no_end_leaves_the_range_of_its_metric() {
        let hours = Estimate::of(&metric("recovery.recovery_took_h"), &[0.1, 0.1, 0.1, 0.2, 0.1, 40.0].map(Some));
        assert!(hours.low.expect("an end") >= 0.1 && hours.high.expect("an end") <= 40.0, "{hours:?}");
        let share = metric("web.availability");
        let change =
            paired(&share, &[0.0, 1.0, 0.0, 1.0, 0.0, 1.0].map(Some), &[1.0, 0.0, 1.0, 0.0, 1.0, 0.9].map(Some));
        assert!(change.low.expect("an end") >= -1.0 && change.high.expect("an end") <= 1.0, "{change:?}");
        let few = Estimate::of(&share, &[0.1, 0.5, 0.9].map(Some));
        assert_eq!((few.low, few.least, few.most), (None, Some(0.1), Some(0.9)));
    }

    #[test]
    fn pairs_cancel_what_they_share() {
        let first = [Some(10.0), Some(20.0), Some(30.0), Some(40.0), Some(50.0), Some(60.0), None];
        let second = [Some(11.0), Some(21.0), Some(31.0), Some(41.0), Some(51.0), Some(61.0), Some(5.0)];
        let difference = paired(&metric("web.retries"), &first, &second);
        assert_eq!((difference.mean, difference.low, difference.high), (Some(1.0), Some(1.0), Some(1.0)));
        assert_eq!((difference.seen, difference.of), (6, 7));
    }

    /// Seen before: Student's interval of two pairs beside the note that two are too few.
    #[test]
    fn few_pairs_have_no_interval_whatever_the_metric() {
        for name in ["web.retries", "web.availability", "recovery.recovered_h", "recovery.recovered"] {
            let pairs = |count: usize| paired(&metric(name), &vec![Some(0.0); count], &vec![Some(1.0); count]);
            for few in 1..FEWEST {
                let found = pairs(few);
                assert_eq!((found.mean, found.low, found.high), (Some(1.0), None, None), "{name} {few}");
            }
            assert!(pairs(FEWEST).interval().is_some_and(|interval| !interval.contains(0.0)), "{name}");
        }
    }

    /// Oracle: every outcome of pairs that differ either way with equal chance, counted. From the fewest pairs on the
    /// interval misses a true difference of 0 in no more than 5 % of cases, below in up to half of them.
    #[test]
    fn matched_shares_hold_what_they_claim_from_the_fewest_pairs_on() {
        let choose = |n: u64, k: u64| (0..k).fold(1.0, |product, at| product * (n - at) as f64 / (at + 1) as f64);
        let missed = |pairs: u64| {
            let missed =
                |up: &u64| matched_difference(*up, pairs - up, pairs, CONFIDENCE).is_some_and(|i| !i.contains(0.0));
            (0..=pairs).filter(missed).map(|up| choose(pairs, up)).sum::<f64>() / 2f64.powi(pairs as i32)
        };
        assert_eq!((missed(3), missed(5)), (0.25, 0.0625));
        assert!(missed(FEWEST as u64) <= 0.05, "{}", missed(FEWEST as u64));
    }
}
