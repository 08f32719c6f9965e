//! The strict reader of quantities: `"15 min"`, `"1 h 40 min"`, `"100 Mbit/s"`, `"0.24 /h"`.
//!
//! Strict means: a number and a unit from a closed list, nothing guessed. `M` alone could be minutes, months or
//! mega, so it is refused with the list of units that are allowed.

use std::fmt;

/// Separates the cause from the remedy inside the text of an error, so that a reader that shows both
/// (line, caret, cause, remedy) can take them apart again after serde has carried them as one text.
pub const REMEDY_MARK: char = '\u{1f}';

/// Why a text is not a quantity of the wanted kind, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitError {
    /// What is wrong with the text.
    pub cause: String,
    /// What to write instead.
    pub remedy: String,
}

impl fmt::Display for UnitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{REMEDY_MARK}{}", self.cause, self.remedy)
    }
}

/// A kind of quantity: its name, its units (largest first) with their size in the base unit, and an example.
pub(super) struct Kind {
    pub name: &'static str,
    pub units: &'static [(&'static str, f64)],
    pub example: &'static str,
}

impl Kind {
    /// Reads exactly one number followed by one unit; the value comes back in the base unit.
    pub fn one(&self, text: &str) -> Result<f64, UnitError> {
        let (value, rest) = self.term(text.trim_start())?;
        match rest.trim() {
            "" => Ok(value),
            extra => Err(self.error(format!("`{extra}` is left over after the unit"))),
        }
    }

    /// Reads one or more numbers with units and adds them: `"1 h 40 min"`.
    pub fn sum(&self, text: &str) -> Result<f64, UnitError> {
        let (mut total, mut rest) = self.term(text.trim_start())?;
        while !rest.trim().is_empty() {
            let (value, after) = self.term(rest.trim_start())?;
            total += value;
            rest = after;
        }
        Ok(total)
    }

    fn term<'t>(&self, text: &'t str) -> Result<(f64, &'t str), UnitError> {
        let digits = text.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '_')).unwrap_or(text.len());
        let exponent = exponent_length(&text[digits..]);
        let (number, rest) = text.split_at(if digits == 0 { 0 } else { digits + exponent });
        if number.is_empty() {
            return Err(self.error(match text.chars().next() {
                None => "the text is empty".to_string(),
                Some('-') => format!("{} cannot be negative", self.name),
                Some(_) => format!("`{text}` does not start with a number"),
            }));
        }
        let value: f64 =
            number.replace('_', "").parse().map_err(|_| self.error(format!("`{number}` is not a number")))?;
        let rest = rest.trim_start();
        let end = rest.find(|c: char| c.is_whitespace() || c.is_ascii_digit()).unwrap_or(rest.len());
        let (unit, after) = rest.split_at(end);
        if unit.is_empty() {
            return Err(self.error(format!("`{number}` has no unit")));
        }
        let Some((_, size)) = self.units.iter().find(|(name, _)| *name == unit) else {
            return Err(self.error(format!("`{unit}` is not a unit of {}", self.name)));
        };
        let value = to_base(value, *size);
        if value.is_finite() { Ok((value, after)) } else { Err(self.error(format!("`{number} {unit}` is too large"))) }
    }

    pub fn error(&self, cause: String) -> UnitError {
        let units: Vec<&str> = self.units.iter().map(|(name, _)| *name).collect();
        UnitError {
            cause,
            remedy: format!("write {} such as \"{}\"; units: {}", self.name, self.example, units.join(", ")),
        }
    }
}

/// A number of units of this size, in the base unit. A unit smaller than the base divides by its whole reciprocal
/// (0.24 /h is 0.24 / 3600), because the product with a rounded reciprocal would not read back as 0.24.
pub(super) fn to_base(number: f64, size: f64) -> f64 {
    if size < 1.0 { number / (1.0 / size).round() } else { number * size }
}

/// A value in the base unit, as a number of units of this size.
pub(super) fn from_base(value: f64, size: f64) -> f64 {
    if size < 1.0 { value * (1.0 / size).round() } else { value / size }
}

/// Length of a decimal exponent (`e6`, `e-3`) at the start of `text`, 0 when there is none.
fn exponent_length(text: &str) -> usize {
    let mut rest = text.chars();
    if !matches!(rest.next(), Some('e' | 'E')) {
        return 0;
    }
    let sign = usize::from(matches!(text[1..].chars().next(), Some('+' | '-')));
    let digits = text[1 + sign..].chars().take_while(char::is_ascii_digit).count();
    if digits == 0 { 0 } else { 1 + sign + digits }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LENGTH: Kind = Kind { name: "a length", units: &[("km", 1000.0), ("m", 1.0)], example: "3 km" };

    #[test]
    fn reads_number_and_unit_with_or_without_space() {
        assert_eq!(LENGTH.one("3 km"), Ok(3000.0));
        assert_eq!(LENGTH.one(" 2.5m "), Ok(2.5));
        assert_eq!(LENGTH.one("1_000 m"), Ok(1000.0));
        assert_eq!(LENGTH.one("1e3 m"), Ok(1000.0));
        assert_eq!(LENGTH.sum("1 km 5 m"), Ok(1005.0));
    }

    #[test]
    fn every_refusal_names_the_cause_and_the_units() {
        for (text, cause) in [
            ("", "empty"),
            ("-3 m", "negative"),
            ("km", "does not start with a number"),
            ("3", "no unit"),
            ("3 M", "`M` is not a unit"),
            ("1.2.3 m", "not a number"),
            ("1 m 2", "left over"),
            ("1e999 m", "too large"),
            ("é m", "does not start"),
        ] {
            let error = LENGTH.one(text).unwrap_err();
            assert!(error.cause.contains(cause), "{text:?}: {}", error.cause);
            assert!(error.remedy.contains("km, m"), "{}", error.remedy);
        }
    }
}
