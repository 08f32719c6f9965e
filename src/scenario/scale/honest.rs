//! What could not be multiplied exactly: warned of, or refused with the smallest scale at which it can be.

use super::apply::apply;
use super::rounding::{Rounding, short};
use crate::model::graph::ServicePlan;
use crate::model::timeline::{Entry, Which};
use crate::scenario::Document;
use crate::scenario::diagnostic::{Problem, Problems};
use crate::scenario::node::Node;
use crate::scenario::path::KeyPath;

/// Larger numbers cannot be counted.
const MOST: f64 = u32::MAX as f64;
/// One run takes up to so many clients.
const MOST_CLIENTS: f64 = 200e6;
/// One run takes up to so many servers.
const MOST_SERVERS: f64 = 60_000.0;

/// What a run cannot hold, before anything is rounded.
///
/// # Errors
/// When the multiplied scenario is larger than a run can be.
pub(super) fn limits(document: &Document, root: &Node, factor: f64) -> Result<(), Problems> {
    let mut problems = Problems::default();
    let mut refuse = |path: &[&str], what: &str, value: f64, most: f64| {
        if value * factor > most {
            let path = KeyPath::from(path.iter().map(|step| (*step).to_owned()).collect::<Vec<_>>());
            let cause = format!("{value} {what} x {factor} are {}; one run takes up to {most}", short(value * factor));
            let remedy = format!("use a scale of at most {}", short(most / value * 0.999));
            problems.push(
                Problem::new(format!("too many {what} at this scale"), cause).at_path(root, &path).remedy(remedy),
            );
        }
    };
    let clients = document.classes.values().filter_map(|class| class.population).map(f64::from).sum();
    refuse(&["classes"], "clients", clients, MOST_CLIENTS);
    refuse(&["servers", "count"], "servers", f64::from(document.servers.count), MOST_SERVERS);
    if let Some(workers) = document.store.as_ref().and_then(|store| store.workers.number()) {
        refuse(&["store", "workers"], "workers", f64::from(workers), MOST);
    }
    for (name, service) in &document.services {
        refuse(&["services", name, "instances"], "instances", f64::from(service.instances), MOST_SERVERS);
    }
    problems.extend(numbered(document, root));
    problems.extend(living(document, root));
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// Entries that name instances of a graph by number: at another scale the numbers would mean others.
fn numbered(document: &Document, root: &Node) -> Problems {
    let mut problems = Problems::default();
    let names = |entry: &Entry| matches!(entry.action.servers(), Some(Which::Only(_)));
    for (name, entry) in document.timeline.iter().filter(|(_, entry)| document.is_graph() && names(entry)) {
        let path = KeyPath::from(["timeline", name, "do", entry.action.facts().key, "servers"]);
        let cause = "there are other instances at another scale, and nobody knows which of them are meant";
        let remedy = "leave `servers` out for all, make a service of its own of those, or use no --scale";
        problems.push(Problem::new("instances by their numbers", cause).at_path(root, &path).remedy(remedy));
    }
    problems
}

/// Caches whose entries live for a time: fewer clients ask for a key more rarely, and find it more rarely.
fn living(document: &Document, root: &Node) -> Problems {
    let mut problems = Problems::default();
    let lives = |service: &ServicePlan| service.keyed.as_ref().is_some_and(|keyed| keyed.lives.is_some());
    for (name, _) in document.services.iter().filter(|(_, service)| lives(service)) {
        let path = KeyPath::from(["services", name, "keyed", "lives"]);
        let cause = "at a smaller scale its keys are asked for, and then found, more rarely";
        let remedy = "remove `lives`, or use no --scale";
        problems.push(Problem::new("a lifetime that does not scale", cause).at_path(root, &path).remedy(remedy));
    }
    problems
}

/// The warnings of what is off.
///
/// # Errors
/// When something is off, and would not be at a larger scale, but at no smaller one.
pub(super) fn judge(
    document: &Document,
    root: &Node,
    factor: f64,
    roundings: &[Rounding],
) -> Result<Vec<String>, Problems> {
    let mut too_large = Problems::default();
    for rounding in roundings.iter().filter(|rounding| rounding.got > MOST) {
        let problem = Problem::new("too large a number at this scale", rounding.words());
        too_large.push(problem.at_path(root, &rounding.path()).remedy("use a smaller scale"));
    }
    if !too_large.is_empty() {
        return Err(too_large);
    }
    let off: Vec<&Rounding> = roundings.iter().filter(|rounding| rounding.is_off()).collect();
    let worst: Vec<&Rounding> = off.iter().copied().filter(|rounding| rounding.matters).collect();
    let smallest = if worst.is_empty() { None } else { smallest_honest(document) };
    let Some(smallest) = smallest.filter(|smallest| factor < *smallest) else {
        return Ok(off.iter().map(|rounding| rounding.words()).collect());
    };
    let mut problems = Problems::default();
    for rounding in worst {
        let problem = Problem::new(format!("a scale of {factor} is too small"), rounding.words());
        problems.push(problem.at_path(root, &rounding.path()).remedy(format!("use --scale {smallest} or more")));
    }
    Err(problems)
}

/// The smallest scale, among those with two digits, at which nothing that matters is off.
fn smallest_honest(document: &Document) -> Option<f64> {
    let scales = (-5..0).flat_map(|power| (10..100).map(move |digits| format!("{digits}e{}", power - 1)));
    let scales = scales.filter_map(|text| text.parse().ok()).chain([1.0]);
    scales.into_iter().find(|scale| !apply(document, *scale).1.iter().any(Rounding::matters_most))
}
