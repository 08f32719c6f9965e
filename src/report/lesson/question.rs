//! Questions to vote on. Nobody writes down which option is right: it follows from the number that a run gave, and the
//! other options are made from that number, or from the times of the scenario.

use serde::Serialize;

use crate::report::words::{hours, number};

/// A question with options.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Question {
    /// The question.
    pub ask: String,
    /// What one can vote for.
    pub options: Vec<String>,
    /// Place of the right option, from 0 on.
    pub right: usize,
    /// The number that makes it right.
    pub because: String,
}

/// From one option of a size to the next.
const APART: f64 = 3.0;
/// Options of a size.
const SIZES: usize = 4;

impl Question {
    /// A question for a size. The right one stands at `place`, and its neighbours are a third of it, three times as much,
    /// and so on. `say` puts an option into words.
    pub fn of_size(ask: String, size: f64, place: usize, say: impl Fn(f64) -> String, because: String) -> Question {
        let option = |at: usize| say(size * APART.powi(at as i32 - place as i32));
        Question { ask, options: (0..SIZES).map(option).collect(), right: place, because }
    }

    /// A question for a time since the onset: each option but the last, one a line, is "by" one of these ends, in order,
    /// and the last one is that it never comes. The first end that the time does not pass is right.
    pub fn of_time(ask: String, at_h: Option<f64>, ends_h: &[f64], options: &str, because: String) -> Question {
        let rounding = 1e-9;
        let right = at_h.and_then(|at| ends_h.iter().position(|end| at <= end + rounding)).unwrap_or(ends_h.len());
        let option = |(place, words): (usize, &str)| match ends_h.get(place) {
            Some(end) => format!("by {}: {words}", hours(*end)),
            None => words.to_owned(),
        };
        Question { ask, options: options.lines().enumerate().map(option).collect(), right, because }
    }

    /// A question whose options, one a line, are cases, exactly one of which holds.
    pub fn of_cases(ask: String, options: &str, cases: &[bool], because: String) -> Question {
        let right = cases.iter().position(|holds| *holds);
        let right = right.expect("the cases of a question leave nothing out");
        Question { ask, options: options.lines().map(str::to_owned).collect(), right, because }
    }

    /// The same with its options in the opposite order: the right one should not always stand in the same place.
    pub fn turned(mut self) -> Question {
        self.options.reverse();
        self.right = self.options.len() - 1 - self.right;
        self
    }

    /// The letter of an option.
    pub fn letter(place: usize) -> char {
        ('A'..='Z').nth(place).unwrap_or('?')
    }
}

/// A number of two digits or so: an option is a rough size.
pub fn rough(value: f64) -> String {
    if value <= 0.0 || !value.is_finite() {
        return number(value);
    }
    let unit = 10f64.powi(value.log10().floor() as i32 - 1);
    number((value / unit).round() * unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_stands_where_it_is_put() {
        let ask = |size: f64, place| Question::of_size(String::new(), size, place, rough, String::new());
        assert_eq!(ask(162.3, 2).options, ["18", "54", "160", "490"]);
        assert_eq!((ask(162.3, 2).right, ask(162.3, 0).options[0].as_str()), (2, "160"));
    }

    #[test]
    fn a_time_falls_before_the_first_end_that_it_does_not_pass() {
        let (ends, options) = ([4.0, 6.5], "soon\nlate\nnever");
        let right = |at| Question::of_time(String::new(), at, &ends, options, String::new()).right;
        assert_eq!([right(Some(4.0)), right(Some(4.1)), right(Some(7.0)), right(None)], [0, 1, 2, 2]);
        let question = Question::of_time(String::new(), None, &ends, options, String::new());
        assert_eq!(question.options, ["by 4 h: soon", "by 6 h 30 min: late", "never"]);
    }

    #[test]
    fn the_case_that_holds_is_right() {
        let question = Question::of_cases(String::new(), "a\nb", &[false, true], String::new());
        assert_eq!((question.right, Question::letter(question.right)), (1, 'B'));
        let turned = question.turned();
        assert_eq!((turned.options[turned.right].as_str(), Question::letter(turned.right)), ("b", 'A'));
    }
}
