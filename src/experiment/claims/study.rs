//! Plays a file of claims: draws worlds until enough of them meet the public timeline, and then all runs of each.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::file::{ClaimsFile, HISTORY, Target};
use super::flip::STRUCTURE;
use super::plan::{Questions, WorldPlan};
use super::worlds::{BATCH, Drawn, Worlds};
use crate::experiment::asked::Asked;
use crate::experiment::play::{Ended, Keep, Record, Stage, Trial};
use crate::experiment::point::{Base, Setting};
use crate::experiment::situations::Situation;
use crate::measure::MetricName;

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
    pub(super) questions: Questions,
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
    /// How busy it is when all is well, as far as that was drawn.
    pub busy: Vec<Setting>,
    /// Which of the rivals it is, if the file has any.
    pub rival: Option<String>,
    /// Its own run; none if it was not worth one.
    pub history: Option<Record>,
    /// What became of it.
    pub fate: Fate,
}

impl World {
    /// Everything that worlds differ in: values, how busy they are, and the rival as one value more.
    pub fn values(&self) -> Vec<Setting> {
        let structure = self.rival.iter().map(|rival| Setting::new(STRUCTURE, rival.clone()));
        self.settings.iter().chain(&self.busy).cloned().chain(structure).collect()
    }
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

/// Every run of a world.
struct Trials {
    runs: Vec<(String, Trial)>,
    rungs: Vec<(String, Vec<Trial>)>,
    arms: Vec<(Situation, Vec<Trial>)>,
}

impl Trials {
    /// In the order in which their records are taken back.
    fn all(&self) -> impl Iterator<Item = &Trial> {
        let (rungs, arms) =
            (self.rungs.iter().flat_map(|(_, rungs)| rungs), self.arms.iter().flat_map(|(_, arms)| arms));
        self.runs.iter().map(|(_, trial)| trial).chain(rungs).chain(arms)
    }
}

/// Everything that was played.
#[derive(Debug, Clone)]
pub struct Played {
    /// All draws, kept or not.
    pub drawn: Vec<World>,
    /// Those kept.
    pub worlds: Vec<PlayedWorld>,
    /// Some that were dropped, with the same runs and without ladders: what moves an answer, and what never does, is
    /// seen by values that nothing has selected.
    pub others: Vec<PlayedWorld>,
}

/// So many dropped worlds are played as well, and no more than are asked for.
const OTHERS: usize = 16;

impl<'a> Study<'a> {
    /// A checked file with its scenario.
    pub fn new(file: &'a ClaimsFile, base: Base) -> Study<'a> {
        let metrics = crate::measure::metric_names(&base.owners());
        let worlds = Worlds::new(file, &base.scenario);
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
        let others = match scope {
            Scope::OwnWorld(_) => Vec::new(),
            Scope::Plausible { keep, .. } => self.play_others(&drawn, keep.min(OTHERS), stage)?,
        };
        Ok(Played { drawn, worlds, others })
    }

    fn own(&self, seeds: u64, stage: Stage) -> Result<Vec<World>, Ended> {
        let seeds = self.base.seeds(seeds);
        let first = seeds.start;
        let world = |seed| World {
            number: seed - first,
            seed,
            settings: Vec::new(),
            busy: Vec::new(),
            rival: None,
            history: None,
            fate: Fate::Kept,
        };
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
            let mut worlds = self.with_history(self.made_busy(self.batch(batch), stage)?, stage)?;
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

    /// The draws of one batch, before any of them has run.
    pub fn batch(&self, number: u64) -> Vec<World> {
        let first = number * u64::from(BATCH);
        let world = |(place, drawn): (usize, Drawn)| {
            let number = first + place as u64;
            let seed = self.base.scenario.document.run.seed + number;
            let fate = self.fate_before(&drawn.settings);
            let Drawn { settings, busy, rival } = drawn;
            World { number, seed, fate, settings, busy, rival, history: None }
        };
        self.worlds.batch(number).into_iter().enumerate().map(world).collect()
    }

    /// Makes every run of the first worlds without playing it: a run that is not possible is found before an hour of
    /// draws and not after it.
    fn try_first(&self) -> Result<(), Ended> {
        let possible = self.batch(0).into_iter().filter(|world| world.fate == Fate::Kept);
        possible.enumerate().try_for_each(|(place, world)| self.trials(&world, place).map(|_| ()))
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

    pub(super) fn plan<'b>(&'b self, world: &'b World) -> WorldPlan<'b> {
        WorldPlan {
            file: self.file,
            base: &self.base,
            questions: &self.questions,
            settings: &world.settings,
            seed: world.seed,
        }
    }

    /// Every run of a world; `place` is that among the worlds kept.
    fn trials(&self, world: &World, place: usize) -> Result<Trials, Ended> {
        let plan = self.plan(world);
        let mut trials = Trials { runs: self.runs(world)?, rungs: Vec::new(), arms: Vec::new() };
        for ladder in self.file.ladders.iter().filter(|ladder| asks(ladder.worlds, place)) {
            match plan.rungs(ladder) {
                Ok(rungs) => trials.rungs.push((ladder.id.clone(), rungs)),
                Err(rejected) => self.excused(world, &ladder.id, &rejected)?,
            }
        }
        if self.file.fixes.as_ref().is_some_and(|fixes| asks(fixes.worlds, place)) {
            match plan.arms() {
                Ok(arms) => trials.arms = arms.into_iter().map(|(situation, arms)| (situation, arms.into())).collect(),
                Err(rejected) => self.excused(world, "fixes", &rejected)?,
            }
        }
        Ok(trials)
    }

    fn runs(&self, world: &World) -> Result<Vec<(String, Trial)>, Ended> {
        let mut runs = Vec::new();
        for run in self.questions.runs() {
            match self.plan(world).run(run) {
                Ok(trial) => runs.push((run.to_owned(), trial)),
                Err(rejected) => self.excused(world, run, &rejected)?,
            }
        }
        Ok(runs)
    }

    /// A run may have nothing to change where a rival has taken the thing away that it changes: it is not asked there.
    fn excused(&self, world: &World, run: &str, rejected: &crate::scenario::Rejected) -> Result<(), Ended> {
        let own = self.file.rivals.iter().find(|rival| Some(&rival.id) == world.rival.as_ref());
        if own.is_some_and(|rival| !rival.set.is_empty()) { Ok(()) } else { Err(impossible(run, rejected)) }
    }

    /// All runs of some worlds, by their places among those kept.
    ///
    /// # Errors
    /// When trials end without their results, or a run of the file is not possible in a world; the text says why.
    pub fn play_worlds(&self, kept: &[&World], stage: Stage) -> Result<Vec<PlayedWorld>, Ended> {
        let planned: Vec<Trials> =
            kept.iter().enumerate().map(|(place, world)| self.trials(world, place)).collect::<Result<_, _>>()?;
        self.play_planned(kept, &planned, stage)
    }

    /// The runs of the first dropped worlds that are possible.
    fn play_others(&self, drawn: &[World], most: usize, stage: Stage) -> Result<Vec<PlayedWorld>, Ended> {
        // Worlds out of order are worth no run, and how busy they are was not made so.
        let by_load = !self.file.worlds.utilisation.is_empty();
        let dropped = drawn.iter().filter(|world| match world.fate {
            Fate::Missed => true,
            Fate::OutOfOrder => !by_load,
            Fate::Kept | Fate::Impossible => false,
        });
        let planned = dropped.filter_map(|world| Some((world, self.runs(world).ok()?))).take(most);
        let planned = planned.map(|(world, runs)| (world, Trials { runs, rungs: Vec::new(), arms: Vec::new() }));
        let (worlds, planned): (Vec<&World>, Vec<Trials>) = planned.unzip();
        self.play_planned(&worlds, &planned, stage)
    }

    fn play_planned(&self, worlds: &[&World], planned: &[Trials], stage: Stage) -> Result<Vec<PlayedWorld>, Ended> {
        let all: Vec<Trial> = planned.iter().flat_map(Trials::all).cloned().collect();
        let mut records = play_once(all, stage)?.into_iter();
        let mut take = |count: usize| -> Vec<Record> { records.by_ref().take(count).collect() };
        let played = |(world, trials): (&&World, &Trials)| PlayedWorld {
            world: (*world).clone(),
            runs: trials.runs.iter().map(|(name, _)| name.clone()).zip(take(trials.runs.len())).collect(),
            rungs: trials.rungs.iter().map(|(id, rungs)| (id.clone(), take(rungs.len()))).collect(),
            arms: trials.arms.iter().map(|(situation, arms)| (*situation, take(arms.len()))).collect(),
        };
        Ok(worlds.iter().zip(planned).map(played).collect())
    }
}

fn asks(worlds: Option<usize>, place: usize) -> bool {
    worlds.is_none_or(|worlds| place < worlds)
}

pub(super) fn impossible(run: &str, rejected: &crate::scenario::Rejected) -> Ended {
    let text = rejected.render(false);
    let text = text.trim_end();
    Ended::Failed(format!(
        "`{run}` of the claims is not possible in one of the worlds\n{text}\nhelp: mend the run, or narrow the ranges of the worlds"
    ))
}

/// Plays trials, each content once: what several of them ask of the same run is asked together.
pub(super) fn play_once(trials: Vec<Trial>, stage: Stage) -> Result<Vec<Record>, Ended> {
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
