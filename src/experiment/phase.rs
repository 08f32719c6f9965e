//! Phase diagrams: where a cell stays stuck when its cause is gone, and where theory draws the line.
//!
//! **Load × queue** ([`Map::Load`]), on the shipped `published/one-retry`: a batch makes a queue of known length, and the
//! queries that arrive meanwhile time out and come once more. Two lines, both from [`crate::theory::storm`]:
//! * the *hidden capacity*: below capacity / attempts even a service that answers nobody in time drains its queue
//!   (Bronson, Aghayev, Charapko and Zhu 2021, "Metastable failures in distributed systems", HotOS);
//! * the *late queue*, capacity × timeout: a shorter queue answers newcomers in time, so that no retries come.
//!
//! A cell is stuck above both. Both are lines of a fluid: with random arrivals and service the edge is soft, and at
//! loads near capacity some answers are late before the queue is that long.
//!
//! **Outage × retry delay** ([`Map::Outage`]), on the shipped `metastable-cell` without operators. Here theory has no line:
//! the collapse factor (Z + s) / (d + R) and the hidden capacity count attempts, but what saturates is a fair network
//! in bytes, and the bytes of an attempt grow with the mail that has piled up. None is drawn, and the chart says so.

use super::point::Setting;
use super::situations::Situation;
use crate::model::timeline::Action;
use crate::scenario::path::key_text;
use crate::scenario::vary::Axis;
use crate::scenario::{Document, Scenario};
use crate::theory::storm::{hidden_capacity, late_queue};
use crate::units::{Limit, Span};

/// Which diagram.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Map {
    /// Length of the outage against the delay of retries.
    Outage,
    /// Load against queue length.
    Load,
}

/// Path of the load.
const LOAD: &str = "classes.queries.arrivals.rate";
/// Path of the batch: so many per hour are so many in the batch.
const BATCH: &str = "classes.batch.arrivals.rate";
/// Loads of the diagram, as parts of capacity.
const LOADS: [f64; 2] = [0.3, 0.95];
/// Queues of the diagram, as parts of capacity × timeout.
const QUEUES: [f64; 2] = [0.25, 4.0];

/// The service as theory sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Service {
    /// Requests per second that it can serve.
    pub capacity: f64,
    /// Load below which it drains whatever happens.
    pub hidden: f64,
    /// Queue behind which every answer is late.
    pub late: f64,
}

impl Service {
    /// Of a scenario with the class `queries` on one pool of workers; none if it is no such scenario.
    pub fn of(document: &Document) -> Option<Service> {
        let class = document.classes.get("queries")?;
        let Limit::AtMost(workers) = document.servers.workers else { return None };
        let tries = match class.behaviours.values().next()?.tries? {
            Limit::AtMost(tries) => tries,
            Limit::Unlimited => return None,
        };
        let seconds = |mean: f64| Span(mean as u64).seconds();
        let capacity = f64::from(document.servers.count) * f64::from(workers) / seconds(class.service.mean());
        let (hidden, late) = (hidden_capacity(capacity, tries)?, late_queue(capacity, seconds(class.timeout.mean()))?);
        Some(Service { capacity, hidden, late })
    }
}

impl Map {
    /// Name of the scenario it is made from.
    pub fn scenario(self) -> &'static str {
        match self {
            Map::Outage => "metastable-cell",
            Map::Load => "published/one-retry",
        }
    }

    /// What is changed at all points of a scenario: operators do nothing; the load is a batch and not a cut.
    pub fn changes(self, document: &Document) -> Vec<String> {
        let there = |name: &str| document.timeline.contains_key(name);
        match self {
            Map::Outage => {
                let unaided = Situation::WithoutOperators.settings(document).unwrap_or_default();
                unaided.iter().map(Setting::text).collect()
            }
            Map::Load => {
                let cut = there("cut").then_some("timeline.cut.enabled=false");
                let batch = there("batch").then_some("timeline.batch.enabled=true");
                [cut, batch, Some("run.length=2 min")].into_iter().flatten().map(str::to_owned).collect()
            }
        }
    }

    /// The factor on populations and capacities that keeps it quick.
    pub fn scale(self) -> f64 {
        match self {
            Map::Outage => 0.02,
            Map::Load => 1.0,
        }
    }

    /// The axes, to the right and upwards, with so many values each.
    ///
    /// # Errors
    /// When a number of values is no number of values; or the scenario lacks what this diagram varies.
    pub fn axes(self, scenario: &Scenario, columns: u32, rows: u32) -> Result<[Axis; 2], String> {
        let axis = |text: String| Axis::parse(&text).map_err(|error| error.cause);
        match self {
            Map::Outage => Ok([
                axis(format!("{}=2..64 min:log{columns}", outage(scenario)?))?,
                axis(format!("{}=5..1280 s:log{rows}", delay(scenario)?))?,
            ]),
            Map::Load => {
                let document = &scenario.document;
                let service = Service::of(document).ok_or("the scenario has no `queries` with limited tries")?;
                if !document.classes.contains_key("batch") {
                    return Err("the scenario has no class `batch` that comes at once".to_owned());
                }
                let (load, queue) = (LOADS.map(|part| part * service.capacity), QUEUES.map(|part| part * service.late));
                Ok([
                    axis(format!("{LOAD}={}..{} /s:lin{columns}", load[0], load[1]))?,
                    axis(format!("{BATCH}={}..{} /h:log{rows}", queue[0], queue[1]))?,
                ])
            }
        }
    }
}

/// Path of the length of the first cache outage that ends by itself.
fn outage(scenario: &Scenario) -> Result<String, String> {
    let fails =
        scenario.document.timeline.iter().find(|(_, entry)| {
            entry.enabled && entry.lasts.is_some() && matches!(entry.action, Action::FailCache { .. })
        });
    let (name, _) = fails.ok_or("the timeline has no `fail_cache` that `lasts`")?;
    Ok(format!("timeline.{}.lasts", key_text(name)))
}

/// Path of the first constant delay before a retry.
fn delay(scenario: &Scenario) -> Result<String, String> {
    let ends = [".any_error.after", ".any_error.after.spread.around"];
    let leaves = scenario.tree.leaves();
    let mut paths = leaves.iter().map(|(path, _)| path.to_string());
    let found = paths.find(|path| path.starts_with("classes.") && ends.iter().any(|end| path.ends_with(end)));
    found.ok_or_else(|| "no behaviour of a class has a constant `any_error.after`".to_owned())
}
