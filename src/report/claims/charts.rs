//! The pictures of a study of claims: every world a dot, the fact above its counterfactuals on one scale, and where each
//! has to lie.

use super::Findings;
use crate::draw::chart::{Chart, Strip, Strips};
use crate::draw::figure::{Axis, Quantity};
use crate::draw::ink::Ink;
use crate::experiment::claims::file::Ladder;
use crate::experiment::claims::file::Needs;
use crate::experiment::claims::moment::Moment;
use crate::experiment::claims::plan::rung_values;
use crate::experiment::claims::requirement::{Measure, Other, Requirement, Test};
use crate::experiment::claims::study::{Fate, World};
use crate::experiment::claims::verdict::{FEW, MOST, Spread};
use crate::experiment::claims::{Judged, Verdict};
use crate::experiment::condition::Comparison;
use crate::measure::window::InWindow;
use crate::report::provenance::VERSION;
use crate::report::role;
use crate::report::words::{sentence, words};
use crate::units::Span;

impl Findings<'_> {
    /// Every picture with the names of its files.
    pub fn charts(&self) -> Vec<([String; 2], Chart)> {
        let named = |name: &str, chart| ([format!("{name}.svg"), format!("{name}.png")], chart);
        let claims = self.judged.iter().filter_map(|judged| Some(named(&judged.claim.id, self.claim_chart(judged)?)));
        claims.chain(self.calibration_chart().map(|chart| named("calibration", chart))).collect()
    }

    /// A claim: the run that has to show the effect, and those that must not.
    pub fn claim_chart(&self, judged: &Judged) -> Option<Chart> {
        if judged.verdict == Verdict::NotTestable {
            return None;
        }
        let claim = judged.claim;
        let measure = claim.picture.clone().or_else(|| self.shared_measure(judged))?;
        if measure.ladder().is_some() {
            return self.ladder_chart(judged, &measure);
        }
        let parts = [(&judged.fact, &claim.holds)].into_iter();
        let parts = parts.chain(judged.without.iter().zip(claim.without.iter().map(|without| &without.holds)));
        let row = |(place, (part, holds)): (usize, (&_, &Vec<Requirement>))| {
            let part: &crate::experiment::claims::verdict::Part = part;
            let test = holds.iter().flat_map(|holds| &holds.tests).find(|test| test.left.metric == measure.metric);
            let own = test.map_or(&measure, |test| &test.left);
            let spread = Spread::of(self.study, self.played, &part.run, own)?;
            let note = format!("as claimed in {} of {}", part.holds.0, self.worlds_words(part.holds.1));
            let label = match *own == measure {
                true => self.study.file.what(&part.run).to_owned(),
                false => format!("{}, {}", self.study.file.what(&part.run), self.window(own)),
            };
            let decides = place == 0 || claim.needs != Needs::None;
            Some(self.strip(&label, note, met(part.holds, decides), &spread, test))
        };
        let mut rows: Vec<Strip> = parts.enumerate().filter_map(row).collect();
        rows.extend(self.beside(judged, &measure));
        if rows.is_empty() {
            return None;
        }
        let what = self.words_of(&measure);
        let is_tinted = rows.iter().any(|row| row.holds != (None, None));
        Some(self.strips(judged, sentence(&what), is_tinted, self.axis(&measure.metric, what), rows))
    }

    fn strips(&self, judged: &Judged, what: String, is_tinted: bool, x: Axis, rows: Vec<Strip>) -> Chart {
        let title = format!("{}: {}", sentence(&self.verdict(judged)), judged.claim.text.trim_end_matches('.'));
        let subtitle = words!("claims/charts.txt", "strips", {
            what: String,
            worlds: String = self.worlds_words(judged.holds.1),
            judged: &'a Judged<'a>,
            is_tinted: bool,
        });
        let alt = format!("{title}. {}", self.brief(judged).join(" "));
        Chart::from(Strips { alt, title, subtitle, footer: self.footer(), x, rows })
    }

    /// A claim that compares the answers of ladders.
    fn ladder_chart(&self, judged: &Judged, measure: &Measure) -> Option<Chart> {
        let ladders = &self.study.file.ladders;
        let first = ladders.iter().find(|ladder| measure.ladder() == Some(&ladder.id))?;
        let asked =
            ladders.iter().filter(|ladder| judged.claim.ladders.contains(&ladder.id) && ladder.values == first.values);
        let row = |ladder: &Ladder| {
            let measure = Measure { metric: format!("ladders.{}", ladder.id), from: None, to: None };
            let spread = Spread::of(self.study, self.played, &ladder.run, &measure)?;
            let ink = if ladder.id == first.id { role::RETRIES } else { Ink::Neutral };
            Some(self.strip(self.study.file.what(&ladder.run), String::new(), ink, &spread, None))
        };
        let rows: Vec<Strip> = asked.filter_map(row).collect();
        let is_time = rung_values(first).first().is_some_and(|value| value.parse::<Span>().is_ok());
        let (quantity, unit) = if is_time { (Quantity::Hours, "hours") } else { (Quantity::Number, "value") };
        (!rows.is_empty()).then(|| self.strips(judged, sentence(&first.what), false, Axis::new(unit, quantity), rows))
    }

    /// Runs that the fact is compared with and that are no counterfactuals.
    fn beside(&self, judged: &Judged, measure: &Measure) -> Vec<Strip> {
        let compared = judged.claim.holds.iter().flat_map(|holds| &holds.tests).filter_map(|test| match &test.of {
            Some(Other::Run(run)) => Some(run),
            Some(Other::Measure(_)) | None => None,
        });
        let known = |run: &String| judged.fact.run == *run || judged.without.iter().any(|part| part.run == *run);
        let row = |run: &String| {
            let spread = Spread::of(self.study, self.played, run, measure)?;
            Some(self.strip(self.study.file.what(run), "to compare with".to_owned(), Ink::Neutral, &spread, None))
        };
        compared.filter(|run| !known(run)).filter_map(row).collect()
    }

    /// The number that the fact and its counterfactuals can be compared by.
    fn shared_measure(&self, judged: &Judged) -> Option<Measure> {
        let fact = judged.fact.effect.as_ref().map(|effect| effect.measure.clone());
        let other = judged.without.first().and_then(|part| part.effect.as_ref()).map(|effect| effect.measure.clone());
        match (fact, other) {
            (Some(fact), Some(other)) if fact.metric != other.metric => {
                let shared = Spread::of(self.study, self.played, &judged.fact.run, &other).is_some();
                Some(if shared { other } else { fact })
            }
            (Some(fact), _) => Some(fact),
            (None, other) => other,
        }
    }

    fn strip(&self, label: &str, note: String, ink: Ink, spread: &Spread, test: Option<&Test>) -> Strip {
        let metric = &spread.measure.metric;
        let factor = self.factor(metric);
        // Against another run there is no fixed limit: it differs from world to world.
        let fixed = test.filter(|test| test.of.is_none());
        let limit = |test: &Test| {
            let value = Some(test.factor * factor);
            match test.comparison {
                Comparison::AtLeast | Comparison::Above => (value, None),
                Comparison::AtMost | Comparison::Below => (None, value),
            }
        };
        let written = |test: &Test| {
            let sign = match test.comparison {
                Comparison::AtLeast => "≥",
                Comparison::Above => ">",
                Comparison::AtMost => "≤",
                Comparison::Below => "<",
            };
            format!("{sign} {}", self.value(metric, test.factor))
        };
        Strip {
            label: sentence(label),
            note,
            ink,
            values: spread.values.iter().map(|value| value * factor).collect(),
            never: spread.never,
            holds: fixed.map_or((None, None), limit),
            limit: fixed.map_or_else(String::new, written),
        }
    }

    /// Shares are drawn in percent.
    fn factor(&self, metric: &str) -> f64 {
        if self.study.metric(metric).is_some_and(|metric| metric.unit == "share") { 100.0 } else { 1.0 }
    }

    fn axis(&self, metric: &str, label: String) -> Axis {
        let quantity = match self.study.metric(metric).map(|metric| metric.unit) {
            Some("share") => Quantity::Percent,
            Some("hours") => Quantity::Hours,
            Some("1/s") => Quantity::PerSecond,
            Some("clients" | "devices" | "messages" | "requests" | "attempts" | "wishes") => Quantity::Count,
            Some(_) => Quantity::Number,
            // Of the ladders, only those over time have a unit: hours.
            None => Quantity::Number,
        };
        let axis = Axis::new(label, quantity);
        if quantity == Quantity::Percent { Axis { min: Some(0.0), max: Some(100.0), ..axis } } else { axis }
    }

    /// The part of the run that a number is of.
    fn window(&self, measure: &Measure) -> String {
        let words =
            |moment: &Option<Moment>, open: &str| moment.as_ref().map_or_else(|| open.to_owned(), Moment::words);
        match measure.is_of_part() {
            true => format!("{} to {}", words(&measure.from, "onset"), words(&measure.to, "end")),
            false => "whole run".to_owned(),
        }
    }

    /// The targets of the public timeline that are times, with all worlds that were kept.
    pub fn calibration_chart(&self) -> Option<Chart> {
        let is_time = |name: &str| self.study.metric(name).is_some_and(|metric| metric.unit == "hours");
        let targets = self.study.file.targets.iter().filter(|target| is_time(&target.measure.metric));
        let ran = self.played.drawn.iter().filter(|world| world.history.is_some()).count();
        let row = |target: &crate::experiment::claims::file::Target| {
            let kept: Vec<InWindow> = self.kept().map(|world| self.study.seen(target, world)).collect();
            let spread = self.seen_in(target, &kept)?;
            let met = self.played.drawn.iter().filter(|world| self.study.meets(target, world)).count();
            Some(Strip {
                label: sentence(&target.what),
                note: format!("met by {met} of {ran} that ran"),
                ink: role::GOODPUT,
                values: spread.values,
                never: spread.never,
                holds: (Some(target.between[0]), Some(target.between[1])),
                limit: format!("public: {}", self.between(target)),
            })
        };
        let rows: Vec<Strip> = targets.filter_map(row).collect();
        let kept = self.count(Fate::Kept);
        let title = format!("{} meet the public timeline", sentence(&self.worlds_words(kept as u64)));
        (!rows.is_empty()).then(|| {
            Chart::from(Strips {
                alt: format!("{title}. {}", self.worlds_line()),
                title,
                subtitle: words!("claims/charts.txt", "calibration"),
                footer: self.footer(),
                x: Axis::new("hours since the onset", Quantity::Hours),
                rows,
            })
        })
    }

    fn kept(&self) -> impl Iterator<Item = &World> {
        self.played.drawn.iter().filter(|world| world.fate == Fate::Kept)
    }

    /// The kept world whose numbers lie nearest to the middle of all targets, by ranks.
    pub fn middle(&self) -> Option<&World> {
        let kept: Vec<&World> = self.kept().collect();
        let half = kept.len() as f64 / 2.0;
        let mut off = vec![0.0; kept.len()];
        for target in self.study.file.targets.iter().filter(|target| target.required) {
            let value = |world: &&World| match self.study.seen(target, world) {
                InWindow::Value(value) => value,
                InWindow::Missing | InWindow::Empty => f64::INFINITY,
            };
            let values: Vec<f64> = kept.iter().map(value).collect();
            let ranks = crate::measure::statistics::ranks(&values);
            off.iter_mut().zip(ranks).for_each(|(off, rank)| *off += (rank - half).abs());
        }
        let nearest = (0..kept.len()).min_by(|a, b| off[*a].total_cmp(&off[*b]))?;
        Some(kept[nearest])
    }

    fn footer(&self) -> String {
        words!("claims/charts.txt", "footer", {
            scenario: &'a str = &self.study.base.scenario.name,
            scale: f64 = self.study.base.scale,
            version: &'a str = VERSION,
        })
    }
}

/// Green where a run shows what it has to in most worlds, orange where it hardly ever does, grey between and where
/// nothing depends on it.
fn met((holds, of): (u64, u64), decides: bool) -> Ink {
    let share = holds as f64 / (of.max(1)) as f64;
    match (decides, share >= MOST, share < FEW) {
        (false, _, _) | (true, false, false) => Ink::Neutral,
        (true, true, _) => role::GOODPUT,
        (true, false, true) => role::RETRIES,
    }
}
