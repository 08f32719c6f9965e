//! Inverse questions: the smallest or largest value of a parameter with which a run passes with a wanted probability.
//!
//! P(x) is the probability that a run with the value x satisfies the condition; x passes if P(x) is at least the wanted
//! probability p. P is taken to be monotone between the ends; what was run is checked for the contrary.
//!
//! 1. **Both ends** are tried; they decide whether the smallest or the largest passing value is looked for, if nobody
//!    has said so. If both pass, or neither does, that is the answer, and three places between are tried for surprises.
//! 2. **Bisection** over the rungs of the axis ([`crate::scenario::vary::Stretch::rungs`]). Bisection with noisy answers
//!    is stochastic root finding (Waeber, Frazier and Henderson 2013, "Bisection search with noisy responses"); here each
//!    decision is a short sequence of looks at the same seeds (common random numbers: Glasserman and Yao 1992, "Some
//!    guidelines and guarantees for common random numbers"), cheap and without a guarantee.
//! 3. **Verification** with seeds that the search never used: choosing among values by their luck and then believing
//!    that luck is selection bias. The passing value must show P ≥ p and its failing neighbour P < p, each by the exact
//!    one-sided limit of Clopper and Pearson (1934). What is not shown is stepped over, 1, 2, 4 … rungs further, to the
//!    next candidate. Candidates and looks are a fixed list but for their beginning, which the search seeds alone
//!    decide, and α is spent over it as a geometric series (Bonferroni's inequality; the spending of α over looks is
//!    that of Lan and DeMets 1983, "Discrete sequential boundaries for clinical trials"): candidate a and look b may err
//!    with probability α/2 · w(a) · w(b), w(i) = ¾ · 4^(1−i), the sums of which are 1. Half of α is for each side, so both
//!    statements together hold with the stated confidence.
//!
//! Every run is a trial of the ledger: an interrupted search that is started again finds its own steps there.

mod confirm;
mod surprises;

pub use confirm::{Confirmation, Confirmed, confirm};

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::condition::Condition;
use super::play::{Ended, Keep, Stage, Trial};
use super::point::{Base, Point, Setting};
use crate::measure::MetricName;
use crate::measure::statistics::{hits_in_a_row, share_at_least, share_at_most};
use crate::scenario::Rejected;

/// Seeds of the verification begin so far after those of the search.
pub const FRESH: u64 = 1_000_000;
/// Runs of one step of a decision.
const BATCH: u64 = 8;
/// Runs after which a hopeless candidate is given up, again and again.
const CURTAIL: u64 = 16;
/// Looks at one candidate that should pass, each at twice the runs of the one before.
const PASS_LOOKS: u32 = 3;
/// Looks at one candidate that should fail: 8, 32, 128 and 512 runs.
const FAIL_LOOKS: u32 = 4;
/// An estimate that is on the wrong side of another with this confidence is no accident.
const SURPRISE: f64 = 0.99;

/// What is asked.
#[derive(Debug, Clone)]
pub struct Question {
    /// What the values are set in.
    pub base: Arc<Base>,
    /// The paths that all get the value.
    pub paths: Vec<String>,
    /// The values, ascending; two or more.
    pub rungs: Vec<String>,
    /// The metric of the condition, and where it stands among the numbers of a run.
    pub metric: (usize, MetricName),
    /// What a run has to be like.
    pub condition: Condition,
    /// p: how likely it has to be.
    pub probability: f64,
    /// How sure the answer has to be.
    pub confidence: f64,
    /// Which value is looked for; the ends decide if nothing is said.
    pub wanted: Option<Wanted>,
    /// No more runs than this.
    pub most_runs: u64,
}

/// Which value is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Wanted {
    /// The smallest that passes.
    Smallest,
    /// The largest that passes.
    Largest,
}

/// What runs were made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// To find a candidate.
    Search,
    /// To show that it is one.
    Verification,
}

/// What was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Tally {
    /// Runs.
    pub runs: u64,
    /// Those that satisfy the condition.
    pub passed: u64,
    /// Those that do not have the number at all.
    pub without: u64,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Finding {
    /// Which value was looked for; none if there was no bracket.
    pub wanted: Option<Wanted>,
    /// Whether the lower and the upper end pass, as far as the search says.
    pub ends: [Option<bool>; 2],
    /// Rung that passes and its neighbour that fails, as far as the search says.
    pub bracket: Option<(usize, usize)>,
    /// Rung for which P ≥ p is shown; the ends if both pass.
    pub passes: Vec<usize>,
    /// Rung for which P < p is shown; the ends if neither passes.
    pub fails: Vec<usize>,
    /// What was seen, by rung and role.
    pub tallies: BTreeMap<(usize, Role), Tally>,
    /// Whether the limit on the number of runs ended it.
    pub out_of_runs: bool,
    /// Pairs of rungs whose estimates contradict monotony.
    pub surprises: Vec<(usize, usize)>,
}

/// Why there is no answer.
#[derive(Debug)]
pub enum Stopped {
    /// Somebody stopped it; what was found by then.
    Interrupted(Box<Finding>),
    /// Trials ended without their results.
    Ended(Ended),
    /// The scenario is not possible with a value.
    Rejected(Box<Rejected>),
    /// No run at either end has the number.
    NoNumber,
}

/// How a part of the search ends early.
enum Cut {
    Stopped(Stopped),
    OutOfRuns,
}

impl Question {
    /// The fewest runs that can show that a value passes.
    pub fn least_runs(&self) -> u64 {
        hits_in_a_row(self.probability, 1.0 - self.error(1, 1))
    }

    /// Confidence of each of the two statements.
    pub fn each_side(&self) -> f64 {
        1.0 - (1.0 - self.confidence) / 2.0
    }

    /// The probability with which look b at candidate a of one side may err.
    fn error(&self, candidate: u32, look: u32) -> f64 {
        let weight = |place: u32| 0.75 * 0.25f64.powi(place as i32 - 1);
        (1.0 - self.confidence) / 2.0 * weight(candidate) * weight(look)
    }

    /// A rung as settings.
    pub fn settings(&self, rung: usize) -> Vec<Setting> {
        self.paths.iter().map(|path| Setting::new(path.clone(), self.rungs[rung].clone())).collect()
    }
}

/// Answers the question.
///
/// # Errors
/// When somebody stops it, trials end without their results, a value is impossible, or the metric does not exist.
pub fn search(question: &Question, stage: Stage) -> Result<Finding, Stopped> {
    let mut search = Search { question, stage, fresh: FRESH, points: BTreeMap::new(), found: Finding::default() };
    match search.all() {
        Ok(()) => {}
        Err(Cut::OutOfRuns) => search.found.out_of_runs = true,
        Err(Cut::Stopped(Stopped::Ended(Ended::Interrupted))) => {
            search.found.surprises = surprises::surprises(&search.found);
            return Err(Stopped::Interrupted(Box::new(search.found)));
        }
        Err(Cut::Stopped(stopped)) => return Err(stopped),
    }
    search.found.surprises = surprises::surprises(&search.found);
    Ok(search.found)
}

struct Search<'a> {
    question: &'a Question,
    stage: Stage<'a>,
    /// The seeds of the verification begin so far after the first.
    fresh: u64,
    points: BTreeMap<usize, Point>,
    found: Finding,
}

impl Search<'_> {
    fn all(&mut self) -> Result<(), Cut> {
        let last = self.question.rungs.len() - 1;
        for rung in [0, last] {
            self.point(rung)?;
        }
        let (low, high) = (self.decide(0)?, self.decide(last)?);
        self.found.ends = [Some(low), Some(high)];
        let nothing = |rung| self.seen(rung, Role::Search).without == self.seen(rung, Role::Search).runs;
        if nothing(0) && nothing(last) && !self.question.metric.1.is_moment() {
            return Err(Cut::Stopped(Stopped::NoNumber));
        }
        let wanted = match (low, high) {
            (false, true) => Wanted::Smallest,
            (true, false) => Wanted::Largest,
            (true, true) | (false, false) => return self.no_bracket(last),
        };
        if self.question.wanted.is_some_and(|asked| asked != wanted) {
            return self.no_bracket(last);
        }
        self.found.wanted = Some(wanted);
        let mut bracket = if wanted == Wanted::Smallest { (last, 0) } else { (0, last) };
        self.found.bracket = Some(bracket);
        while bracket.0.abs_diff(bracket.1) > 1 {
            let middle = bracket.0.midpoint(bracket.1);
            if self.decide(middle)? {
                bracket.0 = middle
            } else {
                bracket.1 = middle
            }
            self.found.bracket = Some(bracket);
        }
        let outward = if wanted == Wanted::Smallest { 1 } else { -1 };
        self.found.passes = self.first_shown(bracket.0, outward, true)?;
        self.found.fails = self.first_shown(bracket.1, -outward, false)?;
        Ok(())
    }

    /// Shows what both ends do, and looks between them.
    fn no_bracket(&mut self, last: usize) -> Result<(), Cut> {
        for (end, passes) in [0, last].into_iter().zip(self.found.ends) {
            match passes {
                Some(true) if self.shows_pass(end, 1)? => self.found.passes.push(end),
                Some(false) if self.shows_fail(end, 1)? => self.found.fails.push(end),
                Some(_) | None => {}
            }
        }
        for part in 1..4 {
            self.decide(last * part / 4)?;
        }
        Ok(())
    }

    /// The first of the candidates from a rung on for which the statement is shown; the last one is the end.
    fn first_shown(&mut self, from: usize, direction: isize, passes: bool) -> Result<Vec<usize>, Cut> {
        let last = self.question.rungs.len() - 1;
        for candidate in 1..=32 {
            let away = (1isize << (candidate - 1)) - 1;
            let rung = from.saturating_add_signed(direction * away).min(last);
            let shown = if passes { self.shows_pass(rung, candidate)? } else { self.shows_fail(rung, candidate)? };
            if shown {
                return Ok(vec![rung]);
            }
            if rung == 0 && direction < 0 || rung == last && direction > 0 {
                break;
            }
        }
        Ok(Vec::new())
    }

    fn shows_pass(&mut self, rung: usize, candidate: u32) -> Result<bool, Cut> {
        let wanted = self.question.probability;
        let first = hits_in_a_row(wanted, 1.0 - self.question.error(candidate, 1));
        for look in 1..=PASS_LOOKS {
            let runs = first << (look - 1);
            let mut at = self.seen(rung, Role::Verification).runs;
            while at < runs {
                at = (at + CURTAIL).min(runs);
                let seen = self.count(rung, Role::Verification, at)?;
                // Giving up claims nothing, and so costs no confidence.
                if share_at_most(seen.passed, seen.runs, SURPRISE) < wanted {
                    return Ok(false);
                }
            }
            let seen = self.seen(rung, Role::Verification);
            if share_at_least(seen.passed, seen.runs, 1.0 - self.question.error(candidate, look)) >= wanted {
                return Ok(true);
            }
            if (seen.passed as f64) < wanted * seen.runs as f64 {
                return Ok(false);
            }
        }
        Ok(false)
    }

    fn shows_fail(&mut self, rung: usize, candidate: u32) -> Result<bool, Cut> {
        let wanted = self.question.probability;
        for look in 1..=FAIL_LOOKS {
            let seen = self.count(rung, Role::Verification, BATCH << (2 * (look - 1)))?;
            if share_at_most(seen.passed, seen.runs, 1.0 - self.question.error(candidate, look)) < wanted {
                return Ok(true);
            }
            if look > 1 && seen.passed as f64 >= wanted * seen.runs as f64 {
                return Ok(false);
            }
        }
        Ok(false)
    }

    /// Whether a rung passes: a quick decision, right more often than not where it is close.
    fn decide(&mut self, rung: usize) -> Result<bool, Cut> {
        let wanted = self.question.probability;
        let enough = (2 * hits_in_a_row(wanted, 0.8)).max(64);
        let mut runs = 0;
        while runs < enough {
            runs += BATCH;
            let seen = self.count(rung, Role::Search, runs)?;
            if share_at_most(seen.passed, seen.runs, 0.95) < wanted {
                return Ok(false);
            }
            if share_at_least(seen.passed, seen.runs, 0.8) >= wanted {
                return Ok(true);
            }
        }
        let seen = self.seen(rung, Role::Search);
        Ok(seen.passed as f64 >= wanted * seen.runs as f64)
    }

    fn seen(&self, rung: usize, role: Role) -> Tally {
        self.found.tallies.get(&(rung, role)).copied().unwrap_or_default()
    }

    /// The tally of a rung after so many runs, or more if more were made.
    fn count(&mut self, rung: usize, role: Role, runs: u64) -> Result<Tally, Cut> {
        let seen = self.seen(rung, role);
        if seen.runs >= runs {
            return Ok(seen);
        }
        if self.found.runs() + runs - seen.runs > self.question.most_runs {
            return Err(Cut::OutOfRuns);
        }
        let (question, point) = (self.question, self.point(rung)?);
        let first = question.base.scenario.document.run.seed + if role == Role::Verification { self.fresh } else { 0 };
        let trial = |seed| Trial::new(&question.base, &point, seed);
        let trials: Vec<Trial> = (first + seen.runs..first + runs).map(trial).collect();
        let records = self.stage.play(&trials, Keep::Numbers);
        let records = records.map_err(|ended| Cut::Stopped(Stopped::Ended(ended)))?;
        let tally = self.found.tallies.entry((rung, role)).or_default();
        for record in &records {
            let value = record.numbers.get(question.metric.0).copied().flatten();
            tally.runs += 1;
            tally.passed += u64::from(question.condition.holds(&question.metric.1, value));
            tally.without += u64::from(value.is_none());
        }
        Ok(*tally)
    }

    fn point(&mut self, rung: usize) -> Result<Point, Cut> {
        if let Some(point) = self.points.get(&rung) {
            return Ok(point.clone());
        }
        let made = self.question.base.point(self.question.settings(rung));
        let point = made.map_err(|rejected| Cut::Stopped(Stopped::Rejected(rejected)))?;
        self.points.insert(rung, point.clone());
        Ok(point)
    }
}

impl Finding {
    /// Runs it took.
    pub fn runs(&self) -> u64 {
        self.tallies.values().map(|tally| tally.runs).sum()
    }

    /// Everything seen at each rung, both roles together: they share no seed.
    pub fn together(&self) -> BTreeMap<usize, Tally> {
        let mut together: BTreeMap<usize, Tally> = BTreeMap::new();
        for ((rung, _), tally) in &self.tallies {
            let sum = together.entry(*rung).or_default();
            sum.runs += tally.runs;
            sum.passed += tally.passed;
            sum.without += tally.without;
        }
        together
    }
}
