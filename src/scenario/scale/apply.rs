//! The scenario with everything that has a size multiplied.

use super::choice::{choose, renumbered};
use super::graph;
use super::rounded::{Rounded, stretched};
use super::rounding::{Rounding, judge_choice};
use crate::model::timeline::Which;
use crate::scenario::Document;

/// The multiplied scenario, and every number in it that had to be rounded.
pub(super) fn apply(original: &Document, factor: f64) -> (Document, Vec<Rounding>) {
    if original.is_graph() {
        return graph::apply(original, factor);
    }
    let choice = choose(original, factor);
    let mut document = original.clone();
    let mut rounded = Rounded(judge_choice(original, &choice, factor));
    let servers = &mut document.servers;
    servers.count = choice.servers as u32;
    servers.workers = choice.workers;
    servers.queue = rounded.limit(&["servers", "queue"], servers.queue, choice.each);
    servers.shed_above = rounded.limit(&["servers", "shed_above"], servers.shed_above, choice.each);
    // With fewer requests in a server, each of them slows it down more.
    servers.slowdown_per_request /= choice.each;
    let everybody: f64 = original.classes.values().filter_map(|class| class.population).map(f64::from).sum();
    for (name, class) in &mut document.classes {
        rounded.class(name, class, factor, everybody * factor);
        class.service = stretched(&class.service, choice.slower);
        class.shed_above =
            class.shed_above.map(|limit| rounded.limit(&["classes", name, "shed_above"], limit, choice.each));
    }
    if let Some(cache) = &mut document.cache {
        cache.error_time = stretched(&cache.error_time, choice.slower);
    }
    if let Some(store) = &mut document.store {
        store.workers = choice.store_workers;
        store.queue = rounded.limit(&["store", "queue"], store.queue, factor);
        store.service = stretched(&store.service, choice.store_slower);
    }
    document.network.capacity = document.network.capacity.map(|capacity| capacity.scaled(factor));
    let new = renumbered(original, &choice);
    for (name, entry) in &mut document.timeline {
        rounded.action(name, &mut entry.action, factor, &choice);
        if let Some(Which::Only(numbers)) = entry.action.servers_mut() {
            let mut servers: Vec<u32> = numbers.iter().filter_map(|old| new.get(old)).flatten().copied().collect();
            servers.sort_unstable();
            servers.dedup();
            *numbers = servers;
        }
    }
    (document, rounded.0)
}
