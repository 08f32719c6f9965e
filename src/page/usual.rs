//! What can be moved by hand in a scenario that does not say it: who asks and how often, how often they try again, how many
//! serve them, how long they wait, how much a link carries.

use crate::report::parameters::Row;

/// Values that are worth moving, by what their paths begin and end with.
const WORTH: [&[(&str, &str)]; 5] = [
    &[("classes.", ".population"), ("classes.", ".arrivals.rate")],
    &[("classes.", ".tries"), ("calls.", ".tries")],
    &[("services.", ".workers"), ("servers", ".workers"), ("store", ".workers")],
    &[("classes.", ".timeout"), ("calls.", ".timeout")],
    &[("links.", ".capacity"), ("network", ".capacity"), ("timeline.", ".factor")],
];
/// Of each kind at most so many.
const MOST: usize = 2;

/// Paths and the values that they can be moved to, of the values that the scenario itself writes.
pub(super) fn controls(rows: &[Row]) -> Vec<(String, String)> {
    let of_kind = |kind: &&[(&str, &str)]| {
        let mut found: Vec<(String, String)> = kind
            .iter()
            .flat_map(|(begin, end)| {
                let fits = move |row: &&Row| row.path.starts_with(begin) && row.path.ends_with(end);
                rows.iter().filter(fits).filter(|row| !is_of_cache(&row.path, rows))
            })
            .filter_map(|row| Some((row.path.clone(), around(&row.value)?)))
            .collect();
        found.truncate(MOST);
        found
    };
    WORTH.iter().flat_map(of_kind).collect()
}

/// Whether a path is that of a value of a cache, which has no workers.
fn is_of_cache(path: &str, rows: &[Row]) -> bool {
    let mut steps = path.split('.');
    let (Some("services"), Some(name)) = (steps.next(), steps.next()) else { return false };
    let holds = |what: &str| rows.iter().any(|row| row.path.starts_with(&format!("services.{name}.{what}")));
    holds("keyed") || holds("entries")
}

/// From a quarter of a value to four times as much, in equal ratios; a whole number stays one.
fn around(value: &str) -> Option<String> {
    let value = value.trim_matches('"').trim();
    let ends = value.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(value.len());
    let (digits, unit) = value.split_at(ends);
    let number: f64 = digits.parse().ok().filter(|number| *number > 0.0)?;
    let whole = !digits.contains('.') && unit.is_empty();
    let low = if whole { libm::round(number / 4.0).max(1.0) } else { number / 4.0 };
    let unit = unit.trim();
    let space = if unit.is_empty() { "" } else { " " };
    Some(format!("{low}..{}{space}{unit}:log", number * 4.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::vary::Values;

    fn row(path: &str, value: &str) -> Row {
        Row { path: path.into(), value: value.into(), origin: String::new(), mark: None, source: None }
    }

    #[test]
    fn a_value_moves_from_a_quarter_to_four_times_as_much() {
        assert_eq!(around("\"10 /s\"").as_deref(), Some("2.5..40 /s:log"));
        assert_eq!(around("3").as_deref(), Some("1..12:log"));
        assert_eq!(around("\"2 s\"").as_deref(), Some("0.5..8 s:log"));
        assert_eq!(around("\"unlimited\""), None);
        assert_eq!(around("0"), None);
        for values in ["\"10 /s\"", "3", "\"20 Mbit/s\"", "0.5"] {
            assert!(Values::parse(&around(values).expect("a range")).is_ok(), "{values}");
        }
    }

    #[test]
    fn of_each_kind_a_few_are_moved() {
        let rows: Vec<Row> = ["a", "b", "c"].map(|name| row(&format!("services.{name}.workers"), "4")).into();
        let found =
            controls(&[rows, vec![row("classes.web.arrivals.rate", "\"8 /s\""), row("run.seed", "1")]].concat());
        let paths: Vec<&str> = found.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["classes.web.arrivals.rate", "services.a.workers", "services.b.workers"]);
        // A cache has no workers.
        let found = controls(&[row("services.a.keyed.keys", "10"), row("services.a.workers", "1")]);
        assert!(found.is_empty(), "{found:?}");
    }
}
