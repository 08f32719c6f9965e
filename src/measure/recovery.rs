//! The one definition of the verdicts.
//!
//! What *well* means is in [`super::well`], what a *cause* is in [`super::cause`]. A run is
//!
//! * **healthy** if no class crossed its limits, whatever was done;
//! * **recovered** if one did, and every window from some moment to the horizon is well; that moment is the time of
//!   recovery;
//! * **down** if it is unwell at the horizon while a cause is in force, or the edge keeps somebody out;
//! * **relapsed** if some window after the cause was gone was well, but the last one is not;
//! * **stuck** if no window was well, although there was time for four of them after the cause was gone and the last
//!   entry of the timeline had acted;
//! * **undecided** in all other cases, with the reason.

use serde::Serialize;

use super::baseline::WarmUp;
use super::cause::{Cause, Causes, cause};
use super::phase::{PhaseSpan, Phases};
use super::sample::ClassSample;
use super::series::Series;
use super::verdict::{Verdict, VerdictPlan};
use super::well::{Well, is_well};
use crate::model::observe::{InForce, Observations};
use crate::units::{Span, hours_to, unit_of};

/// The verdict on a run and what it rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Recovery {
    /// The verdict.
    pub verdict: Verdict,
    /// The definition of well in words.
    pub definition: String,
    /// What is wrong with the warm-up, if anything.
    pub warm_up: WarmUp,
    /// What was in force when a class crossed its limits.
    pub causes: Vec<Cause>,
    /// From when on the load was above the capacity with nothing of the timeline in force, in hours since the onset.
    pub load_from_h: Option<f64>,
    /// From when on a class was unwell with nothing of the timeline in force and no resource full: the cause is not known.
    pub unknown_from_h: Option<f64>,
    /// When the first cause began.
    pub cause_from_h: Option<f64>,
    /// When the last cause was undone.
    pub cause_gone_h: Option<f64>,
    /// When the first class crossed its limits.
    pub crossed_h: Option<f64>,
    /// When the cell was well for good.
    pub recovered_h: Option<f64>,
    /// Why the verdict is undecided.
    pub undecided_because: Option<String>,
    /// What is not well in the last window of a run that does not end well.
    pub unwell_because: Vec<String>,
    /// What is in force at the horizon of a run that is down.
    pub down_because: Vec<String>,
    /// Crossings that chance explains, so that no cause is named for them: class, and how many were not met.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub too_few: Vec<String>,
    /// Limits on the rate of a class that refused nobody: in words, with the name of the entry.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refused_nobody: Vec<String>,
    /// Classes that have no say, because their patience is unlimited.
    pub without_say: Vec<String>,
    /// The phases, in order.
    pub phases: Vec<PhaseSpan>,
}

impl Recovery {
    /// Judges a run.
    pub fn judge(series: &Series, seen: &Observations, onset_h: f64, plan: &VerdictPlan) -> Recovery {
        let hours = |at: crate::units::Instant| at.seconds() / 3600.0 - onset_h;
        let well = Well::of(series, plan);
        let mut causes = Causes::of(series, &well, &seen.in_force, onset_h);
        if !series.warm_up.ill.is_empty() {
            // It was not well before anything was done, so nothing that was done is known to be the cause.
            causes = Causes { crossed_h: causes.crossed_h, ..Causes::default() };
        }
        let limited = |class: usize| series.by_class[class].first().is_none_or(|s| s.patience_s.is_some());
        let names = series.classes.iter().enumerate();
        let mut recovery = Recovery {
            verdict: Verdict::Undecided,
            definition: plan.words(),
            warm_up: series.warm_up.clone(),
            load_from_h: causes.load_from_h,
            unknown_from_h: causes.unknown_from_h,
            cause_from_h: causes.from_h(),
            cause_gone_h: causes.gone_h(),
            crossed_h: causes.crossed_h,
            causes: causes.entries,
            recovered_h: None,
            undecided_because: None,
            unwell_because: Vec::new(),
            down_because: Vec::new(),
            too_few: causes.too_few,
            refused_nobody: refused_nobody(&seen.in_force),
            without_say: names.filter(|(class, _)| !limited(*class)).map(|(_, name)| name.clone()).collect(),
            phases: Vec::new(),
        };
        let last_action = seen.log.iter().max_by_key(|entry| entry.at);
        let judge = Judge {
            series,
            plan,
            well: &well,
            seen,
            onset_h,
            last_action: last_action.map(|e| (hours(e.at), e.name.clone())),
        };
        judge.verdict(&mut recovery);
        let last_action_h = judge.last_action.as_ref().map_or(0.0, |(at, _)| *at);
        let quiet_h = recovery.cause_gone_h.unwrap_or(f64::INFINITY).max(last_action_h);
        let (verdict, crossed_h) = (recovery.verdict, recovery.crossed_h);
        let phases = Phases { series, well: &well, verdict, crossed_h, in_force: &seen.in_force, onset_h, quiet_h };
        recovery.phases = phases.spans();
        recovery
    }
}

struct Judge<'a> {
    series: &'a Series,
    plan: &'a VerdictPlan,
    well: &'a Well,
    seen: &'a Observations,
    onset_h: f64,
    /// When the last entry of the timeline acted, and its name.
    last_action: Option<(f64, String)>,
}

impl Judge<'_> {
    fn verdict(&self, recovery: &mut Recovery) {
        let held_for = self.plan.held_for.in_words();
        let Some(last) = self.well.all.len().checked_sub(1).filter(|last| *last >= self.series.onset) else {
            return recovery.undecided(format!("the run is shorter than the {held_for} of verdict.held_for"));
        };
        if !self.well.judges() {
            return recovery.undecided("no class has a limited patience, so nothing says what well is".to_owned());
        }
        if let Some(ill) = recovery.warm_up.ill.first() {
            return recovery.undecided(format!("the warm-up was not well and steady ({ill})"));
        }
        let Some(crossed_h) = recovery.crossed_h else {
            if let Some(span) = self.too_late_to_tell() {
                let why = format!("the run ends before it could be seen what {} ({}) does", span.what, span.entry);
                return recovery.undecided(why);
            }
            (recovery.verdict, recovery.recovered_h) = (Verdict::Healthy, Some(0.0));
            return;
        };
        if self.well.at(last) {
            let from = self.well.all.iter().rposition(|well| !well).map_or(0, |position| position + 1);
            recovery.verdict = Verdict::Recovered;
            recovery.recovered_h = Some(self.series.time_h(from).max(0.0));
            return;
        }
        recovery.unwell_because = self.well.why(self.series, self.plan, last);
        let in_force = self.in_force_at_end(recovery);
        if !in_force.is_empty() {
            match self.lets_more_in() {
                Some(class) => recovery.undecided(format!("the run ends before all of {class} are let back in")),
                None => self.down(in_force, recovery),
            }
            return;
        }
        if recovery.causes.is_empty() && recovery.unknown_from_h.is_none() && !recovery.too_few.is_empty() {
            return recovery.undecided(format!("there are too few wishes to say ({})", recovery.too_few.join("; ")));
        }
        if recovery.unknown_from_h.is_some() {
            let why = "it is unwell at the end, and the cause is not known: nothing of the timeline was in force when a class \
                       crossed its limits, and no resource was full";
            return recovery.undecided(why.to_owned());
        }
        self.after_the_cause(crossed_h, recovery);
    }

    /// Down to the end. Whoever keeps somebody out then is a cause of that, whenever it began.
    fn down(&self, in_force: Vec<String>, recovery: &mut Recovery) {
        (recovery.verdict, recovery.down_because, recovery.cause_gone_h) = (Verdict::Down, in_force, None);
        let hours = |at: crate::units::Instant| at.seconds() / 3600.0 - self.onset_h;
        for span in self.keeps_out() {
            let known = recovery.causes.iter().any(|own| own.entry == span.entry && own.to_h.is_none());
            if !known {
                recovery.causes.push(cause(span, &hours, false));
            }
        }
    }

    /// Something in force at the horizon that began so late that its effect is not counted yet.
    fn too_late_to_tell(&self) -> Option<&InForce> {
        let samples = self.series.by_class.iter().filter_map(|samples| samples.last());
        let patience_h = samples.filter_map(|s| s.patience_s).fold(0.0, f64::max) / 3600.0;
        let interval_h = self.series.resources.first().map_or(0.0, |s| s.usage.seconds / 3600.0);
        let late = self.series.time_h(self.series.resources.len()) - patience_h - interval_h;
        let began = |span: &&InForce| {
            span.to.is_none() && span.took.is_some_and(|took| took.seconds() / 3600.0 - self.onset_h > late)
        };
        self.seen.in_force.iter().find(began)
    }

    /// The verdict on a run that is unwell at the end with nothing in force.
    fn after_the_cause(&self, crossed_h: f64, recovery: &mut Recovery) {
        let held_for = self.plan.held_for.in_words();
        let gone = recovery.cause_gone_h.unwrap_or(crossed_h);
        let after = (0..self.well.all.len()).filter(|from| self.series.time_h(*from) >= gone.max(crossed_h) - 1e-9);
        let windows: Vec<bool> = after.map(|from| self.well.at(from)).collect();
        if windows.is_empty() {
            let why = format!("the run ends within the {held_for} of verdict.held_for after the cause was gone");
            return recovery.undecided(self.too_short(why, gone.max(crossed_h)));
        }
        if windows.contains(&true) {
            recovery.verdict = Verdict::Relapsed;
            return;
        }
        let (quiet_from, name) = match &self.last_action {
            Some((at, name)) if *at > gone => (*at, format!("`{name}`")),
            Some(_) | None => (gone, "the cause was gone".to_owned()),
        };
        let quiet_h = self.series.time_h(self.series.resources.len()) - quiet_from;
        match quiet_h >= 4.0 * self.plan.held_for.as_hours() {
            true => recovery.verdict = Verdict::Stuck,
            false => {
                let why = format!("the run ends within four times the {held_for} of verdict.held_for after {name}");
                recovery.undecided(self.too_short(why, quiet_from));
            }
        }
    }

    /// Why a run is too short, with what it ends with, and how long it would have to be after the last thing happened.
    fn too_short(&self, why: String, happened_h: f64) -> String {
        let enough_h = happened_h + 4.0 * self.plan.held_for.as_hours();
        // As it can be written in a scenario.
        let minutes = (enough_h * 60.0 - 1e-6).ceil().max(1.0);
        format!("{why}{}: make run.length {minutes:.0} min or more", self.well_lately())
    }

    /// Since when every interval is well by itself, if the run ends so, and too early to call that well.
    fn well_lately(&self) -> String {
        let ill = |at: &usize| self.series.by_class.iter().any(|samples| !is_well(&samples[*at], self.plan));
        let count = self.series.resources.len();
        let from = (0..count).rev().find(ill).map_or(0, |last| last + 1);
        if from >= count || from <= self.series.onset {
            return String::new();
        }
        let (begins, ends) = (self.series.time_h(from), self.series.time_h(count));
        let unit = unit_of(Span::from_seconds(self.series.resources[from].usage.seconds));
        format!(
            "; from {} every interval is well by itself, and that is {} and not {}",
            hours_to(begins, unit),
            hours_to(ends - begins, unit),
            self.plan.held_for.in_words()
        )
    }

    /// Entries that keep somebody out at the horizon; a limit that has refused nobody does not.
    fn keeps_out(&self) -> impl Iterator<Item = &InForce> {
        self.seen.in_force.iter().filter(|span| span.at_edge && span.to.is_none() && span.took.is_some())
    }

    /// What keeps the cell down at the horizon: causes in force, and entries that keep somebody out.
    fn in_force_at_end(&self, recovery: &Recovery) -> Vec<String> {
        let causes = recovery.causes.iter().filter(|cause| cause.to_h.is_none());
        let mut all: Vec<String> = causes.map(|cause| format!("{} ({})", cause.what, cause.entry)).collect();
        for span in self.keeps_out() {
            let words = format!("{} ({})", span.what, span.entry);
            if !all.contains(&words) {
                all.push(words);
            }
        }
        if recovery.load_from_h.is_some() {
            all.push("load above capacity".to_owned());
        }
        all
    }

    /// A class of which the edge lets in more and more at the horizon.
    fn lets_more_in(&self) -> Option<&String> {
        let share = |samples: &[ClassSample], back: usize| {
            let sample = samples.len().checked_sub(back).and_then(|at| samples.get(at));
            sample.and_then(|s| s.census.as_ref()).map_or(1.0, |census| census.admitted)
        };
        let classes = self.series.classes.iter().zip(&self.series.by_class);
        let grows = |samples: &[ClassSample]| share(samples, 1) < 1.0 && share(samples, 1) > share(samples, 2);
        classes.filter(|(_, samples)| grows(samples)).map(|(name, _)| name).next()
    }
}

/// Limits that were in force and never refused an attempt, each entry once.
fn refused_nobody(in_force: &[InForce]) -> Vec<String> {
    let took = |name: &String| in_force.iter().any(|span| span.entry == *name && span.took.is_some());
    let mut idle: Vec<String> = Vec::new();
    for span in in_force.iter().filter(|span| !took(&span.entry)) {
        let words = format!("{} ({})", span.what, span.entry);
        if !idle.contains(&words) {
            idle.push(words);
        }
    }
    idle
}

impl Recovery {
    /// Nothing can be said, for this reason.
    pub fn undecided(&mut self, why: String) {
        self.verdict = Verdict::Undecided;
        self.recovered_h = None;
        self.undecided_because = Some(why);
    }
}
