//! Step 5: letting the phones back, at once or slowly.

use super::block::blocked;
use super::cast::{Cast, Hours, PHONES, Take, WEB};
use super::parts::{Look, Step, Term, paragraphs};
use super::question::Question;
use crate::experiment::situations::Situation;
use crate::model::activesync::FirstContact;
use crate::model::timeline::Action;
use crate::report::charts::Name;
use crate::report::words::words;

/// The step.
pub fn step(cast: &Cast) -> Step {
    let (slow, fast) = (cast.outage(Situation::AsItHappened), cast.outage(Situation::AtOnce));
    let (_, restore) = blocked(fast);
    let rest = restore..fast.horizon_h();
    let lost = fast.starved_h(WEB, &rest);
    let length = rest.end - rest.start;
    let cases = [
        lost <= length / 50.0,
        lost > length / 50.0 && lost <= length / 10.0,
        lost > length / 10.0 && lost <= length / 2.0,
        lost > length / 2.0,
    ];
    let ask = words!("lesson/back.txt", "ask", { restore: f64, fast: String = over(fast), length: f64 });
    let because = words!("lesson/back.txt", "because", { lost: f64, length: f64 });
    let given = words!("lesson/back.txt", "given", {
        restore: f64,
        worked: f64 = restore - fast.cause_gone_h(),
        phones: f64 = fast.population(PHONES),
        slow: String = over(slow),
        fast: String = over(fast),
    });
    Step {
        number: 5,
        story: 7,
        title: "Letting back".to_owned(),
        minutes: 6,
        given: paragraphs(&given),
        predict: Question::of_cases(ask, &words!("lesson/back.txt", "options"), &cases, because).turned(),
        run: vec![fast.command(words!("lesson/back.txt", "run"))],
        see: see(slow, fast, &rest),
        explain: explain(slow, fast, &rest),
        term: Term::new(&words!("lesson/back.txt", "term")),
        charts: vec![fast.picture(5, Name::People), slow.picture(5, Name::People)],
        short: words!("lesson/back.txt", "short", {
            fast: String = over(fast),
            after_fast: String = after(fast, &rest),
            slow: String = over(slow),
            after_slow: String = after(slow, &rest),
        }),
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
    let story = words!("lesson/back.txt", "see_story", {
        after: String = after(fast, rest),
        half: String = half(fast),
        verdict: &'a str = fast.outcome.summary.recovery.verdict.word(),
    });
    let people = words!("lesson/back.txt", "see_people", {
        fast: f64 = fast.horizon_h(),
        slow: f64 = slow.horizon_h(),
        after: String = after(slow, rest),
        half: String = half(slow),
    });
    vec![Look::new(&story), Look::in_charts(&[(fast, Name::People), (slow, Name::People)], &people)]
}

/// What becomes of web mail after the return, to the end of the run.
fn after(take: &Take, rest: &Hours) -> String {
    words!("lesson/back.txt", "after", { lost: f64 = take.starved_h(WEB, &(rest.start..take.horizon_h())) })
}

/// When half of the phones and nearly all of them were back.
fn half(take: &Take) -> String {
    let [half, _, most] = take.class(PHONES).restored_h;
    words!("lesson/back.txt", "half", { half: Option<f64>, most: Option<f64>, horizon: f64 = take.horizon_h() })
}

fn explain(slow: &Take, fast: &Take, rest: &Hours) -> Vec<String> {
    let first = rest.start..(rest.start + 1.0).min(rest.end);
    let resync = fast.plan(PHONES).activesync.as_ref().and_then(|eas| eas.first_contact.as_ref());
    let slow_ones = slow.attempts_per_s(PHONES, &(rest.start..slow.horizon_h()));
    let cut_off = |take: &Take| {
        let share = take.samples(PHONES, rest).last().and_then(|sample| sample.without_service_share());
        share.unwrap_or(0.0)
    };
    paragraphs(&words!("lesson/back.txt", "explain", {
        resync: Option<&'a FirstContact>,
        requests: f64 = resync.map_or(0.0, |first| f64::from(first.resync_requests)),
        load: Option<f64> = fast.capacity().map(|capacity| fast.load(&first) / capacity.per_s),
        slow: String = over(slow),
        after: String = after(slow, rest),
        half: String = half(slow),
        knocks: f64 = slow_ones / slow.class(PHONES).baseline_per_s.max(1e-9),
        // Both ways at the end of the shorter run.
        end: f64 = rest.end,
        cut_off: (f64, f64) = (cut_off(fast), cut_off(slow)),
        web: (f64, f64) = (fast.availability(WEB, rest), slow.availability(WEB, rest)),
    }))
}
