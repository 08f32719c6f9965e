//! A graph as a scenario writes it.

use std::collections::BTreeMap;

use super::call::CallPlan;
use super::health::BalancerPlan;
use super::host::HostPlan;
use super::service::{ServicePlan, StepPlan};
use crate::model::network::NetworkPlan;

/// Services, the calls between them and the links that these share, by name.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GraphPlan {
    /// Services.
    pub services: BTreeMap<String, ServicePlan>,
    /// Calls: of client classes and of the steps of handlers.
    pub calls: BTreeMap<String, CallPlan>,
    /// Links.
    pub links: BTreeMap<String, NetworkPlan>,
    /// Machines that services share.
    pub hosts: BTreeMap<String, HostPlan>,
    /// What looks after the instances of services, by the names of these.
    pub balancers: BTreeMap<String, BalancerPlan>,
}

impl GraphPlan {
    /// Whether nothing is written: the scenario is in the short form.
    pub fn is_empty(&self) -> bool {
        self.services.is_empty() && self.calls.is_empty() && self.links.is_empty()
    }

    /// The call of this name; one without a table of its own goes to the service of that name.
    pub fn call(&self, name: &str) -> CallPlan {
        self.calls.get(name).cloned().unwrap_or_default()
    }

    /// Whether a step of a handler makes the call of this name.
    pub fn is_made_by_a_step(&self, name: &str) -> bool {
        self.steps().any(|step| step.names().any(|call| call == name))
    }

    /// The steps of all handlers.
    pub fn steps(&self) -> impl Iterator<Item = &StepPlan> {
        self.services.values().flat_map(ServicePlan::all_steps)
    }

    /// The service that a call goes to.
    pub fn target<'a>(&'a self, name: &'a str) -> &'a str {
        self.calls.get(name).and_then(|call| call.to.as_deref()).unwrap_or(name)
    }
}
