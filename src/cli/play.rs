//! One run, simulated with its progress on stderr.

use super::failure::Failure;
use super::left::Pace;
use super::progress::Progress;
use super::terminal::{Terminal, say};
use crate::engine::StopReason;
use crate::experiment::{self, Outcome};
use crate::report::words::count;
use crate::scenario::Scenario;

/// Runs a scenario, and shows how far it is; with how its work lay over its time.
pub fn simulate(scenario: &Scenario, terminal: &Terminal, quiet: bool) -> Result<(Outcome, Pace), Failure> {
    let stop = &terminal.stop;
    stop.listen();
    let bytes = scenario.document.plan().footprint();
    terminal.memory.take(bytes, stop).map_err(|text| Failure::Usage(format!("error: {text}")))?;
    let plan = &scenario.document.run;
    let mut progress = Progress::new(plan.warm_up.as_hours(), plan.end().seconds() / 3600.0, stop, quiet);
    let outcome = experiment::run(&scenario.document, &mut |now, events| progress.look(now, events));
    terminal.memory.give_back(bytes);
    let (seconds, pace) = progress.finish(outcome.summary.run.events);
    if outcome.summary.stopped == StopReason::Interrupted {
        return Err(Failure::Interrupted);
    }
    if !quiet {
        let events = outcome.summary.run.events as f64;
        say!(
            "seed {}: {} events in {seconds:.1} s, {} events/s",
            plan.seed,
            count(events),
            count(events / seconds.max(1e-9))
        );
    }
    Ok((outcome, pace))
}
