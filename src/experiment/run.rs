//! One run of a scenario.

use crate::engine::simulation::{Simulation, Verdict as Look};
use crate::engine::{Agenda, Limits, StopReason};
use crate::measure::{Series, Summary};
use crate::model::Cell;
use crate::model::observe::{NoTrace, Trace};
use crate::scenario::Document;
use crate::units::Instant;

/// What a run gives.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Sample by sample.
    pub series: Series,
    /// Summed up.
    pub summary: Summary,
}

/// Runs a scenario to its horizon. `look` is called now and then with the clock and the number of events; it may stop
/// the run, and the outcome then says so.
pub fn run(document: &Document, look: &mut dyn FnMut(Instant, u64) -> Look) -> Outcome {
    run_traced(document, NoTrace, true, look).0
}

/// The same, with a trace of single happenings, and with or without skip-ahead (the result is the same).
pub fn run_traced<T: Trace>(
    document: &Document,
    trace: T,
    skip_ahead: bool,
    look: &mut dyn FnMut(Instant, u64) -> Look,
) -> (Outcome, Cell<T>) {
    let (mut simulation, limits) = begin(document, trace);
    simulation.model.skip_ahead = skip_ahead;
    let stopped = simulation.run(limits, look);
    finish(document, simulation, limits, stopped)
}

/// A cell in which nothing has happened yet, and when its run ends.
pub(super) fn begin<T: Trace>(document: &Document, trace: T) -> (Simulation<Cell<T>>, Limits) {
    let plan = document.plan();
    let limits = Limits { end: plan.run.end(), events: plan.run.max_events };
    let mut agenda = Agenda::new();
    let model = Cell::new(plan, trace, &mut agenda);
    (Simulation { model, agenda, events: 0 }, limits)
}

/// What a run gives that has stopped.
pub(super) fn finish<T: Trace>(
    document: &Document,
    mut simulation: Simulation<Cell<T>>,
    limits: Limits,
    stopped: StopReason,
) -> (Outcome, Cell<T>) {
    let ended = match stopped {
        StopReason::EndOfTime | StopReason::NothingLeft => limits.end,
        StopReason::EventLimit | StopReason::Interrupted => simulation.agenda.now(),
    };
    simulation.model.close(ended);
    let series = Series::of(&simulation.model, &document.verdict);
    let summary = Summary::of(&simulation.model, &series, &document.verdict, stopped, simulation.events);
    (Outcome { series, summary }, simulation.model)
}
