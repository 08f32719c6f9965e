//! Values of the worlds as they are read: with no more digits than tell two sides apart, and distributions in words.

use toml::{Table, Value};

use crate::experiment::claims::flip::Cut;
use crate::report::words::percent;

/// Significant digits from which on nothing is gained: values are written with so many.
const MOST_DIGITS: usize = 12;

/// A cut whose values are as short as they can be: what was on a side of it stays there.
pub(super) fn readable(cut: &Cut) -> Cut {
    match cut {
        Cut::Between(low, high) => shortened(low, high).unwrap_or_else(|| cut.clone()),
        Cut::Words(group, others) => {
            let all = |words: &[String]| words.iter().map(|word| in_words(word)).collect();
            Cut::Words(all(group), all(others))
        }
    }
}

/// Both values of one unit, each rounded so far that it still parts the same worlds.
fn shortened(low: &str, high: &str) -> Option<Cut> {
    let ((from, unit), (to, other)) = (parted(low)?, parted(high)?);
    if unit != other || from >= to {
        return None;
    }
    let least = |value: f64, parts: &dyn Fn(f64) -> bool| {
        (2..=MOST_DIGITS).find_map(|digits| {
            let rounded: f64 = format!("{value:.*e}", digits - 1).parse().ok()?;
            parts(rounded).then(|| format!("{rounded}{unit}"))
        })
    };
    let up_to = least(from, &|value| value >= from && value < to)?;
    let on_from = least(to, &|value| value > from && value <= to)?;
    Some(Cut::Between(up_to, on_from))
}

/// A number, and the unit behind it with the gap before it.
fn parted(value: &str) -> Option<(f64, &str)> {
    let end = value.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(value.len());
    let (number, unit) = value.split_at(end);
    Some((number.parse().ok()?, unit))
}

/// A distribution in words, anything else as it is written.
fn in_words(value: &str) -> String {
    let parsed: Option<Table> = toml::from_str(&format!("value = {value}")).ok();
    parsed.and_then(|table| distribution(&table["value"])).unwrap_or_else(|| value.to_owned())
}

fn distribution(value: &Value) -> Option<String> {
    let (kind, of) = value.as_table().filter(|table| table.len() == 1)?.iter().next()?;
    match (kind.as_str(), of) {
        ("exponential", Value::String(mean)) => Some(format!("exponential {mean}")),
        ("mixture", Value::Array(parts)) => {
            let part = |part: &Value| {
                let share = part.get("share")?;
                let share = share.as_float().or_else(|| share.as_integer().map(|share| share as f64))?;
                Some(format!("{} {}", percent(share), distribution(part.get("of")?)?))
            };
            Some(format!("a mixture of {}", parts.iter().map(part).collect::<Option<Vec<String>>>()?.join(" with ")))
        }
        (_, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(low: &str, high: &str) -> Cut {
        Cut::Between(low.to_owned(), high.to_owned())
    }

    #[test]
    fn a_number_keeps_the_digits_that_part_the_worlds() {
        assert_eq!(readable(&between("56.9225165208 ms", "61.2 ms")), between("57 ms", "61 ms"));
        assert_eq!(readable(&between("56.9225165208 ms", "56.93 ms")), between("56.923 ms", "56.93 ms"));
        assert_eq!(readable(&between("0.1875", "0.2")), between("0.19", "0.2"));
        assert_eq!(readable(&between("998 B", "1.2 kB")), between("998 B", "1.2 kB"));
    }

    #[test]
    fn a_distribution_is_told_in_words() {
        assert_eq!(in_words("{ exponential = \"5 ms\" }"), "exponential 5 ms");
        let mixture = "{ mixture = [{ share = 0.9, of = { exponential = \"5 ms\" } }, { share = 0.1, of = { exponential = \"10 s\" } }] }";
        assert_eq!(in_words(mixture), "a mixture of 90 % exponential 5 ms with 10 % exponential 10 s");
        assert_eq!(in_words("error"), "error");
        assert_eq!(in_words("{ pareto = { least = \"1 s\" } }"), "{ pareto = { least = \"1 s\" } }");
    }
}
