//! Services, calls and links at work: what a [graph](crate::model::graph) becomes in a cell.

use super::backlog::Backlog;
use super::connection::Shared;
use super::wire::{NO_WIRE, Wire};
use crate::engine::Distribution;
use crate::engine::random::name_key;
use crate::engine::zipf::Zipf;
use crate::engine::{Stream, StreamFamily};
use crate::model::gauge::Gauge;
use crate::model::graph::health::Record;
use crate::model::graph::program::{Numbers, Program};
use crate::model::graph::rotation::Rotation;
use crate::model::graph::{BalancerPlan, CallPlan, CheckPlan, GraphPlan, ServicePlan};
use crate::model::laid_out::laid_out;
use crate::model::plan::CellPlan;
use crate::model::processors::Processors;
use crate::model::retry::PolicyState;
use crate::model::server::{Lanes, Server};
use crate::model::short_form::FRONT;
use crate::units::{Limit, Share};

/// A service at work.
#[derive(Clone)]
pub(super) struct Service {
    pub(super) name: String,
    pub(super) plan: ServicePlan,
    /// Its handlers: its own steps first, then the named ones in the order of their names.
    pub(super) programs: Vec<Program>,
    pub(super) instances: Vec<Server>,
    /// Those of them that calls are spread over.
    pub(super) rotation: Rotation,
    pub(super) balancer: Option<Box<Balancer>>,
    /// Number of its first instance among those of all services.
    pub(super) first: usize,
    /// By class.
    pub(super) ways: Vec<Way>,
    pub(super) queue_order: Stream,
    /// Start-up work, by instance.
    pub(super) start: StreamFamily,
    pub(super) queue_draws: u64,
    pub(super) busy: Gauge,
    pub(super) waiting: Gauge,
    /// What its durable queues have accepted.
    pub(super) backlog: Backlog,
    /// How often its keys are asked for, if it is a cache of keys.
    pub(super) popularity: Option<Zipf>,
    /// The numbers of the caches of which each of its instances has one within it.
    pub(super) caches_within: Vec<usize>,
    /// Workers that are there × seconds since the last interval ended.
    pub(super) there: f64,
}

/// What looks after the instances of a service.
#[derive(Clone)]
pub(super) struct Balancer {
    pub(super) plan: BalancerPlan,
    /// The call that its checks are, if they go through the queue.
    pub(super) call: u16,
    /// By instance.
    pub(super) records: Vec<Record>,
}

/// How a service treats the requests of one class.
#[derive(Clone)]
pub(super) struct Way {
    pub(super) lane: u8,
    pub(super) shed_above: Limit,
    pub(super) work: StreamFamily,
    pub(super) failure: StreamFamily,
    pub(super) hit: StreamFamily,
    /// Which key is asked for.
    pub(super) key: StreamFamily,
    pub(super) error: StreamFamily,
    pub(super) refusal: StreamFamily,
    pub(super) acceptance: StreamFamily,
    pub(super) redelivery: StreamFamily,
}

impl Way {
    /// The streams of the short form have the names that they have always had.
    pub(super) fn new(
        seed: u64,
        class: &str,
        (service, keys): (&str, Option<&str>),
        lane: u8,
        shed_above: Limit,
    ) -> Way {
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
            key: family(&format!("{} key", keys.unwrap_or(service))),
            error: family("error time"),
            refusal: family(&format!("{service} refusal")),
            acceptance: family(&format!("{service} acceptance")),
            redelivery: family(&format!("{service} redelivery")),
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
    /// Whether its behaviour has something to remember.
    pub(super) remembers: bool,
    pub(super) service: u16,
    pub(super) handler: u8,
    pub(super) wire: u16,
    /// Whether it is no call of a scenario: the checks of a balancer, or the twin of a call.
    pub(super) checks: bool,
    /// Its own number; of a twin that of the call for which it stands.
    pub(super) of: u16,
    /// The share of its tries that are those of its twin with this number.
    pub(super) fails_over: Option<(u16, Share)>,
    /// Of a twin: how many places the call and its twins before have in `pairs`, and the branch of its random numbers.
    pub(super) twin: Twin,
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

/// What a twin of a call is besides a call.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Twin {
    /// Instances that the call and its twins before have together: where those of its service begin among all that a
    /// caller can be remembered to have asked. 0 if it is no twin.
    pub(super) places: u16,
    /// The branch of random numbers below that of the call, if the same wish can reach the service in another way.
    pub(super) branch: u32,
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
    pub(super) fail_over: StreamFamily,
}

/// Everything that a graph becomes.
pub(super) struct Parts {
    pub(super) services: Vec<Service>,
    pub(super) calls: Vec<Call>,
    pub(super) wires: Vec<Wire>,
    /// Those of hosts first, by machine; then those of single instances.
    pub(super) processors: Vec<Processors>,
    /// By class: the number of its call.
    pub(super) entries: Vec<u16>,
}

/// Puts the graph of a plan together.
pub(super) fn parts(plan: &CellPlan, graph: &GraphPlan) -> Parts {
    let classes: Vec<&String> = plan.classes.keys().collect();
    let entry_names: Vec<String> = plan.classes.iter().map(|(name, class)| class.call(name)).collect();
    let numbers = Numbers::new(graph, &entry_names.iter().map(String::as_str).collect::<Vec<_>>());
    let mut processors: Vec<Processors> = graph.hosts.values().flat_map(Processors::of_machines).collect();
    let (mut services, mut first) = (Vec::new(), 0);
    for (name, service) in &graph.services {
        let within = service.keyed.as_ref().and_then(|keyed| keyed.within.as_ref());
        let instances = laid_out(&plan.timeline, within.unwrap_or(name), service.instances);
        let mut at_work = Service::new(name, service, &numbers, &classes, plan.run.seed, (first, instances));
        at_work.give_processors(graph, &mut processors);
        if let Some(balancer) = graph.balancers.get(name) {
            at_work.give_balancer(balancer, plan.run.seed);
        }
        first += at_work.instances.len();
        services.push(at_work);
    }
    for (cache, service) in graph.services.values().enumerate() {
        let within = service.keyed.as_ref().and_then(|keyed| keyed.within.as_ref());
        if let Some(number) = within.and_then(|name| graph.services.keys().position(|other| other == name)) {
            services[number].caches_within.push(cache);
        }
    }
    let call = |name: &String| Call::new(name, graph, &numbers, &services, &classes, plan.run.seed);
    let mut calls: Vec<Call> = numbers.calls().iter().map(call).collect();
    for (number, service) in services.iter_mut().enumerate() {
        let Some(balancer) = &mut service.balancer else { continue };
        if let Some(check) = balancer.plan.check.as_ref().filter(|check| check.through_queue) {
            balancer.call = calls.len() as u16;
            let place = (number as u16, (service.programs.len() - 1) as u8);
            calls.push(Call::of_checks(&service.name, place, check, classes.len()));
        }
    }
    let wires = graph.links.iter().map(|(name, link)| Wire::new(name, link)).collect();
    let entries = entry_names.iter().map(|name| numbers.call(name)).collect();
    Parts { services, calls, wires, processors, entries }
}

impl Service {
    fn new(
        name: &str,
        plan: &ServicePlan,
        numbers: &Numbers<'_>,
        classes: &[&String],
        seed: u64,
        (first, instances): (usize, u32),
    ) -> Service {
        let lanes = Lanes::new(&plan.bulkheads, classes.iter().copied());
        let shed = |class: &String| plan.shed_above.get(class).copied().unwrap_or(Limit::Unlimited);
        let names = (name, plan.keyed.as_ref().and_then(|keyed| keyed.of.as_deref()));
        let way = |(place, class): (usize, &&String)| Way::new(seed, class, names, lanes.of(place), shed(class));
        let mut servers: Vec<Server> = (0..instances).map(|_| Server::new(plan, &lanes)).collect();
        warm_up(&mut servers, name, plan, seed);
        let handlers = std::iter::once(None).chain(plan.handlers.keys().map(|handler| Some(handler.as_str())));
        Service {
            name: name.to_owned(),
            programs: handlers.map(|handler| numbers.program(name, handler)).collect(),
            instances: servers,
            rotation: Rotation::new(instances as usize, plan.instances as usize, Share::ALL, Share::NONE),
            balancer: None,
            first,
            ways: classes.iter().enumerate().map(way).collect(),
            queue_order: StreamFamily::new(seed, if name == FRONT { "servers" } else { name }, "queue order").stream(0),
            queue_draws: 0,
            start: StreamFamily::new(seed, name, "start"),
            busy: Gauge::default(),
            waiting: Gauge::default(),
            backlog: Backlog::default(),
            popularity: plan.keyed.as_ref().map(|keyed| Zipf::new(keyed.keys, keyed.zipf)),
            caches_within: Vec::new(),
            there: 0.0,
            plan: plan.clone(),
        }
    }
}

/// Writes the entries that are there at the start into caches of keys: those that are asked for most have the lowest numbers.
fn warm_up(servers: &mut [Server], name: &str, plan: &ServicePlan, seed: u64) {
    let Some(keyed) = plan.keyed.as_ref().filter(|keyed| keyed.warm_at_start > Share::NONE) else { return };
    let ages = StreamFamily::new(seed, name, "age at the start");
    let warm = (keyed.warm_at_start.get() * f64::from(keyed.keys)).round() as u32;
    let servers_there = servers.len() as u32;
    for (number, server) in servers.iter_mut().enumerate() {
        let Some(entries) = &mut server.cache.keyed else { continue };
        let (first, step) = if keyed.within.is_some() { (0, 1) } else { (number as u32, servers_there as usize) };
        let of_instance = |key: u32| keyed.place(keyed.entry(key, number as u32), servers_there).1;
        let own: Vec<u32> = (first..warm.max(first)).step_by(step).map(of_instance).collect();
        let age = |key: u32| ages.stream(number as u64).at(u64::from(key)).unit();
        entries.warm(own.into_iter().take(keyed.room.number().unwrap_or(u32::MAX) as usize), age);
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
            fail_over: family("fail-over"),
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
        // Classes are callers too, one each; then come the instances, if a step makes the call.
        let instances: usize = services.iter().map(|service| service.instances.len()).sum();
        let callers = classes.len() + if graph.is_made_by_a_step(name) { instances } else { 0 };
        let shared = if plan.connection.is_some() { (callers - classes.len()) * target.instances.len() } else { 0 };
        // One more, for tries that find nobody in rotation.
        let pairs = if plan.behaviour.looks_at_pairs() { callers * (target.instances.len() + 1) } else { 0 };
        Call {
            name: name.to_owned(),
            key: name_key(name),
            service,
            handler: handler as u8,
            wire,
            checks: false,
            of: 0,
            fails_over: None,
            twin: Twin::default(),
            streams: classes.iter().map(|class| CallStreams::new(seed, class, name)).collect(),
            callers: vec![Caller::new(&fresh); callers],
            pairs: vec![fresh.clone(); pairs],
            together: fresh,
            shared: vec![Shared::default(); shared],
            closed: 0,
            remembers: plan.behaviour.remembers(),
            plan,
        }
    }
    /// The checks of a balancer, as a call of a service and of its handler for checks. They use no link, and none of the
    /// random numbers of calls.
    fn of_checks(service: &str, (number, handler): (u16, u8), check: &CheckPlan, classes: usize) -> Call {
        let plan = CallPlan { timeout: Distribution::Fixed(check.timeout), ..CallPlan::default() };
        let (name, fresh) = (format!("checks of {service}"), plan.behaviour.fresh_state());
        Call {
            key: name_key(&name),
            service: number,
            handler,
            wire: NO_WIRE,
            checks: true,
            of: 0,
            fails_over: None,
            twin: Twin::default(),
            streams: vec![CallStreams::new(0, &name, &name); classes + 1],
            callers: vec![Caller::new(&fresh)],
            pairs: Vec::new(),
            together: fresh,
            shared: Vec::new(),
            closed: 0,
            name,
            remembers: plan.behaviour.remembers(),
            plan,
        }
    }
}

impl Caller {
    pub(super) fn new(memory: &PolicyState) -> Caller {
        Caller {
            memory: memory.clone(),
            turn: 0,
            in_flight: 0,
            retries_in_flight: 0,
            retries_due: 0,
            connected: 0,
            pool: std::collections::VecDeque::new(),
        }
    }
}
