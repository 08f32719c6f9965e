//! Random numbers: streams that are independent enough for the purpose, and samplers that draw what they promise.
//! Oracle: theory (the null distributions and distribution functions of `statrs`), with bad generators as controls.
//!
//! All seeds are fixed, so a test passes always or never. *How likely would a perfect generator have failed it?* At most
//! 1 in 10 000 for each test function: every p-value in it must exceed that, divided by their number.

use crate::significance::laws::{Law, branches, exponential, law, moments, step};
use crate::significance::samplers::{SECOND, samplers, shaped};
use crate::significance::{Draw, Verdict, battery, chi_squared, kolmogorov_smirnov, two_samples, z_test};
use rand_distr::Distribution as _;
use statrs::distribution::{ContinuousCDF, Gamma, LogNormal, Normal, Uniform};
use syncstorm::engine::distribution::{Quantity, Shape};
use syncstorm::engine::{Distribution, Source, StreamFamily};
use syncstorm::units::Span;

/// Draws along one direction. 2¹⁸ of them show a correlation of 1 % between neighbours.
const ALONG: u64 = 1 << 18;

fn family(seed: u64) -> StreamFamily {
    StreamFamily::new(seed, "phones", "retry delay")
}

/// What one address gives, in the three forms that samplers use.
fn draw(source: Source) -> Draw {
    let at = || source.clone();
    Draw { bits: at().bits(), unit: at().unit(), exponential: at().exponential() }
}

/// The same from the bits of another generator.
fn made_of(bits: u64) -> Draw {
    let unit = ((bits >> 11) + 1) as f64 / (1u64 << 53) as f64;
    Draw { bits, unit, exponential: -unit.ln() }
}

/// A direction in which addresses differ: its name, and the draw at each step.
type Direction = (&'static str, Box<dyn Fn(u64) -> Draw>);

/// The two parts of address number `i`, which change places by turns.
fn turns(i: u64) -> (u64, u64) {
    let parts = (i / 2, ALONG);
    if i.is_multiple_of(2) { parts } else { (parts.1, parts.0) }
}

/// Every direction in which an address can vary, alone and together. Those that take turns put an address and its
/// mirror image side by side, where sums and XORs of the parts would be equal.
fn directions() -> Vec<Direction> {
    let mut all: Vec<Direction> = Vec::new();
    let mut add = |name: &'static str, at: Box<dyn Fn(u64) -> Source>| {
        all.push((name, Box::new(move |i| draw(at(i)))));
    };
    add("index", Box::new(|i| family(2013).stream(3).at(i)));
    add("wish", Box::new(|i| family(2013).stream(3).at(i << 32)));
    add("attempt of a wish", Box::new(|i| family(2013).stream(3).at((i / 8) << 32 | (i % 8))));
    add("owner", Box::new(|i| family(2013).stream(i).at(0)));
    add("owner, later", Box::new(|i| family(2013).stream(i).at(5 << 32 | 2)));
    add("seed", Box::new(|i| family(i).stream(3).at(7)));
    add("name", Box::new(|i| StreamFamily::new(1, &format!("class {i}"), "service").stream(0).at(0)));
    add("purpose", Box::new(|i| StreamFamily::new(1, "phones", &format!("purpose {i}")).stream(0).at(0)));
    add("owner and index", Box::new(|i| family(1).stream(i).at(i)));
    add("owner against index", Box::new(|i| family(1).stream(ALONG - i).at(i)));
    add("seed and owner", Box::new(|i| family(i).stream(i).at(0)));
    add(
        "owner and index by turns",
        Box::new(|i| {
            let (owner, index) = turns(i);
            family(1).stream(owner).at(index)
        }),
    );
    add(
        "seed and owner by turns",
        Box::new(|i| {
            let (seed, owner) = turns(i);
            family(seed).stream(owner).at(0)
        }),
    );
    add(
        "name and purpose by turns",
        Box::new(|i| {
            let (name, purpose) = turns(i);
            StreamFamily::new(1, &name.to_string(), &purpose.to_string()).stream(0).at(0)
        }),
    );
    all
}

#[test]
fn every_direction_of_an_address_is_random() {
    let mut verdict = Verdict::default();
    for (name, at) in directions() {
        verdict.add_all(name, battery(&(0..ALONG).map(at).collect::<Vec<Draw>>()));
    }
    // Within one source: what a draw that needs several numbers sees.
    let mut source = family(2013).stream(3).at(7);
    let within = (0..ALONG).map(|_| {
        let next = draw(source.clone());
        source.bits();
        next
    });
    verdict.add_all("within a source", battery(&within.collect::<Vec<Draw>>()));
    // The second number of every source: half of a normal variate, or the time in a branch that the first one chose.
    let second = |i| {
        let mut source = family(2013).stream(i % 1000).at(i / 1000);
        source.bits();
        draw(source)
    };
    verdict.add_all("second numbers", battery(&(0..ALONG).map(second).collect::<Vec<Draw>>()));
    // First and second side by side: the radius and the angle of a normal variate.
    let both = |i: u64| {
        let mut source = family(1).stream(i / 2).at(0);
        (0..i % 2).for_each(|_| _ = source.bits());
        draw(source)
    };
    verdict.add_all("first and second numbers", battery(&(0..ALONG).map(both).collect::<Vec<Draw>>()));
    // Second beside the first of the next index, where a source that only counts on would repeat itself.
    let onward = |i: u64| {
        let mut source = family(1).stream(3).at(i / 2 + i % 2);
        (i % 2..1).for_each(|_| _ = source.bits());
        draw(source)
    };
    verdict.add_all("second and next first numbers", battery(&(0..ALONG).map(onward).collect::<Vec<Draw>>()));
    verdict.accept();
}

/// Control: generators that are bad in ways that have been seen in simulators fail the same battery.
#[test]
fn bad_generators_are_noticed() {
    let mix = |bits: u64| first_bits(family(9).stream(0).at(bits));
    let mut state = 1u64;
    let mut congruential = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state
    };
    let controls: [(&str, Vec<u64>); 7] = [
        ("low bits of a congruential generator", (0..ALONG).map(|_| congruential()).collect()),
        (
            "seed ^ owner ^ index on a counter",
            (0..ALONG).map(|i| (2013 ^ i ^ 7).wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect(),
        ),
        (
            "seed ^ owner ^ index, well mixed, parts by turns",
            (0..ALONG).map(turns).map(|(owner, index)| mix(2013 ^ owner ^ index)).collect(),
        ),
        ("one stream for two owners", (0..ALONG).map(|i| mix(i / 2)).collect()),
        (
            "3 % of the draws repeat the last",
            (0..ALONG).map(|i| mix(if mix(!i) % 100 < 3 { i.max(1) - 1 } else { i })).collect(),
        ),
        ("one of 64 bits is stuck", (0..ALONG).map(|i| mix(i) | 1 << 40).collect()),
        ("4 % of the draws are halved", (0..ALONG).map(|i| mix(i) >> (mix(!i) % 25 / 24)).collect()),
    ];
    for (name, bits) in controls {
        let mut verdict = Verdict::default();
        verdict.add_all(name, battery(&bits.into_iter().map(made_of).collect::<Vec<Draw>>()));
        verdict.reject();
    }
}

fn first_bits(mut source: Source) -> u64 {
    source.bits()
}

/// The battery itself: on independent stretches its p-values are uniform, so that "p" means what it says.
#[test]
fn p_values_are_what_they_say() {
    let mut by_test: Vec<(String, Vec<f64>)> = Vec::new();
    for seed in 0..400 {
        let stretch: Vec<Draw> = (0..1 << 14).map(|i| draw(family(seed).stream(1).at(i))).collect();
        for (place, (name, p)) in battery(&stretch).into_iter().enumerate() {
            if by_test.len() == place {
                by_test.push((name, Vec::new()));
            }
            by_test[place].1.push(p);
        }
    }
    let uniform = Uniform::standard();
    let mut verdict = Verdict::default();
    for (name, ps) in by_test {
        assert_eq!(ps.len(), 400);
        verdict.add(name, kolmogorov_smirnov(ps, 0.0, &|p| uniform.cdf(p)));
    }
    verdict.accept();
}

/// A million numbers for a million addresses of a run, and a million from a quarter as many sources: no two alike. (For
/// perfect ones the chance of a pair is 10¹² / 2⁶⁵, or 3 in 100 million.)
#[test]
fn no_two_addresses_share_a_number() {
    let texts: Vec<String> = (0..5).map(|i| format!("text {i}")).collect();
    let mut first = Vec::new();
    for seed in 0..20 {
        for (name, purpose) in texts.iter().flat_map(|name| texts.iter().map(move |purpose| (name, purpose))) {
            let family = StreamFamily::new(seed, name, purpose);
            for (owner, wish) in (0..200).flat_map(|owner| (0..5).map(move |wish| (owner, wish))) {
                first.extend([0, 1].map(|attempt| first_bits(family.stream(owner).at(wish << 32 | attempt))));
            }
        }
    }
    assert_eq!(repeated(first), (1_000_000, 0));
    let sources = (0..250_000).map(|i| family(i / 50_000).stream(i / 100 % 500).at(i % 100));
    let successive = sources.flat_map(|mut source| [0; 4].map(|_| source.bits())).collect();
    assert_eq!(repeated(successive), (1_000_000, 0));
    // Control: XORed parts repeat at once.
    let xored = (0..20u64).flat_map(|seed| (0..500).map(move |owner| first_bits(family(seed ^ owner).stream(0).at(0))));
    assert_eq!(repeated(xored.collect()), (10_000, 10_000 - 512));
}

/// How many numbers there are, and how many of them were there before.
fn repeated(mut numbers: Vec<u64>) -> (usize, usize) {
    let all = numbers.len();
    numbers.sort_unstable();
    numbers.dedup();
    (all, all - numbers.len())
}

/// 260 streams that differ in one part of their address, each against every other one.
#[test]
fn no_two_streams_go_together() {
    const LENGTH: usize = 4096;
    let purposes = ["service", "retry delay", "think", "mail", "patience"].map(|purpose| (purpose, 100..120));
    let streams =
        (0..160).map(|owner| family(1).stream(owner)).chain(purposes.into_iter().flat_map(|(purpose, owners)| {
            owners.map(move |owner| StreamFamily::new(1, "visitors", purpose).stream(owner))
        }));
    let mut rows: Vec<Vec<f64>> =
        streams.map(|stream| (0..LENGTH as u64).map(|i| stream.at(i).unit() - 0.5).collect()).collect();
    assert_eq!(rows.len(), 260);
    let together = |rows: &[Vec<f64>]| {
        let mut verdict = Verdict::default();
        for (i, one) in rows.iter().enumerate() {
            for (j, other) in rows[..i].iter().enumerate() {
                let sum: f64 = one.iter().zip(other).map(|(a, b)| a * b).sum();
                verdict.add(format!("{j} and {i}"), z_test(sum * 12.0 / (LENGTH as f64).sqrt()));
            }
        }
        verdict
    };
    together(&rows).accept();
    // Control: one stream that takes a fifth of its numbers from another one.
    for i in (0..LENGTH).step_by(5) {
        rows[7][i] = rows[200][i];
    }
    together(&rows).reject();
}

#[test]
fn choices_are_even() {
    let mut verdict = Verdict::default();
    for count in [2, 3, 7, 60, 1000] {
        let mut seen = vec![0u64; count];
        (0..ALONG).for_each(|i| seen[family(1).stream(i).at(0).below(count)] += 1);
        verdict.add(format!("below {count}"), chi_squared(&seen));
    }
    verdict.accept();
}

/// Draws of every sampler: a mean that is off by a hundredth of a standard deviation is noticed.
const DRAWN: u64 = 300_000;

fn drawn(of: &Distribution<Span>) -> Vec<f64> {
    let stream = StreamFamily::new(2013, "samplers", "check").stream(1);
    (0..DRAWN).map(|index| of.sample(&mut stream.at(index)).value() / SECOND).collect()
}

/// How well draws follow a law: its distribution function, its mean and its variance.
fn fit(draws: Vec<f64>, law: &Law) -> Vec<(String, f64)> {
    let (mean, variance, fourth) = moments(law);
    let n = draws.len() as f64;
    let centred = |power: i32| draws.iter().map(|x| (x - mean).powi(power)).sum::<f64>() / n;
    // What is always the same has no variance, and its moments are right to the last digits or wrong.
    let standard =
        |error: f64, variance: f64| if error.abs() < 1e-9 { 0.0 } else { error / (variance.max(0.0) / n).sqrt() };
    let mut found = vec![
        ("mean".to_owned(), z_test(standard(centred(1), variance))),
        ("variance".to_owned(), z_test(standard(centred(2) - variance, fourth - variance * variance))),
    ];
    // Draws are whole nanoseconds: half of one to each side is what rounding may have moved.
    found.push(("distribution".to_owned(), kolmogorov_smirnov(draws, 0.5 / SECOND, law)));
    found
}

#[test]
fn every_sampler_follows_its_law() {
    let mut verdict = Verdict::default();
    for (distribution, law) in samplers() {
        verdict.add_all(&format!("{distribution:?}"), fit(drawn(&distribution), &law));
        let (told, mean) = (distribution.mean() / SECOND, moments(&law).0);
        assert!((told / mean - 1.0).abs() < 1e-3, "{distribution:?}: says its mean is {told}, it is {mean}");
    }
    verdict.accept();
}

/// Control: a sampler that is a little off fails the same tests.
#[test]
fn samplers_that_are_a_little_off_are_noticed() {
    let s = |seconds: f64| Span::nearest(seconds * SECOND);
    let uncut = Normal::new(1.0, 0.8).expect("a normal");
    let median = LogNormal::new(0.0, 0.5).expect("a lognormal");
    for (distribution, wrong) in [
        (shaped(Shape::Exponential(s(1.03))), exponential(1.0)),
        (shaped(Shape::Uniform(s(1.0), s(4.1))), law(Uniform::new(1.0, 4.0).expect("a range"))),
        (shaped(Shape::Erlang { mean: s(2.0), stages: 4 }), law(Gamma::new(5.0, 2.5).expect("a gamma"))),
        (shaped(Shape::Lognormal { mean: s(1.0), sigma: 0.5 }), law(median)),
        (shaped(Shape::Hyperexponential { mean: s(1.0), cv2: 4.0 }), branches([(0.5, 1.866), (0.5, 0.134)])),
        (shaped(Shape::Normal { mean: s(1.0), deviation: s(0.8) }), Box::new(move |x: f64| uncut.cdf(x))),
        (Distribution::Fixed(s(2.0)), step(2.06)),
    ] {
        let mut verdict = Verdict::default();
        verdict.add_all(&format!("{distribution:?}"), fit(drawn(&distribution), &wrong));
        verdict.reject();
    }
    let cut = drawn(&shaped(Shape::Exponential(s(1.0)))).into_iter().map(|x| x.min(5.0)).collect();
    let mut verdict = Verdict::default();
    verdict.add_all("a tail that is cut", fit(cut, &exponential(1.0)));
    verdict.reject();
}

/// A second opinion: the samplers of rand_distr, fed by other addresses, draw from the same laws.
#[test]
fn rand_distr_draws_the_same() {
    let s = |seconds: f64| Span::nearest(seconds * SECOND);
    let stream = StreamFamily::new(7, "samplers", "second opinion").stream(1);
    let theirs = |law: &dyn Fn(&mut Source) -> f64| (0..DRAWN).map(|i| law(&mut stream.at(i))).collect::<Vec<f64>>();
    let gamma = rand_distr::Gamma::new(4.0, 0.5).expect("a gamma");
    let lognormal = rand_distr::LogNormal::new(-0.125, 0.5).expect("a lognormal");
    let normal = rand_distr::Normal::new(5.0, 1.0).expect("a normal");
    let mut verdict = Verdict::default();
    for (shape, theirs) in [
        (Shape::Exponential(s(1.0)), theirs(&|source| rand_distr::Exp1.sample(source))),
        (Shape::Erlang { mean: s(2.0), stages: 4 }, theirs(&|source| gamma.sample(source))),
        (Shape::Lognormal { mean: s(1.0), sigma: 0.5 }, theirs(&|source| lognormal.sample(source))),
        (Shape::Normal { mean: s(5.0), deviation: s(1.0) }, theirs(&|source| normal.sample(source))),
    ] {
        verdict.add(format!("{shape:?}"), two_samples(drawn(&shaped(shape)), theirs));
    }
    verdict.accept();
}
