//! The runs of a world: points of the base, and what is asked of each.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::file::{ClaimsFile, HISTORY, Ladder, LoopPlan, RunPlan};
use super::requirement::{Measure, Other, Requirement};
use crate::experiment::asked::Asked;
use crate::experiment::fixes::Arm;
use crate::experiment::play::Trial;
use crate::experiment::point::{Base, Setting};
use crate::experiment::situations::Situation;
use crate::scenario::Rejected;
use crate::scenario::node::Node;
use crate::scenario::path::KeyPath;
use crate::scenario::vary::{Values, magnitude, times};
use crate::units::Span;

/// Metrics of a class that make up a loop of failures and tries.
pub const LOOP: [&str; 5] = ["attempts", "retries", "error_share", "wasted_work", "wasted_bytes"];

impl LoopPlan {
    /// One of these numbers in the part of the run that is looked at.
    pub fn measure(&self, name: &str) -> Measure {
        Measure { metric: format!("{}.{name}", self.class), ..self.part.0.clone() }
    }
}

/// What is asked of every run.
#[derive(Debug, Clone, Default)]
pub struct Questions {
    runs: BTreeMap<String, Vec<Measure>>,
}

impl Questions {
    /// Everything that a file of claims asks of its runs.
    pub fn of(file: &ClaimsFile) -> Questions {
        let mut questions = Questions::default();
        for (run, requirement) in file.requirements() {
            questions.require(run, requirement);
        }
        for claim in &file.claims {
            for run in [&claim.run].into_iter().chain(claim.without.iter().map(|without| &without.run)) {
                claim.also.iter().chain(&claim.picture).for_each(|measure| questions.ask(run, measure));
            }
        }
        for alternative in &file.alternatives {
            questions.ask(&alternative.run, &alternative.measure);
            questions.ask(&alternative.against, &alternative.measure);
        }
        for price in file.ladders.iter().filter_map(|ladder| ladder.price.as_ref()) {
            questions.ask(HISTORY, price);
        }
        for plan in &file.loops {
            LOOP.iter().for_each(|name| questions.ask(&plan.run, &plan.measure(name)));
        }
        for number in file.letters.unsaid.iter().filter_map(|unsaid| unsaid.number.as_ref()) {
            questions.ask(&number.run, &number.measure);
        }
        questions
    }

    fn require(&mut self, run: &str, requirement: &Requirement) {
        for test in &requirement.tests {
            self.ask(run, &test.left);
            match &test.of {
                None => {}
                Some(Other::Run(other)) => self.ask(other, &test.left),
                Some(Other::Measure(other)) => self.ask(run, other),
            }
        }
    }

    fn ask(&mut self, run: &str, measure: &Measure) {
        if measure.ladder().is_some() {
            return;
        }
        let asked = self.runs.entry(run.to_owned()).or_default();
        if !asked.contains(measure) {
            asked.push(measure.clone());
        }
    }

    /// Runs that have to be played, by name.
    pub fn runs(&self) -> impl Iterator<Item = &str> {
        self.runs.keys().map(String::as_str)
    }

    /// What is asked of one.
    pub fn asked(&self, run: &str) -> &[Measure] {
        self.runs.get(run).map_or(&[], Vec::as_slice)
    }
}

/// What has to be played in one world.
pub struct WorldPlan<'a> {
    /// The file of claims.
    pub file: &'a ClaimsFile,
    /// The scenario.
    pub base: &'a Arc<Base>,
    /// What is asked.
    pub questions: &'a Questions,
    /// Values of the world.
    pub settings: &'a [Setting],
    /// Seed of all its runs.
    pub seed: u64,
}

impl WorldPlan<'_> {
    /// A run of the world.
    ///
    /// # Errors
    /// When the scenario with all changes is not possible.
    pub fn run(&self, run: &str) -> Result<Trial, Box<Rejected>> {
        let settings = self.settings_of(run)?;
        self.trial(settings, self.questions.asked(run))
    }

    /// The world's own run, asked for the targets only: most worlds are dropped for what it shows.
    ///
    /// # Errors
    /// When the scenario with all changes is not possible.
    pub fn own(&self) -> Result<Trial, Box<Rejected>> {
        let targets: Vec<Measure> = self.file.targets.iter().map(|target| target.measure.clone()).collect();
        self.trial(self.settings.to_vec(), &targets)
    }

    /// A run with everything healthy that the file says how to keep healthy.
    ///
    /// # Errors
    /// When the scenario with all changes is not possible.
    pub fn healthy(&self, run: &str, asked: &[Measure]) -> Result<Trial, Box<Rejected>> {
        self.trial(self.healthy_settings(run)?, asked)
    }

    /// A part of the length of the world's own healthy run.
    ///
    /// # Errors
    /// When the scenario with all changes is not possible.
    pub fn healthy_part(&self, part: f64, asked: &[Measure]) -> Result<Trial, Box<Rejected>> {
        let mut settings = self.healthy_settings(HISTORY)?;
        let (_, tree) = self.base.point_and_tree(settings.clone())?;
        let length = value_at(&tree, "run.length").and_then(|length| times(&length, part));
        settings.extend(length.map(|length| Setting::new("run.length", length)));
        self.trial(settings, asked)
    }

    fn healthy_settings(&self, run: &str) -> Result<Vec<Setting>, Box<Rejected>> {
        let mut settings = self.settings_of(run)?;
        settings.extend(self.file.healthy.iter().map(|(path, value)| Setting::new(path.clone(), value.clone())));
        Ok(settings)
    }

    /// The rungs of a ladder in the world.
    ///
    /// # Errors
    /// When the scenario with all changes is not possible.
    pub fn rungs(&self, ladder: &Ladder) -> Result<Vec<Trial>, Box<Rejected>> {
        let mut asked: Vec<Measure> = ladder.price.iter().cloned().collect();
        for test in ladder.passes.iter().flat_map(|requirement| &requirement.tests) {
            asked.push(test.left.clone());
        }
        let own = self.settings_of(&ladder.run)?;
        let rung = |value: &String| {
            let mut settings = own.clone();
            settings.extend(ladder.paths.iter().map(|path| Setting::new(path.clone(), value.clone())));
            self.trial(settings, &asked)
        };
        rung_values(ladder).iter().map(rung).collect()
    }

    /// The four arms of the two fixes in each situation that the scenario has; none if they are not weighed.
    ///
    /// # Errors
    /// When the scenario with all changes is not possible.
    pub fn arms(&self) -> Result<Vec<(Situation, [Trial; 4])>, Box<Rejected>> {
        let Some(fixes) = &self.file.fixes else { return Ok(Vec::new()) };
        let measure = [fixes.measure.clone()];
        let mut all = Vec::new();
        for situation in Situation::ALL {
            let Some(changes) = situation.settings(&self.base.scenario.document) else { continue };
            let arm = |arm: Arm| {
                let shorter = fixes.set.iter().map(|(path, value)| Setting::new(path.clone(), value.clone()));
                let settings =
                    self.settings.iter().cloned().chain(shorter).chain(changes.clone()).chain(arm.settings());
                self.trial(settings.collect(), &measure)
            };
            let [a, b, c, d] = Arm::ALL;
            all.push((situation, [arm(a)?, arm(b)?, arm(c)?, arm(d)?]));
        }
        Ok(all)
    }

    fn trial(&self, settings: Vec<Setting>, asked: &[Measure]) -> Result<Trial, Box<Rejected>> {
        let (point, tree) = self.base.point_and_tree(settings)?;
        let asked: Vec<Asked> = asked.iter().map(|measure| resolved(measure, &tree)).collect();
        Ok(Trial { base: Arc::clone(self.base), point: Arc::new(point), seed: self.seed, asked: asked.into() })
    }

    /// The values of the world with those of a run and of the runs it is built on.
    fn settings_of(&self, run: &str) -> Result<Vec<Setting>, Box<Rejected>> {
        let chain: Vec<&RunPlan> = self.file.chain(run).collect();
        let mut settings = self.settings.to_vec();
        for plan in chain.into_iter().rev() {
            if !plan.times.is_empty() {
                let (_, tree) = self.base.point_and_tree(settings.clone())?;
                settings.extend(plan.times.iter().filter_map(|(path, factor)| {
                    let value = value_at(&tree, path)?;
                    Some(Setting::new(path.clone(), times(&value, *factor)?))
                }));
            }
            settings.extend(plan.set.iter().map(|(path, value)| Setting::new(path.clone(), value.clone())));
        }
        Ok(settings)
    }
}

/// The values of a ladder, ascending.
pub fn rung_values(ladder: &Ladder) -> Vec<String> {
    Values::parse(&ladder.values).ok().and_then(|values| Some(values.all()?.to_vec())).unwrap_or_default()
}

/// A rung as a number: a length of time in hours, anything else in its base unit.
pub fn rung_number(value: &str) -> f64 {
    value.parse::<Span>().map(Span::as_hours).ok().or_else(|| magnitude(value)).unwrap_or(f64::NAN)
}

/// The value of a path as it is written.
pub fn value_at(tree: &Node, path: &str) -> Option<String> {
    let path: KeyPath = path.parse().ok()?;
    Some(tree.find(&path)?.value.to_string())
}

fn resolved(measure: &Measure, tree: &Node) -> Asked {
    let planned = |moment: &Option<super::moment::Moment>| moment.as_ref().map(|moment| moment.planned(tree));
    Asked {
        text: measure.text(),
        metric: measure.metric.clone(),
        window: measure.is_of_part().then(|| [planned(&measure.from), planned(&measure.to)]),
    }
}
