//! How a run ended, what caused it, and what the warm-up was worth.

use super::super::words::{from_to, hours, list};
use crate::measure::{Cause, Recovery, Summary, Verdict};
use crate::model::timeline::By;
use crate::scenario::Document;

/// What is said first of all, if the time that everything is compared with was not well.
pub(super) fn ill_warm_up(summary: &Summary) -> Option<String> {
    let ill = &summary.recovery.warm_up.ill;
    (!ill.is_empty()).then(|| {
        let lines: Vec<String> = ill.iter().map(|why| format!("  {why}.")).collect();
        let head = "The warm-up was not well and steady, so nothing after it can be compared with it";
        format!("{head}\n{}", lines.join("\n"))
    })
}

/// The verdict, its cause, and the definition that it rests on.
pub(super) fn verdict(document: &Document, summary: &Summary) -> String {
    let recovery = &summary.recovery;
    let horizon = hours(document.run.length.as_hours());
    let said = match (recovery.verdict, recovery.recovered_h) {
        (Verdict::Recovered, Some(at)) => {
            let window = document.verdict.held_for.in_words();
            format!("recovered, well for good from {}: no window of {window} from then on is unwell.", hours(at))
        }
        (Verdict::Recovered, None) => "recovered.".to_owned(),
        (Verdict::Healthy, _) if recovery.without_say.is_empty() => "healthy: no class crossed its limits.".to_owned(),
        (Verdict::Healthy, _) => "healthy: no class that has a say crossed its limits.".to_owned(),
        (Verdict::Relapsed, _) => "relapsed: well for a while, and not at the end.".to_owned(),
        (Verdict::Stuck, _) => {
            format!("stuck: not once well after its cause was gone, within the {horizon} simulated.")
        }
        (Verdict::Down, _) => {
            let why = list(&recovery.down_because);
            format!("down: not well at the end of the {horizon} simulated, with this in force: {why}.")
        }
        (Verdict::Undecided, _) => {
            let why = recovery.undecided_because.as_deref().unwrap_or("no reason is known");
            format!("undecided, because {why}.")
        }
    };
    let mut lines = vec![format!("Verdict: {said}")];
    if !recovery.unwell_because.is_empty() {
        lines.push(format!(
            "  In the last {}: {}.",
            document.verdict.held_for.in_words(),
            recovery.unwell_because.join("; ")
        ));
    }
    lines.extend(causes(document, recovery));
    lines.extend(
        recovery
            .too_few
            .iter()
            .map(|few| format!("  Too few wishes to say: {few}. Chance explains that, so no cause is named for it.")),
    );
    lines.extend(recovery.without_say.iter().map(|class| {
        format!("  No say in it: {}. Patience there is unlimited, so nothing says when it is badly served.", class)
    }));
    lines.push(format!("  Well means, {}.", recovery.definition));
    lines.join("\n")
}

/// What was in force when a class crossed its limits.
fn causes(document: &Document, recovery: &Recovery) -> Option<String> {
    let mut all: Vec<String> = recovery.causes.iter().map(cause).collect();
    let load = |from: f64| format!("load above capacity from {}, with nothing of the timeline in force", hours(from));
    all.extend(recovery.load_from_h.map(load));
    let unknown = |from: f64| {
        format!("something unknown from {}, with nothing of the timeline in force and no resource full", hours(from))
    };
    all.extend(recovery.unknown_from_h.map(unknown));
    if all.is_empty() {
        return None;
    }
    let gone = match (recovery.cause_gone_h, all.len()) {
        (Some(at), 1) => format!(" It was gone at {}.", hours(at)),
        (Some(at), _) => format!(" All of it was gone at {}.", hours(at)),
        (None, _) => String::new(),
    };
    // It has no beginning that could be compared with a crossing, so nobody can say that it was the cause.
    let failures = document.servers.failure_probability.get();
    let chance = match recovery.unknown_from_h {
        Some(_) if failures > 0.0 => format!(
            " All the time, each request fails by chance with probability {failures} (servers.failure_probability); \
             whether that was it, this run cannot tell."
        ),
        Some(_) | None => String::new(),
    };
    Some(format!("  The cause: {}.{gone}{chance}", list(&all)))
}

fn cause(cause: &Cause) -> String {
    let by = match cause.by {
        By::Fault => "",
        By::Operator => ", by operators",
        By::Automatic => ", by a control loop",
    };
    let until = match cause.to_h {
        Some(to) => from_to(cause.from_h, to),
        None => format!("from {} to the end", hours(cause.from_h)),
    };
    let eased = cause.eased_by.as_ref().map_or_else(String::new, |(what, entry)| format!("; then {what} ({entry})"));
    let after = if cause.aftermath { "what followed " } else { "" };
    format!("{after}{} ({}{by}, {until}{eased})", cause.what, cause.entry)
}
