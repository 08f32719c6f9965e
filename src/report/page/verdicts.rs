//! What was found about the public explanation: of a study that was made beside the page, or of the one that is committed.

use serde::Serialize;
use serde_json::Value;

/// The committed study of the outage of 2013, `claims.json` without the numbers of its worlds.
const OUTLOOK: &str = include_str!("verdicts/outlook-2013.json");

/// A point of a public explanation, and what was found about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PublicVerdict {
    /// What was said, in our own words.
    pub statement: String,
    /// What each of the texts says of it.
    pub said: Vec<String>,
    /// The word for what was found.
    pub verdict: String,
    /// In how many worlds or seeds it holds, in words; empty for what cannot be tested.
    pub holds: String,
    /// Why, in a sentence.
    pub why: String,
    /// What was measured, and what follows from it.
    pub more: Vec<String>,
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
}

/// The verdicts of `claims.json`.
pub fn of_study(study: &Value) -> PublicVerdicts {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    // Several seeds of one world, or worlds that each could have been the real one.
    let asked = text(&study["asked"]);
    let texts = || study["texts"].as_array().into_iter().flatten();
    let name = |id: &String| {
        texts().find(|known| known["id"] == **id).map_or_else(|| id.clone(), |known| text(&known["name"]))
    };
    let point = |claim: &Value| {
        let worlds = claim["worlds"].as_u64().unwrap_or(0);
        let said = claim["said"].as_object().into_iter().flatten();
        let said: Vec<String> = said.map(|(id, words)| format!("{}: {}", name(id), text(words))).collect();
        PublicVerdict {
            statement: text(&claim["text"]),
            said,
            verdict: text(&claim["verdict"]),
            holds: match worlds > 0 && claim["verdict"] != "not testable" {
                true => format!("holds in {} of {worlds} {asked}", claim["holds"]),
                false => String::new(),
            },
            why: claim["sentences"].as_array().and_then(|all| all.first()).map(text).unwrap_or_default(),
            more: claim["sentences"].as_array().into_iter().flatten().skip(1).map(text).collect(),
        }
    };
    PublicVerdicts {
        points: study["claims"].as_array().into_iter().flatten().map(point).collect(),
        worlds: study["kept"].as_u64().unwrap_or(0),
        asked: asked.clone(),
        scale: study["scale"].to_string(),
        command: text(&study["command"]),
    }
}

/// The committed verdicts about a scenario, if there are any.
pub fn committed(scenario: &str) -> PublicVerdicts {
    let study: Value = serde_json::from_str(OUTLOOK).expect("what is committed is JSON");
    if study["scenario"] == scenario { of_study(&study) } else { PublicVerdicts::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::physics::physics_fingerprint;

    /// The remedy: `syncstorm claims outlook-2013 --quick`, and the script at the head of the file's folder.
    #[test]
    fn the_committed_study_is_of_this_program_and_of_these_claims() {
        let study: Value = serde_json::from_str(OUTLOOK).expect("JSON");
        assert_eq!(study["physics"], physics_fingerprint(), "run the study again");
        let claims = include_str!("../../../scenarios/outlook-2013.claims.toml");
        let found = committed("outlook-2013");
        assert!(found.points.len() > 10 && found.worlds > 0);
        for point in &found.points {
            assert!(!point.verdict.is_empty() && !point.statement.is_empty());
        }
        for claim in study["claims"].as_array().expect("a list") {
            let id = claim["id"].as_str().expect("a name");
            assert!(claims.contains(&format!("[[claims]]\nid = \"{id}\"")), "{id} is no claim any more");
        }
        assert_eq!(claims.matches("[[claims]]").count(), found.points.len());
        assert_eq!(committed("metastable-cell"), PublicVerdicts::default());
    }
}
