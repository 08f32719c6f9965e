//! Step 4: the operators block the phones.

use super::cast::{Cast, Hours, PHONES, Take, WEB};
use super::parts::{Look, Picture, Step, Term};
use super::question::Question;
use crate::draw::figure::{Panel, Quantity};
use crate::experiment::situations::Situation;
use crate::report::charts::Name;
use crate::report::words::{count, hours, list, number, percent};

/// The step.
pub fn step(cast: &Cast) -> Step {
    let take = cast.outage(Situation::AsItHappened);
    let (block, restore) = blocked(take);
    let repair = take.cause_gone_h();
    let soon = block + 2.0 * take.sample_h();
    let ends = [
        (soon, "minutes after the block"),
        (repair.max(soon), "with the repair"),
        (restore.max(repair), "phones are still blocked"),
    ];
    let ask = format!(
        "Phones are blocked from {} on, the cache is repaired at {}, and the first phones are let back at {}. From when on \
         do most web pages come in time again, for good?",
        hours(block),
        hours(repair),
        hours(restore)
    );
    let because = match take.web_back_h() {
        Some(at) if at < soon => {
            format!("Most pages come in time for good from {} on: minutes after the block.", hours(at))
        }
        Some(at) => {
            format!("Most pages come in time for good from {} on; phones were blocked at {}.", hours(at), hours(block))
        }
        None => "Most pages never come in time again for good within the run.".to_owned(),
    };
    Step {
        number: 4,
        story: 6,
        title: "The block",
        minutes: 6,
        given: vec![
            format!(
                "Back to the outage as it happened, in the words of the scenario. At {} the operators block all phones: a gate at the edge of \
                 the network turns them away with a short refusal, before they reach the link and the servers.",
                hours(block)
            ),
            format!("The cache is repaired at {}. The block stays until {}.", hours(repair), hours(restore)),
        ],
        predict: Question::of_time(
            ask,
            take.web_back_h(),
            &ends,
            "only after the phones are let back".to_owned(),
            because,
        )
        .turned(),
        run: vec![take.command("the whole outage: fault, block, repair, slow return")],
        see: see(take, &(block..restore)),
        explain: explain(take, &(block..restore)),
        term: Term {
            name: "load shedding, and the backlog it leaves",
            meaning: "turning some clients away early and cheaply, so that others are served; what they wanted waits",
        },
        charts: charts(take),
        short: short(take, &(block..restore)),
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
    let seen = match take.class(WEB).full.rose_h {
        Some(at) => format!("blocked at {}; web mail above 99 % for good from {}", hours(out.start), hours(at)),
        None => format!("blocked at {}; web mail is not above 99 % for good", hours(out.start)),
    };
    let story = Look::new(
        "the story, `What was done` and `Who came back`",
        "when phones were blocked, and from when on `web` is above 99 %",
        seen,
    );
    [story].into_iter().chain(waiting(take, out)).chain(knocking(take, out)).collect()
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
    Some(Look::in_charts(
        &[(take, Name::Backlog)],
        format!("{}, when phones are blocked and when the block ends", list(&labels)),
        format!("when the block ends, {}", list(&values)),
    ))
}

/// What the chart of the attempts shows of the block.
fn knocking(take: &Take, out: &Hours) -> Option<Look> {
    take.figure(Name::Amplification)?;
    let healthy = take.class(PHONES).baseline_per_s.max(1e-9);
    Some(Look::in_charts(
        &[(take, Name::Amplification)],
        "the line of the `phones`, before the block and during it: how many times as often as normal they try",
        format!(
            "in the hour before the block they try {} times as often as normal, and during the block {} times: {} knocks per \
             second, which the edge refuses",
            number(before(take, out) / healthy),
            number(knocks(take, out) / healthy),
            number(knocks(take, out))
        ),
    ))
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
    let served = take.availability(WEB, out);
    let broken = take.cause_gone_h() > out.start + 2.0 * take.sample_h();
    let cell = match (served > 0.99, broken) {
        (true, true) => {
            "The cell serves the web at once although its cache is still broken: without the retries the queues and the link \
             are free again, and web mail never needed the cache."
        }
        (true, false) => {
            "Without the retries the queues and the link are free again, and the cell serves the web at once."
        }
        (false, _) => "The block takes load away, and yet web mail is not served well while it lasts.",
    };
    let (before, knocks) = (before(take, out), knocks(take, out));
    let calm = match knocks > before {
        true => {
            "The phones do not calm down, on the contrary: a quick refusal leads to a quick retry, while before the block \
                 every answer had to wait in the queue and for the link."
        }
        false => "The phones knock less than they asked before the block.",
    };
    let requests = owed(take, out);
    vec![
        format!("{cell} In time during the block: {} of the web pages.", percent(served)),
        format!(
            "{calm} In the hour before the block they made {} times their normal number of requests, during the block {} \
             times. But a refusal at the edge costs the cell nothing.",
            number(before / healthy),
            number(knocks / healthy)
        ),
        format!(
            "The price is paid by those who are out: no phone gets mail in the {} of the block, and what they owe the cell \
             grows. {} requests are as much as all phones make in {} of a healthy day.",
            hours(out.end - out.start),
            count(requests),
            hours(requests / healthy / 3600.0)
        ),
    ]
}

fn short(take: &Take, out: &Hours) -> String {
    let soon = out.start + 2.0 * take.sample_h();
    let when = match take.web_back_h() {
        Some(at) if at <= soon => "within minutes".to_owned(),
        Some(at) => format!("by {}", hours(at)),
        None => return "The block did not bring web mail back for good.".to_owned(),
    };
    format!(
        "The block at {} brought web mail back {when}, while {} requests of phones piled up.",
        hours(out.start),
        count(owed(take, out))
    )
}
