//! Worlds by how busy they are when all is well. How large a part of a service was is hardly ever public, and neither is
//! what a request costs it; drawn one by one, most of them make a service that is down on any day. What can be judged is
//! their ratio: a utilisation is drawn, and the values that it is proportional to follow from what the healthy cell shows
//! (the utilisation law, U = X · S / m: Denning and Buzen 1978).

use super::busy::BusyPlan;
use super::plan::value_at;
use super::requirement::Measure;
use super::study::{Fate, Study, World, play_once};
use crate::experiment::play::{Ended, Record, Stage, Trial};
use crate::experiment::point::Setting;
use crate::measure::window::InWindow;
use crate::scenario::node::Node;
use crate::scenario::vary::times;

/// The first look is at a cell with so many times the room: one without room shows no more than that it is full.
const ROOM: f64 = 20.0;
/// Looks at most: one resource may wait for another, so that both are not found at once.
const LOOKS: usize = 6;
/// Two looks that differ by less, in parts of the factor, say nothing of how one follows from the other.
const APART: f64 = 0.1;
/// Of the length of a healthy run, so much is looked at: a mean needs less than a limit.
const PART: f64 = 0.25;
/// As near as this, in parts of the utilisation, is found; the runs are random.
const NEAR: f64 = 0.05;

/// A world on its way to the utilisations that were drawn for it.
struct Search {
    /// Its values without them.
    drawn: Vec<Setting>,
    /// How busy each resource is to be.
    wanted: Vec<f64>,
    /// For each resource, how many times as busy as those values make it.
    factors: Vec<f64>,
    /// The factors of the look before and what they showed.
    before: Option<(Vec<f64>, Vec<f64>)>,
}

impl Search {
    /// Whether each resource shows what it is to.
    fn has_found(&self, shown: &[f64]) -> bool {
        self.wanted.iter().zip(shown).all(|(wanted, shown)| (wanted / shown - 1.0).abs() <= NEAR)
    }

    /// The factors to look at next; none if there are none.
    ///
    /// What a resource shows grows in proportion to its factor, or by a straight line where it waits for another. The
    /// first steps are in proportion, until nothing else moves; then two looks give the line.
    fn step(&mut self, look: usize, shown: Vec<f64>) -> Option<()> {
        let next = |place: usize| {
            let (factor, shown) = (self.factors[place], shown[place]);
            let in_proportion = factor * self.wanted[place] / shown;
            let Some((factors, looks)) = self.before.as_ref().filter(|_| look > 2) else { return in_proportion };
            let slope = (shown - looks[place]) / (factor - factors[place]);
            let apart = (factor / factors[place] - 1.0).abs() > APART;
            if apart && slope > 0.0 { factor + (self.wanted[place] - shown) / slope } else { in_proportion }
        };
        let next: Vec<f64> = (0..self.factors.len()).map(next).collect();
        let is_possible = next.iter().all(|factor| *factor > 0.0);
        self.before = Some((std::mem::replace(&mut self.factors, next), shown));
        is_possible.then_some(())
    }
}

impl Study<'_> {
    /// Gives worlds that are worth a run the values that make them as busy as was drawn. Those that cannot be are impossible.
    ///
    /// # Errors
    /// When trials end without their results; the text says why.
    pub fn made_busy(&self, mut worlds: Vec<World>, stage: Stage) -> Result<Vec<World>, Ended> {
        let plans: Vec<&BusyPlan> = self.file.worlds.utilisation.values().collect();
        if plans.is_empty() {
            return Ok(worlds);
        }
        let mut open: Vec<(usize, Search)> = Vec::new();
        for (place, world) in worlds.iter_mut().enumerate().filter(|(_, world)| world.fate == Fate::Kept) {
            let begun = self.search(world).and_then(|search| Some((self.settings(&search, &plans)?, search)));
            match begun {
                Some((settings, search)) => {
                    world.settings = settings;
                    open.push((place, search));
                }
                None => world.fate = Fate::Impossible,
            }
        }
        for look in 1..=LOOKS {
            let records = self.look(&mut worlds, &mut open, &plans, stage)?;
            let mut left = Vec::new();
            for ((place, mut search), record) in open.into_iter().zip(records) {
                let world = &mut worlds[place];
                let shown: Option<Vec<f64>> =
                    plans.iter().map(|plan| shown(&record, plan).filter(|shown| *shown > 0.0)).collect();
                if shown.as_ref().is_some_and(|shown| search.has_found(shown)) {
                    continue;
                }
                let next = shown
                    .filter(|_| look < LOOKS)
                    .and_then(|shown| search.step(look, shown))
                    .and_then(|()| self.settings(&search, &plans));
                match next {
                    Some(settings) => {
                        world.settings = settings;
                        left.push((place, search));
                    }
                    None => world.fate = Fate::Impossible,
                }
            }
            open = left;
        }
        Ok(worlds)
    }

    /// Where the search in a world begins.
    fn search(&self, world: &World) -> Option<Search> {
        let plans = &self.file.worlds.utilisation;
        let wanted = plans.iter().map(|(name, plan)| plan.wanted(name, &world.busy)).collect::<Option<_>>()?;
        Some(Search { drawn: world.settings.clone(), wanted, factors: vec![1.0 / ROOM; plans.len()], before: None })
    }

    /// The healthy cell in every world that is not found yet; those in which it cannot run are impossible.
    fn look(
        &self,
        worlds: &mut [World],
        open: &mut Vec<(usize, Search)>,
        plans: &[&BusyPlan],
        stage: Stage,
    ) -> Result<Vec<Record>, Ended> {
        let asked: Vec<Measure> = plans.iter().map(|plan| plan.measure.clone()).collect();
        let mut trials: Vec<Trial> = Vec::new();
        open.retain(|(place, _)| match self.plan(&worlds[*place]).healthy_part(PART, &asked) {
            Ok(trial) => {
                trials.push(trial);
                true
            }
            Err(_) => {
                worlds[*place].fate = Fate::Impossible;
                false
            }
        });
        play_once(trials, stage)
    }

    fn settings(&self, search: &Search, plans: &[&BusyPlan]) -> Option<Vec<Setting>> {
        let (_, tree) = self.base.point_and_tree(search.drawn.clone()).ok()?;
        let mut settings = search.drawn.clone();
        for (plan, factor) in plans.iter().zip(&search.factors) {
            settings.extend(scaled(plan, *factor, &tree)?);
        }
        self.base.point(settings.clone()).ok().map(|_| settings)
    }
}

fn shown(record: &Record, plan: &BusyPlan) -> Option<f64> {
    match record.asked.get(&plan.measure.text())? {
        InWindow::Value(value) => Some(*value),
        InWindow::Missing | InWindow::Empty => None,
    }
}

/// The values that follow from a utilisation, if it is to be so many times what they make it.
fn scaled(plan: &BusyPlan, factor: f64, tree: &Node) -> Option<Vec<Setting>> {
    let up = plan.times.iter().map(|path| (path, factor));
    let down = plan.over.iter().map(|path| (path, 1.0 / factor));
    let setting = |(path, by): (&String, f64)| Some(Setting::new(path.clone(), times(&value_at(tree, path)?, by)?));
    up.chain(down).map(setting).collect()
}
