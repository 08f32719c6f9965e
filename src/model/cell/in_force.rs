//! Which entries of the timeline are in force: what each took from the cell or its clients and nobody has given back.
//!
//! Every part that the timeline can change is compared with the plan, before and after an entry. The entry that made it
//! worse is the one in force there, until the part is as good as planned again.

use super::*;
use crate::model::cache::CacheState;
use crate::model::observe::{InForce, LogKind};
use crate::model::timeline::By;
use crate::units::Limit;

/// Which parts are worse than planned, and whose doing that is.
#[derive(Default)]
pub(super) struct Ledger {
    /// By part: the index in [`Observations::in_force`].
    taken: Vec<Option<usize>>,
}

/// An entry that acts.
pub(super) struct Doing<'a> {
    /// Name of the scenario's entry.
    pub(super) entry: &'a str,
    /// What it does, in words.
    pub(super) what: &'a str,
    pub(super) by: By,
    /// When that entry began; a surge that grows takes its steps later.
    pub(super) began: Instant,
    /// Whether it can only give back, as a ramp.
    pub(super) gives: bool,
    /// Whether it takes more and more from now on.
    pub(super) grows: bool,
}

/// How much less there is than planned.
fn lack(planned: Limit, there: Limit) -> f64 {
    match (planned, there) {
        (_, Limit::Unlimited) => 0.0,
        (Limit::Unlimited, Limit::AtMost(there)) => 1.0 / f64::from(there.max(1)),
        (Limit::AtMost(planned), Limit::AtMost(there)) => {
            f64::from(planned.saturating_sub(there)) / f64::from(planned.max(1))
        }
    }
}

impl<T: Trace> Cell<T> {
    /// How much worse than planned every part is that the timeline can change: 0 is as planned, or better. Always in the
    /// same order, with the edge of every class at the end.
    pub(super) fn losses(&self, now: Instant) -> Vec<f64> {
        let yes = |broken: bool| f64::from(u8::from(broken));
        let plan = &self.plan.servers;
        let mut losses: Vec<f64> = vec![yes(self.cut.is_some()), (1.0 - self.network_factor).max(0.0)];
        for server in &self.servers {
            losses.extend([
                yes(!server.up),
                (server.slowness - 1.0).max(0.0),
                yes(matches!(server.cache.state, CacheState::Failed(_))),
                lack(plan.workers, server.workers),
            ]);
        }
        let store = self.store.as_ref().zip(self.plan.store.as_ref());
        losses.extend(store.map_or([0.0; 2], |(s, plan)| [(s.slowness - 1.0).max(0.0), lack(plan.workers, s.workers)]));
        losses.extend(self.classes.iter().map(|class| (class.surge - 1.0).max(0.0)));
        losses.extend(self.classes.iter().map(|class| match &class.gate {
            Gate::Limited(limit, _) => 1.0 + 1.0 / (1.0 + limit.rate.per_second()),
            gate @ (Gate::Open | Gate::Closed(_) | Gate::Admit(..)) => 1.0 - gate.admitted(now),
        }));
        losses
    }

    /// Books what an entry has done: `before` is what was lost before it. Gives what kind of thing that was.
    pub(super) fn book_entry(&mut self, now: Instant, doing: &Doing, before: &[f64]) -> LogKind {
        let after = self.losses(now);
        self.ledger.taken.resize(after.len(), None);
        let first_edge = after.len() - self.classes.len();
        let (mut own, mut mends, mut took) = (None, false, false);
        for (part, (was, is)) in before.iter().zip(&after).enumerate() {
            let holder = self.ledger.taken[part];
            took |= is > was;
            mends |= is < was && holder.is_some_and(|index| self.seen.in_force[index].by == By::Fault);
            let same = holder.is_some_and(|index| self.seen.in_force[index].entry == doing.entry);
            // Who changes a part is who holds it from now on; a ramp only gives back what another entry holds.
            if *is > 0.0 && is != was && !same && !(doing.gives && holder.is_some()) {
                let at_edge = part >= first_edge;
                let index = *own.get_or_insert_with(|| {
                    let (entry, what, by) = (doing.entry.to_owned(), doing.what.to_owned(), doing.by);
                    self.seen.in_force.push(InForce { entry, what, by, at_edge, from: doing.began, to: None });
                    self.seen.in_force.len() - 1
                });
                self.give_back(now, part);
                self.ledger.taken[part] = Some(index);
            }
            if *is <= 0.0 {
                self.give_back(now, part);
            }
        }
        match (took || doing.grows, doing.by, mends) {
            (true, By::Fault, _) => LogKind::FaultBegins,
            (false, _, true) => LogKind::FaultEnds,
            (true, By::Operator | By::Automatic, _) | (false, _, false) => LogKind::Action,
        }
    }

    /// A part is as planned again, or another entry has taken it over.
    fn give_back(&mut self, at: Instant, part: usize) {
        let Some(index) = self.ledger.taken[part].take() else { return };
        if !self.ledger.taken.contains(&Some(index)) {
            self.seen.in_force[index].to = Some(at);
        }
    }

    /// Ramps that are through have given everything back; no entry says so.
    pub(super) fn end_of_ramps(&mut self, now: Instant) {
        let first_edge = self.ledger.taken.len().saturating_sub(self.classes.len());
        for part in first_edge..self.ledger.taken.len() {
            if self.ledger.taken[part].is_none() {
                continue;
            }
            if let Gate::Admit(admission, _) = &self.classes[part - first_edge].gate
                && admission.share(now) >= 1.0
            {
                self.give_back((admission.since + admission.over).min(now), part);
            }
        }
    }
}
