//! Step 4: the operators block the phones.

use super::cast::{Cast, Hours, PHONES, Take, WEB};
use super::parts::{Look, Picture, Step, Term, paragraphs};
use super::question::Question;
use crate::draw::figure::{Panel, Quantity};
use crate::experiment::situations::Situation;
use crate::report::charts::Name;
use crate::report::words::{count, number, words};

/// The step.
pub fn step(cast: &Cast) -> Step {
    let take = cast.outage(Situation::AsItHappened);
    let (block, restore) = blocked(take);
    let repair = take.cause_gone_h();
    let soon = block + 2.0 * take.sample_h();
    let ends = [soon, repair.max(soon), restore.max(repair)];
    let ask = words!("lesson/block.txt", "ask", { block: f64, repair: f64, restore: f64 });
    let because =
        words!("lesson/block.txt", "because", { back: Option<f64> = take.web_back_h(), soon: f64, block: f64 });
    let options = words!("lesson/block.txt", "options");
    Step {
        number: 4,
        story: 6,
        title: "The block".to_owned(),
        minutes: 6,
        given: paragraphs(&words!("lesson/block.txt", "given", { block: f64, repair: f64, restore: f64 })),
        predict: Question::of_time(ask, take.web_back_h(), &ends, &options, because).turned(),
        run: vec![take.command(words!("lesson/block.txt", "run"))],
        see: see(take, &(block..restore)),
        explain: explain(take, &(block..restore)),
        term: Term::new(&words!("lesson/block.txt", "term")),
        charts: charts(take),
        short: words!("lesson/block.txt", "short", {
            back: Option<f64> = take.web_back_h(),
            soon: f64,
            block: f64,
            owed: f64 = owed(take, &(block..restore)),
        }),
    }
}

/// The load, what waits, and how often phones try, where there is something to see of it.
fn charts(take: &Take) -> Vec<Picture> {
    let flood = take.figure(Name::Amplification).map(|_| take.picture(4, Name::Amplification));
    [take.picture(4, Name::Load), take.picture(4, Name::Backlog)].into_iter().chain(flood).collect()
}

/// When the phones were blocked, and when the first were let back.
pub fn blocked(take: &Take) -> (f64, f64) {
    let block = take.time_of("block").unwrap_or(0.0);
    (block, take.time_of("restore").unwrap_or(take.horizon_h()))
}

fn knocks(take: &Take, out: &Hours) -> f64 {
    take.mean(out, |sample| sample.total.refused_at_edge as f64)
}

fn see(take: &Take, out: &Hours) -> Vec<Look> {
    let rose = take.class(WEB).full.rose_h;
    let story = words!("lesson/block.txt", "see_story", { block: f64 = out.start, rose: Option<f64> });
    [Look::new(&story)].into_iter().chain(waiting(take, out)).chain(knocking(take, out)).collect()
}

/// What the chart of the backlog shows of the block. It leaves out what hardly waits, so its labels are read off it.
fn waiting(take: &Take, out: &Hours) -> Option<Look> {
    let figure = take.figure(Name::Backlog)?;
    let end = figure.at.iter().rposition(|at| *at < out.end)?;
    let labels: Vec<String> = figure.panels.iter().map(|panel| format!("`{}`", panel.y.label)).collect();
    let value = |panel: &Panel| {
        let value = panel.areas.first()?.values.get(end).copied().flatten()?;
        Some(match panel.y.quantity == Quantity::PerSecond {
            true => format!("{} per second: {}", number(value), panel.y.label),
            false => format!("{} {}", count(value), panel.y.label),
        })
    };
    let values: Vec<String> = figure.panels.iter().filter_map(value).collect();
    let text = words!("lesson/block.txt", "see_backlog", { labels: Vec<String>, values: Vec<String> });
    Some(Look::in_charts(&[(take, Name::Backlog)], &text))
}

/// What the chart of the attempts shows of the block.
fn knocking(take: &Take, out: &Hours) -> Option<Look> {
    take.figure(Name::Amplification)?;
    let healthy = take.class(PHONES).baseline_per_s.max(1e-9);
    let text = words!("lesson/block.txt", "see_knocks", {
        before: f64 = before(take, out) / healthy,
        during: f64 = knocks(take, out) / healthy,
        knocks: f64 = knocks(take, out),
    });
    Some(Look::in_charts(&[(take, Name::Amplification)], &text))
}

/// Attempts of phones per second in the hour before a part of the run.
fn before(take: &Take, out: &Hours) -> f64 {
    take.attempts_per_s(PHONES, &(out.start - 1.0..out.start))
}

/// Requests that it takes to catch up at the end of a part of the run.
fn owed(take: &Take, out: &Hours) -> f64 {
    let samples = take.samples(PHONES, out);
    samples.last().map_or(0, |sample| sample.backlog_syncs + sample.backlog_resyncs) as f64
}

fn explain(take: &Take, out: &Hours) -> Vec<String> {
    let healthy = take.class(PHONES).baseline_per_s.max(1e-9);
    let owed = owed(take, out);
    paragraphs(&words!("lesson/block.txt", "explain", {
        served: f64 = take.availability(WEB, out),
        broken: bool = take.cause_gone_h() > out.start + 2.0 * take.sample_h(),
        before: f64 = before(take, out) / healthy,
        knocks: f64 = knocks(take, out) / healthy,
        length: f64 = out.end - out.start,
        owed: f64,
        healthy: f64 = owed / healthy / 3600.0,
    }))
}
