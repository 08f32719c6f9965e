//! What the devices of a class are doing, as parts of the whole class.

use super::over_time::figure;
use crate::draw::figure::{Axis, Figure, Panel, Quantity, Scale, Series as Curve};
use crate::draw::ink::Ink;
use crate::experiment::Outcome;
use crate::measure::ClassSample;
use crate::model::client::Phase;
use crate::report::provenance::Provenance;
use crate::report::role;
use crate::report::words::{list, words};

/// A state that never holds this part of the devices has no height to see.
const SEEN: f64 = 0.02;
/// With less than this part kept out at the peak the picture would be one colour.
const LEAST: f64 = 0.1;

/// From the bottom to the top of the stack; the last three are kept out.
const STATES: [(Phase, &str, Ink); 5] = [
    (Phase::Idle, "idle or listening", role::GOODPUT),
    (Phase::InFlight, "asking", role::FIRST_ATTEMPTS),
    (Phase::Waiting, "waiting to retry", role::RETRIES),
    (Phase::Blocked, "blocked at the edge", role::BLOCKED),
    (Phase::Broken, "broken", Ink::Neutral),
];

/// The states of the class of which most devices (or clients, where no class has devices) are kept out; none where hardly
/// any are. Shares are means over each interval.
pub fn devices(outcome: &Outcome, about: &Provenance) -> Option<Figure> {
    let series = &outcome.series;
    let closed = |class: &usize| series.by_class[*class].first().is_some_and(|s| s.population.is_some());
    let phones = |class: usize| series.by_class[class].first().is_some_and(|s| s.is_activesync);
    let any_phones = (0..series.classes.len()).any(phones);
    let most = |class: usize| series.by_class[class].iter().filter_map(kept_out).fold(0.0, f64::max);
    let candidates = (0..series.classes.len()).filter(closed).filter(|class| phones(*class) || !any_phones);
    let class = candidates.reduce(|best, next| if most(next) > most(best) { next } else { best })?;
    let samples = &series.by_class[class];
    if most(class) < LEAST {
        return None;
    }
    let values =
        |phase: Phase| samples.iter().map(|s| share(s, &[phase]).map(|share| share * 100.0)).collect::<Vec<_>>();
    let areas = STATES.into_iter().map(|(phase, label, ink)| Curve::new(label, ink, values(phase)));
    let seen = |area: &Curve| area.values.iter().flatten().any(|percent| *percent >= 100.0 * SEEN);
    let axis = Axis::new(format!("% of {}", series.classes[class]), Quantity::Percent);
    let panel =
        Panel { areas: areas.filter(seen).collect(), ..Panel::new(axis.with_scale(Scale::Linear).with_max(100.0)) };
    let name = &series.classes[class];
    // What the others are doing, in the order in which most of them did it.
    let mut ways: Vec<(usize, &str)> = STATES[1..]
        .iter()
        .filter_map(|(phase, label, _)| {
            let of = |sample: &ClassSample| share(sample, &[*phase]).unwrap_or(0.0);
            let peak = (0..samples.len()).reduce(|a, b| if of(&samples[b]) > of(&samples[a]) { b } else { a })?;
            (of(&samples[peak]) >= LEAST).then_some((peak, *label))
        })
        .collect();
    ways.sort();
    let ways: Vec<String> = ways.into_iter().map(|(_, label)| label.to_owned()).collect();
    let ways = list(&ways).replace(" and ", " or ");
    let least = samples.iter().filter_map(|sample| share(sample, &[Phase::Idle])).fold(1.0, f64::min);
    let finding = words!("charts/devices.txt", "finding", { least: f64, name: &'a str, ways: String });
    Some(figure(outcome, about, finding, &words!("charts/devices.txt", "subtitle"), vec![panel]))
}

/// Share of the devices that want service and cannot ask for it.
fn kept_out(sample: &ClassSample) -> Option<f64> {
    share(sample, &[Phase::Waiting, Phase::Blocked, Phase::Broken])
}

/// Share of the devices' time that was spent in these states.
fn share(sample: &ClassSample, phases: &[Phase]) -> Option<f64> {
    let all: f64 = sample.client_seconds.iter().sum();
    let spent: f64 = phases.iter().map(|phase| sample.client_seconds[*phase as usize]).sum();
    (all > 0.0).then(|| (spent / all).clamp(0.0, 1.0))
}
