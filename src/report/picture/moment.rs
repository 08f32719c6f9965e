//! What each part of the picture shows in an interval of a run.

use crate::draw::font;
use crate::experiment::Outcome;
use crate::measure::{ClassSample, Phase, ResourceSample};
use crate::report::words::{brief, hours, number, rate, waiting, words};

use super::cast::{Cast, Crowd};
use super::source::{Meter, Source, begin_h, end_h};
use super::{Kind, Shown, State, moment_of_tiers};

/// The phases, in the order of the looks of their lamp.
pub(super) const PHASES: [Phase; 9] = [
    Phase::Healthy,
    Phase::Failure,
    Phase::Flood,
    Phase::Blocked,
    Phase::Ramp,
    Phase::Recovered,
    Phase::Aftermath,
    Phase::Relapsed,
    Phase::Stuck,
];

/// What a part with this source shows.
pub(super) fn shown(cast: &Cast, outcome: &Outcome, interval: usize, source: Source, kind: &Kind) -> Shown {
    let moment = Moment { cast, outcome, interval };
    let words = |text: String| Shown::Words(fitted(&text, kind));
    match source {
        Source::Clock => words(moment.clock()),
        Source::Phase => Shown::Lamp(moment.phase()),
        Source::LastDone => words(moment.last_done()),
        Source::People(crowd) => Shown::Counts(moment.people(crowd, kind)),
        Source::Plight(crowd) => words(moment.sample(crowd).map_or(String::new(), plight)),
        Source::Attempts(crowd) => words(rate(moment.sample(crowd).map_or(0.0, ClassSample::attempts_per_s))),
        Source::Gate(crowd) => Shown::Share(moment.sample(crowd).map_or(1.0, |sample| gate(sample).0)),
        Source::GateWords(crowd) => words(moment.sample(crowd).map_or(String::new(), gate_words)),
        Source::Refused(crowd) => words(moment.sample(crowd).map_or(String::new(), refused)),
        Source::Level(meter) => Shown::Share(moment.level(meter).clamp(0.0, 1.0)),
        Source::LevelWords(meter) => words(moment.level_words(meter)),
        Source::Cache => Shown::Lamp(cast.cache.condition(outcome, interval) as u8),
        Source::Answered => words(moment.answered()),
        Source::Service(..) | Source::Flow(_) | Source::Links => match &cast.graph {
            None => Shown::Words(String::new()),
            Some(system) => match moment_of_tiers::shown(system, outcome, interval, source) {
                Shown::Words(text) => words(text),
                other => other,
            },
        },
    }
}

fn fitted(text: &str, kind: &Kind) -> String {
    match kind {
        Kind::Words(line) => font::shorten(&font::printable(text), line.em, line.weight, line.room),
        Kind::Fixed(_) | Kind::Dots { .. } | Kind::Gauge { .. } | Kind::Lamp(_) | Kind::Flow { .. } => text.to_owned(),
    }
}

fn plight(sample: &ClassSample) -> String {
    let lost = if sample.is_activesync { "cut off" } else { "without service" };
    match (sample.without_service_share(), sample.availability()) {
        (Some(share), _) if share <= 0.0 => format!("none {lost}"),
        (Some(share), _) => format!("{} {lost}", brief(share)),
        (None, Some(met)) => format!("{} served in time", brief(met)),
        (None, None) => "nobody asks".to_owned(),
    }
}

/// How far the gate is open, and whether that is a share of the devices (or of the attempts).
fn gate(sample: &ClassSample) -> (f64, bool) {
    let admitted = sample.census.as_ref().map_or(1.0, |census| census.admitted);
    if admitted < 1.0 { (admitted, true) } else { (sample.reaching(), false) }
}

fn gate_words(sample: &ClassSample) -> String {
    match gate(sample) {
        (share, _) if share >= 1.0 => "open".to_owned(),
        (share, _) if share <= 0.0 => "closed".to_owned(),
        (share, true) => format!("{} let in", brief(share)),
        (share, false) => format!("{} get in", brief(share)),
    }
}

fn refused(sample: &ClassSample) -> String {
    match sample.counts.refused_at_edge {
        0 => "none refused".to_owned(),
        many => format!("{} refused", rate(many as f64 / sample.seconds.max(1e-9))),
    }
}

struct Moment<'a> {
    cast: &'a Cast,
    outcome: &'a Outcome,
    interval: usize,
}

impl Moment<'_> {
    fn resources(&self) -> Option<&ResourceSample> {
        self.outcome.series.resources.get(self.interval)
    }

    fn crowd(&self, crowd: usize) -> &Crowd {
        &self.cast.crowds[crowd]
    }

    fn sample(&self, crowd: usize) -> Option<&ClassSample> {
        let series = &self.outcome.series;
        let class = series.classes.iter().position(|name| *name == self.crowd(crowd).name)?;
        series.by_class[class].get(self.interval)
    }

    fn end_h(&self) -> f64 {
        self.resources().map_or(0.0, end_h)
    }

    fn clock(&self) -> String {
        let onset = match self.outcome.summary.log.is_empty() {
            false => "the onset",
            true => "the start",
        };
        let now = self.resources().map_or(0.0, begin_h);
        match now {
            now if now < -1e-6 => format!("{} before {onset}", hours(-now)),
            now if now < 1e-6 => format!("at {onset}"),
            now => format!("{} after {onset}", hours(now)),
        }
    }

    fn phase(&self) -> u8 {
        let middle = self.resources().map_or(0.0, |sample| sample.time_h + sample.usage.seconds / 7200.0);
        let spans = &self.outcome.summary.recovery.phases;
        let span = spans.iter().find(|span| span.from_h <= middle && middle < span.to_h).or(spans.last());
        let phase = span.map_or(Phase::Healthy, |span| span.phase);
        PHASES.iter().position(|known| *known == phase).unwrap_or(0) as u8
    }

    /// The last thing in the log that had happened by the end of the interval.
    fn last_done(&self) -> String {
        let (summary, now) = (&self.outcome.summary, self.end_h());
        let time_h = |at: crate::units::Instant| at.seconds() / 3600.0 - summary.onset_h;
        let last = summary.log.iter().rev().find(|entry| time_h(entry.at) < now - 1e-9);
        last.map_or(String::new(), |entry| format!("{}: {}", hours(time_h(entry.at)), entry.what))
    }

    fn people(&self, crowd: usize, kind: &Kind) -> Vec<u16> {
        let Kind::Dots { places, states } = kind else { return Vec::new() };
        let share = |state: &State| self.sample(crowd).map_or(0.0, |sample| share_of(sample, *state, states));
        let shares: Vec<f64> = states.iter().map(share).collect();
        apportion(&shares, places.len())
    }

    /// How full a meter is, as a share of what it holds.
    fn level(&self, meter: Meter) -> f64 {
        let Some(sample) = self.resources() else { return 0.0 };
        let usage = &sample.usage;
        let value = self.value(meter);
        let there = match meter {
            Meter::In | Meter::Out => 1.0,
            Meter::Workers => usage.workers_there,
            Meter::Store => usage.store_there,
            Meter::Queue | Meter::StoreQueue => f64::INFINITY,
        };
        match there {
            there if there.is_finite() && there > 0.0 => value / there,
            there if there <= 0.0 => f64::from(u8::from(value > 0.0)),
            _ => value / self.cast.full.get(&meter).copied().unwrap_or(1.0).max(1e-9),
        }
    }

    /// The mean of a meter over the interval.
    fn value(&self, meter: Meter) -> f64 {
        let Some(sample) = self.resources() else { return 0.0 };
        let usage = &sample.usage;
        let total = match meter {
            Meter::In => usage.up_busy,
            Meter::Out => usage.down_busy,
            Meter::Workers => usage.workers,
            Meter::Queue => usage.queue,
            Meter::Store => usage.store,
            Meter::StoreQueue => usage.store_queue,
        };
        total / usage.seconds.max(1e-9)
    }

    fn level_words(&self, meter: Meter) -> String {
        let there = self.resources().map_or((0.0, 0.0), |s| (s.usage.workers_there, s.usage.store_there));
        let there = match meter {
            Meter::Workers => there.0,
            Meter::Store => there.1,
            Meter::In | Meter::Out => 1.0,
            Meter::Queue | Meter::StoreQueue => return waiting(self.value(meter)),
        };
        match there {
            there if there <= 0.0 => "down".to_owned(),
            there if there.is_finite() => brief(self.level(meter).clamp(0.0, 1.0)),
            _ => number(self.value(meter)),
        }
    }

    fn answered(&self) -> String {
        let per_s = |sample: &ResourceSample| sample.total.answered as f64 / sample.usage.seconds.max(1e-9);
        format!("{} answered in time", rate(self.resources().map_or(0.0, per_s)))
    }
}

/// Share of the clients of a class that are in a state. Of phones it is the time they spent so; of others those that
/// are without service.
fn share_of(sample: &ClassSample, state: State, states: &[State]) -> f64 {
    if states.contains(&State::Unserved) {
        let lost = sample.without_service().unwrap_or(0.0);
        return match state {
            State::Unserved => lost,
            State::AtRest => 1.0 - lost,
            State::Broken | State::Blocked | State::Waiting | State::InFlight => 0.0,
        };
    }
    // In the order of the phases of a client.
    let phase = match state {
        State::AtRest | State::Unserved => 0,
        State::InFlight => 1,
        State::Waiting => 2,
        State::Blocked => 3,
        State::Broken => 4,
    };
    let all: f64 = sample.client_seconds.iter().sum();
    match all > 0.0 {
        true => sample.client_seconds[phase] / all,
        false => f64::from(u8::from(state == State::AtRest)),
    }
}

/// Whole numbers that add up to `total` and are as near as can be to the shares: what is left after rounding down goes
/// to the largest rests.
pub(super) fn apportion(shares: &[f64], total: usize) -> Vec<u16> {
    let all: f64 = shares.iter().sum();
    let exact: Vec<f64> = match all > 0.0 {
        true => shares.iter().map(|share| share / all * total as f64).collect(),
        false => shares.iter().enumerate().map(|(at, _)| if at == 0 { total as f64 } else { 0.0 }).collect(),
    };
    let mut counts: Vec<u16> = exact.iter().map(|value| value.floor() as u16).collect();
    let mut order: Vec<usize> = (0..exact.len()).collect();
    order.sort_by(|a, b| exact[*b].fract().total_cmp(&exact[*a].fract()));
    let given: usize = counts.iter().map(|count| usize::from(*count)).sum();
    for place in order.into_iter().cycle().take(total.saturating_sub(given)) {
        counts[place] += 1;
    }
    counts
}

/// What the picture says about a moment, for those who cannot see it.
pub(super) fn description(cast: &Cast) -> String {
    let crowds: Vec<String> = cast.crowds.iter().map(|crowd| crowd.name.clone()).collect();
    let mut stations: Vec<String> = cast.stations.iter().map(|station| station.heading.clone()).collect();
    stations.extend(cast.graph.iter().flat_map(|system| system.shown().map(|service| service.name.clone())));
    if cast.edge {
        stations.insert(0, "edge".to_owned());
    }
    words!("picture/cast.txt", "passed", {
        crowds: Vec<String>,
        stations: Vec<String>,
        dot: String = cast.dot_words(),
    })
}
