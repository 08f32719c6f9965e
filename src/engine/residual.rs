//! What is left of a wait that has been going on for long.
//!
//! Clients that wait again and again, each for a time X of its own, are a population of renewal processes. Whoever looks
//! at such a process after a long time finds an interval X* that holds the moment of looking. It is *length-biased*: its
//! density is x f(x) / E\[X\], because a long interval is met more often than a short one; and the moment is anywhere in
//! it. What is left is thus U X* with U uniform on (0, 1]: density (1 − F(x)) / E\[X\] and mean E\[X²\] / (2 E\[X\])
//! (Cox 1962, *Renewal Theory*, §§ 5.1 to 5.4; Feller 1971, *An Introduction to Probability Theory*, vol. II, 2nd ed.,
//! §§ I.4 and XI.4). A process whose first interval is drawn so has its steady rate 1 / E\[X\] from its first moment on
//! (Cox, § 2.2: the *equilibrium renewal process*); one whose first interval is like all others has not, and a
//! population of them keeps step for many intervals.

use super::distribution::{Distribution, Part, Quantity, Shape, balanced_branch};
use super::random::Source;

impl<T: Quantity> Distribution<T> {
    /// Draws what is left of an interval that a renewal process in equilibrium is in. How many random numbers that takes
    /// depends on the shape (and on the branch, in a mixture), never on what they are.
    ///
    /// An exponential interval has no memory: what is left of it is like a whole one.
    pub fn residual(&self, source: &mut Source) -> T {
        match self {
            Distribution::Shaped(Shape::Exponential(_)) => self.sample(source),
            Distribution::Fixed(value) => T::nearest(value.value() * source.unit()),
            Distribution::Shaped(shape) => {
                let interval = shape.length_biased(source);
                T::nearest(interval * source.unit())
            }
        }
    }

    fn length_biased(&self, source: &mut Source) -> f64 {
        match self {
            Distribution::Fixed(value) => value.value(),
            Distribution::Shaped(shape) => shape.length_biased(source),
        }
    }
}

impl<T: Quantity> Shape<T> {
    /// Draws from the density x f(x) / E\[X\]. Each line follows from putting the density f into it:
    ///
    /// * exponential, mean m: x e^(−x/m) / m² is the sum of two such intervals. Sum of k stages (Erlang): of k + 1.
    /// * uniform on \[a, b\]: the square is uniform on \[a², b²\].
    /// * logarithm uniform, f = 1 / (x ln(b/a)): uniform on \[a, b\].
    /// * lognormal: ln X* is normal with the same σ and a mean that is σ² higher.
    /// * mixture with shares p and means m: branch i with probability pᵢ mᵢ / Σ p m, then what is length-biased of it.
    ///   In the hyperexponential with balanced means both branches have probability ½.
    /// * c + Y: a mixture of c + Y with weight c and c + Y* with weight E\[Y\], because (c + y) f(y) is their sum.
    /// * X + Y + …: a mixture in which each part is length-biased with a weight of its mean and the others are not, because
    ///   (x + y) f(x) g(y) is their sum.
    /// * normal, cut at 0: see [`length_biased_normal`].
    fn length_biased(&self, source: &mut Source) -> f64 {
        match self {
            Shape::Exponential(mean) => mean.value() * (source.exponential() + source.exponential()),
            Shape::Erlang { mean, stages } => {
                let sum: f64 = (0..=*stages).map(|_| source.exponential()).sum();
                mean.value() * sum / f64::from(*stages)
            }
            Shape::Uniform(from, to) => length_biased_uniform(from.value(), to.value(), source.unit()),
            Shape::Spread { around, by } => {
                let (around, half) = (around.value(), by * around.value());
                length_biased_uniform(around - half, around + half, source.unit())
            }
            Shape::LogUniform(from, to) => from.value() + (to.value() - from.value()) * source.unit(),
            Shape::Lognormal { mean, sigma } => mean.value() * libm::exp(sigma * source.normal() + sigma * sigma / 2.0),
            Shape::Hyperexponential { mean, cv2 } => {
                let likely = balanced_branch(*cv2);
                let branch = if source.unit() <= 0.5 { likely } else { 1.0 - likely };
                mean.value() * (source.exponential() + source.exponential()) / (2.0 * branch)
            }
            Shape::Shifted { by, of } => {
                let plain = source.unit() * (by.value() + of.mean()) <= by.value();
                by.value() + if plain { of.sample(source).value() } else { of.length_biased(source) }
            }
            Shape::Sum(parts) => {
                let mut left = source.unit() * parts.iter().map(Distribution::mean).sum::<f64>();
                let met = parts.iter().position(|part| {
                    left -= part.mean();
                    left <= 0.0
                });
                let met = met.unwrap_or(parts.len() - 1);
                let drawn = parts.iter().enumerate().map(|(place, part)| match place == met {
                    true => part.length_biased(source),
                    false => part.sample(source).value(),
                });
                drawn.sum()
            }
            Shape::Normal { mean, deviation } => length_biased_normal(mean.value(), deviation.value(), source.unit()),
            Shape::Mixture(parts) => {
                let met = |part: &Part<T>| part.share * part.of.mean();
                let mut left = source.unit() * parts.iter().map(met).sum::<f64>();
                let part = parts.iter().find(|part| {
                    left -= met(part);
                    left <= 0.0
                });
                part.or(parts.last()).map_or(0.0, |part| part.of.length_biased(source))
            }
        }
    }
}

/// F*(x) = (x² − a²) / (b² − a²), solved for x.
fn length_biased_uniform(from: f64, to: f64, unit: f64) -> f64 {
    (from * from + unit * (to * to - from * from)).sqrt()
}

/// The density in proportion to x φ((x − μ) / σ) for x > 0; what was cut to 0 has no length to be met in. Its integral
/// up to x is G(x) = μ (Φ(z) − Φ(z₀)) − σ (φ(z) − φ(z₀)) with z = (x − μ) / σ and z₀ = −μ / σ. It has no inverse in
/// closed form and is halved down on: so many steps whatever is drawn, where rejection would take one number or many.
fn length_biased_normal(mean: f64, deviation: f64, unit: f64) -> f64 {
    if deviation == 0.0 {
        return mean;
    }
    let density = |z: f64| libm::exp(-z * z / 2.0) / (2.0 * std::f64::consts::PI).sqrt();
    let below = |z: f64| libm::erfc(-z / std::f64::consts::SQRT_2) / 2.0;
    let least = -mean / deviation;
    let met = |z: f64| mean * (below(z) - below(least)) - deviation * (density(z) - density(least));
    let (mut low, mut high) = (least, 10.0);
    let wanted = unit * met(high);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        *(if met(middle) < wanted { &mut low } else { &mut high }) = middle;
    }
    mean + deviation * high
}
