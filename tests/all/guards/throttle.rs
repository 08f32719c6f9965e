//! Client-side adaptive throttling. Oracle: theory, the mean of max(0, (requests − K accepts) / (requests + 1)) over a
//! fading window in which nothing changes any more (Beyer et al., "Site Reliability Engineering", 2016, chapter 21).
//!
//! At λ attempts per second the window of length W holds λW requests. Of them the share (1 + K A W) / (λW + 1) is sent
//! where A per second are accepted.

use super::counts;

/// Sessions that come once, and what all of them together remember.
fn people(rate: f64, length: &str, throttle: &str, rest: &str) -> String {
    format!(
        "[run]\nwarm_up = \"10 min\"\nlength = \"{length}\"\nsample = \"1 min\"\n\
         [classes.people]\narrivals = {{ rate = \"{rate} /s\" }}\nservice = \"10 ms\"\nweb = {{}}\n\
         [classes.people.behaviours.all]\nany_error = \"none\"\nthrottle = {{ {throttle}, scope = \"class\" }}\n\
         [servers]\n{rest}\n"
    )
}

/// In the long run K times as many are sent as are accepted. A worker without a queue that takes 10 ms accepts
/// x / (1 + x × 10 ms) of x per second (Erlang's loss formula), so that x is (K − 1) × 100 per second.
#[test]
fn what_is_sent_is_k_times_what_is_accepted() {
    for k in [1.5, 2.0, 3.0] {
        let counts = counts(&people(400.0, "1 h", &format!("k = {k}, window = \"1 min\""), "workers = 1\nqueue = 0"));
        let (sent, accepted) = (counts.first_attempts as f64 / 3600.0, counts.answered as f64 / 3600.0);
        let expected = (k - 1.0) * 100.0;
        assert!((sent / expected - 1.0).abs() < 0.02, "K {k}: {sent} sent per second instead of {expected}");
        assert!((accepted * k / expected - 1.0).abs() < 0.02, "K {k}: {accepted} accepted per second");
        let all = (counts.first_attempts + counts.held_back) as f64 / 3600.0;
        assert!((all / 400.0 - 1.0).abs() < 0.01, "K {k}: {all} attempts per second");
    }
}

/// Where a share a < 1/K of what is sent is accepted, only the 1 of the formula keeps anything going:
/// λ / (λW (1 − K a) + 1) per second are sent. That is how it finds out that its server is back.
#[test]
fn hardly_anything_is_sent_where_too_little_is_accepted() {
    let text = people(10.0, "40 h", "k = 2.0, window = \"10 s\"", "workers = 100\nfailure_probability = 0.7");
    let sent = counts(&text).first_attempts as f64 / (40.0 * 3600.0);
    let expected = 10.0 / (10.0 * 10.0 * (1.0 - 2.0 * 0.3) + 1.0);
    assert!((sent / expected - 1.0).abs() < 0.06, "{sent} per second instead of {expected}");
}

/// Where more than 1/K is accepted, nothing is held back.
#[test]
fn nothing_is_held_back_where_enough_is_accepted() {
    let counts = counts(&people(10.0, "1 h", "k = 2.0, window = \"10 s\"", "workers = 100\nfailure_probability = 0.1"));
    assert!(counts.held_back == 0 && counts.first_attempts > 30_000, "{counts:?}");
}
