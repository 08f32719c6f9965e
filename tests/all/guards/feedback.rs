//! The closed-loop ramp. Oracle: its rule, applied by hand to the values in the rows of the run.

use crate::world::{load, play};
use syncstorm::experiment::Outcome;
use syncstorm::model::service::Windows;

/// `bulk` was blocked, and comes back in steps every 2 minutes from the tenth on, next to people with little patience.
fn back(ramp: &str) -> Outcome {
    back_to(5, ramp)
}

/// The same with so many workers.
fn back_to(workers: u32, ramp: &str) -> Outcome {
    let text = format!(
        "[run]\nwarm_up = \"10 min\"\nlength = \"2 h\"\nsample = \"1 min\"\n[network]\ndelay = \"1 ms\"\n\
         [classes.bulk]\npopulation = 800\nservice = {{ exponential = \"100 ms\" }}\ntimeout = \"5 s\"\n\
         web = {{ think = {{ exponential = \"20 s\" }} }}\n\
         [classes.bulk.behaviours.all]\nany_error.after = {{ exponential = \"20 s\" }}\n\
         [classes.people]\narrivals = {{ rate = \"20 /s\" }}\nservice = {{ exponential = \"100 ms\" }}\n\
         timeout = \"1 s\"\nweb = {{}}\n[classes.people.behaviours.all]\nany_error = \"none\"\n\
         [servers]\nworkers = {workers}\n[timeline.shut]\nat = \"2 min\"\ndo.block = {{ class = \"bulk\" }}\n\
         [timeline.back]\nat = \"10 min\"\ndo.feedback_ramp = {{ class = \"bulk\", every = \"2 min\", {ramp} }}\n"
    );
    play(&load(&text, &[]), true).0
}

/// Busy part of the workers in two rows.
fn workers(outcome: &Outcome, from: usize) -> f64 {
    let rows = &outcome.series.resources[from..from + 2];
    let (used, there) = rows.iter().fold((0.0, 0.0), |(used, there), row| {
        (used + row.usage.workers, there + row.usage.workers_there * row.usage.seconds)
    });
    used / there
}

/// Availability of people in two rows.
fn availability(outcome: &Outcome, from: usize) -> f64 {
    let mut windows = Windows::default();
    outcome.series.by_class[1][from..from + 2].iter().for_each(|row| windows.add(row.counts.windows));
    windows.availability().expect("people ask for something")
}

/// Follows the ramp through the rows. Gives how often it went up, how often down, and whether everybody is in.
fn follow(outcome: &Outcome, (step, back_off): (f64, f64), room: impl Fn(usize) -> bool) -> (u32, u32, bool) {
    let rows = &outcome.series.by_class[0];
    let admitted = |row: usize| rows[row].census.as_ref().expect("a census").admitted;
    assert_eq!(admitted(19), 0.0, "before the ramp the edge is shut");
    let (mut share, mut up, mut down) = (0.0, 0, 0);
    for row in (20..rows.len()).step_by(2) {
        if share < 1.0 {
            let rises = room(row - 2);
            share = if rises { share + step } else { share * back_off };
            share = if share > 1.0 - 1e-9 { 1.0 } else { share };
            *(if rises { &mut up } else { &mut down }) += 1;
        }
        for row in row..row + 2 {
            assert!((admitted(row) - share).abs() < 1e-9, "row {row}: {} instead of {share}", admitted(row));
        }
    }
    (up, down, share == 1.0)
}

#[test]
fn a_ramp_that_watches_the_workers_keeps_to_its_rule() {
    let outcome = back("watch = \"workers\", target = 0.7, step = 0.15, back_off = 0.6");
    let (up, down, open) = follow(&outcome, (0.15, 0.6), |row| workers(&outcome, row) <= 0.7);
    assert!(up >= 10 && down >= 5 && !open, "{up} steps up, {down} down, everybody in: {open}");
}

#[test]
fn a_ramp_with_room_lets_everybody_in() {
    let outcome = back_to(50, "watch = \"workers\", target = 0.9, step = 0.15, back_off = 0.6");
    let followed = follow(&outcome, (0.15, 0.6), |row| workers(&outcome, row) <= 0.9);
    assert_eq!(followed, (7, 0, true));
}

#[test]
fn a_ramp_that_watches_availability_keeps_to_its_rule() {
    let outcome = back("watch = \"availability\", watch_class = \"people\", target = 0.97, step = 0.2, back_off = 0.5");
    let (up, down, open) = follow(&outcome, (0.2, 0.5), |row| availability(&outcome, row) >= 0.97);
    assert!(up >= 10 && down >= 5 && !open, "{up} steps up, {down} down, everybody in: {open}");
}
