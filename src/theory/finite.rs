//! A finite population: N clients that think for an exponential time, ask, wait and are served: M/M/c//N.
//!
//! Source: Kleinrock 1975, "Queueing Systems I", section 3.8 ("machine interference").

use super::chain::{birth_death, mean};
use super::{Station, positive};

/// p(n) ∝ C(N,n)aⁿ for n ≤ c and C(N,n) n!/(c! c^{n−c}) aⁿ above, with a = γ/μ, as the birth–death chain with births
/// (N−n)γ and deaths min(n,c)μ. γ per thinking client and μ per second; stable always. `delayed` is the share of the
/// arriving customers (who see the cell as if they themselves were not in it) that have to wait; `wait` is the mean
/// over all of them.
pub fn finite_source(clients: u32, thinking: f64, service: f64, workers: u32) -> Option<Station> {
    if !positive(&[thinking, service]) || clients == 0 || workers == 0 {
        return None;
    }
    let (all, c) = (clients as usize, workers as usize);
    let shares = birth_death(all, |n| (all - n) as f64 * thinking, |n| n.min(c) as f64 * service);
    let (in_system, busy) = (mean(&shares, |n| n as f64), mean(&shares, |n| n.min(c) as f64));
    let waiting = in_system - busy;
    let asked = mean(&shares, |n| (all - n) as f64);
    let late = mean(&shares, |n| if n >= c { (all - n) as f64 } else { 0.0 });
    let wait = waiting / (busy * service);
    Some(Station { in_system, waiting, busy, wait, delayed: late / asked, refused: 0.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_values_come_out() {
        for (clients, thinking, workers, in_system, busy) in
            [(10, 0.1, 1, 2.14582, 0.785418), (50, 0.1, 4, 11.1502, 3.88498)]
        {
            let seen = finite_source(clients, thinking, 1.0, workers).expect("stable");
            assert!((seen.in_system / in_system - 1.0).abs() < 1e-5, "{seen:?}");
            assert!((seen.busy / busy - 1.0).abs() < 1e-5, "{seen:?}");
            // What goes in comes out: N − L clients think, and ask at rate γ.
            assert!(((f64::from(clients) - seen.in_system) * thinking - seen.busy).abs() < 1e-12);
        }
        assert!(finite_source(0, 1.0, 1.0, 1).is_none());
    }
}
