//! A run in words: what fell, how high the flood went, who did what and when, what came back, what it cost.
//!
//! Every number is computed from the run, and a sentence whose event did not occur is not there.

use super::charts::starved_h;
use super::words::{count, hours, list, number, percent};
use crate::engine::StopReason;
use crate::experiment::Outcome;
use crate::measure::{ClassSample, ClassSummary, Summary, Verdict};
use crate::model::class::ClassPlan;
use crate::model::observe::LogKind;
use crate::scenario::Document;

/// Head of the paragraph on what was put in.
pub const DOINGS: &str = "What was done, and when (time since the onset)";

/// The story of a run, a few short paragraphs. The scenario's own words count everybody in it, so a run at another
/// `scale` says how many are in the run.
pub fn tell(document: &Document, outcome: &Outcome, scale: f64) -> String {
    let mut parts = paragraphs(document, outcome);
    if scale != 1.0 {
        let own = [&document.title, &document.story].into_iter().filter(|text| !text.trim().is_empty());
        parts.insert(own.count(), sized(document, scale));
    }
    parts.join("\n\n") + "\n"
}

/// How much smaller or larger than its scenario a run is.
fn sized(document: &Document, scale: f64) -> String {
    let class = |(name, class): (&String, &ClassPlan)| Some(format!("{} {name}", count(f64::from(class.population?))));
    let classes: Vec<String> = document.classes.iter().filter_map(class).collect();
    let all = match classes.is_empty() {
        true => String::new(),
        false => format!("\n  All numbers below are of {}.", list(&classes)),
    };
    format!("The size\n  This run is {scale} × the size of the scenario, populations and capacities alike.{all}")
}

/// Its paragraphs: each a head, and below it indented lines.
pub fn paragraphs(document: &Document, outcome: &Outcome) -> Vec<String> {
    let summary = &outcome.summary;
    let mut parts = Vec::new();
    if !document.title.is_empty() {
        parts.push(document.title.clone());
    }
    if !document.story.trim().is_empty() {
        parts.push(indented(&document.story));
    }
    parts.extend(cut_short(summary));
    parts.extend(doings(summary));
    if summary.recovery.cause_from_h.is_some() {
        parts.push(paragraph("What broke", fall(outcome)));
        parts.push(paragraph("The flood", flood(outcome)));
        parts.push(paragraph("Who came back", comebacks(document, outcome)));
        parts.push(paragraph("What it cost", costs(summary)));
    } else {
        parts.push(queue_table(outcome));
    }
    parts.push(verdict(document, summary));
    if !document.look_for.trim().is_empty() {
        parts.push(format!("What to look for\n{}", indented(&document.look_for)));
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// A text of the scenario, line by line as it was written.
fn indented(text: &str) -> String {
    text.trim().lines().map(|line| format!("  {}", line.trim())).collect::<Vec<_>>().join("\n")
}

fn paragraph(head: &str, lines: Vec<String>) -> String {
    match lines.is_empty() {
        true => String::new(),
        false => format!("{head}\n  {}", lines.join("\n  ")),
    }
}

fn cut_short(summary: &Summary) -> Option<String> {
    match summary.stopped {
        StopReason::EndOfTime | StopReason::NothingLeft => None,
        StopReason::EventLimit => {
            Some("The run stopped at its limit of events (run.max_events), before its end.".to_owned())
        }
        StopReason::Interrupted => Some("The run was interrupted before its end.".to_owned()),
    }
}

/// The log: a time, a mark for faults and repairs, and what was done.
fn doings(summary: &Summary) -> Option<String> {
    let lines = summary.log.iter().zip(summary.log_lines()).map(|(entry, line)| {
        let who = match entry.kind {
            LogKind::FaultBegins => "fault  ",
            LogKind::FaultEnds => "repair ",
            LogKind::Action => "action ",
        };
        format!("{:>11}  {who}  {}  ({})", hours(line.time_h), line.what, line.entry)
    });
    let lines: Vec<String> = lines.collect();
    (!lines.is_empty()).then(|| paragraph(DOINGS, lines))
}

/// When each class fell, how deep, and how long most of it went without service.
fn fall(outcome: &Outcome) -> Vec<String> {
    let classes = outcome.summary.classes.iter().zip(&outcome.series.by_class);
    let line = |(class, samples): (&ClassSummary, &Vec<ClassSample>)| {
        let Some(fell) = class.full.fell_h else {
            return format!("{}: never below 99 % availability.", class.name);
        };
        let lowest =
            class.lowest.map_or(String::new(), |(value, at)| format!(", lowest {} at {}", percent(value), hours(at)));
        let long = starved_h(samples, outcome.series.onset);
        let starved = match long > 0.0 {
            true => format!("; more than half without service for {} in all", hours(long)),
            false => String::new(),
        };
        format!("{}: below 99 % availability from {}{lowest}{starved}.", class.name, hours(fell))
    };
    classes.map(line).collect()
}

/// How many times the normal number of attempts each class made, and how many of them the edge let pass.
fn flood(outcome: &Outcome) -> Vec<String> {
    let line = |(class, samples): (&ClassSummary, &Vec<ClassSample>)| {
        let Some((peak, at)) = class.peak else {
            return format!("{}: nothing normal to compare with (no attempts in the warm-up).", class.name);
        };
        if peak <= 1.5 {
            return format!("{}: no flood, attempts at most {} × normal.", class.name, number(peak));
        }
        let reached = samples.iter().map(|s| s.attempts_per_s() * s.reaching()).fold(0.0, f64::max);
        let edge = match class.counts.refused_at_edge > 0 {
            true => format!("; at most {}/s of them got past the edge", number(reached)),
            false => String::new(),
        };
        let rate = number(peak * class.baseline_per_s);
        format!("{}: up to {rate} attempts/s, {} × normal, at {}{edge}.", class.name, number(peak), hours(at))
    };
    outcome.summary.classes.iter().zip(&outcome.series.by_class).map(line).collect()
}

/// When each class was well again: from the time its availability stays above 99 %, and how soon devices were back.
fn comebacks(document: &Document, outcome: &Outcome) -> Vec<String> {
    let horizon = hours(document.run.length.as_hours());
    let classes = outcome.summary.classes.iter().zip(&outcome.series.by_class);
    let line = |(class, samples): (&ClassSummary, &Vec<ClassSample>)| {
        let back = match (class.full.fell_h, class.full.rose_h) {
            (None, _) => "was never away".to_owned(),
            (Some(_), Some(rose)) => format!("above 99 % availability for good from {}", hours(rose)),
            (Some(_), None) => format!("above 99 % availability for good: never within the {horizon} simulated"),
        };
        let phones = samples.iter().any(|s| s.cut_off_share().is_some());
        // A phone that is cut off begins no new wish, so availability alone would call a dead population well.
        match phones && class.cut_off_peak > 0 {
            true => format!("{}: {}.", class.name, restored(class, &horizon)),
            false => format!("{}: {back}.", class.name),
        }
    };
    let mut lines: Vec<String> = classes.map(line).collect();
    lines.extend(better_for_a_while(outcome));
    lines
}

fn restored(class: &ClassSummary, horizon: &str) -> String {
    let shares = ["half", "90 %", "99 %"].iter().zip(class.restored_h);
    let said: Vec<String> = shares.filter_map(|(share, at)| at.map(|at| format!("{share} by {}", hours(at)))).collect();
    let most = format!("of {} devices cut off at the same time", count(class.cut_off_peak as f64));
    let end = match class.cut_off_end {
        0 => String::new(),
        left => format!("; {} were cut off at the end", count(left as f64)),
    };
    match said.is_empty() {
        true => format!("{most}, half were back for good: never within the {horizon} simulated{end}"),
        false => format!("{most}, {} were back for good{end}", list(&said)),
    }
}

/// A class that was served again for half an hour or more and then lost it once more.
fn better_for_a_while(outcome: &Outcome) -> Vec<String> {
    let classes = outcome.summary.classes.iter().zip(&outcome.series.by_class);
    let line = |(class, samples): (&ClassSummary, &Vec<ClassSample>)| {
        let fell = class.full.fell_h?;
        let fell = samples.iter().position(|s| s.time_h >= fell)?;
        let fine = |s: &ClassSample| s.without_service().is_some_and(|share| share < 0.01);
        let gone = |s: &ClassSample| s.without_service().is_some_and(|share| share > 0.5);
        let lost = fell + samples[fell..].iter().position(gone)?;
        let begin = lost + samples[lost..].iter().position(fine)?;
        let length = samples[begin..].iter().position(gone)?;
        let (from, to) = (samples[begin].time_h, samples[begin + length].time_h);
        (to - from >= 0.5)
            .then(|| format!("{}: served again from {}, and lost again at {}.", class.name, hours(from), hours(to)))
    };
    classes.filter_map(line).collect()
}

fn costs(summary: &Summary) -> Vec<String> {
    let mut lines = Vec::new();
    for class in &summary.classes {
        // The hours of full outage come from what is worse: for phones the time they are cut off, for people the wishes.
        let outage = match class.outage_h > 0.0 {
            true => format!(", as much as a full outage of {}", hours(class.outage_h)),
            false => String::new(),
        };
        let phones = class.cut_off_peak > 0;
        if class.cut_off_device_h >= 1.0 {
            lines.push(format!("{}: {} device-hours cut off{outage}.", class.name, count(class.cut_off_device_h)));
            // A device that is cut off begins no wish, so that its wishes would make a long outage look short.
            continue;
        }
        let unmet = class.counts.wishes - class.counts.met;
        if unmet > 0 {
            let wishes = format!("{} of {} wishes", count(unmet as f64), count(class.counts.wishes as f64));
            let outage = if phones { "" } else { outage.as_str() };
            lines.push(format!("{}: {wishes} not met in time{outage}.", class.name));
        }
    }
    let parts = [("worker time", summary.run.wasted_work), ("bytes moved", summary.run.wasted_bytes)];
    let wasted: Vec<String> = parts
        .iter()
        .filter_map(|(what, share)| {
            share.filter(|share| *share > 0.0).map(|share| format!("{} of the {what}", percent(share)))
        })
        .collect();
    if !wasted.is_empty() {
        lines.push(format!("Over the whole run, {} was spent on attempts that their clients gave up.", list(&wasted)));
    }
    lines
}

/// What one asks of a queue in which nothing breaks.
fn queue_table(outcome: &Outcome) -> String {
    let run = &outcome.summary.run;
    let seconds = outcome.summary.classes.iter().map(|class| class.seconds).fold(0.0, f64::max);
    let answered: u64 = outcome.summary.classes.iter().map(|class| class.counts.answered).sum();
    // Rounding may leave a zero with a sign.
    let exact = |value: f64| format!("{:.4}", if value.abs() < 5e-5 { 0.0 } else { value });
    let rows = [
        ("mean number in queue", exact(run.queue_length), "requests"),
        ("mean number in service", exact(run.busy_workers), "requests"),
        ("mean wait in queue", run.queue_wait_s.map_or("-".to_owned(), exact), "s"),
        ("utilisation of workers", run.worker_utilisation.map_or("-".to_owned(), exact), ""),
        ("throughput", if seconds > 0.0 { exact(answered as f64 / seconds) } else { "-".to_owned() }, "/s"),
    ];
    let line =
        |(what, value, unit): &(&str, String, &str)| format!("{what:<24}{value:>12} {unit}").trim_end().to_owned();
    paragraph("Nothing breaks in what was simulated. Its queue:", rows.iter().map(line).collect())
}

fn verdict(document: &Document, summary: &Summary) -> String {
    let recovery = &summary.recovery;
    let gone = recovery.cause_gone_h.map_or(String::new(), |at| format!(" The cause was gone at {}.", hours(at)));
    let said = match (recovery.verdict, recovery.recovered_h) {
        (Verdict::Recovered, Some(at)) => format!("recovered, well for good from {}.{gone}", hours(at)),
        (Verdict::Recovered, None) => format!("recovered.{gone}"),
        (Verdict::Healthy, _) => "healthy to the end.".to_owned(),
        (Verdict::Relapsed, _) => format!("relapsed: well for a while, and not at the end.{gone}"),
        (Verdict::Stuck, _) => {
            let horizon = hours(document.run.length.as_hours());
            format!("stuck: not once well after its cause was gone, within the {horizon} simulated.{gone}")
        }
        (Verdict::Undecided, _) => {
            let why = recovery.undecided_because.as_deref().unwrap_or("no reason is known");
            format!("undecided, because {why}.{gone}")
        }
    };
    format!("Verdict: {said}\n  Well means, {}.", recovery.definition)
}
