//! JSON of a study of claims, whole and in the small form that is committed.

use serde_json::{Value, json};

use super::Findings;
use super::words::is_otherwise;
use super::worlds::Loop;
use crate::experiment::claims::construction::Construction;
use crate::experiment::claims::flip::Flip;
use crate::experiment::claims::posterior::Shape;
use crate::experiment::claims::study::{Fate, Scope, World};
use crate::experiment::claims::verdict::{Part, Spread};
use crate::experiment::claims::{Answer, Judged, PlayedWorld};
use crate::experiment::estimate::CONFIDENCE;
use crate::experiment::physics::physics_fingerprint;
use crate::measure::{Interval, wilson_interval};
use crate::report::study::rows;

impl Findings<'_> {
    /// Everything as JSON.
    pub fn json(&self) -> String {
        rows::json(&self.values())
    }

    fn values(&self) -> Value {
        let mut whole = json!({
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
            "claims": self.rows().map(|(judged, half)| self.json_of_row(judged, half)).collect::<Vec<_>>(),
            "alternatives": self.json_of_alternatives(),
            "fixes": self.json_of_fixes(),
            "rivals": self.weights.iter().map(|weight| json!({
                "id": weight.rival.id, "what": weight.rival.what, "prior": weight.prior, "ran": weight.ran,
                "kept": weight.kept, "posterior": weight.posterior.as_ref().map(interval),
            })).collect::<Vec<_>>(),
            "targets": self.sieves.iter().map(|sieve| json!({
                "what": sieve.target.what, "source": sieve.target.source, "measure": sieve.target.measure.text(),
                "between": sieve.target.between, "required": sieve.target.required, "met": sieve.met, "of": sieve.of,
                "kept_without_it": sieve.without, "kept_that_show_it": sieve.kept.0, "share": sieve.share.as_ref().map(interval),
            })).collect::<Vec<_>>(),
            "values": self.moved.iter().map(|moved| json!({
                "path": moved.path, "all": shape(&moved.values[0]), "kept": shape(&moved.values[1]), "chance": moved.chance,
            })).collect::<Vec<_>>(),
            "loops": self.loops_found().iter().map(json_of_loop).collect::<Vec<_>>(),
            "letters": self.letters(),
        });
        whole["physics"] = physics_fingerprint().into();
        whole
    }

    /// What is committed: everything but the long sentences, and of each world its number, its seed, its structure and what
    /// it says to each claim, in the order of `order`: h holds, f fails, - not asked. Any of them is drawn and played again
    /// from its number.
    pub fn small(&self) -> String {
        let mut whole = self.values();
        for claim in whole["claims"].as_array_mut().into_iter().flatten() {
            let halves = claim["halves"].as_array_mut().map(std::mem::take).unwrap_or_default();
            let short =
                halves.into_iter().map(|half| without(half, &["details", "assumptions", "fact", "without", "said"]));
            claim["halves"] = short.collect();
            *claim = without(claim.take(), &["details", "assumptions"]);
        }
        let letter = |answer: &Answer| match answer {
            Answer::Holds => 'h',
            Answer::Fails => 'f',
            Answer::NotAsked => '-',
        };
        let world = |(place, world): (usize, &PlayedWorld)| {
            let answers: String = self.judged.iter().map(|judged| letter(&judged.answers[place])).collect();
            let World { number, seed, rival, .. } = &world.world;
            json!([number, seed, rival, answers])
        };
        whole["order"] = self.judged.iter().map(|judged| judged.claim.id.clone()).collect();
        whole["kept_worlds"] = self.played.worlds.iter().enumerate().map(world).collect();
        rows::json(&whole)
    }

    /// A row: the claim as a whole, and its halves if it has two.
    fn json_of_row(&self, judged: &Judged, half: Option<&Judged>) -> Value {
        let mut row = self.json_of_claim(judged);
        if let Some(half) = half {
            let of = |when: &str, judged: &Judged| {
                let mut one = self.json_of_claim(judged);
                one["when"] = when.into();
                one
            };
            row["halves"] = [of("while it failed", judged), of("after the repair", half)].into();
            row["verdict"] = self.whole(judged).into();
            row["for_another_reason"] = (is_otherwise(judged) && is_otherwise(half)).into();
            // The row as a whole holds where both halves do.
            let both = judged.answers.iter().zip(&half.answers);
            let asked = both.filter(|(first, second)| ![first, second].contains(&&&Answer::NotAsked));
            let asked: Vec<bool> = asked.map(|(a, b)| (a, b) == (&Answer::Holds, &Answer::Holds)).collect();
            let (holds, worlds) = (asked.iter().filter(|holds| **holds).count() as u64, asked.len() as u64);
            row["holds"] = holds.into();
            row["worlds"] = worlds.into();
            row["share"] = wilson_interval(holds, worlds, CONFIDENCE).as_ref().map(interval).into();
        }
        row
    }

    /// What became of a claim.
    fn json_of_claim(&self, judged: &Judged) -> Value {
        let part = |part: &Part| {
            json!({
                "run": part.run, "holds": part.holds.0, "worlds": part.holds.1, "effect": part.effect.as_ref().map(spread),
                "by_construction": part.construction.map(construction),
            })
        };
        let decided = |flip: &Flip| {
            json!({
                "paths": flip.sides.iter().map(|side| side.path.as_str()).collect::<Vec<_>>(),
                "sentence": self.flip(flip), "chance": flip.chance, "sure": flip.is_sure(),
                "mirrors_a_weight": flip.mirrors().is_some(),
            })
        };
        json!({
            "id": judged.claim.id,
            "text": judged.claim.text,
            "said": judged.claim.said,
            "verdict": judged.verdict.word(),
            "for_another_reason": is_otherwise(judged),
            "holds": judged.holds.0,
            "worlds": judged.holds.1,
            "share": judged.share.as_ref().map(interval),
            "fact": part(&judged.fact),
            "without": judged.without.iter().map(part).collect::<Vec<_>>(),
            "decided_by": judged.flip.as_ref().map(decided),
            "sentences": self.brief(judged),
            "details": self.details(judged),
            "assumptions": self.assumptions(judged),
        })
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

fn construction(kind: Construction) -> &'static str {
    match kind {
        Construction::Model => "model",
        Construction::Selection => "selection",
    }
}

fn shape(shape: &Shape) -> Value {
    match shape {
        Shape::Numbers([low, median, high]) => json!({ "median": median, "low_10": low, "high_90": high }),
        Shape::Words(words) => words.iter().map(|(word, part)| (word.clone(), json!(part))).collect(),
    }
}

fn json_of_loop(one: &Loop) -> Value {
    let spread = |found: Option<[f64; 3]>| {
        found.map(|[low, median, high]| json!({ "median": median, "low_10": low, "high_90": high }))
    };
    json!({
        "what": one.plan.what, "run": one.plan.run, "class": one.plan.class, "worlds": one.gains.len(),
        "feeds_itself": one.feeding(),
        "tries_per_failed_try": spread(one.spread(|gain| Some(gain.retry))),
        "failed_tries_per_failed_try": spread(one.spread(|gain| Some(gain.round))),
        "wasted_work": spread(one.spread(|gain| gain.wasted[0])),
        "wasted_bytes": spread(one.spread(|gain| gain.wasted[1])),
    })
}

/// An object without some of its keys.
fn without(mut object: Value, keys: &[&str]) -> Value {
    if let Some(object) = object.as_object_mut() {
        keys.iter().for_each(|key| {
            object.remove(*key);
        });
    }
    object
}
