//! The first and the last minutes of the lesson.

use super::cast::{Cast, PHONES, SHARING, Take, WEB};
use super::parts::{Closing, Open, Part, Step};
use crate::experiment::lesson::Role;
use crate::experiment::situations::Situation;
use crate::model::timeline::Action;
use crate::report::words::{count, hours};
use crate::scenario::Mark;

/// Seeds of each study at home: with three of them an interval was wider than what it was about.
const REPLICATIONS: u32 = 10;

/// What the lesson is about.
pub const TITLE: &str = "how a small fault became a three-day outage (Outlook.com, August 2013)";

/// What is told first. The facts are those of the public texts.
pub fn opening(cast: &Cast) -> Part {
    let take = cast.outage(Situation::AsItHappened);
    Part {
        minutes: 3,
        text: vec![
            "On Wednesday 14 August 2013 a caching service of Outlook.com failed. It served phones that fetch mail by a \
             protocol called ActiveSync. Phones could not get mail, and for hours many people could not read mail in a web \
             browser either, although the service that had failed was there for phones. The web was back within hours; the phones were \
             let back slowly, and the all-clear came on the third day. Why did a fault of one part take down the others, \
             and why did it take so long?"
                .to_owned(),
            format!(
                "We play it with a simulator, on a small cell: {} phones, {} people who read mail on the web (and {} who share files there, `sharing` in the \
                 charts), {} servers and one network link. Times count from the fault. It is a model: its structure follows the public texts, and many of its \
                 numbers are assumptions (more on that at the end).",
                count(take.population(PHONES)),
                count(take.population(WEB)),
                count(take.population(SHARING)),
                take.document().servers.count
            ),
            "Every step has the same four parts. Predict: read the question and vote, before anything runs. Run: paste the \
             command. See: look where the sheet says. Explain: say it in your own words, then compare."
                .to_owned(),
        ],
    }
}

/// What is told last.
pub fn closing(cast: &Cast, steps: &[Step]) -> Closing {
    let take = cast.outage(Situation::AsItHappened);
    let marks = |mark: Mark| take.document().evidence.values().filter(|evidence| evidence.mark == mark).count() as f64;
    Closing {
        minutes: 3,
        seen: steps.iter().map(|step| step.short.clone()).collect(),
        believe: vec![
            "What the public texts say: a caching service for ActiveSync devices failed; the devices got an error and tried \
             again so often that the servers were flooded, and other services suffered; ActiveSync was blocked; it was let \
             back slowly; afterwards error handling was changed and bandwidth was added."
                .to_owned(),
            format!(
                "What they do not say: how large a cell is, how phones were mixed, what web mail shares with them, which resource ran out, when the block \
                 began, how the two changes work. This is a model and no data of Microsoft: of the {} entries that say where \
                 the scenario's values come from, {} are facts, {} follow from facts, and {} are assumptions, some of them \
                 tuned so that the run fits the public times. `syncstorm show {}` prints them all.",
                count(marks(Mark::Fact) + marks(Mark::Inferred) + marks(Mark::Assumption)),
                count(marks(Mark::Fact)),
                count(marks(Mark::Inferred)),
                count(marks(Mark::Assumption)),
                take.scenario.name
            ),
            format!(
                "What the lesson shows: this mechanism can produce such an outage. It does not show that it happened so. All \
                 numbers are those of one run each (seed {}, scale {}); `--seed` shows how much is luck.",
                take.about.seed,
                take.about.scale
            ),
        ],
        open: open(take, cast.take(Role::FirstHours)),
    }
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
            ask: format!(
                "The phones were let back over {}. How fast could they have come without harm to the web, and what decides it?",
                hours(ramp)
            ),
            command: format!(
                "syncstorm sweep {name} {small} --vary 'timeline.restore.do.ramp.over={}' --metric web.outage_h --metric \
                 phones.back_98_h",
                some(&[0.02, 0.1, 0.3, 1.0])
            ),
        },
        Open {
            ask: format!(
                "The block came after {}. What would an earlier one have saved, and what would have to be true for an operator \
                 to dare it?",
                hours(block)
            ),
            command: format!(
                "syncstorm compare {name} {small} --metric web.outage_h --arm 'earlier: timeline.block.at={}'",
                hours((block / 3.0).max(1.0 / 60.0))
            ),
        },
        Open {
            ask: "Nobody outside knows how the phones were mixed. How few impatient phones are enough for the storm?"
                .to_owned(),
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
