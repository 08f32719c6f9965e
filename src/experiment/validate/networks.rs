//! Graphs of services among the systems: networks of queues, balancing, chains of calls, deadlines, pools.
//!
//! A front that only passes on has unlimited workers and no work: what is behind it is then what theory speaks about. An
//! event loop that works before its last call, and only passes the answer on, is a station like any other.

use super::caches::caches;
use super::case::{Case, HOLDS};
use super::connections::connections;
use super::ejection::ejected;
use super::fail_over::failed_over;
use super::graph::{Graph, case};
use super::kept::kept;
use super::quantity::Quantity as Q;
use super::retries::retries;
use super::starting::started;
use crate::theory::networks::Stop;
use crate::theory::{balance, impatience, networks, queues, sharing, storm};
use crate::units::Span;

/// Every graph.
pub fn networks() -> Vec<Case> {
    [
        one_after_the_other(),
        shared(),
        neighbours(),
        balanced(),
        chains(),
        deadlines(),
        pools(),
        held(),
        refusals(),
        retries(),
        caches(),
        ejected(),
        failed_over(),
        kept(),
        started(),
        connections(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Jackson and Gordon–Newell.
fn one_after_the_other() -> Vec<Case> {
    let arrival = 0.6;
    let stops = [Stop { visits: 1.0, service: 1.0, workers: 1 }, Stop { visits: 1.0, service: 0.4, workers: 2 }];
    let theory = networks::open(arrival, &stops).expect(HOLDS);
    let tandem = Graph::new(8.0)
        .customers("customers", arrival, "front", "")
        .front("{ call = \"one\" }, { call = \"two\" }")
        .station("one", 1, 1.0)
        .station("two", 2, 2.5);
    let tandem = case("tandem-0.6", "M/M/1 → M/M/2, λ 0.6, μ 1 and 0.4", &tandem)
        .check_within(Q::PresentAt("one"), theory[0].in_system, 0.05)
        .check_within(Q::WaitAt("one"), theory[0].wait, 0.06)
        .check_within(Q::PresentAt("two"), theory[1].in_system, 0.08)
        .check_within(Q::WaitAt("two"), theory[1].wait, 0.12);
    let (arrival, hit) = (1.2, 0.6);
    let stops = [Stop { visits: 1.0 - hit, service: 1.0, workers: 1 }, Stop { visits: 1.0, service: 1.0, workers: 2 }];
    let theory = networks::open(arrival, &stops).expect(HOLDS);
    let branch = Graph::new(5.0)
        .customers("customers", arrival, "front", "")
        .front("{ call = \"cache\" }, { on = [\"miss\"], call = \"store\" }, { call = \"last\" }")
        .service("cache", &format!("entries = {{ hit_ratio = {hit} }}"))
        .station("store", 1, 1.0)
        .station("last", 2, 1.0);
    let branch = case("branch-1.2-0.6", "λ 1.2, 40 % of them by M/M/1, all by M/M/2", &branch)
        .check_within(Q::PresentAt("store"), theory[0].in_system, 0.06)
        .check_within(Q::PresentAt("last"), theory[1].in_system, 0.06);
    let stops = [Stop { visits: 2.0, service: 2.0, workers: 1 }, Stop { visits: 1.0, service: 0.5, workers: 2 }];
    let (clients, thinking) = (8, 0.2);
    let theory = networks::closed(clients, thinking, &stops).expect(HOLDS);
    let closed = Graph::new(6.0)
        .population(clients, thinking, "front")
        .front("{ call = \"processor\" }, { call = \"disk\" }, { call = \"processor\" }")
        .station("processor", 1, 0.5)
        .station("disk", 2, 2.0);
    let closed = case("closed-8-0.2", "Gordon–Newell, 8 clients, γ 0.2; μ 2, two visits; c 2, μ 0.5", &closed)
        .check(Q::Goodput, theory.throughput)
        .check_within(Q::PresentAt("processor"), theory.in_system[0], 0.05)
        .check_within(Q::PresentAt("disk"), theory.in_system[1], 0.05);
    vec![tandem, branch, closed, event_loop()]
}

/// A front that works, asks, and needs no worker for what it passes on.
fn event_loop() -> Case {
    let arrival = 0.7;
    let stops = [Stop { visits: 1.0, service: 1.0, workers: 1 }, Stop { visits: 1.0, service: 1.0, workers: 2 }];
    let theory = networks::open(arrival, &stops).expect(HOLDS);
    let time = (theory[0].in_system + theory[1].in_system) / arrival;
    let work = "steps = [{ work = { exponential = \"1 s\" } }, { call = \"store\" }]";
    let graph = Graph::new(7.0)
        .customers("customers", arrival, "front", "")
        .service("front", &format!("workers = 1\nholds_worker = false\n{work}"))
        .station("store", 2, 1.0);
    case("event-loop-0.7", "event loop, M/M/1 → M/M/2, λ 0.7, μ 1", &graph)
        .check_within(Q::WaitAt("front"), theory[0].wait, 0.08)
        .check_within(Q::PresentAt("store"), theory[1].in_system, 0.05)
        .check_within(Q::TimeOfClass(0), time, 0.05)
}

/// Shared processors.
fn shared() -> Vec<Case> {
    let mut cases = Vec::new();
    let laws = [
        ("\"1 s\"", "fixed", 1, 0.6, 4.0),
        ("{ hyperexponential = { mean = \"1 s\", cv2 = 4.0 } }", "hyperexponential", 2, 1.2, 5.0),
        ("{ exponential = \"1 s\" }", "exponential", 4, 3.0, 3.0),
    ];
    for (law, shape, cores, arrival, hours) in laws {
        let theory = sharing::on_processors(arrival, 1.0, cores).expect(HOLDS);
        let says = format!("workers = \"unlimited\"\nprocessors = {{ cores = {cores} }}\nsteps = [{{ work = {law} }}]");
        let graph = Graph::new(hours).customers("customers", arrival, "front", "").service("front", &says);
        cases.push(
            case(format!("processors-{shape}-{cores}"), format!("M/G/{cores}-PS, {shape} work, λ {arrival}"), &graph)
                .check_within(Q::PresentAt("front"), theory, 0.06),
        );
    }
    // Two kinds of work, of 0.5 s and of 2 s: load 0.25 + 0.4.
    let (small, large) = (0.5, 2.0);
    let graph = Graph::new(6.0)
        .customers("brief", 0.5, "brief", "")
        .customers("long", 0.2, "long", "")
        .call("brief", "to = \"front\"\nhandler = \"brief\"")
        .call("long", "to = \"front\"\nhandler = \"long\"")
        .service(
            "front",
            &format!(
                "workers = \"unlimited\"\nprocessors = {{ cores = 1 }}\n\
                 handlers.brief.steps = [{{ work = \"{small} s\" }}]\nhandlers.long.steps = [{{ work = \"{large} s\" }}]"
            ),
        );
    let time = |work| sharing::time_of(work, 0.65).expect(HOLDS);
    cases.push(
        case("processors-two-sizes", "M/G/1-PS, work of 0.5 s and of 2 s, ρ 0.65", &graph)
            .check_within(Q::TimeOfClass(0), time(small), 0.06)
            .check_within(Q::TimeOfClass(1), time(large), 0.06),
    );
    cases
}

/// Two services on one machine, and on each of two.
fn neighbours() -> Vec<Case> {
    [(1, 2), (2, 1)]
        .map(|(count, cores)| {
            let (one, other, work) = (0.35 * f64::from(cores), 0.3 * f64::from(cores), 0.5);
            let machines = f64::from(count);
            let work_of = |law: &str| {
                format!("host = \"box\"\ninstances = {count}\nworkers = \"unlimited\"\nsteps = [{{ work = {law} }}]")
            };
            let graph = Graph::new(5.0)
                .customers("ones", one * machines, "one", "")
                .customers("others", other * machines / work, "other", "")
                .service("one", &work_of("{ exponential = \"1 s\" }"))
                .service("other", &work_of(&format!("\"{work} s\"")))
                .table("hosts.box", &format!("count = {count}\ncores = {cores}"));
            let all = sharing::on_processors(one + other, 1.0, cores).expect(HOLDS) * machines;
            let part = |load| sharing::part_of(load, one + other).expect(HOLDS);
            case(format!("neighbours-{count}"), format!("M/G/{cores}-PS of two kinds, {count} times, ρ 0.65"), &graph)
                .check_within(Q::PresentAt("one"), all * part(one), 0.06)
                .check_within(Q::PresentAt("other"), all * part(other), 0.06)
        })
        .into()
}

/// Round robin and two choices.
fn balanced() -> Vec<Case> {
    let many = |instances: u32, arrival: f64, rule: &str, hours: f64| {
        Graph::new(hours)
            .customers("customers", arrival, "front", "")
            .call("front", &format!("balance = \"{rule}\""))
            .service(
                "front",
                &format!("instances = {instances}\nworkers = 1\nsteps = [{{ work = {{ exponential = \"1 s\" }} }}]"),
            )
    };
    let mut cases = Vec::new();
    for (instances, load, hours, precision) in [(2, 0.7, 4.0, 0.05), (4, 0.8, 3.0, 0.08), (10, 0.6, 1.0, 0.08)] {
        let arrival = load * f64::from(instances);
        let theory = balance::round_robin(arrival, 1.0, instances).expect(HOLDS);
        let graph = many(instances, arrival, "round_robin", hours);
        let name = format!("round robin over {instances}, E{instances}/M/1, ρ {load}");
        cases.push(
            case(format!("round-robin-{instances}"), name, &graph)
                .check_within(Q::WaitAt("front"), theory.wait, precision)
                .check_within(Q::Delayed, theory.delayed, precision),
        );
    }
    let theory = balance::shorter_of_two(1.4, 1.0).expect(HOLDS);
    cases.push(
        case("two-choices-2", "two choices of 2, ρ 0.7", &many(2, 1.4, "two_choices", 4.0))
            .check_within(Q::PresentAt("front"), theory.in_system, 0.05)
            .check_within(Q::WaitAt("front"), theory.wait, 0.07)
            .check(Q::Delayed, theory.delayed),
    );
    let (instances, load) = (1000, 0.7);
    let waiting = balance::two_choices_waiting(load).expect(HOLDS) * f64::from(instances);
    let found = balance::two_choices_at_least(load, 1).expect(HOLDS).powi(2);
    let over = balance::two_choices_wait_over(load, 1.0, 1.0).expect(HOLDS);
    cases.push(
        case("two-choices-1000", "two choices of 1000, ρ 0.7", &many(instances, 700.0, "two_choices", 0.03))
            .check_about(Q::WaitingAt("front"), waiting, 0.02)
            .check_about(Q::Delayed, found, 0.02)
            .check_about(Q::WaitOver(Span::secs(1)), over, 0.02),
    );
    cases
}

/// Three tiers with three tries each.
fn chains() -> Vec<Case> {
    let mut cases = Vec::new();
    for (failure, arrival, hours) in [(0.5, 2.0, 1.0), (0.9, 1.0, 2.0), (1.0, 1.0, 0.3)] {
        let tries = "tries = 3\nany_error.after = \"10 ms\"";
        let behaviour = "behaviour = { tries = 3, any_error.after = \"10 ms\" }";
        let graph = Graph::new(hours)
            .customers("customers", arrival, "front", "")
            .behave(tries)
            .front("{ call = \"middle\" }")
            .service("middle", "workers = 100\nsteps = [{ call = \"store\" }]")
            .service(
                "store",
                &format!("workers = 100\nfailure_probability = {failure}\nsteps = [{{ work = \"1 ms\" }}]"),
            )
            .call("middle", behaviour)
            .call("store", behaviour);
        let (middle, top) =
            (storm::failure_of_hop(failure, 3).expect(HOLDS), storm::failure_of_hop(failure, 9).expect(HOLDS));
        let at_bottom = storm::attempts_at_bottom(failure, &[3, 3, 3]).expect(HOLDS);
        let hop = |failure| storm::attempts_per_operation(failure, 3).expect(HOLDS);
        cases.push(
            case(format!("chain-{failure}"), format!("chain of three calls, three tries each, f {failure}"), &graph)
                .check(Q::TriesPerWish("store"), at_bottom)
                .check_within(Q::TriesPerRequest("store"), hop(failure), 0.01)
                .check_within(Q::TriesPerRequest("middle"), hop(middle), 0.02)
                .check_within(Q::TriesPerRequest("front"), hop(top), 0.02),
        );
    }
    cases
}

/// M/M/c+D, at the client and between services.
fn deadlines() -> Vec<Case> {
    let mut cases = Vec::new();
    let patience = 5.0;
    for (arrival, hours) in [(0.8, 6.0), (1.2, 4.0)] {
        let theory = impatience::deadline(arrival, 1.0, 1, patience).expect(HOLDS);
        let says = format!("timeout = \"{patience} s\"\ngives_up = \"before_service\"");
        let graph = Graph::new(hours)
            .customers("customers", arrival, "front", &says)
            .call("front", "deadline = \"inherit\"")
            .station("front", 1, 1.0);
        cases.push(
            case(format!("deadline-{arrival}"), format!("M/M/1+D, λ {arrival}, D {patience} s"), &graph)
                .check_within(Q::Abandoned, theory.lost, 0.08)
                .check_within(Q::TooLateAt("front"), theory.lost, 0.08)
                .check(Q::BusyAt("front"), theory.busy),
        );
    }
    let (arrival, workers) = (2.2, 2);
    let theory = impatience::deadline(arrival, 1.0, workers, patience).expect(HOLDS);
    let graph = Graph::new(4.0)
        .customers("customers", arrival, "front", "")
        .front("{ call = \"middle\" }")
        .service("middle", "workers = \"unlimited\"\nsteps = [{ call = \"store\" }]")
        .call("middle", &format!("deadline = {{ within = \"{patience} s\" }}"))
        .call("store", "deadline = \"inherit\"")
        .station("store", workers, 1.0);
    cases.push(
        case("deadline-inherited", format!("M/M/{workers}+D behind two calls, λ {arrival}, D {patience} s"), &graph)
            .check_within(Q::TooLateAt("store"), theory.lost, 0.06)
            .check(Q::BusyAt("store"), theory.busy),
    );
    cases
}

/// Pools of connections as groups of lines: Erlang B, Erlang C, and M/M/c+D for a limited wait.
fn pools() -> Vec<Case> {
    let pool = |arrival: f64, hours: f64, says: &str| {
        Graph::new(hours)
            .customers("customers", arrival, "front", "")
            .front("{ call = \"store\" }")
            .call("store", &format!("pool = {{ {says} }}"))
            .service("store", "workers = \"unlimited\"\nsteps = [{ work = { exponential = \"1 s\" } }]")
    };
    let lost = queues::erlang_b(5, 3.0).expect(HOLDS);
    let loss = case(
        "pool-loss",
        "pool of 5 connections, no wait: Erlang B, 3 Erlang",
        &pool(3.0, 3.0, "connections = 5, waiting = 0"),
    )
    .check(Q::WithoutConnection("store"), lost)
    .check(Q::GivenUp("store"), lost)
    .check(Q::PresentAt("store"), 3.0 * (1.0 - lost));
    let theory = queues::mmc(1.4, 1.0, 2).expect(HOLDS);
    let queue = case("pool-queue", "pool of 2 connections: Erlang C, 1.4 Erlang", &pool(1.4, 5.0, "connections = 2"))
        .check_within(Q::PresentAt("front"), theory.in_system, 0.06)
        .check(Q::PresentAt("store"), theory.busy);
    let theory = impatience::deadline(2.2, 1.0, 2, 2.0).expect(HOLDS);
    let patience = pool(2.2, 2.0, "connections = 2, waits = \"2 s\"");
    let patience = case("pool-patience", "pool of 2 connections, wait of 2 s: M/M/2+D, 2.2 Erlang", &patience)
        .check_within(Q::GivenUp("store"), theory.lost, 0.05)
        .check(Q::PresentAt("store"), theory.busy);
    vec![loss, queue, patience]
}

/// A front that holds its workers while it asks the service behind.
fn held() -> Vec<Case> {
    let mut cases = Vec::new();
    for (front, behind, arrival, hours) in [(2, 2, 1.3, 5.0), (4, 2, 1.3, 6.0), (1, 3, 0.6, 4.0)] {
        let theory = networks::held_front(arrival, 1.0, front, behind).expect(HOLDS);
        let graph = Graph::new(hours)
            .customers("customers", arrival, "front", "")
            .service("front", &format!("workers = {front}\nholds_worker = true\nsteps = [{{ call = \"store\" }}]"))
            .station("store", behind, 1.0);
        let name = format!("{front} held workers before {behind} workers, λ {arrival}");
        let mut case = case(format!("held-{front}-{behind}"), name, &graph)
            .check_within(Q::PresentAt("front"), theory.in_system, 0.06)
            .check_within(Q::WaitingAt("front"), theory.before_front, 0.15);
        if theory.behind_front > 0.0 {
            case = case.check_within(Q::WaitingAt("store"), theory.behind_front, 0.10);
        }
        cases.push(case);
    }
    cases
}

/// Refusals that cost as much as some of the service.
fn refusals() -> Vec<Case> {
    let of_one = |(arrival, cost): (f64, f64)| {
        let theory = queues::costly_refusals(arrival, 1.0, cost).expect(HOLDS);
        let work = "queue = 0\nsteps = [{ work = { exponential = \"1 s\" } }]";
        let graph = Graph::new(4.0)
            .customers("customers", arrival, "front", "")
            .service("front", &format!("{work}\nrefusal = \"{cost} s\""));
        case(
            format!("refusals-{arrival}-{cost}"),
            format!("one worker, no queue, λ {arrival}, {cost} s a refusal"),
            &graph,
        )
        .check(Q::Refused, theory)
        .check(Q::BusyAt("front"), theory)
    };
    let mut cases: Vec<Case> = [(0.8, 0.5), (1.5, 0.6)].into_iter().map(of_one).collect();
    let (arrival, workers) = (3.0, 4);
    let theory = queues::refusals_like_service(arrival, 1.0, workers).expect(HOLDS);
    let keys = "queue = 0\nsteps = [{ work = { exponential = \"1 s\" } }]\nrefusal = { exponential = \"1 s\" }";
    let graph = Graph::new(4.0)
        .customers("customers", arrival, "front", "")
        .service("front", &format!("workers = {workers}\n{keys}"));
    cases.push(
        case("refusals-shared-3-4", "4 workers, no queue, λ 3, refusals as long as the service", &graph)
            .check(Q::Refused, theory)
            .check(Q::BusyAt("front"), arrival),
    );
    cases
}
