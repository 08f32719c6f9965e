//! What the worlds say to a claim.

use super::construction::{Construction, construction};
use super::file::{Claim, Needs};
use super::flip::{Flip, STRUCTURE, best};
use super::requirement::{Answer, Measure, Requirement};
use super::study::{Played, PlayedWorld, Study};
use crate::experiment::estimate::CONFIDENCE;
use crate::experiment::point::Setting;
use crate::measure::window::InWindow;
use crate::measure::{Interval, wilson_interval};

/// What is concluded from the share of worlds in which a claim holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// In at least 80 % of the worlds.
    Supported,
    /// In 20 to 80 % of them.
    Depends,
    /// In less than 20 % of them.
    Contradicted,
    /// It says nothing that a run could show.
    NotTestable,
    /// There are too few worlds to tell the others apart.
    Undecided,
}

impl Verdict {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Supported => "supported",
            Verdict::Depends => "depends",
            Verdict::Contradicted => "contradicted",
            Verdict::NotTestable => "not testable",
            Verdict::Undecided => "undecided",
        }
    }

    fn of(share: Option<Interval>) -> Verdict {
        match share {
            None => Verdict::Undecided,
            Some(share) if share.low < FEW && share.high > MOST => Verdict::Undecided,
            Some(share) if share.estimate >= MOST => Verdict::Supported,
            Some(share) if share.estimate < FEW => Verdict::Contradicted,
            Some(_) => Verdict::Depends,
        }
    }
}

/// From this share of worlds on a claim is supported.
pub const MOST: f64 = 0.8;
/// Below this share of worlds it is contradicted.
pub const FEW: f64 = 0.2;

/// How a number is spread over the worlds.
#[derive(Debug, Clone, PartialEq)]
pub struct Spread {
    /// What it is.
    pub measure: Measure,
    /// Half of the worlds lie below; infinite if it did not happen in most by the end of their runs.
    pub median: f64,
    /// A tenth lies below.
    pub low: f64,
    /// A tenth lies above.
    pub high: f64,
    /// One number per world, those in which it did not happen left out.
    pub values: Vec<f64>,
    /// Worlds in which it did not happen.
    pub never: usize,
    /// Worlds in which it could be asked.
    pub of: usize,
    /// When the runs ended, in hours: what did not happen took at least so long.
    pub end: f64,
}

/// What the worlds say to one run of a claim.
#[derive(Debug, Clone)]
pub struct Part {
    /// The run.
    pub run: String,
    /// Worlds in which all requirements hold, and worlds in which they can be asked.
    pub holds: (u64, u64),
    /// The number of the first requirement.
    pub effect: Option<Spread>,
    /// What each world says.
    pub answers: Vec<Answer>,
    /// Whether this is a test at all, as far as worlds that were dropped can say.
    pub construction: Option<Construction>,
}

/// What the worlds say to a claim.
#[derive(Debug, Clone)]
pub struct Judged<'a> {
    /// The claim.
    pub claim: &'a Claim,
    /// The verdict.
    pub verdict: Verdict,
    /// Share of worlds in which it holds.
    pub share: Option<Interval>,
    /// Worlds in which it holds, and worlds in which it can be asked.
    pub holds: (u64, u64),
    /// What each world says.
    pub answers: Vec<Answer>,
    /// The factual run.
    pub fact: Part,
    /// The counterfactual runs.
    pub without: Vec<Part>,
    /// What decides, if the claim depends on something.
    pub flip: Option<Flip>,
}

/// Judges every claim of a study.
pub fn judge<'a>(study: &Study<'a>, played: &Played) -> Vec<Judged<'a>> {
    study.file.claims.iter().map(|claim| one(study, played, claim)).collect()
}

fn one<'a>(study: &Study<'a>, played: &Played, claim: &'a Claim) -> Judged<'a> {
    let fact = part(study, played, &claim.run, &claim.holds);
    let without: Vec<Part> =
        claim.without.iter().map(|without| part(study, played, &without.run, &without.holds)).collect();
    let answers: Vec<Answer> = (0..played.worlds.len()).map(|world| together(claim, &fact, &without, world)).collect();
    let holds = counted(&answers);
    let share = wilson_interval(holds.0, holds.1, CONFIDENCE);
    let verdict = if claim.holds.is_empty() { Verdict::NotTestable } else { Verdict::of(share) };
    let flip = if verdict == Verdict::Depends { decides(study, played, &answers) } else { None };
    Judged {
        claim,
        verdict,
        share: share.filter(|_| verdict != Verdict::NotTestable),
        holds,
        answers,
        flip,
        fact,
        without,
    }
}

/// The fact and its cause together, in one world.
fn together(claim: &Claim, fact: &Part, without: &[Part], world: usize) -> Answer {
    let removed: Vec<Answer> = without.iter().map(|part| part.answers[world]).collect();
    let cause = match (removed.is_empty(), claim.needs) {
        (true, _) | (false, Needs::None) => Answer::Holds,
        (false, Needs::All) => all(removed.into_iter()),
        (false, Needs::Any) if removed.contains(&Answer::Holds) => Answer::Holds,
        (false, Needs::Any) if removed.iter().all(|answer| *answer == Answer::NotAsked) => Answer::NotAsked,
        (false, Needs::Any) => Answer::Fails,
    };
    // Where the fact is not so the claim is not, whatever its cause would say: of what is not there nothing can go away.
    match fact.answers[world] {
        Answer::Fails => Answer::Fails,
        fact @ (Answer::Holds | Answer::NotAsked) => all([fact, cause].into_iter()),
    }
}

/// A world in which one part cannot be asked is no witness, for or against.
fn all(answers: impl Iterator<Item = Answer>) -> Answer {
    let answers: Vec<Answer> = answers.collect();
    if answers.contains(&Answer::NotAsked) {
        Answer::NotAsked
    } else if answers.contains(&Answer::Fails) {
        Answer::Fails
    } else {
        Answer::Holds
    }
}

fn part(study: &Study, played: &Played, run: &str, holds: &[Requirement]) -> Part {
    let answer = |world: &PlayedWorld| all(holds.iter().map(|requirement| study.answer(world, run, requirement)));
    let answers: Vec<Answer> = played.worlds.iter().map(answer).collect();
    let others: Vec<Answer> = played.others.iter().map(answer).collect();
    let first = holds.first().and_then(|requirement| requirement.tests.first());
    Part {
        run: run.to_owned(),
        holds: counted(&answers),
        effect: first.and_then(|test| Spread::of(study, played, run, &test.left)),
        construction: construction(counted(&answers), counted(&others)),
        answers,
    }
}

/// Worlds that say yes, and worlds that say anything.
fn counted(answers: &[Answer]) -> (u64, u64) {
    let count = |wanted: Answer| answers.iter().filter(|answer| **answer == wanted).count() as u64;
    (count(Answer::Holds), count(Answer::Holds) + count(Answer::Fails))
}

fn decides(study: &Study, played: &Played, answers: &[Answer]) -> Option<Flip> {
    let asked = played.worlds.iter().zip(answers).filter(|(_, answer)| **answer != Answer::NotAsked);
    let judged: Vec<(Vec<Setting>, bool)> =
        asked.map(|(world, answer)| (world.world.values(), *answer == Answer::Holds)).collect();
    let judged: Vec<(&[Setting], bool)> = judged.iter().map(|(world, holds)| (world.as_slice(), *holds)).collect();
    let structure = (!study.file.rivals.is_empty()).then(|| STRUCTURE.to_owned());
    best(&study.worlds.paths().into_iter().chain(structure).collect::<Vec<_>>(), &judged)
}

impl Spread {
    /// A number of one run over all worlds; none if no world has it.
    pub fn of(study: &Study, played: &Played, run: &str, measure: &Measure) -> Option<Spread> {
        let found: Vec<InWindow> = played.worlds.iter().map(|world| study.value(world, run, measure)).collect();
        Spread::from(measure, &found, study.is_moment(&measure.metric).then(|| study.end_of_measure(run, measure)))
    }

    /// Of the answers of all worlds; `end` is that of the runs of a moment.
    pub fn from(measure: &Measure, found: &[InWindow], end: Option<f64>) -> Option<Spread> {
        let mut values: Vec<f64> = Vec::new();
        let mut never = 0;
        for answer in found {
            match answer {
                InWindow::Value(value) => values.push(*value),
                InWindow::Missing if end.is_some() => never += 1,
                InWindow::Missing | InWindow::Empty => {}
            }
        }
        let of = values.len() + never;
        if of == 0 {
            return None;
        }
        values.sort_by(f64::total_cmp);
        // What did not happen is later than all that did; between two values the quantile is on the line between them.
        let known = |place: usize| values.get(place).copied().unwrap_or(f64::INFINITY);
        let at = |part: f64| {
            let place = part * (of - 1) as f64;
            let (below, above) = (known(place.floor() as usize), known(place.ceil() as usize));
            if below == above { below } else { below + (above - below) * place.fract() }
        };
        Some(Spread {
            measure: measure.clone(),
            median: at(0.5),
            low: at(0.1),
            high: at(0.9),
            never,
            of,
            values,
            end: end.unwrap_or(f64::INFINITY),
        })
    }
}
