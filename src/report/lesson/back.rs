//! Step 5: letting the phones back, at once or slowly.

use super::block::blocked;
use super::cast::{Cast, Hours, PHONES, Take, WEB};
use super::parts::{Look, Step, Term};
use super::question::Question;
use crate::experiment::situations::Situation;
use crate::model::timeline::Action;
use crate::report::charts::Name;
use crate::report::words::{count, hours, number, percent};

/// The step.
pub fn step(cast: &Cast) -> Step {
    let (slow, fast) = (cast.outage(Situation::AsItHappened), cast.outage(Situation::AtOnce));
    let (_, restore) = blocked(fast);
    let rest = restore..fast.horizon_h();
    let lost = fast.starved_h(WEB, &rest);
    let length = rest.end - rest.start;
    let cases = [
        ("hardly any of it: nothing is broken any more", lost <= length / 50.0),
        ("less than a tenth of it", lost > length / 50.0 && lost <= length / 10.0),
        ("between a tenth and a half of it", lost > length / 10.0 && lost <= length / 2.0),
        ("more than half of it", lost > length / 2.0),
    ];
    let ask = format!(
        "At {} all phones are let back {}. Of the {} that follow, for how much is web mail down?",
        hours(restore),
        over(fast),
        hours(length)
    );
    let because =
        format!("For {} of the {} more than half of the web pages do not come in time.", hours(lost), hours(length));
    Step {
        number: 5,
        story: 7,
        title: "Letting back",
        minutes: 6,
        given: vec![
            format!(
                "It is {} after the onset. The cache has worked again for {}, nothing is broken, and {} phones wait outside.",
                hours(restore),
                hours(restore - fast.cause_gone_h()),
                count(fast.population(PHONES))
            ),
            format!(
                "In step 4 they were let back {}. Their owners want their mail now. So this time they are let back {}.",
                over(slow),
                over(fast)
            ),
        ],
        predict: Question::of_cases(ask, &cases, because).turned(),
        run: vec![fast.command("the same outage, with everybody let back at once")],
        see: see(slow, fast, &rest),
        explain: explain(slow, fast, &rest),
        term: Term {
            name: "thundering herd",
            meaning: "many clients that were held back together all come at the same moment",
        },
        charts: vec![fast.picture(5, Name::People), slow.picture(5, Name::People)],
        short: format!(
            "Phones let back {}: {}. Phones let back {}: {}.",
            over(fast),
            after(fast, &rest),
            over(slow),
            after(slow, &rest)
        ),
    }
}

/// How the phones are let back.
fn over(take: &Take) -> String {
    let entry = take.document().timeline.get("restore").map(|entry| &entry.action);
    match entry {
        Some(Action::Ramp { over, .. }) if over.as_hours() < 1.0 => format!("within {}", over.in_words()),
        Some(Action::Ramp { over, .. }) => format!("over {}", over.in_words()),
        // Every other action lets everybody in when it happens.
        Some(_) | None => "all together".to_owned(),
    }
}

fn see(slow: &Take, fast: &Take, rest: &Hours) -> Vec<Look> {
    vec![
        Look::new(
            "the story, `Who came back` and `Verdict`",
            "what becomes of `web`, and when half of the phones are back for good",
            format!(
                "{}; phones: {}; verdict: {}",
                after(fast, rest),
                half(fast),
                fast.outcome.summary.recovery.verdict.word()
            ),
        ),
        Look::in_charts(
            &[(fast, Name::People), (slow, Name::People)],
            format!(
                "both ways to come back, side by side: `phones cut off` and the line of `web`, and for how long{}",
                axes(fast, slow)
            ),
            format!("slowly: {}; phones: {}", after(slow, rest), half(slow)),
        ),
    ]
}

/// A warning, where the axes of two charts side by side have different lengths.
fn axes(first: &Take, second: &Take) -> String {
    match first.horizon_h() == second.horizon_h() {
        true => String::new(),
        false => format!(
            " (mind the axes: the first chart ends after {}, the second after {})",
            hours(first.horizon_h()),
            hours(second.horizon_h())
        ),
    }
}

/// What becomes of web mail after the return, to the end of the run.
fn after(take: &Take, rest: &Hours) -> String {
    match take.starved_h(WEB, &(rest.start..take.horizon_h())) {
        lost if lost > 0.0 => format!("web mail is down for {} after the return", hours(lost)),
        _ => "web mail is never down after the return".to_owned(),
    }
}

/// When half of the phones and nearly all of them were back.
fn half(take: &Take) -> String {
    let [half, _, most] = take.class(PHONES).restored_h;
    match (half, most) {
        (Some(half), Some(most)) => format!("half back for good by {}, 99 % by {}", hours(half), hours(most)),
        (Some(half), None) => {
            format!("half back for good by {}, 99 % not within the {} of the run", hours(half), hours(take.horizon_h()))
        }
        (None, _) => format!("half back for good: not within the {} of the run", hours(take.horizon_h())),
    }
}

fn explain(slow: &Take, fast: &Take, rest: &Hours) -> Vec<String> {
    let first = rest.start..(rest.start + 1.0).min(rest.end);
    let load = fast.capacity().map_or_else(String::new, |capacity| {
        format!(
            " In the first hour the load is {} times what the healthy cell can serve.",
            number(fast.load(&first) / capacity.per_s)
        )
    });
    let resync = fast.plan(PHONES).activesync.as_ref().and_then(|eas| eas.first_contact.as_ref());
    let resync = resync.map_or_else(String::new, |first| {
        format!(
            " A phone that was away too long may have lost its state: {} of them load everything anew, with {} requests and \
             {} each.",
            percent(first.resync.get()),
            count(f64::from(first.resync_requests)),
            first.resync_bytes
        )
    });
    let slow_ones =
        slow.attempts_per_s(PHONES, &(rest.start..slow.horizon_h())) / slow.class(PHONES).baseline_per_s.max(1e-9);
    vec![
        format!("The cell is whole, but every phone comes with the backlog of hours, to a cold cache.{resync}{load}"),
        format!(
            "Let back {}, the phones come in parts that the cell can serve: {}. The price: {}. Those still \
             outside knock on ({} times the normal number of requests), but at the edge, where it is cheap.",
            over(slow),
            after(slow, rest),
            half(slow),
            number(slow_ones)
        ),
        price(slow, fast, rest),
    ]
}

/// Both ways at the end of the shorter run.
fn price(slow: &Take, fast: &Take, rest: &Hours) -> String {
    let cut_off = |take: &Take| {
        let share = take.samples(PHONES, rest).last().and_then(|sample| sample.without_service_share());
        percent(share.unwrap_or(0.0))
    };
    let web = |take: &Take| percent(take.availability(WEB, rest));
    format!(
        "At {} the balance is this. At once: {} of the phones are cut off, and {} of the web pages came in time since the \
         return. Slowly: {} of the phones, and {} of the pages. Slowness is paid for by phones; the art is to be as fast as \
         the cell can bear.",
        hours(rest.end),
        cut_off(fast),
        web(fast),
        cut_off(slow),
        web(slow)
    )
}
