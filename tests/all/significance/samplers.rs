//! Every shape of a random quantity, with the law it should follow.

use statrs::distribution::{ContinuousCDF, Gamma, Uniform};
use syncstorm::engine::Distribution;
use syncstorm::engine::distribution::{Part, Quantity, Shape};
use syncstorm::units::Span;

use super::laws::{Law, branches, cut_normal, exponential, law, lognormal, step};

/// The base unit of a span is the nanosecond.
pub const SECOND: f64 = 1e9;

/// A distribution of this shape, whose parameters are possible.
pub fn shaped(shape: Shape<Span>) -> Distribution<Span> {
    let distribution = Distribution::Shaped(shape);
    assert!(distribution.problem().is_none(), "{:?}", distribution.problem());
    distribution
}

/// Every shape with its distribution function in seconds.
pub fn samplers() -> Vec<(Distribution<Span>, Law)> {
    let s = |seconds: f64| Span::nearest(seconds * SECOND);
    let mixture = vec![
        Part { share: 0.5, of: shaped(Shape::Exponential(s(1.0))) },
        Part { share: 0.2, of: Distribution::Fixed(s(2.0)) },
        Part { share: 0.3, of: shaped(Shape::Uniform(s(1.0), s(5.0))) },
    ];
    let (slow, spread) = (exponential(1.0), Uniform::new(1.0, 5.0).expect("a range"));
    let mixed: Law = Box::new(move |x| 0.5 * slow(x) + 0.2 * step(2.0)(x) + 0.3 * spread.cdf(x));
    let (late, later) = (exponential(2.0), exponential(2.0));
    let log_range = Uniform::new(0.1f64.ln(), 10f64.ln()).expect("a range");
    // Balanced means with cv² = 4: each branch carries half of the mean, so p₁ p₂ = 1 / (2 (cv² + 1)) = 0.1.
    let (likely, rare) = (0.5 + 0.15f64.sqrt(), 0.5 - 0.15f64.sqrt());
    vec![
        (Distribution::Fixed(s(2.5)), step(2.5)),
        (shaped(Shape::Exponential(s(2.0))), exponential(2.0)),
        (shaped(Shape::Uniform(s(1.0), s(4.0))), law(Uniform::new(1.0, 4.0).expect("a range"))),
        (shaped(Shape::LogUniform(s(0.1), s(10.0))), Box::new(move |x: f64| log_range.cdf(x.max(1e-9).ln()))),
        (shaped(Shape::Spread { around: s(4.0), by: 0.5 }), law(Uniform::new(2.0, 6.0).expect("a range"))),
        (shaped(Shape::Spread { around: s(3.0), by: 1.0 }), law(Uniform::new(0.0, 6.0).expect("a range"))),
        (shaped(Shape::Erlang { mean: s(2.0), stages: 1 }), exponential(2.0)),
        (shaped(Shape::Erlang { mean: s(2.0), stages: 4 }), law(Gamma::new(4.0, 2.0).expect("a gamma"))),
        (shaped(Shape::Lognormal { mean: s(2.0), sigma: 0.5 }), lognormal(2.0, 0.5)),
        (shaped(Shape::Lognormal { mean: s(1.0), sigma: 0.9 }), lognormal(1.0, 0.9)),
        (shaped(Shape::Hyperexponential { mean: s(2.0), cv2: 1.0 }), exponential(2.0)),
        (
            shaped(Shape::Hyperexponential { mean: s(2.0), cv2: 4.0 }),
            branches([(likely, 1.0 / likely), (rare, 1.0 / rare)]),
        ),
        (
            shaped(Shape::Shifted { by: s(1.5), of: Box::new(shaped(Shape::Exponential(s(2.0)))) }),
            Box::new(move |x| late(x - 1.5)),
        ),
        (shaped(Shape::Normal { mean: s(5.0), deviation: s(1.0) }), cut_normal(5.0, 1.0)),
        (shaped(Shape::Normal { mean: s(1.0), deviation: s(0.8) }), cut_normal(1.0, 0.8)),
        (shaped(Shape::Mixture(mixture)), mixed),
        (
            shaped(Shape::Sum(vec![Distribution::Fixed(s(1.5)), shaped(Shape::Exponential(s(2.0)))])),
            Box::new(move |x: f64| later(x - 1.5)),
        ),
        (
            shaped(Shape::Sum(vec![shaped(Shape::Exponential(s(0.5))), shaped(Shape::Exponential(s(0.5)))])),
            law(Gamma::new(2.0, 2.0).expect("a gamma")),
        ),
    ]
}
