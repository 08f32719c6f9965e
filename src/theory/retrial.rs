//! Retrial queues: no waiting room; who finds every worker busy waits elsewhere ("in orbit") for an exponential time
//! and tries again, as often as it takes.
//!
//! Source: Falin and Templeton 1997, "Retrial Queues". An open one is stable for any retry rate as long as λ < cμ:
//! retries alone cannot sustain an overload.

use super::chain::{Transition, mean, stationary};
use super::positive;

/// What a retrial queue is like in the long run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Retrial {
    /// Share of the time in which every worker is busy: of a Poisson stream, the share of first attempts refused.
    pub all_busy: f64,
    /// Mean number of busy workers.
    pub busy: f64,
    /// Mean number of clients in orbit.
    pub orbit: f64,
    /// Variance of that number over time.
    pub orbit_variance: f64,
}

/// M/M/1/1 with exponential retries: E(orbit) = ρ(λ+ρν)/((1−ρ)ν), Var = ρ(λ+ρν+ρ²ν−ρ³ν)/((1−ρ)²ν). The formula is
/// written for μ = 1, so rates are taken in units of μ; λ, μ and ν per second; none unless λ < μ.
pub fn mm1(arrival: f64, service: f64, retry: f64) -> Option<Retrial> {
    let (load, nu) = (arrival / service, retry / service);
    (positive(&[arrival, service, retry]) && load < 1.0).then(|| Retrial {
        all_busy: load,
        busy: load,
        orbit: load * (load + load * nu) / ((1.0 - load) * nu),
        orbit_variance: load * (load + load * nu + load.powi(2) * nu - load.powi(3) * nu) / ((1.0 - load).powi(2) * nu),
    })
}

/// M/M/c/c with exponential retries, as a chain over (orbit, busy workers), cut off where the orbit is so large that
/// no digit changes. λ, μ and ν per second; none unless λ < cμ.
pub fn mmc(arrival: f64, service: f64, retry: f64, workers: u32) -> Option<Retrial> {
    if !positive(&[arrival, service, retry]) || arrival >= service * f64::from(workers) {
        return None;
    }
    let mut largest = 64;
    loop {
        let (seen, beyond) = solve(workers as usize, largest, service, retry, |_, _| arrival);
        // The orbit thins out geometrically, so what is cut off weighs little more than its first level.
        if beyond < 1e-13 {
            return Some(seen);
        }
        largest *= 2;
    }
}

/// M/M/c/c//N: N clients that think (rate γ each), try, and retry (rate ν each). γ, μ and ν per second.
pub fn finite_source(clients: u32, thinking: f64, service: f64, retry: f64, workers: u32) -> Option<Retrial> {
    if !positive(&[thinking, service, retry]) || clients == 0 || workers == 0 {
        return None;
    }
    let all = clients as usize;
    let ask = |orbit: usize, busy: usize| all.saturating_sub(orbit + busy) as f64 * thinking;
    let workers = (workers as usize).min(all);
    Some(solve(workers, all, service, retry, ask).0)
}

/// The chain over (orbit, busy), and the share of time in its largest orbit.
fn solve(
    workers: usize,
    largest: usize,
    service: f64,
    retry: f64,
    arrival: impl Fn(usize, usize) -> f64,
) -> (Retrial, f64) {
    let phases = workers + 1;
    let state = |orbit: usize, busy: usize| orbit * phases + busy;
    let mut transitions: Vec<Transition> = Vec::new();
    for orbit in 0..=largest {
        for busy in 0..=workers {
            let here = state(orbit, busy);
            let arrivals = arrival(orbit, busy);
            if busy < workers {
                transitions.push((here, state(orbit, busy + 1), arrivals));
                if orbit > 0 {
                    transitions.push((here, state(orbit - 1, busy + 1), orbit as f64 * retry));
                }
            } else if orbit < largest {
                transitions.push((here, state(orbit + 1, busy), arrivals));
            }
            if busy > 0 {
                transitions.push((here, state(orbit, busy - 1), busy as f64 * service));
            }
        }
    }
    let shares = stationary(phases * (largest + 1), &transitions);
    let orbit = mean(&shares, |state| (state / phases) as f64);
    let seen = Retrial {
        all_busy: mean(&shares, |state| f64::from(u8::from(state % phases == workers))),
        busy: mean(&shares, |state| (state % phases) as f64),
        orbit,
        orbit_variance: mean(&shares, |state| ((state / phases) as f64 - orbit).powi(2)),
    };
    (seen, shares[phases * largest..].iter().sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(value: f64, wanted: f64) {
        assert!((value / wanted - 1.0).abs() < 1e-5, "{value} instead of {wanted}");
    }

    #[test]
    fn the_reference_values_come_out() {
        for (arrival, retry, orbit, variance) in
            [(0.5, 0.1, 5.5, 11.25), (0.5, 1.0, 1.0, 2.25), (0.8, 1.0, 6.4, 34.56), (0.9, 0.5, 24.3, 250.29)]
        {
            let closed = mm1(arrival, 1.0, retry).expect("stable");
            near(closed.orbit, orbit);
            near(closed.orbit_variance, variance);
            let chain = mmc(arrival, 1.0, retry, 1).expect("stable");
            near(chain.orbit, orbit);
            near(chain.orbit_variance, variance);
            near(chain.busy, arrival);
        }
        for (arrival, workers, all_busy, orbit) in [
            (1.0, 2, 0.307821, 0.768714),
            (1.6, 2, 0.675297, 6.047026),
            (4.0, 5, 0.455345, 5.261394),
            (8.0, 10, 0.279240, 4.353792),
            (9.0, 10, 0.511152, 14.126854),
        ] {
            let seen = mmc(arrival, 1.0, 1.0, workers).expect("stable");
            near(seen.all_busy, all_busy);
            near(seen.orbit, orbit);
            near(seen.busy, arrival);
        }
        for (clients, workers, busy, orbit) in [(20, 1, 0.733332, 4.60004), (50, 3, 2.18183, 4.18160)] {
            let seen = finite_source(clients, 0.05, 1.0, 0.5, workers).expect("stable");
            near(seen.busy, busy);
            near(seen.orbit, orbit);
        }
    }

    /// Retries without pause are a queue: the delayed share becomes Erlang's C.
    #[test]
    fn impatient_retries_are_a_queue() {
        let fast = mmc(1.6, 1.0, 1e5, 2).expect("stable");
        assert!((fast.all_busy - 0.711111).abs() < 1e-3, "{}", fast.all_busy);
        assert!(mmc(2.0, 1.0, 1.0, 2).is_none() && mm1(1.0, 1.0, 1.0).is_none());
    }
}
