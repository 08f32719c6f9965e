//! Instances that are out of rotation, or that start: how long until a balancer ejects one that is down, what fails until
//! then, what the others carry afterwards, and what fails while instances start again and again.
//!
//! By hand: a balancer whose checks come at any phase of their period (uniform), errors that come at once, and a renewal
//! reward argument (Ross 1996, "Stochastic Processes", chapter 3) for an instance that comes back and fails again.

use super::positive;

/// Mean time in seconds from the moment in which an instance goes down until it is ejected for so many failed checks in a
/// row, one every `every` seconds: the first comes half a period later. A check of what is down fails at once.
pub fn detection(every: f64, fails: u32) -> Option<f64> {
    (positive(&[every]) && fails > 0).then(|| (f64::from(fails) - 0.5) * every)
}

/// By how much the load of those that are left grows when some of n instances are out: n / (n − out).
pub fn load_of_others(instances: u32, out: u32) -> Option<f64> {
    (out < instances).then(|| f64::from(instances) / f64::from(instances - out))
}

/// Share of the calls of `seconds` that fail when one of n instances goes down at their beginning and stays down: 1/n of
/// them until it is ejected.
pub fn failed_until(detection: f64, instances: u32, seconds: f64) -> Option<f64> {
    let known = positive(&[detection, seconds]) && instances > 0 && detection <= seconds;
    known.then(|| detection / seconds / f64::from(instances))
}

/// Mean time for which an instance that is down is in rotation before it is ejected for so many failed calls in a row: of λ
/// calls per second in all, by lot, n / λ seconds for each.
pub fn time_to_fail(arrival: f64, instances: u32, errors: u32) -> Option<f64> {
    (positive(&[arrival]) && instances > 0 && errors > 0).then(|| f64::from(errors * instances) / arrival)
}

/// Share of all calls that fail when one of n instances is down for good, and is ejected for `out_for` seconds for so many
/// failed calls in a row, again and again: k errors in every k n / λ + `out_for` seconds.
pub fn failed_again(arrival: f64, instances: u32, errors: u32, out_for: f64) -> Option<f64> {
    let cycle = time_to_fail(arrival, instances, errors)? + out_for;
    positive(&[out_for]).then(|| f64::from(errors) / cycle / arrival)
}

/// Share of the calls of `seconds` that fail when the only instance is down for so many seconds and then starts for so many.
pub fn failed_down(down: f64, start: f64, seconds: f64) -> Option<f64> {
    let known = positive(&[down, start, seconds]) && down + start <= seconds;
    known.then(|| (down + start) / seconds)
}

/// Share of the calls that fail when every check of the only instance fails, one every `every` seconds: it is restarted at each
/// so-many-th of them, and starts for `start` seconds each time.
pub fn failed_restarting(every: f64, fails: u32, start: f64) -> Option<f64> {
    let cycle = restarts(every, fails)?.recip();
    (positive(&[start]) && start < cycle).then(|| start / cycle)
}

/// Restarts per second of an instance of which every check fails.
pub fn restarts(every: f64, fails: u32) -> Option<f64> {
    (positive(&[every]) && fails > 0).then(|| 1.0 / (every * f64::from(fails)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        assert_eq!(detection(10.0, 3), Some(25.0));
        assert_eq!(load_of_others(4, 1), Some(4.0 / 3.0));
        assert_eq!(failed_until(25.0, 4, 1000.0), Some(0.006_25));
        // 5 errors take 1 s, and 30 s without any follow: 5 of the 620 calls of each 31 s.
        assert_eq!(time_to_fail(20.0, 4, 5), Some(1.0));
        assert!((failed_again(20.0, 4, 5, 30.0).expect("rates") - 5.0 / 620.0).abs() < 1e-12);
        // Three checks of 5 s each make 15 s, of which 6 s are a start.
        assert_eq!(failed_restarting(5.0, 3, 6.0), Some(0.4));
        assert_eq!(failed_down(60.0, 120.0, 3600.0), Some(0.05));
        assert!(failed_restarting(5.0, 3, 16.0).is_none() && restarts(5.0, 0).is_none());
        assert!(load_of_others(1, 1).is_none() && detection(0.0, 3).is_none() && failed_until(9.0, 4, 8.0).is_none());
    }
}
