//! Step 3: what the repair of the cause does, if nobody does anything else.

use super::cast::{Cast, Hours, PHONES, Take, WEB};
use super::fault::length;
use super::parts::{Look, Step, Term, paragraphs};
use super::question::Question;
use crate::experiment::situations::Situation;
use crate::measure::Verdict;
use crate::report::charts::Name;
use crate::report::words::words;

/// The step.
pub fn step(cast: &Cast) -> Step {
    let take = cast.outage(Situation::WithoutOperators);
    let (gone, horizon) = (take.cause_gone_h(), take.horizon_h());
    let ends = [gone + 2.0 * take.sample_h(), (gone + (horizon - gone) / 8.0).ceil(), horizon];
    let options = words!("lesson/repair.txt", "options", { horizon: f64 });
    let because = words!("lesson/repair.txt", "because", {
        fell: Option<f64> = take.class(WEB).half.fell_h,
        back: Option<f64> = take.web_back_h(),
        since: f64 = since(take),
        verdict: &'a str = verdict(take).word(),
    });
    let ask = words!("lesson/repair.txt", "ask", { gone: f64 });
    Step {
        number: 3,
        story: 5,
        title: "The repair".to_owned(),
        minutes: 7,
        given: paragraphs(&words!("lesson/repair.txt", "given", { horizon: f64, gone: f64 })),
        predict: Question::of_time(ask, take.web_back_h(), &ends, &options, because).turned(),
        run: vec![take.command(words!("lesson/repair.txt", "run"))],
        see: see(take),
        explain: explain(take),
        term: Term::new(&words!("lesson/repair.txt", "term")),
        charts: vec![take.picture(3, Name::Load), take.picture(3, Name::People)],
        short: words!("lesson/repair.txt", "short", {
            back: Option<f64> = take.web_back_h(),
            gone: f64,
            since: f64 = since(take),
        }),
    }
}

fn verdict(take: &Take) -> Verdict {
    take.outcome.summary.recovery.verdict
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
    let load = take.load(&late);
    let story = words!("lesson/repair.txt", "see_story", {
        gone: f64 = take.cause_gone_h(),
        verdict: &'a str = verdict(take).word(),
    });
    let load = words!("lesson/repair.txt", "see_load", {
        late: String = length(&late),
        load: f64,
        capacity: Option<f64> = take.capacity().map(|capacity| load / capacity.per_s),
        goodput: f64 = take.goodput(&late),
        healthy: f64 = take.goodput(&take.healthy_time()),
    });
    vec![Look::new(&story), Look::in_charts(&[(take, Name::Load)], &load)]
}

fn explain(take: &Take) -> Vec<String> {
    let late = late(take);
    let wishes = take.counts(WEB, &late);
    paragraphs(&words!("lesson/repair.txt", "explain", {
        stuck: bool = take.web_back_h().is_none(),
        late: String = length(&late),
        phones: f64 = take.attempts_per_s(PHONES, &late) / take.class(PHONES).baseline_per_s.max(1e-9),
        tries: f64 = (wishes.first_attempts + wishes.retries) as f64 / wishes.wishes.max(1) as f64,
        wasted: f64 = take.wasted_bytes(&late),
    }))
}
