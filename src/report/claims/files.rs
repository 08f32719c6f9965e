//! Rows and JSON of a study of claims: enough to judge every claim again by other means.

use serde_json::{Value, json};

use super::Findings;
use crate::experiment::claims::file::Needs;
use crate::experiment::claims::requirement::{Measure, Other};
use crate::experiment::claims::study::{Fate, Scope};
use crate::experiment::claims::verdict::{Part, Spread};
use crate::experiment::claims::{Answer, Judged, PlayedWorld, Verdict};
use crate::measure::Interval;
use crate::measure::window::InWindow;
use crate::report::study::rows::{self, Rows};

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
        let head = ["world", "seed", "fate"].map(str::to_owned).into_iter();
        let mut rows = Rows::new(head.chain(targets.iter().map(|target| target.measure.text())).chain(paths.clone()));
        for world in &self.played.drawn {
            let front = [world.number.to_string(), world.seed.to_string(), fate(world.fate).to_owned()];
            let seen = targets.iter().map(|target| found(self.study.seen(target, world)));
            let value = |path: &String| world.settings.iter().rfind(|setting| setting.path == *path);
            let values = paths.iter().map(|path| value(path).map_or_else(String::new, |setting| setting.value.clone()));
            rows.push(front.into_iter().chain(seen).chain(values));
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
            "counterfactual_median",
            "decided_by",
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
                other.map_or_else(String::new, |effect| finite(effect.median)),
                judged.flip.as_ref().filter(|flip| flip.is_sure()).map_or_else(String::new, |flip| flip.path.clone()),
                judged.claim.text.clone(),
            ]);
        }
        rows.bytes()
    }

    /// Everything as JSON.
    pub fn json(&self) -> String {
        let whole = json!({
            "schema": "syncstorm.claims/1",
            "title": self.study.file.title,
            "scenario": self.study.base.scenario.name,
            "scale": self.study.base.scale,
            "command": self.command,
            "drawn": self.played.drawn.len(),
            "ran": self.count(Fate::Kept) + self.count(Fate::Missed),
            "kept": self.count(Fate::Kept),
            "asked": match self.scope { Scope::Plausible { .. } => "worlds", Scope::OwnWorld(_) => "seeds" },
            "texts": self.study.file.texts.iter().map(|text| json!({ "id": text.id, "name": text.name })).collect::<Vec<_>>(),
            "claims": self.json_of_claims(),
            "alternatives": self.json_of_alternatives(),
            "fixes": self.json_of_fixes(),
        });
        rows::json(&whole)
    }

    /// What became of every claim.
    fn json_of_claims(&self) -> Vec<Value> {
        let part = |part: &Part| json!({ "run": part.run, "holds": part.holds.0, "worlds": part.holds.1, "effect": part.effect.as_ref().map(spread) });
        self.judged
            .iter()
            .map(|judged| {
                json!({
                    "id": judged.claim.id,
                    "text": judged.claim.text,
                    "said": judged.claim.said,
                    "verdict": judged.verdict.word(),
                    "holds": judged.holds.0,
                    "worlds": judged.holds.1,
                    "share": judged.share.as_ref().map(interval),
                    "fact_by_construction": judged.by_construction,
                    "fact": part(&judged.fact),
                    "without": judged.without.iter().map(part).collect::<Vec<_>>(),
                    "decided_by": judged.flip.as_ref().map(|flip| json!({
                        "path": flip.path, "sentence": self.flip(flip), "chance": flip.chance, "sure": flip.is_sure(),
                    })),
                    "sentences": self.brief(judged),
                    "details": self.details(judged),
                    "assumptions": self.assumptions(judged),
                })
            })
            .collect()
    }

    /// What every other explanation takes away.
    fn json_of_alternatives(&self) -> Vec<Value> {
        self
            .weighed
            .iter()
            .map(|weighed| {
                json!({
                    "id": weighed.alternative.id,
                    "text": weighed.alternative.text,
                    "sceptic": weighed.sceptic.word(),
                    "removed": weighed.median_removed().map(|[low, median, high]| json!({ "median": median, "low_10": low, "high_90": high })),
                    "at_least_half": weighed.half,
                    "worlds": weighed.removed.len(),
                    "worlds_never": weighed.never,
                    "worlds_without_effect": weighed.nothing,
                    "worlds_not_asked": weighed.unasked,
                    "share": weighed.share.as_ref().map(interval),
                    "sentence": self.alternative(weighed),
                })
            })
            .collect()
    }

    /// What the fixes are worth in every situation.
    fn json_of_fixes(&self) -> Vec<Value> {
        self.fixes
            .iter()
            .map(|(situation, effects)| {
                json!({
                    "situation": situation.name(),
                    "error_handling": effects.main[0],
                    "bandwidth": effects.main[1],
                    "interaction": effects.interaction,
                    "both": effects.total,
                    "share_of_error_handling": effects.shares.as_ref().map(|shares| interval(&shares[0])),
                })
            })
            .collect()
    }
}

fn interval(share: &Interval) -> Value {
    json!({ "estimate": share.estimate, "low_95": share.low, "high_95": share.high })
}

fn spread(effect: &Spread) -> Value {
    let number = |value: f64| if value.is_finite() { json!(value) } else { json!("never") };
    json!({
        "measure": effect.measure.text(),
        "median": number(effect.median),
        "low_10": number(effect.low),
        "high_90": number(effect.high),
        "never": effect.never,
        "worlds": effect.of,
    })
}

fn times(factor: f64, value: InWindow) -> InWindow {
    match value {
        InWindow::Value(value) => InWindow::Value(factor * value),
        InWindow::Missing => InWindow::Missing,
        InWindow::Empty => InWindow::Empty,
    }
}

fn finite(value: f64) -> String {
    if value.is_finite() { value.to_string() } else { "never".to_owned() }
}

fn point(world: &PlayedWorld, part: &Part) -> String {
    world.runs.get(&part.run).map_or_else(String::new, |record| record.point.clone())
}

/// Nothing is counted where nothing can be tested.
fn counted(judged: &Judged, worlds: u64) -> String {
    if judged.verdict == Verdict::NotTestable { String::new() } else { worlds.to_string() }
}
