//! Which parameters matter: two tables and two charts; the files are in `sensitivity_files`.

use super::sweep::{exact, in_percent, times, y_axis};
use super::{About, say};
use crate::draw::chart::{Chart, EffectBar, EffectRow, Effects};
use crate::draw::figure::{Axis, Quantity, Scale};
use crate::draw::ink::Ink;
use crate::experiment::Estimate;
use crate::experiment::sensitivity::{Correlations, Effect, End, Measured, Reading};
use crate::measure::Interval;
use crate::measure::bounds::FEWEST;
use crate::report::words::sentence;

/// Rows that are legible on a slide.
const DRAWN: usize = 10;

/// Steps of a path that name a shape and no parameter.
const SHAPES: [&str; 8] = ["exponential", "uniform", "spread", "around", "after", "shifted", "of", "do"];

/// What a study of sensitivity has found.
pub struct Found<'a> {
    /// The metric.
    pub measured: &'a Measured,
    /// Why there is nothing to compare, if no run has the number.
    pub not_measured: Option<String>,
    /// The scenario's own value.
    pub own: Estimate,
    /// The same with "never" at the horizon.
    pub own_capped: Estimate,
    /// What each parameter does alone; empty if that was not asked.
    pub effects: Vec<Effect>,
    /// How each goes with the metric; none if that was not asked.
    pub correlations: Option<Correlations>,
    /// What it was made of.
    pub about: &'a About,
    /// Number of runs.
    pub runs: u64,
}

impl Found<'_> {
    /// Both tables, with what has to be known to read them.
    pub fn text(&self) -> String {
        let metric = &self.measured.metric;
        if let Some(why) = &self.not_measured {
            return format!("{} ({}): {why}\n", metric.name, metric.meaning);
        }
        let mut text = format!("{} ({}): {}\n", metric.name, metric.meaning, say::estimate(metric, &self.own));
        if !self.effects.is_empty() {
            let interval = if self.ranged() { ", with its 95 % interval" } else { "" };
            text += &format!("\nOne at a time: difference from the scenario itself{interval}\n");
            text += &self.effect_table();
            text += &self.too_few();
            text += &self.never_in_means();
        }
        if let Some(correlations) = &self.correlations {
            text += &format!("\nAll at once: Spearman's rank correlation over {} points\n", correlations.points);
            text += &correlation_table(correlations);
            text += &self.never_in_ranks(correlations);
        }
        let ranked = self.correlations.iter().flat_map(|all| &all.rows).any(|row| row.rho.is_some());
        if !self.ranged() && !ranked {
            return text + &format!("\n{} runs\n", self.runs);
        }
        text += &format!("\n{} runs; \"noise\": the interval holds 0", self.runs);
        text + " (of twenty parameters that do nothing, one looks as if it did)\n"
    }

    /// Whether any difference has an interval.
    fn ranged(&self) -> bool {
        self.effects.iter().flat_map(|effect| &effect.ends).any(|end| end.is_noise().is_some())
    }

    /// What so few runs cannot say, and how many could.
    fn too_few(&self) -> String {
        let unknown: Vec<&End> =
            self.effects.iter().flat_map(|effect| &effect.ends).filter(|end| end.is_noise().is_none()).collect();
        let Some(least) = unknown.iter().map(|end| end.capped.seen).min() else { return String::new() };
        let most = unknown.iter().map(|end| end.capped.seen).max().unwrap_or(least);
        let pairs = match (least, most) {
            (1, 1) => "one pair of runs".to_owned(),
            (least, most) if least == most => format!("{least} pairs of runs"),
            (least, most) => format!("{least} to {most} pairs of runs"),
        };
        format!(
            "\"?\": {pairs} cannot tell an effect from noise; it takes {FEWEST} that have the number (--replications)\n"
        )
    }

    fn effect_table(&self) -> String {
        let metric = &self.measured.metric;
        let head = ["parameter", "value", "difference", ""].map(str::to_owned);
        let line = |(effect, end): (&Effect, &End)| {
            let never = if metric.is_moment() && end.never > 0 {
                format!("never in {} of {}", end.never, end.level.of)
            } else {
                String::new()
            };
            let noise = match end.is_noise() {
                None => "?",
                Some(true) => "noise",
                Some(false) => "",
            };
            let said = [noise, &never].into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join("; ");
            vec![effect.path.clone(), rounded(&end.value, 3), self.difference(end), said]
        };
        let lines = self.effects.iter().flat_map(|effect| effect.ends.iter().map(move |end| (effect, end))).map(line);
        say::table(&head, &lines.collect::<Vec<_>>())
    }

    /// The difference; where some runs never came so far, what is known of it.
    fn difference(&self, end: &End) -> String {
        let metric = &self.measured.metric;
        let bound = || end.capped.mean.map_or_else(|| "-".to_owned(), |by| say::difference(metric, by));
        match end.reading {
            Reading::Exact => say::change(metric, &end.difference),
            Reading::AtLeast => format!("at least {}", bound()),
            Reading::AtMost => format!("at most {}", bound()),
            Reading::Unknown if end.never == end.level.of && self.own.seen == 0 => {
                "never, as in the scenario".to_owned()
            }
            Reading::Unknown => "unknown: never on both sides".to_owned(),
        }
    }

    fn never_in_means(&self) -> String {
        let never: u64 = self.effects.iter().flat_map(|effect| &effect.ends).map(|end| end.never).sum();
        match (self.measured.metric.is_moment(), never) {
            (_, 0) => String::new(),
            (true, _) => format!(
                "\"at least\", \"at most\": \"never\" is later than the horizon, {}, and is in no mean\n",
                say::value(&self.measured.metric, self.measured.horizon_h)
            ),
            (false, _) => format!("{never} runs have no such number; their pairs are left out\n"),
        }
    }

    fn never_in_ranks(&self, correlations: &Correlations) -> String {
        let Correlations { never, without, points, .. } = correlations;
        let mut text = String::new();
        if *never > 0 {
            text += &format!(
                "never at {never} of {points} points (in half of their runs or more): ranked above all others, for never is later than any time\n"
            );
        }
        if *without > 0 {
            text += &format!("{without} of {points} points have no such number and are left out\n");
        }
        text
    }

    /// A parameter by the fewest of its last steps, two or more, by which it is known among all. Steps that only name
    /// the shape of a distribution say nothing.
    fn name(&self, path: &str) -> String {
        let steps = |path: &str| -> Vec<String> {
            path.split('.').filter(|step| !SHAPES.contains(step)).map(str::to_owned).collect()
        };
        let alone = self.effects.iter().map(|effect| effect.path.as_str());
        let ranked = self.correlations.iter().flat_map(|all| &all.rows).map(|row| row.path.as_str());
        let others: Vec<Vec<String>> = alone.chain(ranked).filter(|other| *other != path).map(steps).collect();
        let own = steps(path);
        let known = |count: &usize| others.iter().all(|other| !other.ends_with(&own[own.len() - count..]));
        let count = (own.len().min(2)..=own.len()).find(known).unwrap_or(own.len());
        own[own.len() - count..].join(".")
    }

    /// The tornado; none without its part.
    pub fn tornado(&self) -> Option<Chart> {
        let first = self.effects.first()?;
        let metric = &self.measured.metric;
        let factor = if in_percent(metric) { 100.0 } else { 1.0 };
        let own = self.own_capped.mean?;
        let row = |effect: &Effect| {
            let bar = |(place, end): (usize, &End)| {
                let by = end.capped.interval().or(end.capped.mean.map(exact))?;
                // No metric is negative, no share above 1 and no moment behind the horizon, whatever a few runs say.
                let most = match (metric.is_moment(), in_percent(metric)) {
                    (true, _) => self.measured.horizon_h,
                    (false, true) => 1.0,
                    (false, false) => f64::INFINITY,
                };
                let at = |by: f64| (own + by).clamp(0.0, most.max(own));
                let level = Interval { estimate: at(by.estimate), low: at(by.low), high: at(by.high) };
                let (label, ink) = side(place, effect.ends.len());
                Some(EffectBar { label: label.to_owned(), ink, interval: times(level, factor) })
            };
            let ends =
                effect.ends.iter().enumerate().filter(|(place, _)| *place == 0 || *place + 1 == effect.ends.len());
            EffectRow { label: row_label(effect, &self.name(&effect.path)), bars: ends.filter_map(bar).collect() }
        };
        let title = match first.is_noise() {
            None => {
                format!(
                    "{}: {} changes it most, in too few runs to tell",
                    sentence(&metric.words()),
                    self.name(&first.path)
                )
            }
            Some(true) => format!("{}: no assumption alone is seen to matter", sentence(&metric.words())),
            Some(false) => format!("{}: {} matters most", sentence(&metric.words()), self.name(&first.path)),
        };
        let never = match metric.is_moment()
            && self.effects.iter().flat_map(|effect| &effect.ends).any(|end| end.never > 0)
        {
            true => format!("; never is drawn at {}, the least it can be", say::value(metric, self.measured.horizon_h)),
            false => String::new(),
        };
        let whiskers = if self.ranged() { "whiskers: 95 % intervals" } else { "too few runs for intervals" };
        let subtitle = format!("each assumption alone, at 5 % and 95 % of its range; {whiskers}{never}");
        Some(Chart::from(Effects {
            alt: format!("{title}. {subtitle}."),
            title,
            subtitle,
            footer: self.about.footer(),
            axis: Axis { min: Some(0.0), ..y_axis(metric, own) },
            base: own * factor,
            base_label: match self.own.missing() > 0 && metric.is_moment() {
                true => format!("as assumed: at least {}", say::value(metric, own)),
                false => format!("as assumed: {}", say::value(metric, own)),
            },
            rows: self.effects.iter().take(DRAWN).map(row).collect(),
        }))
    }

    /// The rank correlations; none without their part.
    pub fn correlation(&self) -> Option<Chart> {
        let all = self.correlations.as_ref()?;
        let metric = &self.measured.metric;
        let rows: Vec<EffectRow> = all
            .rows
            .iter()
            .take(DRAWN)
            .filter_map(|row| {
                let bar = EffectBar { label: String::new(), ink: Ink::Neutral, interval: row.rho? };
                Some(EffectRow { label: self.name(&row.path), bars: vec![bar] })
            })
            .collect();
        let first = all.rows.first().filter(|row| row.is_noise() == Some(false));
        let title = match first {
            Some(row) => format!("{} goes most with {}", sentence(&metric.words()), self.name(&row.path)),
            None => format!("{}: no assumption is seen to matter", sentence(&metric.words())),
        };
        let never =
            if all.never > 0 { format!("; never at {} of them, ranked last", all.never) } else { String::new() };
        let subtitle = format!("Spearman's rank correlation with 95 % intervals over {} points{never}", all.points);
        (!rows.is_empty()).then(|| {
            Chart::from(Effects {
                alt: format!("{title}. {subtitle}."),
                title,
                subtitle,
                footer: self.about.footer(),
                axis: Axis { min: Some(-1.0), ..Axis::new("rank correlation", Quantity::Number) }
                    .with_scale(Scale::Linear)
                    .with_max(1.0),
                base: 0.0,
                base_label: String::new(),
                rows,
            })
        })
    }
}

fn correlation_table(all: &Correlations) -> String {
    let head = ["parameter", "rho", "95 % interval", ""].map(str::to_owned);
    let lines: Vec<Vec<String>> = all
        .rows
        .iter()
        .map(|row| match row.rho {
            Some(rho) => vec![
                row.path.clone(),
                format!("{:+.2}", rho.estimate),
                format!("{:+.2} … {:+.2}", rho.low, rho.high),
                if row.is_noise() == Some(true) { "noise" } else { "" }.to_owned(),
            ],
            None if all.points - all.without < FEWEST => {
                vec![row.path.clone(), "-".to_owned(), String::new(), format!("too few points: it takes {FEWEST}")]
            }
            None => vec![row.path.clone(), "-".to_owned(), String::new(), "does not vary".to_owned()],
        })
        .collect();
    say::table(&head, &lines)
}

/// What a bar stands for.
fn side(place: usize, of: usize) -> (&'static str, Ink) {
    match (place, of) {
        (_, 1) => ("", Ink::Neutral),
        (0, _) => ("low end", Ink::Low),
        (_, _) => ("high end", Ink::High),
    }
}

fn row_label(effect: &Effect, name: &str) -> String {
    match (effect.ends.first(), effect.ends.last()) {
        (Some(low), Some(high)) if low != high => {
            format!("{name}, {} … {}", rounded(&low.value, 3), rounded(&high.value, 3))
        }
        (Some(only), _) => format!("{name}, {}", rounded(&only.value, 3)),
        (None, _) => name.to_owned(),
    }
}

/// A value with so many digits, for people: what a range draws has more.
pub fn rounded(value: &str, digits: usize) -> String {
    let end = value.find(|letter: char| !(letter.is_ascii_digit() || ".-".contains(letter))).unwrap_or(value.len());
    let (number, unit) = value.split_at(end);
    match number.parse::<f64>() {
        Ok(number) => format!("{}{unit}", format!("{number:.*e}", digits - 1).parse().unwrap_or(number)),
        Err(_) => value.to_owned(),
    }
}
