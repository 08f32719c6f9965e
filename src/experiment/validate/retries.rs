//! Tries that end by chance, or by the kind of error: of clients and of calls.

use super::case::{Case, Family, HOLDS};
use super::graph::Graph;
use super::quantity::Quantity as Q;
use crate::theory::storm;

/// Every system.
pub(super) fn retries() -> Vec<Case> {
    [by_chance(), by_kind()].into_iter().flatten().collect()
}

/// Clients whose patience wears off, and a caller whose does, where much or all fails.
fn by_chance() -> Vec<Case> {
    let mut cases = Vec::new();
    let (of_clients, of_calls) = ([1.0, 0.5, 0.2], [0.9, 0.6]);
    for (failure, arrival, hours) in [(1.0, 5.0, 1.0), (0.7, 5.0, 1.5)] {
        let graph = Graph::new(hours)
            .customers("customers", arrival, "front", "")
            .behave(&format!("tries = 6\nany_error.after = \"10 ms\"\nretries_with = {of_clients:?}"))
            .front("{ call = \"store\" }")
            .call(
                "store",
                &format!("behaviour = {{ tries = 4, any_error.after = \"10 ms\", retries_with = {of_calls:?} }}"),
            )
            .service(
                "store",
                &format!("workers = 100\nfailure_probability = {failure}\nsteps = [{{ work = \"1 ms\" }}]"),
            );
        let below = storm::attempts_with_chances(failure, 4, &of_calls).expect(HOLDS);
        // A request of the store fails as a whole unless one of its tries is answered well: one of f of those is.
        let fails = 1.0 - (1.0 - failure) * below;
        let above = storm::attempts_with_chances(fails, 6, &of_clients).expect(HOLDS);
        let name = format!("tries that end by chance, f {failure}");
        cases.push(
            Case::new(Family::Networks, format!("chances-{failure}"), name, graph.text())
                .check_within(Q::TriesPerRequest("store"), below, 0.01)
                .check_within(Q::TriesPerRequest("front"), above, 0.01),
        );
    }
    cases
}

/// Every try fails: with an error if its exponential work is done within the timeout, and as a timeout else. The second
/// error or the third timeout of a request ends it.
fn by_kind() -> Vec<Case> {
    let (mean, timeout, errors, timeouts) = (1.0, 0.8, 2, 3);
    let limits = format!("tries_per_error = {{ server_error = {errors}, no_answer = {timeouts} }}");
    let error = 1.0 - f64::exp(-timeout / mean);
    let tries = storm::attempts_of_two_kinds(error, errors, timeouts).expect(HOLDS);
    let store = format!(
        "workers = \"unlimited\"\nfailure_probability = 1.0\nsteps = [{{ work = {{ exponential = \"{mean} s\" }} }}]"
    );
    let called = Graph::new(1.0)
        .customers("customers", 5.0, "front", "")
        .front("{ call = \"store\" }")
        .call("store", &format!("timeout = \"{timeout} s\"\nbehaviour = {{ any_error.after = \"10 ms\", {limits} }}"))
        .service("store", &store);
    let asked = Graph::new(1.0)
        .customers("customers", 5.0, "store", &format!("timeout = \"{timeout} s\""))
        .behave(&format!("any_error.after = \"10 ms\"\n{limits}"))
        .service("store", &store);
    let case = |id: &str, whose: &str, graph: &Graph| {
        let name = format!("{errors} errors or {timeouts} timeouts end a request of {whose}");
        Case::new(Family::Networks, id, name, graph.text())
    };
    vec![
        case("kinds-of-calls", "a handler", &called).check_within(Q::TriesPerRequest("store"), tries, 0.01),
        case("kinds-of-clients", "a client", &asked).check_within(Q::AttemptsPerWish, tries, 0.01),
    ]
}
