//! Calls that end in the same moment, and what is left when the load is gone. Oracle: nothing may be.

use crate::world::{load, play};
use syncstorm::measure::tiers::Tiers;

/// A front that asks two instances behind it several things at once, and a load that stops after half an hour.
fn fan(needs: &str, behind: &str, more: &str) -> String {
    format!(
        "[run]\nwarm_up = \"10 min\"\nlength = \"1 h\"\nsample = \"1 min\"\n\
         [classes.customers]\narrivals = {{ rate = \"10 /s\" }}\ncalls = \"front\"\ntimeout = \"20 s\"\n\
         [classes.customers.web]\n[classes.customers.behaviours.all]\ntries = 3\nany_error.after = \"100 ms\"\n\
         [services.front]\nworkers = \"unlimited\"\n\
         steps = [{{ calls = [\"a\", \"b\", \"c\"], needs = {needs} }}, {{ on = [\"error\"], calls = [\"a\", \"b\"] }}]\n\
         [services.back]\ninstances = 2\nworkers = 64\nsteps = [{{ work = \"500 ms\" }}]\n{behind}\n\
         [calls.a]\nto = \"back\"\n[calls.b]\nto = \"back\"\n[calls.c]\nto = \"back\"\n{more}\n\
         [timeline.stop]\nat = \"30 min\"\ndo.surge = {{ class = \"customers\", factor = 1e-9 }}\n"
    )
}

/// Everything is empty in the last interval, long after the last customer.
fn nothing_is_left(text: &str) -> Tiers {
    let (outcome, _) = play(&load(text, &[]), true);
    let tiers = outcome.series.tiers;
    for (name, service) in tiers.names.services.iter().zip(&tiers.services) {
        let last = &service.last().expect("an interval").usage;
        assert_eq!((last.busy, last.waiting), (0.0, 0.0), "{name} still has requests\n{text}");
    }
    for (name, call) in tiers.names.calls.iter().zip(&tiers.calls) {
        let sum = |of: fn(&syncstorm::model::observe::CallCounts) -> u64| call.iter().map(|one| of(&one.counts)).sum();
        let (sent, failed): (u64, u64) = (sum(|of| of.first_attempts + of.retries), sum(|of| of.failures.iter().sum()));
        let answered: u64 = sum(|of| of.answered);
        assert!(answered + failed <= sent, "{name}: {answered} answers and {failed} failures of {sent} tries\n{text}");
    }
    tiers
}

/// An instance that goes down breaks several calls of one handler at once: the first of them ends it.
#[test]
fn an_instance_breaks_several_calls_of_one_handler() {
    let crash = "[timeline.down]\nat = \"10 min\"\nlasts = \"2 min\"\nof = \"back\"\ndo.crash_servers = {}\n\
                 [timeline.again]\nat = \"20 min\"\nlasts = \"2 min\"\nof = \"back\"\n\
                 do.crash_servers = { servers = { only = [1] } }\n";
    for needs in ["\"all\"", "\"first\"", "{ quorum = 2 }"] {
        for behind in ["", "processors = { cores = 20 }", "stop_running = true\ndrop_queued = true"] {
            nothing_is_left(&fan(needs, behind, crash));
        }
    }
}

/// Works on shared processors end in one moment, and the first of them makes the others needless.
#[test]
fn work_that_ends_together_is_stopped_once() {
    for stop in ["stop_running = true", ""] {
        for needs in ["\"first\"", "{ quorum = 2 }"] {
            nothing_is_left(&fan(needs, &format!("processors = {{ cores = 8 }}\n{stop}"), ""));
        }
    }
}

/// A request that ends in the moment in which it begins was given up like any other.
#[test]
fn a_request_without_a_connection_is_given_up() {
    let one = "pool = { connections = 1, waiting = 0 }";
    let text = fan("\"all\"", "", "").replace("[calls.a]\n", &format!("[calls.a]\n{one}\n"));
    let tiers = nothing_is_left(&text);
    let place = tiers.names.calls.iter().position(|name| name == "a").expect("a call");
    let calls = tiers.calls[place].iter().fold((0, 0), |(given_up, without), one| {
        (given_up + one.counts.given_up, without + one.counts.without_connection)
    });
    assert!(calls.1 > 1000 && calls.0 == calls.1, "{calls:?}");
}
