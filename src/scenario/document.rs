//! A scenario: what a file says, with defaults filled in.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::fixes::FixPlan;
use crate::measure::tiers::TierNames;
use crate::measure::{Owners, VerdictPlan};
use crate::model::CellPlan;
use crate::model::cache::CachePlan;
use crate::model::class::ClassPlan;
use crate::model::edge::EdgePlan;
use crate::model::graph::{BalancerPlan, CallPlan, GraphPlan, HostPlan, ServicePlan, StepPlan};
use crate::model::network::NetworkPlan;
use crate::model::plan::RunPlan;
use crate::model::server::ServersPlan;
use crate::model::store::StorePlan;
use crate::model::timeline::Entry;

/// A retry-storm scenario for syncstorm.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Document {
    /// One line that says what the scenario is.
    pub title: String,
    /// What happened (or is imagined), in a few sentences.
    pub story: String,
    /// What to look for in the charts.
    pub look_for: String,
    /// Length, sampling and seed.
    pub run: RunPlan,
    /// Client classes by name.
    pub classes: BTreeMap<String, ClassPlan>,
    /// Services by name, for systems that are no cell of one kind of servers. Left out: `[servers]`, `[cache]`, `[store]`
    /// and `[network]` say what there is.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub services: BTreeMap<String, ServicePlan>,
    /// Calls by name: of classes, and of the steps by which services serve requests.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub calls: BTreeMap<String, CallPlan>,
    /// Links by name that calls pass.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub links: BTreeMap<String, NetworkPlan>,
    /// Machines whose processors services share, by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub hosts: BTreeMap<String, HostPlan>,
    /// What looks after the instances of services, by the names of these.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub balancers: BTreeMap<String, BalancerPlan>,
    /// Front-end servers.
    pub servers: ServersPlan,
    /// Cache nodes of the servers. Left out: nothing is cached and nothing can be missed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache: Option<CachePlan>,
    /// Mailbox store. Left out: a cache miss costs nothing extra.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub store: Option<StorePlan>,
    /// Network between clients and servers.
    pub network: NetworkPlan,
    /// Edge gate.
    pub edge: EdgePlan,
    /// Faults and operator actions by name.
    pub timeline: BTreeMap<String, Entry>,
    /// The two changes made after the outage, and fixes with names.
    pub fixes: FixPlan,
    /// What counts as recovered.
    pub verdict: VerdictPlan,
    /// Where the values come from, by dotted path; a path speaks for everything below it.
    pub evidence: BTreeMap<String, Evidence>,
    /// Which values would be plausible too, by dotted path, for studies that draw from them: "1..5 h", "5..40 ms:log",
    /// "403, 503".
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub priors: BTreeMap<String, String>,
    /// What the page of the scenario offers first.
    #[serde(skip_serializing_if = "PagePlan::is_empty")]
    pub page: PagePlan,
}

/// What the page of a scenario offers first; nothing here touches a run.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PagePlan {
    /// Values to be moved by hand, six at most, in order. Left out: the first values of `priors`.
    pub controls: Vec<Control>,
    /// Factor on populations and capacities at which the page plays, the smallest at which outcomes stay what they are at
    /// full size. Left out: one with a handy number of clients.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale: Option<f64>,
}

impl PagePlan {
    fn is_empty(&self) -> bool {
        *self == PagePlan::default()
    }
}

/// A value that is moved by hand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Control {
    /// Dotted path into the scenario.
    pub path: String,
    /// Its values, written as those of a prior: "1..5 h", "5..40 ms:log", "403, 503".
    pub values: String,
    /// What it is, in a few words: "block after".
    pub words: String,
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// How sure it is.
    pub mark: Mark,
    /// Who says so, or why it is assumed.
    pub source: String,
    /// Which values would be plausible too.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub range: String,
}

/// How sure a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Read in a public source.
    Fact,
    /// Follows from facts.
    Inferred,
    /// Nobody outside knows.
    Assumption,
}

impl Mark {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Mark::Fact => "fact",
            Mark::Inferred => "inferred",
            Mark::Assumption => "assumption",
        }
    }
}

impl Document {
    /// What the model needs of it.
    pub fn plan(&self) -> CellPlan {
        CellPlan {
            run: self.run.clone(),
            classes: self.classes.clone(),
            graph: GraphPlan {
                services: self.services.clone(),
                calls: self.calls.clone(),
                links: self.links.clone(),
                hosts: self.hosts.clone(),
                balancers: self.balancers.clone(),
            },
            servers: self.servers.clone(),
            cache: self.cache.clone(),
            store: self.store.clone(),
            network: self.network.clone(),
            edge: self.edge.clone(),
            timeline: self.timeline.clone(),
            fixes: self.fixes.of_model(),
        }
    }

    /// Whose metrics its runs have.
    pub fn owners(&self) -> Owners {
        let tiers = TierNames {
            services: self.services.keys().cloned().collect(),
            calls: self.graph_calls(),
            links: self.links.keys().cloned().collect(),
            kept: self.services.iter().filter(|(_, plan)| plan.keeps()).map(|(name, _)| name.clone()).collect(),
        };
        Owners { classes: self.classes.keys().cloned().collect(), tiers }
    }

    /// Names of the calls of a graph, those included that have no table of their own.
    fn graph_calls(&self) -> Vec<String> {
        let graph = self.plan().graph;
        let steps = graph.steps().flat_map(StepPlan::names).map(str::to_owned);
        let mut names: Vec<String> = steps.chain(graph.calls.keys().cloned()).collect();
        names.extend(self.classes.values().filter_map(|class| class.calls.clone()));
        names.sort();
        names.dedup();
        names
    }

    /// The evidence for a value: that of the longest path above it, or of everything (`"*"`).
    pub fn evidence_for(&self, path: &str) -> Option<&Evidence> {
        let above = |key: &str| {
            path.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')) || key == "*"
        };
        self.evidence
            .iter()
            .filter(|(key, _)| above(key))
            .max_by_key(|(key, _)| if *key == "*" { 0 } else { key.len() })
            .map(|(_, evidence)| evidence)
    }
}
