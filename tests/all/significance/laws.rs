//! Distribution functions, and the moments that follow from them.

use statrs::distribution::{ContinuousCDF, Exp, LogNormal, Normal};

/// A distribution function.
pub type Law = Box<dyn Fn(f64) -> f64>;

/// A law from a distribution of statrs.
pub fn law(of: impl ContinuousCDF<f64, f64> + 'static) -> Law {
    Box::new(move |x| of.cdf(x))
}

/// Exponential with this mean.
pub fn exponential(mean: f64) -> Law {
    law(Exp::new(1.0 / mean).expect("a rate"))
}

/// Lognormal with this mean.
pub fn lognormal(mean: f64, sigma: f64) -> Law {
    law(LogNormal::new(mean.ln() - sigma * sigma / 2.0, sigma).expect("a lognormal"))
}

/// Two exponential branches with these probabilities and means.
pub fn branches(parts: [(f64, f64); 2]) -> Law {
    let laws = parts.map(|(share, mean)| (share, exponential(mean)));
    Box::new(move |x| laws.iter().map(|(share, law)| share * law(x)).sum())
}

/// Always the same.
pub fn step(at: f64) -> Law {
    Box::new(move |x| if x < at { 0.0 } else { 1.0 })
}

/// Normal, with negative values moved to 0.
pub fn cut_normal(mean: f64, deviation: f64) -> Law {
    let normal = Normal::new(mean, deviation).expect("a normal");
    Box::new(move |x| if x < 0.0 { 0.0 } else { normal.cdf(x) })
}

/// Mean, variance and fourth central moment of a law of positive numbers, from nothing but its distribution function:
/// E(Xᵏ) is the integral of k xᵏ⁻¹ (1 − F(x)). In small steps, up to where one in 10¹³ is larger.
pub fn moments(law: &Law) -> (f64, f64, f64) {
    let end = (0..).map(|power| 2f64.powi(power)).find(|x| 1.0 - law(*x) < 1e-13).expect("an end");
    let step = end / 400_000.0;
    let mut raw = [0.0; 4];
    for i in 0..400_000 {
        let x = (f64::from(i) + 0.5) * step;
        let above = (1.0 - law(x)) * step;
        raw.iter_mut().zip(1..).for_each(|(raw, k)| *raw += f64::from(k) * x.powi(k - 1) * above);
    }
    let [mean, second, third, fourth] = raw;
    let variance = second - mean * mean;
    (mean, variance, fourth - 4.0 * mean * third + 6.0 * mean * mean * second - 3.0 * mean.powi(4))
}
