//! What two or three fixes are worth, situation by situation.

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
use crate::experiment::situations::Situation;
use crate::experiment::worth::{Design, Member, Worths};
use crate::measure::MetricName;
use crate::report::words::{percent, sentence, words};

/// What the fixes are worth in one situation.
pub struct Worth<'a> {
    /// Which situation.
    pub situation: Situation,
    /// The arms, in the order of the [`Design`].
    pub arms: &'a [Arm],
}

/// What the fixes are worth, situation by situation.
pub struct FixWorth<'a> {
    /// The fixes.
    pub design: &'a Design,
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
    fn effects(&self, worth: &Worth, metric: usize) -> Worths {
        let values: Vec<Vec<Option<f64>>> = worth.arms.iter().map(|arm| values(&arm.records, metric)).collect();
        Worths::of(&values, self.metrics[metric].kind.largest_difference())
    }

    /// The fixes whose shares are told: of two the first, which leaves the rest to the other.
    fn shared(&self) -> &[Member] {
        if self.design.members.len() == 2 { &self.design.members[..1] } else { &self.design.members }
    }

    fn all_words(&self) -> Vec<String> {
        (0..self.design.arms()).map(|arm| self.design.words(arm)).collect()
    }

    /// What fixes with names are, a line each.
    fn legend(&self) -> String {
        let line = |member: &Member| Some(format!("{}: {}\n", member.label, member.words.as_ref()?));
        self.design.members.iter().filter_map(line).collect()
    }

    /// The arms and the effects of every situation.
    pub fn table(&self) -> String {
        let mut text = self.legend();
        if !text.is_empty() {
            text.push('\n');
        }
        for worth in self.situations {
            text += &format!("{}\n", sentence(worth.situation.words()));
            let head: Vec<String> = ["  metric".to_owned()].into_iter().chain(self.all_words()).collect();
            let mut rows = Vec::new();
            for metric in self.shown {
                let named = &self.metrics[*metric];
                let cell = |arm: &Arm| say::estimate(named, &Estimate::of(named, &values(&arm.records, *metric)));
                rows.push([format!("  {}", named.name)].into_iter().chain(worth.arms.iter().map(cell)).collect());
            }
            text += &say::table(&head, &rows);
            let rows: Vec<Vec<String>> = self.shown.iter().map(|metric| self.effect_row(worth, *metric)).collect();
            text += "\n";
            text += &say::table(&self.effect_head(), &rows);
            text += "\n";
            text += &self.sentences(worth);
        }
        let runs = self.situations.iter().flat_map(|worth| worth.arms).map(|arm| arm.records.len() as u64).min();
        let few = say::few(runs.unwrap_or(0));
        text + &words!("study/words.txt", "effects", { few: String, two: bool = self.design.members.len() == 2 })
    }

    fn effect_head(&self) -> Vec<String> {
        let labels = self.design.members.iter().map(|member| member.label.clone());
        let shares = self.shared().iter().map(|member| format!("share of {}", member.label));
        let rest = ["interaction", self.design.together()].map(str::to_owned);
        ["  metric".to_owned()].into_iter().chain(labels).chain(rest).chain(shares).collect()
    }

    /// What each arm does to the first metric shown that is no verdict, in one plain sentence.
    fn sentences(&self, worth: &Worth) -> String {
        let Some(metric) = self.shown.iter().find(|metric| !self.metrics[**metric].is_verdict()) else {
            return String::new();
        };
        let (first, before) = (self.design.words(0), values(&worth.arms[0].records, *metric));
        let line = |(words, arm): (String, &Arm)| {
            let (metric, after) = (&self.metrics[*metric], values(&arm.records, *metric));
            let change = Change { metric, first: &first, before: &before, after: &after };
            format!("  {words}: {}\n", change.sentence())
        };
        self.all_words().into_iter().zip(worth.arms).skip(1).map(line).collect::<String>() + "\n"
    }

    fn effect_row(&self, worth: &Worth, metric: usize) -> Vec<String> {
        let named = &self.metrics[metric];
        let found = self.effects(worth, metric);
        let share = |place: usize| match &found.shares {
            Some(shares) => {
                let [estimate, low, high] =
                    [shares[place].estimate, shares[place].low, shares[place].high].map(signed_percent);
                format!("{estimate} ({low} … {high})")
            }
            None => found.nothing_to_share().to_owned(),
        };
        let mut row = vec![format!("  {}", named.name)];
        row.extend(
            found.each.iter().chain([&found.interaction, &found.total]).map(|effect| say::change(named, effect)),
        );
        row.extend((0..self.shared().len()).map(share));
        row
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
                for (effect, of) in self.named_effects(&found) {
                    write(effect, of.seen, of.mean, of.low, of.high);
                }
                for (member, share) in self.design.members.iter().zip(found.shares.iter().flatten()) {
                    let effect = format!("share_of_{}", member.key);
                    write(&effect, found.total.seen, Some(share.estimate), Some(share.low), Some(share.high));
                }
            }
        }
        rows.bytes()
    }

    /// The share that a title tells of a situation: of two fixes that of the first, of more the largest.
    fn share_said(&self, worth: &Worth, found: &Worths) -> Option<String> {
        let (shares, situation) = (found.shares.as_ref()?, worth.situation.words());
        if let [first, _] = shares.as_slice() {
            return Some(format!("{} {situation}", signed_percent(first.estimate)));
        }
        let of = self.design.members.iter().zip(shares);
        let (member, share) = of.max_by(|a, b| a.1.estimate.total_cmp(&b.1.estimate))?;
        Some(format!("{} {} {situation}", member.label, signed_percent(share.estimate)))
    }

    /// Whose shares a title tells.
    fn whose_share(&self) -> String {
        match self.design.members.as_slice() {
            [first, _] if first.words.is_none() => format!("{}'s share", sentence(&first.label)),
            [first, _] => format!("The share of `{}`", first.label),
            _ => "The largest share".to_owned(),
        }
    }

    /// The effects under their names in files.
    fn named_effects<'f>(&'f self, found: &'f Worths) -> impl Iterator<Item = (&'f str, &'f Estimate)> {
        let each = self.design.members.iter().map(|member| member.key.as_str()).zip(&found.each);
        each.chain([("interaction", &found.interaction), (self.design.together(), &found.total)])
    }

    /// Effects of all fixes in every situation, on one scale.
    pub fn chart(&self) -> Option<Chart> {
        let metric = *self.shown.iter().find(|metric| !self.metrics[**metric].is_verdict())?;
        let named = &self.metrics[metric];
        let factor = if in_percent(named) { 100.0 } else { 1.0 };
        let bar = |label: &str, ink: Ink, estimate: &Estimate| {
            let interval = estimate.interval().or(estimate.mean.map(exact))?;
            Some(EffectBar { label: label.to_owned(), ink, interval: times(interval, factor) })
        };
        let members = &self.design.members;
        let row = |worth: &Worth| -> Vec<EffectRow> {
            let (found, situation) = (self.effects(worth, metric), worth.situation.words());
            let of = |place: usize, ink: Ink| bar(said(&members[place]), ink, &found.each[place]);
            match members.len() {
                2 => {
                    let bars = [of(0, Ink::Low), of(1, Ink::High)].into_iter().flatten().collect();
                    vec![EffectRow { label: situation.to_owned(), bars }]
                }
                // A row holds two bars.
                count => (0..count)
                    .map(|place| {
                        let bars = of(place, Ink::Neutral).map(|bar| EffectBar { label: String::new(), ..bar });
                        let label = format!("{}, {situation}", members[place].label);
                        EffectRow { label, bars: bars.into_iter().collect() }
                    })
                    .collect(),
            }
        };
        let rows: Vec<EffectRow> = self.situations.iter().flat_map(row).filter(|row| !row.bars.is_empty()).collect();
        let found: Vec<Worths> = self.situations.iter().map(|worth| self.effects(worth, metric)).collect();
        let shares: Vec<String> =
            self.situations.iter().zip(&found).filter_map(|(worth, found)| self.share_said(worth, found)).collect();
        let ranged = found.iter().flat_map(|found| &found.each).any(|each| each.interval().is_some());
        let title = words!("study/words.txt", "fixes_title", {
            what: &'a str = &named.words,
            whose: String = self.whose_share(),
            shares: Vec<String>,
            ranged: bool,
        });
        let subtitle = words!("study/words.txt", "fixes_subtitle", { name: &'a str = &named.name, ranged: bool });
        let legend = self.legend().trim_end().replace('\n', "; ");
        let alt = format!("{title}. {subtitle}. {legend}").trim_end().to_owned();
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
                let mut one = serde_json::json!({
                    "situation": worth.situation.name(),
                    "metric": self.metrics[*metric].name,
                });
                for (effect, of) in self.named_effects(&found) {
                    one[effect] = serde_json::json!(of);
                }
                for (place, member) in self.shared().iter().enumerate() {
                    let share = found.shares.as_ref().map(|shares| &shares[place]);
                    let share = share.map(|share| [share.estimate, share.low, share.high]);
                    one[format!("share_of_{}", member.key)] = serde_json::json!(share);
                }
                all.push(one);
            }
        }
        json(&serde_json::json!({ "schema": "syncstorm.fixes/1", "scale": self.about.scale, "effects": all }))
    }
}

/// What a fix is called where there is room: its name, and what it is.
fn said(member: &Member) -> &str {
    member.words.as_deref().unwrap_or(&member.label)
}

/// A share that may be below 0 (the fix does harm) or above 1 (the other one does).
fn signed_percent(share: f64) -> String {
    if (0.0..=1.0).contains(&share) { percent(share) } else { format!("{:.0} %", share * 100.0) }
}
