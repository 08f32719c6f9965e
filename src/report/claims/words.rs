//! Sentences about claims, made from the numbers of the runs.

use super::Findings;
use crate::experiment::claims::Answer;
use crate::experiment::claims::alternative::Weighed;
use crate::experiment::claims::busy::PREFIX;
use crate::experiment::claims::construction::Construction;
use crate::experiment::claims::file::{Ladder, Needs, Seek};
use crate::experiment::claims::flip::STRUCTURE;
use crate::experiment::claims::plan::{rung_number, rung_values};
use crate::experiment::claims::requirement::{Measure, Requirement, Test};
use crate::experiment::claims::study::Scope;
use crate::experiment::claims::verdict::{MOST, Part, Spread};
use crate::experiment::claims::{HISTORY, Judged, PlayedWorld, Verdict};
use crate::measure::Interval;
use crate::measure::window::InWindow;
use crate::report::study::say;
use crate::report::words::{Said, hours, list, number, percent, sentence, words};
use crate::units::Span;

impl Findings<'_> {
    /// The worlds in words: `200 worlds`, or `4 runs of the scenario's own world`.
    pub fn worlds_words(&self, count: u64) -> String {
        match (self.scope, count) {
            (Scope::OwnWorld(_), 1) => "1 seed".to_owned(),
            (Scope::OwnWorld(_), _) => format!("{count} seeds"),
            (Scope::Plausible { .. }, 1) => "1 world".to_owned(),
            (Scope::Plausible { .. }, _) => format!("{count} worlds"),
        }
    }

    /// A number of a run, with its unit.
    pub fn value(&self, metric: &str, value: f64) -> String {
        match self.study.metric(metric) {
            Some(metric) if metric.unit == "ratio" => format!("{} ×", number(value)),
            Some(metric) => say::value(metric, value),
            None if self.is_time_ladder(metric) && value > 0.0 => hours(value),
            None => number(value),
        }
    }

    /// Whether a number is the answer of a ladder over lengths of time.
    pub fn is_time_ladder(&self, metric: &str) -> bool {
        let id = metric.strip_prefix("ladders.").unwrap_or_default();
        let ladder = self.study.file.ladders.iter().find(|ladder| ladder.id == id);
        let first = ladder.and_then(|ladder| ladder.values.split(',').next());
        first.is_some_and(|value| value.trim().parse::<Span>().is_ok())
    }

    /// The claim that is the second half of another one.
    pub fn half<'b>(&'b self, judged: &Judged) -> Option<&'b Judged<'b>> {
        let after = judged.claim.after.as_ref()?;
        self.judged.iter().find(|other| other.claim.id == *after)
    }

    /// The claims, each with its second half if it has one: those halves are no rows of their own.
    pub fn rows(&self) -> impl Iterator<Item = (&Judged<'_>, Option<&Judged<'_>>)> {
        let whole = self.judged.iter().filter(|judged| !self.study.file.is_half(&judged.claim.id));
        whole.map(|judged| (judged, self.half(judged)))
    }

    /// The verdict of a row: of both halves where they differ.
    pub fn whole(&self, judged: &Judged) -> String {
        let first = self.verdict(judged);
        match self.half(judged).map(|half| self.verdict(half)) {
            Some(second) if second != first => words!("claims/words.txt", "whole", { first: String, second: String }),
            Some(_) | None => first,
        }
    }

    /// A number over the worlds: `412 × (90 × … 1 200 ×)`.
    pub fn spread(&self, spread: &Spread) -> String {
        let said = |value: f64| match value.is_finite() {
            true => self.value(&spread.measure.metric, value),
            // What had not happened when its run ended takes at least so long.
            false if spread.end.is_finite() => format!("over {}", self.value(&spread.measure.metric, spread.end)),
            false => "never".to_owned(),
        };
        match (said(spread.low), said(spread.median), said(spread.high)) {
            (low, median, high) if low == median && high == median => median,
            (low, median, high) => format!("{median} ({low} … {high})"),
        }
    }

    /// The verdict with what it depends on.
    pub fn verdict(&self, judged: &Judged) -> String {
        match (judged.verdict, &judged.flip) {
            (Verdict::Depends, Some(flip)) if flip.is_sure() => {
                let named: Vec<String> = flip.sides.iter().map(|side| short(&side.path)).collect();
                format!("depends on {}", list(&named))
            }
            (Verdict::Depends, _) if matches!(self.scope, Scope::OwnWorld(_)) => "depends on chance".to_owned(),
            (Verdict::Depends, _) => "depends on several things".to_owned(),
            (Verdict::Contradicted, _) if is_otherwise(judged) => "contradicted (the cause)".to_owned(),
            (verdict, _) => verdict.word().to_owned(),
        }
    }

    /// How sure the scenario is of a value.
    pub fn mark(&self, path: &str) -> &'static str {
        let document = &self.study.base.scenario.document;
        if path == STRUCTURE {
            return "drawn by weight";
        }
        if path.starts_with(PREFIX) {
            return "a judgement";
        }
        document.evidence_for(path).map_or("no evidence given", |evidence| evidence.mark.word())
    }

    /// Two or three sentences on a claim: the verdict, the numbers, the conclusion.
    pub fn brief(&self, judged: &Judged) -> Vec<String> {
        if judged.verdict == Verdict::NotTestable {
            return vec![format!("Not testable: {}.", judged.claim.not_testable)];
        }
        let mut said = vec![self.opening(judged)];
        said.extend(self.numbers(judged));
        let conclusion = match judged.verdict {
            Verdict::Supported => &judged.claim.if_supported,
            Verdict::Depends if matches!(self.scope, Scope::Plausible { .. }) => &judged.claim.if_depends,
            Verdict::Contradicted => &judged.claim.if_contradicted,
            Verdict::Depends | Verdict::NotTestable | Verdict::Undecided => "",
        };
        if !conclusion.is_empty() {
            said.push(conclusion.to_owned());
        }
        let sure = judged.flip.as_ref().filter(|flip| flip.is_sure());
        said.extend(sure.map(|flip| format!("{}.", self.flip(flip))));
        said.extend(sure.and_then(|flip| self.mirrored(flip)));
        said
    }

    /// The fact, and what becomes of it without its cause.
    fn numbers(&self, judged: &Judged) -> Option<String> {
        let effect = judged.fact.effect.as_ref()?;
        let without = judged.without.first().and_then(|part| Some((part, part.effect.as_ref()?)));
        Some(words!("claims/words.txt", "numbers", {
            name: &'a str = self.study.file.what(&judged.fact.run),
            measure: String = self.measure(effect),
            spread: String = self.spread(effect),
            without: Option<(&'a str, Option<String>, String)> = without.map(|(part, other)| {
                let named = (other.measure.metric != effect.measure.metric).then(|| self.measure(other));
                (self.study.file.what(&part.run), named, self.spread(other))
            }),
        }))
    }

    /// Everything else that bears on a claim, one sentence each.
    pub fn details(&self, judged: &Judged) -> Vec<String> {
        if judged.verdict == Verdict::NotTestable {
            return Vec::new();
        }
        let claim = judged.claim;
        let mut said = vec![self.part(judged, &judged.fact, &claim.holds, "")];
        said.extend(
            judged
                .without
                .iter()
                .zip(&claim.without)
                .map(|(part, without)| self.part(judged, part, &without.holds, &without.otherwise)),
        );
        said.extend(claim.also.iter().filter_map(|measure| self.also(judged, measure)));
        said.extend(judged.flip.as_ref().filter(|flip| !flip.is_sure()).map(|flip| format!("{}.", self.flip(flip))));
        said.extend(claim.ladders.iter().filter_map(|id| self.ladder(id)));
        said.extend(self.news(judged));
        let parts = [&judged.fact].into_iter().chain(&judged.without);
        said.extend(parts.filter_map(|part| {
            Some(words!("claims/words.txt", "construction", {
                what: &'a str = self.study.file.what(&part.run),
                kind: Construction = part.construction?,
            }))
        }));
        said
    }

    /// A run of a claim: what it has to show, comparison by comparison, and in how many worlds it does.
    fn part(&self, judged: &Judged, part: &Part, holds: &[Requirement], otherwise: &str) -> String {
        let tests = holds.iter().flat_map(|requirement| {
            let alternatives = requirement.tests.len() > 1;
            requirement.tests.iter().map(move |test| (test, alternatives))
        });
        let one = |(test, alternatives): (&Test, bool)| {
            let alone = Requirement { tests: vec![test.clone()] };
            let answers = self.played.worlds.iter().map(|world| self.study.answer(world, &part.run, &alone));
            let answers: Vec<Answer> = answers.filter(|answer| *answer != Answer::NotAsked).collect();
            let count = answers.iter().filter(|answer| **answer == Answer::Holds).count();
            let spread = Spread::of(self.study, self.played, &part.run, &test.left);
            words!("claims/words.txt", "test", {
                test: String = test.text(),
                alternatives: bool,
                count: usize,
                worlds: String = self.worlds_words(answers.len() as u64),
                spread: Option<String> = spread.map(|spread| self.spread(&spread)),
            })
        };
        let (hits, all) = part.holds;
        words!("claims/words.txt", "part", {
            what: &'a str = self.study.file.what(&part.run),
            is_fact: bool = std::ptr::eq(part, &judged.fact),
            needs: Needs = judged.claim.needs,
            asked: Vec<String> = tests.map(one).collect(),
            hits: u64,
            all: u64,
            worlds: String = self.worlds_words(all),
            otherwise: &'a str,
        })
    }

    /// Another number, in all runs of the claim.
    fn also(&self, judged: &Judged, measure: &Measure) -> Option<String> {
        let runs = [&judged.fact].into_iter().chain(&judged.without);
        let in_run = |part: &Part| {
            let spread = Spread::of(self.study, self.played, &part.run, measure)?;
            Some((
                self.measure(&spread),
                format!("{} in the run \"{}\"", self.spread(&spread), self.study.file.what(&part.run)),
            ))
        };
        let all: Vec<(String, String)> = runs.filter_map(in_run).collect();
        let (what, _) = all.first()?;
        let said: Vec<String> = all.iter().map(|(_, said)| said.clone()).collect();
        Some(format!("{}: {}.", sentence(what), list(&said)))
    }

    fn opening(&self, judged: &Judged) -> String {
        let of = judged.holds.1;
        let low = judged.share.map_or(1.0, |share| share.low);
        words!("claims/words.txt", "opening", {
            judged: &'a Judged<'a>,
            verdict: String = self.verdict(judged),
            worlds: String = self.worlds_words(of),
            unsure: bool = judged.verdict == Verdict::Supported
                && low < MOST
                && matches!(self.scope, Scope::Plausible { .. }),
            left: u64 = self.played.worlds.len() as u64 - of,
        })
    }

    /// A number in words, after its part of the run: so nobody reads the part as one of what the number is of.
    pub fn measure(&self, spread: &Spread) -> String {
        self.words_of(&spread.measure)
    }

    /// A number in words, with its part of the run.
    pub fn words_of(&self, measure: &Measure) -> String {
        if let Some(id) = measure.ladder() {
            let ladder = self.study.file.ladders.iter().find(|ladder| ladder.id == id);
            return ladder.map_or_else(|| id.to_owned(), |ladder| ladder.what.clone());
        }
        let words =
            self.study.metric(&measure.metric).map_or_else(|| measure.metric.clone(), |metric| metric.words.clone());
        let moment = |moment: &Option<crate::experiment::claims::moment::Moment>, open: &str| {
            moment.as_ref().map_or_else(|| open.to_owned(), |moment| moment.words())
        };
        match (&measure.from, &measure.to) {
            (None, None) => words,
            (from, to) => format!("from {} to {}, {words}", moment(from, "the onset"), moment(to, "the end")),
        }
    }

    /// The answer of a ladder, as a sentence.
    pub fn ladder(&self, id: &str) -> Option<String> {
        let ladder = self.study.file.ladders.iter().find(|ladder| ladder.id == id)?;
        let measure = Measure { metric: format!("ladders.{id}"), from: None, to: None };
        let spread = Spread::of(self.study, self.played, HISTORY, &measure)?;
        let rungs: Vec<f64> = rung_values(ladder).iter().map(|value| rung_number(value)).collect();
        let (least, most) = (rungs.first().copied()?, rungs.last().copied()?);
        // A limit beyond the rungs that were tried is known no better than that.
        let said = |value: f64| match (value, ladder.seek) {
            (value, Seek::Smallest) if value > most => format!("over {}", self.value(&measure.metric, most)),
            (value, Seek::Smallest) if value <= least => format!("at most {}", self.value(&measure.metric, least)),
            (value, Seek::Largest) if value < least => format!("under {}", self.value(&measure.metric, least)),
            (value, Seek::Largest) if value >= most => format!("at least {}", self.value(&measure.metric, most)),
            (value, Seek::Smallest | Seek::Largest) => self.value(&measure.metric, value),
        };
        Some(words!("claims/words.txt", "ladder", {
            ladder: &'a Ladder,
            low: String = said(spread.low),
            median: String = said(spread.median),
            high: String = said(spread.high),
            worlds: String = self.worlds_words(spread.of as u64),
            price: Option<(String, String)> = self.price(ladder),
        }))
    }

    /// What the history cost beyond the rung that would have done.
    fn price(&self, ladder: &Ladder) -> Option<(String, String)> {
        let price = ladder.price.as_ref()?;
        let text = price.text();
        let known = |answer: Option<&InWindow>| match answer {
            Some(InWindow::Value(value)) => Some(*value),
            Some(_) | None => None,
        };
        let extra = |world: &PlayedWorld| {
            let rung = self.study.rung_place(world, ladder)??;
            let at_rung = known(world.rungs.get(&ladder.id)?.get(rung)?.asked.get(&text))?;
            Some(known(world.runs.get(HISTORY)?.asked.get(&text))? - at_rung)
        };
        let mut extra: Vec<f64> = self.played.worlds.iter().filter_map(extra).collect();
        extra.sort_by(f64::total_cmp);
        let last = extra.len().checked_sub(1)?;
        let at = |part: f64| self.value(&price.metric, extra[(part * last as f64).round() as usize]);
        let metric = self.study.metric(&price.metric);
        let what = metric.map_or_else(|| price.metric.clone(), |metric| metric.words.clone());
        Some((format!("{} ({} … {})", at(0.5), at(0.1), at(0.9)), what))
    }

    /// What an alternative comes to, in words.
    pub fn alternative(&self, weighed: &Weighed) -> String {
        let alternative = weighed.alternative;
        let asked = weighed.removed.len() as u64;
        let conclusion = if weighed.half * 2 >= asked { &alternative.if_much } else { &alternative.if_little };
        words!("claims/words.txt", "alternative", {
            found: &'a Findings<'a> = self,
            weighed: &'a Weighed<'a>,
            conclusion: &'a str,
            asked: u64,
            end: Span = self.study.base.scenario.document.run.length,
        })
    }

    /// The assumptions that a claim rests on: what its runs change, and what decides it.
    pub fn assumptions(&self, judged: &Judged) -> String {
        let sure = judged.flip.iter().filter(|flip| flip.is_sure());
        let mut paths: Vec<&str> = sure.flat_map(|flip| &flip.sides).map(|side| side.path.as_str()).collect();
        for part in [&judged.fact].into_iter().chain(&judged.without) {
            let plan = self.study.file.runs.get(&part.run);
            let changed = plan.into_iter().flat_map(|plan| plan.set.keys().chain(plan.times.keys()));
            paths.extend(
                changed.map(String::as_str).filter(|path| !path.starts_with("run.") && !path.ends_with(".enabled")),
            );
        }
        let mut seen = Vec::new();
        paths.retain(|path| {
            let new = !seen.contains(path);
            seen.push(path);
            new
        });
        let mut named: Vec<String> =
            paths.iter().map(|path| format!("{} ({})", short(path), self.mark(path))).collect();
        named.dedup();
        list(&named)
    }
}

/// Whether the fact is there although the claim does not hold: then it has another cause.
pub fn is_otherwise(judged: &Judged) -> bool {
    let (holds, of) = judged.fact.holds;
    judged.verdict == Verdict::Contradicted && of > 0 && holds as f64 / of as f64 >= MOST
}

/// An interval: `94 %, 90 … 97 %`.
pub fn interval(share: &Interval) -> String {
    words!("claims/words.txt", "interval", { share: &'a Interval })
}

/// A part that goes away; what gets worse has a sign, and what hardly gets worse none.
pub fn signed(part: impl Said) -> String {
    let part = part.number();
    match part {
        worse if worse <= -0.001 => format!("−{}", percent(-part)),
        worse if worse < 0.0 => "nearly 0 %".to_owned(),
        _ => percent(part),
    }
}

/// A path without what its readers know: `block.reply`, `tight_loop.share`.
pub fn short(path: &str) -> String {
    if path == STRUCTURE {
        return "what brings it about".to_owned();
    }
    let ends = ["exponential", "do", "1", "0", "around", "spread", "uniform", "after", "any_error"];
    let words: Vec<&str> = path.split('.').filter(|step| !ends.contains(step)).collect();
    let from = words.len().saturating_sub(2);
    words[from..].join(" ").replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::signed;

    #[test]
    fn what_gets_worse_has_a_sign_if_it_can_be_seen() {
        let said = [0.5, 0.0, -0.0, -0.0004, -0.001, -0.25].map(|part: f64| signed(part));
        assert_eq!(said, ["50 %", "0 %", "0 %", "nearly 0 %", "−0.1 %", "−25 %"]);
    }
}
