//! A file of claims: what is said in public about an outage, and the runs that can show it wrong. Everything in it is
//! data; nothing about one incident is in the code.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::busy::BusyPlan;
use super::requirement::{Measure, Requirement};
pub use super::texts::{Absent, Difference, LeftOut, LettersPlan, Sentence, Text};

/// A file of claims.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimsFile {
    /// One line.
    pub title: String,
    /// Name of a built-in scenario, or a file beside this one.
    pub scenario: String,
    /// Who says what.
    #[serde(default)]
    pub texts: Vec<Text>,
    /// Where the texts differ.
    #[serde(default)]
    pub differences: Vec<Difference>,
    /// Which worlds are plausible.
    #[serde(default)]
    pub worlds: WorldsPlan,
    /// What a world's own run has to show to be kept.
    #[serde(default)]
    pub targets: Vec<Target>,
    /// Runs by name; `history` is the scenario itself.
    #[serde(default)]
    pub runs: BTreeMap<String, RunPlan>,
    /// Questions for a limit.
    #[serde(default)]
    pub ladders: Vec<Ladder>,
    /// The claims.
    pub claims: Vec<Claim>,
    /// What a sceptic would say instead.
    #[serde(default)]
    pub alternatives: Vec<Alternative>,
    /// Whether the two fixes are weighed against each other, and by what.
    #[serde(default)]
    pub fixes: Option<FixesPlan>,
    /// What the texts do not say.
    #[serde(default)]
    pub left_out: Vec<LeftOut>,
    /// A better explanation, sentence by sentence.
    #[serde(default)]
    pub explanation: Vec<Sentence>,
    /// What makes the cell healthy: values that are set besides those of a run. Thresholds are asked of it first.
    #[serde(default)]
    pub healthy: BTreeMap<String, String>,
    /// Structures of the world that could have been the cause instead, one of which each world has.
    #[serde(default)]
    pub rivals: Vec<Rival>,
    /// Loops of failures that cause tries that fail.
    #[serde(default)]
    pub loops: Vec<LoopPlan>,
    /// Public facts that no number of a run stands for.
    #[serde(default)]
    pub not_in_the_model: Vec<Absent>,
    /// A hand-out for a class.
    #[serde(default)]
    pub letters: LettersPlan,
}

/// What could have been the cause: worlds are drawn with each of them by weight.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rival {
    /// Short name.
    pub id: String,
    /// What it is, as a noun phrase.
    pub what: String,
    /// Its weight before anything is known, a whole number.
    pub weight: u32,
    /// Values that it sets, whatever is drawn.
    #[serde(default)]
    pub set: BTreeMap<String, String>,
}

/// A loop: what a class does after failures, in a run.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoopPlan {
    /// What is looked at, as a noun phrase.
    pub what: String,
    /// The run.
    #[serde(default = "history")]
    pub run: String,
    /// The class.
    pub class: String,
    /// The part of the run, as after ` in `: `..repair`.
    pub part: Part,
}

/// A part of a run.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "String")]
pub struct Part(pub Measure);

/// Which worlds are plausible: the priors of the scenario, changed by this.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WorldsPlan {
    /// Factor on populations and capacities.
    pub scale: Option<f64>,
    /// Values that differ from the scenario's own in all worlds.
    pub set: BTreeMap<String, String>,
    /// Ranges besides the priors of the scenario, or instead of them.
    pub vary: BTreeMap<String, String>,
    /// Priors of the scenario that are left out.
    pub fixed: Vec<String>,
    /// Shares that sum to 1: below a path, the weights of a Dirichlet distribution, which are whole numbers.
    pub mix: BTreeMap<String, BTreeMap<String, u32>>,
    /// How busy something is when all is well, by names.
    pub utilisation: BTreeMap<String, BusyPlan>,
    /// What has to be so before a world is worth a run: `timeline.block.at <= timeline.restore.at`.
    pub require: Vec<Order>,
}

/// One sum of lengths is at most another.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "String")]
pub struct Order {
    /// The smaller side.
    pub first: super::moment::Moment,
    /// The larger side.
    pub last: super::moment::Moment,
}

/// A calibration target.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// What is seen.
    pub what: String,
    /// Who says so, and how sure it is.
    pub source: String,
    /// What it is in the model.
    pub measure: Measure,
    /// Where it has to lie, tolerance included.
    pub between: [f64; 2],
    /// Whether a world that misses it is dropped; otherwise it is shown only.
    #[serde(default = "yes")]
    pub required: bool,
}

/// A run: the scenario with changes.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RunPlan {
    /// What is different, as a short noun phrase.
    pub what: String,
    /// The run it is built on.
    pub from: Option<String>,
    /// Values that are set.
    pub set: BTreeMap<String, String>,
    /// Values that are multiplied.
    pub times: BTreeMap<String, f64>,
}

/// Which rung of a ladder is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Seek {
    /// The smallest with which it passes, and all larger ones do.
    Smallest,
    /// The largest with which it passes, and all smaller ones do.
    Largest,
}

/// A run at several values of one path: with which does it pass?
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ladder {
    /// Its name, for `ladders.NAME`.
    pub id: String,
    /// What is asked.
    pub what: String,
    /// The run.
    pub run: String,
    /// The paths that are given the value.
    pub paths: Vec<String>,
    /// The values, ascending.
    pub values: String,
    /// Which of them is asked for.
    pub seek: Seek,
    /// What makes a rung pass: all of these.
    pub passes: Vec<Requirement>,
    /// A metric whose sum is the price of a rung; the run that the price is compared with is `history`.
    #[serde(default)]
    pub price: Option<Measure>,
    /// In how many worlds it is asked; all, if left out.
    #[serde(default)]
    pub worlds: Option<usize>,
}

/// How many of the counterfactuals have to remove the effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Needs {
    /// All.
    #[default]
    All,
    /// One.
    Any,
    /// None: they only say which of them does, and the fact alone decides.
    None,
}

/// A claim.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// Short name: `c1`.
    pub id: String,
    /// What is claimed, in our words.
    pub text: String,
    /// Which texts say so, and how, in our words; none: not claimed in public.
    #[serde(default)]
    pub said: BTreeMap<String, String>,
    /// The run in which it is looked for.
    #[serde(default = "history")]
    pub run: String,
    /// What that run has to show: all of these. None: not testable.
    #[serde(default)]
    pub holds: Vec<Requirement>,
    /// Other numbers that the report tells, of the factual and of all counterfactual runs.
    #[serde(default)]
    pub also: Vec<Measure>,
    /// The number that the picture shows of all runs; left out: that of the first requirement.
    #[serde(default)]
    pub picture: Option<Measure>,
    /// What is taken away, and what must then be gone.
    #[serde(default)]
    pub without: Vec<Without>,
    /// How many of these have to remove the effect.
    #[serde(default)]
    pub needs: Needs,
    /// Ladders whose answers belong to the claim.
    #[serde(default)]
    pub ladders: Vec<String>,
    /// The claim that is its second half: what this one says of the time of the fault, that one says of the time after.
    /// Both are one row, for readers take a sentence to mean all of it.
    #[serde(default)]
    pub after: Option<String>,
    /// Why it cannot be tested.
    #[serde(default)]
    pub not_testable: String,
    /// What to conclude if it is supported.
    #[serde(default)]
    pub if_supported: String,
    /// What to conclude if it depends on something.
    #[serde(default)]
    pub if_depends: String,
    /// What to conclude if it is contradicted.
    #[serde(default)]
    pub if_contradicted: String,
}

/// A counterfactual.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Without {
    /// The run without the cause.
    pub run: String,
    /// What it has to show: all of these.
    pub holds: Vec<Requirement>,
    /// What to conclude if it does not.
    #[serde(default)]
    pub otherwise: String,
}

/// With what outcome a sceptic is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RightIf {
    /// If most of the effect goes away.
    Much,
    /// If little of it does.
    Little,
}

/// What a sceptic would say instead, and the switch that takes it away.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alternative {
    /// Short name: `a1`.
    pub id: String,
    /// The sceptic's sentence.
    pub text: String,
    /// The run without it.
    pub run: String,
    /// What it is compared with.
    #[serde(default = "history")]
    pub against: String,
    /// What it would have explained.
    pub measure: Measure,
    /// With what outcome the sceptic is right.
    pub right_if: RightIf,
    /// What to conclude if most of that goes away with it.
    pub if_much: String,
    /// What to conclude if little of it does.
    pub if_little: String,
}

/// How the two fixes are weighed.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FixesPlan {
    /// By what.
    pub measure: Measure,
    /// Changes that shorten the runs.
    #[serde(default)]
    pub set: BTreeMap<String, String>,
    /// In how many worlds; all, if left out.
    #[serde(default)]
    pub worlds: Option<usize>,
}

fn yes() -> bool {
    true
}

fn history() -> String {
    HISTORY.to_owned()
}

/// The run of the scenario itself.
pub const HISTORY: &str = "history";

impl TryFrom<String> for Order {
    type Error = String;

    fn try_from(text: String) -> Result<Order, String> {
        const FORM: &str =
            "write for example \"timeline.block.at <= timeline.restore.at\" or \"timeline.restore.at + 1 h <= 72 h\"";
        let Some((first, last)) = text.split_once("<=") else {
            return Err(format!("there is no `<=`\u{1f}{FORM}"));
        };
        let moment = |text: &str| super::moment::Moment::parse(text, 0);
        let read = moment(first).and_then(|first| Ok(Order { first, last: moment(last)? }));
        read.map_err(|error| format!("{}\u{1f}{FORM}", error.cause))
    }
}

impl TryFrom<String> for Part {
    type Error = String;

    fn try_from(text: String) -> Result<Part, String> {
        Measure::try_from(format!("part in {text}")).map(Part)
    }
}

impl ClaimsFile {
    /// Whether a claim is the second half of another one.
    pub fn is_half(&self, id: &str) -> bool {
        self.claims.iter().any(|claim| claim.after.as_deref() == Some(id))
    }

    /// A run and those that it is built on, the nearest first. A checked file has no circles; one that has is cut off after
    /// as many runs as there are.
    pub fn chain<'a>(&'a self, run: &str) -> impl Iterator<Item = &'a RunPlan> {
        let next = |plan: &&'a RunPlan| self.runs.get(plan.from.as_deref()?);
        std::iter::successors(self.runs.get(run), next).take(self.runs.len() + 1)
    }

    /// A claim by its name.
    pub fn claim(&self, id: &str) -> Option<&Claim> {
        self.claims.iter().find(|claim| claim.id == id)
    }

    /// Every requirement with the run it is asked of.
    pub fn requirements(&self) -> Vec<(&str, &Requirement)> {
        let mut all: Vec<(&str, &Requirement)> = Vec::new();
        for claim in &self.claims {
            all.extend(claim.holds.iter().map(|holds| (claim.run.as_str(), holds)));
            for without in &claim.without {
                all.extend(without.holds.iter().map(|holds| (without.run.as_str(), holds)));
            }
        }
        all
    }

    /// What a run is, in words.
    pub fn what<'a>(&'a self, run: &'a str) -> &'a str {
        let known = self.runs.get(run).map(|plan| plan.what.as_str()).filter(|what| !what.is_empty());
        known.unwrap_or(if run == HISTORY { "as it happened" } else { run })
    }
}
