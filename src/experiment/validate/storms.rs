//! The arithmetic of a retry storm against whole cells.

use super::case::{Case, Family, HOLDS};
use super::quantity::Quantity as Q;
use crate::theory::storm;

/// The collapse of the long poll, attempts per request, hidden capacity, the ramp back.
pub fn storms() -> Vec<Case> {
    [long_polls(), tries(), hidden_capacities(), ramps()].into_iter().flatten().collect()
}

/// Phones whose Pings are held for a heartbeat, until every contact ends in an error at once. (They notice one by one, each
/// at its next contact: if all Pings broke together, all would go on in step, and a window would count one attempt of each
/// too many or too few.) A contact takes 0.32 s
/// (two ways of 150 ms and 20 ms of work), an error 0.3 s.
fn long_polls() -> Vec<Case> {
    let mut cases = Vec::new();
    for (heartbeat, delay) in [(900.0, 5.0), (900.0, 30.0), (900.0, 60.0), (900.0, 300.0), (480.0, 12.0)] {
        let theory = storm::long_poll_collapse(heartbeat, 0.32, delay, 0.3).expect(HOLDS);
        let scenario = format!(
            "[run]\nwarm_up = \"4 h\"\nlength = \"2 h\"\nsample = \"30 min\"\n\n\
             [classes.phones]\npopulation = 1000\nservice = \"20 ms\"\nuses_cache = true\n\n\
             [classes.phones.activesync]\ncontact.long_poll.heartbeat = \"{heartbeat} s\"\nmail = \"0 /h\"\n\n\
             [classes.phones.behaviours.all]\nany_error.after = \"{delay} s\"\n\n\
             [servers]\nworkers = \"unlimited\"\n\n[cache]\nerror_time = \"0 s\"\n\n\
             [network]\ndelay = \"150 ms\"\n\n[timeline.failure]\nat = \"0 s\"\ndo.fail_cache = {{ held_pings = \"stay\" }}\n"
        );
        let name = format!("long poll collapse, Z {heartbeat} s, d {delay} s");
        cases.push(Case::new(Family::Storms, format!("long-poll-{heartbeat}-{delay}"), name, scenario).check_within(
            Q::Amplification(0.5),
            theory,
            0.001,
        ));
    }
    cases
}

/// Requests that fail with the same probability whatever the load.
fn tries() -> Vec<Case> {
    let mut cases = Vec::new();
    for (failure, tries) in [(0.1, 3), (0.5, 3), (1.0, 3), (0.3, 6)] {
        let theory = storm::attempts_per_operation(failure, tries).expect(HOLDS);
        let scenario = format!(
            "[run]\nwarm_up = \"10 min\"\nlength = \"2 h\"\nsample = \"10 min\"\n\n\
             [classes.customers]\narrivals = {{ rate = \"5 /s\" }}\nservice = {{ exponential = \"100 ms\" }}\n\n\
             [classes.customers.web]\n\n\
             [classes.customers.behaviours.all]\nany_error.after.exponential = \"1 s\"\ntries = {tries}\n\n\
             [servers]\nworkers = \"unlimited\"\nfailure_probability = {failure}\n"
        );
        let name = format!("attempts per wish, f {failure}, n {tries}");
        cases.push(Case::new(Family::Storms, format!("tries-{failure}-{tries}"), name, scenario).check_within(
            Q::AttemptsPerWish,
            theory,
            0.005,
        ));
    }
    cases
}

/// A service whose network was cut for 20 s, at 10 % less and 10 % more than its hidden capacity: the first gets
/// through what has piled up, the second never does.
fn hidden_capacities() -> Vec<Case> {
    let mut cases = Vec::new();
    for (workers, tries) in [(30, 2), (20, 6)] {
        let limit = storm::hidden_capacity(10.0 * f64::from(workers), tries).expect(HOLDS);
        for (part, wanted) in [(0.9, 1.0), (1.1, 0.0)] {
            let arrival = limit * part;
            let scenario = format!(
                "[run]\nwarm_up = \"1 min\"\nlength = \"12 min\"\nsample = \"1 min\"\n\n\
                 [classes.customers]\narrivals = {{ rate = \"{arrival} /s\" }}\nservice = {{ exponential = \"100 ms\" }}\n\
                 timeout = \"1 s\"\n\n[classes.customers.web]\n\n\
                 [classes.customers.behaviours.all]\nany_error = \"immediate\"\ntries = {tries}\n\n\
                 [servers]\nworkers = {workers}\n\n[network]\ndelay = \"5 ms\"\n\n\
                 [timeline.cut]\nat = \"0 s\"\nlasts = \"20 s\"\ndo.cut_network = {{ messages = \"held\" }}\n"
            );
            let name = format!("hidden capacity {limit:.1} /s, {tries} tries, at {part} of it");
            cases.push(
                Case::new(Family::Storms, format!("hidden-{tries}-{part}"), name, scenario).check(Q::Recovers, wanted),
            );
        }
    }
    cases
}

/// Phones that were blocked for two hours and are let back all at once, to a server that takes the newest request
/// first: those that are back are served at once, and the rest of its time goes into first contacts of four requests.
fn ramps() -> Vec<Case> {
    const WORK: f64 = 4.0;
    let mut cases = Vec::new();
    for (devices, interval, capacity) in [(2000.0, 400.0, 10.0), (3000.0, 500.0, 20.0)] {
        let restored = |share: f64| Some(storm::ramp(devices * share, 1.0 / interval, WORK, capacity)? / 3600.0);
        let (half, most) = (restored(0.5).expect(HOLDS), restored(0.9).expect(HOLDS));
        let service = 1000.0 / capacity;
        let scenario = format!(
            "[run]\nwarm_up = \"1 h\"\nlength = \"3 h\"\nsample = \"10 s\"\n\n\
             [classes.phones]\npopulation = {devices}\nservice = {{ exponential = \"{service} ms\" }}\n\n\
             [classes.phones.activesync]\nmail = \"0 /h\"\ncontact.poll.every = {{ exponential = \"{interval} s\" }}\n\
             first_contact = {{ resync = 1.0, resync_requests = 3 }}\n\n\
             [classes.phones.behaviours.all]\nany_error.after = \"5 s\"\n\n\
             [servers]\ndiscipline = \"lifo\"\n\n\
             [timeline.block]\nat = \"0 s\"\nlasts = \"2 h\"\ndo.block = {{ class = \"phones\" }}\n"
        );
        let name = format!("way back of {devices} phones, capacity {capacity} /s");
        // A fluid formula for thousands of phones and their random polls.
        cases.push(
            Case::new(Family::Storms, format!("ramp-{devices}"), name, scenario)
                .check_about(Q::RestoredHalf(2.0), half, 0.05)
                .check_about(Q::RestoredMost(2.0), most, 0.05),
        );
    }
    cases
}
