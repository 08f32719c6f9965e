//! Plays a file of claims: draws worlds until enough of them meet the public timeline, and then all runs of each.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::file::{ClaimsFile, HISTORY, Ladder, Seek, Target};
use super::plan::{Questions, WorldPlan, rung_values};
use super::requirement::{Answer, Measure, Requirement};
use super::worlds::Worlds;
use crate::experiment::asked::Asked;
use crate::experiment::play::{Ended, Keep, Record, Stage, Trial};
use crate::experiment::point::{Base, Setting};
use crate::experiment::situations::Situation;
use crate::measure::MetricName;
use crate::measure::window::InWindow;
use crate::scenario::vary::magnitude;
use crate::units::Span;

/// A file of claims with its scenario.
pub struct Study<'a> {
    /// What is claimed.
    pub file: &'a ClaimsFile,
    /// The scenario, with the scale of the runs.
    pub base: Arc<Base>,
    /// Metrics of its runs.
    pub metrics: Vec<MetricName>,
    /// What worlds are drawn from.
    pub worlds: Worlds,
    questions: Questions,
}

/// Which worlds are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The scenario's own values with so many seeds; nothing is dropped.
    OwnWorld(u64),
    /// At least so many worlds that meet the targets, of at most so many draws.
    Plausible {
        /// Worlds to keep.
        keep: usize,
        /// Draws after which it is given up.
        most: u64,
    },
}

/// A world and its own run.
#[derive(Debug, Clone)]
pub struct World {
    /// Its number among all draws.
    pub number: u64,
    /// Seed of all its runs.
    pub seed: u64,
    /// What differs from the scenario.
    pub settings: Vec<Setting>,
    /// Its own run; none if it was not worth one.
    pub history: Option<Record>,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Its own run meets the targets, or nothing was asked.
    Kept,
    /// The values do not go together.
    Impossible,
    /// What has to be so before a run is not.
    OutOfOrder,
    /// Its own run misses a target.
    Missed,
}

/// All runs of a world that was kept.
#[derive(Debug, Clone)]
pub struct PlayedWorld {
    /// The world.
    pub world: World,
    /// Runs by name.
    pub runs: BTreeMap<String, Record>,
    /// Rungs by the name of their ladder.
    pub rungs: BTreeMap<String, Vec<Record>>,
    /// The four arms of the fixes in each situation.
    pub arms: Vec<(Situation, Vec<Record>)>,
}

/// Everything that was played.
#[derive(Debug, Clone)]
pub struct Played {
    /// All draws, kept or not.
    pub drawn: Vec<World>,
    /// Those kept.
    pub worlds: Vec<PlayedWorld>,
}

impl<'a> Study<'a> {
    /// A checked file with its scenario.
    pub fn new(file: &'a ClaimsFile, base: Base) -> Study<'a> {
        let metrics = crate::measure::metric_names(&base.owners());
        let worlds = Worlds::new(&file.worlds, &base.scenario);
        Study { file, worlds, metrics, questions: Questions::of(file), base: Arc::new(base) }
    }

    /// Plays it.
    ///
    /// # Errors
    /// When trials end without their results, or a run of the file is not possible in a world; the text says why.
    pub fn play(&self, scope: Scope, stage: Stage) -> Result<Played, Ended> {
        let drawn = match scope {
            Scope::OwnWorld(seeds) => self.own(seeds, stage)?,
            Scope::Plausible { keep, most } => self.draw(keep, most, stage)?,
        };
        let kept: Vec<&World> = drawn.iter().filter(|world| world.fate == Fate::Kept).collect();
        let worlds = self.play_worlds(&kept, stage)?;
        Ok(Played { drawn, worlds })
    }

    fn own(&self, seeds: u64, stage: Stage) -> Result<Vec<World>, Ended> {
        let seeds = self.base.seeds(seeds);
        let first = seeds.start;
        let world = |seed| World { number: seed - first, seed, settings: Vec::new(), history: None, fate: Fate::Kept };
        self.with_history(seeds.map(world).collect(), stage)
    }

    fn draw(&self, keep: usize, most: u64, stage: Stage) -> Result<Vec<World>, Ended> {
        self.try_first()?;
        let mut drawn: Vec<World> = Vec::new();
        let mut batch = 0;
        loop {
            let kept = drawn.iter().filter(|world| world.fate == Fate::Kept).count();
            if kept >= keep || drawn.len() as u64 >= most {
                return Ok(drawn);
            }
            let first = drawn.len() as u64;
            let worlds = self.worlds.batch(batch).into_iter().enumerate().map(|(place, settings)| {
                let number = first + place as u64;
                let seed = self.base.scenario.document.run.seed + number;
                World { number, seed, fate: self.fate_before(&settings), settings, history: None }
            });
            let mut worlds = self.with_history(worlds.collect(), stage)?;
            for world in worlds.iter_mut().filter(|world| world.fate == Fate::Kept) {
                let meets = |target: &Target| !target.required || self.meets(target, world);
                if !self.file.targets.iter().all(meets) {
                    world.fate = Fate::Missed;
                }
            }
            drawn.extend(worlds);
            batch += 1;
        }
    }

    /// Makes every run of the first worlds without playing it: a run that is not possible is found before an hour of
    /// draws and not after it.
    fn try_first(&self) -> Result<(), Ended> {
        let possible = self.worlds.batch(0).into_iter().filter(|settings| self.fate_before(settings) == Fate::Kept);
        let worlds: Vec<World> =
            possible.map(|settings| World { number: 0, seed: 0, fate: Fate::Kept, settings, history: None }).collect();
        self.trials(&worlds.iter().collect::<Vec<_>>()).map(|_| ())
    }

    /// What can be said of a world before it runs.
    fn fate_before(&self, settings: &[Setting]) -> Fate {
        let Ok((_, tree)) = self.base.point_and_tree(settings.to_vec()) else { return Fate::Impossible };
        let in_order = self.worlds.require.iter().all(|order| {
            let (first, last) = (order.first.written(&tree), order.last.written(&tree));
            first.zip(last).is_some_and(|(first, last)| first <= last)
        });
        if in_order { Fate::Kept } else { Fate::OutOfOrder }
    }

    fn with_history(&self, mut worlds: Vec<World>, stage: Stage) -> Result<Vec<World>, Ended> {
        let asked = worlds.iter().filter(|world| world.fate == Fate::Kept);
        let trial = |world| self.plan(world).own().map_err(|rejected| impossible(HISTORY, &rejected));
        let trials = asked.map(trial).collect::<Result<_, _>>()?;
        let mut records = play_once(trials, stage)?.into_iter();
        for world in worlds.iter_mut().filter(|world| world.fate == Fate::Kept) {
            world.history = records.next();
        }
        Ok(worlds)
    }

    fn plan<'b>(&'b self, world: &'b World) -> WorldPlan<'b> {
        WorldPlan {
            file: self.file,
            base: &self.base,
            questions: &self.questions,
            settings: &world.settings,
            seed: world.seed,
        }
    }

    /// Every run of some worlds.
    fn trials(&self, kept: &[&World]) -> Result<Vec<Trial>, Ended> {
        let mut trials: Vec<Trial> = Vec::new();
        for (place, world) in kept.iter().enumerate() {
            let plan = self.plan(world);
            for run in self.questions.runs() {
                trials.push(plan.run(run).map_err(|rejected| impossible(run, &rejected))?);
            }
            for ladder in self.file.ladders.iter().filter(|ladder| asks(ladder.worlds, place)) {
                trials.extend(plan.rungs(ladder).map_err(|rejected| impossible(&ladder.id, &rejected))?);
            }
            if self.file.fixes.as_ref().is_some_and(|fixes| asks(fixes.worlds, place)) {
                let arms = plan.arms().map_err(|rejected| impossible("fixes", &rejected))?;
                trials.extend(arms.into_iter().flat_map(|(_, arms)| arms));
            }
        }
        Ok(trials)
    }

    fn play_worlds(&self, kept: &[&World], stage: Stage) -> Result<Vec<PlayedWorld>, Ended> {
        let mut records = play_once(self.trials(kept)?, stage)?.into_iter();
        let played = |(place, world): (usize, &&World)| {
            let runs = self.questions.runs().map(str::to_owned).zip(records.by_ref()).collect();
            let ladders = self.file.ladders.iter().filter(|ladder| asks(ladder.worlds, place));
            let rungs =
                ladders.map(|ladder| (ladder.id.clone(), records.by_ref().take(rung_values(ladder).len()).collect()));
            let rungs = rungs.collect();
            let mut arms = Vec::new();
            if self.file.fixes.as_ref().is_some_and(|fixes| asks(fixes.worlds, place)) {
                let there = Situation::ALL.into_iter().filter(|s| s.settings(&self.base.scenario.document).is_some());
                arms = there.map(|situation| (situation, records.by_ref().take(4).collect())).collect();
            }
            PlayedWorld { world: (*world).clone(), runs, rungs, arms }
        };
        Ok(kept.iter().enumerate().map(played).collect())
    }

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

    /// What a world says to a requirement.
    pub fn answer(&self, world: &PlayedWorld, run: &str, requirement: &Requirement) -> Answer {
        requirement.answer(&|other, measure| self.value(world, other.unwrap_or(run), measure), &|metric| {
            self.is_moment(metric)
        })
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
        let value =
            |_: Option<&str>, measure: &Measure| record.asked.get(&measure.text()).copied().unwrap_or(InWindow::Empty);
        let is_moment = |metric: &str| self.is_moment(metric);
        ladder.passes.iter().all(|requirement| requirement.answer(&value, &is_moment) == Answer::Holds)
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

/// A rung as a number: a length of time in hours, anything else in its base unit.
pub fn rung_number(value: &str) -> f64 {
    value.parse::<Span>().map(Span::as_hours).ok().or_else(|| magnitude(value)).unwrap_or(f64::NAN)
}

fn asks(worlds: Option<usize>, place: usize) -> bool {
    worlds.is_none_or(|worlds| place < worlds)
}

fn impossible(run: &str, rejected: &crate::scenario::Rejected) -> Ended {
    let text = rejected.render(false);
    let text = text.trim_end();
    Ended::Failed(format!(
        "`{run}` of the claims is not possible in one of the worlds\n{text}\nhelp: mend the run, or narrow the ranges of the worlds"
    ))
}

/// Plays trials, each content once: what several of them ask of the same run is asked together.
fn play_once(trials: Vec<Trial>, stage: Stage) -> Result<Vec<Record>, Ended> {
    let mut places: BTreeMap<(String, u64), usize> = BTreeMap::new();
    let mut once: Vec<Trial> = Vec::new();
    let mut order = Vec::new();
    for trial in trials {
        let place = *places.entry((trial.point.id.clone(), trial.seed)).or_insert(once.len());
        match once.get_mut(place) {
            None => once.push(trial),
            Some(known) => {
                let more = trial.asked.iter().filter(|asked| known.asked.iter().all(|other| other.text != asked.text));
                let all: Vec<Asked> = known.asked.iter().chain(more).cloned().collect();
                known.asked = all.into();
            }
        }
        order.push(place);
    }
    let records = stage.play(&once, Keep::Numbers)?;
    Ok(order.into_iter().map(|place| records[place].clone()).collect())
}
