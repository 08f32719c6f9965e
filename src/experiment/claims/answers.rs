//! What a world that was played answers: numbers, what is known of them, and what they say to a requirement.

use super::file::{Ladder, Seek, Target};
use super::plan::{rung_number, rung_values};
use super::requirement::{Answer, Known, Measure, Requirement};
use super::study::{PlayedWorld, Study, World};
use crate::experiment::play::Record;
use crate::measure::MetricName;
use crate::measure::window::InWindow;
use crate::units::Span;

impl Study<'_> {
    /// What a world shows for a target.
    pub fn seen(&self, target: &Target, world: &World) -> InWindow {
        let answer = |record: &Record| record.asked.get(&target.measure.text()).copied();
        world.history.as_ref().and_then(answer).unwrap_or(InWindow::Empty)
    }

    /// Whether a world meets a target.
    pub fn meets(&self, target: &Target, world: &World) -> bool {
        let [low, high] = target.between;
        matches!(self.seen(target, world), InWindow::Value(value) if (low..=high).contains(&value))
    }

    /// A number of a world.
    pub fn value(&self, world: &PlayedWorld, run: &str, measure: &Measure) -> InWindow {
        match measure.ladder() {
            Some(id) => self
                .file
                .ladders
                .iter()
                .find(|ladder| ladder.id == id)
                .map_or(InWindow::Empty, |ladder| self.rung(world, ladder)),
            None => world
                .runs
                .get(run)
                .and_then(|record| record.asked.get(&measure.text()).copied())
                .unwrap_or(InWindow::Empty),
        }
    }

    /// What is known of a number of a world: what did not happen, did not until the end of its run.
    pub fn known(&self, world: &PlayedWorld, run: &str, measure: &Measure) -> Known {
        if let Some(ladder) = measure.ladder() {
            let ladder = self.file.ladders.iter().find(|known| known.id == ladder);
            return ladder.map_or(Known::Nothing, |ladder| self.known_rung(world, ladder));
        }
        match self.value(world, run, measure) {
            InWindow::Value(value) => Known::exactly(value),
            InWindow::Missing if self.is_moment(&measure.metric) => Known::Between(self.end_of(run), f64::INFINITY),
            InWindow::Missing | InWindow::Empty => Known::Nothing,
        }
    }

    /// A limit that lies below the first rung or above the last is known no better than that.
    fn known_rung(&self, world: &PlayedWorld, ladder: &Ladder) -> Known {
        let Some(place) = self.rung_place(world, ladder) else { return Known::Nothing };
        let values: Vec<f64> = rung_values(ladder).iter().map(|value| rung_number(value)).collect();
        let (Some(first), Some(last)) = (values.first(), values.last()) else { return Known::Nothing };
        let is_at = |end: f64| place.is_some_and(|place| values[place] == end);
        match ladder.seek {
            Seek::Smallest if place.is_none() => Known::Between(last * (1.0 + 1e-9), f64::INFINITY),
            Seek::Smallest if is_at(*first) => Known::Between(0.0, *first),
            Seek::Largest if place.is_none() => Known::Between(0.0, first * (1.0 - 1e-9)),
            Seek::Largest if is_at(*last) => Known::Between(*last, f64::INFINITY),
            Seek::Smallest | Seek::Largest => Known::exactly(place.map_or(f64::NAN, |place| values[place])),
        }
    }

    /// When a run ends, in hours since the onset.
    pub fn end_of(&self, run: &str) -> f64 {
        let own = || Some(self.file.worlds.set.get("run.length")?.as_str());
        let set = self.file.chain(run).find_map(|plan| plan.set.get("run.length").map(String::as_str)).or_else(own);
        let length = set.and_then(|text| text.parse::<Span>().ok());
        length.unwrap_or(self.base.scenario.document.run.length).as_hours()
    }

    /// Where a number of a moment, or a limit, stops being known.
    pub fn end_of_measure(&self, run: &str, measure: &Measure) -> f64 {
        let ladder = measure.ladder().and_then(|id| self.file.ladders.iter().find(|ladder| ladder.id == id));
        let last = ladder.and_then(|ladder| Some(rung_number(rung_values(ladder).last()?)));
        last.unwrap_or_else(|| self.end_of(run))
    }

    /// What a world says to a requirement.
    pub fn answer(&self, world: &PlayedWorld, run: &str, requirement: &Requirement) -> Answer {
        requirement.answer(&|other, measure| self.known(world, other.unwrap_or(run), measure))
    }

    /// The rung that a ladder leads to in a world, as a number (lengths of time in hours). If no rung passes, the
    /// smallest is missing, and the largest is 0.
    pub fn rung(&self, world: &PlayedWorld, ladder: &Ladder) -> InWindow {
        let Some(place) = self.rung_place(world, ladder) else { return InWindow::Empty };
        match (place, ladder.seek) {
            (Some(place), _) => InWindow::Value(rung_number(&rung_values(ladder)[place])),
            (None, Seek::Smallest) => InWindow::Missing,
            (None, Seek::Largest) => InWindow::Value(0.0),
        }
    }

    /// The place of that rung; the outer nothing: it was not asked in this world.
    pub fn rung_place(&self, world: &PlayedWorld, ladder: &Ladder) -> Option<Option<usize>> {
        let passes: Vec<bool> = world.rungs.get(&ladder.id)?.iter().map(|record| self.passes(ladder, record)).collect();
        Some(match ladder.seek {
            Seek::Smallest => {
                let first = passes.iter().rposition(|passes| !passes).map_or(0, |last| last + 1);
                (first < passes.len()).then_some(first)
            }
            Seek::Largest => passes.iter().position(|passes| !passes).unwrap_or(passes.len()).checked_sub(1),
        })
    }

    fn passes(&self, ladder: &Ladder, record: &Record) -> bool {
        let known = |_: Option<&str>, measure: &Measure| match record.asked.get(&measure.text()) {
            Some(InWindow::Value(value)) => Known::exactly(*value),
            Some(InWindow::Missing) if self.is_moment(&measure.metric) => {
                Known::Between(self.end_of(&ladder.run), f64::INFINITY)
            }
            Some(InWindow::Missing | InWindow::Empty) | None => Known::Nothing,
        };
        ladder.passes.iter().all(|requirement| requirement.answer(&known) == Answer::Holds)
    }

    /// Whether a missing number means that something did not happen.
    pub fn is_moment(&self, metric: &str) -> bool {
        metric.starts_with("ladders.")
            || self.metrics.iter().find(|known| known.name == metric).is_some_and(MetricName::is_moment)
    }

    /// A metric by its full name.
    pub fn metric(&self, name: &str) -> Option<&MetricName> {
        self.metrics.iter().find(|known| known.name == name)
    }
}
