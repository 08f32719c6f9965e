//! An estimate in words. What never happened is said, and what one run alone cannot say is left out.

use crate::experiment::Estimate;
use crate::measure::MetricName;
use crate::measure::bounds::{FEWEST, range_confidence};
use crate::report::words::{hours, number, percent, words};

/// A value of a metric, with its unit where the name does not say it.
pub fn value(metric: &MetricName, value: f64) -> String {
    match metric.unit {
        "hours" => hours(value),
        "share" | "yes or no" => percent(value.clamp(0.0, 1.0)),
        _ => number(value),
    }
}

/// A difference of two values of a metric, with its sign.
pub fn difference(metric: &MetricName, by: f64) -> String {
    let sign = if by > 0.0 { "+" } else { "" };
    format!("{sign}{}", size(metric, by))
}

/// A difference of two values of a metric, with a sign only below 0.
pub fn size(metric: &MetricName, by: f64) -> String {
    match metric.unit {
        "hours" => hours(by),
        "share" | "yes or no" => format!("{:.1} points", by * 100.0).replace('-', "−"),
        _ => number(by),
    }
}

/// An estimate in one cell: `2 h 10 min (2 h … 2 h 20 min); not seen in 4 of 30`. Of a few runs it is their range that
/// stands in brackets: `2 h 10 min (2 h … 2 h 20 min in 3 runs)`.
pub fn estimate(metric: &MetricName, estimate: &Estimate) -> String {
    cell(metric, estimate, value, absent(metric))
}

/// A paired difference in one cell.
pub fn change(metric: &MetricName, estimate: &Estimate) -> String {
    cell(metric, estimate, difference, "not in both")
}

fn cell(metric: &MetricName, estimate: &Estimate, show: fn(&MetricName, f64) -> String, absent: &str) -> String {
    let Some(mean) = estimate.mean else { return nothing(absent, estimate) };
    let mut said = show(metric, mean);
    let range = |low: f64, high: f64| format!("{} … {}", show(metric, low), show(metric, high));
    match (estimate.interval(), estimate.least.zip(estimate.most)) {
        (Some(interval), _) if interval.low < interval.high => {
            said += &format!(" ({})", range(interval.low, interval.high));
        }
        (None, Some((least, most))) if least < most => {
            said += &format!(" ({} in {} runs)", range(least, most), estimate.seen);
        }
        (Some(_), _) | (None, _) => {}
    }
    if estimate.missing() > 0 {
        said += &format!("; {} in {} of {}", absent, estimate.missing(), estimate.of);
    }
    said
}

/// What so few runs cannot say; empty if they are enough.
pub fn few(runs: u64) -> String {
    if runs == 0 || runs >= FEWEST as u64 {
        return String::new();
    }
    words!("study/plain.txt", "few", { runs: u64, confidence: f64 = range_confidence(runs) })
}

/// What is said of a metric that no run has.
fn nothing(absent: &str, estimate: &Estimate) -> String {
    match estimate.of {
        0 | 1 => absent.to_owned(),
        of => format!("{absent} in {of} of {of}"),
    }
}

fn absent(metric: &MetricName) -> &'static str {
    match (metric.is_moment(), metric.is_verdict()) {
        (true, _) => "not seen",
        (_, true) => "undecided",
        (false, false) => "no such number",
    }
}

/// A share that somebody asked for, exactly: `95 %`, `97.5 %`.
pub fn wanted_share(share: f64) -> String {
    format!("{} %", (share * 1e8).round() / 1e6)
}

/// The end of a path, enough to know it by: two steps, after those that only say which distribution it is.
pub fn short(path: &str) -> String {
    let mut steps: Vec<&str> = path.split('.').filter(|step| *step != "do").collect();
    let shape = ["exponential", "spread", "around", "uniform", "lognormal", "mean", "after"];
    while steps.len() > 2 && steps.last().is_some_and(|step| shape.contains(step)) {
        steps.pop();
    }
    steps[steps.len().saturating_sub(2)..].join(".")
}

/// A table with a head, every column as wide as it has to be; the first columns to the left, all by their text.
pub fn table(head: &[String], rows: &[Vec<String>]) -> String {
    let wide = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).chain(head.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..head.len()).map(wide).collect();
    let line = |cells: &[String]| {
        let padded = cells.iter().zip(&widths).map(|(cell, wide)| format!("{cell:<wide$}"));
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
    };
    rows.iter().fold(line(head), |text, row| text + &line(row))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::metric_names;

    fn said(name: &str, values: &[Option<f64>]) -> String {
        let names = metric_names(&crate::measure::Owners::of_classes(&["web".to_owned()]));
        let metric = names.iter().find(|metric| metric.name == name).expect("a metric");
        estimate(metric, &Estimate::of(metric, values))
    }

    #[test]
    fn what_never_happened_is_said() {
        assert_eq!(said("recovery.recovered_h", &[None, None]), "not seen in 2 of 2");
        assert_eq!(said("recovery.recovered_h", &[Some(2.0), None]), "2 h; not seen in 1 of 2");
        assert_eq!(said("recovery.recovered_h", &[Some(2.0)]), "2 h");
        assert_eq!(said("recovery.stuck", &[None, Some(1.0), Some(0.0)]), "50 % (9.5 % … 90.5 %); undecided in 1 of 3");
        assert_eq!(said("web.retries", &[Some(5.0), Some(5.0)]), "5.0");
        assert_eq!(
            said("web.outage_h", &[Some(1.0), Some(2.0), None]),
            "1 h 30 min (1 h … 2 h in 2 runs); no such number in 1 of 3"
        );
    }

    #[test]
    fn too_few_runs_are_called_too_few() {
        assert!(few(1).contains("no interval") && few(6).is_empty() && few(0).is_empty());
        // Order statistics: 1 − 2 / 2³.
        assert!(few(3).starts_with("3 runs are too few") && few(3).contains("75 % confidence"), "{}", few(3));
    }

    #[test]
    fn short_names_still_tell_parameters_apart() {
        for (path, wanted) in [
            ("store.service.exponential", "store.service"),
            ("classes.web.service.exponential", "web.service"),
            ("classes.phones.behaviours.constant.any_error.after.spread.around", "constant.any_error"),
            ("timeline.restore.do.ramp.over", "ramp.over"),
            ("network.capacity", "network.capacity"),
        ] {
            assert_eq!(short(path), wanted);
        }
    }
}
