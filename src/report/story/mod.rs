//! A run in words: what fell, how high the flood went, who did what and when, what came back, what it cost.
//!
//! Every number is computed from the run, and a sentence whose event did not occur is not there.

mod classes;
mod rules;
mod tiers;
mod verdict;

use super::words::{Clock, count, words};
use crate::engine::StopReason;
use crate::experiment::Outcome;
use crate::measure::Summary;
use crate::model::class::ClassPlan;
use crate::model::observe::LogKind;
use crate::scenario::Document;

/// Head of the paragraph on what was put in.
pub fn done() -> String {
    words!("story/story.txt", "done")
}

/// Head of the scenario's own words on what to look for.
const LOOK_FOR: &str = "What to look for";

/// What is added to that head in a run of another size: numbers and times in the text are those of the scenario.
pub fn at_full_size() -> String {
    words!("story/story.txt", "at_full_size")
}

/// The story of a run, a few short paragraphs. The scenario's own words count everybody in it, so a run at another
/// `scale` says how many are in the run.
pub fn tell(document: &Document, outcome: &Outcome, scale: f64) -> String {
    let mut parts = paragraphs(document, outcome);
    if scale != 1.0 {
        let own = [&document.title, &document.story].into_iter().filter(|text| !text.trim().is_empty());
        let ill = usize::from(!outcome.summary.recovery.warm_up.ill.is_empty());
        parts.insert(ill + own.count(), sized(document, scale));
        for part in parts.iter_mut().filter(|part| part.starts_with(LOOK_FOR)) {
            part.insert_str(LOOK_FOR.len(), &at_full_size());
        }
    }
    parts.join("\n\n") + "\n"
}

/// Entries of the timeline that are on and never happened, with the reason.
fn never_done(document: &Document, outcome: &Outcome) -> Option<String> {
    let summary = &outcome.summary;
    let happened = |name: &String| summary.log.iter().any(|entry| entry.name == *name);
    let waiting = document.timeline.iter().filter(|(name, entry)| entry.enabled && !happened(name));
    let lines = waiting.map(|(name, entry)| {
        words!("story/story.txt", "never_done", {
            what: &'a str = &entry.words(),
            name: &'a str,
            awaited: Option<&'a String> = entry.after.as_ref().filter(|after| !happened(after)),
            closest: Option<String> = entry.when.as_ref().and_then(|when| rules::closest(when, outcome)),
            has_condition: bool = entry.when.is_some(),
        })
    });
    let lines: Vec<String> = lines.collect();
    (!lines.is_empty()).then(|| paragraph(&words!("story/story.txt", "never"), lines))
}

/// How much smaller or larger than its scenario a run is.
fn sized(document: &Document, scale: f64) -> String {
    let class = |(name, class): (&String, &ClassPlan)| Some(format!("{} {name}", count(f64::from(class.population?))));
    let classes: Vec<String> = document.classes.iter().filter_map(class).collect();
    words!("story/story.txt", "size", { scale: f64, classes: Vec<String> })
}

/// Its paragraphs: each a head, and below it indented lines.
pub fn paragraphs(document: &Document, outcome: &Outcome) -> Vec<String> {
    let (summary, clock) = (&outcome.summary, Clock::of(document.run.sample));
    let mut parts: Vec<String> = verdict::ill_warm_up(summary).into_iter().collect();
    if !document.title.is_empty() {
        parts.push(document.title.clone());
    }
    if !document.story.trim().is_empty() {
        parts.push(indented(&document.story));
    }
    parts.push(words!("story/story.txt", "cut_short", { stopped: StopReason = summary.stopped }));
    parts.extend(doings(summary, clock));
    parts.push(paragraph(&words!("story/story.txt", "rules"), rules::fired(document, outcome, clock)));
    parts.extend(never_done(document, outcome));
    let idle = summary.recovery.refused_nobody.iter().map(|entry| format!("{entry}: refused nobody"));
    parts.push(paragraph(&words!("story/story.txt", "idle"), idle.collect()));
    if summary.log.is_empty() && summary.recovery.crossed_h.is_none() {
        parts.push(queue_table(outcome));
    } else {
        parts.push(paragraph(&lost(document, clock), classes::fall(outcome, clock)));
        parts.push(paragraph("The load", classes::flood(outcome, clock)));
        let made = [
            tiers::made(document, outcome, clock),
            tiers::held(document, outcome),
            tiers::fallbacks(outcome),
            tiers::opened(document, outcome, clock),
        ]
        .concat();
        parts.push(paragraph("Where the load was made", made));
        parts.push(paragraph("Who came back", classes::comebacks(document, outcome, clock)));
        let costs = classes::costs(outcome, tiers::clients_wait(document), clock);
        parts.push(paragraph("What it cost", [costs, tiers::wasted(document, outcome)].concat()));
        parts.push(paragraph("What became of messages", tiers::kept(outcome, clock)));
    }
    parts.push(verdict::verdict(document, outcome, clock));
    if !document.look_for.trim().is_empty() {
        parts.push(format!("{LOOK_FOR}\n{}", indented(&document.look_for)));
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// The head of what each class lost: moments are those at which the interval begins in which it shows.
fn lost(document: &Document, clock: Clock) -> String {
    words!("story/story.txt", "lost", { clock: Clock, interval: f64 = document.run.sample.as_hours() })
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

/// The log: a time, a mark for faults and repairs, and what was done.
fn doings(summary: &Summary, clock: Clock) -> Option<String> {
    let lines = summary.log_told().into_iter().map(|(entry, line)| {
        let who = match entry.kind {
            LogKind::FaultBegins => "fault  ",
            LogKind::FaultEnds => "repair ",
            LogKind::Action => "action ",
        };
        format!("{:>11}  {who}  {}  ({})", clock.say(line.time_h), line.what, line.entry)
    });
    let lines: Vec<String> = lines.collect();
    (!lines.is_empty()).then(|| paragraph(&done(), lines))
}

/// What one asks of a queue to which nothing is done.
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
    let graph = !outcome.series.tiers.names.is_empty();
    paragraph(&words!("story/story.txt", "queue", { graph: bool }), rows.iter().map(line).collect())
}
