//! What a run did to each class: how deep it fell, how often it asked, when it was back, what that cost.

use super::super::charts::starved_h;
use super::super::words::{count, hours, list, number, percent};
use crate::experiment::Outcome;
use crate::measure::{ClassSample, ClassSummary};
use crate::scenario::Document;

/// The classes of a run with their samples since the onset.
fn classes(outcome: &Outcome) -> impl Iterator<Item = (&ClassSummary, &[ClassSample])> {
    let onset = outcome.series.onset;
    let samples = outcome.series.by_class.iter().map(move |samples| samples.get(onset..).unwrap_or_default());
    outcome.summary.classes.iter().zip(samples)
}

fn population(samples: &[ClassSample]) -> Option<f64> {
    samples.first()?.population.map(f64::from)
}

/// The length of a sampling interval, in words.
fn interval(samples: &[ClassSample]) -> String {
    hours(samples.first().map_or(0.0, |sample| sample.seconds / 3600.0))
}

/// "3 of 200 without service on average over 5 min", for a class whose number is known.
fn at_worst(class: &ClassSummary, samples: &[ClassSample]) -> Option<String> {
    let all = population(samples)?;
    let most = class.without_peak;
    let words = match most {
        none if none <= 0.0 => format!("none of the {} without service", count(all)),
        few if few < 0.5 => {
            format!("fewer than one of the {} without service on average over {}", count(all), interval(samples))
        }
        most => {
            format!("up to {} of {} without service on average over {}", count(most), count(all), interval(samples))
        }
    };
    Some(words)
}

/// When each class fell, how deep, and how long most of it went without service.
pub(super) fn fall(outcome: &Outcome) -> Vec<String> {
    let line = |(class, samples): (&ClassSummary, &[ClassSample])| {
        let worst = at_worst(class, samples).map_or(String::new(), |words| format!("; {words}"));
        let windows = class.counts.windows;
        let Some(fell) = class.full.fell_h else {
            let said = match windows.met + windows.unmet {
                0 => "asked for nothing that ended one way or the other",
                _ => "never below 99 % availability",
            };
            return format!("{}: {said}{worst}.", class.name);
        };
        let lowest =
            class.lowest.map_or(String::new(), |(value, at)| format!(", lowest {} from {}", percent(value), hours(at)));
        let long = starved_h(samples, 0);
        let starved = match long > 0.0 {
            true => format!("; more than half without service for {} in all", hours(long)),
            false => String::new(),
        };
        format!("{}: below 99 % availability from {}{lowest}{worst}{starved}.", class.name, hours(fell))
    };
    classes(outcome).map(line).collect()
}

/// How many times the normal number of attempts each class made, and how many of them the edge let pass.
pub(super) fn flood(outcome: &Outcome) -> Vec<String> {
    let line = |(class, samples): (&ClassSummary, &[ClassSample])| {
        let reached = samples.iter().map(|s| s.attempts_per_s() * s.reaching()).fold(0.0, f64::max);
        let edge = match class.counts.refused_at_edge > 0 {
            true if reached <= 0.0 => "; none of them got past the edge".to_owned(),
            true => format!("; at most {}/s of them got past the edge", number(reached)),
            false => String::new(),
        };
        let by_rate = |a: &&ClassSample, b: &&ClassSample| a.attempts_per_s().total_cmp(&b.attempts_per_s());
        let Some(most) = samples.iter().max_by(by_rate) else { return format!("{}: no attempts.", class.name) };
        let (rate, at) = (number(most.attempts_per_s()), hours(most.time_h));
        match class.peak {
            None => {
                format!("{}: up to {rate} attempts/s, from {at}; nothing normal to compare with{edge}.", class.name)
            }
            Some((peak, _)) if peak <= 1.5 => {
                format!("{}: no flood, attempts at most {} × normal{edge}.", class.name, number(peak))
            }
            Some((peak, _)) => {
                format!("{}: up to {rate} attempts/s, {} × normal, from {at}{edge}.", class.name, number(peak))
            }
        }
    };
    let mut lines: Vec<String> = classes(outcome).map(line).collect();
    lines.extend(outcome.summary.recovery.warm_up.thin.iter().map(|why| format!("{why}.")));
    lines
}

/// When each class was well again: from the time its availability stays above 99 %, and how soon clients were back.
pub(super) fn comebacks(document: &Document, outcome: &Outcome) -> Vec<String> {
    let horizon = hours(document.run.length.as_hours());
    let line = |(class, samples): (&ClassSummary, &[ClassSample])| {
        let windows = class.counts.windows;
        let never_lost = windows.unmet == 0 && windows.discarded == 0 && class.without_peak <= 0.0;
        let said = match (class.full.fell_h, class.full.rose_h) {
            _ if never_lost && windows.met == 0 => "asked for nothing that ended one way or the other".to_owned(),
            _ if never_lost => "every wish was met in time".to_owned(),
            (None, _) => "never below 99 % availability".to_owned(),
            (Some(_), Some(rose)) => format!("above 99 % availability for good from {}", hours(rose)),
            (Some(_), None) => format!("above 99 % availability for good: never within the {horizon} simulated"),
        };
        let back = restored(class, samples, &horizon).filter(|_| !never_lost);
        let back = back.map_or(String::new(), |words| format!("; {words}"));
        format!("{}: {said}{back}.", class.name)
    };
    let mut lines: Vec<String> = classes(outcome).map(line).collect();
    lines.extend(better_for_a_while(outcome));
    lines
}

/// How soon those were served again who were not at the worst moment.
fn restored(class: &ClassSummary, samples: &[ClassSample], horizon: &str) -> Option<String> {
    population(samples)?;
    let peak = samples.iter().map(ClassSample::unserved).fold(0.0, f64::max);
    if peak < 0.5 {
        return None;
    }
    let shares = ["half", "90 %", "99 %"].iter().zip(class.restored_h);
    let said: Vec<String> = shares.filter_map(|(share, at)| at.map(|at| format!("{share} by {}", hours(at)))).collect();
    let catching_up = if class.catching_up_h > 0.0 { " or catching up" } else { "" };
    let most = format!("of {} without service{catching_up} at the worst", count(peak));
    let last = samples.last().map_or(0.0, ClassSample::unserved);
    let end = match last {
        none if none < 0.5 => String::new(),
        left => format!("; {} were not at the end", count(left)),
    };
    Some(match said.is_empty() {
        true => format!("{most}, half were served for good: never within the {horizon} simulated{end}"),
        false => format!("{most}, {} were served for good{end}", list(&said)),
    })
}

/// A class that was served again for half an hour or more and then lost it once more.
fn better_for_a_while(outcome: &Outcome) -> Vec<String> {
    let line = |(class, samples): (&ClassSummary, &[ClassSample])| {
        let fine = |s: &ClassSample| s.without_service().is_some_and(|share| share < 0.01);
        let gone = |s: &ClassSample| s.without_service().is_some_and(|share| share > 0.5);
        let lost = samples.iter().position(gone)?;
        let begin = lost + samples[lost..].iter().position(fine)?;
        let length = samples[begin..].iter().position(gone)?;
        let (from, to) = (samples[begin].time_h, samples[begin + length].time_h);
        (to - from >= 0.5)
            .then(|| format!("{}: served again from {}, and lost again from {}.", class.name, hours(from), hours(to)))
    };
    classes(outcome).filter_map(line).collect()
}

/// What was lost, and what was done for nothing.
pub(super) fn costs(outcome: &Outcome) -> Vec<String> {
    let line = |(class, samples): (&ClassSummary, &[ClassSample])| {
        let outage = match class.outage_h > 0.0 {
            true => format!(", as much as a full outage of {}", hours(class.outage_h)),
            false => String::new(),
        };
        let unit = if samples.first().is_some_and(|s| s.is_activesync) { "device-hours" } else { "client-hours" };
        let amount = |value: f64| if value < 10.0 { number(value) } else { count(value) };
        if population(samples).is_some() {
            let catching_up = match class.catching_up_h > 0.05 {
                true => format!(", and {} {unit} of catching up", amount(class.catching_up_h)),
                false => String::new(),
            };
            return (class.without_h > 0.0).then(|| {
                format!("{}: {} {unit} without service{outage}{catching_up}.", class.name, amount(class.without_h))
            });
        }
        let (met, unmet) = (class.counts.windows.met, class.counts.windows.unmet);
        (unmet > 0).then(|| {
            let wishes = format!("{} of {} wishes", count(unmet as f64), count((met + unmet) as f64));
            format!("{}: {wishes} not met in time{outage}.", class.name)
        })
    };
    let mut lines: Vec<String> = classes(outcome).filter_map(line).collect();
    let run = &outcome.summary.run;
    let parts = [("worker time", run.wasted_work), ("bytes moved", run.wasted_bytes)];
    let wasted: Vec<String> = parts
        .iter()
        .filter_map(|(what, share)| {
            share.filter(|share| *share > 0.0).map(|share| format!("{} of the {what}", percent(share)))
        })
        .collect();
    if !wasted.is_empty() {
        lines.push(format!("Since the onset, {} was spent on attempts that their clients gave up.", list(&wasted)));
    }
    lines
}
