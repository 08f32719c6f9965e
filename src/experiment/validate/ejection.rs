//! Ejected instances among the graphs: one of four goes down at the onset and stays down.

use super::case::{Case, Family, HOLDS};
use super::graph::Graph;
use super::quantity::Quantity as Q;
use crate::theory::{balance, ejection, queues};

const INSTANCES: u32 = 4;

/// Four instances with so many workers each, of which the first one goes down, and what their balancer is.
fn one_of_four(hours: f64, arrival: f64, rule: &str, (workers, work): (&str, &str), balancer: &str) -> Graph {
    Graph::new(hours)
        .customers("customers", arrival, "front", "")
        .call("front", &format!("balance = \"{rule}\""))
        .service("front", &format!("instances = {INSTANCES}\nworkers = {workers}\nsteps = [{{ work = {work} }}]"))
        .table("balancers.front", balancer)
        .table("timeline.down", "at = \"0 s\"\ndo.crash_servers = { servers = { only = [0] } }")
}

/// Every system with an ejected instance.
pub fn ejected() -> Vec<Case> {
    let case = |id: &str, system: String, graph: &Graph| Case::new(Family::Networks, id, system, graph.text());
    let alone = ("1", "{ exponential = \"1 s\" }");
    let at_once = "at_most_ejected = 0.25\ncheck = { every = \"1 s\", fails = 1, through_queue = false }";
    let arrival = 2.0;
    let each = arrival / f64::from(INSTANCES) * ejection::load_of_others(INSTANCES, 1).expect(HOLDS);
    let left = f64::from(INSTANCES - 1);
    let theory = queues::mmc(each, 1.0, 1).expect(HOLDS);
    let graph = one_of_four(3.0, arrival, "random", alone, at_once);
    let random = case("ejected-random", format!("M/M/1 three times, one of four ejected, λ {arrival}"), &graph)
        .check_within(Q::PresentAt("front"), left * theory.in_system, 0.05)
        .check(Q::BusyAt("front"), arrival);
    let theory = balance::round_robin(left * each, 1.0, INSTANCES - 1).expect(HOLDS);
    let graph = one_of_four(3.0, arrival, "round_robin", alone, at_once);
    let in_turn = case("ejected-in-turn", format!("E3/M/1, one of four ejected, λ {arrival}"), &graph)
        .check_within(Q::PresentAt("front"), left * theory.in_system, 0.05)
        .check_within(Q::WaitAt("front"), theory.wait, 0.07);
    let (arrival, hours, fails, free) = (40.0, 0.5, 6, ("\"unlimited\"", "\"5 ms\""));
    let delay = ejection::detection(20.0, fails).expect(HOLDS);
    let checks = format!("check = {{ every = \"20 s\", fails = {fails} }}");
    let graph = one_of_four(hours, arrival, "random", free, &checks);
    let failed = ejection::failed_until(delay, INSTANCES, hours * 3600.0).expect(HOLDS);
    let detected = case("ejection-delay", format!("one of four down, {fails} checks in a row, 20 s each"), &graph)
        .check_within(Q::Failed, failed, 0.08)
        .check_within(Q::InRotation("front"), 1.0 - (1.0 / f64::from(INSTANCES) - failed), 0.01);
    let (arrival, errors, out_for) = (20.0, 5, 30.0);
    let outliers = format!("outliers = {{ errors_in_a_row = {errors}, out_for = \"{out_for} s\" }}");
    let graph = one_of_four(2.0, arrival, "random", free, &outliers);
    let failed = ejection::failed_again(arrival, INSTANCES, errors, out_for).expect(HOLDS);
    let out = out_for / (out_for + ejection::time_to_fail(arrival, INSTANCES, errors).expect(HOLDS));
    // The run begins with errors, and so has a few more than its part.
    let again = case("ejection-again", format!("one of four down, out {out_for} s after {errors} errors"), &graph)
        .check_about(Q::Failed, failed, 0.01)
        .check_about(Q::InRotation("front"), 1.0 - out / f64::from(INSTANCES), 0.001);
    vec![random, in_turn, detected, again]
}
