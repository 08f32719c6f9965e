//! What replications say: means and shares with their confidence intervals.
//!
//! Where a quantity has ends, the intervals of studies are those of [`super::bounds`]. Here, means of independent
//! replications get Student's interval, shares get Wilson's (Wilson 1927, "Probable inference, the
//! law of succession, and statistical inference"), which stays inside 0 … 1 and is honest at both ends. Where a share is
//! claimed to lie above or below a limit, the exact one-sided limits of Clopper and Pearson are used (1934, "The use of
//! confidence or fiducial limits illustrated in the case of the binomial"): they are never too short. Ranks are
//! correlated as Spearman does (1904, "The proof and measurement of association between two things").

pub use crate::units::Interval;

use statrs::distribution::{Beta, ContinuousCDF, Normal, StudentsT};

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

/// The exact lower limit of a share of which `hits` of `count` were seen: with at least this confidence the share is no
/// smaller (Clopper and Pearson 1934; the quantile of the Beta distribution with `hits` and `count − hits + 1`).
pub fn share_at_least(hits: u64, count: u64, confidence: f64) -> f64 {
    match (hits, count - hits) {
        (0, _) => 0.0,
        // All of them: the closed form (1 − confidence)^(1/n).
        (all, 0) => libm::pow(1.0 - confidence, 1.0 / all as f64),
        (hits, misses) => beta(hits as f64, misses as f64 + 1.0).inverse_cdf(1.0 - confidence),
    }
}

/// The exact upper limit of a share of which `hits` of `count` were seen: one minus the lower limit of the misses.
pub fn share_at_most(hits: u64, count: u64, confidence: f64) -> f64 {
    1.0 - share_at_least(count - hits, count, confidence)
}

/// How many hits in a row show, with this confidence, that a share is at least so large: the least n with
/// shareⁿ ≤ 1 − confidence. `share` lies between 0 and 1, the ends excluded.
pub fn hits_in_a_row(share: f64, confidence: f64) -> u64 {
    let needed = (libm::log(1.0 - confidence) / libm::log(share)).ceil() as u64;
    // The quotient may be rounded to either side of a whole number.
    let shows = |count: u64| count > 0 && share_at_least(count, count, confidence) >= share;
    (needed.saturating_sub(1)..).find(|count| shows(*count)).unwrap_or(needed)
}

/// The rank of every value, from 1; equal values share the mean of their ranks. Values are compared as `total_cmp` does,
/// so an infinite one is above all others.
pub fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut begin = 0;
    while begin < order.len() {
        let equal = order[begin..].iter().take_while(|at| values[**at] == values[order[begin]]).count();
        for at in &order[begin..begin + equal] {
            ranks[*at] = begin as f64 + (equal as f64 + 1.0) / 2.0;
        }
        begin += equal;
    }
    ranks
}

/// Spearman's ρ: the correlation of the ranks, ties averaged. The interval is that of Fisher's z = artanh ρ with the
/// variance (1 + ρ²/2) / (n − 3) of Bonett and Wright (2000, "Sample size requirements for estimating Pearson, Kendall
/// and Spearman correlations"). None for fewer than four pairs, or where one side does not vary.
pub fn rank_correlation(first: &[f64], second: &[f64], confidence: f64) -> Option<Interval> {
    let count = first.len().min(second.len());
    if count < 4 {
        return None;
    }
    let (a, b) = (ranks(&first[..count]), ranks(&second[..count]));
    let middle = (count as f64 + 1.0) / 2.0;
    let moment = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| (x - middle) * (y - middle)).sum::<f64>();
    let (spread_a, spread_b) = (moment(&a, &a), moment(&b, &b));
    if spread_a <= 0.0 || spread_b <= 0.0 {
        return None;
    }
    let rho = (moment(&a, &b) / (spread_a * spread_b).sqrt()).clamp(-1.0, 1.0);
    let half =
        unit_normal().inverse_cdf(0.5 + confidence / 2.0) * ((1.0 + rho * rho / 2.0) / (count as f64 - 3.0)).sqrt();
    // At ±1 the transform is infinite, and so are both of its ends.
    let back = |by: f64| if rho.abs() == 1.0 { rho } else { libm::tanh(libm::atanh(rho) + by) };
    Some(Interval { estimate: rho, low: back(-half), high: back(half) })
}

fn beta(a: f64, b: f64) -> Beta {
    Beta::new(a, b).expect("one hit and one miss or more make a legal distribution")
}

/// The difference of two shares that were seen in matched pairs (the same seed with and without a change): `up` pairs
/// have it only in the second, `down` only in the first. The interval is that of Agresti and Min (2005, "Simple improved
/// confidence intervals for comparing matched proportions"): half an observation is added to each of the four cells. Of
/// fewer than [`super::bounds::FEWEST`] pairs it holds less than it claims: of five that differ at random either way, all
/// five do so one way in 6 % of cases, and the interval then excludes 0.
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

    /// Reference: Clopper and Pearson for 8 of 10 at 95 % (two sides) are 0.4439 … 0.9748, for 1 of 10 0.0025 … 0.4450,
    /// and for 10 of 10 0.6915 … 1; by the "rule of three" 59 in a row show 95 % with 95 %, and 72 with 97.5 %.
    #[test]
    fn exact_limits_are_those_of_the_tables() {
        for (hits, low, high) in [(8, 0.4439, 0.9748), (1, 0.0025, 0.4450), (10, 0.6915, 1.0), (0, 0.0, 0.3085)] {
            let (least, most) = (share_at_least(hits, 10, 0.975), share_at_most(hits, 10, 0.975));
            assert!((least - low).abs() < 5e-5 && (most - high).abs() < 5e-5, "{hits}: {least} … {most}");
        }
        assert_eq!([hits_in_a_row(0.95, 0.95), hits_in_a_row(0.95, 0.975), hits_in_a_row(0.5, 0.75)], [59, 72, 2]);
        assert!(share_at_least(72, 72, 0.975) >= 0.95 && share_at_least(71, 71, 0.975) < 0.95);
        assert!(share_at_least(109, 110, 0.975) >= 0.95 && share_at_least(107, 108, 0.975) < 0.95);
    }

    /// Reference: IQ and hours of television of ten people, ρ = −29/165 (the example of the textbooks); tied ranks
    /// by hand. Interval: z = artanh 0.5 ± 1.96 √(1.125 / 17) for twenty pairs.
    #[test]
    fn ranks_are_correlated_as_spearman_does() {
        let iq = [86.0, 97.0, 99.0, 100.0, 101.0, 103.0, 106.0, 110.0, 112.0, 113.0];
        let hours = [2.0, 20.0, 28.0, 27.0, 50.0, 29.0, 7.0, 17.0, 6.0, 12.0];
        let found = rank_correlation(&iq, &hours, 0.95).expect("ten pairs");
        assert!((found.estimate + 29.0 / 165.0).abs() < 1e-12, "{found:?}");
        assert_eq!(ranks(&[3.0, 1.0, 3.0, f64::INFINITY, 2.0]), [3.5, 1.0, 3.5, 5.0, 2.0]);
        let never = rank_correlation(&[1.0, 2.0, 3.0, 4.0], &[1.0, 5.0, f64::INFINITY, f64::INFINITY], 0.95);
        // Ranks 1 2 3.5 3.5: 4.5 / √(5 × 4.5).
        assert!((never.expect("four pairs").estimate - 4.5 / 22.5f64.sqrt()).abs() < 1e-12);
        assert_eq!(rank_correlation(&[1.0; 5], &[1.0, 2.0, 3.0, 4.0, 5.0], 0.95), None);
        let z = |rho: f64, by: f64| (rho.atanh() + by * 1.959_964 * ((1.0 + rho * rho / 2.0) / 7.0).sqrt()).tanh();
        assert!(
            (found.low - z(found.estimate, -1.0)).abs() < 1e-6 && (found.high - z(found.estimate, 1.0)).abs() < 1e-6
        );
    }
}
