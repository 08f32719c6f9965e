//! Brooker, "What is backoff for?", 2022: backoff spares the server a closed population, and nothing of an open one.

use super::*;

/// Attempts per second of the classes while nothing but errors is answered, when backing off has come to its balance.
fn loads(classes: [&str; 2], sets: &[&str]) -> [Interval; 2] {
    let short = ["run.warm_up=1 min", "run.length=6 min"];
    let runs = over_seeds("published/what-backoff-is-for", &flags(&[&short, sets].concat()), 20, |outcome| {
        classes.map(|class| {
            let (attempts, seconds) = total(outcome, class, 180.0, 360.0, attempts);
            attempts / seconds
        })
    });
    [0, 1].map(|index| {
        let load = mean(&runs.iter().map(|run| run[index]).collect::<Vec<_>>());
        println!("{}: {:.2} ± {:.2} attempts per second", classes[index], load.estimate, load.half_width());
        load
    })
}

const OPEN: [&str; 2] = ["visitors", "visitors_backing_off"];
const CLOSED: [&str; 2] = ["phones", "phones_backing_off"];

#[test]
fn backoff_does_not_reduce_the_load_of_an_open_population() {
    for load in loads(OPEN, &[]) {
        holds(load, 400.0, "four tries of 100 visitors per second");
    }
    // Negative control: it is the number of tries that decides, and not the wait between them.
    let fewer = loads(OPEN, &["classes.visitors_backing_off.behaviours.patient.tries=2"]);
    holds(fewer[1], 200.0, "two tries of 100 visitors per second");
}

#[test]
fn backoff_reduces_the_load_of_a_closed_population() {
    let [without, with] = loads(CLOSED, &[]);
    // A phone makes four attempts per pause and three waits: 10 s + 3 × 0.5 s, and 10 s + (10 + 20 + 40) s / 2.
    holds(without, 1000.0 * 4.0 / 11.5, "phones without backoff");
    holds(with, 1000.0 * 4.0 / 45.0, "phones with backoff");
    // Negative control: a population that is very large and comes rarely is as good as open.
    let large = ["phones", "phones_backing_off"].map(|class| {
        let poll = format!("classes.{class}.activesync.contact.poll.every={{exponential=\"1000 s\"}}");
        [format!("classes.{class}.population=100000"), poll]
    });
    let large: Vec<&str> = large.iter().flatten().map(String::as_str).collect();
    let [without, with] = loads(CLOSED, &large);
    assert!(with.estimate > 0.95 * without.estimate, "{with:?} {without:?}");
}
