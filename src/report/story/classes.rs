//! What a run did to each class: how deep it fell, how often it asked, when it was back, what that cost.

use super::super::charts::starved_h;
use super::super::words::{count, hours, list, number, percent};
use crate::experiment::Outcome;
use crate::measure::{ClassSample, ClassSummary};
use crate::scenario::Document;

/// So many times that a class was served again and lost it once more are told.
const AGAIN: usize = 3;

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
        none if none <= 0.0 => format!("none of {} without service", count(all)),
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
            true if population(samples).is_some() => {
                format!("; more than half without service for {} in all", hours(long))
            }
            true => format!("; more than half of its wishes not met for {} in all", hours(long)),
            false => String::new(),
        };
        format!("{}: below 99 % availability from {}{lowest}{worst}{starved}.", class.name, hours(fell))
    };
    classes(outcome).map(line).collect()
}

/// How many times the normal number of attempts each class made, and how many of them the edge let pass.
pub(super) fn flood(outcome: &Outcome) -> Vec<String> {
    let line = |(class, samples): (&ClassSummary, &[ClassSample])| {
        // The first of several that are alike.
        let most =
            samples.iter().reduce(|best, next| if next.attempts_per_s() > best.attempts_per_s() { next } else { best });
        let Some(most) = most.filter(|most| most.attempts_per_s() > 0.0) else {
            return format!("{}: no attempts.", class.name);
        };
        let passed = most.attempts_per_s() * most.reaching();
        let edge = match most.counts.refused_at_edge > 0 {
            true if passed < 0.005 => "; none of them got past the edge".to_owned(),
            true => format!("; {}/s of them got past the edge", number(passed)),
            false => String::new(),
        };
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

/// When each class was well again: from the time its availability is 99 % or more in every interval (the verdict asks for windows of
/// `held_for` instead), and how soon clients were back.
pub(super) fn comebacks(document: &Document, outcome: &Outcome) -> Vec<String> {
    let horizon = hours(document.run.length.as_hours());
    let line = |(class, samples): (&ClassSummary, &[ClassSample])| {
        let windows = class.counts.windows;
        let never_lost = windows.unmet == 0 && windows.discarded == 0 && class.without_peak <= 0.0;
        let said = match (class.full.fell_h, class.full.rose_h) {
            _ if never_lost && windows.met == 0 => "asked for nothing that ended one way or the other".to_owned(),
            _ if never_lost && windows.open > 0 => {
                format!(
                    "every wish that ended was met in time; {} had not ended by the end of the run",
                    count(windows.open as f64)
                )
            }
            _ if never_lost => "every wish was met in time".to_owned(),
            (None, _) => "never below 99 % availability".to_owned(),
            (Some(_), Some(rose)) => format!("99 % availability in every interval, for good from {}", hours(rose)),
            (Some(_), None) => {
                format!("99 % availability in every interval, for good: never within the {horizon} simulated")
            }
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
    let most = format!("of {} without service{catching_up} in the worst {}", count(peak), interval(samples));
    let end = match samples.last().map_or(0, |last| last.without_end + last.catching_up_end) {
        0 => String::new(),
        left => format!(
            "; at the end {} {} without service{catching_up}",
            count(left as f64),
            if left == 1 { "is" } else { "are" }
        ),
    };
    Some(match said.is_empty() {
        true => format!("{most}, half were served for good: never within the {horizon} simulated{end}"),
        false => format!("{most}, {} were served for good{end}", list(&said)),
    })
}

/// Classes that were served again for half an hour or more and then lost it once more.
fn better_for_a_while(outcome: &Outcome) -> Vec<String> {
    let line = |(class, samples): (&ClassSummary, &[ClassSample])| {
        let below = |s: &ClassSample| s.is_below(0.99) == Some(true);
        let mut times = Vec::new();
        let mut from = samples.iter().position(below)?;
        while let Some(back) = samples[from..].iter().position(|s| !below(s)).map(|at| from + at) {
            let Some(lost) = samples[back..].iter().position(below).map(|at| back + at) else { break };
            let (well, again) = (samples[back].time_h, samples[lost].time_h);
            if again - well >= 0.5 {
                times.push(format!("at 99 % or more from {} and below it from {}", hours(well), hours(again)));
            }
            from = lost;
        }
        let more = times.len().saturating_sub(AGAIN);
        times.truncate(AGAIN);
        let more = if more > 0 { format!("; and {more} times more") } else { String::new() };
        (!times.is_empty()).then(|| format!("{}: in between {}{more}.", class.name, times.join(", then ")))
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
        lines.push(format!("Since the onset, {} went to attempts that their clients gave up.", list(&wasted)));
    }
    lines
}
