//! What is impossible about entries of the timeline that begin more than once: the part of [`super::validate`] that
//! concerns `every`, `again_after` and `times`, and what follows such entries.

use super::validate::{Check, fault};
use crate::model::timeline::Entry;
use crate::units::Span;

/// How often one entry may begin: each time is kept.
const MOST_TIMES: u64 = 100_000;

impl Check<'_> {
    pub(super) fn recurs(&mut self, name: &str, entry: &Entry) {
        let at = |key| ["timeline", name, key];
        self.require(entry.again_after.is_none() || entry.when.is_some(), &at("again_after"), || {
            let cause = "only a rule (`when`) fires again as its condition is met again";
            fault("again after what?", cause, "write `every`, or begin with `when`")
        });
        self.require(entry.every.is_none() || entry.when.is_none(), &at("every"), || {
            let cause = "a rule begins when its condition is met, not at a steady pace";
            fault("two ways to begin again", cause, "write `again_after` instead")
        });
        let again = entry.every.is_some() || entry.again_after.is_some();
        self.require(entry.times.is_none() || again, &at("times"), || {
            let cause = "it begins once: neither `every` nor `again_after` is given";
            fault("a number of nothing", cause, "give one of them, or remove `times`")
        });
        self.require(!again || entry.times.is_none_or(|times| times > 1), &at("times"), || {
            fault("once is not again", "`times` counts the first time too", "write 2 or more, or remove it")
        });
        if let Some(every) = entry.every.filter(|_| entry.when.is_none()) {
            self.every(name, entry, every);
        }
        self.follows(name, entry);
        self.has_an_end(name, entry);
    }

    fn every(&mut self, name: &str, entry: &Entry, every: Span) {
        let at = |key| ["timeline", name, key];
        let length = self.document.run.length;
        self.require(every > Span::ZERO, &at("every"), || {
            fault("again without a pause", "`every` is 0", "write a time such as \"1 d\"")
        });
        self.require(entry.lasts.is_none_or(|lasts| lasts < every), &at("lasts"), || {
            let cause = format!("it begins again every {every}, and would end only then or later");
            fault("it begins again before it ends", cause, "make `lasts` shorter than `every`")
        });
        let left = Span(length.0.saturating_sub(entry.at.unwrap_or(entry.delay).0));
        self.require(every < left || !entry.enabled || left == Span::ZERO, &at("every"), || {
            let cause = format!("{every} after it has begun the run is over");
            fault("a second time after the end", cause, "write a shorter time, lengthen the run, or remove it")
        });
        let most = left.0 / every.0.max(1);
        let times = entry.times.map_or(most, |times| most.min(u64::from(times)));
        self.require(times <= MOST_TIMES || every == Span::ZERO, &at("every"), || {
            let remedy = "write a longer time, or `times`: at most 100 000 are kept";
            fault("too many times", format!("it would begin {times} times"), remedy)
        });
    }

    /// The least time between two beginnings of an entry; none if it begins once.
    fn pace(&self, entry: &Entry, depth: usize) -> Option<Span> {
        if let (Some(_), Some(pause)) = (&entry.when, entry.again_after) {
            return Some((pause + entry.lasts.unwrap_or(Span::ZERO)).max(self.document.run.sample));
        }
        let before = || {
            let before = entry.after.as_ref().filter(|_| entry.when.is_none() && depth > 0)?;
            self.pace(self.document.timeline.get(before)?, depth - 1)
        };
        entry.every.or_else(before)
    }

    /// What is written after an entry that recurs follows each of its times, and is over before the next.
    fn follows(&mut self, name: &str, entry: &Entry) {
        let document = self.document;
        let before = entry.after.as_ref().filter(|_| entry.when.is_none());
        let Some(before) = before.and_then(|before| document.timeline.get(before)) else { return };
        let Some(pace) = self.pace(before, document.timeline.len()) else { return };
        let at = |key| ["timeline", name, key];
        self.require(entry.every.is_none(), &at("every"), || {
            let cause = "it follows an entry that recurs, each time";
            fault("two ways to begin again", cause, "remove it, or begin with `at`")
        });
        let after = entry.after.as_deref().unwrap_or_default();
        for (key, time) in [("delay", Some(entry.delay)), ("lasts", entry.lasts)] {
            self.require(time.is_none_or(|time| time < pace), &at(key), || {
                let cause =
                    format!("`timeline.{after}` may begin again {pace} after it began, and this follows each time");
                fault("it begins again before it ends", cause, "make it shorter, or the pause between the times longer")
            });
        }
    }

    /// What is in force for good after the first time changes nothing when it begins again.
    fn has_an_end(&mut self, name: &str, entry: &Entry) {
        let key = if entry.every.is_some() { "every" } else { "again_after" };
        let again = entry.every.is_some() || entry.again_after.is_some();
        let facts = entry.action.facts();
        if !again || entry.lasts.is_some() || facts.opposite.is_none() || entry.action.change().is_some() {
            return;
        }
        let others = self.document.timeline.iter().filter(|(other, entry)| *other != name && entry.enabled);
        let changed = others.map(|(_, other)| other.action.facts());
        let ended = changed.into_iter().any(|other| other.concerns == facts.concerns && other.class == facts.class);
        self.require(ended || !entry.enabled, &["timeline", name, key], || {
            let cause = "after the first time it is in force for good: no `lasts`, and no other entry that ends it";
            fault("a second time that changes nothing", cause, "give `lasts`, or write an entry that ends it")
        });
    }
}
