//! How many servers, workers of each and workers of the store there are at another scale.

use std::collections::BTreeMap;

use crate::engine::Distribution;
use crate::model::timeline::{Action, Which};
use crate::scenario::Document;
use crate::units::{Limit, Span};

/// So far off a whole number may be, before another one is looked for.
const CLOSE: f64 = 0.02;
/// So many numbers of workers are looked at.
const MOST_TRIED: u32 = 1024;

/// The numbers of a cell at another scale.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Choice {
    /// Servers.
    pub(super) servers: f64,
    /// What belongs to each server is multiplied by this.
    pub(super) each: f64,
    /// Workers of each server.
    pub(super) workers: Limit,
    /// A server's own work takes longer by this, so that its capacity fits its whole number of workers.
    pub(super) slower: f64,
    /// Workers of the store.
    pub(super) store_workers: Limit,
    /// The work of the store takes longer by this.
    pub(super) store_slower: f64,
}

/// Workers of a kind, and what they wait for.
#[derive(Debug, Clone, Copy)]
struct Tier {
    workers: Limit,
    /// Number of workers that would be exact.
    wanted: f64,
}

/// How a class occupies the workers.
struct Occupied {
    /// Mean time of the server's own work.
    own: f64,
    /// Mean time of the store; a worker of the server is held meanwhile. 0 if the class does not use it.
    fetch: f64,
    /// Probability that it is needed while all is well.
    miss: f64,
    /// Time for which a client waits.
    patience: f64,
}

/// The numbers of servers and workers for a scale.
pub(super) fn choose(document: &Document, factor: f64) -> Choice {
    let count = f64::from(document.servers.count.max(1));
    let unit = f64::from(document.servers.count.max(1) / parts(document));
    let servers = (count * factor / unit).round().max(1.0) * unit;
    let each = count * factor / servers;
    let of_server = tier(document.servers.workers, each);
    let of_store = tier(document.store.as_ref().map_or(Limit::Unlimited, |store| store.workers), factor);
    let occupied = occupied(document);
    let tried = |workers: f64| {
        let (workers, slower) = whole(of_server, workers);
        // A worker of a server is held while the store works: both have to become slower alike.
        let held = occupied.iter().any(|class| class.fetch > 0.0);
        let (store_workers, store_slower) = whole(of_store, of_store.wanted * if held { slower } else { 1.0 });
        Choice { servers, each, workers, slower, store_workers, store_slower }
    };
    let nearest = tried(of_server.wanted);
    if of_server.workers == Limit::Unlimited || error(document, &occupied, &nearest) <= CLOSE {
        return nearest;
    }
    let cost = |choice: &Choice| error(document, &occupied, choice) + later(&occupied, choice);
    let first = of_server.wanted.floor().max(1.0) as u32;
    let last = of_server.workers.number().unwrap_or(1).saturating_mul(document.servers.count);
    let others = (first..=last.min(first.saturating_add(MOST_TRIED))).map(|workers| tried(f64::from(workers)));
    others.fold(nearest, |best, other| if cost(&other) < cost(&best) - 1e-9 { other } else { best })
}

/// By how much a choice misses what whole numbers of workers decide: the part of a bulkhead, the workers that are left
/// after `set_workers`, and how many requests can be with the store. The capacity itself is exact.
fn error(document: &Document, occupied: &[Occupied], choice: &Choice) -> f64 {
    let held = occupied.iter().map(|class| (held(class, choice) - 1.0).abs());
    let numbers = whole_numbers(document, choice);
    let numbers = numbers.into_iter().map(|(wanted, got)| (got / wanted - 1.0).abs());
    held.chain(numbers).fold(0.0, f64::max)
}

/// How many more requests of a class the workers of the servers can hold while the store is the one they wait for, than
/// would be exact: 1 if servers and store became slower alike.
pub(super) fn held_most(document: &Document, choice: &Choice) -> f64 {
    let classes = occupied(document);
    let ratios = classes.iter().map(|class| held(class, choice));
    ratios.fold(1.0, |most: f64, ratio| if (ratio - 1.0).abs() > (most - 1.0).abs() { ratio } else { most })
}

fn held(class: &Occupied, choice: &Choice) -> f64 {
    if choice.workers == Limit::Unlimited || class.fetch <= 0.0 {
        return 1.0;
    }
    choice.slower * (class.own + class.fetch) / (class.own * choice.slower + class.fetch * choice.store_slower)
}

/// By what part of the patience of the most impatient class the slowest answer comes later: one that has to come from the
/// store, if it may be asked. Classes that do not ask the store wait behind those that do.
pub(super) fn latest(document: &Document, choice: &Choice) -> f64 {
    let occupied = occupied(document);
    let added = |class: &Occupied| class.own * (choice.slower - 1.0) + class.fetch * (choice.store_slower - 1.0);
    let most = occupied.iter().map(|class| added(class).abs()).fold(0.0, f64::max);
    most / occupied.iter().map(|class| class.patience).fold(f64::INFINITY, f64::min).max(1.0)
}

fn later(occupied: &[Occupied], choice: &Choice) -> f64 {
    let added = |class: &Occupied| {
        let added = class.own * (choice.slower - 1.0) + class.fetch * class.miss * (choice.store_slower - 1.0);
        added.abs() / class.patience
    };
    occupied.iter().map(added).fold(0.0, f64::max)
}

/// Numbers of workers that follow from that of each server: as they should be, and as they become.
fn whole_numbers(document: &Document, choice: &Choice) -> Vec<(f64, f64)> {
    let set = set_workers(document, choice).into_iter().map(|(_, wanted, got)| (wanted, got));
    set.chain(bulkheads(document, choice).into_iter().map(|(_, wanted, got)| (wanted, got))).collect()
}

/// The numbers of workers that the timeline sets: as they are, as they should be, and as they become.
fn set_workers(document: &Document, choice: &Choice) -> Vec<(f64, f64, f64)> {
    let set = document.timeline.values().filter_map(|entry| {
        let Action::SetWorkers { workers: Some(Limit::AtMost(number @ 1..)), .. } = &entry.action else { return None };
        let number = f64::from(*number);
        let wanted = number * choice.each * choice.slower;
        Some((number, wanted, wanted.round().max(1.0)))
    });
    set.collect()
}

/// The part of the workers that each bulkhead leaves to those behind it, of all there are and of those that the timeline
/// leaves: where it is written, as it was, and as it becomes.
pub(super) fn bulkheads(document: &Document, choice: &Choice) -> Vec<(Vec<String>, f64, f64)> {
    let all = document.servers.workers.number().zip(choice.workers.number());
    let mut numbers: Vec<(f64, f64)> = all.iter().map(|(was, is)| (f64::from(*was), f64::from(*is))).collect();
    numbers.extend(set_workers(document, choice).into_iter().map(|(was, _, is)| (was, is)));
    let left = |number: f64, reserved: f64| ((number - (number * reserved).ceil()) / number).max(0.0);
    let path = |steps: &[&str]| steps.iter().map(|step| (*step).to_owned()).collect::<Vec<_>>();
    let servers = (path(&["servers", "reserved_for_others"]), document.servers.reserved_for_others.get());
    let classes = document.classes.iter().filter_map(|(name, class)| {
        Some((path(&["classes", name, "reserved_for_others"]), class.reserved_for_others?.get()))
    });
    let mut parts = Vec::new();
    for (path, reserved) in std::iter::once(servers).chain(classes).filter(|(_, reserved)| *reserved > 0.0) {
        let both = numbers.iter().map(|(was, is)| (left(*was, reserved), left(*is, reserved)));
        parts.extend(both.filter(|(wanted, _)| *wanted > 0.0).map(|(wanted, got)| (path.clone(), wanted, got)));
    }
    parts
}

fn tier(workers: Limit, factor: f64) -> Tier {
    Tier { workers, wanted: workers.number().map_or(1.0, f64::from) * factor }
}

/// A whole number of workers near `number`, and how much longer each takes so that the capacity fits.
fn whole(tier: Tier, number: f64) -> (Limit, f64) {
    match tier.workers {
        Limit::Unlimited => (Limit::Unlimited, 1.0),
        Limit::AtMost(_) => {
            let number = number.round().max(1.0);
            (Limit::AtMost(number as u32), number / tier.wanted)
        }
    }
}

fn occupied(document: &Document) -> Vec<Occupied> {
    let fetch = document.store.as_ref().map_or(0.0, |store| store.service.mean());
    let miss = document.cache.as_ref().map_or(1.0, |cache| 1.0 - cache.hit_ratio.get());
    let mean = |time: &Distribution<Span>| time.mean();
    let classes = document.classes.values().map(|class| Occupied {
        own: mean(&class.service),
        fetch: if class.uses_cache { fetch } else { 0.0 },
        miss,
        patience: mean(&class.timeout).min(class.patience.map_or(f64::INFINITY, |patience| patience.0 as f64)).max(1.0),
    });
    classes.collect()
}

/// Number of equal parts in which the servers can be counted without cutting through a group that the timeline names.
fn parts(document: &Document) -> u32 {
    if lists(document).is_empty() {
        return document.servers.count.max(1);
    }
    let sizes = groups(document).into_values().map(|servers| servers.len() as u32);
    sizes.reduce(greatest_common_divisor).unwrap_or(1).max(1)
}

fn greatest_common_divisor(one: u32, other: u32) -> u32 {
    if other == 0 { one } else { greatest_common_divisor(other, one % other) }
}

/// The lists of servers by number that the timeline has.
fn lists(document: &Document) -> Vec<&Vec<u32>> {
    let lists = document.timeline.values().filter_map(|entry| match entry.action.servers() {
        Some(Which::Only(numbers)) => Some(numbers),
        Some(Which::All) | None => None,
    });
    lists.collect()
}

/// The servers, grouped by the entries of the timeline that name them.
fn groups(document: &Document) -> BTreeMap<Vec<bool>, Vec<u32>> {
    let lists = lists(document);
    let mut groups: BTreeMap<Vec<bool>, Vec<u32>> = BTreeMap::new();
    for server in 0..document.servers.count {
        groups.entry(lists.iter().map(|list| list.contains(&server)).collect()).or_default().push(server);
    }
    groups
}

/// The servers at another scale that stand for each of those that the timeline can name. Every group of servers that are
/// always named together keeps its share; as long as their number stays, so do their own numbers.
pub(super) fn renumbered(document: &Document, choice: &Choice) -> BTreeMap<u32, Vec<u32>> {
    if lists(document).is_empty() {
        return BTreeMap::new();
    }
    if choice.servers == f64::from(document.servers.count) {
        return (0..document.servers.count).map(|server| (server, vec![server])).collect();
    }
    let mut groups: Vec<Vec<u32>> = groups(document).into_values().collect();
    groups.sort_unstable();
    let mut next = 0;
    let mut new = BTreeMap::new();
    for group in groups {
        let size = (group.len() as f64 * choice.servers / f64::from(document.servers.count)).round() as u32;
        for server in group {
            new.insert(server, (next..next + size).collect());
        }
        next += size;
    }
    new
}
