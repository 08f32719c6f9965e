//! Numbers by Zipf's law: which of many things is asked for, when few are asked for often.
//!
//! Drawn by rejection-inversion (Hörmann and Derflinger 1996, "Rejection-inversion to generate variates from monotone
//! discrete distributions"), without a table: a table of a million keys would not stay in any cache. Logarithms and
//! exponentials come from the `libm` crate, as everywhere in this layer.

use super::random::Source;

/// Numbers 0 … n − 1, of which the k-th has a probability proportional to 1 / (k + 1)^s; all the same for s = 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Zipf {
    exponent: f64,
    last: f64,
    /// The integral of the density around the first number and up to behind the last one.
    from: f64,
    to: f64,
    /// Closer than this to its number, a draw is always taken.
    sure: f64,
}

impl Zipf {
    /// The law of `count` numbers with this exponent.
    pub fn new(count: u32, exponent: f64) -> Zipf {
        let mut zipf = Zipf { exponent, last: f64::from(count.max(1)), from: 0.0, to: 0.0, sure: 0.0 };
        zipf.from = zipf.integral(1.5) - 1.0;
        zipf.to = zipf.integral(zipf.last + 0.5);
        zipf.sure = 2.0 - zipf.inverse(zipf.integral(2.5) - zipf.density(2.0));
        zipf
    }

    /// One number.
    pub fn sample(&self, source: &mut Source) -> u32 {
        loop {
            let height = self.to + source.unit() * (self.from - self.to);
            let place = self.inverse(height);
            let number = (place + 0.5).floor().clamp(1.0, self.last);
            if number - place <= self.sure || height >= self.integral(number + 0.5) - self.density(number) {
                return number as u32 - 1;
            }
        }
    }

    fn density(&self, place: f64) -> f64 {
        libm::exp(-self.exponent * libm::log(place))
    }

    /// ∫ x^−s dx from 1, written so that it stays exact where s is near 1.
    fn integral(&self, place: f64) -> f64 {
        let log = libm::log(place);
        let power = (1.0 - self.exponent) * log;
        log * if power.abs() > 1e-8 { libm::expm1(power) / power } else { 1.0 + power / 2.0 }
    }

    fn inverse(&self, height: f64) -> f64 {
        // A rounding error must not lead beyond the range of the logarithm.
        let power = (height * (1.0 - self.exponent)).max(-1.0);
        libm::exp(height * if power.abs() > 1e-8 { libm::log1p(power) / power } else { 1.0 - power / 2.0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::StreamFamily;

    /// The share of each number, against its probability: five standard deviations.
    #[test]
    fn every_number_comes_as_often_as_it_should() {
        let draws = 200_000;
        for (count, exponent) in [(1, 1.0), (2, 3.0), (20, 0.0), (20, 0.7), (20, 1.0), (50, 1.1), (5, 4.0)] {
            let (zipf, stream) =
                (Zipf::new(count, exponent), StreamFamily::new(7, "keys", "test").stream(u64::from(count)));
            let mut seen = vec![0_u32; count as usize];
            (0..draws).for_each(|index| seen[zipf.sample(&mut stream.at(index)) as usize] += 1);
            let weight = |place: u32| libm::pow(f64::from(place + 1), -exponent);
            let sum: f64 = (0..count).map(weight).sum();
            for (place, seen) in seen.iter().enumerate() {
                let share = weight(place as u32) / sum;
                let expected = share * draws as f64;
                let deviation = (expected * (1.0 - share)).sqrt().max(0.1);
                let off = (f64::from(*seen) - expected).abs() / deviation;
                assert!(off < 5.0, "{count} {exponent}: number {place} came {seen} times instead of {expected}");
            }
        }
    }

    #[test]
    fn rand_distr_agrees_about_the_mean() {
        use rand_distr::Distribution;
        let (ours, theirs) = (Zipf::new(10_000, 1.1), rand_distr::Zipf::new(10_000.0, 1.1).expect("a law"));
        let stream = StreamFamily::new(8, "keys", "test").stream(0);
        let draws = 400_000;
        let mean = |value: &dyn Fn(u64) -> f64| (0..draws).map(|i| libm::log(value(i))).sum::<f64>() / draws as f64;
        let ours = mean(&|i| f64::from(ours.sample(&mut stream.at(i)) + 1));
        let theirs = mean(&|i| theirs.sample(&mut stream.at(1 << 40 | i)));
        assert!((ours - theirs).abs() < 0.02, "{ours} {theirs}");
    }
}
