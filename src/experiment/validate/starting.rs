//! Instances that start, among the graphs: after a crash, beside requests, and again and again.

use super::case::{Case, HOLDS};
use super::graph::{Graph, case};
use super::quantity::Quantity as Q;
use crate::theory::{ejection, queues, sharing};

/// A crash at the onset, after which the instance works on its start for the rest of the run.
const CRASH: &str = "at = \"0 s\"\nlasts = \"1 s\"\ndo.crash_servers = {}";
const STARTS: &str = "start = { work = \"1000 h\", serves_meanwhile = true }";

/// Every system with an instance that starts.
pub fn started() -> Vec<Case> {
    let mut cases = vec![after_a_crash(), again_and_again()];
    cases.extend(beside_requests());
    cases
}

fn after_a_crash() -> Case {
    let (down, start, hours) = (300.0, 420.0, 1.0);
    let graph = Graph::new(hours)
        .customers("customers", 20.0, "front", "")
        .service(
            "front",
            &format!("workers = \"unlimited\"\nsteps = [{{ work = \"5 ms\" }}]\nstart = {{ work = \"{start} s\" }}"),
        )
        .event("down", &format!("at = \"0 s\"\nlasts = \"{down} s\"\ndo.crash_servers = {{}}"));
    let failed = ejection::failed_down(down, start, hours * 3600.0).expect(HOLDS);
    case("start-after-crash", format!("down for {down} s, a start of {start} s"), &graph).check(Q::Failed, failed)
}

/// Every check takes longer than it may.
fn again_and_again() -> Case {
    let (every, fails, start) = (5.0, 3, 6.0);
    let graph = Graph::new(1.0)
        .customers("customers", 20.0, "front", "")
        .service(
            "front",
            &format!("workers = \"unlimited\"\nsteps = [{{ work = \"5 ms\" }}]\nstart = {{ work = \"{start} s\" }}"),
        )
        .table(
            "balancers.front",
            &format!(
                "check = {{ every = \"{every} s\", work = \"2 s\" }}\nrestarts = {{ fails = {fails} }}\nat_most_ejected = 0"
            ),
        );
    let failed = ejection::failed_restarting(every, fails, start).expect(HOLDS);
    case("restarts-3", format!("restarted at every {fails}rd check, a start of {start} s"), &graph)
        .check_about(Q::Failed, failed, 0.003)
        .check_about(Q::RestartsAt("front"), ejection::restarts(every, fails).expect(HOLDS), 0.003)
}

/// A worker that works on its start is one less, and on a processor it has its part.
fn beside_requests() -> [Case; 2] {
    let (arrival, workers, hours) = (1.4, 3, 5.0);
    let steps = "steps = [{ work = { exponential = \"1 s\" } }]";
    let graph = Graph::new(hours)
        .customers("customers", arrival, "front", "")
        .service("front", &format!("workers = {workers}\n{steps}\n{STARTS}"))
        .event("down", CRASH);
    let theory = queues::mmc(arrival, 1.0, workers - 1).expect(HOLDS);
    let worker = case("start-on-worker", format!("M/M/{workers}, of which one starts, λ {arrival}"), &graph)
        .check_within(Q::PresentAt("front"), theory.in_system + 1.0, 0.06)
        .check_within(Q::WaitAt("front"), theory.wait, 0.1);
    let load = 0.6;
    let graph = Graph::new(hours)
        .customers("customers", load, "front", "")
        .service("front", &format!("workers = \"unlimited\"\nprocessors = {{ cores = 1 }}\n{steps}\n{STARTS}"))
        .event("down", CRASH);
    let shared = case("start-on-processor", format!("M/G/1-PS beside a start, ρ {load}"), &graph).check_within(
        Q::PresentAt("front"),
        sharing::beside(load, 1).expect(HOLDS) + 1.0,
        0.06,
    );
    [worker, shared]
}
