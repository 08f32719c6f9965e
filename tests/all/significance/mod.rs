//! How surprising a sample is: p-values of classical tests, all two-sided, because numbers that are too even are as
//! wrong as numbers that are too uneven.

pub mod laws;
pub mod samplers;

use statrs::distribution::{ChiSquared, ContinuousCDF, Normal};

/// The chance that one test function fails although everything is as it should be.
pub const ALARM: f64 = 1e-4;

/// One draw in three forms: raw, uniform on (0, 1], exponential with mean 1.
#[derive(Clone, Copy, Debug)]
pub struct Draw {
    pub bits: u64,
    pub unit: f64,
    pub exponential: f64,
}

/// The p-values of one test function, judged together.
#[derive(Default)]
pub struct Verdict {
    found: Vec<(String, f64)>,
}

impl Verdict {
    pub fn add(&mut self, name: String, p: f64) {
        assert!((0.0..=1.0).contains(&p), "{name}: p = {p}");
        self.found.push((name, p));
    }

    pub fn add_all(&mut self, what: &str, found: Vec<(String, f64)>) {
        found.into_iter().for_each(|(name, p)| self.add(format!("{what}: {name}"), p));
    }

    /// The least p-value, with a bound that the least of so many falls below with a probability of at most [`ALARM`].
    fn least(&self) -> (&(String, f64), f64) {
        let least = self.found.iter().min_by(|a, b| a.1.total_cmp(&b.1)).expect("something was tested");
        (least, ALARM / self.found.len() as f64)
    }

    /// Nothing in it is too surprising.
    pub fn accept(&self) {
        let ((name, p), bound) = self.least();
        println!("least of {} p-values: {p:.2e} (bound {bound:.1e}), {name}", self.found.len());
        let mut failed: Vec<_> = self.found.iter().filter(|(_, p)| *p <= bound).collect();
        failed.sort_by(|a, b| a.1.total_cmp(&b.1));
        failed.truncate(20);
        assert!(failed.is_empty(), "of {} p-values these are below {bound:.1e}: {failed:#?}", self.found.len());
    }

    /// Something in it is: a control has been noticed.
    pub fn reject(&self) {
        let ((name, p), bound) = self.least();
        println!("control, least of {} p-values: {p:.2e} (bound {bound:.1e}), {name}", self.found.len());
        assert!(*p <= bound, "a bad sample passed: the least p-value is {p:.2e}, {name}");
    }
}

/// Both tails of a statistic with this distribution.
fn two_sided(law: &impl ContinuousCDF<f64, f64>, statistic: f64) -> f64 {
    (2.0 * law.cdf(statistic).min(law.sf(statistic))).min(1.0)
}

/// p-value of a statistic that is standard normal.
pub fn z_test(z: f64) -> f64 {
    two_sided(&Normal::standard(), z)
}

/// Pearson's test of equally likely cells.
pub fn chi_squared(cells: &[u64]) -> f64 {
    let expected = cells.iter().sum::<u64>() as f64 / cells.len() as f64;
    assert!(expected >= 5.0, "too few draws for {} cells", cells.len());
    let statistic: f64 = cells.iter().map(|count| (*count as f64 - expected).powi(2) / expected).sum();
    two_sided(&ChiSquared::new((cells.len() - 1) as f64).expect("degrees of freedom"), statistic)
}

fn counted(count: usize, places: impl Iterator<Item = usize>) -> Vec<u64> {
    let mut cells = vec![0; count];
    places.for_each(|place| cells[place] += 1);
    cells
}

/// Are all 64 bits as often 0 as 1?
fn bits(words: impl Iterator<Item = u64>) -> f64 {
    let mut ones = [0u64; 64];
    let mut n = 0.0;
    for word in words {
        n += 1.0;
        ones.iter_mut().enumerate().for_each(|(place, ones)| *ones += word >> place & 1);
    }
    let statistic: f64 = ones.iter().map(|ones| (*ones as f64 - n / 2.0).powi(2) / (n / 4.0)).sum();
    two_sided(&ChiSquared::new(64.0).expect("degrees of freedom"), statistic)
}

/// Correlation of a sequence with itself, `lag` places on, for a known mean and variance.
fn serial(values: &[f64], mean: f64, variance: f64, lag: usize) -> f64 {
    let sum: f64 = values.iter().zip(&values[lag..]).map(|(a, b)| (a - mean) * (b - mean)).sum();
    z_test(sum / variance / ((values.len() - lag) as f64).sqrt())
}

/// The draws of one direction against independent ones: cells of one and of two neighbours, single bits, and the
/// correlation of neighbours up to eight places apart.
pub fn battery(draws: &[Draw]) -> Vec<(String, f64)> {
    let pairs = || draws.chunks_exact(2).map(|pair| (pair[0], pair[1]));
    let cell = |unit: f64, cells: usize| ((unit * cells as f64).ceil() as usize - 1).min(cells - 1);
    let exponential = |x: f64, cells: usize| ((-(-x).exp_m1() * cells as f64) as usize).min(cells - 1);
    let low = |word: u64, bits: u32| (word & ((1 << bits) - 1)) as usize;
    let one = |f: &dyn Fn(&Draw) -> usize| chi_squared(&counted(256, draws.iter().map(f)));
    let two = |f: &dyn Fn(&Draw) -> usize| chi_squared(&counted(1024, pairs().map(|(a, b)| 32 * f(&a) + f(&b))));
    let mut found: Vec<(String, f64)> = [
        ("cells of the uniform", one(&|d| cell(d.unit, 256))),
        ("cells of the exponential", one(&|d| exponential(d.exponential, 256))),
        ("cells of the low bits", one(&|d| low(d.bits, 8))),
        ("pairs of the uniform", two(&|d| cell(d.unit, 32))),
        ("pairs of the exponential", two(&|d| exponential(d.exponential, 32))),
        ("pairs of the low bits", two(&|d| low(d.bits, 5))),
        ("bits", bits(draws.iter().map(|d| d.bits))),
        ("bits that differ in neighbours", bits(pairs().map(|(a, b)| a.bits ^ b.bits))),
    ]
    .map(|(name, p)| (name.to_owned(), p))
    .to_vec();
    let units: Vec<f64> = draws.iter().map(|d| d.unit).collect();
    let exponentials: Vec<f64> = draws.iter().map(|d| d.exponential).collect();
    for lag in 1..=8 {
        found.push((format!("uniform, lag {lag}"), serial(&units, 0.5, 1.0 / 12.0, lag)));
        found.push((format!("exponential, lag {lag}"), serial(&exponentials, 1.0, 1.0, lag)));
    }
    found
}

/// The largest distance between a sample and a law. Values may have been rounded by up to `half`, and laws may jump: both
/// are met exactly by looking at the law just below and just above every value.
pub fn kolmogorov_smirnov(mut sample: Vec<f64>, half: f64, law: &dyn Fn(f64) -> f64) -> f64 {
    sample.sort_by(f64::total_cmp);
    let n = sample.len() as f64;
    let mut distance: f64 = 0.0;
    let mut below = 0;
    for equal in sample.chunk_by(|a, b| a == b) {
        let upto = below + equal.len();
        distance = distance.max((below as f64 / n - law(equal[0] - half)).abs());
        distance = distance.max((upto as f64 / n - law(equal[0] + half)).abs());
        below = upto;
    }
    kolmogorov(distance, n)
}

/// The largest distance between two samples.
pub fn two_samples(mut ours: Vec<f64>, mut theirs: Vec<f64>) -> f64 {
    ours.sort_by(f64::total_cmp);
    theirs.sort_by(f64::total_cmp);
    let (n, m) = (ours.len() as f64, theirs.len() as f64);
    let mut distance: f64 = 0.0;
    let mut below = 0;
    for (place, value) in ours.iter().enumerate() {
        distance = distance.max((place as f64 / n - below as f64 / m).abs());
        below += theirs[below..].iter().take_while(|other| *other <= value).count();
        distance = distance.max(((place + 1) as f64 / n - below as f64 / m).abs());
    }
    kolmogorov(distance, n * m / (n + m))
}

/// p-value of Kolmogorov's distance for `n` draws (his limit, with the correction for finite `n` of Stephens 1970).
fn kolmogorov(distance: f64, n: f64) -> f64 {
    let lambda = (n.sqrt() + 0.12 + 0.11 / n.sqrt()) * distance;
    // Below this the series alternates without end and p is 1 to five digits.
    if lambda < 0.4 {
        return 1.0;
    }
    let term = |k: i32| (-2.0 * f64::from(k * k) * lambda * lambda).exp() * if k % 2 == 1 { 2.0 } else { -2.0 };
    (1..=20).map(term).sum::<f64>().clamp(0.0, 1.0)
}
