//! Step 1: what phones do about an error.

use super::cast::{Cast, Hours, PHONES, Take};
use super::parts::{Look, Step, Term};
use super::question::{Question, rough};
use crate::experiment::lesson::Role;
use crate::report::charts::Name;
use crate::report::words::{count, hours, list, number, percent};

/// The step.
pub fn step(cast: &Cast) -> Step {
    let take = cast.take(Role::FirstHours);
    let late = late(take);
    let healthy = per_phone(take, take.class(PHONES).baseline_per_s);
    let then = per_phone(take, take.attempts_per_s(PHONES, &late));
    let times = then / healthy.max(1e-9);
    let ask = format!(
        "How many requests does the average phone make per hour once the fault has lasted for {}?",
        hours(late.start)
    );
    let because = format!(
        "{} requests per hour and phone, one every {}: {} times as many as on a healthy day.",
        number(then),
        gap(then),
        number(times)
    );
    let say =
        |size: f64| format!("about {} per hour ({} times as many as healthy)", rough(size), rough(size / healthy));
    Step {
        number: 1,
        story: 2,
        title: "A fault, and what phones do about it",
        minutes: 6,
        given: given(take, healthy),
        predict: Question::of_size(ask, then, 2, say, because),
        run: vec![take.command("the first hours of the fault; nobody repairs anything, nobody acts")],
        see: see(take, &late),
        explain: explain(take, &late, times),
        term: Term {
            name: "retry amplification",
            meaning: "errors make clients try again, so a fault multiplies the load just when the service can do least",
        },
        charts: vec![take.picture(1, Name::Load)],
        short: format!("Errors made each phone ask {} times as often.", number(times)),
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
fn gap(per_hour: f64) -> String {
    hours(1.0 / per_hour.max(1e-9))
}

fn given(take: &Take, healthy: f64) -> Vec<String> {
    let contact = take.plan(PHONES).activesync.as_ref().map_or(0.0, |eas| eas.contact.interval().as_hours());
    vec![
        format!(
            "A healthy phone asks for mail and the server keeps the question open until mail comes, or for {} at most. \
             So each of the {} phones makes only {} requests per hour, one every {}.",
            hours(contact),
            count(take.population(PHONES)),
            number(healthy),
            gap(healthy)
        ),
        "Then the cache fails that the servers need for phones. The next time a phone asks, it gets an error \
         instead of mail."
            .to_owned(),
    ]
}

fn see(take: &Take, late: &Hours) -> Vec<Look> {
    let phones = take.class(PHONES);
    let (peak, at) = phones.peak.unwrap_or((1.0, 0.0));
    let load = take.load(late);
    let against = take.capacity().map_or_else(String::new, |capacity| {
        format!(
            ", {} times the {} per second that the healthy cell can serve at most (the dashed line)",
            number(load / capacity.per_s),
            number(capacity.per_s)
        )
    });
    vec![
        Look::new(
            "the story, `The load`, line `phones`",
            "requests per second at the peak, and how many times the normal number that is",
            format!(
                "{} per second at the peak, {} times normal, {} after the onset",
                number(peak * phones.baseline_per_s),
                number(peak),
                hours(at)
            ),
        ),
        Look::in_charts(
            &[(take, Name::Load)],
            "`first attempts` against `retries`, and both against the line of the `capacity`",
            format!("in the last {} the load is {} requests per second{against}", length(late), number(load)),
        ),
    ]
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
    let kinds = match kinds.as_slice() {
        [_] => format!("All phones are of one kind: {}.", list(&kinds)),
        _ => format!("The phones are of several kinds: {}.", list(&kinds)),
    };
    let cause = match times > 2.0 {
        true => {
            "A success is followed by minutes of silence, an error by a new try after seconds. Nobody attacks and no \
                 user touches a phone; the same clients ask more often because they are not served."
        }
        false => "In this run errors do not make the phones ask much more often.",
    };
    vec![
        cause.to_owned(),
        format!(
            "{kinds} `syncstorm show {}` lists how long each waits after an error. In the last {} of the run, {} of all requests \
             of phones are retries.",
            take.scenario.name,
            length(late),
            percent(retries)
        ),
    ]
}
