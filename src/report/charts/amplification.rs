//! Attempts relative to an ordinary day.

use super::over_time::{class_ink, ending, figure};
use crate::draw::figure::{Axis, Figure, Panel, Quantity, Reference, Scale, Series as Curve};
use crate::experiment::Outcome;
use crate::measure::phase::FLOOD;
use crate::measure::{ClassSample, Phase};
use crate::report::provenance::Provenance;
use crate::report::role;
use crate::report::words::{number, words};

/// A peak below this is the ordinary restlessness of a day, and no amplification.
const LEAST: f64 = 2.0;

/// How many times as many attempts each class makes as before the onset; none where no class makes twice as
/// many, or where nothing breaks and there is no flood.
pub fn amplification(outcome: &Outcome, about: &Provenance) -> Option<Figure> {
    let series = &outcome.series;
    let of = |samples: &Vec<ClassSample>| samples.iter().map(ClassSample::amplification).collect::<Vec<_>>();
    let curves: Vec<Vec<Option<f64>>> = series.by_class.iter().map(of).collect();
    let peaks = curves
        .iter()
        .enumerate()
        .flat_map(|(class, values)| values.iter().skip(series.onset).filter_map(move |value| Some((class, (*value)?))));
    let (class, most) = peaks.reduce(|most, next| if next.1 > most.1 { next } else { most })?;
    let chance = outcome.summary.recovery.cause_from_h.is_none() && most < FLOOD;
    if most < LEAST || chance {
        return None;
    }
    let flood = |s: &&ClassSample| s.amplification().is_some_and(|a| a >= FLOOD);
    let flooded: f64 = series.by_class[class].iter().skip(series.onset).filter(flood).map(|s| s.seconds / 3600.0).sum();
    let name = series.classes[class].as_str();
    let finding = words!("charts/amplification.txt", "finding", { name: &'a str, most: f64, flooded: f64 });
    let lines = series.classes.iter().zip(curves).enumerate();
    let lines = lines.map(|(class, (name, values))| Curve::new(name.clone(), class_ink(series, class), values));
    let level = |label: &str, value: f64| Reference { label: label.to_owned(), ink: role::CAPACITY, value };
    let references = vec![level("normal", 1.0), level(&format!("{} × normal", number(FLOOD)), FLOOD)];
    let axis = Axis::new("attempts, × normal", Quantity::Number).with_scale(Scale::Log);
    let panel = Panel { lines: lines.collect(), references, ..Panel::new(axis) };
    let stuck = outcome.summary.recovery.phases.iter().any(|span| span.phase == Phase::Stuck);
    let subtitle = words!("charts/amplification.txt", "subtitle", { stuck: bool, outcome: &'a Outcome });
    let refused = &outcome.summary.classes[class].counts;
    let attempts = refused.first_attempts + refused.retries;
    let mut figure = figure(outcome, about, finding, &subtitle, vec![panel]);
    let refused = refused.refused_at_edge as f64 / attempts.max(1) as f64;
    figure.alt += &words!("charts/amplification.txt", "refused", { name: &'a str, refused: f64 });
    Some(figure)
}
