//! The loop: pop the next event, hand it to the model, until a limit is reached.

use super::agenda::{Agenda, Event};
use crate::units::Instant;

/// A world in which events happen.
pub trait Model {
    /// Everything that can happen in this world.
    type Event: Event;
    /// Lets `event` happen at `now`; whatever follows from it is pushed on the agenda.
    fn happen(&mut self, now: Instant, event: Self::Event, agenda: &mut Agenda<Self::Event>);
    /// Whether its state is so large that looking ahead is worth its time; asked now and then, for it may grow.
    fn looks_ahead(&self) -> bool {
        false
    }
    /// Looks at whatever these next events will need. It changes nothing; the point is that memory is asked for all of
    /// it at the same time, instead of being waited for event by event.
    fn look_ahead(&self, _events: impl Iterator<Item = Self::Event>) {}
    /// Events that were played without the agenda (skipped ahead) since the last call; they count like all others.
    fn skipped_events(&mut self) -> u64 {
        0
    }
}

/// When a run ends at the latest.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Events after this point of time do not happen any more.
    pub end: Instant,
    /// No more than this many events.
    pub events: u64,
}

/// Why a run stopped. Every run has exactly one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopReason {
    /// The simulated time was used up: the normal case.
    EndOfTime,
    /// Nothing was left to happen.
    NothingLeft,
    /// The limit on the number of events was reached before the end of time.
    EventLimit,
    /// The caller asked to stop.
    Interrupted,
}

/// What the caller of a run says when it is asked now and then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Go on.
    Continue,
    /// Stop here.
    Stop,
}

/// A model and its agenda.
#[derive(Clone)]
pub struct Simulation<M: Model> {
    /// The world.
    pub model: M,
    /// What will happen in it.
    pub agenda: Agenda<M::Event>,
    /// Number of events that have happened.
    pub events: u64,
}

/// How many events happen between two looks at the caller: often enough for smooth progress, too rarely to cost time.
const EVENTS_BETWEEN_LOOKS: u64 = 1 << 16;

/// How many events are looked at ahead: as many as a processor can wait for at the same time.
const EVENTS_LOOKED_AT_TOGETHER: usize = 16;

impl<M: Model> Simulation<M> {
    /// A world in which nothing has happened yet.
    pub fn new(model: M) -> Simulation<M> {
        Simulation { model, agenda: Agenda::new(), events: 0 }
    }

    /// Lets events happen until a limit is reached. `look` is called now and then with the clock and the number of
    /// events, and may stop the run.
    pub fn run(&mut self, limits: Limits, look: &mut dyn FnMut(Instant, u64) -> Verdict) -> StopReason {
        let stopped = self.advance(limits, look, |_, _| false);
        stopped.expect("nothing but a limit or `look` ends it")
    }

    /// The same, but it also pauses after an event for which `pause` says so; none then, and the next call goes on as if
    /// there had been no pause. Between the two, anything may be pushed on the agenda from its clock on, and the whole may
    /// be cloned.
    pub fn advance(
        &mut self,
        limits: Limits,
        look: &mut dyn FnMut(Instant, u64) -> Verdict,
        mut pause: impl FnMut(M::Event, u64) -> bool,
    ) -> Option<StopReason> {
        let mut next_look = self.events + EVENTS_BETWEEN_LOOKS;
        let mut looks_ahead = self.model.looks_ahead();
        let mut looked_at = 0;
        loop {
            if looks_ahead {
                if looked_at == 0 {
                    let upcoming = self.agenda.upcoming(EVENTS_LOOKED_AT_TOGETHER);
                    looked_at = upcoming.len();
                    self.model.look_ahead(upcoming);
                }
                looked_at = looked_at.saturating_sub(1);
            }
            let Some((now, event)) = self.agenda.pop() else { return Some(StopReason::NothingLeft) };
            // What would happen at the very end happens after it: every interval is closed at its beginning and open at
            // its end, the last one too.
            if now >= limits.end {
                return Some(StopReason::EndOfTime);
            }
            self.model.happen(now, event, &mut self.agenda);
            self.events += 1 + self.model.skipped_events();
            if self.events >= next_look {
                next_look = self.events + EVENTS_BETWEEN_LOOKS;
                looks_ahead = self.model.looks_ahead();
                if look(now, self.events) == Verdict::Stop {
                    return Some(StopReason::Interrupted);
                }
            }
            if self.events >= limits.events {
                return Some(StopReason::EventLimit);
            }
            if pause(event, self.events) {
                return None;
            }
        }
    }
}
