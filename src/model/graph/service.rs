//! One service as a scenario writes it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::durable::DurablePlan;
use super::outcome::Outcome;
use super::resource::ResourcePlan;
use crate::engine::Distribution;
use crate::model::discipline::Discipline;
use crate::model::keyed::KeyedPlan;
use crate::units::{Limit, Share, Span};

/// A named group of instances.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ServicePlan {
    /// Number of instances.
    pub instances: u32,
    /// Requests that an instance serves at the same time.
    pub workers: Limit,
    /// The workers of an instance share so many processors: work takes longer the more of them work. Left out: every worker
    /// has one of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub processors: Option<Processors>,
    /// Its instances run on machines of `[hosts]`, whose processors they share with all that runs there. Left out: they have
    /// machines of their own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// Whether a request keeps its worker while a call is out (threads), or gives it free and needs one again for what is
    /// left to do when the answer is there (an event loop). An answer that is only passed on needs none.
    pub holds_worker: bool,
    /// Requests that may wait at each instance.
    pub queue: Limit,
    /// What an instance does when it comes up: after a crash, when operators add it, or when its balancer restarts it. Left out:
    /// nothing. (Instances that are there when a run begins have done it.)
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<StartPlan>,
    /// Which waiting request is served next.
    pub discipline: Discipline,
    /// Whether a request whose caller has given up leaves the queue; otherwise it is still served, for nobody.
    pub drop_queued: bool,
    /// Whether work for a caller that has given up is stopped.
    pub stop_running: bool,
    /// Whether the calls of a request whose caller has given up are given up too.
    pub propagate: bool,
    /// Parts of the workers and of the queue of each instance that some classes leave to the others.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bulkheads: Vec<Bulkhead>,
    /// By class: its requests are refused while this many requests (of all classes) wait at the instance, or more.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub shed_above: BTreeMap<String, Limit>,
    /// Work for every request that is refused, for want of a place or because load is shed: on shared processors at once,
    /// else by the worker that begins its work next. Left out: a refusal costs nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Distribution<Span>>,
    /// What a refusal tells its caller besides. Left out: nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refuses: Option<Refuses>,
    /// Work takes longer by this part for every request in the instance (0: never).
    pub slowdown_per_request: f64,
    /// Probability that a request fails whatever the load.
    pub failure_probability: Share,
    /// It is a cache: a call to it is a look-up that takes no worker and no time, and ends in `hit` or `miss`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entries: Option<Entries>,
    /// It is a cache with one entry for each key: a call to it is a look-up like that of `entries`. All look-ups for one
    /// request of a client ask for the same key, and a key that was missing is written when the handler that looked it up
    /// has ended well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keyed: Option<KeyedPlan>,
    /// It answers before the work, and its queues are durable. Left out: who asks waits for the work, and a crash loses it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub durable: Option<Box<DurablePlan>>,
    /// What an instance has only so much of, by name. Left out: its workers and its queue are all that can run out.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub resources: BTreeMap<String, ResourcePlan>,
    /// How a request is served, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<StepPlan>,
    /// Other ways to serve requests, by name; a call says which.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub handlers: BTreeMap<String, HandlerPlan>,
}

impl Default for ServicePlan {
    fn default() -> Self {
        ServicePlan {
            instances: 1,
            workers: Limit::AtMost(1),
            processors: None,
            host: None,
            holds_worker: true,
            queue: Limit::Unlimited,
            start: None,
            discipline: Discipline::Fifo,
            drop_queued: false,
            stop_running: false,
            propagate: false,
            bulkheads: Vec::new(),
            shed_above: BTreeMap::new(),
            refusal: None,
            refuses: None,
            slowdown_per_request: 0.0,
            failure_probability: Share::NONE,
            entries: None,
            keyed: None,
            durable: None,
            resources: BTreeMap::new(),
            steps: Vec::new(),
            handlers: BTreeMap::new(),
        }
    }
}

impl ServicePlan {
    /// Whether its work shares processors, with its own or with that of other services.
    pub fn shares_processors(&self) -> bool {
        self.processors.is_some() || self.host.is_some()
    }

    /// Whether it is a cache, which is looked into.
    pub fn is_cache(&self) -> bool {
        self.entries.is_some() || self.keyed.is_some()
    }

    /// Whether it keeps something that has metrics of its own: messages, or counted resources.
    pub fn keeps(&self) -> bool {
        self.durable.is_some() || !self.resources.is_empty()
    }

    /// The Retry-After value of its refusals.
    #[inline]
    pub fn retry_after(&self) -> Option<Span> {
        self.refuses.map(|refuses| refuses.retry_after)
    }

    /// The steps of all its handlers.
    pub fn all_steps(&self) -> impl Iterator<Item = &StepPlan> {
        self.steps.iter().chain(self.handlers.values().flat_map(|handler| &handler.steps))
    }

    /// The steps of a handler; those of the service itself for none.
    pub fn steps_of(&self, handler: Option<&str>) -> &[StepPlan] {
        match handler {
            None => &self.steps,
            Some(name) => self.handlers.get(name).map_or(&[], |handler| &handler.steps),
        }
    }
}

/// Processors that the workers of an instance share equally (processor sharing; Kleinrock 1967).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Processors {
    /// Number of processors; one request uses one at most.
    pub cores: u32,
}

/// What an instance does when it comes up: reads its data, compiles its code, fills what it keeps in memory.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartPlan {
    /// Work of one worker, drawn for each start. It takes longer on shared processors that others use too, and where the
    /// instance has been made slow.
    pub work: Distribution<Span>,
    /// Whether the instance takes requests meanwhile, with its other workers. Otherwise it is as if down until the work is
    /// done: calls to it fail at once, and so do checks.
    #[serde(default)]
    pub serves_meanwhile: bool,
}

/// A part of the workers and of the queue of each instance that some classes together leave to the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bulkhead {
    /// Which classes.
    pub classes: Vec<String>,
    /// The part that they may not use.
    pub leaves: Share,
}

/// What a service tells those whom it refuses, for want of a place or because load is shed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Refuses {
    /// The refusal carries this Retry-After value: clients and calls whose behaviour obeys it (`obeys_retry_after`) come back
    /// after this time, all others do what they do when a service is `busy`.
    pub retry_after: Span,
}

/// A cache with one entry for each client.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Entries {
    /// Probability that an entry that was written is still found (the rest was displaced).
    pub hit_ratio: Share,
    /// Part of the clients whose entry is there at the start.
    pub warm_at_start: Share,
    /// Time a worker of the caller spends on a look-up when the cache has failed, before the look-up ends in an error.
    pub error_time: Distribution<Span>,
}

impl Default for Entries {
    fn default() -> Self {
        Entries { hit_ratio: Share::ALL, warm_at_start: Share::ALL, error_time: Distribution::Fixed(Span::millis(5)) }
    }
}

/// One way to serve a request.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct HandlerPlan {
    /// The steps, in order.
    pub steps: Vec<StepPlan>,
}

/// One step of a handler: work, a call, or several calls at once.
///
/// A step with `on` is taken only if the last call ended so. A call that fails (`error`, `busy`, `timeout`, `open`) ends
/// the handler with an error, unless a later step names that outcome: the handler goes on there.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct StepPlan {
    /// Outcomes of the last call after which the step is taken. Left out: after all that did not end the handler.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub on: Vec<Outcome>,
    /// Time that a worker works.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub work: Option<Distribution<Span>>,
    /// A call, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call: Option<String>,
    /// Several calls at once, by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<String>,
    /// The step makes each of its calls so many times at once: parallel requests. A client with several streams is a service
    /// of its own with one step, `{ call = "api", times = 6 }`: one try that fails for good gives up the others, and
    /// whoever tries again asks for all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// How many of several calls must end well before the handler goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needs: Option<Needs>,
    /// What the handler answers when the call fails and no later step takes that over. Left out: an error, at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failing: Option<Failing>,
}

impl StepPlan {
    /// The calls that it makes, by name.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        (0..self.times.unwrap_or(1)).flat_map(|_| self.call.iter().chain(&self.calls).map(String::as_str))
    }
}

/// How many of several calls must end well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Needs {
    /// Every one.
    All,
    /// One: the others are not waited for any more.
    First,
    /// So many.
    Quorum(u32),
}

/// How a handler answers when a call of it has failed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Failing {
    /// The error carries this Retry-After value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<Span>,
    /// The error for a phone with a long poll is held until its heartbeat would have expired.
    pub hold: bool,
    /// It is decided at the door of the instance, without a worker; for look-ups of a cache.
    pub early: bool,
}
