//! A system of services as pictures and pages show it: stations and flows as data. None of it is there in the short form,
//! whose cell has a picture of its own.
//!
//! - `now`    what each service, call and link did in an interval
//! - `layout` where services stand, and which way calls go around them

pub mod layout;
pub mod now;

use crate::model::graph::{GraphPlan, ServicePlan, StepPlan};
use crate::scenario::Document;

/// Services that a picture has room for.
pub const MOST: usize = 12;

/// Services, the calls between them, and the links that these pass.
#[derive(Clone, Debug, PartialEq)]
pub struct Graph {
    /// In the order of their names, which is that of a run.
    pub services: Vec<Service>,
    /// In the order of their names, which is that of a run.
    pub calls: Vec<Call>,
    /// Names of the links.
    pub links: Vec<String>,
}

/// A service.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// Its instances.
    pub instances: u32,
    /// Workers of each; none if they are not limited.
    pub workers: Option<u32>,
    /// Places of all queues; none if they are not limited.
    pub places: Option<f64>,
    /// Whether it is a cache, which has no workers to speak of.
    pub cache: bool,
    /// Calls on the longest way from a client to it.
    pub layer: usize,
}

/// A call.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// Its name.
    pub name: String,
    /// Numbers of the classes whose clients make it.
    pub classes: Vec<usize>,
    /// Numbers of the services that make it.
    pub services: Vec<usize>,
    /// Number of the service that is asked.
    pub to: usize,
    /// Number of the link that it passes.
    pub link: Option<usize>,
}

impl Graph {
    /// The graph of a scenario; none in the short form.
    #[must_use]
    pub fn of(document: &Document) -> Option<Graph> {
        if !document.is_graph() {
            return None;
        }
        let plan = document.plan().graph;
        let classes: Vec<String> = document.classes.iter().map(|(name, class)| class.call(name)).collect();
        let calls = document.owners().tiers.calls;
        let calls: Vec<Call> = calls.into_iter().filter_map(|name| call(&plan, &classes, name)).collect();
        let layers = layers(plan.services.len(), &calls);
        let service = |((name, service), layer): ((&String, &ServicePlan), usize)| Service {
            name: name.clone(),
            instances: service.instances,
            workers: service.workers.number(),
            places: service.queue.number().map(|places| f64::from(places) * f64::from(service.instances)),
            cache: service.is_cache(),
            layer,
        };
        Some(Graph {
            services: plan.services.iter().zip(layers).map(service).collect(),
            calls,
            links: plan.links.keys().cloned().collect(),
        })
    }

    /// The services that a picture shows, the busiest where there are too many, in their order. `busy` is how busy each is.
    #[must_use]
    pub fn shown(&self, busy: &[f64]) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.services.len()).collect();
        let of = |service: &usize| busy.get(*service).copied().unwrap_or(0.0);
        order.sort_by(|one, other| of(other).total_cmp(&of(one)));
        order.truncate(MOST);
        order.sort_unstable();
        order
    }

    /// Whether there is one cache, whose state is then that of the cache of a run; of several none is known alone.
    #[must_use]
    pub fn has_one_cache(&self) -> bool {
        self.services.iter().filter(|service| service.cache).count() == 1
    }

    /// How often each service is asked for each request of a client while nothing fails: what is known before any run.
    #[must_use]
    pub fn visits(&self) -> Vec<f64> {
        let mut visits = vec![0.0; self.services.len()];
        let mut order: Vec<usize> = (0..self.services.len()).collect();
        order.sort_by_key(|service| self.services[*service].layer);
        for to in order {
            let calls = self.calls.iter().filter(|call| call.to == to);
            visits[to] = calls
                .map(|call| call.classes.len() as f64 + call.services.iter().map(|s| visits[*s]).sum::<f64>())
                .sum();
        }
        visits
    }
}

impl Service {
    /// How large it is, in a few words: `4 × 64 workers`.
    #[must_use]
    pub fn size(&self) -> String {
        match (self.cache, self.workers, self.instances) {
            (true, _, 1) => "a cache".to_owned(),
            (true, _, many) => format!("a cache on {many}"),
            (false, None, 1) => "unlimited workers".to_owned(),
            (false, None, many) => format!("{many}, unlimited workers"),
            (false, Some(1), 1) => "1 worker".to_owned(),
            (false, Some(workers), 1) => format!("{workers} workers"),
            (false, Some(1), many) => format!("{many} × 1 worker"),
            (false, Some(workers), many) => format!("{many} × {workers} workers"),
        }
    }
}

fn call(plan: &GraphPlan, classes: &[String], name: String) -> Option<Call> {
    let number = |wanted: &str| plan.services.keys().position(|service| service == wanted);
    let makes = |service: &ServicePlan| {
        let all = service.steps.iter().chain(service.handlers.values().flat_map(|handler| &handler.steps));
        all.flat_map(StepPlan::names).any(|made| made == name)
    };
    let link = plan.call(&name).link;
    Some(Call {
        classes: (0..classes.len()).filter(|class| classes[*class] == name).collect(),
        services: plan.services.values().enumerate().filter(|(_, service)| makes(service)).map(|(at, _)| at).collect(),
        to: number(plan.target(&name))?,
        link: link.and_then(|wanted| plan.links.keys().position(|link| *link == wanted)),
        name,
    })
}

/// Per service the calls on the longest way from a client. A scenario that loads has no circle of calls.
fn layers(services: usize, calls: &[Call]) -> Vec<usize> {
    let mut layers = vec![1; services];
    for _ in 0..services {
        for call in calls {
            let before = call.services.iter().map(|service| layers[*service]).max().unwrap_or(0);
            layers[call.to] = layers[call.to].max(before + 1).min(services.max(1));
        }
    }
    layers
}
