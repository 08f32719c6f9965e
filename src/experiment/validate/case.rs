//! A system with its scenario and what theory says of it, and the judgement.

use std::ops::Range;

use serde::Serialize;

use super::super::replicate::replicate;
use super::identities::{Identities, broken};
use super::quantity::{Quantity, Replication};
use super::watch::Watch;
use crate::engine::simulation::Verdict as Look;
use crate::experiment::run::run_traced;
use crate::measure::mean_interval;
use crate::scenario::{Document, Rejected, Scenario};
use crate::units::Span;

/// The confidence of every interval.
pub const CONFIDENCE: f64 = 0.999;

/// Why a formula has a value for the parameters of a system: a row that silently stayed away would prove nothing.
pub(super) const HOLDS: &str = "the parameters of a system lie in the range of its formula";

/// Systems that stand or fall together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// Queues with a Poisson stream of customers.
    Queues,
    /// The fair link.
    Sharing,
    /// A finite population.
    FiniteSource,
    /// Customers who leave the queue.
    Impatience,
    /// Customers who come back.
    Retrials,
    /// Clients that time out while their work is still done.
    Timeouts,
    /// The arithmetic of a retry storm.
    Storms,
    /// Graphs of services.
    Networks,
}

impl Family {
    /// All of them, in the order of the table.
    pub const ALL: [Family; 8] = [
        Family::Queues,
        Family::Sharing,
        Family::FiniteSource,
        Family::Impatience,
        Family::Retrials,
        Family::Timeouts,
        Family::Storms,
        Family::Networks,
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Family::Queues => "queues",
            Family::Sharing => "sharing",
            Family::FiniteSource => "finite-source",
            Family::Impatience => "impatience",
            Family::Retrials => "retrials",
            Family::Timeouts => "timeouts",
            Family::Storms => "storms",
            Family::Networks => "networks",
        }
    }
}

/// One quantity of a system and what theory says of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Check {
    /// What is compared.
    pub quantity: Quantity,
    /// What theory says.
    pub theory: f64,
    /// Half-width of the interval, relative to theory, above which the runs say too little.
    pub precision: f64,
    /// Part of theory by which it is itself only an approximation of the system: 0 for exact results.
    pub slack: f64,
}

/// A system, its scenario and its checks.
#[derive(Debug, Clone)]
pub struct Case {
    /// Where it belongs.
    pub family: Family,
    /// A short name, unique among all.
    pub id: String,
    /// The system in the notation of queueing theory, with its parameters.
    pub system: String,
    /// The whole scenario; anybody can run it.
    pub scenario: String,
    /// What is compared.
    pub checks: Vec<Check>,
}

/// How a comparison ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Agreement {
    /// Theory lies in the interval.
    Agrees,
    /// It does not.
    Disagrees,
    /// The interval is too wide to say.
    TooWide,
    /// The runs have no such number.
    Missing,
}

impl Agreement {
    /// In words.
    pub fn word(self) -> &'static str {
        match self {
            Agreement::Agrees => "agrees",
            Agreement::Disagrees => "DISAGREES",
            Agreement::TooWide => "TOO WIDE",
            Agreement::Missing => "MISSING",
        }
    }
}

/// One line of the table.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// Family of the system.
    pub family: Family,
    /// Short name of the system.
    pub id: String,
    /// The system with its parameters.
    pub system: String,
    /// What is compared.
    pub quantity: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// What theory says.
    pub theory: f64,
    /// Mean of the replications.
    pub simulated: Option<f64>,
    /// Lower end of the 99.9 % interval.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Number of replications.
    pub replications: usize,
    /// Part of theory by which it is itself only an approximation: 0 for exact results.
    pub allowance: f64,
    /// The judgement.
    pub verdict: Agreement,
}

/// What came of a system.
#[derive(Debug, Clone)]
pub struct Judged {
    /// One row for every check.
    pub rows: Vec<Row>,
    /// What must hold in every single run.
    pub identities: Identities,
}

impl Case {
    /// A system without checks.
    pub fn new(family: Family, id: impl Into<String>, system: impl Into<String>, scenario: String) -> Case {
        Case { family, id: id.into(), system: system.into(), scenario, checks: Vec::new() }
    }

    /// Compares a quantity with an exact result, to within 3 %.
    pub fn check(self, quantity: Quantity, theory: f64) -> Case {
        self.check_within(quantity, theory, 0.03)
    }

    /// Compares a quantity with an exact result; the interval may be this wide (half, relative to theory).
    pub fn check_within(mut self, quantity: Quantity, theory: f64, precision: f64) -> Case {
        self.checks.push(Check { quantity, theory, precision, slack: 0.0 });
        self
    }

    /// Compares a quantity with an approximation that is good to this part.
    pub fn check_about(mut self, quantity: Quantity, theory: f64, slack: f64) -> Case {
        self.checks.push(Check { quantity, theory, precision: slack.max(0.03), slack });
        self
    }

    /// The scenario with some values changed.
    ///
    /// # Errors
    /// When the scenario or a change in it does not hold.
    pub fn load(&self, sets: &[String]) -> Result<Scenario, Rejected> {
        Scenario::load(&format!("{}.toml", self.id), &mut |_| Ok(self.scenario.clone()), sets, 1.0)
    }

    /// Runs the system once for every seed and judges it. `look` is asked now and then, from every thread; when it says
    /// stop, the rows mean nothing.
    ///
    /// # Errors
    /// When the scenario or a change in it does not hold.
    pub fn judge(
        &self,
        sets: &[String],
        seeds: Range<u64>,
        look: &(dyn Fn() -> Look + Sync),
    ) -> Result<Judged, Rejected> {
        let document = self.load(sets)?.document;
        let one = |document: &Document| (look() == Look::Continue).then(|| self.play(document, look));
        let runs: Vec<_> = replicate(&document, seeds, one).into_iter().flatten().collect();
        let identities = runs.iter().fold(Identities::default(), |all, (_, one)| all.and(one));
        let rows = self.checks.iter().enumerate().map(|(place, check)| {
            let seen: Vec<Option<f64>> = runs.iter().map(|(values, _)| values[place]).collect();
            self.row(check, &seen)
        });
        Ok(Judged { rows: rows.collect(), identities })
    }

    /// One run: the value of every check, and what must hold in it.
    fn play(&self, document: &Document, look: &(dyn Fn() -> Look + Sync)) -> (Vec<Option<f64>>, Identities) {
        let over = self.checks.iter().find_map(|check| check.quantity.threshold());
        let web = document.classes.values().find_map(|class| class.web.as_ref());
        let mean_bytes = web.map_or(0, |web| web.reply.mean() as u64);
        let watch = Watch::new(document.run.onset(), over.unwrap_or(Span::ZERO), mean_bytes);
        let (outcome, cell) = run_traced(document, watch, true, &mut |_, _| look());
        let identities = broken(&outcome, &cell.trace);
        let seen = Replication { outcome, watch: cell.trace };
        (self.checks.iter().map(|check| check.quantity.of(&seen)).collect(), identities)
    }

    fn row(&self, check: &Check, seen: &[Option<f64>]) -> Row {
        let values: Vec<f64> = seen.iter().flatten().copied().filter(|value| value.is_finite()).collect();
        let complete = values.len() == seen.len();
        let interval = mean_interval(&values, CONFIDENCE).filter(|_| complete);
        // Rounding: a quantity that is the same in every run has an interval of no width.
        let slack = (check.slack * check.theory).abs().max(1e-9);
        let verdict = match interval {
            None => Agreement::Missing,
            Some(i) if check.theory < i.low - slack || check.theory > i.high + slack => Agreement::Disagrees,
            Some(i) if i.half_width() > check.precision * check.theory.abs().max(1e-9) => Agreement::TooWide,
            Some(_) => Agreement::Agrees,
        };
        let (quantity, unit) = check.quantity.name();
        Row {
            family: self.family,
            id: self.id.clone(),
            system: self.system.clone(),
            quantity,
            unit,
            theory: check.theory,
            simulated: interval.map(|i| i.estimate),
            low: interval.map(|i| i.low),
            high: interval.map(|i| i.high),
            replications: seen.len(),
            allowance: check.slack,
            verdict,
        }
    }
}
