//! What a run has to be like: `recovery.recovered >= 1`, `web.availability > 99 %`.

use std::ops::Range;

use crate::measure::{Bounds, MetricName};
use crate::scenario::vary::VaryError;

/// A metric and what is asked of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// Full name of the metric.
    pub metric: String,
    /// How it is compared.
    pub comparison: Comparison,
    /// With what, in the unit of the metric.
    pub limit: f64,
}

/// How a number is compared with a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `>=`
    AtLeast,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `<`
    Below,
}

const FORM: &str = "write a metric, one of >= <= > <, and a number, for example \"recovery.recovered >= 1\" or \
\"web.availability >= 99 %\"";

impl Condition {
    /// Reads a condition.
    ///
    /// # Errors
    /// When the text is none, with the place of the slip.
    pub fn parse(text: &str) -> Result<Condition, VaryError> {
        let (metric, comparison, limit) = split(text)?;
        let limit = number(&text[limit.clone()], limit)?;
        Ok(Condition { metric: metric.to_owned(), comparison, limit })
    }

    /// Whether a run satisfies it. What did not happen within the horizon is later than any moment; any other number
    /// that is missing satisfies nothing.
    pub fn holds(&self, metric: &MetricName, value: Option<f64>) -> bool {
        let Some(value) = value.or(metric.is_moment().then_some(f64::INFINITY)) else { return false };
        self.comparison.holds(value, self.limit)
    }

    /// As it is written.
    pub fn text(&self) -> String {
        format!("{} {} {}", self.metric, self.comparison.sign(), self.limit)
    }
}

impl Comparison {
    /// Whether a value satisfies it.
    pub fn holds(self, value: f64, limit: f64) -> bool {
        match self {
            Comparison::AtLeast => value >= limit,
            Comparison::AtMost => value <= limit,
            Comparison::Above => value > limit,
            Comparison::Below => value < limit,
        }
    }

    /// Whether every value of a quantity with these bounds satisfies it, or none does; nothing if it depends on the value.
    pub fn settled(self, limit: f64, bounds: Bounds) -> Option<bool> {
        let (low, high) = (self.holds(bounds.low, limit), self.holds(bounds.high, limit));
        (low == high).then_some(low)
    }

    /// As it is written.
    pub fn sign(self) -> &'static str {
        match self {
            Comparison::AtLeast => ">=",
            Comparison::AtMost => "<=",
            Comparison::Above => ">",
            Comparison::Below => "<",
        }
    }
}

/// What stands before the comparison, the comparison, and where the rest is.
///
/// # Errors
/// When there is no comparison, or nothing before it.
pub fn split(text: &str) -> Result<(&str, Comparison, Range<usize>), VaryError> {
    let error = |span, cause: String| VaryError { span, cause, remedy: FORM };
    let Some(at) = text.find(['<', '>', '=', '!', '~']) else {
        return Err(error(0..text.len(), "there is no comparison".to_owned()));
    };
    let sign: String = text[at..].chars().take_while(|letter| "<>=!~".contains(*letter)).collect();
    let comparison = match sign.as_str() {
        ">=" => Comparison::AtLeast,
        "<=" => Comparison::AtMost,
        ">" => Comparison::Above,
        "<" => Comparison::Below,
        other => return Err(error(at..at + sign.len(), format!("`{other}` is no comparison"))),
    };
    let before = text[..at].trim();
    if before.is_empty() {
        return Err(error(0..at, "there is no metric before the comparison".to_owned()));
    }
    Ok((before, comparison, at + sign.len()..text.len()))
}

/// A number, or a percentage as a part of 1. `at` is where it stands.
///
/// # Errors
/// When it is none.
pub fn number(text: &str, at: Range<usize>) -> Result<f64, VaryError> {
    let written = text.trim();
    let (digits, unit) = match written.strip_suffix('%') {
        Some(digits) => (digits.trim(), 100.0),
        None => (written, 1.0),
    };
    let value = digits.replace('_', "").parse::<f64>().ok().filter(|value| value.is_finite());
    let cause = || format!("`{written}` is no number");
    value.map(|value| value / unit).ok_or_else(|| VaryError { span: at, cause: cause(), remedy: FORM })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::metric_names;

    #[test]
    fn a_condition_reads_as_it_is_written() {
        for text in ["recovery.recovered >= 1", "web.availability < 0.99", "run.queue_length > 4", "a.b <= -2.5"] {
            assert_eq!(Condition::parse(text).expect("a condition").text(), text);
        }
        assert_eq!(Condition::parse("web.availability>=99 %").expect("a condition").limit, 0.99);
    }

    #[test]
    fn outside_the_range_of_a_metric_the_answer_is_known() {
        use crate::measure::Kind;
        let settled = |text: &str, kind: Kind| {
            let condition = Condition::parse(text).expect("a condition");
            condition.comparison.settled(condition.limit, kind.bounds())
        };
        assert_eq!(settled("web.availability >= 1.5", Kind::Share), Some(false));
        assert_eq!(settled("web.availability >= 99 %", Kind::Share), None);
        assert_eq!(settled("web.availability > 1", Kind::Share), Some(false));
        assert_eq!(settled("web.availability >= 1", Kind::Share), None);
        assert_eq!(settled("web.attempts < 0", Kind::Amount), Some(false));
        assert_eq!(settled("web.attempts >= 0", Kind::Amount), Some(true));
        assert_eq!(settled("recovery.recovered_h > -1", Kind::Moment), None);
    }

    #[test]
    fn slips_are_found_where_they_are() {
        let error = |text: &str| Condition::parse(text).expect_err("a slip");
        assert!(error("recovery.recovered").cause.contains("no comparison"));
        assert_eq!(error("a == 1").span, 2..4);
        assert!(error("a => 1").cause.contains("`=>`"));
        assert!(error(">= 1").cause.contains("no metric"));
        assert!(error("a >= often").cause.contains("`often` is no number"));
    }

    #[test]
    fn never_is_later_than_any_moment_and_satisfies_nothing_else() {
        let names = metric_names(&crate::measure::Owners::of_classes(&["web".to_owned()]));
        let metric = |name: &str| names.iter().find(|metric| metric.name == name).expect("a metric");
        let holds = |text: &str, value| {
            let condition = Condition::parse(text).expect("a condition");
            condition.holds(metric(&condition.metric), value)
        };
        assert!(holds("recovery.recovered_h > 3", None) && !holds("recovery.recovered_h <= 3", None));
        assert!(!holds("recovery.stuck < 1", None) && holds("recovery.stuck < 1", Some(0.0)));
    }
}
