//! From values to positions along an axis, and the round numbers written beside it.

use crate::report::figure::{Axis, Quantity, SHORT_AXIS, Scale};

/// Beyond this nothing is a measurement; it keeps sums and differences finite.
const ABSURD: f64 = 1e18;
/// `Scale::Auto` turns logarithmic when the largest total exceeds this many typical ones:
/// then the typical one would be lower than the line that draws it.
const SPREAD: f64 = 50.0;
/// Height of the stretch from zero to the first decade, in decades.
const ZERO_STRETCH: f64 = 0.6;

/// Where the values of one axis lie between its two ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    low: f64,
    high: f64,
    spread: Spread,
}

/// How values are spread between the ends.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Spread {
    /// Equal steps.
    Steps,
    /// Equal ratios above this first decade, and a straight line from there down to zero.
    Decades(f64),
    /// Equal ratios from end to end; there is no zero.
    Ratios,
}

/// A number at an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Where.
    pub value: f64,
    /// What is written there.
    pub label: String,
}

/// The value if it is a number one can draw; NaN and infinities are gaps.
#[must_use]
pub fn drawable(value: Option<f64>) -> Option<f64> {
    value.filter(|number| number.is_finite()).map(|number| number.clamp(-ABSURD, ABSURD))
}

impl Span {
    /// The range of an x axis: exactly the data, because time outside them was not observed. Equal ratios where the axis
    /// asks for them and the data have no zero.
    #[must_use]
    pub fn exact(axis: &Axis, values: &[f64]) -> Self {
        let (low, high) = extent(values.iter().copied());
        let span = Self::between(drawable(axis.min).unwrap_or(low), drawable(axis.max).unwrap_or(high));
        let spread = if axis.scale == Scale::Log && span.low > 0.0 { Spread::Ratios } else { Spread::Steps };
        Self { spread, ..span }
    }

    /// The range of a y axis: from zero to a round number above `values` (all that is
    /// drawn); `totals` (the stacked sums, or the lines) decide an automatic scale.
    #[must_use]
    pub fn rounded(axis: &Axis, values: &[f64], totals: &[f64], ticks: usize) -> Self {
        let (lowest, highest) = extent(values.iter().copied());
        let low = drawable(axis.min).unwrap_or(lowest.min(0.0));
        let high = drawable(axis.max).unwrap_or(highest.max(low));
        if wants_decades(axis.scale, totals) && high > 0.0 && low >= 0.0 {
            return Self::decades(values, high, axis.max.is_some());
        }
        if axis.max.is_some() {
            return Self::between(low, high);
        }
        if axis.quantity == Quantity::Percent && low >= 0.0 && high <= 100.0 && high > 40.0 {
            // The whole is the natural end; a little air keeps a line at 100 % visible.
            return Self::between(low, 104.0);
        }
        let step = nice_step((high - low) / ticks.max(1) as f64);
        // Four percent of air keep the highest peak off the upper edge.
        let top = ((high + (high - low) * 0.04) / step).ceil() * step;
        let bottom = (low / step).floor() * step;
        Self::between(bottom, top)
    }

    /// A range around the values that ends at round numbers; from zero only where that is near. Equal ratios as with
    /// an exact one.
    #[must_use]
    pub fn around(axis: &Axis, values: &[f64], ticks: usize) -> Self {
        let (lowest, highest) = extent(values.iter().copied());
        if axis.scale == Scale::Log && lowest > 0.0 {
            // A twentieth of air keeps the outermost value off the edge.
            return Self::exact(axis, &[lowest / 1.05, highest * 1.05]);
        }
        let near_zero = lowest > 0.0 && lowest < 0.5 * highest;
        let low = if near_zero { 0.0 } else { lowest };
        let step = nice_step(Self::between(low, highest).room() / ticks.max(1) as f64);
        let (bottom, top) = ((low / step + 1e-9).floor() * step, (highest / step - 1e-9).ceil() * step);
        Self::between(drawable(axis.min).unwrap_or(bottom), drawable(axis.max).unwrap_or(top))
    }

    fn room(&self) -> f64 {
        self.high - self.low
    }

    fn between(low: f64, high: f64) -> Self {
        let room = (high - low).abs();
        // A single value still needs an axis around it.
        let high = if high > low && room > low.abs() * 1e-9 { high } else { low + low.abs().max(1.0) };
        Self { low, high, spread: Spread::Steps }
    }

    fn decades(values: &[f64], high: f64, exact: bool) -> Self {
        let mut positive: Vec<f64> = values.iter().copied().filter(|v| *v > 0.0).collect();
        positive.sort_by(f64::total_cmp);
        // A few stray tiny values must not stretch the axis: the lowest twentieth may lie
        // below the first decade, where the scale is linear.
        let typical_low = positive.get(positive.len() / 20).copied().unwrap_or(high / 10.0);
        let first = typical_low.clamp(high / 1e5, high / 10.0);
        let decade = 10_f64.powf(first.log10().floor());
        let top = if exact {
            high
        } else {
            let power = 10_f64.powf(high.log10().floor());
            [1.0, 2.0, 5.0, 10.0]
                .iter()
                .map(|step| step * power)
                .find(|top| *top >= high * 1.02)
                .unwrap_or(power * 20.0)
        };
        Self { low: 0.0, high: top, spread: Spread::Decades(decade) }
    }

    /// Lowest value shown.
    #[must_use]
    pub fn low(&self) -> f64 {
        self.low
    }

    /// Highest value shown.
    #[must_use]
    pub fn high(&self) -> f64 {
        self.high
    }

    /// Whether equal ratios are equally far apart.
    #[must_use]
    pub fn is_log(&self) -> bool {
        self.spread != Spread::Steps
    }

    /// Share of the axis below `value`, between 0 and 1; outside values sit at the ends.
    #[must_use]
    pub fn share(&self, value: f64) -> f64 {
        let value = value.clamp(self.low, self.high);
        match self.spread {
            Spread::Steps => (value - self.low) / (self.high - self.low),
            Spread::Decades(decade) => bent(value, decade) / bent(self.high, decade),
            Spread::Ratios => (value / self.low).log10() / (self.high / self.low).log10(),
        }
    }

    /// Round numbers at most `count` of them (a few more on clock axes are never given).
    #[must_use]
    pub fn ticks(&self, quantity: Quantity, count: usize) -> Vec<Tick> {
        let values = match self.spread {
            Spread::Decades(decade) => decade_ticks(decade, self.high, count),
            Spread::Ratios => {
                // Numbers this far apart share no prefix.
                let ticks = ratio_ticks(self.low, self.high, count).into_iter();
                return ticks.map(|value| Tick { value, label: write(value, value, quantity) }).collect();
            }
            Spread::Steps => {
                let rough = (self.high - self.low) / count.max(1) as f64;
                let step = match quantity {
                    Quantity::Hours => clock_step(rough, self.low.abs().max(self.high.abs())),
                    Quantity::Percent => percent_step(rough),
                    Quantity::Number | Quantity::Count | Quantity::PerSecond | Quantity::Bytes => nice_step(rough),
                };
                linear_ticks(self.low, self.high, step)
            }
        };
        let largest = values.iter().fold(0.0_f64, |most, v| most.max(v.abs()));
        values.into_iter().map(|value| Tick { value, label: write(value, largest, quantity) }).collect()
    }
}

/// The number with so many digits that count.
#[must_use]
pub fn rounded(value: f64, digits: i32) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    let last = digits - 1 - value.abs().log10().floor() as i32;
    // Dividing by a whole power of ten gives the number a reader would type.
    if last >= 0 {
        let power = 10_f64.powi(last.min(300));
        (value * power).round() / power
    } else {
        let power = 10_f64.powi(-last);
        (value / power).round() * power
    }
}

/// A lone value with its unit, hours too.
#[must_use]
pub fn with_unit(value: f64, quantity: Quantity) -> String {
    let written = write(value, value.abs(), quantity);
    if quantity == Quantity::Hours && value.abs() >= SHORT_AXIS { format!("{written} h") } else { written }
}

/// A value with its unit, shortened as the ticks of an axis reaching `largest` are.
#[must_use]
pub fn write(value: f64, largest: f64, quantity: Quantity) -> String {
    // An axis of time says hours in its label, unless they would be small fractions.
    if quantity == Quantity::Hours && largest < SHORT_AXIS {
        let (number, unit) = if largest < 0.04 { (value * 3600.0, "s") } else { (value * 60.0, "min") };
        return format!("{} {unit}", grouped((number * 1e6).round() / 1e6));
    }
    let (divisor, prefix) = match quantity {
        Quantity::Bytes => prefix(largest, 1e3),
        Quantity::Number | Quantity::Count | Quantity::PerSecond => prefix(largest, 1e4),
        Quantity::Percent | Quantity::Hours => (1.0, ""),
    };
    let number = match quantity {
        Quantity::Number => significant(value / divisor),
        Quantity::Count | Quantity::PerSecond | Quantity::Percent | Quantity::Bytes | Quantity::Hours => {
            grouped(value / divisor)
        }
    };
    if value == 0.0 && quantity != Quantity::Percent {
        return number;
    }
    match quantity {
        Quantity::Number | Quantity::Count | Quantity::Hours if prefix.is_empty() => number,
        Quantity::Number | Quantity::Count | Quantity::Hours => format!("{number} {prefix}"),
        Quantity::PerSecond if prefix.is_empty() => format!("{number}/s"),
        Quantity::PerSecond => format!("{number} {prefix}/s"),
        Quantity::Percent => format!("{number} %"),
        Quantity::Bytes => format!("{number} {prefix}B"),
    }
}

fn wants_decades(scale: Scale, totals: &[f64]) -> bool {
    match scale {
        Scale::Linear => false,
        Scale::Log => true,
        Scale::Auto => {
            let mut positive: Vec<f64> = totals.iter().copied().filter(|v| *v > 0.0).collect();
            positive.sort_by(f64::total_cmp);
            match (positive.get(positive.len() / 2), positive.last()) {
                (Some(median), Some(most)) => most / median > SPREAD,
                (None, _) | (_, None) => false,
            }
        }
    }
}

/// Decades above `decade`, and a straight line from it down to zero.
fn bent(value: f64, decade: f64) -> f64 {
    if value <= decade { ZERO_STRETCH * value / decade } else { ZERO_STRETCH + (value / decade).log10() }
}

fn extent(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = values
        .filter_map(|value| drawable(Some(value)))
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
    if low <= high { (low, high) } else { (0.0, 1.0) }
}

fn nice_step(rough: f64) -> f64 {
    if !(rough.is_finite() && rough > 1e-12) {
        return 1.0;
    }
    let power = 10_f64.powf(rough.log10().floor());
    [1.0, 2.0, 5.0]
        .iter()
        .map(|step| step * power)
        // A few more numbers than asked for beat an axis far higher than its data.
        .find(|step| *step >= rough * 0.8)
        .unwrap_or(power * 10.0)
}

/// Steps of a clock: of an axis shorter than hours, whole minutes or seconds.
fn clock_step(rough: f64, largest: f64) -> f64 {
    const SHORT: [f64; 11] = [1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0];
    if largest < SHORT_AXIS {
        let seconds = SHORT.into_iter().find(|step| *step >= rough * 3600.0);
        return seconds.map_or_else(|| nice_step(rough), |step| step / 3600.0);
    }
    [0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 6.0, 12.0, 24.0, 48.0, 168.0]
        .into_iter()
        .find(|step| *step >= rough && rough > 0.02)
        .unwrap_or_else(|| nice_step(rough))
}

fn percent_step(rough: f64) -> f64 {
    [1.0, 2.0, 5.0, 10.0, 20.0, 25.0, 50.0]
        .into_iter()
        .find(|step| *step >= rough * 0.95 && rough > 0.5)
        .unwrap_or_else(|| nice_step(rough))
}

fn linear_ticks(low: f64, high: f64, step: f64) -> Vec<f64> {
    let first = (low / step - 1e-6).ceil();
    let last = (high / step + 1e-6).floor();
    let count = (last - first).clamp(0.0, 60.0) as usize;
    (0..=count)
        // Adding 0.0 turns the "-0" of rounding into "0".
        .map(|index| (first + index as f64) * step + 0.0)
        .collect()
}

fn decade_ticks(decade: f64, high: f64, count: usize) -> Vec<f64> {
    let decades = (high / decade).log10().floor().clamp(0.0, 40.0) as usize;
    let skip = decades / count.max(1) + 1;
    let powers = (0..=decades).step_by(skip).map(|power| decade * 10_f64.powi(power as i32));
    std::iter::once(0.0).chain(powers).collect()
}

/// Powers of ten; where there are fewer than three of them 1, 2 and 5 of each; over less still, equal steps.
fn ratio_ticks(low: f64, high: f64, count: usize) -> Vec<f64> {
    let powers = low.log10().floor() as i32..=high.log10().ceil() as i32;
    let within = |steps: &[f64]| -> Vec<f64> {
        let all = powers.clone().flat_map(|power| steps.iter().map(move |step| step * 10_f64.powi(power)));
        all.filter(|value| (low * (1.0 - 1e-9)..=high * (1.0 + 1e-9)).contains(value)).collect()
    };
    let decades = within(&[1.0]);
    let finer = within(&[1.0, 2.0, 5.0]);
    // Two numbers are too few to see that an axis is one of ratios.
    if decades.len() > 2 || decades.len() == 2 && finer.len() > count {
        return decades.iter().copied().step_by(decades.len().div_ceil(count.max(1))).collect();
    }
    if finer.len() > 1 { finer } else { linear_ticks(low, high, nice_step((high - low) / count.max(1) as f64)) }
}

fn prefix(largest: f64, from: f64) -> (f64, &'static str) {
    [(1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")]
        .into_iter()
        .find(|(divisor, _)| largest >= *divisor && largest >= from)
        .unwrap_or((1.0, ""))
}

/// Three digits from the first that counts: below one, `grouped` would round the number away.
fn significant(value: f64) -> String {
    let size = value.abs();
    if size >= 0.1 || size == 0.0 {
        return grouped(value);
    }
    // Beyond twelve decimals a number is the rounding error of another one.
    let decimals = (2.0 - size.log10().floor()).min(12.0) as usize;
    let written = format!("{size:.decimals$}");
    let sign = if value < 0.0 { "−" } else { "" };
    format!("{sign}{}", written.trim_end_matches('0').trim_end_matches('.'))
}

/// Up to three significant decimals, thousands set apart by thin spaces.
fn grouped(value: f64) -> String {
    let digits = format!("{:.3}", value.abs());
    let trimmed = digits.trim_end_matches('0').trim_end_matches('.');
    let (whole, decimals) = trimmed.split_once('.').unwrap_or((trimmed, ""));
    let mut written = String::new();
    if value < 0.0 {
        written.push('−');
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            written.push('\u{2009}');
        }
        written.push(digit);
    }
    if !decimals.is_empty() {
        written.push('.');
        written.push_str(decimals);
    }
    written
}

#[cfg(test)]
mod tests {
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
        let span = Span::rounded(&axis, &[1.0, 10.0, 10_000.0], &[], 5);
        assert_eq!(span.share(0.0), 0.0);
        let step = span.share(100.0) - span.share(10.0);
        assert!((span.share(1000.0) - span.share(100.0) - step).abs() < 1e-12);
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
}
