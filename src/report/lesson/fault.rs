//! Step 1: what phones do about an error.

use super::cast::{Cast, Hours, PHONES, Take};
use super::parts::{Look, Step, Term, paragraphs};
use super::question::{Question, rough};
use crate::experiment::lesson::Role;
use crate::report::charts::Name;
use crate::report::words::{hours, percent, words};

/// The step.
pub fn step(cast: &Cast) -> Step {
    let take = cast.take(Role::FirstHours);
    let late = late(take);
    let healthy = per_phone(take, take.class(PHONES).baseline_per_s);
    let then = per_phone(take, take.attempts_per_s(PHONES, &late));
    let times = then / healthy.max(1e-9);
    let ask = words!("lesson/fault.txt", "ask", { from: f64 = late.start });
    let because = words!("lesson/fault.txt", "because", { then: f64, gap: f64 = gap(then), times: f64 });
    let say = |size: f64| words!("lesson/fault.txt", "option", { size: String = rough(size), times: String = rough(size / healthy) });
    Step {
        number: 1,
        story: 2,
        title: words!("lesson/fault.txt", "title"),
        minutes: 6,
        given: given(take, healthy),
        predict: Question::of_size(ask, then, 2, say, because),
        run: vec![take.command(words!("lesson/fault.txt", "run"))],
        see: see(take, &late),
        explain: explain(take, &late, times),
        term: Term::new(&words!("lesson/fault.txt", "term")),
        charts: vec![take.picture(1, Name::Load)],
        short: words!("lesson/fault.txt", "short", { times: f64 }),
    }
}

/// The last half of a run that is all fault.
pub fn late(take: &Take) -> Hours {
    take.horizon_h() / 2.0..take.horizon_h()
}

fn per_phone(take: &Take, per_s: f64) -> f64 {
    per_s * 3600.0 / take.population(PHONES).max(1.0)
}

/// Time from one request of a phone to its next.
fn gap(per_hour: f64) -> f64 {
    1.0 / per_hour.max(1e-9)
}

fn given(take: &Take, healthy: f64) -> Vec<String> {
    let contact = take.plan(PHONES).activesync.as_ref().map_or(0.0, |eas| eas.contact.interval().as_hours());
    paragraphs(&words!("lesson/fault.txt", "given", {
        contact: f64,
        phones: f64 = take.population(PHONES),
        healthy: f64,
        gap: f64 = gap(healthy),
    }))
}

fn see(take: &Take, late: &Hours) -> Vec<Look> {
    let phones = take.class(PHONES);
    let (peak, at) = phones.peak.unwrap_or((1.0, 0.0));
    let load = take.load(late);
    let capacity = take.capacity().map(|capacity| capacity.per_s);
    let story =
        words!("lesson/fault.txt", "see_story", { rate: f64 = peak * phones.baseline_per_s, peak: f64, at: f64 });
    let load = words!("lesson/fault.txt", "see_load", {
        late: String = length(late),
        load: f64,
        capacity: Option<f64>,
        times: f64 = load / capacity.unwrap_or(1.0),
    });
    vec![Look::new(&story), Look::in_charts(&[(take, Name::Load)], &load)]
}

/// Length of a part of a run, as it follows "the last".
pub fn length(part: &Hours) -> String {
    let length = part.end - part.start;
    if (length - 1.0).abs() < 1e-9 { "hour".to_owned() } else { hours(length) }
}

fn explain(take: &Take, late: &Hours, times: f64) -> Vec<String> {
    let counts = take.counts(PHONES, late);
    let retries = counts.retries as f64 / (counts.first_attempts + counts.retries).max(1) as f64;
    let mix = take.plan(PHONES).mix();
    let kinds: Vec<String> = mix.iter().map(|(name, share, _)| format!("`{name}` ({})", percent(*share))).collect();
    paragraphs(&words!("lesson/fault.txt", "explain", {
        times: f64,
        kinds: Vec<String>,
        scenario: &'a str = &take.scenario.name,
        late: String = length(late),
        retries: f64,
    }))
}
