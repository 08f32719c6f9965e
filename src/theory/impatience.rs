//! Customers who leave the queue when their patience ends before their service begins: M/M/c+M, "Erlang A".
//!
//! Sources: Palm 1957; Garnett, Mandelbaum and Reiman 2002, "Designing a call center with impatient customers".

use super::chain::{birth_death, mean};
use super::positive;

/// What an Erlang A queue is like in the long run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ErlangA {
    /// Probability that an arriving customer has to wait.
    pub delayed: f64,
    /// Mean number waiting.
    pub waiting: f64,
    /// Share of all customers who leave unserved: θE[Q]/λ.
    pub abandoned: f64,
    /// Mean number of busy workers.
    pub busy: f64,
}

/// p(c+k) = p(c) Π λ/(cμ+jθ). λ, μ and θ per second; stable for every θ > 0.
pub fn erlang_a(arrival: f64, service: f64, workers: u32, patience: f64) -> Option<ErlangA> {
    queue_with_patience(arrival, service, workers, patience, |n, c| n.saturating_sub(c))
}

/// The same with customers who also leave while they are served, whose worker is free at once: every customer in the
/// system leaves at rate θ, so p(n) ∝ Π λ/(min(n,c)μ+nθ), and `abandoned` is θL/λ. λ, μ and θ per second.
pub fn leaves_any_time(arrival: f64, service: f64, workers: u32, patience: f64) -> Option<ErlangA> {
    queue_with_patience(arrival, service, workers, patience, |n, _| n)
}

/// The birth–death chain of a queue in which, of n customers, `impatient(n, c)` can leave.
fn queue_with_patience(
    arrival: f64,
    service: f64,
    workers: u32,
    patience: f64,
    impatient: impl Fn(usize, usize) -> usize,
) -> Option<ErlangA> {
    if !positive(&[arrival, service, patience]) || workers == 0 {
        return None;
    }
    let c = workers as usize;
    let death = |n: usize| n.min(c) as f64 * service + impatient(n, c) as f64 * patience;
    // Above this state every birth is less than half as likely as a death, and 64 halvings leave nothing to see.
    let steep = (1..).find(|n| *n > c && death(*n) > 2.0 * arrival).unwrap_or(c);
    let shares = birth_death(steep + 64, |_| arrival, death);
    let waiting = mean(&shares, |n| n.saturating_sub(c) as f64);
    Some(ErlangA {
        delayed: shares[c..].iter().sum(),
        waiting,
        abandoned: patience * mean(&shares, |n| impatient(n, c) as f64) / arrival,
        busy: mean(&shares, |n| n.min(c) as f64),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_values_come_out() {
        for (arrival, delayed, waiting, abandoned) in
            [(8.0, 0.317434, 0.621142, 0.0388214), (12.0, 0.850385, 4.69574, 0.195656)]
        {
            let seen = erlang_a(arrival, 1.0, 10, 0.5).expect("stable");
            for (value, wanted) in [(seen.delayed, delayed), (seen.waiting, waiting), (seen.abandoned, abandoned)] {
                assert!((value / wanted - 1.0).abs() < 1e-5, "{value} instead of {wanted}");
            }
            // Whoever does not leave is served.
            assert!((seen.busy - arrival * (1.0 - seen.abandoned)).abs() < 1e-12);
        }
        assert!(erlang_a(1.0, 1.0, 1, 0.0).is_none());
    }

    /// With as many workers as customers, nobody waits: the number present is Poisson with mean λ/(μ+θ).
    #[test]
    fn leaving_while_served_shortens_the_service() {
        let seen = leaves_any_time(3.0, 1.0, 60, 0.5).expect("stable");
        assert!((seen.busy - 2.0).abs() < 1e-9 && (seen.abandoned - 1.0 / 3.0).abs() < 1e-9, "{seen:?}");
    }
}
