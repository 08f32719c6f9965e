//! Queues with Poisson arrivals from outside, of customers without number.
//!
//! Sources: Kleinrock 1975, "Queueing Systems I"; Erlang 1917; Pollaczek 1930 and Khinchine 1932 for M/G/1.

use super::chain::{birth_death, mean};
use super::{Station, positive};

/// M/M/1: L = ρ/(1−ρ), Wq = ρ/(μ−λ). λ and μ per second; none unless λ < μ.
pub fn mm1(arrival: f64, service: f64) -> Option<Station> {
    let load = arrival / service;
    (positive(&[arrival, service]) && load < 1.0).then(|| Station {
        in_system: load / (1.0 - load),
        waiting: load * load / (1.0 - load),
        busy: load,
        wait: load / (service - arrival),
        delayed: load,
        refused: 0.0,
    })
}

/// Erlang B: share of customers who find all c lines busy and are lost, B(k) = a B(k−1) / (k + a B(k−1)), for any
/// distribution of the holding time. `offered` is a in Erlang; none unless it is positive.
pub fn erlang_b(workers: u32, offered: f64) -> Option<f64> {
    let step = |blocked: f64, k: u32| offered * blocked / (f64::from(k) + offered * blocked);
    positive(&[offered]).then(|| (1..=workers).fold(1.0, step))
}

/// M/M/c (Erlang C): C = B/(1−ρ(1−B)), Wq = C/(cμ−λ). λ and μ per second; none unless λ < cμ.
pub fn mmc(arrival: f64, service: f64, workers: u32) -> Option<Station> {
    let (offered, load) = (arrival / service, arrival / (service * f64::from(workers)));
    let blocked = erlang_b(workers, offered).filter(|_| positive(&[service]) && load < 1.0)?;
    let delayed = blocked / (1.0 - load * (1.0 - blocked));
    let wait = delayed / (f64::from(workers) * service - arrival);
    let waiting = arrival * wait;
    Some(Station { in_system: waiting + offered, waiting, busy: offered, wait, delayed, refused: 0.0 })
}

/// M/M/c: P(Wq > t) = C e^{−(cμ−λ)t}, t in seconds; none unless λ < cμ.
pub fn mmc_wait_over(arrival: f64, service: f64, workers: u32, seconds: f64) -> Option<f64> {
    let delayed = mmc(arrival, service, workers)?.delayed;
    Some(delayed * (-(f64::from(workers) * service - arrival) * seconds).exp())
}

/// M/M/c/K with K places in all, waiting and in service: p(n) ∝ Π λ/(min(n,c)μ). λ and μ per second; stable always;
/// none unless c ≥ 1 and K ≥ c.
pub fn mmck(arrival: f64, service: f64, workers: u32, places: u32) -> Option<Station> {
    if !positive(&[arrival, service]) || workers == 0 || places < workers {
        return None;
    }
    let (c, last) = (workers as usize, places as usize);
    let shares = birth_death(last, |_| arrival, |n| n.min(c) as f64 * service);
    let (in_system, busy) = (mean(&shares, |n| n as f64), mean(&shares, |n| n.min(c) as f64));
    let (waiting, refused) = (in_system - busy, shares[last]);
    let delayed = shares[c..last].iter().sum();
    Some(Station { in_system, waiting, busy, wait: waiting / (arrival * (1.0 - refused)), delayed, refused })
}

/// M/G/1 without places to wait, whose worker has to work on every refusal too, before it takes the next request: the share
/// that is refused, which is also the busy part of the time. In a busy period of mean length B λB are refused, so
/// B = E(S) + rλB; the periods are followed by idle times of mean length 1/λ. It is the livelock of Mogul and Ramakrishnan
/// (1997): at rλ = 1 nothing is served any more. λ per second, mean service and mean work r of a refusal in seconds; none
/// unless rλ < 1.
pub fn costly_refusals(arrival: f64, mean_service: f64, refusal: f64) -> Option<f64> {
    if !positive(&[arrival, mean_service]) || refusal < 0.0 || refusal * arrival >= 1.0 {
        return None;
    }
    let busy = mean_service / (1.0 - refusal * arrival);
    Some(arrival * busy / (1.0 + arrival * busy))
}

/// The same with `workers` of them and exponential refusals as long as the service: every arrival is work of the same law for
/// the next free worker, whether it is served or refused, so that there are as many of both as in M/M/c, and an arrival is
/// refused if it would have had to wait (Erlang C). λ and μ per second; none unless λ < cμ.
pub fn refusals_like_service(arrival: f64, service: f64, workers: u32) -> Option<f64> {
    Some(mmc(arrival, service, workers)?.delayed)
}

/// M/G/1 (Pollaczek and Khinchine): Wq = λE(S²)/(2(1−ρ)) with E(S²) = E(S)²(1+cv²). λ per second, the mean service
/// time in seconds, `cv2` the squared coefficient of variation of the service time; none unless λE(S) < 1.
pub fn mg1(arrival: f64, mean_service: f64, cv2: f64) -> Option<Station> {
    let load = arrival * mean_service;
    if !positive(&[arrival, mean_service]) || cv2 < 0.0 || load >= 1.0 {
        return None;
    }
    let wait = arrival * mean_service * mean_service * (1.0 + cv2) / (2.0 * (1.0 - load));
    let waiting = arrival * wait;
    Some(Station { in_system: waiting + load, waiting, busy: load, wait, delayed: load, refused: 0.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(value: Option<f64>, wanted: f64) {
        let value = value.expect("the formula holds");
        assert!((value / wanted - 1.0).abs() < 2e-5, "{value} instead of {wanted}");
    }

    /// Reference values from an independent computation.
    #[test]
    fn the_reference_values_come_out() {
        for (arrival, wanted) in [(0.5, 1.0), (0.8, 4.0), (0.95, 19.0)] {
            near(mm1(arrival, 1.0).map(|q| q.in_system), wanted);
            near(mm1(arrival, 1.0).map(|q| q.wait), wanted);
        }
        for (arrival, workers, delayed, wait) in
            [(1.6, 2, 0.711111, 1.777778), (8.0, 10, 0.409180, 0.204590), (90.0, 100, 0.216940, 0.021694)]
        {
            near(mmc(arrival, 1.0, workers).map(|q| q.delayed), delayed);
            near(mmc(arrival, 1.0, workers).map(|q| q.wait), wait);
        }
        near(mmc_wait_over(8.0, 1.0, 10, 1.0), 0.055376);
        for (arrival, c, k, refused, waiting) in
            [(0.8, 1, 5, 0.0888195, 1.13939), (8.0, 10, 20, 0.00910718, 1.14991), (30.0, 10, 60, 0.666667, 49.5)]
        {
            near(mmck(arrival, 1.0, c, k).map(|q| q.refused), refused);
            near(mmck(arrival, 1.0, c, k).map(|q| q.waiting), waiting);
        }
        for (cv2, at_half, at_most) in
            [(0.0, 0.5, 4.5), (0.5, 0.75, 6.75), (1.0, 1.0, 9.0), (4.0, 2.5, 22.5), (1f64.exp_m1(), 1.35914, 12.2323)]
        {
            near(mg1(0.5, 1.0, cv2).map(|q| q.wait), at_half);
            near(mg1(0.9, 1.0, cv2).map(|q| q.wait), at_most);
        }
        for (workers, offered, blocked) in [(5, 3.0, 0.110054), (10, 8.0, 0.121661), (100, 90.0, 0.026957)] {
            near(erlang_b(workers, offered), blocked);
            near(mmck(offered, 1.0, workers, workers).map(|q| q.refused), blocked);
        }
        // By hand: a refusal that costs nothing is Erlang's loss; at λ 0.8 one that costs half a service makes B 5/3.
        near(costly_refusals(0.8, 1.0, 0.0), 0.8 / 1.8);
        near(costly_refusals(0.8, 1.0, 0.5), 4.0 / 7.0);
        near(refusals_like_service(0.8, 1.0, 1), 0.8);
        near(refusals_like_service(1.0, 1.0, 2), 1.0 / 3.0);
    }

    /// Special cases of each other agree: one worker, exponential service, very many places.
    #[test]
    fn the_formulas_agree_where_they_meet() {
        let one = mm1(0.7, 2.0).expect("stable");
        for other in [mmc(0.7, 2.0, 1), mg1(0.7, 0.5, 1.0), mmck(0.7, 2.0, 1, 200)] {
            let other = other.expect("stable");
            assert!((one.wait - other.wait).abs() < 1e-12 && (one.in_system - other.in_system).abs() < 1e-12);
        }
        assert!(
            (mmc_wait_over(3.0, 1.0, 4, 0.0).expect("stable") - mmc(3.0, 1.0, 4).expect("stable").delayed).abs()
                < 1e-15
        );
    }

    #[test]
    fn nothing_is_said_beyond_the_range() {
        assert!(mm1(1.0, 1.0).is_none() && mmc(2.0, 1.0, 2).is_none() && mg1(1.0, 1.0, 0.0).is_none());
        assert!(costly_refusals(2.0, 1.0, 0.5).is_none() && costly_refusals(1.0, 0.0, 0.5).is_none());
        assert!(mm1(-1.0, 1.0).is_none() && erlang_b(3, 0.0).is_none() && mmck(1.0, 1.0, 3, 2).is_none());
    }
}
