//! What the two fixes are worth, situation by situation.

use super::compare::Arm;
use super::plain::Change;
use super::rows::{Rows, field, json};
use super::sweep::{exact, in_percent, quantity, times};
use super::{About, say};
use crate::draw::chart::{Chart, EffectBar, EffectRow, Effects};
use crate::draw::figure::{Axis, Scale};
use crate::draw::ink::Ink;
use crate::experiment::Estimate;
use crate::experiment::estimate::values;
use crate::experiment::fixes::{Arm as FixArm, FixEffects};
use crate::experiment::situations::Situation;
use crate::measure::MetricName;
use crate::report::words::{percent, sentence, words};

/// What the fixes are worth in one situation.
pub struct Worth<'a> {
    /// Which situation.
    pub situation: Situation,
    /// The four arms, in the order of [`FixArm::ALL`].
    pub arms: &'a [Arm],
}

/// What the fixes are worth, situation by situation.
pub struct FixWorth<'a> {
    /// The situations there are.
    pub situations: &'a [Worth<'a>],
    /// All metrics.
    pub metrics: &'a [MetricName],
    /// Which of them are shown; the first that is no verdict is drawn.
    pub shown: &'a [usize],
    /// What it was made of.
    pub about: &'a About,
}

impl FixWorth<'_> {
    fn effects(&self, worth: &Worth, metric: usize) -> FixEffects {
        let values: Vec<Vec<Option<f64>>> = worth.arms.iter().map(|arm| values(&arm.records, metric)).collect();
        let largest = self.metrics[metric].kind.largest_difference();
        FixEffects::of([&values[0], &values[1], &values[2], &values[3]], largest)
    }

    /// The arms and the effects of every situation.
    pub fn table(&self) -> String {
        let mut text = String::new();
        for worth in self.situations {
            text += &format!("{}\n", sentence(worth.situation.words()));
            let columns = FixArm::ALL.map(|arm| arm.words().to_owned());
            let head: Vec<String> = ["  metric".to_owned()].into_iter().chain(columns).collect();
            let mut rows = Vec::new();
            for metric in self.shown {
                let named = &self.metrics[*metric];
                let cell = |arm: &Arm| say::estimate(named, &Estimate::of(named, &values(&arm.records, *metric)));
                rows.push([format!("  {}", named.name)].into_iter().chain(worth.arms.iter().map(cell)).collect());
            }
            text += &say::table(&head, &rows);
            let head = ["  metric", "error handling", "bandwidth", "interaction", "both", "share of error handling"];
            let rows: Vec<Vec<String>> = self.shown.iter().map(|metric| self.effect_row(worth, *metric)).collect();
            text += "\n";
            text += &say::table(&head.map(str::to_owned), &rows);
            text += "\n";
            text += &self.sentences(worth);
        }
        let runs = self.situations.iter().flat_map(|worth| worth.arms).map(|arm| arm.records.len() as u64).min();
        let few = say::few(runs.unwrap_or(0));
        text + &words!("study/words.txt", "effects", { few: String })
    }

    /// What each arm does to the first metric shown that is no verdict, in one plain sentence.
    fn sentences(&self, worth: &Worth) -> String {
        let Some(metric) = self.shown.iter().find(|metric| !self.metrics[**metric].is_verdict()) else {
            return String::new();
        };
        let (first, before) = (FixArm::Neither.words(), values(&worth.arms[0].records, *metric));
        let line = |(fix, arm): (FixArm, &Arm)| {
            let (metric, after) = (&self.metrics[*metric], values(&arm.records, *metric));
            format!("  {}: {}\n", fix.words(), Change { metric, first, before: &before, after: &after }.sentence())
        };
        FixArm::ALL.into_iter().zip(worth.arms).skip(1).map(line).collect::<String>() + "\n"
    }

    fn effect_row(&self, worth: &Worth, metric: usize) -> Vec<String> {
        let named = &self.metrics[metric];
        let found = self.effects(worth, metric);
        let share = match &found.shares {
            Some([share, _]) => {
                format!(
                    "{} ({} … {})",
                    signed_percent(share.estimate),
                    signed_percent(share.low),
                    signed_percent(share.high)
                )
            }
            None => found.nothing_to_share().to_owned(),
        };
        vec![
            format!("  {}", named.name),
            say::change(named, &found.main[0]),
            say::change(named, &found.main[1]),
            say::change(named, &found.interaction),
            say::change(named, &found.total),
            share,
        ]
    }

    /// One row per situation, metric and effect.
    pub fn rows(&self) -> Vec<u8> {
        let mut rows = Rows::new(["situation", "metric", "effect", "seeds", "mean", "low_95", "high_95"]);
        for worth in self.situations {
            for (metric, named) in self.metrics.iter().enumerate() {
                let found = self.effects(worth, metric);
                let mut write = |effect: &str, seen: u64, mean: Option<f64>, low: Option<f64>, high: Option<f64>| {
                    let front = [worth.situation.name(), &named.name, effect];
                    let numbers = [seen.to_string(), field(mean), field(low), field(high)];
                    rows.push(front.map(str::to_owned).into_iter().chain(numbers))
                };
                let [error_handling, bandwidth] = found.main;
                for (effect, of) in [
                    ("error_handling", error_handling),
                    ("bandwidth", bandwidth),
                    ("interaction", found.interaction),
                    ("both", found.total),
                ] {
                    write(effect, of.seen, of.mean, of.low, of.high);
                }
                for (effect, share) in
                    ["share_of_error_handling", "share_of_bandwidth"].iter().zip(found.shares.iter().flatten())
                {
                    write(effect, found.total.seen, Some(share.estimate), Some(share.low), Some(share.high));
                }
            }
        }
        rows.bytes()
    }

    /// Main effects of both fixes in every situation, on one scale.
    pub fn chart(&self) -> Option<Chart> {
        let metric = *self.shown.iter().find(|metric| !self.metrics[**metric].is_verdict())?;
        let named = &self.metrics[metric];
        let factor = if in_percent(named) { 100.0 } else { 1.0 };
        let bar = |label: &str, ink: Ink, estimate: &Estimate| {
            let interval = estimate.interval().or(estimate.mean.map(exact))?;
            Some(EffectBar { label: label.to_owned(), ink, interval: times(interval, factor) })
        };
        let row = |worth: &Worth| {
            let found = self.effects(worth, metric);
            let bars = [bar("error handling", Ink::Low, &found.main[0]), bar("bandwidth", Ink::High, &found.main[1])];
            EffectRow { label: worth.situation.words().to_owned(), bars: bars.into_iter().flatten().collect() }
        };
        let rows: Vec<EffectRow> = self.situations.iter().map(row).filter(|row| !row.bars.is_empty()).collect();
        let share = |worth: &Worth| {
            let shares = self.effects(worth, metric).shares?;
            Some(format!("{} {}", signed_percent(shares[0].estimate), worth.situation.words()))
        };
        let shares: Vec<String> = self.situations.iter().filter_map(share).collect();
        let found: Vec<FixEffects> = self.situations.iter().map(|worth| self.effects(worth, metric)).collect();
        let ranged = found.iter().flat_map(|found| &found.main).any(|main| main.interval().is_some());
        let title = words!("study/words.txt", "fixes_title", { what: &'a str = &named.words, shares: Vec<String>, ranged: bool });
        let subtitle = words!("study/words.txt", "fixes_subtitle", { name: &'a str = &named.name, ranged: bool });
        let alt = format!("{title}. {subtitle}.");
        (!rows.is_empty()).then(|| {
            Chart::from(Effects {
                title,
                subtitle,
                alt,
                footer: self.about.footer(),
                axis: Axis::new(format!("change of {}", named.words), quantity(named)).with_scale(Scale::Linear),
                base: 0.0,
                base_label: "no change".to_owned(),
                rows,
            })
        })
    }

    /// The effects on the metrics shown as JSON.
    pub fn json(&self) -> String {
        let mut all = Vec::new();
        for worth in self.situations {
            for metric in self.shown {
                let found = self.effects(worth, *metric);
                let share = found.shares.map(|shares| [shares[0].estimate, shares[0].low, shares[0].high]);
                all.push(serde_json::json!({
                    "situation": worth.situation.name(),
                    "metric": self.metrics[*metric].name,
                    "error_handling": found.main[0],
                    "bandwidth": found.main[1],
                    "interaction": found.interaction,
                    "both": found.total,
                    "share_of_error_handling": share,
                }));
            }
        }
        json(&serde_json::json!({ "schema": "syncstorm.fixes/1", "scale": self.about.scale, "effects": all }))
    }
}

/// A share that may be below 0 (the fix does harm) or above 1 (the other one does).
fn signed_percent(share: f64) -> String {
    if (0.0..=1.0).contains(&share) { percent(share) } else { format!("{:.0} %", share * 100.0) }
}
