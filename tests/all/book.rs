//! The book of service, kept a second time: from single happenings, client by client, window by window, with none of the
//! code that keeps it in the cell.

use std::collections::BTreeMap;

use syncstorm::experiment::run::Outcome;
use syncstorm::measure::series::sum;
use syncstorm::model::Cell;
use syncstorm::model::observe::WishEnd;
use syncstorm::model::service::{healthy_cycle, phase_of};

use super::world::Record;

/// A wish of one client: when it began, when its requests were answered, when and how it ended.
struct Wish {
    began: u64,
    answers: Vec<u64>,
    ended: u64,
    end: WishEnd,
}

/// What the windows of a class come to, per interval.
#[derive(Clone, Debug, Default, PartialEq)]
struct Page {
    opened: u64,
    met: u64,
    unmet: u64,
    discarded: u64,
    open: u64,
    without_s: f64,
}

struct Book {
    sample: u64,
    end: u64,
    pages: Vec<Page>,
}

impl Book {
    fn page(&mut self, at: u64) -> &mut Page {
        let last = self.pages.len() - 1;
        &mut self.pages[((at / self.sample) as usize).min(last)]
    }

    fn without(&mut self, from: u64, to: u64) {
        for interval in 0..self.pages.len() {
            let (begins, ends) = (interval as u64 * self.sample, ((interval as u64 + 1) * self.sample).min(self.end));
            let inside = to.min(ends).saturating_sub(from.max(begins));
            self.pages[interval].without_s += inside as f64 / 1e9;
        }
    }

    /// One window after another is not met, from the moment at which service was lost until it was back.
    fn unmet(&mut self, lost: u64, back: u64, (phase, cycle): (u64, u64)) {
        let mut ends = vec![lost];
        let mut at = lost + phase;
        while at < back {
            ends.push(at);
            at += cycle;
        }
        for end in ends {
            self.page(end).unmet += 1;
            self.page(end).opened += 1;
        }
    }

    /// A client of a closed class. A phone is patient from answer to answer.
    fn client(&mut self, wishes: &[Wish], patience: u64, cycle: (u64, u64), phone: bool) {
        let mut lost: Option<u64> = None;
        let mut asks = None;
        for wish in wishes {
            let mut asked = wish.began;
            if lost.is_none() {
                self.page(asked).opened += 1;
            }
            let answers = if phone { &wish.answers[..] } else { &wish.answers[wish.answers.len().saturating_sub(1)..] };
            let met = wish.end == WishEnd::Success;
            for (place, answer) in answers.iter().enumerate().filter(|_| phone || met) {
                let last = met && place + 1 == answers.len();
                if lost.is_none() && *answer > asked + patience {
                    lost = Some(asked + patience);
                }
                if let Some(since) = lost.take() {
                    self.unmet(since, *answer, cycle);
                    self.without(since, *answer);
                    self.page(*answer).discarded += 1;
                    self.page(*answer).opened += u64::from(!last);
                } else if last {
                    self.page(*answer).met += 1;
                }
                asked = *answer;
            }
            match wish.end {
                WishEnd::Success => asks = None,
                WishEnd::Abandoned => lost = lost.or(Some((asked + patience).min(wish.ended))),
                WishEnd::Open => asks = Some(asked + patience),
            }
        }
        lost = lost.or(asks.filter(|limit| *limit < self.end));
        if let Some(since) = lost {
            self.unmet(since, self.end, cycle);
            self.without(since, self.end);
        }
        let end = self.end;
        self.page(end).open += u64::from(lost.is_some() || asks.is_some());
    }

    /// A session: every wish is a window of its own.
    fn session(&mut self, wishes: &[Wish], patience: u64, comes_back: bool) {
        let mut lost: Option<u64> = None;
        for (place, wish) in wishes.iter().enumerate() {
            self.page(wish.began).opened += 1;
            let limit = wish.began + patience;
            match wish.end {
                WishEnd::Success if wish.ended <= limit => self.page(wish.ended).met += 1,
                WishEnd::Open if limit >= self.end => {
                    let end = self.end;
                    self.page(end).open += 1;
                }
                WishEnd::Success | WishEnd::Abandoned | WishEnd::Open => self.page(limit.min(wish.ended)).unmet += 1,
            }
            let fails = if wish.end == WishEnd::Abandoned { limit.min(wish.ended) } else { limit };
            if fails < wish.ended || (wish.end == WishEnd::Abandoned && comes_back) {
                lost = Some(lost.map_or(fails, |since| since.min(fails)));
            }
            // Whoever gives up and has another wish later was without service in between; whether one comes back after
            // the horizon cannot be seen here, and such runs are not compared.
            let leaves = wish.end == WishEnd::Success || place + 1 == wishes.len();
            if let Some(since) = lost.filter(|_| leaves) {
                self.without(since, wish.ended);
                lost = None;
            }
        }
    }
}

/// Recomputes what the windows of every class come to and compares it with the run.
pub fn is_kept(outcome: &Outcome, cell: &Cell<Record>) {
    let plan = cell.plan();
    let (sample, end) = (plan.run.sample.0, plan.run.end().0);
    for (class, name) in cell.class_names().iter().enumerate() {
        let part = &plan.classes[name];
        let mut clients: BTreeMap<u32, Vec<Wish>> = BTreeMap::new();
        let answers = cell.trace.answers.iter().filter(|(_, of, _)| *of == class);
        let mut answers_of: BTreeMap<u32, Vec<u64>> = BTreeMap::new();
        answers.for_each(|(at, _, client)| answers_of.entry(*client).or_default().push(*at));
        for (ended, of, client, began, end) in &cell.trace.ends {
            if *of == class {
                let own = answers_of.entry(*client).or_default();
                let until = own.partition_point(|at| at <= ended);
                let answers = own.drain(..until).collect();
                let wish = Wish { began: *began, answers, ended: *ended, end: *end };
                clients.entry(*client).or_default().push(wish);
            }
        }
        let patience = part.patience.expect("the random cells say how patient people are").0;
        let mut book = Book { sample, end, pages: vec![Page::default(); plan.run.intervals()] };
        let comes_back = part.web.as_ref().is_some_and(|web| web.comes_back.is_some());
        for (client, wishes) in &clients {
            match part.population {
                Some(_) => {
                    let contact = part.activesync.as_ref().map(|eas| &eas.contact);
                    let cycle = healthy_cycle(part, contact, part.service.mean(), plan.network.mean_delay());
                    let cycle = (phase_of(*client, cycle).0, cycle.0);
                    book.client(wishes, patience, cycle, part.is_activesync());
                }
                None => book.session(wishes, patience, comes_back),
            }
        }
        for (interval, (page, seen)) in book.pages.iter().zip(&outcome.series.by_class[class]).enumerate() {
            let own = seen.counts.windows;
            let at = format!("{name}, interval {interval}");
            let counts = [own.opened, own.met, own.unmet, own.discarded, own.open];
            assert_eq!(counts, [page.opened, page.met, page.unmet, page.discarded, page.open], "{at}");
            if !comes_back {
                assert!(
                    (seen.without_s - page.without_s).abs() < 1e-6,
                    "{at}: {} and {}",
                    seen.without_s,
                    page.without_s
                );
            }
        }
        let all = sum(outcome.series.by_class[class].iter().map(|s| &s.counts)).windows;
        assert_eq!(all.opened, all.met + all.unmet + all.discarded + all.open, "{name}: {all:?}");
    }
}
