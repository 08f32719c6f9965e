//! The cell: owns every part and routes every event. Parts decide, the cell acts.
//!
//! * [`build`](Cell::new) puts a cell together from its plan,
//! * `wishes` and `phones` play the clients,
//! * `scheduled` is an entry of the timeline at work, `stack` what entries lay on parts, `holders` whose doing a loss is,
//! * `in_force` keeps the book of what was taken, and by which entry,
//! * `layers` says what holds of a part when an entry begins or ends,
//! * `knocking` skips ahead over knocks at a closed edge,
//! * `services` is what the graph of services, calls and links becomes,
//! * `passage` moves attempts to services and back, `wires` over links (`wire`),
//! * `connecting` opens, keeps and closes connections (`connection`) where they cost something,
//! * `durable` keeps messages that are worked on after their answer (`backlog`),
//! * `fail_over` sends tries of a call to another service,
//! * `serving` plays instances, `processing` the processors that they share, `handling` their handlers, `requests` the calls
//!   that these make, `tries` each try of them,
//! * `keys` looks keys up in caches of keys, and lets one fetch what many miss (`missing`),
//! * `refusing` does the work that refusals cost, `resources` counts what may run out,
//! * `rotation` says which instances calls are spread over, `checking` what their balancers think of them, `starting` how
//!   instances come up,
//! * `operate` carries out the timeline, and what `recurring` makes begin again (`watching` looks at conditions,
//!   `addressed` finds what an entry names), `scaling` changes numbers, `breaking` is what breaks,
//! * `restarting` lets clients begin anew,
//! * `rest` says what is left when nobody asks any more,
//! * `service` keeps the book of who is without service,
//! * `sampling` writes down what there is at the end of every interval and at the horizon.

mod addressed;
mod backlog;
mod breaking;
mod build;
mod checking;
mod connecting;
mod connection;
mod durable;
mod fail_over;
mod handling;
mod holders;
mod in_force;
mod keys;
mod knocking;
mod layers;
mod missing;
mod operate;
mod passage;
mod phones;
mod processing;
mod recurring;
mod refusing;
mod request;
mod requests;
mod resources;
mod rest;
mod restarting;
mod rotation;
mod sampling;
mod scaling;
mod scheduled;
mod service;
mod services;
mod serving;
mod stack;
mod starting;
mod tries;
mod watching;
mod wire;
mod wires;
mod wishes;

use super::activesync::{Contact, Phone};
use super::attempt::Attempts;
use super::class::ClassPlan;
use super::client::Client;
use super::clock::Clock;
use super::edge::Gate;
use super::event::CellEvent;
use super::gauge::Headcount;
use super::observe::{NoTrace, Observations, Trace, Usage};
use super::plan::CellPlan;
use super::processors::Processors;
use super::profile::Profile;
use super::retry::{Behaviour, ErrorKind, PolicyState};
use crate::engine::distribution::Sampler;
use crate::engine::{Agenda, Distribution, Model, StreamFamily};
use crate::units::{Instant, Span};
use request::Requests;
use services::{Call, Service};
use wire::Wire;

type Diary = Agenda<CellEvent>;

/// So many clients stay near the processor (in its second cache, a megabyte or two) whatever happens.
const CLIENTS_NEAR: usize = 20_000;

/// A cell at work.
#[derive(Clone)]
pub struct Cell<T: Trace = NoTrace> {
    plan: CellPlan,
    classes: Vec<Class>,
    roles: Vec<Role>,
    clients: Vec<Client>,
    phones: Vec<Phone>,
    free_clients: Vec<u32>,
    /// One per client, if any behaviour has something to remember of each client.
    client_states: Vec<PolicyState>,
    /// One per client, if connections of any class cost something.
    client_connections: Vec<connection::OfClient>,
    attempts: Attempts,
    services: Vec<Service>,
    calls: Vec<Call>,
    wires: Vec<Wire>,
    processors: Vec<Processors>,
    requests: Requests,
    missing: missing::Missing,
    /// Messages that were delivered again, and how often.
    redelivered: std::collections::BTreeMap<u32, u32>,
    entries: Vec<scheduled::Scheduled>,
    layers: stack::Layers,
    ledger: holders::Ledger,
    /// Whether a balancer looks at how calls end.
    watches_calls: bool,
    /// Whether the timeline lets some call fail over.
    fails_over: bool,
    /// Nothing about the gates can change before this time.
    quiet_until: Instant,
    gauges: Gauges,
    /// What has been written down so far.
    pub seen: Observations,
    /// Receives single happenings.
    pub trace: T,
    /// Whether knocks at a closed edge may be played without the agenda. The result is the same; this is for tests.
    pub skip_ahead: bool,
    skipped: u64,
    end: Instant,
}

/// A client class at work.
#[derive(Clone)]
struct Class {
    name: String,
    plan: ClassPlan,
    /// The shares of the behaviours.
    shares: Vec<f64>,
    /// Number of its call, of the service that this goes to, and of the cache that its handler there looks into.
    call: u16,
    service: u16,
    cache: Option<u16>,
    /// Mean time that a worker of that service works on one of its requests.
    mean_work: f64,
    streams: Streams,
    /// Number of the first client; the clients of a closed class follow each other.
    first: u32,
    /// Index of the first phone.
    first_phone: u32,
    gate: Gate,
    /// Factor on the rate of wishes.
    surge: f64,
    /// When wishes begin, if the clock says so.
    clock: Option<Box<Clock>>,
    /// How the rate of sessions changes over time, if it does.
    profile: Option<Box<Profile>>,
    /// Sessions that have arrived.
    sessions: u32,
    /// How often some of its clients have restarted.
    restarts: u64,
    /// Unit-exponential time left until the next session, as of `counted`.
    hazard: f64,
    counted: Instant,
    session_due: Instant,
    /// Clients per phase.
    census: Headcount,
    admission: Admitted,
}

/// A class and one of its behaviours: what a client is.
#[derive(Clone)]
struct Role {
    class: usize,
    behaviour: Behaviour,
    /// Z: longest or mean time between contacts.
    interval: Span,
    /// Mean time between two wishes in a healthy cell.
    cycle: Span,
    contact: Option<Contact>,
    timeout: Distribution<Span>,
    /// The waits that depend on nothing but one draw, by the kind of error: what follows most failures of a storm.
    steady_waits: [Option<Sampler<'static, Span>>; ErrorKind::ALL.len()],
    /// What all its clients remember together; none if there is nothing to remember, of each client either.
    memory: Option<Box<PolicyState>>,
    in_flight: u32,
    retries_in_flight: u32,
    /// Retries that wait for their time; counted where there is something to remember.
    retries_due: u32,
}

/// The random streams of a class, one family per purpose.
#[derive(Clone)]
struct Streams {
    arrival: StreamFamily,
    think: StreamFamily,
    back: StreamFamily,
    mail: StreamFamily,
    request: StreamFamily,
    reply: StreamFamily,
    timeout: StreamFamily,
    retry: StreamFamily,
    guard: StreamFamily,
    resync: StreamFamily,
    restart: StreamFamily,
    repair: StreamFamily,
    /// What a client is for good: role, home server, place in a ramp, and the like.
    nature: StreamFamily,
}

/// Draws that decide what a client is for good: index in its `nature` stream.
#[derive(Clone, Copy)]
enum Nature {
    Role = 0,
    ClientFix = 1,
    Home = 2,
    Admission = 3,
    NeedsRepair = 4,
    FirstContact = 5,
    Warm = 6,
    Added = 7,
    Elsewhere = 8,
    Obeys = 9,
}

/// The share that the edge admits, added up over time.
#[derive(Clone, Copy, Default)]
struct Admitted {
    /// The share at `counted`.
    share: f64,
    counted: Instant,
    /// Share × seconds since the last interval ended.
    area: f64,
}

/// What the integrals of the gauges were at the end of the last interval.
#[derive(Clone, Default)]
struct Gauges {
    there_counted: Instant,
    last: Usage,
}

impl<T: Trace> Model for Cell<T> {
    type Event = CellEvent;

    fn happen(&mut self, now: Instant, event: CellEvent, diary: &mut Diary) {
        match event {
            CellEvent::Wake(client) => self.wake(now, client, diary),
            CellEvent::Timeout(attempt) => self.time_out(now, attempt, diary),
            CellEvent::Arrive(attempt) => self.arrive(now, attempt, diary),
            CellEvent::Served(attempt) => self.served(now, attempt, diary),
            CellEvent::Processors(number) => self.processors_end(now, number, diary),
            CellEvent::Release(attempt) => self.release(now, attempt, diary),
            CellEvent::Answer(attempt) => self.answer(now, attempt, diary),
            CellEvent::LinkEnds(number) => self.transfers_end(now, number, diary),
            CellEvent::Again(request) => self.again(now, request, diary),
            CellEvent::Session(class) => self.session_arrives(now, class as usize, diary),
            CellEvent::Entry(entry) => self.entry_begins(now, entry as usize, diary),
            CellEvent::Sample => self.interval_ends(now, diary),
            CellEvent::Health(instance) => self.look_after(now, instance, diary),
            CellEvent::Start(instance) => self.starts(now, instance, diary),
        }
    }

    fn looks_ahead(&self) -> bool {
        self.clients.len() > CLIENTS_NEAR
    }

    fn look_ahead(&self, events: impl Iterator<Item = CellEvent>) {
        let touched = events.map(|event| match event {
            CellEvent::Wake(client) => self.clients[client as usize].touch(),
            CellEvent::Timeout(id)
            | CellEvent::Arrive(id)
            | CellEvent::Served(id)
            | CellEvent::Release(id)
            // A check of a balancer has no client.
            | CellEvent::Answer(id) => self.clients.get(self.attempts[id].client as usize).map_or(0, Client::touch),
            CellEvent::Processors(_)
            | CellEvent::LinkEnds(_)
            | CellEvent::Again(_)
            | CellEvent::Session(_)
            | CellEvent::Entry(_)
            | CellEvent::Health(_)
            | CellEvent::Start(_)
            | CellEvent::Sample => 0,
        });
        std::hint::black_box(touched.fold(0, u64::wrapping_add));
    }

    fn skipped_events(&mut self) -> u64 {
        std::mem::take(&mut self.skipped)
    }
}

impl<T: Trace> Cell<T> {
    /// The plan it was built from.
    pub fn plan(&self) -> &CellPlan {
        &self.plan
    }

    /// Names of the classes, in the order of all per-class lists.
    pub fn class_names(&self) -> Vec<String> {
        self.classes.iter().map(|class| class.name.clone()).collect()
    }

    /// Attempts that are alive: awaited by a client or still worked on.
    pub fn attempts_alive(&self) -> usize {
        self.attempts.alive()
    }

    /// Names of the services, calls and links of a graph; none in the short form.
    pub fn tier_names(&self) -> (Vec<String>, Vec<String>, Vec<String>) {
        if self.plan.graph.is_empty() {
            return Default::default();
        }
        (
            self.services.iter().map(|service| service.name.clone()).collect(),
            self.calls.iter().filter(|call| !call.checks).map(|call| call.name.clone()).collect(),
            self.wires.iter().map(|wire| wire.name.clone()).collect(),
        )
    }

    /// Names of the services of a graph that keep messages or counted resources.
    pub fn services_that_keep(&self) -> Vec<String> {
        let services = self.plan.graph.services.iter();
        services.filter(|(_, service)| service.keeps()).map(|(name, _)| name.clone()).collect()
    }

    /// Mean time in nanoseconds that a worker of the service that a class asks works on one of its requests.
    pub fn mean_work(&self, class: usize) -> f64 {
        self.classes[class].mean_work
    }

    /// The classes whose clients ask the service with this number.
    pub fn classes_that_ask(&self, service: usize) -> impl Iterator<Item = usize> {
        (0..self.classes.len()).filter(move |class| usize::from(self.classes[*class].service) == service)
    }

    /// The classes whose clients make the call with this number.
    pub fn classes_that_make(&self, call: usize) -> impl Iterator<Item = usize> {
        (0..self.classes.len()).filter(move |class| usize::from(self.classes[*class].call) == call)
    }

    /// Requests of handlers that have not ended.
    pub fn requests_alive(&self) -> usize {
        self.requests.alive()
    }

    /// The service of an instance, and the number of the instance in it, by its number among all.
    fn instance(&self, number: usize) -> (usize, usize) {
        let service = self.services.iter().rposition(|service| service.first <= number).expect("numbers begin at 0");
        (service, number - self.services[service].first)
    }

    fn class_of(&self, client: u32) -> usize {
        self.roles[self.clients[client as usize].role as usize].class
    }

    #[inline]
    fn phone(&mut self, client: u32) -> &mut Phone {
        let class = &self.classes[self.class_of(client)];
        let index = class.first_phone + client - class.first;
        &mut self.phones[index as usize]
    }
}
