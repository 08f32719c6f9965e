//! The values that a study gives to one path, as people write them: `1, 2, 4`, `1..10:1`, `30 s..10 min:log5`,
//! `5..40 ms:log`. One notation serves `--vary`, the files of sweeps and the priors of a scenario.

use std::ops::Range;

use super::path::split;
use crate::units::{Bandwidth, Bytes, Rate, Span};

/// What a path is given.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// These and no others.
    Listed(Vec<String>),
    /// Any value of a range.
    Between(Stretch),
}

/// A range of numbers in one unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Stretch {
    from: f64,
    to: f64,
    unit: String,
    /// Equal ratios instead of equal steps.
    log: bool,
    /// Whether both ends are written as whole numbers; then every value is one.
    whole: bool,
}

/// A path and its values.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// Dotted path into the scenario.
    pub path: String,
    /// What it is given.
    pub values: Values,
}

/// Why a text is no axis, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VaryError {
    /// Where, in bytes from its start.
    pub span: Range<usize>,
    /// What is wrong there.
    pub cause: String,
    /// What to write instead.
    pub remedy: &'static str,
}

const FORMS: &str = "write a list (1, 2, 4), a range with a step (1..10:1), evenly spaced values (1..10:lin5), values in \
equal ratios (30 s..10 min:log5), or a range to draw from (5..40 ms, or 5..40 ms:log)";
/// More values than this on one axis are a slip.
const MOST: usize = 100_000;

fn error(span: Range<usize>, cause: impl Into<String>, remedy: &'static str) -> VaryError {
    VaryError { span, cause: cause.into(), remedy }
}

impl Axis {
    /// Reads `path = values`.
    ///
    /// # Errors
    /// When the text is nothing of the kind.
    pub fn parse(text: &str) -> Result<Axis, VaryError> {
        let Some(equals) = text.find('=') else {
            return Err(error(
                0..text.len(),
                "there is no `=` after the path",
                "write path=values, for example run.seed=1..5:1",
            ));
        };
        split(&text[..equals]).map_err(|problem| {
            error(problem.span, problem.cause, "join keys with dots, as `syncstorm show` prints them")
        })?;
        let values = Values::parse(&text[equals + 1..]).map_err(|mut problem| {
            problem.span = problem.span.start + equals + 1..problem.span.end + equals + 1;
            problem
        })?;
        Ok(Axis { path: text[..equals].trim().to_owned(), values })
    }
}

impl Values {
    /// Reads the part after the `=`.
    ///
    /// # Errors
    /// When the text is neither a list nor a range.
    pub fn parse(text: &str) -> Result<Values, VaryError> {
        let whole = 0..text.len();
        if text.trim().is_empty() {
            return Err(error(whole, "there are no values", FORMS));
        }
        match text.split_once("..").filter(|(from, _)| number_and_unit(from).is_some()) {
            Some((from, rest)) => range(from, rest).map_err(|cause| error(whole, cause, FORMS)),
            None => listed(text).map(Values::Listed).map_err(|cause| error(whole, cause, FORMS)),
        }
    }

    /// The values one by one; none for a range that has no steps.
    pub fn all(&self) -> Option<&[String]> {
        match self {
            Values::Listed(values) => Some(values),
            Values::Between(_) => None,
        }
    }

    /// The value that a part (0 to 1) of the values lie below, as it is written.
    pub fn at(&self, part: f64) -> String {
        match self {
            Values::Listed(values) => {
                let index = (part * values.len() as f64) as usize;
                values[index.min(values.len() - 1)].clone()
            }
            Values::Between(range) => range.at(part, 4),
        }
    }

    /// The same for a slider: between the ends with two digits, which are easier to read.
    pub fn rounded_at(&self, part: f64) -> String {
        match self {
            Values::Listed(_) => self.at(part),
            Values::Between(range) => range.at(part, 2),
        }
    }
}

impl Stretch {
    fn at(&self, part: f64, count: usize) -> String {
        let value = match self.log {
            true => self.from * libm::pow(self.to / self.from, part),
            false => self.from + (self.to - self.from) * part,
        };
        // The ends stay what they are; between them a value is as good as one nearby, and easier to read.
        if part == 0.0 || part == 1.0 { self.written(value) } else { self.written(digits(value, count)) }
    }

    /// Number of whole values, if only they are meant.
    pub fn count(&self) -> Option<f64> {
        self.whole.then_some(self.to - self.from + 1.0)
    }

    /// Values from one end to the other, ascending, each at most `step` (0.05 for 5 %) of its own size above the one
    /// before; where that would be less than a thousandth of the range, or than 1 between whole numbers, no closer than
    /// that. Both ends are among them as they are written; those between are rounded to a fraction of the step.
    pub fn rungs(&self, step: f64) -> Vec<String> {
        let count = (1.0 - libm::log10(step / 5.0)).ceil().clamp(1.0, 12.0) as usize;
        let closest = if self.whole { 1.0 } else { (self.to - self.from) / 1000.0 };
        let mut rungs = vec![self.written(self.from)];
        let mut at = self.from;
        loop {
            // In equal ratios nothing but the step counts.
            let by = if self.log && !self.whole { at * step } else { (at.abs() * step).max(closest) };
            let next = if self.whole { at + by.floor() } else { at + by };
            if next >= self.to || next <= at || rungs.len() >= MOST {
                break;
            }
            at = next;
            let rounded = if self.whole { at } else { digits(at, count) };
            rungs.push(self.written(rounded.clamp(self.from, self.to)));
        }
        rungs.push(self.written(self.to));
        without_repeats(rungs.into_iter())
    }

    /// A number of the range as text. Twelve digits hide what binary fractions leave behind (0.1 + 0.2).
    fn written(&self, value: f64) -> String {
        let value = if self.whole { value.round() } else { value };
        let rounded = digits(value, 12);
        let number = if self.whole || self.unit.is_empty() && rounded.fract() != 0.0 {
            rounded.to_string()
        } else if self.unit.is_empty() {
            format!("{rounded:.1}")
        } else {
            rounded.to_string()
        };
        if self.unit.is_empty() { number } else { format!("{number} {}", self.unit) }
    }
}

/// A number with so many significant digits.
fn digits(value: f64, count: usize) -> f64 {
    format!("{value:.*e}", count - 1).parse().unwrap_or(value)
}

/// A list: split at the commas that are not inside brackets or quotes.
fn listed(text: &str) -> Result<Vec<String>, String> {
    let (mut values, mut depth, mut quote, mut begin) = (Vec::new(), 0i32, None, 0);
    for (at, letter) in text.char_indices() {
        match (letter, quote) {
            (_, Some(open)) if letter == open => quote = None,
            (_, Some(_)) => {}
            ('"' | '\'', None) => quote = Some(letter),
            ('[' | '{', None) => depth += 1,
            (']' | '}', None) => depth -= 1,
            (',', None) if depth == 0 => {
                values.push(text[begin..at].trim().to_owned());
                begin = at + 1;
            }
            (_, None) => {}
        }
    }
    values.push(text[begin..].trim().to_owned());
    match values.iter().find(|value| value.is_empty()) {
        Some(_) => Err("a value is missing between two commas".to_owned()),
        None => {
            let mut seen = values.clone();
            seen.sort_unstable();
            seen.dedup();
            if seen.len() < values.len() { Err("a value is there twice".to_owned()) } else { Ok(values) }
        }
    }
}

/// A range, after its first number.
fn range(from_text: &str, rest: &str) -> Result<Values, String> {
    let (to_text, how) = match rest.split_once(':') {
        Some((to, how)) => (to, how.trim()),
        None => (rest, ""),
    };
    let (from, from_unit) = number_and_unit(from_text).ok_or("this is no range")?;
    let (to, to_unit) = number_and_unit(to_text).ok_or_else(|| format!("`{}` is no number", to_text.trim()))?;
    let unit = if from_unit.is_empty() { to_unit } else { from_unit };
    let (from, to) = (in_unit(from, from_unit, unit)?, in_unit(to, to_unit, unit)?);
    if from > to {
        return Err("the range ends before it begins".to_owned());
    }
    let whole = |text: &str| text.trim().parse::<i64>().is_ok();
    let stretch = Stretch {
        from,
        to,
        unit: unit.to_owned(),
        log: how.starts_with("log"),
        whole: whole(from_text) && whole(to_text),
    };
    if stretch.log && from <= 0.0 {
        return Err("equal ratios need a range above 0".to_owned());
    }
    let counted = how.strip_prefix("log").or(how.strip_prefix("lin"));
    match (how, counted) {
        ("" | "log", _) => Ok(Values::Between(stretch)),
        (_, Some(count)) => {
            let count: usize = count.trim().parse().map_err(|_| format!("`{how}` does not say how many values"))?;
            if !(2..=MOST).contains(&count) {
                return Err(format!("{count} values on one axis: at least 2 and at most {MOST} are possible"));
            }
            let values = (0..count).map(|step| stretch.at(step as f64 / (count - 1) as f64, 4));
            Ok(Values::Listed(without_repeats(values)))
        }
        (step, None) => stepped(stretch, step),
    }
}

fn stepped(mut stretch: Stretch, step_text: &str) -> Result<Values, String> {
    let (step, step_unit) = number_and_unit(step_text).ok_or_else(|| format!("`{step_text}` is no step"))?;
    let step = in_unit(step, step_unit, &stretch.unit)?;
    stretch.whole &= step.fract() == 0.0;
    let count = (stretch.to - stretch.from) / step;
    if step > 0.0 && count >= MOST as f64 {
        return Err(format!("more than {MOST} values on one axis"));
    }
    if step <= 0.0 {
        return Err(format!("steps of {step_text} do not lead from one end to the other"));
    }
    // An end that is a whole number of steps away belongs to the values, whatever rounding says.
    let count = (count + 1e-9).floor() as usize;
    let values = (0..=count).map(|index| stretch.written(stretch.from + step * index as f64));
    Ok(Values::Listed(without_repeats(values)))
}

/// Whole numbers close together may round to the same one.
fn without_repeats(values: impl Iterator<Item = String>) -> Vec<String> {
    let mut values: Vec<String> = values.collect();
    values.dedup();
    values
}

/// `30 min` as 30 and `min`.
fn number_and_unit(text: &str) -> Option<(f64, &str)> {
    let text = text.trim();
    let end = text.find(|c: char| !(c.is_ascii_digit() || ".-+_eE".contains(c))).unwrap_or(text.len());
    // In "5 eggs" the e is no exponent.
    let number = text[..end].trim_end_matches(['e', 'E']);
    let value: f64 = number.replace('_', "").parse().ok()?;
    value.is_finite().then(|| (value, text[number.len()..].trim()))
}

/// A number in another unit of the same kind; one without a unit means the same unit.
fn in_unit(value: f64, unit: &str, wanted: &str) -> Result<f64, String> {
    if unit == wanted || unit.is_empty() {
        return Ok(value);
    }
    let (here, there) = (magnitude(&format!("1 {unit}")), magnitude(&format!("1 {wanted}")));
    match (here, there) {
        (Some(here), Some(there)) if kind(unit) == kind(wanted) => Ok(value * here / there),
        _ => Err(format!("`{unit}` and `{wanted}` are not units of one kind")),
    }
}

fn kind(unit: &str) -> Option<u8> {
    let one = format!("1 {unit}");
    (one.parse::<Span>().is_ok().then_some(0))
        .or_else(|| one.parse::<Bytes>().is_ok().then_some(1))
        .or_else(|| one.parse::<Bandwidth>().is_ok().then_some(2))
        .or_else(|| one.parse::<Rate>().is_ok().then_some(3))
}

/// A value as a number, for the axis of a chart: a length of time in seconds, bytes, bytes per second, a rate per
/// second, or a plain number; none for other texts.
pub fn magnitude(text: &str) -> Option<f64> {
    let text = text.trim().trim_matches('"');
    let plain = text.replace('_', "").parse::<f64>().ok().filter(|value| value.is_finite());
    plain
        .or_else(|| text.parse::<Span>().ok().map(Span::seconds))
        .or_else(|| text.parse::<Bytes>().ok().map(|bytes| bytes.0 as f64))
        .or_else(|| text.parse::<Bandwidth>().ok().map(Bandwidth::bytes_per_second))
        .or_else(|| text.parse::<Rate>().ok().map(Rate::per_second))
}

/// A value several times as large, in the same unit; none for words.
pub fn times(text: &str, factor: f64) -> Option<String> {
    let (value, unit) = number_and_unit(text.trim().trim_matches('"')).filter(|_| magnitude(text).is_some())?;
    let number = digits(value * factor, 12);
    let is_point = unit.is_empty() && text.contains('.') && number.fract() == 0.0;
    let number = if is_point { format!("{number:.1}") } else { number.to_string() };
    Some(format!("{number} {unit}").trim_end().to_owned())
}

/// The numbers of these values for the axis of a chart, and their unit: the one that all are written in, or else that
/// of [`magnitude`]; none if one of them is a word.
pub fn positions(values: &[String]) -> Option<(Vec<f64>, String)> {
    let numbers = values.iter().map(|value| magnitude(value)).collect::<Option<Vec<f64>>>()?;
    let own: Option<Vec<(f64, &str)>> = values.iter().map(|value| number_and_unit(value.trim_matches('"'))).collect();
    if let Some(own) = own
        && let Some((_, unit)) = own.first()
        && own.iter().all(|(_, other)| other == unit)
    {
        return Some((own.iter().map(|(value, _)| *value).collect(), (*unit).to_owned()));
    }
    let is = |of: fn(&str) -> bool| values.first().is_some_and(|value| of(value.trim_matches('"')));
    let unit = if is(|value| value.parse::<Span>().is_ok()) {
        "s"
    } else if is(|value| value.parse::<Bytes>().is_ok()) {
        "bytes"
    } else if is(|value| value.parse::<Bandwidth>().is_ok()) {
        "bytes/s"
    } else if is(|value| value.parse::<Rate>().is_ok()) {
        "/s"
    } else {
        ""
    };
    Some((numbers, unit.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<String> {
        Values::parse(text).expect("values").all().expect("a list").to_vec()
    }

    #[test]
    fn lists_and_steps_and_ratios() {
        assert_eq!(all("1,2, 4"), ["1", "2", "4"]);
        assert_eq!(
            all("{ fifo = { buffer = \"1 s\", x = 2 } }, \"fair, really\""),
            ["{ fifo = { buffer = \"1 s\", x = 2 } }", "\"fair, really\""]
        );
        assert_eq!(all("1..4:1"), ["1", "2", "3", "4"]);
        assert_eq!(all("0.1..0.5:0.1"), ["0.1", "0.2", "0.3", "0.4", "0.5"]);
        assert_eq!(all("1 h..2 h:30 min"), ["1 h", "1.5 h", "2 h"]);
        assert_eq!(all("30 s..2 min:lin4"), ["30 s", "60 s", "90 s", "120 s"]);
        assert_eq!(all("10..40 ms:log3"), ["10 ms", "20 ms", "40 ms"]);
        assert_eq!(all("1..100:log5"), ["1", "3", "10", "32", "100"]);
        assert_eq!(all("1.0..100:log3"), ["1.0", "10.0", "100.0"]);
        assert_eq!(all("1..2:lin9"), ["1", "2"]);
        assert_eq!(all("5 min"), ["5 min"]);
        assert_eq!(all("-2..2:2"), ["-2", "0", "2"]);
    }

    #[test]
    fn ranges_are_drawn_from() {
        let range = Values::parse("5..40 ms:log").expect("a range");
        assert_eq!([range.at(0.0), range.at(1.0 / 3.0), range.at(1.0)], ["5 ms", "10 ms", "40 ms"]);
        assert_eq!(Values::parse("10..20").expect("a range").at(0.333), "13");
        assert_eq!(Values::parse("403, 503").expect("a list").at(0.5), "503");
    }

    #[test]
    fn rungs_lead_from_one_end_to_the_other() {
        let rungs = |text: &str, step: f64| match Values::parse(text).expect("a range") {
            Values::Between(range) => range.rungs(step),
            Values::Listed(_) => panic!("{text} is no range"),
        };
        assert_eq!(rungs("1..4", 0.05), ["1", "2", "3", "4"]);
        assert_eq!(rungs("10..15", 0.2), ["10", "12", "14", "15"]);
        assert_eq!(rungs("1 s..2 s:log", 0.5), ["1 s", "1.5 s", "2 s"]);
        assert_eq!(rungs("3..3", 0.05), ["3"]);
        let many = rungs("0.0..1.0", 0.05);
        assert_eq!(
            (many[0].as_str(), many[1].as_str(), many.last().map(String::as_str)),
            ("0.0", "0.001", Some("1.0"))
        );
        let numbers: Vec<f64> = many.iter().map(|rung| rung.parse().expect("a number")).collect();
        assert!(numbers.windows(2).all(|pair| pair[0] < pair[1] && pair[1] - pair[0] <= (pair[0] * 0.062).max(0.0011)));
    }

    #[test]
    fn what_is_no_range_says_why() {
        let cause = |text: &str| Values::parse(text).expect_err("no values").cause;
        assert!(cause("2..1").contains("ends before"));
        assert!(cause("0..1:log").contains("above 0"));
        assert!(cause("1 s..1 MB").contains("not units of one kind"));
        assert!(cause("1..2:logx").contains("how many"));
        assert!(cause("1..2:0").contains("do not lead"));
        assert!(cause("1..2:x").contains("no step"));
        assert!(cause("1,,2").contains("missing"));
        assert!(cause("1,1").contains("twice"));
        assert!(cause("").contains("no values"));
        assert!(cause("1..1e9:1").contains("more than 100000 values"));
        assert!(cause("1..10:lin1").contains("1 values"));
        let whole = Axis::parse("a..b=1").expect_err("no path");
        assert_eq!(whole.span, 2..2);
        assert!(Axis::parse("a.b").is_err());
    }

    #[test]
    fn magnitudes_have_one_unit() {
        assert_eq!(magnitude("2 min"), Some(120.0));
        assert_eq!(magnitude("\"30 s\""), Some(30.0));
        assert_eq!(magnitude("1 kB"), Some(1000.0));
        assert_eq!(magnitude("8 Mbit/s"), Some(1e6));
        assert_eq!(magnitude("0.5"), Some(0.5));
        assert_eq!(magnitude("true"), None);
        let axis = |values: &[&str]| positions(&values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>());
        assert_eq!(axis(&["10 Mbit/s", "20 Mbit/s"]), Some((vec![10.0, 20.0], "Mbit/s".to_owned())));
        assert_eq!(axis(&["30 s", "2 min"]), Some((vec![30.0, 120.0], "s".to_owned())));
        assert_eq!(axis(&["1", "true"]), None);
    }
}
