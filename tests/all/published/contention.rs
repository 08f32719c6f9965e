//! N clients that contend for one write under an optimistic lock (Brooker 2015), on the product's engine and with the
//! product's retry policies.
//!
//! Every client asks for the version of the row, gets it, and asks to write with it; each of these messages, and the
//! answer to the write, takes one network trip of its own. The write succeeds if the version is still the one that was
//! read, and makes a new one. Otherwise the client does what its behaviour says after an error, and reads again. The row
//! itself answers at once.

use syncstorm::engine::{Agenda, Distribution, Event, Limits, Model, Simulation, StopReason, StreamFamily};
use syncstorm::model::retry::{Behaviour, Decision, ErrorKind, Failure, PolicyState, Reaction, Remembered};
use syncstorm::scenario::Document;
use syncstorm::units::{Instant, Span};

/// What the experiment counts.
#[derive(Debug, Clone, Copy)]
pub struct Contest {
    /// Writes that reached the row, those that came too late included.
    pub writes: f64,
    /// Seconds until the last client knows that it is through.
    pub seconds: f64,
}

/// Something that happens, and to which client.
#[derive(Clone, Copy)]
enum Step {
    /// Its question for the version reaches the row.
    Read(u32),
    /// Its write reaches the row.
    Write(u32),
    /// It hears that its write succeeded.
    Done(u32),
    /// It hears that its write failed.
    Refused(u32),
}

impl Event for Step {
    fn encode(self) -> u32 {
        let (kind, client) = match self {
            Step::Read(client) => (0, client),
            Step::Write(client) => (1, client),
            Step::Done(client) => (2, client),
            Step::Refused(client) => (3, client),
        };
        client << 2 | kind
    }

    fn decode(code: u32) -> Step {
        let client = code >> 2;
        match code & 3 {
            0 => Step::Read(client),
            1 => Step::Write(client),
            2 => Step::Done(client),
            _ => Step::Refused(client),
        }
    }
}

/// One client.
struct Writer {
    own: PolicyState,
    shared: PolicyState,
    version: u32,
    trips: u64,
    failures: u32,
}

/// The row and everybody who wants to write it.
struct Row {
    behaviour: Behaviour,
    trip: Distribution<Span>,
    trips: StreamFamily,
    waits: StreamFamily,
    writers: Vec<Writer>,
    version: u32,
    writes: u64,
    through: Instant,
}

impl Row {
    /// One network trip of a client.
    fn trip(&mut self, client: u32) -> Span {
        let writer = &mut self.writers[client as usize];
        writer.trips += 1;
        self.trip.sample(&mut self.trips.stream(u64::from(client)).at(writer.trips))
    }

    /// How long the client waits before it reads again.
    fn wait(&mut self, now: Instant, client: u32) -> Span {
        let writer = &mut self.writers[client as usize];
        writer.failures += 1;
        let failure = Failure { kind: ErrorKind::Busy, retry_after: None };
        let reaction = Reaction {
            now,
            failure,
            began: now,
            failures: writer.failures,
            attempts_in_flight: 0,
            retries_under_way: 0,
            obeys: None,
        };
        let mut source = self.waits.stream(u64::from(client)).at(u64::from(writer.failures));
        let memory = Remembered { own: &mut writer.own, shared: &mut writer.shared, pair: None };
        match self.behaviour.after_failure(Some(memory), &reaction, &mut source) {
            Decision::RetryAfter(wait) => wait,
            Decision::GiveUp(reason) => panic!("everybody writes in the end, and yet: {reason:?}"),
        }
    }
}

impl Model for Row {
    type Event = Step;

    fn happen(&mut self, now: Instant, step: Step, agenda: &mut Agenda<Step>) {
        match step {
            Step::Read(client) => {
                self.writers[client as usize].version = self.version;
                let told = now + self.trip(client);
                agenda.push(told + self.trip(client), Step::Write(client));
            }
            Step::Write(client) => {
                self.writes += 1;
                let succeeds = self.writers[client as usize].version == self.version;
                self.version += u32::from(succeeds);
                let heard = now + self.trip(client);
                agenda.push(heard, if succeeds { Step::Done(client) } else { Step::Refused(client) });
            }
            Step::Done(_) => self.through = now,
            Step::Refused(client) => {
                let again = now + self.wait(now, client);
                agenda.push(again + self.trip(client), Step::Read(client));
            }
        }
    }
}

/// Lets the writers of a scenario contend, all of them with the named behaviour of their class.
pub fn contest(document: &Document, behaviour: &str) -> Contest {
    let class = &document.classes["writers"];
    let behaviour = class.behaviours[behaviour].clone();
    let clients = class.population.expect("a number of writers");
    let family = |purpose| StreamFamily::new(document.run.seed, "writers", purpose);
    let writer =
        || Writer { own: behaviour.fresh_state(), shared: behaviour.fresh_state(), version: 0, trips: 0, failures: 0 };
    let mut row = Row {
        trip: class.service.clone(),
        trips: family("trips"),
        waits: family("waits"),
        writers: (0..clients).map(|_| writer()).collect(),
        version: 0,
        writes: 0,
        through: Instant::START,
        behaviour,
    };
    let mut agenda = Agenda::new();
    for client in 0..clients {
        agenda.push(Instant::START + row.trip(client), Step::Read(client));
    }
    let mut simulation = Simulation { model: row, agenda, events: 0 };
    let limits = Limits { end: Instant::NEVER, events: 10_000_000 };
    let stopped = simulation.run(limits, &mut |_, _| syncstorm::engine::simulation::Verdict::Continue);
    assert_eq!(stopped, StopReason::NothingLeft, "everybody is through in the end");
    let row = simulation.model;
    assert_eq!(row.version, clients, "every client has written once");
    Contest { writes: row.writes as f64, seconds: row.through.seconds() }
}
