//! Durable queues and counted resources among the graphs: whoever asks a durable queue is answered after the acceptance,
//! whatever waits, and the work is an M/M/c; a resource of which each request takes one is a place.

use super::case::{Case, HOLDS};
use super::graph::{Graph, case};
use super::quantity::Quantity as Q;
use crate::theory::queues;

/// Both.
pub fn kept() -> Vec<Case> {
    [durable_queues(), resources()].concat()
}

/// Clients that wait for the acceptance alone, and the queue behind it.
fn durable_queues() -> Vec<Case> {
    let (arrival, workers, accept) = (1.5, 2, 0.25);
    let theory = queues::mmc(arrival, 1.0, workers).expect(HOLDS);
    let steps = "steps = [{ work = { exponential = \"1 s\" } }]";
    let says = format!("workers = {workers}\n{steps}\ndurable = {{ accept = \"{accept} s\" }}");
    let graph = Graph::new(6.0).customers("customers", arrival, "jobs", "").service("jobs", &says);
    let name = format!("durable queue, M/M/{workers} behind an acceptance of {accept} s, λ {arrival}");
    let durable = case("durable", name, &graph)
        .check(Q::TimeOfClass(0), accept)
        .check(Q::Goodput, arrival)
        .check_within(Q::PresentAt("jobs"), theory.in_system, 0.06)
        .check_within(Q::WaitAt("jobs"), theory.wait, 0.09);
    vec![durable]
}

/// A resource of which each request takes one, as places.
fn resources() -> Vec<Case> {
    let (arrival, workers, places) = (2.4, 2, 6);
    let theory = queues::mmck(arrival, 1.0, workers, places).expect(HOLDS);
    let says = "resources.memory = { per = \"request\", amount = 2.0, limit = 12.0, consequence = \"refuse\" }";
    let steps = "steps = [{ work = { exponential = \"1 s\" } }]";
    let graph = Graph::new(4.0)
        .customers("customers", arrival, "api", "")
        .service("api", &format!("workers = {workers}\n{steps}\n{says}"));
    let name = format!("resource for {places} requests, M/M/{workers}/{places}, λ {arrival}");
    let case = case("resource", name, &graph)
        .check_within(Q::Refused, theory.refused, 0.03)
        .check(Q::PresentAt("api"), theory.in_system)
        .check(Q::BusyAt("api"), theory.busy);
    vec![case]
}
