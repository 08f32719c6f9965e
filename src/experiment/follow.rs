//! One client of a run, happening by happening: the same run with somebody who watches it and changes nothing.

use super::run::begin;
use crate::engine::simulation::Verdict as Look;
use crate::model::observe::{Trace, WishEnd};
use crate::scenario::Document;
use crate::units::Instant;

/// What happened to a client.
#[derive(Debug, Clone, Default)]
pub struct Followed {
    /// First attempts of a request.
    pub asked: Vec<Instant>,
    /// Attempts after an error or a wait in vain.
    pub again: Vec<Instant>,
    /// Those of both that the edge refused.
    pub refused: Vec<Instant>,
    /// Requests that were answered in time.
    pub served: Vec<Instant>,
    /// Wishes that it gave up.
    pub given_up: Vec<Instant>,
    /// From when to when it waited for an answer, which may have been an error or none at all.
    pub waited: Vec<(Instant, Instant)>,
}

struct Watch {
    class: usize,
    client: u32,
    until: Instant,
    /// When the attempt was sent that is in flight.
    sent: Option<Instant>,
    seen: Followed,
}

impl Watch {
    /// Refusals are played ahead of the clock, so some may be later than the end.
    fn is_it(&self, now: Instant, class: usize, client: u32) -> bool {
        class == self.class && client == self.client && now <= self.until
    }

    fn waited_until(&mut self, now: Instant) {
        self.seen.waited.extend(self.sent.take().filter(|sent| *sent < now).map(|sent| (sent, now)));
    }
}

impl Trace for Watch {
    fn attempt(&mut self, now: Instant, class: usize, client: u32, _wish: u32, retry: bool) {
        if self.is_it(now, class, client) {
            self.waited_until(now);
            self.sent = Some(now);
            if retry { &mut self.seen.again } else { &mut self.seen.asked }.push(now);
        }
    }
    fn refused(&mut self, now: Instant, class: usize, client: u32) {
        if self.is_it(now, class, client) {
            self.sent = None;
            self.seen.refused.push(now);
        }
    }
    fn failed(&mut self, now: Instant, class: usize, client: u32) {
        if self.is_it(now, class, client) {
            self.waited_until(now);
        }
    }
    fn answered(&mut self, now: Instant, class: usize, client: u32) {
        if self.is_it(now, class, client) {
            self.waited_until(now);
            self.seen.served.push(now);
        }
    }
    fn wish_ended(&mut self, now: Instant, class: usize, client: u32, _began: Instant, end: WishEnd) {
        if self.is_it(now, class, client) {
            self.waited_until(now);
            if end == WishEnd::Abandoned {
                self.seen.given_up.push(now);
            }
        }
    }
}

/// Plays a run up to a time, and says what happened to one client of a class; both are numbers, from 0 on.
pub fn follow(document: &Document, class: usize, client: u32, until: Instant) -> Followed {
    let watch = Watch { class, client, until, sent: None, seen: Followed::default() };
    let (mut simulation, mut limits) = begin(document, watch);
    limits.end = limits.end.min(until);
    simulation.run(limits, &mut |_, _| Look::Continue);
    let mut watch = simulation.model.trace;
    watch.waited_until(limits.end);
    watch.seen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::run;
    use crate::scenario::{Scenario, catalog};

    /// What is seen of every client, one after the other, is what the run counted of all of them.
    #[test]
    fn every_client_followed_gives_the_counts_of_the_class() {
        let fetch = &mut |name: &str| catalog::find(name).map(str::to_owned).ok_or_else(|| name.to_owned());
        let set = ["classes.phones.population=4", "run.length=20 min"].map(str::to_owned);
        let scenario = Scenario::load("story/errors", fetch, &set, 1.0).expect("a shipped scenario");
        let document = &scenario.document;
        let end = document.run.end();
        let counted = run(document, &mut |_, _| Look::Continue).series.by_class;
        let sum = |of: &dyn Fn(&crate::measure::ClassSample) -> u64| counted[0].iter().map(of).sum::<u64>() as usize;
        let all: Vec<Followed> = (0..4).map(|client| follow(document, 0, client, end)).collect();
        let seen = |of: &dyn Fn(&Followed) -> usize| all.iter().map(of).sum::<usize>();
        assert_eq!(seen(&|one| one.asked.len()), sum(&|sample| sample.counts.first_attempts));
        assert_eq!(seen(&|one| one.again.len()), sum(&|sample| sample.counts.retries));
        assert_eq!(seen(&|one| one.refused.len()), sum(&|sample| sample.counts.refused_at_edge));
        assert_eq!(seen(&|one| one.served.len()), sum(&|sample| sample.counts.answered));
        assert!(seen(&|one| one.again.len()) > 0 && seen(&|one| one.waited.len()) > 0);
    }
}
