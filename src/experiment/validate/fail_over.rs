//! Calls that fail over, among the graphs: a Poisson stream of which each request goes one way or the other is two Poisson
//! streams (Kingman 1993, "Poisson processes").

use super::case::{Case, HOLDS};
use super::graph::{Graph, case};
use super::quantity::Quantity as Q;
use crate::theory::queues;

/// A share of the calls to an M/M/1 goes to an M/M/2.
pub fn failed_over() -> Vec<Case> {
    let (arrival, share) = (0.8, 0.5);
    let graph = |graph: Graph| {
        let over = format!("at = \"0 s\"\ndo.fail_over = {{ call = \"store\", to = \"standby\", share = {share} }}");
        graph.station("store", 1, 1.0).station("standby", 2, 2.5).event("over", &over)
    };
    let (kept, passed) = (arrival * (1.0 - share), arrival * share);
    let (own, other) = (queues::mmc(kept, 1.0, 1).expect(HOLDS), queues::mmc(passed, 0.4, 2).expect(HOLDS));
    let customers = |call: &str| Graph::new(8.0).customers("customers", arrival, call, "");
    let of_step = graph(customers("front").front("{ call = \"store\" }"));
    let of_clients = graph(customers("store"));
    let checked = |id: &str, system: String, graph: &Graph| {
        case(id, system, graph)
            .check_within(Q::PresentAt("store"), own.in_system, 0.06)
            .check_within(Q::WaitAt("store"), own.wait, 0.08)
            .check_within(Q::PresentAt("standby"), other.in_system, 0.05)
            .check_within(Q::WaitAt("standby"), other.wait, 0.09)
    };
    let of =
        |whose: &str| format!("{whose}: M/M/1 λ {kept:.2}, and M/M/2 λ {passed:.2} to which {share} of them fail over");
    vec![
        checked("fail-over", of("calls of a step"), &of_step),
        checked("fail-over-clients", of("calls of clients"), &of_clients),
    ]
}
