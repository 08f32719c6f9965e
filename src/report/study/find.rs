//! The answer to an inverse question: in words, as rows, and as a chart of P against the parameter.

use serde::Serialize;

use super::find_scale::{ConfirmedFile, confirmed_file, scale_lines};
use super::rows::{Rows, json};
use super::say::wanted_share;
use super::{About, say};
use crate::experiment::search::{Confirmation, Finding, Question, Role, Tally, Wanted};
use crate::measure::{Interval, MetricName, wilson_interval};
use crate::report::words::{list, percent, words};

/// Confidence of the intervals that are drawn and listed.
pub(super) const SHOWN: f64 = 0.95;

/// A question and what was found.
pub struct Found<'a> {
    /// The question.
    pub question: &'a Question,
    /// What was found.
    pub finding: &'a Finding,
    /// What it was made of.
    pub about: &'a About,
    /// What became of it at another scale, if that was asked.
    pub confirmed: Option<&'a Confirmation>,
    /// The command that also looks at full size.
    pub full: &'a str,
}

#[derive(Serialize)]
struct FindFile<'a> {
    schema: &'static str,
    scale: f64,
    confirmed: Option<ConfirmedFile<'a>>,
    paths: &'a [String],
    condition: String,
    probability: f64,
    confidence: f64,
    wanted: Option<Wanted>,
    passes: Vec<&'a str>,
    fails: Vec<&'a str>,
    runs: u64,
    out_of_runs: bool,
    monotone: bool,
    bracket: Option<[&'a str; 2]>,
    sentence: String,
    tried: Vec<TriedFile<'a>>,
}

#[derive(Serialize)]
struct TriedFile<'a> {
    value: &'a str,
    role: Role,
    runs: u64,
    passed: u64,
    without_number: u64,
    low: f64,
    high: f64,
}

impl Found<'_> {
    pub(super) fn value(&self, rung: usize) -> &str {
        &self.question.rungs[rung]
    }

    /// What was seen of a rung in one role.
    pub(super) fn tally(&self, rung: usize, role: Role) -> Tally {
        self.finding.tallies.get(&(rung, role)).copied().unwrap_or_default()
    }

    /// `P(recovery.recovered >= 1)`.
    pub(super) fn probability(&self) -> String {
        format!("P({})", self.question.condition.text())
    }

    pub(super) fn wanted(&self) -> String {
        wanted_share(self.question.probability)
    }

    /// `passes at 2: 84 of 84 runs with fresh seeds (P ≥ 95 % with 97.5 % confidence)`.
    fn shown(&self, rung: usize, passes: bool) -> String {
        let seen = self.tally(rung, Role::Verification);
        words!("study/find.txt", "shown", {
            passes: bool,
            value: &'a str = self.value(rung),
            seen: Tally,
            wanted: String = self.wanted(),
            sure: String = wanted_share(self.question.each_side()),
        })
    }

    /// What the search alone says of a rung.
    fn likely(&self, rung: usize, passes: bool) -> String {
        let seen = self.finding.together().get(&rung).copied().unwrap_or_default();
        words!("study/find.txt", "likely", {
            passes: bool,
            value: &'a str = self.value(rung),
            seen: Tally,
            range: Option<Interval> = wilson_interval(seen.passed, seen.runs, SHOWN),
        })
    }

    /// The better known of both.
    fn said(&self, rung: usize, passes: bool) -> String {
        let shown = if passes { &self.finding.passes } else { &self.finding.fails };
        if shown.contains(&rung) { self.shown(rung, passes) } else { self.likely(rung, passes) }
    }

    /// On which side of the answer the good values lie.
    pub(super) fn side(&self) -> &'static str {
        if self.finding.wanted == Some(Wanted::Smallest) { "from" } else { "up to" }
    }

    /// The answer in words, and every value that was tried.
    pub fn text(&self) -> String {
        let mut lines = match (self.finding.wanted, self.finding.bracket) {
            (Some(wanted), Some(bracket)) => vec![self.bracket(wanted, bracket)],
            (_, None) | (None, _) => self.no_bracket(),
        };
        lines.extend(self.warnings());
        let verified = self.of_role(Role::Verification);
        lines.push(words!("study/find.txt", "counted", { runs: u64 = self.finding.runs(), verified: u64 }));
        lines.push(self.sentence());
        let next = self.finding.bracket.map(|_| self.full);
        lines.extend(scale_lines(self.question, self.about.scale, self.confirmed, next));
        lines.join("\n") + "\n\n" + &self.table()
    }

    /// What is known of a search that was stopped on the way: nothing of it is shown.
    pub fn so_far(&self) -> String {
        let head = words!("study/find.txt", "stopped", { runs: u64 = self.finding.runs() });
        let lines = [head, self.sentence()].into_iter().chain(self.warnings()).collect::<Vec<_>>();
        lines.join("\n") + "\n\n" + &self.table()
    }

    /// The answer in one plain sentence, or how far the runs have come.
    pub fn sentence(&self) -> String {
        let (finding, last) = (self.finding, self.question.rungs.len() - 1);
        let (wanted, condition) = (self.wanted(), self.question.condition.text());
        let (passes, fails) = (finding.passes.first(), finding.fails.first());
        let (good, bad) = finding.bracket.unwrap_or((0, last));
        let (low, high) = (good.min(bad), good.max(bad));
        let unclear = match (finding.bracket, passes, fails) {
            (Some(_), Some(_), _) => vec![bad],
            (Some(_), None, Some(_)) => vec![good],
            (None, _, _) | (Some(_), None, None) => vec![low, high],
        };
        let shown = if finding.ends == [Some(true); 2] { &finding.passes } else { &finding.fails };
        words!("study/find.txt", "sentence", {
            paths: String = list(&self.question.paths),
            wants: String = words!("study/find.txt", "wants", { wanted: String, condition: String }),
            bracketed: bool = finding.bracket.is_some(),
            ends: [Option<bool>; 2] = finding.ends,
            low: &'a str = self.value(low),
            high: &'a str = self.value(high),
            few: bool = shown.len() != 2,
            side: &'a str = self.side(),
            passes: Option<&'a str> = passes.map(|rung| self.value(*rung)),
            fails: Option<&'a str> = fails.map(|rung| self.value(*rung)),
            seen: String = self.seen_so_far(&unclear),
        })
    }

    /// `P is 92 % at 2 (75 % … 98 %, 24 runs) and 8 % at 1 (…)`.
    fn seen_so_far(&self, rungs: &[usize]) -> String {
        let all = self.finding.together();
        let said = |rung: &usize| {
            let seen = all.get(rung)?;
            let range = wilson_interval(seen.passed, seen.runs, SHOWN)?;
            let (low, high) = (percent(range.low), percent(range.high));
            Some(format!("{} at {} ({low} … {high}, {} runs)", percent(range.estimate), self.value(*rung), seen.runs))
        };
        words!("study/find.txt", "seen", { seen: Vec<String> = rungs.iter().filter_map(said).collect() })
    }

    fn of_role(&self, role: Role) -> u64 {
        self.finding.tallies.iter().filter(|((_, of), _)| *of == role).map(|(_, tally)| tally.runs).sum()
    }

    fn bracket(&self, wanted: Wanted, (good, bad): (usize, usize)) -> String {
        let (passes, fails) = (self.finding.passes.first().copied(), self.finding.fails.first().copied());
        let between = passes.zip(fails).map(|(passes, fails)| (passes.min(fails), passes.max(fails)));
        words!("study/find.txt", "bracket", {
            which: &'a str = if wanted == Wanted::Smallest { "smallest" } else { "largest" },
            paths: &'a [String] = &self.question.paths,
            asked: String = self.asked(),
            answer: &'a str = self.value(passes.unwrap_or(good)),
            sure: bool = passes.is_some(),
            good: String = self.said(passes.unwrap_or(good), true),
            bad: String = self.said(fails.unwrap_or(bad), false),
            between: Option<(&'a str, &'a str, bool)> =
                between.map(|(low, high)| (self.value(low), self.value(high), high - low > 1)),
            confidence: String = wanted_share(self.question.confidence),
        })
    }

    /// What is asked of a value.
    pub(super) fn asked(&self) -> String {
        format!("{} ≥ {}", self.probability(), self.wanted())
    }

    fn no_bracket(&self) -> Vec<String> {
        let mut lines = vec![words!("study/find.txt", "no_limit", {
            ends: [Option<bool>; 2] = self.finding.ends,
            wanted: Option<Wanted> = self.question.wanted,
            asked: String = self.asked(),
        })];
        let ends = [0, self.question.rungs.len() - 1].into_iter().zip(self.finding.ends);
        lines.extend(ends.filter_map(|(rung, passes)| Some(format!("  {}", self.said(rung, passes?)))));
        lines
    }

    fn warnings(&self) -> Vec<String> {
        let surprise = self.finding.surprises.first();
        let all = words!("study/find.txt", "warnings", {
            finding: &'a Finding = self.finding,
            most_runs: u64 = self.question.most_runs,
            surprise: Option<(&'a str, &'a str)> = surprise.map(|(one, other)| (self.value(*one), self.value(*other))),
            without: u64 = self.finding.tallies.values().map(|tally| tally.without).sum(),
            metric: &'a MetricName = &self.question.metric.1,
        });
        all.trim_start().lines().map(str::to_owned).collect()
    }

    pub(super) fn rows(&self) -> Vec<(usize, Role, Tally, Interval)> {
        let row = |((rung, role), tally): (&(usize, Role), &Tally)| {
            Some((*rung, *role, *tally, wilson_interval(tally.passed, tally.runs, SHOWN)?))
        };
        self.finding.tallies.iter().filter_map(row).collect()
    }

    fn table(&self) -> String {
        let head =
            [self.question.paths[0].as_str(), "runs", "passed", "P", "95 % interval", "made to"].map(str::to_owned);
        let line = |(rung, role, tally, range): &(usize, Role, Tally, Interval)| {
            vec![
                self.value(*rung).to_owned(),
                tally.runs.to_string(),
                tally.passed.to_string(),
                percent(range.estimate),
                format!("{} … {}", percent(range.low), percent(range.high)),
                if *role == Role::Search { "search" } else { "verify" }.to_owned(),
            ]
        };
        say::table(&head, &self.rows().iter().map(line).collect::<Vec<_>>())
    }

    /// `find.csv`.
    pub fn csv(&self) -> Vec<u8> {
        let mut rows = Rows::new(["value", "role", "runs", "passed", "without_number", "p", "low_95", "high_95"]);
        for (rung, role, tally, range) in self.rows() {
            let role = if role == Role::Search { "search" } else { "verification" };
            let counts = [tally.runs, tally.passed, tally.without].map(|count| count.to_string());
            let ends = [range.estimate, range.low, range.high].map(|share| share.to_string());
            let front = [self.value(rung).to_owned(), role.to_owned()];
            rows.push(front.into_iter().chain(counts).chain(ends));
        }
        rows.bytes()
    }

    /// The answer as JSON.
    pub fn json(&self) -> String {
        let tried = |(rung, role, tally, range): (usize, Role, Tally, Interval)| TriedFile {
            value: self.value(rung),
            role,
            runs: tally.runs,
            passed: tally.passed,
            without_number: tally.without,
            low: range.low,
            high: range.high,
        };
        let values = |rungs: &[usize]| rungs.iter().map(|rung| self.value(*rung)).collect();
        let file = FindFile {
            schema: "syncstorm.find/1",
            scale: self.about.scale,
            confirmed: self.confirmed.map(|confirmed| confirmed_file(self.question, confirmed)),
            paths: &self.question.paths,
            condition: self.question.condition.text(),
            probability: self.question.probability,
            confidence: self.question.confidence,
            wanted: self.finding.wanted,
            passes: values(&self.finding.passes),
            fails: values(&self.finding.fails),
            runs: self.finding.runs(),
            out_of_runs: self.finding.out_of_runs,
            monotone: self.finding.surprises.is_empty(),
            bracket: self.finding.bracket.map(|(good, bad)| [self.value(good), self.value(bad)]),
            sentence: self.sentence(),
            tried: self.rows().into_iter().map(tried).collect(),
        };
        json(&file)
    }
}
