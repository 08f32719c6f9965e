//! Carries out the timeline: faults, operators, load changes.

use super::scheduled::{EntryOrigin, Scheduled};
use super::stack::{Part, State};
use super::{Cell, Diary};
use crate::model::cache::FailMode;
use crate::model::edge::{Admission, Gate, RateLimit, Reply};
use crate::model::event::CellEvent;
use crate::model::observe::{LogEntry, Trace};
use crate::model::short_form::{CACHE, FRONT, STORE};
use crate::model::timeline::{Action, Entry, HeldPings, Which};
use crate::model::timeline_meaning::Concerns;
use crate::units::{Instant, Span};

/// A surge that grows does so in this many steps.
const SURGE_STEPS: u32 = 20;

impl<T: Trace> Cell<T> {
    pub(super) fn schedule_timeline(&mut self, diary: &mut Diary) {
        let onset = self.plan.run.onset();
        for (name, entry) in self.plan.timeline.clone() {
            if entry.enabled {
                let at = entry.at.map(|at| onset + at);
                self.add_entry(name, entry, EntryOrigin::Scenario, self.entries.len(), at, diary);
            }
        }
        self.refresh_quiet(Instant::START);
    }

    /// Adds an entry of the timeline while the cell is at work.
    pub fn act_at(&mut self, at: Instant, name: String, entry: Entry, diary: &mut Diary) {
        self.add_entry(name, entry, EntryOrigin::Scenario, self.entries.len(), Some(at), diary);
        self.refresh_quiet(at);
    }

    fn add_entry(
        &mut self,
        name: String,
        entry: Entry,
        origin: EntryOrigin,
        owner: usize,
        at: Option<Instant>,
        diary: &mut Diary,
    ) {
        let new = Scheduled::new(name, entry, origin, owner);
        // The ends of an entry that recurs take the place of the one before.
        let spent = |old: &Scheduled| old.is_spent() && old.owner == owner && old.origin == origin;
        let place = self.entries.iter().position(spent).unwrap_or(self.entries.len());
        if place == self.entries.len() {
            self.entries.push(new);
        } else {
            self.entries[place] = new;
        }
        if let Some(at) = at {
            self.fire_at(place, at, diary);
        }
    }

    pub(super) fn fire_at(&mut self, entry: usize, at: Instant, diary: &mut Diary) {
        self.entries[entry].fires = Some(at);
        diary.push(at, CellEvent::Entry(entry as u32));
    }

    /// Works out until when no entry can begin: the next scheduled one, or the end of the interval.
    pub(super) fn refresh_quiet(&mut self, now: Instant) {
        // Between two intervals somebody may act who is not in the timeline yet, and a condition may come true.
        let next_look = Instant((now.0 / self.plan.run.sample.0 + 1) * self.plan.run.sample.0);
        let next = self.entries.iter().flat_map(|scheduled| [scheduled.fires, scheduled.next]).flatten().min();
        self.quiet_until = next.map_or(next_look, |next| next.min(next_look));
    }

    /// An entry of the timeline begins (or, for a closed-loop ramp, takes its next step).
    pub(super) fn entry_begins(&mut self, now: Instant, index: usize, diary: &mut Diary) {
        if !self.turns(now, index) && self.entries[index].fires != Some(now) {
            return;
        }
        // What is true of an interval must not depend on what is done in the moment in which it ends.
        self.write_interval_due(now);
        self.entries[index].fires = None;
        let first = self.entries[index].fired.is_none();
        let entry = self.entries[index].entry.clone();
        if first {
            self.entries[index].fired = Some(now);
            self.entries[index].begun += 1;
            self.schedule_what_follows(now, index, &entry, diary);
        }
        self.act(now, index, &entry, first, diary);
        self.refresh_quiet(now);
    }

    /// Carries out an entry and books what that has done to the cell.
    fn act(&mut self, now: Instant, index: usize, entry: &Entry, first: bool, diary: &mut Diary) {
        let Scheduled { owner, origin, .. } = self.entries[index];
        self.count_workers(now);
        let before = self.losses(now);
        let (mut what, mut ends, mut changes) = (self.words(index), false, false);
        if origin == EntryOrigin::End {
            self.drop_steps(owner);
            let taken = self.take_back(now, owner, diary);
            ends = !taken.is_empty();
            what = match (ends, self.on_top(now, &taken)) {
                (false, _) => "was undone before its end".into(),
                (true, others) if others.is_empty() => what,
                (true, others) => format!("ends; still in force: {}", others.join(" and ")),
            };
            if self.refused_nobody(owner) {
                what.push_str("; it refused nobody");
            }
        } else {
            changes = self.carry_out(now, index, &entry.action, diary);
            if !changes && entry.action.change().is_some() {
                // A rule at its limit fires in vain, again and again.
                return;
            }
            if !changes {
                what.push_str(" (which changes nothing)");
            }
        }
        let mut kind = self.book_entry(now, owner, ends, &before);
        if changes && let Some(fault) = self.book_passing(now, owner, &before) {
            kind = fault;
        }
        if first && origin != EntryOrigin::Step {
            let (name, time) = (self.entries[index].name.clone(), self.entries[owner].begun);
            self.seen.log.push(LogEntry { at: now, name, what, kind, time });
        }
    }

    /// A surge that ends grows no further.
    fn drop_steps(&mut self, owner: usize) {
        for step in self.entries.iter_mut().filter(|e| e.origin == EntryOrigin::Step && e.owner == owner) {
            step.fires = None;
        }
    }

    fn schedule_what_follows(&mut self, now: Instant, index: usize, entry: &Entry, diary: &mut Diary) {
        let name = self.entries[index].name.clone();
        if let (Some(lasts), Some(opposite)) = (entry.lasts, entry.action.opposite(self.planned(entry))) {
            let opposite = Entry { action: opposite, lasts: None, after: None, when: None, ..entry.clone() };
            let owner = self.entries[index].owner;
            self.add_entry(format!("{name} (end)"), opposite, EntryOrigin::End, owner, Some(now + lasts), diary);
        }
        if self.entries[index].origin != EntryOrigin::Scenario {
            return;
        }
        for follower in 0..self.entries.len() {
            let scheduled = &self.entries[follower];
            let follows = scheduled.entry.when.is_none() && scheduled.entry.after.as_ref() == Some(&name);
            let at = now + scheduled.entry.delay;
            if follows && scheduled.fired.is_some() {
                self.again_at(follower, at, diary);
            } else if follows && scheduled.fires.is_none() {
                self.fire_at(follower, at, diary);
            }
        }
        self.arrange_next(now, index, diary);
    }

    /// Does what an entry says. Gives whether that changes anything.
    fn carry_out(&mut self, now: Instant, index: usize, action: &Action, diary: &mut Diary) -> bool {
        let owner = self.entries[index].owner;
        match action {
            Action::FailCache { .. } | Action::RepairCache { .. } | Action::EmptyCache { .. } => {
                self.carry_out_on_cache(now, index, action, diary)
            }
            Action::CrashServers { .. }
            | Action::RestartServers { .. }
            | Action::SlowServers { .. }
            | Action::SetWorkers { .. }
            | Action::FailRequests { .. }
            | Action::SlowStore { .. }
            | Action::StopStore {}
            | Action::StartStore {} => self.carry_out_on_service(now, index, action, diary),
            Action::DrainServers { .. } | Action::UndrainServers { .. } | Action::SetInstances { .. } => {
                self.carry_out_on_rotation(now, index, action, diary)
            }
            Action::FailOver { call, to, share } => self.fail_over(now, owner, (call, to, *share), diary),
            Action::CutNetwork { messages } => self.put_link(now, index, Part::Network, State::Cut(*messages), diary),
            Action::JoinNetwork {} => self.put_link(now, index, Part::Network, State::AsPlanned, diary),
            Action::ScaleNetwork { factor } => self.put_link(now, index, Part::Capacity, times(*factor), diary),
            Action::Surge { class, factor, over } => self.surge(now, index, class, *factor, *over, diary),
            Action::RestartClients { class, share, over } => self.restart_clients(now, class, *share, *over, diary),
            Action::Open { class } => self.put_gate(now, owner, class, |_| State::AsPlanned, diary),
            Action::Block { class, reply, retry_after } => {
                let reply = Reply { refusal: *reply, retry_after: *retry_after };
                self.put_gate(now, owner, class, |_| State::Gate(Gate::Closed(reply)), diary)
            }
            Action::Admit { class, share } => {
                let admission = Admission::constant(share.get());
                let gate = |there: &Gate| State::Gate(Gate::Admit(admission, there.refusal()));
                self.put_gate(now, owner, class, gate, diary)
            }
            Action::Ramp { class, over, steps } => {
                let gate = |there: &Gate| ramp(there, now, *over, *steps);
                self.put_gate(now, owner, class, gate, diary)
            }
            Action::Limit { class, rate, reply, retry_after } => {
                let limit = RateLimit { rate: *rate, tokens: 0.0, counted: now };
                let reply = Reply { refusal: *reply, retry_after: *retry_after };
                self.put_gate(now, owner, class, |_| State::Gate(Gate::Limited(limit, reply)), diary)
            }
            Action::FeedbackRamp { .. } => {
                self.feedback_step(now, index, action, diary);
                true
            }
        }
    }

    fn carry_out_on_cache(&mut self, now: Instant, index: usize, action: &Action, diary: &mut Diary) -> bool {
        let owner = self.entries[index].owner;
        let cache = self.named(index, CACHE);
        if let Action::FailCache { servers, mode, error_time, held_pings, loses_sync_state } = action {
            let state = State::Failed(*mode, error_time.clone());
            let breaks = *mode == FailMode::Error && *held_pings == HeldPings::Break;
            return self.fail_caches(now, owner, (&cache, servers), state, (breaks, *loses_sync_state), diary);
        }
        if let Action::EmptyCache { servers } = action {
            for at in self.chosen(&cache, servers) {
                let (service, server) = self.instance(at);
                self.services[service].instances[server].cache.clear();
            }
            return true;
        }
        let Action::RepairCache { servers, warm } = action else { return false };
        // Every node, whether an earlier one changed anything or not.
        let repaired = self.chosen(&cache, servers).into_iter().map(|at| self.repair_cache(at, *warm));
        repaired.fold(false, |any, one| any | one)
    }

    /// Does what an entry says to the instances of a service: which ones, what of them, and how that is from now on.
    fn carry_out_on_service(&mut self, now: Instant, index: usize, action: &Action, diary: &mut Diary) -> bool {
        let owner = self.entries[index].owner;
        let of_store = action.facts().concerns == Concerns::Store;
        let service = self.named(index, if of_store { STORE } else { FRONT });
        if let (Action::SetWorkers { servers, .. }, Some(change)) = (action, action.change()) {
            return self.change_workers(now, owner, (&service, servers), change, diary);
        }
        let part = |at: fn(usize) -> Part| at;
        let (part, state) = if let Action::SlowServers { factor, .. } | Action::SlowStore { factor } = action {
            (part(Part::Speed), times(*factor))
        } else if let Action::SetWorkers { workers: Some(workers), .. } = action {
            let planned = self.service_named(&service).is_some_and(|service| service.plan.workers == *workers);
            (part(Part::Workers), if planned { State::AsPlanned } else { State::Workers(*workers) })
        } else if let Action::FailRequests { probability, .. } = action {
            let planned = self.service_named(&service).map(|service| service.plan.failure_probability);
            let state = if planned == Some(*probability) { State::AsPlanned } else { State::Failing(*probability) };
            (part(Part::Failures), state)
        } else {
            let ends = matches!(action, Action::RestartServers { .. } | Action::StartStore {});
            let state = if ends { State::AsPlanned } else { State::Down };
            (if of_store { part(Part::Workers) } else { part(Part::Server) }, state)
        };
        let all = Which::All;
        self.put_all(now, owner, (&service, action.servers().unwrap_or(&all)), part, state, diary)
    }

    /// The caches of some servers fail; held Pings may break with them, and the sync state of the devices be lost.
    fn fail_caches(
        &mut self,
        now: Instant,
        owner: usize,
        (service, servers): (&str, &Which),
        state: State,
        (breaks_pings, loses_sync_state): (bool, bool),
        diary: &mut Diary,
    ) -> bool {
        let mut changed = false;
        for at in self.chosen(service, servers) {
            let (number, server) = self.instance(at);
            changed |= self.put(now, Part::Cache(at), owner, state.clone(), diary) || loses_sync_state;
            if loses_sync_state {
                self.lose_sync_state(number, server);
            }
            if breaks_pings {
                self.break_pings(now, number, server, diary);
            }
        }
        changed
    }

    /// A closed-loop ramp looks, and admits more or fewer. While another entry lies above it, it stands still; when
    /// somebody has opened the edge it is over.
    fn feedback_step(&mut self, now: Instant, index: usize, action: &Action, diary: &mut Diary) {
        let Action::FeedbackRamp { class, watch, watch_class, target, step, every, back_off } = action else { return };
        let class = self.class_named(class);
        let (owner, part) = (self.entries[index].owner, Part::Edge(class));
        let first = self.entries[index].fired == Some(now);
        let admitted = match self.layers.own(part, owner) {
            _ if first => 0.0,
            None => return,
            Some(_) if self.layers.top(part) != Some(owner) => return self.fire_at(index, now + *every, diary),
            Some(_) => self.classes[class].gate.admitted(now),
        };
        let value = self.watch(now, *watch, watch_class.as_deref(), *every, Instant::START);
        let room = value.is_none_or(|value| if watch.is_good() { value >= *target } else { value <= *target });
        let share = if room { admitted + step.get() } else { admitted * back_off.get() };
        if share >= 1.0 - 1e-9 {
            self.put(now, part, owner, State::AsPlanned, diary);
            return;
        }
        let gate = Gate::Admit(Admission::constant(share), self.classes[class].gate.refusal());
        self.put(now, part, owner, State::Gate(gate), diary);
        self.fire_at(index, now + *every, diary);
    }

    /// The clients of a class want more (or less), at once or growing in steps.
    fn surge(&mut self, now: Instant, index: usize, class: &str, factor: f64, over: Span, diary: &mut Diary) -> bool {
        let number = self.class_named(class);
        let (owner, part) = (self.entries[index].owner, Part::Wishes(number));
        if over == Span::ZERO {
            // What somebody has ended grows no further.
            let over = self.entries[index].origin == EntryOrigin::Step && self.layers.own(part, owner).is_none();
            return !over && self.put(now, part, owner, times(factor), diary);
        }
        let from = self.classes[number].surge;
        self.lift_if_anew(now, part, owner);
        self.layers.lay(part, owner, State::Factor(from));
        let name = self.entries[index].name.clone();
        let pattern = self.entries[index].entry.clone();
        for step in 1..=SURGE_STEPS {
            let part = f64::from(step) / f64::from(SURGE_STEPS);
            let factor = from + (factor - from) * part;
            let action = Action::Surge { class: class.to_string(), factor, over: Span::ZERO };
            let entry = Entry { action, lasts: None, after: None, when: None, ..pattern.clone() };
            let (name, at) = (format!("{name} (step {step})"), now + over.scaled(part));
            self.add_entry(name, entry, EntryOrigin::Step, owner, Some(at), diary);
        }
        true
    }
}

/// More and more are let in: whoever is in already stays in, and where everybody is, it begins with nobody.
fn ramp(there: &Gate, now: Instant, over: Span, steps: Option<u32>) -> State {
    let from = Some(there.admitted(now)).filter(|share| *share < 1.0).unwrap_or(0.0);
    State::Gate(Gate::Admit(Admission { from, to: 1.0, since: now, over, steps }, there.refusal()))
}

/// A factor on something, of which 1 is none.
fn times(factor: f64) -> State {
    if factor == 1.0 { State::AsPlanned } else { State::Factor(factor) }
}
