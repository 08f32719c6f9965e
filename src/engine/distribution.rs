//! Random quantities as scenarios write them.
//!
//! `"20 ms"` is always 20 ms; `{ exponential = "20 ms" }` has that mean; and so on. A sampler draws *unit* variates
//! from its own source and scales them, so a changed parameter changes no other draw. Logarithms, exponentials and
//! cosines come from the `libm` crate (see [`super::random`]). The shapes that scenarios use most are inlined where they
//! are drawn; the others are a call.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::random::{Source, StreamFamily};
use crate::units::{Bytes, Span};

/// A kind of quantity that can be random: it converts to and from a real number in its base unit.
pub trait Quantity: Copy {
    /// An example for error messages.
    const EXAMPLE: &'static str;
    /// In the base unit.
    fn value(self) -> f64;
    /// The nearest quantity; negative becomes zero.
    fn nearest(value: f64) -> Self;
}

impl Quantity for Span {
    const EXAMPLE: &'static str = "20 ms";
    #[inline]
    fn value(self) -> f64 {
        self.0 as f64
    }
    #[inline]
    fn nearest(value: f64) -> Span {
        Span(rounded(value))
    }
}

impl Quantity for Bytes {
    const EXAMPLE: &'static str = "12 kB";
    #[inline]
    fn value(self) -> f64 {
        self.0 as f64
    }
    #[inline]
    fn nearest(value: f64) -> Bytes {
        Bytes(rounded(value))
    }
}

/// The nearest whole number; negative and NaN become zero.
#[inline]
fn rounded(value: f64) -> u64 {
    // From 2⁵³ on every number is whole; below, signed numbers convert in one instruction and unsigned ones do not.
    if value >= 9e15 { value as u64 } else { ((value + 0.5) as i64).max(0) as u64 }
}

/// A random quantity.
#[derive(Debug, Clone, PartialEq)]
pub enum Distribution<T> {
    /// Always the same.
    Fixed(T),
    /// One of the shapes that need a name.
    Shaped(Shape<T>),
}

/// The named shapes of random quantities.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields, bound(deserialize = "T: Quantity + Deserialize<'de>"))]
pub enum Shape<T> {
    /// Exponential with this mean.
    Exponential(T),
    /// Equally likely between the two values.
    Uniform(T, T),
    /// The logarithm is equally likely between those of the two values.
    LogUniform(T, T),
    /// Equally likely within `around` ± `by` × `around`.
    Spread {
        /// The middle, which is also the mean.
        around: T,
        /// Half the width as a part of the middle, 0 to 1.
        by: f64,
    },
    /// Sum of `stages` equal exponential stages with this total mean; cv² = 1 / stages.
    Erlang {
        /// Mean of the sum.
        mean: T,
        /// Number of stages, 1 or more.
        stages: u32,
    },
    /// Lognormal with this mean; `sigma` is the standard deviation of the logarithm.
    Lognormal {
        /// Mean (not the median).
        mean: T,
        /// Standard deviation of the natural logarithm.
        sigma: f64,
    },
    /// Two exponential branches with balanced means, for cv² of 1 or more (Whitt 1982, balanced means).
    Hyperexponential {
        /// Mean.
        mean: T,
        /// Squared coefficient of variation, 1 or more.
        cv2: f64,
    },
    /// Another distribution, moved up by a constant.
    Shifted {
        /// The constant.
        by: T,
        /// What is added to it.
        of: Box<Distribution<T>>,
    },
    /// Normal with this mean and standard deviation; negative values become 0.
    Normal {
        /// Mean before the cut at 0.
        mean: T,
        /// Standard deviation before the cut at 0.
        deviation: T,
    },
    /// Each part is used with the probability of its share.
    Mixture(Vec<Part<T>>),
    /// Sum of independent parts, such as a pause of a client and one of its library.
    Sum(Vec<Distribution<T>>),
}

/// One part of a mixture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, bound(deserialize = "T: Quantity + Deserialize<'de>"))]
pub struct Part<T> {
    /// Probability of this part; the shares of a mixture sum to 1.
    pub share: f64,
    /// What is drawn then.
    pub of: Distribution<T>,
}

impl<T: Quantity> Distribution<T> {
    /// Draws one value.
    #[inline]
    pub fn sample(&self, source: &mut Source) -> T {
        match self {
            Distribution::Fixed(value) => *value,
            Distribution::Shaped(shape) => shape.sampler().sample(source),
        }
    }

    /// Draws the value at an address; a fixed one costs no random number.
    #[inline(always)]
    pub fn sample_at(&self, family: StreamFamily, owner: u64, index: u64) -> T {
        match self {
            Distribution::Fixed(value) => *value,
            Distribution::Shaped(shape) => shape.sample_at(family, owner, index),
        }
    }

    /// This distribution made ready for many draws.
    #[inline]
    pub fn sampler(&self) -> Sampler<'_, T> {
        match self {
            Distribution::Fixed(value) => Sampler::Fixed(*value),
            Distribution::Shaped(shape) => shape.sampler(),
        }
    }

    /// The mean in the base unit (nanoseconds, bytes), before rounding to whole units.
    pub fn mean(&self) -> f64 {
        match self {
            Distribution::Fixed(value) => value.value(),
            Distribution::Shaped(shape) => shape.mean(),
        }
    }

    /// What is wrong with the parameters, if anything: (cause, remedy).
    pub fn problem(&self) -> Option<(String, String)> {
        match self {
            Distribution::Fixed(_) => None,
            Distribution::Shaped(shape) => shape.problem(),
        }
    }
}

/// A distribution made ready for drawing: the shapes that scenarios use most are reduced to a formula of constants.
#[derive(Clone, Copy)]
pub enum Sampler<'a, T> {
    /// Always the same.
    Fixed(T),
    /// Equally likely from `from` on over `width`.
    Even {
        /// The least.
        from: f64,
        /// The greatest minus the least.
        width: f64,
    },
    /// Exponential.
    Exponential {
        /// The mean.
        mean: f64,
    },
    /// All others.
    Composed(&'a Shape<T>),
}

impl<T: Quantity> Sampler<'_, T> {
    /// The same without what it borrows; none if it needs that.
    pub fn detached(self) -> Option<Sampler<'static, T>> {
        match self {
            Sampler::Fixed(value) => Some(Sampler::Fixed(value)),
            Sampler::Even { from, width } => Some(Sampler::Even { from, width }),
            Sampler::Exponential { mean } => Some(Sampler::Exponential { mean }),
            Sampler::Composed(_) => None,
        }
    }

    /// Draws one value.
    #[inline(always)]
    pub fn sample(&self, source: &mut Source) -> T {
        match self {
            Sampler::Fixed(value) => *value,
            Sampler::Even { from, width } => T::nearest(from + width * source.unit()),
            Sampler::Exponential { mean } => T::nearest(mean * source.exponential()),
            Sampler::Composed(shape) => T::nearest(shape.sample(source)),
        }
    }
}

impl<T: Quantity> Shape<T> {
    fn sample_at(&self, family: StreamFamily, owner: u64, index: u64) -> T {
        self.sampler().sample(&mut family.stream(owner).at(index))
    }

    #[inline]
    fn sampler(&self) -> Sampler<'_, T> {
        match self {
            Shape::Exponential(mean) => Sampler::Exponential { mean: mean.value() },
            Shape::Uniform(from, to) => Sampler::Even { from: from.value(), width: to.value() - from.value() },
            Shape::Spread { around, by } => {
                let (around, half) = (around.value(), by * around.value());
                Sampler::Even { from: around - half, width: 2.0 * half }
            }
            Shape::LogUniform(..)
            | Shape::Erlang { .. }
            | Shape::Lognormal { .. }
            | Shape::Hyperexponential { .. }
            | Shape::Shifted { .. }
            | Shape::Normal { .. }
            | Shape::Mixture(_)
            | Shape::Sum(_) => Sampler::Composed(self),
        }
    }

    /// Draws from a shape that takes more than one step.
    #[inline(never)]
    fn sample(&self, source: &mut Source) -> f64 {
        match self {
            Shape::Exponential(_) | Shape::Uniform(..) | Shape::Spread { .. } => self.sampler().sample(source).value(),
            Shape::LogUniform(from, to) => {
                from.value() * libm::exp(libm::log(to.value() / from.value()) * source.unit())
            }
            Shape::Erlang { mean, stages } => {
                let sum: f64 = (0..*stages).map(|_| source.exponential()).sum();
                mean.value() * sum / f64::from(*stages)
            }
            Shape::Lognormal { mean, sigma } => mean.value() * libm::exp(sigma * source.normal() - sigma * sigma / 2.0),
            Shape::Hyperexponential { mean, cv2 } => {
                let likely = balanced_branch(*cv2);
                let branch = if source.unit() <= likely { likely } else { 1.0 - likely };
                mean.value() * source.exponential() / (2.0 * branch)
            }
            Shape::Shifted { by, of } => by.value() + of.sample(source).value(),
            Shape::Normal { mean, deviation } => (mean.value() + deviation.value() * source.normal()).max(0.0),
            Shape::Mixture(parts) => {
                let mut left = source.unit();
                let part = parts.iter().find(|part| {
                    left -= part.share;
                    left <= 0.0
                });
                part.or(parts.last()).map_or(0.0, |part| part.of.sample(source).value())
            }
            Shape::Sum(parts) => parts.iter().map(|part| part.sample(source).value()).sum(),
        }
    }

    fn mean(&self) -> f64 {
        match self {
            Shape::Exponential(mean)
            | Shape::Erlang { mean, .. }
            | Shape::Lognormal { mean, .. }
            | Shape::Hyperexponential { mean, .. }
            | Shape::Spread { around: mean, .. } => mean.value(),
            Shape::Normal { mean, deviation } => cut_normal_mean(mean.value(), deviation.value()),
            Shape::Shifted { by, of } => by.value() + of.mean(),
            Shape::Uniform(from, to) => (from.value() + to.value()) / 2.0,
            Shape::LogUniform(from, to) if from.value() == to.value() => from.value(),
            Shape::LogUniform(from, to) => (to.value() - from.value()) / libm::log(to.value() / from.value()),
            Shape::Mixture(parts) => parts.iter().map(|part| part.share * part.of.mean()).sum(),
            Shape::Sum(parts) => parts.iter().map(Distribution::mean).sum(),
        }
    }

    fn problem(&self) -> Option<(String, String)> {
        let say = |cause: String, remedy: &str| Some((cause, remedy.to_string()));
        match self {
            Shape::Exponential(_) => None,
            Shape::Uniform(from, to) if from.value() > to.value() => {
                say("the range ends before it begins".into(), "write the smaller value first")
            }
            Shape::LogUniform(from, to) if from.value() <= 0.0 || from.value() > to.value() => {
                say("a logarithmic range needs 0 < from ≤ to".into(), "write two values above 0, the smaller first")
            }
            Shape::Uniform(..) | Shape::LogUniform(..) => None,
            Shape::Spread { by, .. } if !(0.0..=1.0).contains(by) => {
                say(format!("a spread of {by} would reach below zero"), "write a spread from 0 to 1, for example 0.5")
            }
            Shape::Erlang { stages, .. } if *stages == 0 || *stages > 1000 => {
                say(format!("{stages} stages"), "write 1 to 1000 stages")
            }
            Shape::Lognormal { sigma, .. } if !(0.0..=10.0).contains(sigma) => {
                say(format!("sigma is {sigma}"), "write a sigma from 0 to 10")
            }
            Shape::Hyperexponential { cv2, .. } if !(1.0..=1e6).contains(cv2) => {
                say(format!("cv2 is {cv2}"), "a hyperexponential needs cv2 of 1 or more; below 1 use `erlang`")
            }
            Shape::Spread { .. } | Shape::Erlang { .. } | Shape::Lognormal { .. } | Shape::Hyperexponential { .. } => {
                None
            }
            Shape::Normal { .. } => None,
            Shape::Shifted { of, .. } => of.problem(),
            Shape::Mixture(parts) => mixture_problem(parts),
            Shape::Sum(parts) if parts.len() < 2 => say(
                format!("a sum of {}", parts.len()),
                "write two parts or more, such as [\"1 s\", { exponential = \"2 s\" }]",
            ),
            Shape::Sum(parts) => parts.iter().find_map(Distribution::problem),
        }
    }
}

fn mixture_problem<T: Quantity>(parts: &[Part<T>]) -> Option<(String, String)> {
    let total: f64 = parts.iter().map(|part| part.share).sum();
    if parts.iter().any(|part| !(0.0..=1.0).contains(&part.share)) || (total - 1.0).abs() > 1e-9 {
        let cause = format!("the shares of the mixture sum to {total}");
        return Some((cause, "make every share 0 to 1 and their sum 1".to_string()));
    }
    parts.iter().find_map(|part| part.of.problem())
}

/// Probability of the likelier branch of a hyperexponential with balanced means:
/// p = (1 + √((cv² − 1) / (cv² + 1))) / 2; each branch contributes half of the mean.
pub(super) fn balanced_branch(cv2: f64) -> f64 {
    (1.0 + ((cv2 - 1.0) / (cv2 + 1.0)).sqrt()) / 2.0
}

/// Mean of a normal variate whose negative values become 0, for a mean and deviation of 0 or more before the cut:
/// μ Φ(μ/σ) + σ φ(μ/σ), which is 4 % more than μ at σ = 0.8 μ.
fn cut_normal_mean(mean: f64, deviation: f64) -> f64 {
    if deviation == 0.0 {
        return mean;
    }
    let z = mean / deviation;
    let (root2, density) = (std::f64::consts::SQRT_2, libm::exp(-z * z / 2.0) / (2.0 * std::f64::consts::PI).sqrt());
    mean * libm::erfc(-z / root2) / 2.0 + deviation * density
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::random::StreamFamily;

    /// Mean and squared coefficient of variation of many draws.
    fn moments(shape: Shape<Span>) -> (f64, f64) {
        let stream = StreamFamily::new(1, "distribution", "test").stream(0);
        let draws: Vec<f64> = (0..200_000).map(|i| shape.sample(&mut stream.at(i))).collect();
        let mean = draws.iter().sum::<f64>() / draws.len() as f64;
        let variance = draws.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / draws.len() as f64;
        (mean / shape.mean(), variance / (mean * mean))
    }

    #[test]
    fn every_shape_has_its_mean_and_variation() {
        let mean = Span::secs(1);
        let ln10 = 10f64.ln();
        let log_uniform_cv2 = ((100.0 - 1.0) / (2.0 * ln10)) / (9.0 / ln10).powi(2) - 1.0;
        let mixture = vec![
            Part { share: 0.5, of: Distribution::Fixed(Span::secs(1)) },
            Part { share: 0.5, of: Distribution::Fixed(Span::secs(3)) },
        ];
        let sum = vec![
            Distribution::Fixed(Span::secs(1)),
            Distribution::Shaped(Shape::Exponential(Span::secs(2))),
            Distribution::Shaped(Shape::Uniform(Span::ZERO, Span::secs(2))),
        ];
        for (shape, cv2) in [
            (Shape::Exponential(mean), 1.0),
            (Shape::Uniform(Span::ZERO, mean), 1.0 / 3.0),
            (Shape::LogUniform(mean, Span::secs(10)), log_uniform_cv2),
            (Shape::Spread { around: mean, by: 0.5 }, 1.0 / 12.0),
            (Shape::Erlang { mean, stages: 4 }, 0.25),
            (Shape::Lognormal { mean, sigma: 0.5 }, 0.25f64.exp() - 1.0),
            (Shape::Hyperexponential { mean, cv2: 4.0 }, 4.0),
            (Shape::Normal { mean, deviation: Span::millis(200) }, 0.04),
            (Shape::Mixture(mixture), 0.25),
            // Means 1, 2 and 1: variances 0, 4 and 1/3 over a mean of 4.
            (Shape::Sum(sum), (4.0 + 1.0 / 3.0) / 16.0),
        ] {
            let name = format!("{shape:?}");
            let (ratio, seen) = moments(shape);
            assert!((ratio - 1.0).abs() < 0.02, "{name}: mean off by {ratio}");
            assert!((seen - cv2).abs() < 0.06 * (1.0 + cv2), "{name}: cv² {seen}, not {cv2}");
        }
    }

    #[test]
    fn impossible_parameters_are_named() {
        let bad = [
            Shape::Uniform(Span::secs(2), Span::secs(1)),
            Shape::LogUniform(Span::ZERO, Span::secs(1)),
            Shape::Spread { around: Span::secs(1), by: 1.5 },
            Shape::Erlang { mean: Span::secs(1), stages: 0 },
            Shape::Hyperexponential { mean: Span::secs(1), cv2: 0.5 },
            Shape::Mixture(vec![Part { share: 0.4, of: Distribution::Fixed(Span::secs(1)) }]),
            Shape::Sum(vec![Distribution::Fixed(Span::secs(1))]),
            Shape::Sum(vec![
                Distribution::Fixed(Span::secs(1)),
                Distribution::Shaped(Shape::Uniform(Span::secs(2), Span::secs(1))),
            ]),
        ];
        for shape in bad {
            assert!(Distribution::Shaped(shape.clone()).problem().is_some(), "{shape:?}");
        }
    }
}
