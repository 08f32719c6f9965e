//! Brooker, "Fixing retries with token buckets and circuit breakers", 2022: a server that fails whatever the load.

use super::*;

const NAME: &str = "published/retry-budgets";
const SEEDS: u64 = 20;
const PARTS: [f64; 4] = [0.1, 0.3, 0.5, 0.8];

/// What a class got and what it cost, over seeds.
struct Result {
    /// Share of wishes met.
    success: Interval,
    /// Attempts per first attempt.
    load: Interval,
    /// First attempts in all.
    calls: f64,
}

/// Results of some classes with a failing part, in a window in seconds.
fn results(failing: f64, classes: &[&str], window: (f64, f64), sets: &[&str]) -> Vec<Result> {
    let failing = format!("servers.failure_probability={failing}");
    let length = format!("run.length={} s", window.1);
    let sets = flags(&[&[failing.as_str(), length.as_str()], sets].concat());
    let runs = over_seeds(NAME, &sets, SEEDS, |outcome| {
        let of = |class: &&str| {
            let count = |of: fn(&ClassSample) -> u64| total(outcome, class, window.0, window.1, of).0;
            let calls = count(|s| s.counts.first_attempts);
            // Wishes that were given up are counted where that happened.
            let ended = count(|s| s.counts.succeeded + s.counts.abandoned);
            (count(|s| s.counts.succeeded) / ended, count(attempts) / calls, calls)
        };
        classes.iter().map(of).collect::<Vec<_>>()
    });
    let of = |(index, class): (usize, &&str)| {
        let success = mean(&runs.iter().map(|run| run[index].0).collect::<Vec<_>>());
        let load = mean(&runs.iter().map(|run| run[index].1).collect::<Vec<_>>());
        let calls = runs.iter().map(|run| run[index].2).sum();
        println!(
            "{failing}, {class}, {window:?} s: load {:.4} ± {:.4}, success {:.5} ± {:.5}",
            load.estimate,
            load.half_width(),
            success.estimate,
            success.half_width()
        );
        Result { success, load, calls }
    };
    classes.iter().enumerate().map(of).collect()
}

fn result(failing: f64, class: &str, window: (f64, f64), sets: &[&str]) -> Result {
    results(failing, &[class], window, sets).remove(0)
}

/// The published simulation.
const PUBLISHED: (f64, f64) = (0.0, 10.0);
/// The same later, when the tokens of the beginning are spent.
const LATER: (f64, f64) = (10.0, 60.0);

#[test]
fn three_retries_succeed_with_one_minus_p_to_the_fourth_for_a_load_of_the_geometric_sum() {
    for p in PARTS {
        let [none, three] = &results(p, &["no_retries", "three_retries"], PUBLISHED, &[])[..] else { panic!("two") };
        holds(none.success, 1.0 - p, "success without retries");
        assert_eq!((none.load.low, none.load.high), (1.0, 1.0));
        holds(three.success, 1.0 - p.powi(4), "success with three retries");
        holds(three.load, 1.0 + p + p * p + p.powi(3), "load with three retries");
    }
    // Negative control: two retries give neither, but 1 − p³ and 1 + p + p².
    let two = result(0.5, "three_retries", PUBLISHED, &["classes.three_retries.behaviours.all.tries=3"]);
    assert!(!two.success.contains(1.0 - 0.5f64.powi(4)) && !two.load.contains(1.875));
    holds(two.success, 0.875, "success with two retries");
    holds(two.load, 1.75, "load with two retries");
}

#[test]
fn a_token_bucket_holds_the_load_at_what_it_is_paid() {
    let published = result(0.3, "token_bucket", PUBLISHED, &[]);
    assert!((published.load.estimate - 1.14).abs() < 0.01, "{:?}", published.load);
    // The books of the tokens: 5 at first and 0.1 for each call are all there is to spend, for every one of 100 clients.
    let most = 1.0 + 0.1 + 5.0 * 100.0 * SEEDS as f64 / published.calls;
    assert!(published.load.high < most, "{:?} and {most}", published.load);
    // In the long run a call pays for a tenth of a retry: 0.1 retries per call, and 0.7 of them succeed.
    let later = result(0.3, "token_bucket", LATER, &[]);
    assert!((later.load.estimate - 1.1).abs() < 0.002, "{:?}", later.load);
    holds(later.success, 0.7 + 0.1 * 0.7, "success with a token bucket");
    // If successes pay instead of calls, r = 0.1 × 0.7 × (1 + r).
    let tokens = "classes.token_bucket.behaviours.all.budget.tokens";
    let (calls, successes) = (format!("{tokens}.per_request=0"), format!("{tokens}.per_success=0.1"));
    let by_success = result(0.3, "token_bucket", LATER, &[&calls, &successes]);
    assert!((by_success.load.estimate - 1.0 / (1.0 - 0.07)).abs() < 0.002, "{:?}", by_success.load);
    // Where failures are rare the bucket does not bind: it is as good as three retries.
    let rare = result(0.01, "token_bucket", LATER, &[]);
    holds(rare.load, 1.010101, "load where failures are rare");
    assert!(rare.success.low > 0.9999);
    // Negative control: a bucket that pays for a retry with every call is no budget.
    let generous = result(0.3, "token_bucket", LATER, &[&format!("{tokens}.per_request=1")]);
    assert!(generous.load.low > 1.35);
}

#[test]
fn a_circuit_breaker_ends_the_retries() {
    let published = result(0.3, "breaker", PUBLISHED, &[]);
    assert!(published.load.low > 1.0 && published.load.high < 1.05, "{:?}", published.load);
    let later = result(0.3, "breaker", LATER, &[]);
    assert!(later.load.high < 1.005, "{:?}", later.load);
    assert!(later.success.high < 0.71, "{:?}", later.success);
    // Where failures are rare it stays closed, and retries do their work.
    let rare = result(0.01, "breaker", PUBLISHED, &[]);
    holds(rare.load, 1.010101, "load where failures are rare");
    assert!(rare.success.low > 0.999);
    // Negative control: a breaker that needs 20 failures in a row never opens.
    let lax = result(0.3, "breaker", PUBLISHED, &["classes.breaker.behaviours.all.breaker.failures=20"]);
    holds(lax.load, 1.417, "load with a breaker that never opens");
}
