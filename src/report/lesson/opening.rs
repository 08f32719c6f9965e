//! The first and the last minutes of the lesson.

use serde_json::Value;

use super::cast::{Cast, PHONES, SHARING, Take, WEB};
use super::parts::{Closing, Open, Part, Step, paragraphs};
use crate::experiment::lesson::Role;
use crate::experiment::situations::Situation;
use crate::model::timeline::Action;
use crate::report::claims::committed::study;
use crate::report::words::{hours, words};
use crate::scenario::Mark;

/// Seeds of each study at home: with three of them an interval was wider than what it was about.
const REPLICATIONS: u32 = 10;

/// What the lesson is about.
pub fn title() -> String {
    words!("lesson/opening.txt", "title")
}

/// What is told first. The facts are those of the public texts.
pub fn opening(cast: &Cast) -> Part {
    let take = cast.outage(Situation::AsItHappened);
    let text = words!("lesson/opening.txt", "opening", {
        phones: f64 = take.population(PHONES),
        web: f64 = take.population(WEB),
        sharing: f64 = take.population(SHARING),
        servers: u32 = take.document().servers.count,
    });
    Part { minutes: 3, text: paragraphs(&text) }
}

/// What is told last.
pub fn closing(cast: &Cast, steps: &[Step]) -> Closing {
    let take = cast.outage(Situation::AsItHappened);
    let marks = |mark: Mark| take.document().evidence.values().filter(|evidence| evidence.mark == mark).count();
    let (facts, inferred, assumptions) = (marks(Mark::Fact), marks(Mark::Inferred), marks(Mark::Assumption));
    let believe = words!("lesson/opening.txt", "believe", {
        all: usize = facts + inferred + assumptions,
        facts: usize,
        inferred: usize,
        assumptions: usize,
        scenario: &'a str = &take.scenario.name,
        seed: u64 = take.about.seed,
        scale: f64 = take.about.scale,
    });
    Closing {
        minutes: 3,
        seen: steps.iter().map(|step| step.short.clone()).collect(),
        believe: paragraphs(&believe),
        said: study(&take.scenario.name).and_then(|study| said(&study)),
        open: open(take, cast.take(Role::FirstHours)),
    }
}

/// Every point of the public texts that can be tested, with what the drawn worlds say of it.
fn said(study: &Value) -> Option<(String, Vec<String>)> {
    let asked = words!("lesson/opening.txt", "said", {
        worlds: u64 = study["kept"].as_u64()?,
        command: &'a str = study["command"].as_str()?,
    });
    let claims = study["claims"].as_array()?.iter();
    let claimed = claims.filter(|claim| claim["said"].as_object().is_some_and(|said| !said.is_empty()));
    let point = |claim: &Value| Some(format!("{} — {}", claim["text"].as_str()?, claim["verdict"].as_str()?));
    Some((asked, claimed.filter(|claim| claim["verdict"] != "not testable").filter_map(point).collect()))
}

/// What is left to find out. The commands run several seeds of a smaller cell.
fn open(take: &Take, first: &Take) -> Vec<Open> {
    let name = &take.scenario.name;
    let ramp = match take.document().timeline.get("restore").map(|entry| &entry.action) {
        Some(Action::Ramp { over, .. }) => over.as_hours(),
        Some(_) | None => take.horizon_h(),
    };
    let block = take.time_of("block").unwrap_or(1.0);
    let some = |parts: &[f64]| parts.iter().map(|part| whole_hours(ramp * part)).collect::<Vec<_>>().join(",");
    let small = format!("--scale {} --replications {REPLICATIONS}", small(take.about.scale));
    vec![
        Open {
            ask: words!("lesson/opening.txt", "ask_ramp", { ramp: f64 }),
            command: format!(
                "syncstorm sweep {name} {small} --vary 'timeline.restore.do.ramp.over={}' --metric web.outage_h --metric \
                 phones.back_98_h",
                some(&[0.02, 0.1, 0.3, 1.0])
            ),
        },
        Open {
            ask: words!("lesson/opening.txt", "ask_block", { block: f64 }),
            command: format!(
                "syncstorm compare {name} {small} --metric web.outage_h --arm 'earlier: timeline.block.at={}'",
                hours((block / 3.0).max(1.0 / 60.0))
            ),
        },
        Open {
            ask: words!("lesson/opening.txt", "ask_mix"),
            command: format!(
                "syncstorm sweep {} {small} --set 'run.length={}' --set timeline.repair.enabled=false \
                 --set 'classes.phones.behaviours={{impatient={{any_error.after.uniform=[\"300 ms\",\"2 s\"]}},\
                 patient={{any_error=\"none\"}}}}' --vary classes.phones.behaviours.impatient.share=0.01,0.03,0.1,0.3 \
                 --metric web.availability",
                first.scenario.name,
                first.document().run.length.in_words()
            ),
        },
    ]
}

/// Several seeds of a study take as long as one run of the lesson, if each is smaller.
fn small(scale: f64) -> f64 {
    (scale / 5.0 * 1000.0).round().max(1.0) / 1000.0
}

fn whole_hours(value: f64) -> String {
    format!("{} h", value.round().max(1.0))
}
