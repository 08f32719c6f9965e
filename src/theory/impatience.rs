//! Customers who leave the queue when their patience ends before their service begins: M/M/c+M, "Erlang A", and M/M/c+D
//! where every patience is the same.
//!
//! Sources: Palm 1957; Garnett, Mandelbaum and Reiman 2002, "Designing a call center with impatient customers"; Barrer
//! 1957, "Queuing with impatient customers and ordered service".

use super::chain::{birth_death, mean};
use super::positive;

/// What an Erlang A queue is like in the long run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ErlangA {
    /// Probability that an arriving customer has to wait.
    pub delayed: f64,
    /// Mean number waiting.
    pub waiting: f64,
    /// Share of all customers who leave unserved: θE(Q)/λ.
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

/// What a queue is like whose customers all leave after the same wait.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WithDeadline {
    /// Share of all customers who leave unserved.
    pub lost: f64,
    /// Probability that an arriving customer has to wait.
    pub delayed: f64,
    /// Mean number of busy workers.
    pub busy: f64,
}

/// M/M/c+D, first come, first served: whoever has not begun after the time D leaves (Barrer 1957). The work in front of a
/// newcomer who must wait has the density λ p(c−1) e^{−(cμ−λ)x} up to D, and beyond it, where nobody joins,
/// λ p(c−1) e^{λD} e^{−cμx}; below, p(n) = p(0) aⁿ/n!. So P(lost) = λ p(c−1) e^{−(cμ−λ)D} / (cμ). λ and μ per second, D in
/// seconds; stable for every D.
pub fn deadline(arrival: f64, service: f64, workers: u32, patience: f64) -> Option<WithDeadline> {
    if !positive(&[arrival, service, patience]) || workers == 0 {
        return None;
    }
    let (offered, all) = (arrival / service, f64::from(workers) * service);
    // p(n) / p(0) for n < c: the last of them, and their sum.
    let (mut last, mut idle) = (1.0, 1.0);
    for n in 1..workers {
        last *= offered / f64::from(n);
        idle += last;
    }
    let drift = all - arrival;
    let reached = (-drift * patience).exp();
    let inside = if drift.abs() < 1e-9 { patience } else { -(-drift * patience).exp_m1() / drift };
    let (early, late) = (arrival * last * inside, arrival * last * reached / all);
    let total = idle + early + late;
    let lost = late / total;
    Some(WithDeadline { lost, delayed: (early + late) / total, busy: offered * (1.0 - lost) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_loses_what_barrer_says() {
        for (arrival, lost) in [(0.8, 0.07699), (1.2, 0.22386)] {
            let seen = deadline(arrival, 1.0, 1, 5.0).expect("positive");
            assert!((seen.lost - lost).abs() < 5e-6, "{seen:?}");
        }
        // By hand at λ = μ: the work has the density p0 up to D, so p0 (1 + D + 1) = 1.
        let even = deadline(1.0, 1.0, 1, 5.0).expect("positive");
        assert!((even.lost - 1.0 / 7.0).abs() < 1e-12, "{even:?}");
        // A patience without end is M/M/c, none at all Erlang B.
        let patient = deadline(1.6, 1.0, 2, 1e3).expect("positive");
        assert!((patient.delayed - 0.711111).abs() < 1e-6 && patient.lost < 1e-12, "{patient:?}");
        let hasty = deadline(3.0, 1.0, 5, 1e-12).expect("positive");
        assert!((hasty.lost - 0.110054).abs() < 1e-6, "{hasty:?}");
        assert!(deadline(1.0, 1.0, 0, 1.0).is_none());
    }

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
