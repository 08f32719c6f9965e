//! Step 3: what the repair of the cause does, if nobody does anything else.

use super::cast::{Cast, Hours, PHONES, Take, WEB};
use super::fault::length;
use super::parts::{Look, Step, Term};
use super::question::Question;
use crate::experiment::situations::Situation;
use crate::measure::Verdict;
use crate::report::charts::Name;
use crate::report::words::{hours, number, percent};

/// The step.
pub fn step(cast: &Cast) -> Step {
    let take = cast.outage(Situation::WithoutOperators);
    let (gone, horizon) = (take.cause_gone_h(), take.horizon_h());
    let ends = [
        (gone + 2.0 * take.sample_h(), "the repair is enough"),
        ((gone + (horizon - gone) / 8.0).ceil(), "the crowd needs a while to go"),
        (horizon, "much later, but before the run ends"),
    ];
    let ask = format!(
        "The cache is repaired {} after the onset, and nobody does anything else. From when on do most \
         web pages come in time again, for good?",
        hours(gone)
    );
    let because = format!("{} The verdict of the run is: {}.", back(take), verdict(take).word());
    Step {
        number: 3,
        story: 5,
        title: "The repair",
        minutes: 7,
        given: vec![
            format!(
                "Now the whole of {}, still without anybody who acts. The cache is repaired {} after the onset. It is empty \
                 at first and fills as it is used.",
                hours(horizon),
                hours(gone)
            ),
            "From then on nothing is broken any more: every part of the cell works as on a healthy day.".to_owned(),
        ],
        predict: Question::of_time(
            ask,
            take.web_back_h(),
            &ends,
            format!("not within the {} of the run", hours(horizon)),
            because,
        )
        .turned(),
        run: vec![take.command("the fault and its repair, and operators who wait")],
        see: see(take),
        explain: explain(take),
        term: Term {
            name: "metastable failure",
            meaning: "the cause starts the overload, and the overload then keeps itself going after the cause is gone",
        },
        charts: vec![take.picture(3, Name::Load), take.picture(3, Name::People)],
        short: short(take),
    }
}

fn verdict(take: &Take) -> Verdict {
    take.outcome.summary.recovery.verdict
}

/// When web mail was back, in a sentence.
fn back(take: &Take) -> String {
    match (take.class(WEB).half.fell_h, take.web_back_h()) {
        (None, _) => "Most pages always came in time.".to_owned(),
        (Some(_), Some(at)) => format!("Most pages come in time for good from {} on.", hours(at)),
        (Some(_), None) => {
            format!(
                "At the end of the run, {} after the repair, most pages still do not come in time.",
                hours(since(take))
            )
        }
    }
}

fn since(take: &Take) -> f64 {
    take.horizon_h() - take.cause_gone_h()
}

/// The last quarter of the time after the repair.
fn late(take: &Take) -> Hours {
    take.horizon_h() - since(take) / 4.0..take.horizon_h()
}

fn see(take: &Take) -> Vec<Look> {
    let late = late(take);
    let capacity = take.capacity().map_or_else(String::new, |capacity| {
        format!(", {} times what the healthy cell can serve", number(take.load(&late) / capacity.per_s))
    });
    vec![
        Look::new(
            "the story, its last lines (`Verdict`)",
            "when the cause was gone, and what the verdict is",
            format!("cause gone at {}; verdict: {}", hours(take.cause_gone_h()), verdict(take).word()),
        ),
        Look::in_charts(
            &[(take, Name::Load)],
            "the load (`first attempts` and `retries`) and what is `answered in time`, to the right of `cache repaired`",
            format!(
                "in the last {} the load is {} requests per second{capacity}; {} per second are answered in time, against \
                 {} on the healthy day",
                length(&late),
                number(take.load(&late)),
                number(take.goodput(&late)),
                number(take.goodput(&take.healthy_time()))
            ),
        ),
    ]
}

fn explain(take: &Take) -> Vec<String> {
    let late = late(take);
    let wasted = take.wasted_bytes(&late);
    let wishes = take.counts(WEB, &late);
    let tries = (wishes.first_attempts + wishes.retries) as f64 / wishes.wishes.max(1) as f64;
    let phones = take.attempts_per_s(PHONES, &late) / take.class(PHONES).baseline_per_s.max(1e-9);
    let facts = format!(
        "In the last {} phones make {} times as many requests as on a healthy day, a person on the web tries {} times per \
         page, and {} of the bytes moved are for clients that have given up.",
        length(&late),
        number(phones),
        number(tries),
        percent(wasted)
    );
    match take.web_back_h() {
        None => vec![
            "The repair removes the cause and not the crowd. Requests still wait in a full queue until their clients give \
             up; the work is done anyway, for nobody; and whoever gave up tries again."
                .to_owned(),
            facts,
            "That circle needs no fault. The same cell with the same clients can be healthy or stuck: which of the two, \
             depends on what happened before."
                .to_owned(),
        ],
        Some(_) => vec![
            "In this run the crowd thins out after the repair: fewer clients are left to try again than the cell can serve."
                .to_owned(),
            facts,
            "A larger crowd or a smaller cell could have stayed stuck: look for that border with the `phase` command."
                .to_owned(),
        ],
    }
}

fn short(take: &Take) -> String {
    match take.web_back_h() {
        Some(at) => {
            format!(
                "The repair at {} was enough: most web pages came in time from {} on.",
                hours(take.cause_gone_h()),
                hours(at)
            )
        }
        None => format!("{} after the repair web mail was still down: the storm fed itself.", hours(since(take))),
    }
}
