//! The runs of a lesson, and what is read off them.

use super::names;
use super::parts::{Command, Look, Picture};
use crate::draw::chart::Chart;
use crate::draw::figure::Figure;
use crate::experiment::Outcome;
use crate::experiment::fixes::Arm;
use crate::experiment::lesson::Role;
use crate::experiment::situations::Situation;
use crate::measure::capacity::{self, Capacity};
use crate::measure::series::sum;
use crate::measure::{ClassSample, ClassSummary, ResourceSample};
use crate::model::class::ClassPlan;
use crate::model::observe::Counts;
use crate::report::charts;
use crate::report::provenance::Provenance;
use crate::report::words::list;
use crate::scenario::{Document, Scenario};

/// The class of phones in the scenarios of the lesson.
pub const PHONES: &str = "phones";
/// The class of people who read their mail on the web.
pub const WEB: &str = "web";

/// The class of people who share files on the web.
pub const SHARING: &str = "sharing";

/// One run of the lesson.
#[derive(Debug, Clone)]
pub struct Take {
    /// What it is for.
    pub role: Role,
    /// What was run.
    pub scenario: Scenario,
    /// Where it comes from; its command gives the same run again.
    pub about: Provenance,
    /// Folder that the command writes.
    pub folder: String,
    /// What came out.
    pub outcome: Outcome,
}

/// The runs that a lesson is told from.
#[derive(Debug, Clone)]
pub struct Cast(pub Vec<Take>);

/// A part of a run, in hours since the onset.
pub type Hours = std::ops::Range<f64>;

impl Cast {
    /// The run for a purpose.
    ///
    /// # Panics
    /// When it has not been run: [`super::roles`] names those that a step needs.
    pub fn take(&self, role: Role) -> &Take {
        self.0.iter().find(|take| take.role == role).expect("a step is told from runs that its roles name")
    }

    /// The outage with these operators, and neither fix.
    pub fn outage(&self, situation: Situation) -> &Take {
        self.take(Role::Outage(situation, Arm::Neither))
    }

    /// Factor on populations and capacities.
    pub fn scale(&self) -> f64 {
        self.0.first().map_or(1.0, |take| take.about.scale)
    }

    /// Seed of the runs.
    pub fn seed(&self) -> u64 {
        self.0.first().map_or(0, |take| take.about.seed)
    }
}

impl Take {
    /// What the scenario says.
    pub fn document(&self) -> &Document {
        &self.scenario.document
    }

    /// The plan of a class.
    pub fn plan(&self, class: &str) -> &ClassPlan {
        self.document().classes.get(class).expect("the scenarios of the lesson have phones, web mail and sharing")
    }

    /// How many clients a class has.
    pub fn population(&self, class: &str) -> f64 {
        f64::from(self.plan(class).population.unwrap_or(1))
    }

    /// The summary of a class.
    pub fn class(&self, class: &str) -> &ClassSummary {
        self.outcome.summary.class(class).expect("the scenarios of the lesson have phones, web mail and sharing")
    }

    /// Hours simulated after the onset.
    pub fn horizon_h(&self) -> f64 {
        self.document().run.length.as_hours()
    }

    /// Length of a sampling interval in hours.
    pub fn sample_h(&self) -> f64 {
        self.document().run.sample.as_hours()
    }

    /// The samples of a class that lie in a part of the run.
    pub fn samples(&self, class: &str, part: &Hours) -> Vec<&ClassSample> {
        let at = self.outcome.series.classes.iter().position(|name| name == class);
        let samples = at.and_then(|at| self.outcome.series.by_class.get(at)).map_or(&[][..], Vec::as_slice);
        samples.iter().filter(|sample| lies_in(sample.time_h, sample.seconds, part)).collect()
    }

    /// The counts of a class in a part of the run.
    pub fn counts(&self, class: &str, part: &Hours) -> Counts {
        sum(self.samples(class, part).into_iter().map(|sample| &sample.counts))
    }

    /// Attempts per second of a class in a part of the run.
    pub fn attempts_per_s(&self, class: &str, part: &Hours) -> f64 {
        let counts = self.counts(class, part);
        (counts.first_attempts + counts.retries) as f64 / seconds(part)
    }

    /// Wishes of a class that were met in time, as a share of those decided.
    pub fn availability(&self, class: &str, part: &Hours) -> f64 {
        self.counts(class, part).availability().unwrap_or(1.0)
    }

    /// Hours of a part of the run in which more than half of a class went without service.
    pub fn starved_h(&self, class: &str, part: &Hours) -> f64 {
        let half = |sample: &&&ClassSample| sample.without_service().is_some_and(|share| share > 0.5);
        self.samples(class, part).iter().filter(half).map(|sample| sample.seconds / 3600.0).sum()
    }

    /// Hours of full outage that the unmet wishes of a class (of phones: those cut off) in a part of the run amount to.
    pub fn outage_h(&self, class: &str, part: &Hours) -> f64 {
        let lost = |s: &&ClassSample| s.without_service().unwrap_or(0.0) * s.seconds / 3600.0;
        self.samples(class, part).iter().map(lost).sum()
    }

    /// What the servers, the store and the network did in a part of the run.
    pub fn resources(&self, part: &Hours) -> Vec<&ResourceSample> {
        let samples = self.outcome.series.resources.iter();
        samples.filter(|sample| lies_in(sample.time_h, sample.usage.seconds, part)).collect()
    }

    /// Mean over a part of the run of something that is kept as an integral over time.
    pub fn mean(&self, part: &Hours, of: impl Fn(&ResourceSample) -> f64) -> f64 {
        let samples = self.resources(part);
        let time: f64 = samples.iter().map(|sample| sample.usage.seconds).sum();
        samples.into_iter().map(of).sum::<f64>() / time.max(1e-9)
    }

    /// Busy part of the workers in a part of the run.
    pub fn workers_busy(&self, part: &Hours) -> f64 {
        let there = self.resources(part).last().map_or(1.0, |sample| sample.usage.workers_there);
        self.mean(part, |sample| sample.usage.workers) / there.max(1.0)
    }

    /// Busy part of the link to the clients in a part of the run.
    pub fn link_busy(&self, part: &Hours) -> f64 {
        // Sums of fractions may end a hair above all of the time.
        self.mean(part, |sample| sample.usage.down_busy).min(1.0)
    }

    /// Share of the bytes moved in a part of the run that nobody waited for any more.
    pub fn wasted_bytes(&self, part: &Hours) -> f64 {
        let total = sum(self.resources(part).into_iter().map(|sample| &sample.total));
        let all = total.wasted_bytes + total.useful_bytes;
        total.wasted_bytes as f64 / all.max(1) as f64
    }

    /// Requests of all classes per second that were answered in time.
    pub fn goodput(&self, part: &Hours) -> f64 {
        self.mean(part, |sample| sample.total.answered as f64)
    }

    /// Attempts of all classes per second that reach the cell: without those refused at the edge.
    pub fn load(&self, part: &Hours) -> f64 {
        let reaching = |t: &Counts| (t.first_attempts + t.retries) as f64 - t.refused_at_edge as f64;
        self.mean(part, |sample| reaching(&sample.total))
    }

    /// What the healthy cell can serve at most.
    pub fn capacity(&self) -> Option<Capacity> {
        capacity::healthy(&self.outcome.series)
    }

    /// The second half of the time before the onset, to which "as many as usual" refers.
    pub fn healthy_time(&self) -> Hours {
        -self.document().run.warm_up.as_hours() / 2.0..0.0
    }

    /// When an entry of the timeline happened.
    pub fn time_of(&self, entry: &str) -> Option<f64> {
        let lines = self.outcome.summary.log_lines();
        lines.into_iter().find(|line| line.entry == entry).map(|line| line.time_h)
    }

    /// When nothing was broken any more.
    pub fn cause_gone_h(&self) -> f64 {
        self.outcome.summary.recovery.cause_gone_h.unwrap_or(self.horizon_h())
    }

    /// From when on most web pages came in time for good: 0 if they always did, nothing if they never did again.
    pub fn web_back_h(&self) -> Option<f64> {
        let half = self.class(WEB).half;
        if half.fell_h.is_none() { Some(0.0) } else { half.rose_h }
    }

    /// The command of this run.
    pub fn command(&self, does: String) -> Command {
        Command { does, line: self.about.command.clone() }
    }

    /// A file of the folder that the command writes.
    pub fn file(&self, name: &str) -> String {
        format!("`{}/{name}`", self.folder)
    }

    /// A chart of this run as data, if it has this one and it is a figure over time.
    pub fn figure(&self, name: charts::Name) -> Option<Figure> {
        match name.chart(&self.outcome, &self.about)? {
            Chart::Figure(figure) => Some(figure),
            Chart::Sheet(_) | Chart::HeatMap(_) | Chart::Effects(_) | Chart::Strips(_) | Chart::Plane(_) => None,
        }
    }

    /// A chart of this run, for a step.
    pub fn picture(&self, step: usize, name: charts::Name) -> Picture {
        let stem = name.svg().trim_end_matches(".svg");
        let file = format!("step-{step}-{stem}-{}", names::name(self.role));
        Picture {
            role: self.role,
            name,
            file,
            caption: name.chart(&self.outcome, &self.about).map_or_else(String::new, |chart| chart.title().to_owned()),
        }
    }
}

/// Seconds of a part of a run.
pub fn seconds(part: &Hours) -> f64 {
    ((part.end - part.start) * 3600.0).max(1e-9)
}

/// Whether an interval lies in a part of a run. Times come from texts with units, and intervals from ticks: a thousandth
/// of an interval is rounding.
fn lies_in(time_h: f64, seconds: f64, part: &Hours) -> bool {
    let slack = seconds / 3.6e6;
    time_h >= part.start - slack && time_h + seconds / 3600.0 <= part.end + slack
}

impl Look {
    /// Something to look at in charts of runs: a line on what to look for, and one on what one sees.
    pub(super) fn in_charts(charts: &[(&Take, charts::Name)], text: &str) -> Look {
        let files: Vec<String> = charts.iter().map(|(take, name)| take.file(name.png())).collect();
        let word = if files.len() == 1 { "chart" } else { "charts" };
        let charts = charts.iter().map(|(take, name)| (take.role, *name)).collect();
        Look { charts, ..Look::new(&format!("the {word} {}\n{text}", list(&files))) }
    }
}
