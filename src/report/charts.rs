//! The figures of a run: load on the cell, people cut off, work that waits.

use super::figure::{Axis, Band, Event, Figure, Panel, Quantity, Reference, SHORT_AXIS, Scale, Series as Curve};
use super::ink::Ink;
use super::provenance::Provenance;
use super::words::{count, hours, list, number, percent};
use crate::experiment::Outcome;
use crate::measure::capacity::{self, Capacity};
use crate::measure::{ClassSample, Recovery, Series, Verdict};

/// A peak well above this many capacities is cut at the upper edge (and written there): on a scale that holds all of it,
/// the difference between serving everybody and serving nobody would be thinner than the line that draws it.
const ROOM: f64 = 4.0;
/// Past this many events their labels would hide the curves.
const EVENTS: usize = 8;

/// The figures of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    /// Load on the cell.
    Load,
    /// People cut off.
    People,
    /// Work that waits.
    Backlog,
}

impl Name {
    /// Name of the file as SVG.
    pub fn svg(self) -> &'static str {
        match self {
            Name::Load => "load.svg",
            Name::People => "people.svg",
            Name::Backlog => "backlog.svg",
        }
    }

    /// Name of the file as PNG.
    pub fn png(self) -> &'static str {
        match self {
            Name::Load => "load.png",
            Name::People => "people.png",
            Name::Backlog => "backlog.png",
        }
    }

    /// The figure of this name.
    pub fn figure(self, outcome: &Outcome, about: &Provenance) -> Figure {
        match self {
            Name::Load => load(outcome, about),
            Name::People => people(outcome, about),
            Name::Backlog => backlog(outcome, about),
        }
    }
}

/// All figures of a run.
pub fn all(outcome: &Outcome, about: &Provenance) -> [(Name, Figure); 3] {
    [
        (Name::Load, load(outcome, about)),
        (Name::People, people(outcome, about)),
        (Name::Backlog, backlog(outcome, about)),
    ]
}

/// First attempts and retries that reach the cell, what is answered, and what the healthy cell can carry.
pub fn load(outcome: &Outcome, about: &Provenance) -> Figure {
    let series = &outcome.series;
    let first = total(series, |s| s.counts.first_attempts as f64 * s.reaching() / s.seconds);
    let retries = total(series, |s| s.counts.retries as f64 * s.reaching() / s.seconds);
    let goodput = total(series, |s| s.counts.answered as f64 / s.seconds);
    let capacity = capacity::healthy(series);
    let peak = first.iter().zip(&retries).map(|(a, b)| a.unwrap_or(0.0) + b.unwrap_or(0.0)).fold(0.0, f64::max);
    let axis = load_axis(peak, capacity.map(|capacity| capacity.per_s));
    let reference = capacity.map(|c| Reference {
        label: format!("capacity {}/s ({})", number(c.per_s), c.bound.word()),
        ink: Ink::Capacity,
        value: c.per_s,
    });
    let panel = Panel {
        areas: vec![
            Curve::new("first attempts", Ink::FirstAttempts, first),
            Curve::new("retries", Ink::Retries, retries),
        ],
        lines: vec![Curve::new("answered in time", Ink::Goodput, goodput)],
        references: reference.into_iter().collect(),
        ..Panel::new(axis)
    };
    let subtitle = "Attempts that reach the cell (those refused at the edge left out), and requests answered in time";
    figure(outcome, about, load_finding(outcome, capacity, peak), subtitle, vec![panel])
}

/// The axis of a load with this peak, cut where it leaves the capacity far below.
pub(super) fn load_axis(peak: f64, capacity: Option<f64>) -> Axis {
    let axis = Axis::new("requests per second", Quantity::PerSecond).with_scale(Scale::Linear);
    match capacity {
        Some(capacity) if peak > 1.5 * ROOM * capacity => axis.with_max(ROOM * capacity),
        Some(_) | None => axis,
    }
}

fn load_finding(outcome: &Outcome, capacity: Option<Capacity>, peak: f64) -> String {
    let end = ending(&outcome.summary.recovery);
    match capacity {
        Some(capacity) if peak >= 1.5 * capacity.per_s => {
            format!("Retries push the load to {} × capacity; {end}", number(peak / capacity.per_s))
        }
        Some(capacity) if peak > capacity.per_s => {
            format!("The load peaks at {} × capacity; {end}", number(peak / capacity.per_s))
        }
        Some(capacity) => format!("The load stays within {} of capacity; {end}", percent(peak / capacity.per_s)),
        None => format!("The load peaks at {} attempts/s; {end}", number(peak)),
    }
}

fn ending(recovery: &Recovery) -> String {
    match (recovery.verdict, recovery.recovered_h) {
        (Verdict::Healthy, _) => "nothing breaks".to_owned(),
        (Verdict::Recovered, Some(at)) => format!("the cell has recovered after {}", hours(at)),
        (Verdict::Recovered, None) => "the cell recovers".to_owned(),
        (Verdict::Relapsed, _) => "it recovers and breaks down again".to_owned(),
        (Verdict::Stuck, _) => "the cell stays down after its cause is gone".to_owned(),
        (Verdict::Undecided, _) => "how it ends is undecided".to_owned(),
    }
}

/// How much of each class goes without service, in percent of the class.
pub fn people(outcome: &Outcome, about: &Provenance) -> Figure {
    let curve = |(class, samples): (&String, &Vec<ClassSample>)| {
        let phones = samples.iter().any(|s| s.cut_off_share().is_some());
        let (label, ink) = match phones {
            true => (format!("{class} cut off"), Ink::Phones),
            false => (format!("{class} not served"), Ink::Web),
        };
        Curve::new(label, ink, samples.iter().map(|s| s.without_service().map(|share| share * 100.0)).collect())
    };
    let lines: Vec<Curve> = outcome.series.classes.iter().zip(&outcome.series.by_class).map(curve).collect();
    let axis =
        Axis::new("without service, % of the class", Quantity::Percent).with_scale(Scale::Linear).with_max(104.0);
    let panel = Panel { lines, ..Panel::new(axis) };
    let subtitle = "Phones: no success for two contact intervals although they want something. \
                    Others: wishes not met within the patience.";
    figure(outcome, about, people_finding(outcome), subtitle, vec![panel])
}

fn people_finding(outcome: &Outcome) -> String {
    let classes = outcome.summary.classes.iter().zip(&outcome.series.by_class);
    let starved = classes.clone().map(|(class, samples)| (&class.name, starved_h(samples, outcome.series.onset)));
    let said: Vec<String> =
        starved.filter(|(_, long)| *long > 0.0).map(|(name, long)| format!("{name} for {}", hours(long))).collect();
    if !said.is_empty() {
        return format!("More than half without service: {}", list(&said));
    }
    let most = classes.map(|(class, samples)| {
        let share =
            samples.iter().skip(outcome.series.onset).filter_map(ClassSample::without_service).fold(0.0, f64::max);
        format!("{} of {}", percent(share), class.name)
    });
    format!("At most {} without service", list(&most.collect::<Vec<_>>()))
}

/// Hours after the onset for which more than half of a class was without service.
pub(super) fn starved_h(samples: &[ClassSample], onset: usize) -> f64 {
    let half = |s: &&ClassSample| s.without_service().is_some_and(|share| share > 0.5);
    samples.iter().skip(onset).filter(half).map(|s| s.seconds / 3600.0).sum()
}

/// What waits: messages, requests to catch up, knocks at the edge; the queue of the servers where nothing else does.
pub fn backlog(outcome: &Outcome, about: &Provenance) -> Figure {
    let series = &outcome.series;
    let panels = [
        ("messages waiting", Quantity::Count, total(series, |s| s.backlog_messages as f64)),
        ("requests to catch up", Quantity::Count, total(series, |s| (s.backlog_syncs + s.backlog_resyncs) as f64)),
        (
            "knocks refused at the edge",
            Quantity::PerSecond,
            total(series, |s| s.counts.refused_at_edge as f64 / s.seconds),
        ),
    ];
    // The few devices that are late on any ordinary day are no backlog.
    let matters = |(_, _, values): &(&str, Quantity, Vec<Option<f64>>)| largest(values).0 >= 100.0;
    let mut chosen: Vec<_> = panels.into_iter().filter(matters).collect();
    let finding = match chosen.first() {
        Some((what, _, values)) => backlog_finding(what, values, outcome),
        None => {
            let queue = series.resources.iter().map(|s| Some(s.usage.queue / s.usage.seconds)).collect();
            let finding =
                format!("On average {} requests wait in the servers", number(outcome.summary.run.queue_length));
            chosen.push(("requests waiting in the servers", Quantity::Count, queue));
            finding
        }
    };
    let panel = |(label, quantity, values): (&str, Quantity, Vec<Option<f64>>)| {
        let ink = if quantity == Quantity::PerSecond { Ink::Blocked } else { Ink::Backlog };
        Panel {
            areas: vec![Curve::new(label, ink, values)],
            ..Panel::new(Axis::new(label, quantity).with_scale(Scale::Linear))
        }
    };
    figure(outcome, about, finding, "", chosen.into_iter().map(panel).collect())
}

fn backlog_finding(what: &str, values: &[Option<f64>], outcome: &Outcome) -> String {
    let (most, at) = largest(values);
    let when = outcome.series.resources.get(at).map_or(0.0, |s| s.time_h + s.usage.seconds / 3600.0);
    let last = values.iter().rev().flatten().next().copied().unwrap_or(0.0);
    let end = match last / most {
        left if left < 0.02 => "worked off by the end".to_owned(),
        left if left > 0.98 => "nothing is worked off".to_owned(),
        left => format!("{} left at the end", percent(left)),
    };
    format!("{} {what} at the peak, {} after the onset; {end}", count(most), hours(when))
}

fn largest(values: &[Option<f64>]) -> (f64, usize) {
    let all = values.iter().enumerate().filter_map(|(at, value)| value.map(|value| (value, at)));
    all.fold((0.0, 0), |most, next| if next.0 > most.0 { next } else { most })
}

fn total(series: &Series, of: impl Fn(&ClassSample) -> f64) -> Vec<Option<f64>> {
    let sum = |interval: usize| series.by_class.iter().filter_map(|samples| samples.get(interval)).map(&of).sum();
    (0..series.resources.len()).map(|interval| Some(sum(interval))).collect()
}

/// A text in which no line can end between a number and what follows it.
fn unbroken(text: &str) -> String {
    let mut whole = String::new();
    for word in text.split(' ') {
        let after_number = whole
            .rsplit([' ', '\u{a0}'])
            .next()
            .is_some_and(|last| !last.is_empty() && last.chars().all(|c| c.is_ascii_digit() || c == '.'));
        if !whole.is_empty() {
            whole.push(if after_number { '\u{a0}' } else { ' ' });
        }
        whole.push_str(word);
    }
    whole
}

fn figure(outcome: &Outcome, about: &Provenance, finding: String, subtitle: &str, panels: Vec<Panel>) -> Figure {
    let resources = &outcome.series.resources;
    let phases = outcome.summary.recovery.phases.iter();
    let bands = phases.map(|s| Band { from: s.from_h, to: s.to_h, kind: s.phase, label: String::new() });
    let mut events: Vec<Event> = Vec::new();
    for line in outcome.summary.log_lines() {
        if events.last().is_none_or(|last| last.label != line.what) && events.len() < EVENTS {
            events.push(Event { at: line.time_h, label: line.what });
        }
    }
    let told: Vec<String> = events.iter().map(|event| format!("{} at {}", event.label, hours(event.at))).collect();
    let story = if told.is_empty() { String::new() } else { format!(" Events: {}.", list(&told)) };
    let what: Vec<String> = panels.iter().map(|panel| panel.y.label.clone()).collect();
    let from = resources.first().map_or(0.0, |s| s.time_h);
    let to = resources.last().map_or(0.0, |s| s.time_h + s.usage.seconds / 3600.0);
    let alt = format!("{finding}. Over time from {} to {}: {}.{story}", hours(from), hours(to), list(&what));
    Figure {
        title: unbroken(&finding),
        subtitle: subtitle.to_owned(),
        alt,
        x: Axis::hours(if to.max(-from) < SHORT_AXIS { "since the onset" } else { "hours since the onset" }),
        at: resources.iter().map(|s| s.time_h + s.usage.seconds / 7200.0).collect(),
        panels,
        bands: bands.collect(),
        events,
        footer: about.footer(),
    }
}
