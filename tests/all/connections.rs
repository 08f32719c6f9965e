//! Connections that cost to open. Oracles: arithmetic by hand, and that nothing else changes.

use crate::world::{Record, load, play};
use syncstorm::model::Cell;
use syncstorm::model::observe::WishEnd;

/// A crowd of 40 that asks four instances every minute, each client its own one, over a link.
const CROWD: &str = r#"
[run]
warm_up = "10 min"
length = "1 h"
sample = "1 min"
[classes.people]
population = 40
calls = "front"
timeout = "5 s"
[classes.people.web]
think = "1 min"
[classes.people.behaviours.all]
tries = 3
any_error.after = "2 s"
[services.front]
instances = 4
workers = 40
steps = [{ work = "100 ms" }]
[links.wan]
delay = "10 ms"
[calls.front]
link = "wan"
balance = "home"
connection = { round_trips = 3, work = "50 ms" }
"#;

/// Connections opened up to the onset, and after it.
fn opened(text: &str, sets: &[&str]) -> (u64, u64) {
    let (_, cell) = play(&load(text, sets), true);
    let counted = |from: usize, to: usize| cell.seen.calls[from..to].iter().map(|all| all[0].connections_opened).sum();
    let books: Vec<_> = cell.connections();
    assert!(books.iter().all(|(opened, closed, kept)| *opened == closed + kept), "{books:?}");
    (counted(0, 10), counted(10, 70))
}

fn times(cell: &Cell<Record>) -> Vec<u64> {
    let met = cell.trace.ends.iter().filter(|end| end.4 == WishEnd::Success);
    let mut times: Vec<u64> = met.map(|end| (end.0 - end.3) / 1_000_000).collect();
    times.sort_unstable();
    times.dedup();
    times
}

/// By hand: 3 round trips of 20 ms and 50 ms of work before 20 ms and 100 ms.
#[test]
fn a_handshake_takes_its_round_trips_and_its_work() {
    let (_, cell) = play(&load(CROWD, &[]), true);
    assert_eq!(times(&cell), [120, 230]);
    let (_, cell) = play(&load(CROWD, &["calls.front.connection.keeps=0"]), true);
    assert_eq!(times(&cell), [230]);
    // One client on a link of 125 kB/s: 16 ms for 2 kB to the service, 32 ms for 4 kB back.
    let bytes = [
        "classes.people.population=1",
        "links.wan.capacity=1 Mbit/s",
        "calls.front.connection={round_trips=1,request=\"2 kB\",reply=\"4 kB\",keeps=0}",
    ];
    let (_, cell) = play(&load(CROWD, &bytes), true);
    assert_eq!(times(&cell), [16 + 10 + 32 + 10 + 120]);
}

/// An instance that restarts has lost its own connections, and no others.
#[test]
fn a_restart_breaks_the_connections_of_its_instance() {
    assert_eq!(opened(CROWD, &[]), (40, 0));
    let crash = |which: &str| {
        let down = format!(
            "timeline.down={{at=\"10 min\",lasts=\"1 ms\",of=\"front\",do={{crash_servers={{servers={which}}}}}}}"
        );
        opened(CROWD, &[&down]).1
    };
    let each: Vec<u64> = (0..4).map(|number| crash(&format!("{{only=[{number}]}}"))).collect();
    assert!(each.iter().all(|one| *one > 0) && each.iter().sum::<u64>() == 40, "{each:?}");
    assert_eq!(crash("\"all\""), 40);
}

/// A cut that loses messages breaks what passes the link; one that holds them does not.
#[test]
fn a_cut_breaks_connections_if_it_loses_messages() {
    let cut = |messages: &str| {
        let cut = format!(
            "timeline.cut={{at=\"10 min\",lasts=\"1 ms\",of=\"wan\",do={{cut_network={{messages=\"{messages}\"}}}}}}"
        );
        opened(CROWD, &[&cut]).1
    };
    assert_eq!((cut("lost"), cut("held")), (40, 0));
}

/// Every request comes too late: a client that closes its connection for that opens one for each of its three tries.
#[test]
fn an_outcome_breaks_a_connection_if_it_is_said_to() {
    let late = "services.front.steps=[{work=\"6 s\"}]";
    let breaks = |on: &str| opened(CROWD, &[late, &format!("calls.front.connection.breaks_on={on}")]);
    assert_eq!(breaks("[]"), (40, 0));
    let (_, cell) = play(&load(CROWD, &[late]), true);
    let tries: u64 = cell.seen.counts.iter().map(|all| all[0].first_attempts + all[0].retries).sum();
    let (before, after) = breaks("[\"timeout\"]");
    // Of the last ones some have not shaken hands.
    assert!(tries > 4000 && tries - before - after <= 40, "{before} and {after} of {tries}");
}

/// By hand: 600 handshakes of 1 s at two workers take 5 minutes. The clients ask once within the cut, all of them.
#[test]
fn a_storm_of_handshakes_lasts_as_long_as_their_work() {
    let sets = [
        "classes.people.population=600",
        "classes.people.timeout=forever",
        "classes.people.web.think=5 min",
        "services.front.instances=1",
        "services.front.workers=2",
        "services.front.steps=[{work=\"1 ns\"}]",
        "calls.front.balance=random",
        "calls.front.connection={work=\"1 s\"}",
        "timeline.down={at=\"10 min\",lasts=\"1 ms\",of=\"front\",do={crash_servers={}}}",
        "timeline.cut={at=\"10 min\",lasts=\"10 min\",of=\"wan\",do={cut_network={messages=\"held\"}}}",
        "timeline.end={at=\"19 min\",do={surge={class=\"people\",factor=1e-9}}}",
    ];
    let (outcome, _) = play(&load(CROWD, &sets), true);
    let busy = |minute: usize| outcome.series.tiers.services[0][10 + minute].usage.busy / 60.0;
    // What is held passes the link at 20 min, and is there 10 ms later.
    let minutes: Vec<f64> = (18..27).map(busy).collect();
    let expected = [0.0, 0.0, 2.0, 2.0, 2.0, 2.0, 2.0, 0.0, 0.0];
    assert!(minutes.iter().zip(expected).all(|(found, wanted)| (found - wanted).abs() < 2e-3), "{minutes:?}");
}

/// Requests of a calling instance share one connection to each instance, and open it once.
#[test]
fn calling_instances_share_connections() {
    let text = CROWD
        .replace("[services.front]\ninstances = 4", "[services.front]\ninstances = 3")
        .replace("steps = [{ work = \"100 ms\" }]", "steps = [{ call = \"store\" }]")
        .replace("connection =", "# connection =")
        + "[services.store]\ninstances = 2\nworkers = 50\nsteps = [{ work = \"100 ms\" }]\n\
           [calls.store]\nbalance = \"round_robin\"\nconnection = { work = \"50 ms\" }\n";
    let (_, cell) = play(
        &load(
            &text,
            &["timeline.down={at=\"10 min\",lasts=\"1 ms\",of=\"store\",do={crash_servers={servers={only=[1]}}}}"],
        ),
        true,
    );
    let all: Vec<u64> = cell.seen.calls.iter().map(|calls| calls[1].connections_opened).collect();
    let (before, after) = (all[..10].iter().sum::<u64>(), all[10..].iter().sum::<u64>());
    assert_eq!((before, after), (6, 3));
    assert_eq!(cell.connections()[1], (9, 3, 6));
}

/// Clients that restart have no connections.
#[test]
fn clients_that_restart_connect_anew() {
    let anew = "timeline.anew={at=\"10 min\",do={restart_clients={class=\"people\"}}}";
    assert_eq!(opened(CROWD, &[anew]), (40, 40));
}

/// Every message has a way of its own, from 10 to 30 ms: a request and its reply take 40 ms in the mean, with the variance of
/// two independent ones, and they take the same ways if the work between them is longer.
#[test]
fn ways_of_random_length_belong_to_their_messages() {
    let took = |work: &str| {
        let sets = [
            "links.wan.delay={uniform=[\"10 ms\",\"30 ms\"]}",
            &format!("services.front.steps=[{{work=\"{work}\"}}]"),
            "classes.people.population=1000",
            "services.front.workers=unlimited",
            "calls.front.connection={round_trips=3}",
            "classes.people.web.think=10 min",
        ];
        let (_, cell) = play(&load(CROWD, &sets[..]), true);
        let met = cell.trace.ends.iter().filter(|end| end.4 == WishEnd::Success);
        // The first five of each client, one after the other.
        let mut times = vec![Vec::new(); 1000];
        met.for_each(|end| times[end.2 as usize].push((end.0 - end.3) as f64 / 1e6));
        times.into_iter().flat_map(|of_client| of_client.into_iter().take(5)).collect::<Vec<f64>>()
    };
    let (short, long) = (took("100 ms"), took("200 ms"));
    // The first of a client shakes hands before: three round trips, six more ways.
    let (first, later): (Vec<f64>, Vec<f64>) = short.iter().partition(|time| **time > 161.0);
    assert!(first.len() == 1000 && first.iter().all(|time| (180.0..=340.0).contains(time)));
    let mean = later.iter().sum::<f64>() / later.len() as f64;
    let variance = later.iter().map(|time| (time - mean).powi(2)).sum::<f64>() / later.len() as f64;
    assert!((mean - 140.0).abs() < 1.0 && (variance - 2.0 * 400.0 / 12.0).abs() < 5.0, "{mean} ± {variance}");
    let pairs = short.iter().zip(&long).filter(|(short, long)| (*long - *short - 100.0).abs() < 1e-6).count();
    assert_eq!((pairs, short.len()), (5000, 5000));
}
