//! A lesson: its runs, and what they tell.

use serde::Serialize;

use super::cast::Cast;
use super::parts::{Closing, Part, Step};
use super::{back, block, fault, fixes, neighbours, opening, repair};
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
            title: format!("Lesson: {}", opening::title()),
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
