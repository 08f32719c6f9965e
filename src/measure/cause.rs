//! What caused an outage: the entries of the timeline that took something and were in force when a class crossed its
//! limits, named together. If there was none, it was load above capacity where a resource was full, and else nobody knows.

use std::ops::Range;

use serde::Serialize;

use super::sample::sum;
use super::series::Series;
use super::utilisation::utilisations;
use super::well::Well;
use crate::model::observe::InForce;
use crate::model::timeline::By;

/// A resource that is busier than this over a window has no room.
const BUSY: f64 = 0.95;

/// Times in hours that come from the same nanosecond may differ by less than this.
const ROUNDING_H: f64 = 1e-9;

/// An entry of the timeline in a run: what it took, and when.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cause {
    /// Name of the entry.
    pub entry: String,
    /// What it did, in words.
    pub what: String,
    /// Whose doing it was.
    pub by: By,
    /// When it began, in hours since the onset.
    pub from_h: f64,
    /// When it was undone; none if it was in force at the horizon.
    pub to_h: Option<f64>,
    /// Whether it was undone before the class crossed its limits, and is named because nothing else was in force.
    pub aftermath: bool,
    /// What gives back little by little what it keeps: in words, and the name of its entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eased_by: Option<(String, String)>,
}

/// Of every window, whether the class is unwell in it and, before it is well again, ever so by more than chance.
fn beyond_chance(well: &Well, class: usize) -> Vec<bool> {
    let windows = well.by_class[class].iter().zip(&well.by_chance[class]);
    let later = windows.rev().scan(false, |later, (well, by_chance)| {
        *later = !well && (!by_chance || *later);
        Some(*later)
    });
    let mut beyond: Vec<bool> = later.collect();
    beyond.reverse();
    beyond
}

/// Whether instances of a service had too little of a counted resource.
fn ran_out(series: &Series, window: Range<usize>) -> bool {
    let mut services = series.tiers.services.iter().filter_map(|service| service.get(window.clone()));
    services.any(|samples| samples.iter().any(|used| used.counts.lacked + used.counts.ran_out > 0))
}

/// How wide the windows are that are judged, in hours.
fn width_h(series: &Series, well: &Well) -> f64 {
    series.resources.first().map_or(0.0, |sample| sample.usage.seconds / 3600.0) * well.width as f64
}

/// An entry in force as a cause.
pub(super) fn cause(span: &InForce, hours: &impl Fn(crate::units::Instant) -> f64, aftermath: bool) -> Cause {
    Cause {
        entry: span.entry.clone(),
        what: span.what.clone(),
        by: span.by,
        from_h: hours(span.from),
        to_h: span.to.map(hours),
        aftermath,
        eased_by: span.eased_by.clone(),
    }
}

/// What the crossings of a run rest on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Causes {
    /// The entries, in the order in which they began.
    pub entries: Vec<Cause>,
    /// When the first class crossed its limits, in hours since the onset.
    pub crossed_h: Option<f64>,
    /// Classes that crossed their limits with so few windows unmet that chance explains it, in words: no cause is named
    /// for that.
    pub too_few: Vec<String>,
    /// When a class crossed them with nothing in force and nothing before it, while a resource was full: load above
    /// capacity.
    pub load_from_h: Option<f64>,
    /// The same while no resource was full: nobody knows why.
    pub unknown_from_h: Option<f64>,
}

impl Causes {
    /// Finds what was in force at every crossing. A class crosses its limits where a window ceases to be well for it; a
    /// class that crosses them again before everybody was well once has not begun another outage.
    pub fn of(series: &Series, well: &Well, in_force: &[InForce], onset_h: f64) -> Causes {
        let hours = |at: crate::units::Instant| at.seconds() / 3600.0 - onset_h;
        let mut causes = Causes::default();
        let mut crossed = vec![false; series.classes.len()];
        // What was in force while all was well for a whole window is no cause of what had begun before.
        let well_from: Vec<f64> =
            (0..well.all.len()).filter(|from| well.at(*from)).map(|from| series.resources[from].time_h).collect();
        let harmless = |span: &InForce| {
            let (from, to) = (span.took.map_or(f64::INFINITY, hours), span.to.map_or(f64::INFINITY, hours));
            well_from.iter().any(|at| from <= at + ROUNDING_H && at + ROUNDING_H < to)
        };
        let beyond: Vec<Vec<bool>> = (0..crossed.len()).map(|class| beyond_chance(well, class)).collect();
        // Windows that reach beyond the onset.
        let first = (series.onset + 1).saturating_sub(well.width);
        for from in first..well.all.len() {
            if well.at(from) {
                crossed.fill(false);
            } else {
                // A fault that comes to an outage that is there already is one of its causes; what operators do then is not.
                let newest = &series.resources[from + well.width - 1];
                let (begins, ends) = (newest.time_h, newest.time_h + newest.usage.seconds / 3600.0);
                let joins = |span: &&InForce| {
                    let from = span.took.map_or(f64::INFINITY, hours) + ROUNDING_H;
                    span.by == By::Fault && (begins..ends).contains(&from) && crossed.contains(&true) && !harmless(span)
                };
                let joining: Vec<&InForce> = in_force.iter().filter(joins).collect();
                joining.into_iter().for_each(|span| causes.name(cause(span, &hours, false)));
            }
            for (class, crossed) in crossed.iter_mut().enumerate() {
                if well.by_class[class].get(from).copied().unwrap_or(true) || *crossed {
                    continue;
                }
                let newest = from + well.width - 1;
                if beyond[class].get(from) == Some(&false) {
                    causes.few(series, class, from..newest + 1);
                    continue;
                }
                *crossed = true;
                // The interval that was not yet in the window before is the one that is not well; in the first window, any.
                let oldest = if from == first { series.onset.min(newest) } else { newest };
                let (oldest, last) = (&series.by_class[class][oldest], &series.by_class[class][newest]);
                let ends_h = last.time_h + last.seconds / 3600.0;
                // A window of service ends a patience after it began.
                let looks_back_h = last.patience_s.unwrap_or(0.0) / 3600.0 + last.seconds / 3600.0;
                causes.crossed_h = Some(causes.crossed_h.map_or(oldest.time_h, |at: f64| at.min(oldest.time_h)));
                let found = causes.add(in_force, oldest.time_h - looks_back_h, ends_h, &hours);
                if !found {
                    let samples = &series.resources[from..=newest];
                    let busy = utilisations(samples, &series.tiers.names).iter().any(|(_, share)| *share >= BUSY);
                    let full = busy || ran_out(series, from..newest + 1);
                    let since = if full { &mut causes.load_from_h } else { &mut causes.unknown_from_h };
                    since.get_or_insert((oldest.time_h - looks_back_h).max(0.0));
                }
            }
        }
        causes.name_followers(in_force, harmless, &hours);
        causes.name_series(in_force, (harmless, width_h(series, well)), &hours);
        causes.entries.sort_by(|a, b| a.from_h.total_cmp(&b.from_h).then_with(|| a.entry.cmp(&b.entry)));
        causes
    }

    /// Notes that a class crossed its limits with too few wishes to say why; the first time is told.
    fn few(&mut self, series: &Series, class: usize, window: Range<usize>) {
        let from_h = series.time_h(window.end - 1);
        let name = &series.classes[class];
        self.crossed_h = Some(self.crossed_h.map_or(from_h, |at| at.min(from_h)));
        if self.too_few.iter().any(|said| said.starts_with(&format!("{name}: "))) {
            return;
        }
        let windows = sum(series.by_class[class][window].iter().map(|sample| &sample.counts)).windows;
        let (unmet, all) = (windows.unmet, windows.met + windows.unmet);
        self.too_few
            .push(format!("{name}: {unmet} of {all} not met in time in the window that ends there, {from_h:.2} h"));
    }

    /// Names those that took over from a cause what was not as planned in between, unless all was well under them.
    fn name_followers(
        &mut self,
        in_force: &[InForce],
        harmless: impl Fn(&InForce) -> bool,
        hours: &impl Fn(crate::units::Instant) -> f64,
    ) {
        for span in in_force {
            let named = |before: &InForce| {
                self.entries.iter().any(|cause| cause.entry == before.entry && cause.from_h == hours(before.from))
            };
            let takes_over = span.took.is_some() && span.follows.iter().any(|before| named(&in_force[*before]));
            if takes_over && !harmless(span) {
                self.name(cause(span, hours, false));
            }
        }
    }

    /// Names what belongs to the same series as a cause: the same was done by the same, no longer before or after it than a window
    /// is wide. A release that restarts one instance after the other is one cause, whichever of them was too much.
    fn name_series(
        &mut self,
        in_force: &[InForce],
        (harmless, width_h): (impl Fn(&InForce) -> bool, f64),
        hours: &impl Fn(crate::units::Instant) -> f64,
    ) {
        let near = |one: &Cause, from_h: f64, to_h: f64| {
            from_h <= one.to_h.unwrap_or(f64::INFINITY) + width_h && one.from_h <= to_h + width_h
        };
        loop {
            let known = self.entries.len();
            for span in in_force.iter().filter(|span| span.took.is_some() && !span.at_edge) {
                let (from_h, to_h) = (hours(span.from), span.to.map_or(f64::INFINITY, hours));
                let is_more = |one: &Cause| one.what == span.what && one.by == span.by && near(one, from_h, to_h);
                let is_named = self.entries.iter().any(|one| one.entry == span.entry && one.from_h == from_h);
                if !is_named && self.entries.iter().any(is_more) && !harmless(span) {
                    self.name(cause(span, hours, false));
                }
            }
            if self.entries.len() == known {
                return;
            }
        }
    }

    /// Names what was in force; false if nothing was, and nothing had been before.
    fn add(
        &mut self,
        in_force: &[InForce],
        from_h: f64,
        to_h: f64,
        hours: &impl Fn(crate::units::Instant) -> f64,
    ) -> bool {
        // A limit that has refused nobody so far takes nothing.
        let took = |span: &InForce| span.took.is_some_and(|took| hours(took) < to_h);
        let within = |span: &&InForce| took(span) && span.to.is_none_or(|to| hours(to) > from_h);
        let mut found: Vec<Cause> = in_force.iter().filter(within).map(|span| cause(span, hours, false)).collect();
        if found.is_empty() {
            let before = in_force.iter().filter(|span| took(span) && span.to.is_some_and(|to| hours(to) <= from_h));
            let latest = before.max_by_key(|span| span.to);
            found.extend(latest.map(|span| cause(span, hours, true)));
        }
        let any = !found.is_empty();
        found.into_iter().for_each(|cause| self.name(cause));
        any
    }

    /// Names one, if it is not named already.
    fn name(&mut self, cause: Cause) {
        let known = self.entries.iter_mut().find(|own| own.entry == cause.entry && own.from_h == cause.from_h);
        match known {
            Some(own) => own.aftermath &= cause.aftermath,
            None => self.entries.push(cause),
        }
    }

    /// When the first of them began.
    pub fn from_h(&self) -> Option<f64> {
        self.entries
            .iter()
            .map(|cause| cause.from_h)
            .chain(self.load_from_h)
            .chain(self.unknown_from_h)
            .reduce(f64::min)
    }

    /// When the last of them was undone; none while one is in force.
    pub fn gone_h(&self) -> Option<f64> {
        if self.load_from_h.is_some() || self.unknown_from_h.is_some() {
            return None;
        }
        self.entries.iter().map(|cause| cause.to_h).reduce(|a, b| Some(a?.max(b?))).flatten()
    }
}
