//! The search: both ends, bisection, verification.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::finding::{Finding, Role, Stopped, Tally};
use super::question::{Question, Wanted};
use super::surprises::{SURPRISE, surprises};
use crate::experiment::play::{Ended, Keep, Stage, Trial};
use crate::experiment::point::Point;
use crate::measure::statistics::{hits_in_a_row, share_at_least, share_at_most};

/// Seeds of the verification begin so far after those of the search.
pub(super) const FRESH: u64 = 1_000_000;
/// Runs of one step of a decision.
const BATCH: u64 = 8;
/// Runs after which a hopeless candidate is given up, again and again.
const CURTAIL: u64 = 16;
/// Looks at one candidate that should pass, each at twice the runs of the one before.
const PASS_LOOKS: u32 = 3;
/// Looks at one candidate that should fail: 8, 32, 128 and 512 runs.
const FAIL_LOOKS: u32 = 4;

/// How a part of the search ends early.
pub(super) enum Cut {
    Stopped(Stopped),
    OutOfRuns,
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
            search.found.surprises = surprises(&search.found);
            return Err(Stopped::Interrupted(Box::new(search.found)));
        }
        Err(Cut::Stopped(stopped)) => return Err(stopped),
    }
    search.found.surprises = surprises(&search.found);
    Ok(search.found)
}

/// A search on its way.
pub(super) struct Search<'a> {
    pub(super) question: &'a Question,
    pub(super) stage: Stage<'a>,
    /// The seeds of the verification begin so far after the first.
    pub(super) fresh: u64,
    pub(super) points: BTreeMap<usize, Point>,
    pub(super) found: Finding,
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

    pub(super) fn shows_pass(&mut self, rung: usize, candidate: u32) -> Result<bool, Cut> {
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

    pub(super) fn shows_fail(&mut self, rung: usize, candidate: u32) -> Result<bool, Cut> {
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

    pub(super) fn seen(&self, rung: usize, role: Role) -> Tally {
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
        let (question, point) = (self.question, Arc::new(self.point(rung)?));
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
