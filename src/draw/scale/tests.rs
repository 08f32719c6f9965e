//! Oracles: round numbers and shares that can be worked out by hand.

use super::*;

fn labels(span: Span, quantity: Quantity, count: usize) -> Vec<String> {
    span.ticks(quantity, count).into_iter().map(|tick| tick.label).collect()
}

#[test]
fn linear_ticks_are_round_and_carry_units() {
    let axis = Axis::new("load", Quantity::PerSecond);
    let span = Span::rounded(&axis, &[0.0, 640.0], &[], 4);
    assert_eq!(labels(span, Quantity::PerSecond, 4), ["0", "200/s", "400/s", "600/s", "800/s"]);
    let high = Span::rounded(&axis, &[0.0, 11_800.0], &[], 3);
    assert_eq!(labels(high, Quantity::PerSecond, 3), ["0", "5 k/s", "10 k/s", "15 k/s"]);
}

#[test]
fn plain_numbers_keep_the_digits_that_count() {
    for (value, written) in [(0.05, "0.05"), (1.5, "1.5"), (0.00025, "0.00025"), (-0.02, "−0.02"), (0.0, "0")] {
        assert_eq!(write(value, value.abs(), Quantity::Number), written);
    }
    assert_eq!(write(25_000.0, 25_000.0, Quantity::Number), "25 k");
    for (value, digits, number) in [(2.437, 2, 2.4), (1284.0, 3, 1280.0), (-0.0456, 2, -0.046), (0.0, 3, 0.0)] {
        assert_eq!(rounded(value, digits), number);
    }
    assert_eq!([2.4, 0.05].map(|hours| with_unit(hours, Quantity::Hours)), ["2.4 h", "3 min"]);
}

#[test]
fn a_range_around_values_ends_at_round_numbers() {
    let axis = Axis::new("hours", Quantity::Number);
    let ends = |values: &[f64]| {
        let span = Span::around(&axis, values, 6);
        (span.low(), span.high())
    };
    assert_eq!(ends(&[1.2, 9.4]), (0.0, 10.0), "zero is near");
    assert_eq!(ends(&[93.0, 108.0]), (92.0, 108.0), "zero is far");
    assert_eq!(ends(&[-3.0, 2.0]), (-3.0, 2.0));
    let ratios = Span::around(&axis.clone().with_scale(Scale::Log), &[0.01, 100.0], 6);
    assert!(ratios.is_log() && ratios.low() < 0.01 && ratios.high() > 100.0);
}

#[test]
fn clock_ticks_follow_the_clock() {
    let span = Span::exact(&Axis::hours("hours"), &[-1.0, 84.0]);
    let hours = labels(span, Quantity::Hours, 12);
    assert_eq!(hours, ["0", "12", "24", "36", "48", "60", "72", "84"]);
}

#[test]
fn a_log_axis_keeps_a_true_zero_and_equal_ratios() {
    let axis = Axis::new("load", Quantity::PerSecond).with_scale(Scale::Log);
    let span = Span::rounded(&axis, &[0.0, 1.0, 10.0, 10_000.0], &[], 5);
    assert_eq!(span.share(0.0), 0.0);
    let step = span.share(100.0) - span.share(10.0);
    assert!((span.share(1000.0) - span.share(100.0) - step).abs() < 1e-12);
}

#[test]
fn a_log_axis_has_no_zero_where_no_value_is_near_it() {
    let axis = Axis::new("attempts", Quantity::Number).with_scale(Scale::Log);
    let span = Span::rounded(&axis, &[0.6, 1.0, 229.0], &[], 5);
    assert_eq!((span.low(), span.high()), (0.5, 500.0));
    assert_eq!(labels(span, Quantity::Number, 5), ["1", "10", "100"]);
    let step = span.share(5.0) - span.share(0.5);
    assert!((span.share(500.0) - span.share(50.0) - step).abs() < 1e-12);
    for (values, axis) in [
        ([0.0, 229.0], axis.clone()),
        ([1e-9, 229.0], axis.clone()),
        ([0.6, 229.0], Axis { min: Some(0.0), ..axis.clone() }),
    ] {
        assert_eq!(Span::rounded(&axis, &values, &[], 5).share(0.0), 0.0);
        assert_eq!(Span::rounded(&axis, &values, &[], 5).low(), 0.0, "{values:?}");
    }
    assert_eq!(Span::rounded(&axis, &[2.0, 4.9], &[], 5).low(), 1.0, "a value on the base would look like none");
}

#[test]
fn an_x_axis_of_ratios_runs_from_end_to_end() {
    let axis = Axis::new("clients", Quantity::Count).with_scale(Scale::Log);
    let span = Span::exact(&axis, &[1e4, 1e7]);
    assert_eq!(labels(span, Quantity::Count, 12), ["10 k", "100 k", "1 M", "10 M"]);
    for (value, share) in [(1.0, 0.0), (1e4, 0.0), (1e5, 1.0 / 3.0), (1e6, 2.0 / 3.0), (1e7, 1.0), (1e9, 1.0)] {
        assert!((span.share(value) - share).abs() < 1e-12, "{value}");
    }
    assert_eq!(labels(Span::exact(&axis, &[30.0, 300.0]), Quantity::Count, 12), ["50", "100", "200"]);
    let two = Span::exact(&axis, &[4.0, 300.0]);
    assert_eq!(labels(two, Quantity::Count, 8), ["5", "10", "20", "50", "100", "200"]);
    assert_eq!(labels(two, Quantity::Count, 5), ["10", "100"], "no more than there is room for");
    assert_eq!(labels(Span::exact(&axis, &[6.0, 9.0]), Quantity::Count, 3), ["6", "7", "8", "9"]);
    assert!(!Span::exact(&axis, &[0.0, 1e7]).is_log(), "zero has no place among ratios");
}

#[test]
fn automatic_scales_bend_only_for_extreme_spikes() {
    let axis = Axis::new("load", Quantity::PerSecond);
    assert!(!Span::rounded(&axis, &[40.0, 640.0], &[40.0, 40.0, 640.0], 5).is_log());
    assert!(Span::rounded(&axis, &[40.0, 3800.0], &[40.0, 40.0, 3800.0], 5).is_log());
}

#[test]
fn absurd_values_stay_on_the_axis() {
    let axis = Axis::new("load", Quantity::Count);
    for values in [vec![], vec![f64::NAN], vec![f64::MAX, f64::MIN], vec![1e-320]] {
        let span = Span::rounded(&axis, &values, &values, 5);
        for value in [0.0, 1e300, -1e300, 5.0] {
            assert!((0.0..=1.0).contains(&span.share(value)), "{values:?} {value}");
        }
        assert!(span.ticks(Quantity::Count, 5).len() < 70);
    }
}
