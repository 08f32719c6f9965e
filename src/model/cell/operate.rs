//! Carries out the timeline: faults, operators, load changes.

use super::in_force::Doing;
use super::*;
use crate::model::cache::CacheState;
use crate::model::edge::{Admission, RateLimit, Refusal, Reply};
use crate::model::observe::LogEntry;
use crate::model::timeline::{Action, Condition, Entry, HeldPings, Watched, Which};
use crate::units::Limit;

/// A surge that grows does so in this many steps.
const SURGE_STEPS: u32 = 20;

/// Where an entry comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum EntryOrigin {
    /// The scenario.
    Scenario,
    /// The end that `lasts` asked for.
    End,
    /// A step of a surge that grows; the log has the surge itself.
    Step,
}

/// An entry of the timeline and how far it has come.
pub(super) struct Scheduled {
    name: String,
    /// Name of the scenario's entry that it belongs to.
    source: String,
    entry: Entry,
    origin: EntryOrigin,
    fires: Option<Instant>,
    fired: Option<Instant>,
}

impl<T: Trace> Cell<T> {
    pub(super) fn schedule_timeline(&mut self, diary: &mut Diary) {
        let onset = self.plan.run.onset();
        for (name, entry) in self.plan.timeline.clone() {
            if entry.enabled {
                let at = entry.at.map(|at| onset + at);
                self.add_entry(name, entry, EntryOrigin::Scenario, at, diary);
            }
        }
        self.refresh_quiet(Instant::START);
    }

    fn add_entry(&mut self, name: String, entry: Entry, origin: EntryOrigin, at: Option<Instant>, diary: &mut Diary) {
        let source = match origin {
            EntryOrigin::Scenario => name.clone(),
            EntryOrigin::End | EntryOrigin::Step => {
                name.rsplit_once(" (").map_or(name.as_str(), |(own, _)| own).to_owned()
            }
        };
        self.entries.push(Scheduled { name, source, entry, origin, fires: None, fired: None });
        if let Some(at) = at {
            self.fire_at(self.entries.len() - 1, at, diary);
        }
    }

    fn fire_at(&mut self, entry: usize, at: Instant, diary: &mut Diary) {
        self.entries[entry].fires = Some(at);
        diary.push(at, CellEvent::Entry(entry as u32));
    }

    /// Works out until when no entry can begin: the next scheduled one, or the next look at the conditions.
    fn refresh_quiet(&mut self, now: Instant) {
        let next_look = Instant((now.0 / self.plan.run.sample.0 + 1) * self.plan.run.sample.0);
        let next = self.entries.iter().map(|scheduled| match (scheduled.fires, scheduled.fired) {
            (Some(at), _) => at,
            (None, None) if scheduled.entry.when.is_some() => next_look,
            // One that waits for another entry can only follow it; that one counts.
            (None, _) => Instant::NEVER,
        });
        self.quiet_until = next.min().unwrap_or(Instant::NEVER);
    }

    /// An entry of the timeline begins (or, for a closed-loop ramp, takes its next step).
    pub(super) fn entry_begins(&mut self, now: Instant, index: usize, diary: &mut Diary) {
        if self.entries[index].fires != Some(now) {
            return;
        }
        // What is true of an interval must not depend on what is done in the moment in which it ends.
        self.write_interval_due(now);
        self.entries[index].fires = None;
        let first = self.entries[index].fired.is_none();
        let entry = self.entries[index].entry.clone();
        if first {
            self.entries[index].fired = Some(now);
            self.schedule_what_follows(now, index, &entry, diary);
        }
        self.act(now, index, &entry, first, diary);
        self.refresh_quiet(now);
    }

    /// Carries out an entry and books what that has done to the cell.
    fn act(&mut self, now: Instant, index: usize, entry: &Entry, first: bool, diary: &mut Diary) {
        if self.entries[index].origin == EntryOrigin::End {
            self.drop_steps(index);
        }
        self.count_workers(now);
        let before = self.losses(now);
        self.carry_out(now, index, &entry.action, first, diary);
        let (name, said) = (self.entries[index].name.clone(), entry.action.words());
        let source = self.entries[index].source.clone();
        // A step of a surge does what its entry says, since that began.
        let what = self.plan.timeline.get(&source).map_or_else(|| said.clone(), |own| own.action.words());
        let began = self.entries.iter().find(|other| other.name == source).and_then(|own| own.fired).unwrap_or(now);
        let gives = matches!(entry.action, Action::Ramp { .. } | Action::FeedbackRamp { .. });
        let grows = matches!(entry.action, Action::Surge { factor, over, .. } if factor > 1.0 && over > Span::ZERO);
        let by = entry.by.unwrap_or(entry.action.usually_by());
        let doing = Doing { entry: &source, what: &what, by, began, gives, grows };
        let kind = self.book_entry(now, &doing, &before);
        if first && self.entries[index].origin != EntryOrigin::Step {
            self.seen.log.push(LogEntry { at: now, name, what: said, kind });
        }
    }

    /// A surge that ends grows no further.
    fn drop_steps(&mut self, end: usize) {
        let source = self.entries[end].source.clone();
        for step in self.entries.iter_mut().filter(|e| e.origin == EntryOrigin::Step && e.source == source) {
            step.fires = None;
        }
    }

    fn schedule_what_follows(&mut self, now: Instant, index: usize, entry: &Entry, diary: &mut Diary) {
        let name = self.entries[index].name.clone();
        if let (Some(lasts), Some(opposite)) = (entry.lasts, entry.action.opposite(self.plan.servers.workers)) {
            let opposite = Entry { action: opposite, lasts: None, after: None, when: None, ..entry.clone() };
            self.add_entry(format!("{name} (end)"), opposite, EntryOrigin::End, Some(now + lasts), diary);
        }
        if self.entries[index].origin != EntryOrigin::Scenario {
            return;
        }
        for follower in 0..self.entries.len() {
            let scheduled = &self.entries[follower];
            let waits = scheduled.fired.is_none() && scheduled.fires.is_none() && scheduled.entry.when.is_none();
            if waits && scheduled.entry.after.as_ref() == Some(&name) {
                self.fire_at(follower, now + scheduled.entry.delay, diary);
            }
        }
    }

    /// Looks whether the conditions of waiting entries are met; called at the end of every interval.
    pub(super) fn check_conditions(&mut self, now: Instant, diary: &mut Diary) {
        for index in 0..self.entries.len() {
            let scheduled = &self.entries[index];
            let Some(condition) = &scheduled.entry.when else { continue };
            if scheduled.fired.is_some() || scheduled.fires.is_some() {
                continue;
            }
            let begun = match &scheduled.entry.after {
                None => Some(self.plan.run.onset()),
                Some(name) => self.entries.iter().find(|other| other.name == *name).and_then(|other| other.fired),
            };
            if begun.is_some_and(|begun| begun <= now && self.holds(now, begun, condition)) {
                let delay = scheduled.entry.delay;
                self.fire_at(index, now + delay, diary);
            }
        }
        self.refresh_quiet(now);
    }

    /// Whether a condition has held over its whole time, which must lie after `begun`.
    fn holds(&self, now: Instant, begun: Instant, condition: &Condition) -> bool {
        let Some(value) = self.watch(now, condition.metric, condition.class.as_deref(), condition.held_for, begun)
        else {
            return false;
        };
        condition.at_least.is_none_or(|least| value >= least) && condition.at_most.is_none_or(|most| value <= most)
    }

    /// A watched metric over the whole intervals of the last `window`; none if it has not been watched that long.
    fn watch(&self, now: Instant, what: Watched, class: Option<&str>, window: Span, begun: Instant) -> Option<f64> {
        let class = class.and_then(|name| self.classes.iter().position(|class| class.name == name));
        let sample = self.plan.run.sample;
        // An entry may stand before the end of an interval in the same instant; that one is not written down yet.
        let written = self.seen.usage.len() as u64;
        let to = (now.0 / sample.0).min(written);
        let count = window.0.div_ceil(sample.0).max(1);
        let from = to.checked_sub(count)?;
        if Instant(from * sample.0) < begun {
            return None;
        }
        let (from, to) = (from as usize, to as usize);
        let usage = &self.seen.usage[from..to];
        let sum = |of: fn(&Usage) -> f64| usage.iter().map(of).sum::<f64>();
        match what {
            Watched::Availability => self.windows_so_far(class?, from, to).availability(),
            Watched::Amplification => {
                let baseline = self.seen.baseline_rate(class?, self.plan.run.warm_up);
                let rate = self.seen.attempt_rate(class?, from, to);
                (baseline > 0.0).then(|| rate / baseline)
            }
            Watched::Link => Some(sum(|u| u.down_busy) / sum(|u| u.seconds)),
            Watched::Workers => Some(sum(|u| u.workers) / sum(|u| u.workers_there * u.seconds)),
        }
    }

    fn carry_out(&mut self, now: Instant, index: usize, action: &Action, first: bool, diary: &mut Diary) {
        match action {
            Action::FailCache { servers, mode, error_time, held_pings, loses_sync_state } => {
                self.error_time.clone_from(error_time);
                for server in self.chosen(servers) {
                    self.servers[server].cache.state = CacheState::Failed(*mode);
                    if *loses_sync_state {
                        self.lose_sync_state(server);
                    }
                    if *mode == crate::model::cache::FailMode::Error && *held_pings == HeldPings::Break {
                        self.break_pings(now, server, true, diary);
                    }
                }
            }
            Action::RepairCache { servers, warm } => {
                for server in self.chosen(servers) {
                    self.servers[server].cache.state = CacheState::Up;
                    if !warm {
                        self.servers[server].cache.clear();
                    }
                }
            }
            Action::CrashServers { servers } => {
                for server in self.chosen(servers) {
                    self.crash(now, server, diary);
                }
            }
            Action::RestartServers { servers } => {
                for server in self.chosen(servers) {
                    self.servers[server].up = true;
                }
            }
            Action::SlowServers { servers, factor } => {
                for server in self.chosen(servers) {
                    self.servers[server].slowness = *factor;
                }
            }
            Action::SetWorkers { servers, workers } => {
                for server in self.chosen(servers) {
                    self.servers[server].workers = *workers;
                    self.take_waiting(now, server, diary);
                }
            }
            Action::SlowStore { factor } => self.change_store(now, None, Some(*factor), diary),
            Action::StopStore {} => self.change_store(now, Some(Limit::AtMost(0)), None, diary),
            Action::StartStore {} => {
                let workers = self.plan.store.as_ref().map(|store| store.workers);
                self.change_store(now, workers, None, diary);
            }
            Action::CutNetwork { messages } => self.cut_network(now, *messages),
            Action::JoinNetwork {} => self.join_network(now, diary),
            Action::ScaleNetwork { factor } => {
                self.network_factor = *factor;
                self.set_network_speed(now, diary);
            }
            Action::Surge { class, factor, over } => self.surge(now, index, class, *factor, *over, diary),
            Action::Block { class, reply, retry_after } => {
                let reply = Reply { refusal: *reply, retry_after: *retry_after };
                self.set_gate(now, class, Gate::Closed(reply));
            }
            Action::Open { class } => self.set_gate(now, class, Gate::Open),
            Action::Admit { class, share } => {
                let reply = self.refusal_of(class);
                self.set_gate(now, class, Gate::Admit(Admission::constant(share.get()), reply));
            }
            Action::Ramp { class, over, steps } => {
                let from = self.gate(class).admitted(now);
                let from = if from >= 1.0 { 0.0 } else { from };
                let admission = Admission { from, to: 1.0, since: now, over: *over, steps: *steps };
                let reply = self.refusal_of(class);
                self.set_gate(now, class, Gate::Admit(admission, reply));
            }
            Action::FeedbackRamp { .. } => self.feedback_step(now, index, action, first, diary),
            Action::Limit { class, rate, reply } => {
                let limit = RateLimit { rate: *rate, tokens: 0.0, counted: now };
                self.set_gate(now, class, Gate::Limited(limit, Reply { refusal: *reply, retry_after: None }));
            }
        }
    }

    fn chosen(&self, which: &Which) -> Vec<usize> {
        match which {
            Which::All => (0..self.servers.len()).collect(),
            Which::Only(numbers) => numbers.iter().map(|number| *number as usize).collect(),
        }
    }

    fn class_named(&self, name: &str) -> usize {
        let found = self.classes.iter().position(|class| class.name == name);
        found.expect("a validated timeline names classes that exist")
    }

    fn gate(&self, class: &str) -> &Gate {
        &self.classes[self.class_named(class)].gate
    }

    fn set_gate(&mut self, now: Instant, class: &str, gate: Gate) {
        let class = self.class_named(class);
        let part = &mut self.classes[class];
        part.count_admission(now);
        part.admission.share = gate.admitted(now);
        part.gate = gate;
    }

    /// How the gate of a class refuses now, for the devices that a ramp leaves outside.
    fn refusal_of(&self, class: &str) -> Reply {
        match self.gate(class) {
            Gate::Open => Reply { refusal: Refusal::Unavailable, retry_after: None },
            Gate::Closed(reply) | Gate::Admit(_, reply) | Gate::Limited(_, reply) => *reply,
        }
    }

    fn feedback_step(&mut self, now: Instant, index: usize, action: &Action, first: bool, diary: &mut Diary) {
        let Action::FeedbackRamp { class, watch, watch_class, target, step, every, back_off } = action else { return };
        let admitted = if first { 0.0 } else { self.gate(class).admitted(now) };
        let value = self.watch(now, *watch, watch_class.as_deref(), *every, Instant::START);
        let room = match (watch, value) {
            (Watched::Availability, Some(value)) => value >= *target,
            (Watched::Amplification | Watched::Link | Watched::Workers, Some(value)) => value <= *target,
            (_, None) => true,
        };
        let share = if room { admitted + step.get() } else { admitted * back_off.get() };
        if share >= 1.0 - 1e-9 {
            return self.set_gate(now, class, Gate::Open);
        }
        let reply = self.refusal_of(class);
        self.set_gate(now, class, Gate::Admit(Admission::constant(share), reply));
        self.fire_at(index, now + *every, diary);
    }

    fn surge(&mut self, now: Instant, index: usize, class: &str, factor: f64, over: Span, diary: &mut Diary) {
        let number = self.class_named(class);
        let from = self.classes[number].surge;
        if over == Span::ZERO {
            return self.set_surge(now, number, factor, diary);
        }
        let name = self.entries[index].name.clone();
        let pattern = self.entries[index].entry.clone();
        for step in 1..=SURGE_STEPS {
            let part = f64::from(step) / f64::from(SURGE_STEPS);
            let factor = from + (factor - from) * part;
            let action = Action::Surge { class: class.to_string(), factor, over: Span::ZERO };
            let entry = Entry { action, lasts: None, after: None, when: None, ..pattern.clone() };
            self.add_entry(
                format!("{name} (step {step})"),
                entry,
                EntryOrigin::Step,
                Some(now + over.scaled(part)),
                diary,
            );
        }
    }

    fn change_store(&mut self, now: Instant, workers: Option<Limit>, slowness: Option<f64>, diary: &mut Diary) {
        if let Some(store) = &mut self.store {
            store.workers = workers.unwrap_or(store.workers);
            store.slowness = slowness.unwrap_or(store.slowness);
        }
        self.start_fetches(now, diary);
    }
}
