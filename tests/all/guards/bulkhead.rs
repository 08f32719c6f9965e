//! Bulkheads and load shedding. Oracle: theory (M/M/c behind a bulkhead, a birth-death chain for two classes), and the
//! rules, applied at every moment to what single happenings tell.

use std::collections::HashMap;

use super::counts;
use crate::world::load;
use syncstorm::engine::simulation::Verdict;
use syncstorm::experiment::Outcome;
use syncstorm::experiment::run::run_traced;
use syncstorm::model::observe::{Counts, Trace};
use syncstorm::model::server::left_of;
use syncstorm::theory::chain::birth_death;
use syncstorm::theory::queues::{mmc, mmck};
use syncstorm::units::{Instant, Limit, Share, Span};

/// All that servers did: when a request came and when a worker took it, per class; and how each attempt ended.
#[derive(Default)]
struct Book {
    taken: [Vec<(u64, u64)>; 2],
    /// Class and time of sending: when it was settled, and whether it was answered.
    settled: HashMap<(usize, u64), (u64, bool)>,
}

impl Trace for Book {
    fn taken(&mut self, now: Instant, class: usize, waited: Span, _retry: bool) {
        self.taken[class].push((now.0 - waited.0, now.0));
    }
    fn settled(&mut self, now: Instant, class: usize, sent: Instant, _bytes: u64, answered: bool) {
        assert!(self.settled.insert((class, sent.0), (now.0, answered)).is_none(), "two attempts at {sent:?}");
    }
}

impl Book {
    /// The most workers that a class had at once, of requests that take so long.
    fn most_busy(&self, class: usize, service: Span) -> usize {
        let begun: Vec<u64> = self.taken[class].iter().map(|(_, at)| *at).collect();
        let busy = |number: usize| number + 1 - begun.partition_point(|at| at + service.0 <= begun[number]);
        (0..begun.len()).map(busy).max().unwrap_or(0)
    }

    /// Beginnings and ends of the waits of some classes.
    fn waits(&self, classes: &[usize]) -> [Vec<u64>; 2] {
        let waits = || classes.iter().flat_map(|class| self.taken[*class].iter().filter(|(from, to)| from < to));
        let mut ends: [Vec<u64>; 2] = [waits().map(|(from, _)| *from).collect(), waits().map(|(_, to)| *to).collect()];
        ends.iter_mut().for_each(|list| list.sort_unstable());
        ends
    }
}

/// Waiting requests just before a moment.
fn waiting([from, to]: &[Vec<u64>; 2], at: u64) -> usize {
    from.partition_point(|begun| *begun < at) - to.partition_point(|end| *end < at)
}

/// `bulk` is class 0 and `people` is class 1.
fn two_classes(bulk: &str, people: &str, servers: &str, length: &str) -> (Outcome, Book) {
    let text = format!(
        "[run]\nwarm_up = \"1 min\"\nlength = \"{length}\"\nsample = \"1 min\"\n[network]\ndelay = \"1 ms\"\n\
         [classes.bulk]\nweb = {{}}\n{bulk}\n[classes.bulk.behaviours.all]\nany_error = \"none\"\n\
         [classes.people]\nweb = {{}}\n{people}\n[classes.people.behaviours.all]\nany_error = \"none\"\n\
         [servers]\n{servers}\n"
    );
    let (outcome, cell) = run_traced(&load(&text, &[]).document, Book::default(), true, &mut |_, _| Verdict::Continue);
    (outcome, cell.trace)
}

/// Alone behind a bulkhead that leaves it 4 of 10 workers, a class waits as at a server with 4.
#[test]
fn behind_a_bulkhead_a_server_is_smaller() {
    let counts = counts(
        "[run]\nwarm_up = \"1 min\"\nlength = \"4 h\"\nsample = \"1 min\"\n[servers]\nworkers = 10\n\
         [classes.people]\narrivals = { rate = \"32 /s\" }\nservice = { exponential = \"100 ms\" }\nweb = {}\n\
         reserved_for_others = 0.6\n",
    );
    let wait = counts.queue_wait as f64 / 1e9 / counts.taken as f64;
    let expected = mmc(32.0, 10.0, 4).expect("a load").wait;
    assert!((wait / expected - 1.0).abs() < 0.05, "{wait} s instead of {expected} s");
}

/// A class that wants twice what there is never has more than its part of the workers and of the queue, though it has
/// that often; and the others fare no worse than alone with what is reserved for them.
#[test]
fn a_flood_behind_a_bulkhead_leaves_the_others_their_part() {
    let bulk = "arrivals = { rate = \"200 /s\" }\nservice = \"100 ms\"";
    let people = "arrivals = { rate = \"20 /s\" }\nservice = { exponential = \"100 ms\" }";
    let servers = "workers = 10\nqueue = 20";
    // The places of `bulk` out of 10 workers and 20 in the queue; a part of one is reserved as a whole one.
    for (reserved, workers, queue) in [(0.3, 7, 14), (0.31, 6, 13)] {
        let text = format!("{bulk}\nreserved_for_others = {reserved}");
        let (outcome, book) = two_classes(&text, people, servers, "30 min");
        assert_eq!(book.most_busy(0, Span::millis(100)), workers, "workers of a class that leaves {reserved}");
        let waits = book.waits(&[0]);
        let most = waits[0].iter().map(|at| waiting(&waits, at + 1)).max();
        assert_eq!(most, Some(queue), "waiting of a class that leaves {reserved}");
        let others = &outcome.summary.classes[1].counts;
        let (own_workers, own_places) = (10 - workers as u32, 20 - queue as u32);
        let alone = mmck(20.0, 10.0, own_workers, own_workers + own_places).expect("a load");
        let lost = lost(others);
        assert!(lost < alone.refused + 0.005, "{lost} of the others are refused, instead of {}", alone.refused);
        let wait = others.queue_wait as f64 / 1e9 / others.taken as f64;
        assert!(wait < alone.wait * 1.05, "the others wait {wait} s instead of {} s", alone.wait);
    }
    // Negative control: without it they are lost.
    let (outcome, book) = two_classes(bulk, people, servers, "30 min");
    assert_eq!(book.most_busy(0, Span::millis(100)), 10);
    assert!(lost(&outcome.summary.classes[1].counts) > 0.4);
}

/// Seven of a hundred are seven, though 0.07 × 100 is a little more to a computer.
#[test]
fn a_part_of_a_whole_number_is_a_whole_number() {
    for (number, share, left) in [(100, 0.07, 93), (50, 0.14, 43), (25, 0.28, 18), (10, 0.3, 7), (10, 0.31, 6)] {
        let share = Share::new(share).expect("a share");
        assert_eq!(left_of(Limit::AtMost(number), share), Limit::AtMost(left), "{share:?} of {number}");
    }
}

fn lost(counts: &Counts) -> f64 {
    counts.failures.iter().sum::<u64>() as f64 / counts.first_attempts as f64
}

/// An attempt is refused if three requests wait when it arrives, of whatever class, and otherwise not. How often is a
/// chain: all come while fewer than 10 + 3 are there, and then only those whose load is not shed.
#[test]
fn load_is_shed_exactly_where_that_many_wait() {
    let class = |rate: f64| format!("arrivals = {{ rate = \"{rate} /s\" }}\nservice = {{ exponential = \"100 ms\" }}");
    // A lane of its own, so that what waits in others has to be counted too.
    let bulk = class(60.0) + "\nshed_above = 3\nreserved_for_others = 0.0";
    let (outcome, book) = two_classes(&bulk, &class(50.0), "workers = 10", "2 h");
    let [bulk, people] = [0, 1].map(|class| &outcome.summary.classes[class].counts);
    assert_eq!(people.failures.iter().sum::<u64>(), 0, "nobody else is refused");
    let places = birth_death(300, |n| if n < 13 { 110.0 } else { 50.0 }, |n| n.min(10) as f64 * 10.0);
    let expected: f64 = places[13..].iter().sum();
    assert!((lost(bulk) / expected - 1.0).abs() < 0.04, "{} are shed instead of {expected}", lost(bulk));
    let waits = book.waits(&[0, 1]);
    // What waits at the horizon is not known here.
    let last = Span::minutes(120).0;
    let delay = Span::millis(1).0;
    let mut judged = [0; 2];
    for ((class, sent), (settled, answered)) in &book.settled {
        let (refused, there) = (!answered && settled - sent == 2 * delay, waiting(&waits, sent + delay));
        if *class == 0 && *sent < last {
            assert_eq!(refused, there >= 3, "{there} wait at {sent} ns");
            judged[usize::from(refused)] += 1;
        }
    }
    assert!(judged[0] > 100_000 && judged[1] > 10_000, "{judged:?}");
}
