//! Step 4: the operators block the phones.

use super::cast::{Cast, Hours, PHONES, Take, WEB};
use super::question::Question;
use super::{Look, Step, Term};
use crate::experiment::situations::Situation;
use crate::report::charts::Name;
use crate::report::words::{count, hours, number, percent};

/// The step.
pub fn step(cast: &Cast) -> Step {
    let take = cast.outage(Situation::AsItHappened);
    let (block, restore) = blocked(take);
    let repair = take.cause_gone_h();
    let soon = block + 2.0 * take.sample_h();
    let ends = [
        (soon, "minutes after the block"),
        (repair.max(soon), "when the cache is repaired"),
        (restore.max(repair), "while the phones are still blocked"),
    ];
    let ask = format!(
        "Phones are blocked from {} on, the cache is repaired at {}, and the first phones are let back at {}. When is web \
         mail well again for good?",
        hours(block),
        hours(repair),
        hours(restore)
    );
    let because = match take.web_back_h() {
        Some(at) if at < soon => format!("Web mail is well for good from {} on: minutes after the block.", hours(at)),
        Some(at) => {
            format!("Web mail is well for good from {} on; phones were blocked at {}.", hours(at), hours(block))
        }
        None => "Web mail is not well for good within the run.".to_owned(),
    };
    Step {
        number: 4,
        title: "The block",
        minutes: 6,
        given: vec![
            format!(
                "Back to August 2013, as the scenario tells it. At {} the operators block all phones: a gate at the edge of \
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
        ),
        run: vec![take.command("three days and a half: fault, block, repair, slow return")],
        see: see(take, &(block..restore)),
        explain: explain(take, &(block..restore)),
        term: Term {
            name: "load shedding, and the backlog it leaves",
            meaning: "turning some clients away early and cheaply, so that others are served; what they wanted waits",
        },
        charts: vec![take.picture(4, Name::Load), take.picture(4, Name::Backlog)],
        short: short(take, &(block..restore)),
    }
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
    vec![
        Look {
            place: "the story, `What was done` and `Who came back`".to_owned(),
            watch: "when phones were blocked, and from when on `web` is above 99 %".to_owned(),
            seen: match take.web_back_h() {
                Some(at) => format!("blocked at {}; web mail above 99 % for good from {}", hours(out.start), hours(at)),
                None => format!("blocked at {}; web mail is not above 99 % for good", hours(out.start)),
            },
        },
        Look {
            place: format!("the chart {}", take.file("backlog.png")),
            watch: "messages that wait, and the knocks that are refused at the edge".to_owned(),
            seen: format!(
                "when the block ends, {} messages wait, and {} requests are needed to catch up; during the block {} knocks \
                 per second were refused",
                count(backlog(take, out)[0]),
                count(backlog(take, out)[1]),
                number(knocks(take, out))
            ),
        },
    ]
}

/// Messages that wait at the end of a part of the run, and requests that it takes to catch up.
fn backlog(take: &Take, out: &Hours) -> [f64; 2] {
    let samples = take.samples(PHONES, out);
    let last = samples.last();
    let requests = last.map_or(0, |sample| sample.backlog_syncs + sample.backlog_resyncs);
    [last.map_or(0, |sample| sample.backlog_messages) as f64, requests as f64]
}

fn explain(take: &Take, out: &Hours) -> Vec<String> {
    let healthy = take.class(PHONES).baseline_per_s;
    let inside = take.availability(WEB, out);
    let served = match inside > 0.99 {
        true => {
            "The cell is well at once although its cache is still broken: without the retries the queues empty within \
                 seconds, and web mail never needed the cache."
        }
        false => "The block takes load away, and web mail is still not served well while it lasts.",
    };
    let knocks = knocks(take, out);
    vec![
        format!("{served} {} of the web pages come in time during the block.", percent(inside)),
        format!(
            "The phones do not calm down. They knock {} times per second, {} times their normal number, because a quick \
             refusal leads to a quick retry. Refusing is cheap, so it harms nobody.",
            number(knocks),
            number(knocks / healthy.max(1e-9))
        ),
        format!(
            "The price is paid by those who are out: no phone has mail for {}, and what they owe the cell grows. {} requests \
             are as much as all phones make in {} of a healthy day.",
            hours(out.end - out.start),
            count(backlog(take, out)[1]),
            hours(backlog(take, out)[1] / healthy.max(1e-9) / 3600.0)
        ),
    ]
}

fn short(take: &Take, out: &Hours) -> String {
    match take.web_back_h() {
        Some(at) if at <= out.end => format!(
            "The block at {} brought web mail back by {}, while {} requests of phones piled up.",
            hours(out.start),
            hours(at),
            count(backlog(take, out)[1])
        ),
        Some(_) | None => "The block did not bring web mail back for good.".to_owned(),
    }
}
