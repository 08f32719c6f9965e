//! What each of the two fixes is worth: a 2×2 design on common random numbers.
//!
//! With y₀₀ (neither), y₁₀ (error handling), y₀₁ (bandwidth) and y₁₁ (both) of one seed, the main effect of a fix is
//! the mean of what it changes without and with the other, ½ (y₁₀ − y₀₀) + ½ (y₁₁ − y₀₁), and the interaction is
//! y₁₁ − y₁₀ − y₀₁ + y₀₀ (Box, Hunter and Hunter, "Statistics for Experimenters", twice their half-difference form).
//! With two fixes the main effect also is the Shapley value (Shapley 1953: the mean over both orders of introducing
//! them), so its share of the whole change y₁₁ − y₀₀ says how much of it is due to each; the two shares sum to 1.

use super::estimate::Estimate;
use super::point::Setting;
use crate::engine::StreamFamily;
use crate::measure::Interval;
use crate::measure::bounds::FEWEST;

/// The four arms, in the order of the 2×2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arm {
    /// Neither fix.
    Neither,
    /// Changed error handling.
    ErrorHandling,
    /// Added bandwidth.
    Bandwidth,
    /// Both fixes.
    Both,
}

impl Arm {
    /// All four.
    pub const ALL: [Arm; 4] = [Arm::Neither, Arm::ErrorHandling, Arm::Bandwidth, Arm::Both];

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Arm::Neither => "neither fix",
            Arm::ErrorHandling => "error handling",
            Arm::Bandwidth => "bandwidth",
            Arm::Both => "both fixes",
        }
    }

    /// What it switches on and off.
    pub fn settings(self) -> Vec<Setting> {
        let (error_handling, bandwidth) = match self {
            Arm::Neither => (false, false),
            Arm::ErrorHandling => (true, false),
            Arm::Bandwidth => (false, true),
            Arm::Both => (true, true),
        };
        vec![
            Setting::new("fixes.error_handling.on", error_handling.to_string()),
            Setting::new("fixes.bandwidth.on", bandwidth.to_string()),
        ]
    }
}

/// What the fixes do to one metric.
#[derive(Debug, Clone, PartialEq)]
pub struct FixEffects {
    /// Main effect (and Shapley value) of error handling, of bandwidth.
    pub main: [Estimate; 2],
    /// What both do beyond the sum of what each does alone.
    pub interaction: Estimate,
    /// What both do together.
    pub total: Estimate,
    /// Shares of the total, if there is a total to share: its interval does not hold 0.
    pub shares: Option<[Interval; 2]>,
}

/// Resamples of the bootstrap.
const RESAMPLES: u64 = 2000;

impl FixEffects {
    /// From the values of one metric in the four arms, seed by seed. Seeds that lack the number in some arm are left
    /// out, and counted. No difference of two values is larger than `largest`, of either sign.
    pub fn of(arms: [&[Option<f64>]; 4], largest: f64) -> FixEffects {
        let count = arms.iter().map(|arm| arm.len()).min().unwrap_or(0);
        let quads: Vec<Option<[f64; 4]>> =
            (0..count).map(|seed| Some([arms[0][seed]?, arms[1][seed]?, arms[2][seed]?, arms[3][seed]?])).collect();
        let estimate = |of: fn(&[f64; 4]) -> f64, largest: f64| {
            let values: Vec<Option<f64>> = quads.iter().map(|quad| quad.as_ref().map(of)).collect();
            Estimate::of_differences(&values, largest)
        };
        let total = estimate(|y| y[3] - y[0], largest);
        let whole: Vec<[f64; 4]> = quads.iter().flatten().copied().collect();
        let told = total.interval().is_some_and(|interval| !interval.contains(0.0));
        FixEffects {
            main: [estimate(error_handling, largest), estimate(bandwidth, largest)],
            // A difference of two differences.
            interaction: estimate(|y| y[3] - y[1] - y[2] + y[0], 2.0 * largest),
            shares: told.then(|| shares(&whole)),
            total,
        }
    }
}

impl FixEffects {
    /// Why there are no shares: too few seeds to say whether there is a change, or none that they show.
    pub fn nothing_to_share(&self) -> &'static str {
        if self.total.seen < FEWEST as u64 { "too few to share" } else { "nothing to share" }
    }
}

fn error_handling(y: &[f64; 4]) -> f64 {
    ((y[1] - y[0]) + (y[3] - y[2])) / 2.0
}

fn bandwidth(y: &[f64; 4]) -> f64 {
    ((y[2] - y[0]) + (y[3] - y[1])) / 2.0
}

/// The shares of the mean total, with percentile intervals of a bootstrap over the seeds (Efron 1979): a share is a
/// ratio of two means, for which no exact interval is at hand.
fn shares(quads: &[[f64; 4]]) -> [Interval; 2] {
    let share = |chosen: &mut dyn Iterator<Item = &[f64; 4]>| {
        let (mut first, mut second) = (0.0, 0.0);
        for quad in chosen {
            first += error_handling(quad);
            second += bandwidth(quad);
        }
        first / (first + second)
    };
    let estimate = share(&mut quads.iter());
    let stream = StreamFamily::new(0, "fixes", "bootstrap").stream(0);
    let resample = |number: u64| {
        let mut source = stream.at(number);
        let mut chosen = (0..quads.len()).map(|_| &quads[source.below(quads.len())]);
        share(&mut chosen)
    };
    let mut resampled: Vec<f64> = (0..RESAMPLES).map(resample).filter(|share| share.is_finite()).collect();
    resampled.sort_by(f64::total_cmp);
    let at =
        |part: f64| resampled.get((part * (resampled.len().max(1) - 1) as f64) as usize).copied().unwrap_or(estimate);
    let (low, high) = (at(0.025), at(0.975));
    [Interval { estimate, low, high }, Interval { estimate: 1.0 - estimate, low: 1.0 - high, high: 1.0 - low }]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_with_a_known_answer() {
        // Error handling alone saves 6 of 10 hours, bandwidth alone 2, both 9: an interaction of -1 (less than 0: they
        // help each other, since 9 is more than 6 + 2).
        let noise = [0.0, 0.1, -0.1, 0.2, -0.2, 0.3];
        let arm = |value: f64| noise.iter().map(|n| Some(value + n)).collect::<Vec<_>>();
        let (y00, y10, y01, y11) = (arm(10.0), arm(4.0), arm(8.0), arm(1.0));
        let found = FixEffects::of([&y00, &y10, &y01, &y11], f64::INFINITY);
        let near = |estimate: Estimate, value: f64| assert!((estimate.mean.expect("a mean") - value).abs() < 1e-12);
        near(found.main[0], -6.5);
        near(found.main[1], -2.5);
        near(found.interaction, -1.0);
        near(found.total, -9.0);
        let shares = found.shares.expect("a total");
        assert!((shares[0].estimate - 6.5 / 9.0).abs() < 1e-12 && (shares[1].estimate - 2.5 / 9.0).abs() < 1e-12);
        // What all seeds share cancels: the same in every resample.
        assert!((shares[0].high - shares[0].low).abs() < 1e-12);
    }

    #[test]
    fn nothing_to_share_has_no_shares() {
        let arm = |values: [f64; 6]| values.map(Some).to_vec();
        let (a, b) = (arm([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]), arm([2.0, 1.0, 4.0, 3.0, 6.0, 5.0]));
        let found = FixEffects::of([&a, &b, &b, &b], f64::INFINITY);
        assert!(found.shares.is_none() && found.nothing_to_share() == "nothing to share");
        // Nine hours less in each of five seeds: seen, but not yet told from chance.
        let (a, b) = (vec![Some(10.0); 5], vec![Some(1.0); 5]);
        let few = FixEffects::of([&a, &b, &b, &b], f64::INFINITY);
        assert!(few.shares.is_none() && few.nothing_to_share() == "too few to share");
        assert_eq!((few.total.mean, few.total.low, few.main[0].high), (Some(-9.0), None, None));
        let none = vec![None; 6];
        assert_eq!(FixEffects::of([&a, &b, &b, &none], f64::INFINITY).total.seen, 0);
    }
}
