//! Who waits for ever wastes nothing: with infinite timeouts every worker-second and every byte that is booked was
//! used by somebody who waited for it.
//!
//! What is waste? Work and bytes of an attempt are booked when it is over: as useful if its client still waited for
//! the answer, whatever the answer says (an error that was waited for is no waste, and a refusal by the edge is no
//! work at all), and as wasted if the client had left. An attempt that never ends is not booked: with infinite timeouts
//! one that the network lost leaves its client waiting to the horizon. One exception has nothing to do with patience:
//! a server that crashes drops what it was doing, and that is booked as wasted in the interval of the crash.

use super::{counts, play};
use crate::world::{cells, load};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use rayon::prelude::*;
use syncstorm::experiment::Outcome;

/// Random cells with every kind of fault, fix, gate and network, each as text.
fn texts(count: usize) -> Vec<String> {
    let mut runner = TestRunner::deterministic();
    (0..count).map(|_| cells().new_tree(&mut runner).expect("a cell").current()).collect()
}

/// The text with every timeout left out (infinite) or set.
fn with_timeout(text: &str, timeout: Option<&str>) -> String {
    let lines = text.lines().filter(|line| !line.starts_with("timeout"));
    let mut lines: Vec<String> = lines.map(str::to_string).collect();
    if let Some(timeout) = timeout {
        // Whoever never leaves a worker, and is cancelled in the queue, wastes nothing either.
        lines.retain(|line| !line.starts_with("gives_up"));
        for line in &mut lines {
            if line == "[classes.phones]" || line == "[classes.web]" {
                line.push_str(&format!("\ntimeout = \"{timeout}\""));
            }
        }
    }
    lines.join("\n")
}

/// Wasted worker-seconds and bytes of every class, by interval: (hours since the onset, work, bytes).
fn waste(outcome: &Outcome) -> Vec<(f64, f64, u64)> {
    let samples = outcome.series.resources.iter();
    samples.map(|s| (s.time_h, s.total.wasted_work as f64 / 1e9, s.total.wasted_bytes)).collect()
}

#[test]
fn who_waits_for_ever_wastes_nothing() {
    let seen: Vec<[bool; 5]> = texts(40)
        .into_par_iter()
        .map(|text| {
            let patient = play(&load(&with_timeout(&text, None), &[]));
            let crash = text.contains("crash_servers");
            // Every fault of these cells begins two minutes after the onset; an interval has one minute.
            let dropped = |at: f64| crash && (at - 2.0 / 60.0).abs() < 1e-9;
            let (mut wasted, mut in_crash) = (false, false);
            for (at, work, bytes) in waste(&patient) {
                let any = work > 0.0 || bytes > 0;
                in_crash |= any && dropped(at);
                wasted |= any && !dropped(at);
            }
            assert!(!wasted, "{:?}\n{text}", waste(&patient));
            // Negative control: the same cell with clients that leave sooner than most of its answers come.
            let hasty = play(&load(&with_timeout(&text, Some("60 ms")), &[]));
            let (work, bytes) = waste(&hasty).iter().fold((0.0, 0), |sum, (_, w, b)| (sum.0 + w, sum.1 + b));
            assert!(work > 0.0 || bytes > 0, "nothing is wasted with short timeouts either\n{text}");
            let answered = counts(&patient, "phones", -1.0, 1.0).0;
            [
                crash,
                in_crash,
                bytes > 0,
                answered.failures.iter().sum::<u64>() > answered.answered,
                answered.retries > 0,
            ]
        })
        .collect();
    let number = |which: usize| seen.iter().filter(|world| world[which]).count();
    println!(
        "{} worlds: {} with a crash, {} of them lose work in it; {} waste bytes in the control; {} flood, {} retry",
        seen.len(),
        number(0),
        number(1),
        number(2),
        number(3),
        number(4)
    );
    assert!(number(0) >= 5 && number(1) >= 1, "crashes that drop work, so that the exception is seen");
    assert!(number(3) >= 10 && number(4) >= 30, "worlds with floods, so that there is something to waste");
}
