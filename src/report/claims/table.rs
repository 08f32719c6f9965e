//! The short form of a study of claims, for a terminal.

use super::Findings;
use super::words::{interval, signed};
use crate::experiment::Estimate;
use crate::experiment::claims::alternative::Weighed;
use crate::experiment::claims::file::Target;
use crate::experiment::claims::study::{Fate, Scope, World};
use crate::experiment::claims::verdict::{Part, Spread};
use crate::experiment::claims::{HISTORY, Judged, Verdict};
use crate::experiment::fixes::FixEffects;
use crate::experiment::situations::Situation;
use crate::measure::Interval;
use crate::measure::window::InWindow;
use crate::report::study::say::{change, difference, table};
use crate::report::words::{list, percent, words};

impl Findings<'_> {
    /// Everything that a terminal shows.
    pub fn text(&self) -> String {
        words!("claims/table.txt", "text", { found: &'a Findings<'a> = self })
    }

    /// The answer to the title, counted. Only worlds are an answer: a quick look says what it is.
    pub fn answer(&self) -> String {
        let public = self.rows().filter(|(judged, _)| !judged.claim.said.is_empty());
        let pair = |(judged, half): (&Judged, Option<&Judged>)| {
            (judged.verdict, half.map_or(judged.verdict, |half| half.verdict))
        };
        words!("claims/table.txt", "answer", {
            is_quick: bool = matches!(self.scope, Scope::OwnWorld(_)),
            public: Vec<(Verdict, Verdict)> = public.map(pair).collect(),
        })
    }

    /// How the worlds came about, in one sentence.
    pub fn worlds_line(&self) -> String {
        let kept = self.count(Fate::Kept);
        let ran = kept + self.count(Fate::Missed);
        words!("claims/table.txt", "worlds", {
            scope: Scope = self.scope,
            kept: usize,
            drawn: usize = self.played.drawn.len(),
            ran: usize,
            accepted: f64 = if ran == 0 { 0.0 } else { kept as f64 / ran as f64 },
        })
    }

    /// The targets, and what the runs show for them.
    pub fn calibration(&self) -> String {
        if self.study.file.targets.is_empty() {
            return words!("claims/table.txt", "no_targets");
        }
        let head = ["target", "between", "median kept", "met by", "median of all"].map(str::to_owned);
        let rows: Vec<Vec<String>> = self.study.file.targets.iter().map(|target| self.target_row(target)).collect();
        table(&head, &rows)
    }

    fn target_row(&self, target: &Target) -> Vec<String> {
        let ran: Vec<_> = self.played.drawn.iter().filter(|world| world.history.is_some()).collect();
        let kept: Vec<_> = ran.iter().copied().filter(|world| world.fate == Fate::Kept).collect();
        let median = |worlds: &[&World]| {
            let seen: Vec<InWindow> = worlds.iter().map(|world| self.study.seen(target, world)).collect();
            let spread = self.seen_in(target, &seen);
            spread.map_or_else(|| "-".to_owned(), |spread| self.spread(&spread))
        };
        let met = ran.iter().filter(|world| self.study.meets(target, world)).count();
        let shown = if target.required { "" } else { " (shown only)" };
        vec![
            format!("{}{shown}", target.what),
            self.between(target),
            median(&kept),
            format!("{met} of {}", ran.len()),
            median(&ran),
        ]
    }

    /// How what worlds show for a target is spread.
    pub fn seen_in(&self, target: &Target, seen: &[InWindow]) -> Option<Spread> {
        let end = self.study.is_moment(&target.measure.metric).then(|| self.study.end_of(HISTORY));
        Spread::from(&target.measure, seen, end)
    }

    /// Where a target has to lie.
    pub fn between(&self, target: &Target) -> String {
        let [low, high] = target.between.map(|value| self.value(&target.measure.metric, value));
        format!("{low} … {high}")
    }

    /// Claims with their verdicts.
    pub fn claims_table(&self) -> String {
        let head = ["claim", "by", "verdict", "holds in", "effect", "counterfactual"].map(str::to_owned);
        let both = |(judged, half): (&Judged, Option<&Judged>)| {
            let mut rows = vec![self.claim_row(judged)];
            if let Some(half) = half {
                rows[0][2] = format!("{}, while it failed", rows[0][2]);
                let mut second = self.claim_row(half);
                second[1] = rows[0][1].clone();
                second[2] = format!("{}, after the repair", second[2]);
                rows.push(second);
            }
            rows
        };
        table(&head, &self.rows().flat_map(both).collect::<Vec<_>>())
    }

    fn claim_row(&self, judged: &Judged) -> Vec<String> {
        let said: Vec<&str> = judged.claim.said.keys().map(String::as_str).collect();
        let share = judged.share.map_or_else(
            || "-".to_owned(),
            |share| format!("{} of {}: {}", judged.holds.0, judged.holds.1, ends(&share)),
        );
        let effect = |part: &Part| part.effect.as_ref().map_or_else(|| "-".to_owned(), |effect| self.spread(effect));
        vec![
            judged.claim.id.clone(),
            if said.is_empty() { "-".to_owned() } else { said.join(" ") },
            self.verdict(judged),
            share,
            effect(&judged.fact),
            judged.without.first().map_or_else(|| "-".to_owned(), effect),
        ]
    }

    /// The sceptic's alternatives, each with how far it explains the outcome.
    pub fn alternatives_table(&self) -> String {
        let head = ["", "alternative", "sceptic", "goes away", "at least half in"].map(str::to_owned);
        let row = |weighed: &Weighed| {
            let removed = weighed.median_removed();
            let removed = removed.map_or_else(
                || "nothing to explain".to_owned(),
                |[low, median, high]| format!("{} ({} … {})", signed(median), signed(low), signed(high)),
            );
            vec![
                weighed.alternative.id.clone(),
                weighed.alternative.text.clone(),
                weighed.sceptic.word().to_owned(),
                removed,
                weighed.share.map_or_else(
                    || "-".to_owned(),
                    |share| format!("{} of {}: {}", weighed.half, weighed.removed.len(), ends(&share)),
                ),
            ]
        };
        table(&head, &self.weighed.iter().map(row).collect::<Vec<_>>())
    }

    /// What the two fixes are worth in each situation.
    pub fn fixes_text(&self) -> String {
        let Some(plan) = self.study.file.fixes.as_ref().filter(|_| !self.fixes.is_empty()) else {
            return String::new();
        };
        let metric = self.study.metric(&plan.measure.metric);
        let head = [
            "situation",
            "error handling alone",
            "bandwidth alone",
            "both",
            "main effects",
            "interaction",
            "share of error handling",
        ]
        .map(str::to_owned);
        let row = |(situation, effects): &(Situation, FixEffects)| {
            let change = |estimate: &Estimate| metric.map_or_else(|| "-".to_owned(), |metric| change(metric, estimate));
            // Alone, a fix does its main effect less half of what both do beyond the sum.
            let alone = |main: &Estimate, interaction: &Estimate| {
                let by = main.mean.zip(interaction.mean).map(|(main, interaction)| main - interaction / 2.0);
                metric.zip(by).map_or_else(|| "-".to_owned(), |(metric, by)| difference(metric, by))
            };
            vec![
                situation.words().to_owned(),
                alone(&effects.main[0], &effects.interaction),
                alone(&effects.main[1], &effects.interaction),
                change(&effects.total),
                format!("{} and {}", change(&effects.main[0]), change(&effects.main[1])),
                change(&effects.interaction),
                effects
                    .shares
                    .as_ref()
                    .map_or_else(|| effects.nothing_to_share().to_owned(), |shares| interval(&shares[0])),
            ]
        };
        let what = metric.map_or_else(|| plan.measure.text(), |metric| metric.words.clone());
        let rows: Vec<Vec<String>> = self.fixes.iter().map(row).collect();
        words!("claims/table.txt", "fixes", {
            what: String,
            worlds: String = self.worlds_words(self.fixes.first().map_or(0, |(_, effects)| effects.total.seen)),
            table: String = table(&head, &rows),
        })
    }

    /// Values that stand in for what is not said, with their marks.
    pub fn stands_in(&self, paths: &[String]) -> String {
        if paths.is_empty() {
            return String::new();
        }
        let named: Vec<String> = paths.iter().map(|path| format!("{path} ({})", self.mark(path))).collect();
        format!("; here: {}", list(&named))
    }
}

/// How many of the verdicts are this one as a whole.
fn verdicts(all: &[(Verdict, Verdict)], verdict: Verdict) -> usize {
    all.iter().filter(|both| **both == (verdict, verdict)).count()
}

/// How many have two halves that differ.
fn halves(all: &[(Verdict, Verdict)]) -> usize {
    all.iter().filter(|(first, second)| first != second).count()
}

fn ends(share: &Interval) -> String {
    format!("{} ({} … {})", percent(share.estimate), percent(share.low), percent(share.high))
}

/// Lines of about 100 letters, with a margin.
fn wrapped(text: &str, margin: usize) -> String {
    let mut lines = String::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() && line.chars().count() + word.chars().count() >= 100 {
            lines += &format!("{:margin$}{line}\n", "");
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line += word;
    }
    if line.is_empty() { lines } else { lines + &format!("{:margin$}{line}\n", "") }
}
