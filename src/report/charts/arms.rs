//! The same chart for several runs of one scenario.

use super::load::{load, load_axis, storm_h, window};
use super::over_time::{bands, interval_h};
use super::people;
use crate::draw::chart::{Chart, Plot, Sheet};
use crate::draw::figure::{Axis, Panel};
use crate::experiment::Outcome;
use crate::experiment::fixes::Arm;
use crate::measure::{ClassSample, Phase, Verdict};
use crate::report::provenance::Provenance;
use crate::report::words::{Said, about_hours, grouped, hours, sentence, unbroken, words};

/// Storms that fill less of the runs than this are drawn from close up.
const CLOSE: f64 = 0.25;
/// Less than this in hours is no difference between two arms.
const LEAST_H: f64 = 0.05;

/// The 2×2 of the fixes as load on the cell, in the order of [`Arm::ALL`], on one scale; from close up where all storms
/// are short.
pub fn square(arms: [&Outcome; 4], about: &Provenance) -> Chart {
    let storms = arms.iter().filter_map(|outcome| storm_h(outcome));
    let storm = storms.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
    let run = ends(arms[0]);
    let close = storm.map(window).filter(|(from, to)| to - from < CLOSE * 1.7 * (run.1 - run.0));
    let part = close.unwrap_or(run);
    let panel = |outcome: &Outcome| load(outcome, about).panels.into_iter().next().unwrap_or_default();
    let what = "Load on the cell";
    let mut sheet = squared(arms, about, part, (what, &panel));
    let peak_of = |plot: &Plot| {
        let top = |at: usize| plot.panel.areas.iter().filter_map(|a| a.values.get(at).copied().flatten()).sum::<f64>();
        (0..sheet.at.len()).map(top).fold(0.0, f64::max)
    };
    let peak = sheet.plots.iter().map(peak_of).fold(0.0, f64::max);
    let capacities = sheet.plots.iter().filter_map(|plot| Some(plot.panel.references.first()?.value));
    let mut axis = load_axis(peak, capacities.reduce(f64::max));
    // A peak that is cut by little would look like one that is cut by much.
    let nearly = |max: f64| {
        let peaks = sheet.plots.iter().map(peak_of).filter(|peak| *peak <= 1.5 * max);
        peaks.fold(max, |max, peak| max.max(1.1 * peak))
    };
    axis.max = axis.max.map(nearly);
    // The key stands beside it and needs the room.
    axis.label = "requests/s".to_owned();
    for plot in &mut sheet.plots {
        plot.panel.y = axis.clone();
        // The number is that of one arm, and the key speaks for all of them.
        plot.panel.references.iter_mut().for_each(|reference| reference.label = "capacity".to_owned());
    }
    sheet.into()
}

/// The 2×2 of the fixes as people without service, until it is clear how each of them ends.
pub fn square_people(arms: [&Outcome; 4], about: &Provenance) -> Chart {
    let groups = people::together(&arms);
    let panel = |outcome: &Outcome| Panel { lines: people::lines(outcome, &groups), ..Panel::new(people::axis()) };
    let run = ends(arms[0]);
    // Twice as long as those need that recover: the rest would only repeat how it ends.
    let recovered = arms.iter().filter_map(|outcome| outcome.summary.recovery.recovered_h).reduce(f64::max);
    let end = recovered.map_or(run.1, |at| (2.0 * at).min(run.1));
    squared(arms, about, (run.0, end), ("People without service", &panel)).into()
}

/// Slow against instant restoration: who is without service, one above the other on the same axes.
pub fn restoration(as_it_happened: &Outcome, at_once: &Outcome, about: &Provenance) -> Chart {
    let from = restored_from(as_it_happened);
    let over = ramp_h(as_it_happened);
    let slow = over.map_or_else(|| "as it happened".to_owned(), |over| format!("let back over {}", hours(over)));
    let groups = people::together(&[as_it_happened, at_once]);
    let panel = |outcome: &Outcome| Panel { lines: people::lines(outcome, &groups), ..Panel::new(people::axis()) };
    let arms = [(slow, as_it_happened), ("let back at once".to_owned(), at_once)];
    let plots = arms.into_iter().map(|(heading, outcome)| {
        let note = format!("from then on {}", said_lost(outcome, from));
        plot(outcome, (heading, note), panel(outcome), ends(outcome))
    });
    let plots: Vec<Plot> = plots.collect();
    let longest = [as_it_happened, at_once].into_iter().max_by_key(|outcome| outcome.series.resources.len());
    let longest = longest.unwrap_or(as_it_happened);
    let title = restoration_finding(over, (as_it_happened, at_once), from);
    let at = middles(longest, ends(longest));
    Sheet {
        alt: alt(&title, &plots),
        title: unbroken(&title),
        subtitle: words!("charts/arms.txt", "lost_in"),
        footer: about.footer(),
        x: Axis::intervals(&at),
        at,
        columns: 1,
        plots,
    }
    .into()
}

/// The four arms with what each class goes without.
fn squared(
    arms: [&Outcome; 4],
    about: &Provenance,
    part: (f64, f64),
    (what, panel): (&str, &dyn Fn(&Outcome) -> Panel),
) -> Sheet {
    let plots = Arm::ALL.into_iter().zip(arms).map(|(arm, outcome)| {
        let note = said_lost(outcome, f64::NEG_INFINITY);
        plot(outcome, (arm.words().to_owned(), note), panel(outcome), part)
    });
    let plots: Vec<Plot> = plots.collect();
    let title = square_finding(arms);
    let (begin, end) = ends(arms[0]);
    let at = middles(arms[0], part);
    Sheet {
        alt: alt(&title, &plots),
        title: unbroken(&title),
        subtitle: words!("charts/arms.txt", "square_of", {
            what: &'a str,
            is_part: bool = part.1 - part.0 < 0.99 * (end - begin),
            part: (f64, f64),
            end: f64,
        }),
        footer: about.footer(),
        x: Axis::intervals(&at),
        at,
        columns: 2,
        plots,
    }
}

/// The plots side by side in words, for those who cannot see them.
fn alt(title: &str, plots: &[Plot]) -> String {
    words!("charts/arms.txt", "alt", { title: &'a str, plots: &'a [Plot] })
}

/// What each class loses from a moment on; classes that lose the same share a number.
fn said_lost(outcome: &Outcome, from: f64) -> String {
    let lost = lost_after(outcome, from).into_iter().filter(|(_, lost)| *lost >= LEAST_H);
    words!("charts/arms.txt", "lost", {
        lost: Vec<(String, Vec<String>)> = grouped(lost.map(|(name, lost)| (name, hours(lost)))),
        never: String = never(outcome),
    })
}

/// What must be said of a run that does not end well.
fn never(outcome: &Outcome) -> String {
    words!("charts/arms.txt", "never", { verdict: Verdict = outcome.summary.recovery.verdict })
}

/// One run as a plot, from one moment to another.
fn plot(outcome: &Outcome, (heading, note): (String, String), mut panel: Panel, (from, to): (f64, f64)) -> Plot {
    let first = outcome.series.resources.iter().take_while(|s| s.time_h + s.usage.seconds / 7200.0 < from).count();
    for series in panel.areas.iter_mut().chain(&mut panel.lines) {
        series.values.drain(..first.min(series.values.len()));
    }
    let mut bands = bands(outcome);
    bands.retain(|band| band.to > from && band.from < to);
    for band in &mut bands {
        (band.from, band.to) = (band.from.max(from), band.to.min(to));
    }
    Plot { heading, note, panel, bands }
}

/// The middles of the intervals of a run within a time.
fn middles(outcome: &Outcome, (from, to): (f64, f64)) -> Vec<f64> {
    let middles = outcome.series.resources.iter().map(|s| s.time_h + s.usage.seconds / 7200.0);
    middles.filter(|at| *at >= from && *at <= to).collect()
}

/// When a run begins and ends.
fn ends(outcome: &Outcome) -> (f64, f64) {
    let last = outcome.series.resources.len().checked_sub(1).and_then(|last| interval_h(&outcome.series, last));
    (outcome.series.resources.first().map_or(0.0, |s| s.time_h), last.map_or(0.0, |(_, to)| to))
}

/// Hours of full outage that what each class goes without amounts to, from a moment after the onset on; over the whole
/// run it is the metric `outage_h`.
fn lost_after(outcome: &Outcome, from: f64) -> Vec<(String, f64)> {
    let series = &outcome.series;
    let first = series.resources.iter().take_while(|s| s.time_h < from - 1e-9).count().max(series.onset);
    let lost = |samples: &Vec<ClassSample>| -> f64 {
        samples.iter().skip(first).map(|s| s.without_service().unwrap_or(0.0) * s.seconds / 3600.0).sum()
    };
    series.classes.iter().zip(&series.by_class).map(|(name, samples)| (name.clone(), lost(samples))).collect()
}

fn restored_from(outcome: &Outcome) -> f64 {
    let phases = &outcome.summary.recovery.phases;
    let restored = phases.iter().find(|span| span.phase == Phase::Ramp);
    // Where the ramp is too short to be seen, it begins with the end of the block.
    let blocked = phases.iter().rfind(|span| span.phase == Phase::Blocked);
    restored.map(|span| span.from_h).or(blocked.map(|span| span.to_h)).unwrap_or(0.0)
}

fn ramp_h(outcome: &Outcome) -> Option<f64> {
    let ramp = outcome.summary.recovery.phases.iter().find(|span| span.phase == Phase::Ramp)?;
    Some(ramp.to_h - ramp.from_h)
}

/// Who goes without for longer when everybody is let back at once, and who for less long.
fn restoration_finding(over: Option<f64>, (as_it_happened, at_once): (&Outcome, &Outcome), from: f64) -> String {
    let mut groups: Vec<(Vec<String>, f64, f64)> = Vec::new();
    for ((name, slow), (_, fast)) in lost_after(as_it_happened, from).into_iter().zip(lost_after(at_once, from)) {
        match groups.iter_mut().find(|group| (group.1 - slow).abs() < LEAST_H && (group.2 - fast).abs() < LEAST_H) {
            Some(group) => group.0.push(name),
            None if (slow - fast).abs() >= LEAST_H => groups.push((vec![name], slow, fast)),
            None => {}
        }
    }
    let never = never(at_once);
    if !never.is_empty() && groups.iter().any(|(_, slow, fast)| fast > slow) {
        // A run that stays down has saved nobody anything.
        groups.retain(|(_, slow, fast)| fast > slow);
    }
    // What speed costs comes before what it saves.
    groups.sort_by(|one, other| (one.1 - one.2).total_cmp(&(other.1 - other.2)));
    words!("charts/arms.txt", "restoration", {
        groups: Vec<(Vec<String>, f64, f64)>,
        over: Option<f64>,
        never: String,
    })
}

/// About how much is lost.
fn long(lost: impl Said) -> String {
    let lost = lost.number();
    if lost >= LEAST_H { about_hours(lost) } else { "nothing".to_owned() }
}

/// Which fix does more for a class.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Best {
    Neither,
    Either,
    Handling,
    Bandwidth,
}

/// What a fix is worth: what is lost with it, and without any if that is more.
type Worth = (Best, String, Option<String>);

/// What the fixes do for a class, from the hours that it loses in the four arms. The main effects of the 2×2 decide: the
/// mean of what a fix saves without and with the other.
fn worth([neither, handling, bandwidth, both]: [f64; 4]) -> Option<Worth> {
    let alone = |best: Best, lost: f64| Some((best, long(lost), Some(long(neither))));
    match [(neither - handling + bandwidth - both) / 2.0, (neither - bandwidth + handling - both) / 2.0] {
        [one, other] if one.max(other) < LEAST_H && neither < LEAST_H => None,
        [one, other] if one.max(other) < LEAST_H => Some((Best::Neither, long(neither), None)),
        [one, other] if (one - other).abs() < LEAST_H => alone(Best::Either, handling),
        [one, other] if one > other => alone(Best::Handling, handling),
        [_, _] => alone(Best::Bandwidth, bandwidth),
    }
}

/// Which fix does more for which class.
fn square_finding(arms: [&Outcome; 4]) -> String {
    let lost: Vec<Vec<(String, f64)>> = arms.iter().map(|outcome| lost_after(outcome, f64::NEG_INFINITY)).collect();
    let mut groups: Vec<(Worth, Vec<String>)> = Vec::new();
    for (class, (name, _)) in lost[0].iter().enumerate() {
        let hours = [0, 1, 2, 3].map(|arm| lost[arm].get(class).map_or(0.0, |found| found.1));
        let Some(found) = worth(hours) else { continue };
        match groups.iter_mut().find(|group| group.0 == found) {
            Some(group) => group.1.push(name.clone()),
            None => groups.push((found, vec![name.clone()])),
        }
    }
    // What helps comes before what does not.
    groups.sort_by_key(|group| group.0.0 == Best::Neither);
    said(&groups)
}

fn said(groups: &[(Worth, Vec<String>)]) -> String {
    sentence(&words!("charts/arms.txt", "square", { groups: &'a [(Worth, Vec<String>)] }))
}

#[cfg(test)]
mod tests {
    use super::{said, worth};

    #[test]
    fn the_fix_with_the_larger_main_effect_is_named() {
        let said = |hours: [f64; 4]| worth(hours).map(|found| said(&[(found, vec!["web".to_owned()])]));
        assert_eq!(
            said([3.0, 0.0, 2.5, 0.0]).as_deref(),
            Some("Error handling does more for web (nothing lost instead of 3 h)")
        );
        assert_eq!(
            said([3.0, 2.5, 1.0, 1.0]).as_deref(),
            Some("Bandwidth does more for web (1 h lost instead of 3 h)")
        );
        assert_eq!(said([3.0; 4]).as_deref(), Some("Neither changes it for web (3 h lost)"));
        assert_eq!(said([3.0, 1.0, 1.0, 1.0]).as_deref(), Some("Either fix helps web (1 h lost instead of 3 h)"));
        assert_eq!(said([0.0; 4]), None);
    }
}
