//! Plays the trials of a study on all cores: those that are known already are looked up, the others run. One mechanism
//! for replications, comparisons, sweeps and searches, and therefore one way to resume them.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::asked::Asked;
use super::point::{Base, Point};
use super::run::{Outcome, run};
use crate::engine::StopReason;
use crate::engine::simulation::Verdict as Look;
use crate::measure::window::InWindow;
use crate::measure::{Curves, Numbers, People, metric_names, numbers};
use crate::scenario::Document;
use crate::units::Bytes;

/// One run of a point: everything about it follows from the point and the seed.
#[derive(Debug, Clone)]
pub struct Trial {
    /// What the point changes.
    pub base: Arc<Base>,
    /// What runs; shared by the trials of all seeds, of which a study may have a hundred thousand.
    pub point: Arc<Point>,
    /// Seed of all its random numbers.
    pub seed: u64,
    /// What is asked of it beyond the numbers that every run has.
    pub asked: Arc<[Asked]>,
}

impl Trial {
    /// A run of which nothing special is asked.
    pub fn new(base: &Arc<Base>, point: &Arc<Point>, seed: u64) -> Trial {
        Trial { base: Arc::clone(base), point: Arc::clone(point), seed, asked: Arc::new([]) }
    }
}

/// What is kept of a trial.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Id of the point.
    pub point: String,
    /// Seed.
    pub seed: u64,
    /// Its numbers, in the order of [`crate::measure::metric_names`].
    pub numbers: Numbers,
    /// What else was asked of it, by the texts of the questions.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub asked: BTreeMap<String, InWindow>,
    /// Its curves, if they were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub curves: Option<Curves>,
    /// Its people over time, if they were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people: Option<People>,
}

impl Record {
    /// Whether it has what is to be kept.
    fn has(&self, keep: Keep) -> bool {
        match keep {
            Keep::Numbers => true,
            Keep::Curves => self.curves.is_some(),
            Keep::People => self.people.is_some(),
        }
    }
}

/// How much of a trial is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Its numbers.
    Numbers,
    /// Its curves too.
    Curves,
    /// Its numbers, and how many people were without service when.
    People,
}

/// Where finished trials are kept. A trial is told of once, as soon as it is finished, and from any thread.
pub trait Ledger: Sync {
    /// What is known of a trial.
    ///
    /// # Errors
    /// When what is known cannot be read; a trial that is not known is no error.
    fn find(&self, point: &str, seed: u64) -> Result<Option<Record>, String>;
    /// Keeps a trial.
    ///
    /// # Errors
    /// When it cannot be kept.
    fn keep(&self, record: &Record) -> Result<(), String>;
}

/// Looks on while trials run, from any thread.
pub trait Watch: Sync {
    /// So many more trials have been decided upon.
    fn planned(&self, trials: usize);
    /// One trial is run from here on, and takes so much memory until it has ended. Waits for others if they have it.
    ///
    /// # Errors
    /// When there never is so much; the text says how to mend it.
    fn begins(&self, _: Bytes) -> Result<(), String> {
        Ok(())
    }
    /// One trial has ended, whether it was stopped or not, and gives its memory back.
    fn ends(&self, _: Bytes) {}
    /// One trial went on from this part (of 1) of its simulated time to that one.
    fn advanced(&self, from: f64, to: f64);
    /// One trial was known already and took no time.
    fn known(&self) {
        self.advanced(0.0, 1.0);
    }
    /// Whether to stop now.
    fn stops(&self) -> bool;
}

/// Why trials ended without their results. Those that were finished are in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// The watch said so.
    Interrupted,
    /// The ledger failed.
    Failed(String),
    /// Some of them are left to other processes.
    Elsewhere(Round),
}

/// Trials of a study that wait for nothing but each other: what several processes can share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// How many there are.
    pub trials: usize,
    /// The places, from 0, of those that nobody has finished.
    pub left: Vec<usize>,
}

/// Which of the trials of a round a process plays; those that are finished it finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Part {
    /// All of them.
    #[default]
    All,
    /// One of several parts, which are dealt out in turn.
    Of {
        /// Which one, from 1.
        part: u32,
        /// How many there are.
        of: u32,
    },
    /// One trial in the middle, to see what one costs.
    One,
    /// None.
    None,
}

impl Part {
    /// Whether it plays the trial at this place of so many.
    fn plays(self, place: usize, trials: usize) -> bool {
        match self {
            Part::All => true,
            Part::Of { part, of } => place % of as usize == part as usize - 1,
            Part::One => place == trials / 2,
            Part::None => false,
        }
    }
}

/// Where the trials of a study are played.
#[derive(Clone, Copy)]
pub struct Stage<'a> {
    /// Where finished trials are kept.
    pub ledger: &'a dyn Ledger,
    /// Who looks on.
    pub watch: &'a dyn Watch,
    /// Which trials of each round are played here.
    pub part: Part,
}

/// Runs a scenario while somebody looks on.
///
/// # Errors
/// When the watch stops it, or has no memory for it.
pub fn watched(document: &Document, watch: &dyn Watch) -> Result<Outcome, Ended> {
    let end = document.run.end().seconds().max(1e-9);
    let mut told = 0.0;
    let bytes = document.plan().footprint();
    watch.begins(bytes).map_err(Ended::Failed)?;
    let outcome = run(document, &mut |now, _| {
        let part = now.seconds() / end;
        watch.advanced(told, part);
        told = part;
        if watch.stops() { Look::Stop } else { Look::Continue }
    });
    watch.ends(bytes);
    if outcome.summary.stopped == StopReason::Interrupted {
        return Err(Ended::Interrupted);
    }
    watch.advanced(told, 1.0);
    Ok(outcome)
}

impl Stage<'_> {
    /// Plays all trials; the records are in their order, whatever the number of threads.
    ///
    /// # Errors
    /// When the watch stops it, or the ledger fails.
    pub fn play(&self, trials: &[Trial], keep: Keep) -> Result<Vec<Record>, Ended> {
        let plays = |place: usize| self.part.plays(place, trials.len());
        self.watch.planned((0..trials.len()).filter(|place| plays(*place)).count());
        let failed = AtomicBool::new(false);
        let one = |(place, trial): (usize, &Trial)| {
            if failed.load(Ordering::Relaxed) {
                return Err(Ended::Interrupted);
            }
            let record = self.one(trial, keep, plays(place));
            if matches!(record, Err(Ended::Failed(_))) {
                failed.store(true, Ordering::Relaxed);
            }
            record
        };
        let records: Vec<Result<Option<Record>, Ended>> = trials.par_iter().enumerate().map(one).collect();
        // A failure says more than the interruptions that follow from it.
        if let Some(Err(ended)) = records.iter().find(|record| matches!(record, Err(Ended::Failed(_)))) {
            return Err(ended.clone());
        }
        let records = records.into_iter().collect::<Result<Vec<Option<Record>>, Ended>>()?;
        let left: Vec<usize> = (0..trials.len()).filter(|place| records[*place].is_none()).collect();
        match left.is_empty() {
            true => Ok(records.into_iter().flatten().collect()),
            false => Err(Ended::Elsewhere(Round { trials: trials.len(), left })),
        }
    }

    /// Plays every point of a base with every seed.
    ///
    /// # Errors
    /// When the watch stops it, or the ledger fails.
    pub fn play_all(
        &self,
        base: &Arc<Base>,
        points: &[Point],
        seeds: Range<u64>,
        keep: Keep,
    ) -> Result<Vec<Vec<Record>>, Ended> {
        let arms: Vec<(Arc<Base>, Point)> = points.iter().map(|point| (Arc::clone(base), point.clone())).collect();
        self.play_arms(&arms, seeds, keep)
    }

    /// Plays points of different bases with the same seeds: the records of each point follow those of the one before.
    ///
    /// # Errors
    /// When the watch stops it, or the ledger fails.
    pub fn play_arms(
        &self,
        arms: &[(Arc<Base>, Point)],
        seeds: Range<u64>,
        keep: Keep,
    ) -> Result<Vec<Vec<Record>>, Ended> {
        let of_arm = |(base, point): &'_ (Arc<Base>, Point)| {
            let (base, point) = (Arc::clone(base), Arc::new(point.clone()));
            seeds.clone().map(move |seed| Trial::new(&base, &point, seed))
        };
        let trials: Vec<Trial> = arms.iter().flat_map(of_arm).collect();
        let mut records = self.play(&trials, keep)?.into_iter();
        let each = (seeds.end - seeds.start) as usize;
        Ok(arms.iter().map(|_| records.by_ref().take(each).collect()).collect())
    }

    /// The record of a trial, which is found, or played if this is done here; none if it is left to others.
    fn one(&self, trial: &Trial, keep: Keep, here: bool) -> Result<Option<Record>, Ended> {
        if self.watch.stops() {
            return Err(Ended::Interrupted);
        }
        let known = self.ledger.find(&trial.point.id, trial.seed).map_err(Ended::Failed)?;
        let is_whole = |record: &Record| {
            // A build that had other metrics made another list of numbers.
            record.numbers.len() == metric_names(&trial.base.owners()).len()
                && record.has(keep)
                && trial.asked.iter().all(|asked| record.asked.contains_key(&asked.text))
        };
        if let Some(record) = known.as_ref().filter(|record| is_whole(record)) {
            if here {
                self.watch.known();
            }
            return Ok(Some(record.clone()));
        }
        if !here {
            return Ok(None);
        }
        let document = trial.base.document(&trial.point, trial.seed);
        let outcome = watched(&document, self.watch)?;
        // What was asked before stays answered: the run is the same.
        let mut answers = known.map_or_else(BTreeMap::new, |record| record.asked);
        answers.extend(trial.asked.iter().map(|asked| (asked.text.clone(), asked.of(&outcome, &document))));
        let record = Record {
            point: trial.point.id.clone(),
            seed: trial.seed,
            numbers: numbers(&outcome.summary),
            asked: answers,
            curves: (keep == Keep::Curves).then(|| Curves::of(&outcome.series, &outcome.summary)),
            people: (keep == Keep::People).then(|| People::of(&outcome.series)),
        };
        self.ledger.keep(&record).map_err(Ended::Failed)?;
        Ok(Some(record))
    }
}
