//! Which entries of the timeline are in force: what each took from the cell or its clients and nobody has given back.
//!
//! Every part that the timeline can change is compared with the plan, before and after an entry. Whose layer made it
//! worse is in force there, until the part is as good as planned again, or its layer is gone and another one's is felt.

use super::Cell;
use super::holders::Holder;
use super::scheduled::Scheduled;
use super::stack::Part;
use crate::model::cache::CacheState;
use crate::model::edge::Gate;
use crate::model::observe::{InForce, LogKind, Trace};
use crate::model::timeline::{Action, By};
use crate::units::{Instant, Limit, Span};

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
    /// How much worse than planned a part is: 0 is as planned, or better.
    fn loss(&self, now: Instant, part: Part) -> f64 {
        let yes = |broken: bool| f64::from(u8::from(broken));
        let at = |number: usize| {
            let (service, server) = self.instance(number);
            (&self.services[service].plan, &self.services[service].instances[server])
        };
        match part {
            Part::Network(wire) => yes(self.wires[wire as usize].cut.is_some()),
            Part::Capacity(wire) => (1.0 - self.wires[wire as usize].factor).max(0.0),
            Part::Server(number) => yes(at(number).1.down),
            Part::Speed(number) => (at(number).1.slowness - 1.0).max(0.0),
            Part::Cache(number) => yes(matches!(at(number).1.cache.state, CacheState::Failed(_))),
            Part::Workers(number) => lack(at(number).0.workers, at(number).1.workers),
            Part::Failures(number) => {
                let (plan, instance) = at(number);
                (instance.failing - plan.failure_probability.get()).max(0.0)
            }
            Part::Drained(number) => yes(self.is_drained(number)),
            Part::Instances(service) => {
                let planned = self.services[service].plan.instances;
                // More of them are worse than planned where each has too little left for so many.
                let too_many = self.lacks_for_peers(service);
                lack(Limit::AtMost(planned), Limit::AtMost(self.instances_there(service))).max(yes(too_many))
            }
            // Another service has to do it.
            Part::Call(call) => self.calls[call].fails_over.map_or(0.0, |(_, share)| share.get()),
            Part::Wishes(class) => (self.classes[class].surge - 1.0).max(0.0),
            Part::Edge(class) => match &self.classes[class].gate {
                Gate::Limited(limit, _) => 1.0 + 1.0 / (1.0 + limit.rate.per_second()),
                gate @ (Gate::Open | Gate::Closed(_) | Gate::Admit(..)) => 1.0 - gate.admitted(now),
            },
        }
    }

    /// How much worse than planned every part is.
    pub(super) fn losses(&self, now: Instant) -> Vec<(Part, f64)> {
        self.parts().into_iter().map(|part| (part, self.loss(now, part))).collect()
    }

    /// Books what an entry has done: `before` is what was lost before it. Gives what kind of thing that was.
    pub(super) fn book_entry(&mut self, now: Instant, owner: usize, ends: bool, before: &[(Part, f64)]) -> LogKind {
        let (mut took, mut mends) = (false, false);
        let mut records: Vec<Holder> = Vec::new();
        for (part, was) in before {
            let is = self.loss(now, *part);
            let holder = self.ledger.0.get(part).copied();
            took |= is > *was;
            mends |= is < *was && holder.is_some_and(|holder| self.seen.in_force[holder.record].by == By::Fault);
            if is <= 0.0 {
                self.give_back(now, *part);
                continue;
            }
            let Some(top) = self.layers.top(*part) else { continue };
            if let Some(holder) = holder.filter(|holder| self.still_holds(*part, holder.owner, top, is != *was)) {
                let giver = &self.entries[top];
                let eased = (holder.owner != top).then(|| (self.words(top), giver.name.clone()));
                self.seen.in_force[holder.record].eased_by = eased.filter(|_| self.gives(top));
                continue;
            }
            let known = records.iter().find(|record| record.owner == top).copied();
            let next = known.unwrap_or_else(|| {
                let next = Holder { owner: top, record: self.seen.in_force.len() };
                self.seen.in_force.push(self.in_force(now, matches!(part, Part::Edge(_)), top, owner));
                records.push(next);
                next
            });
            self.seen.in_force[next.record].follows.extend(holder.map(|holder| holder.record));
            self.give_back(now, *part);
            self.ledger.0.insert(*part, next);
        }
        let own = &self.entries[owner].entry;
        let grows = matches!(own.action, Action::Surge { factor, over, .. } if factor > 1.0 && over > Span::ZERO)
            && self.entries[owner].fired == Some(now);
        let holds = self.ledger.0.values().any(|holder| holder.owner == owner);
        let fault = own.by.unwrap_or(own.action.usually_by()) == By::Fault;
        if fault && !ends && (took || grows || holds) {
            LogKind::FaultBegins
        } else if mends && !took {
            LogKind::FaultEnds
        } else {
            LogKind::Action
        }
    }

    /// Books an entry that takes something of which no part shows anything: it is in force for as long as it goes on. Gives
    /// what kind of thing that was, if it is a fault.
    pub(super) fn book_passing(&mut self, now: Instant, owner: usize, before: &[(Part, f64)]) -> Option<LogKind> {
        let lasts = self.entries[owner].entry.action.takes_in_passing()?;
        // A repair that mends something takes nothing.
        if before.iter().any(|(part, was)| self.loss(now, *part) < *was) {
            return None;
        }
        let span = self.in_force(now, false, owner, owner);
        let fault = span.by == By::Fault;
        let to = Some(now + lasts).filter(|to| *to <= self.end);
        self.seen.in_force.push(InForce { to, ..span });
        fault.then_some(LogKind::FaultBegins)
    }

    /// Whether a part that is worse than planned is still the doing of who held it: who changes a part holds it from
    /// then on, but a ramp only gives back what another entry holds.
    fn still_holds(&self, part: Part, holder: usize, top: usize, changed: bool) -> bool {
        let gives = self.gives(top) && holder != top;
        self.layers.own(part, holder).is_some() && (holder == top || gives || !changed)
    }

    /// Whether an entry only gives back.
    fn gives(&self, entry: usize) -> bool {
        matches!(self.entries[entry].entry.action, Action::Ramp { .. } | Action::FeedbackRamp { .. })
    }

    /// What is in force on some parts that are worse than planned: in words, with the names of the entries.
    pub(super) fn on_top(&self, now: Instant, parts: &[Part]) -> Vec<String> {
        let lossy = parts.iter().filter(|part| self.loss(now, **part) > 0.0);
        let mut owners: Vec<usize> = lossy.filter_map(|part| self.layers.top(*part)).collect();
        owners.sort_unstable();
        owners.dedup();
        let said = |owner: usize| format!("{} ({})", self.words(owner), self.entries[owner].name);
        owners.into_iter().map(said).collect()
    }

    /// The record of an entry that holds a part from now on; one that another entry has uncovered does so anew.
    fn in_force(&self, now: Instant, at_edge: bool, top: usize, actor: usize) -> InForce {
        let own = &self.entries[top];
        let from = if top == actor { own.fired.unwrap_or(now) } else { now };
        InForce {
            entry: own.name.clone(),
            what: self.words(top),
            by: own.entry.by.unwrap_or(own.entry.action.usually_by()),
            at_edge,
            from,
            took: (!matches!(own.entry.action, Action::Limit { .. })).then_some(from),
            to: None,
            follows: Vec::new(),
            eased_by: None,
        }
    }

    /// A part is as planned again, or another entry has taken it over.
    fn give_back(&mut self, at: Instant, part: Part) {
        let Some(holder) = self.ledger.0.remove(&part) else { return };
        if self.ledger.0.values().all(|other| other.record != holder.record) {
            self.seen.in_force[holder.record].to = Some(at);
        }
    }

    /// The edge has refused an attempt of a class: a limit that lay there in vain takes something from now on.
    pub(super) fn edge_refuses(&mut self, now: Instant, class: usize) {
        if let Some(holder) = self.ledger.0.get(&Part::Edge(class)) {
            self.seen.in_force[holder.record].took.get_or_insert(now);
        }
    }

    /// Whether an entry that limits the rate of a class has refused nobody since it began (anew).
    pub(super) fn refused_nobody(&self, owner: usize) -> bool {
        let Scheduled { name, fired, .. } = &self.entries[owner];
        let since = |span: &&InForce| span.entry == *name && fired.is_none_or(|fired| span.from >= fired);
        let mut spans = self.seen.in_force.iter().filter(since).peekable();
        spans.peek().is_some() && spans.all(|span| span.took.is_none())
    }

    /// Ramps that are through have given everything back; no entry says so.
    pub(super) fn end_of_ramps(&mut self, now: Instant) {
        for class in 0..self.classes.len() {
            if let Gate::Admit(admission, _) = &self.classes[class].gate
                && admission.share(now) >= 1.0
            {
                self.give_back((admission.since + admission.over).min(now), Part::Edge(class));
            }
        }
    }
}
