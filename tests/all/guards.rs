//! Bulkheads, load shedding, guards and held errors. Oracle: theory (Erlang's loss formula, M/M/c/K), and what is so by
//! the meaning of a setting. What single happenings tell is in files of their own.

mod budget;
mod bulkhead;
mod feedback;
mod throttle;

use crate::world::{load, play};
use syncstorm::model::observe::Counts;
use syncstorm::model::retry::ErrorKind;
use syncstorm::theory::queues::{erlang_b, mmck};

/// Share of the first attempts of the only class that found its server full.
fn refused(text: &str) -> f64 {
    let counts = counts(text);
    counts.failures[ErrorKind::Busy.index()] as f64 / counts.first_attempts as f64
}

/// Everything counted since the onset for the only class.
fn counts(text: &str) -> Counts {
    play(&load(text, &[]), true).0.summary.classes[0].counts.clone()
}

const PEOPLE: &str = "[run]\nwarm_up = \"1 min\"\nlength = \"1 h\"\nsample = \"1 min\"\n\
    [classes.people]\narrivals = { rate = \"40 /s\" }\nservice = { exponential = \"100 ms\" }\nweb = {}\n";

/// A class of people that may use 4 of 10 workers, with nobody waiting, loses what Erlang's formula says.
#[test]
fn a_bulkhead_keeps_people_to_their_part() {
    let text = PEOPLE.replace("web = {}", "reserved_for_others = 0.6\nweb = {}");
    let lost = refused(&format!("{text}[servers]\nworkers = 10\nqueue = 0\n"));
    let expected = erlang_b(4, 4.0).expect("a load");
    assert!((lost - expected).abs() < 0.01, "{lost} instead of {expected}");
}

/// People who are turned away from 3 waiting ones on see a queue with places for 3.
#[test]
fn shedding_is_for_people_too() {
    let text = PEOPLE.replace("web = {}", "shed_above = 3\nweb = {}");
    let lost = refused(&format!("{text}[servers]\nworkers = 4\n"));
    let expected = mmck(40.0, 10.0, 4, 7).expect("a load").refused;
    assert!((lost - expected).abs() < 0.01, "{lost} instead of {expected}");
}

const HELD: &str = "[run]\nwarm_up = \"1 h\"\nlength = \"1 h\"\n\
    [classes.phones]\npopulation = 500\nuses_cache = true\n\
    [classes.phones.activesync]\ncontact.long_poll.heartbeat = \"15 min\"\nmail = \"1 /h\"\n\
    [classes.phones.behaviours.again]\nany_error.after = \"10 s\"\n[cache]\n[fixes.error_handling]\non = true\nhold = true\n\
    [timeline.fault]\nat = \"0 min\"\n";

/// A dead server holds no line: 500 phones that try every 10 s fail 50 times a second. A failed cache does hold it: one
/// error per phone and heartbeat.
#[test]
fn only_errors_of_a_failed_cache_are_held() {
    let per_second = |fault: &str| {
        let counts = counts(&format!("{HELD}do.{fault} = {{}}\n"));
        counts.failures[ErrorKind::ServerError.index()] as f64 / 3600.0
    };
    let dead = per_second("crash_servers");
    assert!((dead - 50.0).abs() < 1.0, "{dead} errors per second of a dead server");
    let held = per_second("fail_cache");
    assert!(held < 1.0 && held > 0.3, "{held} errors per second of a failed cache");
}

const SESSIONS: &str = "[run]\nwarm_up = \"1 min\"\nlength = \"10 min\"\nsample = \"5 s\"\n\
    [classes.c]\narrivals = { rate = \"50 /s\" }\nservice = \"1 ms\"\nweb = {}\n[network]\ndelay = \"1 ms\"\n\
    [timeline.dead]\nat = \"0 s\"\ndo.crash_servers = {}\n\
    [classes.c.behaviours.b]\nany_error = \"none\"\n";

/// A breaker that all sessions share lets a few attempts through every 30 s while their server is down, and holds back
/// the 50 sessions of every other second.
#[test]
fn a_breaker_of_all_sessions_stops_them() {
    let open = counts(SESSIONS);
    assert_eq!(open.held_back, 0);
    let breaker = "breaker = { failures = 3, open_for = \"30 s\", mode = \"fail_fast\", scope = \"class\" }\n";
    let guarded = counts(&format!("{SESSIONS}{breaker}"));
    // Now and then another session comes within the two milliseconds until the first failure is known.
    assert!(guarded.first_attempts <= 33, "{} attempts went out", guarded.first_attempts);
    assert!(guarded.first_attempts >= 20, "{} attempts went out: it never closed", guarded.first_attempts);
    assert_eq!(guarded.held_back + guarded.first_attempts, open.first_attempts);
}
