//! The engine as a page in a browser calls it: one request in, one answer out, both JSON. There is no other physics in a
//! page than this.
//!
//! `exports` is what WebAssembly sees of it; the same [`answer`] is called natively, so that a test can compare the two
//! byte for byte.

#[cfg(target_family = "wasm")]
mod exports;

use serde::{Deserialize, Serialize};

use crate::engine::simulation::Verdict as Look;
use crate::experiment::run;
use crate::report::provenance::Provenance;
use crate::report::{csv, json, story};
use crate::scenario::{Scenario, catalog};

/// What a page can ask for.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Request {
    /// One whole run.
    Run(Wanted),
}

/// A scenario and what is changed in it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// Name of a shipped scenario, or of the text.
    pub scenario: String,
    /// The text of a scenario file, if it is not a shipped one.
    #[serde(default)]
    pub text: Option<String>,
    /// Changes, each as `path = value`.
    #[serde(default)]
    pub set: Vec<String>,
    /// Factor on populations and capacities.
    #[serde(default = "full_size")]
    pub scale: f64,
}

fn full_size() -> f64 {
    1.0
}

/// What a page gets.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    Ran(Ran),
    /// Why not, with line, caret, cause and remedy.
    Refused(String),
}

/// The files of a run, as the program writes them, and its story.
#[derive(Debug, Serialize)]
struct Ran {
    summary: String,
    timeseries: String,
    resources: String,
    story: String,
}

/// Answers a request.
pub fn answer(request: &str) -> String {
    let answer = match serde_json::from_str(request) {
        Ok(Request::Run(wanted)) => ran(&wanted).map_or_else(Answer::Refused, Answer::Ran),
        Err(why) => Answer::Refused(format!("error: not a request: {why}")),
    };
    serde_json::to_string(&answer).expect("text is written as JSON")
}

fn ran(wanted: &Wanted) -> Result<Ran, String> {
    let mut fetch = |name: &str| match (&wanted.text, catalog::find(name)) {
        (Some(text), _) if name == wanted.scenario => Ok(text.clone()),
        (_, Some(text)) => Ok(text.to_owned()),
        (_, None) => Err(format!("there is no scenario `{name}`")),
    };
    let loaded = Scenario::load(&wanted.scenario, &mut fetch, &wanted.set, wanted.scale);
    let scenario = loaded.map_err(|rejected| rejected.render(false))?;
    let outcome = run(&scenario.document, &mut |_, _| Look::Continue);
    let about = Provenance::of(&scenario, wanted.scale, String::new());
    let text = |table: Vec<u8>| String::from_utf8(table).map_err(|why| why.to_string());
    let series = &outcome.series;
    Ok(Ran {
        summary: json::summary(&outcome.summary, &about).map_err(|why| why.to_string())?,
        timeseries: text(csv::timeseries(series, &outcome.summary.recovery.phases).map_err(|why| why.to_string())?)?,
        resources: text(csv::resources(series).map_err(|why| why.to_string())?)?,
        story: story::tell(&scenario.document, &outcome, wanted.scale),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_a_request_is_refused_in_words() {
        for (request, why) in [
            ("{", "not a request"),
            (r#"{"run":{"scenario":"no-such"}}"#, "no scenario `no-such`"),
            (r#"{"run":{"scenario":"textbook/mm1","set":["run.lenght=1 h"]}}"#, "run.lenght"),
            (r#"{"run":{"scenario":"mine","text":"[run"}}"#, "mine"),
        ] {
            let answer = answer(request);
            assert!(answer.starts_with(r#"{"refused":"#) && answer.contains(why), "{answer}");
        }
    }
}
