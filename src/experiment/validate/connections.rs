//! Connections that cost to open: a handshake is work like any other, done by whoever takes the first request on it. And
//! ways of random length, which leave a Poisson stream what it is.

use super::case::{Case, HOLDS};
use super::graph::{Graph, case};
use super::quantity::Quantity as Q;
use crate::theory::{queues, storm};

/// A handshake with every request, and a storm of them.
pub fn connections() -> Vec<Case> {
    vec![of_clients(), of_a_service(), refused(), storm_of_handshakes(), random_ways()]
}

/// M/G/1 whose service is a fixed handshake and exponential work: E(S) 1 s, variance 0.7² s².
fn of_clients() -> Case {
    let (arrival, handshake, work) = (0.6, 0.3, 0.7);
    let theory = queues::mg1(arrival, handshake + work, work * work).expect(HOLDS);
    let graph = Graph::new(7.0)
        .customers("customers", arrival, "front", "")
        .call("front", &format!("connection = {{ work = \"{handshake} s\", keeps = 0 }}"))
        .station("front", 1, work);
    case("handshakes-0.6", "M/G/1, λ 0.6, a handshake of 0.3 s and 0.7 s of exponential work", &graph)
        .check_within(Q::WaitAt("front"), theory.wait, 0.06)
        .check_within(Q::PresentAt("front"), theory.in_system, 0.05)
        .check(Q::BusyAt("front"), theory.busy)
}

/// The same between services: two exponential stages of 0.5 s, cv² ½.
fn of_a_service() -> Case {
    let (arrival, stage) = (0.6, 0.5);
    let theory = queues::mg1(arrival, 2.0 * stage, 0.5).expect(HOLDS);
    let graph = Graph::new(7.0)
        .customers("customers", arrival, "front", "")
        .front("{ call = \"store\" }")
        .call("store", &format!("connection = {{ work = {{ exponential = \"{stage} s\" }}, keeps = 0 }}"))
        .station("store", 1, stage);
    case("handshakes-behind-0.6", "M/E2/1 behind a front, λ 0.6, handshake and work of 0.5 s each", &graph)
        .check_within(Q::WaitAt("store"), theory.wait, 0.06)
        .check_within(Q::PresentAt("store"), theory.in_system, 0.05)
}

/// One worker and no queue: who is refused has shaken hands all the same.
fn refused() -> Case {
    let (arrival, handshake) = (0.8, 0.5);
    let theory = queues::costly_refusals(arrival, 1.0 + handshake, handshake).expect(HOLDS);
    let graph = Graph::new(4.0)
        .customers("customers", arrival, "front", "")
        .call("front", &format!("connection = {{ work = \"{handshake} s\", keeps = 0 }}"))
        .service("front", "queue = 0\nsteps = [{ work = { exponential = \"1 s\" } }]");
    case("handshakes-refused-0.8", "one worker, no queue, λ 0.8, a handshake of 0.5 s for everybody", &graph)
        .check(Q::Refused, theory)
        .check(Q::BusyAt("front"), theory)
}

/// Everybody has a connection when the service restarts, and asks again behind a link that holds all messages until one
/// moment. Nobody asks a third time.
fn storm_of_handshakes() -> Case {
    let (clients, workers, handshake, work) = (200, 4, 0.5, 0.1);
    let wait = storm::reconnect_wait(clients, workers, handshake + work).expect(HOLDS);
    let busy = f64::from(clients) * (handshake + work) / 3600.0;
    let graph = Graph::new(1.0)
        .crowd(clients, 300.0, "front")
        .link("wan", "delay = \"10 ms\"")
        .call("front", &format!("link = \"wan\"\nconnection = {{ round_trips = 2, work = \"{handshake} s\" }}"))
        .service("front", &format!("workers = {workers}\nsteps = [{{ work = \"{work} s\" }}]"))
        .event("restart", "at = \"100 s\"\nlasts = \"1 s\"\nof = \"front\"\ndo.crash_servers = {}")
        .event("hold", "at = \"200 s\"\nlasts = \"100 s\"\nof = \"wan\"\ndo.cut_network = { messages = \"held\" }")
        .event("enough", "at = \"290 s\"\ndo.surge = { class = \"customers\", factor = 1e-9 }");
    case("reconnect-storm-200-4", "200 handshakes of 0.5 s, and requests of 0.1 s, at once to 4 workers", &graph)
        .check_within(Q::WaitAt("front"), wait, 1e-6)
        .check_within(Q::BusyAt("front"), busy, 1e-6)
}

/// M/M/1 behind random ways: who arrives in a Poisson stream and is then delayed by any law arrives in a Poisson stream
/// (the displacement theorem; Kingman 1993, "Poisson Processes").
fn random_ways() -> Case {
    let (arrival, way) = (0.7, 2.0);
    let theory = queues::mm1(arrival, 1.0).expect(HOLDS);
    let graph = Graph::new(7.0)
        .customers("customers", arrival, "front", "")
        .link("wan", &format!("delay = {{ exponential = \"{way} s\" }}"))
        .call("front", "link = \"wan\"")
        .station("front", 1, 1.0);
    case("random-ways-0.7", "M/M/1 behind exponential ways of 2 s, λ 0.7", &graph)
        .check_within(Q::WaitAt("front"), theory.wait, 0.08)
        .check_within(Q::TimeOfClass(0), 2.0 * way + theory.in_system / arrival, 0.05)
}
