//! Services, calls and links at work: what a [graph](crate::model::graph) becomes in a cell.

use super::connection::Shared;
use super::wire::{NO_WIRE, Wire};
use crate::engine::random::name_key;
use crate::engine::{Stream, StreamFamily};
use crate::model::gauge::Gauge;
use crate::model::graph::program::{Numbers, Program};
use crate::model::graph::{CallPlan, GraphPlan, ServicePlan};
use crate::model::plan::CellPlan;
use crate::model::retry::PolicyState;
use crate::model::server::{Lanes, Server};
use crate::model::short_form::FRONT;
use crate::units::Limit;

/// A service at work.
#[derive(Clone)]
pub(super) struct Service {
    pub(super) name: String,
    pub(super) plan: ServicePlan,
    /// Its handlers: its own steps first, then the named ones in the order of their names.
    pub(super) programs: Vec<Program>,
    pub(super) instances: Vec<Server>,
    /// Number of its first instance among those of all services.
    pub(super) first: usize,
    /// By class.
    pub(super) ways: Vec<Way>,
    pub(super) queue_order: Stream,
    pub(super) queue_draws: u64,
    pub(super) busy: Gauge,
    pub(super) waiting: Gauge,
    /// Workers that are there × seconds since the last interval ended.
    pub(super) there: f64,
}

/// How a service treats the requests of one class.
#[derive(Clone)]
pub(super) struct Way {
    pub(super) lane: u8,
    pub(super) shed_above: Limit,
    pub(super) work: StreamFamily,
    pub(super) failure: StreamFamily,
    pub(super) hit: StreamFamily,
    pub(super) error: StreamFamily,
    pub(super) refusal: StreamFamily,
}

impl Way {
    /// The streams of the short form have the names that they have always had.
    fn new(seed: u64, class: &str, service: &str, lane: u8, shed_above: Limit) -> Way {
        let family = |purpose: &str| StreamFamily::new(seed, class, purpose);
        let front = service == FRONT;
        let (work, failure) = if front { ("service", "failure") } else { (service, "") };
        let failure = if front { failure.to_owned() } else { format!("{service} failure") };
        Way {
            lane,
            shed_above,
            work: family(work),
            failure: family(&failure),
            hit: family(&format!("{service} hit")),
            error: family("error time"),
            refusal: family(&format!("{service} refusal")),
        }
    }
}

/// A call at work.
#[derive(Clone)]
pub(super) struct Call {
    pub(super) name: String,
    /// That of its name, for random numbers.
    pub(super) key: u64,
    pub(super) plan: CallPlan,
    pub(super) service: u16,
    pub(super) handler: u8,
    pub(super) wire: u16,
    /// By class.
    pub(super) streams: Vec<CallStreams>,
    /// By caller: the classes, and after them the instances of all services.
    pub(super) callers: Vec<Caller>,
    /// What all callers together remember, and each pair of caller and instance.
    pub(super) together: PolicyState,
    pub(super) pairs: Vec<PolicyState>,
    /// The connections of calling instances, one for each of them and each instance of the service; none if they cost
    /// nothing or no step makes the call.
    pub(super) shared: Vec<Shared>,
    /// Connections that were opened and are remembered no more.
    pub(super) closed: u64,
}

/// What one instance that makes a call keeps of it.
#[derive(Clone)]
pub(super) struct Caller {
    pub(super) memory: PolicyState,
    pub(super) turn: u32,
    pub(super) in_flight: u32,
    pub(super) retries_in_flight: u32,
    pub(super) retries_due: u32,
    /// Connections of the pool in use, and requests that wait for one.
    pub(super) connected: u32,
    pub(super) pool: std::collections::VecDeque<u32>,
}

/// The random streams of one class for one call.
#[derive(Clone, Copy)]
pub(super) struct CallStreams {
    pub(super) balance: StreamFamily,
    pub(super) timeout: StreamFamily,
    pub(super) request: StreamFamily,
    pub(super) reply: StreamFamily,
    pub(super) retry: StreamFamily,
    pub(super) guard: StreamFamily,
    pub(super) handshake: StreamFamily,
    pub(super) way_there: StreamFamily,
    pub(super) way_back: StreamFamily,
}

/// Everything that a graph becomes.
pub(super) struct Parts {
    pub(super) services: Vec<Service>,
    pub(super) calls: Vec<Call>,
    pub(super) wires: Vec<Wire>,
    /// By class: the number of its call.
    pub(super) entries: Vec<u16>,
}

/// Puts the graph of a plan together.
pub(super) fn parts(plan: &CellPlan, graph: &GraphPlan) -> Parts {
    let classes: Vec<&String> = plan.classes.keys().collect();
    let entry_names: Vec<String> = plan.classes.iter().map(|(name, class)| class.call(name)).collect();
    let numbers = Numbers::new(graph, &entry_names.iter().map(String::as_str).collect::<Vec<_>>());
    let (mut services, mut first) = (Vec::new(), 0);
    for (name, service) in &graph.services {
        let at_work = Service::new(name, service, &numbers, &classes, plan.run.seed, first);
        first += at_work.instances.len();
        services.push(at_work);
    }
    let call = |name: &String| Call::new(name, graph, &numbers, &services, &classes, plan.run.seed);
    let calls = numbers.calls().iter().map(call).collect();
    let wires = graph.links.iter().map(|(name, link)| Wire::new(name, link)).collect();
    let entries = entry_names.iter().map(|name| numbers.call(name)).collect();
    Parts { services, calls, wires, entries }
}

impl Service {
    fn new(
        name: &str,
        plan: &ServicePlan,
        numbers: &Numbers<'_>,
        classes: &[&String],
        seed: u64,
        first: usize,
    ) -> Service {
        let lanes = Lanes::new(&plan.bulkheads, classes.iter().copied());
        let shed = |class: &String| plan.shed_above.get(class).copied().unwrap_or(Limit::Unlimited);
        let way = |(place, class): (usize, &&String)| Way::new(seed, class, name, lanes.of(place), shed(class));
        let handlers = std::iter::once(None).chain(plan.handlers.keys().map(|handler| Some(handler.as_str())));
        Service {
            name: name.to_owned(),
            programs: handlers.map(|handler| numbers.program(name, handler)).collect(),
            instances: (0..plan.instances).map(|_| Server::new(plan, &lanes)).collect(),
            first,
            ways: classes.iter().enumerate().map(way).collect(),
            queue_order: StreamFamily::new(seed, if name == FRONT { "servers" } else { name }, "queue order").stream(0),
            queue_draws: 0,
            busy: Gauge::default(),
            waiting: Gauge::default(),
            there: 0.0,
            plan: plan.clone(),
        }
    }
}

impl CallStreams {
    fn new(seed: u64, class: &str, call: &str) -> CallStreams {
        let family = |purpose: &str| StreamFamily::new(seed, class, &format!("{purpose} of call {call}"));
        CallStreams {
            balance: family("balance"),
            timeout: family("timeout"),
            request: family("request bytes"),
            reply: family("reply bytes"),
            retry: family("retry"),
            guard: family("guard"),
            handshake: family("handshake"),
            way_there: family("way there"),
            way_back: family("way back"),
        }
    }
}

impl Call {
    fn new(
        name: &str,
        graph: &GraphPlan,
        numbers: &Numbers<'_>,
        services: &[Service],
        classes: &[&String],
        seed: u64,
    ) -> Call {
        let plan = graph.call(name);
        let service = numbers.service(graph.target(name));
        let target = &services[service as usize];
        let handler = plan.handler.as_ref().map_or(0, |wanted| {
            1 + target
                .plan
                .handlers
                .keys()
                .position(|handler| handler == wanted)
                .expect("a validated call names a handler")
        });
        let wire = plan.link.as_ref().map_or(NO_WIRE, |wanted| {
            graph.links.keys().position(|link| link == wanted).expect("a validated call names a link") as u16
        });
        let fresh = plan.behaviour.fresh_state();
        let caller = Caller {
            memory: fresh.clone(),
            turn: 0,
            in_flight: 0,
            retries_in_flight: 0,
            retries_due: 0,
            connected: 0,
            pool: std::collections::VecDeque::new(),
        };
        // Classes are callers too, one each; then come the instances, if a step makes the call.
        let instances: usize = services.iter().map(|service| service.instances.len()).sum();
        let callers = classes.len() + if graph.is_made_by_a_step(name) { instances } else { 0 };
        let shared = if plan.connection.is_some() { (callers - classes.len()) * target.instances.len() } else { 0 };
        let pairs = if plan.behaviour.looks_at_pairs() { callers * target.instances.len() } else { 0 };
        Call {
            name: name.to_owned(),
            key: name_key(name),
            service,
            handler: handler as u8,
            wire,
            streams: classes.iter().map(|class| CallStreams::new(seed, class, name)).collect(),
            callers: vec![caller; callers],
            pairs: vec![fresh.clone(); pairs],
            together: fresh,
            shared: vec![Shared::default(); shared],
            closed: 0,
            plan,
        }
    }
}
