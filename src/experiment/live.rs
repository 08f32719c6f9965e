//! A run that goes on in slices, to be looked at and acted upon in between: for a page on which somebody operates the
//! cell. Slices of any length, and a clone that goes on by itself, give the bytes of one run; and what was done live gives
//! the bytes of the same entries written in the timeline.

use super::run::{Outcome, begin, finish};
use crate::engine::simulation::{Simulation, Verdict as Look};
use crate::engine::{Limits, StopReason};
use crate::model::Cell;
use crate::model::event::CellEvent;
use crate::model::observe::{NoTrace, Observations};
use crate::scenario::diagnostic::{Problem, Problems};
use crate::scenario::{Rejected, Scenario};
use crate::units::{Instant, Span};

/// How far a slice goes at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slice {
    /// To the end of the interval.
    Interval,
    /// So many events.
    Events(u64),
}

/// A run under way.
#[derive(Clone)]
pub struct Live {
    scenario: Scenario,
    /// Factor on populations and capacities, which is on rates and numbers in actions too.
    factor: f64,
    /// The scenario as it is with everything that was done.
    now: Scenario,
    /// What was done, each as `path = value`.
    done: Vec<String>,
    simulation: Simulation<Cell>,
    limits: Limits,
    stopped: Option<StopReason>,
    /// Whether it stands between two intervals.
    between: bool,
    /// When something was done last.
    latest: Instant,
}

impl Live {
    /// A run that stands at its very beginning; `factor` is the one with which the scenario was loaded.
    pub fn new(scenario: &Scenario, factor: f64) -> Live {
        let (simulation, limits) = begin(&scenario.document, NoTrace);
        let (scenario, now) = (scenario.clone(), scenario.clone());
        let (done, latest) = (Vec::new(), Instant::START);
        Live { scenario, factor, now, done, simulation, limits, stopped: None, between: true, latest }
    }

    /// Lets a slice happen. False if the run is at its end.
    pub fn step(&mut self, slice: Slice) -> bool {
        if self.stopped.is_some() {
            return false;
        }
        let last = match slice {
            Slice::Interval => u64::MAX,
            Slice::Events(count) => self.simulation.events.saturating_add(count),
        };
        let mut ended = false;
        let pause = |event: CellEvent, events: u64| {
            ended = matches!(event, CellEvent::Sample);
            events >= last || slice == Slice::Interval && ended
        };
        self.stopped = self.simulation.advance(self.limits, &mut |_, _| Look::Continue, pause);
        self.between = ended;
        self.stopped.is_none()
    }

    /// The simulated time of what happened last.
    pub fn now(&self) -> Instant {
        self.simulation.agenda.now()
    }

    /// What has been written down so far: counts of every interval, those of the present one still growing, the census and
    /// the use of the resources of those that have ended, and the log. Wishes that began within the last patience are still
    /// open, so that the availability of the last few intervals is provisional.
    pub fn seen(&self) -> &Observations {
        &self.simulation.model.seen
    }

    /// Events so far.
    pub fn events(&self) -> u64 {
        self.simulation.events
    }

    /// Does something a nanosecond after the end of an interval: of the one that has just ended, or else of the present one,
    /// whose refusals may have been played ahead; never before the onset, and a nanosecond after what was done before it.
    /// `entry` is an entry of the timeline without its time, as an inline table of TOML such as
    /// `{ do = { block = { class = "phones" } } }`. Gives when it is done.
    ///
    /// # Errors
    /// When the timeline would not be possible with it: nothing has then been done.
    pub fn act(&mut self, name: &str, entry: &str) -> Result<Instant, Box<Rejected>> {
        if self.now.document.timeline.contains_key(name) {
            let cause = format!("there is an entry `{name}` already");
            let problem = Problem::new("a name that is taken", cause).remedy("give what you do another name");
            let mut problems = Problems::default();
            problems.push(problem);
            return Err(Box::new(Rejected { problems, sources: self.now.sources.clone() }));
        }
        let (run, now) = (&self.now.document.run, self.now());
        let ends = Instant(now.0.next_multiple_of(run.sample.0));
        let ends = if ends == now && !self.between { ends + run.sample } else { ends };
        let onset = run.onset();
        // Nothing else happens in that moment, in which the order would be that of the names.
        let at = ends.max(onset).max(self.latest) + Span(1);
        let since = at.since(onset).0;
        let key = format!("timeline.{}", crate::scenario::path::key_text(name));
        let done = [format!("{key}={entry}"), format!("{key}.at={since} ns")];
        let sets = [&self.done[..], &done].concat();
        let now = self.scenario.changed(&sets, self.factor)?;
        let entry = now.document.timeline[name].clone();
        (self.now, self.done) = (now, sets);
        self.latest = at;
        if entry.enabled {
            let Simulation { model, agenda, .. } = &mut self.simulation;
            model.act_at(at, name.to_owned(), entry, agenda);
        }
        Ok(at)
    }

    /// What was done, as changes of the scenario: with them it runs as it did live.
    pub fn done(&self) -> &[String] {
        &self.done
    }

    /// The scenario with what was done.
    pub fn as_done(&self) -> &Scenario {
        &self.now
    }

    /// What would have come out if the run ended now.
    pub fn so_far(&self) -> Outcome {
        let stopped = self.stopped.unwrap_or(StopReason::Interrupted);
        finish(&self.now.document, self.simulation.clone(), self.limits, stopped).0
    }

    /// Plays what is left and gives the outcome.
    pub fn finish(mut self) -> Outcome {
        let stopped = self.stopped.unwrap_or_else(|| self.simulation.run(self.limits, &mut |_, _| Look::Continue));
        finish(&self.now.document, self.simulation, self.limits, stopped).0
    }
}
