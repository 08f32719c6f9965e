//! Intervals that do not leave the range of their quantity ([`super::kind`]).
//!
//! | what | interval |
//! |---|---|
//! | share of runs | Wilson's ([`super::statistics::wilson_interval`]) |
//! | mean of anything else | empirical likelihood (Owen 1988, "Empirical likelihood ratio confidence intervals for a single functional"), with Student's t² in the place of χ² (Owen 2001, "Empirical Likelihood", section 3.3) |
//! | mean difference of shares | Student's on the scale of artanh, which has no ends |
//! | difference of yes or no in pairs | Agresti's and Min's ([`super::statistics::matched_difference`]) |
//! | any other mean difference | Student's ([`super::statistics::mean_interval`]) |
//!
//! Empirical likelihood asks how unlikely the runs are if the mean were this or that, with weights on the runs that
//! were seen. Its ends therefore lie between the least and the most that was seen: inside 0 and 1, above 0, before the
//! horizon, below the number of devices, without having to know which of these it is.

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::statistics::{Interval, mean_interval};

/// With fewer values than this, no interval between the least and the most of them can hold 95 %: that the middle of
/// the distribution lies between them has a confidence of 1 − 2¹⁻ⁿ, which is 94 % for five and 97 % for six.
pub const FEWEST: usize = 6;

/// The confidence with which the middle of a distribution lies between the least and the most of so many values
/// (order statistics: each value is below it with probability ½).
pub fn range_confidence(count: u64) -> f64 {
    1.0 - 2.0 * 0.5f64.powi(i32::try_from(count).unwrap_or(i32::MAX))
}

/// The interval of empirical likelihood for the mean of independent values; none for fewer than two.
pub fn likelihood_interval(values: &[f64], confidence: f64) -> Option<Interval> {
    let t = quantile(values.len(), confidence)?;
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let (least, most) = values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| (a.min(*x), b.max(*x)));
    let span = most - least;
    // Values that differ by less than what rounding leaves of them are one value.
    if span <= f64::EPSILON * most.abs().max(least.abs()) {
        let mean = mean.clamp(least, most);
        return Some(Interval { estimate: mean, low: mean, high: mean });
    }
    let end = |place: &dyn Fn(f64) -> f64| lower_end(&values.iter().map(|x| place(*x)).collect::<Vec<_>>(), t * t);
    let low = least + span * end(&|x| (x - least) / span);
    let high = most - span * end(&|x| (most - x) / span);
    Some(Interval { estimate: mean, low: low.clamp(least, mean), high: high.clamp(mean, most) })
}

/// The least mean of which twice the logarithm of the likelihood ratio is no more than `limit`, for values between 0
/// and 1 of which the least is 0. The best weights for a mean below that of the values are proportional to 1 / (a + x),
/// and the smaller a is, the smaller is the mean: a alone has to be found.
fn lower_end(values: &[f64], limit: f64) -> f64 {
    let count = values.len() as f64;
    let of = |a: f64| {
        let sum: f64 = values.iter().map(|x| 1.0 / (a + x)).sum();
        let ratio: f64 = values.iter().map(|x| libm::log((a + x) * sum / count)).sum();
        (count / sum - a, 2.0 * ratio)
    };
    let (mut near, mut far) = (-700.0, 30.0);
    for _ in 0..100 {
        let middle = f64::midpoint(near, far);
        if of(libm::exp(middle)).1 > limit { near = middle } else { far = middle }
    }
    of(libm::exp(far)).0.max(0.0)
}

/// Student's interval for a mean difference that cannot be larger than `largest`, of either sign: on the scale of
/// artanh (difference / largest), and back. With an infinite largest it is Student's own. None for fewer than two.
pub fn difference_interval(values: &[f64], largest: f64, confidence: f64) -> Option<Interval> {
    let free = mean_interval(values, confidence)?;
    if largest.is_infinite() {
        return Some(free);
    }
    let part = (free.estimate / largest).clamp(-1.0, 1.0);
    // All values lie at the end: nothing is spread.
    if part.abs() == 1.0 {
        return Some(Interval { estimate: free.estimate, low: free.estimate, high: free.estimate });
    }
    let half = free.half_width() / largest / (1.0 - part * part);
    let end = |by: f64| largest * libm::tanh(libm::atanh(part) + by);
    let (low, high) = (end(-half).min(free.estimate), end(half).max(free.estimate));
    Some(Interval { estimate: free.estimate, low, high })
}

/// Student's t for the mean of so many values.
fn quantile(count: usize, confidence: f64) -> Option<f64> {
    let freedom = count.checked_sub(2)? as f64 + 1.0;
    Some(StudentsT::new(0.0, 1.0, freedom).ok()?.inverse_cdf(0.5 + confidence / 2.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::StreamFamily;
    use crate::measure::kind::Kind;
    use proptest::prelude::*;

    /// Oracle: the likelihood of k hits in n tries, which is what the method is for values of 0 and 1; and by hand for
    /// two values, where the weight w of one of them has 4 w (1 − w) = exp(−t² / 2).
    #[test]
    fn for_zeros_and_ones_it_is_the_binomial_likelihood() {
        for (hits, count) in [(1, 6), (3, 10), (9, 10), (20, 50)] {
            let values: Vec<f64> = (0..count).map(|at| f64::from(u8::from(at < hits))).collect();
            let found = likelihood_interval(&values, 0.95).expect("an interval");
            let (k, n, p) = (f64::from(hits), f64::from(count), f64::from(hits) / f64::from(count));
            let fallen = |mean: f64| 2.0 * (k * (p / mean).ln() + (n - k) * ((1.0 - p) / (1.0 - mean)).ln());
            let t = quantile(values.len(), 0.95).expect("a quantile");
            for end in [found.low, found.high] {
                assert!((fallen(end) / (t * t) - 1.0).abs() < 1e-6, "{hits} of {count}: {found:?}");
            }
        }
        let two = likelihood_interval(&[0.0, 1.0], 0.5).expect("an interval");
        // t(0.75; 1) = 1: w = (1 − √(1 − exp(−½))) / 2.
        assert!((two.low - (1.0 - (1.0 - (-0.5f64).exp()).sqrt()) / 2.0).abs() < 1e-9, "{two:?}");
    }

    /// How often the true mean lies inside, for ten values and nominally 95 %: of an even distribution nearly so often, of
    /// a skewed one less, as it is with any method that has only ten values to go by.
    #[test]
    fn the_interval_holds_what_it_claims_to_hold() {
        let stream = StreamFamily::new(1, "coverage", "test").stream(0);
        let covered = |of: &dyn Fn(f64) -> f64, truth: f64| {
            let holds = |round: &u64| {
                let values: Vec<f64> = (0..10).map(|at| of(stream.at(round * 10 + at).unit())).collect();
                likelihood_interval(&values, 0.95).expect("an interval").contains(truth)
            };
            (0..4000).filter(holds).count() as f64 / 4000.0
        };
        let uniform = covered(&|u| u, 0.5);
        let exponential = covered(&|u| -u.ln(), 1.0);
        assert!((0.92..0.97).contains(&uniform) && (0.87..0.97).contains(&exponential), "{uniform} {exponential}");
    }

    /// Reference: mean 0, half width h of Student's: tanh h. Far from the ends it is Student's.
    #[test]
    fn differences_of_shares_have_ends() {
        let student = mean_interval(&[-0.5, 0.5], 0.95).expect("an interval");
        let found = difference_interval(&[-0.5, 0.5], 1.0, 0.95).expect("an interval");
        assert!(student.high > 6.0 && (found.high - student.high.tanh()).abs() < 1e-12 && found.high <= 1.0);
        let near = [0.100, 0.101, 0.102, 0.099];
        let (student, found) = (mean_interval(&near, 0.95), difference_interval(&near, 1.0, 0.95));
        assert!((student.expect("one").low - found.expect("another").low).abs() < 1e-5);
        assert_eq!(difference_interval(&near, f64::INFINITY, 0.95), student);
        assert_eq!(range_confidence(5), 0.9375);
    }

    /// Values of a kind, from the tiny to the huge, with many that are equal and many at the ends.
    fn value(kind: Kind) -> BoxedStrategy<f64> {
        let huge = prop_oneof![Just(0.0), 0.0..1e-9, 0.0..1.0, 0.0..1e4, 0.0..1e15];
        match kind {
            Kind::Verdict => prop_oneof![Just(0.0), Just(1.0)].boxed(),
            Kind::Share => prop_oneof![Just(0.0), Just(1.0), 0.0..=1.0, 0.0..1e-9, (1.0 - 1e-9)..1.0].boxed(),
            Kind::Moment | Kind::Wait => prop_oneof![Just(0.0), -1.0..100.0, 0.0..1e-6].boxed(),
            Kind::Length | Kind::Amount => huge.boxed(),
        }
    }

    fn kinds() -> impl Strategy<Value = (Kind, Vec<f64>, Vec<f64>)> {
        let all = [Kind::Verdict, Kind::Share, Kind::Moment, Kind::Wait, Kind::Length, Kind::Amount];
        prop::sample::select(all.to_vec()).prop_flat_map(|kind| {
            let values = || prop::collection::vec(value(kind), 2..40);
            (Just(kind), values(), values())
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn no_interval_leaves_the_range_of_its_kind((kind, first, second) in kinds()) {
            let found = likelihood_interval(&first, 0.95).expect("an interval");
            let bounds = kind.bounds();
            let (least, most) = (first.iter().copied().fold(f64::INFINITY, f64::min), first.iter().copied().fold(f64::NEG_INFINITY, f64::max));
            prop_assert!(bounds.low <= found.low && found.high <= bounds.high, "{found:?}");
            prop_assert!(least <= found.low && found.high <= most, "{found:?}");
            prop_assert!(found.low <= found.estimate.max(least) && found.estimate.min(most) <= found.high, "{found:?}");
            let by: Vec<f64> = first.iter().zip(&second).map(|(a, b)| b - a).collect();
            let largest = kind.largest_difference();
            let found = difference_interval(&by, largest, 0.95).expect("an interval");
            prop_assert!(-largest <= found.low && found.low <= found.estimate, "{found:?}");
            prop_assert!(found.estimate <= found.high && found.high <= largest, "{found:?}");
        }
    }
}
