//! What replications say: means and shares with their confidence intervals.
//!
//! Means of independent replications get Student's interval, shares get Wilson's (Wilson 1927, "Probable inference, the
//! law of succession, and statistical inference"), which stays inside 0 … 1 and is honest at both ends.

use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

/// An estimate and the range in which the true value lies with the stated confidence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The estimate itself.
    pub estimate: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// Whether a value lies in the range, its ends included.
    pub fn contains(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }

    /// Half of the width.
    pub fn half_width(&self) -> f64 {
        (self.high - self.low) / 2.0
    }
}

/// Student's interval for the mean of independent values: mean ± t · s / √n, with t from n − 1 degrees of freedom;
/// none for fewer than two values. `confidence` is above 0 and below 1, for example 0.999.
pub fn mean_interval(values: &[f64], confidence: f64) -> Option<Interval> {
    let count = values.len() as f64;
    if values.len() < 2 {
        return None;
    }
    let mean = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (count - 1.0);
    let t = student(count - 1.0).inverse_cdf(0.5 + confidence / 2.0);
    let half = t * (variance / count).sqrt();
    Some(Interval { estimate: mean, low: mean - half, high: mean + half })
}

/// Wilson's interval for a share of which `hits` of `count` were seen; none for a count of 0.
pub fn wilson_interval(hits: u64, count: u64, confidence: f64) -> Option<Interval> {
    if count == 0 {
        return None;
    }
    let (share, n) = (hits as f64 / count as f64, count as f64);
    let z = unit_normal().inverse_cdf(0.5 + confidence / 2.0);
    let middle = (share + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let half = z / (1.0 + z * z / n) * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
    // At 0 and 1 the ends are exact; rounding must not leave the estimate outside.
    let (low, high) = ((middle - half).clamp(0.0, share), (middle + half).clamp(share, 1.0));
    Some(Interval { estimate: share, low, high })
}

/// The difference of two shares that were seen in matched pairs (the same seed with and without a change): `up` pairs
/// have it only in the second, `down` only in the first. The interval is that of Agresti and Min (2005, "Simple improved
/// confidence intervals for comparing matched proportions"): half an observation is added to each of the four cells.
pub fn matched_difference(up: u64, down: u64, count: u64, confidence: f64) -> Option<Interval> {
    if count == 0 {
        return None;
    }
    let (more, less, n) = (up as f64 + 0.5, down as f64 + 0.5, count as f64 + 2.0);
    let z = unit_normal().inverse_cdf(0.5 + confidence / 2.0);
    let middle = (more - less) / n;
    let half = z * ((more + less) / n - middle * middle).max(0.0).sqrt() / n.sqrt();
    let estimate = (up as f64 - down as f64) / count as f64;
    let (low, high) = ((middle - half).clamp(-1.0, estimate), (middle + half).clamp(estimate, 1.0));
    Some(Interval { estimate, low, high })
}

fn student(freedom: f64) -> StudentsT {
    StudentsT::new(0.0, 1.0, freedom).expect("one degree of freedom or more is legal")
}

fn unit_normal() -> Normal {
    Normal::new(0.0, 1.0).expect("the unit normal distribution exists")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matched_shares_stay_between_minus_one_and_one() {
        let found = matched_difference(3, 0, 4, 0.95).expect("an interval");
        assert!((found.estimate - 0.75).abs() < 1e-12 && found.low > -1.0 && found.high <= 1.0);
        // Agresti and Min 2005, by hand for b = 6, c = 14, n = 50: (14.5 - 6.5) / 52 ± 1.96 · √(21/52 - (8/52)²) / √52.
        let found = matched_difference(14, 6, 50, 0.95).expect("an interval");
        let half = 1.959_964 * (21.0f64 / 52.0 - (8.0f64 / 52.0).powi(2)).sqrt() / 52f64.sqrt();
        assert!((found.low - (8.0 / 52.0 - half)).abs() < 1e-6 && (found.high - (8.0 / 52.0 + half)).abs() < 1e-6);
        assert!(matched_difference(0, 0, 0, 0.95).is_none());
    }

    /// Reference: t(0.9995; 19) = 3.8834 and t(0.975; 9) = 2.2622 of the printed tables.
    #[test]
    fn student_has_the_width_of_the_tables() {
        for (count, confidence, t) in [(20, 0.999, 3.8834), (10, 0.95, 2.2622)] {
            // Half at +1 and half at −1: the mean is 0 and the variance n / (n − 1).
            let values: Vec<f64> = (0..count).map(|i| if i % 2 == 0 { 1.0 } else { -1.0 }).collect();
            let interval = mean_interval(&values, confidence).expect("an interval");
            let wanted = t / f64::from(count - 1).sqrt();
            assert!((interval.half_width() - wanted).abs() < 1e-4, "{} instead of {wanted}", interval.half_width());
            assert!(interval.contains(0.0) && !interval.contains(2.0 * wanted));
        }
        assert_eq!(mean_interval(&[1.0], 0.95), None);
    }

    /// Reference: 8 of 10 gives 0.4902 … 0.9433, and 0 of 10 gives 0 … 0.2775 at 95 %.
    #[test]
    fn wilson_has_the_ends_of_the_literature() {
        for (hits, low, high) in [(8, 0.4902, 0.9433), (0, 0.0, 0.2775), (10, 0.7225, 1.0)] {
            let interval = wilson_interval(hits, 10, 0.95).expect("an interval");
            assert!((interval.low - low).abs() < 1e-4 && (interval.high - high).abs() < 1e-4, "{interval:?}");
        }
        assert_eq!(wilson_interval(0, 0, 0.95), None);
    }
}
