//! Whether a run goes on long enough after its last fault to be called well again, as far as that is known before it is played.

use super::validate::{Check, fault};
use crate::model::timeline::{Action, Entry};
use crate::units::Span;

impl Check<'_> {
    /// Well is what is so for the whole of `held_for`: a run that ends earlier after its last fault ends undecided, or is
    /// judged by what came before.
    pub(super) fn too_short_to_recover(&mut self) {
        let document = self.document;
        let (length, held_for) = (document.run.length, document.verdict.held_for);
        // A look at a moment asks for no verdict.
        if Span(length.0.saturating_mul(10)) < held_for {
            return;
        }
        let ends = document.timeline.iter().filter(|(_, entry)| entry.enabled);
        let ends = ends.filter_map(|(name, entry)| Some((self.ends(name, entry)?, name)));
        let Some((last, name)) = ends.filter(|(end, _)| *end <= length).max() else { return };
        let least = Span(last.0.saturating_add(held_for.0));
        if length < least {
            let cause = format!(
                "`timeline.{name}` is over {last} after the onset, and the run ends {} after that: nothing is called well \
                 that is not so for {held_for} (verdict.held_for)",
                Span(length.0 - last.0)
            );
            let remedy = format!("make run.length {least} or more, or verdict.held_for shorter");
            self.report(&["run", "length"], fault("a run that may end undecided", cause, remedy));
        }
    }

    /// When what an entry takes is given back for the last time, after the onset; none if it takes nothing, if nothing gives
    /// it back, or if that depends on the run.
    fn ends(&self, name: &str, entry: &Entry) -> Option<Span> {
        let first = self.begins(name, self.document.timeline.len())?;
        let facts = entry.action.facts();
        // What is no fault (a ramp, an end) takes nothing that is not taken already.
        if let Action::Ramp { over, .. } = &entry.action {
            return Some(first + *over);
        }
        let lasts = match (entry.lasts, entry.action.takes_in_passing()) {
            (_, Some(passing)) => passing,
            (Some(lasts), None) => lasts,
            (None, None) => return self.ended_by(entry, first),
        };
        facts.ends.is_empty().then(|| self.last_time(entry, first))?.map(|last| last + lasts)
    }

    /// When an entry begins for the first time.
    fn begins(&self, name: &str, depth: usize) -> Option<Span> {
        let entry = self.document.timeline.get(name).filter(|entry| entry.enabled && entry.when.is_none())?;
        match &entry.after {
            None => entry.at,
            Some(after) => Some(self.begins(after, depth.checked_sub(1)?)? + entry.delay),
        }
    }

    /// When it begins for the last time; none if it recurs until the run ends.
    fn last_time(&self, entry: &Entry, first: Span) -> Option<Span> {
        let Some(every) = entry.every.filter(|every| *every > Span::ZERO) else { return Some(first) };
        let room = self.document.run.length.0.saturating_sub(first.0).saturating_sub(1) / every.0;
        let times = u64::from(entry.times?.max(1)) - 1;
        Some(Span(first.0 + times.min(room) * every.0))
    }

    /// When another entry first ends what began then.
    fn ended_by(&self, entry: &Entry, first: Span) -> Option<Span> {
        let facts = entry.action.facts();
        let ends = |other: &&String| {
            let other = &self.document.timeline[*other];
            let of = other.action.facts();
            of.ends.contains(&facts.key) && of.class == facts.class && other.of == entry.of
        };
        let begins = |name: &String| self.begins(name, self.document.timeline.len()).filter(|at| *at > first);
        self.document.timeline.keys().filter(ends).filter_map(begins).min()
    }
}
