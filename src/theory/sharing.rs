//! A fair link as a queue: processor sharing, M/G/1-PS.
//!
//! Source: Kleinrock 1976, "Queueing Systems II", chapter 4: both results hold for every distribution of sizes.

use super::positive;

/// E(N) = ρ/(1−ρ): mean number of transfers in flight; none unless 0 < ρ < 1.
pub fn transfers(load: f64) -> Option<f64> {
    (positive(&[load]) && load < 1.0).then(|| load / (1.0 - load))
}

/// E(T given x) / x = 1/(1−ρ): how many times longer than alone a transfer takes on average, whatever its size; none
/// unless 0 < ρ < 1.
pub fn slowdown(load: f64) -> Option<f64> {
    (positive(&[load]) && load < 1.0).then(|| 1.0 / (1.0 - load))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_values_come_out() {
        for (load, wanted) in [(0.5, 2.0), (0.8, 5.0), (0.9, 10.0)] {
            assert!((slowdown(load).expect("stable") - wanted).abs() < 1e-12);
            assert!((transfers(load).expect("stable") - load * wanted).abs() < 1e-12);
        }
        assert!(slowdown(1.0).is_none() && transfers(0.0).is_none());
    }
}
