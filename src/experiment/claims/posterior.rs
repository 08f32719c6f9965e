//! What the public timeline says about the worlds: how many each target drops, which of the rivals it leaves, and which
//! values it moves.

use super::file::{Rival, Target};
use super::study::{Fate, Played, Study, World};
use crate::engine::StreamFamily;
use crate::experiment::estimate::CONFIDENCE;
use crate::measure::{Interval, wilson_interval};
use crate::scenario::vary::magnitude;

/// A target, and what it does to the worlds.
#[derive(Debug, Clone)]
pub struct Sieve<'a> {
    /// The target.
    pub target: &'a Target,
    /// Worlds that ran and meet it.
    pub met: u64,
    /// Worlds that ran.
    pub of: u64,
    /// Worlds that meet all required targets: of drawn worlds those are kept.
    pub passing: u64,
    /// Worlds that meet all required targets but this one, which they may meet or not.
    pub without: u64,
    /// Of the worlds kept, those that show it: a check where nothing is dropped for it.
    pub kept: (u64, u64),
    /// The share of them.
    pub share: Option<Interval>,
}

/// Every target with what it does.
pub fn sieves<'a>(study: &Study<'a>, played: &Played) -> Vec<Sieve<'a>> {
    let ran: Vec<&World> = played.drawn.iter().filter(|world| world.history.is_some()).collect();
    let required: Vec<&Target> = study.file.targets.iter().filter(|target| target.required).collect();
    let one = |target: &'a Target| {
        let without = |world: &&&World| {
            let others = required.iter().filter(|other| **other != target);
            others.into_iter().all(|other| study.meets(other, world))
        };
        let kept: Vec<&&World> = ran.iter().filter(|world| world.fate == Fate::Kept).collect();
        let shown = kept.iter().filter(|world| study.meets(target, world)).count() as u64;
        Sieve {
            target,
            met: ran.iter().filter(|world| study.meets(target, world)).count() as u64,
            of: ran.len() as u64,
            passing: ran.iter().filter(|world| required.iter().all(|asked| study.meets(asked, world))).count() as u64,
            without: ran.iter().filter(without).count() as u64,
            kept: (shown, kept.len() as u64),
            share: wilson_interval(shown, kept.len() as u64, CONFIDENCE),
        }
    };
    study.file.targets.iter().map(one).collect()
}

/// A rival before and after.
#[derive(Debug, Clone)]
pub struct Weight<'a> {
    /// Which.
    pub rival: &'a Rival,
    /// Its part of all weights, before anything is known.
    pub prior: f64,
    /// Worlds of it that ran, and that were kept.
    pub ran: u64,
    /// Worlds of it that were kept.
    pub kept: u64,
    /// Its part of the worlds kept.
    pub posterior: Option<Interval>,
}

/// Every rival, if any was drawn: the part of the worlds kept that are of its kind, which is its weight given that the timeline is met (Pritchard,
/// Seielstad, Perez-Lezaun and Feldman 1999, "Population growth of human Y chromosomes", on choosing between models so).
pub fn weights<'a>(study: &Study<'a>, played: &Played) -> Vec<Weight<'a>> {
    if played.drawn.iter().all(|world| world.rival.is_none()) {
        return Vec::new();
    }
    let total: f64 = study.file.rivals.iter().map(|rival| f64::from(rival.weight)).sum();
    let kept = played.drawn.iter().filter(|world| world.fate == Fate::Kept).count() as u64;
    let of = |rival: &'a Rival| {
        let own = || played.drawn.iter().filter(|world| world.rival.as_deref() == Some(rival.id.as_str()));
        let own_kept = own().filter(|world| world.fate == Fate::Kept).count() as u64;
        Weight {
            rival,
            prior: f64::from(rival.weight) / total,
            ran: own().filter(|world| world.history.is_some()).count() as u64,
            kept: own_kept,
            posterior: wilson_interval(own_kept, kept, CONFIDENCE),
        }
    };
    study.file.rivals.iter().map(of).collect()
}

/// A value before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct Moved {
    /// Its path.
    pub path: String,
    /// Where it lay in all worlds that ran, and in those kept.
    pub values: [Shape; 2],
    /// Share of shuffles in which kept and dropped worlds differ as much in it.
    pub chance: f64,
}

/// How a value lies.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// A tenth below, the middle, a tenth above, as they are written.
    Numbers([String; 3]),
    /// Words with their parts.
    Words(Vec<(String, f64)>),
}

const SHUFFLES: u64 = 999;

/// What a study of so many values calls moved: one in twenty over all of them (Bonferroni's correction).
pub fn limit(values: usize) -> f64 {
    0.05 / values.max(1) as f64
}

/// Every value that is drawn, those that moved most first. Kept and dropped worlds are compared by the largest difference of
/// their distributions (Kolmogorov's distance; of words the total variation), and that difference by shuffled labels.
pub fn moved(study: &Study, played: &Played) -> Vec<Moved> {
    let ran: Vec<&World> = played.drawn.iter().filter(|world| world.history.is_some()).collect();
    let kept: Vec<bool> = ran.iter().map(|world| world.fate == Fate::Kept).collect();
    if kept.iter().all(|kept| *kept) || !kept.contains(&true) {
        return Vec::new();
    }
    let one = |path: String| {
        let value = |world: &&World| world.values().into_iter().rfind(|s| s.path == path).map(|s| s.value);
        let values: Vec<String> = ran.iter().map(|world| value(world).unwrap_or_default()).collect();
        let order = order(&values);
        let found = distance(&order, &kept);
        let stream = StreamFamily::new(0, &path, "posterior").stream(0);
        let as_far = (0..SHUFFLES).filter(|number| {
            let mut source = stream.at(*number);
            let mut labels = kept.clone();
            for last in (1..labels.len()).rev() {
                labels.swap(last, source.below(last + 1));
            }
            distance(&order, &labels) >= found - 1e-12
        });
        let chance = (as_far.count() as f64 + 1.0) / (SHUFFLES as f64 + 1.0);
        let of_kept: Vec<String> =
            values.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(v, _)| v.clone()).collect();
        Moved { path, values: [shape(&values), shape(&of_kept)], chance }
    };
    let mut all: Vec<Moved> = study.worlds.paths().into_iter().map(one).collect();
    all.sort_by(|a, b| a.chance.total_cmp(&b.chance));
    all
}

/// Worlds with equal values together: numbers in order, words one after the other.
struct Order {
    groups: Vec<Vec<usize>>,
    is_number: bool,
}

fn order(values: &[String]) -> Order {
    let numbers: Option<Vec<f64>> = values.iter().map(|value| magnitude(value)).collect();
    let mut places: Vec<usize> = (0..values.len()).collect();
    match &numbers {
        Some(numbers) => places.sort_by(|a, b| numbers[*a].total_cmp(&numbers[*b])),
        None => places.sort_by(|a, b| values[*a].cmp(&values[*b])),
    }
    let groups = places.chunk_by(|a, b| values[*a] == values[*b]).map(<[usize]>::to_vec).collect();
    Order { groups, is_number: numbers.is_some() }
}

fn distance(order: &Order, kept: &[bool]) -> f64 {
    let all = kept.iter().filter(|kept| **kept).count() as f64;
    let rest = kept.len() as f64 - all;
    let (mut between, mut largest, mut sum) = (0.0f64, 0.0f64, 0.0);
    for group in &order.groups {
        let inside = group.iter().filter(|world| kept[**world]).count() as f64;
        let step = inside / all - (group.len() as f64 - inside) / rest;
        between += step;
        largest = largest.max(between.abs());
        sum += step.abs() / 2.0;
    }
    if order.is_number { largest } else { sum }
}

fn shape(values: &[String]) -> Shape {
    let order = order(values);
    if order.is_number {
        let sorted: Vec<usize> = order.groups.into_iter().flatten().collect();
        let last = sorted.len().saturating_sub(1) as f64;
        let at =
            |part: f64| sorted.get((part * last).round() as usize).map_or_else(String::new, |at| values[*at].clone());
        return Shape::Numbers([0.1, 0.5, 0.9].map(at));
    }
    let part = |group: &Vec<usize>| (values[group[0]].clone(), group.len() as f64 / values.len() as f64);
    Shape::Words(order.groups.iter().map(part).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_of_distributions_are_those_by_hand() {
        let values = ["1 s", "2 s", "3 s", "4 s"].map(str::to_owned);
        // Kept: 1 and 2. Below 2.5 lie all of them and none of the others.
        assert_eq!(distance(&order(&values), &[true, true, false, false]), 1.0);
        assert_eq!(distance(&order(&values), &[true, false, true, false]), 0.5);
        let words = ["a", "b", "a", "b"].map(str::to_owned);
        assert_eq!(distance(&order(&words), &[true, false, true, false]), 1.0);
        assert_eq!(distance(&order(&words), &[true, true, false, false]), 0.0);
        assert_eq!(shape(&words), Shape::Words(vec![("a".to_owned(), 0.5), ("b".to_owned(), 0.5)]));
        assert_eq!(shape(&values), Shape::Numbers(["1 s", "3 s", "4 s"].map(str::to_owned)));
    }
}
