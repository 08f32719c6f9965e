//! What was found about the public explanation: of a study that was made beside the page, or of the one that is committed.

use serde::Serialize;
use serde_json::Value;

use crate::report::claims::committed::study;

/// A point of a public explanation, and what was found about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PublicVerdict {
    /// Its name in the file of claims.
    pub id: String,
    /// What was said, in our own words.
    pub statement: String,
    /// What each of the texts says of it.
    pub said: Vec<String>,
    /// The word for what was found.
    pub verdict: String,
    /// In how many worlds or seeds it holds, in words; empty for what cannot be tested.
    pub holds: String,
    /// In how many it was seen, whatever caused it; empty where no cause was taken away.
    pub seen: String,
    /// Why, in a sentence.
    pub why: String,
    /// What was measured, and what follows from it.
    pub more: Vec<String>,
    /// Where time has two halves, what was found of each.
    pub halves: Vec<HalfVerdict>,
}

/// What was found of one half of a point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HalfVerdict {
    /// Its name in the file of claims.
    pub id: String,
    /// While it failed, or after the repair.
    pub when: String,
    /// What was asked.
    pub statement: String,
    /// The word for what was found.
    pub verdict: String,
    /// In how many worlds or seeds it holds.
    pub holds: String,
    /// Why, in a sentence that has the interval.
    pub why: String,
}

/// Verdicts, and where they come from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PublicVerdicts {
    /// Point by point.
    pub points: Vec<PublicVerdict>,
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

/// In how many of what was `asked` a claim, or half of one, holds.
fn holds(claim: &Value, asked: &str) -> String {
    let worlds = claim["worlds"].as_u64().unwrap_or(0);
    match worlds > 0 && claim["verdict"] != "not testable" {
        true => format!("holds in {} of {worlds} {asked}", claim["holds"]),
        false => String::new(),
    }
}

/// In how many it was seen, whatever caused it.
fn seen(claim: &Value, asked: &str) -> String {
    let is_caused = list(&claim["without"]).next().is_some() && !holds(claim, asked).is_empty();
    match (is_caused, &claim["fact"]["holds"], &claim["fact"]["worlds"]) {
        (true, Value::Number(some), Value::Number(all)) => format!("seen in {some} of {all} {asked}"),
        (_, _, _) => String::new(),
    }
}

fn point(claim: &Value, asked: &str, texts: &Value) -> PublicVerdict {
    let name = |id: &String| {
        list(texts).find(|known| known["id"] == **id).map_or_else(|| id.clone(), |known| text(&known["name"]))
    };
    let said = claim["said"].as_object().into_iter().flatten();
    let half = |half: &Value| HalfVerdict {
        id: text(&half["id"]),
        when: text(&half["when"]),
        statement: text(&half["text"]),
        verdict: text(&half["verdict"]),
        holds: holds(half, asked),
        why: why(half),
    };
    PublicVerdict {
        id: text(&claim["id"]),
        statement: text(&claim["text"]),
        said: said.map(|(id, words)| format!("{}: {}", name(id), text(words))).collect(),
        verdict: text(&claim["verdict"]),
        holds: holds(claim, asked),
        seen: seen(claim, asked),
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
        points: list(&study["claims"]).map(|claim| point(claim, &asked, &study["texts"])).collect(),
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
    fn the_committed_study_is_of_this_program_and_of_these_claims() {
        let study = study("outlook-2013").expect("a study");
        assert_eq!(study["physics"], physics_fingerprint(), "run the study again");
        let claims = include_str!("../../../scenarios/outlook-2013.claims.toml");
        let found = committed("outlook-2013");
        assert!(found.points.len() > 10 && found.worlds > 0);
        for point in &found.points {
            assert!(!point.verdict.is_empty() && !point.statement.is_empty());
        }
        let order: Vec<&str> = study["order"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
        for id in &order {
            assert!(claims.contains(&format!("[[claims]]\nid = \"{id}\"")), "{id} is no claim any more");
        }
        assert_eq!(claims.matches("[[claims]]").count(), order.len());
        assert_eq!(committed("metastable-cell"), PublicVerdicts::default());
    }
}
