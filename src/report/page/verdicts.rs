//! What was found about the public explanation: of a study that was made beside the page, or of the one that is committed.

use serde::Serialize;
use serde_json::Value;

use crate::report::claims::committed::study;

/// Those of so many, worlds or seeds, in which something was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// In how many.
    pub some: u64,
    /// Of how many in which the question arose.
    pub all: u64,
}

/// The share of all that could be drawn, from a part of 1 to another: where it lies in 95 of 100 such studies.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Range95 {
    /// Least.
    pub low: f64,
    /// Most.
    pub high: f64,
}

/// A point of a public explanation, and what was found about it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PublicVerdict {
    /// Its name in the file of claims.
    pub id: String,
    /// What was said, in our own words.
    pub statement: String,
    /// What each of the texts says of it.
    pub said: Vec<String>,
    /// The word for what was found.
    pub verdict: String,
    /// In how many worlds or seeds it holds; nothing for what cannot be tested.
    pub holds: Option<Counted>,
    /// In how many it was seen, whatever caused it; nothing where no cause was taken away.
    pub seen: Option<Counted>,
    /// The share of all such worlds or seeds in which it might hold; nothing for what cannot be tested.
    pub share: Option<Range95>,
    /// Contradicted, although what it says is seen in most: for another reason.
    pub otherwise: bool,
    /// Why, in a sentence.
    pub why: String,
    /// What was measured, and what follows from it.
    pub more: Vec<String>,
    /// Where time has two halves, what was found of each.
    pub halves: Vec<HalfVerdict>,
}

/// What was found of one half of a point.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HalfVerdict {
    /// Its name in the file of claims.
    pub id: String,
    /// While it failed, or after the repair.
    pub when: String,
    /// What was asked.
    pub statement: String,
    /// The word for what was found.
    pub verdict: String,
    /// In how many worlds or seeds it holds; nothing for what cannot be tested.
    pub holds: Option<Counted>,
    /// The share of all such worlds or seeds in which it might hold; nothing for what cannot be tested.
    pub share: Option<Range95>,
    /// Contradicted, although what it says is seen in most: for another reason.
    pub otherwise: bool,
    /// Why, in a sentence.
    pub why: String,
}

/// Verdicts, and where they come from.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct PublicVerdicts {
    /// Point by point.
    pub points: Vec<PublicVerdict>,
    /// Public texts that the points are taken from.
    pub texts: usize,
    /// Worlds (or seeds of one world) that were asked.
    pub worlds: u64,
    /// `worlds` or `seeds`.
    pub asked: String,
    /// Factor on populations and capacities in them.
    pub scale: String,
    /// Command that gives the same again.
    pub command: String,
    /// Worlds that were drawn; 0 if seeds were asked.
    pub drawn: u64,
    /// Of these, worlds that were possible and in the public order, and were played.
    pub ran: u64,
    /// What brings the outage about in the worlds, that of the scenario first; none if seeds were asked.
    pub rivals: Vec<RivalWorlds>,
}

/// Worlds in which the same thing brings the outage about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RivalWorlds {
    /// Its name in the file of claims.
    pub id: String,
    /// What it is.
    pub what: String,
    /// In how many of the worlds that were kept.
    pub kept: u64,
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// The first sentence about a claim.
fn why(claim: &Value) -> String {
    list(&claim["sentences"]).next().map(text).unwrap_or_default()
}

fn counted(part: &Value) -> Option<Counted> {
    let (some, all) = (part["holds"].as_u64()?, part["worlds"].as_u64()?);
    (all > 0).then_some(Counted { some, all })
}

/// In how many a claim, or half of one, holds.
fn holds(claim: &Value) -> Option<Counted> {
    counted(claim).filter(|_| claim["verdict"] != "not testable")
}

/// In how many it was seen, whatever caused it.
fn seen(claim: &Value) -> Option<Counted> {
    let is_caused = holds(claim).is_some() && list(&claim["without"]).next().is_some();
    counted(&claim["fact"]).filter(|_| is_caused)
}

fn share(claim: &Value) -> Option<Range95> {
    let part = |name: &str| claim["share"][name].as_f64();
    holds(claim).and(Some(Range95 { low: part("low_95")?, high: part("high_95")? }))
}

fn point(claim: &Value, texts: &Value) -> PublicVerdict {
    let name = |id: &String| {
        list(texts).find(|known| known["id"] == **id).map_or_else(|| id.clone(), |known| text(&known["name"]))
    };
    let said = claim["said"].as_object().into_iter().flatten();
    let half = |half: &Value| HalfVerdict {
        id: text(&half["id"]),
        when: text(&half["when"]),
        statement: text(&half["text"]),
        verdict: text(&half["verdict"]),
        holds: holds(half),
        share: share(half),
        otherwise: half["for_another_reason"] == true,
        why: why(half),
    };
    PublicVerdict {
        id: text(&claim["id"]),
        statement: text(&claim["text"]),
        said: said.map(|(id, words)| format!("{}: {}", name(id), text(words))).collect(),
        verdict: text(&claim["verdict"]),
        holds: holds(claim),
        seen: seen(claim),
        share: share(claim),
        otherwise: claim["for_another_reason"] == true,
        why: why(claim),
        more: list(&claim["sentences"]).skip(1).map(text).collect(),
        halves: list(&claim["halves"]).map(half).collect(),
    }
}

/// The verdicts of `claims.json`.
pub fn of_study(study: &Value) -> PublicVerdicts {
    // Several seeds of one world, or worlds that each could have been the real one.
    let asked = text(&study["asked"]);
    let rival = |rival: &Value| RivalWorlds {
        id: text(&rival["id"]),
        what: text(&rival["what"]),
        kept: rival["kept"].as_u64().unwrap_or(0),
    };
    let count = |key: &str| study[key].as_u64().unwrap_or(0);
    PublicVerdicts {
        points: list(&study["claims"]).map(|claim| point(claim, &study["texts"])).collect(),
        texts: list(&study["texts"]).count(),
        worlds: count("kept"),
        scale: study["scale"].to_string(),
        command: text(&study["command"]),
        drawn: count("drawn"),
        ran: count("ran"),
        rivals: list(&study["rivals"]).map(rival).collect(),
        asked,
    }
}

/// The committed verdicts about a scenario, if there are any.
pub fn committed(scenario: &str) -> PublicVerdicts {
    study(scenario).as_ref().map(of_study).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::physics::physics_fingerprint;

    /// The remedy: the command that the file names, and its `results/small.json` in the place of the file.
    #[test]
    fn the_committed_studies_are_of_this_program_and_of_these_claims() {
        let files = [
            ("outlook-2013", include_str!("../../../scenarios/outlook-2013.claims.toml")),
            ("slack-2022", include_str!("../../../scenarios/slack-2022.claims.toml")),
        ];
        for (name, claims) in files {
            let study = study(name).expect("a study");
            assert_eq!(study["physics"], physics_fingerprint(), "run the study of {name} again");
            let found = committed(name);
            let claimed = claims.matches("[[claims]]").count();
            let order: Vec<&str> = list(&study["order"]).filter_map(Value::as_str).collect();
            assert_eq!(claimed, order.len(), "{name}");
            let halves: usize = found.points.iter().map(|point| point.halves.len().saturating_sub(1)).sum();
            assert_eq!(found.points.len() + halves, claimed, "{name}: a point has a row, and two halves share one");
            assert!(found.worlds > 0);
            for id in &order {
                assert!(claims.contains(&format!("[[claims]]\nid = \"{id}\"")), "{name}: {id} is no claim any more");
            }
            for point in &found.points {
                assert!(!point.verdict.is_empty() && !point.statement.is_empty());
            }
        }
        assert_eq!(committed("metastable-cell"), PublicVerdicts::default());
    }

    /// Oracle: by hand. What holds in 3 of 4 is told with its interval; what cannot be tested has no numbers.
    #[test]
    fn numbers_are_handed_over_as_numbers() {
        let claim = |verdict: &str| {
            serde_json::json!({ "verdict": verdict, "holds": 3, "worlds": 4, "fact": { "holds": 4, "worlds": 4 },
                "share": { "low_95": 0.3, "high_95": 0.95 }, "without": [{}], "for_another_reason": verdict == "contradicted" })
        };
        let of = |verdict: &str| point(&claim(verdict), &Value::Null);
        let told = of("depends");
        assert_eq!((told.holds, told.seen), (Some(Counted { some: 3, all: 4 }), Some(Counted { some: 4, all: 4 })));
        assert_eq!((told.share, told.otherwise), (Some(Range95 { low: 0.3, high: 0.95 }), false));
        assert!(of("contradicted").otherwise);
        let untested = of("not testable");
        assert_eq!((untested.holds, untested.seen, untested.share), (None, None, None));
    }
}
