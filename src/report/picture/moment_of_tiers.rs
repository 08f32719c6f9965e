//! What the services of a graph show in an interval.

use crate::experiment::Outcome;
use crate::report::graph::now::ServiceNow;
use crate::report::graph::{Service, now};
use crate::report::words::{brief, count, number, rate, waiting};

use super::Shown;
use super::source::{Source, Tells};
use super::tiers::System;

/// What a part shows that tells something of services; what tells something else is not theirs to show.
pub(super) fn shown(system: &System, outcome: &Outcome, interval: usize, source: Source) -> Shown {
    match source {
        Source::Service(number, tells) => service(system, outcome, interval, number, tells),
        Source::Flow(call) => flow(system, outcome, interval, call),
        Source::Links => Shown::Words(links(system, outcome, interval)),
        Source::Clock
        | Source::Phase
        | Source::LastDone
        | Source::People(_)
        | Source::Plight(_)
        | Source::Attempts(_)
        | Source::Gate(_)
        | Source::GateWords(_)
        | Source::Refused(_)
        | Source::Level(_)
        | Source::LevelWords(_)
        | Source::Cache
        | Source::Answered => Shown::Words(String::new()),
    }
}

/// What a part of a service shows.
fn service(system: &System, outcome: &Outcome, interval: usize, number: usize, tells: Tells) -> Shown {
    let (service, now) = (&system.graph.services[number], now::service(outcome, number, interval));
    let share = match now.there {
        Some(there) if there > 0.0 => now.busy / there,
        Some(_) => f64::from(u8::from(now.busy > 0.0)),
        None => 0.0,
    };
    match tells {
        Tells::Size => Shown::Words(size(service, now)),
        Tells::Tries => Shown::Words(rate(asked(system, outcome, number, interval))),
        Tells::Busy => Shown::Share(share.clamp(0.0, 1.0)),
        Tells::BusyWords => Shown::Words(match now.there {
            Some(there) if there <= 0.0 => "down".to_owned(),
            Some(_) => brief(share.clamp(0.0, 1.0)),
            None => number_of(now.busy),
        }),
        Tells::Waiting => Shown::Share((now.waiting / system.full[number].max(1e-9)).clamp(0.0, 1.0)),
        Tells::WaitingWords => Shown::Words(waiting(now.waiting)),
        Tells::LookUps => Shown::Words(rate(now.look_ups)),
        Tells::Found => Shown::Share(now.found.unwrap_or(0.0)),
        Tells::FoundWords => Shown::Words(now.found.map_or("–".to_owned(), brief)),
    }
}

fn number_of(busy: f64) -> String {
    if busy < 0.1 { "0".to_owned() } else { number(busy) }
}

/// How large a service is; where some of its workers are not there, or some instances not in rotation, how many are.
fn size(service: &Service, now: ServiceNow) -> String {
    let planned = service.workers.map(|workers| f64::from(workers) * f64::from(service.instances));
    let (used, all) = now.rotation;
    if used < all - 0.05 {
        return format!("{} of {} in rotation", number(used), count(all));
    }
    match (service.cache, planned, now.there) {
        (false, Some(planned), Some(there)) if (there - planned).abs() > 0.5 => {
            format!("{} of {} workers", count(there), count(planned))
        }
        (_, _, _) => service.size(),
    }
}

/// Tries of all calls to a service.
fn asked(system: &System, outcome: &Outcome, number: usize, interval: usize) -> f64 {
    let calls = system.graph.calls.iter().enumerate().filter(|(_, call)| call.to == number);
    calls.map(|(call, _)| now::call(outcome, &system.graph, call, interval)).map(|call| call.first + call.again).sum()
}

/// The tries of a call.
fn flow(system: &System, outcome: &Outcome, interval: usize, call: usize) -> Shown {
    let now = now::call(outcome, &system.graph, call, interval);
    Shown::Flow(now.first / system.most, now.again / system.most)
}

/// How busy the links are.
fn links(system: &System, outcome: &Outcome, interval: usize) -> String {
    let link = |number: &usize| {
        let (name, now) = (&system.graph.links[*number], now::link(outcome, *number, interval));
        format!("{name}: {} in, {} out", brief(now.up.min(1.0)), brief(now.down.min(1.0)))
    };
    let all: Vec<String> = system.links.iter().map(link).collect();
    format!("busy links: {}", all.join("; "))
}
