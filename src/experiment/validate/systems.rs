//! The queues among the systems: what is built, and what theory says of it.
//!
//! Every scenario is the shipped product's own text: a cell with an unlimited network, no cache and one class. A mean
//! service time of 1 s and a warm-up of one sampling interval are used throughout; the length is chosen so that twenty
//! runs are precise enough for the check (the interval is not allowed to be wide).

use super::case::{Case, Family, HOLDS};
use super::quantity::Quantity as Q;
use super::scenario::Station;
use crate::theory::{finite, impatience, queues, retrial, sharing, timeouts};
use crate::units::Span;

/// The squared coefficient of variation of a lognormal with sigma 1.
const LOGNORMAL_CV2: f64 = std::f64::consts::E - 1.0;

/// M/M/1, M/M/c, M/M/c/K, Erlang B, M/G/1.
pub fn queues() -> Vec<Case> {
    [patient(), bounded(), any_service()].concat()
}

/// M/M/1 and M/M/c: everybody waits.
fn patient() -> Vec<Case> {
    let mut cases = Vec::new();
    for (arrival, hours, precision) in [(0.5, 30.0, 0.03), (0.8, 50.0, 0.05), (0.65, 25.0, 0.04), (0.95, 90.0, 0.12)] {
        let theory = queues::mm1(arrival, 1.0).expect(HOLDS);
        let scenario = Station::open(arrival).hours(hours).text();
        let case = Case::new(Family::Queues, format!("mm1-{arrival}"), format!("M/M/1, λ {arrival}"), scenario);
        cases.push(
            case.check_within(Q::InSystem, theory.in_system, precision)
                .check_within(Q::Wait, theory.wait, precision)
                .check(Q::Busy, theory.busy),
        );
    }
    for (arrival, workers, hours, precision) in
        [(1.6, 2, 25.0, 0.05), (8.0, 10, 10.0, 0.08), (90.0, 100, 2.0, 0.10), (3.5, 5, 12.0, 0.06)]
    {
        let theory = queues::mmc(arrival, 1.0, workers).expect(HOLDS);
        let scenario = Station::open(arrival).workers(workers).hours(hours).text();
        let name = format!("M/M/{workers}, λ {arrival}");
        let mut case = Case::new(Family::Queues, format!("mmc-{arrival}-{workers}"), name, scenario)
            .check_within(Q::Delayed, theory.delayed, precision)
            .check_within(Q::Wait, theory.wait, precision)
            .check_within(Q::Waiting, theory.waiting, precision)
            .check(Q::Busy, theory.busy);
        if let (Some(over), true) = (queues::mmc_wait_over(arrival, 1.0, workers, 1.0), workers <= 10) {
            case = case.check_within(Q::WaitOver(Span::secs(1)), over, precision);
        }
        cases.push(case);
    }
    cases
}

/// M/M/c/K and Erlang B: who finds no place is refused.
fn bounded() -> Vec<Case> {
    let mut cases = Vec::new();
    for (arrival, workers, places, hours) in
        [(0.8, 1, 5, 30.0), (8.0, 10, 20, 15.0), (30.0, 10, 60, 1.0), (1.2, 1, 8, 15.0), (4.0, 3, 12, 5.0)]
    {
        let theory = queues::mmck(arrival, 1.0, workers, places).expect(HOLDS);
        let scenario = Station::open(arrival).workers(workers).queue(places - workers).hours(hours).text();
        let (id, name) = (format!("mmck-{arrival}-{workers}-{places}"), format!("M/M/{workers}/{places}, λ {arrival}"));
        // A rare refusal needs many arrivals, and a wide interval still tells it from a wrong one.
        let precision = if theory.refused < 0.05 { 0.06 } else { 0.03 };
        cases.push(
            Case::new(Family::Queues, id, name, scenario)
                .check_within(Q::Refused, theory.refused, precision)
                .check(Q::Waiting, theory.waiting)
                .check(Q::Delayed, theory.delayed)
                .check(Q::Busy, theory.busy),
        );
    }
    let [fixed, _, exponential, _, lognormal] = SHAPES;
    let loss =
        [(5, 3.0, exponential, 8.0), (10, 8.0, fixed, 3.0), (10, 8.0, lognormal, 3.0), (100, 90.0, exponential, 2.0)];
    for (workers, arrival, (service, shape, _), hours) in loss {
        let theory = queues::erlang_b(workers, arrival).expect(HOLDS);
        let scenario = Station::open(arrival).workers(workers).queue(0).service(service).hours(hours).text();
        let name = format!("Erlang B, {workers} lines, {arrival} Erlang, {shape}");
        cases.push(
            Case::new(Family::Queues, format!("erlang-b-{workers}-{arrival}-{shape}"), name, scenario)
                .check(Q::Refused, theory)
                .check(Q::Busy, arrival * (1.0 - theory)),
        );
    }
    cases
}

/// M/G/1.
fn any_service() -> Vec<Case> {
    let mut cases = Vec::new();
    for (service, shape, cv2) in SHAPES {
        for (arrival, hours, precision) in [(0.5, 30.0, 0.06), (0.75, 40.0, 0.10), (0.9, 60.0, 0.15)] {
            let theory = queues::mg1(arrival, 1.0, cv2).expect(HOLDS);
            let scenario = Station::open(arrival).service(service).hours(hours).text();
            let name = format!("M/G/1, {shape} service, λ {arrival}");
            cases.push(
                Case::new(Family::Queues, format!("mg1-{shape}-{arrival}"), name, scenario)
                    .check_within(Q::Wait, theory.wait, precision)
                    .check(Q::Busy, theory.busy),
            );
        }
    }
    cases
}

/// Service times with a mean of 1 s: how a scenario writes them, their name, their cv².
const SHAPES: [(&str, &str, f64); 5] = [
    ("\"1 s\"", "fixed", 0.0),
    ("{ erlang = { mean = \"1 s\", stages = 2 } }", "erlang-2", 0.5),
    ("{ exponential = \"1 s\" }", "exponential", 1.0),
    ("{ hyperexponential = { mean = \"1 s\", cv2 = 4.0 } }", "hyperexponential", 4.0),
    ("{ lognormal = { mean = \"1 s\", sigma = 1.0 } }", "lognormal", LOGNORMAL_CV2),
];

/// The fair link as M/G/1-PS: replies of 1 MB on average on a link of 1 MB/s.
pub fn sharing() -> Vec<Case> {
    let sizes = [
        ("\"1 MB\"", "fixed"),
        ("{ exponential = \"1 MB\" }", "exponential"),
        ("{ lognormal = { mean = \"1 MB\", sigma = 1.0 } }", "lognormal"),
    ];
    let mut cases = Vec::new();
    for (size, shape) in sizes {
        for (load, hours, precision) in [(0.5, 25.0, 0.03), (0.8, 50.0, 0.06), (0.9, 80.0, 0.12)] {
            let number = sharing::transfers(load).expect(HOLDS);
            let slower = sharing::slowdown(load).expect(HOLDS);
            let scenario = Station::open(load).link(size).hours(hours).text();
            let mut case = Case::new(
                Family::Sharing,
                format!("ps-{shape}-{load}"),
                format!("M/G/1-PS, {shape} sizes, load {load}"),
                scenario,
            )
            .check_within(Q::Transfers, number, precision)
            .check_within(Q::SlowdownSmall(1e6), slower, precision);
            if shape != "fixed" {
                case = case.check_within(Q::SlowdownLarge(1e6), slower, precision);
            }
            cases.push(case);
        }
    }
    cases
}

/// M/M/c//N.
pub fn finite_sources() -> Vec<Case> {
    let mut cases = Vec::new();
    for (clients, thinking, workers) in [(10, 0.1, 1), (50, 0.1, 4), (25, 0.2, 3)] {
        let theory = finite::finite_source(clients, thinking, 1.0, workers).expect(HOLDS);
        let scenario = Station::closed(clients, thinking).workers(workers).hours(20.0).text();
        let name = format!("M/M/{workers}//{clients}, γ {thinking}");
        cases.push(
            Case::new(Family::FiniteSource, format!("finite-{clients}-{thinking}-{workers}"), name, scenario)
                .check(Q::InSystem, theory.in_system)
                .check(Q::Busy, theory.busy)
                .check(Q::Wait, theory.wait)
                .check(Q::Delayed, theory.delayed),
        );
    }
    cases
}

/// M/M/c+M.
pub fn impatience() -> Vec<Case> {
    let mut cases = Vec::new();
    for (arrival, workers, patience, hours) in [(8.0, 10, 0.5, 8.0), (12.0, 10, 0.5, 4.0), (3.0, 3, 0.2, 8.0)] {
        let theory = impatience::erlang_a(arrival, 1.0, workers, patience).expect(HOLDS);
        let scenario = Station::open(arrival).workers(workers).leaves_queue(patience).hours(hours).text();
        let name = format!("M/M/{workers}+M, λ {arrival}, θ {patience}");
        cases.push(
            Case::new(Family::Impatience, format!("erlang-a-{arrival}-{workers}"), name, scenario)
                .check(Q::Delayed, theory.delayed)
                .check(Q::Waiting, theory.waiting)
                .check(Q::Abandoned, theory.abandoned)
                .check(Q::Busy, theory.busy),
        );
    }
    for (arrival, workers, patience, hours) in [(3.0, 3, 0.2, 8.0), (6.0, 4, 0.3, 5.0)] {
        let theory = impatience::leaves_any_time(arrival, 1.0, workers, patience).expect(HOLDS);
        let scenario = Station::open(arrival).workers(workers).cancels(patience).hours(hours).text();
        let name = format!("M/M/{workers} cancelled any time, λ {arrival}, θ {patience}");
        cases.push(
            Case::new(Family::Impatience, format!("cancelled-{arrival}-{workers}"), name, scenario)
                .check(Q::Delayed, theory.delayed)
                .check(Q::Waiting, theory.waiting)
                .check(Q::Abandoned, theory.abandoned)
                .check(Q::Busy, theory.busy),
        );
    }
    cases
}

/// Retrial queues, open and closed.
pub fn retrials() -> Vec<Case> {
    let mut cases = Vec::new();
    for (arrival, retry, hours, precision) in [
        (0.5, 0.1, 60.0, 0.04),
        (0.5, 1.0, 40.0, 0.03),
        (0.8, 1.0, 40.0, 0.06),
        (0.9, 0.5, 50.0, 0.10),
        (0.7, 2.0, 40.0, 0.05),
    ] {
        let theory = retrial::mm1(arrival, 1.0, retry).expect(HOLDS);
        let scenario = Station::open(arrival).queue(0).retries(retry).hours(hours).text();
        let name = format!("M/M/1/1 retrial, λ {arrival}, ν {retry}");
        cases.push(
            Case::new(Family::Retrials, format!("retrial-{arrival}-{retry}"), name, scenario)
                .check_within(Q::Orbit, theory.orbit, precision)
                .check_within(Q::OrbitVariance, theory.orbit_variance, 3.0 * precision)
                .check(Q::FirstRefused, theory.all_busy)
                .check(Q::Busy, theory.busy),
        );
    }
    for (arrival, retry, workers, hours, precision) in [
        (1.0, 1.0, 2, 30.0, 0.03),
        (1.6, 1.0, 2, 30.0, 0.08),
        (4.0, 1.0, 5, 15.0, 0.06),
        (8.0, 1.0, 10, 8.0, 0.05),
        (9.0, 1.0, 10, 8.0, 0.15),
        (2.2, 0.4, 3, 25.0, 0.06),
    ] {
        let theory = retrial::mmc(arrival, 1.0, retry, workers).expect(HOLDS);
        let scenario = Station::open(arrival).workers(workers).queue(0).retries(retry).hours(hours).text();
        let name = format!("M/M/{workers}/{workers} retrial, λ {arrival}, ν {retry}");
        cases.push(
            Case::new(Family::Retrials, format!("retrial-{arrival}-{retry}-{workers}"), name, scenario)
                .check(Q::FirstRefused, theory.all_busy)
                .check_within(Q::Orbit, theory.orbit, precision)
                .check(Q::Busy, theory.busy),
        );
    }
    for (clients, thinking, retry, workers) in [(20, 0.05, 0.5, 1), (50, 0.05, 0.5, 3), (30, 0.1, 0.2, 2)] {
        let theory = retrial::finite_source(clients, thinking, 1.0, retry, workers).expect(HOLDS);
        let scenario = Station::closed(clients, thinking).workers(workers).queue(0).retries(retry).hours(20.0).text();
        let name = format!("M/M/{workers}/{workers}//{clients} retrial, γ {thinking}, ν {retry}");
        cases.push(
            Case::new(Family::Retrials, format!("retrial-closed-{clients}-{retry}"), name, scenario)
                .check(Q::Busy, theory.busy)
                .check(Q::Orbit, theory.orbit)
                .check_within(Q::OrbitVariance, theory.orbit_variance, 0.06),
        );
    }
    cases
}

/// Clients that time out, retry, and leave their work behind.
pub fn timeouts() -> Vec<Case> {
    let plan = |clients, retry, queue| timeouts::Impatient {
        clients,
        thinking: 0.05,
        service: 1.0,
        retry,
        patience: 0.5,
        queue,
    };
    let more = timeouts::Impatient { clients: 8, thinking: 0.1, service: 1.0, retry: 1.0, patience: 0.25, queue: 4 };
    let mut cases = Vec::new();
    for plan in [plan(6, 0.5, 6), plan(10, 2.0, 2), more] {
        let theory = timeouts::impatient(&plan).expect(HOLDS);
        let station = Station::closed(plan.clients, plan.thinking).queue(plan.queue).random_order();
        let scenario = station.gives_up(plan.patience).retries(plan.retry).hours(40.0).text();
        let timeouts::Impatient { clients, thinking, retry, patience, queue, .. } = plan;
        let name = format!("{clients} clients with timeouts, γ {thinking}, ν {retry}, θ {patience}, queue {queue}");
        cases.push(
            Case::new(Family::Timeouts, format!("timeouts-{clients}-{queue}"), name, scenario)
                .check(Q::Goodput, theory.goodput)
                .check(Q::InVain, theory.in_vain)
                .check(Q::AfterLeaving, theory.after_leaving)
                .check(Q::Busy, theory.busy)
                .check(Q::Orbit, theory.backing_off),
        );
    }
    cases
}
