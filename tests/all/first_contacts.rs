//! The first contacts of a population come at its steady rate. Oracle: theory (the equilibrium of renewal processes), with
//! populations that begin together as controls.
//!
//! All seeds are fixed, so a test passes always or never; a perfect program would fail one with a chance of 1 in 10 000.

use std::path::Path;

use crate::significance::laws::{Law, moments};
use crate::significance::samplers::{SECOND, samplers};
use crate::significance::{Verdict, kolmogorov_smirnov, z_test};
use syncstorm::engine::distribution::Quantity;
use syncstorm::engine::{Distribution, Source, StreamFamily};
use syncstorm::units::Span;

/// Processes of a population.
const POPULATION: u64 = 100_000;

/// How the first interval of a process is drawn.
type First = fn(&Distribution<Span>, &mut Source) -> Span;

fn residual(of: &Distribution<Span>, source: &mut Source) -> Span {
    of.residual(source)
}

/// The law of what is left: the integral of 1 − F, divided by the mean, from nothing but the law of whole intervals.
fn left_of(law: &Law) -> Law {
    let mean = moments(law).0;
    let end = (0..).map(|power| 2f64.powi(power)).find(|x| 1.0 - law(*x) < 1e-13).expect("an end");
    let step = end / 400_000.0;
    let mut sum = 0.0;
    let table: Vec<f64> = (0..400_000)
        .map(|i| {
            let before = sum;
            sum += (1.0 - law((f64::from(i) + 0.5) * step)) * step / mean;
            before
        })
        .collect();
    Box::new(move |x| {
        let place = (x / step).max(0.0);
        let at = |place: usize| table.get(place).copied().unwrap_or(1.0);
        at(place as usize) + place.fract() * (at(place as usize + 1) - at(place as usize))
    })
}

/// How well what is left follows its law, and its mean E[X²] / (2 E[X]).
fn fit(first: First, of: &Distribution<Span>, law: &Law) -> Vec<(String, f64)> {
    let stream = StreamFamily::new(2013, "residuals", "check").stream(1);
    let left: Vec<f64> = (0..POPULATION).map(|i| first(of, &mut stream.at(i)).value() / SECOND).collect();
    let (mean, variance, _) = moments(law);
    let n = left.len() as f64;
    let seen = left.iter().sum::<f64>() / n;
    let spread = left.iter().map(|x| (x - seen).powi(2)).sum::<f64>() / n;
    let wanted = (variance + mean * mean) / (2.0 * mean);
    let mut found = vec![("mean".to_owned(), z_test((seen - wanted) / (spread.max(1e-18) / n).sqrt()))];
    found.push(("distribution".to_owned(), kolmogorov_smirnov(left, 0.5 / SECOND, &left_of(law))));
    found
}

#[test]
fn what_is_left_of_every_shape_follows_its_law() {
    let mut verdict = Verdict::default();
    for (distribution, law) in samplers() {
        verdict.add_all(&format!("{distribution:?}"), fit(residual, &distribution, &law));
    }
    verdict.accept();
}

/// Control: a whole interval is not what is left of one, unless it has no memory.
#[test]
fn whole_intervals_are_noticed() {
    let mut forgetful = 0;
    for (distribution, law) in samplers() {
        let mut verdict = Verdict::default();
        verdict.add_all(&format!("{distribution:?}"), fit(Distribution::sample, &distribution, &law));
        let (mean, variance, _) = moments(&law);
        // Exponential: the standard deviation is the mean.
        if (variance.sqrt() / mean - 1.0).abs() < 1e-3 {
            forgetful += 1;
            verdict.accept();
        } else {
            verdict.reject();
        }
    }
    assert_eq!(forgetful, 3, "the exponential, the Erlang of one stage and the hyperexponential of cv² 1");
}

/// Events of a population in each tenth of a mean interval, against those of the steady rate.
fn rate(first: First, of: &Distribution<Span>, mean: f64) -> Vec<(String, f64)> {
    const TENTHS: usize = 30;
    let family = StreamFamily::new(7, "renewals", "check");
    let mut sums = [(0.0, 0.0); TENTHS];
    for owner in 0..POPULATION {
        let stream = family.stream(owner);
        let mut counts = [0u32; TENTHS];
        let mut at = first(of, &mut stream.at(0)).value() / SECOND;
        for number in 1.. {
            let Some(count) = counts.get_mut((at / mean * 10.0) as usize) else { break };
            *count += 1;
            at += of.sample(&mut stream.at(number)).value() / SECOND;
        }
        for (sum, count) in sums.iter_mut().zip(counts) {
            *sum = (sum.0 + f64::from(count), sum.1 + f64::from(count).powi(2));
        }
    }
    let n = POPULATION as f64;
    let surprise = |(sum, squares): (f64, f64)| {
        let variance = squares / n - (sum / n).powi(2);
        z_test((sum - n / 10.0) / (n * variance.max(1.0 / n)).sqrt())
    };
    sums.iter().enumerate().map(|(tenth, sum)| (format!("tenth {tenth}"), surprise(*sum))).collect()
}

#[test]
fn the_rate_is_steady_from_the_first_moment_on() {
    let mut verdict = Verdict::default();
    for (distribution, law) in samplers() {
        verdict.add_all(&format!("{distribution:?}"), rate(residual, &distribution, moments(&law).0));
    }
    verdict.accept();
}

#[test]
fn a_population_that_begins_together_is_noticed() {
    for (distribution, law) in samplers() {
        let (mean, variance, _) = moments(&law);
        if (variance.sqrt() / mean - 1.0).abs() > 1e-3 {
            let mut verdict = Verdict::default();
            verdict.add_all(&format!("{distribution:?}"), rate(Distribution::sample, &distribution, mean));
            verdict.reject();
        }
    }
}

/// Wishes of the first class in each of the first intervals, against an equal number in each. The variance of a count is
/// at most the given one.
fn steady(text: &str, sets: &[&str], intervals: usize, expected: f64, variance: f64) -> Verdict {
    let counts = crate::world::counts(text, sets, true);
    let mut verdict = Verdict::default();
    for (number, interval) in counts[..intervals].iter().enumerate() {
        let z = (interval[0].wishes as f64 - expected) / variance.sqrt();
        verdict.add(format!("interval {number}: {} wishes, not {expected:.0}", interval[0].wishes), z_test(z));
    }
    verdict
}

/// A case that once had a storm inside its warm-up, because all phones kept step.
#[test]
fn polls_do_not_keep_step() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/lockstep-polls.toml");
    let text = std::fs::read_to_string(path).expect("a case");
    // 3000 phones, one poll each in 10 min and 0.8 s: at most one in a minute.
    let (phones, share) = (3000.0, 60.0 / 600.8);
    let (expected, variance) = (phones * share, phones * share * (1.0 - share));
    steady(&text, &[], 60, expected, variance).accept();
    steady(&text, &["classes.c.start=together"], 60, expected, variance).reject();
    let warm_up = &crate::world::counts(&text, &[], true)[..60];
    assert_eq!(warm_up.iter().map(|interval| interval[0].retries).sum::<u64>(), 0, "a storm before the fault");
    let together = crate::world::counts(&text, &["classes.c.start=together"], true);
    assert!(together[..8].iter().all(|interval| interval[0].wishes == 0), "nobody polls before 8 min");
}

const SMALL: &str = r#"
[run]
warm_up = "30 min"
length = "10 min"
sample = "1 min"
[servers]
workers = "unlimited"
[network]
delay = "1 ms"
[classes.c]
population = 20000
service = "1 ms"
"#;

/// A Ping is open until its heartbeat expires or mail comes, whichever is first.
#[test]
fn long_polls_have_an_age() {
    let phones = "activesync = { contact.long_poll.heartbeat = \"15 min\", mail = \"6 /h\" }";
    let text = format!("{SMALL}{phones}");
    // E[min(Exp(m), Z)] = (1 − e^(−m Z)) / m with m Z = 1.5, and some milliseconds of Sync and Ping.
    let expected = 20_000.0 / (10.0 * (1.0 - (-1.5f64).exp()));
    // Fewer than in a Poisson process: the longer a Ping has been open, the sooner it ends.
    steady(&text, &[], 30, expected, expected).accept();
    steady(&text, &["classes.c.start=together"], 30, expected, expected).reject();
}

/// People whose thinking times are of every kind.
#[test]
fn people_do_not_keep_step() {
    for think in [
        "\"10 min\"",
        "{ sum = [\"4 min\", { erlang = { mean = \"6 min\", stages = 3 } }] }",
        "{ lognormal = { mean = \"10 min\", sigma = 0.5 } }",
        "{ mixture = [{ share = 0.8, of = \"5 min\" }, { share = 0.2, of = { uniform = [\"20 min\", \"40 min\"] } }] }",
    ] {
        let text = format!("{SMALL}web = {{ think = {think} }}");
        let expected = 20_000.0 / 10.0;
        steady(&text, &[], 30, expected, expected).accept();
        steady(&text, &["classes.c.start=together"], 30, expected, expected).reject();
    }
}
