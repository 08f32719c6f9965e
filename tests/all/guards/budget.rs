//! The concurrent retry budget. Oracle: its rule, applied at every failure to a book that is kept by other code, from
//! single happenings.

use std::collections::HashMap;

use crate::world::load;
use syncstorm::engine::simulation::Verdict;
use syncstorm::experiment::run::run_traced;
use syncstorm::model::client::Phase;
use syncstorm::model::observe::{Trace, WishEnd};
use syncstorm::units::{Instant, Span};

/// What is in flight and what waits, and what was decided against the rule.
struct Book {
    share: f64,
    at_least: f64,
    in_flight: f64,
    retries: f64,
    waiting: f64,
    /// Whether the attempt that was sent at this time is a retry.
    sent: HashMap<u64, bool>,
    wrong: Vec<String>,
    /// Retries that were decided on, and those that were not: where the share decides, and where the least number does.
    allowed: [u32; 2],
    refused: [u32; 2],
}

impl Book {
    fn decided(&mut self, now: Instant, allowed: bool) {
        let of_share = self.share * self.in_flight;
        // With the one that this is about.
        let after = self.retries + self.waiting + 1.0;
        if allowed != (after <= of_share.max(self.at_least) + 1e-9) {
            self.wrong.push(format!("{now:?}: {after} of {} in flight, allowed: {allowed}", self.in_flight));
        }
        let list = if allowed { &mut self.allowed } else { &mut self.refused };
        list[usize::from(of_share < self.at_least)] += 1;
    }
}

impl Trace for Book {
    fn attempt(&mut self, now: Instant, _class: usize, _client: u32, _wish: u32, retry: bool) {
        self.in_flight += 1.0;
        if retry {
            (self.retries, self.waiting) = (self.retries + 1.0, self.waiting - 1.0);
        }
        assert!(self.sent.insert(now.0, retry).is_none(), "two attempts at {now:?}");
    }
    fn settled(&mut self, _now: Instant, _class: usize, sent: Instant, _bytes: u64, _answered: bool) {
        self.in_flight -= 1.0;
        self.retries -= f64::from(u8::from(self.sent.remove(&sent.0).expect("an attempt in flight")));
    }
    fn phase(&mut self, now: Instant, _class: usize, _from: Phase, to: Phase) {
        if to == Phase::Waiting {
            self.decided(now, true);
            self.waiting += 1.0;
        }
    }
    fn wish_ended(&mut self, now: Instant, _class: usize, _client: u32, _began: Instant, end: WishEnd) {
        if end == WishEnd::Abandoned {
            self.decided(now, false);
        }
    }
}

/// Three of ten requests fail, and for a minute all do, at once: then hardly anything is in flight, and much waits.
fn played(budget: &str, share: f64, at_least: f64) -> (Book, u64) {
    let text = format!(
        "[run]\nwarm_up = \"1 min\"\nlength = \"5 min\"\nsample = \"1 min\"\n\
         [classes.people]\narrivals = {{ rate = \"500 /s\" }}\nservice = {{ exponential = \"100 ms\" }}\nweb = {{}}\n\
         [classes.people.behaviours.all]\n{budget}\n[network]\ndelay = \"5 ms\"\n\
         [servers]\nworkers = 200\nfailure_probability = 0.3\n\
         [timeline.dead]\nat = \"2 min\"\nlasts = \"1 min\"\ndo.crash_servers = {{}}\n"
    );
    let book = Book {
        share,
        at_least,
        in_flight: 0.0,
        retries: 0.0,
        waiting: 0.0,
        sent: HashMap::new(),
        wrong: Vec::new(),
        allowed: [0; 2],
        refused: [0; 2],
    };
    let cell = run_traced(&load(&text, &[]).document, book, true, &mut |_, _| Verdict::Continue).1;
    let denied = cell.seen.counts.iter().map(|classes| classes[0].denied).sum();
    (cell.trace, denied)
}

#[test]
fn retries_keep_to_their_share_of_what_is_in_flight() {
    // Waits much longer than the attempts: what waits is most of what counts.
    let long = "any_error.after = { exponential = \"2 s\" }\nbudget.concurrent = { share = 0.5, at_least = 10 }";
    for (budget, share, at_least) in [(long, 0.5, 10.0), ("preset = \"envoy-budget\"", 0.2, 3.0)] {
        let (book, denied) = played(budget, share, at_least);
        let first: Vec<_> = book.wrong.iter().take(3).collect();
        assert!(book.wrong.is_empty(), "{budget}: {} decisions against the rule: {first:#?}", book.wrong.len());
        assert_eq!(denied, u64::from(book.refused.iter().sum::<u32>()), "{budget}: all that were denied are counted");
        let often = book.allowed.iter().chain(&book.refused).all(|count| *count > 20);
        assert!(often, "{budget}: too little was decided: {:?} {:?}", book.allowed, book.refused);
    }
}

/// A crash breaks everything that is in flight in one moment; only as many come again as there may be.
#[test]
fn a_crash_is_followed_by_no_herd() {
    #[derive(Default)]
    struct Herd(Vec<u64>);
    impl Trace for Herd {
        fn attempt(&mut self, now: Instant, _class: usize, _client: u32, _wish: u32, retry: bool) {
            self.0.extend(retry.then_some(now.0));
        }
    }
    let retries = |budget: &str| {
        let text = format!(
            "[run]\nwarm_up = \"1 min\"\nlength = \"1 min\"\nsample = \"1 min\"\n\
             [classes.people]\narrivals = {{ rate = \"100 /s\" }}\nservice = \"10 s\"\nweb = {{}}\n\
             [classes.people.behaviours.all]\nany_error.after = \"1 s\"\n{budget}\n[network]\ndelay = \"5 ms\"\n\
             [servers]\nworkers = \"unlimited\"\n[timeline.dead]\nat = \"30 s\"\nlasts = \"1 ms\"\ndo.crash_servers = {{}}\n"
        );
        let trace =
            run_traced(&load(&text, &[]).document, Herd::default(), true, &mut |_, _| Verdict::Continue).1.trace;
        let again = Instant::START + Span::secs(91);
        trace.0.iter().filter(|at| **at == again.0).count()
    };
    assert_eq!(retries("budget.concurrent = { share = 0.2, at_least = 7 }"), 7);
    assert!(retries("") > 900, "{} without a budget", retries(""));
}
