//! Networks of queues: what one station does to the next.
//!
//! Sources: Jackson 1957, "Networks of waiting lines"; Gordon and Newell 1967, "Closed queuing systems with exponential
//! servers"; Reiser and Lavenberg 1980, "Mean-value analysis of closed multichain queuing networks".

use super::chain::birth_death;
use super::{Station, positive, queues};

/// One station of a network.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stop {
    /// How often a customer comes by, on average.
    pub visits: f64,
    /// μ: rate of one worker.
    pub service: f64,
    /// c: workers.
    pub workers: u32,
}

/// Open Jackson network: every station is M/M/c of its own with λ × visits, whatever the way between them (a tandem is one
/// visit each). λ and μ per second; none unless every station is stable.
pub fn open(arrival: f64, stops: &[Stop]) -> Option<Vec<Station>> {
    stops.iter().map(|stop| queues::mmc(arrival * stop.visits, stop.service, stop.workers)).collect()
}

/// What a closed network is like in the long run.
#[derive(Debug, Clone, PartialEq)]
pub struct Closed {
    /// Customers that leave the last station for their thinking, per second.
    pub throughput: f64,
    /// L of every station: mean number of customers, waiting and in service.
    pub in_system: Vec<f64>,
}

/// Closed Gordon–Newell network by mean value analysis: N customers think at rate γ each, pass the stations and think
/// again. A customer finds at a station what one customer fewer would leave there in the long run, p(j | n−1), so with n of
/// them R = Σ j/(min(j,c)μ) p(j−1 | n−1), X = n/(1/γ + Σ v R), p(j | n) = vX/(min(j,c)μ) p(j−1 | n−1). γ and μ per second;
/// stable always; none without customers or workers.
pub fn closed(clients: u32, thinking: f64, stops: &[Stop]) -> Option<Closed> {
    let holds = |stop: &Stop| positive(&[stop.visits, stop.service]) && stop.workers >= 1;
    if clients == 0 || !positive(&[thinking]) || !stops.iter().all(holds) {
        return None;
    }
    let rate = |stop: &Stop, j: usize| j.min(stop.workers as usize) as f64 * stop.service;
    // With nobody in the network every station is empty for certain.
    let mut found: Vec<Vec<f64>> = vec![vec![1.0]; stops.len()];
    let mut throughput = 0.0;
    for n in 1..=clients as usize {
        let stays = stops
            .iter()
            .zip(&found)
            .map(|(stop, share)| stop.visits * (1..=n).map(|j| j as f64 / rate(stop, j) * share[j - 1]).sum::<f64>());
        throughput = n as f64 / (1.0 / thinking + stays.sum::<f64>());
        for (stop, share) in stops.iter().zip(&mut found) {
            let flow = stop.visits * throughput;
            let mut next: Vec<f64> =
                std::iter::once(0.0).chain((1..=n).map(|j| flow / rate(stop, j) * share[j - 1])).collect();
            // Idle workers are c − vX/μ on average: that says how often nobody is there without taking 1 minus nearly 1.
            let c = f64::from(stop.workers);
            let few = (1..n.min(stop.workers as usize - 1) + 1).map(|j| (c - j as f64) * next[j]).sum::<f64>();
            next[0] = (1.0 - (flow / stop.service + few) / c).max(0.0);
            *share = next;
        }
    }
    let number = |share: &Vec<f64>| share.iter().enumerate().map(|(j, share)| j as f64 * share).sum();
    Some(Closed { throughput, in_system: found.iter().map(number).collect() })
}

/// Where those wait who pass a front that holds its workers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Held {
    /// Mean number in both together: M/M/c with the fewer workers of the two.
    pub in_system: f64,
    /// Mean number waiting for a worker of the front.
    pub before_front: f64,
    /// Mean number that hold a worker of the front and wait behind it.
    pub behind_front: f64,
}

/// A front without work of its own, whose c₁ workers are held while a service with c₂ workers is asked: nobody leaves the
/// one before the other, so both together are M/M/min(c₁,c₂), of n customers n − c₁ wait before the front and min(n,c₁) − c₂
/// behind it (our own accounting). λ and μ (of the service behind) per second; none unless λ < min(c₁,c₂) μ.
pub fn held_front(arrival: f64, service: f64, front: u32, behind: u32) -> Option<Held> {
    let together = queues::mmc(arrival, service, front.min(behind))?;
    let (c, first, second) = (front.min(behind) as usize, front as usize, behind as usize);
    let load = arrival / service / c as f64;
    // Beyond the workers the numbers fall by ρ each.
    let last = c + first + (-40.0 / load.ln()).ceil() as usize;
    let shares = birth_death(last, |_| arrival, |n| n.min(c) as f64 * service);
    let mean = |of: &dyn Fn(usize) -> usize| shares.iter().enumerate().map(|(n, share)| share * of(n) as f64).sum();
    Some(Held {
        in_system: together.in_system,
        before_front: mean(&|n| n.saturating_sub(first)),
        behind_front: mean(&|n| n.min(first).saturating_sub(second)),
    })
}

#[cfg(test)]
mod tests {
    use super::super::finite::finite_source;
    use super::*;

    fn near(value: f64, wanted: f64) {
        assert!((value - wanted).abs() < 1e-9 * wanted.abs().max(1.0), "{value} instead of {wanted}");
    }

    #[test]
    fn a_tandem_is_one_queue_after_the_other() {
        let stops = [Stop { visits: 1.0, service: 1.0, workers: 1 }, Stop { visits: 1.0, service: 0.5, workers: 2 }];
        let seen = open(0.8, &stops).expect("stable");
        near(seen[0].in_system, 4.0);
        // M/M/2 by hand: L = 2ρ/(1−ρ²).
        near(seen[1].in_system, 1.6 / 0.36);
        assert!(open(1.0, &stops).is_none());
    }

    #[test]
    fn a_closed_network_of_one_station_is_a_finite_source() {
        for (clients, workers) in [(10, 1), (50, 4), (3, 5)] {
            let stop = Stop { visits: 1.0, service: 1.0, workers };
            let (seen, wanted) = (closed(clients, 0.1, &[stop]), finite_source(clients, 0.1, 1.0, workers));
            let (seen, wanted) = (seen.expect("stable"), wanted.expect("stable"));
            near(seen.in_system[0], wanted.in_system);
            near(seen.throughput, wanted.busy);
        }
    }

    /// By hand: two customers, stations of 1 s and of 2 s, thinking 1 s. With one: R = 1, 2, so X = 1/4. With two: the first
    /// finds 1/4 and the second 1/2 of a customer, R = 1.25, 3, X = 2/5.25.
    #[test]
    fn mean_value_analysis_goes_up_one_by_one() {
        let stops = [Stop { visits: 1.0, service: 1.0, workers: 1 }, Stop { visits: 1.0, service: 0.5, workers: 1 }];
        let seen = closed(2, 1.0, &stops).expect("stable");
        near(seen.throughput, 2.0 / 5.25);
        near(seen.in_system[0], 1.25 * 2.0 / 5.25);
        near(seen.in_system[1], 3.0 * 2.0 / 5.25);
        // Two visits of half the time each are one.
        let twice = [Stop { visits: 2.0, service: 2.0, workers: 1 }, stops[1]];
        near(closed(2, 1.0, &twice).expect("stable").throughput, seen.throughput);
        assert!(closed(0, 1.0, &stops).is_none());
    }

    #[test]
    fn a_held_front_keeps_the_queue_before_it() {
        let equal = held_front(1.4, 1.0, 2, 2).expect("stable");
        near(equal.behind_front, 0.0);
        near(equal.before_front, 2.0 * 0.7 / 0.51 - 1.4);
        let wide = held_front(1.4, 1.0, 5, 2).expect("stable");
        near(wide.before_front + wide.behind_front, equal.before_front);
        // From three more on, the numbers fall by ρ each.
        near(wide.before_front, equal.before_front * 0.7f64.powi(3));
        let narrow = held_front(0.7, 1.0, 1, 2).expect("stable");
        near(narrow.in_system, 0.7 / 0.3);
        near(narrow.behind_front, 0.0);
        assert!(held_front(2.0, 1.0, 5, 2).is_none());
    }
}
