//! The closed retry loop: as a scenario of the product, written out on a `BinaryHeap`, and the floor below both.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use syncstorm::engine::StreamFamily;
use syncstorm::engine::simulation::Verdict;
use syncstorm::experiment::run::run_traced;
use syncstorm::model::observe::NoTrace;
use syncstorm::model::retry::{DRAWS_BEFORE_WAIT, ErrorKind};
use syncstorm::scenario::Scenario;

use super::meter::{Job, Meter, Played};

const SCENARIO: &str = include_str!("../closed-loop.toml");
/// The seed of the scenario.
const SEED: u64 = 4;
const SECOND: f64 = 1e9;
const THINK: f64 = 60.0 * SECOND;
const SERVICE: f64 = 0.01 * SECOND;
const RETURN: f64 = 2.0 * SECOND;
const DOWN: std::ops::Range<u64> = 300_000_000_000..360_000_000_000;
const END: u64 = 600_000_000_000;
const ROOM: usize = 1000;

/// Plays one build.
pub fn play(job: &Job) -> Played {
    match job.build.as_str() {
        "syncstorm" => product(job.size),
        "heap" => heap(job.size),
        "floor" => floor(job.size),
        build => panic!("the closed loop has no build {build}"),
    }
}

/// As many workers as keep the station busy for nine tenths of the time.
fn workers(clients: u64) -> u64 {
    (clients as f64 * SERVICE / (THINK + SERVICE) / 0.9).round().max(1.0) as u64
}

fn product(clients: u64) -> Played {
    let sets = [format!("classes.clients.population={clients}"), format!("servers.workers={}", workers(clients))];
    let scenario = Scenario::load("closed-loop.toml", &mut |_| Ok(SCENARIO.to_string()), &sets, 1.0)
        .unwrap_or_else(|rejected| panic!("{}", rejected.render(false)));
    let meter = Meter::start();
    let (outcome, cell) = run_traced(&scenario.document, NoTrace, true, &mut |_, _| Verdict::Continue);
    let all = cell.seen.counts.iter().map(|interval| &interval[0]);
    let answered: u64 = all.clone().map(|counts| counts.answered).sum();
    let rejected: u64 =
        all.map(|c| c.failures[ErrorKind::ServerError.index()] + c.failures[ErrorKind::Busy.index()]).sum();
    let queue: f64 = cell.seen.usage.iter().map(|usage| usage.queue).sum();
    // Those of the plain model: at the end of every interval but the last, and for every entry, there is another one.
    let events = outcome.summary.run.events - (cell.seen.usage.len() - 1 + cell.seen.log.len()) as u64;
    meter.stop(
        events,
        &[
            ("successes", answered as f64),
            ("rejections", rejected as f64),
            ("queue", queue * SECOND / END as f64),
            ("events", events as f64),
        ],
    )
}

/// An event of 16 bytes: when, in which order among those of the same moment, and what: see [`ASKS`].
type Event = Reverse<(u64, u32, u32)>;
/// Above the number of a client: it asks, or its service ends that began in the first or the second life of the station.
const ASKS: u32 = 2;
const CLIENT_BITS: u32 = 30;

/// What a client is, in 16 bytes.
#[derive(Clone, Copy)]
struct Client {
    wish_began: u64,
    wish: u32,
    failures: u16,
    inside: bool,
}

impl Client {
    /// The address of the draws of its attempt: every one before has failed.
    fn index(&self) -> u64 {
        u64::from(self.wish) << 32 | u64::from(self.failures)
    }
}

/// The same model on the standard library's heap, with the same random numbers: it must find the same to the last event.
struct OnHeap {
    events: BinaryHeap<Event>,
    pushed: u32,
    clients: Vec<Client>,
    think: StreamFamily,
    service: StreamFamily,
    back: StreamFamily,
    busy: u64,
    queue: VecDeque<u32>,
    life: u32,
    successes: u64,
    rejections: u64,
    latency: u64,
    queue_area: u64,
    queue_changed: u64,
}

impl OnHeap {
    fn push(&mut self, at: u64, client: u32, kind: u32) {
        self.pushed += 1;
        self.events.push(Reverse((at, self.pushed, kind << CLIENT_BITS | client)));
    }

    fn queue_changes(&mut self, now: u64) {
        self.queue_area += self.queue.len() as u64 * (now - self.queue_changed);
        self.queue_changed = now;
    }

    fn reject(&mut self, now: u64, client: u32) {
        self.rejections += 1;
        let this = &mut self.clients[client as usize];
        let mut source = self.back.stream(u64::from(client)).at(this.index());
        source.skip(DRAWS_BEFORE_WAIT);
        this.failures += 1;
        this.inside = false;
        self.push(now + nearest(RETURN * source.exponential()), client, ASKS);
    }

    fn ask(&mut self, now: u64, client: u32, workers: u64) {
        let this = &mut self.clients[client as usize];
        if this.failures == 0 {
            this.wish_began = now;
            this.wish += 1;
        }
        this.inside = true;
        if DOWN.contains(&now) {
            self.reject(now, client);
        } else if self.busy < workers {
            self.busy += 1;
            self.serve(now, client);
        } else if self.queue.len() < ROOM {
            self.queue_changes(now);
            self.queue.push_back(client);
        } else {
            self.reject(now, client);
        }
    }

    fn serve(&mut self, now: u64, client: u32) {
        let index = self.clients[client as usize].index();
        let work = SERVICE * self.service.stream(u64::from(client)).at(index).exponential();
        self.push(now + nearest(work), client, self.life);
    }

    fn served(&mut self, now: u64, client: u32) {
        self.successes += 1;
        let this = &mut self.clients[client as usize];
        this.failures = 0;
        this.inside = false;
        self.latency += now - this.wish_began;
        self.queue_changes(now);
        match self.queue.pop_front() {
            Some(next) => self.serve(now, next),
            None => self.busy -= 1,
        }
        self.think(now, client);
    }

    /// A client asks again after it has thought.
    fn think(&mut self, now: u64, client: u32) {
        let wish = u64::from(self.clients[client as usize].wish);
        let thought = THINK * self.think.stream(u64::from(client)).at(wish).exponential();
        self.push(now + nearest(thought), client, ASKS);
    }

    /// The station goes down: everybody inside is refused.
    fn crash(&mut self, now: u64) {
        self.queue_changes(now);
        self.queue.clear();
        self.busy = 0;
        self.life += 1;
        for client in 0..self.clients.len() as u32 {
            if self.clients[client as usize].inside {
                self.reject(now, client);
            }
        }
    }
}

/// The nearest whole number.
fn nearest(value: f64) -> u64 {
    (value + 0.5) as u64
}

fn heap(clients: u64) -> Played {
    let workers = workers(clients);
    let family = |purpose: &str| StreamFamily::new(SEED, "clients", purpose);
    let meter = Meter::start();
    let mut world = OnHeap {
        events: BinaryHeap::with_capacity(clients as usize),
        pushed: 0,
        clients: vec![Client { wish_began: 0, wish: 0, failures: 0, inside: false }; clients as usize],
        think: family("think"),
        service: family("service"),
        back: family("retry"),
        busy: 0,
        queue: VecDeque::new(),
        life: 0,
        successes: 0,
        rejections: 0,
        latency: 0,
        queue_area: 0,
        queue_changed: 0,
    };
    for client in 0..clients as u32 {
        world.think(0, client);
    }
    let mut events = 0;
    while let Some(Reverse((now, _, what))) = world.events.pop() {
        let (client, kind) = (what & ((1 << CLIENT_BITS) - 1), what >> CLIENT_BITS);
        if now >= END {
            break;
        }
        if world.life == 0 && now >= DOWN.start {
            world.crash(DOWN.start);
        }
        events += 1;
        match kind {
            ASKS => world.ask(now, client, workers),
            life if life == world.life => world.served(now, client),
            _ => {}
        }
    }
    world.queue_changes(END);
    std::hint::black_box(world.latency);
    meter.stop(
        events,
        &[
            ("successes", world.successes as f64),
            ("rejections", world.rejections as f64),
            ("queue", world.queue_area as f64 / END as f64),
            ("events", events as f64),
        ],
    )
}

/// The least an event can cost: a pop, one client of 16 bytes read and written somewhere in memory, and an append.
fn floor(clients: u64) -> Played {
    let events = 50_000_000;
    let mut source = StreamFamily::new(4, "floor", "order").stream(0).at(0);
    let mut pending: VecDeque<u64> = (0..clients).map(|_| source.below(clients as usize) as u64).collect();
    let mut states = vec![[0u64; 2]; clients as usize];
    let meter = Meter::start();
    for event in 0..events {
        let Some(client) = pending.pop_front() else { break };
        let state = &mut states[client as usize];
        state[0] += event;
        state[1] ^= client;
        pending.push_back(client);
    }
    std::hint::black_box(&states);
    meter.stop(events, &[])
}
