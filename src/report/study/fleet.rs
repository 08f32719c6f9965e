//! A service of many cells: rows for each cell and for each interval, a table and a chart of all people together.

use serde::Serialize;

use super::rows::{self, Rows, field, paths};
use super::{About, say};
use crate::draw::chart::Chart;
use crate::draw::figure::{Axis, Figure, Panel, Quantity, Scale, Series};
use crate::experiment::fleet::{ClassTotals, Totals};
use crate::experiment::{Point, Record};
use crate::measure::{MetricName, numbers};
use crate::report::role;
use crate::report::words::{count, hours, percent, sentence, words};

/// Fewer of a class without service than this are as good as none.
const FEW: f64 = 0.01;

/// What a fleet of cells has done.
pub struct Fleet<'a> {
    /// What each cell is.
    pub points: &'a [Point],
    /// Whether each is hit.
    pub hit: &'a [bool],
    /// What is drawn for each, as paths.
    pub drawn: &'a [String],
    /// The run of each.
    pub records: &'a [Record],
    /// All metrics.
    pub metrics: &'a [MetricName],
    /// What it was made of.
    pub about: &'a About,
}

/// How many cells ended how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
struct Ends {
    cells: usize,
    never_unwell: usize,
    recovered: usize,
    down: usize,
    stuck: usize,
    relapsed: usize,
    undecided: usize,
}

#[derive(Serialize)]
struct FleetFile<'a> {
    schema: &'static str,
    scale: f64,
    cells: usize,
    drawn: &'a [String],
    hit: Ends,
    not_hit: Ends,
    classes: Vec<ClassFile<'a>>,
    sentence: String,
}

#[derive(Serialize)]
struct ClassFile<'a> {
    class: &'a str,
    clients: Option<u64>,
    worst_without_service_share: Option<f64>,
    worst_h: Option<f64>,
    below_1_percent_from_h: Option<f64>,
}

impl Ends {
    /// `2 recover and 1 stays down`.
    fn said(&self) -> Vec<String> {
        let part = |cells: usize, one: &str, many: &str| {
            (cells > 0).then(|| format!("{} {}", count(cells as f64), if cells == 1 { one } else { many }))
        };
        let parts = [
            part(self.never_unwell, "never is unwell", "never are unwell"),
            part(self.recovered, "recovers", "recover"),
            part(self.down, "stays down", "stay down"),
            part(self.stuck, "stays stuck", "stay stuck"),
            part(self.relapsed, "relapses", "relapse"),
            part(self.undecided, "is undecided", "are undecided"),
        ];
        parts.into_iter().flatten().collect()
    }
}

impl Fleet<'_> {
    fn totals(&self, is_in: impl Fn(bool) -> bool) -> Option<Totals> {
        let cells = self.records.iter().zip(self.hit).filter(|(_, hit)| is_in(**hit));
        let people: Vec<_> = cells.filter_map(|(record, _)| record.people.as_ref()).collect();
        Totals::of(people.into_iter())
    }

    fn ends(&self, hit: bool) -> Ends {
        let place = |name: &str| numbers::position(self.metrics, &format!("recovery.{name}"));
        let names = ["recovered", "down", "stuck", "relapsed", "recovered_h"].map(place);
        let mut ends = Ends::default();
        for record in self.records.iter().zip(self.hit).filter(|(_, own)| **own == hit).map(|(record, _)| record) {
            let value = |at: usize| names[at].and_then(|place| record.numbers.get(place).copied().flatten());
            let is = |at: usize| value(at) == Some(1.0);
            ends.cells += 1;
            // A cell that never was unwell has recovered at once.
            let one = match (is(0), value(4) == Some(0.0)) {
                (true, true) => &mut ends.never_unwell,
                (true, false) => &mut ends.recovered,
                (false, _) if is(1) => &mut ends.down,
                (false, _) if is(2) => &mut ends.stuck,
                (false, _) if is(3) => &mut ends.relapsed,
                (false, _) => &mut ends.undecided,
            };
            *one += 1;
        }
        ends
    }

    fn finding(&self, totals: &Totals) -> String {
        let of_class = |class: &ClassTotals| {
            let (at_h, share) = totals.worst(class)?;
            Some(format!("{} of all {} at {}", percent(share), class.class, hours(at_h)))
        };
        let worst: Vec<String> = totals.classes.iter().filter_map(of_class).collect();
        words!("study/fleet.txt", "finding", { worst: Vec<String> })
    }

    fn ending(&self) -> String {
        let (of_hit, of_others) = (self.ends(true), self.ends(false));
        words!("study/fleet.txt", "ends", {
            cells: usize = self.records.len(),
            hit: usize = of_hit.cells,
            ill: usize = of_others.down + of_others.stuck + of_others.relapsed,
            of_hit: Vec<String> = of_hit.said(),
            of_others: Vec<String> = of_others.said(),
        })
    }

    /// A line for each class, and what became of the cells.
    pub fn text(&self) -> String {
        let Some(totals) = self.totals(|_| true) else { return String::new() };
        let head = ["class", "clients", "worst without service", "when", "below 1 % for good"].map(str::to_owned);
        let line = |class: &ClassTotals| {
            let worst = totals.worst(class);
            let said = |of: Option<String>| of.unwrap_or_else(|| "-".to_owned());
            let good = match (worst, totals.below_from(class, FEW)) {
                (None, _) => "-".to_owned(),
                (Some((_, most)), _) if most < FEW => "all the time".to_owned(),
                (Some(_), Some(from)) => format!("from {} on", hours(from)),
                (Some(_), None) => "not by the end".to_owned(),
            };
            vec![
                class.class.clone(),
                said(class.clients.map(|clients| count(clients as f64))),
                said(worst.map(|(_, share)| percent(share))),
                said(worst.map(|(at_h, _)| hours(at_h))),
                good,
            ]
        };
        let lines: Vec<Vec<String>> = totals.classes.iter().map(line).collect();
        words!("study/fleet.txt", "text", {
            table: String = say::table(&head, &lines),
            finding: String = self.finding(&totals),
            ends: String = self.ending(),
            drawn: usize = self.drawn.len(),
            open: bool = totals.classes.iter().any(|class| class.clients.is_none()),
        })
    }

    /// The same as JSON.
    pub fn json(&self) -> String {
        let totals = self.totals(|_| true);
        let of_class = |totals: &Totals, class: &ClassTotals| {
            let worst = totals.worst(class);
            (class.clients, worst.map(|worst| worst.1), worst.map(|worst| worst.0), totals.below_from(class, FEW))
        };
        let classes = totals.iter().flat_map(|totals| totals.classes.iter().map(move |class| (totals, class)));
        let classes = classes.map(|(totals, class)| {
            let (clients, worst_without_service_share, worst_h, below_1_percent_from_h) = of_class(totals, class);
            ClassFile { class: &class.class, clients, worst_without_service_share, worst_h, below_1_percent_from_h }
        });
        let file = FleetFile {
            schema: "syncstorm.fleet/1",
            scale: self.about.scale,
            cells: self.records.len(),
            drawn: self.drawn,
            hit: self.ends(true),
            not_hit: self.ends(false),
            classes: classes.collect(),
            sentence: totals.as_ref().map_or_else(String::new, |totals| self.finding(totals)),
        };
        rows::json(&file)
    }

    /// `cells.csv`: one row for each cell, with what was drawn for it and every number of its run.
    pub fn cells(&self) -> Vec<u8> {
        let paths = paths(self.points);
        let head = ["cell", "hit", "seed", "point"].map(str::to_owned).into_iter().chain(paths.clone());
        let mut rows = Rows::new(head.chain(self.metrics.iter().map(|metric| metric.name.clone())));
        for (at, (point, record)) in self.points.iter().zip(self.records).enumerate() {
            let hit = if self.hit[at] { "yes" } else { "no" };
            let front = [(at + 1).to_string(), hit.to_owned(), record.seed.to_string(), point.id.clone()];
            let numbers = record.numbers.iter().map(|value| field(*value));
            rows.push(front.into_iter().chain(rows::settings(point, &paths)).chain(numbers));
        }
        rows.bytes()
    }

    /// `fleet.csv`: one row for each interval and class, over the people of all cells.
    pub fn people(&self) -> Vec<u8> {
        let mut rows = Rows::new([
            "time_h",
            "class",
            "clients",
            "without_service",
            "without_service_share",
            "catching_up",
            "catching_up_share",
            "met",
            "unmet",
            "availability",
        ]);
        let Some(totals) = self.totals(|_| true) else { return rows.bytes() };
        for (at, (time_h, seconds)) in totals.time_h.iter().zip(&totals.seconds).enumerate() {
            let level = |client_s: f64| (*seconds > 0.0).then(|| client_s / seconds);
            for class in &totals.classes {
                let sum = class.sums[at];
                rows.push([
                    time_h.to_string(),
                    class.class.clone(),
                    class.clients.map_or_else(String::new, |clients| clients.to_string()),
                    field(level(sum.without_s)),
                    field(sum.without_share()),
                    field(level(sum.catching_up_s)),
                    field(sum.catching_up_share()),
                    sum.met.to_string(),
                    sum.unmet.to_string(),
                    field(sum.availability()),
                ]);
            }
        }
        rows.bytes()
    }

    /// How many of each class are without service over time; below that, of the cells that are hit, if not all are.
    pub fn chart(&self) -> Option<Chart> {
        let totals = self.totals(|_| true)?;
        let ends = self.ends(true);
        let mut panels = vec![panel("without service, % of all", &totals)];
        if ends.cells > 0 && ends.cells < self.records.len() {
            panels.extend(self.totals(|hit| hit).map(|of_hit| panel(&words!("study/fleet.txt", "of_hit"), &of_hit)));
        }
        let subtitle =
            words!("study/fleet.txt", "subtitle", { cells: usize = self.records.len(), hit: usize = ends.cells });
        let title = sentence(&self.finding(&totals));
        let at: Vec<f64> = totals.time_h.iter().zip(&totals.seconds).map(|(at_h, s)| at_h + s / 7200.0).collect();
        Some(Chart::from(Figure {
            alt: format!("{title}. {subtitle}."),
            title,
            subtitle,
            x: Axis::intervals(&at),
            at,
            panels,
            footer: self.about.footer(),
            ..Figure::default()
        }))
    }
}

fn panel(label: &str, totals: &Totals) -> Panel {
    let line = |class: &ClassTotals| {
        let ink = if class.phones { role::PHONES } else { role::WEB };
        let shares = class.sums.iter().map(|sum| sum.without_service().map(|share| share * 100.0));
        Series::new(class.class.clone(), ink, shares.collect())
    };
    Panel {
        y: Axis::new(label, Quantity::Percent).with_scale(Scale::Linear).with_max(104.0),
        lines: totals.classes.iter().map(line).collect(),
        ..Panel::default()
    }
}
