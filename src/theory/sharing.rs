//! A fair link as a queue, and processors that requests share: processor sharing, M/G/1-PS and M/G/c-PS.
//!
//! Sources: Kleinrock 1976, "Queueing Systems II", chapter 4; Kelly 1979, "Reversibility and Stochastic Networks", chapter
//! 3, for more than one processor. The results hold for every distribution of sizes.

use super::{positive, queues};

/// E(N) = ρ/(1−ρ): mean number of transfers in flight; none unless 0 < ρ < 1.
pub fn transfers(load: f64) -> Option<f64> {
    (positive(&[load]) && load < 1.0).then(|| load / (1.0 - load))
}

/// E(T given x) / x = 1/(1−ρ): how many times longer than alone a transfer takes on average, whatever its size; none
/// unless 0 < ρ < 1.
pub fn slowdown(load: f64) -> Option<f64> {
    (positive(&[load]) && load < 1.0).then(|| 1.0 / (1.0 - load))
}

/// M/G/c-PS: mean number of requests that share c processors, of which each uses one at most; the number in M/M/c,
/// whatever the law of the work. λ and μ (1 / mean work) per second; none unless λ < cμ.
pub fn on_processors(arrival: f64, service: f64, cores: u32) -> Option<f64> {
    queues::mmc(arrival, service, cores).map(|station| station.in_system)
}

/// The part of one kind of request in the number on shared processors: its part of the load, since all are served alike.
pub fn part_of(kind: f64, all: f64) -> Option<f64> {
    (positive(&[kind, all]) && kind <= all).then(|| kind / all)
}

/// E(T given x) = x/(1−ρ): mean time of a request of this work on one shared processor, in seconds; none unless 0 < ρ < 1.
pub fn time_of(work: f64, load: f64) -> Option<f64> {
    slowdown(load).filter(|_| positive(&[work])).map(|times| work * times)
}

/// Mean number of requests that share one processor with so much other work that never ends: (k + 1) ρ/(1−ρ). Given n
/// requests, they get n/(n + k) of the processor, so that π(n) ∝ ρⁿ C(n + k, k), whatever the law of the work. None unless
/// 0 < ρ < 1.
pub fn beside(load: f64, others: u32) -> Option<f64> {
    transfers(load).map(|alone| f64::from(others + 1) * alone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processors_are_a_queue_in_their_numbers() {
        // One processor is the link.
        let one = on_processors(0.8, 1.0, 1).expect("stable");
        assert!((one - transfers(0.8).expect("stable")).abs() < 1e-12);
        // M/M/2 by hand: L = 2ρ/(1−ρ²).
        let two = on_processors(1.4, 1.0, 2).expect("stable");
        assert!((two - 1.4 / (1.0 - 0.49)).abs() < 1e-12, "{two}");
        assert_eq!(time_of(3.0, 0.5), Some(6.0));
        // One other: π(n) ∝ (n + 1) ρⁿ, added up.
        let weights = || (0..400).map(|n| f64::from(n + 1) * 0.6_f64.powi(n));
        let mean = weights().zip(0..).map(|(weight, n)| weight * f64::from(n)).sum::<f64>() / weights().sum::<f64>();
        assert!((beside(0.6, 1).expect("stable") - mean).abs() < 1e-9 && beside(0.6, 0) == transfers(0.6));
        assert!(on_processors(2.0, 1.0, 2).is_none() && time_of(0.0, 0.5).is_none());
    }

    #[test]
    fn the_reference_values_come_out() {
        for (load, wanted) in [(0.5, 2.0), (0.8, 5.0), (0.9, 10.0)] {
            assert!((slowdown(load).expect("stable") - wanted).abs() < 1e-12);
            assert!((transfers(load).expect("stable") - load * wanted).abs() < 1e-12);
        }
        assert!(slowdown(1.0).is_none() && transfers(0.0).is_none());
    }
}
