//! What a run has to show for a claim: `web.availability in block + 1 h..restore >= 95 %`, one or more of them joined by
//! `or`. The right side may be a multiple of the same number in another run (`0.2 * history`), of another number of the
//! same run (`10 * web.back_99_h`) or of a ladder (`1.25 * ladders.survivable`).

use std::ops::Range;

use serde::Deserialize;

use super::moment::Moment;
use crate::experiment::condition::{Comparison, number, split};
use crate::scenario::vary::VaryError;

/// A number of a run: a metric, of the whole run or of a part of it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "String")]
pub struct Measure {
    /// Full name of the metric.
    pub metric: String,
    /// From when; nothing: from the onset.
    pub from: Option<Moment>,
    /// Until when; nothing: to the end.
    pub to: Option<Moment>,
}

/// One comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    /// What is compared: a number of the run, or of a ladder if its metric is `ladders.…`.
    pub left: Measure,
    /// How.
    pub comparison: Comparison,
    /// With what, or with how many times what.
    pub factor: f64,
    /// What the factor multiplies.
    pub of: Option<Other>,
}

/// What the right side of a comparison refers to.
#[derive(Debug, Clone, PartialEq)]
pub enum Other {
    /// The same number in another run.
    Run(String),
    /// Another number of the same run, in the same part of it.
    Measure(Measure),
}

/// Comparisons of which one has to hold.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "String")]
pub struct Requirement {
    /// All of them.
    pub tests: Vec<Test>,
}

/// What one world says to a requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It holds.
    Holds,
    /// It does not.
    Fails,
    /// The question does not arise, was not played here, or the runs ended before the answer was known.
    NotAsked,
}

/// What is known of a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Known {
    /// It lies between two numbers, ends included; twice the same if it was measured. What had not happened when its run
    /// ended lies between that end and infinity.
    Between(f64, f64),
    /// There is no such number.
    Nothing,
}

impl Known {
    /// A number that was measured.
    pub fn exactly(value: f64) -> Known {
        Known::Between(value, value)
    }
}

const FORM: &str = "write for example \"web.availability in block + 1 h..restore >= 95 %\", \
\"phones.amplification_peak <= 1.5\" or \"web.back_99_h <= 0.75 * history\"";

impl Measure {
    /// Reads a metric, and the part of the run after ` in `. `start` is where the text begins.
    ///
    /// # Errors
    /// When the part of the run is none.
    pub fn parse(text: &str, start: usize) -> Result<Measure, VaryError> {
        let Some(at) = text.find(" in ") else {
            let metric = text.trim();
            let span = start..start + text.len();
            if metric.is_empty() || metric.contains(char::is_whitespace) {
                return Err(VaryError { span, cause: format!("`{metric}` is no name of a metric"), remedy: FORM });
            }
            return Ok(Measure { metric: metric.to_owned(), from: None, to: None });
        };
        let window = &text[at + 4..];
        let window_start = start + at + 4;
        let Some((from, to)) = window.split_once("..") else {
            let span = window_start..start + text.len();
            return Err(VaryError { span, cause: "there is no `..` between two moments".to_owned(), remedy: FORM });
        };
        let moment = |text: &str, start| match text.trim() {
            "" => Ok(None),
            _ => Moment::parse(text, start).map(Some),
        };
        Ok(Measure {
            from: moment(from, window_start)?,
            to: moment(to, window_start + from.len() + 2)?,
            ..Measure::parse(&text[..at], start)?
        })
    }

    /// Whether it is of a part of the run.
    pub fn is_of_part(&self) -> bool {
        self.from.is_some() || self.to.is_some()
    }

    /// The ladder it is the result of.
    pub fn ladder(&self) -> Option<&str> {
        self.metric.strip_prefix("ladders.")
    }

    /// As it is written; the same number of the same part has the same text.
    pub fn text(&self) -> String {
        let moment = |moment: &Option<Moment>| moment.as_ref().map_or_else(String::new, Moment::text);
        match self.is_of_part() {
            true => format!("{} in {}..{}", self.metric, moment(&self.from), moment(&self.to)),
            false => self.metric.clone(),
        }
    }
}

impl TryFrom<String> for Measure {
    type Error = String;

    fn try_from(text: String) -> Result<Measure, String> {
        Measure::parse(&text, 0).map_err(|error| at_the_slip(&text, &error))
    }
}

impl TryFrom<String> for Requirement {
    type Error = String;

    fn try_from(text: String) -> Result<Requirement, String> {
        Requirement::parse(&text).map_err(|error| at_the_slip(&text, &error))
    }
}

/// The slip, for a message whose caret stands under the whole text: cause and remedy as readers of scenarios take them.
fn at_the_slip(text: &str, error: &VaryError) -> String {
    let part = text.get(error.span.clone()).map(str::trim).filter(|part| *part != text.trim() && !part.is_empty());
    let place = part.filter(|part| !error.cause.contains(*part));
    let place = place.map_or_else(String::new, |part| format!("in `{part}`: "));
    format!("{place}{}\u{1f}{}", error.cause, error.remedy)
}

impl Requirement {
    /// Reads comparisons.
    ///
    /// # Errors
    /// When one of them is none.
    pub fn parse(text: &str) -> Result<Requirement, VaryError> {
        let mut tests = Vec::new();
        let mut start = 0;
        for part in text.split(" or ") {
            tests.push(Test::parse(part, start)?);
            start += part.len() + 4;
        }
        Ok(Requirement { tests })
    }

    /// What a world says. `known` gives numbers of the run in question, or of another one.
    pub fn answer(&self, known: &dyn Fn(Option<&str>, &Measure) -> Known) -> Answer {
        // Worlds in which a ladder was not played are no witnesses, whatever the other comparisons say: those in which
        // one of these holds would be counted, and those in which it fails would not.
        let not_played = |measure: &Measure| measure.ladder().is_some() && known(None, measure) == Known::Nothing;
        if self.tests.iter().any(|test| not_played(&test.left)) {
            return Answer::NotAsked;
        }
        let answers: Vec<Answer> = self.tests.iter().map(|test| test.answer(known)).collect();
        if answers.contains(&Answer::Holds) {
            Answer::Holds
        } else if answers.contains(&Answer::NotAsked) {
            Answer::NotAsked
        } else {
            Answer::Fails
        }
    }

    /// As it is written.
    pub fn text(&self) -> String {
        self.tests.iter().map(Test::text).collect::<Vec<_>>().join(" or ")
    }
}

impl Test {
    fn parse(text: &str, start: usize) -> Result<Test, VaryError> {
        let moved = |range: &Range<usize>| range.start + start..range.end + start;
        let here = |mut error: VaryError| {
            error.span = moved(&error.span);
            error.remedy = FORM;
            error
        };
        let (left, comparison, rest) = split(text).map_err(here)?;
        let left = Measure::parse(left, start + text.find(left).unwrap_or(0))?;
        let right = &text[rest.clone()];
        let (factor, of) = match right.split_once('*') {
            Some((factor, of)) => (factor, Some(of.trim())),
            None => (right, None),
        };
        let factor = number(factor, rest.start..rest.start + factor.len()).map_err(here)?;
        let of = match of {
            None => None,
            Some(name) if name.is_empty() || name.contains(char::is_whitespace) => {
                let cause = format!("`{name}` is neither a run nor a metric");
                return Err(VaryError { span: moved(&rest), cause, remedy: FORM });
            }
            Some(metric) if metric.contains('.') => {
                Some(Other::Measure(Measure { metric: metric.to_owned(), ..left.clone() }))
            }
            Some(run) => Some(Other::Run(run.to_owned())),
        };
        Ok(Test { left, comparison, factor, of })
    }

    fn answer(&self, known: &dyn Fn(Option<&str>, &Measure) -> Known) -> Answer {
        let unit = match &self.of {
            None => Known::Between(1.0, 1.0),
            Some(Other::Run(run)) => known(Some(run), &self.left),
            Some(Other::Measure(other)) => known(None, other),
        };
        let (Known::Between(low, high), Known::Between(from, to)) = (known(None, &self.left), unit) else {
            return Answer::NotAsked;
        };
        // Nothing is no part of nothing: where there is no effect, none can go away.
        if self.of.is_some() && [low, high, from, to] == [0.0; 4] {
            return Answer::NotAsked;
        }
        // Only what is so for every number that it may be is an answer: of something that had not happened by the end of
        // one run, a part is not known.
        let [from, to] = [self.factor * from, self.factor * to];
        let corners = [(low, from), (low, to), (high, from), (high, to)];
        let holds = corners.map(|(left, right)| self.comparison.holds(left, right));
        match (holds.contains(&true), holds.contains(&false)) {
            (true, false) => Answer::Holds,
            (false, _) => Answer::Fails,
            (true, true) => Answer::NotAsked,
        }
    }

    /// Whether it is the other way round as clearly as it would have to be: `a <= 0.75 * b`, and b is at most 0.75 times a.
    pub fn is_reversed(&self, left: f64, other: f64) -> bool {
        self.of.is_some() && !(left == 0.0 && other == 0.0) && self.comparison.holds(other, self.factor * left)
    }

    /// As it is written.
    pub fn text(&self) -> String {
        let of = match &self.of {
            None => String::new(),
            Some(Other::Run(run)) => format!(" * {run}"),
            Some(Other::Measure(other)) => format!(" * {}", other.metric),
        };
        format!("{} {} {}{of}", self.left.text(), self.comparison.sign(), self.factor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Requirement {
        Requirement::parse(text).unwrap_or_else(|error| panic!("{text}: {}", error.cause))
    }

    #[test]
    fn requirements_read_as_they_are_written() {
        for text in [
            "web.availability in block + 1 h..restore >= 0.95",
            "phones.amplification_peak in ..15 min >= 10",
            "web.below_80_h in restore.. >= 0.25 or phones.wasted_work >= 0.3",
            "web.back_99_h <= 0.75 * history",
            "phones.restored_90_h >= 10 * web.back_99_h",
            "ladders.survivable >= 1.25 * ladders.other",
            "phones.error_share in 0 s..classes.phones.activesync.contact.long_poll.heartbeat >= 0.5",
        ] {
            assert_eq!(read(text).text(), text);
        }
    }

    #[test]
    fn slips_are_named() {
        let slip = |text: &str| Requirement::parse(text).expect_err(text);
        assert!(slip("web.availability").cause.contains("no comparison"));
        assert!(slip("web.availability in block >= 1").cause.contains("`..`"));
        assert!(slip("web.availability in block + ..restore >= 1").cause.contains("a moment is missing"));
        assert!(slip("web.availability in 1 eon..restore >= 1").cause.contains("`1 eon` is no length"));
        assert!(slip("web.availability >= often").cause.contains("`often` is no number"));
        assert!(slip("a.b >= 1 or web.availability <= 2 * ").cause.contains("neither a run nor a metric"));
        assert!(slip("web availability >= 1").cause.contains("no name of a metric"));
    }

    /// Seen before: a tie, and what neither of two runs showed by its end, were counted as failures.
    #[test]
    fn what_a_run_did_not_show_by_its_end_is_no_more_than_that() {
        let answer = |text: &str, own: Known, other: Known| {
            read(text).answer(&|run: Option<&str>, _: &Measure| if run.is_some() { other } else { own })
        };
        let [zero, three, five] = [0.0, 3.0, 5.0].map(Known::exactly);
        // Not in a run of 10 hours.
        let never = Known::Between(10.0, f64::INFINITY);
        assert_eq!(answer("web.back_99_h > 3", never, five), Answer::Holds);
        assert_eq!(answer("web.back_99_h <= 8", never, five), Answer::Fails);
        assert_eq!(answer("web.back_99_h <= 12", never, five), Answer::NotAsked);
        assert_eq!(answer("web.back_99_h <= 0.75 * history", never, never), Answer::NotAsked);
        assert_eq!(answer("web.back_99_h <= 0.75 * history", five, never), Answer::Holds);
        assert_eq!(answer("web.back_99_h <= 0.75 * history", Known::exactly(9.0), never), Answer::NotAsked);
        assert_eq!(answer("web.back_99_h <= 0.75 * history", never, five), Answer::Fails);
        assert_eq!(answer("web.back_99_h <= 0.75 * history", three, five), Answer::Holds);
        assert_eq!(answer("web.back_99_h <= 0.75 * history", zero, zero), Answer::NotAsked);
        assert_eq!(answer("web.availability >= 0", Known::Nothing, five), Answer::NotAsked);
        assert_eq!(answer("web.availability in a..b >= 0 or web.availability > 4", five, five), Answer::Holds);
        let test = &read("web.back_99_h <= 0.75 * history").tests[0];
        assert!(test.is_reversed(70.0, 2.6) && !test.is_reversed(2.6, 70.0) && !test.is_reversed(3.0, 2.6));
    }
}
