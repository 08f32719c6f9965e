//! The answer to an inverse question as a chart of P against the parameter.

use std::collections::BTreeMap;

use super::find::{Found, SHOWN};
use super::say::short;
use super::sweep::x_axis;
use crate::draw::chart::Chart;
use crate::draw::figure::{Axis, Event, Figure, Panel, Points, Quantity, Reference, Scale};
use crate::draw::ink::Ink;
use crate::experiment::search::Role;
use crate::measure::{Interval, wilson_interval};
use crate::report::role;
use crate::report::words::{list, words};
use crate::scenario::vary::positions;

impl Found<'_> {
    /// The finding in one sentence.
    fn title(&self) -> String {
        let what = short(&self.question.paths[0]);
        let asked = self.asked();
        let answer = self.finding.bracket.map(|(good, _)| {
            let rung = self.finding.passes.first().copied().unwrap_or(good);
            (self.value(rung), self.side(), !self.finding.passes.is_empty())
        });
        words!("study/find.txt", "title", {
            what: String,
            asked: String,
            answer: Option<(&'a str, &'a str, bool)>,
            ends: [Option<bool>; 2] = self.finding.ends,
        })
    }

    /// P against the parameter.
    pub fn chart(&self) -> Option<Chart> {
        let rows = self.rows();
        let mut rungs: Vec<usize> = rows.iter().map(|(rung, ..)| *rung).collect();
        rungs.dedup();
        let names: Vec<String> = rungs.iter().map(|rung| self.value(*rung).to_owned()).collect();
        let (places, unit) = positions(&names)?;
        let at: BTreeMap<usize, f64> = rungs.into_iter().zip(places.iter().copied()).collect();
        let points = |role: Role, label: &str, ink: Ink| {
            let value = |rung: &usize| {
                let tally = self.tally(*rung, role);
                let range = wilson_interval(tally.passed, tally.runs, SHOWN)?;
                let (estimate, low, high) = (range.estimate * 100.0, range.low * 100.0, range.high * 100.0);
                Some(Interval { estimate, low, high })
            };
            Points { label: label.to_owned(), ink, values: at.keys().map(value).collect() }
        };
        let layers = [points(Role::Search, "search", Ink::High), points(Role::Verification, "fresh seeds", Ink::Low)];
        let layers = layers.into_iter().filter(|layer| layer.values.iter().any(Option::is_some)).collect();
        let y = Axis::new(self.probability(), Quantity::Percent).with_scale(Scale::Linear).with_max(104.0);
        let limit = self.question.probability * 100.0;
        let wanted = Reference { label: format!("wanted: {}", self.wanted()), ink: role::CAPACITY, value: limit };
        let answer = self.finding.passes.first().filter(|_| self.finding.bracket.is_some());
        let mark = |rung: &usize| Event { at: at[rung], label: format!("passes: {}", self.value(*rung)) };
        let title = self.title();
        let subtitle = words!("study/find.txt", "subtitle", { runs: u64 = self.finding.runs() });
        Some(Chart::from(Figure {
            alt: format!("{title}. {subtitle}, against {}.", self.question.paths[0]),
            title,
            subtitle,
            x: x_axis(&list(&self.question.paths), &unit, &places),
            at: places,
            panels: vec![Panel { y, points: layers, references: vec![wanted], ..Panel::default() }],
            events: answer.map(mark).into_iter().collect(),
            footer: self.about.footer(),
            ..Figure::default()
        }))
    }
}
