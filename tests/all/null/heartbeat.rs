//! A phone that waits one heartbeat after an error is no more of a load than a healthy one: amplification is 1 while
//! the failure lasts, for any heartbeat. It is the pause, not the error, that makes the flood.
//!
//! Exactly, it is *at most* 1. A phone without mail contacts the service once per heartbeat Z when healthy and once per
//! Z + R when it fails (R: until it knows of the error), so A = Z / (Z + R). A healthy phone with mail does more: it
//! also comes when mail arrives, and then it sends two requests, a Sync and the next Ping. So A falls below 1 with mail.

use super::{Dice, amplification, in_worlds, play};
use crate::world::load;
use syncstorm::scenario::Scenario;

const WORLDS: u64 = 10;
/// Round trips of a second in heartbeats of at least five minutes, and single contacts at the ends of the windows.
const TOLERANCE: f64 = 0.02;

fn scenario(dice: Dice, retry_s: Option<f64>, mail: f64) -> Scenario {
    let heartbeat_s = dice.between("heartbeat", 300.0, 2700.0).round();
    let fault = dice.pick(
        "fault",
        &[
            "do.fail_cache = { mode = \"error\", held_pings = \"stay\" }",
            "do.fail_cache = { mode = \"error\" }",
            "do.crash_servers = {}",
            "do.cut_network = { messages = \"lost\" }",
        ],
    );
    let network = dice.pick(
        "network",
        &[
            "delay = \"50 ms\"",
            "capacity = \"20 Mbit/s\"\ndelay = \"30 ms\"",
            "capacity = \"20 Mbit/s\"\ndelay = \"5 ms\"\ndiscipline = { fifo = { buffer = \"1 s\" } }",
        ],
    );
    let wait = match (retry_s, dice.pick("kind", &[0, 1, 2])) {
        (Some(retry_s), _) => format!("any_error.after = \"{retry_s} s\""),
        (None, 0) => "any_error = \"none\"".to_string(),
        (None, 1) => format!("any_error.after = \"{heartbeat_s} s\""),
        (None, _) => format!("any_error.after.spread = {{ around = \"{heartbeat_s} s\", by = 0.5 }}"),
    };
    let (population, count) = (dice.between("population", 200.0, 600.0) as u32, dice.pick("servers", &[1, 2, 4]));
    // Twelve heartbeats to settle in and be measured, twelve of failure.
    let long = 12.0 * heartbeat_s;
    let text = format!(
        "[run]\nwarm_up = \"{long} s\"\nlength = \"{} s\"\nsample = \"{heartbeat_s} s\"\nseed = {}\n\
         [classes.phones]\npopulation = {population}\nuses_cache = true\ntimeout = \"2 s\"\nservice = \"20 ms\"\n\
         [classes.phones.activesync]\nmail = \"{mail} /h\"\ncontact.long_poll.heartbeat = \"{heartbeat_s} s\"\n\
         [classes.phones.behaviours.all]\n{wait}\n[servers]\ncount = {count}\nworkers = 16\n\
         [cache]\nerror_time = \"20 ms\"\n[network]\n{network}\n\
         [timeline.failure]\nat = \"0 s\"\nlasts = \"{long} s\"\n{fault}\n",
        long + 4.0 * heartbeat_s,
        dice.world,
    );
    load(&text, &[])
}

/// Amplification from the second to the last heartbeat of the failure: in the first one, phones whose Ping broke come
/// early, once each.
fn during_failure(scenario: &Scenario) -> f64 {
    let heartbeat_h = scenario.document.run.sample.as_hours();
    amplification(&play(scenario), "phones", heartbeat_h, 12.0 * heartbeat_h)
}

#[test]
fn a_retry_after_one_heartbeat_is_no_flood() {
    let seen = in_worlds("heartbeat", WORLDS, |dice| {
        let quiet = during_failure(&scenario(dice, None, 0.0));
        let mail = dice.between("mail", 0.24, 4.0);
        let busy = during_failure(&scenario(dice, None, mail));
        let flood = during_failure(&scenario(dice, Some(5.0), 0.0));
        let heartbeat_s = scenario(dice, None, 0.0).document.run.sample.seconds();
        println!("world {}: Z {heartbeat_s} s: {quiet:.4}; mail {mail:.2} /h: {busy:.4}; 5 s: {flood:.1}", dice.world);
        assert!((quiet - 1.0).abs() <= TOLERANCE, "world {}: {quiet}", dice.world);
        assert!(busy <= 1.0 + TOLERANCE, "world {}: {busy}", dice.world);
        // Negative control: a try every 5 s (7 s where only the timeout of 2 s tells) instead of every heartbeat.
        assert!(flood >= heartbeat_s / 8.0, "world {}: {flood}", dice.world);
        busy
    });
    assert!(seen.iter().any(|busy| *busy < 0.9), "mail makes healthy phones busier: {seen:?}");
}
