//! Which parameters matter: two tables and two charts; the files are in `sensitivity_files`.

use super::sweep::{exact, in_percent, times, y_axis};
use super::{About, say};
use crate::draw::chart::{Chart, EffectBar, EffectRow, Effects};
use crate::draw::figure::{Axis, Quantity, Scale};
use crate::draw::ink::Ink;
use crate::experiment::Estimate;
use crate::experiment::sensitivity::{Correlations, Effect, End, Measured, Reading};
use crate::measure::bounds::FEWEST;
use crate::measure::{Interval, MetricName};
use crate::report::words::words;

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
        let ranked = self.correlations.iter().flat_map(|all| &all.rows).any(|row| row.rho.is_some());
        words!("study/sensitivity.txt", "text", {
            found: &'a Found<'a> = self,
            metric: &'a MetricName,
            own: String = say::estimate(metric, &self.own),
            ranged: bool = self.ranged(),
            ranked: bool,
            unknown: Option<(u64, u64)> = self.too_few(),
            fewest: usize = FEWEST,
            never: u64 = self.ends().map(|end| end.never).sum(),
            horizon: String = say::value(metric, self.measured.horizon_h),
        })
    }

    /// What was looked at of all parameters.
    fn ends(&self) -> impl Iterator<Item = &End> {
        self.effects.iter().flat_map(|effect| &effect.ends)
    }

    /// Whether any difference has an interval.
    fn ranged(&self) -> bool {
        self.ends().any(|end| end.is_noise().is_some())
    }

    /// Fewest and most pairs of runs that cannot tell an effect from noise.
    fn too_few(&self) -> Option<(u64, u64)> {
        let unknown = || self.ends().filter(|end| end.is_noise().is_none()).map(|end| end.capped.seen);
        unknown().min().zip(unknown().max())
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
        let never = metric.is_moment() && self.ends().any(|end| end.never > 0);
        let title = words!("study/sensitivity.txt", "tornado_title", {
            what: &'a str = &metric.words,
            first: String = self.name(&first.path),
            noise: Option<bool> = first.is_noise(),
        });
        let subtitle = words!("study/sensitivity.txt", "tornado_subtitle", {
            ranged: bool = self.ranged(),
            never: Option<String> = never.then(|| say::value(metric, self.measured.horizon_h)),
        });
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
        let title = words!("study/sensitivity.txt", "ranks_title", {
            what: &'a str = &metric.words,
            first: Option<String> = first.map(|row| self.name(&row.path)),
        });
        let subtitle = words!("study/sensitivity.txt", "ranks_subtitle", { all: &'a Correlations });
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
