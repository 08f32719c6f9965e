//! Parts of a whole: `0.3` or `"30 %"`, from 0 to 1.

use std::fmt;
use std::str::FromStr;

use super::parse::UnitError;

/// A share, probability or availability: a number from 0 to 1. The one quantity without a unit.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Share(f64);

impl Share {
    /// Nothing of it.
    pub const NONE: Share = Share(0.0);
    /// All of it.
    pub const ALL: Share = Share(1.0);

    /// A share, if `value` is from 0 to 1.
    pub fn new(value: f64) -> Result<Share, UnitError> {
        if (0.0..=1.0).contains(&value) {
            Ok(Share(value))
        } else {
            Err(UnitError {
                cause: format!("`{value}` is not between 0 and 1"),
                remedy: "write a share such as 0.3 or \"30 %\"".to_string(),
            })
        }
    }

    /// As a number from 0 to 1.
    pub const fn get(self) -> f64 {
        self.0
    }
}

impl FromStr for Share {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Share, UnitError> {
        let number = text.trim().strip_suffix('%').map(|number| (number.trim(), 100.0));
        let (number, divisor) = number.unwrap_or((text.trim(), 1.0));
        let value: f64 = number.parse().map_err(|_| UnitError {
            cause: format!("`{text}` is not a share"),
            remedy: "write a share such as 0.3 or \"30 %\"".to_string(),
        })?;
        Share::new(value / divisor)
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_numbers_and_percentages() {
        assert_eq!("30 %".parse(), Share::new(0.3));
        assert_eq!("0.3".parse(), Share::new(0.3));
        assert!("130%".parse::<Share>().is_err());
        assert!("-0.1".parse::<Share>().is_err());
        assert!("half".parse::<Share>().is_err());
        assert!("NaN".parse::<Share>().is_err());
    }
}
