//! What makes a retry storm, and what limits the way back: the arithmetic of the outage.

use super::positive;

/// The collapse of the long poll: a phone that contacted the service once in a heartbeat Z (plus the exchange itself,
/// s) now does so once in a retry delay d and a round trip R, so its attempts grow by A = (Z+s)/(d+R): two mean cycles
/// divided (the renewal theorem; our own arithmetic). Seconds.
pub fn long_poll_collapse(heartbeat: f64, exchange: f64, retry_delay: f64, round_trip: f64) -> Option<f64> {
    let holds = positive(&[heartbeat]) && exchange >= 0.0 && retry_delay + round_trip > 0.0;
    holds.then(|| (heartbeat + exchange) / (retry_delay + round_trip))
}

/// Attempts per operation when each fails with probability f and there are at most n: (1−fⁿ)/(1−f), and n at f = 1
/// (a geometric sum). None unless 0 ≤ f ≤ 1 and n ≥ 1.
pub fn attempts_per_operation(failure: f64, tries: u32) -> Option<f64> {
    let holds = (0.0..=1.0).contains(&failure) && tries >= 1;
    holds.then(|| (0..tries).map(|n| failure.powi(n as i32)).sum())
}

/// Attempts per operation when each fails with probability f, the n-th failure is followed by another try with the n-th
/// chance of a list whose last one goes on, and there are at most `tries`: 1 + Σₖ Πⱼ≤ₖ f pⱼ (our own arithmetic). None
/// unless all are probabilities, the list is not empty, and `tries` is 1 or more.
pub fn attempts_with_chances(failure: f64, tries: u32, chances: &[f64]) -> Option<f64> {
    let probability = |value: &f64| (0.0..=1.0).contains(value);
    let last = chances.last()?;
    let holds = probability(&failure) && chances.iter().all(probability) && tries >= 1;
    let followed = (1..tries).scan(1.0, |reached, retry| {
        *reached *= failure * chances.get(retry as usize - 1).unwrap_or(last);
        Some(*reached)
    });
    holds.then(|| 1.0 + followed.sum::<f64>())
}

/// Attempts per operation when every one fails, in one way with probability q and in another way else, and the a-th failure
/// of the first way or the b-th of the other ends it: Σᵢ<ₐ Σⱼ<ᵦ C(i+j, i) qⁱ (1−q)ʲ, the chance that neither number is
/// reached by i + j attempts (our own arithmetic). None unless 0 ≤ q ≤ 1 and a, b ≥ 1.
pub fn attempts_of_two_kinds(first: f64, of_first: u32, of_other: u32) -> Option<f64> {
    let holds = (0.0..=1.0).contains(&first) && of_first >= 1 && of_other >= 1;
    let ways = |i: u32, j: u32| (1..=i).fold(1.0, |ways, k| ways * f64::from(j + k) / f64::from(k));
    let term = |i: u32, j: u32| ways(i, j) * first.powi(i as i32) * (1.0 - first).powi(j as i32);
    holds.then(|| (0..of_first).flat_map(|i| (0..of_other).map(move |j| (i, j))).map(|(i, j)| term(i, j)).sum())
}

/// Attempts at the bottom of a chain for one wish, when each fails there with probability f and nowhere else: every hop
/// tries as often as it may before it fails itself, so the bottom sees up to N = Π tries attempts in a row, (1−f^N)/(1−f)
/// (our own arithmetic; no timeout binds). `tries` from the client to the last caller; none unless all are 1 or more, and
/// 0 ≤ f ≤ 1.
pub fn attempts_at_bottom(failure: f64, tries: &[u32]) -> Option<f64> {
    attempts_per_operation(failure, tries.iter().product())
}

/// Probability that a hop fails when each of its tries fails with this one: f^n; with that the next hop reckons.
pub fn failure_of_hop(failure: f64, tries: u32) -> Option<f64> {
    ((0.0..=1.0).contains(&failure) && tries >= 1).then(|| failure.powi(tries as i32))
}

/// Hidden capacity: the load that a service can carry while every request uses up all its attempts, capacity /
/// attempts. Above it a service that was once overloaded can stay so when the cause is gone (Bronson, Aghayev,
/// Charapko and Zhu 2021, "Metastable failures in distributed systems", HotOS). Per second.
pub fn hidden_capacity(capacity: f64, attempts: u32) -> Option<f64> {
    (positive(&[capacity]) && attempts >= 1).then(|| capacity / f64::from(attempts))
}

/// The queue behind which every answer is late: capacity × timeout, the requests served in one timeout. A queue that is
/// longer makes each newcomer give up before its turn (our own arithmetic of first come, first served, and a rule of
/// thumb). Requests; capacity per second, timeout in seconds.
pub fn late_queue(capacity: f64, timeout: f64) -> Option<f64> {
    positive(&[capacity, timeout]).then_some(capacity * timeout)
}

/// The fastest way back: N devices each need a first contact of work w, and each that is back asks for λ₁ per second;
/// with capacity H, dn/dt = (H − λ₁n)/w (our own balance of flows), hence T = −(w/λ₁) ln(1 − Nλ₁/H). `work` and `capacity` in the same unit (for
/// example requests, and requests per second); seconds. None if the capacity cannot carry everybody.
pub fn ramp(devices: f64, steady: f64, work: f64, capacity: f64) -> Option<f64> {
    let share = devices * steady / capacity;
    (positive(&[devices, steady, work, capacity]) && share < 1.0).then(|| -(work / steady) * (-share).ln_1p())
}

/// A reconnect storm: n clients ask c workers at once, each with the same work w (of the handshake and the request), and the
/// last of them is done after n·w/c (our own arithmetic). Seconds; none unless n is a multiple of c.
pub fn reconnected_after(clients: u32, workers: u32, work: f64) -> Option<f64> {
    let whole = workers > 0 && clients > 0 && clients.is_multiple_of(workers);
    (whole && positive(&[work])).then(|| f64::from(clients / workers) * work)
}

/// Mean wait for a worker in such a storm, (n/c − 1)·w/2: the k-th round of c clients waits for those before it. Seconds.
pub fn reconnect_wait(clients: u32, workers: u32, work: f64) -> Option<f64> {
    reconnected_after(clients, workers, work).map(|last| (last - work) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: three tries with chances 1 and a half: 1 + 1 + 0.5. Two failures of either of two equal kinds: after two
    /// tries half of them end, after three all.
    #[test]
    fn tries_that_end_by_chance_or_by_kind() {
        near(attempts_with_chances(1.0, 3, &[1.0, 0.5]), 2.5, 1e-12);
        near(attempts_with_chances(0.5, 100, &[1.0]), 2.0, 1e-9);
        near(attempts_of_two_kinds(0.5, 2, 2), 2.5, 1e-12);
        near(attempts_of_two_kinds(0.3, 1, 1), 1.0, 1e-12);
        near(attempts_of_two_kinds(1.0, 4, 1), 4.0, 1e-12);
        assert_eq!((attempts_with_chances(0.5, 3, &[]), attempts_of_two_kinds(1.5, 1, 1)), (None, None));
    }

    fn near(value: Option<f64>, wanted: f64, within: f64) {
        let value = value.expect("the formula holds");
        assert!((value - wanted).abs() <= within, "{value} instead of {wanted}");
    }

    #[test]
    fn the_reference_values_come_out() {
        for (delay, wanted, within) in [(5.0, 170.0, 0.5), (30.0, 29.7, 0.05), (60.0, 14.9, 0.05), (300.0, 3.0, 0.05)] {
            near(long_poll_collapse(900.0, 0.0, delay, 0.3), wanted, within);
        }
        for (failure, wanted) in [(0.1, 1.11), (0.5, 1.75), (1.0, 3.0), (0.0, 1.0)] {
            near(attempts_per_operation(failure, 3), wanted, 1e-12);
        }
        for (failure, wanted, within) in [(0.5, 2.0, 5e-3), (0.9, 9.42, 5e-3), (1.0, 27.0, 1e-12), (0.0, 1.0, 1e-12)] {
            near(attempts_at_bottom(failure, &[3, 3, 3]), wanted, within);
        }
        // The same, hop by hop.
        let hop = |f: f64| attempts_per_operation(f, 3).expect("the formula holds");
        let (middle, top) = (failure_of_hop(0.9, 3).unwrap_or(0.0), failure_of_hop(0.9, 9).unwrap_or(0.0));
        near(attempts_at_bottom(0.9, &[3, 3, 3]), hop(0.9) * hop(middle) * hop(top), 1e-12);
        near(hidden_capacity(300.0, 2), 150.0, 1e-9);
        near(hidden_capacity(1000.0, 6), 167.0, 0.5);
        near(late_queue(300.0, 1.0), 300.0, 1e-9);
        // By hand: rounds that wait 0, 2, 4 and 6 s.
        near(reconnected_after(8, 2, 2.0), 8.0, 1e-12);
        near(reconnect_wait(8, 2, 2.0), 3.0, 1e-12);
        assert!(reconnected_after(7, 2, 2.0).is_none());
        near(ramp(1e5, 5e-5, 0.3, 10.0).map(|t| t / 3600.0), 1.155, 5e-4);
        near(ramp(1e5, 5e-5, 3.0, 10.0).map(|t| t / 3600.0), 11.55, 5e-3);
        assert!(ramp(1e5, 5e-5, 3.0, 5.0).is_none() && attempts_per_operation(1.1, 3).is_none());
    }
}
