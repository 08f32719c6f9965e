//! The answer to an inverse question: in words, as rows, and as a chart of P against the parameter.

use csv::Writer;
use serde::Serialize;

use super::find_scale::{ConfirmedFile, confirmed_file, scale_lines};
use super::say::wanted_share;
use super::{About, say};
use crate::experiment::search::{Confirmation, Finding, Question, Role, Tally, Wanted};
use crate::measure::{Interval, wilson_interval};
use crate::report::words::{list, percent};

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
        let (verb, sign) = if passes { ("passes", "≥") } else { ("fails", "<") };
        let sure = wanted_share(self.question.each_side());
        let (value, wanted) = (self.value(rung), self.wanted());
        format!(
            "{verb} at {value}: {} of {} fresh runs (P {sign} {wanted} with {sure} confidence)",
            seen.passed, seen.runs
        )
    }

    /// What the search alone says of a rung.
    fn likely(&self, rung: usize, passes: bool) -> String {
        let verb = if passes { "passes" } else { "fails" };
        let all = self.finding.together();
        let seen = all.get(&rung).copied().unwrap_or_default();
        let range = wilson_interval(seen.passed, seen.runs, SHOWN)
            .map_or_else(String::new, |range| format!("; P from {} to {}", percent(range.low), percent(range.high)));
        format!("perhaps {verb} at {}: {} of {} runs{range}; not shown", self.value(rung), seen.passed, seen.runs)
    }

    /// The answer in words, and every value that was tried.
    pub fn text(&self) -> String {
        let mut lines = match (self.finding.wanted, self.finding.bracket) {
            (Some(wanted), Some(bracket)) => self.bracket(wanted, bracket),
            (_, None) | (None, _) => self.no_bracket(),
        };
        lines.extend(self.warnings());
        let verified: u64 = self.of_role(Role::Verification);
        let runs = self.finding.runs();
        lines.push(format!("{runs} runs: {} to search, {verified} with fresh seeds to verify", runs - verified));
        lines.push(self.sentence());
        let next = self.finding.bracket.map(|_| self.full);
        lines.extend(scale_lines(self.question, self.about.scale, self.confirmed, next));
        lines.join("\n") + "\n\n" + &self.table()
    }

    /// What is known of a search that was stopped on the way: nothing of it is shown.
    pub fn so_far(&self) -> String {
        let runs = self.finding.runs();
        let head = format!("stopped after {runs} runs; nothing is shown yet, and this is what they say");
        let lines = [head, self.sentence()].into_iter().chain(self.warnings()).collect::<Vec<_>>();
        lines.join("\n") + "\n\n" + &self.table()
    }

    /// The answer in one plain sentence, or how far the runs have come.
    pub fn sentence(&self) -> String {
        let paths = list(&self.question.paths);
        let (wanted, condition) = (self.wanted(), self.question.condition.text());
        let last = self.question.rungs.len() - 1;
        let (finding, wants) = (self.finding, format!("at least {wanted} of the runs have {condition}"));
        let Some((good, bad)) = finding.bracket else {
            let (from, to) = (self.value(0), self.value(last));
            let sure = |ends: &[usize]| if ends.len() == 2 { "" } else { ", as far as so few runs can say" };
            return match finding.ends {
                [Some(true), Some(true)] => {
                    format!("In words: with {paths} at {from} and at {to}, {wants}{}.", sure(&finding.passes))
                }
                [Some(false), Some(false)] => {
                    format!("In words: with {paths} neither at {from} nor at {to} {wants}{}.", sure(&finding.fails))
                }
                [_, _] => format!("In words: {}.", self.seen_so_far(&[0, last])),
            };
        };
        let side = if finding.wanted == Some(Wanted::Smallest) { "from" } else { "up to" };
        match (finding.passes.first(), finding.fails.first()) {
            (Some(passes), Some(fails)) => format!(
                "In words: with {paths} {side} {}, {wants}; at {} fewer do.",
                self.value(*passes),
                self.value(*fails)
            ),
            (Some(passes), None) => format!(
                "In words: with {paths} {side} {}, {wants}; where fewer do is not shown ({}).",
                self.value(*passes),
                self.seen_so_far(&[bad])
            ),
            (None, Some(fails)) => format!(
                "In words: with {paths} at {} it is not so that {wants}; where it is so is not shown ({}).",
                self.value(*fails),
                self.seen_so_far(&[good])
            ),
            (None, None) => format!(
                "In words: the limit of {paths} seems to lie between {} and {}, which is not shown: {}.",
                self.value(good.min(bad)),
                self.value(good.max(bad)),
                self.seen_so_far(&[good.min(bad), good.max(bad)])
            ),
        }
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
        let said: Vec<String> = rungs.iter().filter_map(said).collect();
        if said.is_empty() { "no batch of runs is finished".to_owned() } else { format!("P is {}", list(&said)) }
    }

    fn of_role(&self, role: Role) -> u64 {
        self.finding.tallies.iter().filter(|((_, of), _)| *of == role).map(|(_, tally)| tally.runs).sum()
    }

    fn bracket(&self, wanted: Wanted, (good, bad): (usize, usize)) -> Vec<String> {
        let (passes, fails) = (self.finding.passes.first().copied(), self.finding.fails.first().copied());
        let word = if wanted == Wanted::Smallest { "smallest" } else { "largest" };
        let asked = format!("{word} {} with {} ≥ {}", list(&self.question.paths), self.probability(), self.wanted());
        let answer = passes.unwrap_or(good);
        let sure = if passes.is_some() { "" } else { " (not shown)" };
        let mut lines = vec![format!("{asked}: {}{sure}", self.value(answer))];
        lines.push("  ".to_owned() + &passes.map_or_else(|| self.likely(good, true), |rung| self.shown(rung, true)));
        lines.push("  ".to_owned() + &fails.map_or_else(|| self.likely(bad, false), |rung| self.shown(rung, false)));
        if let (Some(passes), Some(fails)) = (passes, fails) {
            let (low, high) = (passes.min(fails), passes.max(fails));
            let (from, to) = (self.value(low), self.value(high));
            let between =
                if high - low > 1 { "undecided; it is where P comes near the limit" } else { "nothing was tried" };
            let sure = wanted_share(self.question.confidence);
            lines.push(format!("  between them: {between}"));
            lines.push(format!("  so the limit lies between {from} and {to} with {sure} confidence, if P is monotone"));
        }
        lines
    }

    fn no_bracket(&self) -> Vec<String> {
        let last = self.question.rungs.len() - 1;
        let asked = format!("{} ≥ {}", self.probability(), self.wanted());
        let head = match (self.finding.ends, self.question.wanted) {
            ([Some(true), Some(true)], _) => format!("no limit in the range: it seems that both ends have {asked}"),
            ([Some(false), Some(false)], _) => format!("no limit in the range: it seems that neither end has {asked}"),
            ([Some(true), _], Some(Wanted::Smallest)) => {
                format!("the lower end of the range already has {asked}; the limit is a largest value (--largest)")
            }
            ([_, Some(true)], Some(Wanted::Largest)) => {
                format!("the upper end of the range already has {asked}; the limit is a smallest value (--smallest)")
            }
            (_, _) => format!("nothing can be said of {asked}: too few runs"),
        };
        let mut lines = vec![head];
        for (rung, passes) in [0, last].into_iter().zip(self.finding.ends) {
            let Some(passes) = passes else { continue };
            let shown = if passes { &self.finding.passes } else { &self.finding.fails };
            let said = if shown.contains(&rung) { self.shown(rung, passes) } else { self.likely(rung, passes) };
            lines.push(format!("  {said}"));
        }
        lines
    }

    fn warnings(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if self.finding.out_of_runs {
            let most = self.question.most_runs;
            lines.push(format!(
                "warning: the limit of {most} runs is reached; with a larger --most-runs the same command goes on from here"
            ));
        } else if self.finding.wanted.is_some() && self.finding.passes.is_empty() {
            lines.push("warning: no value up to the end of the range is shown to pass".to_owned());
        } else if self.finding.wanted.is_some() && self.finding.fails.is_empty() {
            lines.push("warning: no value up to the end of the range is shown to fail".to_owned());
        }
        if let Some((one, other)) = self.finding.surprises.first() {
            lines.push(format!(
                "warning: P is not monotone: {} and {} contradict it; vary a narrower range",
                self.value(*one),
                self.value(*other)
            ));
        }
        let without: u64 = self.finding.tallies.values().map(|tally| tally.without).sum();
        if without > 0 {
            let metric = &self.question.metric.1;
            let counted = match metric.is_moment() {
                true => "did not happen within the horizon, which is later than any limit",
                false => "have no such number and count as not passing",
            };
            lines.push(format!("note: {without} runs {counted} ({})", metric.name));
        }
        lines
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
    ///
    /// # Errors
    /// When the rows cannot be written to memory, which does not happen.
    pub fn csv(&self) -> Result<Vec<u8>, csv::Error> {
        let mut rows = Writer::from_writer(Vec::new());
        rows.write_record(["value", "role", "runs", "passed", "without_number", "p", "low_95", "high_95"])?;
        for (rung, role, tally, range) in self.rows() {
            let role = if role == Role::Search { "search" } else { "verification" };
            let counts = [tally.runs, tally.passed, tally.without].map(|count| count.to_string());
            let ends = [range.estimate, range.low, range.high].map(|share| share.to_string());
            let front = [self.value(rung).to_owned(), role.to_owned()];
            rows.write_record(front.into_iter().chain(counts).chain(ends))?;
        }
        rows.into_inner().map_err(|error| error.into_error().into())
    }

    /// The answer as JSON.
    ///
    /// # Errors
    /// When a value cannot be written as JSON, which does not happen.
    pub fn json(&self) -> Result<String, serde_json::Error> {
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
        Ok(serde_json::to_string_pretty(&file)? + "\n")
    }
}
