//! A run at one of its moments, in words: for those who do not see the picture, and beside it for those who do.

use crate::experiment::Outcome;

use super::words::{hours, list, percent};

/// How long before or after the onset.
#[must_use]
pub fn clock(time_h: f64) -> String {
    match time_h {
        before if before < -1e-6 => format!("{} before the onset", hours(-before)),
        after if after > 1e-6 => format!("{} after the onset", hours(after)),
        _ => "just before the onset".to_owned(),
    }
}

/// Phase, last event, and who is without service in an interval.
#[must_use]
pub fn said(outcome: &Outcome, interval: usize) -> String {
    let series = &outcome.series;
    let Some(begins) = series.resources.get(interval).map(|sample| sample.time_h) else {
        return String::new();
    };
    let phase =
        outcome.summary.recovery.phases.iter().find(|span| span.from_h <= begins + 1e-9 && begins < span.to_h - 1e-9);
    let classes = series.classes.iter().zip(&series.by_class);
    // In steps of 5 %: the picture has the rest.
    let lost = classes.filter_map(|(name, samples)| {
        let share = samples[interval].without_service()?;
        (share >= 0.025).then(|| format!("about {} of {name}", percent((share * 20.0).round() / 20.0)))
    });
    let lost: Vec<String> = lost.collect();
    let lines = outcome.summary.log.iter().map(|entry| outcome.summary.log_line(entry));
    let done = lines.take_while(|line| line.time_h <= begins + 1e-9).last();
    let phase = phase.map_or(String::new(), |span| format!("Phase: {}. ", span.phase.word()));
    let done = done.map_or(String::new(), |line| format!("Last: {} ({}). ", line.what, hours(line.time_h)));
    let lost =
        if lost.is_empty() { "Everybody is served.".to_owned() } else { format!("Without service: {}.", list(&lost)) };
    format!("{phase}{done}{lost}")
}
