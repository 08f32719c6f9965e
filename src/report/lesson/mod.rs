//! A guided lesson about the outage of August 2013: predict, run, see, explain, in six steps.
//!
//! | file | what is in it |
//! |---|---|
//! | `cast` | the runs of the lesson, and what is read off them |
//! | `question` | questions to vote on, whose right option follows from a number |
//! | `opening` | the first and the last minutes |
//! | `fault`, `neighbours`, `repair`, `block`, `back`, `fixes` | the six steps |
//! | `names` | what files and folders of the runs are called |
//! | `text` | the teacher's version and the students' sheet, in Markdown |
//! | `paper` | either of them as a page to print |
//!
//! The words are written and the numbers are computed: a step takes its runs and gives plain data, in which the right
//! option, what is seen and the explanation all follow from the same runs. Where a run ends in another way (another
//! seed, a smaller scale, a changed scenario), the words change with it.

mod back;
mod block;
mod cast;
mod fault;
mod fixes;
mod names;
mod neighbours;
mod opening;
#[cfg(feature = "charts")]
mod paper;
mod question;
mod repair;
mod text;

pub use cast::{Cast, Take};
pub use names::{folder, name};
#[cfg(feature = "charts")]
pub use paper::paper;
pub use question::Question;

use serde::Serialize;

use super::charts;
use super::words::list;
use crate::experiment::fixes::Arm;
use crate::experiment::lesson::Role;
use crate::experiment::situations::Situation;

/// Name and version of the schema of a lesson as JSON.
pub const LESSON: &str = "syncstorm.lesson/1";
/// Number of steps.
pub const STEPS: usize = 6;

/// A lesson, or one step of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Lesson {
    /// Name and version of this form.
    pub schema: &'static str,
    /// One line.
    pub title: String,
    /// Command that gives the same lesson again.
    pub command: String,
    /// Factor on the populations and capacities of its scenarios.
    pub scale: f64,
    /// Seed of its runs.
    pub seed: u64,
    /// Length of everything that is in it.
    pub minutes: u32,
    /// How it begins; not there if only a step was asked for.
    pub opening: Option<Part>,
    /// The steps.
    pub steps: Vec<Step>,
    /// How it ends; not there if only a step was asked for.
    pub closing: Option<Closing>,
}

/// A part of a lesson that is told.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Part {
    /// Time for it.
    pub minutes: u32,
    /// Paragraphs.
    pub text: Vec<String>,
}

/// The end of a lesson.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Closing {
    /// Time for it.
    pub minutes: u32,
    /// What has been seen, in one sentence per step.
    pub seen: Vec<String>,
    /// What is known in public, and what is assumed.
    pub believe: Vec<String>,
    /// Questions to take home, each with the command that starts on it.
    pub open: Vec<Open>,
}

/// A question that the lesson leaves open.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Open {
    /// The question.
    pub ask: String,
    /// Where to start.
    pub command: String,
}

/// A step: predict, run, see, explain.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// From 1 on.
    pub number: usize,
    /// Its name. It gives nothing away.
    pub title: &'static str,
    /// Time for it.
    pub minutes: u32,
    /// What one has to know before the question.
    pub given: Vec<String>,
    /// What everybody votes on before anything runs.
    pub predict: Question,
    /// What is run then: one command, or one for each half of the room.
    pub run: Vec<Command>,
    /// Where to look.
    pub see: Vec<Look>,
    /// Why it is so.
    pub explain: Vec<String>,
    /// The word of the field.
    pub term: Term,
    /// Charts to look at.
    pub charts: Vec<Picture>,
    /// The step in one sentence.
    pub short: String,
}

/// A command to paste.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Command {
    /// What it does.
    pub does: String,
    /// The command.
    pub line: String,
}

/// Something to look at.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Look {
    /// Where it is.
    pub place: String,
    /// What to look for, as everybody may know it.
    pub watch: String,
    /// What one sees there.
    pub seen: String,
    /// A form to fill in, for the sheet, and the same filled in, for the teacher.
    pub table: Option<[String; 2]>,
    /// The charts that it is in, if it is in charts. What is between backticks in `watch` is then a label in one of them.
    #[serde(skip)]
    pub charts: Vec<(Role, charts::Name)>,
}

impl Look {
    /// Something to look at, without a form.
    fn new(place: impl Into<String>, watch: impl Into<String>, seen: impl Into<String>) -> Look {
        Look { place: place.into(), watch: watch.into(), seen: seen.into(), table: None, charts: Vec::new() }
    }

    /// Something to look at in charts of runs.
    fn in_charts(charts: &[(&Take, charts::Name)], watch: impl Into<String>, seen: impl Into<String>) -> Look {
        let files: Vec<String> = charts.iter().map(|(take, name)| take.file(name.png())).collect();
        let word = if files.len() == 1 { "chart" } else { "charts" };
        let charts = charts.iter().map(|(take, name)| (take.role, *name)).collect();
        Look { charts, ..Look::new(format!("the {word} {}", list(&files)), watch, seen) }
    }
}

/// A word of the field.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Term {
    /// The word.
    pub name: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

/// A chart of one of the runs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Picture {
    /// Whose.
    #[serde(skip)]
    pub role: Role,
    /// Which of its charts.
    #[serde(skip)]
    pub name: charts::Name,
    /// Name of its file without the ending.
    pub file: String,
    /// What it shows.
    pub caption: String,
}

/// Every run of the whole lesson, or of one step.
pub fn roles(step: Option<usize>) -> Vec<Role> {
    let august = Role::Outage(Situation::AsItHappened, Arm::Neither);
    match step {
        Some(1) => vec![Role::FirstHours],
        Some(2) => vec![Role::FirstHours, Role::Patient],
        Some(3) => vec![Role::Outage(Situation::WithoutOperators, Arm::Neither)],
        Some(4) => vec![august],
        Some(5) => vec![august, Role::Outage(Situation::AtOnce, Arm::Neither)],
        Some(_) => outages(),
        None => [vec![Role::FirstHours, Role::Patient], outages()].concat(),
    }
}

fn outages() -> Vec<Role> {
    Situation::ALL.into_iter().flat_map(|situation| Arm::ALL.map(|arm| Role::Outage(situation, arm))).collect()
}

impl Lesson {
    /// The lesson that these runs tell, or the one step asked for.
    pub fn of(cast: &Cast, step: Option<usize>, command: String) -> Lesson {
        let parts: [fn(&Cast) -> Step; STEPS] =
            [fault::step, neighbours::step, repair::step, block::step, back::step, fixes::step];
        let wanted = |number: &usize| step.is_none_or(|only| only == *number);
        let steps: Vec<Step> = (1..=STEPS).filter(wanted).map(|number| parts[number - 1](cast)).collect();
        let opening = step.is_none().then(|| opening::opening(cast));
        let closing = step.is_none().then(|| opening::closing(cast, &steps));
        let told = opening.as_ref().map_or(0, |part| part.minutes) + closing.as_ref().map_or(0, |part| part.minutes);
        Lesson {
            schema: LESSON,
            title: format!("Lesson: {}", opening::TITLE),
            command,
            scale: cast.scale(),
            seed: cast.seed(),
            minutes: told + steps.iter().map(|step| step.minutes).sum::<u32>(),
            opening,
            steps,
            closing,
        }
    }

    /// As JSON, with a line break at the end.
    ///
    /// # Errors
    /// When a value cannot be written as JSON, which does not happen.
    pub fn json(&self) -> Result<String, serde_json::Error> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}
