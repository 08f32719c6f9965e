//! Rows of a study of claims: enough to judge every claim again by other means.

use super::Findings;
use crate::experiment::claims::file::Needs;
use crate::experiment::claims::requirement::{Measure, Other};
use crate::experiment::claims::study::Fate;
use crate::experiment::claims::verdict::{Part, Spread};
use crate::experiment::claims::{Answer, Judged, PlayedWorld, Verdict};
use crate::measure::Interval;
use crate::measure::window::InWindow;
use crate::report::study::rows::Rows;

fn fate(fate: Fate) -> &'static str {
    match fate {
        Fate::Kept => "kept",
        Fate::Impossible => "impossible",
        Fate::OutOfOrder => "out of order",
        Fate::Missed => "missed",
    }
}

fn answer(answer: Answer) -> &'static str {
    match answer {
        Answer::Holds => "holds",
        Answer::Fails => "fails",
        Answer::NotAsked => "not asked",
    }
}

fn found(value: InWindow) -> String {
    match value {
        InWindow::Value(value) => value.to_string(),
        InWindow::Missing => "never".to_owned(),
        InWindow::Empty => String::new(),
    }
}

impl Findings<'_> {
    /// One row per draw: its number, seed and fate, what it shows for every target, and its values.
    pub fn worlds_rows(&self) -> Vec<u8> {
        let paths = self.study.worlds.paths();
        let targets = &self.study.file.targets;
        let head = ["world", "seed", "fate", "structure"].map(str::to_owned).into_iter();
        let mut rows = Rows::new(head.chain(targets.iter().map(|target| target.measure.text())).chain(paths.clone()));
        for world in &self.played.drawn {
            let front = [world.number.to_string(), world.seed.to_string(), fate(world.fate).to_owned()];
            let front = front.into_iter().chain([world.rival.clone().unwrap_or_default()]);
            let seen = targets.iter().map(|target| found(self.study.seen(target, world)));
            let all = world.values();
            let value = |path: &String| all.iter().rfind(|setting| setting.path == *path);
            let values = paths.iter().map(|path| value(path).map_or_else(String::new, |setting| setting.value.clone()));
            rows.push(front.chain(seen).chain(values));
        }
        rows.bytes()
    }

    /// One row per world, claim and comparison: the run with the id of its content, both sides, and what follows.
    pub fn answers_rows(&self) -> Vec<u8> {
        let mut rows = Rows::new([
            "world",
            "seed",
            "claim",
            "part",
            "run",
            "point",
            "requirement",
            "value",
            "right_side",
            "counts",
            "part_answer",
            "claim_answer",
        ]);
        for judged in &self.judged {
            let parts = [(&judged.fact, &judged.claim.holds, "fact")].into_iter();
            let others = judged
                .without
                .iter()
                .zip(&judged.claim.without)
                .map(|(part, without)| (part, &without.holds, "without"));
            for (part, holds, name) in parts.chain(others) {
                for (place, world) in self.played.worlds.iter().enumerate() {
                    for test in holds.iter().flat_map(|requirement| &requirement.tests) {
                        let value = |run: &str, measure: &Measure| self.study.value(world, run, measure);
                        let right = match &test.of {
                            None => InWindow::Value(test.factor),
                            Some(Other::Run(run)) => times(test.factor, value(run, &test.left)),
                            Some(Other::Measure(other)) => times(test.factor, value(&part.run, other)),
                        };
                        rows.push([
                            world.world.number.to_string(),
                            world.world.seed.to_string(),
                            judged.claim.id.clone(),
                            name.to_owned(),
                            part.run.clone(),
                            point(world, part),
                            test.text(),
                            found(value(&part.run, &test.left)),
                            found(right),
                            if name == "without" && judged.claim.needs == Needs::None { "no" } else { "yes" }
                                .to_owned(),
                            answer(part.answers[place]).to_owned(),
                            answer(judged.answers[place]).to_owned(),
                        ]);
                    }
                }
            }
        }
        rows.bytes()
    }

    /// One row per claim.
    pub fn claims_rows(&self) -> Vec<u8> {
        let mut rows = Rows::new([
            "claim",
            "said_by",
            "verdict",
            "holds",
            "worlds",
            "share",
            "low_95",
            "high_95",
            "effect",
            "effect_median",
            "effect_10",
            "effect_90",
            "censored",
            "counterfactual_median",
            "decided_by",
            "second_half",
            "text",
        ]);
        for judged in &self.judged {
            let share = |of: fn(&Interval) -> f64| {
                judged.share.as_ref().map_or_else(String::new, |share| of(share).to_string())
            };
            let effect = judged.fact.effect.as_ref();
            let number = |of: fn(&Spread) -> f64| effect.map_or_else(String::new, |effect| finite(of(effect)));
            let other = judged.without.first().and_then(|part| part.effect.as_ref());
            rows.push([
                judged.claim.id.clone(),
                judged.claim.said.keys().cloned().collect::<Vec<_>>().join(" "),
                self.verdict(judged),
                counted(judged, judged.holds.0),
                counted(judged, judged.holds.1),
                share(|share| share.estimate),
                share(|share| share.low),
                share(|share| share.high),
                effect.map_or_else(String::new, |effect| effect.measure.text()),
                number(|effect| effect.median),
                number(|effect| effect.low),
                number(|effect| effect.high),
                number(|effect| effect.never as f64),
                other.map_or_else(String::new, |effect| finite(effect.median)),
                judged.flip.as_ref().filter(|flip| flip.is_sure()).map_or_else(String::new, |flip| {
                    flip.sides.iter().map(|side| side.path.as_str()).collect::<Vec<_>>().join(" + ")
                }),
                judged.claim.after.clone().unwrap_or_default(),
                judged.claim.text.clone(),
            ]);
        }
        rows.bytes()
    }
}

fn times(factor: f64, value: InWindow) -> InWindow {
    match value {
        InWindow::Value(value) => InWindow::Value(factor * value),
        InWindow::Missing => InWindow::Missing,
        InWindow::Empty => InWindow::Empty,
    }
}

fn finite(value: f64) -> String {
    if value.is_finite() { (value + 0.0).to_string() } else { "never".to_owned() }
}

fn point(world: &PlayedWorld, part: &Part) -> String {
    world.runs.get(&part.run).map_or_else(String::new, |record| record.point.clone())
}

/// Nothing is counted where nothing can be tested.
fn counted(judged: &Judged, worlds: u64) -> String {
    if judged.verdict == Verdict::NotTestable { String::new() } else { worlds.to_string() }
}
