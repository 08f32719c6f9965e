//! What is normal: the second half of the warm-up, and whether it can serve as that.
//!
//! Multiples of the normal load ("38 × normal") mean something only if the time they refer to was itself well and
//! steady. So the second half of the warm-up is looked at like any other time, and what is wrong with it is said first.

use serde::Serialize;
use statrs::function::beta::beta_reg;

use super::sample::{ClassSample, ResourceSample, sum};
use super::tiers::TierNames;
use super::utilisation::{Bound, utilisations};
use super::verdict::VerdictPlan;

/// Error probability of every statement "more than chance" about a run, over all its windows together.
pub const ALPHA: f64 = 1e-4;
/// Fewer attempts than this, corrected for bunching, say nothing about a rate: its standard error is above 18 %.
const FEWEST: f64 = 30.0;
/// A resource busier than this has no room left.
const FULL: f64 = 0.995;

/// What one class did in the second half of the warm-up.
#[derive(Debug, Clone, PartialEq)]
pub struct Baseline {
    /// Attempts per second.
    pub per_s: f64,
    /// Attempts in all.
    pub attempts: u64,
    /// Seconds in all.
    pub seconds: f64,
    /// Variance over mean of the attempts per sampling interval, 1 or more: how much they come in bunches.
    pub dispersion: f64,
    /// Whether a multiple of the rate means something.
    pub sound: bool,
}

impl Baseline {
    /// Of the samples of the second half of the warm-up.
    pub fn of(samples: &[ClassSample]) -> Baseline {
        let attempts = |s: &ClassSample| s.counts.first_attempts + s.counts.retries;
        let total: u64 = samples.iter().map(attempts).sum();
        let seconds: f64 = samples.iter().map(|s| s.seconds).sum();
        let mean = total as f64 / samples.len().max(1) as f64;
        let squares: f64 = samples.iter().map(|s| (attempts(s) as f64 - mean).powi(2)).sum();
        let variance = squares / (samples.len().max(2) - 1) as f64;
        let dispersion = if mean > 0.0 { (variance / mean).max(1.0) } else { 1.0 };
        let per_s = if seconds > 0.0 { total as f64 / seconds } else { 0.0 };
        Baseline { per_s, attempts: total, seconds, dispersion, sound: false }
    }

    /// Whether so many attempts in so many seconds are more than `factor` times the normal rate by more than chance:
    /// given the sum of both counts, the later one is binomial if both are Poisson with that ratio of rates ("conditional
    /// test", Przyborowski and Wilenski 1940); counts that come in bunches are divided by their dispersion. `alpha` is
    /// the probability of a false alarm.
    pub fn exceeded(&self, attempts: u64, seconds: f64, factor: f64, alpha: f64) -> bool {
        if self.seconds <= 0.0 || attempts as f64 <= factor * self.per_s * seconds {
            return false;
        }
        let (later, normal) = (attempts as f64 / self.dispersion, self.attempts as f64 / self.dispersion);
        let part = factor * seconds / (factor * seconds + self.seconds);
        tail(later, normal, part) < alpha
    }
}

/// P(X ≥ later) for X ~ Binomial(later + normal, part), by the incomplete beta function, which also takes counts that
/// are no whole numbers.
pub(super) fn tail(later: f64, normal: f64, part: f64) -> f64 {
    if later <= 0.0 { 1.0 } else { beta_reg(later, normal + 1.0, part) }
}

/// What is wrong with the warm-up.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct WarmUp {
    /// Why it was not well or not steady, so that nothing after it can be compared with it.
    pub ill: Vec<String>,
    /// Why multiples of the rate of a class are not told although the warm-up was well.
    pub thin: Vec<String>,
}

impl WarmUp {
    /// Looks at the second half of the warm-up, at its resources and at every class by name, and notes in the baselines of
    /// the classes which of them are sound.
    pub fn judge(
        (resources, tiers): (&[ResourceSample], &TierNames),
        classes: &[(&str, &[ClassSample])],
        baselines: &mut [Baseline],
        plan: &VerdictPlan,
    ) -> WarmUp {
        let mut warm_up = WarmUp::default();
        if resources.is_empty() {
            warm_up.thin.push("there is no warm-up to compare with".to_owned());
            return warm_up;
        }
        warm_up.ill.extend(full(resources, tiers));
        for ((name, samples), baseline) in classes.iter().zip(&*baselines) {
            warm_up.ill.extend(unwell(name, samples, plan));
            warm_up.ill.extend(trend(name, samples, baseline));
            if (baseline.attempts as f64) < FEWEST * baseline.dispersion {
                let attempts = match baseline.attempts {
                    1 => "1 attempt".to_owned(),
                    many => format!("{many} attempts"),
                };
                let bunches = if baseline.dispersion > 1.5 { " (in bunches)" } else { "" };
                let what = "in the second half of the warm-up, too few to say what is normal";
                warm_up.thin.push(format!("{name}: {attempts}{bunches} {what}"));
            }
        }
        for baseline in baselines {
            baseline.sound = warm_up.ill.is_empty() && baseline.attempts as f64 >= FEWEST * baseline.dispersion;
        }
        warm_up
    }
}

/// Resources without room. Workers may be busy all the time by chance: they have no room if more is asked of them than they
/// do by more than three standard errors, those of as many Poisson arrivals and exponential times.
fn full(samples: &[ResourceSample], tiers: &TierNames) -> Vec<String> {
    let total = sum(samples.iter().map(|sample| &sample.total));
    let asked = (total.first_attempts + total.retries - total.refused_at_edge) as f64;
    let (taken, all) = (total.taken.max(1) as f64, utilisations(samples, tiers));
    let more = |bound: &Bound| match bound {
        Bound::Workers => asked / taken - 1.0 > 3.0 * (2.0 / taken).sqrt(),
        Bound::Store | Bound::Uplink | Bound::Downlink | Bound::Service(_) | Bound::Link(_) => true,
    };
    let words = |(bound, share): (Bound, f64)| {
        let words = format!("second half of the warm-up: {} are busy all the time", bound.words());
        (share >= FULL && more(&bound)).then_some(words)
    };
    all.into_iter().filter_map(words).collect()
}

/// A class that is not served as it should be.
fn unwell(name: &str, samples: &[ClassSample], plan: &VerdictPlan) -> Option<String> {
    let limited = samples.first()?.patience_s.is_some();
    let availability = sum(samples.iter().map(|s| &s.counts)).availability();
    let low = availability.filter(|share| limited && *share < plan.availability.get());
    let share = |s: &ClassSample| s.without_service_share().unwrap_or(0.0);
    let without: f64 = samples.iter().map(share).sum::<f64>() / samples.len() as f64;
    let words = |what: String| Some(format!("second half of the warm-up: {name} have {what}"));
    match low {
        Some(share) => words(format!("an availability of {:.1} %", (share * 1000.0).floor() / 10.0)),
        None if limited && without > plan.without_service.get() => {
            words(format!("{:.1} % of them without service", without * 100.0))
        }
        None => None,
    }
}

/// A rate that rises or falls by more than chance. Twice two sides and a few classes: [`ALPHA`] for each.
fn trend(name: &str, samples: &[ClassSample], baseline: &Baseline) -> Option<String> {
    if samples.len() < 4 {
        return None;
    }
    let (first, second) = samples.split_at(samples.len() / 2);
    let of = |part: &[ClassSample]| Baseline { dispersion: baseline.dispersion, ..Baseline::of(part) };
    let (first, second) = (of(first), of(second));
    let word = if first.exceeded(second.attempts, second.seconds, 1.0, ALPHA) {
        "rises"
    } else if second.exceeded(first.attempts, first.seconds, 1.0, ALPHA) {
        "falls"
    } else {
        return None;
    };
    Some(format!("second half of the warm-up: the load of {name} still {word}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: P(X ≥ 8) of Binomial(10, 1/2) is (45 + 10 + 1) / 1024.
    #[test]
    fn the_tail_is_that_of_the_binomial() {
        assert!((tail(8.0, 2.0, 0.5) - 56.0 / 1024.0).abs() < 1e-12);
        assert_eq!(tail(0.0, 5.0, 0.3), 1.0);
    }

    #[test]
    fn few_events_are_chance_and_many_are_not() {
        let baseline = Baseline { per_s: 0.01, attempts: 9, seconds: 900.0, dispersion: 1.0, sound: true };
        // 20 instead of 9 in the same time: chance alone does that once in twenty times or so.
        assert!(!baseline.exceeded(20, 900.0, 1.0, ALPHA));
        assert!(baseline.exceeded(90, 900.0, 1.0, ALPHA));
        assert!(!baseline.exceeded(90, 900.0, 10.0, ALPHA), "ten times is what it is");
        let bunched = Baseline { dispersion: 20.0, ..baseline };
        assert!(!bunched.exceeded(90, 900.0, 1.0, ALPHA), "a few bunches more");
        let nothing = Baseline { attempts: 0, per_s: 0.0, ..bunched };
        assert!(nothing.exceeded(10_000, 900.0, 1.5, ALPHA), "from nothing to thousands is no chance");
    }
}
