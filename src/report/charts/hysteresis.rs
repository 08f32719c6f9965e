//! Answers against load. A healthy cell runs along the diagonal, up to its capacity. Where the run comes back to a load
//! that it has answered before and now does not answer it, the past decides, and not the load: hysteresis.

use super::over_time::{interval_h, total};
use crate::draw::chart::{Moment, Plane, Rise};
use crate::draw::figure::{Axis, Quantity, Reference, Scale};
use crate::experiment::Outcome;
use crate::measure::{Phase, Recovery, Series, Verdict, capacity};
use crate::report::provenance::Provenance;
use crate::report::role;
use crate::report::words::{hours, number, percent, unbroken, whole, words};

/// Places nearer to each other than this share of both axes are drawn as one.
const NEAR: f64 = 0.03;
/// Loads are about the same if they differ by less than this ratio.
const SAME: f64 = 1.1;
/// A smaller difference in what is answered can be the chance of a few intervals.
const GAP: f64 = 0.2;
/// Fewer attempts than this in an interval say nothing about shares.
const ATTEMPTS: f64 = 100.0;
/// A load above this many times the normal one is drawn with equal ratios.
const WIDE: f64 = 6.0;
/// Past this many moments the path would be hidden.
const MOMENTS: usize = 8;

/// A stretch of two intervals: what reached the cell and what was answered per second, and when.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Stretch {
    load: f64,
    answered: f64,
    /// Begin and end in hours since the onset.
    time: (f64, f64),
}

impl Stretch {
    /// Share of the load that is answered; a queue that is worked off may answer more than arrives.
    fn share(&self) -> f64 {
        (self.answered / self.load).min(1.0)
    }
}

/// Two stretches with about the same load: the one with the largest and the one with the smallest answered share.
type Pair = (Stretch, Stretch);

/// The path of the run through load and goodput; none where nothing breaks.
pub fn hysteresis(outcome: &Outcome, about: &Provenance) -> Option<Plane> {
    let series = &outcome.series;
    let load = total(series, |s| s.attempts_per_s() * s.reaching());
    let answered = total(series, |s| s.counts.answered as f64 / s.seconds);
    let points: Vec<(f64, f64)> = load.iter().zip(&answered).filter_map(|(x, y)| Some(((*x)?, (*y)?))).collect();
    let capacity = capacity::healthy(series).map(|capacity| capacity.per_s);
    let peak = points.iter().map(|point| point.0).fold(0.0, f64::max);
    outcome.summary.recovery.cause_from_h?;
    if points.len() < 4 || peak <= 0.0 {
        return None;
    }
    let x = load_axis(series, &points, peak);
    let top = points.iter().map(|point| point.1).fold(0.0, f64::max);
    let (path, places) = joined(&points, &x, (peak, top));
    let (finding, pair) = finding(outcome, &points, capacity);
    let line = |value: f64| Reference {
        label: unbroken(&format!("capacity {}/s", number(value))),
        ink: role::CAPACITY,
        value,
    };
    let seconds = series.resources.first().map_or(0.0, |s| s.usage.seconds);
    let moments = moments(outcome, &places);
    Some(Plane {
        title: unbroken(&finding),
        subtitle: words!("charts/hysteresis.txt", "subtitle", { interval: f64 = seconds / 3600.0 }),
        alt: words!("charts/hysteresis.txt", "alt", {
            finding: &'a str = &finding,
            from: f64 = series.resources.first().map_or(0.0, |s| s.time_h),
            moments: Vec<&'a str> = moments.iter().map(|moment| moment.label.as_str()).collect(),
        }),
        footer: about.footer(),
        x,
        y: Axis::new("answered in time, per second", Quantity::PerSecond).with_scale(Scale::Linear),
        path: path.into_iter().map(Some).collect(),
        moments,
        column: capacity.map(line),
        // Far above all that is answered it would press the path to the floor, and the column tells it as well.
        row: capacity.filter(|capacity| *capacity < 2.5 * top).map(line),
        diagonal: "everything answered".to_owned(),
        rise: pair.map(|(high, low)| rise(&high, &low)),
    })
}

/// The axis of the load: with equal ratios where the peak is so high that all the rest would be squeezed to the left.
fn load_axis(series: &Series, points: &[(f64, f64)], peak: f64) -> Axis {
    let axis = Axis::new(words!("charts/hysteresis.txt", "load"), Quantity::PerSecond);
    let before = &points[..series.onset.min(points.len())];
    let normal = before.iter().map(|point| point.0).sum::<f64>() / before.len().max(1) as f64;
    if normal <= 0.0 || peak < WIDE * normal {
        return axis.with_scale(Scale::Linear);
    }
    let least = points.iter().map(|point| point.0).fold(f64::INFINITY, f64::min);
    // Less than a tenth of the normal load lies on the edge: silence needs no room.
    Axis { min: Some(least.max(0.1 * normal) / 1.3), ..axis }.with_scale(Scale::Log).with_max(peak * 1.2)
}

/// The path with neighbours in time joined that lie near each other, and for each interval its place on that path.
fn joined(points: &[(f64, f64)], x: &Axis, (peak, top): (f64, f64)) -> (Vec<(f64, f64)>, Vec<usize>) {
    let across = |load: f64| match (x.scale, x.min) {
        (Scale::Log, Some(min)) => (load.max(min) / min).ln() / (peak / min).ln(),
        (Scale::Log | Scale::Linear | Scale::Auto, _) => load / peak,
    };
    let near = |a: (f64, f64), b: (f64, f64)| {
        (across(a.0) - across(b.0)).abs() < NEAR && (a.1 - b.1).abs() < NEAR * top.max(f64::MIN_POSITIVE)
    };
    let (mut path, mut places): (Vec<(f64, f64)>, Vec<usize>) = (Vec::new(), Vec::new());
    let mut held = 0.0;
    for point in points {
        match path.last_mut() {
            Some(last) if near(*last, *point) => {
                held += 1.0;
                *last = (last.0 + (point.0 - last.0) / held, last.1 + (point.1 - last.1) / held);
            }
            Some(_) | None => {
                path.push(*point);
                held = 1.0;
            }
        }
        places.push(path.len() - 1);
    }
    (path, places)
}

/// Where phases begin on the path.
fn moments(outcome: &Outcome, places: &[usize]) -> Vec<Moment> {
    let phases = &outcome.summary.recovery.phases;
    let long = |from: f64, to: f64| to - from > 0.02 * super::load::run_h(&outcome.series);
    let mut found: Vec<Moment> = Vec::new();
    let mut seen: Vec<Phase> = Vec::new();
    for span in phases {
        let first =
            (0..places.len()).find(|i| interval_h(&outcome.series, *i).is_some_and(|t| t.0 >= span.from_h - 1e-9));
        let news = !seen.contains(&span.phase) || long(span.from_h, span.to_h);
        seen.push(span.phase);
        if let Some(first) = first.filter(|_| news && found.len() < MOMENTS) {
            let label = match span.phase {
                Phase::Healthy => "healthy".to_owned(),
                Phase::Failure
                | Phase::Flood
                | Phase::Blocked
                | Phase::Ramp
                | Phase::Recovered
                | Phase::Aftermath
                | Phase::Relapsed
                | Phase::Stuck => format!("{} {}", span.phase.word(), hours(span.from_h)),
            };
            match found.iter_mut().find(|moment| moment.at == places[first]) {
                Some(there) => there.label.push_str(&format!(", {label}")),
                None => found.push(Moment { at: places[first], label }),
            }
        }
    }
    found
}

fn finding(outcome: &Outcome, points: &[(f64, f64)], capacity: Option<f64>) -> (String, Option<Pair>) {
    let recovery = &outcome.summary.recovery;
    let broken_from = recovery.cause_from_h.unwrap_or(f64::INFINITY);
    let whole_from = recovery.cause_gone_h.unwrap_or(f64::INFINITY);
    let seconds = outcome.series.resources.first().map_or(1.0, |s| s.usage.seconds);
    let stretches = points.windows(2).enumerate().filter_map(|(at, pair)| {
        let time = (interval_h(&outcome.series, at)?.0, interval_h(&outcome.series, at + 1)?.1);
        let mean = |one: f64, other: f64| (one + other) / 2.0;
        let stretch = Stretch { load: mean(pair[0].0, pair[1].0), answered: mean(pair[0].1, pair[1].1), time };
        // Between two loads lies a mean that was never there.
        let same = pair[0].0.max(pair[1].0) <= SAME * pair[0].0.min(pair[1].0);
        (same && stretch.load * seconds >= ATTEMPTS).then_some(stretch)
    });
    // While something is broken the fault decides, and not the past.
    let unbroken = |s: &Stretch| s.time.1 <= broken_from + 1e-9 || s.time.0 >= whole_from - 1e-9;
    let (intact, broken): (Vec<Stretch>, Vec<Stretch>) = stretches.partition(unbroken);
    let amount = |load: f64| match capacity {
        Some(capacity) => format!("{} × capacity", number(load / capacity)),
        None => format!("{}/s", number(load)),
    };
    if let Some((high, low)) = widest(&intact).filter(|(high, low)| high.share() - low.share() >= GAP) {
        let (first, then) = if high.time.0 < low.time.0 { (high, low) } else { (low, high) };
        let finding = words!("charts/hysteresis.txt", "apart", {
            load: String = amount(high.load),
            whole: &'a str = whole(&outcome.series),
            first: Stretch,
            then: Stretch,
        });
        return (finding, Some((high, low)));
    }
    let (Some(least), Some(most)) =
        (intact.iter().map(Stretch::share).reduce(f64::min), intact.iter().map(Stretch::share).reduce(f64::max))
    else {
        return (words!("charts/hysteresis.txt", "too_few"), None);
    };
    if recovery.cause_gone_h.is_none() {
        return (words!("charts/hysteresis.txt", "never_whole"), None);
    }
    let finding = match (least, most) {
        (least, _) if least >= 0.5 => words!("charts/hysteresis.txt", "answered", {
            least: f64,
            blocked: bool = ended_by_block(recovery),
            never_broken: bool = broken.is_empty(),
        }),
        (_, most) if most >= 0.5 => outlived(recovery.verdict, &intact, (least, most), &amount),
        (_, most) => words!("charts/hysteresis.txt", "unanswered", { most: f64 }),
    };
    (finding, None)
}

/// Whether operators ended a flood while its cause was still there; what it would have done without them is not known.
fn ended_by_block(recovery: &Recovery) -> bool {
    let begins = |phase: Phase| recovery.phases.iter().find(|span| span.phase == phase).map(|span| span.from_h);
    match (begins(Phase::Flood), begins(Phase::Blocked), recovery.cause_gone_h) {
        (Some(flood), Some(block), Some(gone)) => flood < block && block < gone,
        (_, _, _) => false,
    }
}

/// A storm that goes on although nothing is broken any more.
fn outlived(verdict: Verdict, intact: &[Stretch], (least, most): (f64, f64), amount: &dyn Fn(f64) -> String) -> String {
    // The first that is as good or as bad as any: later ones differ by chance.
    let of = |fits: &dyn Fn(f64) -> bool| intact.iter().find(|stretch| fits(stretch.share())).unwrap_or(&intact[0]);
    let (well, badly) = (of(&|share| share >= most - 0.02), of(&|share| share <= least + 0.002));
    // An overload that passes by itself is an echo of the fault; one that stays is a state of the cell.
    words!("charts/hysteresis.txt", "outlived", {
        verdict: Verdict,
        well: &'a Stretch,
        badly: &'a Stretch,
        loads: (String, String) = (amount(well.load), amount(badly.load)),
    })
}

/// The two stretches of about the same load that differ most.
fn widest(stretches: &[Stretch]) -> Option<Pair> {
    // Bins of equal ratio, once more shifted by half, so that no two equal loads are parted by every edge.
    let bin = |s: &Stretch, shift: f64| (s.load.ln() / SAME.ln() + shift).floor() as i64;
    let mut best: Option<Pair> = None;
    for shift in [0.0, 0.5] {
        let mut bins: std::collections::BTreeMap<i64, Pair> = std::collections::BTreeMap::new();
        for stretch in stretches {
            let pair = bins.entry(bin(stretch, shift)).or_insert((*stretch, *stretch));
            if stretch.share() > pair.0.share() {
                pair.0 = *stretch;
            }
            if stretch.share() < pair.1.share() {
                pair.1 = *stretch;
            }
        }
        let gap = |pair: &Pair| pair.0.share() - pair.1.share();
        best = bins.into_values().chain(best).reduce(|best, next| if gap(&next) > gap(&best) { next } else { best });
    }
    best
}

fn when(stretch: &Stretch) -> String {
    words!("charts/hysteresis.txt", "when", { time: (f64, f64) = stretch.time })
}

fn rise(high: &Stretch, low: &Stretch) -> Rise {
    let label = |s: &Stretch| format!("{} {}", percent(s.share()), when(s));
    Rise { x: (high.load * low.load).sqrt(), ends: [high.answered, low.answered], labels: [label(high), label(low)] }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stretch(load: f64, answered: f64, from: f64) -> Stretch {
        Stretch { load, answered, time: (from, from + 0.1) }
    }

    #[test]
    fn the_widest_pair_has_the_same_load_and_the_most_different_answers() {
        let stretches = [
            stretch(100.0, 100.0, -1.0),
            stretch(300.0, 6.0, 1.0),
            stretch(103.0, 51.5, 2.0),
            stretch(50.0, 40.0, 3.0),
        ];
        let (high, low) = widest(&stretches).expect("stretches");
        assert_eq!((high, low), (stretches[0], stretches[2]));
        assert_eq!(widest(&[]), None);
    }

    #[test]
    fn a_path_stays_where_little_changes_and_forgets_no_interval() {
        let points = [(10.0, 10.0), (10.1, 10.0), (9.9, 10.1), (50.0, 1.0), (10.0, 10.0)];
        let axis = Axis::new("load", Quantity::PerSecond).with_scale(Scale::Linear);
        let (path, places) = joined(&points, &axis, (50.0, 10.1));
        assert_eq!((path.len(), places), (3, vec![0, 0, 0, 1, 2]));
        assert!((path[0].0 - 10.0).abs() < 1e-9, "{path:?}");
    }
}
