//! From values to positions along an axis, and the round numbers written beside it.

use crate::draw::figure::{Axis, Quantity, SHORT_AXIS, Scale};

/// Beyond this nothing is a measurement; it keeps sums and differences finite.
const ABSURD: f64 = 1e18;
/// `Scale::Auto` turns logarithmic when the largest total exceeds this many typical ones:
/// then the typical one would be lower than the line that draws it.
const SPREAD: f64 = 50.0;
/// Values this many times smaller than the largest are near zero.
const FURTHEST: f64 = 1e5;
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
    /// drawn); `totals` (the stacked sums, or the lines) decide an automatic scale. Equal ratios begin at a round number
    /// below the values where none of them is zero or near it, because a zero nobody needs costs height.
    #[must_use]
    pub fn rounded(axis: &Axis, values: &[f64], totals: &[f64], ticks: usize) -> Self {
        let (lowest, highest) = extent(values.iter().copied());
        let low = drawable(axis.min).unwrap_or(lowest.min(0.0));
        let high = drawable(axis.max).unwrap_or(highest.max(low));
        if wants_decades(axis.scale, totals) && high > 0.0 && low >= 0.0 {
            let top = if axis.max.is_some() { high } else { round_above(high * 1.02) };
            let bottom = round_below(lowest * 0.98);
            let near_zero = axis.min.is_some() || lowest < high / FURTHEST || bottom >= top;
            return match near_zero {
                true => Self::decades(values, high, top),
                false => Self { low: bottom, high: top, spread: Spread::Ratios },
            };
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

    fn decades(values: &[f64], high: f64, top: f64) -> Self {
        let mut positive: Vec<f64> = values.iter().copied().filter(|v| *v > 0.0).collect();
        positive.sort_by(f64::total_cmp);
        // A few stray tiny values must not stretch the axis: the lowest twentieth may lie
        // below the first decade, where the scale is linear.
        let typical_low = positive.get(positive.len() / 20).copied().unwrap_or(high / 10.0);
        let first = typical_low.clamp(high / FURTHEST, high / 10.0);
        Self { low: 0.0, high: top, spread: Spread::Decades(power_below(first)) }
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

/// The power of ten below a number.
fn power_below(value: f64) -> f64 {
    10_f64.powf(value.log10().floor())
}

/// The next of 1, 2, 5 and 10 times a power of ten above a number.
fn round_above(value: f64) -> f64 {
    let power = power_below(value);
    [1.0, 2.0, 5.0].into_iter().map(|step| step * power).find(|round| *round >= value).unwrap_or(power * 10.0)
}

/// The next of them below it.
fn round_below(value: f64) -> f64 {
    let power = power_below(value);
    [5.0, 2.0].into_iter().map(|step| step * power).find(|round| *round <= value).unwrap_or(power)
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
mod tests;
