//! Queues side by side, each with one worker: how a balancer spreads what arrives.
//!
//! Sources: Kleinrock 1975, "Queueing Systems I", chapter 6 (G/M/1); Mitzenmacher 2001, "The power of two choices in
//! randomized load balancing", and Vvedenskaya, Dobrushin and Karpelevich 1996.

use super::chain::{Transition, mean, stationary};
use super::{Station, positive};

/// Round robin over n instances, seen at one of them: every n-th customer of a Poisson stream comes, so E_n/M/1. With σ the
/// root below 1 of σ = (λ/(λ+μ(1−σ)))ⁿ, P(wait) = σ and Wq = σ/(μ(1−σ)). λ (of all instances together) and μ per second;
/// none unless λ < nμ.
pub fn round_robin(arrival: f64, service: f64, instances: u32) -> Option<Station> {
    let load = arrival / service / f64::from(instances);
    if !positive(&[arrival, service]) || instances == 0 || load >= 1.0 {
        return None;
    }
    let next = |sigma: f64| (arrival / (arrival + service * (1.0 - sigma))).powi(instances as i32);
    let mut sigma = 0.0;
    // It grows towards the root, by a part that is less than 1 of what is left.
    while next(sigma) - sigma > 1e-15 {
        sigma = next(sigma);
    }
    let wait = sigma / (service * (1.0 - sigma));
    let waiting = load * service * wait;
    Some(Station { in_system: waiting + load, waiting, busy: load, wait, delayed: sigma, refused: 0.0 })
}

/// The largest load of a worker for which [`shorter_of_two`] is computed: above it the chain becomes long.
const HEAVIEST: f64 = 0.9;

/// Two instances, of which a newcomer joins the one with fewer customers, by lot if they are equal (two choices of two):
/// the exact chain of both numbers, cut off where fewer than 10⁻¹¹ of the customers would find both queues so long (the
/// shorter one reaches k with about ρ²ᵏ). Numbers of both together. λ (of both) and μ per second; none unless
/// λ ≤ 0.9 × 2μ.
pub fn shorter_of_two(arrival: f64, service: f64) -> Option<Station> {
    let load = arrival / service / 2.0;
    if !positive(&[arrival, service]) || load > HEAVIEST {
        return None;
    }
    let longest = ((-11.0 * std::f64::consts::LN_10 / (2.0 * load.ln())).ceil() as usize).max(12);
    // The longer queue first: (i, j) with i ≥ j.
    let place = |i: usize, j: usize| i * (i + 1) / 2 + j;
    let mut transitions: Vec<Transition> = Vec::new();
    for i in 0..=longest {
        for j in 0..=i {
            let here = place(i, j);
            if j < i {
                transitions.push((here, place(i, j + 1), arrival));
            } else if i < longest {
                transitions.push((here, place(i + 1, j), arrival));
            }
            if i > j {
                transitions.push((here, place(i - 1, j), service));
            } else if i > 0 {
                // Equal: either of them.
                transitions.push((here, place(i, j - 1), service));
            }
            if j > 0 {
                transitions.push((here, place(i, j - 1), service));
            }
        }
    }
    let shares = stationary(place(longest, longest) + 1, &transitions);
    let numbers: Vec<(usize, usize)> = (0..=longest).flat_map(|i| (0..=i).map(move |j| (i, j))).collect();
    let in_system = mean(&shares, |at| (numbers[at].0 + numbers[at].1) as f64);
    let busy = mean(&shares, |at| (numbers[at].0.min(1) + numbers[at].1.min(1)) as f64);
    let delayed = mean(&shares, |at| if numbers[at].1 > 0 { 1.0 } else { 0.0 });
    let waiting = in_system - busy;
    Some(Station { in_system, waiting, busy, wait: waiting / arrival, delayed, refused: 0.0 })
}

/// Two choices of very many (1 000 and more): share of the instances with k customers or more, ρ^(2ᵏ−1), the limit for ever
/// more instances. ρ is the load of a worker; none unless 0 < ρ < 1.
pub fn two_choices_at_least(load: f64, customers: u32) -> Option<f64> {
    (positive(&[load]) && load < 1.0).then(|| load.powf(f64::from(customers).exp2() - 1.0))
}

/// The same limit: mean number waiting at an instance, Σ ρ^(2ᵏ−1) over k ≥ 2.
pub fn two_choices_waiting(load: f64) -> Option<f64> {
    let terms = (2..12).map(|k| two_choices_at_least(load, k));
    terms.sum()
}

/// The same limit: P(Wq > t). A newcomer finds k or more at the shorter of its two with the square of the share above, and
/// waits for as many services: Σ ρ^(2ᵏ⁺¹−2) e^{−μt} (μt)ᵏ⁻¹/(k−1)! over k ≥ 1. μ per second, t in seconds.
pub fn two_choices_wait_over(load: f64, service: f64, seconds: f64) -> Option<f64> {
    let time = service * seconds;
    if !positive(&[service]) || time < 0.0 {
        return None;
    }
    let mut poisson = (-time).exp();
    let mut over = 0.0;
    for k in 1..12 {
        over += two_choices_at_least(load, k)?.powi(2) * poisson;
        poisson *= time / f64::from(k);
    }
    Some(over)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_robin_has_the_waits_of_erlang_arrivals() {
        for (instances, wait) in [(1, 9.0), (2, 6.588), (4, 5.383), (10, 4.660)] {
            let seen = round_robin(0.9 * f64::from(instances), 1.0, instances).expect("stable");
            assert!((seen.wait - wait).abs() < 5e-4, "{instances}: {seen:?}");
        }
        assert!(round_robin(2.0, 1.0, 2).is_none() && round_robin(1.0, 1.0, 0).is_none());
    }

    #[test]
    fn the_shorter_of_two_lies_between_two_queues_and_one() {
        for load in [0.3, 0.7, 0.9] {
            let seen = shorter_of_two(2.0 * load, 1.0).expect("stable");
            let one = super::super::queues::mmc(2.0 * load, 1.0, 2).expect("stable");
            let apart = 2.0 * load / (1.0 - load);
            assert!((seen.busy - 2.0 * load).abs() < 1e-9, "{seen:?}");
            assert!(one.in_system < seen.in_system && seen.in_system < apart, "{seen:?}");
            // Whoever joins an empty one finds it so in one queue as in two: both are busy as often, or nearly.
            assert!(seen.delayed < load && seen.delayed > 0.9 * one.delayed, "{seen:?} {one:?}");
        }
        assert!(shorter_of_two(1.9, 1.0).is_none());
    }

    /// By hand, nearly empty: λ small, the second of two that meet finds an empty one, so somebody waits only where three meet.
    #[test]
    fn hardly_anybody_waits_at_two_that_are_nearly_empty() {
        let (arrival, seen) = (0.02, shorter_of_two(0.02, 1.0).expect("stable"));
        assert!((seen.delayed / (arrival * arrival / 2.0) - 1.0).abs() < 0.05, "{seen:?}");
    }

    #[test]
    fn two_choices_shorten_the_tail() {
        let share = |k| two_choices_at_least(0.9, k).expect("stable");
        assert!((share(1) - 0.9).abs() < 1e-12 && (share(4) - 0.206).abs() < 5e-4);
        // By hand: 0.5³ + 0.5⁷ + 0.5¹⁵ + …
        assert!((two_choices_waiting(0.5).expect("stable") - 0.132_843_018).abs() < 1e-8);
        // Nobody waits less than no time: the square of the load.
        assert!((two_choices_wait_over(0.5, 1.0, 0.0).expect("stable") - 0.25).abs() < 1e-12);
        let long = 0.25 * (-1.0f64).exp() * (1.0 + 0.5f64.powi(4) + 0.5f64.powi(12) / 2.0 + 0.5f64.powi(28) / 6.0);
        assert!((two_choices_wait_over(0.5, 1.0, 1.0).expect("stable") - long).abs() < 1e-9);
        assert!(two_choices_at_least(1.0, 1).is_none() && two_choices_waiting(1.0).is_none());
    }
}
